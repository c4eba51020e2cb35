// SPDX-License-Identifier: MIT OR Apache-2.0

//! `--deadline`: the end of a command that waits for something else than a socket, such as input or the next list.

use std::io;
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use rustix::termios::{tcgetattr, tcsetattr, OptionalActions};

use crate::exit::Failure;

/// How long a command that waits for a socket has to end by itself, with what it has to say.
const GRACE: Duration = Duration::from_millis(100);

/// Ends the process soon after the deadline, wherever it waits. Recordings are complete up to each message, and results are
/// printed before a command waits.
pub(crate) fn enforce(deadline: Option<Instant>) {
    let Some(end) = deadline.and_then(|deadline| deadline.checked_add(GRACE)) else {
        return;
    };
    // Line editing changes the terminal.
    let terminal = tcgetattr(io::stdin());
    thread::spawn(move || {
        thread::sleep(end.saturating_duration_since(Instant::now()));
        if let Ok(terminal) = &terminal {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, terminal);
        }
        process::exit(Failure::late().report().into());
    });
}
