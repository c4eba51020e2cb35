// SPDX-License-Identifier: GPL-2.0

//! Requests, as operations get them.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::Deref;

use kernel::error::code::EINVAL;
use kernel::types::NotThreadSafe;

use super::family::put;
use super::{Definition, Family, Registered};
use crate::hook::{Mapped, ProcessContext};
use crate::netlink::{
    Attr, Attrs, Builder, Context, Error, ExtAck, Net, Outgoing, Portid, Result, SkbTail,
};
use crate::sys;

/// The data of a request for an operation (`struct genl_info`): the requester, and the attributes, which follow the
/// policy.
pub struct Info<'a> {
    raw: sys::klink_request,
    portid: Portid,
    max: u16,
    _request: PhantomData<&'a [u8]>,
    _sender_waits: NotThreadSafe,
}

impl<'a> Info<'a> {
    /// # Safety
    ///
    /// `raw` is a request that the core keeps for `'a`; its attributes, by type, end with `max`, 0 for none.
    pub(super) unsafe fn new(raw: sys::klink_request, max: u16) -> Option<Self> {
        let portid = Portid::recorded(raw.portid)?;
        Some(Self {
            raw,
            portid,
            max,
            _request: PhantomData,
            _sender_waits: NotThreadSafe,
        })
    }

    /// The requester, by the kernel's own record.
    pub fn portid(&self) -> Portid {
        self.portid
    }

    /// The sequence number, which replies repeat.
    pub fn seq(&self) -> u32 {
        self.raw.seq
    }

    /// The namespace in which the request was sent.
    pub fn net(&self) -> &Net {
        // SAFETY: The sender's socket keeps it alive, and is itself kept for `'a` or longer.
        unsafe { Net::from_ptr(self.raw.net) }
    }

    /// The attribute of this type, the last one if there are several.
    pub fn attr(&self, kind: u16) -> Option<Attr<'a>> {
        if self.raw.attrs.is_null() || kind == 0 || kind > self.max {
            return None;
        }
        // SAFETY: By the contract of `new` there is a place for every type up to `max`.
        let attr = unsafe { *self.raw.attrs.add(kind.into()) };
        if attr.is_null() {
            return None;
        }
        // SAFETY: A checked attribute: it starts with its own length, all of which lies in the message. Attributes are
        // aligned to 4 bytes, so the length is to 2.
        let bytes = unsafe {
            let len = *attr.cast::<u16>();
            core::slice::from_raw_parts(attr.cast::<u8>(), len.into())
        };
        Attrs::new(bytes).next()?.ok()
    }

    /// The attribute of this type; if it is missing, `ack` reports it.
    pub fn require(&self, kind: u16, ack: &mut ExtAck<'_>) -> Result<Attr<'a>> {
        self.attr(kind).ok_or_else(|| {
            ack.missing(kind);
            ack.refuse(EINVAL, c"attribute is missing")
        })
    }

    /// All attributes in their order, for those of which a request may have several.
    pub fn attrs(&self) -> Attrs<'a> {
        const BEFORE: usize = crate::wire::Header::LEN + super::Header::LEN;
        let len = (self.raw.message_len as usize).saturating_sub(BEFORE);
        // SAFETY: The core keeps the message, which begins with these headers, for as long as the request, and has checked
        // its length.
        let bytes =
            unsafe { core::slice::from_raw_parts(self.raw.message.wrapping_add(BEFORE), len) };
        Attrs::new(bytes)
    }

    /// Whether a flag is set.
    pub fn flag(&self, kind: u16) -> bool {
        self.attr(kind).is_some()
    }

    pub(super) fn raw(&self) -> &sys::klink_request {
        &self.raw
    }

    /// The core's extended ack for the call in progress.
    ///
    /// # Safety
    ///
    /// This is called once in each of the core's calls, and the result is not used after that; the core reads the ack then.
    pub(super) unsafe fn ext_ack<'b>(&self) -> ExtAck<'b> {
        let message = self.raw.message;
        let end = message.wrapping_add(self.raw.message_len as usize);
        // SAFETY: By this function's contract; the core keeps the message for as long as the request.
        unsafe { ExtAck::new(self.raw.extack, message..end) }
    }
}

/// The request of a [`Do`](super::Do).
pub struct Request<'a, D> {
    info: Info<'a>,
    genl_info: *mut sys::genl_info,
    cmd: u8,
    _definition: PhantomData<fn(&D)>,
}

impl<'a, D: Definition> Request<'a, D> {
    /// # Safety
    ///
    /// `info` is what the core passed to an operation of a registered [`Family`] of `D` with attributes up to `max`;
    /// the operation does not return during `'a`.
    pub(super) unsafe fn new(info: *mut sys::genl_info, cmd: u8, max: u16) -> Option<Self> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: By this function's contract; C writes every field.
        let raw = unsafe {
            sys::klink_request(info, raw.as_mut_ptr());
            raw.assume_init()
        };
        Some(Self {
            // SAFETY: By this function's contract.
            info: unsafe { Info::new(raw, max) }?,
            genl_info: info,
            cmd,
            _definition: PhantomData,
        })
    }

    /// The family, which stays registered while the operation runs.
    pub fn registered(&self) -> &Registered<D> {
        // SAFETY: By the contract of `new` the raw family is the first field of a `Family` of `D`, and registered for
        // `'a`, because the core holds its lock for reading while an operation runs.
        unsafe { Registered::from_family(self.raw().family.cast::<Family<D>>()) }
    }

    /// Sends a reply: `fill` writes the attributes of one message, `room` bytes at most. The reply has the request's
    /// operation, sequence number and port id. Errors are those of [`Outgoing::new`] in process context, of `fill`, and
    /// those of [`Endpoint::unicast`](crate::netlink::Endpoint::unicast).
    pub fn reply(
        &self,
        room: usize,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
    ) -> Result {
        let reply = self.message(self.cmd, room, fill)?;
        self.send(reply)
    }

    /// [`Request::reply`] with a descriptor for the process, by which it maps the memory, for reading only, and waits:
    /// poll(2) says `POLLIN` when the memory has changed since it last said so, and `POLLHUP` when the process should let
    /// go. `fill` gets the descriptor's number.
    ///
    /// The process gets the file once the reply has been sent, and does not get it if that fails. While it has the file,
    /// or maps it, the module cannot be unloaded. `ESHUTDOWN` after the memory was closed; `EMFILE`, `ENFILE` or `ENOMEM`
    /// if there can be no more files.
    pub fn reply_with(
        &self,
        memory: &Mapped,
        room: usize,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>, u32) -> Result,
    ) -> Result {
        let descriptor = memory.open(&self.process())?;
        self.reply(room, |message| fill(message, descriptor.number()))?;
        descriptor.publish();
        Ok(())
    }

    #[inline(never)]
    fn send(&self, reply: Outgoing) -> Result {
        let skb = reply.into_skb()?;
        // SAFETY: `genl_info` by the contract of `new`; the buffer is ours and is always consumed. Interrupts
        // are on, as they were when the message was made.
        Error::check(unsafe { sys::klink_request_reply(self.genl_info, skb) })?;
        Ok(())
    }

    /// Multicasts the change that this request has made: `fill` writes the attributes of one message, `room` bytes at
    /// most. If the request has `NLM_F_ECHO`, the requester gets it as a reply, and not from the group again.
    ///
    /// As in all of netlink, the message has the request's sequence number and port id, by which the requester
    /// recognises it. `GROUP` is an index into the family's groups.
    pub fn notify<const GROUP: usize>(
        &self,
        cmd: u8,
        room: usize,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
    ) -> Result {
        const { assert!(GROUP < D::GROUPS.len(), "the family has no such group") };
        let message = self.message(cmd, room, fill)?;
        Context::Process.check()?;
        let skb = message.into_skb()?;
        // SAFETY: `genl_info` by the contract of `new`, and its family is registered; the group exists; the buffer is ours
        // and is consumed; the context was checked.
        unsafe { sys::klink_family_notify(self.raw().family, skb, self.genl_info, GROUP as u32) };
        Ok(())
    }

    /// A message that belongs to this request.
    fn message(
        &self,
        cmd: u8,
        room: usize,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
    ) -> Result<Outgoing> {
        let room = room.saturating_add(super::Header::LEN);
        let mut message = Outgoing::new(room, Context::Process)?.claim(self.portid());
        put::<D>(&mut message, self.registered().id(), cmd, self.seq(), fill)?;
        Ok(message)
    }

    /// The process context: the requester waits in sendmsg(2), and the module is called for it.
    pub fn process(&self) -> ProcessContext<'_> {
        // SAFETY: A request exists during the core's call of an operation only, and in its thread.
        unsafe { ProcessContext::new() }
    }
}

impl<'a, D> Deref for Request<'a, D> {
    type Target = Info<'a>;

    fn deref(&self) -> &Info<'a> {
        &self.info
    }
}
