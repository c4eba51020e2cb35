// SPDX-License-Identifier: MIT OR Apache-2.0

//! Readers of the journal of events: what they get when others are slow, and when wake-ups are lost.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use klink::events::{Item, Journal, Reader, Start};
use klink_tests_guest::Guest;
use rustix::thread::set_name;

/// The number of an event, before which nothing was lost.
fn seq(item: Item<'_>) -> u64 {
    match item {
        Item::Event(event) => event.seq(),
        other => panic!("{other:?}"),
    }
}

/// Reads to the end, and returns the numbers.
fn drain(reader: &mut Reader) -> Vec<u64> {
    let mut seqs = Vec::new();
    while let Some(item) = reader.try_next().unwrap() {
        seqs.push(seq(item));
    }
    seqs
}

/// The drops of the netlink sockets of this guest.
fn drops() -> u64 {
    let table = fs::read_to_string("/proc/net/netlink").unwrap();
    let rows = table.lines().skip(1);
    let column = |row: &str| -> u64 { row.split_whitespace().nth(8).unwrap().parse().unwrap() };
    rows.map(column).sum()
}

/// Whether a waiting reader is woken: one that is not woken looks once a second.
fn is_woken(reader: &mut Reader, journal: &mut Journal) -> bool {
    reader.set_timeout(Some(Duration::from_secs(20)));
    let mut tries = (0..3).map(|_| {
        thread::scope(|scope| {
            let waits = scope.spawn(|| {
                seq(reader.next().unwrap());
                Instant::now()
            });
            thread::sleep(Duration::from_millis(200));
            let sent = Instant::now();
            journal.emit("now").unwrap();
            waits.join().unwrap().duration_since(sent)
        })
    });
    // In an emulated guest that others keep busy anything may be late once.
    tries.any(|late| late < Duration::from_millis(400))
}

#[test]
fn who_waits_is_woken() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    let mut journal = Journal::open().unwrap();
    let mut reader = Reader::open(Start::Now).unwrap();
    assert!(is_woken(&mut reader, &mut journal));
    assert!(reader.is_mapped());
    reader.use_dumps();
    assert!(is_woken(&mut reader, &mut journal));
}

#[test]
fn a_socket_full_of_wake_ups_loses_no_event() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    let mut journal = Journal::open().unwrap();
    // The minimum: room for two or three wake-ups.
    let path = "/proc/sys/net/core/rmem_default";
    let usual = fs::read_to_string(path).unwrap();
    fs::write(path, "2304").unwrap();
    let mut deaf = Reader::open(Start::Now).unwrap();
    fs::write(path, usual).unwrap();
    let mut other = Reader::open(Start::Now).unwrap();
    deaf.use_dumps();
    other.use_dumps();
    assert!(drain(&mut deaf).is_empty());
    let (before, begin) = (drops(), deaf.cursor().next);
    let mut last = 0;
    // A reader that has reached the end is woken.
    for _ in 0..1000 {
        assert!(drain(&mut other).len() <= 1);
        last = journal.emit("ring").unwrap();
        if drops() > before {
            break;
        }
        thread::sleep(Duration::from_millis(2));
    }
    assert!(drops() > before, "no wake-up was lost");
    for _ in 0..10 {
        drain(&mut other);
        last = journal.emit("unheard").unwrap();
        thread::sleep(Duration::from_millis(2));
    }
    let all: Vec<u64> = (begin..=last).collect();
    assert_eq!(drain(&mut deaf), all);

    assert!(is_woken(&mut deaf, &mut journal), "it hears no more");
}

/// The async reader is slow: it reads a few events, then sleeps.
#[test]
fn async_and_blocking_readers_read_the_same() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let mut fast = Reader::open(Start::Now).unwrap();
    let begin = fast.cursor().next;
    let (of_fast, of_slow) = thread::scope(|scope| {
        let slow = scope.spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(slowly(begin, 5_000))
        });
        let storm = scope.spawn(|| {
            for _ in 0..5_000 {
                set_name(c"storm").unwrap();
            }
        });
        let mut of_fast = Vec::new();
        while of_fast.len() < 5_000 {
            of_fast.push(seq(fast.next().unwrap()));
        }
        storm.join().unwrap();
        (of_fast, slow.join().unwrap())
    });
    let all: Vec<u64> = (begin..begin + 5_000).collect();
    assert_eq!(of_fast, all);
    assert_eq!(of_slow, all);
}

async fn slowly(begin: u64, count: usize) -> Vec<u64> {
    let journal = Journal::open().unwrap().status().unwrap().0.journal;
    let start = klink::events::Cursor {
        journal,
        next: begin,
    };
    let mut reader = klink::tokio::Reader::open(Start::At(start)).unwrap();
    let mut seqs = Vec::new();
    while seqs.len() < count {
        // A future whose time is over is dropped, at any point.
        let next = tokio::time::timeout(Duration::from_millis(1), reader.next()).await;
        if let Ok(item) = next {
            seqs.push(seq(item.unwrap()));
        }
        if seqs.len() % 500 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    seqs
}
