// SPDX-License-Identifier: MIT OR Apache-2.0

//! The datagrams that a process's tap sees. One test, because a process has one tap.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Mutex;
use std::time::Duration;

use klink::genl::Controller;
use klink::tap::{self, Direction};
use klink::{Errno, Group, Messages, Protocol, Raw, Sender};

/// Protocol, direction, bytes and length.
type Passed = (Protocol, Direction, Vec<u8>, usize);

static PASSED: Mutex<Vec<Passed>> = Mutex::new(Vec::new());
static BROKEN: AtomicBool = AtomicBool::new(false);

/// All datagrams since the last call.
fn passed() -> Vec<Passed> {
    std::mem::take(&mut PASSED.lock().unwrap())
}

#[test]
fn sockets_stop_where_the_tap_cannot_keep_it() {
    let mut before = Raw::open(Protocol::USERSOCK).unwrap();
    tap::install(|datagram| {
        let datagram = (
            datagram.protocol,
            datagram.direction,
            datagram.bytes.to_vec(),
            datagram.len,
        );
        PASSED.lock().unwrap().push(datagram);
        match BROKEN.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })
    .unwrap();
    let second = tap::install(|_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(second.errno(), Some(Errno::EBUSY));

    // A request and its answer.
    let mut controller = Controller::open().unwrap();
    controller.family("nlctrl").unwrap();
    let [(GENERIC, Direction::ToKernel, request, _), (GENERIC, from, answer, len)] = &passed()[..]
    else {
        panic!("not a request and an answer")
    };
    let kernel = Direction::From {
        sender: Sender::Kernel,
        group: None,
    };
    assert_eq!((*from, answer.len()), (kernel, *len));
    let header = |bytes| Messages::new(bytes).next().unwrap().unwrap().header;
    assert_eq!(header(request).seq, header(answer).seq);
    const GENERIC: Protocol = Protocol::GENERIC;

    // Messages between programs; a socket that was opened before is not watched.
    let mut here = Raw::open(Protocol::USERSOCK).unwrap();
    here.set_timeout(Some(Duration::from_secs(5))).unwrap();
    let group = Group::new(31).unwrap();
    here.join(group).unwrap();
    let portid = here.portid().unwrap();
    let stranger = Sender::User(before.portid().unwrap());
    before.multicast(group, b"to all").unwrap();
    here.receive().unwrap();
    here.send_to(before.portid().unwrap(), b"to you").unwrap();
    before.send_to(portid, &[7; 40_000]).unwrap();
    assert!(here.receive().is_err(), "there was room for it");
    let ways: Vec<_> = passed()
        .into_iter()
        .map(|(_, direction, bytes, len)| (direction, bytes.len(), len))
        .collect();
    assert_eq!(
        ways,
        [
            (
                Direction::From {
                    sender: stranger,
                    group: Some(group)
                },
                6,
                6
            ),
            (Direction::ToUser(before.portid().unwrap()), 6, 6),
            (
                Direction::From {
                    sender: stranger,
                    group: None
                },
                33 << 10,
                40_000
            ),
        ]
    );

    // Several datagrams that are received at once.
    for number in 0..20_u8 {
        before.send_to(portid, &[number; 100]).unwrap();
    }
    for _ in 0..20 {
        here.receive().unwrap();
    }
    let numbers: Vec<_> = passed().into_iter().map(|(_, _, bytes, _)| bytes).collect();
    assert_eq!(
        numbers,
        (0..20_u8)
            .map(|number| vec![number; 100])
            .collect::<Vec<_>>()
    );

    BROKEN.store(true, Ordering::Relaxed);
    let sent = here.multicast(group, b"once more").unwrap_err();
    assert_eq!(sent.errno(), Some(Errno::ECANCELED));
    before.send_to(portid, b"hello").unwrap();
    let received = here.receive().unwrap_err();
    assert_eq!(received.errno(), Some(Errno::ECANCELED));
}
