// SPDX-License-Identifier: GPL-2.0

//! A spinlock that disables interrupts (`raw_spinlock_t`, which spins on real-time kernels, too).

use core::ptr::NonNull;

use kernel::alloc::AllocError;

use crate::sys;

/// # Invariants
///
/// A lock that C has made and that is ours.
pub(crate) struct Lock(NonNull<sys::raw_spinlock>);

// SAFETY: C's lock belongs to no thread.
unsafe impl Sync for Lock {}
// SAFETY: As above.
unsafe impl Send for Lock {}

impl Lock {
    pub(crate) fn new() -> Result<Self, AllocError> {
        // SAFETY: What C returns is ours, and null without memory.
        let raw = unsafe { sys::klink_lock_new() };
        // INVARIANT: As above.
        Ok(Self(NonNull::new(raw).ok_or(AllocError)?))
    }

    /// Runs `run` alone and with interrupts disabled. For code of this crate, which neither waits nor calls a module's.
    #[inline]
    pub(crate) fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T {
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
