// SPDX-License-Identifier: MIT OR Apache-2.0

//! One collector of events, and its counts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;

use crate::clock;

/// How long a collector waits for an event before it checks whether the storm is over.
pub const WAIT: Duration = Duration::from_millis(100);

/// A collector of process events.
pub trait Collector: Send {
    /// Reads events until none has arrived for [`WAIT`].
    fn read(&mut self, tally: &mut Tally) -> Result<()>;

    /// The number of events of any process since it was opened, as the other end counts them, and the number of
    /// datagrams, if they are counted; `None` if the other end does not count events.
    fn account(&mut self) -> Result<Option<Account>> {
        Ok(None)
    }
}

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fork,
    Exec,
    Exit,
}

/// An event, as every method reports it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub kind: Kind,
    /// The process; for a fork the new one.
    pub process: u32,
    /// The parent of the process, if the method reports it for this kind.
    pub parent: Option<u32>,
    /// Nanoseconds since boot, if the method reports them.
    pub time: Option<u64>,
}

/// The counts of a collector's other end.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub appended: u64,
    pub datagrams: u64,
}

/// The events of one storm that a collector has got.
#[derive(Debug, Default)]
pub struct Tally {
    storm: u32,
    /// Events of any process.
    pub all: u64,
    pub forks: u64,
    pub execs: u64,
    pub exits: u64,
    /// The number of events of any process that the method reports as lost; `None` if it reports only that some are lost.
    pub known_lost: Option<u64>,
    /// Nanoseconds from each event to its collector, if requested.
    pub latencies: Option<Vec<(Kind, u64)>>,
    /// The collector's processor time.
    pub cpu: Duration,
    pub account: Option<Account>,
}

impl Tally {
    pub fn new(storm: u32, with_latencies: bool) -> Self {
        Self {
            storm,
            known_lost: Some(0),
            latencies: with_latencies.then(Vec::new),
            ..Self::default()
        }
    }

    /// Counts an event, if it is of the storm's children: their ids are above the storm's.
    #[inline]
    pub fn note(&mut self, seen: Seen) {
        self.all += 1;
        let other = seen.parent.is_some_and(|parent| parent != self.storm);
        if other || seen.process <= self.storm {
            return;
        }
        match seen.kind {
            Kind::Fork => self.forks += 1,
            Kind::Exec => self.execs += 1,
            Kind::Exit => self.exits += 1,
        }
        if let (Some(latencies), Some(time)) = (&mut self.latencies, seen.time) {
            latencies.push((seen.kind, clock::now().saturating_sub(time)));
        }
    }

    /// A count of the same storm for another collector.
    pub fn of_another(&self) -> Self {
        Self::new(self.storm, false)
    }

    pub fn lose(&mut self, known: Option<u64>) {
        self.known_lost = self
            .known_lost
            .and_then(|so_far| known.map(|lost| so_far + lost));
    }

    pub fn seen(&self) -> u64 {
        self.forks + self.execs + self.exits
    }

    /// Lets a collector read until the storm is over and no more events arrive.
    pub fn collect(&mut self, collector: &mut dyn Collector, over: &AtomicBool) -> Result<()> {
        clock::pin(1);
        let begin = clock::cpu_of_thread();
        loop {
            let last = over.load(Ordering::Acquire);
            collector.read(self)?;
            if last {
                break;
            }
        }
        self.cpu = clock::cpu_of_thread() - begin;
        // This happens before this thread's end, which is an event as well.
        self.account = collector.account()?;
        Ok(())
    }
}
