// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::sync::atomic::Ordering::Relaxed;

use crate::Word;

/// The maximum length of a payload in bytes. A longer one is lost, as a gap of one record.
pub const PAYLOAD_MAX: usize = 1024;

/// The size of a word in bytes.
pub(crate) const WORD: usize = 8;

/// The number of words before a payload.
pub(crate) const HEADER: usize = 4;

/// The index of the header's word that holds the sequence number.
pub(crate) const SEQ: u64 = 1;

/// The index of its last word, which holds the kind.
pub(crate) const LAST: u64 = 3;

/// The flag of a record whose payload was lost.
const LOST: u32 = 1 << 31;

/// The lowest bit of a word's first half, and that of its first quarter. From bytes, compilers make a dozen instructions.
const FIRST: u32 = if cfg!(target_endian = "little") {
    0
} else {
    32
};
const LEN: u32 = if cfg!(target_endian = "little") {
    0
} else {
    48
};

/// The time and place of an event, in the caller's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The time.
    pub time: u64,
    /// The CPU.
    pub cpu: u32,
}

/// The header of a record, in the ring as well as in the copies of [`Ring::read`](crate::Ring::read): in the machine's
/// byte order
///
/// ```text
/// | length: u16 | the ring's mark: 6 bytes | sequence number: u64 | time: u64 | CPU: u32 | kind: u32 |
/// ```
///
/// The length includes these 32 bytes, and excludes the zeros that pad the payload to a multiple of 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) len: usize,
    pub(crate) seq: u64,
    pub(crate) stamp: Stamp,
    pub(crate) kind: u8,
    pub(crate) lost: bool,
}

impl Record {
    #[inline]
    pub(crate) fn to_words(self, mark: Mark) -> [u64; HEADER] {
        let lost = if self.lost { LOST } else { 0 };
        [
            mark.0 | (u64::from(self.len as u16) << LEN),
            self.seq,
            self.stamp.time,
            join(self.stamp.cpu, u32::from(self.kind) | lost),
        ]
    }

    #[inline]
    pub(crate) fn from_words([first, seq, time, last]: [u64; HEADER]) -> Self {
        let (cpu, kind) = split(last);
        Self {
            len: len(first),
            seq,
            stamp: Stamp { time, cpu },
            kind: kind as u8,
            lost: kind & LOST != 0,
        }
    }

    /// How many words a record takes, and its kind, by the first and the last word of its header.
    #[inline]
    pub(crate) fn size_and_kind(first: u64, last: u64) -> (u64, u8) {
        (words(len(first)), split(last).1 as u8)
    }

    /// The number of words that the record takes.
    #[inline]
    pub(crate) const fn words(&self) -> u64 {
        words(self.len)
    }
}

/// A ring's mark, as the first word of a record of length 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(u64);

impl Mark {
    pub(crate) const fn new([m0, m1, m2, m3, m4, m5]: [u8; 6]) -> Self {
        Self(u64::from_ne_bytes([0, 0, m0, m1, m2, m3, m4, m5]))
    }
}

/// A record where it lies in the ring: see [`Map::next_in_place`](crate::Map::next_in_place).
#[derive(Debug)]
pub struct InPlace<'a, W> {
    record: Record,
    /// The payload's words: all of them, or those up to the ring's end.
    near: &'a [W],
    /// The words at the ring's start, if it continues there.
    far: &'a [W],
}

impl<'a, W: Word> InPlace<'a, W> {
    #[inline]
    pub(crate) fn new(record: Record, near: &'a [W], far: &'a [W]) -> Self {
        Self { record, near, far }
    }

    /// The sequence number.
    #[inline]
    pub fn seq(&self) -> u64 {
        self.record.seq
    }

    /// The time and place.
    #[inline]
    pub fn stamp(&self) -> Stamp {
        self.record.stamp
    }

    /// The kind.
    #[inline]
    pub fn kind(&self) -> u8 {
        self.record.kind
    }

    /// The length of the payload in bytes.
    #[inline]
    pub fn payload_len(&self) -> usize {
        self.record.len.saturating_sub(HEADER * WORD)
    }

    /// The payload's eight bytes from this multiple of 8 on, as a number in the machine's byte order; 0 where there are
    /// none. The last ones of a payload are followed by zeros.
    #[inline]
    pub fn word(&self, index: usize) -> u64 {
        match self.near.get(index) {
            Some(place) => place.load(Relaxed),
            None => far_word(self.far, index.wrapping_sub(self.near.len())),
        }
    }

    /// The first words of the payload, each as by [`InPlace::word`], which takes less than one by one.
    #[inline]
    pub fn words<const N: usize>(&self) -> [u64; N] {
        match self.near.first_chunk::<N>() {
            Some(words) => words.each_ref().map(|word| word.load(Relaxed)),
            None => far_words(self.near, self.far),
        }
    }
}

#[cold]
#[inline(never)]
fn far_word<W: Word>(far: &[W], index: usize) -> u64 {
    far.get(index).map_or(0, |word| word.load(Relaxed))
}

#[cold]
#[inline(never)]
fn far_words<W: Word, const N: usize>(near: &[W], far: &[W]) -> [u64; N] {
    let mut words = near.iter().chain(far).map(|word| word.load(Relaxed));
    [(); N].map(|()| words.next().unwrap_or(0))
}

#[inline]
fn len(first: u64) -> usize {
    usize::from((first >> LEN) as u16)
}

/// The number of words that a record of this length takes. No record is so long that this wraps.
#[inline]
const fn words(len: usize) -> u64 {
    (len.wrapping_add(WORD - 1) / WORD) as u64
}

/// Two numbers in one word, `first` at the lower address.
#[inline]
fn join(first: u32, second: u32) -> u64 {
    (u64::from(first) << FIRST) | (u64::from(second) << (32 - FIRST))
}

#[inline]
fn split(word: u64) -> (u32, u32) {
    ((word >> FIRST) as u32, (word >> (32 - FIRST)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_survive_the_round_trip() {
        for lost in [false, true] {
            let record = Record {
                len: usize::from(u16::MAX),
                seq: u64::MAX,
                stamp: Stamp {
                    time: u64::MAX - 1,
                    cpu: u32::MAX,
                },
                kind: u8::MAX,
                lost,
            };
            assert_eq!(
                Record::from_words(record.to_words(Mark::new([7; 6]))),
                record
            );
        }
    }

    #[test]
    fn a_header_in_memory_is_as_documented() {
        let record = Record {
            len: 0x0102,
            seq: 3,
            stamp: Stamp { time: 4, cpu: 5 },
            kind: 6,
            lost: false,
        };
        let bytes = record.to_words(Mark::new(*b"a mark")).map(u64::to_ne_bytes);
        let expected = [
            &0x0102_u16.to_ne_bytes()[..],
            b"a mark",
            &3_u64.to_ne_bytes(),
            &4_u64.to_ne_bytes(),
            &5_u32.to_ne_bytes(),
            &6_u32.to_ne_bytes(),
        ];
        assert_eq!(bytes.as_flattened(), expected.concat());
    }
}
