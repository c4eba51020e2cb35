// SPDX-License-Identifier: MIT OR Apache-2.0

//! Families by the kernel's own specifications, which the lab downloads.

use std::process::Command;

use klink_tests_support::specs;
use serde_json::Value;

use crate::monitor::reach_another;
use crate::namespace::{klink_without_rights, Namespace};
use crate::run::{failed, klink_with, objects, output_with, parse, prints, Running};

/// `klink ARGUMENTS` with the specifications, in a namespace.
fn klink(namespace: &Namespace, arguments: &[&str]) -> Command {
    let mut command = namespace.klink(arguments);
    command.env("KLINK_SPECS", specs());
    command
}

#[track_caller]
fn shows(namespace: &Namespace, arguments: &[&str]) -> Vec<Value> {
    objects(&klink(namespace, arguments).output().unwrap())
}

#[track_caller]
fn fails(namespace: &Namespace, arguments: &[&str], status: i32, words: &[&str]) {
    failed(
        &klink(namespace, arguments).output().unwrap(),
        status,
        words,
    );
}

#[test]
fn links_are_made_asked_for_and_dumped() {
    let namespace = Namespace::new();
    let bridge =
        r#"{"ifname": "blue", "linkinfo": {"kind": "bridge", "data": {"ageing-time": 900}}}"#;
    let make = ["do", "rt-link", "newlink", "--flags", "create,excl", bridge];
    assert_eq!(prints(&klink(&namespace, &make).output().unwrap()), "");

    let blue = &shows(
        &namespace,
        &[
            "do",
            "rt-link",
            "getlink",
            r#"{"ifname": "blue"}"#,
            "--json",
        ],
    )[0];
    assert_eq!(blue["linkinfo"]["data"]["ageing-time"], 900);
    let all = shows(&namespace, &["dump", "rt-link", "getlink", "--json"]);
    let names: Vec<_> = all.iter().map(|link| &link["ifname"]).collect();
    assert!(
        names.contains(&&"lo".into()) && names.contains(&&"blue".into()),
        "{names:?}"
    );

    let text = prints(
        &klink(&namespace, &["dump", "rt-link", "getlink"])
            .output()
            .unwrap(),
    );
    assert!(text.contains("\n  \"ifname\": \"blue\",\n"), "{text}");
    fails(
        &namespace,
        &make,
        6,
        &["rt-link newlink: EEXIST", "klink dump rt-link getlink"],
    );
}

#[test]
fn what_a_namespace_prints_another_one_takes() {
    let (from, to) = (Namespace::new(), Namespace::new());
    for namespace in [&from, &to] {
        namespace.ip("link add blue type bridge");
        namespace.ip("link set blue up");
    }
    for index in 0..50 {
        from.ip(&format!(
            "route add 10.1.{index}.0/24 dev blue metric {index} proto static"
        ));
    }
    let dump = [
        "dump",
        "rt-route",
        "getroute",
        r#"{"rtm-family": 2}"#,
        "--json",
    ];
    let routes = prints(&klink(&from, &dump).output().unwrap());
    assert_eq!(parse(&routes).len(), 50);

    let path = format!("/proc/{}/ns/net", to.pid());
    let mut copy = klink(
        &to,
        &[
            "do",
            "rt-route",
            "newroute",
            "--flags",
            "create,replace",
            "--json",
            "-",
            "--netns",
            &path,
        ],
    );
    let copied = crate::run::output_with(&mut copy, routes.as_bytes());
    assert_eq!(prints(&copied), "");
    assert_eq!(prints(&klink(&to, &dump).output().unwrap()), routes);
}

#[test]
fn generic_families_are_looked_up() {
    let namespace = Namespace::new();
    let family = &shows(
        &namespace,
        &[
            "do",
            "nlctrl",
            "getfamily",
            r#"{"family-name": "nlctrl"}"#,
            "--json",
        ],
    )[0];
    assert_eq!(
        (
            &family["family-id"],
            &family["mcast-groups"][0]["1"]["name"]
        ),
        (&16.into(), &"notify".into())
    );
    let policy = shows(
        &namespace,
        &[
            "dump",
            "nlctrl",
            "getpolicy",
            r#"{"family-name": "nlctrl"}"#,
            "--json",
        ],
    );
    assert!(
        policy.iter().any(|part| part.get("policy").is_some()),
        "{policy:?}"
    );
    // The name contains the other kind of dash in the file.
    fails(
        &namespace,
        &["dump", "ovs-nosuch", "get"],
        1,
        &["ovs-nosuch.yaml", "KLINK_SPECS"],
    );
}

#[test]
fn families_are_known_without_a_file() {
    let namespace = Namespace::new();
    let mut command = namespace.klink(&["dump", "rt-link", "getlink", "--json"]);
    let links = objects(&command.env_remove("KLINK_SPECS").output().unwrap());
    assert!(links.iter().any(|link| link["ifname"] == "lo"), "{links:?}");
    // A file goes first.
    let folder = std::env::temp_dir().join(format!("klink-first-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("rt-link.yaml"),
        "name: rt-link\nprotocol: pigeon",
    )
    .unwrap();
    let mut command = namespace.klink(&["dump", "rt-link", "getlink"]);
    let output = command.env("KLINK_SPECS", &folder).output().unwrap();
    failed(&output, 1, &["protocol \"pigeon\""]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn descriptions_of_klinks_own_ask_and_change() {
    let namespace = Namespace::new();
    let question = r#"{"family": 16, "protocol": 255, "show": ["meminfo"]}"#;
    let sockets = shows(
        &namespace,
        &["dump", "netlink-diag", "get", question, "--json"],
    );
    // The one that asks.
    let asks = |socket: &&Value| {
        socket["protocol"] == 4 && socket["portid"] != 0 && socket["meminfo"]["rcvbuf"].is_u64()
    };
    assert_eq!(sockets.iter().filter(asks).count(), 1, "{sockets:?}");

    let selector = r#"{"daddr": "198.51.100.0", "saddr": "192.0.2.0", "family": 2, "prefixlen-d": 24, "prefixlen-s": 24}"#;
    let template = r#"{"id": {"daddr": "192.0.2.9", "proto": 50}, "family": 2, "saddr": "192.0.2.2", "mode": "tunnel",
        "aalgos": 4294967295, "ealgos": 4294967295, "calgos": 4294967295}"#;
    let policy = format!(
        r#"{{"sel": {selector}, "dir": "out", "action": "allow", "priority": 7, "tmpl": [{template}]}}"#
    );
    let listen = [
        "listen",
        "xfrm",
        "policy",
        "--json",
        "-n",
        "1",
        "--timeout",
        "10",
    ];
    let (running, _) = Running::start(klink(&namespace, &listen), "listening to");
    shows(&namespace, &["do", "xfrm", "newpolicy", &policy]);
    let received = objects(&running.output());
    assert_eq!(received[0]["name"], "newpolicy-ntf");
    let policies = shows(&namespace, &["dump", "xfrm", "getpolicy", "--json"]);
    let (policy, template) = (&policies[0], &policies[0]["tmpl"][0]);
    assert_eq!(
        (
            &policy["sel"]["daddr"],
            &policy["priority"],
            &template["id"]["daddr"],
            &template["mode"]
        ),
        (
            &"198.51.100.0".into(),
            &7.into(),
            &"192.0.2.9".into(),
            &"tunnel".into()
        )
    );
}

#[test]
fn changes_of_nftables_are_heard() {
    let namespace = Namespace::new();
    let listen = [
        "listen",
        "nftables",
        "mgmt",
        "--json",
        "-n",
        "1",
        "--timeout",
        "10",
    ];
    let (running, _) = Running::start(klink(&namespace, &listen), "listening to");
    let table = r#"{"nfgen-family": 1, "name": "filter"}"#;
    shows(
        &namespace,
        &["do", "nftables", "newtable", "--flags", "create", table],
    );
    let received = objects(&running.output());
    assert_eq!(
        (&received[0]["name"], &received[0]["msg"]["name"]),
        (&"newtable-ntf".into(), &"filter".into())
    );
}

#[test]
fn routes_of_several_hops_are_sent_again_as_they_are() {
    let namespace = Namespace::new();
    namespace.ip("link set lo up");
    namespace.ip("address add 192.0.2.2/24 dev lo");
    namespace.ip("route add 203.0.113.0/24 nexthop via 192.0.2.1 dev lo weight 2 nexthop via 192.0.2.9 dev lo weight 5");
    let dump = ["dump", "rt-route", "getroute", "--json"];
    let several = |all: Vec<serde_json::Value>| {
        let mut routes = all
            .into_iter()
            .filter(|route| route.get("multipath").is_some());
        routes.next().unwrap()
    };
    let before = several(shows(&namespace, &dump));
    let hops = serde_json::json!([
        {"rtnh-flags": [], "rtnh-hops": 1, "rtnh-ifindex": 1, "gateway": "192.0.2.1"},
        {"rtnh-flags": [], "rtnh-hops": 4, "rtnh-ifindex": 1, "gateway": "192.0.2.9"},
    ]);
    assert_eq!(before["multipath"], hops);
    namespace.ip("route del 203.0.113.0/24");
    let again = [
        "do",
        "rt-route",
        "newroute",
        "--flags",
        "create,excl",
        &before.to_string(),
    ];
    shows(&namespace, &again);
    assert_eq!(several(shows(&namespace, &dump)), before);
}

#[test]
fn notifications_have_the_names_of_operations() {
    let namespace = Namespace::new();
    let listen = ["listen", "rt-link", "--json", "-n", "2", "--timeout", "10"];
    let (running, _) = Running::start(klink(&namespace, &listen), "listening to");
    namespace.ip("link add blue type bridge");
    namespace.ip("link del blue");
    let received = objects(&running.output());
    assert_eq!(
        (&received[0]["name"], &received[0]["msg"]["ifname"]),
        (&"newlink-ntf".into(), &"blue".into())
    );
    assert!(received[0]["time"].as_str().unwrap().ends_with('Z'));

    let listen = [
        "listen",
        "rt-link",
        "dellink",
        "rtnlgrp-link",
        "-n",
        "1",
        "--timeout",
        "10",
    ];
    fails(
        &namespace,
        &listen,
        2,
        &[
            "no notification or group \"dellink\"",
            "rtnlgrp-link, rtnlgrp-stats",
        ],
    );
}

#[test]
fn notifications_of_other_namespaces_have_their_ids() {
    let namespace = Namespace::new();
    let listen = ["listen", "rt-link", "--json", "--timeout", "0.5"];
    let more = ["--all-namespaces", "--buffer", "100000"];
    let listen = klink(&namespace, &[&listen[..], &more].concat());
    let (running, _) = Running::start(listen, "listening to");
    reach_another(&namespace);
    let received = objects(&running.output());
    let peer = received
        .iter()
        .find(|event| event["msg"]["ifname"] == "peer");
    assert!(peer.unwrap()["nsid"].is_i64(), "{received:?}");
}

#[test]
fn errors_in_a_request_have_their_place() {
    let namespace = Namespace::new();
    let newlink = |object| ["do", "rt-link", "newlink", object];
    for (object, words) in [
        ("{", &["not JSON"][..]),
        ("[]", &["an object is wanted, not an array"]),
        (
            r#"{"mtu": "big"}"#,
            &["rt-link newlink: mtu: \"big\" is no number"],
        ),
        (r#"{"mtu": -1}"#, &["mtu: -1 is not from 0 to 4294967295"]),
        (r#"{"mut": 1}"#, &["mut: link-attrs has no such attribute"]),
        (
            r#"{"linkinfo": {"kind": "bridge", "data": {"ageing-time": {}}}}"#,
            &["linkinfo.data.ageing-time: a number is wanted, not an object"],
        ),
    ] {
        fails(&namespace, &newlink(object), 2, words);
    }
    fails(
        &namespace,
        &["do", "rt-link", "newlnk"],
        2,
        &["rt-link has no operation \"newlnk\"", "newlink"],
    );
    fails(
        &namespace,
        &["do", "rt-link", "newlink-ntf"],
        2,
        &["klink listen rt-link newlink-ntf"],
    );
    let none = ["do", "rt-link", "getlink", "--spec", "/nosuch"];
    fails(&namespace, &none, 1, &["/nosuch", "No such file"]);
    let other = format!("{}/tc.yaml", specs().display());
    fails(
        &namespace,
        &["do", "rt-link", "getlink", "--spec", &other],
        2,
        &["the specification of tc, not of rt-link"],
    );
}

#[test]
fn what_the_kernel_refuses_has_names() {
    let namespace = Namespace::new();
    fails(
        &namespace,
        &["do", "netdev", "dev-get"],
        6,
        &[
            "netdev dev-get: EINVAL",
            "missing attribute ifindex",
            "klink genl policy netdev",
        ],
    );
    namespace.ip("link add blue type bridge");
    let small = r#"{"ifname": "blue", "mtu": 10}"#;
    fails(
        &namespace,
        &["do", "rt-link", "newlink", small],
        6,
        &["rt-link newlink: EINVAL", "mtu"],
    );
    let range = r#"{"ifname": "red", "linkinfo": {"kind": "bridge", "data": {"vlan-default-pvid": {"@hex": "01"}}}}"#;
    fails(
        &namespace,
        &["do", "rt-link", "newlink", "--flags", "create", range],
        6,
        &["attribute linkinfo.data.vlan-default-pvid"],
    );
    fails(
        &namespace,
        &["dump", "ethtool", "nosuch"],
        2,
        &["ethtool has no operation"],
    );
    fails(
        &namespace,
        &["do", "netdev", "qstats-get"],
        6,
        &["EOPNOTSUPP", "klink dump netdev qstats-get"],
    );
}

#[test]
fn the_right_that_is_missing_is_named() {
    let request = r#"{"ifi-index": 1, "mtu": 65536}"#;
    let mut nobody = klink_without_rights(&["do", "rt-link", "newlink", request]);
    nobody.env("KLINK_SPECS", specs());
    failed(
        &nobody.output().unwrap(),
        4,
        &["rt-link newlink: EPERM", "sudo"],
    );
}

#[test]
fn input_that_is_cut_off_is_reported() {
    let arguments = [
        "do",
        "rt-link",
        "getlink",
        "--spec",
        specs().to_str().unwrap(),
        "-",
    ];
    let output = klink_with(&arguments, br#"{"ifi-index": 1} {"ifi-"#);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("not JSON"), "{said}");
}

/// The number of routes that the slow test dumps.
const ROUTES: usize = 100_000;

/// `cargo test --release --package klink-cli -- --ignored --nocapture a_dump_of` prints the figures of docs/specifications.md.
#[test]
#[ignore = "takes a minute, and its figures are those of a release build on an idle machine"]
fn a_dump_of_many_routes_costs_less_than_ips_own() {
    let namespace = Namespace::new();
    namespace.ip("link add blue type bridge");
    namespace.ip("link set blue up");
    let routes: String = (0..ROUTES)
        .map(|route| {
            format!(
                "route add 10.{}.{}.{}/32 dev blue\n",
                route >> 16,
                (route >> 8) & 255,
                route & 255
            )
        })
        .collect();
    let mut batch = namespace.command("ip", &["-batch", "-"]);
    prints(&crate::run::output_with(&mut batch, routes.as_bytes()));

    let ip = ["ip", "-j", "route"];
    let klink = [
        env!("CARGO_BIN_EXE_klink"),
        "dump",
        "rt-route",
        "getroute",
        "--json",
    ];
    let reader = specs().join("../../../tools/net/ynl/pyynl/cli.py");
    let rt_route = specs().join("rt-route.yaml");
    let python = [
        "python3",
        reader.to_str().unwrap(),
        "--no-schema",
        "--spec",
        rt_route.to_str().unwrap(),
        "--output-json",
        "--dump",
        "getroute",
    ];
    // Seconds of user and system time of all runs, and the maximum memory of one run in KiB.
    let mut spent = [(0.0, 0); 3];
    for _ in 0..10 {
        for (spent, command) in spent.iter_mut().zip([&ip[..], &klink, &python]) {
            let command = [
                &["-c", "exec time -f '%U %S %M' -- \"$@\" >/dev/null", "sh"],
                command,
            ]
            .concat();
            let output = namespace
                .command("sh", &command)
                .env("KLINK_SPECS", specs())
                .output()
                .unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            let figures: Vec<f64> = said
                .split_whitespace()
                .map(|figure| figure.parse().expect(&said))
                .collect();
            spent.0 += figures[0] + figures[1];
            spent.1 = spent.1.max(figures[2] as u64);
        }
    }
    let [(ip, _), (klink, memory), (python, _)] = spent;
    println!(
        "ip {ip:.2} s, klink {klink:.2} s, Python {python:.2} s: {:.2} and {:.3}; {memory} KiB",
        klink / ip,
        klink / python
    );
    assert!(klink <= 0.8 * ip, "klink {klink} s, ip {ip} s");
    assert!(klink <= 0.1 * python, "klink {klink} s, Python {python} s");
    assert!(memory <= 16 << 10, "{memory} KiB");
}

#[test]
fn json_that_is_wrong_has_its_place() {
    let namespace = Namespace::new();
    for (object, words) in [
        (
            r#"{"ifi-index": 1, "ifi-index": 2}"#,
            r#"the key "ifi-index" comes twice at line 1 column"#,
        ),
        ("{} {}", "trailing characters at line 1 column 4"),
        ("", "line 1 column 0"),
    ] {
        fails(
            &namespace,
            &["do", "rt-link", "getlink", object],
            2,
            &[words],
        );
    }
    for (input, words) in [
        ("", "standard input has no object"),
        (" \n \n", "standard input has no object"),
        ("{\"a\": 1,\n\"a\": 1}", "comes twice at line 2"),
        ("]", "line 1 column 1"),
    ] {
        let mut command = klink(&namespace, &["do", "rt-link", "getlink", "-"]);
        failed(&output_with(&mut command, input.as_bytes()), 2, &[words]);
    }
}
