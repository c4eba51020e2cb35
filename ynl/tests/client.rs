// SPDX-License-Identifier: MIT OR Apache-2.0

//! The client on a kernel that follows a script.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::sync::{Arc, Mutex};

use klink::testing::{Answers, Kernel};
use klink::wire::{genl, Builder, ExtAck, Slice};
use klink::{Errno, ErrorKind, Flags, Header, Message, Protocol};
use klink_ynl::client::{Client, ClientError, KernelFamily, Notification};
use klink_ynl::Spec;
use serde_json::{json, Value};

const LAMPS: &str = "
name: lamps
protocol: genetlink
attribute-sets:
  - name: lamp
    attributes:
      - {name: id, type: u32}
      - {name: name, type: string}
operations:
  list:
    - {name: get, value: 1, attribute-set: lamp, do: {request: {}, reply: {}}, dump: {reply: {}}}
    - {name: set, value: 2, attribute-set: lamp, do: {request: {}}}
    - {name: burnt, value: 3, attribute-set: lamp, notify: get, mcgrp: lights}
mcast-groups:
  list:
    - {name: lights}
";

const TABLES: &str = "
name: tables
protocol: netlink-raw
protonum: 12
attribute-sets:
  - {name: none, attributes: []}
  - name: table
    attributes:
      - {name: name, type: string}
definitions:
  - name: nfgenmsg
    type: struct
    members:
      - {name: family, type: u8}
      - {name: version, type: u8}
      - {name: res-id, byte-order: big-endian, type: u16}
operations:
  enum-model: directional
  list:
    - {name: batch-begin, attribute-set: none, fixed-header: nfgenmsg, do: {request: {value: 16}}}
    - {name: batch-end, attribute-set: none, fixed-header: nfgenmsg, do: {request: {value: 17}}}
    - {name: newtable, attribute-set: table, fixed-header: nfgenmsg, do: {request: {value: 2560}}}
";

/// The id that the family has in these tests.
const ID: u16 = 40;

fn family(spec: &str) -> KernelFamily {
    let spec = Spec::parse(spec).unwrap();
    KernelFamily::resolve(spec, |_| Ok::<_, ()>(ID)).unwrap()
}

fn client(spec: &str, script: impl FnMut(&Message<'_>, &mut Answers) + Send + 'static) -> Client {
    let family = family(spec);
    let socket = Kernel::new(script).socket(family.protocol());
    Client::new(family, socket)
}

/// Answers each request with its own content.
fn lamps() -> Client {
    client(LAMPS, |request, answers| {
        assert_eq!(request.header.kind, ID);
        match request.header.flags.contains(Flags::DUMP) {
            true => {
                for _ in 0..3 {
                    answers.part(request, ID, |part| part.raw(request.payload));
                }
                answers.done(request);
            }
            false => {
                if genl::Header::read(request).unwrap().0.cmd == 1 {
                    answers.reply(request, ID, |reply| reply.raw(request.payload));
                }
                answers.ack(request);
            }
        }
    })
}

#[test]
fn replies_come_as_they_were_asked_for() {
    let lamp = json!({"id": 7, "name": "red"});
    let mut client = lamps();
    assert_eq!(
        client.request("get", &lamp).unwrap(),
        std::slice::from_ref(&lamp)
    );
    assert_eq!(client.request("set", &lamp).unwrap(), Vec::<Value>::new());
    let mut replies = client.dump("get", &lamp).unwrap();
    let mut count = 0;
    while let Some(reply) = replies.next().unwrap() {
        assert_eq!(reply.to_value(), lamp);
        assert_eq!(reply.operation().name(), "get");
        count += 1;
    }
    assert_eq!(count, 3);
}

#[test]
fn audit_answers_behind_its_acknowledgement() {
    const GET: u16 = 1000;
    let spec = Spec::inside("audit").unwrap();
    let family = KernelFamily::resolve(spec, |_| Ok::<_, ()>(ID)).unwrap();
    // The answer comes from another thread of the kernel.
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.ack(request);
        answers.reply(request, GET, |reply| reply.raw(&[7; 40]));
    });
    let mut client = Client::new(family, kernel.socket(Protocol::AUDIT));
    let replies = client.request("get", &json!({})).unwrap();
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0]["enabled"], 0x0707_0707);
    // What has no answer is acknowledged, with an echo asked for, too.
    let silent = Kernel::new(|request: &Message<'_>, answers: &mut Answers| answers.ack(request));
    let family =
        KernelFamily::resolve(Spec::inside("audit").unwrap(), |_| Ok::<_, ()>(ID)).unwrap();
    let mut client = Client::new(family, silent.socket(Protocol::AUDIT));
    let set = client.request_with("set", &json!({}), Flags::ECHO, |_| panic!("an answer"));
    assert!(set.unwrap().is_plain_success());
}

#[test]
fn long_requests_are_written_whole() {
    let lamp = json!({"name": "x".repeat(20_000), "id": 1});
    assert_eq!(lamps().request("get", &lamp).unwrap(), [lamp]);
}

#[test]
fn wrong_objects_and_operations_are_not_sent() {
    let silent = |_: &Message<'_>, _: &mut Answers| panic!("a request was sent");
    let mut client = client(LAMPS, silent);
    let mut said = |operation: &str, object: Value| {
        let error = client.request(operation, &object).unwrap_err();
        let dumped = client.dump(operation, &object).map(drop).unwrap_err();
        assert_eq!(error.to_string(), dumped.to_string());
        error.to_string()
    };
    assert_eq!(
        said("get", json!({"name": "a\0b"})),
        "lamps get: name: NUL inside a string"
    );
    assert_eq!(
        said("get", json!({"id": "seven"})),
        "lamps get: id: \"seven\" is no number"
    );
    assert_eq!(said("burnt", json!({})), "lamps burnt is a notification");
    assert!(said("put", json!({})).contains("put"));
}

#[test]
fn refusals_have_the_names_of_the_specification() {
    let refuse = |request: &Message<'_>, answers: &mut Answers| {
        answers.ack_with(request, Some(Errno::EINVAL), |extack| {
            extack.put_str(ExtAck::MESSAGE, "no such lamp")?;
            extack.put_u32(ExtAck::OFFSET, 28)
        });
    };
    let mut client = client(LAMPS, refuse);
    let lamp = json!({"id": 7, "name": "red"});
    for operation in ["get", "set"] {
        let error = client.request(operation, &lamp).unwrap_err();
        let text =
            format!("lamps {operation}: EINVAL (Invalid argument): no such lamp, attribute name");
        assert_eq!(error.to_string(), text);
        let ClientError::Refused(refusal) = error else {
            panic!("{error}");
        };
        assert_eq!(refusal.ack.errno, Some(Errno::EINVAL));
    }
}

#[test]
fn silence_is_the_error_of_the_socket() {
    let mut client = client(LAMPS, |_: &Message<'_>, _: &mut Answers| {});
    let error = client.request("get", &json!({})).unwrap_err();
    let ClientError::Netlink(error) = error else {
        panic!("{error}");
    };
    assert!(matches!(error.kind(), ErrorKind::TimedOut(_)), "{error}");
}

#[test]
fn a_transaction_is_one_datagram_or_nothing() {
    let kinds = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&kinds);
    let mut client = client(TABLES, move |request, answers| {
        seen.lock().unwrap().push(request.header.kind);
        if request.header.kind == 2560 && request.payload.ends_with(b"bad\0") {
            answers.refuse(request, Errno::EEXIST, "there is one");
        }
        if request.header.kind == 17 {
            answers.ack(request);
        }
    });
    let tables = [json!({"name": "one"}), json!({"name": "bad"})];
    assert!(client.family().needs_transaction("newtable").unwrap());
    assert!(!client.family().needs_transaction("batch-end").unwrap());
    client
        .transaction("newtable", &tables[..1], Flags::CREATE)
        .unwrap();
    assert_eq!(*kinds.lock().unwrap(), [16, 2560, 17]);

    let error = client
        .transaction("newtable", &tables, Flags::CREATE)
        .unwrap_err();
    assert!(error.to_string().contains("there is one"), "{error}");

    kinds.lock().unwrap().clear();
    let many = vec![json!({"name": "x".repeat(1000)}); 70];
    let error = client
        .transaction("newtable", &many, Flags::CREATE)
        .unwrap_err();
    assert!(
        matches!(error, ClientError::TransactionTooLong { .. }),
        "{error}"
    );
    assert!(kinds.lock().unwrap().is_empty());
}

#[test]
fn notifications_go_by_their_names() {
    let family = family(LAMPS);
    let wanted = family.subscriptions(&["burnt"]).unwrap();
    assert_eq!(
        (wanted.notifications, wanted.groups),
        (vec!["burnt".to_owned()], vec!["lights".to_owned()])
    );
    assert_eq!(
        family.subscriptions::<&str>(&[]).unwrap().groups,
        ["lights"]
    );

    let mut room = [0; 256];
    let mut slice = Slice::new(&mut room);
    for kind in [ID, ID + 1] {
        let mut message = Builder::new(&mut slice, kind, Flags::NONE, 0).unwrap();
        message
            .raw(&genl::Header { cmd: 3, version: 1 }.to_bytes())
            .unwrap();
        message.put_u32(1, 7).unwrap();
        message.finish().unwrap();
    }
    let mut messages = klink::Messages::new(slice.written()).map(Result::unwrap);
    let notification = family.notification(messages.next().unwrap());
    assert_eq!(
        (notification.name(), notification.to_value()),
        (Some("burnt"), json!({"id": 7}))
    );
    let other = messages.next().unwrap();
    assert!(matches!(family.notification(other), Notification::Other(_)));
    assert_eq!(other.header.kind, ID + 1);
    assert!(other.header.len as usize > Header::LEN);
}
