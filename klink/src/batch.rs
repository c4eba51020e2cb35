// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::connection::Step;
use crate::error::Error;
use crate::request::Request;
use crate::verdict::Verdict;
use crate::wire::{Flags, Message};
use crate::Socket;

/// Many requests in few datagrams. Only the last request of a datagram is acknowledged; the kernel reports the errors
/// of the others anyway, and each is attributed to its request.
///
/// One request that fails does not stop those after it: the kernel takes them one by one.
///
/// ```
/// use klink::{Protocol, Socket};
///
/// let mut socket = Socket::open(Protocol::GENERIC)?;
/// let mut batch = socket.batch();
/// for name in ["nlctrl", "no such family"] {
///     batch.push(&klink::request(16, move |message| {
///         message.raw(&[3, 2, 0, 0])?;
///         message.put_str(2, name)
///     }))?;
/// }
/// let outcome = batch.finish()?;
/// assert_eq!((outcome.sent, outcome.failures.len()), (2, 1));
/// assert_eq!(outcome.failures[0].index, 1);
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "the rest of a batch is sent by `finish`"]
pub struct Batch<'s, F> {
    socket: &'s mut Socket,
    reply: F,
    pack: u32,
    outcome: Outcome,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "some requests may have failed"]
pub struct Outcome {
    /// How many requests were sent.
    pub sent: usize,
    /// Those that the kernel refused, in the order in which it answered.
    pub failures: Vec<Failure>,
}

/// A request of a batch that the kernel refused.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// Which request, in the order of [`Batch::push`] from 0.
    pub index: usize,
    /// What the kernel said.
    pub verdict: Verdict,
}

impl<'s, F: FnMut(usize, Message<'_>)> Batch<'s, F> {
    /// Requests in a datagram, unless [`Batch::pack`] changes it: as many errors as the default receive buffer of
    /// 208 KiB holds, at 832 bytes each.
    pub const PACK: u32 = 256;
    /// The same where each request has a reply, which takes about 8 KiB of the buffer if it is one of the long ones.
    pub const PACK_REPLIES: u32 = 24;
    /// A datagram is sent when it has more bytes than this: the default send buffer holds three such.
    const BYTES: usize = 64 * 1024;

    pub(crate) fn new(socket: &'s mut Socket, reply: F) -> Self {
        socket.connection.begin_batch();
        Self {
            socket,
            reply,
            pack: Self::PACK,
            outcome: Outcome::default(),
        }
    }

    /// Packs up to `requests` into a datagram, from 1 to a million. If all of them can fail, their answers must fit
    /// the receive buffer ([`Socket::set_receive_buffer`]), or the batch ends with [`Overrun`](crate::ErrorKind::Overrun).
    pub fn pack(&mut self, requests: u32) {
        self.pack = requests.clamp(1, crate::exchange::Exchange::MAX);
    }

    /// Adds a request. When a datagram is full it is sent, and its answers are awaited.
    #[inline]
    pub fn push<R: Request>(&mut self, request: &R) -> Result<(), Error> {
        let connection = &mut self.socket.connection;
        if connection.written() > Self::BYTES
            || (connection.exchange.count() >= self.pack && connection.written() != 0)
        {
            self.flush()?;
        }
        self.socket.connection.add(request, Flags::NONE)
    }

    /// Sends what has not been sent, and returns what the kernel refused.
    pub fn finish(mut self) -> Result<Outcome, Error> {
        self.flush()?;
        Ok(std::mem::take(&mut self.outcome))
    }

    fn flush(&mut self) -> Result<(), Error> {
        let connection = &mut self.socket.connection;
        let Some(last) = connection.exchange.count().checked_sub(1) else {
            return Ok(());
        };
        connection.send_batch()?;
        let before = self.outcome.sent;
        self.outcome.sent += last as usize + 1;
        loop {
            match self.socket.wait()? {
                Step::Reply(index) => {
                    if let Some(message) = self.socket.connection.take_reply() {
                        (self.reply)(before + index as usize, message);
                    }
                }
                Step::Verdict(index, verdict) => {
                    if verdict.errno.is_some() {
                        self.outcome.failures.push(Failure {
                            index: before + index as usize,
                            verdict: *verdict,
                        });
                    }
                    if index == last {
                        self.socket.connection.begin_batch();
                        return Ok(());
                    }
                }
                Step::End(_) | Step::Wait => {}
            }
        }
    }
}

impl<F> Drop for Batch<'_, F> {
    fn drop(&mut self) {
        self.socket.connection.exchange.give_up();
    }
}
