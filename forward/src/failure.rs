// SPDX-License-Identifier: MIT OR Apache-2.0

//! The end of the program: exit statuses and error messages.

use std::fmt::Display;

use klink::{Errno, ErrorKind};
use klink_line::Escaped;

pub use klink_line::Status;

/// The part of the help text that lists the statuses.
pub fn statuses() -> String {
    Status::table(|status| {
        match status {
        Status::Done => "success",
        Status::Failed => "failure for any other reason; check: something is missing, there twice, or contradictory",
        Status::Usage => "wrong usage",
        Status::NoPeer => "no such server, stream or journal",
        Status::NotPermitted => "not permitted: credentials, certificate or capability",
        Status::NoAnswer => "no answer in time",
        Status::Refused => "the stream has limits that events could be lost by, or holds contradictory messages",
        Status::Interrupted => "interrupted (Ctrl-C, SIGTERM)",
    }
    })
}

/// The reason why the program ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit status.
    pub status: Status,
    /// One line for standard error, with the next step; `None` if the user already knows.
    pub message: Option<String>,
}

impl Failure {
    /// The end by Ctrl-C or SIGTERM.
    pub const INTERRUPTED: Self = Self {
        status: Status::Interrupted,
        message: None,
    };

    /// The end because the reader of the output has closed it.
    pub const NOBODY_READS: Self = Self {
        status: Status::Done,
        message: None,
    };

    /// A failure with a message.
    pub fn new(status: Status, message: impl Display) -> Self {
        Self {
            status,
            message: Some(message.to_string()),
        }
    }

    /// A failure of the journal, with advice.
    pub fn journal(error: &klink::Error) -> Self {
        let (status, advice) = match (error.errno(), error.kind()) {
            (_, ErrorKind::NotFound) => (
                Status::NoPeer,
                "load the module with `sudo insmod klink_events.ko`; the journal is not available in a container",
            ),
            (Some(Errno::EPERM | Errno::EACCES), _) => (
                Status::NotPermitted,
                "it needs CAP_NET_ADMIN: use sudo or the systemd unit; inside of a container, run it outside of it",
            ),
            (Some(Errno::ERANGE), _) => (
                Status::Refused,
                "the stream holds more events of this journal than the journal has had: another machine uses its name \
                 and id, give this one another --name",
            ),
            _ => return Self::new(Status::Failed, error),
        };
        Self::new(status, format_args!("{error}: {advice}"))
    }

    /// Output that cannot be written.
    pub fn output(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::NOBODY_READS,
            _ => Self::new(
                Status::Failed,
                format_args!("cannot write the result: {error}"),
            ),
        }
    }

    /// Prints the message, if there is one. Returns the exit status.
    pub fn report(self) -> u8 {
        if let Some(message) = self.message {
            say(&message);
        }
        self.status as u8
    }
}

/// Writes a line to standard error. What a server has said cannot change the screen.
pub fn say(message: &str) {
    eprintln!("klink-forward: {}", Escaped(message.as_bytes()));
}
