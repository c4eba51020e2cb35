// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::ops::Deref;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::layout::STRIDE;
use crate::record::{Record, HEADER, SEQ, WORD};
use crate::{Cursor, Gap, Layout, Sink, Stamp, Stop, TooNew, Word, PAYLOAD_MAX};

/// Mutual exclusion for as long as a function runs, which is short: the function neither waits nor calls other code.
pub trait Lock {
    /// Runs a function while holding the lock.
    fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T;
}

/// A ring in `M`, memory made of `W`, with counters for kinds below `KINDS`.
///
/// Sequence numbers start at 1. Positions count the words ever appended; both may wrap.
///
/// Reading without the lock is sound for this reason: an append first moves `tail` past the words that it is about to
/// overwrite, then writes; a reader first reads, then checks `tail`. Fences keep both in that order, so a reader that
/// has seen any of the new words also sees the new `tail`, and discards what it has read. Records below `head` are
/// complete.
#[derive(Debug)]
pub struct Ring<W, M, L, const KINDS: usize> {
    layout: Layout,
    memory: M,
    mark: [u8; 6],
    lock: L,
    /// The position after the newest record.
    head: W,
    /// The position of the oldest record, and its sequence number.
    tail: W,
    oldest: W,
    next: W,
    /// The sequence number after the newest record that was lost when it was appended.
    sound: W,
    appended: [W; KINDS],
    overwritten: [W; KINDS],
}

/// The state of a ring at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingStatus<const KINDS: usize> {
    /// The sequence number of the oldest record; if there is none, that of the next one.
    pub oldest: u64,
    /// The sequence number of the next record.
    pub next: u64,
    /// The number of bytes that records and their headers take.
    pub used: u64,
    /// The number of appended records by kind.
    pub appended: [u64; KINDS],
    /// The number of overwritten records by kind.
    pub overwritten: [u64; KINDS],
}

impl<W: Word, M: Deref<Target = [W]>, L: Lock, const KINDS: usize> Ring<W, M, L, KINDS> {
    /// Makes an empty ring whose records carry `mark`. `None` if the memory has fewer words than the layout needs.
    pub fn new(layout: Layout, memory: M, mark: [u8; 6], lock: L) -> Option<Self> {
        Self::beginning_with(layout, memory, mark, lock, 1)
    }

    /// Makes an empty ring with another first sequence number, which is also its first position: for tests of wrapping.
    pub fn beginning_with(
        layout: Layout,
        memory: M,
        mark: [u8; 6],
        lock: L,
        first: u64,
    ) -> Option<Self> {
        // An index entry with this value means that the record's position is unknown.
        let index = memory.get(layout.records() as usize..layout.words())?;
        index.iter().for_each(|at| at.store(first, Relaxed));
        Some(Self {
            layout,
            memory,
            mark,
            lock,
            head: W::new(first),
            tail: W::new(first),
            oldest: W::new(first),
            next: W::new(first),
            sound: W::new(first),
            appended: core::array::from_fn(|_| W::new(0)),
            overwritten: core::array::from_fn(|_| W::new(0)),
        })
    }

    /// The number of bytes for records and their headers.
    pub fn bytes(&self) -> u64 {
        self.layout.bytes()
    }

    /// Appends a record and returns its sequence number. `stamp` is called under the lock, so times are in the order of
    /// sequence numbers.
    ///
    /// A payload longer than [`PAYLOAD_MAX`], or larger than the ring, is lost: the record counts as appended, and its
    /// number is read as a gap.
    pub fn append(&self, kind: u8, payload: &[u8], stamp: impl FnOnce() -> Stamp) -> u64 {
        self.lock
            .exclusively(|| self.append_alone(kind, payload, stamp()))
    }

    /// A cursor at the oldest record.
    pub fn oldest(&self) -> Cursor {
        self.lock.exclusively(|| self.oldest_alone())
    }

    /// A cursor after the newest record.
    pub fn end(&self) -> Cursor {
        self.lock.exclusively(|| self.end_alone())
    }

    /// A cursor at the record with this sequence number. If the record was overwritten, reading begins with a gap.
    pub fn find(&self, seq: u64) -> Result<Cursor, TooNew> {
        let (oldest, end) = self
            .lock
            .exclusively(|| (self.oldest_alone(), self.end_alone()));
        if is_before(end.seq, seq) {
            return Err(TooNew { next: end.seq });
        }
        if seq == end.seq {
            return Ok(end);
        }
        if is_before(seq, oldest.seq) {
            return Ok(Cursor { seq, ..oldest });
        }
        let mut near = Cursor {
            seq: seq & !(STRIDE - 1),
            at: self.load(self.layout.index_place(seq)),
        };
        if is_before(near.seq, oldest.seq) {
            near = oldest;
        }
        loop {
            match self.record(near.at) {
                Some(record) if record.seq == near.seq => {
                    if near.seq == seq {
                        return Ok(near);
                    }
                    near.pass(&record);
                }
                // Overwritten in the meantime, and perhaps the record that was asked for, too.
                _ => {
                    near = self.oldest();
                    if is_before(seq, near.seq) {
                        return Ok(Cursor { seq, ..near });
                    }
                }
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
        let (mut used, mut left_out) = (0_usize, 0_usize);
        while *left != 0 {
            let head = self.head.load(Acquire);
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
                None => {
                    let record = self.header(cursor.at);
                    if record.seq != cursor.seq || record.lost {
                        let there = self.is_there(cursor.at);
                        let gap = there.then(|| behind(cursor, &record));
                        return (used, gap.unwrap_or_else(|| self.overtaken(cursor)));
                    }
                    let mut end = *cursor;
                    end.pass(&record);
                    (end, (wanted >> (record.kind & 63)) & 1 != 0)
                }
            };
            let passed = bytes(cursor, &end);
            let fits = passed <= to.len().wrapping_sub(used);
            if wanted && fits {
                self.copy(cursor.at, passed / WORD, to, used);
            }
            // Only now is it certain that nothing was overwritten in the meantime, not even a length.
            if !self.is_there(cursor.at) {
                return (used, self.overtaken(cursor));
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

    /// The counters and positions, all at one moment.
    pub fn status(&self) -> RingStatus<KINDS> {
        self.lock.exclusively(|| {
            let (oldest, end) = (self.oldest_alone(), self.end_alone());
            RingStatus {
                oldest: oldest.seq,
                next: end.seq,
                used: end.at.wrapping_sub(oldest.at).wrapping_mul(WORD as u64),
                appended: values(&self.appended),
                overwritten: values(&self.overwritten),
            }
        })
    }

    fn append_alone(&self, kind: u8, payload: &[u8], stamp: Stamp) -> u64 {
        let mut record = Record {
            len: (HEADER * WORD).saturating_add(payload.len()),
            seq: self.next.load(Relaxed),
            stamp,
            kind,
            lost: false,
        };
        let mut payload = payload;
        if payload.len() > PAYLOAD_MAX || record.words() > self.layout.records() {
            (record.len, record.lost, payload) = (HEADER * WORD, true, &[]);
        }
        let head = self.head.load(Relaxed);
        let end = head.wrapping_add(record.words());
        self.make_room(end);
        // From here on words are overwritten: a reader that sees one of them has to see the new `tail`.
        W::fence(Release);
        let (begin, end_of_ring) = self.split(head);
        let header = record.to_words(self.mark);
        if record.words() <= end_of_ring.len() as u64 {
            write(end_of_ring.iter(), header, payload);
        } else {
            write(end_of_ring.iter().chain(begin), header, payload);
        }
        if record.seq % STRIDE == 0 {
            self.store(self.layout.index_place(record.seq), head);
        }
        if record.lost {
            self.sound.store(record.seq.wrapping_add(1), Relaxed);
        }
        count(&self.appended, kind);
        self.next.store(record.seq.wrapping_add(1), Relaxed);
        self.head.store(end, Release);
        record.seq
    }

    /// Discards the oldest records until a record that ends at `end` fits.
    fn make_room(&self, end: u64) {
        let before = self.oldest_alone();
        let mut oldest = before;
        while end.wrapping_sub(oldest.at) > self.layout.records() {
            let record = self.header(oldest.at);
            count(&self.overwritten, record.kind);
            oldest.pass(&record);
        }
        if oldest != before {
            self.oldest.store(oldest.seq, Relaxed);
            self.tail.store(oldest.at, Relaxed);
        }
    }

    /// The header at a position of at least `tail`; `None` if it is overwritten.
    #[inline]
    fn record(&self, at: u64) -> Option<Record> {
        let record = self.header(at);
        self.is_there(at).then_some(record)
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
        let sound = !is_before(cursor.seq, self.sound.load(Relaxed));
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

    /// The ring's memory before the word at a position, and from that word on.
    #[inline]
    fn split(&self, at: u64) -> (&[W], &[W]) {
        let ring = self.memory.get(..self.layout.records() as usize);
        let ring = ring.and_then(|ring| ring.split_at_checked(self.layout.place(at)));
        ring.unwrap_or_default()
    }

    /// Whether the words from this position on have not been overwritten until now.
    #[inline]
    fn is_there(&self, at: u64) -> bool {
        W::fence(Acquire);
        !is_before(at, self.tail.load(Relaxed))
    }

    /// Handles a cursor whose record is overwritten: finds the oldest record.
    #[cold]
    fn overtaken(&self, cursor: &mut Cursor) -> Stop {
        let oldest = self.oldest();
        cursor.at = oldest.at;
        gap(cursor.seq, oldest)
    }

    #[inline]
    fn header(&self, at: u64) -> Record {
        Record::from_words(core::array::from_fn(|word| {
            self.load(self.layout.place(at.wrapping_add(word as u64)))
        }))
    }

    /// The oldest record; the caller holds the lock.
    fn oldest_alone(&self) -> Cursor {
        Cursor {
            seq: self.oldest.load(Relaxed),
            at: self.tail.load(Relaxed),
        }
    }

    /// The end; the caller holds the lock.
    fn end_alone(&self) -> Cursor {
        Cursor {
            seq: self.next.load(Relaxed),
            at: self.head.load(Relaxed),
        }
    }

    // The layout's indexes are within the memory, as `new` has checked; so both calls always write.

    #[inline]
    fn load(&self, place: usize) -> u64 {
        self.memory.get(place).map_or(0, |word| word.load(Relaxed))
    }

    #[inline]
    fn store(&self, place: usize, value: u64) {
        if let Some(word) = self.memory.get(place) {
            word.store(value, Relaxed);
        }
    }
}

/// Whether a position or sequence number is before another. The two are less than half of all numbers apart.
#[inline]
const fn is_before(this: u64, that: u64) -> bool {
    this != that && that.wrapping_sub(this) < 1 << 63
}

const fn gap(first: u64, behind: Cursor) -> Stop {
    Stop::Gap(Gap { first, behind })
}

/// The gap before a record that is not the cursor's, or that is lost itself.
#[cold]
fn behind(cursor: &Cursor, record: &Record) -> Stop {
    let mut behind = Cursor {
        seq: record.seq,
        at: cursor.at,
    };
    if record.seq == cursor.seq {
        behind.pass(record);
    }
    gap(cursor.seq, behind)
}

/// The number of bytes between two cursors.
#[inline]
const fn bytes(begin: &Cursor, end: &Cursor) -> usize {
    (end.at.wrapping_sub(begin.at) as usize).wrapping_mul(WORD)
}

/// Writes a record to the words at its position.
#[inline]
fn write<'a, W: Word + 'a>(
    mut places: impl Iterator<Item = &'a W>,
    header: [u64; HEADER],
    payload: &[u8],
) {
    let put = |(word, place): (u64, &W)| place.store(word, Relaxed);
    header.into_iter().zip(places.by_ref()).for_each(put);
    let whole = payload.chunks_exact(WORD);
    let mut last = [0; WORD];
    let rest = whole.remainder();
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let word = |bytes: &[u8]| bytes.first_chunk().copied().map_or(0, u64::from_ne_bytes);
    whole.map(word).zip(places.by_ref()).for_each(put);
    if let (false, Some(place)) = (rest.is_empty(), places.next()) {
        place.store(u64::from_ne_bytes(last), Relaxed);
    }
}

/// Adds one to a counter, under the lock.
fn count<W: Word, const KINDS: usize>(counters: &[W; KINDS], kind: u8) {
    if let Some(counter) = counters.get(usize::from(kind)) {
        counter.store(counter.load(Relaxed).wrapping_add(1), Relaxed);
    }
}

fn values<W: Word, const KINDS: usize>(counters: &[W; KINDS]) -> [u64; KINDS] {
    core::array::from_fn(|kind| {
        counters
            .get(kind)
            .map_or(0, |counter| counter.load(Relaxed))
    })
}
