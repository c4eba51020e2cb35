// SPDX-License-Identifier: MIT OR Apache-2.0

//! The examples that need no module run, and print what they say.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::process::Command;

fn run(example: &str, arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    // A sanitizer that this test is built with is not for the inner build.
    cargo.env_remove("RUSTFLAGS").env_remove("RUSTC_BOOTSTRAP");
    cargo.args(["run", "--quiet", "--features", "tokio", "--example"]);
    cargo.args([example, "--"]);
    let output = cargo.args(arguments).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn links_and_their_addresses() {
    assert!(run("dump", &[]).starts_with("1: lo\n"));
}

#[test]
fn listening_ends_when_it_is_told_to() {
    run("listen", &["0"]);
}

#[test]
fn routes_and_their_changes_without_blocking() {
    assert!(run("tokio", &["0"]).contains("127.0.0.0/8 in table 255\n"));
}
