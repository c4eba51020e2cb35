// SPDX-License-Identifier: MIT OR Apache-2.0

//! Async sockets, against a scripted kernel and this one.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use klink::testing::{echoes, naive, silent, unmatched, Answers, Kernel};
use klink::tokio::{Listener, OwnedNotification, Socket};
use klink::wire::BuildError;
use klink::{route, Errno, Group, Message, Notification, Plain, Protocol, Writer};

/// Polls once.
fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn hello() -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), BuildError>> {
    klink::request(20, |message| message.raw(b"hello"))
}

#[tokio::test]
async fn the_same_request_gets_the_same_link() {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    let lo = socket
        .request(&route::GetLink::by_name("lo"))
        .await
        .unwrap();
    assert_eq!(lo.ifname(), Some("lo"));
    let none = socket.request(&route::GetLink::by_name("no such")).await;
    assert_eq!(none.unwrap_err().errno(), Some(Errno::ENODEV));
}

#[tokio::test(start_paused = true)]
async fn silence_is_a_timeout() {
    let kernel = Kernel::new(silent());
    let mut socket = Socket::try_from(kernel.socket(Protocol(30))).unwrap();
    let error = socket.request(&hello()).await.unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn what_is_sent_claims_the_socket_s_own_portid() {
    let kernel = Kernel::new(naive(echoes()));
    let _other = kernel.socket(Protocol(30));
    let mut socket = Socket::try_from(kernel.socket(Protocol(30))).unwrap();
    let reply = socket.request(&hello()).await.unwrap();
    assert_eq!(reply.payload, b"hello");
    socket.apply(&hello()).await.unwrap();
    let mut batch = socket.batch();
    batch.push(&hello()).await.unwrap();
    assert_eq!(batch.finish().await.unwrap().failures, []);
    let mut dump = socket.dump(hello()).await.unwrap();
    assert_eq!(dump.next().await.unwrap().unwrap().payload, b"hello");
}

#[tokio::test]
async fn a_request_that_is_dropped_leaves_the_socket_usable() {
    let mut asked = 0;
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        asked += 1;
        if asked > 1 {
            answers.reply(request, 20, |reply| reply.raw(b"hello"));
        }
    });
    let mut socket = Socket::try_from(kernel.socket(Protocol(30))).unwrap();
    assert!(poll(socket.request(&hello())).is_pending());
    assert_eq!(socket.request(&hello()).await.unwrap().payload, b"hello");
}

#[tokio::test]
async fn a_dump_that_is_dropped_leaves_the_socket_usable() {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    for _ in 0..3 {
        let mut links = socket.dump(route::Links::all()).await.unwrap();
        assert!(links.next().await.unwrap().is_some());
    }
    let links = socket.snapshot(route::Links::all(), 9, |link| link.index());
    assert!(!links.await.unwrap().into_inner().is_empty());
}

#[tokio::test]
async fn unmatched_messages_are_skipped_without_waiting() {
    let kernel = Kernel::new(unmatched(echoes()));
    let mut socket = Socket::try_from(kernel.socket(Protocol(30))).unwrap();
    assert_eq!(socket.request(&hello()).await.unwrap().payload, b"hello");
    assert_eq!(socket.skipped().unmatched, 1);
}

#[tokio::test]
async fn a_batch_attributes_errors() {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    let mut batch = socket.batch();
    batch.pack(2);
    for index in [1, i32::MAX, 1, i32::MAX] {
        batch.push(&route::GetLink::by_index(index)).await.unwrap();
    }
    let outcome = batch.finish().await.unwrap();
    let failed: Vec<_> = outcome
        .failures
        .iter()
        .map(|failure| failure.index)
        .collect();
    assert_eq!((outcome.sent, failed), (4, vec![1, 3]));
}

#[tokio::test]
async fn an_event_is_returned_or_still_there() {
    let kernel = Kernel::new(silent());
    let group = Group::new(40).unwrap();
    let mut listener = Listener::try_from(kernel.listener(Protocol(30))).unwrap();
    listener.join(group).unwrap();
    assert!(poll(listener.next()).is_pending());
    kernel.notify(group, 20, |event| event.raw(b"one"));
    kernel.lose(1);
    let event = listener.next().await.unwrap();
    assert!(matches!(event, Notification::Message(event) if event.message.payload == b"one"));
    let next = std::future::poll_fn(|context| pin!(&mut listener).poll_next(context));
    let event = tokio::time::timeout(Duration::from_secs(5), next).await;
    let event = event.unwrap().unwrap().unwrap();
    assert!(matches!(event, OwnedNotification::Lost(lost) if lost.drops == 1));
    assert!(poll(listener.next()).is_pending());
}
