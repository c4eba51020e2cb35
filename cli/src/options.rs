// SPDX-License-Identifier: MIT OR Apache-2.0

//! The options of every command, and how arguments are parsed.

use std::fmt::{self, Display};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use klink::{Errno, Error, Netns, Protocol, Raw};

use crate::exit::Failure;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Options {
    /// Print one JSON object per line instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Print only errors: the exit status reports the result.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// How long to wait, in seconds: for each reply (default: 5), and for the next message where a command only listens
    /// (default: for ever).
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// How long the command as a whole may take, in seconds, however much still comes; it then ends with status 5.
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) deadline: Option<Duration>,

    /// Run in another network namespace: its name in `ip netns`, its file, or the id of a process in it.
    #[arg(long, global = true, value_name = "NAME|PATH|PID", value_parser = NetnsArg::parse)]
    pub(crate) netns: Option<NetnsArg>,

    /// Record the command's own requests and replies to a pcap file, in the format of `klink record`; with --quiet, -
    /// is standard output.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

/// Limits after which a command that listens stops.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Stop after NUMBER messages or events; for stat after lists, for bench after round trips.
    #[arg(long, short = 'n', value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,

    /// Stop after SECONDS.
    #[arg(long = "for", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) duration: Option<Duration>,
}

/// A protocol by number or name.
pub(crate) fn protocol(typed: &str) -> Result<Protocol, String> {
    let digits = typed.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !typed.is_empty() {
        let number = typed
            .parse()
            .ok()
            .filter(|&number| number < Protocol::LIMIT);
        return number
            .map(Protocol)
            .ok_or_else(|| format!("a protocol number is below {}", Protocol::LIMIT));
    }
    protocol_named(typed).ok_or_else(|| String::from("no protocol has this name: give its number"))
}

/// A protocol by name, with or without `NETLINK_`, in any case, or by a common other name.
pub(crate) fn protocol_named(typed: &str) -> Option<Protocol> {
    let upper = typed.to_ascii_uppercase();
    let name = upper.strip_prefix("NETLINK_").unwrap_or(&upper);
    match name {
        "UEVENT" => return Some(Protocol::KOBJECT_UEVENT),
        "NFNETLINK" => return Some(Protocol::NETFILTER),
        "GENL" => return Some(Protocol::GENERIC),
        _ => {}
    }
    let mut all = (0..Protocol::LIMIT).map(Protocol);
    all.find(|protocol| protocol.name() == Some(name))
}

/// Parses a time that is not 0.
pub(crate) fn seconds(typed: &str) -> Result<Duration, String> {
    typed
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| String::from("give a positive number of seconds, such as 0.5"))
}

/// A network namespace, as given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NetnsArg {
    Name(String),
    Path(String),
    Process(u32),
}

impl NetnsArg {
    pub(crate) fn parse(typed: &str) -> Result<Self, String> {
        if typed.is_empty() {
            return Err(String::from("give a name, a path or a process id"));
        }
        Ok(match typed.parse() {
            Ok(pid) => Self::Process(pid),
            Err(_) if typed.contains('/') => Self::Path(typed.to_owned()),
            Err(_) => Self::Name(typed.to_owned()),
        })
    }

    /// Opens the namespace, and a socket in it: a missing permission shows up here, and not in the middle of the work.
    pub(crate) fn open(&self) -> Result<Netns, Failure> {
        let netns = match self {
            Self::Name(name) => Netns::named(name),
            // A name may be a number.
            Self::Process(pid) => match (Netns::named(&pid.to_string()), Netns::of_process(*pid)) {
                (Ok(_), Ok(_)) => {
                    return Err(Failure::usage(format!(
                        "--netns {pid} is the name of a network namespace and a process: give /run/netns/{pid} or \
                         /proc/{pid}/ns/net"
                    )))
                }
                (Ok(named), Err(_)) => Ok(named),
                (Err(_), of_process) => of_process,
            },
            Self::Path(path) => match File::open(path) {
                Ok(file) => Ok(Netns::from(OwnedFd::from(file))),
                Err(error) => return Err(Failure::namespace(path, error)),
            },
        };
        let netns = netns.map_err(|error| Failure::namespace(self, error_number(&error)))?;
        match Raw::open_in(&netns, Protocol::USERSOCK) {
            Ok(_) => Ok(netns),
            Err(error) => Err(Failure::namespace(self, error_number(&error))),
        }
    }
}

fn error_number(error: &Error) -> io::Error {
    io::Error::from(error.errno().unwrap_or(Errno::EIO))
}

impl Display for NetnsArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Path(path) => path.fmt(f),
            Self::Process(pid) => write!(f, "of process {pid}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_go_by_number_and_name() {
        assert_eq!(protocol("30"), Ok(Protocol(30)));
        assert_eq!(protocol("route"), Ok(Protocol::ROUTE));
        assert_eq!(protocol("NETLINK_GENERIC"), Ok(Protocol::GENERIC));
        for wrong in ["32", "-1", "4294967296", "", "ROUTES", "NETLINK_"] {
            assert!(protocol(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn timeouts_are_positive() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        for wrong in ["0", "-1", "nan", "inf", "1e300", "5s", ""] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_namespace_is_a_process_a_path_or_a_name() {
        assert_eq!(NetnsArg::parse("12"), Ok(NetnsArg::Process(12)));
        let path = "/run/netns/12";
        assert_eq!(NetnsArg::parse(path), Ok(NetnsArg::Path(path.to_owned())));
        assert_eq!(
            NetnsArg::parse("blue"),
            Ok(NetnsArg::Name("blue".to_owned()))
        );
        assert!(NetnsArg::parse("").is_err());
    }
}
