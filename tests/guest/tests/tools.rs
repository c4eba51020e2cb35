// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command's output on a system with klink's modules: sockets, messages, speed.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::os::unix::process::CommandExt;
use std::process::Command;

use klink::{Group, Listener, Protocol, Raw};
use klink_tests_guest::command::{klink, listens, prints, shell};
use klink_tests_guest::{Guest, USER};

#[test]
fn stat_shows_a_stalled_listener_and_its_drops_rising() {
    let _guest = Guest::enter();
    shell("modprobe netlink_diag");
    let group = Group::new(9).unwrap();
    let mut stalled = Listener::open(Protocol::USERSOCK).unwrap();
    stalled.join(group).unwrap();
    let mut sender = Raw::open(Protocol::USERSOCK).unwrap();
    let drops = || {
        let table = prints(&mut klink(&["stat", "usersock"]));
        let portid = stalled.portid().unwrap().to_string();
        let row = table
            .lines()
            .find(|row| row.split_whitespace().nth(1) == Some(&portid));
        let row = row
            .unwrap_or_else(|| panic!("no {portid}: {table}"))
            .to_owned();
        let owner = format!("/{} ", std::process::id());
        assert!(row.contains(&owner) && row.ends_with(" 9"), "{row}");
        row.split_whitespace()
            .nth(5)
            .unwrap()
            .parse::<u32>()
            .unwrap()
    };
    assert_eq!(drops(), 0);
    let mut last = 0;
    for _ in 0..3 {
        for _ in 0..500 {
            sender.multicast(group, &[0; 2048]).unwrap();
        }
        let now = drops();
        assert!(now > last, "{now} after {last}");
        last = now;
    }
}

#[test]
fn doctor_knows_the_module() {
    let guest = Guest::enter();
    let free = prints(&mut klink(&["doctor"]));
    assert!(free.contains("\nnote    protocol   30 is free: "), "{free}");
    assert!(
        free.contains("\nok      loading    this user may load modules\n"),
        "{free}"
    );
    let _echo = guest.load("klink_echo", "");
    let found = prints(&mut klink(&["doctor"]));
    assert!(
        found.contains("\nok      protocol   30 exists, and klink_echo is loaded\n"),
        "{found}"
    );
    assert!(
        found.contains("\nok      modules    loaded: klink_echo\n"),
        "{found}"
    );
    let user = prints(klink(&["doctor"]).uid(USER).gid(USER));
    assert!(
        user.contains("\nnote    loading    this user may not load modules: "),
        "{user}"
    );
}

#[test]
fn bench_measures_a_module() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let shown = prints(&mut klink(&[
        "bench",
        "round-trips",
        "30",
        "hi",
        "-n",
        "10",
    ]));
    assert!(shown.starts_with("30: 10 round trips in "), "{shown}");
    let texts = guest
        .log()
        .iter()
        .filter(|line| line.ends_with("says \"hi\""))
        .count();
    assert_eq!(texts, 11);
}

#[test]
fn monitor_asks_for_processes() {
    let _guest = Guest::enter();
    let monitor = ["monitor", "connector", "--for", "3"];
    let monitor = listens(&mut klink(&monitor));
    let mut child = Command::new("sh").args(["-c", "exit 7"]).spawn().unwrap();
    let (pid, parent) = (child.id(), std::process::id());
    child.wait().unwrap();
    let output = monitor.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    for event in [
        format!("Z CONNECTOR proc cn_msg fork {pid} by {parent}"),
        format!("Z CONNECTOR proc cn_msg exec {pid}"),
        format!("Z CONNECTOR proc cn_msg exit {pid} code 0x700 signal 17"),
    ] {
        assert!(shown.contains(&event), "{event} is missing: {shown}");
    }
}

#[test]
fn an_nlmon_device_shows_requests_answers_and_events() {
    let guest = Guest::enter();
    let _demo = guest.load("klink_demo", "");
    shell("modprobe nlmon && ip link add nlmon0 type nlmon && ip link set nlmon0 up");
    let capture = "/tmp/tools.pcap";
    let recording = ["record", capture, "--nlmon", "nlmon0", "--timeout", "2"];
    let recorder = listens(&mut klink(&recording));
    prints(&mut klink(&["genl", "show", "klink-demo"]));
    shell("ip link show nlmon0");
    assert!(recorder.wait_with_output().unwrap().status.success());
    let decoded = prints(&mut klink(&["decode", capture]));
    for part in [
        "Z GENERIC to the kernel: nlctrl getfamily ",
        "Z GENERIC to a program: nlctrl getfamily klink-demo id ",
        "Z ROUTE to the kernel: ",
    ] {
        assert!(decoded.contains(part), "{part:?} is missing: {decoded}");
    }
    // Without the permission the command reports it.
    let output = klink(&recording).uid(USER).gid(USER).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let output = klink(&["record", "-", "--nlmon", "nlmon0"])
        .uid(USER)
        .gid(USER)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    shell(&format!("ip link del nlmon0; rm {capture}"));
}

#[test]
fn audit_answers_behind_its_acknowledgement() {
    let _guest = Guest::enter();
    // AUDIT_GET: the answer comes from a thread of its own.
    let get = ["send", "audit", "--type", "1000", "--hex", ""];
    let shown = prints(&mut klink(&[&get[..], &["--flags", "ack"]].concat()));
    assert!(shown.contains("NLMSG_ERROR success"), "{shown}");
    assert!(shown.contains("\nAUDIT_GET "), "{shown}");
    let alone = prints(&mut klink(&get));
    assert!(alone.starts_with("AUDIT_GET "), "{alone}");
}
