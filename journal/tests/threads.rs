// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The ring and the bell between threads: loom runs each of these in every order that the memory model allows.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::atomic::Ordering;

use klink_journal::{Bell, Cursor, Layout, Lock, Next, Ring, Stamp, Word, PAYLOAD_MAX};
use loom::model::Builder;
use loom::sync::atomic::{fence, AtomicU64};
use loom::sync::{Arc, Mutex};
use loom::thread;

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

/// Room for two records of 8 bytes.
fn ring() -> Arc<ModelRing> {
    let layout = Layout::of_bytes(64).unwrap();
    let memory = (0..layout.words()).map(|_| Model::new(0)).collect();
    Arc::new(Ring::new(layout, memory, ModelLock(Mutex::new(()))).unwrap())
}

/// Appends a record whose parts all tell the same number.
fn append(ring: &ModelRing, number: u64) {
    let stamp = Stamp {
        time: number,
        cpu: number as u16,
    };
    ring.append(0, &number.to_ne_bytes(), || stamp);
}

/// Reads to the end and returns how many records and how many lost ones there were.
fn read(ring: &ModelRing, cursor: &mut Cursor) -> (u64, u64) {
    let mut buffer = [0; PAYLOAD_MAX];
    let (mut records, mut lost) = (0, 0);
    loop {
        match ring.next(cursor, u64::MAX, &mut buffer) {
            Next::End => return (records, lost),
            Next::Gap(gap) => {
                assert_eq!(*gap.range().start(), cursor.seq());
                lost += gap.len();
                cursor.pass_gap(&gap);
            }
            Next::Record(record) => {
                assert_eq!(record.seq, cursor.seq());
                assert_eq!(record.len, 8);
                assert_eq!(buffer[..8], record.time.to_ne_bytes());
                assert_eq!(u64::from(record.cpu), record.time);
                records += 1;
                cursor.pass(&record);
            }
        }
    }
}

fn explore(model: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

#[test]
fn a_reader_that_is_overtaken_sees_whole_records_and_exact_gaps() {
    explore(|| {
        let ring = ring();
        append(&ring, 1);
        append(&ring, 2);
        let mut cursor = ring.oldest();
        let writer = thread::spawn({
            let ring = ring.clone();
            move || append(&ring, 3)
        });
        let (records, lost) = read(&ring, &mut cursor);
        writer.join().unwrap();
        let (later, later_lost) = read(&ring, &mut cursor);
        assert_eq!(records + later + lost + later_lost, 3);
        assert!(lost + later_lost <= 1);
    });
}

#[test]
fn two_writers_and_a_reader_add_up() {
    explore(|| {
        let ring = ring();
        append(&ring, 1);
        let mut cursor = ring.oldest();
        let writers = [2, 3].map(|number| {
            let ring = ring.clone();
            thread::spawn(move || append(&ring, number))
        });
        let (records, lost) = read(&ring, &mut cursor);
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
fn a_record_that_is_looked_for_while_it_is_overwritten_is_found_or_lost() {
    explore(|| {
        let ring = ring();
        append(&ring, 1);
        append(&ring, 2);
        let writer = thread::spawn({
            let ring = ring.clone();
            move || append(&ring, 3)
        });
        let mut cursor = ring.find(2).unwrap();
        let (records, lost) = read(&ring, &mut cursor);
        assert_eq!(lost, 0, "only the first is overwritten");
        writer.join().unwrap();
        assert_eq!(records + read(&ring, &mut cursor).0, 2);
    });
}

#[test]
fn who_waits_has_read_everything_or_hears_the_bell() {
    explore(|| {
        let (ring, bell) = (ring(), Arc::new(Bell::<Model>::new()));
        let writer = thread::spawn({
            let (ring, bell) = (ring.clone(), bell.clone());
            move || {
                append(&ring, 1);
                bell.take()
            }
        });
        let mut cursor = ring.oldest();
        let mut records = read(&ring, &mut cursor).0;
        bell.arm();
        records += read(&ring, &mut cursor).0;
        let rung = writer.join().unwrap();
        assert!(records == 1 || rung);
    });
}
