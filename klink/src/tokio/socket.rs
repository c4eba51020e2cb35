// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use ::tokio::io::unix::AsyncFd;
use ::tokio::time;

use crate::batch::{self, Outcome, Packer};
use crate::connection::{Connection, Step};
use crate::dump::{Completion, Snapshot};
use crate::error::{Error, ErrorKind, Op};
use crate::request::{Portions, Request};
use crate::wire::{Flags, Message, Protocol};
use crate::{sys, Acknowledgement, Errno, Netns, Skipped};

/// An async [`Socket`](crate::Socket). It converts from a blocking one, with its options.
#[derive(Debug)]
pub struct Socket {
    pub(super) inner: crate::Socket,
    watch: AsyncFd<OwnedFd>,
}

impl Socket {
    /// Opens a socket. Must be called within a tokio runtime.
    ///
    /// `EPROTONOSUPPORT`: no kernel code has this protocol; a module may not be loaded.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        crate::Socket::open(protocol)?.try_into()
    }

    /// [`Socket::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        crate::Socket::open_in(netns, protocol)?.try_into()
    }

    /// Limits the wait, as [`Socket::set_timeout`](crate::Socket::set_timeout).
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.inner.set_timeout(timeout);
    }

    /// [`Socket::set_deadline`](crate::Socket::set_deadline).
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.inner.set_deadline(deadline);
    }

    /// The skipped messages, as [`Socket::skipped`](crate::Socket::skipped).
    pub fn skipped(&self) -> Skipped {
        self.inner.skipped()
    }

    /// Converts back to the blocking socket.
    pub fn into_blocking(self) -> crate::Socket {
        self.inner
    }

    /// Sends a request and returns its reply, as [`Socket::request`](crate::Socket::request).
    pub async fn request<R: Request>(&mut self, request: &R) -> Result<R::Reply<'_>, Error> {
        let connection = self.connection();
        connection.prepare();
        connection.send(request, Flags::NONE)?;
        let step = self.wait().await?;
        self.connection().read_only_reply(step, request)
    }

    /// Sends a change, as [`Socket::apply`](crate::Socket::apply). If the future is dropped, the change may or may not
    /// be made.
    pub async fn apply<R: Request>(&mut self, request: &R) -> Result<Acknowledgement, Error> {
        let connection = self.connection();
        connection.prepare();
        connection.send(request, Flags::ACK)?;
        loop {
            let step = self.wait().await?;
            if let Some(ack) = self.connection().acknowledged(step) {
                return ack;
            }
        }
    }

    /// Makes a change in as many requests as it takes, as [`Socket::apply_in_parts`](crate::Socket::apply_in_parts).
    pub async fn apply_in_parts<'i, T, R: Request>(
        &mut self,
        items: &'i [T],
        request: impl Fn(&'i [T], bool) -> R,
    ) -> Result<usize, Error> {
        let mut portions = Portions::of(items);
        while let Some((part, is_first)) = portions.next() {
            let applied = self.apply(&request(part, is_first)).await;
            portions.took(part, applied.map(drop))?;
        }
        Ok(portions.count())
    }

    /// Begins a dump, as [`Socket::dump`](crate::Socket::dump).
    pub async fn dump<R: Request>(&mut self, request: R) -> Result<Dump<'_, R>, Error> {
        self.connection().prepare();
        loop {
            match self.connection().drain() {
                Ok(None) => break,
                Ok(Some(pause)) => self.pause(pause).await?,
                Err(kind) => return Err(self.connection().transport.error(Op::Receive, kind)),
            }
        }
        self.connection().send(&request, Flags::DUMP)?;
        Ok(Dump {
            socket: self,
            request,
            end: Completion::default(),
        })
    }

    /// Repeats a dump until it is consistent, as [`Socket::snapshot`](crate::Socket::snapshot).
    pub async fn snapshot<R: Request, T>(
        &mut self,
        request: R,
        retries: usize,
        mut keep: impl FnMut(R::Reply<'_>) -> T,
    ) -> Result<Snapshot<T>, Error> {
        let mut items = Vec::new();
        for _ in 0..=retries {
            items.clear();
            let mut dump = self.dump(&request).await?;
            loop {
                match dump.next().await {
                    Ok(Some(item)) => items.push(keep(item)),
                    Ok(None) => return Ok(Snapshot::Consistent(items)),
                    Err(error) if *error.kind() == ErrorKind::Interrupted => break,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Snapshot::Interrupted(items))
    }

    /// Begins a batch, as [`Socket::batch`](crate::Socket::batch).
    pub fn batch(&mut self) -> Batch<'_, impl FnMut(usize, Message<'_>)> {
        Batch::new(self, batch::PACK, |_, _| {})
    }

    /// Begins a batch with replies, as [`Socket::batch_with_replies`](crate::Socket::batch_with_replies).
    pub fn batch_with_replies<F>(&mut self, reply: F) -> Batch<'_, F>
    where
        F: FnMut(usize, Message<'_>),
    {
        Batch::new(self, batch::PACK_REPLIES, reply)
    }

    fn connection(&mut self) -> &mut Connection {
        &mut self.inner.connection
    }

    /// Waits for the next step of the exchange.
    async fn wait(&mut self) -> Result<Step, Error> {
        loop {
            match self.connection().step() {
                Ok(pause @ (Step::Wait | Step::Unmatched)) => self.pause(pause).await?,
                Ok(step) => return Ok(step),
                Err(kind) => return Err(self.connection().error(kind)),
            }
        }
    }

    async fn pause(&mut self, pause: Step) -> Result<(), Error> {
        let connection = self.connection();
        let waited = match connection.deadline.check(Instant::now()) {
            Err(timed_out) => Err(timed_out),
            Ok(_) if !matches!(pause, Step::Wait) => return Ok(()),
            Ok(at) => match at {
                Some(at) => time::timeout_at(at.into(), readable(&mut self.watch))
                    .await
                    .unwrap_or_else(|_| Err(self.connection().deadline.timed_out())),
                None => readable(&mut self.watch).await,
            },
        };
        waited.map_err(|kind| {
            let connection = self.connection();
            connection.exchange.time_out();
            connection.error(kind)
        })
    }
}

/// An async [`Dump`](crate::Dump), which also lends each object, so it is read with `while let`.
#[derive(Debug)]
#[must_use = "a dump is read with `next`"]
pub struct Dump<'s, R> {
    socket: &'s mut Socket,
    request: R,
    end: Completion,
}

impl<R: Request> Dump<'_, R> {
    /// The next object, as [`Dump::next`](crate::Dump::next).
    pub async fn next(&mut self) -> Result<Option<R::Reply<'_>>, Error> {
        if !self.socket.connection().has_reply() && !self.advance().await? {
            return Ok(None);
        }
        let connection = self.socket.connection();
        connection.read_reply(&self.request).map(Some)
    }

    async fn advance(&mut self) -> Result<bool, Error> {
        while self.end.ack().is_none() {
            let step = self.socket.wait().await?;
            if self.end.reached(step, self.socket.connection())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Collects the rest, as [`Dump::collect`](crate::Dump::collect).
    pub async fn collect<T>(
        mut self,
        mut keep: impl FnMut(R::Reply<'_>) -> T,
    ) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await? {
            items.push(keep(item));
        }
        Ok(items)
    }

    /// The acknowledgement at the end, as [`Dump::ack`](crate::Dump::ack).
    pub fn ack(&self) -> Option<&Acknowledgement> {
        self.end.ack()
    }
}

impl<R> Drop for Dump<'_, R> {
    fn drop(&mut self) {
        self.socket.connection().exchange.give_up();
    }
}

/// An async [`Batch`](crate::Batch).
#[derive(Debug)]
#[must_use = "the rest of a batch is sent by `finish`"]
pub struct Batch<'s, F> {
    socket: &'s mut Socket,
    packer: Packer<F>,
}

impl<'s, F: FnMut(usize, Message<'_>)> Batch<'s, F> {
    fn new(socket: &'s mut Socket, pack: u32, reply: F) -> Self {
        socket.connection().begin_batch();
        Self {
            socket,
            packer: Packer::new(pack, reply),
        }
    }

    /// Sets the number of requests per datagram, as [`Batch::pack`](crate::Batch::pack).
    pub fn pack(&mut self, requests: u32) {
        self.packer.pack(requests);
    }

    /// Adds a request, as [`Batch::push`](crate::Batch::push). If the future is dropped, the request is not in the
    /// batch, and requests that were sent before may or may not be done.
    pub async fn push<R: Request>(&mut self, request: &R) -> Result<(), Error> {
        if self.packer.is_full(self.socket.connection()) {
            self.flush().await?;
        }
        self.socket.connection().add(request, Flags::NONE)
    }

    /// Sends the rest, as [`Batch::finish`](crate::Batch::finish).
    pub async fn finish(mut self) -> Result<Outcome, Error> {
        self.flush().await?;
        Ok(self.packer.take_outcome())
    }

    /// [`Batch::finish`] for a transaction, as [`Batch::finish_transaction`](crate::Batch::finish_transaction).
    pub async fn finish_transaction(mut self) -> Result<Outcome, Error> {
        let mut is_over = !self.packer.send(self.socket.connection())?;
        while !is_over {
            let connection = self.socket.connection();
            let step = connection.step();
            is_over = match step.map_err(|kind| self.socket.connection().error(kind))? {
                Step::Wait if self.packer.has_failures() => true,
                pause @ (Step::Wait | Step::Unmatched) => {
                    self.socket.pause(pause).await?;
                    false
                }
                step => self.packer.answered(step, self.socket.connection()),
            };
        }
        Ok(self.packer.take_outcome())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        if !self.packer.send(self.socket.connection())? {
            return Ok(());
        }
        loop {
            let step = self.socket.wait().await?;
            if self.packer.answered(step, self.socket.connection()) {
                return Ok(());
            }
        }
    }
}

impl<F> Drop for Batch<'_, F> {
    fn drop(&mut self) {
        self.socket.connection().exchange.give_up();
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.inner.as_fd()
    }
}

/// Registers the socket with the tokio runtime that this is called in.
impl TryFrom<crate::Socket> for Socket {
    type Error = Error;

    fn try_from(socket: crate::Socket) -> Result<Self, Error> {
        match sys::watch(socket.as_fd()) {
            Ok(watch) => Ok(Self {
                inner: socket,
                watch,
            }),
            Err(errno) => Err(socket.connection.transport.error(Op::Configure, errno)),
        }
    }
}

/// Waits until there is something to read, after there was nothing.
pub(super) async fn readable(watch: &mut AsyncFd<OwnedFd>) -> Result<(), ErrorKind> {
    let ready = watch.readable_mut().await;
    // A caller that finds nothing after this comes back; data that arrives after the readiness is cleared sets it
    // again.
    ready.map(|mut ready| ready.clear_ready()).map_err(unready)
}

pub(super) fn unready(error: std::io::Error) -> ErrorKind {
    ErrorKind::System(Errno(error.raw_os_error().unwrap_or(libc::EIO)))
}
