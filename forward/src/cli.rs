// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command line: the one definition that the parser and the help text come from.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use klink::events::Kind;
use klink_forward::failure::{statuses, Failure, Status};
use klink_forward::machine;
use klink_forward::nats::{Access, Wanted};
use klink_forward::subject::Target;
use klink_forward::tail::Selection;

/// Forwards the kernel's events from the journal of klink_events.ko to a stream of NATS JetStream, each exactly once.
///
/// The stream itself says where to go on, so there is no state to keep; two forwarders of one machine do not disturb each
/// other. Events that were overwritten before they could be sent are reported in the stream, by number. Example:
/// `klink-forward tls://nats.example.org/EVENTS --creds /etc/klink/forward.creds`.
#[derive(Debug, Parser)]
#[command(
    name = "klink-forward",
    version,
    after_help = statuses(),
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) forward: Forward,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Create(Create),
    Check(Check),
    Tail(Tail),
    #[cfg(feature = "watch")]
    Watch(Watch),
}

/// How to reach the stream.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// File with the user's credentials, as `nsc generate creds` writes it.
    #[arg(long, value_name = "FILE", conflicts_with = "nkey")]
    creds: Option<PathBuf>,

    /// File with the seed of the user's nkey.
    #[arg(long, value_name = "FILE")]
    nkey: Option<PathBuf>,

    /// File with the certificates of the authorities to trust, in PEM format, in place of the system's. The connection is
    /// then always encrypted.
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,

    /// JetStream domain of the server that has the stream, if HOST is a leaf of it.
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Reached {
    /// The servers and the stream; tls:// in place of nats:// encrypts the connection in any case.
    #[arg(value_name = "nats://HOST[:PORT][,...]/STREAM")]
    target: Target,

    #[command(flatten)]
    options: Options,
}

impl Reached {
    pub(crate) fn access(&self) -> Access {
        self.options.access(self.target.clone())
    }
}

impl Options {
    fn access(&self, target: Target) -> Access {
        Access {
            target,
            creds: self.creds.clone(),
            nkey: self.nkey.clone(),
            tls_ca: self.tls_ca.clone(),
            domain: self.domain.clone(),
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Forward {
    /// The servers and the stream; tls:// in place of nats:// encrypts the connection in any case.
    #[arg(value_name = "nats://HOST[:PORT][,...]/STREAM")]
    target: Option<Target>,

    #[command(flatten)]
    options: Options,

    /// Forward only these kinds of events. The stream then says how many others there were.
    #[arg(long = "type", short, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    pub(crate) kinds: Vec<Kind>,

    /// This machine's name in the stream [default: its host name].
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    name: Option<String>,

    /// Write metrics to this file every five seconds, in Prometheus' text format: for node_exporter, a file that ends with
    /// .prom in the folder of its textfile collector.
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,
}

impl Forward {
    /// With the way to the stream, which clap cannot require because commands have their own.
    pub(crate) fn with_access(self) -> Result<(Self, Access), Failure> {
        match &self.target {
            Some(target) => {
                let access = self.options.access(target.clone());
                Ok((self, access))
            }
            None => Err(Failure::new(
                Status::Usage,
                "the stream is missing: give nats://HOST/STREAM; see klink-forward --help",
            )),
        }
    }

    /// The machine's name in the stream.
    pub(crate) fn host(&self) -> Result<String, Failure> {
        match &self.name {
            Some(name) => Ok(name.clone()),
            None => machine::name(),
        }
    }
}

/// Creates the stream, or gives the one that is there the limits that it needs: nothing is dropped when it is full, and
/// machines wait instead.
#[derive(Args, Debug)]
pub(crate) struct Create {
    #[command(flatten)]
    pub(crate) access: Reached,

    /// Number of servers of the cluster that keep the stream [default: 1].
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=5))]
    replicas: Option<u8>,

    /// Remove events after this many days [default: never].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: Option<u32>,

    /// Size of the stream in bytes, after which events wait in the machines' journals; 0 for what the server allows
    /// [default: what it is; 0 for a new stream].
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(i64).range(0..))]
    max_bytes: Option<i64>,
}

impl Create {
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted {
            replicas: self.replicas.map(usize::from),
            max_age: self
                .days
                .map(|days| Duration::from_secs(u64::from(days) * 86_400)),
            max_bytes: self
                .max_bytes
                .map(|bytes| if bytes == 0 { -1 } else { bytes }),
        }
    }
}

/// Checks that a stream holds each event once, or reports it as lost: stored + lost = last - first + 1, for each journal.
///
/// Shows a line for each journal of each machine, and what is wrong with it. Gaps and silent machines are shown, and are
/// not wrong. That the last messages of a journal were removed by hand cannot be seen in the stream; its forwarder sends
/// them again, or reports them as lost.
#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) access: Reached,

    /// Show machines as silent of which nothing was stored for this long, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    pub(crate) silent: Duration,

    /// Print one JSON object per line instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Shows the events of many machines as `klink events` shows those of one, with the machine's name in front.
#[derive(Args, Debug)]
pub(crate) struct Tail {
    #[command(flatten)]
    pub(crate) access: Reached,

    /// Show only events of this machine.
    #[arg(long)]
    host: Option<String>,

    /// Show only these kinds of events; gaps and restarts are always shown.
    #[arg(long = "type", short, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,

    /// Begin with the stream's first message, and not with the next one.
    #[arg(long)]
    all: bool,

    /// End with the last message that is there.
    #[arg(long, requires = "all")]
    no_follow: bool,

    /// Print one JSON object per line instead of text.
    #[arg(long)]
    json: bool,
}

impl Tail {
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            host: self.host.clone(),
            kinds: self.kinds.clone(),
            old: self.all,
            no_follow: self.no_follow,
            json: self.json,
            styled: false,
        }
    }
}

/// Shows on a terminal which machines are in the stream, how many events each stores per second, what was lost, which are
/// silent, and the latest events.
///
/// Events and losses are counted from now on. `q` and Ctrl-C end it.
#[cfg(feature = "watch")]
#[derive(Args, Debug)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) access: Reached,

    /// Show machines as silent of which nothing was stored for this long, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) silent: Duration,
}

fn kind(typed: &str) -> Result<Kind, String> {
    Kind::by_name(typed)
        .ok_or_else(|| String::from("no kind has this name: `klink events --stats` lists them"))
}

fn seconds(typed: &str) -> Result<Duration, String> {
    let seconds = typed.parse().ok();
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| String::from("give a number of seconds"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn definition_is_sound() {
        Cli::command().debug_assert();
    }
}
