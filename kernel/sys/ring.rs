// SPDX-License-Identifier: GPL-2.0

//! The journal's ring in the kernel's memory: appended to in any context but NMI, read without a lock.

use core::ptr::NonNull;
use core::sync::atomic::AtomicU64;

use kernel::alloc::{flags::GFP_KERNEL, KVVec};
use kernel::error::code::{EINVAL, ENOMEM};

use klink_journal::{Layout, Stamp, TooNew};

use crate::netlink::{Context, Result};
use crate::{clock, sys};

pub use klink_journal::{Bell, Cursor, Sink, Status, Stop, PAYLOAD_MAX};

/// A ring of records with sequence numbers, of which the oldest are overwritten, with counters for kinds below `KINDS`.
///
/// Appends exclude each other by a spinlock that keeps interrupts off (`raw_spinlock_t`, which spins on real-time
/// kernels, too). Nothing is called or locked under it, so an append can be done under the scheduler's, the signals' and
/// the log's own locks.
pub struct Ring<const KINDS: usize> {
    ring: klink_journal::Ring<AtomicU64, KVVec<AtomicU64>, Lock, KINDS>,
}

impl<const KINDS: usize> Ring<KINDS> {
    /// An empty ring with so many bytes for records, rounded up to a power of two, each of whose records has the mark.
    ///
    /// `EINVAL` for sizes above half of the address space; `EDEADLK` where nothing may sleep; `ENOMEM`, also if so much
    /// memory is not free.
    pub fn new(bytes: u64, mark: [u8; 6]) -> Result<Self> {
        Context::Process.check()?;
        let layout = Layout::of_bytes(bytes).ok_or(EINVAL)?;
        let words = layout.words();
        // Otherwise the kernel would kill processes to get it.
        if !sys::klink_is_available(words.saturating_mul(size_of::<u64>())) {
            return Err(ENOMEM.into());
        }
        let mut memory = KVVec::with_capacity(words, GFP_KERNEL)?;
        for _ in 0..words {
            memory
                .push_within_capacity(AtomicU64::new(0))
                .map_err(|_| ENOMEM)?;
        }
        let ring = klink_journal::Ring::new(layout, memory, mark, Lock::new()?).ok_or(EINVAL)?;
        Ok(Self { ring })
    }

    /// Appends a record with this moment's time and the CPU, and returns its sequence number. In any context but NMI.
    ///
    /// A payload that is longer than [`PAYLOAD_MAX`] or the ring is lost: its number reads as a
    /// gap.
    #[inline]
    pub fn append(&self, kind: u8, payload: &[u8]) -> u64 {
        self.ring.append(kind, payload, || Stamp {
            time: clock::since_boot(),
            cpu: clock::cpu(),
        })
    }

    /// Copies records: see [`klink_journal::Ring::read`].
    #[inline]
    pub fn read(
        &self,
        cursor: &mut Cursor,
        wanted: u64,
        left: &mut u64,
        to: &mut impl Sink<AtomicU64>,
    ) -> (usize, Stop) {
        self.ring.read(cursor, wanted, left, to)
    }

    /// The record with this sequence number. If that is overwritten, what is found there begins with a gap.
    pub fn find(&self, seq: u64) -> core::result::Result<Cursor, TooNew> {
        self.ring.find(seq)
    }

    /// The oldest record there is.
    pub fn oldest(&self) -> Cursor {
        self.ring.oldest()
    }

    /// Behind the newest record.
    pub fn end(&self) -> Cursor {
        self.ring.end()
    }

    /// All numbers at one moment.
    pub fn status(&self) -> Status<KINDS> {
        self.ring.status()
    }

    /// Bytes for records and their headers.
    pub fn bytes(&self) -> u64 {
        self.ring.bytes()
    }
}

/// # Invariants
///
/// A lock that C has made and that is ours.
struct Lock(NonNull<sys::raw_spinlock>);

// SAFETY: C's lock belongs to no thread.
unsafe impl Sync for Lock {}
// SAFETY: As above.
unsafe impl Send for Lock {}

impl Lock {
    fn new() -> Result<Self> {
        // SAFETY: What C returns is ours, and null without memory.
        let raw = unsafe { sys::klink_lock_new() };
        // INVARIANT: As above.
        Ok(Self(NonNull::new(raw).ok_or(ENOMEM)?))
    }
}

impl klink_journal::Lock for Lock {
    #[inline]
    fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T {
        // SAFETY: By the type invariant; nothing unwinds in the kernel, so it is unlocked below.
        let flags = unsafe { sys::klink_lock(self.0.as_ptr()) };
        let result = run();
        // SAFETY: Locked above, on this CPU, since interrupts are off.
        unsafe { sys::klink_unlock(self.0.as_ptr(), flags) };
        result
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // SAFETY: By the type invariant; it is not locked, since nothing else refers to `self`.
        unsafe { sys::klink_lock_free(self.0.as_ptr()) };
    }
}
