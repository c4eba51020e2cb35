// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink bench`: measures how fast a peer replies, and how fast events arrive.

mod latency;

use std::ffi::OsString;
use std::fmt::{self, Display};
use std::os::unix::ffi::OsStrExt;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use klink::{Error, Flags, Notification, Protocol};
use serde::{Serialize, Serializer};

use self::latency::Latencies;
use crate::bytes::Bytes;
use crate::exit::{statuses, Failure};
use crate::options::{self, Limits};
use crate::session::Session;
use crate::target::Target;

/// Measures a peer: round trips, or the rate of the events that it sends.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Bench {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure how many requests are answered per second, and how long a reply takes. The default is 10,000 requests.
    #[command(after_help = statuses())]
    RoundTrips(RoundTrips),
    /// Measure how many messages of a group arrive per second, and how many are lost. The default is 5 seconds.
    #[command(after_help = statuses())]
    Events(Events),
}

#[derive(Debug, Args)]
struct RoundTrips {
    /// Protocol: number below 32, or name. By default, ROUTE is asked for the first link and GENERIC for its
    /// controller.
    #[arg(value_parser = options::protocol)]
    protocol: Protocol,

    /// Text to send; the reply is read as text, too.
    text: Option<OsString>,

    /// Type of the message (nlmsg_type), for a request that follows netlink's rules.
    #[arg(long = "type", value_name = "NUMBER", conflicts_with = "text")]
    kind: Option<u16>,

    /// Payload of such a request, as hexadecimal digits.
    #[arg(long, value_name = "DIGITS", value_parser = Bytes::parse, requires = "kind")]
    hex: Option<Bytes>,

    #[command(flatten)]
    limits: Limits,
}

#[derive(Debug, Args)]
struct Events {
    /// Protocol or generic netlink family to listen to, and its groups by number or name.
    #[arg(value_name = "PEER[:GROUP,...]", value_parser = Target::parse)]
    target: Target,

    /// Size of the socket receive buffer in bytes.
    #[arg(long, value_name = "BYTES")]
    buffer: Option<usize>,

    #[command(flatten)]
    limits: Limits,
}

const ROUND_TRIPS: u64 = 10_000;
const EVENTS_FOR: Duration = Duration::from_secs(5);

/// `RTM_GETLINK` of link 1, which is `lo` in every namespace.
const FIRST_LINK: (u16, &[u8]) = (18, &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/// `CTRL_CMD_GETFAMILY` of family 16.
const CONTROLLER: (u16, &[u8]) = (16, &[3, 2, 0, 0, 6, 0, 1, 0, 16, 0, 0, 0]);

pub(crate) fn run(bench: &Bench, session: &mut Session) -> Result<(), Failure> {
    match &bench.command {
        Command::RoundTrips(trips) => round_trips(trips, session),
        Command::Events(events) => self::events(events, session),
    }
}

fn round_trips(trips: &RoundTrips, session: &mut Session) -> Result<(), Failure> {
    let protocol = trips.protocol;
    let explain = |error: Error| Failure::explain(&error, protocol);
    let empty = (trips.kind.unwrap_or(0), &[][..]);
    let request = match (&trips.text, &trips.hex, trips.kind, protocol) {
        (None, Some(Bytes(payload)), Some(kind), _) => Some((kind, &payload[..])),
        (None, None, Some(_), _) => Some(empty),
        (None, _, None, Protocol::ROUTE) => Some(FIRST_LINK),
        (None, _, None, Protocol::GENERIC) => Some(CONTROLLER),
        _ => None,
    };
    let result = match request {
        Some((kind, payload)) => {
            let request = klink::request(kind, |message| message.raw(payload)).flags(Flags::NONE);
            let mut socket = session.socket(protocol)?;
            measure(&trips.limits, || socket.request(&request).map(drop))
        }
        None => {
            let text = trips
                .text
                .as_ref()
                .map_or(&b"hi"[..], |text| text.as_bytes());
            let mut client = session.echo_client(protocol)?;
            measure(&trips.limits, || client.say(text).map(drop))
        }
    };
    let (latencies, seconds) = result.map_err(explain)?;
    session.output.show(&Answered {
        protocol: protocol.to_string(),
        round_trips: latencies.count(),
        seconds: Rounded(seconds),
        per_second: Rounded(latencies.count() as f64 / seconds),
        p50_us: Rounded(latencies.quantile(0.5)),
        p99_us: Rounded(latencies.quantile(0.99)),
        max_us: Rounded(latencies.max()),
    })?;
    session.output.flush()
}

/// Repeats the exchange until a limit is reached. Returns how long each one took, and how long all of them took.
fn measure(
    limits: &Limits,
    mut exchange: impl FnMut() -> Result<(), Error>,
) -> Result<(Latencies, f64), Error> {
    let count = match (limits.count, limits.duration) {
        (None, None) => Some(ROUND_TRIPS),
        (count, _) => count,
    };
    // The first exchange is not counted: it fills the caches.
    exchange()?;
    let mut latencies = Latencies::default();
    let begin = Instant::now();
    let mut now = begin;
    while count != Some(latencies.count())
        && limits.duration.is_none_or(|limit| now - begin < limit)
    {
        exchange()?;
        let after = Instant::now();
        latencies.add(after - now);
        now = after;
    }
    Ok((latencies, (now - begin).as_secs_f64()))
}

fn events(events: &Events, session: &mut Session) -> Result<(), Failure> {
    let (mut listener, name) = events.target.open(session)?;
    let protocol = listener.protocol();
    let explain = |error: Error| Failure::explain(&error, protocol);
    if let Some(bytes) = events.buffer {
        listener.set_receive_buffer(bytes).map_err(explain)?;
    }
    session.remark(&format!("listening to {name}"));
    let limits = &events.limits;
    let duration = match (limits.count, limits.duration) {
        (None, None) => Some(EVENTS_FOR),
        (_, duration) => duration,
    };
    let begin = Instant::now();
    let mut counted = Counted {
        peer: name,
        messages: 0,
        bytes: 0,
        lost: 0,
        seconds: Rounded(0.0),
        per_second: Rounded(0.0),
    };
    while limits.count != Some(counted.messages) {
        let left = duration.map(|duration| duration.saturating_sub(begin.elapsed()));
        if left == Some(Duration::ZERO) {
            break;
        }
        listener.set_timeout(left.into_iter().chain(session.idle_timeout()).min());
        match listener.next() {
            Ok(Notification::Message(notification)) => {
                counted.messages += 1;
                counted.bytes += u64::from(notification.message.header.len);
            }
            Ok(Notification::Lost(lost)) => counted.lost += u64::from(lost.drops.max(1)),
            Err(error) if error.is_timeout() => break,
            Err(error) => return Err(explain(error)),
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    if let (0, Some(idle)) = (counted.messages, session.idle_timeout()) {
        return Err(Failure::silence(counted.peer, idle));
    }
    counted.per_second = Rounded(counted.messages as f64 / seconds);
    counted.seconds = Rounded(seconds);
    session.output.show(&counted)?;
    session.output.flush()
}

/// A number that is printed with three significant digits.
#[derive(Clone, Copy)]
struct Rounded(f64);

impl Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = if self.0 < 100.0 { 3 } else { 0 };
        write!(f, "{:.places$}", self.0)
    }
}

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0 * 1000.0).round() / 1000.0)
    }
}

#[derive(Serialize)]
struct Answered {
    protocol: String,
    round_trips: u64,
    seconds: Rounded,
    per_second: Rounded,
    p50_us: Rounded,
    p99_us: Rounded,
    max_us: Rounded,
}

impl Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            protocol,
            round_trips,
            seconds,
            per_second,
            ..
        } = self;
        let Self {
            p50_us,
            p99_us,
            max_us,
            ..
        } = self;
        write!(
            f,
            "{protocol}: {round_trips} round trips in {seconds} s, {per_second}/s, half within {p50_us} us, 99 % within \
             {p99_us} us, all within {max_us} us"
        )
    }
}

#[derive(Serialize)]
struct Counted {
    peer: String,
    messages: u64,
    bytes: u64,
    lost: u64,
    seconds: Rounded,
    per_second: Rounded,
}

impl Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            peer,
            messages,
            bytes,
            lost,
            seconds,
            per_second,
        } = self;
        write!(
            f,
            "{peer}: {messages} messages of {bytes} bytes in {seconds} s, {per_second}/s, {lost} datagrams lost"
        )
    }
}
