// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::marker::PhantomData;
use core::ops::Deref;
use core::sync::atomic::Ordering::{self, Acquire, Relaxed};

use crate::cursor::is_before;
use crate::layout::{front, FRONT, STRIDE};
use crate::record::{InPlace, Record, HEADER, SEQ, WORD};
use crate::{Cursor, Gap, Layout, Sink, Stop, Word};

/// No gap has more records: appending so many would take years.
const GAP_MAX: u64 = 1 << 52;

/// A ring's memory `M`, as everyone sees it who reads: the kernel, and processes that have mapped it.
///
/// Reading takes no lock, and writes nothing. It is sound for this reason: an append first moves `tail` past the words
/// that it is about to overwrite, then writes; a reader first reads, then checks `tail`. Fences keep both in that order,
/// so a reader that has seen any of the new words also sees the new `tail`, and discards what it has read. Records below
/// `head` are complete.
///
/// The memory may hold anything: then reading ends with [`Stop::Broken`], or returns records that nobody wrote, but it
/// ends.
#[derive(Debug)]
pub struct Map<W, M> {
    layout: Layout,
    memory: M,
    _words: PhantomData<fn() -> W>,
}

/// The reason why memory is not a ring's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRing {
    /// It has another format: this number instead of [`FORMAT`](crate::FORMAT).
    Format(u64),
    /// Its sizes are not those of a ring, or it is shorter than they say.
    Size,
}

impl<W: Word, M: Deref<Target = [W]>> Map<W, M> {
    /// The ring that lies in this memory, from its first word on.
    pub fn new(memory: M) -> Result<Self, NoRing> {
        let word = |at: usize| memory.get(at).map_or(0, |word| word.load(Relaxed));
        let format = word(front::FORMAT);
        if format != crate::FORMAT {
            return Err(NoRing::Format(format));
        }
        let layout = Layout::of_words(word(front::RECORDS), word(front::INDEX));
        let layout = layout.filter(|layout| layout.words() <= memory.len());
        Ok(Self::over(layout.ok_or(NoRing::Size)?, memory))
    }

    /// The caller has checked that there is as much memory as the layout needs.
    pub(crate) fn over(layout: Layout, memory: M) -> Self {
        Self {
            layout,
            memory,
            _words: PhantomData,
        }
    }

    /// The memory.
    pub fn memory(&self) -> &M {
        &self.memory
    }

    /// The number that the ring was made with, which distinguishes it from others.
    pub fn id(&self) -> u64 {
        self.front(front::ID, Relaxed)
    }

    /// The number of bytes for records and their headers.
    pub fn bytes(&self) -> u64 {
        self.layout.bytes()
    }

    /// Whether readers are asked to let go of the memory: see [`Ring::close`](crate::Ring::close).
    pub fn is_closed(&self) -> bool {
        self.front(front::CLOSED, Acquire) != 0
    }

    /// The position after the newest record: the end of reading if the cursor is there.
    #[inline]
    pub fn head(&self) -> u64 {
        self.front(front::HEAD, Acquire)
    }

    /// A cursor at the oldest record. `None` if there is none, or if it is being overwritten and there is no other.
    pub fn oldest(&self) -> Option<Cursor> {
        loop {
            let at = self.front(front::TAIL, Relaxed);
            if !is_before(at, self.head()) {
                return None;
            }
            let Record { seq, .. } = self.header(at);
            if self.is_there(at) {
                return Some(Cursor { seq, at });
            }
        }
    }

    /// Copies records from the cursor on, as they are stored, and moves the cursor past them: records of the kinds
    /// whose bits are set in `wanted`, and at most `left`, from which the number of copied records is subtracted.
    /// Returns the number of bytes that the records take in `to` (bytes after them are undefined), and the reason for
    /// stopping; a gap is not passed yet.
    ///
    /// Reading stops when the skipped records add up to `budget` bytes or more. So the time of a call is bounded by
    /// `budget` and the size of `to`.
    ///
    /// A record is its length in 16 bits, the ring's mark, sequence number and time with 64 bits each, CPU and kind
    /// with 32 bits each, in the machine's byte order, then the payload, and zeros up to a multiple of 8, which the
    /// length does not include.
    pub fn read(
        &self,
        cursor: &mut Cursor,
        wanted: u64,
        left: &mut u64,
        budget: usize,
        to: &mut (impl Sink<W> + ?Sized),
    ) -> (usize, Stop) {
        self.read_with(cursor, wanted, left, budget, to, || self.oldest())
    }

    /// [`Map::read`] with another way to find the oldest record.
    pub(crate) fn read_with(
        &self,
        cursor: &mut Cursor,
        wanted: u64,
        left: &mut u64,
        budget: usize,
        to: &mut (impl Sink<W> + ?Sized),
        oldest: impl Fn() -> Option<Cursor>,
    ) -> (usize, Stop) {
        let (mut used, mut left_out) = (0_usize, 0_usize);
        while *left != 0 {
            let head = self.head();
            if cursor.at == head {
                return (used, Stop::End);
            }
            // Copies many records at once, unless the buffer is too small for any.
            let many = match wanted {
                u64::MAX => self.stride(cursor, head),
                _ => None,
            };
            let many = many.filter(|end| {
                let fits = bytes(cursor, end) <= to.len() || used != 0;
                end.seq.wrapping_sub(cursor.seq) <= *left && fits
            });
            let (end, wanted) = match many {
                Some(end) => (end, true),
                None => match self.next(cursor, head) {
                    Ok(record) => {
                        let mut end = *cursor;
                        end.pass(&record);
                        (end, (wanted >> (record.kind & 63)) & 1 != 0)
                    }
                    Err(None) => return (used, overtaken(cursor, oldest())),
                    Err(Some(stop)) => return (used, stop),
                },
            };
            let passed = bytes(cursor, &end);
            let fits = passed <= to.len().wrapping_sub(used);
            if wanted && fits {
                self.copy(cursor.at, passed / WORD, to, used);
            }
            // Only now is it certain that nothing was overwritten in the meantime, not even a length.
            if !self.is_there(cursor.at) {
                return (used, overtaken(cursor, oldest()));
            }
            if !wanted {
                *cursor = end;
                left_out = left_out.saturating_add(passed);
                if left_out >= budget {
                    return (used, Stop::Budget);
                }
                continue;
            }
            if !fits {
                return (used, Stop::Full);
            }
            used = used.wrapping_add(passed);
            *left = left.wrapping_sub(end.seq.wrapping_sub(cursor.seq));
            *cursor = end;
        }
        (used, Stop::Enough)
    }

    /// Reads the next record where it lies, and moves the cursor past it. The result of `read` is returned only if
    /// nothing of the record was overwritten meanwhile; until then the record may hold anything.
    #[inline]
    pub fn next_in_place<T>(
        &self,
        cursor: &mut Cursor,
        read: impl FnOnce(&InPlace<'_, W>) -> T,
    ) -> Result<T, Stop> {
        let Some((front, records)) = self.parts() else {
            return Err(Stop::End);
        };
        if cursor.at == front[front::HEAD].load(Acquire) {
            return Err(Stop::End);
        }
        let rest = records.get(self.layout.place(cursor.at).wrapping_sub(FRONT)..);
        let near = rest.and_then(|rest| {
            let (header, rest) = rest.split_first_chunk::<HEADER>()?;
            let record = Record::from_words(header.each_ref().map(|word| word.load(Relaxed)));
            // A record that is too short has too many words here.
            let payload = record.words().wrapping_sub(HEADER as u64);
            Some((record, rest.get(..payload as usize)?))
        });
        let near = near.filter(|(record, _)| record.seq == cursor.seq && !record.lost);
        let Some((record, payload)) = near else {
            let (seen, record) = self.next_around(cursor, read)?;
            cursor.pass(&record);
            return Ok(seen);
        };
        let seen = read(&InPlace::new(record, payload, &[]));
        W::fence(Acquire);
        if is_before(cursor.at, front[front::TAIL].load(Relaxed)) {
            return Err(overtaken(cursor, self.oldest()));
        }
        cursor.pass(&record);
        Ok(seen)
    }

    /// [`Map::next_in_place`] for everything but the next record in one piece; the cursor does not pass the record.
    #[cold]
    #[inline(never)]
    fn next_around<T>(
        &self,
        cursor: &mut Cursor,
        read: impl FnOnce(&InPlace<'_, W>) -> T,
    ) -> Result<(T, Record), Stop> {
        let record = match self.next(cursor, self.head()) {
            Ok(record) => record,
            Err(None) => return Err(overtaken(cursor, self.oldest())),
            Err(Some(stop)) => return Err(stop),
        };
        let (begin, end) = self.split(cursor.at.wrapping_add(HEADER as u64));
        let payload = record.words().saturating_sub(HEADER as u64) as usize;
        let near = end.get(..payload).unwrap_or(end);
        let far = begin.get(..payload.saturating_sub(near.len()));
        let seen = read(&InPlace::new(record, near, far.unwrap_or_default()));
        if !self.is_there(cursor.at) {
            return Err(overtaken(cursor, self.oldest()));
        }
        Ok((seen, record))
    }

    /// The words before the records, and those of the records.
    #[inline]
    fn parts(&self) -> Option<(&[W; FRONT], &[W])> {
        let (front, rest) = self.memory.split_first_chunk()?;
        Some((front, rest.get(..self.layout.records() as usize)?))
    }

    /// The record at a cursor before `head`, as far as it is certain now: it may be overwritten at any time. The error
    /// is the reason for stopping, or none if the record is not there any more.
    #[inline]
    fn next(&self, cursor: &Cursor, head: u64) -> Result<Record, Option<Stop>> {
        if head.wrapping_sub(cursor.at) > self.layout.records() {
            return Err(None);
        }
        let record = self.header(cursor.at);
        if record.seq == cursor.seq && !record.lost && record.words() >= HEADER as u64 {
            return Ok(record);
        }
        Err(self.is_there(cursor.at).then(|| behind(cursor, &record)))
    }

    /// The end of the records between the cursor and the next multiple of [`STRIDE`], according to the index, if none
    /// of them is lost. The caller has to check that they still exist.
    #[inline]
    fn stride(&self, cursor: &Cursor, head: u64) -> Option<Cursor> {
        let seq = (cursor.seq | (STRIDE - 1)).wrapping_add(1);
        let at = self.load(self.layout.index_place(seq));
        // An older entry points to a position at or before the cursor.
        let known = at.wrapping_sub(cursor.at).wrapping_sub(1)
            < head.wrapping_sub(cursor.at).wrapping_sub(1);
        let first = self.load(self.layout.place(cursor.at.wrapping_add(SEQ)));
        let sound = !is_before(cursor.seq, self.front(front::SOUND, Relaxed));
        (known && first == cursor.seq && sound).then_some(Cursor { seq, at })
    }

    /// Copies a number of words, starting at a position.
    #[inline]
    fn copy(&self, at: u64, words: usize, to: &mut (impl Sink<W> + ?Sized), used: usize) {
        let (begin, end) = self.split(at);
        // Words that do not fit before the ring's end continue at its start.
        let near = end.get(..words).unwrap_or(end);
        let far = words.wrapping_sub(near.len());
        to.put(used, near);
        if far != 0 {
            let used = used.wrapping_add(near.len().wrapping_mul(WORD));
            to.put(used, begin.get(..far).unwrap_or_default());
        }
    }

    /// The memory for records before the word at a position, and from that word on.
    #[inline]
    pub(crate) fn split(&self, at: u64) -> (&[W], &[W]) {
        let records = self.memory.get(FRONT..self.layout.end_of_records());
        let records = records.and_then(|records| {
            records.split_at_checked(self.layout.place(at).wrapping_sub(FRONT))
        });
        records.unwrap_or_default()
    }

    /// So many words from a position on, if they do not go around the ring's end.
    #[inline]
    pub(crate) fn whole(&self, at: u64, words: u64) -> Option<&[W]> {
        let begin = self.layout.place(at);
        let end = begin.wrapping_add(words as usize);
        if end > self.layout.end_of_records() {
            return None;
        }
        self.memory.get(begin..end)
    }

    /// Whether the words from this position on have not been overwritten until now.
    #[inline]
    pub(crate) fn is_there(&self, at: u64) -> bool {
        W::fence(Acquire);
        !is_before(at, self.front(front::TAIL, Relaxed))
    }

    /// The header of the record at a position that was not before `tail`.
    #[inline]
    pub(crate) fn header(&self, at: u64) -> Record {
        let near = self.whole(at, HEADER as u64);
        Record::from_words(match near.and_then(|words| words.first_chunk()) {
            Some([a, b, c, d]) => [a, b, c, d].map(|word| word.load(Relaxed)),
            None => core::array::from_fn(|word| {
                self.load(self.layout.place(at.wrapping_add(word as u64)))
            }),
        })
    }

    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    // The layout's indexes are within the memory, which the constructor checks: these calls always reach a word.

    #[inline]
    pub(crate) fn front(&self, at: usize, order: Ordering) -> u64 {
        self.memory.get(at).map_or(0, |word| word.load(order))
    }

    #[inline]
    pub(crate) fn load(&self, place: usize) -> u64 {
        self.memory.get(place).map_or(0, |word| word.load(Relaxed))
    }

    #[inline]
    pub(crate) fn store(&self, place: usize, value: u64, order: Ordering) {
        if let Some(word) = self.memory.get(place) {
            word.store(value, order);
        }
    }
}

impl core::fmt::Display for NoRing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Format(format) => write!(f, "format {format:#x}, not {:#x}", crate::FORMAT),
            Self::Size => f.write_str("sizes that no ring has"),
        }
    }
}

impl core::error::Error for NoRing {}

/// Handles a cursor whose record is overwritten: it moves to the oldest record. While that is overwritten, too, there is
/// nothing to be read.
#[cold]
fn overtaken(cursor: &mut Cursor, oldest: Option<Cursor>) -> Stop {
    match oldest {
        None => Stop::End,
        Some(oldest) => {
            cursor.at = oldest.at;
            gap(cursor.seq, oldest)
        }
    }
}

/// The gap before a record that is not the cursor's, or that is lost itself.
#[cold]
fn behind(cursor: &Cursor, record: &Record) -> Stop {
    let mut behind = Cursor {
        seq: record.seq,
        at: cursor.at,
    };
    if record.seq == cursor.seq && record.lost {
        behind.pass(record);
    }
    gap(cursor.seq, behind)
}

/// A gap, if it can be one: sequence numbers never go back, nor round in a circle.
fn gap(first: u64, behind: Cursor) -> Stop {
    match behind.seq.wrapping_sub(first) {
        1..=GAP_MAX => Stop::Gap(Gap { first, behind }),
        _ => Stop::Broken,
    }
}

/// The number of bytes between two cursors.
#[inline]
const fn bytes(begin: &Cursor, end: &Cursor) -> usize {
    (end.at.wrapping_sub(begin.at) as usize).wrapping_mul(WORD)
}
