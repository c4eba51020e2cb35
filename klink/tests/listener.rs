// SPDX-License-Identifier: MIT OR Apache-2.0

//! Listeners and subscriptions, against a scripted kernel.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::time::Duration;

use klink::route::{self, kind, Change, Link};
use klink::testing::{echoes, silent, Answers, Kernel};
use klink::wire::{BuildError, Malformed};
use klink::{sock_diag, Flags, Group, Listener, Message, Notification, Protocol, Writer};

fn group(number: u32) -> Group {
    Group::new(number).unwrap()
}

/// The received items, in short, until there are none.
fn received(listener: &mut Listener) -> Vec<String> {
    let mut received = Vec::new();
    while let Some(event) = listener.try_next().unwrap() {
        received.push(match event {
            Notification::Message(event) => {
                let text = String::from_utf8_lossy(event.message.payload).into_owned();
                format!("{} {text}", event.group.unwrap())
            }
            Notification::Lost(lost) => format!("lost {}", lost.drops),
        });
    }
    received
}

#[test]
fn only_joined_groups_are_heard_also_above_32() {
    let kernel = Kernel::new(silent());
    let mut listener = kernel.listener(Protocol::ROUTE);
    listener.join(group(1)).unwrap();
    listener.join(group(37)).unwrap();
    for number in [1, 2, 37, 32, 33] {
        kernel.notify(group(number), 20, |event| event.raw(b"x"));
    }
    assert_eq!(received(&mut listener), ["1 x", "37 x"]);
    listener.leave(group(37)).unwrap();
    kernel.notify(group(37), 20, |event| event.raw(b"y"));
    assert!(received(&mut listener).is_empty());
}

/// `struct ifinfomsg` and a name.
fn link(
    family: u8,
    index: i32,
    name: &str,
) -> impl Fn(&mut Writer<'_>) -> Result<(), BuildError> + '_ {
    move |message| {
        message.raw(&[family, 0, 0, 0])?;
        message.raw(&index.to_ne_bytes())?;
        message.raw(&[0; 8])?;
        message.put_str(3, name)
    }
}

#[test]
fn a_copy_that_takes_in_changes_stays_right() {
    let kernel = Kernel::new(silent());
    let mut listener = kernel.listener(Protocol::ROUTE);
    listener.join(route::group::LINK).unwrap();
    let notify = |kind, family, index, name| {
        kernel.notify(route::group::LINK, kind, link(family, index, name));
    };
    for (index, name) in [(1, "lo"), (2, "eth0"), (3, "gone")] {
        notify(kind::NEWLINK, 0, index, name);
    }
    notify(kind::DELLINK, 0, 3, "gone");
    notify(kind::NEWLINK, 0, 2, "wan");
    // An address, and a bridge that has lost the port 1.
    notify(kind::DELADDR, 2, 1, "lo");
    notify(kind::DELLINK, route::family::BRIDGE, 1, "lo");
    let mut links = BTreeMap::new();
    while let Some(notification) = listener.try_next().unwrap() {
        let Notification::Message(notification) = notification else {
            panic!("lost")
        };
        match Link::change(notification.message).unwrap() {
            Some(Change::New(link)) => {
                links.insert(link.index(), link.ifname().unwrap().to_owned());
            }
            Some(Change::Deleted(link)) => drop(links.remove(&link.index())),
            None => {}
        }
    }
    let expected = [(1, "lo"), (2, "wan")].map(|(index, name)| (index, name.to_owned()));
    assert_eq!(links, BTreeMap::from(expected));
}

#[test]
fn a_view_refuses_a_message_about_something_else() {
    let kernel = Kernel::new(silent());
    let mut listener = kernel.listener(Protocol::ROUTE);
    listener.join(group(1)).unwrap();
    for kind in 16..36 {
        // A header of any of their lengths, and empty attributes up to the longest of them.
        let payload = [u16::from_ne_bytes([1, 0]), 0, 0, 0, 4, 0, 4, 0].map(u16::to_ne_bytes);
        kernel.notify(group(1), kind, |event| event.raw(payload.as_flattened()));
        let Notification::Message(notification) = listener.next().unwrap() else {
            panic!("lost")
        };
        let message = notification.message;
        assert_eq!(notification.kind(), kind);
        let refused = Err(Malformed::Kind { kind: kind.into() });
        macro_rules! check {
            ($view:ident, $new:expr) => {
                let is_of_view = ($new..$new + 4).contains(&kind);
                let read = route::$view::read(message).map(|_| true);
                assert_eq!(read, if is_of_view { Ok(true) } else { refused });
                let change = route::$view::change(message).unwrap();
                let change = change.map(|change| matches!(change, Change::Deleted(_)));
                let says = [Some(false), Some(true)].get(usize::from(kind.wrapping_sub($new)));
                assert_eq!(change, says.copied().flatten());
            };
        }
        check!(Address, 20);
        check!(Route, 24);
        check!(Neighbour, 28);
        check!(Rule, 32);
        assert_eq!(Link::read(message).is_ok(), kind < 20);
        // `AF_UNIX` comes first in the payload.
        assert_eq!(sock_diag::UnixSocket::read(message).is_ok(), kind == 20);
        assert!(sock_diag::InetSocket::read(message).is_err());
        assert!(sock_diag::NetlinkSocket::read(message).is_err());
    }
}

#[test]
fn a_loss_comes_in_its_place_with_its_count() {
    let kernel = Kernel::new(silent());
    let mut listener = kernel.listener(Protocol::ROUTE);
    listener.join(group(1)).unwrap();
    kernel.notify(group(1), 20, |event| event.raw(b"before"));
    kernel.lose(5);
    // Until the socket is empty it has no room, and the kernel reports no further error.
    kernel.notify(group(1), 20, |event| event.raw(b"too soon"));
    assert_eq!(received(&mut listener), ["1 before", "lost 6"]);
    kernel.notify(group(1), 20, |event| event.raw(b"after"));
    kernel.lose(2);
    assert_eq!(received(&mut listener), ["1 after", "lost 2"]);
}

#[test]
fn nothing_within_the_timeout_is_reported_as_that() {
    let mut listener = Kernel::new(silent()).listener(Protocol::ROUTE);
    listener.set_timeout(Some(Duration::from_secs(3600)));
    assert!(listener.next().unwrap_err().is_timeout());
}

#[test]
fn notifications_before_the_ack_are_kept_in_order() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.message(20, Flags::NONE, 0, |event| event.raw(b"one"));
        answers.overrun(3);
        answers.message(20, Flags::NONE, 0, |event| event.raw(b"two"));
        answers.ack(request);
        answers.message(20, Flags::NONE, 0, |event| event.raw(b"three"));
    });
    let mut subscription = kernel.subscription(Protocol::AUDIT);
    subscription.apply(&klink::request(20, |_| Ok(()))).unwrap();
    let mut received = Vec::new();
    while let Some(event) = subscription.try_next().unwrap() {
        received.push(match event {
            Notification::Message(event) => {
                String::from_utf8_lossy(event.message.payload).into_owned()
            }
            Notification::Lost(lost) => format!("lost {}", lost.drops),
        });
    }
    assert_eq!(received, ["one", "two", "three", "lost 3"]);
}

#[test]
fn a_subscription_gets_its_ack_after_a_loss() {
    let kernel = Kernel::new(echoes());
    let mut subscription = kernel.subscription(Protocol::AUDIT);
    subscription.join(group(1)).unwrap();
    kernel.notify(group(1), 20, |event| event.raw(b"before"));
    kernel.lose(5);
    let request = klink::request(20, |message| message.raw(b"me"));
    assert!(subscription.apply(&request).unwrap().is_plain_success());
    let mut received = Vec::new();
    while let Some(event) = subscription.try_next().unwrap() {
        received.push(match event {
            Notification::Message(event) => {
                String::from_utf8_lossy(event.message.payload).into_owned()
            }
            Notification::Lost(lost) => format!("lost {}", lost.drops),
        });
    }
    assert_eq!(received, ["before", "lost 5", "me"]);
}

#[test]
fn what_a_subscription_cannot_keep_is_lost() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        for _ in 0..100 {
            answers.message(20, Flags::NONE, 0, |event| event.raw(&[0; 16_384]));
        }
        answers.ack(request);
    });
    let mut subscription = kernel.subscription(Protocol::AUDIT);
    subscription.apply(&klink::request(20, |_| Ok(()))).unwrap();
    let (mut events, mut lost) = (0, 0);
    while let Some(event) = subscription.try_next().unwrap() {
        match event {
            Notification::Message(_) => events += 1,
            Notification::Lost(hole) => lost += hole.drops,
        }
    }
    assert_eq!((events, lost), (64, 36));
}

#[test]
fn a_reply_is_a_notification_and_an_ack_is_not() {
    let mut subscription = Kernel::new(echoes()).subscription(Protocol::AUDIT);
    let request = klink::request(20, |message| message.raw(b"me"));
    assert!(subscription.apply(&request).unwrap().is_plain_success());
    assert!(matches!(
        subscription.try_next().unwrap(),
        Some(Notification::Message(event)) if event.message.payload == b"me"
    ));
    assert!(subscription.try_next().unwrap().is_none());
}
