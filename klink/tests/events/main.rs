// SPDX-License-Identifier: MIT OR Apache-2.0

//! The reader of the journal of events, against a scripted kernel.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

mod journal;
#[cfg(feature = "tokio")]
mod waiting;

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use klink::events::{Cursor, Item, Reader, Start};
use klink::testing::{interrupted, Answers, Kernel, Script};
use klink::wire::genl::Header as Genl;
use klink::{Errno, ErrorKind, Message};
use klink_protocol::events::{cmd, Gap, Position};

use crate::journal::{message, wake, wake_group, Journal, ID};

/// The remaining items, in short: ranges of events, gaps and restarts.
fn rest(reader: &mut Reader) -> Vec<String> {
    let mut rest = Vec::new();
    let mut events: Option<RangeInclusive<u64>> = None;
    loop {
        let item = match reader.try_next() {
            Ok(Some(Item::Event(event))) => {
                let seq = event.seq();
                events = Some(match events.take() {
                    Some(range) if range.end() + 1 == seq => *range.start()..=seq,
                    None => seq..=seq,
                    Some(range) => panic!("{range:?}, then {seq}"),
                });
                continue;
            }
            Ok(Some(Item::Gap(gap))) => format!("gap {}-{}", gap.first, gap.last),
            Ok(Some(Item::Restart)) => String::from("restart"),
            Ok(None) => String::new(),
            Err(error) => format!("{:?}", error.kind()),
        };
        rest.extend(
            events
                .take()
                .map(|events| format!("{}-{}", events.start(), events.end())),
        );
        if item.is_empty() {
            return rest;
        }
        rest.push(item);
    }
}

fn seq(item: Item<'_>) -> u64 {
    match item {
        Item::Event(event) => event.seq(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reader_catches_up_and_goes_on() {
    let journal = Journal::with(10_000);
    let mut late = journal.reader(Start::Oldest);
    assert_eq!(rest(&mut late), ["1-10000"]);
    assert_eq!(
        late.cursor(),
        Cursor {
            journal: 0xa,
            next: 10_001
        }
    );
    let mut now = journal.reader(Start::Now);
    assert!(rest(&mut now).is_empty());
    journal.append(3);
    assert_eq!(rest(&mut now), ["10001-10003"]);
    assert_eq!(rest(&mut late), ["10001-10003"]);
}

#[test]
fn a_wake_up_is_answered_with_one_look() {
    let journal = Journal::with(1);
    let kernel = Kernel::new(journal.script());
    let mut reader = kernel.reader(Start::Oldest).unwrap();
    assert_eq!(rest(&mut reader), ["1-1"]);
    let reads = journal.state().reads;
    journal.append(1);
    for _ in 0..100 {
        wake(&kernel);
    }
    assert_eq!(seq(reader.next().unwrap()), 2);
    assert!(rest(&mut reader).is_empty());
    // One read for the event, one that found nothing more.
    assert!(journal.state().reads - reads <= 3, "{:?}", journal.state());
}

#[test]
fn a_lost_wake_up_costs_a_look() {
    let journal = Journal::with(0);
    let kernel = Kernel::new(journal.script());
    let mut reader = kernel.reader(Start::Oldest).unwrap();
    assert!(rest(&mut reader).is_empty());
    journal.append(1);
    // There is no wake-up. A scripted kernel's waits end at once.
    assert_eq!(seq(reader.next().unwrap()), 1);
    assert!(rest(&mut reader).is_empty());
    // While the socket is full it loses every wake-up.
    kernel.lose_in(wake_group(), 1000);
    wake(&kernel);
    journal.append(1);
    assert_eq!(seq(reader.next().unwrap()), 2);
    kernel.lose_in(wake_group(), 1000);
    journal.append(1);
    assert_eq!(rest(&mut reader), ["3-3"]);
}

#[test]
fn a_timeout_is_reported_and_nothing_is_lost() {
    let journal = Journal::with(0);
    let mut reader = journal.reader(Start::Oldest);
    let limit = Duration::from_millis(50);
    reader.set_timeout(Some(limit));
    let begin = Instant::now();
    let error = reader.next().unwrap_err();
    assert!(error.is_timeout() && begin.elapsed() >= limit, "{error}");
    journal.append(1);
    assert_eq!(seq(reader.next().unwrap()), 1);
}

#[test]
fn a_position_within_a_dump_is_not_its_end() {
    let journal = Journal::with(100);
    journal.state().positions = true;
    let mut reader = journal.reader(Start::Oldest);
    assert_eq!(rest(&mut reader), ["1-100"]);
    assert_eq!(reader.cursor().next, 101);
    let reads = journal.state().reads;
    assert!(rest(&mut reader).is_empty());
    assert!(journal.state().reads <= reads + 1, "it knows the end");
}

#[test]
fn a_gap_has_its_first_and_last_number() {
    let journal = Journal::with(100);
    journal.state().oldest = 61;
    let start = Start::At(Cursor {
        journal: 0xa,
        next: 11,
    });
    let mut reader = journal.reader(start);
    assert_eq!(
        reader.next().unwrap(),
        Item::Gap(Gap {
            first: 11,
            last: 60
        })
    );
    assert_eq!(reader.cursor().next, 61);
    assert_eq!(rest(&mut reader), ["61-100"]);
}

#[test]
fn a_cursor_of_the_future_is_refused() {
    let start = Start::At(Cursor {
        journal: 0xa,
        next: 102,
    });
    let mut reader = Journal::with(100).reader(start);
    for _ in 0..2 {
        assert_eq!(reader.next().unwrap_err().errno(), Some(Errno::ERANGE));
    }
}

#[test]
fn a_new_journal_is_reported_once_and_read_whole() {
    let journal = Journal::with(5);
    let before = Cursor {
        journal: 9,
        next: 77,
    };
    let mut reader = journal.reader(Start::At(before));
    // A reader that stops here has not reported it.
    assert_eq!(reader.cursor(), before);
    assert_eq!(rest(&mut reader), ["restart", "1-5"]);
    journal.reload(3);
    assert_eq!(rest(&mut reader), ["restart", "1-3"]);
    assert_eq!(
        reader.cursor(),
        Cursor {
            journal: 0xb,
            next: 4
        }
    );
}

#[test]
fn the_family_vanishes_and_comes_back() {
    let journal = Journal::with(2);
    let mut reader = journal.reader(Start::Oldest);
    assert_eq!(seq(reader.next().unwrap()), 1);
    journal.state().loaded = false;
    // Events that were read before are still returned.
    assert_eq!(rest(&mut reader), ["2-2"]);
    assert!(reader.next().unwrap_err().is_timeout());
    assert!(rest(&mut reader).is_empty());
    journal.reload(4);
    assert_eq!(rest(&mut reader), ["restart", "1-4"]);

    journal.state().loaded = false;
    let error = Kernel::new(journal.script())
        .reader(Start::Oldest)
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NotFound, "{error}");
}

#[test]
fn a_module_that_goes_is_waited_for() {
    let journal = Journal::with(2);
    let mut reader = journal.reader(Start::Oldest);
    assert_eq!(rest(&mut reader), ["1-2"]);
    journal.state().going = true;
    let reads = journal.state().reads;
    assert!(reader.next().unwrap_err().is_timeout());
    assert_eq!(journal.state().reads, reads + 1);
    journal.reload(4);
    assert_eq!(rest(&mut reader), ["restart", "1-4"]);
}

#[test]
fn a_dump_that_was_interrupted_is_read_again() {
    let journal = Journal::with(3);
    let (mut whole, mut broken) = (journal.script(), interrupted(journal.script()));
    let mut dumps = 0;
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        let read = request.header.kind == ID && Genl::read(request).unwrap().0.cmd == cmd::READ;
        dumps += u32::from(read);
        if read && dumps == 1 {
            broken.answer(request, answers);
        } else {
            whole.answer(request, answers);
        }
    });
    let mut reader = kernel.reader(Start::Oldest).unwrap();
    let error = reader.next().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Interrupted, "{error}");
    assert_eq!(reader.cursor().next, 1);
    assert_eq!(rest(&mut reader), ["1-3"]);
}

#[test]
fn a_malformed_event_is_reported_the_next_follows() {
    let journal = Journal::with(5);
    journal.state().malformed = vec![3];
    let mut reader = journal.reader(Start::Oldest);
    let seqs: Vec<_> = (0..2).map(|_| seq(reader.next().unwrap())).collect();
    assert_eq!(seqs, [1, 2]);
    let error = reader.next().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Malformed(_)), "{error}");
    assert_eq!(rest(&mut reader), ["4-5"]);
    assert_eq!(reader.cursor().next, 6);
}

/// A kernel that says that there is more, and sends nothing.
#[test]
fn a_dump_that_does_not_go_on_is_no_endless_loop() {
    let journal = Journal::with(0);
    let mut inner = journal.script();
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        if request.header.kind != ID || Genl::read(request).unwrap().0.cmd != cmd::READ {
            return inner.answer(request, answers);
        }
        let (journal, next, more) = (0xa, 1, true);
        let position = Position {
            journal,
            next,
            more,
        };
        answers.part(request, ID, message(cmd::READ, |it| position.put(it)));
        answers.done(request);
    });
    let mut reader = kernel.reader(Start::Oldest).unwrap();
    assert!(reader.try_next().unwrap().is_none());
}
