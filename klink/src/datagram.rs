// SPDX-License-Identifier: MIT OR Apache-2.0

//! A datagram and its sender.

use crate::sys::Received;
use crate::wire::{Group, Messages, Portid};

/// One datagram, as received.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Datagram<'a> {
    /// The content.
    pub bytes: &'a [u8],
    /// The sender, according to the kernel.
    pub sender: Sender,
    /// The group that the datagram was sent to; `None` if it was sent to this socket alone.
    pub group: Option<Group>,
    /// The id of the network namespace that the datagram is about, as for
    /// [`GroupMessage::nsid`](crate::GroupMessage::nsid).
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

/// The sender of a datagram, which cannot be forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The kernel.
    Kernel,
    /// A user program's socket.
    User(Portid),
}

impl Sender {
    /// The owner of this port id; 0 is the kernel.
    #[inline]
    pub(crate) fn of(portid: u32) -> Self {
        Portid::new(portid).map_or(Self::Kernel, Self::User)
    }
}
