// SPDX-License-Identifier: MIT OR Apache-2.0

//! A stream of messages that may have holes, from datagrams that may be lost; no waiting.
//!
//! `ENOBUFS` comes before what was queued when the buffer was full, and while that is being read the kernel goes on
//! dropping: the socket stays congested until it is empty. So the loss is told when the socket is empty, which is its
//! place in the stream, and the moment from which nothing more is missed.

use crate::error::{Error, ErrorKind, Op};
use crate::inbox::{Arrival, Expect, Inbox};
use crate::listener::{Lost, Notification};
use crate::raw::Datagram;
use crate::transport::Transport;
use crate::wire::{Flags, Group, Header, Message};

#[derive(Debug)]
pub(crate) struct Feed {
    inbox: Inbox,
    /// Messages have been lost, and the socket is not yet empty.
    congested: bool,
    /// The socket's own count of drops, as far as it has been told.
    drops: u32,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing, until the socket is readable.
    Wait,
    /// A message or datagram.
    Message,
    /// A hole.
    Lost(Lost),
}

/// What stands for a message that was announced and is not there, which does not happen.
const NOOP: Message<'static> = Message {
    header: Header {
        len: Header::LEN as u32,
        kind: Header::NOOP,
        flags: Flags::NONE,
        seq: 0,
        claimed_portid: 0,
    },
    payload: &[],
};

impl Feed {
    pub(crate) fn new(transport: &Transport) -> Result<Self, Error> {
        let drops = transport.drops();
        Ok(Self {
            inbox: Inbox::of_bursts(Expect::Kernel),
            congested: false,
            drops: drops.map_err(|errno| transport.error(Op::Configure, errno))?,
        })
    }

    /// Goes on to the next message or hole.
    #[inline]
    pub(crate) fn advance(&mut self, transport: &mut Transport) -> Result<Next, ErrorKind> {
        loop {
            match self.inbox.front() {
                Some(Ok(_)) => return Ok(Next::Message),
                Some(Err(malformed)) => {
                    self.inbox.discard();
                    return Err(malformed.into());
                }
                None => match self.receive(transport)? {
                    Next::Message => {}
                    other => return Ok(other),
                },
            }
        }
    }

    /// Goes on to the next datagram or hole, for protocols that have no messages in their datagrams.
    #[inline]
    pub(crate) fn receive(&mut self, transport: &mut Transport) -> Result<Next, ErrorKind> {
        loop {
            match self.inbox.fill(transport)? {
                Arrival::Datagram => return Ok(Next::Message),
                Arrival::Foreign => {}
                Arrival::Overrun => self.congested = true,
                Arrival::Truncated { .. } => return self.lost(transport),
                Arrival::Nothing if self.congested => {
                    self.congested = false;
                    return self.lost(transport);
                }
                Arrival::Nothing => return Ok(Next::Wait),
            }
        }
    }

    #[cold]
    fn lost(&mut self, transport: &Transport) -> Result<Next, ErrorKind> {
        let drops = transport.drops()?;
        let since = drops.wrapping_sub(self.drops);
        self.drops = drops;
        Ok(Next::Lost(Lost { drops: since }))
    }

    /// The message that [`Feed::advance`] has announced.
    #[inline]
    pub(crate) fn notification(&mut self) -> Notification<'_> {
        let origin = self.inbox.origin();
        Notification {
            message: self.inbox.take().unwrap_or(NOOP),
            group: Group::new(origin.group),
            nsid: origin.nsid,
        }
    }

    /// The datagram that [`Feed::receive`] has announced.
    pub(crate) fn datagram(&self) -> Datagram<'_> {
        Datagram::new(self.inbox.unread(), self.inbox.origin())
    }

    pub(crate) fn foreign(&self) -> u64 {
        self.inbox.foreign()
    }
}
