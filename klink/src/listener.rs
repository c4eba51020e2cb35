// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::Duration;

use crate::datagram::Datagram;
use crate::error::{Error, ErrorKind, Op};
use crate::inbox::{Arrival, Expect, Inbox};
use crate::transport::{Deadline, Transport};
use crate::wire::{Flags, Group, Header, Message, Portid, Protocol};
use crate::{sys, Netns};

/// A socket that receives messages to multicast groups from the kernel.
///
/// It cannot send requests: see [`Socket`](crate::Socket) for the reason. Nothing arrives before a group is joined.
///
/// The kernel drops messages for a full socket. The loss is reported as [`Notification::Lost`], at its position in the
/// stream: after the messages that were sent before, and once the socket receives messages again. So a program that
/// keeps a copy of the kernel's state dumps all of it again at that moment, and misses nothing:
///
/// ```
/// use std::collections::BTreeMap;
///
/// use klink::route::{self, Change, Link};
/// use klink::{Listener, Notification, Protocol, Socket};
///
/// fn item(link: Link) -> (i32, String) {
///     (link.index(), link.ifname().unwrap_or("?").to_owned())
/// }
///
/// fn dump(socket: &mut Socket) -> Result<BTreeMap<i32, String>, klink::Error> {
///     let links = socket.snapshot(route::Links::all(), 10, item)?;
///     Ok(links.into_inner().into_iter().collect())
/// }
///
/// let mut listener = Listener::open(Protocol::ROUTE)?;
/// listener.join(route::group::LINK)?;
/// # listener.set_timeout(Some(std::time::Duration::ZERO));
///
/// // After joining: a change that is not in the dump will arrive as a notification.
/// let mut socket = Socket::open(Protocol::ROUTE)?;
/// let mut links = dump(&mut socket)?;
/// loop {
///     match listener.next() {
///         Ok(Notification::Message(notification)) => match Link::change(notification.message)? {
///             Some(Change::New(link)) => links.extend([item(link)]),
///             Some(Change::Deleted(link)) => drop(links.remove(&link.index())),
///             None => {} // About another object.
///         },
///         Ok(Notification::Lost(_)) => links = dump(&mut socket)?,
///         Err(error) if error.is_timeout() => break,
///         Err(error) => return Err(error),
///     }
/// }
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
pub struct Listener {
    pub(crate) transport: Transport,
    pub(crate) feed: Feed,
    timeout: Option<Duration>,
}

/// One item that a [`Listener`] receives.
#[derive(Clone, Copy, Debug)]
pub enum Notification<'a> {
    /// A message to one of the listener's groups.
    Message(GroupMessage<'a>),
    /// Messages that the kernel dropped before the next one.
    Lost(Lost),
}

/// One item that a [`Listener`] receives, by datagram.
#[derive(Clone, Copy, Debug)]
pub enum DatagramOrLoss<'a> {
    /// A datagram to one of its groups.
    Datagram(Datagram<'a>),
    /// Datagrams that the kernel dropped before the next one.
    Lost(Lost),
}

/// A message and its origin.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct GroupMessage<'a> {
    /// The message.
    pub message: Message<'a>,
    /// The group that the message was sent to; `None` if it was sent to this socket alone.
    pub group: Option<Group>,
    /// The id of the network namespace that the message is about, as seen from the socket's; `None` for its own.
    /// Messages of others arrive after [`Listener::set_all_namespaces`].
    pub nsid: Option<i32>,
}

/// The extent of a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lost {
    /// The number of datagrams that the kernel has dropped since the last loss, or since the socket was opened; a
    /// datagram may hold several messages. 0 if the number is unknown: then a datagram was too long for the receive
    /// buffer of this library.
    pub drops: u32,
}

impl<'a> GroupMessage<'a> {
    /// The type of the message (`nlmsg_type`), such as [`route::kind::NEWLINK`](crate::route::kind::NEWLINK).
    #[inline]
    pub fn kind(&self) -> u16 {
        self.message.header.kind
    }

    /// The payload after the message's header.
    #[inline]
    pub fn payload(&self) -> &'a [u8] {
        self.message.payload
    }
}

impl Listener {
    /// Opens a socket, in no group yet.
    ///
    /// `EPROTONOSUPPORT`: no kernel code has this protocol; a module may not be loaded.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::over(Transport::open(protocol, None)?)
    }

    /// [`Listener::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::over(Transport::open(protocol, Some(netns))?)
    }

    pub(crate) fn over(mut transport: Transport) -> Result<Self, Error> {
        transport.annotate(sys::NETLINK_PKTINFO)?;
        let feed = Feed::new(&transport)?;
        Ok(Self {
            transport,
            feed,
            timeout: None,
        })
    }

    /// The listener's protocol.
    pub fn protocol(&self) -> Protocol {
        self.transport.protocol()
    }

    /// The port id of the socket.
    pub fn portid(&self) -> Result<Portid, Error> {
        Ok(self.transport.portid())
    }

    /// Joins a group by number.
    ///
    /// `EPERM`: the protocol requires `CAP_NET_ADMIN` for this group.
    pub fn join(&mut self, group: Group) -> Result<(), Error> {
        self.transport.join(group)
    }

    /// Leaves a group.
    pub fn leave(&mut self, group: Group) -> Result<(), Error> {
        self.transport.leave(group)
    }

    /// Receives from groups of all network namespaces that have an id here, too, each with its id
    /// (`NETLINK_LISTEN_ALL_NSID`).
    ///
    /// `EPERM`: without `CAP_NET_BROADCAST`.
    pub fn set_all_namespaces(&mut self, all: bool) -> Result<(), Error> {
        self.transport.switch(sys::NETLINK_LISTEN_ALL_NSID, all)
    }

    /// Requests a receive buffer of `bytes` in the kernel and returns the size that was granted; more than
    /// `/proc/sys/net/core/rmem_max` requires `CAP_NET_ADMIN`. A small message takes about 830 bytes of it.
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        self.transport.set_receive_buffer(bytes)
    }

    /// Limits how long [`Listener::next`] waits. By default there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// The number of datagrams that were dropped because the kernel had not sent them.
    pub fn not_from_kernel(&self) -> u64 {
        self.feed.not_from_kernel()
    }

    /// Waits for the next event.
    ///
    /// [`Malformed`](crate::ErrorKind::Malformed) ends its datagram, and the next call continues after it.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Notification<'_>, Error> {
        let mut deadline = Deadline::new(self.timeout);
        loop {
            match self.advance()? {
                Next::Message => return Ok(Notification::Message(self.feed.notification())),
                Next::Lost(lost) => return Ok(Notification::Lost(lost)),
                Next::Wait => self.wait(&mut deadline)?,
            }
        }
    }

    /// [`Listener::next`] without waiting: `None` if nothing has arrived.
    pub fn try_next(&mut self) -> Result<Option<Notification<'_>>, Error> {
        Ok(match self.advance()? {
            Next::Message => Some(Notification::Message(self.feed.notification())),
            Next::Lost(lost) => Some(Notification::Lost(lost)),
            Next::Wait => None,
        })
    }

    /// Waits for the next datagram as a whole: for protocols whose datagrams do not hold messages, and for programs
    /// that store what arrives. The rest of the last datagram that [`Listener::next`] has left is skipped.
    pub fn next_datagram(&mut self) -> Result<DatagramOrLoss<'_>, Error> {
        let mut deadline = Deadline::new(self.timeout);
        loop {
            let next = self.feed.receive(&mut self.transport);
            let next = next.map_err(|kind| self.transport.error(Op::Receive, kind))?;
            match next {
                Next::Message => return Ok(DatagramOrLoss::Datagram(self.feed.datagram())),
                Next::Lost(lost) => return Ok(DatagramOrLoss::Lost(lost)),
                Next::Wait => self.wait(&mut deadline)?,
            }
        }
    }

    fn wait(&self, deadline: &mut Deadline) -> Result<(), Error> {
        deadline
            .wait(&self.transport)
            .map_err(|kind| self.transport.error(Op::Receive, kind))
    }

    #[inline]
    pub(crate) fn advance(&mut self) -> Result<Next, Error> {
        self.feed
            .advance(&mut self.transport)
            .map_err(|kind| self.transport.error(Op::Receive, kind))
    }
}

/// To wait for it, first read until [`Listener::try_next`] returns `None`. If messages arrive in bursts, several are
/// received with one system call, and the descriptor is readable only for those that are still in the kernel.
impl AsRawFd for Listener {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.transport.as_fd()
    }
}

/// Takes over a netlink socket that was opened elsewhere, with its groups.
///
/// `EAFNOSUPPORT`: the socket belongs to another address family.
impl TryFrom<OwnedFd> for Listener {
    type Error = Error;

    fn try_from(fd: OwnedFd) -> Result<Self, Error> {
        Self::over(Transport::adopt(fd)?)
    }
}

/// Messages that were received and not returned yet are lost.
impl From<Listener> for OwnedFd {
    fn from(listener: Listener) -> Self {
        listener.transport.into_fd()
    }
}

/// The stream of messages of a listener, which may have gaps; it never waits.
///
/// The kernel returns `ENOBUFS` before the messages that were queued when the buffer was full, and drops more messages
/// while those are read: the socket stays congested until it is empty. So the loss is reported when the socket is
/// empty, which is its position in the stream, and the moment from which nothing more is missed.
#[derive(Debug)]
pub(crate) struct Feed {
    inbox: Inbox,
    /// Messages have been lost, and the socket is not yet empty.
    congested: bool,
    /// The socket's own count of drops, as far as it has been reported.
    drops: u32,
}

/// The next item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// None, until the socket is readable.
    Wait,
    /// A message or datagram.
    Message,
    /// A gap.
    Lost(Lost),
}

/// Placeholder for the unreachable case of an announced message that is missing.
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

    /// Moves to the next message or gap.
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

    /// Moves to the next datagram or gap, for protocols whose datagrams do not hold messages.
    #[inline]
    pub(crate) fn receive(&mut self, transport: &mut Transport) -> Result<Next, ErrorKind> {
        loop {
            match self.inbox.fill(transport)? {
                Arrival::Datagram => return Ok(Next::Message),
                Arrival::NotFromKernel => {}
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
    pub(crate) fn notification(&mut self) -> GroupMessage<'_> {
        let origin = self.inbox.origin();
        GroupMessage {
            message: self.inbox.take().unwrap_or(NOOP),
            group: Group::new(origin.group),
            nsid: origin.nsid,
        }
    }

    /// The datagram that [`Feed::receive`] has announced.
    pub(crate) fn datagram(&self) -> Datagram<'_> {
        Datagram::new(self.inbox.unread(), self.inbox.origin())
    }

    pub(crate) fn not_from_kernel(&self) -> u64 {
        self.inbox.not_from_kernel()
    }
}
