// SPDX-License-Identifier: MIT OR Apache-2.0

//! What people had in their hands: files in `tests/faults`, each of which was once refused, misread or lost.

use crate::run::{failed, klink, objects, prints};

fn file(name: &str) -> String {
    format!("{}/tests/faults/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn shown(name: &str) -> String {
    prints(&klink(&["decode", "--protocol", "route", &file(name)]))
}

/// `RTM_GETLINK` of 20 bytes for all links.
const GETLINK: &str = "ROUTE RTM_GETLINK 4 bytes, REQUEST DUMP, seq 1\n  00000000\n";

#[test]
fn offsets_are_no_data() {
    for name in ["hex-tcpdump.txt", "hex-od.txt"] {
        assert_eq!(shown(name), GETLINK, "{name}");
    }
}

#[test]
fn words_and_bits_are_turned_into_bytes() {
    for name in ["hex-xxd-e.txt", "hex-xxd-b.txt"] {
        assert_eq!(shown(name), shown("hex-squeezed.txt"), "{name}");
    }
}

#[test]
fn a_first_word_is_no_offset() {
    assert_eq!(shown("hex-double-blank.txt"), GETLINK);
}

#[test]
fn squeezed_lines_are_repeated() {
    for name in ["hex-squeezed.txt", "hex-xxd-a.txt"] {
        let shown = shown(name);
        assert!(
            shown.starts_with("ROUTE RTM_NEWLINK 5 eth0 mtu 1500 "),
            "{shown}"
        );
        assert!(!shown.contains("no netlink message"), "{shown}");
    }
}

#[test]
fn literals_and_debug_texts_are_read() {
    for name in ["hex-c.txt", "hex-backslash.txt", "hex-libnl-debug.txt"] {
        assert_eq!(shown(name), GETLINK, "{name}");
    }
    let output = klink(&["decode", &file("hex-mnl-debug.txt")]);
    assert_eq!(
        prints(&output),
        "type 2562 4 bytes, REQUEST, seq 1\n  01000000\n"
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("no other flag"));
}

#[test]
fn strace_shows_every_call() {
    for (name, seq) in [
        ("strace-sendmmsg.txt", 10),
        ("strace-writev.txt", 2),
        ("strace-dup.txt", 3),
    ] {
        let expected = format!(
            "ROUTE to the kernel: RTM_GETLINK 4 bytes, REQUEST DUMP, seq {seq}\n  00000000\n"
        );
        assert_eq!(shown(name), expected, "{name}");
    }
}

#[test]
fn strace_without_bytes_shows_what_it_has() {
    assert_eq!(
        shown("strace-decoded-only.txt"),
        "ROUTE to the kernel: RTM_GETLINK 24 bytes, REQUEST DUMP, seq 1\n  29 1\n"
    );
}

#[test]
fn zeros_behind_a_message_are_no_remark() {
    let shown = shown("strace-zero-tail.txt");
    assert_eq!(shown.matches("RTM_GETROUTE").count(), 1);
    assert!(!shown.contains("no netlink message"), "{shown}");
}

#[test]
fn files_of_messages_are_read() {
    let objects = objects(&klink(&["decode", "--json", &file("rtmon.bin")]));
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["protocol"], "ROUTE");
    assert_eq!(objects[0]["time"], "2023-11-14T22:13:20.000005Z");
    assert_eq!(objects[0]["about"], "5 eth0 mtu 1500 up carrier");
}

#[test]
fn bytes_that_are_nothing_are_refused() {
    for name in ["rtmon.bin", "link.pcap.gz"] {
        let output = klink(&["decode", "--format", "hex", &file(name)]);
        failed(&output, 1, &["no text", "--format raw"]);
    }
}
