// SPDX-License-Identifier: MIT OR Apache-2.0
//! Checks that the debug kernel finds the bugs that it is meant to find, and that a finding is a failure. Run with
//! `cargo test --package klink-lab --test debug -- --ignored`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

fn lab(arguments: &[&str]) -> Output {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_klink-lab"));
    lab.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a script on the debug kernel, with the module that has bugs on demand.
fn run(script: &str) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bugs");
    let built = lab(&["module", folder.to_str().unwrap(), "--kernel", "debug"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let module = text(&built.stdout);
    let copy = ["--check-log", "--copy", module.trim_end(), "--", script];
    lab(&[&["run", "--kernel", "debug"], &copy[..]].concat())
}

#[test]
#[ignore = "builds the debug kernel the first time, which takes 10 to 20 minutes"]
fn each_bug_is_reported_and_fails_the_run() {
    // Lockdep stops at its first report, and when damaged memory has been found, so it comes first.
    let output =
        run("for bug in 1 2 3 4; do insmod /job/bugs.ko bug=$bug && rmmod bugs || exit 9; done");
    let reports = text(&output.stderr);
    for report in [
        "WARNING: possible circular locking dependency detected",
        "BUG: sleeping function called from invalid context",
        "BUG: KASAN: slab-use-after-free",
        "kmemleak: unreferenced object",
    ] {
        assert!(reports.contains(report), "no {report:?} in\n{reports}");
    }
    assert_eq!(output.status.code(), Some(1), "{reports}");
}

#[test]
#[ignore = "builds the debug kernel the first time, which takes 10 to 20 minutes"]
fn a_run_without_bugs_is_none() {
    let output =
        run("test $(uname -r | grep -c -- -debug) = 1 && grep -q '^processor.*1$' /proc/cpuinfo");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
