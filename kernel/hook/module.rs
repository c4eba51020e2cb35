// SPDX-License-Identifier: GPL-2.0

//! Loading and unloading: what a module opens, and when that begins and ends.
//!
//! A module's [`init`](Module::init) only prepares sockets, families and hooks. They are opened when it has succeeded, and
//! closed before anything of the module is dropped. No value that a module has, forgets, leaks or drops changes that:
//! what is open belongs to the kernel's copy of the module, which [`module!`](crate::module!) makes.

use core::fmt;
use core::marker::PhantomData;

use kernel::alloc::{flags::GFP_KERNEL, KBox, KVec};
use kernel::error::code::{EINVAL, ENOMEM};
use kernel::types::NotThreadSafe;
use kernel::ThisModule;

use crate::netlink::{Error, Result};
use crate::sys;

/// A kernel module. [`module!`](crate::module!) declares it.
pub trait Module: Sized + Send + Sync + 'static {
    /// Advice for an administrator, logged behind the reason if something cannot be opened.
    const ADVICE: &'static str = "";

    /// Prepares the module. If this fails, the module is not loaded, and what was prepared is dropped.
    fn init(setup: &mut Setup) -> kernel::error::Result<Self>;
}

/// Proof that the code which has it runs in process context, called by the kernel for this module alone: not inside a
/// hook's callback, which it may therefore wait for.
///
/// It says nothing about locks that the code has taken itself. Functions which take it check that, and fail with
/// `EDEADLK` where they must not sleep.
pub struct ProcessContext<'a> {
    _borrowed: PhantomData<&'a ()>,
    _here: NotThreadSafe,
}

impl ProcessContext<'_> {
    /// # Safety
    ///
    /// The kernel has called this module in process context, from no hook, and the call lasts as long as the result.
    pub(crate) unsafe fn new() -> Self {
        Self {
            _borrowed: PhantomData,
            _here: NotThreadSafe,
        }
    }

    /// `EDEADLK` if a lock is held, interrupts are off, or RCU is being read.
    pub(crate) fn check(&self) -> Result {
        if sys::klink_may_sleep() {
            Ok(())
        } else {
            Err(crate::netlink::code::EDEADLK)
        }
    }
}

/// What a module opens. Functions that prepare something take it, so all of that is prepared in [`Module::init`]. They
/// allocate, and fail with `EDEADLK` under a lock of init's own.
pub struct Setup {
    module: &'static ThisModule,
    slots: KVec<KBox<dyn Slot>>,
}

impl Setup {
    fn new(module: &'static ThisModule) -> Self {
        Self {
            module,
            slots: KVec::new(),
        }
    }

    /// The module that is being loaded.
    pub fn module(&self) -> &'static ThisModule {
        self.module
    }

    /// Init runs in process context, and no hook of the module calls it.
    pub fn process(&self) -> ProcessContext<'_> {
        // SAFETY: A `Setup` exists in `load`, which borrows it to init only, and in `Loaded`, which lends it to nobody.
        unsafe { ProcessContext::new() }
    }

    /// `EDEADLK` where init itself has taken care that nothing may sleep.
    pub(crate) fn check(&self) -> Result {
        self.process().check()
    }

    /// Keeps something that is opened after init and closed before the module goes.
    pub(crate) fn add(&mut self, slot: KBox<dyn Slot>) -> Result {
        let count = self.slots.len();
        if count == self.slots.capacity() {
            // As `KVec::push` does, which has a way to panic.
            let mut more = KVec::with_capacity(count.saturating_mul(2).max(8), GFP_KERNEL)?;
            for slot in core::mem::take(&mut self.slots) {
                more.push_within_capacity(slot).map_err(|_| ENOMEM)?;
            }
            self.slots = more;
        }
        Ok(self.slots.push_within_capacity(slot).map_err(|_| ENOMEM)?)
    }

    /// Opens all, in the order in which they were prepared. If one cannot be opened, none is.
    fn open(&self) -> core::result::Result<(), (&dyn Slot, Error)> {
        for slot in self.slots.iter() {
            if let Err(error) = slot.open(self.module) {
                self.close();
                return Err((&**slot, error));
            }
        }
        Ok(())
    }

    fn close(&self) {
        self.slots.iter().rev().for_each(|slot| slot.close());
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        self.close();
    }
}

/// Something that opens and closes with the module.
pub(crate) trait Slot: Send + Sync {
    /// Opens it: from now on the kernel calls into the module.
    fn open(&self, module: &'static ThisModule) -> Result;

    /// Closes it if it is open, and waits for the kernel's calls that are under way: none comes afterwards.
    fn close(&self);

    /// Says why it could not be opened.
    fn explain(&self, error: Error, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// The kernel's copy of a loaded module.
#[doc(hidden)]
pub struct Loaded<M> {
    // Before the module's own state: this closes all that may use it.
    _setup: Setup,
    _module: M,
}

/// Loads a module: calls its init, then opens what that has prepared.
///
/// If something cannot be opened, processes may have used what was opened before, and so keep the module in use, which
/// the kernel does not look at when an init fails. Then it stays loaded with all closed, until it is unloaded.
///
/// # Safety
///
/// The kernel is loading `module`, and `place` is its static for it: written once if this succeeds, then pinned and dropped
/// when the kernel unloads it.
#[doc(hidden)]
pub unsafe fn load<M: Module>(
    module: &'static ThisModule,
    place: *mut Loaded<M>,
    log: fn(&dyn fmt::Display, &str),
) -> kernel::error::Result {
    // Only `module!` calls this, for any place that it is given: one elsewhere would not be dropped with the module.
    if !sys::is_within_module(place.cast(), module) {
        return Err(EINVAL);
    }
    let mut setup = Setup::new(module);
    let state = M::init(&mut setup)?;
    let result = setup.open().map_err(|(slot, error)| {
        log(&Unopened { slot, error }, M::ADVICE);
        error
    });
    if let Err(error) = result {
        if !sys::is_held(module) {
            drop(setup);
            return Err(error.into());
        }
        log(
            &"processes keep the module loaded, without use: unload it",
            "",
        );
    }
    // SAFETY: By this function's contract.
    unsafe {
        place.write(Loaded {
            _setup: setup,
            _module: state,
        });
    }
    Ok(())
}

struct Unopened<'a> {
    slot: &'a dyn Slot,
    error: Error,
}

impl fmt::Display for Unopened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.slot.explain(self.error, f)
    }
}

/// Declares a module, whose `type` implements [`Module`]. All fields are those of the kernel's own macro of this name, in
/// its order.
///
/// An `alias` lets the kernel load the module for processes that ask for it by name, without rights. Leave that to
/// administrators: see `docs/writing-a-module.md`.
#[macro_export]
macro_rules! module {
    (type: $module:ident, $($rest:tt)*) => {
        #[repr(transparent)]
        #[doc(hidden)]
        struct KernelModule($crate::hook::Loaded<$module>);

        impl ::kernel::InPlaceModule for KernelModule {
            fn init(
                module: &'static ::kernel::ThisModule,
            ) -> impl ::pin_init::PinInit<Self, ::kernel::error::Error> {
                fn log(reason: &dyn ::core::fmt::Display, advice: &str) {
                    let colon = if advice.is_empty() { "" } else { ": " };
                    $crate::log_error!("{reason}{colon}{advice}");
                }
                // SAFETY: On success `load` has written the place, which refuses one that is not in the module; of those
                // only the kernel macro's static has this type, since nothing else makes one there.
                unsafe {
                    ::pin_init::pin_init_from_closure(move |place: *mut Self| {
                        $crate::hook::load::<$module>(module, place.cast(), log)
                    })
                }
            }
        }

        ::kernel::prelude::module! { type: KernelModule, $($rest)* }
    };
}
