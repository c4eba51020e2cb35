// SPDX-License-Identifier: MIT OR Apache-2.0

//! The collectors of events, and their counts.

mod audit;
mod journal;
mod overwriting;
mod processes;
mod ring_buffer;
mod together;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;

use crate::clock;

pub use audit::Audit;
pub use journal::{count_datagrams, Journal, Transport};
pub use overwriting::Overwriting;
pub use processes::{KlinkProc, Proc};
pub use ring_buffer::RingBuffer;
pub use together::Together;

/// How long a collector waits for an event before it checks whether the storm is over.
const WAIT: Duration = Duration::from_millis(100);

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

/// A method of collecting events. Its name is that of a column in the tables.
pub struct Method {
    pub name: &'static str,
    /// Opens a collector with this buffer size in bytes, if the method has a size to choose.
    pub open: fn(u32) -> Result<Box<dyn Collector>>,
}

pub const JOURNAL: &str = "journal, mapped";
pub const IN_PLACE: &str = "journal, in place";
/// With a reader that sleeps after it has read everything, so that events come together.
pub const PAUSING: &str = "journal, mapped, a pause of 10 ms";
pub const DUMPS: &str = "journal, dumps";
pub const PROC: &str = "proc connector, recv";
pub const RING_BUFFER: &str = "BPF ring buffer, aya";
pub const OVERWRITING: &str = "BPF ring buffer, overwriting";
/// Four programs that each get all events. The cost of reading is that of one of them.
pub const JOURNAL_OF_FOUR: &str = "journal, mapped, four programs";
/// A ring buffer has one reader, so there are four, with a program each that fills them.
pub const RING_BUFFERS_OF_FOUR: &str = "BPF ring buffers, four programs";

/// With the `backlog_wait_time` of auditd's own rules.
pub const AUDIT: Method = Method {
    name: "audit, klink::Raw",
    open: |_| Ok(Box::new(Audit::open(60_000)?)),
};
/// Without a reader, processes would wait that long.
pub const AUDIT_WITHOUT_WAIT: Method = Method {
    name: "audit, backlog_wait_time 0",
    open: |_| Ok(Box::new(Audit::open(0)?)),
};

/// All methods in this build, except audit.
pub fn all() -> Vec<Method> {
    let mut methods = vec![
        Method {
            name: JOURNAL,
            open: |bytes| journal(bytes, Transport::Mapped, 0),
        },
        Method {
            name: IN_PLACE,
            open: |bytes| journal(bytes, Transport::InPlace, 0),
        },
        Method {
            name: PAUSING,
            open: |bytes| journal(bytes, Transport::Mapped, 10),
        },
        Method {
            name: DUMPS,
            open: |bytes| journal(bytes, Transport::Dumps, 0),
        },
        Method {
            name: PROC,
            open: |_| Ok(Box::new(Proc::open()?)),
        },
        Method {
            name: "proc connector, klink::proc",
            open: |_| Ok(Box::new(KlinkProc::open()?)),
        },
        Method {
            name: JOURNAL_OF_FOUR,
            open: |bytes| {
                let first = Journal::open(bytes, Transport::Mapped, Duration::ZERO)?;
                Ok(Box::new(Together::new(first, Journal::another)?))
            },
        },
    ];
    if ring_buffer::is_built() {
        methods.extend([
            Method {
                name: RING_BUFFER,
                open: |bytes| Ok(Box::new(RingBuffer::open(bytes)?)),
            },
            Method {
                name: OVERWRITING,
                open: |bytes| Ok(Box::new(Overwriting::open(bytes)?)),
            },
            Method {
                name: RING_BUFFERS_OF_FOUR,
                open: |bytes| {
                    let first = RingBuffer::open(bytes)?;
                    Ok(Box::new(Together::new(first, |_| RingBuffer::open(bytes))?))
                },
            },
        ]);
    }
    methods
}

/// Whether events are read out of memory that the kernel writes.
pub fn is_memory(name: &str) -> bool {
    [JOURNAL, IN_PLACE, RING_BUFFER, OVERWRITING].contains(&name)
}

fn journal(bytes: u32, transport: Transport, pause: u64) -> Result<Box<dyn Collector>> {
    Ok(Box::new(Journal::open(
        bytes,
        transport,
        Duration::from_millis(pause),
    )?))
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
