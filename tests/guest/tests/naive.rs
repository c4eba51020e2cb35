// SPDX-License-Identifier: MIT OR Apache-2.0

//! A module like the exercise's: it replies to the port id in the message. With port id 0 it replies to itself until
//! the kernel's stack overflows, so every message that reaches such a module must have its sender's port id.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use klink::echo::{Client, GREETING};
use klink::wire::BuildError;
use klink::{Flags, Group, Plain, Protocol, Raw, Sender, Socket, Subscription, Writer};
use klink_tests_guest::command::{klink, prints, prints_with};
use klink_tests_guest::module::Module;
use klink_tests_guest::{as_user, Guest, USER};

const PROTOCOL: Protocol = Protocol(30);

/// How long to wait for replies that such a module does not send.
const BRIEF: Duration = Duration::from_millis(100);

/// Changes between a beginning and an end, as nf_tables has them, and operations that need neither.
const SPECIFICATION: &str = "
name: naive
protocol: netlink-raw
protonum: 30
definitions:
  - {name: frame, type: struct, members: [{name: version, type: u16}, {name: res-id, type: u16}]}
attribute-sets:
  - {name: a, attributes: [{name: text, type: string}]}
operations:
  enum-model: directional
  list:
    - {name: batch-begin, attribute-set: a, fixed-header: frame, do: {request: {value: 16, attributes: []}}}
    - {name: batch-end, attribute-set: a, fixed-header: frame, do: {request: {value: 17, attributes: []}}}
    - {name: change, attribute-set: a, do: {request: {value: 20, attributes: [text]}}}
    - name: get
      attribute-set: a
      do: {request: {value: 21, attributes: [text]}, reply: {value: 21, attributes: [text]}}
      dump: {request: {value: 21, attributes: [text]}, reply: {value: 21, attributes: [text]}}
";

fn load(guest: &Guest) -> Module {
    guest.load("exercise", "naive=1")
}

/// Checks that the module has received this many messages, and has reached their senders.
#[track_caller]
fn answered(guest: &Guest, count: usize) {
    let log = guest.log();
    let got = log.iter().filter(|line| line.contains("exercise: got "));
    assert_eq!(got.count(), count, "{log:#?}");
    let lost: Vec<_> = log
        .iter()
        .filter(|line| line.contains("exercise: no answer to "))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// Runs `klink ARGUMENTS` as an ordinary user, with any result.
fn ends(arguments: &[&str]) {
    let mut command = klink(arguments);
    command.uid(USER).gid(USER);
    command.stdin(Stdio::null()).output().unwrap();
}

#[test]
fn chat_lives_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let said = prints_with(&mut klink(&["chat", "30"]), "two words\nbye\n");
    assert_eq!(said, format!("{GREETING}\n").repeat(3));
    answered(&guest, 3);
}

#[test]
fn send_lives_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    fs::write("/tmp/naive", "from a file\0").unwrap();
    let mut count = 0;
    for arguments in [
        &["text"][..],
        &["text", "--no-wait"],
        &["text", "--type", "16"],
        &["text", "--type", "16", "--no-wait"],
        &["text", "--type", "16", "--flags", "ack"],
        &["text", "--type", "16", "--flags", "dump"],
        &["text", "--type", "16", "--flags", "ack,echo"],
        &["--hex", "686900"],
        &["--hex", "686900", "--no-wait"],
        &["--hex", "686900", "--type", "16"],
        &["--file", "/tmp/naive"],
        &["--file", "/tmp/naive", "--type", "16"],
    ] {
        ends(&[&["send", "30", "--timeout", "0.2"], arguments].concat());
        count += 1;
        answered(&guest, count);
    }
    // Only root may do this: the kernel also gets messages to a group.
    prints(&mut klink(&["send", "30", "to all", "--group", "1"]));
    answered(&guest, count + 1);
}

#[test]
fn other_verbs_live_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let rounds = ["bench", "round-trips", "30", "-n"];
    prints(&mut klink(&[&rounds[..], &["5"]].concat()));
    // And one message to warm up.
    answered(&guest, 6);
    let request = ["1", "--type", "16", "--hex", "686900", "--timeout", "0.2"];
    ends(&[&rounds[..], &request].concat());
    answered(&guest, 7);
    fs::write("/tmp/naive.yaml", SPECIFICATION).unwrap();
    let specified = ["naive", "--spec", "/tmp/naive.yaml", "--timeout", "0.2"];
    let text = r#"{"text": "by the specification"}"#;
    for (verb, operation) in [("do", "change"), ("do", "get"), ("dump", "get")] {
        ends(&[&[verb][..], &specified, &[operation, text]].concat());
    }
    // The module reads only the first message of a datagram.
    answered(&guest, 10);
    for silent in [
        &["recv", "30", "--for", "0.2"][..],
        &["monitor", "30:1", "--for", "0.2"],
        &["record", "/tmp/naive.pcap", "30:1", "--for", "0.2"],
        &["bench", "events", "30:1", "--for", "0.2"],
        &["doctor", "30"],
        &["stat", "30"],
    ] {
        klink(silent).stdin(Stdio::null()).output().unwrap();
        answered(&guest, 10);
    }
}

/// The sockets whose port ids the recording has are gone: the replies have no receiver, which the module logs.
#[test]
fn a_replay_lives_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let recorded = ["send", "30", "once", "--record", "/tmp/naive.pcap"];
    prints(&mut klink(&recorded));
    answered(&guest, 1);
    ends(&["replay", "/tmp/naive.pcap", "--timeout", "0.2"]);
    let got = guest.log();
    let got = got.iter().filter(|line| line.contains("\"once\""));
    assert_eq!(got.count(), 2);
}

#[test]
fn clients_in_c_live_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    prints(&mut Command::new("/job/exercise_client"));
    answered(&guest, 1);
}

fn text(kind: u16) -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), BuildError>> {
    klink::request(kind, |message| message.raw(b"text\0"))
}

#[test]
fn the_crate_lives_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let count = as_user(|| {
        let mut client = Client::open(PROTOCOL).unwrap();
        assert_eq!(client.say("text").unwrap(), GREETING.as_bytes());

        let mut raw = Raw::open(PROTOCOL).unwrap();
        let message = raw.message(&text(0), 7).unwrap();
        raw.send(&message).unwrap();
        assert_eq!(raw.receive().unwrap().sender, Sender::Kernel);

        // Its replies have the sequence number 0, so a socket that matches replies skips them.
        let mut socket = Socket::open(PROTOCOL).unwrap();
        socket.set_timeout(Some(BRIEF));
        let mut unmatched = 0;
        let mut skips_one = |socket: &Socket| {
            unmatched += 1;
            assert_eq!(socket.skipped().unmatched, unmatched);
        };
        assert!(socket.request(&text(16)).unwrap_err().is_timeout());
        skips_one(&socket);
        assert!(socket.apply(&text(16)).unwrap_err().is_timeout());
        skips_one(&socket);
        let mut batch = socket.batch();
        batch.push(&text(16)).unwrap();
        batch.push(&text(17)).unwrap();
        assert!(batch.finish().unwrap_err().is_timeout());
        skips_one(&socket);
        let mut dump = socket.dump(text(16).flags(Flags::ECHO)).unwrap();
        assert!(dump.next().unwrap_err().is_timeout());
        drop(dump);
        skips_one(&socket);

        let mut subscription = Subscription::open(PROTOCOL).unwrap();
        subscription.send(&text(16)).unwrap();
        subscription.next().unwrap();
        6 + 1
    });
    answered(&guest, count);
}

#[test]
fn async_sockets_live_with_a_naive_module() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut socket = klink::tokio::Socket::open(PROTOCOL).unwrap();
        socket.set_timeout(Some(BRIEF));
        assert!(socket.request(&text(16)).await.unwrap_err().is_timeout());
        assert!(socket.apply(&text(16)).await.unwrap_err().is_timeout());
        let mut batch = socket.batch();
        batch.push(&text(16)).await.unwrap();
        assert!(batch.finish().await.unwrap_err().is_timeout());
        let mut dump = socket.dump(text(16)).await.unwrap();
        assert!(dump.next().await.unwrap_err().is_timeout());
        drop(dump);
        assert_eq!(socket.skipped().unmatched, 4);
    });
    answered(&guest, 4);
}

/// A message that `multicast` sends to a group also reaches the kernel.
#[test]
fn a_group_of_a_naive_module_hears_programs() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let mut raw = Raw::open(PROTOCOL).unwrap();
    let message = raw.message(&text(0), 7).unwrap();
    raw.multicast(Group::new(1).unwrap(), &message).unwrap();
    answered(&guest, 1);
}

#[test]
fn doctor_says_what_a_naive_module_may_do() {
    let guest = Guest::enter();
    let _naive = load(&guest);
    let findings = prints(&mut klink(&["doctor", "30"]));
    let words = "\nnote    protocol   30 belongs to another module";
    let finding = findings.split_once(words).unwrap().1.lines().next();
    assert!(finding.unwrap().contains("nlmsg_pid"), "{findings}");
    answered(&guest, 0);
}
