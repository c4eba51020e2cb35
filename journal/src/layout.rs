// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use crate::record::{HEADER, WORD};

/// The index has an entry for each record whose sequence number is a multiple of this.
pub(crate) const STRIDE: u64 = 64;

/// The size of a ring. After the records it has an index, which finds a sequence number without a walk over all
/// records: 0.5 per cent more memory.
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

    /// The number of words of memory that [`Ring::new`](crate::Ring::new) needs.
    pub const fn words(self) -> usize {
        self.records.wrapping_add(self.index) as usize
    }

    /// The number of bytes for records and their headers.
    pub const fn bytes(self) -> u64 {
        self.records.wrapping_mul(WORD as u64)
    }

    /// The number of words for records.
    pub(crate) const fn records(self) -> u64 {
        self.records
    }

    /// The index of the word at a position. Positions increase for ever, and wrap.
    #[inline]
    pub(crate) const fn place(self, at: u64) -> usize {
        (at & self.records.wrapping_sub(1)) as usize
    }

    /// The index of the entry for the record with this sequence number, a multiple of [`STRIDE`].
    #[inline]
    pub(crate) const fn index_place(self, seq: u64) -> usize {
        let entry = (seq / STRIDE) & self.index.wrapping_sub(1);
        self.records.wrapping_add(entry) as usize
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
        assert_eq!((layout.words() * WORD) as u64 - layout.bytes(), 64 << 10);
    }
}
