// SPDX-License-Identifier: MIT OR Apache-2.0

//! The specifications of klink's own families say what the definitions in `protocol/` say, which both ends are built
//! from: every number has the same name in both, and none is missing in either.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use klink_protocol::events::{Action, Kind, State};
use klink_protocol::{demo, events, fault};
use klink_ynl::{Family, Spec};
use serde_json::{json, Value};

const DEMO: (&str, &str) = (
    include_str!("../../specs/klink_demo.yaml"),
    include_str!("../../protocol/src/demo.rs"),
);
const EVENTS: (&str, &str) = (
    include_str!("../../specs/klink_events.yaml"),
    include_str!("../../protocol/src/events.rs"),
);

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

/// Checks that a set of attributes, which the message of an operation has or a nest in it, is the same in both.
fn same_attributes((yaml, source): (&str, &str), operation: &str, nest: &[&str], module: &str) {
    let spec = Spec::parse(yaml).unwrap();
    let operation = spec.operation(operation).unwrap();
    // What pads is no attribute.
    let mut known = constants(source, module);
    known.retain(|&(_, kind)| kind != 0);
    assert!(!known.is_empty());
    let within = |mut value: Value| {
        for name in nest {
            value = json!({*name: value});
        }
        let payload = spec.encode(operation, &value).unwrap();
        serde_json::to_value(spec.decode(operation, &payload)).unwrap()
    };
    let all: Vec<_> = (1..=known.len() as u16 + 1)
        .map(|kind| {
            // By number it goes in, and comes out by name. Three bytes are no value of any type.
            let value = within(json!({format!("@{kind}"): "ff00ff"}));
            let inner = nest.iter().fold(&value, |value, name| match &value[*name] {
                Value::Array(several) => &several[0],
                inner => inner,
            });
            (
                inner.as_object().unwrap().keys().next().unwrap().clone(),
                kind,
            )
        })
        .collect();
    let (unknown, named) = all.split_last().unwrap();
    assert_eq!(named, known, "{module}");
    assert_eq!(
        unknown.0,
        format!("@{}", unknown.1),
        "{module} has more in the specification"
    );
}

fn same_operations((yaml, source): (&str, &str), version: u8, name: &str, module: &str) {
    let spec = Spec::parse(yaml).unwrap();
    assert_eq!(
        (spec.name(), spec.family()),
        (name, Family::Generic { version })
    );
    let operations: Vec<_> = spec
        .operations()
        .iter()
        .map(|operation| (operation.name().to_owned(), operation.reply().unwrap()))
        .collect();
    assert_eq!(operations, constants(source, module));
}

#[test]
fn demo_is_the_same() {
    same_operations(DEMO, demo::VERSION, demo::FAMILY, "cmd");
    same_attributes(DEMO, "get", &[], "attr");
    same_attributes(DEMO, "get", &["color"], "color");
    let spec = Spec::parse(DEMO.0).unwrap();
    assert_eq!(spec.groups()[0].name, demo::group::CHANGES);
    // Its limits, too.
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
fn events_are_the_same() {
    same_operations(EVENTS, events::VERSION, events::FAMILY, "cmd");
    same_attributes(EVENTS, "status", &[], "attr");
    same_attributes(EVENTS, "status", &["source"], "source");
    same_attributes(EVENTS, "read", &["event"], "event");
    let spec = Spec::parse(EVENTS.0).unwrap();
    assert_eq!(spec.groups()[0].name, events::group::WAKE);

    let decoded = |operation: &str, value: &Value| {
        let operation = spec.operation(operation).unwrap();
        let payload = spec.encode(operation, value).unwrap();
        serde_json::to_value(spec.decode(operation, &payload)).unwrap()
    };
    let kind = |number: u32| {
        decoded(
            "switch",
            &json!({"kind": {"@hex": hex(&number.to_ne_bytes())}}),
        )["kind"]
            .clone()
    };
    for known in Kind::ALL {
        assert_eq!(kind(known.0.into()), known.name().unwrap());
    }
    assert_eq!(kind(Kind::COUNT as u32), Kind::COUNT as u32);
    let action = |number: u32| {
        let bytes = json!({"@hex": hex(&number.to_ne_bytes())});
        decoded("read", &json!({"event": [{"action": bytes}]}))["event"][0]["action"].clone()
    };
    let mut actions = 0;
    while let Some(name) = Action(actions + 1).name() {
        actions += 1;
        assert_eq!(action(actions), name);
    }
    assert_eq!(action(actions + 1), actions + 1);
    let header = events::EventHeader {
        seq: u64::MAX,
        time: 2,
        cpu: 3,
        kind: Kind::EXIT,
    };
    let header = json!({"@hex": hex(&header.to_bytes())});
    assert_eq!(
        decoded("read", &json!({"event": [{"header": header}]})),
        json!({"event": [{"header": {"seq": u64::MAX, "time": 2, "cpu": 3, "kind": "exit"}}]})
    );

    let status = spec.operation("status").unwrap();
    for (state, called) in [
        (State::OFF, "off"),
        (State::ON, "on"),
        (State::UNAVAILABLE, "unavailable"),
    ] {
        let payload = spec
            .encode(status, &json!({"source": [{"state": state.0}]}))
            .unwrap();
        let value = serde_json::to_value(spec.decode(status, &payload)).unwrap();
        assert_eq!(value["source"][0]["state"], called);
    }
}

#[test]
fn faults_are_the_same() {
    same_operations(FAULT, fault::VERSION, fault::FAMILY, "genl_cmd");
    let spec = Spec::parse(FAULT.0).unwrap();
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
