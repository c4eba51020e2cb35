// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every message has the port id of the socket that sends it, which a kernel with a naive module needs.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::ops::ControlFlow;
use std::os::fd::OwnedFd;
use std::sync::Mutex;

use klink::genl::Controller;
use klink::sock_diag::NetlinkSockets;
use klink::tap::{self, Direction};
use klink::testing::{echoes, naive, Answers, Kernel, Script};
use klink::wire::BuildError;
use klink::{
    route, Flags, Header, Message, Messages, Notification, Plain, Portid, Protocol, Raw, Socket,
    Subscription, Writer,
};

const PROTOCOL: Protocol = Protocol(30);

fn hello(kind: u16) -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), BuildError>> {
    klink::request(kind, |message| message.raw(b"hello"))
}

/// A kernel that replies to the port id in the message: dumps with one object, everything else with an echo.
fn kernel() -> Kernel {
    let mut echo = echoes();
    Kernel::new(naive(
        move |request: &Message<'_>, answers: &mut Answers| {
            if request.header.flags.contains(Flags::DUMP) {
                answers.part(request, 20, |object| object.raw(request.payload));
                answers.done(request);
            } else {
                echo.answer(request, answers);
            }
        },
    ))
}

#[test]
fn every_verb_of_every_socket_is_answered_there() {
    let kernel = kernel();
    let mut sockets = [kernel.socket(PROTOCOL), kernel.socket(PROTOCOL)];
    // Twice: data of the first round must not show up in the second.
    for _ in 0..2 {
        for socket in &mut sockets {
            assert_eq!(socket.request(&hello(20)).unwrap().payload, b"hello");
            socket.apply(&hello(20)).unwrap();
            let mut dump = socket.dump(hello(20)).unwrap();
            assert_eq!(dump.next().unwrap().unwrap().payload, b"hello");
            assert!(dump.next().unwrap().is_none());
            drop(dump);
            let mut replies = 0;
            let mut batch = socket.batch_with_replies(|_, _| replies += 1);
            // Several datagrams, and requests for which the memory has to grow.
            batch.pack(3);
            for kind in 20..30 {
                batch.push(&hello(kind)).unwrap();
            }
            batch
                .push(&klink::request(20, |message| message.raw(&[0; 5000])))
                .unwrap();
            assert_eq!(batch.finish().unwrap().failures, []);
            assert_eq!(replies, 11);
            let mut batch = socket.batch();
            batch.push(&hello(20)).unwrap();
            batch.push(&hello(21)).unwrap();
            assert_eq!(batch.finish_transaction().unwrap().sent, 2);
        }
    }
}

#[test]
fn subscriptions_are_answered() {
    let kernel = kernel();
    let _other = kernel.socket(PROTOCOL);
    let mut subscription = kernel.subscription(PROTOCOL);
    subscription.apply(&hello(20)).unwrap();
    subscription.send(&hello(20)).unwrap();
    for _ in 0..2 {
        assert!(matches!(
            subscription.next().unwrap(),
            Notification::Message(_)
        ));
    }
}

#[test]
fn raw_messages_are_answered() {
    let kernel = kernel();
    let _other = kernel.socket(PROTOCOL);
    let mut raw = kernel.raw(PROTOCOL);
    let two = [1, 2].map(|seq| raw.message(&hello(20), seq).unwrap());
    raw.send(&two.concat()).unwrap();
    for seq in [1, 2] {
        let datagram = raw.receive().unwrap();
        let message = datagram.messages().next().unwrap().unwrap();
        assert_eq!((message.header.seq, message.payload), (seq, &b"hello"[..]));
    }
}

fn claiming(claimed_portid: u32) -> [u8; Header::LEN] {
    let header = Header {
        len: Header::LEN as u32,
        kind: 20,
        flags: Flags::NONE,
        seq: 1,
        claimed_portid,
    };
    header.to_bytes()
}

#[test]
#[should_panic(expected = "reply to itself")]
fn a_claim_of_0_ends_the_naive_kernel() {
    let _ = kernel().raw(PROTOCOL).send(&claiming(0));
}

#[test]
fn a_claim_of_another_s_is_answered_elsewhere() {
    let kernel = kernel();
    let mut raw = kernel.raw(PROTOCOL);
    let own = raw.portid().unwrap().get();
    raw.send(&claiming(own + 1)).unwrap();
    assert!(raw.try_receive().unwrap().is_none());
    raw.send(&claiming(own)).unwrap();
    assert!(raw.try_receive().unwrap().is_some());
}

#[test]
fn a_request_may_claim_otherwise() {
    let kernel = Kernel::new(echoes());
    let raw = kernel.raw(PROTOCOL);
    let request = klink::request(20, |message| {
        message.claim(7);
        Ok(())
    });
    let message = raw.message(&request, 1).unwrap();
    assert_eq!(Header::read(&message).unwrap().claimed_portid, 7);
}

static SENT: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Checks that something was sent since the last call, and that each message of it has this port id.
#[track_caller]
fn claimed(portid: Portid) {
    let sent = std::mem::take(&mut *SENT.lock().unwrap());
    assert!(!sent.is_empty());
    assert!(
        sent.iter().all(|&claimed| claimed == portid.get()),
        "{portid}: {sent:?}"
    );
}

/// One test, because a process has one tap, which sees only sockets that are opened after it was installed.
#[test]
fn this_kernel_gets_the_sockets_own_portids() {
    tap::install(|captured| {
        if captured.direction == Direction::ToKernel {
            let messages = Messages::new(captured.bytes).map(Result::unwrap);
            let claims = messages.map(|message| message.header.claimed_portid);
            SENT.lock().unwrap().extend(claims);
        }
        ControlFlow::Continue(())
    })
    .unwrap();

    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    let portid = socket.portid().unwrap();
    socket.request(&route::GetLink::by_name("lo")).unwrap();
    claimed(portid);
    let mut links = socket.dump(route::Links::all()).unwrap();
    while links.next().unwrap().is_some() {}
    drop(links);
    claimed(portid);
    let mut batch = socket.batch_with_replies(|_, _| {});
    for name in ["lo", "no such link"] {
        batch.push(&route::GetLink::by_name(name)).unwrap();
    }
    assert_eq!(batch.finish().unwrap().failures.len(), 1);
    claimed(portid);

    // A socket that was opened elsewhere, and bound to another port id.
    let mut socket = Socket::try_from(OwnedFd::from(socket)).unwrap();
    assert_eq!(socket.portid().unwrap(), portid);
    socket.request(&route::GetLink::by_name("lo")).unwrap();
    claimed(portid);

    let socket = Socket::open(Protocol::GENERIC).unwrap();
    let portid = socket.portid().unwrap();
    let mut controller = Controller::from(socket);
    controller.family("nlctrl").unwrap();
    controller.families().unwrap();
    claimed(portid);

    let mut socket = Socket::open(Protocol::SOCK_DIAG).unwrap();
    let portid = socket.portid().unwrap();
    // Without netlink_diag.ko the request is refused, but still sent.
    let _ = socket.snapshot(NetlinkSockets::all(), 0, |_| ());
    claimed(portid);

    let raw = Raw::open(Protocol::GENERIC).unwrap();
    let portid = raw.portid().unwrap();
    let mut subscription = Subscription::try_from(OwnedFd::from(raw)).unwrap();
    let get = klink::request(16, |message| {
        message.raw(&[3, 2, 0, 0])?;
        message.put_str(2, "nlctrl")
    });
    subscription.apply(&get).unwrap();
    subscription.send(&get).unwrap();
    claimed(portid);
}
