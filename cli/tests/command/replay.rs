// SPDX-License-Identifier: MIT OR Apache-2.0

//! Requests captured in one place and sent again in another.

use crate::namespace::{klink_without_rights, Namespace};
use crate::record::tshark;
use crate::run::{failed, fails, klink, klink_with, objects, parse, prints};
use crate::scratch::Scratch;

/// A capture of what a program sends and receives in a namespace, made with strace.
fn capture(name: &str, namespace: &Namespace, program: &str, arguments: &[&str]) -> Scratch {
    let text = Scratch::new(&format!("{name}.strace"));
    let options = [
        "-e",
        "trace=network,read,write,close",
        "-e",
        "read=all",
        "-e",
        "write=all",
        "-o",
        text.name(),
    ];
    let all = [&options[..], &[program], arguments].concat();
    let mut strace = namespace.command("strace", &all);
    strace.output().expect("strace does not start");
    let capture = Scratch::new(&format!("{name}.pcap"));
    prints(&klink(&["decode", text.name(), "--write", capture.name()]));
    assert!(!tshark(&capture, &[]).is_empty());
    capture
}

#[test]
fn changes_are_made_again() {
    let (here, there) = (Namespace::new(), Namespace::new());
    let capture = capture(
        "changes",
        &here,
        "ip",
        &["link", "add", "blue", "type", "bridge"],
    );
    let dry = prints(&there.output(&["replay", capture.name(), "--dry-run"]));
    assert!(dry.contains(" to the kernel: RTM_NEWLINK "), "{dry}");
    assert!(!dry.contains(" to a program: "), "{dry}");
    there.ip("link set lo up");
    // An older ip begins with a request that must fail, and fails here, too.
    let output = there.output(&["replay", capture.name()]);
    assert!(matches!(output.status.code(), Some(0 | 6)), "{output:?}");
    there.ip("link set blue up");
    // An existing link cannot be made a second time.
    let output = there.output(&["replay", capture.name()]);
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("NLMSG_ERROR EEXIST"), "{said}");
}

#[test]
fn families_are_found_by_name() {
    let namespace = Namespace::new();
    let get = [
        "send",
        "generic",
        "--type",
        "16",
        "--hex",
        "030200000b0002006e6c6374726c0000",
    ];
    let capture = capture("families", &namespace, env!("CARGO_BIN_EXE_klink"), &get);
    let answers = objects(&klink(&["replay", capture.name(), "--json"]));
    let names: Vec<_> = answers
        .iter()
        .map(|answer| answer["name"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(names.last(), Some(&"NLMSG_ERROR"), "{names:?}");
    let nlctrl = answers.iter().find(|answer| answer["to"] == "user");
    assert_eq!(nlctrl.unwrap()["about"], "nlctrl id 16");
}

#[test]
fn what_is_not_permitted_is_refused() {
    let namespace = Namespace::new();
    let capture = capture("refused", &namespace, "ip", &["link", "set", "lo", "up"]);
    let mut replay = klink_without_rights(&["replay", capture.name(), "--json"]);
    let output = replay.output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    let answers = parse(&String::from_utf8_lossy(&output.stdout));
    let errors: Vec<_> = answers
        .iter()
        .map(|answer| answer["error"]["errno"].as_str())
        .collect();
    assert!(errors.contains(&Some("EPERM")), "{errors:?}");
}

#[test]
fn what_cannot_be_replayed_is_reported() {
    failed(
        &klink_with(&["replay", "-"], b"1400"),
        1,
        &["replay -", "klink decode"],
    );
    fails(&["replay", "/nosuch"], 1, &["/nosuch", "No such file"]);
    fails(&["replay"], 2, &["<FILE>"]);
    let empty = Scratch::new("answers.pcap");
    prints(&klink_with(
        &["decode", "--protocol", "route", "--write", empty.name()],
        b"10000000 0300 0200 01000000 00000000",
    ));
    fails(
        &["replay", empty.name()],
        1,
        &["no messages to the kernel", "nlmon"],
    );
    let output = klink_with(
        &["decode", "--write", empty.name()],
        b"10000000 0300 0200 01000000 00000000",
    );
    failed(&output, 2, &["--protocol"]);
    fails(
        &["decode", empty.name(), "--write", "/nosuch/x"],
        1,
        &["/nosuch/x", "No such file"],
    );
}
