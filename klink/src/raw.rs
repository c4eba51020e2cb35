// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::Duration;

use crate::connection::Subject;
use crate::datagram::Datagram;
use crate::error::{Error, ErrorKind, Op};
use crate::inbox::{Arrival, Expect, Inbox};
use crate::request::{Outbox, Request};
use crate::transport::{Deadline, Transport};
use crate::wire::{Group, Portid, Protocol};
use crate::{sys, Netns};

/// A socket for datagrams in both directions, each with its sender and group; replies are not matched to requests.
///
/// It is for messages between user programs and for protocols that do not follow netlink's rules.
/// [`Socket`](crate::Socket) and [`Listener`](crate::Listener) are the better choice for all others.
///
/// ```
/// use klink::{Protocol, Raw, Sender};
///
/// let mut here = Raw::open(Protocol::USERSOCK)?;
/// let mut there = Raw::open(Protocol::USERSOCK)?;
/// here.send_to(there.portid()?, b"good morning")?;
/// let datagram = there.receive()?;
/// assert_eq!(datagram.bytes, b"good morning");
/// assert_eq!(datagram.sender, Sender::User(here.portid()?));
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
pub struct Raw {
    transport: Transport,
    inbox: Inbox,
    timeout: Option<Duration>,
}

impl Raw {
    /// Opens a socket and binds it to a port id that the kernel chooses.
    ///
    /// `EPROTONOSUPPORT`: no kernel code has this protocol; a module may not be loaded.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        Transport::open(protocol, None).map(Self::over)
    }

    /// [`Raw::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Transport::open(protocol, Some(netns)).map(Self::over)
    }

    pub(crate) fn over(transport: Transport) -> Self {
        Self {
            transport,
            inbox: Inbox::of_bursts(Expect::Anyone),
            timeout: None,
        }
    }

    /// The socket's protocol.
    pub fn protocol(&self) -> Protocol {
        self.transport.protocol()
    }

    /// The port id of the socket.
    pub fn portid(&self) -> Result<Portid, Error> {
        Ok(self.transport.portid())
    }

    /// Limits how long [`Raw::receive`] waits, and how long sending waits for a user program that does not read. By
    /// default there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        self.transport.set_send_timeout(timeout)?;
        self.timeout = timeout;
        Ok(())
    }

    /// Whether the kernel explains a refusal by an extended ack (`NETLINK_EXT_ACK`); at first it does not.
    ///
    /// `ENOPROTOOPT`: Linux before 4.12 has none.
    pub fn set_extended_acks(&mut self, on: bool) -> Result<(), Error> {
        self.transport.switch(sys::NETLINK_EXT_ACK, on)
    }

    /// Requests a receive buffer of `bytes` in the kernel and returns the size that was granted; more than
    /// `/proc/sys/net/core/rmem_max` requires `CAP_NET_ADMIN`. A small datagram takes about 830 bytes of it.
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        self.transport.set_receive_buffer(bytes)
    }

    /// A message to send: the kind, flags and payload of a request, a sequence number by which the caller recognises
    /// replies, and this socket's own port id. Padded, so that another message may follow.
    ///
    /// [`Flags::REQUEST`](crate::Flags::REQUEST) is not added. Messages that are written in another way carry the port
    /// id that their author has put into the header: see [Sending](crate#sending) for the effect of port id 0.
    ///
    /// ```
    /// use klink::{Flags, Protocol, Raw};
    ///
    /// let mut raw = Raw::open(Protocol::GENERIC)?;
    /// let get_controller = klink::request(16, |message| {
    ///     message.raw(&[3, 2, 0, 0])?;
    ///     message.put_str(2, "nlctrl")
    /// });
    /// let message = raw.message(&get_controller.flags(Flags::REQUEST), 7)?;
    /// raw.send(&message)?;
    /// assert_eq!(raw.receive()?.messages().next().unwrap().unwrap().header.seq, 7);
    /// # Ok::<(), klink::Error>(())
    /// ```
    pub fn message<R: Request>(&self, request: &R, seq: u32) -> Result<Vec<u8>, Error> {
        let mut outbox = self.outbox();
        let pushed = outbox.push(request, request.flags(), seq);
        pushed.map_err(|no_room| Subject::of(request).error(self.protocol(), no_room))?;
        Ok(outbox.written().to_vec())
    }

    /// Sends a datagram to the kernel.
    ///
    /// `ECONNREFUSED`: the protocol is gone.
    pub fn send(&mut self, datagram: &[u8]) -> Result<(), Error> {
        self.transport
            .send(datagram, 0, 0)
            .map_err(|errno| self.transport.error(Op::Send, errno))
    }

    /// Sends a datagram to a user program's socket.
    ///
    /// `ECONNREFUSED`: no socket has that port id. `EPERM`: the protocol requires `CAP_NET_ADMIN` for this, as all
    /// except [`Protocol::USERSOCK`] and a few others do. `EAGAIN`: the receiver has been full for as long as
    /// [`Raw::set_timeout`] allows.
    pub fn send_to(&mut self, portid: Portid, datagram: &[u8]) -> Result<(), Error> {
        self.transport
            .send(datagram, portid.get(), 0)
            .map_err(|errno| self.transport.error(Op::Send, errno))
    }

    /// Sends a datagram to a group of user programs and, if the kernel has the protocol, to the kernel. The address can
    /// express only groups 1 to 32.
    ///
    /// `EPERM` as for [`Raw::send_to`].
    pub fn multicast(&mut self, group: Group, datagram: &[u8]) -> Result<(), Error> {
        let Some(mask) = group.mask() else {
            let above = ErrorKind::Unsupported("user programs can send to groups 1 to 32 only");
            return Err(self.transport.error(Op::Send, above));
        };
        self.transport
            .send(datagram, 0, mask)
            .map_err(|errno| self.transport.error(Op::Send, errno))
    }

    /// Joins a group.
    ///
    /// `EPERM`: the protocol requires `CAP_NET_ADMIN` for this group.
    pub fn join(&mut self, group: Group) -> Result<(), Error> {
        self.transport.annotate(sys::NETLINK_PKTINFO)?;
        self.transport.join(group)
    }

    /// Leaves a group.
    pub fn leave(&mut self, group: Group) -> Result<(), Error> {
        self.transport.leave(group)
    }

    /// Waits for the next datagram.
    ///
    /// [`ErrorKind::Overrun`] reports datagrams that were lost because the socket was full, [`ErrorKind::Truncated`]
    /// one that was longer than the receive buffer of this library; in both cases the next call continues after the
    /// loss.
    #[inline]
    pub fn receive(&mut self) -> Result<Datagram<'_>, Error> {
        if !self.fill()? {
            self.wait()?;
        }
        Ok(self.datagram())
    }

    #[cold]
    fn wait(&mut self) -> Result<(), Error> {
        let mut deadline = Deadline::new(self.timeout);
        loop {
            deadline
                .wait(&self.transport)
                .map_err(|kind| self.transport.error(Op::Receive, kind))?;
            if self.fill()? {
                return Ok(());
            }
        }
    }

    /// [`Raw::receive`] without waiting: `None` if nothing has arrived.
    #[inline]
    pub fn try_receive(&mut self) -> Result<Option<Datagram<'_>>, Error> {
        Ok(self.fill()?.then(|| self.datagram()))
    }

    #[inline]
    fn fill(&mut self) -> Result<bool, Error> {
        let arrival = self.inbox.fill(&mut self.transport);
        arrival
            .map_err(ErrorKind::from)
            .and_then(Arrival::or_loss)
            .map_err(|kind| self.transport.error(Op::Receive, kind))
    }

    /// A buffer for messages that this socket sends.
    pub(crate) fn outbox(&self) -> Outbox {
        Outbox::of(self.transport.portid())
    }

    /// The datagram that was received last.
    #[inline]
    pub(crate) fn datagram(&self) -> Datagram<'_> {
        Datagram::new(self.inbox.unread(), self.inbox.origin())
    }
}

/// To wait for it, first read until [`Raw::try_receive`] returns `None`. If datagrams arrive in bursts, several are
/// received with one system call, and the descriptor is readable only for those that are still in the kernel.
impl AsRawFd for Raw {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl AsFd for Raw {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.transport.as_fd()
    }
}

/// Takes over a netlink socket that was opened elsewhere.
///
/// `EAFNOSUPPORT`: the socket belongs to another address family.
impl TryFrom<OwnedFd> for Raw {
    type Error = Error;

    fn try_from(fd: OwnedFd) -> Result<Self, Error> {
        Transport::adopt(fd).map(Self::over)
    }
}

/// Datagrams that were received and not returned yet are lost.
impl From<Raw> for OwnedFd {
    fn from(raw: Raw) -> Self {
        raw.transport.into_fd()
    }
}
