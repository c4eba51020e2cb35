// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::ops::RangeInclusive;

use crate::record::Record;

/// A reader's place in a ring: the sequence number that it wants next, and where that stands.
///
/// It belongs to the ring that made it. The default belongs to none, and reads what another ring has as it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) seq: u64,
    /// The position of the record with that number, or of a later one if that is gone.
    pub(crate) at: u64,
}

impl Cursor {
    /// The sequence number that comes next.
    #[inline]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Goes on behind the record that stands here.
    #[inline]
    pub(crate) fn pass(&mut self, record: &Record) {
        self.seq = record.seq.wrapping_add(1);
        self.at = self.at.wrapping_add(record.words());
    }

    /// Goes on behind a gap that [`Ring::read`](crate::Ring::read) has found here.
    #[inline]
    pub fn pass_gap(&mut self, gap: &Gap) {
        *self = gap.behind;
    }
}

/// Sequence numbers whose records are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub(crate) first: u64,
    pub(crate) behind: Cursor,
}

impl Gap {
    /// The numbers, never none.
    pub const fn range(&self) -> RangeInclusive<u64> {
        self.first..=self.behind.seq.wrapping_sub(1)
    }

    /// How many they are.
    #[allow(clippy::len_without_is_empty)] // It never is.
    pub const fn len(&self) -> u64 {
        self.behind.seq.wrapping_sub(self.first)
    }
}

/// Why [`Ring::read`](crate::Ring::read) has not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Everything has been read.
    End,
    /// Records are lost before what comes next. The cursor stays there until it is told to pass.
    Gap(Gap),
    /// There is no room for the next record.
    Full,
    /// As many were read as were wanted.
    Enough,
    /// As much was left out as a call may leave out. There may be more.
    Budget,
}

/// A sequence number that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooNew {
    /// The number that the next record will have.
    pub next: u64,
}
