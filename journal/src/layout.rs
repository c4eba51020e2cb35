// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use crate::record::{HEADER, WORD};

/// The index has an entry for each record whose sequence number is a multiple of this.
pub(crate) const STRIDE: u64 = 64;

/// The number of words before the records.
pub(crate) const FRONT: usize = 16;

/// The format of a ring's memory: another number for each change that readers have to know of.
///
/// The first 128 bytes say where everything is, as words of 64 bits in the machine's byte order: 0 this number, 1 the
/// ring's id, 2 the number of words for records, 3 that of the index, 4 whether readers are asked to let go; 8 `head`,
/// the position after the newest record, 9 `tail`, the position of the oldest one, 10 and 11 the sequence numbers of
/// both, 12 the sequence number after the newest record that was lost when it was appended. The word at a position is
/// number 16 + (position modulo the number of words for records); positions only ever increase. The index follows the
/// records.
pub const FORMAT: u64 = 0x6b6c_696e_6b6a_7201;

/// The indexes of the words of [`FORMAT`]. The first line of the cache stays as it is; each append changes the second.
pub(crate) mod front {
    pub(crate) const FORMAT: usize = 0;
    pub(crate) const ID: usize = 1;
    pub(crate) const RECORDS: usize = 2;
    pub(crate) const INDEX: usize = 3;
    pub(crate) const CLOSED: usize = 4;
    pub(crate) const HEAD: usize = 8;
    pub(crate) const TAIL: usize = 9;
    pub(crate) const OLDEST: usize = 10;
    pub(crate) const NEXT: usize = 11;
    pub(crate) const SOUND: usize = 12;
}

/// The size of a ring. Before the records it has a few words with sizes and positions; after them an index, which finds
/// a sequence number without a walk over all records: 0.5 per cent more memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    records: u64,
    index: u64,
}

impl Layout {
    /// A ring for `bytes` of records and their headers of 32 bytes, rounded up to a power of two; at least 32. `None`
    /// if `bytes` is more than half of the address space.
    pub const fn of_bytes(bytes: u64) -> Option<Self> {
        let Some(records) = bytes.div_ceil(WORD as u64).checked_next_power_of_two() else {
            return None;
        };
        let least = (HEADER as u64).next_power_of_two();
        let records = if records < least { least } else { records };
        if records > isize::MAX as u64 / WORD as u64 / 2 {
            return None;
        }
        // The index has more entries than the ring can hold multiples of STRIDE, so an entry whose record still exists
        // is not reused. The number is a power of two, so that the index continues when sequence numbers wrap.
        let index = (records / (HEADER as u64 * STRIDE) + 2).next_power_of_two();
        Some(Self { records, index })
    }

    /// The layout with these numbers of words, if there is one.
    pub(crate) fn of_words(records: u64, index: u64) -> Option<Self> {
        let layout = Self::of_bytes(records.checked_mul(WORD as u64)?)?;
        (layout == Self { records, index }).then_some(layout)
    }

    /// The number of words of memory that [`Ring::new`](crate::Ring::new) needs.
    pub const fn words(self) -> usize {
        self.end_of_records().wrapping_add(self.index as usize)
    }

    /// The number of bytes for records and their headers.
    pub const fn bytes(self) -> u64 {
        self.records.wrapping_mul(WORD as u64)
    }

    /// The number of words for records.
    pub(crate) const fn records(self) -> u64 {
        self.records
    }

    /// The number of words for the index.
    pub(crate) const fn index(self) -> u64 {
        self.index
    }

    /// The index of the word after the records.
    pub(crate) const fn end_of_records(self) -> usize {
        FRONT.wrapping_add(self.records as usize)
    }

    /// The index of the word at a position. Positions increase for ever, and wrap.
    #[inline]
    pub(crate) const fn place(self, at: u64) -> usize {
        FRONT.wrapping_add((at & self.records.wrapping_sub(1)) as usize)
    }

    /// The index of the entry for the record with this sequence number, a multiple of [`STRIDE`].
    #[inline]
    pub(crate) const fn index_place(self, seq: u64) -> usize {
        let entry = (seq / STRIDE) & self.index.wrapping_sub(1);
        self.end_of_records().wrapping_add(entry as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_two() {
        for (asked, got) in [
            (0, 32),
            (1, 32),
            (33, 64),
            (64, 64),
            (65, 128),
            (65_536, 65_536),
            (8 << 20, 8 << 20),
            ((8 << 20) + 1, 16 << 20),
        ] {
            assert_eq!(
                Layout::of_bytes(asked).map(Layout::bytes),
                Some(got),
                "{asked}"
            );
        }
        for asked in [u64::MAX, 1 << 63, 1 << 62] {
            assert_eq!(Layout::of_bytes(asked), None, "{asked}");
        }
    }

    #[test]
    fn the_index_takes_little() {
        let layout = Layout::of_bytes(8 << 20).unwrap();
        let others = ((layout.words() - FRONT) * WORD) as u64 - layout.bytes();
        assert_eq!(others, 64 << 10);
    }
}
