// SPDX-License-Identifier: MIT OR Apache-2.0

//! Loads that fail report the reason: an errno for insmod, one line for the log.

#![allow(clippy::panic, clippy::unwrap_used)]

use klink::echo::{Client, GREETING, PROTOCOL};
use klink_tests_guest::module::{self, Module};
use klink_tests_guest::{as_user, Guest};
use rustix::io::Errno;

/// Checks that a load fails with this errno and logs one line, with all of these words in it.
fn refuses(guest: &Guest, parameters: &str, errno: Errno, words: &[&str]) {
    let before = guest.log().len();
    assert_eq!(
        Module::load("klink_echo", parameters).err(),
        Some(errno),
        "{parameters}"
    );
    let lines: Vec<_> = guest.log().split_off(before);
    let lines: Vec<_> = lines
        .iter()
        .filter(|line| !line.contains("taint"))
        .collect();
    let [line] = lines[..] else {
        panic!("{parameters}: not one line: {lines:#?}")
    };
    for word in words {
        assert!(
            line.contains(word),
            "{parameters}: {word} is missing: {line}"
        );
    }
    assert!(
        !module::loaded().contains(&String::from("klink_echo")),
        "{parameters}"
    );
}

#[test]
fn protocol_numbers_end_at_31() {
    let guest = Guest::enter();
    for number in ["32", "255"] {
        let words = ["klink_echo: ", number, "31", "protocol=N"];
        refuses(&guest, &format!("protocol={number}"), Errno::INVAL, &words);
    }
    // The kernel's own parser refuses and reports a value that is not a small number.
    for number in ["-1", "286", "4294967296", "thirty"] {
        let words = ["klink_echo: ", number, "protocol"];
        refuses(&guest, &format!("protocol={number}"), Errno::INVAL, &words);
    }
    let _echo = guest.load("klink_echo", "protocol=31");
}

#[test]
fn protocols_of_the_kernel_are_busy() {
    let guest = Guest::enter();
    for (number, name) in [(0, "ROUTE"), (2, "USERSOCK"), (8, "ISCSI"), (16, "GENERIC")] {
        let parameters = format!("protocol={number}");
        refuses(
            &guest,
            &parameters,
            Errno::BUSY,
            &["klink_echo: ", name, "protocol=N"],
        );
    }
}

#[test]
fn a_protocol_has_one_owner() {
    let guest = Guest::enter();
    let other = guest.load("exercise", "");
    refuses(
        &guest,
        "",
        Errno::ADDRINUSE,
        &["klink_echo: ", "30", "taken", "protocol=N"],
    );
    as_user(|| {
        let mut client = Client::open(PROTOCOL).unwrap();
        assert_eq!(client.say("still there?").unwrap(), GREETING.as_bytes());
    });
    let elsewhere = guest.load("klink_echo", "protocol=31");
    drop((other, elsewhere));
    let _echo = guest.load("klink_echo", "");
}

#[test]
fn greetings_have_1_to_1023_bytes() {
    let guest = Guest::enter();
    refuses(
        &guest,
        "greeting=",
        Errno::INVAL,
        &["klink_echo: ", "greeting", "empty"],
    );
    for len in [1024, 4000] {
        let parameters = format!("greeting={}", "g".repeat(len));
        let words = ["klink_echo: ", "greeting", &len.to_string(), "1023"];
        refuses(&guest, &parameters, Errno::INVAL, &words);
    }
    let _echo = guest.load("klink_echo", "greeting=g");
}

#[test]
fn a_failed_load_leaves_nothing_behind() {
    let guest = Guest::enter();
    for _ in 0..20 {
        assert_eq!(
            Module::load("klink_echo", "protocol=16").err(),
            Some(Errno::BUSY)
        );
    }
    let _echo = guest.load("klink_echo", "");
}
