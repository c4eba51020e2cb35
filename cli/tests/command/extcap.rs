// SPDX-License-Identifier: MIT OR Apache-2.0

//! Capture interfaces, as tshark takes them.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use crate::namespace::Namespace;
use crate::run::{failed, klink, output_with, prints};

/// tshark in a namespace, with klink's script in the folder of its user.
fn tshark(namespace: &Namespace, home: &Path, arguments: &[&str]) -> std::process::Command {
    // Version 4.0's, and that of later ones.
    for folder in [".config/wireshark/extcap", ".local/lib/wireshark/extcap"] {
        let folder = home.join(folder);
        fs::create_dir_all(&folder).unwrap();
        let script = folder.join("klink");
        let program = env!("CARGO_BIN_EXE_klink");
        fs::write(
            &script,
            format!("#!/bin/sh\nexec {program} extcap \"$@\"\n"),
        )
        .unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut tshark = namespace.command("tshark", arguments);
    tshark.env("HOME", home).env_remove("XDG_CONFIG_HOME");
    tshark
}

#[test]
fn wireshark_lists_protocols_and_families() {
    let namespace = Namespace::new();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("extcap-list");
    let listed = prints(&output_with(&mut tshark(&namespace, &folder, &["-D"]), b""));
    for interface in [
        "klink-route (Netlink: ROUTE)",
        "klink-route:ipv4-route (Netlink: ROUTE, group ipv4-route)",
        "klink-nlctrl (Generic netlink: nlctrl)",
        "klink-nlctrl:notify (Generic netlink: nlctrl, group notify)",
    ] {
        assert!(listed.contains(interface), "{listed}");
    }
    let links = ["-L", "-i", "klink-route"];
    let links = prints(&output_with(&mut tshark(&namespace, &folder, &links), b""));
    assert!(links.to_lowercase().contains("netlink"), "{links}");
}

#[test]
fn wireshark_captures_from_an_option_s_groups() {
    captures(
        "option",
        &["-i", "klink-route", "-o", "extcap.klink_route.groups:link"],
    );
}

#[test]
fn wireshark_captures_from_a_group() {
    captures("group", &["-i", "klink-route:link"]);
}

/// Has tshark capture a notification of a link.
fn captures(folder: &str, interface: &[&str]) {
    let namespace = Namespace::new();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("extcap-{folder}"));
    let arguments = [interface, &["-l", "-c", "1"]].concat();
    let mut child = tshark(&namespace, &folder, &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It says when it captures; klink needs a moment more.
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("Capturing on") {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "tshark has ended");
    }
    let begin = std::time::Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(begin.elapsed().as_secs() < 60, "nothing was captured");
        namespace.ip("link add blue type bridge");
        namespace.ip("link del blue");
    }
    let mut shown = String::new();
    child.stdout.unwrap().read_to_string(&mut shown).unwrap();
    assert!(shown.contains("Netlink"), "{shown}");
}

#[test]
fn what_wireshark_asks_for_is_answered() {
    let interface = [
        "extcap",
        "--extcap-interface",
        "klink-route",
        "--extcap-version",
        "4.0",
    ];
    let with = |more: &[&str]| klink(&[&interface[..], more].concat());
    assert!(prints(&with(&["--extcap-dlts"])).starts_with("dlt {number=253}"));
    assert!(prints(&with(&["--extcap-config"])).contains("{call=--groups}"));
    failed(&with(&[]), 2, &["--capture", "--fifo"]);
    failed(&klink(&["extcap"]), 2, &["klink record"]);
    let group = ["extcap", "--extcap-interface", "klink-route:link"];
    let group = |more: &[&str]| klink(&[&group[..], more].concat());
    assert_eq!(prints(&group(&["--extcap-config"])), "");
    let twice = ["--capture", "--fifo", "/nosuch/pipe", "--groups", "neigh"];
    failed(&group(&twice), 2, &["klink-route:link", "neigh"]);
    let other = ["extcap", "--extcap-interface", "eth0", "--extcap-dlts"];
    failed(&klink(&other), 2, &["eth0", "--extcap-interfaces"]);
    let all = [
        "extcap",
        "--extcap-interface=klink-route",
        "--capture",
        "--fifo",
        "/nosuch/pipe",
        "--extcap-capture-filter",
        "x",
        "--groups",
        "link",
        "--all-namespaces",
        "--buffer",
        "1",
        "-n",
        "1",
        "--for",
        "1",
    ];
    failed(&klink(&all), 1, &["/nosuch/pipe"]);
}
