// SPDX-License-Identifier: MIT OR Apache-2.0

use std::time::Instant;

use crate::connection::{Connection, Step};
use crate::error::{Acknowledgement, Error};
use crate::exchange::Exchange;
use crate::request::Request;
use crate::wire::{Flags, Message};
use crate::Socket;

/// A batch: many requests in few datagrams. Only the last request of a datagram is acknowledged; the kernel reports
/// errors of the others anyway, and each error is attributed to its request.
///
/// A request that fails does not stop the following ones: the kernel processes each on its own.
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
    packer: Packer<F>,
}

/// The result of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "some requests may have failed"]
pub struct Outcome {
    /// The number of requests that were sent.
    pub sent: usize,
    /// The requests that the kernel refused, in the order of its replies.
    pub failures: Vec<Failure>,
}

/// A request of a batch that the kernel refused.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// The index of the request, in the order of [`Batch::push`] from 0.
    pub index: usize,
    /// The kernel's acknowledgement.
    pub ack: Acknowledgement,
}

/// The default number of requests per datagram: as many errors as the default receive buffer of 208 KiB holds, at 832
/// bytes each.
pub(crate) const PACK: u32 = 256;
/// The default where each request has a reply, which takes about 8 KiB of the buffer if it is a long one.
pub(crate) const PACK_REPLIES: u32 = 24;
/// The size in bytes above which a datagram is sent: the default send buffer holds three of them.
const BYTES: usize = 64 * 1024;

impl<'s, F: FnMut(usize, Message<'_>)> Batch<'s, F> {
    pub(crate) fn new(socket: &'s mut Socket, pack: u32, reply: F) -> Self {
        socket.connection.begin_batch();
        Self {
            socket,
            packer: Packer::new(pack, reply),
        }
    }

    /// Sets the maximum number of requests per datagram, from 1 to a million; the default is 256, or 24 in a batch with
    /// replies. If all of them can fail, their replies must fit the receive buffer ([`Socket::set_receive_buffer`]), or
    /// the batch ends with [`Overrun`](crate::ErrorKind::Overrun).
    pub fn pack(&mut self, requests: u32) {
        self.packer.pack(requests);
    }

    /// Adds a request. A full datagram is sent, and its replies are awaited.
    #[inline]
    pub fn push<R: Request>(&mut self, request: &R) -> Result<(), Error> {
        if self.packer.is_full(&self.socket.connection) {
            self.flush()?;
        }
        self.socket.connection.add(request, Flags::NONE)
    }

    /// The size in bytes of the requests that have not been sent.
    pub fn bytes(&self) -> usize {
        self.socket.connection.written()
    }

    /// Sends the remaining requests, and returns the kernel's refusals.
    pub fn finish(mut self) -> Result<Outcome, Error> {
        self.flush()?;
        Ok(self.packer.take_outcome())
    }

    /// [`Batch::finish`] for a transaction, which must be one datagram: see [`Batch::pack`]. The kernel acknowledges
    /// the end of a transaction only if it refused none of its requests, so a refusal ends the wait
    /// (`nfnetlink_rcv_batch()`).
    pub fn finish_transaction(mut self) -> Result<Outcome, Error> {
        if self.packer.send(&mut self.socket.connection)? {
            loop {
                let connection = &mut self.socket.connection;
                let step = match connection.step() {
                    Ok(Step::Wait) if self.packer.has_failures() => break,
                    // More replies may follow.
                    Ok(Step::Unmatched) if self.packer.has_failures() => {
                        let checked = connection.deadline.check(Instant::now());
                        checked.map_err(|kind| connection.error(kind))?;
                        continue;
                    }
                    Ok(Step::Wait | Step::Unmatched) => self.socket.wait()?,
                    Ok(step) => step,
                    Err(kind) => return Err(connection.error(kind)),
                };
                if self.packer.answered(step, &mut self.socket.connection) {
                    break;
                }
            }
        }
        Ok(self.packer.take_outcome())
    }

    fn flush(&mut self) -> Result<(), Error> {
        if !self.packer.send(&mut self.socket.connection)? {
            return Ok(());
        }
        loop {
            let step = self.socket.wait()?;
            if self.packer.answered(step, &mut self.socket.connection) {
                return Ok(());
            }
        }
    }
}

impl<F> Drop for Batch<'_, F> {
    fn drop(&mut self) {
        self.socket.connection.exchange.give_up();
    }
}

/// The common part of blocking and async batches: which requests share a datagram, and which reply belongs to which
/// request.
#[derive(Debug)]
pub(crate) struct Packer<F> {
    reply: F,
    pack: u32,
    /// The number of requests before the current datagram.
    before: usize,
    outcome: Outcome,
}

impl<F: FnMut(usize, Message<'_>)> Packer<F> {
    pub(crate) fn new(pack: u32, reply: F) -> Self {
        Self {
            reply,
            pack,
            before: 0,
            outcome: Outcome::default(),
        }
    }

    pub(crate) fn pack(&mut self, requests: u32) {
        self.pack = requests.clamp(1, Exchange::MAX);
    }

    /// Whether the datagram must be sent before another request is added.
    #[inline]
    pub(crate) fn is_full(&self, connection: &Connection) -> bool {
        connection.exchange.count() >= self.pack || connection.written() > BYTES
    }

    /// Sends the datagram; `false` if it is empty.
    pub(crate) fn send(&mut self, connection: &mut Connection) -> Result<bool, Error> {
        let requests = connection.exchange.count();
        if requests == 0 {
            return Ok(false);
        }
        connection.send_batch()?;
        self.before = self.outcome.sent;
        self.outcome.sent += requests as usize;
        Ok(true)
    }

    /// Handles a reply to the datagram; `true` after the acknowledgement of its last request.
    pub(crate) fn answered(&mut self, step: Step, connection: &mut Connection) -> bool {
        match step {
            Step::Reply(index) => {
                if let Some(message) = connection.take_reply() {
                    (self.reply)(self.before + index as usize, message);
                }
                false
            }
            Step::Acknowledgement(index, ack) => {
                if ack.errno.is_some() {
                    self.outcome.failures.push(Failure {
                        index: self.before + index as usize,
                        ack: *ack,
                    });
                }
                let last = index + 1 == connection.exchange.count();
                if last {
                    connection.begin_batch();
                }
                last
            }
            Step::End(_) | Step::Wait | Step::Unmatched => false,
        }
    }

    pub(crate) fn has_failures(&self) -> bool {
        !self.outcome.failures.is_empty()
    }

    pub(crate) fn take_outcome(&mut self) -> Outcome {
        std::mem::take(&mut self.outcome)
    }
}
