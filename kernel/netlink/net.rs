// SPDX-License-Identifier: GPL-2.0

//! Network namespaces.

use crate::sys;

/// A network namespace (`struct net`), borrowed from something that keeps it alive.
#[repr(transparent)]
pub struct Net(sys::net);

// SAFETY: Only its address and its inode number, which never changes, are read here; what C does with it, it locks.
unsafe impl Sync for Net {}

impl Net {
    /// The initial namespace.
    pub fn initial() -> &'static Self {
        // SAFETY: A static of the kernel's.
        unsafe { Self::from_ptr(&raw const sys::INIT_NET) }
    }

    /// # Safety
    ///
    /// `net` is a namespace that stays alive for `'a`.
    pub(crate) unsafe fn from_ptr<'a>(net: *const sys::net) -> &'a Self {
        // SAFETY: By this function's contract; `Net` is transparent.
        unsafe { &*net.cast() }
    }

    pub(crate) fn as_ptr(&self) -> *const sys::net {
        &raw const self.0
    }

    /// The inode number of the namespace, as `/proc/PID/ns/net` shows it.
    pub fn inode(&self) -> u32 {
        // SAFETY: A reference is a live namespace.
        unsafe { sys::klink_net_inode(&self.0) }
    }
}

impl PartialEq for Net {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Net {}
