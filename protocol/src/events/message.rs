// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The content of the family's messages.

use klink_wire::attr::{HEADER_LEN, NESTED};
use klink_wire::build::{Buffer, BuildError, Builder};
use klink_wire::{Attr, Attrs, Malformed};

use super::{attr, event, source, Kind, State, TcpState};

/// The header of every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventHeader {
    /// The sequence number.
    pub seq: u64,
    /// The time in nanoseconds since boot, including suspend (`CLOCK_BOOTTIME`).
    pub time: u64,
    /// The CPU that the event occurred on.
    pub cpu: u32,
    /// The kind of the event.
    pub kind: Kind,
}

impl EventHeader {
    /// The length of its attribute's payload in bytes: two numbers of 64 bits and two of 32.
    pub const LEN: usize = 24;

    /// The bytes before it in each event, after the 16 bits with the event's length: the event's type, and the header
    /// of its own attribute.
    pub const fn mark() -> [u8; 6] {
        let [e0, e1] = (attr::EVENT | NESTED).to_ne_bytes();
        let [l0, l1] = ((HEADER_LEN + Self::LEN) as u16).to_ne_bytes();
        let [h0, h1] = event::HEADER.to_ne_bytes();
        [e0, e1, l0, l1, h0, h1]
    }

    /// The payload of its attribute.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        let fields = [
            &self.seq.to_ne_bytes()[..],
            &self.time.to_ne_bytes(),
            &self.cpu.to_ne_bytes(),
            &u32::from(self.kind.0).to_ne_bytes(),
        ];
        let fields = fields.into_iter().flatten();
        bytes
            .iter_mut()
            .zip(fields)
            .for_each(|(to, from)| *to = *from);
        bytes
    }

    /// Takes an event that is written as the journal writes it, with one comparison: its header, its other attributes
    /// and its length in bytes. `None` for any other event, which has to be read attribute by attribute.
    #[inline]
    pub fn split(bytes: &[u8]) -> Option<(Self, Attrs<'_>, usize)> {
        const LEN: usize = 8 + EventHeader::LEN;
        const MARK: [u8; 6] = EventHeader::mark();
        let (begin, fields) = bytes.first_chunk::<LEN>()?.split_first_chunk::<8>()?;
        let &[l0, l1, m0, m1, ref mark @ ..] = begin;
        let len = usize::from(u16::from_ne_bytes([l0, l1]));
        let attrs = bytes.get(LEN..len)?;
        // As two numbers: compilers make more of six bytes.
        let begins = [m0, m1] == [MARK[0], MARK[1]];
        let ends = *mark == [MARK[2], MARK[3], MARK[4], MARK[5]];
        let header = Self::read(fields)?.0;
        (begins && ends).then_some((header, Attrs::new(attrs), len))
    }

    /// Takes the header off the start of an event's attributes.
    #[inline]
    pub fn take(attrs: &mut Attrs<'_>) -> Result<Self, Malformed> {
        let first = attrs.next().and_then(Result::ok);
        let first = first.filter(|attr| attr.kind() == event::HEADER);
        let payload = first.map(Attr::payload).unwrap_or_default();
        let short = Malformed::Short {
            need: Self::LEN,
            have: payload.len(),
        };
        Ok(Self::read(payload).ok_or(short)?.0)
    }

    /// Reads the payload of its attribute; returns the bytes after it, too.
    #[inline]
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (fields, rest) = bytes.split_first_chunk::<{ Self::LEN }>()?;
        let (seq, fields) = fields.split_first_chunk()?;
        let (time, fields) = fields.split_first_chunk()?;
        let (cpu, fields) = fields.split_first_chunk()?;
        let kind = u32::from_ne_bytes(*fields.first_chunk()?);
        let header = Self {
            seq: u64::from_ne_bytes(*seq),
            time: u64::from_ne_bytes(*time),
            cpu: u32::from_ne_bytes(*cpu),
            kind: Kind(kind.try_into().unwrap_or(u8::MAX)),
        };
        Some((header, rest))
    }
}

/// The thread that an event is about. Its ids are those of the initial namespaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskIds {
    /// The id of the thread.
    pub pid: u32,
    /// The id of its process.
    pub tgid: u32,
    /// The id of its parent process.
    pub ppid: u32,
    /// The id of its user.
    pub uid: u32,
}

impl TaskIds {
    /// The length of its attribute's payload in bytes: four numbers of 32 bits.
    pub const LEN: usize = 16;

    /// The header of its attribute, with which it begins where it is an event's first one.
    pub const fn mark() -> [u8; HEADER_LEN] {
        mark(event::TASK, Self::LEN).to_ne_bytes()
    }

    /// Finds the thread among an event's attributes: where the journal writes it, with one comparison.
    #[inline]
    pub fn read(attrs: Attrs<'_>) -> Option<Self> {
        const LEN: usize = HEADER_LEN + TaskIds::LEN;
        let first = attrs.rest().first_chunk::<LEN>();
        let first = first.and_then(|first| first.split_first_chunk());
        if let Some((mark, ids)) = first {
            if *mark == const { Self::mark() } {
                return Self::of_payload(ids);
            }
        }
        let elsewhere = find_payload(attrs)?;
        Self::of_payload(elsewhere)
    }

    #[inline]
    fn of_payload(bytes: &[u8]) -> Option<Self> {
        let (pid, bytes) = bytes.split_first_chunk()?;
        let (tgid, bytes) = bytes.split_first_chunk()?;
        let (ppid, bytes) = bytes.split_first_chunk()?;
        Some(Self {
            pid: u32::from_ne_bytes(*pid),
            tgid: u32::from_ne_bytes(*tgid),
            ppid: u32::from_ne_bytes(*ppid),
            uid: u32::from_ne_bytes(*bytes.first_chunk()?),
        })
    }
}

/// The cgroup and namespaces of a thread, and the start of its process; 0 where the kernel reports none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskContext {
    /// The id of its cgroup in the unified hierarchy: the number of its directory's inode below `/sys/fs/cgroup`.
    pub cgroup: u64,
    /// When its process was started, in nanoseconds since boot, including suspend (`CLOCK_BOOTTIME`, as events have it):
    /// field 22 of `/proc/PID/stat` is this in hundredths of a second.
    pub start: u64,
    /// The pid namespace: the number of the inode `/proc/PID/ns/pid`.
    pub pidns: u32,
    /// The network namespace: the number of the inode `/proc/PID/ns/net`.
    pub netns: u32,
    /// The user namespace: the number of the inode `/proc/PID/ns/user`.
    pub userns: u32,
}

impl TaskContext {
    /// The length of its attribute's payload in bytes: two numbers of 64 bits and three of 32.
    pub const LEN: usize = 28;

    /// The header of its attribute, which follows that of [`TaskIds`] where the journal writes it.
    pub const fn mark() -> [u8; HEADER_LEN] {
        mark(event::CONTEXT, Self::LEN).to_ne_bytes()
    }

    /// Finds what the thread belongs to among an event's attributes.
    #[inline]
    pub fn read(attrs: Attrs<'_>) -> Option<Self> {
        let bytes = attrs.find(event::CONTEXT)?.payload();
        let (cgroup, bytes) = bytes.split_first_chunk()?;
        let (start, bytes) = bytes.split_first_chunk()?;
        let (pidns, bytes) = bytes.split_first_chunk()?;
        let (netns, bytes) = bytes.split_first_chunk()?;
        Some(Self {
            cgroup: u64::from_ne_bytes(*cgroup),
            start: u64::from_ne_bytes(*start),
            pidns: u32::from_ne_bytes(*pidns),
            netns: u32::from_ne_bytes(*netns),
            userns: u32::from_ne_bytes(*bytes.first_chunk()?),
        })
    }
}

/// The change of a TCP socket's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TcpChange {
    /// The socket's network namespace: the number of the inode `/proc/PID/ns/net` of its processes.
    pub netns: u32,
    /// The port on this side; 0 if there is none yet.
    pub local_port: u16,
    /// The port on the other side; 0 if there is none.
    pub remote_port: u16,
    /// The state before.
    pub old: TcpState,
    /// The state from now on.
    pub new: TcpState,
}

impl TcpChange {
    /// The length of its attribute's payload in bytes: a number of 32 bits and four of 16.
    pub const LEN: usize = 12;

    /// The payload of its attribute.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let [n0, n1, n2, n3] = self.netns.to_ne_bytes();
        let [l0, l1] = self.local_port.to_ne_bytes();
        let [r0, r1] = self.remote_port.to_ne_bytes();
        let [o0, o1] = self.old.0.to_ne_bytes();
        let [s0, s1] = self.new.0.to_ne_bytes();
        [n0, n1, n2, n3, l0, l1, r0, r1, o0, o1, s0, s1]
    }

    /// Finds the change among an event's attributes.
    pub fn read(attrs: Attrs<'_>) -> Option<Self> {
        let bytes = attrs.find(event::TCP)?.payload();
        let (netns, bytes) = bytes.split_first_chunk()?;
        let (local_port, bytes) = bytes.split_first_chunk()?;
        let (remote_port, bytes) = bytes.split_first_chunk()?;
        let (old, bytes) = bytes.split_first_chunk()?;
        Some(Self {
            netns: u32::from_ne_bytes(*netns),
            local_port: u16::from_ne_bytes(*local_port),
            remote_port: u16::from_ne_bytes(*remote_port),
            old: TcpState(u16::from_ne_bytes(*old)),
            new: TcpState(u16::from_ne_bytes(*bytes.first_chunk()?)),
        })
    }
}

/// The payload of the attribute of [`TaskIds`], wherever it is.
#[cold]
#[inline(never)]
fn find_payload(attrs: Attrs<'_>) -> Option<&[u8]> {
    Some(attrs.find(event::TASK)?.payload())
}

/// The attributes of an event about a thread, as they are written: the thread, what it belongs to, its name, and a few
/// more. Most events are such, and there is no time for a [`Builder`].
#[derive(Clone, Copy, Debug)]
pub struct TaskEvent {
    words: [u64; Self::MAX / 8],
    /// The number of halves of words in use.
    used: usize,
}

impl TaskEvent {
    /// The number of bytes before the name's own.
    const BEFORE_NAME: usize =
        (HEADER_LEN + TaskIds::LEN) + (HEADER_LEN + TaskContext::LEN) + HEADER_LEN;

    /// The maximum length in bytes: the thread, its context and its name, another name, two numbers, and what makes it a
    /// multiple of 8.
    pub const MAX: usize = (Self::BEFORE_NAME + 16) + (HEADER_LEN + 16) + 2 * (HEADER_LEN + 4) + 4;

    /// Begins with a thread, what it belongs to, and its name, which ends at a NUL or after 15 bytes.
    #[inline]
    pub fn new(task: &TaskIds, context: &TaskContext, comm: [u8; 16]) -> Self {
        let ([n0, n1], len) = until_nul(comm);
        let words = [
            join(const { mark(event::TASK, TaskIds::LEN) }, task.pid),
            join(task.tgid, task.ppid),
            join(task.uid, const { mark(event::CONTEXT, TaskContext::LEN) }),
            context.cgroup,
            context.start,
            join(context.pidns, context.netns),
            join(context.userns, mark(event::COMM, len.wrapping_add(1))),
            n0,
            n1,
            0,
            0,
            0,
            0,
            0,
        ];
        // With the NUL.
        let used = const { Self::BEFORE_NAME / 4 + 1 }.wrapping_add(len / 4);
        Self { words, used }
    }

    /// Appends a number.
    #[inline]
    pub fn put_u32(&mut self, kind: u16, value: u32) -> Result<(), BuildError> {
        self.half(mark(kind, 4))?;
        self.half(value)
    }

    /// Appends a flag.
    #[inline]
    pub fn put_flag(&mut self, kind: u16) -> Result<(), BuildError> {
        self.half(mark(kind, 0))
    }

    /// Appends a string of at most 15 bytes, which has no NUL.
    pub fn put_string(&mut self, kind: u16, value: &[u8]) -> Result<(), BuildError> {
        if value.len() > 15 {
            return Err(BuildError::TooLong);
        }
        self.half(mark(kind, value.len().wrapping_add(1)))?;
        // The last ones have the NUL.
        let mut rest = value;
        loop {
            let byte = |index: usize| rest.get(index).copied().unwrap_or(0);
            self.half(u32::from_ne_bytes([byte(0), byte(1), byte(2), byte(3)]))?;
            match rest.get(4..) {
                Some(more) => rest = more,
                None => return Ok(()),
            }
        }
    }

    /// The attributes as words of eight bytes.
    #[inline]
    pub fn finish(&mut self) -> Result<&[u64], BuildError> {
        if self.used % 2 != 0 {
            self.put_flag(event::PAD)?;
        }
        self.words.get(..self.used / 2).ok_or(BuildError::Full)
    }

    /// The attributes so far: the first bytes of these, and their number.
    pub fn bytes(&self) -> ([[u8; 8]; Self::MAX / 8], usize) {
        (self.words.map(u64::to_ne_bytes), self.used.wrapping_mul(4))
    }

    /// Appends four bytes: nothing is where they come to be.
    #[inline]
    fn half(&mut self, half: u32) -> Result<(), BuildError> {
        let word = self.words.get_mut(self.used / 2).ok_or(BuildError::Full)?;
        *word |= match self.used % 2 {
            0 => join(half, 0),
            _ => join(0, half),
        };
        self.used = self.used.wrapping_add(1);
        Ok(())
    }
}

/// Two halves in one word, `first` at the lower address. From bytes, compilers make a dozen instructions.
#[inline]
const fn join(first: u32, second: u32) -> u64 {
    let (first, second) = (first as u64, second as u64);
    if cfg!(target_endian = "little") {
        first | (second << 32)
    } else {
        (first << 32) | second
    }
}

/// The header of an attribute with a payload of this length.
#[inline]
const fn mark(kind: u16, payload: usize) -> u32 {
    let (len, kind) = (HEADER_LEN.wrapping_add(payload) as u16 as u32, kind as u32);
    if cfg!(target_endian = "little") {
        len | (kind << 16)
    } else {
        (len << 16) | kind
    }
}

/// A name before its first NUL, or its first 15 bytes, with zeros after them, as words, and its length.
#[inline]
const fn until_nul(name: [u8; 16]) -> ([u64; 2], usize) {
    let name = u128::from_le_bytes(name);
    // The first byte is the lowest.
    let (low, high) = (name as u64, (name >> 64) as u64);
    let (first, second) = (nuls(low), nuls(high));
    if first != 0 {
        let len = first.trailing_zeros() / 8;
        return ([(low & below(first)).to_le(), 0], len as usize);
    }
    let rest = (high & below(second)).to_le();
    let len = match second.trailing_zeros() / 8 {
        8 => 15,
        more => more.wrapping_add(8),
    };
    ([low.to_le(), rest], len as usize)
}

/// The highest bit of the lowest byte that is 0, and of others above it; 0 if no byte is 0.
#[inline]
const fn nuls(number: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    number.wrapping_sub(ONES) & !number & (ONES << 7)
}

/// The bytes below the lowest that [`nuls`] has found; all but the highest if it has found none.
#[inline]
const fn below(nuls: u64) -> u64 {
    (nuls ^ nuls.wrapping_sub(1)) >> 8
}

/// The position at which a reader continues: at the end of a dump of [`super::cmd::READ`], which may have others
/// before, and in [`super::cmd::WAKE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The journal.
    pub journal: u64,
    /// The sequence number of the next event.
    pub next: u64,
    /// Whether there are more events to dump.
    pub more: bool,
}

impl Position {
    /// The maximum size in bytes of the attributes that [`Position::put`] writes.
    pub const ROOM: usize = 12 + 12 + 4;

    /// Writes the attributes of the position.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), BuildError> {
        message.put_u64(attr::JOURNAL, self.journal)?;
        message.put_uint(attr::NEXT, self.next)?;
        if self.more {
            message.put_flag(attr::MORE)?;
        }
        Ok(())
    }

    /// Reads the attributes of a position; missing ones are 0 or false.
    pub fn read(attrs: Attrs<'_>) -> Result<Self, Malformed> {
        let mut position = Self::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                attr::JOURNAL => position.journal = attr.u64()?,
                attr::NEXT => position.next = attr.uint()?,
                attr::MORE => position.more = true,
                _ => {}
            }
        }
        Ok(position)
    }
}

/// The journal's memory, in the reply to [`super::cmd::MAP`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The journal.
    pub journal: u64,
    /// The sequence number of the event to begin with.
    pub next: u64,
    /// Where that event is or will be: the number of words of 8 bytes that were ever appended before it.
    pub position: u64,
    /// The descriptor, in the process that has asked.
    pub descriptor: u32,
    /// The number of bytes to map.
    pub length: u64,
}

impl Mapping {
    /// The maximum size in bytes of the attributes that [`Mapping::put`] writes.
    pub const ROOM: usize = 4 * 12 + 8;

    /// Writes the attributes of the mapping.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), BuildError> {
        message.put_u64(attr::JOURNAL, self.journal)?;
        message.put_uint(attr::NEXT, self.next)?;
        message.put_u64(attr::POSITION, self.position)?;
        message.put_u32(attr::DESCRIPTOR, self.descriptor)?;
        message.put_uint(attr::LENGTH, self.length)
    }

    /// Reads the attributes of a mapping; `None` without a descriptor. Other missing ones are 0.
    pub fn read(attrs: Attrs<'_>) -> Result<Option<Self>, Malformed> {
        let (mut mapping, mut found) = (Self::default(), false);
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                attr::JOURNAL => mapping.journal = attr.u64()?,
                attr::NEXT => mapping.next = attr.uint()?,
                attr::POSITION => mapping.position = attr.u64()?,
                attr::DESCRIPTOR => (mapping.descriptor, found) = (attr.u32()?, true),
                attr::LENGTH => mapping.length = attr.uint()?,
                _ => {}
            }
        }
        Ok(found.then_some(mapping))
    }
}

/// A range of lost events, in a dump of [`super::cmd::READ`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// The first sequence number.
    pub first: u64,
    /// The last sequence number.
    pub last: u64,
}

impl Gap {
    /// Writes the attributes of the gap.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), BuildError> {
        message.put_uint(attr::FIRST, self.first)?;
        message.put_uint(attr::LAST, self.last)
    }

    /// Reads the attributes of a gap; missing ones are 0.
    pub fn read(attrs: Attrs<'_>) -> Result<Self, Malformed> {
        let mut gap = Self::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                attr::FIRST => gap.first = attr.uint()?,
                attr::LAST => gap.last = attr.uint()?,
                _ => {}
            }
        }
        Ok(gap)
    }

    /// The number of lost events.
    pub const fn count(&self) -> u64 {
        self.last.wrapping_sub(self.first).wrapping_add(1)
    }
}

/// The journal's counters: the reply to [`super::cmd::STATUS`], without the sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalStatus {
    /// The id of the journal.
    pub journal: u64,
    /// The sequence number of the oldest event; if there is none, that of the next one.
    pub oldest: u64,
    /// The sequence number of the next event.
    pub next: u64,
    /// The size of the journal in bytes.
    pub size: u64,
    /// The number of bytes in use.
    pub used: u64,
    /// The number of dumps in progress.
    pub readers: u32,
    /// The number of descriptors that programs have of the journal's memory.
    pub maps: u32,
}

impl JournalStatus {
    /// The maximum size in bytes of the attributes that [`JournalStatus::put`] writes.
    pub const ROOM: usize = 5 * 12 + 2 * 8;

    /// Writes the attributes of the status; the sources follow.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), BuildError> {
        message.put_u64(attr::JOURNAL, self.journal)?;
        message.put_uint(attr::OLDEST, self.oldest)?;
        message.put_uint(attr::NEXT, self.next)?;
        message.put_uint(attr::SIZE, self.size)?;
        message.put_uint(attr::USED, self.used)?;
        message.put_u32(attr::READERS, self.readers)?;
        message.put_u32(attr::MAPS, self.maps)
    }

    /// Reads the attributes of a status; missing ones are 0.
    pub fn read(attrs: Attrs<'_>) -> Result<Self, Malformed> {
        let mut status = Self::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                attr::JOURNAL => status.journal = attr.u64()?,
                attr::OLDEST => status.oldest = attr.uint()?,
                attr::NEXT => status.next = attr.uint()?,
                attr::SIZE => status.size = attr.uint()?,
                attr::USED => status.used = attr.uint()?,
                attr::READERS => status.readers = attr.u32()?,
                attr::MAPS => status.maps = attr.u32()?,
                _ => {}
            }
        }
        Ok(status)
    }
}

/// One source: an [`super::attr::SOURCE`] in the reply to [`super::cmd::STATUS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceStatus<'a> {
    /// The kind of its events.
    pub kind: Kind,
    /// The kind's name.
    pub name: &'a str,
    /// Whether the source appends.
    pub state: State,
    /// The reason why the source is unavailable; empty if it is available.
    pub reason: &'a str,
    /// The number of events appended.
    pub appended: u64,
    /// The number of events overwritten, whether or not a reader has read them.
    pub overwritten: u64,
}

impl<'a> SourceStatus<'a> {
    /// The maximum length of a reason in bytes.
    pub const REASON_MAX: usize = 99;
    /// The maximum size in bytes of the nest that [`SourceStatus::put`] writes.
    pub const ROOM: usize = 4 + 8 + 20 + 8 + (4 + Self::REASON_MAX + 1) + 12 + 12;

    /// Writes one nest.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), BuildError> {
        message.nest(attr::SOURCE, |nest| {
            nest.put_u32(source::KIND, self.kind.0.into())?;
            nest.put_str(source::NAME, self.name)?;
            nest.put_u32(source::STATE, self.state.0)?;
            if !self.reason.is_empty() {
                nest.put_str(source::REASON, self.reason)?;
            }
            nest.put_uint(source::APPENDED, self.appended)?;
            nest.put_uint(source::OVERWRITTEN, self.overwritten)
        })
    }

    /// Reads the content of one nest; missing attributes are 0 or empty.
    pub fn read(attrs: Attrs<'a>) -> Result<Self, Malformed> {
        let mut read = Self {
            kind: Kind(0),
            name: "",
            state: State::OFF,
            reason: "",
            appended: 0,
            overwritten: 0,
        };
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                source::KIND => read.kind = Kind(attr.u32()?.try_into().unwrap_or(u8::MAX)),
                source::NAME => read.name = attr.str()?,
                source::STATE => read.state = State(attr.u32()?),
                source::REASON => read.reason = attr.str()?,
                source::APPENDED => read.appended = attr.uint()?,
                source::OVERWRITTEN => read.overwritten = attr.uint()?,
                _ => {}
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use klink_wire::{Flags, Messages, Slice};

    use super::*;

    const CONTEXT: TaskContext = TaskContext {
        cgroup: u64::MAX - 1,
        start: u64::MAX - 2,
        pidns: u32::MAX - 3,
        netns: u32::MAX - 4,
        userns: u32::MAX - 5,
    };

    /// Writes a message, checks the length of its attributes, and reads them.
    fn round_trip<T>(
        len: usize,
        put: impl Fn(&mut Builder<'_, Slice<'_>>) -> Result<(), BuildError>,
        read: impl Fn(Attrs<'_>) -> T,
    ) -> T {
        let mut room = [0; 512];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        put(&mut message).unwrap();
        message.finish().unwrap();
        assert_eq!(slice.written().len(), 16 + len);
        let message = Messages::new(slice.written()).next().unwrap().unwrap();
        read(message.attrs(0))
    }

    #[test]
    fn everything_survives_the_round_trip_and_fits() {
        let header = EventHeader {
            seq: u64::MAX,
            time: 5,
            cpu: 3,
            kind: Kind::EXIT,
        };
        let read = round_trip(
            28,
            |message| message.put(event::HEADER, &header.to_bytes()),
            |mut attrs| EventHeader::take(&mut attrs),
        );
        assert_eq!(read, Ok(header));

        let position = Position {
            journal: 1,
            next: u64::MAX,
            more: true,
        };
        let read = round_trip(
            Position::ROOM,
            |message| position.put(message),
            Position::read,
        );
        assert_eq!(read, Ok(position));

        let mapping = Mapping {
            journal: 1,
            next: u64::MAX,
            position: 2,
            descriptor: 3,
            length: u64::MAX,
        };
        let read = round_trip(Mapping::ROOM, |message| mapping.put(message), Mapping::read);
        assert_eq!(read, Ok(Some(mapping)));
        let read = round_trip(0, |_| Ok(()), Mapping::read);
        assert_eq!(read, Ok(None));

        let gap = Gap { first: 7, last: 9 };
        assert_eq!(
            round_trip(16, |message| gap.put(message), Gap::read),
            Ok(gap)
        );
        assert_eq!(gap.count(), 3);

        let status = JournalStatus {
            journal: 1,
            oldest: u64::MAX,
            next: u64::MAX,
            size: u64::MAX,
            used: u64::MAX,
            readers: 6,
            maps: 7,
        };
        let read = round_trip(
            JournalStatus::ROOM,
            |message| status.put(message),
            JournalStatus::read,
        );
        assert_eq!(read, Ok(status));
    }

    #[test]
    fn a_header_is_taken_off_the_begin_of_an_event() {
        let header = EventHeader {
            seq: 1,
            time: 2,
            cpu: 3,
            kind: Kind::MARK,
        };
        let task = TaskIds {
            pid: 7,
            tgid: 8,
            ppid: 9,
            uid: 10,
        };
        let put = |message: &mut Builder<'_, Slice<'_>>| {
            message.nest::<BuildError>(attr::EVENT, |event| {
                event.put(event::HEADER, &header.to_bytes())?;
                let mut own = TaskEvent::new(&task, &CONTEXT, *b"fifteen letters\0");
                own.finish().unwrap();
                let (bytes, len) = own.bytes();
                event.raw(&bytes.as_flattened()[..len])
            })
        };
        round_trip(104, put, |attrs| {
            assert_eq!(attrs.rest()[2..8], EventHeader::mark());
            let (split, own, len) = EventHeader::split(attrs.rest()).unwrap();
            assert_eq!((split, len), (header, 104));
            let mut event = attrs.find(attr::EVENT).unwrap().nested();
            assert_eq!(own.rest(), &event.rest()[28..]);
            assert_eq!(EventHeader::take(&mut event), Ok(header));
            assert_eq!(TaskIds::read(own), Some(task));
            assert_eq!(TaskContext::read(own), Some(CONTEXT));
            let comm = |attrs: Attrs<'_>| attrs.find(event::COMM).map(|attr| attr.string().len());
            assert_eq!(comm(own), Some(15));
            assert_eq!(TaskIds::read(attrs), None);
            assert_eq!(TaskContext::read(attrs), None);
            let short = Malformed::Short { need: 24, have: 0 };
            assert_eq!(EventHeader::take(&mut event), Err(short));
        });
    }

    #[test]
    fn a_name_ends_at_its_first_nul() {
        let mut random = 1_u64;
        for _ in 0..100_000 {
            let name: [u8; 16] = core::array::from_fn(|_| {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                [0, 1, b'a', b'a', 0x7f, 0x80, 0x81, 0xff][(random >> 61) as usize]
            });
            let len = name
                .iter()
                .position(|byte| *byte == 0)
                .unwrap_or(15)
                .min(15);
            let mut expected = [0; 16];
            expected[..len].copy_from_slice(&name[..len]);
            let (words, found) = until_nul(name);
            let words = words.map(u64::to_ne_bytes);
            assert_eq!(
                (words.as_flattened(), found),
                (&expected[..], len),
                "{name:?}"
            );
        }
    }

    #[test]
    fn an_event_about_a_thread_is_written_at_once() {
        let task = TaskIds {
            pid: 7,
            tgid: 8,
            ppid: 9,
            uid: 10,
        };
        let names: [(&[u8; 16], &[u8]); 5] = [
            (b"sh\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b"sh"),
            (b"sh\0was longer\0\0\0", b"sh"),
            (&[0; 16], b""),
            (b"fifteen letters\0", b"fifteen letters"),
            (b"sixteen letters!", b"sixteen letters"),
        ];
        for (comm, name) in names {
            for others in 0..4 {
                let mut event = TaskEvent::new(&task, &CONTEXT, *comm);
                (0..others).for_each(|_| event.put_u32(event::STATUS, 11).unwrap());
                event.put_flag(event::LAST_THREAD).unwrap();
                let words = event.finish().unwrap().len();
                let (bytes, len) = event.bytes();
                let bytes = &bytes.as_flattened()[..len];
                assert_eq!(len, words * 8);
                let mut attrs = Attrs::new(bytes).map(Result::unwrap);
                assert_eq!(TaskIds::read(Attrs::new(bytes)), Some(task));
                assert_eq!(attrs.next().unwrap().kind(), event::TASK);
                let context = attrs.next().unwrap();
                assert_eq!(context.kind(), event::CONTEXT);
                assert_eq!(context.payload().len(), TaskContext::LEN);
                assert_eq!(TaskContext::read(Attrs::new(bytes)), Some(CONTEXT));
                let read = attrs.next().unwrap();
                assert_eq!((read.kind(), read.string()), (event::COMM, name));
                assert_eq!(read.payload().len(), name.len() + 1);
                for _ in 0..others {
                    let number = attrs.next().unwrap();
                    assert_eq!((number.kind(), number.u32()), (event::STATUS, Ok(11)));
                }
                assert_eq!(attrs.next().unwrap().kind(), event::LAST_THREAD);
                assert!(attrs.all(|attr| attr.kind() == event::PAD));
            }
        }
        let mut event = TaskEvent::new(&task, &CONTEXT, *b"fifteen letters\0");
        let long = event.put_string(event::NEW_COMM, b"sixteen letters!");
        assert_eq!(long, Err(BuildError::TooLong));
        event
            .put_string(event::NEW_COMM, b"fifteen letters")
            .unwrap();
        event.finish().unwrap();
        let (bytes, len) = event.bytes();
        let attrs = Attrs::new(&bytes.as_flattened()[..len]);
        let new = attrs.find(event::NEW_COMM).unwrap();
        assert_eq!(new.string(), b"fifteen letters");
        assert_eq!(event.put_u32(1, 1), Ok(()));
        assert_eq!(event.put_u32(1, 1), Ok(()));
        assert_eq!(event.put_u32(1, 1), Err(BuildError::Full));
    }

    #[test]
    fn a_source_survives_the_round_trip_and_fits_its_room() {
        let reason = "r".repeat(SourceStatus::REASON_MAX);
        let source = SourceStatus {
            kind: Kind::UID,
            name: "fifteen letters",
            state: State::UNAVAILABLE,
            reason: &reason,
            appended: u64::MAX,
            overwritten: u64::MAX,
        };
        let same = |attrs: Attrs<'_>| {
            let nest = attrs.find(attr::SOURCE).unwrap();
            assert_eq!(SourceStatus::read(nest.nested()), Ok(source));
        };
        round_trip(SourceStatus::ROOM, |message| source.put(message), same);
    }
}
