// SPDX-License-Identifier: MIT OR Apache-2.0

//! Batches, against a scripted kernel.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use klink::testing::{unmatched, Answers, Kernel};
use klink::{Errno, Flags, Message, Plain, Protocol, Writer};

/// Refuses odd numbers, and acknowledges if asked to.
fn even_only(request: &Message<'_>, answers: &mut Answers) {
    let number = request.attrs(0).find(1).unwrap().u32().unwrap();
    if number % 2 == 1 {
        answers.refuse(request, Errno::EINVAL, &format!("{number} is odd"));
    } else {
        answers.ack(request);
    }
}

fn set(number: u32) -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), klink::wire::BuildError>> {
    klink::request(20, move |message| message.put_u32(1, number))
}

#[test]
fn errors_belong_to_requests_across_datagrams() {
    for pack in [1, 2, 3, 7, 256] {
        let mut socket = Kernel::new(unmatched(even_only)).socket(Protocol(30));
        let mut batch = socket.batch();
        batch.pack(pack);
        for number in 0..10 {
            batch.push(&set(number)).unwrap();
        }
        let outcome = batch.finish().unwrap();
        assert_eq!(outcome.sent, 10);
        let failures = outcome.failures.iter();
        let failures: Vec<_> = failures
            .map(|failure| (failure.index, failure.ack.message.clone().unwrap()))
            .collect();
        let odd = [1, 3, 5, 7, 9].map(|number| (number, format!("{number} is odd")));
        assert_eq!(failures, odd, "packed by {pack}");
    }
}

#[test]
fn a_refused_transaction_is_not_awaited_to_its_end() {
    // As nf_tables replies: refusals, and the acknowledgement of the end if there are none.
    let transactions = |request: &Message<'_>, answers: &mut Answers| {
        let number = request.attrs(0).find(1).unwrap().u32().unwrap();
        if number % 2 == 1 {
            answers.refuse(request, Errno::EINVAL, "odd");
        } else if number == 100 {
            answers.ack(request);
        }
    };
    let mut socket = Kernel::new(unmatched(transactions)).socket(Protocol(30));
    for (numbers, refused) in [
        (&[2, 1, 4, 3, 102][..], &[1, 3][..]),
        (&[1], &[0]),
        (&[2, 4, 100], &[]),
        (&[], &[]),
    ] {
        let mut batch = socket.batch();
        batch.pack(u32::MAX);
        for &number in numbers {
            batch.push(&set(number)).unwrap();
        }
        let outcome = batch.finish_transaction().unwrap();
        assert_eq!(outcome.sent, numbers.len());
        let failures = outcome.failures.iter().map(|failure| failure.index);
        assert_eq!(failures.collect::<Vec<_>>(), refused, "{numbers:?}");
    }
    // Without a refusal there is a reply to wait for.
    let mut batch = socket.batch();
    batch.push(&set(2)).unwrap();
    assert!(batch.finish_transaction().unwrap_err().is_timeout());
}

#[test]
fn a_datagram_has_one_ack_and_at_most_256_requests() {
    let acks = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&acks);
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        if request.header.flags.contains(Flags::ACK) {
            seen.fetch_add(1, Ordering::Relaxed);
        }
        answers.ack(request);
    });
    let mut socket = kernel.socket(Protocol(30));
    let mut batch = socket.batch();
    for number in 0..1000 {
        batch.push(&set(number)).unwrap();
    }
    assert_eq!(batch.finish().unwrap().sent, 1000);
    assert_eq!(acks.load(Ordering::Relaxed), 4);
}

#[test]
fn replies_come_with_the_index_of_their_request() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.reply(request, 21, |reply| reply.raw(request.payload));
        answers.ack(request);
    });
    let mut socket = kernel.socket(Protocol(30));
    let mut replies = Vec::new();
    let mut batch = socket.batch_with_replies(|index, reply| {
        replies.push((index, reply.attrs(0).find(1).unwrap().u32().unwrap()));
    });
    for number in 0..100 {
        batch.push(&set(number + 1000)).unwrap();
    }
    let outcome = batch.finish().unwrap();
    assert!(outcome.failures.is_empty());
    let expected: Vec<_> = (0..100).map(|index| (index, index as u32 + 1000)).collect();
    assert_eq!(replies, expected);
}

#[test]
fn an_unwritable_request_stays_out_of_a_batch() {
    let mut socket = Kernel::new(even_only).socket(Protocol(30));
    assert_eq!(socket.batch().finish().unwrap().sent, 0);
    let mut batch = socket.batch();
    let nul = klink::request(20, |message| message.put_str(1, "a\0b"));
    batch.push(&nul).unwrap_err();
    batch.push(&set(0)).unwrap();
    batch.push(&nul).unwrap_err();
    batch.push(&set(3)).unwrap();
    let outcome = batch.finish().unwrap();
    assert_eq!(outcome.sent, 2);
    assert_eq!(outcome.failures[0].index, 1);
}

#[test]
fn a_batch_that_is_dropped_leaves_the_socket_usable() {
    let mut socket = Kernel::new(even_only).socket(Protocol(30));
    let mut batch = socket.batch();
    batch.push(&set(1)).unwrap();
    drop(batch);
    assert!(socket.apply(&set(2)).unwrap().is_plain_success());
}
