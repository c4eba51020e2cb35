// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's answers as its own Python reader decodes them, from the same bytes. Needs root, `ip`, `tc` and Python.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use klink_tests_host::{exchange, Namespace};
use klink_tests_support::{agrees_with_ynl, compare_with_ynl, specs};
use klink_ynl::{Folders, Spec};
use serde_json::{json, Value};

/// Further objects of the namespace. The kernel need not have all of these kinds of links and disciplines.
const FURTHER: &str = "
    ip link add vlan7 link veth-a type vlan id 7
    ip link add macvlan0 link veth-a type macvlan mode bridge
    ip link add vxlan7 type vxlan id 7 remote 192.0.2.9 dstport 4789 dev veth-a
    ip link add gre0x type gre remote 192.0.2.9 local 192.0.2.2 ttl 9
    ip link add sit0x type sit remote 192.0.2.9
    ip link add bond0x type bond mode active-backup miimon 100
    ip link add vrf0x type vrf table 77
    ip link add ipvlan0 link veth-a type ipvlan mode l2
    ip link add geneve0 type geneve id 7 remote 192.0.2.9
    ip link add vti0x type vti remote 192.0.2.9 local 192.0.2.2 key 7
    ip link add tun6 type ip6tnl remote 2001:db8::9 local 2001:db8::2
    ip link add dummy0x type dummy
    ip link add ifb0x type ifb
    tc qdisc add dev veth-a root handle 1: htb default 10
    tc class add dev veth-a parent 1: classid 1:10 htb rate 10mbit ceil 20mbit
    tc qdisc add dev veth-a parent 1:10 handle 10: fq_codel
    tc filter add dev veth-a parent 1: protocol ip u32 match ip dst 192.0.2.0/24 flowid 1:10
    tc filter add dev veth-a parent 1: protocol ip flower dst_ip 192.0.2.9 action mirred egress redirect dev br0
    tc filter add dev veth-a parent 1: matchall action gact drop
    tc qdisc add dev br0 root handle 2: tbf rate 1mbit burst 10k latency 50ms
    tc qdisc add dev veth-b root handle 3: prio
    tc qdisc add dev veth-b parent 3:1 handle 4: netem delay 10ms loss 1%
    tc qdisc add dev veth-b parent 3:2 handle 5: sfq perturb 10
    tc qdisc add dev veth-b ingress
";

/// The fewest exchanges that any kernel must give, each with another answer, and that the lab's must, which has more.
const EXCHANGES: u64 = 100;
const IN_A_GUEST: u64 = 200;

/// How many of the recorded ones the Python reader decodes.
const RECORDED: u64 = 22;

/// Which specifications nothing answers to there: docs/specifications.md says why.
const SILENT: [&str; 10] = [
    "binder",
    "dev-energymodel",
    "devlink",
    "dpll",
    "drm_ras",
    "net_shaper",
    "nl80211",
    "ovs_packet",
    "psp",
    "sunrpc_cache",
];

/// Modules that only a guest has.
const MODULES: &str = "
    8021q act_gact bonding bridge cls_basic cls_flower cls_fw cls_matchall cls_u32 fou gcm geneve ifb
    ip6_gre ip6_tunnel ip_gre ip_vti ipip ipvlan lockd macsec macvlan nf_conntrack_netlink nf_tables nfsd
    nft_ct nft_limit nft_log nft_quota openvswitch ovpn sch_cake sch_codel sch_drr sch_ets sch_fq sch_hfsc
    sch_htb sch_ingress sch_netem sch_pie sch_prio sch_sfq sit sunrpc team team_mode_roundrobin vrf vxlan
    wireguard
";

/// Families with a key that only klink decodes.
const BEYOND: [(&str, &str); 1] = [("tc", "'rest'")];

#[test]
fn answers_are_what_the_kernels_python_reader_decodes() {
    let namespace = Namespace::populated();
    for command in FURTHER
        .lines()
        .map(str::trim)
        .filter(|command| !command.is_empty())
    {
        let words: Vec<_> = command.split(' ').collect();
        let added = namespace
            .command(words[0])
            .args(&words[1..])
            .output()
            .unwrap();
        if !added.status.success() {
            println!("not on this kernel: {command}");
        }
    }
    let folder = specs();
    let mut exchanges = String::new();
    let netns = namespace.netns();
    let shown = corrected("namespace");
    exchange::record(Some(&netns), folder, &shown, &known(), |line| {
        exchanges.push_str(line)
    })
    .unwrap();
    are_the_same(&exchanges, EXCHANGES);
}

/// The corrected specifications, in a folder of the test's own.
fn corrected(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corrected-{test}"));
    exchange::correct(specs(), &folder);
    folder
}

/// Checks that the Python reader decodes the same wherever it decodes, in so many exchanges at least. What it cannot decode
/// comes back, by family.
fn are_the_same(exchanges: &str, fewest: u64) -> Value {
    let (same, beyond) = agrees_with_ynl(exchanges);
    println!(
        "{same} exchanges of {} are the same; ynl cannot decode {beyond:#}",
        exchanges.lines().count(),
    );
    assert!(same >= fewest, "only {same} exchanges are the same");
    beyond
}

/// The name of an exchange's specification.
fn specification(line: &str) -> String {
    let exchange: Value = serde_json::from_str(line).unwrap();
    let file = Path::new(exchange["spec"].as_str().unwrap());
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// In a guest the kernel has one of everything.
#[test]
fn a_guests_answers_decode_as_in_python() {
    let folder = specs();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("guest.sh");
    let mut lab = Command::new(env!("CARGO"));
    lab.args(["lab", "run", "--program", env!("CARGO_PKG_NAME")]);
    lab.arg("--copy").arg(folder).arg("--copy").arg(script);
    for module in MODULES.split_whitespace() {
        lab.args(["--with-module", module]);
    }
    lab.args(["--", "sh", "/job/guest.sh"])
        .arg(corrected("guest"));
    lab.args(["dummy", "nlmon", "veth"]);
    let output = lab.args(MODULES.split_whitespace()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let exchanges = String::from_utf8(output.stdout).unwrap();
    let beyond = are_the_same(&exchanges, IN_A_GUEST);
    let answered: BTreeSet<_> = exchanges.lines().map(specification).collect();
    let folders = Folders::new([folder.to_owned()]);
    let names = folders
        .files()
        .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
    let mut silent: Vec<_> = names.filter(|name| !answered.contains(name)).collect();
    silent.sort();
    assert_eq!(silent, SILENT);
    for (family, kind) in BEYOND {
        let reasons = beyond[family].as_object();
        assert!(
            reasons.is_some_and(|reasons| reasons.keys().any(|reason| reason.contains(kind))),
            "the Python reader decodes {kind} of {family}: {beyond:#}"
        );
    }
}

/// Exchanges about devices that a guest's kernel lacks: `tests/host/netdevsim.sh` recorded them with netdevsim.
#[test]
fn recorded_answers_decode_as_in_python() {
    let recorded = include_str!("../recorded/devlink.jsonl");
    let mut exchanges = String::new();
    let folder = corrected("recorded");
    for line in recorded.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let file = folder.join(line["spec"].as_str().unwrap());
        let spec = Spec::load(&file).unwrap();
        let operation = spec.operation(line["operation"].as_str().unwrap()).unwrap();
        let messages = line["messages"].as_array().unwrap().iter();
        let messages: Vec<_> = messages
            .map(|digits| bytes(digits.as_str().unwrap()))
            .collect();
        exchanges.push_str(&exchange::exchange(&spec, &file, operation, &messages));
    }
    are_the_same(&exchanges, RECORDED);
}

fn bytes(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

#[test]
fn a_difference_is_found() {
    let file = corrected("difference").join("nlctrl.yaml");
    let spec = Spec::load(&file).unwrap();
    let operation = spec.operation("getfamily").unwrap();
    let payload = spec.encode(operation, &json!({"family-id": 16})).unwrap();
    let exchanges = exchange::exchange(&spec, &file, operation, &[payload]);
    assert!(compare_with_ynl(&exchanges).status.success());
    let wrong = compare_with_ynl(&exchanges.replace("\"family-id\":16", "\"family-id\":17"));
    assert_eq!(wrong.status.code(), Some(1));
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        said.contains("nlctrl getfamily.family-id: 17 and 16"),
        "{said}"
    );
}

/// Parts of requests to the host, besides its links.
fn known() -> Vec<Value> {
    let families = [
        "nlctrl",
        "ethtool",
        "netdev",
        "devlink",
        "ovs_datapath",
        "tcp_metrics",
        "TASKSTATS",
        "thermal",
    ];
    let addresses = [
        "192.0.2.77",
        "203.0.113.1",
        "203.0.113.129",
        "198.51.100.2",
        "10.3.0.1",
    ];
    let families = families.map(|family| json!({"family-name": family}));
    let addresses =
        addresses.map(|address| json!({"rtm-family": 2, "rtm-dst-len": 32, "dst": address}));
    families.into_iter().chain(addresses).collect()
}
