// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::ops::RangeInclusive;

use crate::record::Record;

/// A reader's position in a ring: the sequence number of the next record, and where that record is.
///
/// A cursor belongs to the ring that made it. The default cursor belongs to no ring, and works with any; it starts at
/// the first record that it finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) seq: u64,
    /// The position of the record with that number, or of a later one if that one was overwritten.
    pub(crate) at: u64,
}

impl Cursor {
    /// The cursor at the record with this sequence number and this position: both as another reader of the ring has
    /// them, for example the kernel.
    #[inline]
    pub const fn at(seq: u64, position: u64) -> Self {
        Self { seq, at: position }
    }

    /// The position of the next record.
    #[inline]
    pub const fn position(&self) -> u64 {
        self.at
    }

    /// The sequence number of the next record.
    #[inline]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Moves past the record at the cursor.
    #[inline]
    pub(crate) fn pass(&mut self, record: &Record) {
        self.seq = record.seq.wrapping_add(1);
        self.at = self.at.wrapping_add(record.words());
    }

    /// Moves past a gap that [`Ring::read`](crate::Ring::read) has found at the cursor.
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
    /// The range of numbers, which is never empty.
    pub const fn range(&self) -> RangeInclusive<u64> {
        self.first..=self.behind.seq.wrapping_sub(1)
    }

    /// The number of lost records.
    #[allow(clippy::len_without_is_empty)] // It never is.
    pub const fn len(&self) -> u64 {
        self.behind.seq.wrapping_sub(self.first)
    }
}

/// The reason why [`Ring::read`](crate::Ring::read) has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Everything has been read.
    End,
    /// Records before the next one are lost. The cursor stays before the gap until [`Cursor::pass_gap`] is called.
    Gap(Gap),
    /// The buffer has no room for the next record.
    Full,
    /// The requested number of records was read.
    Enough,
    /// The call has skipped as many bytes as it may skip. There may be more records.
    Budget,
    /// The memory is not as a ring writes it.
    Broken,
}

/// A sequence number that no record has yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooNew {
    /// The number that the next record will have.
    pub next: u64,
}

/// Whether a position or sequence number is before another. The two are less than half of all numbers apart.
#[inline]
pub(crate) const fn is_before(this: u64, that: u64) -> bool {
    this.wrapping_sub(that) > u64::MAX / 2
}
