// SPDX-License-Identifier: MIT OR Apache-2.0

//! The receive rules against the running kernel, in cases that other libraries get wrong.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::Duration;

use klink::wire::{Builder, Slice};
use klink::{
    route, Errno, ErrorKind, Flags, Group, Listener, Notification, Portid, Protocol, Raw, Sender,
    Socket,
};
use klink_tests_host::{privileged, Namespace};

const SECOND: Option<Duration> = Some(Duration::from_secs(1));

fn group(number: u32) -> Group {
    Group::new(number).unwrap()
}

/// A message of 16 bytes and a text.
fn message(kind: u16, seq: u32, text: &[u8]) -> Vec<u8> {
    let mut room = vec![0; 16 + text.len() + 3];
    let mut slice = Slice::new(&mut room);
    let mut message = Builder::new(&mut slice, kind, Flags::NONE, seq).unwrap();
    message.raw(text).unwrap();
    message.finish().unwrap();
    slice.written().to_vec()
}

#[test]
fn another_program_cannot_answer_for_the_kernel() {
    privileged(|| {
        let mut socket = Socket::open(Protocol::GENERIC).unwrap();
        let portid = socket.portid().unwrap();
        let mut forger = Raw::open(Protocol::GENERIC).unwrap();
        let get = klink::request(16, |message| {
            message.raw(&[3, 2, 0, 0])?;
            message.put_str(2, "nlctrl")
        });
        // The sequence number of the next request is unknown to other processes; a forger tries many.
        for seq in 0..100 {
            forger
                .send_to(portid, &message(16, seq, b"forged"))
                .unwrap();
        }
        let reply = socket.request(&get).unwrap();
        assert_eq!(reply.attrs(4).find(2).unwrap().str(), Ok("nlctrl"));
        assert_eq!(socket.skipped().not_from_kernel, 100);
    });
}

#[test]
fn a_listener_does_not_hear_other_programs() {
    privileged(|| {
        let mut listener = Listener::open(Protocol::ROUTE).unwrap();
        listener.set_timeout(Some(Duration::from_millis(50)));
        let mut forger = Raw::open(Protocol::ROUTE).unwrap();
        let portid = listener.portid().unwrap();
        forger.send_to(portid, &message(16, 0, b"forged")).unwrap();
        assert!(listener.next().unwrap_err().is_timeout());
        assert_eq!(listener.not_from_kernel(), 1);
    });
}

#[test]
fn groups_above_32_are_distinguished() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut listener = Listener::open_in(&namespace.netns(), Protocol::ROUTE).unwrap();
        listener.set_timeout(SECOND);
        for group in [route::group::IPV4_MCADDR, route::group::LINK] {
            listener.join(group).unwrap();
        }
        // Joins the all-hosts group, which `IPV4_MCADDR` reports; and changes the link's flags.
        namespace.ip("link set veth-a down");
        namespace.ip("link set veth-a up");
        let mut received = std::collections::BTreeSet::new();
        while received.len() < 2 {
            match listener.next().unwrap() {
                Notification::Message(event) => drop(received.insert(event.group.unwrap())),
                Notification::Lost(lost) => panic!("{lost:?}"),
            }
        }
        assert!(received
            .into_iter()
            .eq([route::group::LINK, route::group::IPV4_MCADDR]));
    });
}

#[test]
fn the_last_group_of_the_mask_is_not_forgotten() {
    privileged(|| {
        let mut member = Raw::open(Protocol::USERSOCK).unwrap();
        member.set_timeout(SECOND).unwrap();
        member.join(group(32)).unwrap();
        let mut sender = Raw::open(Protocol::USERSOCK).unwrap();
        sender.multicast(group(32), b"hello").unwrap();
        let portid = sender.portid().unwrap();
        let datagram = member.receive().unwrap();
        assert_eq!(
            (datagram.bytes, datagram.group),
            (&b"hello"[..], Some(group(32)))
        );
        assert_eq!(datagram.sender, Sender::User(portid));
        let error = sender.multicast(group(33), b"hello").unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{error}");
    });
}

#[test]
fn what_is_sent_leaves_at_once_and_in_order() {
    let mut receiver = Raw::open(Protocol::USERSOCK).unwrap();
    receiver.set_timeout(SECOND).unwrap();
    let portid = receiver.portid().unwrap();
    let mut sender = Raw::open(Protocol::USERSOCK).unwrap();
    for number in 0..5u8 {
        sender.send_to(portid, &[number]).unwrap();
    }
    for number in 0..5u8 {
        assert_eq!(receiver.receive().unwrap().bytes, [number]);
    }
}

#[test]
fn a_socket_owns_its_descriptor_and_gives_it_away() {
    let socket = Socket::open(Protocol::ROUTE).unwrap();
    let portid = socket.portid().unwrap();
    let number = socket.as_raw_fd();
    let fd = OwnedFd::from(socket);
    assert_eq!(fd.as_raw_fd(), number, "it is still open, and the same");
    let mut socket = Socket::try_from(fd).unwrap();
    assert_eq!(socket.portid().unwrap(), portid);
    assert_eq!(socket.protocol(), Protocol::ROUTE);
    socket.request(&route::GetLink::by_name("lo")).unwrap();
}

#[test]
fn only_netlink_without_groups_is_adopted() {
    let file = OwnedFd::from(File::open("/dev/null").unwrap());
    assert_eq!(
        Socket::try_from(file).unwrap_err().errno(),
        Some(Errno::ENOTSOCK)
    );
    let stream = std::os::unix::net::UnixStream::pair().unwrap().0;
    let error = Raw::try_from(OwnedFd::from(stream)).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EAFNOSUPPORT));
    for number in [1, 37] {
        let mut listener = Listener::open(Protocol::ROUTE).unwrap();
        listener.join(group(number)).unwrap();
        let error = Socket::try_from(OwnedFd::from(listener)).unwrap_err();
        assert_eq!(error.errno(), Some(Errno::EISCONN), "group {number}");
    }
}

#[test]
fn a_too_long_datagram_is_an_error_the_next_fits() {
    let mut receiver = Raw::open(Protocol::USERSOCK).unwrap();
    receiver.set_timeout(SECOND).unwrap();
    let portid = receiver.portid().unwrap();
    let mut sender = Raw::open(Protocol::USERSOCK).unwrap();
    let long = vec![7; 50_000];
    for _ in 0..2 {
        sender.send_to(portid, &long).unwrap();
    }
    let cut = receiver.receive().unwrap_err();
    let expected = ErrorKind::Truncated {
        len: 50_000,
        room: 33 * 1024,
    };
    assert_eq!(*cut.kind(), expected);
    assert_eq!(receiver.receive().unwrap().bytes, long);
}

#[test]
fn drops_are_counted_and_a_later_dump_is_whole() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut listener = Listener::open_in(&namespace.netns(), Protocol::ROUTE).unwrap();
        listener.join(route::group::IPV4_ROUTE).unwrap();
        listener.set_receive_buffer(4096).unwrap();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let index = socket
            .request(&route::GetLink::by_name("br0"))
            .unwrap()
            .index();
        let add = |socket: &mut Socket, last: u8| {
            let dst = [10, 9, 9, last].into();
            socket
                .apply(&route::NewRoute::new(dst, 32).by(index))
                .unwrap();
        };
        for last in 0..100 {
            add(&mut socket, last);
        }
        let mut received = 0;
        let drops = loop {
            match listener.try_next().unwrap().expect("the loss is reported") {
                Notification::Message(_) => received += 1,
                Notification::Lost(lost) => break lost.drops,
            }
        };
        assert!(drops > 0);
        assert_eq!(
            received + drops,
            100,
            "{received} received and {drops} lost"
        );
        // After the loss is reported, nothing more is missed.
        add(&mut socket, 200);
        assert!(matches!(
            listener.try_next().unwrap(),
            Some(Notification::Message(_))
        ));
        assert!(listener.try_next().unwrap().is_none());
    });
}

#[test]
fn one_thread_listens_while_others_ask() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut listener = Listener::open_in(&namespace.netns(), Protocol::ROUTE).unwrap();
        listener.set_timeout(SECOND);
        listener.join(route::group::IPV4_ROUTE).unwrap();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let br0 = route::GetLink::by_name("br0");
        let index = socket.request(&br0).unwrap().index();
        std::thread::scope(|scope| {
            for third in 0..3 {
                let mut socket = namespace.socket(Protocol::ROUTE);
                scope.spawn(move || {
                    for last in 0..20 {
                        let dst = [10, 9, third, last].into();
                        let new = route::NewRoute::new(dst, 32).by(index);
                        assert!(socket.apply(&new).unwrap().is_plain_success());
                        assert_eq!(socket.request(&br0).unwrap().index(), index);
                    }
                    assert_eq!(socket.skipped(), Default::default());
                });
            }
            let mut received = std::collections::BTreeSet::new();
            while received.len() < 60 {
                let Notification::Message(event) = listener.next().unwrap() else {
                    panic!("lost")
                };
                let new = route::Route::read(event.message).unwrap();
                received.insert(new.dst().unwrap());
            }
        });
    });
}

#[test]
fn a_deadline_holds() {
    let mut raw = Raw::open(Protocol::USERSOCK).unwrap();
    raw.set_timeout(Some(Duration::from_millis(200))).unwrap();
    let before = std::time::Instant::now();
    let error = raw.receive().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let waited = before.elapsed();
    assert!(waited >= Duration::from_millis(200), "{waited:?}");
    assert!(waited < Duration::from_secs(5), "{waited:?}");
}

#[test]
fn a_port_id_that_nobody_has_is_refused_by_name() {
    let mut raw = Raw::open(Protocol::USERSOCK).unwrap();
    let nobody = Portid::new(4_000_000_000).unwrap();
    let error = raw.send_to(nobody, b"x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "send to netlink protocol USERSOCK: ECONNREFUSED (Connection refused)"
    );
}

#[test]
fn a_protocol_that_nobody_has_is_refused_by_number() {
    let error = Socket::open(Protocol(31)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "open netlink protocol 31: EPROTONOSUPPORT (Protocol not supported)"
    );
}
