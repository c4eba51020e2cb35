// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can be typed: the one definition that the parser, the help text, the manual pages and the completions come from.
//! What a command takes stands in the command's file.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use klink::Protocol;

use crate::exit::Status;
use crate::session::Place;
use crate::{
    bench, chat, decode, doctor, events, generate, genl, monitor, record, recv, replay, send, spec,
    stat,
};

/// Talks to kernel modules over netlink.
#[derive(Debug, Parser)]
#[command(name = "klink", version, after_help = Status::table(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Chat(chat::Chat),
    Send(send::Send),
    Recv(recv::Recv),
    Genl(genl::Genl),
    Stat(stat::Stat),
    Do(spec::Do),
    Dump(spec::Dump),
    Listen(spec::Listen),
    Events(events::Events),
    Monitor(monitor::Monitor),
    Decode(decode::Decode),
    Record(record::Record),
    Replay(replay::Replay),
    Doctor(doctor::Doctor),
    Bench(bench::Bench),
    Generate(generate::Generate),
}

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Options {
    /// Print one JSON object a line instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Print no results and no remarks: the exit status tells.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// How long to wait, in seconds: for each answer (5 unless given), for whatever comes next where a command only
    /// listens (for ever unless given).
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Work in another network namespace: its name, as `ip netns` has it, its file, or a process in it.
    #[arg(long, global = true, value_name = "NAME|PATH|PID", value_parser = Place::parse)]
    pub(crate) netns: Option<Place>,

    /// Record what the command sends and receives itself, requests and answers, into a pcap file as `klink record` writes
    /// it; with --quiet, - is standard output.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

/// When a command that listens ends by itself.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// End after so many.
    #[arg(long, short = 'n', value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,

    /// End after so long, in seconds.
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
            .ok_or_else(|| format!("protocol numbers are below {}", Protocol::LIMIT));
    }
    protocol_named(typed).ok_or_else(|| String::from("no protocol has this name: give its number"))
}

/// A protocol by name, with or without `NETLINK_`, in any case, or by what it is usually called.
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

/// A time that is not 0.
pub(crate) fn seconds(typed: &str) -> Result<Duration, String> {
    typed
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| String::from("give a positive number of seconds, such as 0.5"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn definition_is_sound() {
        Cli::command().debug_assert();
    }

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
}
