// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files as users had them: those in `tests/faults`, each of which was once refused, misread or lost.

use std::process::Stdio;

use crate::run::{command, failed, klink, klink_with, objects, prints};

fn file(name: &str) -> String {
    format!("{}/tests/faults/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn shown(name: &str) -> String {
    prints(&klink(&["decode", "--protocol", "route", &file(name)]))
}

/// `RTM_GETLINK` of 20 bytes for all links.
const GETLINK: &str =
    "ROUTE RTM_GETLINK 4 bytes, REQUEST DUMP, seq 1\n  ifi-family 0\n  ifi-type 0\n  @len 4\n";

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
            "ROUTE to the kernel: RTM_GETLINK 4 bytes, REQUEST DUMP, seq {seq}\n  ifi-family 0\n  ifi-type 0\n  @len 4\n"
        );
        assert_eq!(shown(name), expected, "{name}");
    }
}

#[test]
fn strace_without_bytes_shows_what_it_has() {
    assert_eq!(
        shown("strace-decoded-only.txt"),
        "ROUTE to the kernel: RTM_GETLINK 24 bytes, REQUEST DUMP, seq 1\n  ifi-family 17\n  ifi-type 0\n  \
         ifi-index 0\n  ifi-flags\n  ifi-change 0\n  ext-mask vf\n"
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

#[test]
fn records_of_audit_are_whole() {
    let text =
        "audit(1700000000.123:42): pid=1 uid=0 auid=4294967295 ses=4294967295 msg='op=start \
                exe=\"/usr/sbin/x\" terminal=? res=success'\n";
    for name in [
        "audit-right-len.pcap",
        "audit-short-len.pcap",
        "audit-zero-len.pcap",
    ] {
        let shown = shown(name);
        let (_, record) = shown.split_once(": ").unwrap();
        assert_eq!(record, format!("AUDIT_USER_START {text}"), "{name}");
    }
}

#[test]
fn a_thread_s_exit_has_no_signal() {
    let file = file("connector-done.pcap");
    let mut capture = std::fs::read(file).unwrap();
    // Its exec becomes the exit of a thread: what, id, process, code, signal.
    let event = capture.len() - 40;
    capture[event..event + 4].copy_from_slice(&0x8000_0000_u32.to_ne_bytes());
    capture[event + 24..event + 28].copy_from_slice(&256u32.to_ne_bytes());
    capture[event + 28..event + 32].copy_from_slice(&u32::MAX.to_ne_bytes());
    let shown = prints(&klink_with(&["decode"], &capture));
    assert!(
        shown.contains("cn_msg exit 42 code 0x100, seq 9\n"),
        "{shown}"
    );
}

#[test]
fn uevents_are_read_in_captures() {
    let shown = shown("uevent-kernel.pcap");
    assert!(
        shown.contains("to a group: add /devices/virtual/net/x net\n  ACTION=add\n"),
        "{shown}"
    );
    let object = &objects(&klink(&["decode", "--json", &file("uevent-newline.pcap")]))[0];
    assert_eq!(
        object["uevent"]["MODALIAS"],
        "hdaudio:v8086280Br00100000a01\n"
    );
}

#[test]
fn udev_s_events_are_read_and_lose_no_bytes() {
    let properties = b"ACTION=add\0DEVPATH=/devices/\xff\0SUBSYSTEM=net\0";
    let mut udev = b"libudev\0\xfe\xed\xca\xfe".to_vec();
    for word in [40, 40, properties.len() as u32, 0, 0, 0, 0] {
        udev.extend(word.to_ne_bytes());
    }
    udev.extend(properties);
    let digits: String = udev.iter().map(|byte| format!("{byte:02x}")).collect();
    let decode = ["decode", "--protocol", "uevent"];
    let shown = prints(&klink_with(&decode, digits.as_bytes()));
    assert!(
        shown.starts_with("KOBJECT_UEVENT add /devices/\\xff net by udev\n  ACTION=add\n"),
        "{shown}"
    );
    let json = klink_with(&[&decode[..], &["--json"]].concat(), digits.as_bytes());
    let object = &objects(&json)[0];
    assert_eq!(
        (&object["udev"], &object["bytes"]["DEVPATH"]),
        (&true.into(), &"2f646576696365732fff".into())
    );
}

#[test]
fn names_that_are_not_utf8_lose_nothing() {
    let shown = shown("name-non-utf8.pcap");
    assert!(
        shown.contains("RTM_NEWLINK 6 \\xff\\xfe up carrier"),
        "{shown}"
    );
    let object = &objects(&klink(&["decode", "--json", &file("name-non-utf8.pcap")]))[0];
    assert_eq!(object["msg"]["ifname"]["@hex"], "fffe00");
}

#[test]
fn a_deadline_ends_the_command_as_a_whole() {
    let begin = std::time::Instant::now();
    for arguments in [
        &["monitor", "nlctrl", "--timeout", "60", "--deadline", "0.3"][..],
        &["recv", "usersock", "--deadline", "0.3"],
        &["stat", "--watch=60", "--deadline", "0.3"],
        &[
            "bench",
            "round-trips",
            "route",
            "--for",
            "60",
            "--deadline",
            "0.3",
        ],
        &[
            "send",
            "route",
            "--type",
            "18",
            "--flags",
            "dump",
            "--hex",
            "11000000000000000000000000000000",
            "--deadline",
            "0.000001",
        ],
    ] {
        let output = klink(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{arguments:?}: {said}");
        assert!(said.contains("--deadline"), "{said}");
    }
    for arguments in [
        &["decode", "--deadline", "0.3"][..],
        &["do", "rt-link", "getlink", "-", "--deadline", "0.3"],
    ] {
        let mut waits = command(arguments);
        // Nothing comes, and no end.
        let child = waits.stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        let _input = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        failed(&output, 5, &["--deadline"]);
    }
    assert!(begin.elapsed().as_secs() < 20);
}

/// Also the corpus of the fuzz target `formats`, and what it has found.
#[test]
fn every_file_has_a_status_that_is_documented() {
    let files = std::fs::read_dir(file("")).unwrap();
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        let output = klink(&["decode", path.to_str().unwrap()]);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{path:?}: {output:?}"
        );
        count += 1;
    }
    assert!(count > 25, "{count}");
}
