// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::ops::Deref;
use core::sync::atomic::Ordering::{Relaxed, Release};

use crate::cursor::is_before;
use crate::layout::{front, FRONT, STRIDE};
use crate::record::{Mark, Record, HEADER, LAST, WORD};
use crate::{Cursor, Layout, Map, Sink, Stamp, Stop, TooNew, Word, FORMAT, PAYLOAD_MAX};

/// Mutual exclusion for as long as a function runs, which is short: the function neither waits nor calls other code.
pub trait Lock {
    /// Runs a function while holding the lock.
    fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T;
}

/// A ring in `M`, memory made of `W`, with counters for kinds below `KINDS`.
///
/// Sequence numbers start at 1. Positions count the words ever appended; both may wrap. [`Map`] says why readers need no
/// lock.
#[derive(Debug)]
pub struct Ring<W, M, L, const KINDS: usize> {
    map: Map<W, M>,
    mark: Mark,
    lock: L,
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
    /// Makes an empty ring whose records carry `mark`, and whose memory says `id`. `None` if the memory has fewer words
    /// than the layout needs.
    pub fn new(layout: Layout, memory: M, id: u64, mark: [u8; 6], lock: L) -> Option<Self> {
        Self::beginning_with(layout, memory, id, mark, lock, 1)
    }

    /// Makes an empty ring with another first sequence number, which is also its first position: for tests of wrapping.
    pub fn beginning_with(
        layout: Layout,
        memory: M,
        id: u64,
        mark: [u8; 6],
        lock: L,
        first: u64,
    ) -> Option<Self> {
        // An index entry with this value means that the record's position is unknown.
        let index = memory.get(layout.end_of_records()..layout.words())?;
        index.iter().for_each(|at| at.store(first, Relaxed));
        let map = Map::over(layout, memory);
        for (place, value) in [
            (front::FORMAT, FORMAT),
            (front::ID, id),
            (front::RECORDS, layout.records()),
            (front::INDEX, layout.index()),
            (front::CLOSED, 0),
            (front::HEAD, first),
            (front::TAIL, first),
            (front::OLDEST, first),
            (front::NEXT, first),
            (front::SOUND, first),
        ] {
            map.store(place, value, Relaxed);
        }
        Some(Self {
            map,
            mark: Mark::new(mark),
            lock,
            appended: core::array::from_fn(|_| W::new(0)),
            overwritten: core::array::from_fn(|_| W::new(0)),
        })
    }

    /// The view of readers.
    pub fn map(&self) -> &Map<W, M> {
        &self.map
    }

    /// Asks readers that have mapped the memory to let go of it. Appending goes on; who sees this sees all records that
    /// were appended before it.
    pub fn close(&self) {
        self.map.store(front::CLOSED, 1, Release);
    }

    /// Appends a record and returns its sequence number. `stamp` is called under the lock, so times are in the order of
    /// sequence numbers.
    ///
    /// A payload longer than [`PAYLOAD_MAX`], or larger than the ring, is lost: the record counts as appended, and its
    /// number is read as a gap.
    pub fn append(&self, kind: u8, payload: &[u8], stamp: impl FnOnce() -> Stamp) -> u64 {
        let words = payload.chunks(WORD).map(word);
        self.lock
            .exclusively(|| self.append_alone(kind, payload.len(), words, stamp()))
    }

    /// [`Ring::append`] of a payload in words of eight bytes, which takes less.
    #[inline]
    pub fn append_words(&self, kind: u8, payload: &[u64], stamp: impl FnOnce() -> Stamp) -> u64 {
        let (len, words) = (size_of_val(payload), payload.iter().copied());
        self.lock
            .exclusively(|| self.append_alone(kind, len, words, stamp()))
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
            at: self.map.load(self.map.layout().index_place(seq)),
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

    /// Copies records: see [`Map::read`].
    pub fn read(
        &self,
        cursor: &mut Cursor,
        wanted: u64,
        left: &mut u64,
        budget: usize,
        to: &mut (impl Sink<W> + ?Sized),
    ) -> (usize, Stop) {
        let oldest = || Some(self.oldest());
        self.map.read_with(cursor, wanted, left, budget, to, oldest)
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

    #[inline]
    fn append_alone(
        &self,
        kind: u8,
        len: usize,
        payload: impl Iterator<Item = u64>,
        stamp: Stamp,
    ) -> u64 {
        let layout = self.map.layout();
        // There always is a front.
        let Some(front) = self.map.memory().first_chunk::<FRONT>() else {
            return 0;
        };
        let mut record = Record {
            len: (HEADER * WORD).saturating_add(len),
            seq: front[front::NEXT].load(Relaxed),
            stamp,
            kind,
            lost: false,
        };
        if len > PAYLOAD_MAX || record.words() > layout.records() {
            (record.len, record.lost) = (HEADER * WORD, true);
        }
        let head = front[front::HEAD].load(Relaxed);
        let end = head.wrapping_add(record.words());
        if end.wrapping_sub(front[front::TAIL].load(Relaxed)) > layout.records() {
            self.make_room(front, end);
        }
        // From here on words are overwritten: a reader that sees one of them has to see the new `tail`.
        W::fence(Release);
        let header = record.to_words(self.mark);
        // As many as there are places for.
        match self.map.whole(head, record.words()) {
            Some(places) => write(places, header, payload),
            None => self.write_around(head, record.words(), header, payload),
        }
        if record.seq % STRIDE == 0 {
            self.map
                .store(layout.index_place(record.seq), head, Relaxed);
        }
        let next = record.seq.wrapping_add(1);
        if record.lost {
            front[front::SOUND].store(next, Relaxed);
        }
        count(&self.appended, kind);
        front[front::NEXT].store(next, Relaxed);
        front[front::HEAD].store(end, Release);
        record.seq
    }

    /// Writes a record that goes around the ring's end.
    #[cold]
    #[inline(never)]
    fn write_around(
        &self,
        head: u64,
        words: u64,
        header: [u64; HEADER],
        payload: impl Iterator<Item = u64>,
    ) {
        let (begin, end) = self.map.split(head);
        let mut values = header.into_iter().chain(payload);
        // Not zipped: to know the lengths takes a division, which could fail for all that the compiler knows.
        for place in end.iter().chain(begin).take(words as usize) {
            match values.next() {
                Some(value) => place.store(value, Relaxed),
                None => return,
            }
        }
    }

    /// Discards the oldest records until a record that ends at `end` fits.
    fn make_room(&self, front: &[W; FRONT], end: u64) {
        let mut oldest = self.oldest_alone();
        while end.wrapping_sub(oldest.at) > self.map.layout().records() {
            // No more of its header than is needed: this is done for every record of a full ring.
            let word = |index| {
                self.map
                    .load(self.map.layout().place(oldest.at.wrapping_add(index)))
            };
            let (words, kind) = Record::size_and_kind(word(0), word(LAST));
            count(&self.overwritten, kind);
            oldest = Cursor {
                seq: oldest.seq.wrapping_add(1),
                at: oldest.at.wrapping_add(words),
            };
        }
        front[front::OLDEST].store(oldest.seq, Relaxed);
        front[front::TAIL].store(oldest.at, Relaxed);
    }

    /// The header at a position of at least `tail`; `None` if it is overwritten.
    #[inline]
    fn record(&self, at: u64) -> Option<Record> {
        let record = self.map.header(at);
        self.map.is_there(at).then_some(record)
    }

    /// The oldest record; the caller holds the lock.
    fn oldest_alone(&self) -> Cursor {
        Cursor {
            seq: self.map.front(front::OLDEST, Relaxed),
            at: self.map.front(front::TAIL, Relaxed),
        }
    }

    /// The end; the caller holds the lock.
    fn end_alone(&self) -> Cursor {
        Cursor {
            seq: self.map.front(front::NEXT, Relaxed),
            at: self.map.front(front::HEAD, Relaxed),
        }
    }
}

/// Writes a record to its words.
#[inline]
fn write<W: Word>(places: &[W], header: [u64; HEADER], payload: impl Iterator<Item = u64>) {
    let Some((first, rest)) = places.split_first_chunk::<HEADER>() else {
        return;
    };
    let [h0, h1, h2, h3] = header;
    let [p0, p1, p2, p3] = first;
    p0.store(h0, Relaxed);
    p1.store(h1, Relaxed);
    p2.store(h2, Relaxed);
    p3.store(h3, Relaxed);
    for (place, word) in rest.iter().zip(payload) {
        place.store(word, Relaxed);
    }
}

/// The word of at most eight bytes, with zeros after them.
fn word(bytes: &[u8]) -> u64 {
    let mut word = [0; WORD];
    word.iter_mut()
        .zip(bytes)
        .for_each(|(to, from)| *to = *from);
    u64::from_ne_bytes(word)
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
