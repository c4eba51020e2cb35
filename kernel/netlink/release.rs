// SPDX-License-Identifier: GPL-2.0

//! Notice that a process has closed its socket.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::ptr;

use kernel::alloc::flags::GFP_KERNEL;
use kernel::alloc::KBox;
use kernel::ffi::{c_int, c_ulong};

use super::{Error, Net, Portid, Protocol, Result};
use crate::sys;

/// Calls a function for each netlink socket of one protocol that closes, with its namespace and port id, until it is
/// dropped. For state that is kept by port id: after this the number may belong to somebody else.
///
/// The function runs in the context of the process that closes; it may sleep. Port ids are unique within a namespace
/// and protocol only.
pub struct ReleaseNotifier {
    inner: KBox<Inner>,
}

type Released = dyn Fn(&Net, Portid) + Send + Sync;

/// # Invariants
///
/// `block` is on the core's list; the core alone uses it.
#[repr(C)]
struct Inner {
    // First, so that the core's pointer to it points to the whole.
    block: UnsafeCell<sys::notifier_block>,
    protocol: Protocol,
    released: KBox<Released>,
}

// SAFETY: `block` is used by the core under its own lock only; the rest is Sync.
unsafe impl Sync for Inner {}
// SAFETY: Nothing in it belongs to a thread.
unsafe impl Send for Inner {}

impl ReleaseNotifier {
    /// Begins to listen.
    pub fn new(
        protocol: Protocol,
        released: impl Fn(&Net, Portid) + Send + Sync + 'static,
    ) -> Result<Self> {
        let block = UnsafeCell::new(sys::notifier_block {
            notifier_call: notify,
            next: ptr::null_mut(),
            priority: 0,
        });
        let released = KBox::new(released, GFP_KERNEL)?;
        let inner = KBox::new(
            Inner {
                block,
                protocol,
                released,
            },
            GFP_KERNEL,
        )?;
        // SAFETY: The box does not move its contents, and `drop` takes the block off the list before it frees them.
        Error::check(unsafe { sys::netlink_register_notifier(inner.block.get()) })?;
        Ok(Self { inner })
    }
}

impl Drop for ReleaseNotifier {
    fn drop(&mut self) {
        // SAFETY: On the list since `new`. The chain's lock makes this wait for calls that are under way.
        unsafe { sys::netlink_unregister_notifier(self.inner.block.get()) };
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
        // SAFETY: By this function's contract `block` is part of an `Inner` that is on the list.
        let inner = unsafe { &*block.cast::<Inner>() };
        // SAFETY: By this function's contract.
        let notice = unsafe { &*data.cast::<sys::netlink_notify>() };
        if let (true, Some(portid)) = (
            notice.protocol == inner.protocol.0.into(),
            Portid::new(notice.portid),
        ) {
            // SAFETY: The socket that closes keeps its namespace alive.
            (inner.released)(unsafe { Net::from_ptr(notice.net) }, portid);
        }
    }
    0 // NOTIFY_DONE
}
