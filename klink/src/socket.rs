// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use crate::batch::{self, Batch};
use crate::connection::{Connection, Step};
use crate::dump::{Dump, Snapshot};
use crate::error::{Acknowledgement, Error, ErrorKind, Op};
use crate::request::Request;
use crate::transport::Transport;
use crate::wire::{Flags, Message, Portid, Protocol};
use crate::{sys, Errno, Netns};

/// Requests to the kernel, and their answers.
///
/// It cannot join groups: on a socket that did, nothing tells the answer to a request from a notification. That is
/// what [`Listener`](crate::Listener) is for. One exchange at a time; a program that wants several at once opens
/// several sockets.
///
/// Only the kernel is heard here. Every wait for an answer has a limit, [`Socket::set_timeout`]; an answer that comes later
/// is skipped and counted. The receive path, in full, is described at [the crate](crate#receiving).
#[derive(Debug)]
pub struct Socket {
    pub(crate) connection: Connection,
}

impl Socket {
    /// Opens a socket.
    ///
    /// `EPROTONOSUPPORT`: nothing in the kernel has this protocol; a module may be missing.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::over(Transport::open(protocol, None)?)
    }

    /// [`Socket::open`] in another network namespace; the calling thread stays where it is.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::over(Transport::open(protocol, Some(netns))?)
    }

    pub(crate) fn over(transport: Transport) -> Result<Self, Error> {
        Ok(Self {
            connection: Connection::new(transport)?,
        })
    }

    /// The protocol that it speaks.
    pub fn protocol(&self) -> Protocol {
        self.connection.transport.protocol()
    }

    /// The socket's own address.
    pub fn portid(&self) -> Result<Portid, Error> {
        Ok(self.connection.transport.portid())
    }

    /// Limits how long an exchange waits for an answer; a dump, how long for its next part. 5 seconds at first;
    /// `None` waits for ever. [`Socket::set_deadline`] limits a dump as a whole.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.connection.timeout = timeout;
    }

    /// The moment at which every exchange ends with [`ErrorKind::DeadlinePassed`], whatever still comes. At first there is
    /// none: a kernel whose dump never ends is read for ever.
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.connection.last_moment = deadline;
    }

    /// Asks for room for `bytes` of answers in the kernel and returns what was granted; past
    /// `/proc/sys/net/core/rmem_max` with `CAP_NET_ADMIN`. Large batches need it, see [`Batch::pack`].
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        self.connection.transport.set_receive_buffer(bytes)
    }

    /// Switches strict checking of dump requests (`NETLINK_GET_STRICT_CHK`), which is on for [`Protocol::ROUTE`]:
    /// filters work, and what the kernel does not know is refused.
    pub fn set_strict(&mut self, strict: bool) -> Result<(), Error> {
        let transport = &self.connection.transport;
        transport.switch(sys::NETLINK_GET_STRICT_CHK, strict)
    }

    /// What has arrived here and belonged to nothing.
    pub fn skipped(&self) -> Skipped {
        Skipped {
            unmatched: self.connection.exchange.unmatched(),
            not_from_kernel: self.connection.not_from_kernel(),
        }
    }

    /// Sends a request and returns the one message that answers it. No acknowledgement is asked for.
    ///
    /// [`ErrorKind::Refused`] is the kernel's own answer, [`ErrorKind::NoReply`] an acknowledgement without one.
    #[inline]
    pub fn request<R: Request>(&mut self, request: &R) -> Result<R::Reply<'_>, Error> {
        self.connection.prepare();
        self.connection.send(request, Flags::NONE)?;
        let step = match self.connection.first_step() {
            Ok(Step::Wait | Step::Unmatched) => self.wait()?,
            Ok(step) => step,
            Err(kind) => return Err(self.connection.error(kind)),
        };
        self.connection.read_only_reply(step, request)
    }

    /// Sends a request that changes something and waits until the kernel acknowledges it. The acknowledgement may hold a
    /// warning.
    ///
    /// [`ErrorKind::Refused`] is the kernel's no.
    pub fn apply<R: Request>(&mut self, request: &R) -> Result<Acknowledgement, Error> {
        self.connection.prepare();
        self.connection.send(request, Flags::ACK)?;
        loop {
            let step = self.wait()?;
            if let Some(ack) = self.connection.acknowledged(step) {
                return ack;
            }
        }
    }

    /// Asks for many objects and reads them one by one, as the kernel hands them out: see [`Dump`].
    ///
    /// A dump that was dropped before its end is read to its end first, for the kernel has one at a time on a socket.
    pub fn dump<R: Request>(&mut self, request: R) -> Result<Dump<'_, R>, Error> {
        self.connection.prepare();
        loop {
            match self.connection.drain() {
                Ok(None) => break,
                Ok(Some(_)) => self.block()?,
                Err(kind) => return Err(self.connection.transport.error(Op::Receive, kind)),
            }
        }
        self.connection.send(&request, Flags::DUMP)?;
        Ok(Dump::new(self, request))
    }

    /// Dumps until a dump was consistent, at most `1 + retries` times, and collects what `keep` makes of each object.
    ///
    /// On a busy system a table may change during every dump. So the last attempt is not thrown away: it comes as
    /// [`Snapshot::Interrupted`].
    pub fn snapshot<R: Request, T>(
        &mut self,
        request: R,
        retries: usize,
        mut keep: impl FnMut(R::Reply<'_>) -> T,
    ) -> Result<Snapshot<T>, Error> {
        let mut items = Vec::new();
        for _ in 0..=retries {
            items.clear();
            let mut dump = self.dump(&request)?;
            loop {
                match dump.next() {
                    Ok(Some(item)) => items.push(keep(item)),
                    Ok(None) => return Ok(Snapshot::Consistent(items)),
                    Err(error) if *error.kind() == ErrorKind::Interrupted => break,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Snapshot::Interrupted(items))
    }

    /// Begins a batch: many requests in few datagrams, each datagram with a single acknowledgement at its end.
    pub fn batch(&mut self) -> Batch<'_, impl FnMut(usize, Message<'_>)> {
        Batch::new(self, batch::PACK, |_, _| {})
    }

    /// [`Socket::batch`] of requests that have replies: `reply` gets each with the index of its request.
    pub fn batch_with_replies<F>(&mut self, reply: F) -> Batch<'_, F>
    where
        F: FnMut(usize, Message<'_>),
    {
        Batch::new(self, batch::PACK_REPLIES, reply)
    }

    /// The next thing to come of the exchange that is not waiting.
    #[inline]
    pub(crate) fn wait(&mut self) -> Result<Step, Error> {
        loop {
            match self.connection.step() {
                Ok(Step::Wait | Step::Unmatched) => self.block()?,
                Ok(step) => return Ok(step),
                Err(kind) => return Err(self.connection.error(kind)),
            }
        }
    }

    #[cold]
    fn block(&mut self) -> Result<(), Error> {
        let Connection {
            transport,
            deadline,
            ..
        } = &mut self.connection;
        deadline.wait(transport).map_err(|kind| {
            self.connection.exchange.time_out();
            self.connection.error(kind)
        })
    }
}

/// What a socket has received and dropped, since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// Messages of the kernel with a sequence number that nothing waited for: mostly answers that came too late.
    pub unmatched: u64,
    /// Datagrams that the kernel did not send.
    pub not_from_kernel: u64,
}

impl AsRawFd for Socket {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.connection.transport.as_fd()
    }
}

/// Takes over a netlink socket that somebody else has opened.
///
/// `EAFNOSUPPORT`: it is of another family. `EISCONN`: it has joined groups.
impl TryFrom<OwnedFd> for Socket {
    type Error = Error;

    fn try_from(fd: OwnedFd) -> Result<Self, Error> {
        let transport = Transport::adopt(fd)?;
        if transport.has_groups()? {
            return Err(transport.error(Op::Adopt, Errno::EISCONN));
        }
        Self::over(transport)
    }
}

impl From<Socket> for OwnedFd {
    fn from(socket: Socket) -> Self {
        socket.connection.transport.into_fd()
    }
}
