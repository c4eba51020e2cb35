// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink-forward check`: whether a stream holds each event once, or reports it as lost.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io::Write;
use std::time::{Duration, SystemTime};

use async_nats::jetstream;
use klink_line::{Escaped, Record};
use serde::Serialize;

use crate::failure::{Failure, Status};
use crate::message::Start;
use crate::nats::{header, number, Connection};
use crate::read::{read, Begin, ReadOptions};
use crate::subject;

/// A message of a stream, as far as it can be read.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Its sequence number in the stream.
    pub sequence: u64,
    /// When the server stored it.
    pub time: Option<SystemTime>,
    /// The range of numbers that its headers give.
    pub range: Option<(u64, u64)>,
    /// The sequence number of the message before, by its headers.
    pub after: Option<u64>,
    /// Events of other kinds, by its headers.
    pub left_out: u64,
    /// The id of the boot, by its headers.
    pub boot: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// The findings about all machines in a stream.
#[derive(Debug, Default)]
pub struct Audit {
    hosts: BTreeMap<String, Host>,
    unrecognized: Vec<u64>,
    /// The first sequence number of the stream.
    begin: u64,
    /// The server removes messages when they are old, but no others.
    forgets: bool,
}

#[derive(Debug, Default)]
struct Host {
    journals: BTreeMap<u64, Journal>,
    /// The order in which journals began.
    order: Vec<u64>,
    time: Option<SystemTime>,
}

#[derive(Debug, Default)]
struct Journal {
    boot: Option<String>,
    first: u64,
    next: u64,
    events: u64,
    lost: u64,
    left_out: u64,
    messages: u64,
    sequence: u64,
    /// Another boot has begun since.
    is_contested: bool,
    wrong: Vec<String>,
}

/// The findings about one journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The machine.
    pub host: String,
    /// The journal's id, in hexadecimal digits.
    pub journal: String,
    /// The id of the boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot: Option<String>,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// Events that are stored.
    pub stored: u64,
    /// Events that are reported as lost.
    pub lost: u64,
    /// Events of kinds that are not forwarded.
    pub left_out: u64,
    /// Messages.
    pub messages: u64,
    /// Whether this was the machine's latest journal, and nothing of it was stored for longer than `--silent`.
    pub silent: bool,
    /// Events that are missing, stored twice or contradictory.
    pub wrong: Vec<String>,
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            journal,
            first,
            last,
            stored,
            lost,
            left_out,
            messages,
            ..
        } = self;
        let host = Escaped(host.as_bytes());
        write!(
            f,
            "{host} {journal}: {first} to {last}: {stored} events stored, {lost} lost"
        )?;
        if *left_out > 0 {
            write!(f, ", {left_out} of other kinds")?;
        }
        write!(f, ", {messages} messages")?;
        if self.silent {
            f.write_str(", silent")?;
        }
        self.wrong
            .iter()
            .try_for_each(|wrong| write!(f, "\n  wrong: {}", Escaped(wrong.as_bytes())))
    }
}

impl Audit {
    /// An audit of a stream whose first sequence number this is, and that may remove old messages or not.
    pub fn new(begin: u64, forgets: bool) -> Self {
        Self {
            begin,
            forgets,
            ..Self::default()
        }
    }

    /// Adds the next message of the stream.
    pub fn add(&mut self, subject: &str, seen: &Seen) {
        let Some((host, id)) = subject::parse(subject) else {
            self.unrecognized.push(seen.sequence);
            return;
        };
        let (begin, forgets) = (self.begin, self.forgets);
        let host = self.hosts.entry(host).or_default();
        host.time = host.time.max(seen.time);
        let is_new = !host.journals.contains_key(&id);
        if is_new {
            host.order.push(id);
        }
        let latest = host.order.last().copied();
        let latest = latest.and_then(|latest| host.journals.get(&latest)?.boot.clone());
        let journal = host.journals.entry(id).or_default();
        journal.add(seen, begin, forgets);
        // A machine has one boot at a time.
        if let (Some(latest), Some(boot), false) = (latest, &seen.boot, is_new) {
            if latest != *boot && !std::mem::replace(&mut journal.is_contested, true) {
                journal.wrong.push(format!(
                    "message {}: two machines have this name: boot {latest} has begun before",
                    seen.sequence
                ));
            }
        }
    }

    /// The rows, by machine, in the order in which the journals began.
    pub fn rows(&self, now: SystemTime, silent: Duration) -> Vec<Row> {
        let mut rows = Vec::new();
        for (name, host) in &self.hosts {
            let is_silent = host
                .time
                .is_some_and(|time| now.duration_since(time).is_ok_and(|since| since > silent));
            for id in &host.order {
                let Some(journal) = host.journals.get(id) else {
                    continue;
                };
                rows.push(Row {
                    host: name.clone(),
                    journal: format!("{id:016x}"),
                    boot: journal.boot.clone(),
                    first: journal.first,
                    last: journal.next.saturating_sub(1),
                    stored: journal.events,
                    lost: journal.lost,
                    left_out: journal.left_out,
                    messages: journal.messages,
                    silent: is_silent && host.order.last() == Some(id),
                    wrong: journal.wrong.clone(),
                });
            }
        }
        rows
    }

    /// Messages whose subject is not of the form that klink-forward uses.
    pub fn unrecognized(&self) -> &[u64] {
        &self.unrecognized
    }
}

impl Journal {
    fn add(&mut self, seen: &Seen, begin: u64, forgets: bool) {
        let sequence = seen.sequence;
        let mut wrong = Vec::new();
        let before = std::mem::replace(&mut self.sequence, sequence);
        self.boot = self.boot.take().or_else(|| seen.boot.clone());
        let is_first = self.messages == 0;
        self.messages += 1;
        let (Some((first, last)), Some(after)) = (seen.range, seen.after) else {
            wrong.push(String::from("it is not from klink-forward"));
            return self.blame(sequence, wrong);
        };
        if is_first {
            (self.first, self.next) = (first.max(1), first);
            // What is missing before was removed by its age, if all that is as old is gone, too.
            let aged = forgets && after < begin;
            if first > 0 && !aged {
                wrong.push(format!("events up to {} are missing", first - 1));
            }
        } else if after != before {
            wrong.push(format!(
                "the message before it was {after}, and is {before}"
            ));
        }
        match first.cmp(&self.next) {
            Ordering::Greater => {
                wrong.push(format!("events {} to {} are missing", self.next, first - 1));
            }
            Ordering::Less => {
                let end = last.min(self.next.saturating_sub(1));
                wrong.push(format!("events {first} to {end} are there twice"));
            }
            Ordering::Equal => {}
        }
        self.next = self.next.max(last.saturating_add(1));
        match count(seen, first, last) {
            Ok((events, lost)) => {
                self.events += events;
                self.lost = self.lost.saturating_add(lost);
                self.left_out = self.left_out.saturating_add(seen.left_out);
            }
            Err(error) => wrong.push(error),
        }
        self.blame(sequence, wrong);
    }

    fn blame(&mut self, sequence: u64, wrong: Vec<String>) {
        let wrong = wrong.into_iter();
        self.wrong
            .extend(wrong.map(|wrong| format!("message {sequence}: {wrong}")));
    }
}

/// The number of events and of lost ones in a body, if it has each number of the range once, or leaves it out.
fn count(seen: &Seen, first: u64, last: u64) -> Result<(u64, u64), String> {
    let text = std::str::from_utf8(&seen.body).map_err(|_| "it is not text")?;
    if first == 0 {
        let start: Result<Start, _> = serde_json::from_str(text);
        return match start {
            Ok(_) if last == 0 => Ok((0, 0)),
            _ => Err(String::from("it is not the start of a journal")),
        };
    }
    let (mut next, mut events, mut lost, mut passed) = (first, 0, 0, 0);
    for line in text.lines() {
        let record: Record<'_> =
            serde_json::from_str(line).map_err(|error| format!("a line of it: {error}"))?;
        let (from, to) = match &record {
            Record::Event(event) => (event.seq(), event.seq()),
            Record::Lost(gap) => (gap.0.first, gap.0.last),
            Record::Restart(_) => return Err(String::from("a restart is within it")),
        };
        if from < next || to < from || to > last {
            return Err(format!("{from} to {to} is there after {}", next - 1));
        }
        passed += from - next;
        next = to.saturating_add(1);
        match record {
            Record::Event(_) => events += 1,
            _ => lost += to - from + 1,
        }
    }
    let missing = last.saturating_add(1).saturating_sub(next);
    if missing > 0 || passed != seen.left_out {
        let missing = missing.saturating_add(passed);
        return Err(format!("{missing} of its events are missing"));
    }
    Ok((events, lost))
}

impl From<&jetstream::Message> for Seen {
    fn from(message: &jetstream::Message) -> Self {
        let info = message.info().ok();
        let nothing = async_nats::HeaderMap::new();
        let headers = message.headers.as_ref().unwrap_or(&nothing);
        Self {
            sequence: info.as_ref().map_or(0, |info| info.stream_sequence),
            time: info.map(|info| SystemTime::from(info.published)),
            range: number(headers, header::FIRST).zip(number(headers, header::LAST)),
            after: number(headers, header::AFTER),
            left_out: number(headers, header::LEFT_OUT).unwrap_or(0),
            boot: headers.get(header::BOOT).map(ToString::to_string),
            body: message.payload.to_vec(),
        }
    }
}

/// Reads a stream from its first message to its last, and shows what it holds. Fails if something is wrong.
pub async fn check(
    connection: &Connection,
    silent: Duration,
    json: bool,
    output: &mut impl Write,
) -> Result<(), Failure> {
    let begin = connection.stream().cached_info().state.first_sequence;
    let mut audit = Audit::new(begin, connection.forgets());
    let which = ReadOptions {
        subjects: subject::ALL.to_owned(),
        begin: Begin::Oldest,
        follow: false,
    };
    read(connection, &which, |message| {
        audit.add(&message.subject, &Seen::from(message));
        Ok(())
    })
    .await?;
    let rows = audit.rows(SystemTime::now(), silent);
    for row in &rows {
        let shown = match json {
            true => serde_json::to_writer(&mut *output, row)
                .map_err(std::io::Error::from)
                .and_then(|()| output.write_all(b"\n")),
            false => writeln!(output, "{row}"),
        };
        shown.map_err(|error| Failure::output(&error))?;
    }
    output.flush().map_err(|error| Failure::output(&error))?;
    let wrong: usize = rows.iter().map(|row| row.wrong.len()).sum();
    let (name, unrecognized) = (connection.name(), audit.unrecognized());
    if wrong == 0 && unrecognized.is_empty() {
        return Ok(());
    }
    let mut what = format!("stream {name}: {wrong} contradictions");
    if let Some(first) = unrecognized.first() {
        what = format!(
            "{what}, and {} messages of others, the first is {first}",
            unrecognized.len()
        );
    }
    what.push_str(&format!(
        ": look at a message with `nats stream get {name} NUMBER`"
    ));
    Err(Failure::new(Status::Failed, what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    /// Three messages of a journal, as a forwarder sends them.
    fn stream() -> Vec<Seen> {
        let event = |seq: u64| {
            move |body: &mut Vec<u8>| {
                let line = format!("{{\"seq\":{seq},\"time_ns\":1,\"cpu\":0,\"kind\":\"mark\"}}");
                body.extend_from_slice(line.as_bytes());
            }
        };
        let start = Start::message(7, "b", None);
        let mut two = Message::from(7, 1);
        two.push_event(1, event(1));
        two.push_lost(2, 4);
        let mut three = Message::from(7, 5);
        three.push_event(5, event(5));
        three.left_out = 1;
        three.push_event(7, event(7));
        let mut after = 0;
        let messages = [start, two, three].into_iter().zip([3, 5, 9]);
        messages
            .map(|(message, sequence)| Seen {
                sequence,
                time: Some(SystemTime::UNIX_EPOCH),
                range: Some((message.first, message.last)),
                after: Some(std::mem::replace(&mut after, sequence)),
                left_out: message.left_out,
                boot: Some(String::from("b")),
                body: message.body,
            })
            .collect()
    }

    fn audit(messages: &[Seen], begin: u64, forgets: bool) -> Row {
        let mut audit = Audit::new(begin, forgets);
        for seen in messages {
            audit.add("klink.a.0000000000000007", seen);
        }
        let hour = Duration::from_secs(3600);
        let rows = audit.rows(SystemTime::UNIX_EPOCH + hour, hour);
        assert_eq!(rows.len(), 1);
        rows[0].clone()
    }

    #[test]
    fn a_stream_as_it_was_sent_is_right() {
        let row = audit(&stream(), 1, false);
        assert!(row.wrong.is_empty(), "{row}");
        assert_eq!((row.first, row.last), (1, 7));
        assert_eq!((row.stored, row.lost, row.left_out), (3, 3, 1));
        assert_eq!(
            row.stored + row.lost + row.left_out,
            row.last - row.first + 1
        );
    }

    #[test]
    fn each_removed_message_but_the_last_is_found() {
        for removed in 0..2 {
            let mut messages = stream();
            messages.remove(removed);
            let row = audit(&messages, 1, false);
            assert!(
                row.wrong[0].contains("missing") || row.wrong[1].contains("missing"),
                "{row}"
            );
        }
    }

    #[test]
    fn each_doubled_message_is_found() {
        for doubled in 0..3 {
            let mut messages = stream();
            let mut again = messages[doubled].clone();
            again.sequence = 20;
            messages.push(again);
            let row = audit(&messages, 1, false);
            assert!(
                row.wrong.iter().any(|wrong| wrong.contains("twice")),
                "{row}"
            );
        }
    }

    #[test]
    fn each_changed_body_is_found() {
        for (message, from, to) in [
            (1, "\"seq\":1", "\"seq\":2"),
            (1, "\"last\":4", "\"last\":3"),
            (2, "\"seq\":5,", "\"seq\":5;"),
            (2, "\"seq\":7", "\"seq\":6"),
            (0, "restart", "start"),
        ] {
            let mut messages = stream();
            let body = String::from_utf8(messages[message].body.clone()).unwrap();
            messages[message].body = body.replace(from, to).into_bytes();
            let row = audit(&messages, 1, false);
            assert!(!row.wrong.is_empty(), "{from} {to}: {row}");
        }
        for range in [None, Some((5, u64::MAX)), Some((0, u64::MAX)), Some((7, 5))] {
            let mut messages = stream();
            messages[2].range = range;
            assert!(!audit(&messages, 1, false).wrong.is_empty());
        }
    }

    #[test]
    fn what_has_reached_its_age_is_not_missing() {
        let messages = stream().split_off(2);
        assert!(audit(&messages, 6, true).wrong.is_empty());
        assert_eq!(audit(&messages, 6, true).first, 5);
        // The message before it is as young as the stream's first.
        assert!(!audit(&messages, 5, true).wrong.is_empty());
        assert!(!audit(&messages, 6, false).wrong.is_empty());
    }

    #[test]
    fn two_machines_with_one_name_are_found() {
        let mut audit = Audit::new(1, false);
        let messages = stream();
        audit.add("klink.a.0000000000000007", &messages[0]);
        let mut other = messages[0].clone();
        (other.sequence, other.boot) = (4, Some(String::from("c")));
        audit.add("klink.a.0000000000000008", &other);
        audit.add("klink.a.0000000000000007", &messages[1]);
        let rows = audit.rows(SystemTime::UNIX_EPOCH, Duration::ZERO);
        let wrong: Vec<_> = rows.iter().flat_map(|row| &row.wrong).collect();
        assert!(
            wrong.len() == 1 && wrong[0].contains("two machines"),
            "{wrong:?}"
        );
    }

    #[test]
    fn a_silent_machine_is_named() {
        let mut audit = Audit::new(1, false);
        audit.add("klink.a.0000000000000007", &stream()[0]);
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let silent = |now| audit.rows(at(now), Duration::from_secs(60))[0].silent;
        assert_eq!([silent(0), silent(60), silent(61)], [false, false, true]);
    }
}
