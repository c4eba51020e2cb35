// SPDX-License-Identifier: MIT OR Apache-2.0

//! The crate's examples that need a module.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails.

use klink_tests_guest::{as_user, Guest};

mod events {
    include!(concat!(env!("OUT_DIR"), "/events.rs"));
}

mod hello {
    include!(concat!(env!("OUT_DIR"), "/hello.rs"));
}

mod your_family {
    include!(concat!(env!("OUT_DIR"), "/your_family.rs"));
}

#[test]
fn hello_is_heard_and_answered() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    as_user(hello::main).unwrap();
    assert!(guest.logged("says \"Hello from user space\""));
}

#[test]
fn lamps_are_set_heard_and_read() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    your_family::main().unwrap();
}

#[test]
fn events_are_printed_up_to_the_marker() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "");
    events::main().unwrap();
}
