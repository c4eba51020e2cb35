// SPDX-License-Identifier: MIT OR Apache-2.0

//! Captures of other programs.

use std::process::Command;

use crate::run::{failed, fails, klink, klink_with, objects, prints};
use crate::scratch::Scratch;

/// `RTM_GETLINK` for every link, from iproute2.
const GETLINK: &str =
    "280000001200010340f8056b00000000 11000000000000000000000000000000 08001d0001000000";

#[test]
fn digits_from_anywhere() {
    let digits = GETLINK.replace(' ', "");
    let plain = klink_with(&["decode", "--protocol", "route"], digits.as_bytes());
    let shown = prints(&plain);
    assert!(
        shown.starts_with("ROUTE RTM_GETLINK 24 bytes, REQUEST DUMP, seq "),
        "{shown}"
    );
    assert!(shown.ends_with("\n  ext-mask vf\n"), "{shown}");
    let nobody = prints(&klink_with(&["decode"], digits.as_bytes()));
    assert!(nobody.starts_with("type 18 24 bytes, "), "{nobody}");
    let object = &objects(&klink_with(&["decode", "--json"], digits.as_bytes()))[0];
    assert_eq!(
        (&object["type"], &object["flags"][1]),
        (&18.into(), &"DUMP".into())
    );
    let scratch = Scratch::new("digits");
    std::fs::write(scratch.path(), &digits).unwrap();
    let file = klink(&["decode", "--protocol", "0", scratch.name()]);
    assert_eq!(prints(&file), shown);
}

#[test]
fn what_strace_saw() {
    let scratch = Scratch::new("strace");
    let options = [
        "-f",
        "-e",
        "trace=network,read,write,close",
        "-e",
        "read=all",
        "-e",
        "write=all",
        "-o",
    ];
    let status = Command::new("strace")
        .args(options)
        .arg(scratch.path())
        .args(["sh", "-c", "ip link show lo; ip link show nosuch; true"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    assert!(status.expect("strace does not start").success());
    let shown = prints(&klink(&["decode", scratch.name()]));
    let lines: Vec<_> = shown
        .lines()
        .filter(|line| line.starts_with("ROUTE "))
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("ROUTE to the kernel: RTM_GETLINK ")),
        "{shown}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("ROUTE to a program: RTM_NEWLINK 1 lo ")),
        "{shown}"
    );
    assert!(
        lines.iter().any(|line| line.contains("NLMSG_ERROR ENODEV")),
        "{shown}"
    );
    // Files that ip reads have the descriptors of sockets that it has closed.
    assert!(!shown.contains("no netlink message"), "{shown}");
}

#[test]
fn what_cannot_be_decoded_is_reported() {
    let bad = |input: &[u8], arguments: &[&str], words: &[&str]| {
        failed(
            &klink_with(&[&["decode"], arguments].concat(), input),
            1,
            words,
        );
    };
    bad(b"14 0x\n", &[], &["line 1", "\"0x\"", "00 to ff"]);
    bad(b"", &[], &["decode -", "empty"]);
    bad(b"hello\n", &[], &["line 1", "odd"]);
    bad(b"\xff\xfe", &[], &["neither a capture nor a text"]);
    bad(b"sendto(3, [{nlmsg_len=20}]) = 20\n", &[], &["-e read=all"]);
    bad(b"\x0a\x0d\x0d\x0a", &[], &["ends in its header"]);
    bad(
        &[0xd4, 0xc3, 0xb2],
        &["--format", "pcap"],
        &["ends in its header"],
    );
    fails(&["decode", "/nosuch"], 1, &["/nosuch", "No such file"]);
    fails(&["decode", "--format", "xml"], 2, &["xml", "pcap"]);
    fails(&["decode", "--protocol", "nosuch"], 2, &["nosuch"]);
}

#[test]
fn bytes_that_are_no_message_are_shown_as_such() {
    let shown = prints(&klink_with(&["decode"], b"14 00 00 00 12 00"));
    assert!(
        shown.starts_with("no netlink message (6 bytes where 16 are needed): 1400"),
        "{shown}"
    );
    let object = &objects(&klink_with(&["decode", "--json"], b"1400"))[0];
    assert_eq!(object["junk"], "1400");
}
