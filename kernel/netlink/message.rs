// SPDX-License-Identifier: GPL-2.0

//! Datagrams: what a process sent, and what is sent to processes.

use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::NonNull;

use kernel::error::code::{EINVAL, ENOMEM};
use kernel::types::NotThreadSafe;

use super::{Error, Flags, Group, Messages, Net, Portid, Protocol, Result};
use crate::sys;
use crate::wire::{Buffer, Builder, NoRoom};

/// A datagram that a process sent, borrowed for the duration of [`Handler::datagram`](super::Handler::datagram).
///
/// It cannot be kept: the core frees it, and what it says about its sender holds only while the sender waits. Copy out
/// what is needed later.
pub struct Datagram<'a> {
    bytes: &'a [u8],
    sender: Portid,
    sock: NonNull<sys::sock>,
    net: &'a Net,
    uid: u32,
    group: u32,
    protocol: u32,
    _sender_waits: NotThreadSafe,
}

impl<'a> Datagram<'a> {
    /// `None` if the kernel itself sent it, to whom there is no answering.
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
            // SAFETY: The linear part of a datagram, which the core keeps until the input function returns, and which
            // nobody writes any more: the sender's bytes were copied, and clones share it for reading.
            bytes: unsafe { core::slice::from_raw_parts(seen.data, seen.len as usize) },
            sender: Portid::new(seen.portid)?,
            sock: NonNull::new(seen.sock)?,
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

    /// The messages inside, checked one by one.
    pub fn messages(&self) -> Messages<'a> {
        Messages::new(self.bytes)
    }

    /// Who sent it, by the kernel's own record.
    pub fn sender(&self) -> Portid {
        self.sender
    }

    /// The sender's user id, as the initial user namespace numbers it.
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// The namespace of sender and socket.
    pub fn net(&self) -> &'a Net {
        self.net
    }

    /// The multicast group that it was sent to as well.
    pub fn group(&self) -> Option<Group> {
        Group::new(self.group)
    }

    /// The protocol of the socket.
    pub fn protocol(&self) -> Protocol {
        // Protocol numbers are below 32.
        Protocol(self.protocol as u8)
    }

    /// Begins an answer to one message: kind and flags are the answer's, the sequence number is the message's.
    pub fn answer(&self, room: usize) -> Result<Outgoing> {
        let mut answer = Outgoing::new(room, Wait::Yes)?;
        answer.claim = self.sender.get();
        Ok(answer)
    }

    /// Sends to whom this came from.
    ///
    /// `EAGAIN` if that socket's buffer is full, of which its owner learns by `ENOBUFS`; `ECONNREFUSED` if it is gone
    /// or connected elsewhere; `EINVAL` if `answer` holds no message.
    pub fn reply(&self, answer: Outgoing) -> Result {
        // SAFETY: The core holds a reference to the socket while the input function runs, which is as long as `self`.
        unsafe { answer.unicast(self.sock.as_ptr(), self.sender) }
    }
}

/// Whether an allocation may sleep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// In process context without spinlocks (`GFP_KERNEL`).
    Yes,
    /// Anywhere but in hard interrupts and NMIs (`GFP_ATOMIC`).
    No,
}

/// A socket buffer of our own that is filled with messages, then consumed by sending it.
///
/// # Invariants
///
/// Owns `skb`. `start` points to `capacity` bytes at its end, of which the first `used` are initialised.
pub struct Outgoing {
    skb: NonNull<sys::sk_buff>,
    start: NonNull<u8>,
    capacity: usize,
    used: usize,
    claim: u32,
}

// SAFETY: A socket buffer belongs to its owner, in whatever context that is.
unsafe impl Send for Outgoing {}

impl Outgoing {
    /// Room for one message with `payload` bytes, or for several with so many in all, their headers but the first
    /// included.
    pub fn new(payload: usize, wait: Wait) -> Result<Self> {
        let mut room = sys::klink_room {
            start: core::ptr::null_mut(),
            len: 0,
        };
        // SAFETY: The caller says that it may sleep if `wait` says so; `room` is written on success.
        let skb = unsafe { sys::klink_skb_new(payload, wait == Wait::No, &mut room) };
        let (Some(skb), Some(start)) = (NonNull::new(skb), NonNull::new(room.start)) else {
            return Err(ENOMEM.into());
        };
        // INVARIANT: C returned a new buffer and its tail room.
        Ok(Self {
            skb,
            start,
            capacity: room.len,
            used: 0,
            claim: 0,
        })
    }

    /// Begins a message behind those that are there. It counts once it is finished.
    pub fn message(&mut self, kind: u16, flags: Flags, seq: u32) -> Result<Builder<'_, Self>> {
        let claim = self.claim;
        let mut message = Builder::new(self, kind, flags, seq)?;
        message.claim(claim);
        Ok(message)
    }

    /// # Safety
    ///
    /// `from` is a kernel socket that stays alive for the call.
    pub(super) unsafe fn unicast(self, from: *mut sys::sock, to: Portid) -> Result {
        let skb = self.into_skb()?;
        // SAFETY: `from` by this function's contract; the buffer is ours and is consumed, whatever is returned.
        Error::check(unsafe { sys::netlink_unicast(from, skb, to.get(), sys::MSG_DONTWAIT) })?;
        Ok(())
    }

    /// The buffer with its length set, for a function that consumes it. `EINVAL` if there is nothing in it.
    fn into_skb(self) -> Result<*mut sys::sk_buff> {
        if self.used == 0 {
            return Err(EINVAL.into());
        }
        let this = ManuallyDrop::new(self);
        // SAFETY: By the type invariant `used` bytes of the tail room are written, and `skb` is ours.
        unsafe { sys::klink_skb_put(this.skb.as_ptr(), this.used) };
        Ok(this.skb.as_ptr())
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        // SAFETY: By the type invariant the buffer is ours.
        unsafe { sys::klink_skb_free(self.skb.as_ptr()) }
    }
}

impl Buffer for Outgoing {
    fn written(&self) -> &[u8] {
        // SAFETY: By the type invariant.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.used) }
    }

    fn written_mut(&mut self) -> &mut [u8] {
        // SAFETY: By the type invariant.
        unsafe { core::slice::from_raw_parts_mut(self.start.as_ptr(), self.used) }
    }

    fn append(&mut self, len: usize) -> core::result::Result<&mut [u8], NoRoom> {
        if len > self.capacity - self.used {
            return Err(NoRoom::Buffer);
        }
        // SAFETY: By the type invariant and the check above there are `len` bytes left behind what is used. They are
        // zeroed, so that what nobody writes does not show kernel memory.
        let appended = unsafe {
            let end = self.start.as_ptr().add(self.used);
            end.write_bytes(0, len);
            core::slice::from_raw_parts_mut(end, len)
        };
        // INVARIANT: Not above `capacity`, and initialised.
        self.used += len;
        Ok(appended)
    }

    fn truncate(&mut self, len: usize) {
        self.used = self.used.min(len);
    }
}
