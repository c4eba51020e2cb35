// SPDX-License-Identifier: MIT OR Apache-2.0

//! The examples that need no module run, and print what they say.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::process::Command;

fn run(example: &str, arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    // A sanitizer that this test is built with is not for the inner build.
    cargo.env_remove("RUSTFLAGS").env_remove("RUSTC_BOOTSTRAP");
    let features = "tokio,conntrack,devlink,ethtool,nftables,rt-link,rt-route,tc,wireguard";
    cargo.args(["run", "--quiet", "--features", features, "--example"]);
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
fn listening_ends_when_it_is_asked_to() {
    run("listen", &["0"]);
}

#[test]
fn routes_and_their_changes_without_blocking() {
    assert!(run("tokio", &["0"]).contains("127.0.0.0/8 in table 255\n"));
}

#[test]
fn links_and_what_they_can_do() {
    assert!(run("ethtool", &[]).contains("lo has highdma\n"));
}

#[test]
fn a_copy_of_the_routes() {
    let printed = run("routes", &["0"]);
    assert!(
        printed.contains("+ Some(127.0.0.0) by None on Some(1) in table Some(255)\n"),
        "{printed}"
    );
    assert!(printed.contains(" routes, 1 dumps\n"), "{printed}");
}

#[test]
fn queueing_disciplines_of_links() {
    let printed = run("tc", &[]);
    assert!(
        printed.lines().all(|line| line.starts_with("link ")),
        "{printed}"
    );
}

#[test]
fn examples_are_short() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in [
        "conntrack",
        "devlink",
        "ethtool",
        "nftables",
        "routes",
        "tc",
        "wireguard",
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
        assert!(text.lines().count() < 40, "{name}");
    }
}
