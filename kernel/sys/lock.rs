// SPDX-License-Identifier: GPL-2.0

//! A lock for any context but NMI.

use core::cell::UnsafeCell;
use core::ptr::NonNull;

use kernel::alloc::AllocError;

use crate::sys;

/// A value behind a spinlock that keeps interrupts off (`raw_spinlock_t`, which spins on real-time kernels, too). It can
/// be had under the scheduler's, the signals' and the log's own locks, since nothing is locked inside it.
///
/// # Invariants
///
/// `raw` is a lock that C has made and that is ours.
pub struct IrqLock<T> {
    raw: NonNull<sys::raw_spinlock>,
    value: UnsafeCell<T>,
}

// SAFETY: The lock gives the value to one CPU at a time; C's lock belongs to no thread.
unsafe impl<T: Send> Sync for IrqLock<T> {}
// SAFETY: As above.
unsafe impl<T: Send> Send for IrqLock<T> {}

impl<T> IrqLock<T> {
    /// Unlocked.
    pub fn new(value: T) -> Result<Self, AllocError> {
        // SAFETY: Called where allocating may sleep, as every constructor here is.
        let raw = NonNull::new(unsafe { sys::klink_lock_new() }).ok_or(AllocError)?;
        // INVARIANT: As above.
        Ok(Self {
            raw,
            value: UnsafeCell::new(value),
        })
    }

    /// Runs `inside` with the value, alone and with interrupts off: it is short, does not sleep, and takes no lock. Taking
    /// this one again hangs.
    #[inline]
    pub fn with<R>(&self, inside: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: By the type invariant; nothing unwinds in the kernel, so it is unlocked below.
        let flags = unsafe { sys::klink_lock(self.raw.as_ptr()) };
        // SAFETY: Whoever refers to the value has the lock, which is ours.
        let result = inside(unsafe { &mut *self.value.get() });
        // SAFETY: Locked above, on this CPU, since interrupts are off.
        unsafe { sys::klink_unlock(self.raw.as_ptr(), flags) };
        result
    }
}

impl<T> Drop for IrqLock<T> {
    fn drop(&mut self) {
        // SAFETY: By the type invariant; nobody has it, since nobody else refers to `self`.
        unsafe { sys::klink_lock_free(self.raw.as_ptr()) };
    }
}
