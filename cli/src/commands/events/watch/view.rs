// SPDX-License-Identifier: MIT OR Apache-2.0

//! The data on the screen: counts over time, and the latest events.

use std::time::Duration;

use klink::events::{Gap, Item, JournalStatus, Kind, OwnedItem, SourceStatus, State};
use klink_line::screen::{Latest, Rates};

#[derive(Default)]
pub(super) struct View {
    /// `None` while there is no journal.
    pub(super) status: Option<JournalStatus>,
    /// Indexed by the number of the kind.
    pub(super) rates: Vec<Rate>,
    pub(super) latest: Latest<OwnedItem>,
    pub(super) lost: Lost,
    /// How often the journal started again.
    pub(super) restarts: u64,
    journal: Option<u64>,
}

/// The counters of one source.
pub(super) struct Sample {
    pub(super) kind: Kind,
    pub(super) is_on: bool,
    pub(super) appended: u64,
    pub(super) overwritten: u64,
}

impl From<SourceStatus> for Sample {
    fn from(source: SourceStatus) -> Self {
        Self {
            kind: source.kind,
            is_on: source.state == State::ON,
            appended: source.appended,
            overwritten: source.overwritten,
        }
    }
}

/// The rate of one source.
pub(super) struct Rate {
    pub(super) kind: Kind,
    pub(super) appended: u64,
    pub(super) overwritten: u64,
    pub(super) rates: Rates,
}

/// The losses of this reader.
#[derive(Default)]
pub(super) struct Lost {
    pub(super) gaps: u64,
    pub(super) events: u64,
    pub(super) last: Option<Gap>,
}

impl View {
    /// Adds the journal's counters, which were read this long after the previous ones.
    pub(super) fn sample(
        &mut self,
        status: JournalStatus,
        sources: impl Iterator<Item = Sample>,
        since: Duration,
    ) {
        if self.journal != Some(status.journal) {
            self.journal = Some(status.journal);
            self.rates.clear();
        }
        for source in sources {
            let known = self.rates.iter_mut().find(|rate| rate.kind == source.kind);
            match known {
                Some(rate) => rate.sample(&source, since),
                None if source.is_on || source.appended > 0 => {
                    self.rates.push(Rate::new(&source));
                }
                None => {}
            }
        }
        self.rates.sort_by_key(|rate| rate.kind);
        self.status = Some(status);
    }

    /// Records that there is no journal.
    pub(super) fn gone(&mut self) {
        self.status = None;
    }

    /// Adds an item that was read.
    pub(super) fn push(&mut self, item: Item<'_>) {
        match item {
            Item::Event(_) => {}
            Item::Gap(gap) => {
                self.lost.gaps += 1;
                self.lost.events = self.lost.events.saturating_add(gap.count());
                self.lost.last = Some(gap);
            }
            Item::Restart => self.restarts += 1,
        }
        self.latest.push(item.into());
    }
}

impl Rate {
    fn new(source: &Sample) -> Self {
        Self {
            kind: source.kind,
            appended: source.appended,
            overwritten: source.overwritten,
            rates: Rates::default(),
        }
    }

    fn sample(&mut self, source: &Sample, since: Duration) {
        let events = source.appended.saturating_sub(self.appended);
        self.rates.push(events, since);
        self.appended = source.appended;
        self.overwritten = source.overwritten;
    }
}
