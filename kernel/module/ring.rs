// SPDX-License-Identifier: GPL-2.0

//! The journal's ring in the kernel's memory: appended to in any context except NMI, read without a lock.

use core::sync::atomic::AtomicU64;

use kernel::alloc::flags::GFP_KERNEL;
use kernel::error::code::EINVAL;
use kernel::sync::Arc;

use klink_journal::{Layout, Map, Stamp, TooNew};

use super::clock;
use crate::error::Result;
use crate::hook::{Mapped, ProcessContext, Setup};
use crate::sys;

pub use klink_journal::{Cursor, RingStatus, Sink, Stop, Wake, PAYLOAD_MAX};

/// A ring of records with sequence numbers, of which the oldest are overwritten, with counters for kinds below `KINDS`.
/// Processes read it in the module, or map its memory and read it themselves.
///
/// Appends exclude each other by a spinlock that disables interrupts (`raw_spinlock_t`, which spins on real-time
/// kernels, too). Nothing is called or locked under it, so an append is allowed under the scheduler's, the signals' and
/// the log's own locks.
pub struct Ring<const KINDS: usize> {
    ring: klink_journal::Ring<AtomicU64, Mapped, Exclusive, KINDS>,
}

impl<const KINDS: usize> Ring<KINDS> {
    /// Makes an empty ring with this many bytes for records, rounded up to a power of two, whose records carry `mark`, and
    /// whose memory says `id`.
    ///
    /// `EINVAL` for sizes above half of the address space; `EDEADLK` in a context that must not sleep; `ENOMEM` if this
    /// much memory is not free, with an eighth of it left to others.
    ///
    /// The module keeps the ring until it is unloaded, so that its memory is freed where that may sleep.
    pub fn new(setup: &mut Setup, bytes: u64, id: u64, mark: [u8; 6]) -> Result<Arc<Self>> {
        let layout = Layout::of_bytes(bytes).ok_or(EINVAL)?;
        let memory = Mapped::new(setup, layout.words(), head)?;
        let lock = Exclusive(sys::Lock::new()?);
        let ring = klink_journal::Ring::new(layout, memory, id, mark, lock).ok_or(EINVAL)?;
        let ring = Arc::new(Self { ring }, GFP_KERNEL)?;
        setup.keep(ring.clone())?;
        Ok(ring)
    }

    /// Appends a record with the current time and the CPU, and returns its sequence number. Works in any context except
    /// NMI.
    ///
    /// A payload that is longer than [`PAYLOAD_MAX`] or the ring is lost: its number is read as a gap.
    pub fn append(&self, kind: u8, payload: &[u8]) -> u64 {
        let seq = self.ring.append(kind, payload, stamp);
        self.memory().changed();
        seq
    }

    /// [`Ring::append`] of a payload in words of eight bytes, which takes less.
    #[inline]
    pub fn append_words(&self, kind: u8, payload: &[u64]) -> u64 {
        let seq = self.ring.append_words(kind, payload, stamp);
        self.memory().changed();
        seq
    }

    /// The memory, for [`Request::reply_with`]. Each process that waits for records has a descriptor of its own.
    ///
    /// [`Request::reply_with`]: crate::netlink::genl::Request::reply_with
    pub fn memory(&self) -> &Mapped {
        self.ring.map().memory()
    }

    /// The length of what a process may map, in bytes.
    pub fn mapped_bytes(&self) -> u64 {
        size_of_val::<[AtomicU64]>(self.memory()) as u64
    }

    /// The number of descriptors that processes have of the memory, or map it by.
    pub fn opened(&self) -> u32 {
        self.memory().opened()
    }

    /// Asks processes that have mapped the memory to let go of it, and lets no other map it. Appending and reading go on.
    ///
    /// `EDEADLK` under a lock.
    pub fn close(&self, context: &ProcessContext<'_>) -> Result {
        context.check()?;
        self.ring.close();
        self.memory().close(context)
    }

    /// Copies records: see [`klink_journal::Ring::read`].
    #[inline]
    pub fn read(
        &self,
        cursor: &mut Cursor,
        wanted: u64,
        left: &mut u64,
        budget: usize,
        to: &mut impl Sink<AtomicU64>,
    ) -> (usize, Stop) {
        self.ring.read(cursor, wanted, left, budget, to)
    }

    /// A cursor at the record with this sequence number. If the record was overwritten, reading begins with a gap.
    pub fn find(&self, seq: u64) -> core::result::Result<Cursor, TooNew> {
        self.ring.find(seq)
    }

    /// A cursor at the oldest record.
    pub fn oldest(&self) -> Cursor {
        self.ring.oldest()
    }

    /// A cursor after the newest record.
    pub fn end(&self) -> Cursor {
        self.ring.end()
    }

    /// The counters and positions, all at one moment.
    pub fn status(&self) -> RingStatus<KINDS> {
        self.ring.status()
    }

    /// The number of bytes for records and their headers.
    pub fn bytes(&self) -> u64 {
        self.ring.map().bytes()
    }
}

/// The time and place of a record.
#[inline]
fn stamp() -> Stamp {
    Stamp {
        time: clock::since_boot(),
        cpu: clock::cpu(),
    }
}

/// The position after the newest record.
fn head(words: &[AtomicU64]) -> u64 {
    Map::new(words).map_or(0, |map| map.head())
}

/// The lock of appends, under which no code of a module is called.
struct Exclusive(sys::Lock);

impl klink_journal::Lock for Exclusive {
    #[inline]
    fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T {
        self.0.exclusively(run)
    }
}
