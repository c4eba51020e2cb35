// SPDX-License-Identifier: GPL-2.0

//! One message of a datagram as a request: the rules that netlink protocols share, and automatic acknowledgements.

use core::mem::MaybeUninit;

use kernel::error::code::EINTR;
use kernel::ffi::c_int;

use super::{Context, Datagram, ExtAck, Flags, Header, Message, Result};
use crate::sys;

/// A message with `NLM_F_REQUEST` and a type that is the protocol's own.
pub struct Request<'a> {
    /// The datagram that holds the message: sender, namespace, permissions, and the way to reply.
    pub datagram: &'a Datagram<'a>,
    /// The header and the payload.
    pub message: Message<'a>,
}

impl Request<'_> {
    /// The sequence number, which every reply repeats.
    pub fn seq(&self) -> u32 {
        self.message.header.seq
    }
}

impl Datagram<'_> {
    /// Passes each request to `handle` and acknowledges it as `netlink_rcv_skb()` does: an error always, success if
    /// `NLM_F_ACK` asks for it. A message that is not a request, or has a type below 16, is acknowledged if asked, and
    /// ignored. A broken header ends the datagram. If `handle` fails with `EINTR`, there is no acknowledgement.
    ///
    /// Acknowledgements are allocated: `EDEADLK` in a context that must not sleep.
    pub fn dispatch(
        &self,
        mut handle: impl FnMut(&Request<'_>, &mut ExtAck<'_>) -> Result,
    ) -> Result {
        Context::Process.check()?;
        let mut messages = self.messages();
        loop {
            let offset = self.bytes().len().saturating_sub(messages.rest().len());
            let Some(Ok(message)) = messages.next() else {
                return Ok(());
            };
            let header = message.header;
            let begin = self.bytes().as_ptr().wrapping_add(offset);
            // SAFETY: All zeroes is an extended ack that says nothing.
            let mut raw: sys::netlink_ext_ack = unsafe { MaybeUninit::zeroed().assume_init() };
            let mut result = Ok(());
            if header.flags.contains(Flags::REQUEST) && header.kind >= Header::MIN_KIND {
                let end = begin.wrapping_add(header.len as usize);
                // SAFETY: `raw` outlives `ack` and is not used meanwhile; C reads it below, before `self` ends.
                let mut ack = unsafe { ExtAck::new(&mut raw, begin..end) };
                result = handle(
                    &Request {
                        datagram: self,
                        message,
                    },
                    &mut ack,
                );
            }
            let errno: c_int = result.err().map_or(0, |error| error.to_errno());
            if errno == EINTR.to_errno() {
                continue;
            }
            if errno != 0 || header.flags.contains(Flags::ACK) {
                // SAFETY: The datagram is the one that the core has passed to the input function; a message whose
                // header was checked starts at `offset`.
                unsafe { sys::klink_datagram_ack(self.skb(), offset, errno, &raw) };
            }
        }
    }
}
