// SPDX-License-Identifier: GPL-2.0

//! Port ids, as the kernel has recorded them.

use core::fmt;

use crate::wire;

/// The address of a socket of a process, as the kernel has recorded it: in a datagram's control block, in a request, or
/// in the notice that the socket has closed. It is never 0, which is the kernel itself.
///
/// It cannot be made from a number, so it never comes from bytes that a sender has written. Port ids are unique within
/// a namespace and protocol, and are reused after their socket has closed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Portid(wire::Portid);

impl Portid {
    /// The recorded port id; `None` for the kernel.
    pub(crate) fn recorded(portid: u32) -> Option<Self> {
        wire::Portid::new(portid).map(Self)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for Portid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
