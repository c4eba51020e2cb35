// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink events`: what the journal of `klink_events.ko` has.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use klink::events::{
    Cursor, Event, Gap, Item, Journal, Kind, Reader, Source, Start, State, Status, Value,
};
use klink::{Error, ErrorKind, Protocol};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::cli::Limits;
use crate::exit::{Failure, Status as ExitStatus};
use crate::output::{Escaped, Styled, BOLD, RED};
use crate::session::Session;

/// How long results may stay unseen, and a cursor unsaved, while events keep coming.
const OFTEN: Duration = Duration::from_millis(500);

/// Shows the kernel's events from the journal of klink_events.ko: processes, devices, addresses, modules and more.
///
/// Whatever was overwritten before it could be read is a line of its own, with the first and the last number. Examples:
/// `klink events --follow --type exec`, `klink events --follow --from /var/lib/me/cursor --json`, `klink events --stats`.
#[derive(Debug, Args)]
#[command(after_help = ExitStatus::table())]
pub(crate) struct Events {
    /// Go on with what happens, also over the module's reload; otherwise end with what there is.
    #[arg(long, short)]
    follow: bool,

    /// Where to begin: oldest, now, the number of an event, or a file that keeps the place. With a file that is not
    /// there yet, at the oldest event.
    #[arg(long, value_name = "oldest|now|NUMBER|FILE", default_value = "oldest", value_parser = From::parse)]
    from: From,

    /// Only these kinds of event, as --stats names them.
    #[arg(long = "type", short, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,

    /// Only what concerns this process or thread.
    #[arg(long, value_name = "PID")]
    pid: Option<u32>,

    /// Show the journal's numbers and sources instead.
    #[arg(long, conflicts_with_all = ["follow", "from", "kinds", "pid", "count", "duration"])]
    stats: bool,

    #[command(flatten)]
    limits: Limits,
}

pub(crate) fn run(events: &Events, session: &mut Session) -> Result<(), Failure> {
    if events.stats {
        return show_stats(session);
    }
    let (start, file) = events.from.start()?;
    let mut reader = Reader::open(start).map_err(|error| explain(&error))?;
    if !events.kinds.is_empty() {
        reader.set_kinds(events.kinds.iter().copied());
    }
    let end = events
        .limits
        .duration
        .map(|duration| Instant::now() + duration);
    let mut left = events.limits.count.unwrap_or(u64::MAX);
    let mut kept = Instant::now();
    let mut waits = false;
    while left > 0 && end.is_none_or(|end| Instant::now() < end) {
        let limits = [
            session.idle_timeout(),
            end.map(|end| end.saturating_duration_since(kept)),
        ];
        let limit = limits.into_iter().flatten().min();
        reader.set_timeout(if waits { limit } else { Some(Duration::ZERO) });
        match reader.next() {
            Ok(item) => {
                waits = false;
                if events.wants(&item) {
                    left -= 1;
                    show(&item, session)?;
                }
            }
            // Before waiting, everything is shown and the place kept.
            Err(error) if error.is_timeout() && !waits && events.follow => {
                waits = true;
                kept = keep(session, &reader, file)?;
                continue;
            }
            Err(error) if error.is_timeout() => {
                let silent = waits && limit != limits[1];
                match session.idle_timeout() {
                    Some(limit) if silent => {
                        return Err(Failure::silence("the journal of events", limit))
                    }
                    _ => break,
                }
            }
            Err(error) => return Err(explain(&error)),
        }
        if kept.elapsed() > OFTEN {
            kept = keep(session, &reader, file)?;
        }
    }
    keep(session, &reader, file).map(|_| ())
}

impl Events {
    fn wants(&self, item: &Item<'_>) -> bool {
        match (item, self.pid) {
            (Item::Event(event), Some(pid)) => [event.pid(), event.tgid()].contains(&Some(pid)),
            _ => true,
        }
    }
}

/// Lets everybody see what was shown, then saves the place behind it: so nothing is left out if this ends in between.
fn keep(
    session: &mut Session,
    reader: &Reader,
    file: Option<&PathBuf>,
) -> Result<Instant, Failure> {
    session.output.flush()?;
    if let Some(file) = file {
        let saved = reader.cursor().save(file);
        saved.map_err(|error| place_failure("keep", file, &error))?;
    }
    Ok(Instant::now())
}

fn place_failure(verb: &str, file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!(
        "cannot {verb} the place in {}: {error}",
        file.display()
    ))
}

fn explain(error: &Error) -> Failure {
    if *error.kind() != ErrorKind::NotFound {
        return Failure::explain(error, Protocol::GENERIC);
    }
    Failure {
        status: ExitStatus::NoPeer,
        message: Some(format!(
            "{error}: load the module with `sudo insmod klink_events.ko`; a container does not have it"
        )),
    }
}

/// A kind of event by name.
fn kind(typed: &str) -> Result<Kind, String> {
    Kind::by_name(typed)
        .ok_or_else(|| String::from("no kind has this name: `klink events --stats` shows them"))
}

/// Where to begin, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum From {
    Oldest,
    Now,
    Number(u64),
    File(PathBuf),
}

impl From {
    fn parse(typed: &str) -> Result<Self, String> {
        Ok(match typed {
            "oldest" => Self::Oldest,
            "now" => Self::Now,
            "" => return Err(String::from("give oldest, now, a number or a file")),
            _ if typed.bytes().all(|byte| byte.is_ascii_digit()) => match typed.parse() {
                Ok(number @ 1..) => Self::Number(number),
                _ => return Err(String::from("numbers of events begin with 1")),
            },
            _ => Self::File(PathBuf::from(typed)),
        })
    }

    /// Where the reader begins, and the file that keeps its place.
    fn start(&self) -> Result<(Start, Option<&PathBuf>), Failure> {
        match self {
            Self::Oldest => Ok((Start::Oldest, None)),
            Self::Now => Ok((Start::Now, None)),
            Self::Number(next) => {
                let status = Journal::open().and_then(|mut journal| journal.status());
                let (status, _) = status.map_err(|error| explain(&error))?;
                let (journal, next) = (status.journal, *next);
                Ok((Start::At(Cursor { journal, next }), None))
            }
            Self::File(file) => {
                let cursor =
                    Cursor::load(file).map_err(|error| place_failure("find", file, &error))?;
                Ok((cursor.map_or(Start::Oldest, Start::At), Some(file)))
            }
        }
    }
}

fn show(item: &Item<'_>, session: &mut Session) -> Result<(), Failure> {
    match item {
        Item::Event(event) => session.output.show(&Line::new(event)),
        Item::Gap(gap) => session.output.show(&Lost(*gap)),
        Item::Restart => session.output.show(&Restart { restart: true }),
    }
}

/// One event. What it does not have is left out.
#[derive(Serialize)]
struct Line<'a> {
    seq: u64,
    #[serde(rename = "time_ns")]
    time: SinceBoot,
    cpu: u32,
    kind: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tgid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ppid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comm: Option<Word<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_comm: Option<Word<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Word<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signal: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    last_thread: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ifindex: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ifname: Option<Word<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mtu: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<std::net::IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<Word<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Word<'a>>,
    #[serde(skip_serializing_if = "Fields::is_empty")]
    fields: Fields<'a>,
}

impl<'a> Line<'a> {
    fn new(event: &Event<'a>) -> Self {
        Self {
            seq: event.seq(),
            time: SinceBoot(event.time()),
            cpu: event.cpu(),
            kind: Name(event.kind()),
            action: event.action().and_then(|action| action.name()),
            pid: event.pid(),
            tgid: event.tgid(),
            ppid: event.ppid(),
            uid: event.uid(),
            comm: event.comm().map(Word),
            new_comm: event.new_comm().map(Word),
            path: event.path().map(Word),
            cut: event.is_cut(),
            status: event.status(),
            signal: event.signal(),
            last_thread: event.is_last_thread(),
            ifindex: event.ifindex(),
            ifname: event.ifname().map(Word),
            flags: event.flags(),
            mtu: event.mtu(),
            address: event.address(),
            prefix: event.prefix(),
            module: event.module().map(Word),
            text: event.text().map(Word),
            fields: Fields(*event),
        }
    }
}

impl Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = Styled(f.alternate(), BOLD, self.kind);
        write!(f, "{} {} {kind}", self.seq, self.time)?;
        let mut field = |name: &str, value: Option<&dyn Display>| match value {
            Some(value) => write!(f, " {name}{value}"),
            None => Ok(()),
        };
        fn shown<T: Display>(value: &Option<T>) -> Option<&dyn Display> {
            value.as_ref().map(|value| value as &dyn Display)
        }
        field("", shown(&self.action))?;
        field("", shown(&self.module))?;
        field("", shown(&self.ifname))?;
        field("", shown(&self.address))?;
        field("/", shown(&self.prefix))?;
        field("pid ", shown(&self.pid))?;
        field(
            "of ",
            shown(&self.tgid.filter(|tgid| Some(*tgid) != self.pid)),
        )?;
        field("", shown(&self.comm))?;
        field("-> ", shown(&self.new_comm))?;
        field("ppid ", shown(&self.ppid))?;
        field("uid ", shown(&self.uid))?;
        field("", shown(&self.path))?;
        field("status ", shown(&self.status))?;
        field("signal ", shown(&self.signal))?;
        field("", shown(&self.text))?;
        self.fields.fmt(f)
    }
}

/// What a module has published: an object for programs.
struct Fields<'a>(Event<'a>);

impl Fields<'_> {
    fn is_empty(&self) -> bool {
        self.0.fields().next().is_none()
    }
}

impl Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fields().try_for_each(|(name, value)| {
            let name = Word(name);
            match value {
                Value::Number(number) => write!(f, " {name}={number}"),
                Value::Signed(number) => write!(f, " {name}={number}"),
                Value::Text(text) => write!(f, " {name}={}", Word(text)),
                _ => write!(f, " {name}"),
            }
        })
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in self.0.fields() {
            let name = Word(name);
            match value {
                Value::Number(number) => object.serialize_entry(&name, &number)?,
                Value::Signed(number) => object.serialize_entry(&name, &number)?,
                Value::Text(text) => object.serialize_entry(&name, &Word(text))?,
                _ => object.serialize_entry(&name, &())?,
            }
        }
        object.end()
    }
}

/// A kind by name, or by number if this command is too old to know it.
#[derive(Clone, Copy)]
struct Name(Kind);

impl Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.name() {
            Some(name) => f.pad(name),
            None => self.0 .0.fmt(f),
        }
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A time since boot: seconds with nine decimals, in nanoseconds for programs.
struct SinceBoot(Duration);

impl Display for SinceBoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}", self.0.as_secs(), self.0.subsec_nanos())
    }
}

impl Serialize for SinceBoot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(self.0.as_nanos()).unwrap_or(u64::MAX))
    }
}

/// Bytes that mostly are text.
struct Word<'a>(&'a [u8]);

impl Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(self.0).fmt(f)
    }
}

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(self.0))
    }
}

/// Events that are lost.
struct Lost(Gap);

impl Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Gap { first, last } = self.0;
        let lost = format!("{first} to {last}: {} events lost", self.0.count());
        Styled(f.alternate(), RED, lost).fmt(f)
    }
}

impl Serialize for Lost {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object {
            first: u64,
            last: u64,
            lost: u64,
        }
        let object = Object {
            first: self.0.first,
            last: self.0.last,
            lost: self.0.count(),
        };
        object.serialize(serializer)
    }
}

/// Another journal.
#[derive(Serialize)]
struct Restart {
    restart: bool,
}

impl Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = "the module was loaded anew: numbers begin again";
        Styled(f.alternate(), RED, what).fmt(f)
    }
}

fn show_stats(session: &mut Session) -> Result<(), Failure> {
    let status = Journal::open().and_then(|mut journal| journal.status());
    let (status, sources) = status.map_err(|error| explain(&error))?;
    session.output.show(&Stats::new(&status, &sources))?;
    session.output.flush()
}

/// The journal's numbers.
#[derive(Serialize)]
struct Stats<'a> {
    journal: String,
    oldest: u64,
    next: u64,
    size: u64,
    used: u64,
    readers: u32,
    sources: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: Name,
    state: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
    appended: u64,
    overwritten: u64,
}

impl<'a> Stats<'a> {
    fn new(status: &Status, sources: &'a [Source]) -> Self {
        let rows = sources.iter().map(|source| Row {
            kind: Name(source.kind),
            state: match source.state {
                State::ON => "on",
                State::OFF => "off",
                _ => "unavailable",
            },
            reason: &source.reason,
            appended: source.appended,
            overwritten: source.overwritten,
        });
        Self {
            journal: format!("{:016x}", status.journal),
            oldest: status.oldest,
            next: status.next,
            size: status.size,
            used: status.used,
            readers: status.readers,
            sources: rows.collect(),
        }
    }
}

impl Display for Stats<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "journal {}: {} of {} bytes, events from {}, next {}, {} dumps under way",
            self.journal, self.used, self.size, self.oldest, self.next, self.readers
        )?;
        let head = format!(
            "{:8} {:11} {:>12} {:>12}",
            "kind", "state", "appended", "overwritten"
        );
        Styled(f.alternate(), BOLD, head).fmt(f)?;
        for row in &self.sources {
            let Row {
                kind,
                state,
                reason,
                appended,
                overwritten,
            } = row;
            write!(f, "\n{kind:8} {state:11} {appended:>12} {overwritten:>12}")?;
            if !reason.is_empty() {
                write!(f, "  {reason}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begin_is_a_word_a_number_or_a_file() {
        assert_eq!(From::parse("oldest"), Ok(From::Oldest));
        assert_eq!(From::parse("now"), Ok(From::Now));
        assert_eq!(From::parse("17"), Ok(From::Number(17)));
        assert_eq!(From::parse("./17"), Ok(From::File(PathBuf::from("./17"))));
        for wrong in ["", "0", "18446744073709551616"] {
            assert!(From::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_gap_says_how_many() {
        let lost = Lost(Gap { first: 3, last: 12 });
        assert_eq!(lost.to_string(), "3 to 12: 10 events lost");
        let json = serde_json::to_string(&lost).unwrap();
        assert_eq!(json, "{\"first\":3,\"last\":12,\"lost\":10}");
    }

    #[test]
    fn kinds_have_names_that_fit_their_column() {
        assert!(Kind::ALL
            .iter()
            .all(|kind| Name(*kind).to_string().len() <= 8));
        assert!(kind("exec").is_ok() && kind("dragon").is_err());
    }
}
