// SPDX-License-Identifier: MIT OR Apache-2.0

//! A datagram, and who sent it.

use crate::sys::Received;
use crate::wire::{Group, Messages, Portid};

/// One datagram as it came.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Datagram<'a> {
    /// What it holds.
    pub bytes: &'a [u8],
    /// Who sent it, as the kernel says.
    pub sender: Sender,
    /// The group that it was sent to; `None` if to this socket alone.
    pub group: Option<Group>,
    /// The id of the network namespace that it is about, as for [`GroupMessage::nsid`](crate::GroupMessage::nsid).
    pub nsid: Option<i32>,
}

impl<'a> Datagram<'a> {
    #[inline]
    pub(crate) fn new(bytes: &'a [u8], origin: Received) -> Self {
        Self {
            bytes,
            sender: Sender::of(origin.sender),
            group: Group::new(origin.group),
            nsid: origin.nsid,
        }
    }

    /// The netlink messages in it.
    #[inline]
    pub fn messages(&self) -> Messages<'a> {
        Messages::new(self.bytes)
    }
}

/// Who sent a datagram. Nobody can forge it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The kernel.
    Kernel,
    /// A user program's socket.
    User(Portid),
}

impl Sender {
    /// Who has this port id, of which 0 is the kernel's.
    #[inline]
    pub(crate) fn of(portid: u32) -> Self {
        Portid::new(portid).map_or(Self::Kernel, Self::User)
    }
}
