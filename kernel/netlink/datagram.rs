// SPDX-License-Identifier: GPL-2.0

//! Datagrams that processes sent.

use core::mem::MaybeUninit;
use core::ptr::NonNull;

use kernel::ffi::c_int;
use kernel::types::NotThreadSafe;

use super::{Context, Endpoint, Group, Messages, Net, Outgoing, Portid, Protocol, Result};
use crate::hook::ProcessContext;
use crate::sys;

/// A datagram that a process sent, borrowed for the duration of [`Handler::datagram`](super::Handler::datagram).
///
/// It cannot be kept: the core frees it, and its information about the sender is valid only while the sender waits.
/// Copy the data that is needed later.
pub struct Datagram<'a> {
    skb: NonNull<sys::sk_buff>,
    bytes: &'a [u8],
    sender: Portid,
    socket: &'a Endpoint,
    net: &'a Net,
    uid: u32,
    group: u32,
    protocol: u32,
    _sender_waits: NotThreadSafe,
}

impl<'a> Datagram<'a> {
    /// `None` if the kernel sent it: there is no socket to reply to.
    ///
    /// # Safety
    ///
    /// `skb` is what the core passed to the input function of a kernel socket, which does not return during `'a`.
    pub(crate) unsafe fn new(skb: *mut sys::sk_buff) -> Option<Self> {
        let mut seen = MaybeUninit::uninit();
        // SAFETY: `skb` is a netlink datagram in an input function, so its control block and its socket are set; C
        // writes every field of `seen`.
        let seen = unsafe {
            sys::klink_datagram(skb, seen.as_mut_ptr());
            seen.assume_init()
        };
        Some(Self {
            skb: NonNull::new(skb)?,
            // SAFETY: The linear part of a datagram, which the core keeps until the input function returns, and which
            // nobody writes any more: the sender's bytes were copied, and clones share it for reading.
            bytes: unsafe { core::slice::from_raw_parts(seen.data, seen.len as usize) },
            sender: Portid::recorded(seen.portid)?,
            // SAFETY: The core holds a reference to the socket until the input function returns.
            socket: unsafe { Endpoint::from_ptr(seen.sock) },
            // SAFETY: The sender's socket, which waits in sendmsg(2), keeps its namespace alive.
            net: unsafe { Net::from_ptr(seen.net) },
            uid: seen.uid,
            group: seen.group,
            protocol: seen.protocol,
            _sender_waits: NotThreadSafe,
        })
    }

    /// The bytes as sent, at least one.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The messages of the datagram, checked one by one.
    pub fn messages(&self) -> Messages<'a> {
        Messages::new(self.bytes)
    }

    /// The sender, by the kernel's own record.
    pub fn sender(&self) -> Portid {
        self.sender
    }

    /// The sender's user id in the initial user namespace.
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// The namespace of the sender and of the socket.
    pub fn net(&self) -> &'a Net {
        self.net
    }

    /// The multicast group that the datagram was sent to as well.
    pub fn group(&self) -> Option<Group> {
        Group::new(self.group)
    }

    /// The protocol of the socket.
    pub fn protocol(&self) -> Protocol {
        // Protocol numbers are below 32.
        Protocol(self.protocol as u8)
    }

    /// Whether the sender has a capability in the initial user namespace. If it named no destination, as with write(2),
    /// and so may not know what it writes to, the process that opened its socket must have had it, too.
    pub fn capable(&self, capability: Capability) -> bool {
        // SAFETY: The sender is in sendmsg(2) and is the current process, as C requires.
        unsafe { sys::klink_datagram_capable(self.skb.as_ptr(), capability as c_int) }
    }

    /// The process context: the sender waits in sendmsg(2), and the module is called for it.
    pub fn process(&self) -> ProcessContext<'_> {
        // SAFETY: A datagram exists during the core's call of the input function only, and in its thread.
        unsafe { ProcessContext::new() }
    }

    pub(super) fn skb(&self) -> *mut sys::sk_buff {
        self.skb.as_ptr()
    }

    /// An empty reply with room for this many bytes of payload. Its messages have the sender's port id, like the
    /// kernel's replies. Errors are those of [`Outgoing::new`] in process context.
    pub fn answer(&self, room: usize) -> Result<Outgoing> {
        Ok(Outgoing::new(room, Context::Process)?.claim(self.sender))
    }

    /// Sends a reply to the sender.
    ///
    /// `EAGAIN` if that socket's buffer is full, which its owner sees as `ENOBUFS`; `ECONNREFUSED` if it is gone or
    /// connected elsewhere; `EINVAL` if `answer` holds no message.
    pub fn reply(&self, answer: Outgoing) -> Result {
        self.socket.unicast(self.sender, answer)
    }

    /// The socket that the datagram was sent to.
    pub fn socket(&self) -> &'a Endpoint {
        self.socket
    }
}

/// A capability(7) that is relevant for netlink.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Capability {
    /// `CAP_NET_ADMIN`
    NetAdmin = sys::constant::CAP_NET_ADMIN,
    /// `CAP_SYS_ADMIN`
    SysAdmin = sys::constant::CAP_SYS_ADMIN,
}
