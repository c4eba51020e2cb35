// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use crate::batch::{self, Batch};
use crate::connection::{Connection, Step};
use crate::dump::{Dump, Snapshot};
use crate::error::{Acknowledgement, Error, ErrorKind, Op};
use crate::request::{Portions, Request};
use crate::transport::Transport;
use crate::wire::{Flags, Message, Portid, Protocol};
use crate::{sys, Errno, Netns};

/// A socket for requests to the kernel and their replies.
///
/// It cannot join groups, because on a socket in a group a reply and a notification cannot be distinguished.
/// [`Listener`](crate::Listener) is for groups. A socket has one exchange at a time; a program that needs several at
/// once opens several sockets.
///
/// It accepts only messages from the kernel. Every wait for a reply has a limit, [`Socket::set_timeout`]; a reply that
/// arrives later is skipped and counted. The receive path is described in full at [the crate](crate#receiving).
#[derive(Debug)]
pub struct Socket {
    pub(crate) connection: Connection,
}

impl Socket {
    /// Opens a socket.
    ///
    /// `EPROTONOSUPPORT`: no kernel code has this protocol; a module may not be loaded.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::over(Transport::open(protocol, None)?)
    }

    /// [`Socket::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::over(Transport::open(protocol, Some(netns))?)
    }

    pub(crate) fn over(transport: Transport) -> Result<Self, Error> {
        Ok(Self {
            connection: Connection::new(transport)?,
        })
    }

    /// The socket's protocol.
    pub fn protocol(&self) -> Protocol {
        self.connection.transport.protocol()
    }

    /// Whether the other end is the kernel, not a scripted one.
    pub(crate) fn is_to_kernel(&self) -> bool {
        self.connection.transport.is_to_kernel()
    }

    /// The port id of the socket.
    pub fn portid(&self) -> Result<Portid, Error> {
        Ok(self.connection.transport.portid())
    }

    /// Limits how long an exchange waits for a reply, and a dump for its next part. The default is 5 seconds; `None`
    /// waits for ever. [`Socket::set_deadline`] limits a dump as a whole.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.connection.deadline.set_limit(timeout);
    }

    /// The moment at which every exchange ends with [`ErrorKind::DeadlinePassed`], even if messages keep coming. At
    /// first there is none: a kernel whose dump never ends is read for ever.
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.connection.deadline.set_last(deadline);
    }

    /// Requests a receive buffer of `bytes` in the kernel and returns the size that was granted; more than
    /// `/proc/sys/net/core/rmem_max` requires `CAP_NET_ADMIN`. Large batches need it, see [`Batch::pack`].
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        self.connection.transport.set_receive_buffer(bytes)
    }

    /// Switches strict checking of dump requests on or off (`NETLINK_GET_STRICT_CHK`). It is on by default for
    /// [`Protocol::ROUTE`]: filters work, and the kernel refuses what it does not know.
    pub fn set_strict(&mut self, strict: bool) -> Result<(), Error> {
        let transport = &self.connection.transport;
        transport.switch(sys::NETLINK_GET_STRICT_CHK, strict)
    }

    /// The messages and datagrams that were received and skipped.
    pub fn skipped(&self) -> Skipped {
        Skipped {
            unmatched: self.connection.exchange.unmatched(),
            not_from_kernel: self.connection.not_from_kernel(),
        }
    }

    /// Sends a request and returns its single reply. No acknowledgement is requested.
    ///
    /// [`ErrorKind::Refused`]: the kernel refused the request. [`ErrorKind::NoReply`]: the kernel acknowledged it
    /// without a reply.
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

    /// Sends a request that changes something and waits until the kernel acknowledges it. The acknowledgement may hold
    /// a warning.
    ///
    /// [`ErrorKind::Refused`]: the kernel refused the request.
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

    /// Makes a change that has many items in as many requests as it takes, for protocols that allow it, and returns their
    /// number: `request` gets some of the items, and whether they are the first.
    ///
    /// An error ends it; the requests before have been done.
    ///
    /// ```no_run
    /// # #[cfg(feature = "wireguard")] {
    /// use klink::families::wireguard::{self, WgdeviceFlags, Wireguard};
    ///
    /// let keys = [[7; 32], [8; 32]]; // Or 3,000 of them.
    /// let mut wg = Wireguard::open()?;
    /// let Some(family) = wg.family().cloned() else { return Ok(()) };
    /// wg.socket().apply_in_parts(&keys, |keys, is_first| {
    ///     let flags = if is_first { WgdeviceFlags::REPLACE_PEERS } else { WgdeviceFlags(0) };
    ///     wireguard::set_device(&family, move |device| {
    ///         let device = device.ifname("wg0").flags(flags);
    ///         device.peers(keys, |peer, key| peer.public_key(key))
    ///     })
    /// })?;
    /// # }
    /// # Ok::<(), klink::Error>(())
    /// ```
    pub fn apply_in_parts<'i, T, R: Request>(
        &mut self,
        items: &'i [T],
        request: impl Fn(&'i [T], bool) -> R,
    ) -> Result<usize, Error> {
        let mut portions = Portions::of(items);
        while let Some((part, is_first)) = portions.next() {
            let applied = self.apply(&request(part, is_first));
            portions.took(part, applied.map(drop))?;
        }
        Ok(portions.count())
    }

    /// Requests many objects and reads them one by one, as the kernel sends them: see [`Dump`].
    ///
    /// A dump that was dropped before its end is read to its end first, because the kernel allows one dump at a time
    /// per socket.
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

    /// Repeats a dump until it is consistent, at most `1 + retries` times, and collects the values that `keep` returns
    /// for each object.
    ///
    /// On a busy system a table may change during every dump. So the last attempt is not discarded: it is returned as
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

    /// [`Socket::batch`] for requests that have replies: `reply` gets each reply with the index of its request.
    pub fn batch_with_replies<F>(&mut self, reply: F) -> Batch<'_, F>
    where
        F: FnMut(usize, Message<'_>),
    {
        Batch::new(self, batch::PACK_REPLIES, reply)
    }

    /// Waits for the next step of the exchange.
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

/// The number of messages and datagrams that a socket has skipped since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// Messages from the kernel with a sequence number that nothing waited for: usually late replies.
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

/// Takes over a netlink socket that was opened elsewhere.
///
/// `EAFNOSUPPORT`: the socket belongs to another address family. `EISCONN`: it has joined groups.
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
