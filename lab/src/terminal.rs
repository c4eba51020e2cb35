// SPDX-License-Identifier: MIT OR Apache-2.0
//! The host's terminal while a program in a guest uses it: keys are passed to the guest unchanged, the guest is
//! notified of a new size, and when the lab ends, except by SIGKILL, the terminal's settings are restored.

use std::io::{self, IsTerminal};
use std::thread;

use anyhow::Result;
use klink_lab_init::{Size, ToGuest};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{tcgetattr, tcgetwinsize, tcsetattr, OptionalActions, Termios};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::guest::Sender;

/// The terminal in raw mode, until this is dropped.
pub struct Terminal {
    before: Termios,
}

impl Terminal {
    /// The terminal's size, if both standard input and standard output are one.
    pub fn size() -> Option<Size> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return None;
        }
        let size = tcgetwinsize(stdout()).ok()?;
        Some(Size {
            rows: size.ws_row,
            columns: size.ws_col,
        })
    }

    /// Takes over the terminal for the guest of this `channel`.
    ///
    /// # Errors
    /// Fails if standard input is not a terminal.
    pub fn take(channel: Sender) -> Result<Self> {
        let before = tcgetattr(stdin())?;
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH])?;
        let at_end = before.clone();
        thread::spawn(move || {
            for signal in signals.forever() {
                if signal == SIGWINCH {
                    if let Some(size) = Terminal::size() {
                        let _ = channel.send(&ToGuest::Resize(size));
                    }
                    continue;
                }
                let _ = tcsetattr(stdin(), OptionalActions::Now, &at_end);
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(stdin(), OptionalActions::Now, &raw)?;
        Ok(Terminal { before })
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.before);
    }
}
