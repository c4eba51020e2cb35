// SPDX-License-Identifier: GPL-2.0

//! Work that a context without leave to do it puts off.

use core::ffi::c_void;
use core::ptr::NonNull;

use kernel::alloc::{flags::GFP_KERNEL, AllocError, KBox};

use crate::sys;

/// A function that runs soon after it was asked for, in a soft interrupt, where it must not sleep: an interrupt that the
/// CPU sends to itself (`irq_work`) queues it on the workqueue of these (`system_bh_wq`), or, where it has run a short
/// while ago, starts a timer. Asking again before it has begun changes nothing.
///
/// # Invariants
///
/// `raw` is what C has made for `run`, and ours.
pub struct Deferred {
    raw: NonNull<sys::klink_deferred>,
    _run: KBox<Run>,
}

struct Run(KBox<dyn Fn() + Send + Sync>);

// SAFETY: C's part may be queued from anywhere and belongs to no thread; the function is Send and Sync.
unsafe impl Sync for Deferred {}
// SAFETY: As above.
unsafe impl Send for Deferred {}

impl Deferred {
    /// Nothing is asked for yet. It will run no sooner than `pause` nanoseconds after it began to run the last time.
    pub fn new(pause: u64, run: impl Fn() + Send + Sync + 'static) -> Result<Self, AllocError> {
        let run = KBox::new(Run(KBox::new(run, GFP_KERNEL)?), GFP_KERNEL)?;
        let data: *const Run = &*run;
        // SAFETY: Called where allocating may sleep. `call` gets `data`, which the box keeps where it is until `drop` has
        // waited for the last call.
        let raw = unsafe { sys::klink_deferred_new(pause, call, data.cast_mut().cast()) };
        // INVARIANT: Made for `run`.
        Ok(Self {
            raw: NonNull::new(raw).ok_or(AllocError)?,
            _run: run,
        })
    }

    /// Asks for it. In any context.
    pub fn queue(&self) {
        // SAFETY: By the type invariant.
        unsafe { sys::klink_deferred_queue(self.raw.as_ptr()) };
    }
}

impl Drop for Deferred {
    /// Waits where it is running, so neither the function itself nor what it waits for may do this.
    fn drop(&mut self) {
        // SAFETY: By the type invariant; nobody queues it any more, since nobody else refers to `self`.
        unsafe { sys::klink_deferred_free(self.raw.as_ptr()) };
    }
}

/// # Safety
///
/// `data` is the [`Run`] of a [`Deferred`] that lives.
unsafe extern "C" fn call(data: *mut c_void) {
    // SAFETY: By this function's contract.
    let run = unsafe { &*data.cast::<Run>() };
    (run.0)();
}
