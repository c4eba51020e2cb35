// SPDX-License-Identifier: MIT OR Apache-2.0

use std::collections::VecDeque;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use crate::connection::{Connection, Subject};
use crate::error::{Acknowledgement, Error, ErrorKind, Op};
use crate::listener::{GroupMessage, Listener, Lost, Next, Notification};
use crate::request::{Outbox, Request};
use crate::transport::Deadline;
use crate::wire::extack::Ack;
use crate::wire::{Flags, Group, Header, Message, Protocol};
use crate::{sys, Netns};

/// A [`Listener`] that sends requests itself, for protocols that send events to the socket that asked for them:
/// nfnetlink's log and queue, audit, the proc connector, registrations of nl80211.
///
/// Only the acknowledgement of its own request is removed from the stream; everything else is an event. Events that
/// arrive before the acknowledgement are kept, up to a megabyte, and are returned first.
///
/// ```
/// use klink::{Protocol, Subscription};
///
/// let mut subscription = Subscription::open(Protocol::GENERIC)?;
/// // There is nothing to subscribe to here; the controller replies with a message and acknowledges.
/// subscription.apply(&klink::request(16, |message| {
///     message.raw(&[3, 2, 0, 0])?;
///     message.put_str(2, "nlctrl")
/// }))?;
/// let event = subscription.next()?;
/// assert!(matches!(event, klink::Notification::Message(family) if family.kind() == 16));
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
pub struct Subscription {
    listener: Listener,
    outbox: Outbox,
    seq: u32,
    kept: Queue,
}

impl Subscription {
    /// Opens a socket.
    ///
    /// `EPROTONOSUPPORT`: no kernel code has this protocol; a module may not be loaded.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::over(Listener::open(protocol)?)
    }

    /// [`Subscription::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::over(Listener::open_in(netns, protocol)?)
    }

    pub(crate) fn over(listener: Listener) -> Result<Self, Error> {
        listener.transport.switch(sys::NETLINK_EXT_ACK, true)?;
        listener.transport.switch(sys::NETLINK_CAP_ACK, true)?;
        Ok(Self {
            outbox: Outbox::of(listener.transport.portid()),
            listener,
            seq: 0,
            kept: Queue::default(),
        })
    }

    /// The socket's protocol.
    pub fn protocol(&self) -> Protocol {
        self.listener.protocol()
    }

    /// Joins a group, which some of these protocols require in addition.
    ///
    /// `EPERM`: the protocol requires `CAP_NET_ADMIN` for this group.
    pub fn join(&mut self, group: Group) -> Result<(), Error> {
        self.listener.join(group)
    }

    /// Sets the receive buffer, as [`Listener::set_receive_buffer`] does.
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        self.listener.set_receive_buffer(bytes)
    }

    /// Limits the wait, as [`Listener::set_timeout`] does. The limit for acknowledgements is always 5 seconds.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.listener.set_timeout(timeout);
    }

    /// Sends a request and waits until the kernel acknowledges it.
    pub fn apply<R: Request>(&mut self, request: &R) -> Result<Acknowledgement, Error> {
        let mut deadline = Deadline::new(Some(Connection::TIMEOUT));
        let kept = self.keep_waiting(&mut deadline);
        kept.map_err(|kind| self.listener.transport.error(Op::Receive, kind))?;
        self.write(request, Flags::ACK)?;
        let ack = self.acknowledgement(request, &mut deadline);
        ack.map_err(|kind| Subject::of(request).error(self.protocol(), kind))
    }

    /// Sends a request that has no reply, such as a verdict on a queued packet.
    pub fn send<R: Request>(&mut self, request: &R) -> Result<(), Error> {
        self.write(request, Flags::NONE)
    }

    /// Waits for the next event, as [`Listener::next`] does.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Notification<'_>, Error> {
        match self.kept.take() {
            Some(event) => Ok(event),
            None => self.listener.next(),
        }
    }

    /// [`Subscription::next`] without waiting: `None` if nothing has arrived.
    pub fn try_next(&mut self) -> Result<Option<Notification<'_>>, Error> {
        match self.kept.take() {
            Some(event) => Ok(Some(event)),
            None => self.listener.try_next(),
        }
    }

    fn write<R: Request>(&mut self, request: &R, flags: Flags) -> Result<(), Error> {
        self.outbox.clear();
        self.seq = self.seq.wrapping_add(1).max(1);
        let flags = Flags::REQUEST | flags | request.flags();
        let pushed = self.outbox.push(request, flags, self.seq);
        pushed.map_err(|build_error| Subject::of(request).error(self.protocol(), build_error))?;
        let transport = &mut self.listener.transport;
        transport
            .send(self.outbox.written(), 0, 0)
            .map_err(|errno| transport.error(Op::Send, errno))
    }

    /// Reads the messages in the socket, because a full socket would lose the acknowledgement.
    fn keep_waiting(&mut self, deadline: &mut Deadline) -> Result<(), ErrorKind> {
        let Listener {
            transport, feed, ..
        } = &mut self.listener;
        loop {
            deadline.check(Instant::now())?;
            match feed.advance(transport)? {
                Next::Wait => return Ok(()),
                Next::Lost(lost) => self.kept.lost(lost.drops),
                Next::Message => self.kept.push(&feed.notification()),
            }
        }
    }

    fn acknowledgement<R: Request>(
        &mut self,
        request: &R,
        deadline: &mut Deadline,
    ) -> Result<Acknowledgement, ErrorKind> {
        let Listener {
            transport, feed, ..
        } = &mut self.listener;
        loop {
            match feed.advance(transport)? {
                Next::Wait => deadline.wait(transport)?,
                Next::Lost(lost) => self.kept.lost(lost.drops),
                Next::Message => {
                    let event = feed.notification();
                    let header = event.message.header;
                    if header.kind != Header::ERROR || header.seq != self.seq {
                        self.kept.push(&event);
                        continue;
                    }
                    let ack = Ack::read(&event.message)?;
                    let sent = self.outbox.written();
                    let ack = Acknowledgement::new(ack.errno, &ack.extack, sent, request.names())?;
                    return match ack.errno {
                        None => Ok(ack),
                        Some(_) => Err(ErrorKind::Refused(Box::new(ack))),
                    };
                }
            }
        }
    }
}

/// The events that arrived before an acknowledgement.
#[derive(Debug, Default)]
struct Queue {
    events: VecDeque<QueuedNotification>,
    bytes: usize,
    /// The event that was returned last, which the caller borrows.
    current: Vec<u8>,
}

#[derive(Debug)]
enum QueuedNotification {
    Message {
        header: Header,
        payload: Vec<u8>,
        group: Option<Group>,
        nsid: Option<i32>,
    },
    Lost(u32),
}

impl Queue {
    const LIMIT: usize = 1 << 20;

    fn push(&mut self, event: &GroupMessage<'_>) {
        if self.bytes >= Self::LIMIT || self.events.len() >= Self::LIMIT / 64 {
            return self.lost(1);
        }
        let payload = event.message.payload.to_vec();
        self.bytes += payload.len();
        self.events.push_back(QueuedNotification::Message {
            header: event.message.header,
            payload,
            group: event.group,
            nsid: event.nsid,
        });
    }

    fn lost(&mut self, drops: u32) {
        match self.events.back_mut() {
            Some(QueuedNotification::Lost(before)) => *before = before.saturating_add(drops),
            _ => self.events.push_back(QueuedNotification::Lost(drops)),
        }
    }

    /// Removes the first event.
    fn take(&mut self) -> Option<Notification<'_>> {
        match self.events.pop_front()? {
            QueuedNotification::Lost(drops) => Some(Notification::Lost(Lost { drops })),
            QueuedNotification::Message {
                header,
                payload,
                group,
                nsid,
            } => {
                self.bytes -= payload.len();
                self.current = payload;
                Some(Notification::Message(GroupMessage {
                    message: Message {
                        header,
                        payload: &self.current,
                    },
                    group,
                    nsid,
                }))
            }
        }
    }
}

/// To wait for it, first read until [`Subscription::try_next`] returns `None`, as for [`Listener`].
impl AsRawFd for Subscription {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl AsFd for Subscription {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

/// Takes over a netlink socket that was opened elsewhere.
///
/// `EAFNOSUPPORT`: the socket belongs to another address family.
impl TryFrom<OwnedFd> for Subscription {
    type Error = Error;

    fn try_from(fd: OwnedFd) -> Result<Self, Error> {
        Self::over(Listener::try_from(fd)?)
    }
}

/// Messages that were received and not returned yet are lost.
impl From<Subscription> for OwnedFd {
    fn from(subscription: Subscription) -> Self {
        subscription.listener.into()
    }
}
