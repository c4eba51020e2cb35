// SPDX-License-Identifier: MIT OR Apache-2.0

//! What blocking and async sockets have in common: everything but the waiting.
//!
//! A shell calls [`Connection::step`] until it says something other than [`Step::Wait`], and waits in its own way
//! whenever it does.

use std::time::{Duration, Instant, SystemTime};

use crate::deadline::Deadline;
use crate::error::{Error, ErrorKind, Op};
use crate::exchange::{Exchange, Meaning};
use crate::inbox::{Arrival, Expect, Inbox, Spot};
use crate::names::Names;
use crate::outbox::Outbox;
use crate::request::Request;
use crate::sys;
use crate::transport::Transport;
use crate::verdict::Verdict;
use crate::wire::extack::{Ack, Done};
use crate::wire::{align, Buffer, Builder, ExtAck, Flags, Header, Message, Messages, Protocol};

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) transport: Transport,
    inbox: Inbox,
    outbox: Outbox,
    pub(crate) exchange: Exchange,
    pub(crate) deadline: Deadline,
    pub(crate) timeout: Option<Duration>,
    /// Where the last request in `outbox` starts.
    last: usize,
    /// What that request is, for errors.
    subject: Subject,
    /// Whether anything has come of the datagram that was taken in last.
    progress: bool,
}

/// Where the flags stand in a message header.
const FLAGS_AT: usize = 6;

/// What an exchange is about.
#[derive(Clone, Copy, Debug)]
struct Subject {
    kind: u16,
    label: Option<&'static str>,
    names: &'static Names,
}

/// What the exchange has come to.
#[derive(Debug)]
pub(crate) enum Step {
    /// Nothing more until the socket is readable.
    Wait,
    /// An answer to the request with this index.
    Reply(u32, Spot),
    /// The kernel's verdict on the request with this index.
    Verdict(u32, Verdict),
    /// The end of a dump.
    End(Verdict),
}

impl Connection {
    /// How long an exchange waits for an answer unless told otherwise.
    pub(crate) const TIMEOUT: Duration = Duration::from_secs(5);

    /// Asks for what only makes answers better: extended acks, no repetition of the request, and, where kernels
    /// differ, strict checking of dump requests, without which filters are ignored.
    pub(crate) fn new(transport: Transport) -> Result<Self, Error> {
        transport.switch(sys::NETLINK_EXT_ACK, true)?;
        transport.switch(sys::NETLINK_CAP_ACK, true)?;
        if transport.protocol() == Protocol::ROUTE {
            transport.switch(sys::NETLINK_GET_STRICT_CHK, true)?;
        }
        Ok(Self {
            transport,
            inbox: Inbox::new(Expect::Kernel),
            outbox: Outbox::new(),
            last: 0,
            exchange: Exchange::new(seed()),
            deadline: Deadline::new(Some(Self::TIMEOUT)),
            timeout: Some(Self::TIMEOUT),
            subject: Subject {
                kind: Header::NOOP,
                label: None,
                names: const { &Names::unknown(0) },
            },
            progress: true,
        })
    }

    /// Gives up what was open, so that nothing but the end of a dump is still awaited.
    #[inline]
    pub(crate) fn prepare(&mut self) {
        self.exchange.give_up();
        self.deadline = Deadline::new(self.timeout);
    }

    /// Reads what is left of an abandoned dump, until nothing is: `false` means that this has to be waited for.
    pub(crate) fn drained(&mut self) -> Result<bool, ErrorKind> {
        while self.exchange.must_drain() {
            if matches!(self.step()?, Step::Wait) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sends a request and opens its exchange.
    #[inline]
    pub(crate) fn send<R: Request>(&mut self, request: &R, flags: Flags) -> Result<(), Error> {
        self.inbox.discard();
        self.outbox.clear();
        let seq = self.exchange.begin(flags.contains(Flags::DUMP));
        self.put(request, flags, seq)?;
        self.transmit()
    }

    /// Opens an exchange of many requests, to be added and then sent at once.
    pub(crate) fn begin_batch(&mut self) {
        self.exchange.give_up();
        self.outbox.clear();
    }

    /// Sends the requests of the batch, the last one to be acknowledged.
    pub(crate) fn send_batch(&mut self) -> Result<(), Error> {
        self.inbox.discard();
        self.deadline = Deadline::new(self.timeout);
        let flags = self.last + FLAGS_AT;
        let flags = self.outbox.written_mut().get_mut(flags..flags + 2);
        if let Some(Ok(bytes)) = flags.map(<&mut [u8; 2]>::try_from) {
            *bytes = (u16::from_ne_bytes(*bytes) | Flags::ACK.0).to_ne_bytes();
        }
        self.transmit()
    }

    /// Adds a request to the batch; its index is one more than the last one's.
    #[inline]
    pub(crate) fn add<R: Request>(&mut self, request: &R, flags: Flags) -> Result<(), Error> {
        let seq = if self.outbox.written().is_empty() {
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

    /// How many bytes the requests of the batch have.
    #[inline]
    pub(crate) fn written(&self) -> usize {
        self.outbox.written().len()
    }

    #[inline]
    fn put<R: Request>(&mut self, request: &R, flags: Flags, seq: u32) -> Result<(), Error> {
        self.subject = Subject {
            kind: request.kind(),
            label: request.label(),
            names: request.names(),
        };
        self.last = align(self.outbox.written().len());
        let flags = Flags::REQUEST | flags | request.flags();
        Builder::new(&mut self.outbox, request.kind(), flags, seq)
            .and_then(|mut message| {
                request.write(&mut message)?;
                message.finish()
            })
            .map_err(|no_room| self.error(no_room))
    }

    /// Sends what the outbox holds as one datagram.
    #[inline]
    fn transmit(&mut self) -> Result<(), Error> {
        self.progress = true;
        match self.transport.send(self.outbox.written(), 0, 0) {
            Ok(()) => Ok(()),
            Err(errno) => {
                self.exchange.finish();
                Err(self.transport.error(Op::Send, errno))
            }
        }
    }

    /// Goes on until something has come of the exchange, or has to be waited for.
    #[inline]
    pub(crate) fn step(&mut self) -> Result<Step, ErrorKind> {
        loop {
            while let Some(next) = self.inbox.next() {
                let spot = next?;
                match self.exchange.judge(&spot.header) {
                    Meaning::Reply(index) => {
                        self.progress = true;
                        return Ok(Step::Reply(index, spot));
                    }
                    Meaning::Nothing => {}
                    meaning => return self.control(meaning, spot),
                }
            }
            if !self.refill()? {
                return Ok(Step::Wait);
            }
        }
    }

    /// Takes in the next datagram; `false` if there is none, or if the one before led nowhere: then the shell gets a
    /// chance to look at its clock, so that a stream of strays cannot hold it for ever.
    fn refill(&mut self) -> Result<bool, ErrorKind> {
        if !std::mem::replace(&mut self.progress, true) && !self.exchange.must_drain() {
            return Ok(false);
        }
        let arrival = self.inbox.fill(&mut self.transport)?;
        self.progress = false;
        match arrival {
            Arrival::Datagram => {
                if self.exchange.is_dump() {
                    self.deadline.restart();
                }
                Ok(true)
            }
            other => {
                self.progress = true;
                other.or_loss()
            }
        }
    }

    #[cold]
    fn control(&mut self, meaning: Meaning, spot: Spot) -> Result<Step, ErrorKind> {
        self.progress = true;
        let message = self.inbox.message(spot);
        Ok(match meaning {
            Meaning::Verdict(index) => {
                let ack = Ack::read(&message)?;
                Step::Verdict(index, self.verdict(index, ack.errno, &ack.extack)?)
            }
            _ => {
                let done = Done::read(&message)?;
                Step::End(self.verdict(0, done.errno, &done.extack)?)
            }
        })
    }

    fn verdict(&self, index: u32, errno: u32, extack: &ExtAck<'_>) -> Result<Verdict, ErrorKind> {
        if errno == 0 && extack.is_empty() {
            return Ok(Verdict::default());
        }
        let request = self.request_bytes(index);
        Ok(Verdict::new(errno, extack, request, self.subject.names)?)
    }

    /// One of the messages that were sent.
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

    #[inline]
    pub(crate) fn message(&self, spot: Spot) -> Message<'_> {
        self.inbox.message(spot)
    }

    /// When the shell has to give up waiting, if ever.
    pub(crate) fn deadline_at(&mut self) -> Option<Instant> {
        self.deadline.at(Instant::now())
    }

    pub(crate) fn foreign(&self) -> u64 {
        self.inbox.foreign()
    }

    /// An error about the request.
    #[cold]
    pub(crate) fn error(&self, kind: impl Into<ErrorKind>) -> Error {
        let protocol = self.transport.protocol();
        match self.subject.label {
            Some(label) => Error::new(
                Op::Request,
                format_args!("{label} of netlink protocol {protocol}"),
                kind,
            ),
            None => Error::new(
                Op::Request,
                format_args!("{} of netlink protocol {protocol}", self.subject.kind),
                kind,
            ),
        }
    }
}

/// Somewhere in the sequence numbers that is hardly where another socket began.
fn seed() -> u32 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.unwrap_or_default();
    (now.as_secs() as u32).rotate_left(20) ^ now.subsec_nanos()
}
