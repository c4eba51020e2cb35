// SPDX-License-Identifier: MIT OR Apache-2.0

//! The end of the program: exit statuses and error messages. The statuses are those of `klink`.

use std::fmt::{Display, Write as _};

use klink::{Errno, ErrorKind};
use klink_line::Escaped;

/// The exit statuses; `--help` shows their meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Success.
    Done = 0,
    /// Failure for any other reason; `check` has found something wrong.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// No server, no stream, or no journal.
    NoPeer = 3,
    /// Wrong credentials or certificate, or a missing permission.
    NotPermitted = 4,
    /// No answer in time.
    NoAnswer = 5,
    /// The stream cannot hold what is promised, or holds something else.
    Refused = 6,
    /// Ctrl-C or SIGTERM.
    Interrupted = 130,
}

impl Status {
    const ALL: [Self; 8] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::NoPeer,
        Self::NotPermitted,
        Self::NoAnswer,
        Self::Refused,
        Self::Interrupted,
    ];

    const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "success",
            Self::Failed => "failure for any other reason; check: something is missing, there twice, or contradictory",
            Self::Usage => "wrong usage",
            Self::NoPeer => "no such server, stream or journal",
            Self::NotPermitted => "not permitted: credentials, certificate or capability",
            Self::NoAnswer => "no answer in time",
            Self::Refused => "the stream has limits that events could be lost by, or holds contradictory messages",
            Self::Interrupted => "interrupted (Ctrl-C, SIGTERM)",
        }
    }

    /// The part of the help text that lists the statuses.
    pub fn table() -> String {
        let mut table = String::from("Exit status:\n");
        for status in Self::ALL {
            let _ = writeln!(table, "  {:<3}  {}", status as u8, status.meaning());
        }
        table
    }
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
