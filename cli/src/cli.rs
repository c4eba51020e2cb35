// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can be typed: the one definition that the parser and the help text come from.

use std::ffi::OsString;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use klink::{echo, Protocol};

use crate::exit::Status;

/// Talks to kernel modules over netlink.
#[derive(Debug, Parser)]
#[command(name = "klink", version, after_help = Status::table(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Chat(Chat),
    Send(Send),
}

/// Holds a conversation: greets, then sends every line and shows what comes back.
///
/// Lines come from a terminal, with editing and history, or from a pipe, as they are: blanks, UTF-8 and other bytes
/// stay, CR before the end of line goes. Each is sent with a NUL behind it. Bytes of a reply that cannot be shown
/// appear as \x.. escapes. Ends at end of input (Ctrl-D), or at the first line that nobody answers.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Chat {
    /// Number below 32, or name, such as ROUTE.
    #[arg(default_value_t = echo::PROTOCOL, value_parser = protocol)]
    pub(crate) protocol: Protocol,

    #[command(flatten)]
    pub(crate) wait: Wait,
}

/// Sends one text and shows what comes back.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Send {
    /// Number below 32, or name, such as ROUTE.
    #[arg(value_parser = protocol)]
    pub(crate) protocol: Protocol,

    /// What to send; a NUL goes behind it.
    pub(crate) text: OsString,

    #[command(flatten)]
    pub(crate) wait: Wait,
}

#[derive(Debug, Args)]
pub(crate) struct Wait {
    /// How long to wait for each answer, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub(crate) timeout: Duration,
}

fn protocol(typed: &str) -> Result<Protocol, String> {
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
    let upper = typed.to_ascii_uppercase();
    let name = upper.strip_prefix("NETLINK_").unwrap_or(&upper);
    let mut all = (0..Protocol::LIMIT).map(Protocol);
    all.find(|protocol| protocol.name() == Some(name))
        .ok_or_else(|| String::from("no protocol has this name: give its number"))
}

fn seconds(typed: &str) -> Result<Duration, String> {
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
