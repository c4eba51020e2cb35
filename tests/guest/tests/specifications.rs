// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink's own families by their specifications, from the command.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::os::unix::process::CommandExt;
use std::process::Command;

use klink_tests_guest::command::{self, fails, listens, prints, prints_with};
use klink_tests_guest::{Guest, USER};

/// `klink ARGUMENTS` with the specifications of this project.
fn klink(arguments: &[&str]) -> Command {
    let mut command = command::klink(arguments);
    command.env("KLINK_SPECS", "/job/specs");
    command
}

fn lamp(id: u32, brightness: u32, green: u8, changes: u64) -> String {
    format!(
        "{{\"id\":{id},\"name\":\"lamp\",\"brightness\":{brightness},\
         \"color\":{{\"red\":255,\"green\":{green},\"blue\":255}},\"changes\":{changes}}}\n"
    )
}

const GET: [&str; 5] = ["do", "klink-demo", "get", "--json", r#"{"id": 3}"#];
const DUMP: [&str; 4] = ["dump", "klink-demo", "get", "--json"];

#[test]
fn lamps_are_got_set_dumped_and_watched() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    let lamps: String = (0..8).map(|id| lamp(id, 0, 255, 0)).collect();
    assert_eq!(prints(klink(&DUMP).uid(USER)), lamps);

    let by_operation = [
        "listen",
        "klink-demo",
        "changed",
        "--json",
        "-n",
        "1",
        "--timeout",
        "20",
    ];
    let by_operation = listens(klink(&by_operation).uid(USER));
    let by_group = [
        "listen",
        "klink-demo",
        "changes",
        "--json",
        "-n",
        "1",
        "--timeout",
        "20",
    ];
    let by_group = listens(&mut klink(&by_group));
    let set = r#"{"id": 3, "brightness": 50, "color": {"green": 7}}"#;
    assert_eq!(prints(&mut klink(&["do", "klink-demo", "set", set])), "");
    let changed = lamp(3, 50, 7, 1);
    assert_eq!(prints(klink(&GET).uid(USER)), changed);
    for listener in [by_operation, by_group] {
        let output = listener.wait_with_output().unwrap();
        let received = String::from_utf8(output.stdout).unwrap();
        let event = format!("\"name\":\"changed\",\"msg\":{}}}\n", changed.trim_end());
        assert!(received.ends_with(&event), "{received}");
    }
    let echo = ["do", "klink-demo", "set", "--json", "--flags", "echo", set];
    assert_eq!(prints(&mut klink(&echo)), lamp(3, 50, 7, 2));
}

/// By an ordinary user, where no file has a description of the family.
#[test]
fn a_module_carries_its_description_with_it() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    let user = |arguments: &[&str]| {
        let mut klink = command::klink(&[arguments, &["--json"]].concat());
        klink.uid(USER);
        klink
    };
    let ends = ["-n", "1", "--timeout", "20"];
    let listen = [&["listen", "klink-fault", "anyone"], &ends[..]].concat();
    let listener = listens(&mut user(&listen));
    let notify = ["do", "klink-fault", "notify", r#"{"index": 7}"#];
    assert_eq!(prints(&mut user(&notify)), "");
    let output = listener.wait_with_output().unwrap();
    let received = String::from_utf8(output.stdout).unwrap();
    let event = "\"name\":\"notified\",\"msg\":{\"index\":7}}\n";
    assert!(received.ends_with(event), "{received}");
    let dump = ["dump", "klink-fault", "dump", r#"{"count": 2}"#];
    let records: String = (0..2)
        .map(|index| format!("{{\"index\":{index},\"padding\":\"\"}}\n"))
        .collect();
    assert_eq!(prints(&mut user(&dump)), records);
    let shown = prints(&mut user(&["genl", "show", "klink-fault"]));
    assert!(shown.contains("\"check-none\""), "{shown}");
}

#[test]
fn what_was_dumped_can_be_set() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    let set = r#"{"id": 3, "brightness": 50, "color": {"green": 7}}"#;
    prints(&mut klink(&["do", "klink-demo", "set", set]));
    let dumped = prints(&mut klink(&DUMP));
    prints(&mut klink(&[
        "do",
        "klink-demo",
        "set",
        r#"{"id": 3, "brightness": 1}"#,
    ]));
    // How often a lamp was changed cannot be set, and the kernel says so.
    let mut all = klink(&["do", "klink-demo", "set", "--json", "-"]);
    let settable: String = dumped
        .lines()
        .map(|line| format!("{}}}\n", line.split(",\"changes\"").next().unwrap()))
        .collect();
    assert_eq!(prints_with(&mut all, &settable), "");
    assert_eq!(prints(&mut klink(&GET)), lamp(3, 50, 7, 3));
    let with_changes = dumped.lines().next().unwrap();
    fails(
        &mut klink(&["do", "klink-demo", "set", with_changes]),
        6,
        &["klink-demo set: EINVAL", "attribute changes"],
    );
}

#[test]
fn what_a_lamp_does_not_take_is_refused_with_its_name() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    let set = |object| klink(&["do", "klink-demo", "set", object]);
    // The specification's ranges, and past it the kernel's.
    for (object, status, words) in [
        (
            r#"{"id": 1, "brightness": 101}"#,
            2,
            &["brightness: 101", "100"][..],
        ),
        (r#"{"id": 8}"#, 2, &["id: 8", "7"]),
        (
            r#"{"id": 1, "brightness": {"@hex": "65000000"}}"#,
            6,
            &["klink-demo set: ERANGE", "attribute brightness", "0 to 100"],
        ),
        (
            r#"{"id": 1, "color": {"red": 1, "green": {"@hex": "0001"}}}"#,
            6,
            &["EINVAL", "attribute color.green", "0 to 255"],
        ),
        (
            r#"{"brightness": 1}"#,
            6,
            &["EINVAL", "missing attribute id"],
        ),
        (
            r#"{"id": 1, "name": "a name of 16 let"}"#,
            2,
            &["name: 16 bytes"],
        ),
    ] {
        fails(&mut set(object), status, words);
    }
    let dim = r#"{"id": 1, "brightness": 1}"#;
    fails(set(dim).uid(USER), 4, &["klink-demo set: EPERM", "sudo"]);
    let lamps: String = (0..8).map(|id| lamp(id, 0, 255, 0)).collect();
    assert_eq!(prints(&mut klink(&DUMP)), lamps);
}

#[test]
fn the_journal_is_read_and_wakes_its_reader() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=module");
    let wake = [
        "listen",
        "klink-events",
        "wake",
        "--json",
        "-n",
        "1",
        "--timeout",
        "20",
    ];
    let wake = listens(&mut klink(&wake));
    let emit = [
        "do",
        "klink-events",
        "emit",
        "--json",
        r#"{"text": "hello"}"#,
    ];
    // Those who have read to the end are woken.
    prints(&mut klink(&["dump", "klink-events", "read"]));
    let emitted = prints(&mut klink(&emit));
    assert!(emitted.starts_with("{\"journal\":"), "{emitted}");
    let received = wake.wait_with_output().unwrap();
    let received = String::from_utf8(received.stdout).unwrap();
    assert!(
        received.contains("\"name\":\"wake\",\"msg\":{\"journal\":"),
        "{received}"
    );

    let read = prints(&mut klink(&["dump", "klink-events", "read", "--json"]));
    let mark = read
        .split("{\"header\":")
        .find(|event| event.contains("\"kind\":\"mark\""));
    assert!(mark.unwrap().contains("\"text\":\"hello\""), "{read}");
    assert_eq!(read.lines().last(), emitted.lines().last(), "{read}");
    let limited = ["dump", "klink-events", "read", "--json", r#"{"limit": 1}"#];
    assert_eq!(prints(&mut klink(&limited)).lines().count(), 2);

    let switch = r#"{"kind": "module", "enable": 0}"#;
    prints(&mut klink(&["do", "klink-events", "switch", switch]));
    let status = ["do", "klink-events", "status", "--json"];
    let shown = prints(&mut klink(&status));
    assert!(
        shown.contains("{\"kind\":\"module\",\"name\":\"module\",\"state\":\"off\""),
        "{shown}"
    );
    for (operation, object, status, words) in [
        ("read", r#"{"limit": 0}"#, 2, &["limit: 0"][..]),
        (
            "read",
            r#"{"from": {"@hex": "0000000000000000"}}"#,
            6,
            &["ERANGE", "attribute from"],
        ),
    ] {
        fails(
            &mut klink(&["dump", "klink-events", operation, object]),
            status,
            words,
        );
    }
    fails(klink(&status).uid(USER), 4, &["klink-events status: EPERM"]);
}
