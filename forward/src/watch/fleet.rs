// SPDX-License-Identifier: MIT OR Apache-2.0

//! The data on the screen: what each machine has stored, and the latest lines.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use klink_line::screen::{Latest, Rates};
use klink_line::Record;

use crate::check::Seen;
use crate::subject;
use crate::tail::Selection;

/// The maximum number of lines that one message adds to the latest, so that a busy machine does not hide the others.
const LINES: usize = 4;

pub(super) struct Fleet {
    pub(super) stream: String,
    /// Whether there is a server.
    pub(super) is_up: bool,
    machines: BTreeMap<String, Machine>,
    pub(super) rates: Rates,
    pub(super) latest: Latest<Text>,
}

/// A line, and whether it is no event.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) is_alarm: bool,
}

/// The counts of a machine since this began.
#[derive(Default)]
pub(super) struct Machine {
    /// When something of it was stored last.
    time: Option<SystemTime>,
    /// Events that were stored up to the last frame.
    pub(super) events: u64,
    /// Events since the last frame.
    fresh: u64,
    pub(super) gaps: u64,
    pub(super) lost: u64,
    pub(super) rates: Rates,
}

/// A machine on the screen.
pub(super) struct Row<'a> {
    pub(super) name: &'a str,
    pub(super) machine: &'a Machine,
    /// How long it has been silent, if that is too long.
    pub(super) silent: Option<Duration>,
}

impl Fleet {
    pub(super) fn new(stream: &str) -> Self {
        Self {
            stream: stream.to_owned(),
            is_up: true,
            machines: BTreeMap::new(),
            rates: Rates::default(),
            latest: Latest::default(),
        }
    }

    /// Adds a message; one that was there before only says that there is the machine.
    pub(super) fn add(&mut self, subject: &str, seen: &Seen, is_new: bool) {
        let Some((host, _)) = subject::parse(subject) else {
            return;
        };
        let machine = self.machines.entry(host.clone()).or_default();
        machine.time = machine.time.max(seen.time);
        if !is_new {
            return;
        }
        let mut room = LINES;
        for line in String::from_utf8_lossy(&seen.body).lines() {
            let is_alarm = !line.starts_with("{\"seq\":");
            match is_alarm {
                true => machine.add_gap(line),
                false => machine.fresh += 1,
            }
            if is_alarm || room > 0 {
                room = room.saturating_sub(1);
                let text = Selection::default().text(&host, line);
                self.latest.push(Text { text, is_alarm });
            }
        }
    }

    /// Ends a frame, which has lasted so long.
    pub(super) fn sample(&mut self, since: Duration, is_up: bool) {
        self.is_up = is_up;
        let mut all = 0;
        for machine in self.machines.values_mut() {
            let fresh = std::mem::take(&mut machine.fresh);
            machine.events += fresh;
            machine.rates.push(fresh, since);
            all += fresh;
        }
        self.rates.push(all, since);
    }

    /// The machines: those that are silent first, then those with gaps, then those with the most events.
    pub(super) fn rows(&self, now: SystemTime, silent: Duration) -> Vec<Row<'_>> {
        let rows = self.machines.iter().map(|(name, machine)| {
            let since = machine.time.and_then(|time| now.duration_since(time).ok());
            Row {
                name,
                machine,
                silent: since.filter(|since| *since > silent),
            }
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|row| {
            let machine = row.machine;
            (
                row.silent.is_none(),
                machine.gaps == 0,
                Reverse(machine.events),
            )
        });
        rows
    }
}

impl Machine {
    /// Adds the events that the line reports as lost, if it is a gap.
    fn add_gap(&mut self, line: &str) {
        if let Ok(Record::Lost(gap)) = serde_json::from_str(line) {
            self.gaps += 1;
            self.lost = self.lost.saturating_add(gap.0.count());
        }
    }
}
