// SPDX-License-Identifier: GPL-2.0

//! Deferred work, for contexts that must not do the work themselves.

use core::ffi::c_void;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, Ordering};

use kernel::alloc::{flags::GFP_KERNEL, AllocError, KBox};
use kernel::sync::{rcu, Arc};
use kernel::ThisModule;

use super::{Setup, Slot};
use crate::error::Result;
use crate::sys;

/// A function that runs soon after it was requested, in a soft interrupt, where it must not sleep. An interrupt that
/// the CPU sends to itself (`irq_work`) queues it on the workqueue for soft interrupts (`system_bh_wq`), or, if it has
/// run a short while ago, starts a timer. On real-time kernels a thread does that, and soft interrupts are threads.
/// Requesting it again before it has begun has no effect, and neither has a request before init has succeeded or after
/// unloading has begun.
#[derive(Clone)]
pub struct Deferred(Arc<Inner>);

/// # Invariants
///
/// `raw` is what C has made for the function, and ours. It is queued only while `open`, which RCU's readers see.
struct Inner {
    raw: NonNull<sys::klink_deferred>,
    open: AtomicBool,
    _run: KBox<Run>,
}

struct Run(KBox<dyn Fn() + Send + Sync>);

// SAFETY: C's part may be queued from anywhere and belongs to no thread; the function is Send and Sync.
unsafe impl Sync for Inner {}
// SAFETY: As above.
unsafe impl Send for Inner {}

impl Deferred {
    /// Prepares the function. It runs at the earliest `pause` nanoseconds, at most 146 years, after it last began to
    /// run.
    pub fn new(
        setup: &mut Setup,
        pause: u64,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::prepare(setup, pause, 0, run)
    }

    /// [`Deferred::new`] for a function that runs in the CPU's interrupt itself, unless it has run often a short while
    /// ago: `burst` times without a pause, which then are made up for. On real-time kernels a thread runs it.
    pub(crate) fn at_once(
        setup: &mut Setup,
        pause: u64,
        burst: u32,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::prepare(setup, pause, burst, run)
    }

    fn prepare(
        setup: &mut Setup,
        pause: u64,
        burst: u32,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self> {
        setup.check()?;
        let run = KBox::new(Run(KBox::new(run, GFP_KERNEL)?), GFP_KERNEL)?;
        let data: *const Run = &*run;
        // SAFETY: `call` gets `data`, which the box keeps where it is until `close` has waited for the last call.
        let raw = unsafe { sys::klink_deferred_new(pause, burst, call, data.cast_mut().cast()) };
        let inner = Inner {
            raw: NonNull::new(raw).ok_or(AllocError)?,
            open: AtomicBool::new(false),
            _run: run,
        };
        let inner = Arc::new(inner, GFP_KERNEL)?;
        setup.add(KBox::new(Open(inner.clone()), GFP_KERNEL)?)?;
        Ok(Self(inner))
    }

    /// Requests a run. Works in any context.
    pub fn queue(&self) {
        let guard = rcu::read_lock();
        if self.0.open.load(Ordering::Acquire) {
            // SAFETY: By the type invariant.
            unsafe { sys::klink_deferred_queue(self.0.raw.as_ptr()) };
        }
        drop(guard);
    }
}

struct Open(Arc<Inner>);

impl Slot for Open {
    fn open(&self, _module: &'static ThisModule) -> Result {
        self.0.open.store(true, Ordering::Release);
        Ok(())
    }

    fn close(&self) {
        self.0.open.store(false, Ordering::Release);
        sys::synchronize_rcu();
        // SAFETY: By the type invariant; it is queued no more.
        unsafe { sys::klink_deferred_stop(self.0.raw.as_ptr()) };
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: By the type invariant. The slot has a reference until it was closed, so nothing runs or is queued.
        unsafe { sys::klink_deferred_free(self.raw.as_ptr()) };
    }
}

/// # Safety
///
/// `data` is the [`Run`] of an [`Inner`] that lives.
unsafe extern "C" fn call(data: *mut c_void) {
    // SAFETY: By this function's contract.
    let run = unsafe { &*data.cast::<Run>() };
    (run.0)();
}
