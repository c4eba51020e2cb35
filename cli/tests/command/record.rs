// SPDX-License-Identifier: MIT OR Apache-2.0

//! Captures, as klink writes them and Wireshark reads them.

use std::process::Command;

use crate::namespace::Namespace;
use crate::run::{fails, klink, objects, prints, Running};
use crate::scratch::Scratch;

/// What Wireshark makes of a capture; none of it may be malformed.
pub(crate) fn tshark(capture: &Scratch, arguments: &[&str]) -> String {
    let mut command = Command::new("tshark");
    command.arg("-r").arg(capture.path()).args(arguments);
    let output = command.output().expect("tshark does not start");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!shown.to_lowercase().contains("malformed"), "{shown}");
    shown
}

/// Records `peers` in a namespace while a link comes, and returns what is said of it in the end.
fn record(capture: &Scratch, peers: &[&str]) -> String {
    let namespace = Namespace::new();
    let arguments = [&["record", capture.name(), "--timeout", "0.5"], peers].concat();
    let (running, _) = Running::start(namespace.klink(&arguments), "listening to");
    namespace.ip("link add blue type bridge");
    prints(&running.output())
}

#[test]
fn wireshark_reads_a_capture_and_names_families() {
    let capture = Scratch::new("families.pcap");
    let said = record(&capture, &["netdev:mgmt", "nlctrl"]);
    assert!(
        said.ends_with("families.pcap: 1 datagrams, 0 lost\n")
            || said.contains(" datagrams, 0 lost"),
        "{said}"
    );
    let shown = tshark(&capture, &["-V"]);
    assert!(
        shown.contains("Encapsulation type: Linux Netlink"),
        "{shown}"
    );
    let last = shown.rsplit("\nFrame ").next().unwrap();
    assert!(last.contains("(netdev)"), "{last}");
}

#[test]
fn wireshark_reads_links() {
    let capture = Scratch::new("links.pcap");
    record(&capture, &["route:link"]);
    let shown = tshark(&capture, &["-V"]);
    assert!(
        shown.contains("Message type: Create network interface (16)"),
        "{shown}"
    );
    assert!(shown.contains("blue"), "{shown}");
    let count = tshark(&capture, &["-T", "fields", "-e", "frame.number"]);
    let decoded = klink(&["decode", capture.name()]);
    let decoded = prints(&decoded);
    assert!(
        decoded.contains("Z ROUTE to a group: RTM_NEWLINK 2 blue "),
        "{decoded}"
    );
    assert_eq!(decoded.matches("Z ROUTE ").count(), count.lines().count());
}

#[test]
fn klink_reads_its_own_with_families() {
    let capture = Scratch::new("own.pcap");
    record(&capture, &["netdev"]);
    let decoded = objects(&klink(&["decode", capture.name(), "--json"]));
    let last = decoded.last().unwrap();
    assert_eq!(
        (&last["name"], &last["to"]),
        (&"netdev".into(), &"group".into())
    );
    assert_eq!(last["protocol"], "GENERIC");
}

#[test]
fn a_capture_goes_through_a_pipe() {
    let output = klink(&["record", "-", "nlctrl", "--for", "0.1", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout.get(20), Some(&253));
}

#[test]
fn the_result_has_a_count() {
    let capture = Scratch::new("count.pcap");
    let output = klink(&["record", capture.name(), "nlctrl", "--for", "0.1", "--json"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    let result = &crate::run::parse(&text)[0];
    assert_eq!(
        (&result["datagrams"], &result["lost"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn what_cannot_be_recorded_is_told() {
    fails(
        &["record", "/nosuch/file", "route"],
        1,
        &["/nosuch/file", "No such file", "standard output"],
    );
    fails(
        &["record", "/dev/full", "route", "-q"],
        1,
        &["/dev/full", "No space"],
    );
    let capture = Scratch::new("none.pcap");
    let nlmon = ["record", capture.name(), "--nlmon"];
    fails(
        &[&nlmon[..], &["nosuch0"]].concat(),
        1,
        &["\"nosuch0\"", "ENODEV", "type nlmon"],
    );
    fails(
        &[&nlmon[..], &["lo"]].concat(),
        1,
        &["\"lo\"", "not of kind nlmon", "type nlmon"],
    );
    fails(&[&nlmon[..], &["lo", "route"]].concat(), 2, &["--nlmon"]);
    fails(&["record", "x.pcap"], 2, &["<PEER[:GROUP,...]>"]);
    fails(&["record"], 2, &["<FILE>"]);
}
