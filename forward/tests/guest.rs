// SPDX-License-Identifier: MIT OR Apache-2.0

//! The forwarder with the kernel's journal, in guests.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs a command in the root of the repository; returns what it has printed.
fn printed(command: &mut Command) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = command
        .current_dir(root)
        .env_remove("RUSTFLAGS")
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}{said}");
    shown
}

/// Compares each event in the stream with the kernel's journal itself.
#[test]
fn two_guests_and_a_server_that_is_killed() {
    let shown = printed(&mut Command::new("lab/fleet.sh"));
    for machine in ["web1", "web2"] {
        let events = format!("\n{machine} ");
        assert!(shown.matches(&events).count() >= 4, "{shown}");
        let proof = format!("{machine}: the stream has the first ");
        assert!(shown.contains(&proof), "{shown}");
    }
    assert_eq!(shown.matches(" 0 lost").count(), 2, "{shown}");
}

/// The server and its libraries in a folder: a guest has none.
fn server() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("server");
    fs::create_dir_all(&folder).unwrap();
    let script = r#"
        PATH=$PATH:/usr/sbin
        server=$(command -v nats-server)
        cp "$server" $(ldd "$server" | grep -o '/[^ ]*') "$1""#;
    let mut copy = Command::new("sh");
    printed(copy.args(["-euc", script, "sh"]).arg(&folder));
    folder
}

/// In a guest of its own, because a clock is the machine's.
#[test]
fn the_clock_jumps() {
    let mut guest = Command::new("cargo");
    guest.args([
        "lab",
        "run",
        "--only",
        "events",
        "--program",
        "klink-forward",
    ]);
    guest.args(["--smp", "1", "--check-log", "--copy"]);
    guest.arg(server());
    guest.args([
        "--copy",
        "forward/tests/guest/clock.sh",
        "--",
        "sh",
        "/job/clock.sh",
    ]);
    let shown = printed(&mut guest);
    assert_eq!(shown.matches(" events are stored\n").count(), 4, "{shown}");
    assert!(shown.contains(" 0 lost"), "{shown}");
    assert!(shown.contains("the stream has the first "), "{shown}");
}
