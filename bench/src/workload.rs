// SPDX-License-Identifier: MIT OR Apache-2.0

//! The workloads.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::clock;
use crate::column::Column;
use crate::fill::Fill;

/// The number of routes in the table that `dump` reads.
pub const ROUTES: u64 = 100_000;

/// A piece of work that takes a length.
pub struct Workload {
    pub name: &'static str,
    pub kind: Kind,
    /// The unit of which instructions and time are counted.
    pub unit: &'static str,
    /// The number of units in a length of 1.
    pub units: u64,
    /// The unit for which system calls are counted; also a length of 1.
    pub call_unit: &'static str,
    /// The timed length: about a tenth of a second of the floor's processor time.
    pub timed: u64,
    /// Two lengths whose difference is counted, so that start and end of the process are excluded.
    pub counted: [u64; 2],
}

pub enum Kind {
    Dump,
    Getlink,
    /// The number of messages per datagram, and of datagrams per burst.
    Drain(usize, usize),
    Insert,
}

/// The workloads in their order: `dump` is last, because its routes stay.
pub const ALL: [Workload; 6] = [
    Workload {
        name: "getlink",
        kind: Kind::Getlink,
        unit: "round trip",
        units: 1,
        call_unit: "round trip",
        timed: 20_000,
        counted: [500, 1_500],
    },
    drain("drain1", 1, 1000, 100_000, [2_000, 12_000]),
    drain("drain16", 16, 250, 1_600_000, [8_000, 48_000]),
    drain("drain200", 200, 50, 8_000_000, [20_000, 220_000]),
    Workload {
        name: "insert",
        kind: Kind::Insert,
        unit: "route",
        units: 1,
        call_unit: "route",
        timed: 30_000,
        counted: [2_560, 12_800],
    },
    Workload {
        name: "dump",
        kind: Kind::Dump,
        unit: "route",
        units: ROUTES,
        call_unit: "dump",
        timed: 3,
        counted: [1, 2],
    },
];

const fn drain(
    name: &'static str,
    packing: usize,
    burst: usize,
    timed: u64,
    counted: [u64; 2],
) -> Workload {
    let kind = Kind::Drain(packing, burst);
    Workload {
        name,
        kind,
        unit: "message",
        units: 1,
        call_unit: "message",
        timed,
        counted,
    }
}

impl Workload {
    pub fn can(&self, column: &Column) -> bool {
        match self.kind {
            Kind::Dump => column.dump.is_some(),
            Kind::Getlink => column.getlink.is_some(),
            Kind::Drain(..) => column.drain.is_some(),
            Kind::Insert => column.insert.is_some(),
        }
    }

    /// Runs a column; `None` if the column does not support the workload.
    pub fn run(&self, column: &Column, length: u64) -> Option<Run> {
        let start = clock::processor_time();
        let sum = match self.kind {
            Kind::Dump => column.dump?(length),
            Kind::Getlink => column.getlink?(length),
            Kind::Drain(packing, burst) => column.drain?(&mut Fill::new(length, packing, burst)),
            Kind::Insert => {
                column.insert?(length);
                0
            }
        };
        let time = clock::processor_time() - start;
        Some(Run {
            sum,
            time,
            peak_memory: clock::peak_memory(),
        })
    }
}

/// The report of one process to its parent, as a line of text.
pub struct Run {
    /// The checksum of what was read.
    pub sum: u64,
    /// The processor time; in drains including the sender's.
    pub time: Duration,
    /// The peak memory in KiB.
    pub peak_memory: u64,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.sum,
            self.time.as_nanos(),
            self.peak_memory
        )
    }
}

impl FromStr for Run {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let numbers: Result<Vec<u64>, _> = line.split_whitespace().map(str::parse).collect();
        match numbers.as_deref() {
            Ok(&[sum, time, peak_memory]) => Ok(Self {
                sum,
                time: Duration::from_nanos(time),
                peak_memory,
            }),
            _ => Err(format!("not a result: {line}")),
        }
    }
}
