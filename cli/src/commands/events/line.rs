// SPDX-License-Identifier: MIT OR Apache-2.0

//! The output of events: text, and JSON objects with stable names.

use std::fmt::{self, Display};

use klink::events::{Event, Gap, Item};
use serde::{Serialize, Serializer};

use super::value::{Fields, Name, SinceBoot, Word};
use crate::exit::Failure;
use crate::output::{Output, Styled, BOLD, RED};

/// Shows one item.
pub(super) fn show(item: &Item<'_>, output: &mut Output) -> Result<(), Failure> {
    match item {
        Item::Event(event) => output.show(&Line::new(event)),
        Item::Gap(gap) => output.show(&Lost(*gap)),
        Item::Restart => output.show(&Restart { restart: true }),
    }
}

/// One event. Fields that the event does not have are left out.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    seq: u64,
    #[serde(rename = "time_ns")]
    time: SinceBoot,
    cpu: u32,
    kind: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Name>,
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
    pub(super) fn new(event: &Event<'a>) -> Self {
        let task = event.task();
        Self {
            seq: event.seq(),
            time: SinceBoot(event.time()),
            cpu: event.cpu(),
            kind: Name(event.kind()),
            action: event.action().and_then(|action| action.name()),
            source: event.source().map(Name),
            pid: task.map(|task| task.pid),
            tgid: task.map(|task| task.tgid),
            ppid: task.map(|task| task.ppid),
            uid: task.map(|task| task.uid),
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
        field("", shown(&self.source))?;
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

/// A range of lost events.
pub(super) struct Lost(pub(super) Gap);

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

/// The start of another journal.
#[derive(Serialize)]
pub(super) struct Restart {
    pub(super) restart: bool,
}

impl Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = "the module was reloaded: event numbers start again";
        Styled(f.alternate(), RED, what).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_says_how_many() {
        let lost = Lost(Gap { first: 3, last: 12 });
        assert_eq!(lost.to_string(), "3 to 12: 10 events lost");
        let json = serde_json::to_string(&lost).unwrap();
        assert_eq!(json, "{\"first\":3,\"last\":12,\"lost\":10}");
    }
}
