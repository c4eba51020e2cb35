// SPDX-License-Identifier: MIT OR Apache-2.0

//! Messages from the kernel to multicast groups.

use std::io::Write;

use serde_json::Value;

use crate::namespace::{klink_without_rights, Namespace};
use crate::run::{failed, fails, klink, objects, prints, Running};

/// Starts `klink monitor ARGUMENTS` in a namespace and waits until it listens.
fn monitor(namespace: &Namespace, arguments: &[&str]) -> Running {
    let limit: &[_] = match arguments.contains(&"--timeout") {
        true => &[],
        false => &["--timeout", "10"],
    };
    let command = namespace.klink(&[&["monitor"], limit, arguments].concat());
    Running::start(command, "listening to").0
}

#[test]
fn links_and_addresses_as_they_change() {
    let namespace = Namespace::new();
    let running = monitor(&namespace, &["route:link,ipv4-ifaddr", "-n", "3"]);
    namespace.ip("link add blue type bridge");
    namespace.ip("addr add 192.0.2.7/24 dev blue");
    namespace.ip("link del blue");
    let shown = prints(&running.output());
    let lines: Vec<_> = shown.lines().collect();
    assert!(
        lines[0].contains("Z ROUTE link RTM_NEWLINK 2 blue mtu 1500 down kind bridge"),
        "{shown}"
    );
    assert!(
        lines[1].contains("Z ROUTE ipv4-ifaddr RTM_NEWADDR 192.0.2.7/24 on 2"),
        "{shown}"
    );
    assert!(lines[2].contains(" RTM_DEL"), "{shown}");
}

#[test]
fn objects_have_group_and_attributes() {
    let namespace = Namespace::new();
    let running = monitor(&namespace, &["route", "-n", "1", "--json"]);
    namespace.ip("link set lo up");
    let event = &objects(&running.output())[0];
    assert_eq!(
        (&event["protocol"], &event["name"]),
        (&"ROUTE".into(), &"RTM_NEWLINK".into())
    );
    assert_eq!(
        (&event["group"], &event["group_name"]),
        (&1.into(), &"link".into())
    );
    assert!(event["time"].as_str().unwrap().ends_with('Z'));
    assert_eq!(event["msg"]["ifname"], "lo");
}

#[test]
fn attributes_are_shown_on_demand() {
    let namespace = Namespace::new();
    let running = monitor(&namespace, &["route:1", "-n", "1", "--attributes"]);
    namespace.ip("link set lo up");
    assert!(prints(&running.output()).contains("\n  ifname lo\n"));
}

#[test]
fn several_protocols_at_once() {
    let namespace = Namespace::new();
    let peers = ["route:link", "uevent", "--timeout", "0.5", "--json"];
    let running = monitor(&namespace, &peers);
    namespace.ip("link add blue type bridge");
    let events = objects(&running.output());
    let uevent = events
        .iter()
        .find(|event| event["protocol"] == "KOBJECT_UEVENT");
    let uevent = &uevent.expect("no uevent")["uevent"];
    assert_eq!(
        (&uevent["ACTION"], &uevent["INTERFACE"]),
        (&"add".into(), &"blue".into())
    );
    assert!(events.iter().any(|event| event["name"] == "RTM_NEWLINK"));
}

#[test]
fn a_uevent_is_one_line() {
    let namespace = Namespace::new();
    let running = monitor(&namespace, &["uevent", "-n", "1"]);
    namespace.ip("link add blue type bridge");
    let shown = prints(&running.output());
    assert!(
        shown.ends_with(" add /devices/virtual/net/blue net\n"),
        "{shown}"
    );
}

#[test]
fn sockets_that_go() {
    let namespace = Namespace::new();
    namespace.ip("link set lo up");
    let running = monitor(&namespace, &["sock_diag:inet-tcp-destroy", "-n", "1"]);
    // The connection is refused, and its socket is destroyed.
    let connect = "exec 3<>/dev/tcp/127.0.0.1/9";
    namespace
        .command("bash", &["-c", connect])
        .output()
        .unwrap();
    let shown = prints(&running.output());
    assert!(
        shown.contains(" SOCK_DIAG inet-tcp-destroy SOCK_DIAG_BY_FAMILY "),
        "{shown}"
    );
    assert!(shown.contains(" to 127.0.0.1:"), "{shown}");
}

#[test]
fn a_family_s_groups_go_by_name() {
    let namespace = Namespace::new();
    let listens = |peer| {
        let command = namespace.klink(&["monitor", peer, "--for", "0.1"]);
        let (running, remark) = Running::start(command, "listening to");
        prints(&running.output());
        remark
    };
    assert_eq!(listens("nlctrl"), "klink: listening to nlctrl:notify\n");
    assert_eq!(listens("nlctrl:16"), "klink: listening to nlctrl:16\n");
    assert_eq!(listens("route:1"), "klink: listening to ROUTE:link\n");
}

/// Makes a link `here` whose other end `peer` is up in another namespace.
pub(crate) fn reach_another(namespace: &Namespace) {
    // A namespace gets an id when it is first referred to, for example by a link that reaches into it.
    let script =
        "unshare --net sh -c 'while ! ip link set peer up 2>/dev/null; do sleep 0.05; done' & \
        P=$!; sleep 0.1; ip link add here type veth peer name peer netns $P; wait $P";
    let output = namespace.command("sh", &["-c", script]).output().unwrap();
    prints(&output);
}

#[test]
fn other_namespaces_are_heard_with_their_ids() {
    let namespace = Namespace::new();
    let running = monitor(
        &namespace,
        &[
            "route:link",
            "--all-namespaces",
            "--timeout",
            "0.5",
            "--json",
        ],
    );
    reach_another(&namespace);
    let events = objects(&running.output());
    assert!(
        events.iter().any(|event| event["nsid"].is_i64()),
        "{events:?}"
    );
}

#[test]
fn loss_is_a_line_in_its_place() {
    let namespace = Namespace::new();
    let running = monitor(
        &namespace,
        &["route:link", "--buffer", "2304", "--timeout", "2", "--json"],
    );
    // The command cannot write until its output is read, so its buffer fills.
    let mut batch = namespace.command("ip", &["-batch", "-"]);
    let mut batch = batch.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let changes = "link set lo up\nlink set lo down\n".repeat(3000);
    batch
        .stdin
        .take()
        .unwrap()
        .write_all(changes.as_bytes())
        .unwrap();
    assert!(batch.wait().unwrap().success());
    let events = objects(&running.output());
    let lost: Vec<&Value> = events
        .iter()
        .filter(|event| !event["lost"].is_null())
        .collect();
    let received = events.len() - lost.len();
    assert!(!lost.is_empty(), "{received} received, none lost");
    let total: u64 = lost.iter().map(|lost| lost["lost"].as_u64().unwrap()).sum();
    assert_eq!(
        received as u64 + total,
        6000,
        "{received} received, {total} lost"
    );
}

#[test]
fn silence_has_its_status() {
    let quiet = ["monitor", "nlctrl", "--quiet", "--timeout", "0.2"];
    fails(&quiet, 5, &["nlctrl:notify", "no message within 200ms"]);
    assert_eq!(
        prints(&klink(&["monitor", "nlctrl", "--quiet", "--for", "0.1"])),
        ""
    );
}

#[test]
fn output_into_a_closed_pipe_is_no_failure() {
    let namespace = Namespace::new();
    let command = namespace.klink(&["monitor", "route:link"]);
    let (mut running, _) = Running::start(command, "listening to");
    running.stop_reading();
    namespace.ip("link set lo up");
    namespace.ip("link set lo down");
    assert_eq!(running.wait().code(), Some(0));
}

#[test]
fn what_cannot_be_listened_to_is_reported() {
    fails(&["monitor", "usersock"], 2, &["USERSOCK", "klink recv"]);
    fails(&["monitor", "30"], 2, &["30:1"]);
    fails(&["monitor", "31:1"], 3, &["31", "EPROTONOSUPPORT"]);
    fails(
        &["monitor", "nosuch"],
        3,
        &["\"nosuch\"", "klink genl list"],
    );
    fails(
        &["monitor", "nlctrl:nosuch"],
        3,
        &["\"nosuch\"", "\"nlctrl\"", "klink genl list"],
    );
    fails(&["monitor", "route:nosuch"], 2, &["nosuch", "ipv4-route"]);
    fails(
        &["monitor", "tcp_metrics"],
        2,
        &["tcp_metrics", "no multicast groups"],
    );
    fails(&["monitor"], 2, &["<PEER[:GROUP,...]>"]);
    let output = klink_without_rights(&["monitor", "audit"]).output();
    failed(&output.unwrap(), 4, &["AUDIT", "EPERM"]);
}

/// Sends what udev's daemon would, and a forged event of the kernel.
const UDEV: &str = "
import socket, struct, sys
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15)
properties = b'ACTION=add\\0DEVPATH=/devices/x\\0SUBSYSTEM=net\\0'
header = b'libudev\\0' + b'\\xfe\\xed\\xca\\xfe' + struct.pack('=7I', 40, 40, len(properties), 0, 0, 0, 0)
s.sendto(b'add@/forged\\0ACTION=add\\0', (0, 1))
s.sendto(header + properties, (0, 2))
";

#[test]
fn udev_s_events_are_shown_and_others_counted() {
    let namespace = Namespace::new();
    let running = monitor(&namespace, &["uevent:kernel,udev", "-n", "2"]);
    let sent = namespace
        .command("python3", &["-c", UDEV])
        .output()
        .unwrap();
    assert!(sent.status.success(), "{sent:?}");
    let shown = prints(&running.output());
    assert!(
        shown.contains(" KOBJECT_UEVENT udev add /devices/x net by udev\n"),
        "{shown}"
    );
    assert!(
        shown.contains(" KOBJECT_UEVENT refused a datagram of another program\n"),
        "{shown}"
    );
    assert!(!shown.contains("forged"), "{shown}");
}
