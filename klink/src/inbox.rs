// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::error::ErrorKind;
use crate::sys::{self, Received};
use crate::transport::Transport;
use crate::wire::{align, Header, Malformed, Message, Messages};
use crate::Errno;

/// Where datagrams arrive, for every kind of socket: the one place that decides what counts as received.
///
/// A datagram from another sender than the one expected is dropped and counted. One that is longer than the buffer is
/// an error, and the buffer is grown for the next. `ENOBUFS` is told apart from errors.
///
/// Where datagrams come in bursts, several are taken in with one system call. How many it asks for doubles for as long
/// as so many are there, so that one which comes alone costs no more than it must. It never asks for more than fit into
/// [`Inbox::BURST`] by the length of the last: what saves system calls for short ones, costs long ones the cache.
#[derive(Debug)]
pub(crate) struct Inbox {
    /// A slot for each datagram of one call.
    buffer: Vec<u8>,
    /// Bytes of a slot.
    slot: usize,
    /// The datagrams of the last call, how many there are, and how many of them have been looked at.
    received: [Received; sys::MOST],
    count: usize,
    taken: usize,
    /// How many the last call asked for, and the most that one may.
    asked: usize,
    most: usize,
    /// Bytes that a slot should have: as many as the longest datagram so far.
    longest: usize,
    /// The part of the datagram at hand that has not been read, as offsets into `buffer`.
    at: usize,
    end: usize,
    expect: Expect,
    not_from_kernel: u64,
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
    NotFromKernel,
    /// The kernel had no room for some.
    Overrun,
    /// One was lost, because the buffer was too small for it.
    Truncated { len: usize, room: usize },
}

impl Inbox {
    /// As much as the kernel ever puts in one datagram of a dump (`netlink_recvmsg()`: 32 KiB), and a little more, so that
    /// slots do not begin at the same place of a processor's cache.
    const SLOT: usize = 33 * 1024;

    /// The most memory for several datagrams: for long ones there are fewer slots.
    const MEMORY: usize = Self::SLOT * sys::MOST;

    /// Bytes of datagrams that are taken in at once, unless there is only one.
    const BURST: usize = 16 * 1024;

    /// Takes in one datagram at a time. So do exchanges: their answers are long, and mostly there is one.
    pub(crate) fn new(expect: Expect) -> Self {
        Self {
            buffer: vec![0; Self::SLOT],
            slot: Self::SLOT,
            received: [Received::default(); sys::MOST],
            count: 0,
            taken: 0,
            asked: 1,
            most: 1,
            longest: Self::SLOT,
            at: 0,
            end: 0,
            expect,
            not_from_kernel: 0,
        }
    }

    /// Takes in bursts of datagrams.
    pub(crate) fn of_bursts(expect: Expect) -> Self {
        Self {
            most: sys::MOST,
            ..Self::new(expect)
        }
    }

    /// Goes on to the next datagram if there is one; what was left of the last is gone.
    #[inline]
    pub(crate) fn fill(&mut self, transport: &mut Transport) -> Result<Arrival, Errno> {
        self.discard();
        if self.taken == self.count {
            match self.receive(transport) {
                Ok(()) => {}
                Err(Errno::EAGAIN) => return Ok(Arrival::Nothing),
                Err(Errno::ENOBUFS) => return Ok(Arrival::Overrun),
                Err(errno) => return Err(errno),
            }
        }
        let Some(&received) = self.received.get(self.taken) else {
            return Ok(Arrival::Nothing);
        };
        let start = self.taken * self.slot;
        self.taken += 1;
        if self.expect == Expect::Kernel && received.sender != 0 {
            self.not_from_kernel += 1;
            return Ok(Arrival::NotFromKernel);
        }
        if received.len > self.slot {
            return Ok(self.truncated(received.len));
        }
        self.at = start;
        self.end = start + received.len;
        Ok(Arrival::Datagram)
    }

    #[inline(never)]
    fn receive(&mut self, transport: &mut Transport) -> Result<(), Errno> {
        let burst = self.count == self.asked && self.most > 1;
        self.asked = if burst {
            let last = self.received.get(self.count.wrapping_sub(1));
            let len = last.map_or(0, |last| last.len);
            let fit = (Self::BURST / len.max(1)).max(1);
            (2 * self.asked).min(self.most).min(fit)
        } else {
            1
        };
        if self.longest > self.slot || self.asked * self.slot > self.buffer.len() {
            self.grow();
        }
        (self.count, self.taken) = (0, 0);
        let buffer = self.buffer.get_mut(..self.asked * self.slot);
        let buffer = buffer.unwrap_or_default();
        self.count = transport.receive(buffer, self.slot, &mut self.received)?;
        Ok(())
    }

    /// Makes room for what is asked for. Nothing of the last call is needed any more.
    #[cold]
    fn grow(&mut self) {
        self.slot = self.longest;
        let most = self.most.min(Self::MEMORY / self.slot).max(1);
        self.asked = self.asked.min(most);
        // Memory that is zero from the start and takes no room until something is written there.
        let slots = if self.asked == 1 { 1 } else { most };
        self.buffer = vec![0; slots * self.slot];
    }

    /// The slots grow with the next call: there may be other datagrams in them.
    #[cold]
    fn truncated(&mut self, len: usize) -> Arrival {
        self.longest = self.longest.max(len.next_power_of_two());
        Arrival::Truncated {
            len,
            room: self.slot,
        }
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
        let Some(rest) = self.buffer.get(self.at..self.end) else {
            return false;
        };
        let Ok(header) = Header::read(rest) else {
            return false;
        };
        rest.get(Header::LEN..header.len as usize).is_some() && wanted(&header)
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
        let last = self.taken.checked_sub(1);
        let origin = last.and_then(|last| self.received.get(last));
        origin.copied().unwrap_or_default()
    }

    /// How many datagrams of unexpected senders were dropped.
    pub(crate) fn not_from_kernel(&self) -> u64 {
        self.not_from_kernel
    }
}

impl Arrival {
    /// Loss as an error, for sockets that have no other way to tell; otherwise whether there is a datagram.
    #[inline]
    pub(crate) fn or_loss(self) -> Result<bool, ErrorKind> {
        match self {
            Self::Datagram => Ok(true),
            Self::Nothing | Self::NotFromKernel => Ok(false),
            Self::Overrun => Err(ErrorKind::Overrun),
            Self::Truncated { len, room } => Err(ErrorKind::Truncated { len, room }),
        }
    }
}
