// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the command ends: with which status, and with which words.

use std::fmt::Write as _;

use klink::wire::NoRoom;
use klink::{echo, Errno, Error, ErrorKind, Protocol};

/// The exit statuses; `--help` shows their meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NoPeer = 3,
    NotPermitted = 4,
    NoAnswer = 5,
    Refused = 6,
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
            Self::Done => "done: everything sent was answered",
            Self::Failed => "failed for another reason",
            Self::Usage => "wrong usage",
            Self::NoPeer => "nobody owns the protocol, or receives on it in this network namespace",
            Self::NotPermitted => "not permitted",
            Self::NoAnswer => "no answer in time",
            Self::Refused => "the peer answered with an error",
            Self::Interrupted => "interrupted (Ctrl-C)",
        }
    }

    /// The part of the help text that lists them.
    pub(crate) fn table() -> String {
        let mut table = String::from("Exit status:\n");
        for status in Self::ALL {
            let _ = writeln!(table, "  {:<3}  {}", status as u8, status.meaning());
        }
        table
    }
}

/// Why the command ends before its work is done.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: Status,
    /// One line for standard error, unless the user knows anyway.
    pub(crate) message: Option<String>,
}

impl Failure {
    /// The user pressed Ctrl-C.
    pub(crate) const INTERRUPTED: Self = Self {
        status: Status::Interrupted,
        message: None,
    };

    /// Whoever read our output has seen enough, as in `klink chat | head -1`.
    pub(crate) const NOBODY_READS: Self = Self {
        status: Status::Done,
        message: None,
    };

    pub(crate) fn new(message: String) -> Self {
        Self {
            status: Status::Failed,
            message: Some(message),
        }
    }

    /// The error in klink's words, and what can be done about it.
    pub(crate) fn explain(error: &Error, protocol: Protocol) -> Self {
        let (status, advice) = match (error.errno(), error.kind()) {
            (Some(Errno::EPROTONOSUPPORT), _) => (Status::NoPeer, load_a_module(protocol)),
            (Some(Errno::ECONNREFUSED), _) => (
                Status::NoPeer,
                String::from(
                    "nothing in the kernel receives on it in this network namespace: try in the host's, with `sudo \
                     nsenter --target 1 --net klink ...`",
                ),
            ),
            (Some(Errno::EPERM | Errno::EACCES), _) => (
                Status::NotPermitted,
                String::from("try with sudo; in a container, outside of it"),
            ),
            (Some(Errno::EMSGSIZE), _) => (
                Status::Failed,
                String::from("too long for one message: send less at once"),
            ),
            (_, ErrorKind::TimedOut(_)) => (
                Status::NoAnswer,
                String::from("see with `sudo dmesg` whether it arrived, or wait longer with --timeout"),
            ),
            (_, ErrorKind::Refused(_) | ErrorKind::NoReply) => {
                (Status::Refused, String::from("a text is not what this protocol expects"))
            }
            (_, ErrorKind::NoRoom(NoRoom::Nul)) => {
                (Status::Failed, String::from("it would end the text: take it out"))
            }
            _ => return Self::new(error.to_string()),
        };
        Self {
            status,
            message: Some(format!("{error}: {advice}")),
        }
    }
}

fn load_a_module(protocol: Protocol) -> String {
    if protocol.name().is_some() {
        return String::from("this kernel does not have it: load the module that brings it");
    }
    let parameter = match protocol {
        echo::PROTOCOL => String::new(),
        Protocol(number) => format!(" protocol={number}"),
    };
    format!(
        "no module owns this protocol: load one, such as with `sudo insmod klink_echo.ko{parameter}`, or let `make \
         demo` do it in a guest"
    )
}
