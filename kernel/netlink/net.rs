// SPDX-License-Identifier: GPL-2.0

//! Network namespaces.

use crate::sys;

/// A network namespace (`struct net`), borrowed from something that keeps it alive.
#[repr(transparent)]
pub struct Net(sys::net);

// SAFETY: Only its address and its inode number, which never changes, are read here.
unsafe impl Sync for Net {}

impl Net {
    /// # Safety
    ///
    /// `net` is a namespace that stays alive for `'a`.
    pub(crate) unsafe fn from_ptr<'a>(net: *const sys::net) -> &'a Self {
        // SAFETY: By this function's contract; `Net` is transparent.
        unsafe { &*net.cast() }
    }

    /// The inode number of the namespace, as in `/proc/PID/ns/net`.
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
