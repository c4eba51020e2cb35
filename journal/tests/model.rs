// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Compares the ring with the simplest model of it: a list whose beginning is cut off.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::VecDeque;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::Arc;

use klink_journal::{Cursor, Layout, Lock, Map, NoRing, Ring, Stamp, Stop, FORMAT, PAYLOAD_MAX};
use proptest::collection::vec;
use proptest::prelude::*;

/// The number of kinds with a counter.
const KINDS: usize = 4;

/// The number of bytes before a payload.
const HEADER: usize = 32;

/// The id of each ring.
const ID: u64 = 0x1d;

/// A lock for one thread, which needs none.
struct NoLock;

impl Lock for NoLock {
    fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T {
        run()
    }
}

type TestRing = Ring<AtomicU64, Memory, NoLock, KINDS>;

type Memory = Arc<[AtomicU64]>;

fn ring(bytes: u64, first: u64) -> TestRing {
    ring_and_map(bytes, first).0
}

/// A ring, and what a process sees that has mapped its memory.
fn ring_and_map(bytes: u64, first: u64) -> (TestRing, Map<AtomicU64, Memory>) {
    let layout = Layout::of_bytes(bytes).unwrap();
    let memory: Memory = (0..layout.words())
        .map(|_| AtomicU64::new(u64::MAX))
        .collect();
    let ring = Ring::beginning_with(layout, memory.clone(), ID, *b"a mark", NoLock, first).unwrap();
    (ring, Map::new(memory).unwrap())
}

/// The result of one read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Record {
        seq: u64,
        kind: u8,
        payload: Vec<u8>,
    },
    /// A single lost number, however the ring groups them.
    Lost(u64),
}

/// Records, each with the number of words that it takes; the ring holds the last ones that fit.
struct Model {
    words: u64,
    first: u64,
    all: Vec<Seen>,
    there: VecDeque<(usize, u64)>,
    appended: [u64; KINDS],
    overwritten: [u64; KINDS],
    kinds: Vec<u8>,
}

impl Model {
    fn new(bytes: u64, first: u64) -> Self {
        Self {
            words: Layout::of_bytes(bytes).unwrap().bytes() / 8,
            first,
            all: Vec::new(),
            there: VecDeque::new(),
            appended: [0; KINDS],
            overwritten: [0; KINDS],
            kinds: Vec::new(),
        }
    }

    fn append(&mut self, kind: u8, payload: &[u8]) -> u64 {
        let seq = self.first.wrapping_add(self.all.len() as u64);
        let mut words = (HEADER + payload.len()).div_ceil(8) as u64;
        let mut seen = Seen::Record {
            seq,
            kind,
            payload: payload.to_vec(),
        };
        if payload.len() > PAYLOAD_MAX || words > self.words {
            (words, seen) = (HEADER as u64 / 8, Seen::Lost(seq));
        }
        while self.there.iter().map(|(_, words)| words).sum::<u64>() + words > self.words {
            let (gone, _) = self.there.pop_front().unwrap();
            self.all[gone] = Seen::Lost(self.first.wrapping_add(gone as u64));
            self.overwritten[usize::from(self.kinds[gone])] += 1;
        }
        self.there.push_back((self.all.len(), words));
        self.all.push(seen);
        self.kinds.push(kind);
        self.appended[usize::from(kind)] += 1;
        seq
    }

    /// The items to read from the record with this index on.
    fn from(&self, index: usize) -> &[Seen] {
        &self.all[index.min(self.all.len())..]
    }
}

/// Reads at most this many records, into a buffer that has room for one of the longest records, or for many.
fn read(ring: &TestRing, cursor: &mut Cursor, wanted: u64, limit: usize) -> Vec<Seen> {
    read_by(ring, cursor, wanted, limit, usize::MAX)
}

/// [`read`] in calls that each skip this many bytes, and then at most the rest of a record.
fn read_by(
    ring: &TestRing,
    cursor: &mut Cursor,
    wanted: u64,
    limit: usize,
    budget: usize,
) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut buffer = vec![0; HEADER + PAYLOAD_MAX + limit % 3 * 4000];
    let mut left = limit as u64;
    loop {
        let mut expected = cursor.seq();
        let (before, from) = (left, *cursor);
        let (len, stop) = ring.read(cursor, wanted, &mut left, budget, &mut buffer[..]);
        let copied = records(&buffer[..len]).len() as u64;
        assert_eq!(before - left, copied);
        let left_out = cursor.seq().wrapping_sub(from.seq()) - copied;
        assert!(left_out <= budget.div_ceil(HEADER) as u64);
        for (record, number) in records(&buffer[..len]) {
            if wanted == u64::MAX {
                assert_eq!(number, expected);
                expected = expected.wrapping_add(1);
            }
            seen.push(record);
        }
        match stop {
            Stop::End | Stop::Enough => break,
            Stop::Broken => panic!("a ring writes what it reads"),
            Stop::Full => assert_ne!(len, 0),
            Stop::Budget => {
                assert_ne!(left_out, 0);
            }
            Stop::Gap(gap) => {
                assert_ne!(gap.len(), 0);
                assert_eq!(*gap.range().start(), cursor.seq());
                let mut lost = *gap.range().start();
                for _ in 0..gap.len() {
                    seen.push(Seen::Lost(lost));
                    lost = lost.wrapping_add(1);
                }
                assert_eq!(gap.range().end().wrapping_add(1), lost);
                cursor.pass_gap(&gap);
                assert_eq!(cursor.seq(), lost);
            }
        }
    }
    seen
}

/// Looks at records where they lie.
fn look(map: &Map<AtomicU64, Memory>, cursor: &mut Cursor, limit: usize) -> Vec<Seen> {
    let mut seen = Vec::new();
    while seen.len() < limit {
        // What is seen of a record that is overwritten may be anything.
        let record = map.next_in_place(cursor, |record| {
            let words = 0..record.payload_len().div_ceil(8);
            let after = (record.word(words.end), record.word(usize::MAX));
            let first: [u64; 3] = record.words();
            let same = first == [0, 1, 2].map(|at| record.word(at));
            let payload: Vec<_> = words
                .flat_map(|index| record.word(index).to_ne_bytes())
                .collect();
            let head = (record.seq(), record.kind(), record.stamp());
            (head, payload, record.payload_len(), (after, same))
        });
        let record = record.map(|((seq, kind, seen_stamp), mut payload, len, checks)| {
            let padding = payload.split_off(len);
            assert!(padding.iter().all(|byte| *byte == 0));
            assert_eq!(checks, ((0, 0), true));
            let (time, cpu) = stamp(seq);
            assert_eq!(seen_stamp, Stamp { time, cpu });
            Seen::Record { seq, kind, payload }
        });
        match record {
            Ok(record) => seen.push(record),
            Err(Stop::End) => break,
            Err(Stop::Gap(gap)) => {
                seen.extend(
                    (0..gap.len()).map(|at| Seen::Lost(gap.range().start().wrapping_add(at))),
                );
                cursor.pass_gap(&gap);
            }
            Err(stop) => panic!("{stop:?}"),
        }
    }
    seen
}

/// Parses the records that a ring has copied.
fn records(mut bytes: &[u8]) -> Vec<(Seen, u64)> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let number = |at: usize| u64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap());
        let short = |at: usize| u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap());
        let len = usize::from(u16::from_ne_bytes(bytes[..2].try_into().unwrap()));
        assert_eq!(&bytes[2..8], b"a mark");
        let seq = number(8);
        assert_eq!((number(16), short(24)), stamp(seq));
        let record = Seen::Record {
            seq,
            kind: short(28).try_into().unwrap(),
            payload: bytes[HEADER..len].to_vec(),
        };
        records.push((record, seq));
        let end = len.next_multiple_of(8);
        assert!(bytes[len..end].iter().all(|byte| *byte == 0));
        bytes = &bytes[end..];
    }
    records
}

fn stamp(seq: u64) -> (u64, u32) {
    (seq.wrapping_mul(3), seq as u32)
}

fn append(ring: &TestRing, model: &mut Model, kind: u8, payload: &[u8]) {
    let expected = model.append(kind, payload);
    let (time, cpu) = stamp(expected);
    let stamp = || Stamp { time, cpu };
    let words = payload.chunks_exact(8);
    let appended = match words.remainder() {
        [] if expected % 2 == 0 => {
            let words: Vec<_> = words
                .map(|word| u64::from_ne_bytes(word.try_into().unwrap()))
                .collect();
            ring.append_words(kind, &words, stamp)
        }
        _ => ring.append(kind, payload, stamp),
    };
    assert_eq!(appended, expected);
}

#[derive(Clone, Debug)]
enum Step {
    Append {
        kind: u8,
        len: usize,
    },
    /// One of two readers reads at most this many records.
    Read {
        reader: usize,
        limit: usize,
    },
    /// A reader starts at this percentage of all that was ever appended.
    Start {
        reader: usize,
        hundredth: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let len = prop_oneof![8 => 0..60_usize, 1 => 0..PAYLOAD_MAX + 20];
    let kind = 0..KINDS as u8;
    prop_oneof![
        8 => (kind, len).prop_map(|(kind, len)| Step::Append { kind, len }),
        2 => (0..2_usize, 1..200_usize).prop_map(|(reader, limit)| Step::Read { reader, limit }),
        1 => (0..2_usize, 0..=100_u64).prop_map(|(reader, hundredth)| Step::Start { reader, hundredth }),
    ]
}

/// The first sequence number and position; some of them wrap soon.
fn first() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(1),
        Just(u64::MAX),
        (1..300_u64).prop_map(u64::wrapping_neg),
        any::<u64>()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_ring_reads_as_the_model(
        bytes in prop_oneof![0..3000_u64, Just(32), Just(1 << 15)],
        first in first(),
        steps in vec(step(), 0..400),
    ) {
        let ((ring, map), mut model) = (ring_and_map(bytes, first), Model::new(bytes, first));
        let mut readers = [(ring.oldest(), 0_usize); 2];
        let (mut in_place, mut looked) = (ring.oldest(), 0);
        for (at, step) in steps.into_iter().enumerate() {
            match step {
                Step::Append { kind, len } => append(&ring, &mut model, kind, &vec![at as u8; len]),
                Step::Read { reader, limit } => {
                    let (cursor, index) = &mut readers[reader];
                    let seen = read(&ring, cursor, u64::MAX, limit);
                    let all = model.from(*index);
                    prop_assert_eq!(&seen[..], &all[..seen.len()]);
                    prop_assert!(seen.len() >= limit.min(all.len()));
                    *index += seen.len();
                    let seen = look(&map, &mut in_place, limit);
                    let all = model.from(looked);
                    prop_assert_eq!(&seen[..], &all[..seen.len()]);
                    prop_assert!(seen.len() >= limit.min(all.len()));
                    looked += seen.len();
                }
                Step::Start { reader, hundredth } => {
                    let index = model.all.len() * hundredth as usize / 100;
                    let cursor = ring.find(first.wrapping_add(index as u64)).unwrap();
                    readers[reader] = (cursor, index);
                }
            }
        }
        for (mut cursor, index) in readers {
            let (mut mapped, mut bytes) = (cursor, vec![0; 1 << 16]);
            prop_assert_eq!(&read(&ring, &mut cursor, u64::MAX, usize::MAX)[..], model.from(index));
            if let (len, Stop::End) = map.read(&mut mapped, u64::MAX, &mut { u64::MAX }, usize::MAX, &mut bytes[..]) {
                let seen: Vec<_> = records(&bytes[..len]).into_iter().map(|(seen, _)| seen).collect();
                prop_assert_eq!(&seen[..], model.from(index));
            }
            prop_assert_eq!(look(&map, &mut { cursor }, usize::MAX), []);
        }
        prop_assert_eq!(&look(&map, &mut in_place, usize::MAX)[..], model.from(looked));
        prop_assert_eq!(map.oldest(), (!model.there.is_empty()).then(|| ring.oldest()));
        let status = ring.status();
        prop_assert_eq!(status.appended, model.appended);
        prop_assert_eq!(status.overwritten, model.overwritten);
        prop_assert_eq!(status.next, first.wrapping_add(model.all.len() as u64));
        prop_assert_eq!(status.next.wrapping_sub(status.oldest), model.there.len() as u64);
        prop_assert_eq!(status.used / 8, model.there.iter().map(|(_, words)| words).sum::<u64>());
    }

    #[test]
    fn a_mask_leaves_kinds_out_and_keeps_gaps(
        lens in vec((0..KINDS as u8, 0..40_usize), 0..200),
        wanted in 0..1_u64 << KINDS,
        budget in prop_oneof![Just(usize::MAX), 1..500_usize],
    ) {
        let (ring, mut model) = (ring(2048, 1), Model::new(2048, 1));
        for (kind, len) in lens {
            append(&ring, &mut model, kind, &vec![kind; len]);
        }
        let expected: Vec<_> = model.all.iter().filter(|seen| match seen {
            Seen::Record { kind, .. } => (wanted >> kind) & 1 == 1,
            Seen::Lost(_) => true,
        }).cloned().collect();
        let mut cursor = ring.find(1).unwrap();
        prop_assert_eq!(read_by(&ring, &mut cursor, wanted, usize::MAX, budget), expected);
        prop_assert_eq!(cursor, ring.end());
    }
}

#[test]
fn every_sequence_number_is_found() {
    for first in [1, u64::MAX - 1000, u64::MAX] {
        let (ring, mut model) = (ring(1 << 14, first), Model::new(1 << 14, first));
        for len in 0..3000 {
            append(&ring, &mut model, 1, &[7; 9][..len % 10]);
        }
        for index in (0..=3000).step_by(7) {
            let mut cursor = ring.find(first.wrapping_add(index)).unwrap();
            assert_eq!(cursor.seq(), first.wrapping_add(index));
            let seen = read(&ring, &mut cursor, u64::MAX, 1);
            let all = model.from(index as usize);
            assert_eq!(seen[..], all[..seen.len()], "{index}");
            assert_eq!(seen.is_empty(), all.is_empty(), "{index}");
        }
        let next = first.wrapping_add(3000);
        let too_new = ring.find(next.wrapping_add(1)).unwrap_err();
        assert_eq!(too_new.next, next);
    }
}

#[test]
fn the_longest_payload_fits_and_a_longer_is_a_gap() {
    let (ring, mut model) = (ring(4096, 1), Model::new(4096, 1));
    for len in [PAYLOAD_MAX, PAYLOAD_MAX + 1, 5, usize::from(u16::MAX) + 1] {
        append(&ring, &mut model, 2, &vec![1; len]);
    }
    let seen = read(&ring, &mut ring.oldest(), u64::MAX, usize::MAX);
    assert_eq!(seen, model.all);
    assert_eq!((&seen[1], &seen[3]), (&Seen::Lost(2), &Seen::Lost(4)));
    assert_eq!(ring.status().appended[2], 4);
}

#[test]
fn a_record_larger_than_the_ring_is_counted() {
    let (ring, mut model) = (ring(32, 1), Model::new(32, 1));
    append(&ring, &mut model, 0, &[]);
    append(&ring, &mut model, 0, &[1]);
    let seen = read(&ring, &mut ring.find(1).unwrap(), u64::MAX, usize::MAX);
    assert_eq!(seen, [Seen::Lost(1), Seen::Lost(2)]);
}

#[test]
fn a_call_that_finds_nothing_ends_with_its_budget() {
    let ring = ring(1 << 15, 1);
    (0..600).for_each(|_| {
        ring.append(1, &[7; 10], Stamp::default);
    });
    // 48 bytes each; the record counts that reaches the budget.
    let mut cursor = ring.oldest();
    for (budget, passed) in [(1, 1), (48, 1), (49, 2), (4800, 100)] {
        let next = cursor.seq() + passed;
        let stop = ring.read(&mut cursor, 1, &mut { 1 }, budget, &mut [][..]);
        assert_eq!((stop, cursor.seq()), ((0, Stop::Budget), next));
    }
    let stop = ring.read(&mut cursor, 1, &mut { 1 }, usize::MAX, &mut [][..]);
    assert_eq!((stop, cursor), ((0, Stop::End), ring.end()));
}

#[test]
fn memory_that_is_too_small_is_refused() {
    let layout = Layout::of_bytes(64).unwrap();
    for words in [0, layout.words() - 1] {
        let memory: Vec<AtomicU64> = (0..words).map(|_| AtomicU64::new(0)).collect();
        assert!(Ring::<_, _, _, KINDS>::new(layout, memory, ID, *b"a mark", NoLock).is_none());
    }
}

#[test]
fn a_map_says_what_it_is() {
    let (ring, map) = ring_and_map(1 << 12, 1);
    assert_eq!(
        (map.id(), map.bytes(), map.is_closed()),
        (ID, 1 << 12, false)
    );
    assert_eq!((map.oldest(), map.head()), (None, 1));
    ring.append(1, &[], Stamp::default);
    assert_eq!((map.oldest(), map.head()), (Some(ring.oldest()), 5));
    ring.close();
    assert!(map.is_closed());
}

#[test]
fn memory_that_is_no_ring_is_refused() {
    let words = [FORMAT, ID, 64, 2];
    let layout = Layout::of_bytes(64 * 8).unwrap();
    let map = |change: &dyn Fn(&mut Vec<AtomicU64>)| {
        let mut memory: Vec<_> = words.map(AtomicU64::new).into();
        memory.resize_with(layout.words(), || AtomicU64::new(0));
        change(&mut memory);
        Map::new(memory).map(|map| map.id())
    };
    assert_eq!(map(&|_| {}), Ok(ID));
    assert_eq!(
        map(&|memory| memory[0].store(7, Relaxed)),
        Err(NoRing::Format(7))
    );
    assert_eq!(map(&Vec::clear), Err(NoRing::Format(0)));
    for (at, word) in [
        (2, 63),
        (2, 128),
        (2, 1 << 61),
        (2, 0),
        (3, 3),
        (3, u64::MAX),
    ] {
        assert_eq!(
            map(&|memory| memory[at].store(word, Relaxed)),
            Err(NoRing::Size)
        );
    }
    assert_eq!(
        map(&|memory| memory.truncate(layout.words() - 1)),
        Err(NoRing::Size)
    );
}
