// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

/// The most bytes of a payload. A longer one is lost, as a gap of one.
pub const PAYLOAD_MAX: usize = 1024;

/// Words in front of a payload.
pub(crate) const HEADER: usize = 3;

/// Marks a record whose payload was lost.
const LOST: u64 = 1 << 63;

/// When and where something happened, in the caller's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The time.
    pub time: u64,
    /// The CPU.
    pub cpu: u16,
}

/// What the ring knows of a record, beside its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its sequence number.
    pub seq: u64,
    /// The time that it was appended with.
    pub time: u64,
    /// The CPU that it was appended with.
    pub cpu: u16,
    /// What it is: below 64.
    pub kind: u8,
    /// Bytes of its payload.
    pub len: usize,
    pub(crate) lost: bool,
}

impl Record {
    /// As it stands in the ring.
    #[inline]
    pub(crate) fn to_words(self) -> [u64; HEADER] {
        let lost = if self.lost { LOST } else { 0 };
        let first =
            self.len as u64 | (u64::from(self.kind) << 16) | (u64::from(self.cpu) << 32) | lost;
        [first, self.seq, self.time]
    }

    #[inline]
    pub(crate) fn from_words([first, seq, time]: [u64; HEADER]) -> Self {
        Self {
            seq,
            time,
            cpu: (first >> 32) as u16,
            kind: (first >> 16) as u8,
            len: usize::from(first as u16),
            lost: first & LOST != 0,
        }
    }

    /// Words that it takes.
    #[inline]
    pub(crate) const fn words(&self) -> u64 {
        (HEADER + self.len.div_ceil(8)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_survive_the_round_trip() {
        for lost in [false, true] {
            let record = Record {
                seq: u64::MAX,
                time: u64::MAX - 1,
                cpu: u16::MAX,
                kind: u8::MAX,
                len: usize::from(u16::MAX),
                lost,
            };
            assert_eq!(Record::from_words(record.to_words()), record);
        }
        let empty = Record {
            seq: 0,
            time: 0,
            cpu: 0,
            kind: 0,
            len: 0,
            lost: false,
        };
        assert_eq!(empty.to_words(), [0; HEADER]);
    }
}
