// SPDX-License-Identifier: MIT OR Apache-2.0

//! The methods of collecting events.

mod audit;
mod journal;
mod overwriting;
mod processes;
mod ring_buffer;
mod together;

use std::time::Duration;

use anyhow::Result;

use crate::collector::Collector;

pub use audit::Audit;
pub use journal::{count_datagrams, Journal, Transport};
pub use overwriting::Overwriting;
pub use processes::{KlinkProc, Proc};
pub use ring_buffer::RingBuffer;
pub use together::Together;

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
