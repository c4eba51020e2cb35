// SPDX-License-Identifier: GPL-2.0

//! Memory for a ring, which may be large.

use core::ops::Deref;
use core::ptr::NonNull;
use core::sync::atomic::AtomicU64;

use crate::sys;

/// # Invariants
///
/// So many initialised words in memory that C has made and that is ours.
pub(crate) struct Memory {
    start: NonNull<AtomicU64>,
    words: usize,
}

// SAFETY: The memory belongs to no thread, and is shared as words that are Sync.
unsafe impl Sync for Memory {}
// SAFETY: As above.
unsafe impl Send for Memory {}

impl Memory {
    /// Makes this many words, all 0. `None` if this much memory is not free, with an eighth of it left to others.
    pub(crate) fn new(words: usize) -> Option<Self> {
        let bytes = words.checked_mul(size_of::<AtomicU64>())?;
        // Taking all memory would hurt other users, even if the kernel kills no process for it.
        if !sys::klink_is_available(bytes) {
            return None;
        }
        let start = NonNull::new(sys::klink_memory_new(bytes).cast())?;
        // INVARIANT: As C has made it, from a page's begin on, of zeros.
        Some(Self { start, words })
    }

    /// Where it begins, at the begin of a page.
    pub(crate) fn start(&self) -> NonNull<AtomicU64> {
        self.start
    }
}

impl Deref for Memory {
    type Target = [AtomicU64];

    #[inline]
    fn deref(&self) -> &[AtomicU64] {
        // SAFETY: By the type invariant.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.words) }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: By the type invariant; nothing else refers to it.
        unsafe { sys::klink_memory_free(self.start.as_ptr().cast()) };
    }
}
