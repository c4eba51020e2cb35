// SPDX-License-Identifier: MIT OR Apache-2.0

//! Events that other modules publish: `kernel/events/klink_events.h`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use klink::events::{FieldValue, Item, Journal, Kind, Reader, Start, State};
use klink_tests_guest::module::Module;
use klink_tests_guest::Guest;
use rustix::io::Errno;

/// How long anything may take in an emulated guest that others keep busy.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The output of `klink events --json` for the events that modules have published.
fn published() -> String {
    let mut klink = Command::new("klink");
    let klink = klink.args(["events", "--json", "--type", "publish"]);
    let output = klink.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Loads the module that publishes the events of its parameters.
fn publisher(parameters: &str) -> Result<(), Errno> {
    Module::load("publisher", parameters).map(drop)
}

#[test]
fn samples_in_c_and_in_rust() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=publish");
    drop(guest.load("klink_sample", ""));
    let in_c = guest.load("klink_sample_c", "period=20");
    let deadline = Instant::now() + TIMEOUT;
    while !published().contains("\"count\":3,") {
        assert!(Instant::now() < deadline, "{}", published());
        thread::sleep(Duration::from_millis(50));
    }
    drop(in_c);
    let shown = published();
    for wanted in [
        r#""kind":"publish","module":"klink_sample","text":"loaded","fields":{"language":"Rust"}}"#,
        r#""kind":"publish","module":"klink_sample","text":"unloaded","fields":{"nanoseconds":"#,
        r#""kind":"publish","module":"klink_sample_c","text":"loaded"}"#,
        r#""kind":"publish","module":"klink_sample_c","text":"tick","fields":{"count":1,"language":"C"}}"#,
        r#""kind":"publish","module":"klink_sample_c","text":"tick","fields":{"count":3,"language":"C"}}"#,
    ] {
        assert!(
            shown.lines().any(|line| line.contains(wanted)),
            "{wanted}: {shown}"
        );
    }
    let (_, sources) = Journal::open().unwrap().status().unwrap();
    let source = sources.iter().find(|source| source.kind == Kind::PUBLISH);
    let source = source.unwrap();
    assert_eq!(source.state, State::ON);
    assert_eq!(source.appended, shown.lines().count() as u64);
}

#[test]
fn under_a_lock_with_interrupts_off() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    let mut journal = Journal::open().unwrap();
    assert_eq!(publisher(""), Err(Errno::NODEV), "switched off");
    journal.switch(Kind::PUBLISH, true).unwrap();
    let mut reader = Reader::open(Start::Now).unwrap();
    reader.set_timeout(Some(TIMEOUT));
    // The maximum: two fields, whose names and texts are as long as allowed.
    let (what, name, text) = ("w".repeat(255), "n".repeat(31), "t".repeat(255));
    publisher(&format!("what={what} name={name} text={text} count=2")).unwrap();
    let Item::Event(event) = reader.next().unwrap() else {
        panic!("another item")
    };
    assert_eq!(event.kind(), Kind::PUBLISH);
    assert_eq!(event.module(), Some(&b"publisher"[..]));
    assert_eq!(event.text(), Some(what.as_bytes()));
    let field = (name.as_bytes(), FieldValue::Text(text.as_bytes()));
    assert!(event.fields().eq([field, field]));

    publisher("how=numbers").unwrap();
    let Item::Event(event) = reader.next().unwrap() else {
        panic!("another item")
    };
    assert!(event.fields().eq([
        (&b"most"[..], FieldValue::Number(u64::MAX)),
        (b"least", FieldValue::Signed(i64::MIN)),
        (b"minus", FieldValue::Signed(-1)),
        (b"zero", FieldValue::Number(0)),
    ]));
}

#[test]
fn what_is_malformed_or_too_long_is_refused() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=publish");
    let mut journal = Journal::open().unwrap();
    let next = |journal: &mut Journal| journal.status().unwrap().0.next;
    let before = next(&mut journal);
    let long = |name: &str, len| format!("{name}={}", "x".repeat(len));
    let three = format!(
        "{} {} {} count=3",
        long("what", 255),
        long("name", 31),
        long("text", 255)
    );
    for (parameters, errno) in [
        ("how=null", Errno::INVAL),
        ("how=anonymous", Errno::INVAL),
        ("how=nameless", Errno::INVAL),
        ("how=textless", Errno::INVAL),
        ("how=kind", Errno::INVAL),
        ("how=nul", Errno::INVAL),
        ("how=none", Errno::INVAL),
        ("what=", Errno::INVAL),
        ("name=", Errno::INVAL),
        (&long("what", 256), Errno::MSGSIZE),
        (&long("name", 32), Errno::MSGSIZE),
        (&long("text", 256), Errno::MSGSIZE),
        ("count=64", Errno::MSGSIZE),
        (&three, Errno::MSGSIZE),
    ] {
        assert_eq!(publisher(parameters), Err(errno), "{parameters}");
    }
    assert_eq!(next(&mut journal), before, "nothing was appended");
    publisher("text=").unwrap();
    assert_eq!(next(&mut journal), before + 1);
}

#[test]
fn the_journal_stays_as_long_as_who_publishes() {
    let guest = Guest::enter();
    let refused = Module::load("klink_sample", "").err();
    assert_eq!(refused, Some(Errno::NOENT), "its symbol is not there");
    assert!(guest.logged("klink_events_publish"));
    let events = guest.load("klink_events", "sources=publish");
    let sample = guest.load("klink_sample_c", "period=1");
    assert_eq!(events.try_unload(), Err(Errno::AGAIN));
    // Switching waits for a module that is publishing at that moment, and does not keep the journal.
    let mut journal = Journal::open().unwrap();
    for on in [false, true, false, true] {
        journal.switch(Kind::PUBLISH, on).unwrap();
        thread::sleep(Duration::from_millis(20));
    }
    assert!(published().contains("\"text\":\"tick\""));
    drop(sample);
    assert_eq!(events.try_unload(), Ok(()));
}
