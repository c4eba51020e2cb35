// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::AtomicU64;

use klink_journal::{self as ring, Stop};
use klink_protocol::events::{attr, cmd, Gap, Kind, Mapping, TaskContext, TaskIds};

use super::journal::{malformed, NAMES};
use super::{Cursor, Event};
use crate::error::{Error, Op};
use crate::genl::{Answer, Family, Request};
use crate::request::Writer;
use crate::sys::{self, Words};
use crate::wire::BuildError;
use crate::{Errno, Socket};

/// The journal's memory, mapped for reading, and the place in it.
pub(crate) struct Map {
    map: ring::Map<AtomicU64, Words>,
    cursor: ring::Cursor,
}

/// Memory that records are copied to.
struct Copied<'a>(&'a mut [u8]);

impl ring::Sink<AtomicU64> for Copied<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn put(&mut self, at: usize, words: &[AtomicU64]) {
        sys::copy_words(words, self.0.get_mut(at..).unwrap_or_default());
    }
}

/// The result of [`Map::fill`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// So many bytes of events.
    Events(usize),
    /// Nothing, but a gap, which is passed.
    Gap(Gap),
    /// Nothing yet.
    Nothing,
    /// Nothing that can be read: the memory is not as a journal writes it.
    Broken,
}

impl Map {
    /// Asks for the memory, from this event on. The kernel installs a descriptor before the reply can be received, so the
    /// request is not one that may be abandoned in its middle.
    pub(crate) fn open(
        socket: &mut Socket,
        family: &Family,
        cursor: Cursor,
    ) -> Result<Self, Error> {
        if !socket.is_to_kernel() {
            return Err(unmappable(Errno::EOPNOTSUPP));
        }
        let answer: Answer<'_> = socket.request(&request(family, cursor))?;
        let mapping = Mapping::read(answer.attrs).map_err(malformed)?;
        let mapping = mapping.ok_or_else(|| unmappable(Errno::EBADF))?;
        let words = sys::given(mapping.descriptor)
            .and_then(|fd| Words::map(fd, mapping.length))
            .map_err(unmappable)?;
        let map = ring::Map::new(words).map_err(|_| unmappable(Errno::EPROTO))?;
        if map.id() != cursor.journal {
            return Err(unmappable(Errno::ESTALE));
        }
        let cursor = ring::Cursor::at(mapping.next, mapping.position);
        Ok(Self { map, cursor })
    }

    /// The sequence number of the next event.
    pub(crate) fn next(&self) -> u64 {
        self.cursor.seq()
    }

    /// Whether this is to be dropped, so that the module can be unloaded. Everything that was appended before is there.
    pub(crate) fn is_closed(&self) -> bool {
        self.map.is_closed()
    }

    /// Copies events of these kinds, as many as there is room for.
    pub(crate) fn fill(&mut self, kinds: u64, to: &mut [u8]) -> Found {
        let (mut left, mut to) = (u64::MAX, Copied(to));
        let (len, stop) = self
            .map
            .read(&mut self.cursor, kinds, &mut left, usize::MAX, &mut to);
        match len {
            0 => self.stopped(stop),
            len => Found::Events(len),
        }
    }

    /// Converts the reason why there is no event; passes a gap.
    #[cold]
    #[inline(never)]
    fn stopped(&mut self, stop: Stop) -> Found {
        match stop {
            Stop::Gap(gap) => {
                self.cursor.pass_gap(&gap);
                let (first, last) = gap.range().into_inner();
                Found::Gap(Gap { first, last })
            }
            Stop::End => Found::Nothing,
            Stop::Broken | Stop::Full | Stop::Enough | Stop::Budget => Found::Broken,
        }
    }

    /// Looks at the next event in place.
    #[inline]
    pub(crate) fn next_in_place<T>(
        &mut self,
        read: impl FnOnce(&EventInPlace<'_>) -> T,
    ) -> Result<T, Found> {
        let seen = self.map.next_in_place(&mut self.cursor, |record| {
            read(&EventInPlace(Place::Ring(record)))
        });
        seen.map_err(|stop| self.stopped(stop))
    }
}

impl AsFd for Map {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.map.memory().as_fd()
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let map = format_args!("{:016x}", self.map.id()).to_string();
        f.debug_struct("Map")
            .field("journal", &map)
            .field("cursor", &self.cursor)
            .finish()
    }
}

/// An event where it lies: in the journal's memory, which the kernel may overwrite at any time, or in a copy. See
/// [`Reader::try_next_in_place`](super::Reader::try_next_in_place).
pub struct EventInPlace<'a>(Place<'a>);

enum Place<'a> {
    Ring(&'a ring::InPlace<'a, AtomicU64>),
    Copy(Event<'a>),
}

impl<'a> EventInPlace<'a> {
    /// An event that was copied.
    pub(crate) fn copied(event: Event<'a>) -> Self {
        Self(Place::Copy(event))
    }

    /// The sequence number.
    #[inline]
    pub fn seq(&self) -> u64 {
        match &self.0 {
            Place::Ring(record) => record.seq(),
            Place::Copy(event) => event.seq(),
        }
    }

    /// The time of the event in nanoseconds since boot, including suspend (`CLOCK_BOOTTIME`).
    #[inline]
    pub fn time_ns(&self) -> u64 {
        match &self.0 {
            Place::Ring(record) => record.stamp().time,
            Place::Copy(event) => event.header().time,
        }
    }

    /// The CPU that the event occurred on.
    #[inline]
    pub fn cpu(&self) -> u32 {
        match &self.0 {
            Place::Ring(record) => record.stamp().cpu,
            Place::Copy(event) => event.cpu(),
        }
    }

    /// The kind.
    #[inline]
    pub fn kind(&self) -> Kind {
        match &self.0 {
            Place::Ring(record) => Kind(record.kind()),
            Place::Copy(event) => event.kind(),
        }
    }

    /// The length of the attributes in bytes, a multiple of 8.
    #[inline]
    pub fn attributes_len(&self) -> usize {
        match &self.0 {
            Place::Ring(record) => record.payload_len(),
            Place::Copy(event) => event.attrs().rest().len(),
        }
    }

    /// Eight bytes of the attributes, those from `8 * index` on, as a number in the machine's byte order; 0 after their
    /// end.
    #[inline]
    pub fn word(&self, index: usize) -> u64 {
        match &self.0 {
            Place::Ring(record) => record.word(index),
            Place::Copy(event) => {
                let rest = event.attrs().rest();
                let word = rest.get(index.saturating_mul(8)..);
                word.and_then(<[u8]>::first_chunk)
                    .map_or(0, |word| u64::from_ne_bytes(*word))
            }
        }
    }

    /// The thread that the event is about, if it is about one.
    #[inline]
    pub fn task(&self) -> Option<TaskIds> {
        const MARK: [u8; 4] = TaskIds::mark();
        let [(mark, pid), (tgid, ppid), (uid, _)] = self.words().map(halves);
        (mark == MARK).then(|| TaskIds {
            pid: u32::from_ne_bytes(pid),
            tgid: u32::from_ne_bytes(tgid),
            ppid: u32::from_ne_bytes(ppid),
            uid: u32::from_ne_bytes(uid),
        })
    }

    /// The context of that thread.
    #[inline]
    pub fn context(&self) -> Option<TaskContext> {
        // In an event about something else the second mark may be part of a text.
        const MARKS: ([u8; 4], [u8; 4]) = (TaskIds::mark(), TaskContext::mark());
        let [first, _, third, cgroup, start, namespaces, last] = self.words();
        let marks = (halves(first).0, halves(third).1);
        let ((pidns, netns), (userns, _)) = (halves(namespaces), halves(last));
        (marks == MARKS).then(|| TaskContext {
            cgroup,
            start,
            pidns: u32::from_ne_bytes(pidns),
            netns: u32::from_ne_bytes(netns),
            userns: u32::from_ne_bytes(userns),
        })
    }

    /// The first words of the attributes, each as by [`EventInPlace::word`].
    #[inline]
    fn words<const N: usize>(&self) -> [u64; N] {
        match &self.0 {
            Place::Ring(record) => record.words(),
            Place::Copy(_) => std::array::from_fn(|index| self.word(index)),
        }
    }
}

/// The two halves of a word, in the order in which they are in memory.
#[inline]
fn halves(word: u64) -> ([u8; 4], [u8; 4]) {
    let [a, b, c, d, e, f, g, h] = word.to_ne_bytes();
    ([a, b, c, d], [e, f, g, h])
}

impl fmt::Debug for EventInPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventInPlace")
            .field("seq", &self.seq())
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

fn request(
    family: &Family,
    cursor: Cursor,
) -> Request<impl Fn(&mut Writer<'_>) -> Result<(), BuildError>> {
    let request = family.request(cmd::MAP, move |message| {
        message.put_u64(attr::JOURNAL, cursor.journal)?;
        message.put_uint(attr::FROM, cursor.next)
    });
    request.names(&NAMES)
}

fn unmappable(errno: Errno) -> Error {
    Error::new(Op::Open, "the memory of the journal of events", errno)
}

#[cfg(test)]
mod tests {
    use klink_protocol::events::{event, EventHeader};

    use super::*;
    use crate::wire::Attrs;

    #[test]
    fn a_text_with_a_mark_is_no_context() {
        let header = EventHeader {
            seq: 1,
            time: 2,
            cpu: 3,
            kind: Kind::PUBLISH,
        };
        let context = |first: [u8; 4]| {
            let mut bytes = [b'x'; 64];
            bytes[..4].copy_from_slice(&first);
            bytes[20..24].copy_from_slice(&TaskContext::mark());
            EventInPlace::copied(Event::new(header, Attrs::new(&bytes))).context()
        };
        let [l0, l1] = 64u16.to_ne_bytes();
        let [t0, t1] = event::TEXT.to_ne_bytes();
        assert_eq!(context([l0, l1, t0, t1]), None);
        assert!(context(TaskIds::mark()).is_some());
    }
}
