// SPDX-License-Identifier: MIT OR Apache-2.0

//! The common part of blocking and async sockets: everything except waiting.
//!
//! A shell calls [`Connection::step`] until it returns something other than [`Step::Wait`], and waits in its own way on
//! each [`Step::Wait`].

use std::time::{Duration, Instant, SystemTime};

use crate::error::{Acknowledgement, Error, ErrorKind, Op};
use crate::exchange::{Exchange, MessageClass};
use crate::inbox::{Arrival, Expect, Inbox};
use crate::names::Names;
use crate::request::{Outbox, Request};
use crate::sys;
use crate::transport::{Deadline, Transport};
use crate::wire::extack::{Ack, Done};
use crate::wire::{ExtAck, Flags, Header, Malformed, Message, Messages, Protocol};

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) transport: Transport,
    inbox: Inbox,
    outbox: Outbox,
    pub(crate) exchange: Exchange,
    pub(crate) deadline: Deadline,
    /// The offset of the last request in `outbox`.
    last: usize,
    /// The last request, for error messages.
    subject: Subject,
    /// Whether the last datagram has held no message for the exchange so far.
    unmatched: bool,
    /// Whether messages were lost since the socket was last empty.
    congested: bool,
}

static UNKNOWN: Names = Names::unknown(0);

/// The offset of the flags in a message header.
const FLAGS_AT: usize = 6;

/// The subject of an exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    kind: u16,
    label: Option<&'static str>,
    names: &'static Names,
}

impl Subject {
    pub(crate) fn of<R: Request>(request: &R) -> Self {
        Self {
            kind: request.kind(),
            label: request.label(),
            names: request.names(),
        }
    }

    #[cold]
    pub(crate) fn error(&self, protocol: Protocol, kind: impl Into<ErrorKind>) -> Error {
        match self.label {
            Some(label) => {
                let object = format!("{label} of netlink protocol {protocol}");
                Error::new(Op::Request, object, kind)
            }
            None => {
                let object = format!("{} of netlink protocol {protocol}", self.kind);
                Error::new(Op::Request, object, kind)
            }
        }
    }
}

/// The result of one step of the exchange.
#[derive(Debug)]
pub(crate) enum Step {
    /// Nothing until the socket is readable.
    Wait,
    /// Only messages that match no request so far; there may be more. This step lets a shell check its deadline even if
    /// such messages keep arriving.
    Unmatched,
    /// A reply to the request with this index: the shell must call [`Connection::take_reply`].
    Reply(u32),
    /// The kernel's acknowledgement of the request with this index.
    Acknowledgement(u32, Box<Acknowledgement>),
    /// The end of a dump.
    End(Box<Acknowledgement>),
}

impl Connection {
    /// How long an exchange waits for a reply by default.
    pub(crate) const TIMEOUT: Duration = Duration::from_secs(5);

    /// Opens a connection, and enables what makes replies better: extended acks, no copy of the request, and, where
    /// kernels differ, strict checking of dump requests, without which filters are ignored.
    pub(crate) fn new(transport: Transport) -> Result<Self, Error> {
        transport.switch(sys::NETLINK_EXT_ACK, true)?;
        transport.switch(sys::NETLINK_CAP_ACK, true)?;
        if transport.protocol() == Protocol::ROUTE {
            transport.switch(sys::NETLINK_GET_STRICT_CHK, true)?;
        }
        Ok(Self {
            inbox: Inbox::new(Expect::Kernel),
            outbox: Outbox::of(transport.portid()),
            transport,
            last: 0,
            exchange: Exchange::new(seed()),
            deadline: Deadline::new(Some(Self::TIMEOUT)),
            subject: Subject {
                kind: Header::NOOP,
                label: None,
                names: &UNKNOWN,
            },
            unmatched: false,
            congested: false,
        })
    }

    /// Gives up the open exchange, so that only the end of a dump is still awaited.
    #[inline]
    pub(crate) fn prepare(&mut self) {
        self.exchange.give_up();
        self.deadline.restart();
    }

    /// Reads the rest of an abandoned dump; `None` when it has ended, and the next dump can begin.
    pub(crate) fn drain(&mut self) -> Result<Option<Step>, ErrorKind> {
        while self.exchange.must_drain() {
            match self.step() {
                Ok(pause @ (Step::Wait | Step::Unmatched)) if self.exchange.must_drain() => {
                    return Ok(Some(pause));
                }
                // A loss within an abandoned dump does not matter.
                Ok(_) | Err(ErrorKind::Overrun | ErrorKind::Truncated { .. }) => {}
                Err(kind) => return Err(kind),
            }
        }
        Ok(None)
    }

    /// Sends a request and opens its exchange.
    #[inline]
    pub(crate) fn send<R: Request>(&mut self, request: &R, flags: Flags) -> Result<(), Error> {
        self.inbox.discard();
        if self.congested {
            self.clear_congestion()?;
        }
        self.outbox.clear();
        let seq = self.exchange.begin(flags.contains(Flags::DUMP));
        self.put(request, flags, seq)?;
        self.transmit()
    }

    /// Opens an exchange of many requests, which are added and then sent at once.
    pub(crate) fn begin_batch(&mut self) {
        self.exchange.give_up();
        self.outbox.clear();
    }

    /// Sends the requests of the batch, and requests an acknowledgement of the last one.
    pub(crate) fn send_batch(&mut self) -> Result<(), Error> {
        self.inbox.discard();
        self.deadline.restart();
        if self.congested {
            self.clear_congestion()?;
        }
        let flags = self.last + FLAGS_AT;
        let flags = self.outbox.written_mut().get_mut(flags..flags + 2);
        if let Some(Ok(bytes)) = flags.map(<&mut [u8; 2]>::try_from) {
            *bytes = (u16::from_ne_bytes(*bytes) | Flags::ACK.0).to_ne_bytes();
        }
        self.transmit()
    }

    /// Adds a request to the batch; indexes are consecutive.
    #[inline]
    pub(crate) fn add<R: Request>(&mut self, request: &R, flags: Flags) -> Result<(), Error> {
        let seq = if self.outbox.used() == 0 {
            self.exchange.begin(false)
        } else {
            self.exchange.add()
        };
        let added = self.put(request, flags, seq);
        if added.is_err() {
            self.exchange.take_back();
        }
        added
    }

    /// The size in bytes of the requests in the batch.
    #[inline]
    pub(crate) fn written(&self) -> usize {
        self.outbox.used()
    }

    #[inline]
    fn put<R: Request>(&mut self, request: &R, flags: Flags, seq: u32) -> Result<(), Error> {
        self.subject = Subject::of(request);
        self.last = self.outbox.used();
        let flags = Flags::REQUEST | flags | request.flags();
        let pushed = self.outbox.push(request, flags, seq);
        pushed.map_err(|build_error| self.error(build_error))
    }

    /// Sends the content of the outbox as one datagram.
    #[inline]
    fn transmit(&mut self) -> Result<(), Error> {
        self.unmatched = false;
        match self.transport.send(self.outbox.written(), 0, 0) {
            Ok(()) => Ok(()),
            Err(errno) => {
                self.exchange.finish();
                Err(self.transport.error(Op::Send, errno))
            }
        }
    }

    /// Reads what the socket still holds after a loss. Until it is empty the kernel drops everything that is sent to
    /// it, and does not report that again.
    #[cold]
    fn clear_congestion(&mut self) -> Result<(), Error> {
        while self.congested {
            self.deadline
                .check(Instant::now())
                .map_err(|kind| self.transport.error(Op::Receive, kind))?;
            let arrival = self.inbox.fill(&mut self.transport);
            let arrival = arrival.map_err(|errno| self.transport.error(Op::Receive, errno))?;
            self.congested = arrival != Arrival::Nothing;
            while let Some(message) = self.inbox.take() {
                self.exchange.classify(&message.header);
            }
        }
        Ok(())
    }

    /// Whether the next message is a reply, for [`Connection::take_reply`]. For most messages of a dump, no other check
    /// is made.
    #[inline]
    pub(crate) fn has_reply(&self) -> bool {
        self.inbox.front_is(|header| self.exchange.is_reply(header))
    }

    /// The reply that [`Step::Reply`] has announced.
    #[inline]
    pub(crate) fn take_reply(&mut self) -> Option<Message<'_>> {
        let message = self.inbox.take()?;
        self.exchange.note_flags(message.header.flags);
        Some(message)
    }

    /// The reply that [`Step::Reply`] has announced, as its request reads it.
    #[inline]
    pub(crate) fn read_reply<R: Request>(&mut self, request: &R) -> Result<R::Reply<'_>, Error> {
        let read = match self.inbox.take() {
            Some(message) => {
                self.exchange.note_flags(message.header.flags);
                request.read(message).map_err(ErrorKind::from)
            }
            None => Err(ErrorKind::NoReply),
        };
        read.map_err(|kind| Subject::of(request).error(self.transport.protocol(), kind))
    }

    /// The only reply to a request, given the first step.
    #[inline]
    pub(crate) fn read_only_reply<R: Request>(
        &mut self,
        step: Step,
        request: &R,
    ) -> Result<R::Reply<'_>, Error> {
        match step {
            Step::Reply(_) => self.read_reply(request),
            Step::Acknowledgement(_, ack) | Step::End(ack) if ack.errno.is_some() => {
                Err(self.error(ErrorKind::Refused(ack)))
            }
            _ => Err(self.error(ErrorKind::NoReply)),
        }
    }

    /// The acknowledgement of a change; a reply before it is skipped. With [`Flags::ECHO`], the notification of the
    /// change arrives before its acknowledgement.
    pub(crate) fn acknowledged(&mut self, step: Step) -> Option<Result<Acknowledgement, Error>> {
        let ack = match step {
            Step::Acknowledgement(_, ack) | Step::End(ack) => ack,
            Step::Reply(_) => {
                self.take_reply();
                return None;
            }
            Step::Wait | Step::Unmatched => return None,
        };
        self.exchange.finish();
        Some(match ack.errno {
            None => Ok(*ack),
            Some(_) => Err(self.error(ErrorKind::Refused(ack))),
        })
    }

    /// [`Connection::step`] right after a single request was sent. Usually the kernel has queued the reply by then, and
    /// nothing else has arrived.
    #[inline]
    pub(crate) fn first_step(&mut self) -> Result<Step, ErrorKind> {
        match self.refill()? {
            Some(pause) => Ok(pause),
            None if self.has_reply() => Ok(Step::Reply(0)),
            None => self.step(),
        }
    }

    /// Continues until the exchange has a result, or has to wait.
    pub(crate) fn step(&mut self) -> Result<Step, ErrorKind> {
        loop {
            match self.inbox.front() {
                None => {
                    if let Some(pause) = self.refill()? {
                        return Ok(pause);
                    }
                }
                Some(Ok(message)) => {
                    if self.unmatched && self.exchange.is_ours(&message.header) {
                        self.unmatched = false;
                        if self.exchange.is_dump() {
                            self.deadline.restart();
                        }
                    }
                    match self.exchange.classify(&message.header) {
                        MessageClass::Reply(index) => return Ok(Step::Reply(index)),
                        MessageClass::Nothing => drop(self.inbox.take()),
                        MessageClass::Acknowledgement(index) => {
                            let ack = Ack::read(&message);
                            let ack = ack.map(|ack| self.ack(index, ack.errno, &ack.extack));
                            self.inbox.take();
                            return Ok(Step::Acknowledgement(index, ack??));
                        }
                        MessageClass::End => {
                            let done = Done::read(&message);
                            let ack = done.map(|done| self.ack(0, done.errno, &done.extack));
                            self.inbox.take();
                            return Ok(Step::End(ack??));
                        }
                    }
                }
                Some(Err(malformed)) => {
                    self.inbox.discard();
                    return Err(malformed.into());
                }
            }
        }
    }

    /// Receives the next datagram, or returns the reason why there is none.
    #[inline]
    fn refill(&mut self) -> Result<Option<Step>, ErrorKind> {
        if std::mem::take(&mut self.unmatched) {
            return Ok(Some(Step::Unmatched));
        }
        let arrival = self.inbox.fill(&mut self.transport)?;
        match arrival {
            Arrival::Overrun => self.congested = true,
            Arrival::Nothing => self.congested = false,
            _ => {}
        }
        if arrival.or_loss()? {
            // Where answers never end, nothing is ever waited for.
            self.deadline.check_last()?;
            self.unmatched = true;
            return Ok(None);
        }
        Ok(Some(match arrival {
            Arrival::NotFromKernel => Step::Unmatched,
            _ => Step::Wait,
        }))
    }

    fn ack(
        &self,
        index: u32,
        errno: u32,
        extack: &ExtAck<'_>,
    ) -> Result<Box<Acknowledgement>, Malformed> {
        if errno == 0 && extack.is_empty() {
            return Ok(Box::default());
        }
        let request = self.request_bytes(index);
        let same = Header::read(request).is_ok_and(|header| header.kind == self.subject.kind);
        // A batch may hold requests of several kinds, and only the names of the last one are known here.
        let names = if same { self.subject.names } else { &UNKNOWN };
        Acknowledgement::new(errno, extack, request, names).map(Box::new)
    }

    /// The bytes of a message that was sent.
    fn request_bytes(&self, index: u32) -> &[u8] {
        let sent = self.outbox.written();
        let mut messages = Messages::new(sent);
        for _ in 0..index {
            messages.next();
        }
        let start = sent.len() - messages.rest().len();
        messages.next();
        let end = sent.len() - messages.rest().len();
        sent.get(start..end).unwrap_or(&[])
    }

    pub(crate) fn not_from_kernel(&self) -> u64 {
        self.inbox.not_from_kernel()
    }

    /// An error about the request that was written last.
    #[cold]
    pub(crate) fn error(&self, kind: impl Into<ErrorKind>) -> Error {
        self.subject.error(self.transport.protocol(), kind)
    }
}

/// A start for sequence numbers that is unlikely to be that of another socket.
fn seed() -> u32 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.unwrap_or_default();
    (now.as_secs() as u32).rotate_left(20) ^ now.subsec_nanos()
}
