// SPDX-License-Identifier: MIT OR Apache-2.0

//! The other end of a socket, if that is a script and not the kernel.

mod port;

use std::collections::VecDeque;

use crate::request::{Outbox, Writer};
use crate::sys::Received;
use crate::wire::{BuildError, ExtAck, Flags, Header, Message};
use crate::Errno;

pub(crate) use port::Port;

/// The reaction of a kernel to a request. Closures are scripts.
pub trait Script: Send {
    /// Replies to one request, or leaves it without a reply.
    fn answer(&mut self, request: &Message<'_>, answers: &mut Answers);
}

impl<F> Script for F
where
    F: FnMut(&Message<'_>, &mut Answers) + Send,
{
    fn answer(&mut self, request: &Message<'_>, answers: &mut Answers) {
        self(request, answers);
    }
}

/// The replies of a script, in order: each datagram as the socket will receive it.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub(crate) items: VecDeque<Item>,
}

/// A datagram, or an error in its place.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) bytes: Vec<u8>,
    pub(crate) received: Received,
    pub(crate) errno: Option<Errno>,
    pub(crate) drops: u32,
    /// The port id of the receiver, 0 for the kernel; `None` for the socket that sent the request.
    pub(crate) to: Option<u32>,
}

impl Answers {
    /// Adds the only reply to a request, with the request's sequence number.
    pub fn reply<F>(&mut self, request: &Message<'_>, kind: u16, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        self.message(kind, Flags::NONE, request.header.seq, write);
    }

    /// Adds one of many replies; [`Answers::done`] follows the last.
    pub fn part<F>(&mut self, request: &Message<'_>, kind: u16, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        self.message(kind, Flags::MULTI, request.header.seq, write);
    }

    /// Adds the end of a dump.
    pub fn done(&mut self, request: &Message<'_>) {
        self.message(Header::DONE, Flags::MULTI, request.header.seq, |message| {
            message.raw(&0i32.to_ne_bytes())
        });
    }

    /// Adds an acknowledgement, if the request asks for one.
    pub fn ack(&mut self, request: &Message<'_>) {
        if request.header.flags.contains(Flags::ACK) {
            self.ack_with(request, None, |_| Ok(()));
        }
    }

    /// Adds a refusal with the kernel's error message.
    pub fn refuse(&mut self, request: &Message<'_>, errno: Errno, words: &str) {
        self.ack_with(request, Some(errno), |extack| {
            extack.put_str(ExtAck::MESSAGE, words)
        });
    }

    /// Adds an acknowledgement with an extended ack, whose attributes are those of [`ExtAck`]. The request is not
    /// repeated.
    pub fn ack_with<F>(&mut self, request: &Message<'_>, errno: Option<Errno>, extack: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        let flags = Flags::CAPPED | Flags::ACK_TLVS;
        self.message(Header::ERROR, flags, request.header.seq, |message| {
            let errno = errno.map_or(0, |errno| -errno.0);
            message.raw(&errno.to_ne_bytes())?;
            message.raw(&request.header.to_bytes())?;
            extack(message)
        });
    }

    /// Adds any message, in a datagram of its own.
    #[allow(clippy::expect_used)] // A message that does not fit is a bug in the test.
    pub fn message<F>(&mut self, kind: u16, flags: Flags, seq: u32, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        let mut outbox = Outbox::of_kernel();
        let pushed = outbox.push(&crate::request(kind, write), flags, seq);
        pushed.expect("the reply fits a message");
        self.datagram(outbox.written());
    }

    /// Adds any bytes, as one datagram of the kernel.
    pub fn datagram(&mut self, bytes: &[u8]) {
        self.items.push_back(Item {
            bytes: bytes.to_vec(),
            received: Received {
                len: bytes.len(),
                ..Received::default()
            },
            errno: None,
            drops: 0,
            to: None,
        });
    }

    /// Adds the loss of this many datagrams. Replies to other requests are lost, too, until the socket is empty.
    pub fn overrun(&mut self, drops: u32) {
        self.items.push_back(Item {
            bytes: Vec::new(),
            received: Received::default(),
            errno: Some(Errno::ENOBUFS),
            drops,
            to: None,
        });
    }
}
