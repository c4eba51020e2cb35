// SPDX-License-Identifier: GPL-2.0

//! The kernel's calls to a module, except those for netlink: loading and unloading, parameters, tracepoints, notifier
//! chains, deferred work, events that modules publish, and memory that processes map.
//!
//! These calls are prepared in a module's init and end with the module. A [`Hook`] can be stopped and started in
//! between; when stopping has returned, no call is in progress. The arguments of a listener are valid only during the
//! call. If a kernel lacks a tracepoint or chain, preparing a hook reports it ([`Missing`]); nothing else depends on
//! the kernel's version, and the prototypes that C calls are checked when the module is built.
//!
//! C headers: `include/linux/tracepoint.h`, `include/trace/events/`, `include/linux/notifier.h`.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicBool, Ordering};

use kernel::alloc::{flags::GFP_KERNEL, KBox};
use kernel::ffi::{c_int, c_ulong};
use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use crate::error::Error;
use crate::sys;

mod deferred;
mod map;
mod module;
mod notifier;
pub mod param;
mod publish;
mod task;
mod tcp;
mod tracepoint;

pub use deferred::Deferred;
pub use map::Mapped;
pub(crate) use module::Slot;
pub use module::{load, Loaded, Module, ProcessContext, Setup};
pub use notifier::{
    Address, AddressChange, Addresses4, Addresses6, Chain, Device, DeviceChange, Devices,
    ModuleChange, Modules, Reboots, Stop,
};
pub use publish::{Field, FieldValue, Publication, Publications, Publisher};
pub use task::{Arguments, Task, TaskIds};
pub use tcp::TcpChange;
pub use tracepoint::{Exec, Exit, Fork, Hang, OomVictim, Rename, TcpStates};

/// An event for which the kernel calls a module.
pub trait Event: 'static {
    /// The arguments of the event.
    type Notice<'a>;
    /// The result of the listener.
    type Answer;
}

/// A listener, which is called in any context: it must not sleep, nor take a lock that may be held there.
pub trait Listener<E: Event>: Send + Sync + 'static {
    /// Called when the event has occurred.
    fn notify(&self, notice: E::Notice<'_>) -> E::Answer;
}

/// A place where a listener can be attached: tracepoints and chains of this module, and publications.
pub trait Source: Event + Sealed + Sized {
    /// Finds the place in this kernel, with the function that is called for a listener of type `L`.
    #[doc(hidden)]
    fn find<L: Listener<Self>>() -> core::result::Result<Registrar, Missing>;
}

mod sealed {
    /// A trait that no module implements: [`Source::find`](super::Source::find) has to find the place that takes its
    /// listeners.
    pub trait Sealed {}
}

use sealed::Sealed;

/// The reason why a hook is not available.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The kernel does not have it, as this text explains.
    Lacks(&'static str),
    /// The kernel refused it.
    Refused(Error),
}

impl From<kernel::alloc::AllocError> for Missing {
    fn from(error: kernel::alloc::AllocError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Error> for Missing {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// The way to register a listener.
#[doc(hidden)]
pub struct Registrar(RegistrarKind);

/// # Invariants
///
/// Each function here takes a [`Called`] of the listener's type, and belongs to the point, chain or journal that is
/// registered with.
enum RegistrarKind {
    Point {
        point: NonNull<sys::tracepoint>,
        probe: *mut c_void,
    },
    Chain {
        functions: &'static ChainFunctions,
        call: sys::notifier_fn,
    },
    Publications {
        functions: &'static PublicationFunctions,
        receive: sys::publication_fn,
    },
}

/// C's functions for a chain. The second returns once calls in progress have returned.
pub struct ChainFunctions {
    register: Function,
    unregister: Function,
}

type Function = unsafe extern "C" fn(*mut sys::notifier_block) -> c_int;

/// C's functions to begin and end receiving, by pointer: only `klink_events.ko` has them, and other modules have hooks
/// as well.
struct PublicationFunctions {
    begin: unsafe fn(*const sys::klink_receiver) -> c_int,
    end: fn(),
}

/// The function of a block that is on no chain.
///
/// # Safety
///
/// None.
unsafe extern "C" fn ignore(
    _block: *mut sys::notifier_block,
    _event: c_ulong,
    _data: *mut c_void,
) -> c_int {
    0 // NOTIFY_DONE
}

/// The function of a receiver that is not registered.
///
/// # Safety
///
/// None.
unsafe extern "C" fn refuse(
    _called: *mut c_void,
    _publication: *const sys::klink_publication,
) -> c_int {
    Error::from(EINVAL).to_errno()
}

/// The object to which the kernel gets a pointer.
#[repr(C)]
struct Called<L> {
    // First, so that a chain's pointer to it points to the whole.
    block: UnsafeCell<sys::notifier_block>,
    receiver: UnsafeCell<sys::klink_receiver>,
    /// Whether calls are new events: some chains replay existing objects on registration, and their removal on
    /// unregistration.
    live: AtomicBool,
    listener: Arc<L>,
}

// SAFETY: The C parts are used by the core under its own locks, and by the hook under its own; the rest is Sync.
unsafe impl<L: Send + Sync> Sync for Called<L> {}
// SAFETY: Nothing in it belongs to a thread.
unsafe impl<L: Send + Sync> Send for Called<L> {}

/// The common part of all of them.
trait AnyCalled: Send + Sync {
    fn live(&self) -> &AtomicBool;
    fn block(&self) -> *mut sys::notifier_block;
    fn receiver(&self) -> *mut sys::klink_receiver;
}

impl<L: Send + Sync> AnyCalled for Called<L> {
    fn live(&self) -> &AtomicBool {
        &self.live
    }

    fn block(&self) -> *mut sys::notifier_block {
        self.block.get()
    }

    fn receiver(&self) -> *mut sys::klink_receiver {
        self.receiver.get()
    }
}

/// A listener at a place of the kernel's, called while the hook is started. It is stopped when the module is unloaded.
#[derive(Clone)]
pub struct Hook(Arc<Inner>);

/// # Invariants
///
/// `called` is registered at `registrar` while the state is `On`.
#[pin_data]
struct Inner {
    registrar: RegistrarKind,
    called: KBox<dyn AnyCalled>,
    #[pin]
    state: Mutex<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Off,
    On,
    /// Off for ever: the module is being unloaded.
    Ended,
}

// SAFETY: `registrar` has pointers to what never changes or goes; the rest is Send and Sync.
unsafe impl Send for Inner {}
// SAFETY: As above; what is done with the registrar is done under the mutex.
unsafe impl Sync for Inner {}

impl Hook {
    /// Prepares a hook, which is stopped.
    pub fn new<S: Source, L: Listener<S>>(
        setup: &mut Setup,
        listener: Arc<L>,
    ) -> core::result::Result<Self, Missing> {
        setup.check()?;
        Self::attach(setup, S::find::<L>()?, listener)
    }

    /// Compiled once for each type of listener, independent of its caller.
    #[inline(never)]
    fn attach<L: Send + Sync + 'static>(
        setup: &mut Setup,
        Registrar(registrar): Registrar,
        listener: Arc<L>,
    ) -> core::result::Result<Self, Missing> {
        let called = Called {
            block: UnsafeCell::new(sys::notifier_block {
                notifier_call: match registrar {
                    RegistrarKind::Chain { call, .. } => call,
                    _ => ignore,
                },
                next: ptr::null_mut(),
                priority: 0,
            }),
            receiver: UnsafeCell::new(sys::klink_receiver {
                receive: match registrar {
                    RegistrarKind::Publications { receive, .. } => receive,
                    _ => refuse,
                },
                listener: ptr::null_mut(),
            }),
            live: AtomicBool::new(false),
            listener,
        };
        let called = KBox::new(called, GFP_KERNEL)?;
        // SAFETY: Nobody else has it yet.
        unsafe { (*called.receiver.get()).listener = ptr::from_ref(&*called).cast_mut().cast() };
        Self::keep(setup, registrar, called)
    }

    #[inline(never)]
    fn keep(
        setup: &mut Setup,
        registrar: RegistrarKind,
        called: KBox<dyn AnyCalled>,
    ) -> core::result::Result<Self, Missing> {
        // INVARIANT: Off.
        let inner = try_pin_init!(Inner {
            registrar,
            called,
            state <- new_mutex!(State::Off),
        });
        let inner = Arc::pin_init(inner, GFP_KERNEL).map_err(Error::from)?;
        setup.add(KBox::new(Ends(inner.clone()), GFP_KERNEL)?)?;
        Ok(Self(inner))
    }

    /// Starts the hook, if it is stopped: the listener is called from now on.
    ///
    /// `EDEADLK` if a lock is held; `ESHUTDOWN` while the module is unloaded; `EBUSY` if another hook receives
    /// publications; or the error of the kernel.
    #[inline(never)]
    pub fn start(&self, context: &ProcessContext<'_>) -> crate::error::Result {
        context.check()?;
        let mut state = self.0.state.lock();
        match *state {
            State::On => Ok(()),
            State::Ended => Err(crate::error::code::ESHUTDOWN),
            State::Off => {
                self.0.register()?;
                // INVARIANT: Registered above.
                *state = State::On;
                Ok(())
            }
        }
    }

    /// Stops the hook, if it is started, and waits for calls in progress.
    ///
    /// `EDEADLK` if a lock is held.
    pub fn stop(&self, context: &ProcessContext<'_>) -> crate::error::Result {
        context.check()?;
        self.0.leave(State::Off);
        Ok(())
    }
}

impl Inner {
    fn data(&self) -> *mut c_void {
        ptr::from_ref(&*self.called).cast::<c_void>().cast_mut()
    }

    /// The hook is off, and its state is locked.
    fn register(&self) -> crate::error::Result {
        // SAFETY: By the invariant of the registrar, and because the box keeps `called` where it is until `unregister`,
        // which `Ends` calls before it gives up its reference.
        Error::check(unsafe {
            match self.registrar {
                RegistrarKind::Point { point, probe } => {
                    sys::tracepoint_probe_register(point.as_ptr(), probe, self.data())
                }
                RegistrarKind::Chain { functions, .. } => (functions.register)(self.called.block()),
                RegistrarKind::Publications { functions, .. } => {
                    (functions.begin)(self.called.receiver())
                }
            }
        })?;
        self.called.live().store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Changes the state to one in which the listener is not called.
    #[inline(never)]
    fn leave(&self, to: State) {
        let mut state = self.state.lock();
        if *state == State::On {
            self.called.live().store(false, Ordering::Relaxed);
            // SAFETY: Registered by the type invariant. Each waits for calls that are under way, none of which can have
            // brought us here: those who call this are called by the kernel in process context, outside of hooks.
            unsafe {
                match self.registrar {
                    RegistrarKind::Point { point, probe } => {
                        sys::tracepoint_probe_unregister(point.as_ptr(), probe, self.data());
                        sys::klink_tracepoint_synchronize();
                    }
                    RegistrarKind::Chain { functions, .. } => {
                        (functions.unregister)(self.called.block());
                    }
                    RegistrarKind::Publications { functions, .. } => (functions.end)(),
                }
            }
        }
        if *state != State::Ended {
            *state = to;
        }
    }
}

/// Stops a hook when the module is unloaded.
struct Ends(Arc<Inner>);

impl Slot for Ends {
    fn open(&self, _module: &'static ThisModule) -> crate::error::Result {
        Ok(())
    }

    fn close(&self) {
        self.0.leave(State::Ended);
    }
}
