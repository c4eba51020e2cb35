// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The ring and the wake-up between threads: loom runs each test in every order that the memory model allows.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::atomic::Ordering;

use klink_journal::{Cursor, Layout, Lock, Map, Ring, Stamp, Stop, Wake, Word};
use loom::model::Builder;
use loom::sync::atomic::{fence, AtomicU64};
use loom::sync::{Arc, Mutex};
use loom::thread::{self, JoinHandle};

/// loom's word.
struct Model(AtomicU64);

impl Word for Model {
    fn new(value: u64) -> Self {
        Self(AtomicU64::new(value))
    }

    fn load(&self, order: Ordering) -> u64 {
        self.0.load(order)
    }

    fn store(&self, value: u64, order: Ordering) {
        self.0.store(value, order);
    }

    fn swap(&self, value: u64, order: Ordering) -> u64 {
        self.0.swap(value, order)
    }

    fn fence(order: Ordering) {
        fence(order);
    }
}

struct ModelLock(Mutex<()>);

impl Lock for ModelLock {
    fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T {
        let _alone = self.0.lock().unwrap();
        run()
    }
}

type ModelRing = Ring<Model, Vec<Model>, ModelLock, 1>;

/// A ring with room for two records without a payload.
fn ring() -> Arc<ModelRing> {
    let layout = Layout::of_bytes(2 * RECORD as u64).unwrap();
    let memory = (0..layout.words()).map(|_| Model::new(0)).collect();
    Arc::new(Ring::new(layout, memory, 7, *b"a mark", ModelLock(Mutex::new(()))).unwrap())
}

/// The size of such a record in bytes.
const RECORD: usize = 32;

/// Appends a record whose parts all have the same number.
fn append(ring: &ModelRing, number: u64) {
    let stamp = Stamp {
        time: number,
        cpu: number as u32,
    };
    ring.append(0, &[], || stamp);
}

/// Reads to the end and returns the number of records and of lost ones.
fn read(ring: &ModelRing, cursor: &mut Cursor) -> (u64, u64) {
    let (mut records, mut lost) = (0, 0);
    loop {
        let mut seq = cursor.seq();
        let mut bytes = [0; 4 * RECORD];
        let mut left = u64::MAX;
        let (len, stop) = ring.read(cursor, u64::MAX, &mut left, usize::MAX, &mut bytes[..]);
        for record in bytes[..len].chunks(RECORD) {
            let time = u64::from_ne_bytes(record[16..24].try_into().unwrap());
            let expected = [
                &(RECORD as u16).to_ne_bytes()[..],
                b"a mark",
                &seq.to_ne_bytes(),
                // Time and CPU have the same number.
                &time.to_ne_bytes(),
                &(time as u32).to_ne_bytes(),
                &[0; 4],
            ];
            assert_eq!(record, expected.concat());
            records += 1;
            seq += 1;
        }
        assert_eq!(cursor.seq(), seq);
        match stop {
            Stop::Full | Stop::Enough | Stop::Budget | Stop::Broken => panic!("there is room"),
            Stop::End => return (records, lost),
            Stop::Gap(gap) => {
                assert_eq!(*gap.range().start(), cursor.seq());
                lost += gap.len();
                cursor.pass_gap(&gap);
            }
        }
    }
}

/// Runs a model in every order in which threads are interrupted at most this often. Code that is to be interrupted runs
/// in a thread of its own: loom lets the first thread continue until it waits for another.
fn explore(interruptions: u8, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(interruptions.into());
    builder.check(model);
}

/// Starts a thread that appends.
fn writer(ring: &Arc<ModelRing>, number: u64) -> JoinHandle<()> {
    let ring = ring.clone();
    thread::spawn(move || append(&ring, number))
}

/// Starts a thread that reads to the end.
fn reader(ring: &Arc<ModelRing>, mut cursor: Cursor) -> JoinHandle<(u64, u64, Cursor)> {
    let ring = ring.clone();
    thread::spawn(move || {
        let (records, lost) = read(&ring, &mut cursor);
        (records, lost, cursor)
    })
}

#[test]
fn an_overtaken_reader_sees_records_and_exact_gaps() {
    explore(3, || {
        let ring = ring();
        append(&ring, 1);
        append(&ring, 2);
        let (reader, writer) = (reader(&ring, ring.oldest()), writer(&ring, 3));
        let (records, lost, mut cursor) = reader.join().unwrap();
        writer.join().unwrap();
        let (later, later_lost) = read(&ring, &mut cursor);
        assert_eq!(records + later + lost + later_lost, 3);
        assert!(lost + later_lost <= 1);
    });
}

#[test]
fn two_writers_and_a_reader_add_up() {
    explore(2, || {
        let ring = ring();
        append(&ring, 1);
        let reader = reader(&ring, ring.oldest());
        let writers = [2, 3].map(|number| writer(&ring, number));
        let (records, lost, mut cursor) = reader.join().unwrap();
        for writer in writers {
            writer.join().unwrap();
        }
        let (later, later_lost) = read(&ring, &mut cursor);
        assert_eq!(records + later + lost + later_lost, 3);
        assert_eq!(ring.status().appended, [3]);
        assert_eq!(ring.status().overwritten, [1]);
    });
}

#[test]
fn a_record_being_overwritten_is_found_or_lost() {
    explore(3, || {
        let ring = ring();
        append(&ring, 1);
        append(&ring, 2);
        let finder = thread::spawn({
            let ring = ring.clone();
            move || {
                let mut cursor = ring.find(2).unwrap();
                let (records, lost) = read(&ring, &mut cursor);
                assert_eq!(lost, 0, "only the first is overwritten");
                (records, cursor)
            }
        });
        let writer = writer(&ring, 3);
        let (records, mut cursor) = finder.join().unwrap();
        writer.join().unwrap();
        assert_eq!(records + read(&ring, &mut cursor).0, 2);
    });
}

#[test]
fn who_waits_has_read_everything_or_is_woken() {
    explore(3, || {
        let (ring, wake) = (ring(), Arc::new(Wake::<Model>::new()));
        let reader = thread::spawn({
            let (ring, wake) = (ring.clone(), wake.clone());
            move || {
                let mut cursor = ring.oldest();
                let records = read(&ring, &mut cursor).0;
                wake.request();
                records + read(&ring, &mut cursor).0
            }
        });
        let writer = thread::spawn(move || {
            append(&ring, 1);
            wake.take()
        });
        let (records, rung) = (reader.join().unwrap(), writer.join().unwrap());
        assert!(records == 1 || rung);
    });
}

/// The view of another process, which has the memory and nothing else.
fn map(ring: &ModelRing) -> &Map<Model, Vec<Model>> {
    ring.map()
}

/// Looks at one record, or passes one gap, and returns the number of records and of lost ones; nothing at the end.
fn step(ring: &ModelRing, cursor: &mut Cursor) -> Option<(u64, u64)> {
    let seq = cursor.seq();
    match map(ring).next_in_place(cursor, |record| (record.seq(), record.stamp())) {
        Ok((number, Stamp { time, cpu })) => {
            assert_eq!(
                (number, cpu),
                (seq, time as u32),
                "a record as it was written"
            );
            Some((1, 0))
        }
        Err(Stop::End) => None,
        Err(Stop::Gap(gap)) => {
            cursor.pass_gap(&gap);
            Some((0, gap.len()))
        }
        Err(stop) => panic!("{stop:?}"),
    }
}

/// Looks at records until there is none, and returns the number of records and of lost ones.
fn look(ring: &ModelRing, cursor: &mut Cursor) -> (u64, u64) {
    std::iter::from_fn(|| step(ring, cursor)).fold((0, 0), |(records, lost), (record, gap)| {
        (records + record, lost + gap)
    })
}

/// Each reader looks at the record that is overwritten while that happens, which has few enough orders.
#[test]
fn two_mapped_readers_and_a_writer_add_up() {
    explore(1, || {
        let ring = ring();
        append(&ring, 1);
        append(&ring, 2);
        let readers = [1, 2].map(|_| {
            let (ring, mut cursor) = (ring.clone(), ring.oldest());
            thread::spawn(move || (step(&ring, &mut cursor).unwrap(), cursor))
        });
        let writer = writer(&ring, 3);
        let seen = readers.map(|reader| reader.join().unwrap());
        writer.join().unwrap();
        for ((records, lost), mut cursor) in seen {
            let (later, later_lost) = look(&ring, &mut cursor);
            assert_eq!(records + later + lost + later_lost, 3);
            assert!(lost + later_lost <= 1);
        }
    });
}

#[test]
fn the_oldest_record_is_found_while_it_is_overwritten() {
    explore(3, || {
        let ring = ring();
        append(&ring, 1);
        append(&ring, 2);
        let finder = thread::spawn({
            let ring = ring.clone();
            move || {
                let oldest = map(&ring).oldest().unwrap();
                let mut cursor = oldest;
                let (records, lost) = look(&ring, &mut cursor);
                (oldest.seq(), records + lost)
            }
        });
        let writer = writer(&ring, 3);
        let (oldest, seen) = finder.join().unwrap();
        writer.join().unwrap();
        assert!(oldest == 1 || oldest == 2);
        assert!(oldest + seen == 3 || oldest + seen == 4);
    });
}

/// A descriptor's wait, as the kernel does it: it asks to be woken, and then looks whether `head` has moved since the
/// last time.
#[test]
fn a_mapped_reader_that_waits_is_woken() {
    explore(3, || {
        let (ring, wake) = (ring(), Arc::new(Wake::<Model>::new()));
        let reader = thread::spawn({
            let (ring, wake) = (ring.clone(), wake.clone());
            move || {
                let (mut cursor, seen) = (ring.oldest(), map(&ring).head());
                let (records, _) = look(&ring, &mut cursor);
                wake.request();
                (records, map(&ring).head() != seen)
            }
        });
        let writer = thread::spawn(move || {
            append(&ring, 1);
            wake.take()
        });
        let ((records, looks_again), woken) = (reader.join().unwrap(), writer.join().unwrap());
        assert!(records == 1 || looks_again || woken);
    });
}

#[test]
fn a_reader_that_sees_the_close_has_all_before_it() {
    explore(3, || {
        let ring = ring();
        let writer = thread::spawn({
            let ring = ring.clone();
            move || {
                append(&ring, 1);
                ring.close();
            }
        });
        let reader = thread::spawn({
            let (ring, mut cursor) = (ring.clone(), ring.oldest());
            move || {
                let closed = map(&ring).is_closed();
                (closed, look(&ring, &mut cursor))
            }
        });
        writer.join().unwrap();
        let (closed, (records, lost)) = reader.join().unwrap();
        assert!(!closed || (records, lost) == (1, 0));
    });
}
