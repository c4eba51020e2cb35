// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::error::ErrorKind;
use crate::sys::{self, Received};
use crate::transport::Transport;
use crate::wire::{align, Header, Malformed, Message, Messages};
use crate::Errno;

/// The receive buffer of every kind of socket: the one place that decides which datagrams count as received.
///
/// A datagram from an unexpected sender is dropped and counted. A datagram that is longer than the buffer is an error,
/// and the buffer is enlarged for the next one. `ENOBUFS` is distinguished from errors.
///
/// If datagrams arrive in bursts, several are received with one system call. The number requested doubles as long as
/// that many are available, so a datagram that arrives alone has no extra cost. The number is limited to what fits into
/// [`Inbox::BURST`] by the length of the last datagram: batching saves system calls for short datagrams but evicts the
/// cache for long ones.
#[derive(Debug)]
pub(crate) struct Inbox {
    /// One slot for each datagram of a call.
    buffer: Vec<u8>,
    /// The size of a slot in bytes.
    slot: usize,
    /// The datagrams of the last call, their number, and how many of them have been read.
    received: [Received; sys::MOST],
    count: usize,
    taken: usize,
    /// The number that the last call requested, and the maximum of a call.
    asked: usize,
    most: usize,
    /// The size that a slot should have: that of the longest datagram so far.
    longest: usize,
    /// The part of the current datagram that has not been read, as offsets into `buffer`.
    at: usize,
    end: usize,
    expect: Expect,
    not_from_kernel: u64,
}

/// The senders whose datagrams are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// Only the kernel.
    Kernel,
    /// Any sender, which is reported with each datagram.
    Anyone,
}

/// The result of receiving a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// A datagram was received.
    Datagram,
    /// No datagram is available now.
    Nothing,
    /// A datagram was dropped because of its sender.
    NotFromKernel,
    /// The kernel dropped datagrams because the socket was full.
    Overrun,
    /// A datagram was lost because the buffer was too small for it.
    Truncated { len: usize, room: usize },
}

impl Inbox {
    /// The maximum that the kernel puts in one datagram of a dump (`netlink_recvmsg()`: 32 KiB), and a little more, so
    /// that slots do not start at the same place of a processor's cache.
    const SLOT: usize = 33 * 1024;

    /// The maximum memory for several datagrams: for long ones there are fewer slots.
    const MEMORY: usize = Self::SLOT * sys::MOST;

    /// The size in bytes of a burst that is received at once, unless it is a single datagram.
    const BURST: usize = 16 * 1024;

    /// Receives one datagram at a time. Exchanges use this: replies are long, and usually there is only one.
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

    /// Receives bursts of datagrams.
    pub(crate) fn of_bursts(expect: Expect) -> Self {
        Self {
            most: sys::MOST,
            ..Self::new(expect)
        }
    }

    /// Moves to the next datagram, if there is one; the rest of the last one is discarded.
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

    /// Enlarges the buffer if needed. Datagrams of the last call are no longer needed.
    #[cold]
    fn grow(&mut self) {
        self.slot = self.longest;
        let most = self.most.min(Self::MEMORY / self.slot).max(1);
        self.asked = self.asked.min(most);
        // Zeroed memory takes no room until it is written.
        let slots = if self.asked == 1 { 1 } else { most };
        self.buffer = vec![0; slots * self.slot];
    }

    /// Notes that the slots must grow with the next call; now other slots may hold datagrams.
    #[cold]
    fn truncated(&mut self, len: usize) -> Arrival {
        self.longest = self.longest.max(len.next_power_of_two());
        Arrival::Truncated {
            len,
            room: self.slot,
        }
    }

    /// Discards the rest of the datagram.
    #[inline]
    pub(crate) fn discard(&mut self) {
        self.at = 0;
        self.end = 0;
    }

    /// The next message of the datagram, without moving past it.
    #[inline]
    pub(crate) fn front(&self) -> Option<Result<Message<'_>, Malformed>> {
        Messages::new(self.unread()).next()
    }

    /// Whether there is a next message, it is well formed, and its header meets the condition.
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

    /// The next message, if it is well formed; moves past it. After [`Inbox::front_is`] the repeated check is free: the
    /// compiler knows that nothing has changed in between.
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

    /// The origin of the datagram.
    #[inline]
    pub(crate) fn origin(&self) -> Received {
        let last = self.taken.checked_sub(1);
        let origin = last.and_then(|last| self.received.get(last));
        origin.copied().unwrap_or_default()
    }

    /// The number of datagrams from unexpected senders that were dropped.
    pub(crate) fn not_from_kernel(&self) -> u64 {
        self.not_from_kernel
    }
}

impl Arrival {
    /// Converts a loss to an error, for sockets that have no other way to report it; otherwise returns whether there is
    /// a datagram.
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
