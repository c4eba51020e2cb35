// SPDX-License-Identifier: MIT OR Apache-2.0

//! The parts of klink's own families in `protocol/` that are not made of their specifications say the same as
//! these; and so do the numbers of the tests' family.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use klink_protocol::events::Kind;
use klink_protocol::{demo, events, fault};
use klink_ynl::{Family, Spec};
use serde_json::json;

const DEMO: &str = include_str!("../../specs/klink_demo.yaml");
const EVENTS: &str = include_str!("../../specs/klink_events.yaml");
const FAULT: (&str, &str) = (
    include_str!("../../kernel/tests/fault_genl/klink_fault.yaml"),
    include_str!("../../protocol/src/fault.rs"),
);

/// The constants of a module of the definitions, called as specifications call them.
fn constants(source: &str, module: &str) -> Vec<(String, u16)> {
    let start = format!("\npub mod {module} {{\n");
    let (_, body) = source.split_once(&start).unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let constants = body.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("pub const ")?.split_once(": u")?;
        let (_, value) = value.split_once(" = ")?;
        let value = value.strip_suffix(';')?.parse().ok()?;
        Some((name.to_lowercase().replace('_', "-"), value))
    });
    constants.collect()
}

#[test]
fn lamps_have_their_limits() {
    let spec = Spec::parse(DEMO).unwrap();
    let set = spec.operation("set").unwrap();
    let longest = "x".repeat(demo::NAME_MAX.into());
    for (name, last, next) in [
        ("id", json!(demo::LAMPS - 1), json!(demo::LAMPS)),
        (
            "brightness",
            json!(demo::BRIGHTNESS_MAX),
            json!(demo::BRIGHTNESS_MAX + 1),
        ),
        ("name", json!(longest), json!(format!("{longest}x"))),
    ] {
        assert!(spec.encode(set, &json!({name: last})).is_ok(), "{name}");
        assert!(spec.encode(set, &json!({name: next})).is_err(), "{name}");
    }
}

#[test]
fn an_event_begins_with_its_header() {
    let spec = Spec::parse(EVENTS).unwrap();
    let read = spec.operation("read").unwrap();
    let header = events::EventHeader {
        seq: u64::MAX,
        time: 2,
        cpu: 3,
        kind: Kind::EXIT,
    };
    let header = json!({"@hex": hex(&header.to_bytes())});
    let payload = spec.encode(read, &json!({"event": [{"header": header}]}));
    assert_eq!(
        serde_json::to_value(spec.decode(read, &payload.unwrap())).unwrap(),
        json!({"event": [{"header": {"seq": u64::MAX, "time": 2, "cpu": 3, "kind": "exit"}}]})
    );
}

#[test]
fn faults_are_the_same() {
    let spec = Spec::parse(FAULT.0).unwrap();
    let version = fault::VERSION;
    assert_eq!(spec.name(), fault::FAMILY);
    assert_eq!(spec.family(), Family::Generic { version });
    let operations: Vec<_> = spec
        .operations()
        .iter()
        .map(|operation| (operation.name().to_owned(), operation.reply().unwrap()))
        .collect();
    assert_eq!(operations, constants(FAULT.1, "genl_cmd"));
    let mut compared = 0;
    for (operation, module) in [("dump", "dump"), ("check", "check")] {
        let operation = spec.operation(operation).unwrap();
        for (name, kind) in constants(FAULT.1, module) {
            // Limits.
            if name.ends_with("max") {
                continue;
            }
            // By number it goes in, and comes out by name.
            let unnamed = json!({format!("@{kind}"): "ff00ff"});
            let payload = spec.encode(operation, &unnamed).unwrap();
            let named = serde_json::to_value(spec.decode(operation, &payload)).unwrap();
            assert_eq!(named.as_object().unwrap().keys().next(), Some(&name));
            compared += 1;
        }
    }
    assert_eq!(compared, 8 + 23);
    let groups: Vec<_> = spec.groups().iter().map(|group| &group.name).collect();
    let known = [
        fault::group::ANYONE,
        fault::group::NET_ADMIN,
        fault::group::SYS_ADMIN,
    ];
    assert_eq!(groups, known);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
