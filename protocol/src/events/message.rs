// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! What the family's messages have in them.

use klink_wire::build::{Buffer, Builder, NoRoom};
use klink_wire::{Attrs, Malformed};

use super::{attr, event, source, Kind, State};

/// What every event has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its sequence number.
    pub seq: u64,
    /// Nanoseconds since boot, time asleep included.
    pub time: u64,
    /// The CPU that it happened on.
    pub cpu: u32,
    /// What it is about.
    pub kind: Kind,
}

impl Header {
    /// Writes its attributes; those of the kind follow.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), NoRoom> {
        message.put_uint(event::SEQ, self.seq)?;
        message.put_u64(event::TIME, self.time)?;
        message.put_u32(event::CPU, self.cpu)?;
        message.put_u32(event::KIND, self.kind.0.into())
    }

    /// Reads its attributes, which come first; what is not there is 0.
    pub fn read(attrs: Attrs<'_>) -> Result<Self, Malformed> {
        let mut header = Self {
            seq: 0,
            time: 0,
            cpu: 0,
            kind: Kind(0),
        };
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                event::SEQ => header.seq = attr.uint()?,
                event::TIME => header.time = attr.u64()?,
                event::CPU => header.cpu = attr.u32()?,
                event::KIND => {
                    header.kind = Kind(attr.u32()?.try_into().unwrap_or(u8::MAX));
                    break;
                }
                _ => {}
            }
        }
        Ok(header)
    }
}

/// Where a reader goes on: in [`super::cmd::POSITION`] and [`super::cmd::WAKE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The journal.
    pub journal: u64,
    /// The sequence number of what comes next.
    pub next: u64,
    /// Not everything was dumped.
    pub more: bool,
}

impl Position {
    /// The most bytes that [`Position::put`] writes.
    pub const ROOM: usize = 12 + 12 + 4;

    /// Writes its attributes.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), NoRoom> {
        message.put_u64(attr::JOURNAL, self.journal)?;
        message.put_uint(attr::NEXT, self.next)?;
        if self.more {
            message.put_flag(attr::MORE)?;
        }
        Ok(())
    }

    /// Reads its attributes; what is not there is 0 or false.
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

/// Events that are lost: [`super::cmd::GAP`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// The first sequence number.
    pub first: u64,
    /// The last one.
    pub last: u64,
}

impl Gap {
    /// Writes its attributes.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), NoRoom> {
        message.put_uint(attr::FIRST, self.first)?;
        message.put_uint(attr::LAST, self.last)
    }

    /// Reads its attributes; what is not there is 0.
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

    /// How many they are.
    pub const fn count(&self) -> u64 {
        self.last.wrapping_sub(self.first).wrapping_add(1)
    }
}

/// The journal's numbers: the answer to [`super::cmd::STATUS`], but for the sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Which journal it is.
    pub journal: u64,
    /// The sequence number of the oldest event there is; that of the next if there is none.
    pub oldest: u64,
    /// The sequence number of the next event.
    pub next: u64,
    /// Bytes that the journal has.
    pub size: u64,
    /// Bytes that are in use.
    pub used: u64,
    /// Dumps that are under way.
    pub readers: u32,
}

impl Status {
    /// The most bytes that [`Status::put`] writes.
    pub const ROOM: usize = 5 * 12 + 8;

    /// Writes its attributes; the sources follow.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), NoRoom> {
        message.put_u64(attr::JOURNAL, self.journal)?;
        message.put_uint(attr::OLDEST, self.oldest)?;
        message.put_uint(attr::NEXT, self.next)?;
        message.put_uint(attr::SIZE, self.size)?;
        message.put_uint(attr::USED, self.used)?;
        message.put_u32(attr::READERS, self.readers)
    }

    /// Reads its attributes; what is not there is 0.
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
                _ => {}
            }
        }
        Ok(status)
    }
}

/// One source: an [`super::attr::SOURCE`] in the answer to [`super::cmd::STATUS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// What its events are about.
    pub kind: Kind,
    /// The kind's name.
    pub name: &'a str,
    /// Whether it appends.
    pub state: State,
    /// Why it is unavailable; empty if it is not.
    pub reason: &'a str,
    /// Events appended.
    pub appended: u64,
    /// Events overwritten, whether or not anybody has read them.
    pub overwritten: u64,
}

impl<'a> Source<'a> {
    /// The most bytes of a reason.
    pub const REASON_MAX: usize = 99;
    /// The most bytes that [`Source::put`] writes.
    pub const ROOM: usize = 4 + 8 + 20 + 8 + (4 + Self::REASON_MAX + 1) + 12 + 12;

    /// Writes one nest.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), NoRoom> {
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

    /// Reads what is in one nest; what is not there is 0 or empty.
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

    /// Writes a message, checks how long its attributes are, and reads them.
    fn round_trip<T>(
        len: usize,
        put: impl Fn(&mut Builder<'_, Slice<'_>>) -> Result<(), NoRoom>,
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
    fn everything_survives_the_round_trip_and_fits_its_room() {
        let header = Header {
            seq: u64::MAX,
            time: 5,
            cpu: 3,
            kind: Kind::EXIT,
        };
        assert_eq!(
            round_trip(40, |message| header.put(message), Header::read),
            Ok(header)
        );

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

        let gap = Gap { first: 7, last: 9 };
        assert_eq!(
            round_trip(16, |message| gap.put(message), Gap::read),
            Ok(gap)
        );
        assert_eq!(gap.count(), 3);

        let status = Status {
            journal: 1,
            oldest: u64::MAX,
            next: u64::MAX,
            size: u64::MAX,
            used: u64::MAX,
            readers: 6,
        };
        let read = round_trip(Status::ROOM, |message| status.put(message), Status::read);
        assert_eq!(read, Ok(status));
    }

    #[test]
    fn a_source_survives_the_round_trip_and_fits_its_room() {
        let reason = "r".repeat(Source::REASON_MAX);
        let source = Source {
            kind: Kind::UID,
            name: "fifteen letters",
            state: State::UNAVAILABLE,
            reason: &reason,
            appended: u64::MAX,
            overwritten: u64::MAX,
        };
        let same = |attrs: Attrs<'_>| {
            let nest = attrs.find(attr::SOURCE).unwrap();
            assert_eq!(Source::read(nest.nested()), Ok(source));
        };
        round_trip(Source::ROOM, |message| source.put(message), same);
    }
}
