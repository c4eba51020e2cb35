// SPDX-License-Identifier: GPL-2.0

//! Loading and unloading: the parts that a module opens, and when they are opened and closed.
//!
//! A module's [`init`](Module::init) only prepares sockets, families and hooks. They are opened when it has succeeded,
//! and closed before anything of the module is dropped. No value that a module keeps, forgets, leaks or drops changes
//! that: open parts belong to the kernel's copy of the module, which [`module!`](crate::module!) makes.

use core::fmt;
use core::marker::PhantomData;

use kernel::alloc::{flags::GFP_KERNEL, KBox};
use kernel::error::code::EINVAL;
use kernel::types::NotThreadSafe;
use kernel::ThisModule;

use crate::error::{Error, Result};
use crate::sys;

/// A kernel module. [`module!`](crate::module!) declares it.
pub trait Module: Sized + Send + Sync + 'static {
    /// Advice for an administrator, logged after the reason if something cannot be opened.
    const ADVICE: &'static str = "";

    /// Prepares the module. If this fails, the module is not loaded, and the prepared parts are dropped.
    fn init(setup: &mut Setup) -> kernel::error::Result<Self>;

    /// Called when everything that was prepared is open.
    fn opened(&self) {}
}

/// Proof that the code which holds it runs in process context, called by the kernel for this module: not inside a
/// hook's callback, so it may wait for one.
///
/// It says nothing about locks that the code has taken itself. Functions that take it check that, and fail with
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
            Err(crate::error::code::EDEADLK)
        }
    }
}

/// The parts that a module opens. Functions that prepare a part take it, so all parts are prepared in [`Module::init`].
/// They allocate, and fail with `EDEADLK` under a lock of init's own.
pub struct Setup {
    module: &'static ThisModule,
    /// The part that was prepared last, before all others.
    slots: Option<KBox<Node>>,
}

struct Node {
    slot: KBox<dyn Slot>,
    next: Option<KBox<Node>>,
}

impl Setup {
    fn new(module: &'static ThisModule) -> Self {
        Self {
            module,
            slots: None,
        }
    }

    /// The module that is being loaded.
    pub fn module(&self) -> &'static ThisModule {
        self.module
    }

    /// The process context of init, which no hook of the module calls.
    pub fn process(&self) -> ProcessContext<'_> {
        // SAFETY: A `Setup` exists in `load`, which borrows it to init only, and in `Loaded`, which lends it to nobody.
        unsafe { ProcessContext::new() }
    }

    /// Fails with `EDEADLK` if init itself has entered an atomic context.
    pub(crate) fn check(&self) -> Result {
        self.process().check()
    }

    /// Adds a part that is opened after init and closed before the module is unloaded.
    #[inline(never)]
    pub(crate) fn add(&mut self, slot: KBox<dyn Slot>) -> Result {
        let mut node = KBox::new(Node { slot, next: None }, GFP_KERNEL)?;
        node.next = self.slots.take();
        self.slots = Some(node);
        Ok(())
    }

    /// Keeps a value until the module is unloaded.
    pub(crate) fn keep<T: Send + Sync + 'static>(&mut self, it: T) -> Result {
        self.add(KBox::new(Owned(it), GFP_KERNEL)?)
    }

    /// Opens all parts, in the order in which they were prepared. If one cannot be opened, `refused` gets the reason,
    /// and all are closed.
    fn open(&mut self, refused: impl FnOnce(&dyn fmt::Display)) -> Result {
        let mut refused = Some(refused);
        self.turn();
        let opened = self.iter().try_for_each(|slot| {
            slot.open(self.module).inspect_err(|&error| {
                if let Some(refused) = refused.take() {
                    refused(&Unopened { slot, error });
                }
            })
        });
        self.turn();
        if opened.is_err() {
            self.close();
        }
        opened
    }

    fn iter(&self) -> impl Iterator<Item = &dyn Slot> {
        core::iter::successors(self.slots.as_deref(), |node| node.next.as_deref())
            .map(|node| &*node.slot)
    }

    /// Reverses the order.
    fn turn(&mut self) {
        let mut rest = self.slots.take();
        while let Some(mut node) = rest {
            rest = node.next.take();
            node.next = self.slots.take();
            self.slots = Some(node);
        }
    }

    fn close(&self) {
        self.iter().for_each(|slot| slot.close());
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        self.close();
    }
}

/// A part of the module that is opened and closed with it.
pub(crate) trait Slot: Send + Sync {
    /// Opens the part: from now on the kernel calls the module.
    fn open(&self, module: &'static ThisModule) -> Result;

    /// Closes the part if it is open, and waits for the kernel's calls in progress: there are none afterwards.
    fn close(&self);

    /// Writes the reason why it could not be opened, if it can fail to.
    fn explain(&self, _error: Error, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// A value that the module owns until it is unloaded.
struct Owned<T>(T);

impl<T: Send + Sync> Slot for Owned<T> {
    fn open(&self, _module: &'static ThisModule) -> Result {
        Ok(())
    }

    fn close(&self) {}
}

/// The kernel's copy of a loaded module.
#[doc(hidden)]
pub struct Loaded<M> {
    // Before the module's own state: this closes everything that may use it.
    _setup: Setup,
    _module: M,
}

/// Loads a module: calls its init, then opens the parts that init has prepared.
///
/// If a part cannot be opened, processes may have used parts that were opened before, and so keep the module in use,
/// which the kernel does not check when an init fails. Then it stays loaded with all parts closed, until it is
/// unloaded.
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
    // Only `module!` calls this, but with any place: one outside of the module would not be dropped with it.
    if !sys::is_within_module(place.cast(), module) {
        return Err(EINVAL);
    }
    let mut setup = Setup::new(module);
    let state = M::init(&mut setup)?;
    match setup.open(|reason| log(reason, M::ADVICE)) {
        Ok(()) => state.opened(),
        Err(error) if !sys::is_held(module) => {
            drop(setup);
            return Err(error.into());
        }
        Err(_) => log(
            &"processes keep the module loaded, without use",
            "unload it",
        ),
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

/// Declares a module, whose `type` implements [`Module`]. The fields are those of the kernel's own macro of this name,
/// in the same order.
///
/// An `alias` lets the kernel load the module for unprivileged processes that ask for it by name. Leave that to
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
                    ::kernel::pr_err!("{}\n", ::core::format_args!("{reason}{colon}{advice}"));
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
