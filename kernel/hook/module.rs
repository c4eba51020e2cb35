// SPDX-License-Identifier: GPL-2.0

//! Loading and unloading: what a module opens, and when that begins and ends.
//!
//! A module's [`init`](Module::init) only prepares sockets, families and hooks. They are opened when it has succeeded, and
//! closed before anything of the module is dropped. No value that a module has, forgets, leaks or drops changes that:
//! what is open belongs to the kernel's copy of the module, which [`module!`](crate::module!) makes.

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

    /// Prepares the module. If this fails, the module is not loaded, and what was prepared is dropped.
    fn init(setup: &mut Setup) -> kernel::error::Result<Self>;

    /// Called when everything that was prepared is open.
    fn opened(&self) {}
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
            Err(crate::error::code::EDEADLK)
        }
    }
}

/// What a module opens. Functions that prepare something take it, so all of that is prepared in [`Module::init`]. They
/// allocate, and fail with `EDEADLK` under a lock of init's own.
pub struct Setup {
    module: &'static ThisModule,
    /// The last one that was prepared, in front of all others.
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
    #[inline(never)]
    pub(crate) fn add(&mut self, slot: KBox<dyn Slot>) -> Result {
        let mut node = KBox::new(Node { slot, next: None }, GFP_KERNEL)?;
        node.next = self.slots.take();
        self.slots = Some(node);
        Ok(())
    }

    /// Keeps something until the module goes.
    pub(crate) fn keep<T: Send + Sync + 'static>(&mut self, it: T) -> Result {
        self.add(KBox::new(Kept(it), GFP_KERNEL)?)
    }

    /// Opens all, in the order in which they were prepared. If one cannot be opened, which `refused` gets to know, none is.
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

    /// The other way round.
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
    /// Opens it: from now on the kernel calls into the module.
    fn open(&self, module: &'static ThisModule) -> Result;

    /// Closes it if it is open, and waits for the kernel's calls that are under way: none comes afterwards.
    fn close(&self);

    /// Writes the reason why it could not be opened.
    fn explain(&self, error: Error, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// A value that is only kept.
struct Kept<T>(T);

impl<T: Send + Sync> Slot for Kept<T> {
    fn open(&self, _module: &'static ThisModule) -> Result {
        Ok(())
    }

    fn close(&self) {}

    fn explain(&self, _error: Error, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
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
