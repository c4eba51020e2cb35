// SPDX-License-Identifier: MIT OR Apache-2.0

//! The async reader.

use std::future::{poll_fn, Future};
use std::pin::{pin, Pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use klink::events::{Cursor, Event, Item, Kind, OwnedItem, Start};
use klink::testing::Kernel;
use klink::tokio::Reader;
use klink_protocol::events::Gap;
use tokio::time::{self, Instant};

use crate::journal::{wake, Journal};
use crate::seq;

fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test(start_paused = true)]
async fn it_catches_up_and_a_lost_wake_up_costs_a_second() {
    let journal = Journal::with(10_000);
    let mut reader = Reader::try_from(journal.reader(Start::Oldest)).unwrap();
    for next in 1..=10_000 {
        assert_eq!(seq(reader.next().await.unwrap()), next);
    }
    assert!(poll(reader.next()).is_pending());
    journal.append(1);
    let begin = Instant::now();
    assert_eq!(seq(reader.next().await.unwrap()), 10_001);
    assert!(begin.elapsed() <= Duration::from_secs(1));
    assert!(time::timeout(Duration::from_secs(3600), reader.next())
        .await
        .is_err());
}

#[tokio::test]
async fn a_wake_up_wakes_it() {
    let journal = Journal::with(0);
    let kernel = Kernel::new(journal.script());
    let mut reader = Reader::try_from(kernel.reader(Start::Oldest).unwrap()).unwrap();
    assert!(poll(reader.next()).is_pending());
    journal.append(1);
    wake(&kernel);
    let next = time::timeout(Duration::from_millis(500), reader.next()).await;
    assert_eq!(seq(next.unwrap().unwrap()), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_loses_and_repeats_nothing() {
    let journal = Journal::with(500);
    let kernel = Kernel::new(journal.script());
    let mut reader = Reader::try_from(kernel.reader(Start::Oldest).unwrap()).unwrap();
    let mut next = 1;
    for round in 0..40_u64 {
        // Once while it waits, then with a wake-up on its way.
        while let Poll::Ready(item) = poll(reader.next()) {
            assert_eq!(seq(item.unwrap()), next);
            next += 1;
        }
        journal.append(round % 3);
        if round % 2 == 0 {
            wake(&kernel);
        }
        assert_eq!(reader.cursor().next, next);
    }
    journal.reload(1);
    while let Ok(item) = time::timeout(Duration::from_secs(5), reader.next()).await {
        match item.unwrap() {
            Item::Restart => next = 1,
            item => {
                assert_eq!(seq(item), next);
                next += 1;
            }
        }
    }
    assert_eq!(
        reader.cursor(),
        Cursor {
            journal: 0xb,
            next: 2
        }
    );
}

#[tokio::test(start_paused = true)]
async fn a_future_dropped_in_a_dump_has_handed_out_nothing() {
    let journal = Journal::with(3);
    journal.state().stalls = true;
    let kernel = Kernel::new(journal.script());
    let mut reader = Reader::try_from(kernel.reader(Start::Oldest).unwrap()).unwrap();
    assert!(poll(reader.next()).is_pending());
    assert_eq!(reader.cursor().next, 1);
    // The rest of that dump never comes, which is an error first.
    let error = reader.next().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    for next in 1..=3 {
        assert_eq!(seq(reader.next().await.unwrap()), next);
    }
}

#[tokio::test]
async fn a_stream_has_the_same_items() {
    let journal = Journal::with(3);
    journal.state().oldest = 2;
    journal.state().malformed = vec![3];
    let start = Start::At(Cursor {
        journal: 0xa,
        next: 1,
    });
    let mut items = Reader::try_from(journal.reader(start))
        .unwrap()
        .into_stream();
    let mut next = async || poll_fn(|context| Pin::new(&mut items).poll_next(context)).await;
    let gap = OwnedItem::Gap(Gap { first: 1, last: 1 });
    assert_eq!(next().await.unwrap().unwrap(), gap);
    let Some(Ok(OwnedItem::Event(event))) = next().await else {
        panic!("no event");
    };
    let seqs = |event: Event<'_>| (event.seq(), event.kind());
    assert_eq!(seqs(event.event()), (2, Kind::MARK));
    assert!(next().await.unwrap().is_err());
    journal.reload(0);
    assert_eq!(next().await.unwrap().unwrap(), OwnedItem::Restart);
}
