// SPDX-License-Identifier: MIT OR Apache-2.0

//! The end of the command: exit statuses and error messages.

use std::fmt::Display;
use std::io;
use std::time::Duration;

use klink::wire::BuildError;
use klink::{echo, Errno, Error, ErrorKind, Portid, Protocol};

pub(crate) use klink_line::Status;

/// The part of the help text that lists the statuses.
pub(crate) fn statuses() -> String {
    Status::table(|status| match status {
        Status::Done => "success",
        Status::Failed => "failure for any other reason",
        Status::Usage => "wrong usage",
        Status::NoPeer => {
            "no such peer: the protocol, family or port id does not exist in this network namespace"
        }
        Status::NotPermitted => "not permitted",
        Status::NoAnswer => "no reply or message in time",
        Status::Refused => "the peer replied with an error",
        Status::Interrupted => "interrupted (Ctrl-C, SIGTERM)",
    })
}

/// The reason why the command ends early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: Status,
    /// One line for standard error; `None` if the user already knows.
    pub(crate) message: Option<String>,
}

impl Failure {
    /// The end by Ctrl-C or SIGTERM.
    pub(crate) const INTERRUPTED: Self = Self {
        status: Status::Interrupted,
        message: None,
    };

    /// The end because the reader of the output has closed it, as in `klink chat | head -1`.
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

    /// No message within this time.
    pub(crate) fn silence(of: impl Display, limit: Duration) -> Self {
        Self {
            status: Status::NoAnswer,
            message: Some(format!(
                "{of}: no message within {limit:?}: use --timeout to wait longer"
            )),
        }
    }

    /// Prints the message, if there is one. Returns the exit status.
    pub(crate) fn report(self) -> u8 {
        if let Some(message) = self.message {
            eprintln!("klink: {message}");
        }
        self.status as u8
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

    /// A program's socket that does not take the message.
    pub(crate) fn unreachable(error: &Error, protocol: Protocol, portid: Portid) -> Self {
        let (status, advice) = match error.errno() {
            Some(Errno::ECONNREFUSED) => (
                Status::NoPeer,
                format!(
                    "no socket of {protocol} has port id {portid}: `klink stat` lists the sockets"
                ),
            ),
            Some(Errno::EAGAIN) => (
                Status::NoAnswer,
                String::from(
                    "the program does not read its messages: `klink stat` shows how much is queued",
                ),
            ),
            _ => return Self::explain(error, protocol),
        };
        Self {
            status,
            message: Some(format!("{error}: {advice}")),
        }
    }

    /// An nlmon device that cannot be used.
    pub(crate) fn nlmon(error: &Error) -> Self {
        let (status, advice) = match error.errno() {
            Some(Errno::EPERM) => (Status::NotPermitted, "try with sudo"),
            Some(Errno::ENETDOWN) => (
                Status::Failed,
                "bring the device up with `sudo ip link set nlmon0 up`",
            ),
            _ => (
                Status::Failed,
                "create the device with `sudo ip link add nlmon0 type nlmon`",
            ),
        };
        Self {
            status,
            message: Some(format!("{error}: {advice}")),
        }
    }

    /// A refusal by the peer, in a reply that was not matched.
    pub(crate) fn refused(answer: impl Display, protocol: Protocol) -> Self {
        Self {
            status: Status::Refused,
            message: Some(format!(
                "{protocol} replied {answer}: {}",
                refused(protocol)
            )),
        }
    }

    /// Process events that cannot be received.
    pub(crate) fn processes(error: &Error) -> Self {
        if !error.is_timeout() {
            return Self::explain(error, Protocol::CONNECTOR);
        }
        Self {
            status: Status::NoAnswer,
            message: Some(format!(
                "{error}: the kernel reports processes only in its initial user and pid namespaces: run the command \
                 outside of the container"
            )),
        }
    }

    /// Arguments that clap accepts, and that are wrong all the same.
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
                "give a namespace from `ip netns list`, or a process in the namespace",
            ),
        };
        Self {
            status,
            message: Some(format!(
                "enter network namespace {place}: {errno}: {advice}"
            )),
        }
    }

    /// The error, with advice about what to do.
    pub(crate) fn explain(error: &Error, protocol: Protocol) -> Self {
        Self::explain_as(error, error, protocol)
    }

    /// [`Failure::explain`] in other words than the error's own.
    pub(crate) fn explain_as(error: &Error, words: impl Display, protocol: Protocol) -> Self {
        let (status, advice) = match (error.errno(), error.kind()) {
            (Some(Errno::EPROTONOSUPPORT), _) => (Status::NoPeer, load_a_module(protocol)),
            (Some(Errno::ECONNREFUSED), _) => (
                Status::NoPeer,
                String::from(
                    "the kernel has no receiver for it in this network namespace: try in the host's, with `sudo \
                     nsenter --target 1 --net klink ...`",
                ),
            ),
            (Some(Errno::EPERM | Errno::EACCES), _) => (
                Status::NotPermitted,
                String::from("use sudo; inside of a container, run the command outside of it"),
            ),
            (Some(Errno::EMSGSIZE), _) => (
                Status::Failed,
                String::from("too long for one message: send less at a time"),
            ),
            (_, ErrorKind::DeadlinePassed) => (
                Status::NoAnswer,
                String::from("what was shown is what came until then; give more time with --deadline"),
            ),
            (_, ErrorKind::TimedOut(_)) => (
                Status::NoAnswer,
                String::from("check with `sudo dmesg` whether it arrived, or use --timeout to wait longer"),
            ),
            (_, ErrorKind::Refused(_) | ErrorKind::NoReply) => (Status::Refused, refused(protocol).to_owned()),
            (_, ErrorKind::NotFound) => (
                Status::NoPeer,
                String::from("`klink genl list` lists the families; a module may not be loaded"),
            ),
            (_, ErrorKind::Unwritable(BuildError::Nul)) => {
                (Status::Failed, String::from("it would end the text: remove it"))
            }
            _ => return Self::new(words.to_string()),
        };
        Self {
            status,
            message: Some(format!("{words}: {advice}")),
        }
    }
}

/// Advice on what the peer accepts.
fn refused(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::ROUTE => "see rtnetlink(7) for valid requests",
        Protocol::SOCK_DIAG => "see sock_diag(7) for valid requests",
        Protocol::GENERIC => "`klink genl policy FAMILY` shows valid attributes",
        _ => "this protocol does not accept plain text",
    }
}

fn load_a_module(protocol: Protocol) -> String {
    if protocol.name().is_some() {
        return String::from(
            "this kernel does not have the protocol: load the module that provides it",
        );
    }
    let parameter = match protocol {
        echo::PROTOCOL => String::new(),
        Protocol(number) => format!(" protocol={number}"),
    };
    format!(
        "no module owns this protocol: load one, for example with `sudo insmod klink_echo.ko{parameter}`, or run `make \
         demo` to do it in a guest"
    )
}
