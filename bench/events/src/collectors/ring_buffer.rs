// SPDX-License-Identifier: MIT OR Apache-2.0

//! A BPF ring buffer, which the program `process.bpf.c` fills.

use std::os::fd::AsRawFd;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use aya::maps::{Array, MapData, RingBuf};
use aya::programs::BtfTracePoint;
use aya::{Btf, Ebpf, EbpfLoader};

use crate::collector::{Collector, Kind, Seen, Tally, WAIT};

/// The program; empty if it was built without clang.
static PROGRAM: &[u8] = aya::include_bytes_aligned!(concat!(env!("OUT_DIR"), "/process.bpf.o"));

const PROGRAMS: [(&str, &str); 3] = [
    ("on_fork", "sched_process_fork"),
    ("on_exec", "sched_process_exec"),
    ("on_exit", "sched_process_exit"),
];

pub fn is_built() -> bool {
    !PROGRAM.is_empty()
}

pub struct RingBuffer {
    ring: RingBuf<MapData>,
    drops: Array<MapData, u64>,
    /// The number of drops that have been reported.
    reported: u64,
    _attached: Ebpf,
}

impl RingBuffer {
    pub fn open(bytes: u32) -> Result<Self> {
        let mut loaded = load(PROGRAM, bytes)?;
        let ring = loaded.take_map("EVENTS").context("no map EVENTS")?;
        let drops = loaded.take_map("DROPS").context("no map DROPS")?;
        Ok(Self {
            ring: ring.try_into()?,
            drops: drops.try_into()?,
            reported: 0,
            _attached: loaded,
        })
    }
}

/// Loads the programs, and attaches them to the tracepoints.
pub fn load(object: &[u8], bytes: u32) -> Result<Ebpf> {
    static BTF: OnceLock<Btf> = OnceLock::new();
    let btf = match BTF.get() {
        Some(btf) => btf,
        None => {
            let btf = Btf::from_sys_fs().context("the kernel has no BTF")?;
            BTF.get_or_init(|| btf)
        }
    };
    let mut loaded = EbpfLoader::new()
        .btf(Some(btf))
        .set_max_entries("EVENTS", bytes)
        .load(object)?;
    for (name, tracepoint) in PROGRAMS {
        let program = loaded.program_mut(name).context("no such program")?;
        let program: &mut BtfTracePoint = program.try_into()?;
        program.load(tracepoint, btf)?;
        program.attach()?;
    }
    Ok(loaded)
}

/// Waits for an event; returns whether there is one.
pub fn wait(ring: &impl AsRawFd) -> bool {
    let mut poll = libc::pollfd {
        fd: ring.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: There is one value, which outlives the call.
    unsafe { libc::poll(&mut poll, 1, WAIT.as_millis() as i32) > 0 }
}

impl Collector for RingBuffer {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        loop {
            while let Some(item) = self.ring.next() {
                if let Some(seen) = read(&item) {
                    tally.note(seen);
                }
            }
            if !wait(&self.ring) {
                break;
            }
        }
        let drops = self.drops.get(&0, 0)?;
        tally.lose(Some(drops - self.reported));
        self.reported = drops;
        Ok(())
    }
}

/// `struct event` of the program.
pub fn read(bytes: &[u8]) -> Option<Seen> {
    let (time, rest) = bytes.split_first_chunk()?;
    let word = |index: usize| {
        let bytes = rest.get(index * 4..)?.first_chunk()?;
        Some(u32::from_ne_bytes(*bytes))
    };
    Some(Seen {
        kind: match word(0)? {
            1 => Kind::Fork,
            2 => Kind::Exec,
            _ => Kind::Exit,
        },
        process: word(3)?,
        parent: word(4),
        time: Some(u64::from_ne_bytes(*time)),
    })
}
