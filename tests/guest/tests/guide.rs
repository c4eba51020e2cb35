// SPDX-License-Identifier: MIT OR Apache-2.0

//! Follows `docs/writing-a-module.md`: the lab has written and built its files, and this runs its last command.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails.

use std::process::Command;

use klink_tests_guest::{module, Guest};

const PAGE: &str = include_str!("../../../docs/writing-a-module.md");

#[test]
fn the_guides_module_adds_up_and_refuses_what_it_says() {
    let guest = Guest::enter();
    let (_, commands) = PAGE.split_once("```sh\n").unwrap();
    let (_, script) = commands.split_once(" -- \\\n    '").unwrap();
    let (script, _) = script.split_once("'\n").unwrap();
    let output = Command::new("sh").args(["-c", script]).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "{\"number\":1}\n{\"number\":21}\n{\"number\":321}\n"
    );
    let refused = String::from_utf8_lossy(&output.stderr);
    assert!(
        refused.contains("integer out of range") && refused.contains("expected u32 from 1 to 1000"),
        "{refused}"
    );
    module::unload("klink_counter").unwrap();
    drop(guest);
}
