// SPDX-License-Identifier: MIT OR Apache-2.0

//! A person at a terminal: a pseudo-terminal with a command on it.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{channel, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::pty::{grantpt, openpt, ptsname, unlockpt, OpenptFlags};
use rustix::termios::{tcsetwinsize, Winsize};

use crate::USER;

/// How long a person waits for something to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a person looks for before typing.
const PROMPT: &str = "> ";

/// A command on a terminal of its own, as an ordinary user.
#[derive(Debug)]
pub struct Terminal {
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// What has appeared and was not looked for yet.
    unseen: String,
    child: Child,
}

impl Terminal {
    /// Starts the command.
    pub fn run(command: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("cannot open /dev/ptmx");
        grantpt(&ours).expect("grantpt");
        unlockpt(&ours).expect("unlockpt");
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&ours, size).expect("cannot set the terminal's size");
        let name = ptsname(&ours, Vec::new()).expect("ptsname");
        let name = std::ffi::OsStr::from_bytes(name.as_bytes());
        let theirs = || {
            let end = File::options().read(true).write(true).open(name);
            Stdio::from(end.expect("cannot open the terminal"))
        };
        // `setsid -c` makes it the controlling terminal.
        let child = Command::new("setsid")
            .arg("-c")
            .args(command)
            .env("TERM", "xterm")
            .uid(USER)
            .gid(USER)
            .stdin(theirs())
            .stdout(theirs())
            .stderr(theirs())
            .spawn()
            .expect("cannot start the command");
        let keyboard = File::from(ours);
        let mut output = keyboard.try_clone().expect("cannot clone the terminal");
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Reading fails with EIO once the command has closed its end.
            while let Ok(len @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..len].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            keyboard,
            screen,
            unseen: String::new(),
            child,
        }
    }

    /// Waits until this appears, behind what was seen before.
    pub fn sees(&mut self, text: &str) {
        loop {
            if let Some(start) = self.unseen.find(text) {
                self.unseen.drain(..start + text.len());
                return;
            }
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.unseen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("{text:?} does not appear: {:?}", self.unseen),
            }
        }
    }

    /// Waits for the prompt and presses these keys.
    pub fn types(&mut self, keys: &[&str]) {
        self.sees(PROMPT);
        for key in keys {
            self.keyboard
                .write_all(key.as_bytes())
                .expect("cannot type");
        }
    }

    /// Waits for the command's end; `None` if a signal killed it.
    pub fn status(mut self) -> Option<i32> {
        // The screen closes when the command ends.
        loop {
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.unseen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("does not end: {:?}", self.unseen),
            }
        }
        self.child
            .wait()
            .expect("cannot wait for the command")
            .code()
    }
}

/// A command that is left behind would keep its module in use.
impl Drop for Terminal {
    fn drop(&mut self) {
        // Fails only where it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
