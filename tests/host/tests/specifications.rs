// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's answers as its own Python reader decodes them, from the same bytes. Needs root, `ip`, `tc` and Python.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use klink::genl::Controller;
use klink::{Protocol, Socket};
use klink_spec::{Family, Folders, Operation, Spec};
use klink_tests_host::Namespace;
use serde_json::{json, Value};

/// What the namespace has besides. The kernel need not have all of these kinds of links and disciplines.
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

/// The fewest exchanges that any kernel must give.
const EXCHANGES: u64 = 150;

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
    for file in Folders::new([folder.clone()]).files() {
        let spec = Spec::load(&file).unwrap();
        record(&namespace, &spec, &file, &mut exchanges);
    }
    let output = compare(&folder, &exchanges);
    assert!(
        output.status.success(),
        "klink and ynl decode differently: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    let same = result["same"].as_u64().unwrap();
    println!(
        "{same} exchanges of {} are the same; ynl cannot decode {:#}",
        exchanges.lines().count(),
        result["beyond"]
    );
    assert!(same >= EXCHANGES, "only {same} exchanges are the same");
}

#[test]
fn a_difference_is_found() {
    let folder = specs();
    let file = folder.join("nlctrl.yaml");
    let spec = Spec::load(&file).unwrap();
    let operation = spec.operation("getfamily").unwrap();
    let payload = spec.encode(operation, &json!({"family-id": 16})).unwrap();
    let mut exchanges = String::new();
    add(&spec, &file, operation, vec![payload], &mut exchanges);
    assert!(compare(&folder, &exchanges).status.success());
    let wrong = compare(
        &folder,
        &exchanges.replace("\"family-id\":16", "\"family-id\":17"),
    );
    assert_eq!(wrong.status.code(), Some(1));
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        said.contains("nlctrl getfamily.family-id: 17 and 16"),
        "{said}"
    );
}

/// What the Python reader makes of exchanges.
fn compare(specs: &Path, exchanges: &str) -> Output {
    let mut python = Command::new("python3");
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/tests/ynl.py"));
    python.arg(specs.join("../../../tools/net/ynl"));
    python
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut python = python
        .spawn()
        .unwrap_or_else(|error| panic!("python3: {error}"));
    python
        .stdin
        .take()
        .unwrap()
        .write_all(exchanges.as_bytes())
        .unwrap();
    python.wait_with_output().unwrap()
}

/// The folder that the lab keeps.
fn specs() -> PathBuf {
    let lab = Command::new(env!("CARGO"))
        .args(["lab", "specs"])
        .output()
        .unwrap();
    assert!(
        lab.status.success(),
        "cargo lab specs: {}",
        String::from_utf8_lossy(&lab.stderr)
    );
    PathBuf::from(String::from_utf8(lab.stdout).unwrap().trim())
}

/// Asks for whatever can be read, in every way that may have an answer, and adds those that have one.
fn record(namespace: &Namespace, spec: &Spec, file: &Path, exchanges: &mut String) {
    let (protocol, id) = match spec.family() {
        Family::Raw(protocol) => (protocol, None),
        Family::Generic { .. } => match Controller::open_in(&namespace.netns())
            .unwrap()
            .family(spec.name())
        {
            Ok(family) => (Protocol::GENERIC, Some(family.id())),
            Err(_) => return,
        },
    };
    let Ok(mut socket) = Socket::open_in(&namespace.netns(), protocol) else {
        return;
    };
    // Not everything that can be asked has an answer.
    socket.set_timeout(Some(Duration::from_millis(300)));
    for operation in spec
        .operations()
        .iter()
        .filter(|operation| operation.name().contains("get"))
    {
        for question in questions(namespace) {
            let Ok(payload) = spec.encode(operation, &question) else {
                continue;
            };
            let kind = id.or(operation.request()).unwrap();
            let request = klink::request(kind, |message| message.raw(&payload));
            if operation.can_do() && operation.answers() {
                let answer = socket
                    .request(&request)
                    .map(|message| message.payload.to_vec());
                answer
                    .into_iter()
                    .for_each(|answer| add(spec, file, operation, vec![answer], exchanges));
            }
            // Specifications do not list every dump that the kernel has.
            if operation.request().is_some() {
                let answers = socket.snapshot(request, 0, |message| message.payload.to_vec());
                let answers = answers.map(klink::Snapshot::into_inner).unwrap_or_default();
                add(spec, file, operation, answers, exchanges);
            }
        }
    }
}

fn add(
    spec: &Spec,
    file: &Path,
    operation: &Operation,
    answers: Vec<Vec<u8>>,
    exchanges: &mut String,
) {
    if answers.is_empty() {
        return;
    }
    let message = |payload: &Vec<u8>| {
        let value = serde_json::to_value(spec.decode(operation, payload)).unwrap();
        // What comes out can go in again.
        let again = spec
            .encode(operation, &value)
            .unwrap_or_else(|error| panic!("{error}: {value}"));
        assert_eq!(
            serde_json::to_value(spec.decode(operation, &again)).unwrap(),
            value
        );
        let digits: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({"payload": digits, "value": value})
    };
    let exchange = json!({
        "spec": file,
        "operation": operation.name(),
        "messages": answers.iter().map(message).collect::<Vec<_>>(),
    });
    exchanges.push_str(&format!("{exchange}\n"));
}

/// What to ask with: nothing, or one object of whatever kind the family has.
fn questions(namespace: &Namespace) -> Vec<Value> {
    let mut questions = vec![json!({})];
    for link in namespace.ip_json("link") {
        let (index, name) = (&link["ifindex"], &link["ifname"]);
        questions.extend([
            json!({"ifi-index": index}),
            json!({"ifindex": index}),
            json!({"ifindex": index, "type": "rx", "id": 0}),
            json!({"ifindex": index, "type": "tx", "id": 0}),
            json!({"ifindex": index, "parent": 0x10000}),
            json!({"header": {"dev-name": name}}),
        ]);
    }
    for family in [
        "nlctrl",
        "ethtool",
        "netdev",
        "devlink",
        "ovs_datapath",
        "tcp_metrics",
        "TASKSTATS",
        "thermal",
    ] {
        questions.push(json!({"family-name": family}));
    }
    for address in [
        "192.0.2.77",
        "203.0.113.1",
        "203.0.113.129",
        "198.51.100.2",
        "10.3.0.1",
    ] {
        questions.push(json!({"rtm-family": 2, "rtm-dst-len": 32, "dst": address}));
    }
    for family in [2, 7, 10] {
        questions.push(json!({"ndm-family": family}));
        questions.push(json!({"rtm-family": family}));
        questions.push(json!({"ifa-family": family}));
        questions.push(json!({"family": family}));
    }
    questions
}
