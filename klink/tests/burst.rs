// SPDX-License-Identifier: MIT OR Apache-2.0

//! Datagrams that arrive faster than they are read, so that several are received at once.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::time::Duration;

use klink::testing::{Answers, Kernel};
use klink::{Error, ErrorKind, Group, Listener, Message, Notification, Protocol, Raw, Sender};

/// More than one call receives, several times over.
const MANY: u32 = 100;

fn pair() -> (Raw, Raw) {
    let mut here = Raw::open(Protocol::USERSOCK).unwrap();
    here.set_timeout(Some(Duration::from_secs(1))).unwrap();
    (here, Raw::open(Protocol::USERSOCK).unwrap())
}

fn is_timeout<T>(result: Result<T, Error>) -> bool {
    result.is_err_and(|error| error.is_timeout())
}

#[test]
fn datagrams_come_once_in_order_with_their_sender() {
    let (mut here, mut there) = pair();
    let (portid, sender) = (here.portid().unwrap(), there.portid().unwrap());
    for round in 1..=3 {
        for number in 0..MANY {
            let bytes = number.to_ne_bytes().repeat(round);
            there.send_to(portid, &bytes).unwrap();
        }
        for number in 0..MANY {
            let datagram = here.receive().unwrap();
            assert_eq!(datagram.bytes, number.to_ne_bytes().repeat(round));
            assert_eq!(datagram.sender, Sender::User(sender));
        }
        assert!(here.try_receive().unwrap().is_none());
    }
}

#[test]
fn a_too_long_datagram_is_an_error_in_its_place() {
    let (mut here, mut there) = pair();
    let portid = here.portid().unwrap();
    let long = vec![7; 40_000];
    for number in 0..60u8 {
        let bytes = if number == 40 { &long[..] } else { &[number] };
        there.send_to(portid, bytes).unwrap();
    }
    for number in 0..60 {
        match here.receive() {
            Ok(datagram) => assert_eq!(datagram.bytes, [number]),
            Err(error) => {
                assert_eq!(number, 40);
                let len = long.len();
                assert!(
                    matches!(error.kind(), ErrorKind::Truncated { len: reported, .. } if *reported == len)
                );
            }
        }
    }
    for _ in 0..3 {
        there.send_to(portid, &long).unwrap();
    }
    for _ in 0..3 {
        assert_eq!(here.receive().unwrap().bytes, long);
    }
}

#[test]
fn what_others_send_between_is_dropped() {
    let mut listener = Listener::open(Protocol::USERSOCK).unwrap();
    let portid = listener.portid().unwrap();
    let mut forger = Raw::open(Protocol::USERSOCK).unwrap();
    for _ in 0..MANY {
        forger.send_to(portid, &[0; 16]).unwrap();
    }
    listener.set_timeout(Some(Duration::ZERO));
    assert!(is_timeout(listener.next()));
    assert_eq!(listener.not_from_kernel(), MANY.into());
}

#[test]
fn a_loss_is_reported_after_all_that_was_received() {
    let kernel = Kernel::new(|_: &Message<'_>, _: &mut Answers| {});
    let mut listener = kernel.listener(Protocol::ROUTE);
    let group = Group::new(1).unwrap();
    listener.join(group).unwrap();
    let notify = |number| {
        kernel.notify(group, 16, |message| message.put_u32(1, number));
    };
    for number in 0..5 {
        notify(number);
    }
    for number in 0..5 {
        if number == 4 {
            kernel.lose(3);
        }
        let Notification::Message(notification) = listener.next().unwrap() else {
            panic!("no message {number}");
        };
        let reported = notification.message.attrs(0).find(1).unwrap().u32();
        assert_eq!((reported, notification.group), (Ok(number), Some(group)));
    }
    let Notification::Lost(lost) = listener.next().unwrap() else {
        panic!("no loss");
    };
    assert_eq!(lost.drops, 3);
    notify(5);
    assert!(matches!(listener.next(), Ok(Notification::Message(_))));
}
