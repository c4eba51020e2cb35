// SPDX-License-Identifier: MIT OR Apache-2.0

//! A person at a terminal: a pseudo-terminal with a command on it.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{channel, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{grantpt, openpt, ptsname, unlockpt, OpenptFlags};
use rustix::termios::{tcsetwinsize, Winsize};

use crate::screen::Screen;
use crate::USER;

/// How long a person waits for something to appear.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The prompt that a person waits for before typing.
const PROMPT: &str = "> ";

/// A command on a terminal of its own, as an ordinary user.
#[derive(Debug)]
pub struct Terminal {
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// The output that has not been looked at yet.
    unseen: String,
    child: Child,
}

impl Terminal {
    /// Starts the command, on 24 lines of 80 columns.
    pub fn run(command: &[&str]) -> Self {
        Self::run_as(USER, (80, 24), command)
    }

    /// Starts the command as a user, on this many columns and lines.
    pub fn run_as(user: u32, (columns, lines): (u16, u16), command: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("cannot open /dev/ptmx");
        grantpt(&ours).expect("grantpt");
        unlockpt(&ours).expect("unlockpt");
        tcsetwinsize(&ours, size(columns, lines)).expect("cannot set the terminal's size");
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
            .uid(user)
            .gid(user)
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

    /// Waits until this text appears, after the text that was seen before.
    pub fn sees(&mut self, text: &str) {
        loop {
            if let Some(start) = self.unseen.find(text) {
                self.unseen.drain(..start + text.len());
                return;
            }
            match self.screen.recv_timeout(TIMEOUT) {
                Ok(bytes) => self.unseen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("{text:?} does not appear: {:?}", self.unseen),
            }
        }
    }

    /// Waits for the prompt and presses these keys.
    pub fn types(&mut self, keys: &[&str]) {
        self.sees(PROMPT);
        keys.iter().for_each(|key| self.presses(key));
    }

    /// Presses a key, with any content of the screen.
    pub fn presses(&mut self, key: &str) {
        self.keyboard
            .write_all(key.as_bytes())
            .expect("cannot type");
    }

    /// Resizes the terminal, as a person does who drags its corner.
    pub fn resize(&mut self, columns: u16, lines: u16) {
        tcsetwinsize(&self.keyboard, size(columns, lines)).expect("cannot set the size");
    }

    /// Watches the screen for this time.
    pub fn watches(&mut self, screen: &mut Screen, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            if let Ok(bytes) = self.screen.recv_timeout(left) {
                screen.show(&bytes);
            }
        }
    }

    /// Watches the screen until it shows the wanted content.
    pub fn shows<T>(&mut self, screen: &mut Screen, wanted: impl Fn(&[String]) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(&screen.lines()) {
                return found;
            }
            match self.screen.recv_timeout(TIMEOUT) {
                Ok(bytes) => screen.show(&bytes),
                Err(_) => panic!("it does not appear: {:#?}", screen.lines()),
            }
        }
    }

    /// Waits for the command's end; `None` if a signal killed it.
    pub fn status(mut self) -> Option<i32> {
        // The screen closes when the command ends.
        loop {
            match self.screen.recv_timeout(TIMEOUT) {
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

fn size(columns: u16, lines: u16) -> Winsize {
    Winsize {
        ws_row: lines,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}

/// A remaining command would keep its module in use.
impl Drop for Terminal {
    fn drop(&mut self) {
        // This fails only if the command has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
