// SPDX-License-Identifier: MIT OR Apache-2.0

//! The forwarder with the kernel's journal, in two guests.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails.

use std::path::Path;
use std::process::{Command, Stdio};

/// Compares each event in the stream with the kernel's journal itself.
#[test]
fn two_guests_and_a_server_that_is_killed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new("lab/fleet.sh")
        .current_dir(root)
        .env_remove("RUSTFLAGS")
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}{said}");
    for machine in ["web1", "web2"] {
        let events = format!("\n{machine} ");
        assert!(shown.matches(&events).count() >= 4, "{shown}");
        let proof = format!("{machine}: the stream has the first ");
        assert!(shown.contains(&proof), "{shown}");
    }
    assert_eq!(shown.matches(" 0 lost").count(), 2, "{shown}");
}
