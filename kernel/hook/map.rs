// SPDX-License-Identifier: GPL-2.0

//! Memory that processes map, read-only, through a descriptor at which they wait for more.

use core::ffi::c_void;
use core::mem::ManuallyDrop;
use core::ops::Deref;
use core::ptr::{self, NonNull};
use core::sync::atomic::AtomicU64;

use kernel::alloc::{flags::GFP_KERNEL, AllocError};
use kernel::ffi::c_int;
use kernel::sync::Arc;
use kernel::types::NotThreadSafe;
use klink_journal::Wake;

use super::{Deferred, ProcessContext, Setup};
use crate::error::{Error, Result};
use crate::sys;

/// The mean time between wake-ups in nanoseconds, and how many of them are immediate after a quiet time: a process that
/// begins a program and ends makes three events.
const PAUSE: u64 = 1_000_000;
const BURST: u32 = 4;

/// Memory made of words, which processes may map: see [`Request::reply_with`].
///
/// [`Request::reply_with`]: crate::netlink::genl::Request::reply_with
///
/// # Invariants
///
/// `words` are those of the memory that `map` has.
pub struct Mapped {
    words: NonNull<[AtomicU64]>,
    map: Arc<Map>,
    wake: Deferred,
}

/// # Invariants
///
/// `raw` is what C has made for `shared`, and ours. Files refer to both; they keep the module, which keeps this.
struct Map {
    raw: NonNull<sys::klink_map>,
    shared: Arc<Shared>,
}

/// The data that C's part refers to.
struct Shared {
    memory: sys::Memory,
    waiting: Wake<AtomicU64>,
    /// The number whose change is what processes wait for.
    now: fn(&[AtomicU64]) -> u64,
}

// SAFETY: The memory belongs to no thread, and is shared as words that are Sync; the rest is Sync.
unsafe impl Sync for Mapped {}
// SAFETY: As above.
unsafe impl Send for Mapped {}

// SAFETY: C's part has a lock of its own and belongs to no thread; the rest is Sync.
unsafe impl Sync for Map {}
// SAFETY: As above.
unsafe impl Send for Map {}

impl Mapped {
    /// Memory of this many words, all 0. Processes wait for a change of what `now` returns, given all words.
    ///
    /// `ENOMEM` if this much memory is not free, with an eighth of it left to others.
    pub(crate) fn new(
        setup: &mut Setup,
        words: usize,
        now: fn(&[AtomicU64]) -> u64,
    ) -> Result<Self> {
        setup.check()?;
        let memory = sys::Memory::new(words).ok_or(AllocError)?;
        let bytes = size_of_val(&*memory);
        let start = memory.start();
        let shared = Shared {
            memory,
            waiting: Wake::new(),
            now,
        };
        let shared = Arc::new(shared, GFP_KERNEL)?;
        let data: *const Shared = &*shared;
        // SAFETY: The memory begins with a page and lives as long as `shared`, which the map below has; `look` gets a
        // pointer to it.
        let raw = unsafe {
            sys::klink_map_new(start.as_ptr().cast(), bytes, look, data.cast_mut().cast())
        };
        let raw = NonNull::new(raw).ok_or(AllocError)?;
        // INVARIANT: As above. Files are made by `open` alone, and exist as long as the module only.
        let map = Arc::new(Map { raw, shared }, GFP_KERNEL)?;
        setup.keep(map.clone())?;
        let woken = map.clone();
        let wake = move || {
            // SAFETY: By the type invariant.
            unsafe { sys::klink_map_wake(woken.raw.as_ptr()) }
        };
        let wake = Deferred::at_once(setup, PAUSE, BURST, wake)?;
        // INVARIANT: What `Deref` of the memory gives.
        let words = NonNull::slice_from_raw_parts(start, words);
        Ok(Self { words, map, wake })
    }

    /// Wakes processes that wait, after a change. Works in any context except NMI.
    #[inline]
    pub(crate) fn changed(&self) {
        if self.map.shared.waiting.take() {
            self.wake.queue();
        }
    }

    /// Wakes all processes and lets them know that they should let go. Afterwards no process can map the memory again.
    /// `EDEADLK` under a lock.
    pub(crate) fn close(&self, context: &ProcessContext<'_>) -> Result {
        context.check()?;
        // SAFETY: By the type invariant of the map.
        unsafe { sys::klink_map_close(self.map.raw.as_ptr()) };
        Ok(())
    }

    /// The number of descriptors that processes have.
    pub(crate) fn opened(&self) -> u32 {
        // SAFETY: By the type invariant of the map.
        unsafe { sys::klink_map_opened(self.map.raw.as_ptr()) }
    }

    /// Prepares a descriptor for the running process.
    ///
    /// `ESHUTDOWN` after [`Mapped::close`]; `EMFILE`, `ENFILE` or `ENOMEM` if there can be no more files; `EDEADLK` under
    /// a lock.
    pub(crate) fn open(&self, context: &ProcessContext<'_>) -> Result<Descriptor> {
        context.check()?;
        let mut file = ptr::null_mut();
        // SAFETY: By the type invariant of the map; in process context, where there is a process.
        let number = unsafe { sys::klink_map_open(self.map.raw.as_ptr(), &mut file) };
        Error::check(number)?;
        // INVARIANT: As C has made them.
        Ok(Descriptor {
            number,
            file,
            _process: NotThreadSafe,
        })
    }
}

impl Deref for Mapped {
    type Target = [AtomicU64];

    #[inline]
    fn deref(&self) -> &[AtomicU64] {
        // SAFETY: By the type invariant.
        unsafe { self.words.as_ref() }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: By the type invariant. The module kept a reference for as long as there were files.
        unsafe { sys::klink_map_free(self.raw.as_ptr()) };
    }
}

/// # Safety
///
/// `data` is the [`Shared`] of a [`Map`] that lives.
unsafe extern "C" fn look(data: *mut c_void) -> u64 {
    // SAFETY: By this function's contract.
    let shared = unsafe { &*data.cast::<Shared>() };
    shared.waiting.request();
    (shared.now)(&shared.memory)
}

/// A file that is not in the process's table yet. When this is dropped, the number is free again.
///
/// # Invariants
///
/// The number is reserved in the running process's table, and the file is ours.
pub(crate) struct Descriptor {
    number: c_int,
    file: *mut sys::file,
    _process: NotThreadSafe,
}

impl Descriptor {
    /// The number, as the process will know it.
    pub(crate) fn number(&self) -> u32 {
        self.number as u32
    }

    /// Puts the file into the table.
    pub(crate) fn publish(self) {
        let this = ManuallyDrop::new(self);
        // SAFETY: By the type invariant, in the thread that has reserved the number; this is consumed.
        unsafe { sys::klink_map_publish(this.number, this.file) };
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: By the type invariant, in the thread that has reserved the number.
        unsafe { sys::klink_map_abandon(self.number, self.file) };
    }
}
