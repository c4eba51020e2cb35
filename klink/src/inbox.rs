// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::error::ErrorKind;
use crate::sys::Received;
use crate::transport::Transport;
use crate::wire::{align, Header, Malformed, Message, Messages};
use crate::Errno;

/// Where datagrams arrive, for every kind of socket: the one place that decides what counts as received.
///
/// A datagram from another sender than the one expected is dropped and counted. One that is longer than the buffer is
/// an error, and the buffer is grown for the next. `ENOBUFS` is told apart from errors.
#[derive(Debug)]
pub(crate) struct Inbox {
    buffer: Vec<u8>,
    /// The part of the datagram that has not been read, as offsets into `buffer`.
    at: usize,
    end: usize,
    origin: Received,
    expect: Expect,
    foreign: u64,
}

/// Whose datagrams are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// The kernel's.
    Kernel,
    /// Everybody's: who it was is told with each.
    Anyone,
}

/// What came of asking for a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// One is there to be read.
    Datagram,
    /// None, for now.
    Nothing,
    /// One was dropped, because of its sender.
    Foreign,
    /// The kernel had no room for some.
    Overrun,
    /// One was lost, because the buffer was too small for it.
    Truncated { len: usize, room: usize },
}

impl Inbox {
    /// As much as the kernel ever puts in one datagram of a dump (`netlink_recvmsg()`: 32 KiB).
    const ROOM: usize = 32 * 1024;

    pub(crate) fn new(expect: Expect) -> Self {
        Self {
            buffer: vec![0; Self::ROOM],
            at: 0,
            end: 0,
            origin: Received::default(),
            expect,
            foreign: 0,
        }
    }

    /// Takes in the next datagram if there is one; what was left of the last is gone.
    #[inline]
    pub(crate) fn fill(&mut self, transport: &mut Transport) -> Result<Arrival, Errno> {
        self.discard();
        let received = match transport.receive(&mut self.buffer) {
            Ok(received) => received,
            Err(Errno::EAGAIN) => return Ok(Arrival::Nothing),
            Err(Errno::ENOBUFS) => return Ok(Arrival::Overrun),
            Err(errno) => return Err(errno),
        };
        if self.expect == Expect::Kernel && received.sender != 0 {
            self.foreign += 1;
            return Ok(Arrival::Foreign);
        }
        if received.len > self.buffer.len() {
            return Ok(self.grow(received.len));
        }
        self.origin = received;
        self.end = received.len;
        Ok(Arrival::Datagram)
    }

    #[cold]
    fn grow(&mut self, len: usize) -> Arrival {
        let room = self.buffer.len();
        self.buffer = vec![0; len.next_power_of_two()];
        Arrival::Truncated { len, room }
    }

    /// Forgets what has not been read.
    #[inline]
    pub(crate) fn discard(&mut self) {
        self.at = 0;
        self.end = 0;
    }

    /// The next message of the datagram; it stays the next.
    #[inline]
    pub(crate) fn front(&self) -> Option<Result<Message<'_>, Malformed>> {
        Messages::new(self.unread()).next()
    }

    /// Whether there is a next message, it is sound, and its header is as wanted.
    #[inline]
    pub(crate) fn front_is(&self, wanted: impl FnOnce(&Header) -> bool) -> bool {
        let front = || {
            let rest = self.buffer.get(self.at..self.end)?;
            let header = Header::read(rest).ok()?;
            rest.get(Header::LEN..header.len as usize)?;
            Some(wanted(&header))
        };
        front().unwrap_or(false)
    }

    /// The next message, if it is sound, and goes on behind it. After [`Inbox::front_is`] it costs nothing to check
    /// again: the compiler sees that nothing has changed in between.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Message<'_>> {
        let rest = self.buffer.get(self.at..self.end)?;
        let header = Header::read(rest).ok()?;
        let payload = rest.get(Header::LEN..header.len as usize)?;
        self.at += align(header.len as usize);
        Some(Message { header, payload })
    }

    /// The bytes of the datagram that have not been read.
    #[inline]
    pub(crate) fn unread(&self) -> &[u8] {
        self.buffer.get(self.at..self.end).unwrap_or(&[])
    }

    /// Where the datagram came from.
    #[inline]
    pub(crate) fn origin(&self) -> Received {
        self.origin
    }

    /// How many datagrams of unexpected senders were dropped.
    pub(crate) fn foreign(&self) -> u64 {
        self.foreign
    }
}

impl Arrival {
    /// Loss as an error, for sockets that have no other way to tell; otherwise whether there is a datagram.
    #[inline]
    pub(crate) fn or_loss(self) -> Result<bool, ErrorKind> {
        match self {
            Self::Datagram => Ok(true),
            Self::Nothing | Self::Foreign => Ok(false),
            Self::Overrun => Err(ErrorKind::Overrun),
            Self::Truncated { len, room } => Err(ErrorKind::Truncated { len, room }),
        }
    }
}
