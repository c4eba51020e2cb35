// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the command ends: with which status, and with which words.

use std::fmt::{Display, Write as _};
use std::io;
use std::time::Duration;

use klink::wire::BuildError;
use klink::{echo, Errno, Error, ErrorKind, Portid, Protocol};

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
            Self::Done => "done: whatever was asked for has happened",
            Self::Failed => "failed for another reason",
            Self::Usage => "wrong usage",
            Self::NoPeer => "no such peer: nobody has the protocol, family or port id, or receives in this network namespace",
            Self::NotPermitted => "not permitted",
            Self::NoAnswer => "nothing came in time",
            Self::Refused => "the peer answered with an error",
            Self::Interrupted => "interrupted (Ctrl-C, SIGTERM)",
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
    /// The user pressed Ctrl-C, or SIGTERM came.
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

    /// Nothing came for so long.
    pub(crate) fn silence(of: impl Display, limit: Duration) -> Self {
        Self {
            status: Status::NoAnswer,
            message: Some(format!(
                "{of}: nothing came within {limit:?}: wait longer with --timeout"
            )),
        }
    }

    /// The command has taken as long as it may.
    pub(crate) fn late() -> Self {
        Self {
            status: Status::NoAnswer,
            message: Some(String::from(
                "not done at the deadline: what was shown is what came until then; give more time with --deadline",
            )),
        }
    }

    /// A program's socket that takes nothing.
    pub(crate) fn unreachable(error: &Error, protocol: Protocol, portid: Portid) -> Self {
        let (status, advice) = match error.errno() {
            Some(Errno::ECONNREFUSED) => (
                Status::NoPeer,
                format!("no socket of {protocol} has port id {portid}: `klink stat` shows those there are"),
            ),
            Some(Errno::EAGAIN) => (
                Status::NoAnswer,
                String::from("it does not read what it has: `klink stat` shows how much that is"),
            ),
            _ => return Self::explain(error, protocol),
        };
        Self {
            status,
            message: Some(format!("{error}: {advice}")),
        }
    }

    /// A device that does not show netlink.
    pub(crate) fn nlmon(error: &Error) -> Self {
        let (status, advice) = match error.errno() {
            Some(Errno::EPERM) => (Status::NotPermitted, "try with sudo"),
            Some(Errno::ENETDOWN) => (
                Status::Failed,
                "`sudo ip link set nlmon0 up` switches one on",
            ),
            _ => (
                Status::Failed,
                "`sudo ip link add nlmon0 type nlmon` makes one",
            ),
        };
        Self {
            status,
            message: Some(format!("{error}: {advice}")),
        }
    }

    /// The peer's no, where nothing else was matched.
    pub(crate) fn refused(answer: impl Display, protocol: Protocol) -> Self {
        Self {
            status: Status::Refused,
            message: Some(format!(
                "{protocol} answers {answer}: {}",
                refused(protocol)
            )),
        }
    }

    /// Processes that are not told.
    pub(crate) fn processes(error: &Error) -> Self {
        if !error.is_timeout() {
            return Self::explain(error, Protocol::CONNECTOR);
        }
        Self {
            status: Status::NoAnswer,
            message: Some(format!(
                "{error}: the kernel tells of processes in its first user and process namespaces only: try outside of the \
                 container"
            )),
        }
    }

    /// Arguments that clap has let pass.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self {
            status: Status::Usage,
            message: Some(message.to_string()),
        }
    }

    /// A network namespace that cannot be entered.
    pub(crate) fn namespace(place: impl Display, error: io::Error) -> Self {
        let errno = Errno(error.raw_os_error().unwrap_or(0));
        let (status, advice) = match errno {
            Errno::EPERM | Errno::EACCES => (Status::NotPermitted, "try with sudo"),
            _ => (
                Status::Failed,
                "give one that is in `ip netns list`, or a process in it",
            ),
        };
        Self {
            status,
            message: Some(format!(
                "enter network namespace {place}: {errno}: {advice}"
            )),
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
            (_, ErrorKind::DeadlinePassed) => (
                Status::NoAnswer,
                String::from("what was shown is what came until then; give more time with --deadline"),
            ),
            (_, ErrorKind::TimedOut(_)) => (
                Status::NoAnswer,
                String::from("see with `sudo dmesg` whether it arrived, or wait longer with --timeout"),
            ),
            (_, ErrorKind::Refused(_) | ErrorKind::NoReply) => (Status::Refused, refused(protocol).to_owned()),
            (_, ErrorKind::NotFound) => (
                Status::NoPeer,
                String::from("`klink genl list` shows those there are; a module may be missing"),
            ),
            (_, ErrorKind::Unwritable(BuildError::Nul)) => {
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

/// Where it is written what the peer would have taken.
fn refused(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::ROUTE => "see rtnetlink(7) for what it takes",
        Protocol::SOCK_DIAG => "see sock_diag(7) for what it takes",
        Protocol::GENERIC => "see what it takes with `klink genl policy FAMILY`",
        _ => "a text is not what this protocol expects",
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
