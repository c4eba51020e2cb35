// SPDX-License-Identifier: MIT OR Apache-2.0

//! Captures, as klink writes them and Wireshark reads them.

use std::fs;
use std::process::Command;

use crate::monitor::reach_another;
use crate::namespace::Namespace;
use crate::run::{failed, fails, klink, objects, prints, Running};
use crate::scratch::Scratch;

/// Wireshark's view of a capture; none of it may be malformed.
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
    let said = prints(&running.output());
    assert!(!tshark(capture, &[]).is_empty());
    said
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
fn what_commands_send_claims_a_socket_s_portid() {
    let capture = Scratch::new("claims.pcap");
    let lo = ["--hex", "00000000 01000000 00000000 00000000"];
    let request = [&["send", "route", "--type", "18"], &lo[..]].concat();
    let text = ["send", "route", "a text that is no request", "--no-wait"];
    for arguments in [
        &request[..],
        &[&request[..], &["--flags", "ack"]].concat(),
        &[&request[..], &["--no-wait"]].concat(),
        &text,
        &["bench", "round-trips", "route", "-n", "1"],
        &["bench", "round-trips", "generic", "-n", "1"],
        &["genl", "list"],
        &["genl", "policy", "nlctrl"],
        &["stat"],
        &["doctor", "31"],
    ] {
        let record = ["--record", capture.name()];
        klink(&[arguments, &record].concat());
        let seen = objects(&klink(&["decode", capture.name(), "--json"]));
        let sent: Vec<_> = seen.iter().filter(|seen| seen["to"] == "kernel").collect();
        assert!(!sent.is_empty(), "{arguments:?}");
        for message in sent {
            assert_ne!(message["portid"], 0, "{arguments:?}: {message}");
            assert!(message["portid"].is_u64(), "{arguments:?}: {message}");
        }
    }
}

#[test]
fn other_namespaces_are_recorded_too() {
    let capture = Scratch::new("others.pcap");
    let namespace = Namespace::new();
    let record = ["record", capture.name(), "route:link", "--timeout", "0.5"];
    let more = ["--all-namespaces", "--buffer", "100000"];
    let record = namespace.klink(&[&record[..], &more].concat());
    let (running, _) = Running::start(record, "listening to");
    reach_another(&namespace);
    prints(&running.output());
    let decoded = prints(&klink(&["decode", capture.name()]));
    assert!(decoded.contains(" peer mtu 1500 up "), "{decoded}");
    assert!(tshark(&capture, &["-V"]).contains("peer"));
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
    // The families are there all the same.
    assert!(tshark(&capture, &["-V"]).contains("Family Name: nlctrl"));
}

#[test]
fn what_cannot_be_recorded_is_reported() {
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

/// Packet types of a capture, in the order of its packets: to the kernel, to a program, to a group.
fn packet_types(capture: &Scratch) -> Vec<u16> {
    let file = fs::read(capture.path()).unwrap();
    let (_, mut rest) = file.split_at(24);
    let mut types = Vec::new();
    while !rest.is_empty() {
        let len = u32::from_ne_bytes(rest[8..12].try_into().unwrap()) as usize;
        types.push(u16::from_be_bytes([rest[16], rest[17]]));
        rest = &rest[16 + len..];
    }
    types
}

#[test]
fn exchanges_are_recorded_with_their_direction() {
    let capture = Scratch::new("exchanged.pcap");
    let namespace = Namespace::new();
    let get = ["genl", "show", "netdev", "--record", capture.name()];
    prints(&namespace.output(&get));
    let shown = tshark(&capture, &["-V"]);
    assert!(shown.contains("Family Name: netdev"), "{shown}");
    let types = packet_types(&capture);
    // The request for all families comes first, and nothing comes that was not asked for.
    assert_eq!(types[0], 7, "{types:?}");
    assert!(types.iter().all(|kind| [0, 7].contains(kind)), "{types:?}");
    let decoded = objects(&klink(&["decode", capture.name(), "--json"]));
    let answer = decoded.iter().rfind(|message| message["to"] == "user");
    let about = answer.unwrap()["about"].as_str().unwrap();
    assert!(about.starts_with("netdev id "), "{about}");
}

#[test]
fn wireshark_names_the_family_of_a_recorded_request() {
    let capture = Scratch::new("named.pcap");
    let bytes = [
        "--hex",
        "0101000008000100ffffff7f",
        "--record",
        capture.name(),
    ];
    let netdev = &objects(&klink(&["genl", "show", "netdev", "--json"]))[0];
    let id = netdev["id"].to_string();
    let output = klink(&[&["send", "generic", "--type", &id], &bytes[..]].concat());
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let shown = tshark(&capture, &["-V"]);
    let frames: Vec<_> = shown.split("\nFrame ").collect();
    let request = frames.iter().rev().nth(1).unwrap();
    assert!(request.contains("(netdev)"), "{request}");
}

#[test]
fn what_was_recorded_can_be_done_again() {
    let (here, there) = (Namespace::new(), Namespace::new());
    let capture = Scratch::new("again.pcap");
    // RTM_NEWLINK of a bridge with the name "blue".
    let bridge = [
        &"0".repeat(32),
        "0900030062 6c756500000000",
        "100012000b0001006272696467650000",
    ];
    let bridge = bridge.concat().replace(' ', "");
    let mut make = vec!["send", "route", "--type", "16", "--hex", &bridge];
    make.extend(["--flags", "ack,create,excl", "--record", capture.name()]);
    let made = here.output(&make);
    prints(&made);
    assert_eq!(packet_types(&capture), [7, 0]);
    prints(&there.output(&["replay", capture.name()]));
    there.ip("link set blue up");
    // What a monitor hears is recorded as what groups hear.
    let listen = [
        "monitor",
        "route:link",
        "-n",
        "1",
        "--timeout",
        "10",
        "--record",
        capture.name(),
    ];
    let (running, _) = Running::start(here.klink(&listen), "listening to");
    here.ip("link set blue up");
    prints(&running.output());
    assert_eq!(packet_types(&capture).last(), Some(&2));
    assert!(!tshark(&capture, &[]).is_empty());
}

#[test]
fn an_unwritable_recording_ends_the_command() {
    let list = ["genl", "list", "--record"];
    fails(
        &[&list[..], &["/dev/full"]].concat(),
        1,
        &["/dev/full", "No space", "give a file"],
    );
    fails(
        &[&list[..], &["/nosuch/file"]].concat(),
        1,
        &["/nosuch/file", "No such file"],
    );
    fails(&[&list[..], &["-"]].concat(), 2, &["--record -", "--quiet"]);
    // One that is full in the middle of an exchange.
    let namespace = Namespace::new();
    let script =
        "mount -t tmpfs -o size=4k none /mnt && exec \"$0\" genl list --record /mnt/x.pcap";
    let arguments = ["-m", "sh", "-c", script, env!("CARGO_BIN_EXE_klink")];
    let output = namespace.command("unshare", &arguments).output().unwrap();
    failed(&output, 1, &["/mnt/x.pcap", "No space left on device"]);
}

#[test]
fn a_recording_goes_through_a_pipe() {
    let output = klink(&["genl", "list", "--quiet", "--record", "-"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(output.stdout.get(20), Some(&253));
}
