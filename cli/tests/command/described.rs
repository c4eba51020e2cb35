// SPDX-License-Identifier: MIT OR Apache-2.0

//! A described message is shown alike by all commands.

use klink_ynl::Spec;
use serde_json::{json, Value};

use crate::namespace::Namespace;
use crate::run::{command, fails, klink, klink_with, objects, output_with, prints, Running};
use crate::scratch::Scratch;

/// A message as digits.
pub(crate) fn digits(kind: u16, flags: u16, payload: &[u8]) -> String {
    let len = u32::try_from(16 + payload.len()).unwrap();
    let mut bytes = len.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    bytes.extend([7, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(payload);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) const REQUEST: u16 = 1;
const MULTI: u16 = 2;

fn decoded(protocol: &str, digits: &str) -> Value {
    let arguments = [
        "decode",
        "--json",
        "--protocol",
        protocol,
        "--format",
        "hex",
    ];
    objects(&klink_with(&arguments, digits.as_bytes())).remove(0)
}

/// Sends the message of an operation through `decode`.
#[track_caller]
fn is_shown(protocol: &str, family: &str, operation: &str, object: Value) -> Value {
    let spec = Spec::inside(family).unwrap();
    let asked = spec.operation(operation).unwrap();
    let payload = spec.encode(asked, &object).unwrap();
    let (kind, flags) = match asked.request() {
        Some(kind) => (kind, REQUEST),
        None => (asked.reply().unwrap(), 0),
    };
    let shown = decoded(protocol, &digits(kind, flags, &payload));
    assert_eq!(shown["family"], family);
    assert_eq!(shown["operation"], operation);
    assert!(shown["attributes"].is_null(), "{shown}");
    let expected = match flags {
        REQUEST => serde_json::to_value(spec.decode_request(asked, &payload)),
        _ => serde_json::to_value(spec.decode(asked, &payload)),
    };
    assert_eq!(shown["msg"], expected.unwrap());
    shown["msg"].clone()
}

#[test]
fn messages_of_every_protocol_have_names() {
    let link = is_shown(
        "route",
        "rt-link",
        "newlink-ntf",
        json!({"ifi-index": 3, "mtu": 1500}),
    );
    assert_eq!(
        (&link["ifi-index"], &link["mtu"]),
        (&json!(3), &json!(1500))
    );
    let table = json!({"rtm-family": 2, "dst": "192.0.2.1"});
    assert_eq!(
        is_shown("route", "rt-route", "getroute", table)["dst"],
        "192.0.2.1"
    );
    let qdisc = json!({"ifindex": 1, "kind": "fq_codel", "options": {"limit": 9}});
    assert_eq!(
        is_shown("route", "tc", "newqdisc", qdisc)["options"]["limit"],
        9
    );
    let sa = json!({"daddr": "192.0.2.9", "family": 2, "proto": 50});
    is_shown("xfrm", "xfrm", "delsa", sa);
    let status = json!({"mask": ["enabled"], "enabled": 1});
    is_shown("audit", "audit", "set", status);
    let tuple = json!({"tuple-orig": {"tuple-ip": {"ip-v4-src": "192.0.2.1"}}});
    let tuple = is_shown("netfilter", "conntrack", "get", tuple);
    assert_eq!(tuple["tuple-orig"]["tuple-ip"]["ip-v4-src"], "192.0.2.1");
    is_shown("netfilter", "ipset", "protocol", json!({"protocol": 7}));
    let queue = json!({"res-id": 5, "params": {"copy-range": 64, "copy-mode": "packet"}});
    is_shown("netfilter", "nfqueue", "config", queue);
}

#[test]
fn a_rule_is_shown_to_its_innermost() {
    let rule = json!({"table": "t", "chain": "c", "expressions": {"elem": [
        {"name": "counter", "data": {"bytes": 1, "packets": 2}},
        {"name": "immediate", "data": {"dreg": 0, "data": {"verdict": {"code": "accept"}}}},
    ]}});
    let shown = is_shown("netfilter", "nftables", "newrule", rule.clone());
    assert_eq!(shown["expressions"], rule["expressions"]);
}

#[test]
fn a_request_about_sockets_is_no_answer() {
    let spec = Spec::inside("inet-diag").unwrap();
    let get = spec.operation("get").unwrap();
    let object = json!({"family": 2, "protocol": 6, "states": ["listen"]});
    let payload = spec.encode(get, &object).unwrap();
    let request = decoded("sock_diag", &digits(20, REQUEST, &payload));
    assert_eq!(request["msg"]["states"], json!(["listen"]));
    let mut answer = vec![2, 10, 0, 0, 0, 22];
    answer.extend([0; 66]);
    let answer = decoded("sock_diag", &digits(20, MULTI, &answer));
    assert_eq!(
        (&answer["family"], &answer["operation"]),
        (&json!("inet-diag"), &json!("get"))
    );
    assert_eq!(answer["msg"]["state"], "listen");
    assert_eq!(answer["msg"]["id"]["sport"], 22);
}

#[test]
fn what_no_description_knows_is_guessed() {
    // RTM_NEWNSID, and a protocol of nobody's.
    let shown = decoded(
        "route",
        &digits(88, 0, &[0, 0, 0, 0, 8, 0, 1, 0, 5, 0, 0, 0]),
    );
    assert_eq!(shown["name"], "RTM_NEWNSID");
    assert_eq!(shown["attributes"][0]["number"], 5);
    assert!(shown["msg"].is_null() && shown["family"].is_null());
    let shown = decoded("30", &digits(20, 0, &[1, 2, 3]));
    assert_eq!(
        (&shown["payload"], &shown["attributes"]),
        (&json!("010203"), &json!([]))
    );
}

#[test]
fn an_answer_is_the_same_wherever_it_is_shown() {
    let namespace = Namespace::new();
    namespace.ip("link set lo up");
    for (family, operation, request) in [
        ("rt-link", "getlink", "{}"),
        ("rt-addr", "getaddr", "{}"),
        ("rt-route", "getroute", "{}"),
        ("rt-rule", "getrule", "{}"),
        ("nlctrl", "getfamily", "{}"),
        (
            "netlink-diag",
            "get",
            r#"{"family": 16, "protocol": 255, "show": ["meminfo", "groups"]}"#,
        ),
    ] {
        let capture = Scratch::new(&format!("{family}.pcap"));
        let dump = [
            "dump",
            family,
            operation,
            request,
            "--json",
            "--record",
            capture.name(),
        ];
        let mut dumped = objects(&namespace.output(&dump));
        assert!(!dumped.is_empty(), "{family}");
        let decoded = objects(&klink(&["decode", "--json", capture.name()]));
        // What the recording begins with is not asked for by its name.
        let mut shown: Vec<_> = decoded
            .iter()
            .filter(|shown| shown["to"] == "user" && shown["family"] == family)
            .map(|shown| {
                assert_eq!(shown["operation"], operation);
                shown["msg"].clone()
            })
            .collect();
        let begin = shown.len() - dumped.len();
        assert_eq!(
            shown.split_off(begin),
            std::mem::take(&mut dumped),
            "{family}"
        );
    }
}

#[test]
fn listeners_of_all_kinds_see_the_same() {
    let namespace = Namespace::new();
    let start = |arguments: &[&str], word| Running::start(namespace.klink(arguments), word).0;
    let options = ["-n", "1", "--json", "--timeout", "10"];
    let listen = start(
        &[&["listen", "rt-link"], &options[..]].concat(),
        "listening",
    );
    let monitor = start(
        &[&["monitor", "route:link"], &options[..]].concat(),
        "listening",
    );
    let recv = [&["recv", "route", "--group", "link"], &options[..]].concat();
    let recv = start(&recv, "portid");
    namespace.ip("link set lo up");
    let listened = objects(&listen.output()).remove(0);
    let monitored = objects(&monitor.output()).remove(0);
    let received = objects(&recv.output()).remove(0)["messages"][0].clone();
    assert_eq!(listened["name"], "newlink-ntf");
    assert_eq!(listened["msg"]["ifname"], "lo");
    for shown in [monitored, received] {
        assert_eq!(shown["operation"], listened["name"]);
        assert_eq!(shown["msg"], listened["msg"]);
    }
}

#[test]
fn every_family_with_groups_can_be_heard() {
    let namespace = Namespace::new();
    let mut received = 0;
    for family in klink_ynl::families() {
        let spec = Spec::inside(family).unwrap();
        let groups = spec.groups().iter().map(|group| group.name.clone());
        let notified = spec.operations().iter();
        let mut notified = notified.filter(|one| one.is_notification() && one.group().is_some());
        let last = notified.next_back().map(|one| one.name().to_owned());
        for name in groups.chain(last) {
            let listen = ["listen", family, &name, "--for", "0.01"];
            let output = namespace.output(&listen);
            let said = String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(0) => received += 1,
                // Without the kernel's part, or without rights in the first namespace.
                Some(3 | 4) => {}
                _ => assert!(said.contains("not found"), "{family} {name}: {said}"),
            }
        }
    }
    assert!(received > 20, "{received}");
}

#[test]
fn a_family_without_description_is_heard_too() {
    let families = objects(&klink(&["genl", "list", "--json"]));
    let has_groups = |family: &&Value| !family["groups"].as_array().unwrap().is_empty();
    for family in families.iter().filter(has_groups) {
        let name = family["family"].as_str().unwrap();
        let group = family["groups"][0]["name"].as_str().unwrap();
        let output = klink(&["listen", name, "--for", "0.01"]);
        assert!(matches!(output.status.code(), Some(0 | 4)), "{output:?}");
        let output = klink(&["listen", name, group, "--for", "0.01"]);
        assert!(matches!(output.status.code(), Some(0 | 4)), "{output:?}");
    }
    fails(&["listen", "nosuch"], 1, &["nosuch.yaml", "--spec"]);
}

#[test]
fn the_controller_needs_no_introduction() {
    let shown = decoded(
        "generic",
        &digits(16, REQUEST, &[3, 1, 0, 0, 6, 0, 1, 0, 16, 0, 0, 0]),
    );
    assert_eq!(
        (&shown["name"], &shown["operation"]),
        (&json!("nlctrl"), &json!("getfamily"))
    );
    assert_eq!(shown["msg"], json!({"family-id": 16}));
}

#[test]
fn a_group_goes_by_each_of_its_names() {
    let namespace = Namespace::new();
    for name in ["rtnlgrp-link", "link", "1", "newlink-ntf"] {
        let listen = [
            "listen",
            "rt-link",
            name,
            "-n",
            "1",
            "--json",
            "--timeout",
            "10",
        ];
        let (running, said) = Running::start(namespace.klink(&listen), "listening");
        assert!(said.contains("ROUTE:link"), "{said}");
        namespace.ip("link set lo up");
        namespace.ip("link set lo down");
        assert_eq!(objects(&running.output())[0]["name"], "newlink-ntf");
    }
    let unknown = namespace.output(&["listen", "nlctrl", "nosuch"]);
    let said = String::from_utf8_lossy(&unknown.stderr);
    assert_eq!(unknown.status.code(), Some(2), "{said}");
    let words =
        "nlctrl has no notification or group \"nosuch\": its notifications are newfamily-ntf, ";
    assert!(
        said.contains(words) && said.contains("; its groups are notify"),
        "{said}"
    );
    let unknown = namespace.output(&["listen", "xfrm", "nosuch"]);
    let said = String::from_utf8_lossy(&unknown.stderr);
    assert!(
        said.contains("acquire-ntf") && said.contains("groups are acquire, expire"),
        "{said}"
    );
}

#[test]
fn people_see_a_line_for_each_value() {
    let spec = Spec::inside("rt-link").unwrap();
    let object = json!({"ifi-index": 3, "ifname": "blue", "linkinfo": {"kind": "bridge", "data": {"ageing-time": 5}}});
    let newlink = spec.operation("newlink").unwrap();
    let payload = spec.encode(newlink, &object).unwrap();
    let arguments = ["decode", "--protocol", "route", "--format", "hex"];
    let shown = prints(&klink_with(
        &arguments,
        digits(16, REQUEST, &payload).as_bytes(),
    ));
    let expected = "\n  ifi-index 3\n  ifi-flags\n  ifi-change 0\n  ifname blue\n  linkinfo\n    kind bridge\n    \
                    data\n      ageing-time 5\n";
    assert!(shown.ends_with(expected), "{shown}");
}

#[test]
fn a_description_that_cannot_be_used_is_reported() {
    let folder = Scratch::new("unusable-specs");
    std::fs::create_dir(folder.path()).unwrap();
    std::fs::write(folder.path().join("rt-link.yaml"), "name: [").unwrap();
    let message = digits(16, 0, &[0; 16]);
    let mut klink = command(&["decode", "--protocol", "route", "--json"]);
    klink.env("KLINK_SPECS", folder.path());
    let output = output_with(&mut klink, format!("{message}\n\n{message}").as_bytes());
    std::fs::remove_dir_all(folder.path()).unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("rt-link.yaml") && said.lines().count() == 1,
        "{said}"
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let shown: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&shown["name"], &shown["attributes"]),
        (&json!("RTM_NEWLINK"), &json!([]))
    );
}

#[test]
fn a_description_of_one_s_own_goes_first() {
    let folder = Scratch::new("own-specs");
    std::fs::create_dir(folder.path()).unwrap();
    let spec = "
name: lamps
protocol: netlink-raw
protonum: 30
attribute-sets: [{name: lamp, attributes: [{name: id, type: u32}]}]
operations: {list: [{name: shine, value: 20, attribute-set: lamp, event: {}}]}
";
    std::fs::write(folder.path().join("lamps.yaml"), spec).unwrap();
    let mut klink = command(&["decode", "--protocol", "30", "--json"]);
    klink.env("KLINK_SPECS", folder.path());
    let message = digits(20, 0, &[8, 0, 1, 0, 7, 0, 0, 0]);
    let output = output_with(&mut klink, message.as_bytes());
    std::fs::remove_dir_all(folder.path()).unwrap();
    let shown = &objects(&output)[0];
    assert_eq!(
        (&shown["family"], &shown["operation"]),
        (&json!("lamps"), &json!("shine"))
    );
    assert_eq!(shown["msg"], json!({"id": 7}));
}
