// SPDX-License-Identifier: GPL-2.0

//! Notification that a process has closed its socket.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::fmt;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

use kernel::alloc::flags::GFP_KERNEL;
use kernel::alloc::KBox;
use kernel::ffi::{c_int, c_ulong};
use kernel::ThisModule;

use super::{Error, Net, Portid, Protocol, Result};
use crate::hook::{Setup, Slot};
use crate::sys;

/// Calls a function for each netlink socket of one protocol that is closed, with its namespace and port id, as long as
/// the module is loaded. This is for state that is kept by port id: afterwards the number may belong to another socket.
///
/// The function runs in the context of the process that closes; it may sleep. Port ids are unique within a namespace
/// and protocol only.
pub fn on_release(
    setup: &mut Setup,
    protocol: Protocol,
    released: impl Fn(&Net, Portid) + Send + Sync + 'static,
) -> Result {
    setup.check()?;
    let block = UnsafeCell::new(sys::notifier_block {
        notifier_call: notify,
        next: ptr::null_mut(),
        priority: 0,
    });
    let notifier = Notifier {
        block,
        protocol,
        on: AtomicBool::new(false),
        released: KBox::new(released, GFP_KERNEL)?,
    };
    setup.add(KBox::new(notifier, GFP_KERNEL)?)
}

/// # Invariants
///
/// `block` is on the core's list while `on`, and the core alone uses it then.
#[repr(C)]
struct Notifier {
    // First, so that the core's pointer to it points to the whole.
    block: UnsafeCell<sys::notifier_block>,
    protocol: Protocol,
    on: AtomicBool,
    released: KBox<Released>,
}

type Released = dyn Fn(&Net, Portid) + Send + Sync;

// SAFETY: `block` is used by the core under its own lock only; the rest is Sync.
unsafe impl Sync for Notifier {}
// SAFETY: Nothing in it belongs to a thread.
unsafe impl Send for Notifier {}

impl Slot for Notifier {
    fn open(&self, _module: &'static ThisModule) -> Result {
        // SAFETY: The setup has the box of this, does not move its contents, and calls `close` before it drops it; it opens
        // a slot once.
        Error::check(unsafe { sys::netlink_register_notifier(self.block.get()) })?;
        // INVARIANT: Registered above.
        self.on.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn close(&self) {
        if self.on.swap(false, Ordering::Relaxed) {
            // SAFETY: On the list by the type invariant. The chain's lock makes this wait for calls that are under way.
            unsafe { sys::netlink_unregister_notifier(self.block.get()) };
        }
    }

    fn explain(&self, error: Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot learn of sockets that close: {error:?}")
    }
}

/// # Safety
///
/// The core calls this for a block on its list; for `NETLINK_URELEASE`, `data` is a `struct netlink_notify`.
unsafe extern "C" fn notify(
    block: *mut sys::notifier_block,
    event: c_ulong,
    data: *mut c_void,
) -> c_int {
    if event == sys::constant::NETLINK_URELEASE as c_ulong {
        // SAFETY: By this function's contract `block` is part of a `Notifier` that is on the list.
        let notifier = unsafe { &*block.cast::<Notifier>() };
        // SAFETY: By this function's contract.
        let notice = unsafe { &*data.cast::<sys::netlink_notify>() };
        if let (true, Some(portid)) = (
            notice.protocol == notifier.protocol.0.into(),
            Portid::recorded(notice.portid),
        ) {
            // SAFETY: The socket that closes keeps its namespace alive.
            (notifier.released)(unsafe { Net::from_ptr(notice.net) }, portid);
        }
    }
    0 // NOTIFY_DONE
}
