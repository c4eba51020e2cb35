// SPDX-License-Identifier: MIT OR Apache-2.0

//! Each name that the formats use is one of the publications, with the type that it has there: `schemas` has their lists.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use klink_line::{Format, Formatted, Origin, Record};
use serde_json::{json, Value};

/// A record of each kind, with everything that it can have.
const RECORDS: [&str; 23] = [
    r#"{"seq":1,"time_ns":2000000003,"cpu":3,"kind":"fork","pid":5,"tgid":5,"ppid":1,"uid":1000,"comm":"sh"}"#,
    r#"{"seq":2,"time_ns":2,"cpu":3,"kind":"fork","pid":6,"tgid":5,"ppid":1,"uid":1000,"comm":"sh"}"#,
    r#"{"seq":3,"time_ns":2,"cpu":3,"kind":"exec","pid":5,"tgid":5,"ppid":1,"uid":0,"cgroup":4711,"start_ns":1000000003,"pidns":4026531836,"netns":4026531833,"userns":4026531837,"comm":"a\"b","path":"/x","cut":true,"args":["x","a b"],"args_cut":true}"#,
    r#"{"seq":4,"time_ns":2,"cpu":3,"kind":"exit","pid":5,"tgid":5,"ppid":1,"uid":0,"comm":"x","status":1,"last_thread":true}"#,
    r#"{"seq":5,"time_ns":2,"cpu":3,"kind":"exit","pid":6,"tgid":5,"ppid":1,"uid":0,"comm":"x","signal":9}"#,
    r#"{"seq":6,"time_ns":2,"cpu":3,"kind":"comm","pid":5,"tgid":5,"ppid":1,"uid":0,"comm":"x","new_comm":"y"}"#,
    r#"{"seq":7,"time_ns":2,"cpu":3,"kind":"device","action":"add","ifindex":2,"ifname":"eth0","flags":1,"mtu":1500}"#,
    r#"{"seq":8,"time_ns":2,"cpu":3,"kind":"device","action":"remove","ifindex":2,"ifname":"eth0","flags":1,"mtu":1500}"#,
    r#"{"seq":9,"time_ns":2,"cpu":3,"kind":"device","action":"up","ifindex":2,"ifname":"eth0","flags":1,"mtu":1500}"#,
    r#"{"seq":10,"time_ns":2,"cpu":3,"kind":"address","action":"add","ifindex":2,"ifname":"eth0","address":"::1","prefix":128}"#,
    r#"{"seq":11,"time_ns":2,"cpu":3,"kind":"module","action":"add","module":"dummy"}"#,
    r#"{"seq":12,"time_ns":2,"cpu":3,"kind":"module","action":"remove","module":"dummy"}"#,
    r#"{"seq":13,"time_ns":2,"cpu":3,"kind":"oom","pid":5,"tgid":5,"ppid":1,"uid":0,"comm":"x"}"#,
    r#"{"seq":14,"time_ns":2,"cpu":3,"kind":"hang","pid":5,"tgid":5,"ppid":1,"uid":0,"comm":"x"}"#,
    r#"{"seq":15,"time_ns":2,"cpu":3,"kind":"reboot","action":"restart","text":"now"}"#,
    r#"{"seq":16,"time_ns":2,"cpu":3,"kind":"mark","pid":5,"tgid":5,"ppid":1,"uid":0,"cgroup":4711,"start_ns":1000000003,"pidns":4026531836,"netns":4026531833,"userns":4026531837,"comm":"x","text":"hello"}"#,
    r#"{"seq":17,"time_ns":2,"cpu":3,"kind":"publish","module":"m","text":"t","fields":{"a.b":-1,"c":18446744073709551615,"d":"x"}}"#,
    r#"{"seq":18,"time_ns":2,"cpu":3,"kind":"switch","action":"on","source":"exec","pid":5,"tgid":5,"ppid":1,"uid":0,"comm":"x"}"#,
    r#"{"seq":19,"time_ns":2,"cpu":3,"kind":"tcp","netns":4026531833,"old_state":"syn-sent","new_state":"established","local":"192.0.2.1","local_port":40000,"remote":"192.0.2.2","remote_port":443}"#,
    r#"{"seq":20,"time_ns":2,"cpu":3,"kind":"tcp","netns":4026531833,"old_state":"close","new_state":"listen","local":"::","local_port":80,"remote":"::","remote_port":0}"#,
    r#"{"seq":21,"time_ns":2,"cpu":3,"kind":"200"}"#,
    r#"{"first":22,"last":31,"lost":10}"#,
    r#"{"restart":true}"#,
];

fn origin() -> Origin {
    Origin {
        host: "web1".to_owned(),
        journal: 0x3f8a,
        clocks: (
            Duration::from_secs(10),
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_608),
        ),
    }
}

fn formatted(format: Format) -> Vec<Value> {
    let origin = origin();
    let format = |line: &&str| {
        let record: Record<'_> = serde_json::from_str(line).unwrap();
        serde_json::to_value(Formatted::new(format, &origin, &record)).unwrap()
    };
    RECORDS.iter().map(format).collect()
}

/// The lines of a list, in words.
fn list(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect())
}

/// All values in objects, with the names that lead to them.
fn leaves(value: &Value, path: &str, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = match path {
                    "" => name.clone(),
                    _ => format!("{path}.{name}"),
                };
                leaves(value, &path, out);
            }
        }
        _ => out.push((path.to_owned(), value.clone())),
    }
}

/// Whether a value, or each in an array, has a type.
fn has_type(value: &Value, kind: &str, is_array: bool) -> bool {
    match value {
        Value::Array(values) => is_array && values.iter().all(|one| has_type(one, kind, false)),
        _ if is_array => false,
        Value::String(text) => match kind {
            "date" => text.len() == 30 && text.ends_with('Z'),
            "keyword" | "match_only_text" => true,
            "ip" => text.parse::<std::net::IpAddr>().is_ok(),
            _ => {
                kind.ends_with("_t")
                    && !["integer_t", "long_t", "timestamp_t", "boolean_t"].contains(&kind)
            }
        },
        Value::Number(number) => {
            ["long", "integer_t", "long_t", "timestamp_t"].contains(&kind) && number.is_u64()
        }
        Value::Bool(_) => kind == "boolean_t",
        _ => false,
    }
}

#[test]
fn ecs_has_each_name() {
    let fields: BTreeMap<&str, (&str, bool)> = list(include_str!("schemas/ecs.txt"))
        .map(|words| (words[0], (words[1], words.get(2) == Some(&"array"))))
        .collect();
    for value in formatted(Format::Ecs) {
        let mut all = Vec::new();
        leaves(&value, "", &mut all);
        for (name, value) in all.iter().filter(|(name, _)| !name.starts_with("klink.")) {
            let (kind, is_array) = fields
                .get(&**name)
                .unwrap_or_else(|| panic!("no field {name}"));
            assert!(
                has_type(value, kind, *is_array),
                "{name}: {value} is no {kind}"
            );
        }
    }
}

#[test]
fn ocsf_has_each_name_and_all_that_is_required() {
    let fields: Vec<_> = list(include_str!("schemas/ocsf.txt")).collect();
    for value in formatted(Format::Ocsf) {
        let class = value["class_uid"].to_string();
        let activity = value["activity_id"].as_u64().unwrap();
        let number = value["class_uid"].as_u64().unwrap() * 100 + activity;
        assert_eq!(value["type_uid"], number);
        assert_eq!(
            activity == 99,
            value.get("activity_name").is_some(),
            "{value}"
        );
        let mut all = Vec::new();
        leaves(&value, "", &mut all);
        for (name, value) in all
            .iter()
            .filter(|(name, _)| !name.starts_with("unmapped."))
        {
            let field = fields
                .iter()
                .find(|words| words[0] == class && words[1] == name);
            let field = field.unwrap_or_else(|| panic!("class {class} has no {name}"));
            let is_array = field.contains(&"array");
            assert!(
                has_type(value, field[2], is_array),
                "{name}: {value} is no {}",
                field[2]
            );
        }
        for words in fields
            .iter()
            .filter(|words| words[0] == class && words.contains(&"required"))
        {
            let pointer = format!("/{}", words[1].replace('.', "/"));
            assert!(
                value.pointer(&pointer).is_some(),
                "{} is missing: {value}",
                words[1]
            );
        }
        // The base event has these by its profile `host`.
        let has_profile = value["metadata"]["profiles"] == json!(["host"]);
        assert_eq!(has_profile, class == "0");
    }
}

/// Checks a message of the protocol, in its JSON encoding.
fn check_message(fields: &BTreeMap<(&str, &str), (&str, bool)>, message: &str, value: &Value) {
    for (name, value) in value.as_object().unwrap() {
        let (kind, is_array) = fields[&(message, &**name)];
        let values = match value {
            Value::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        assert_eq!(is_array, value.is_array(), "{message}.{name}");
        for value in values {
            match kind {
                "string" => assert!(value.is_string(), "{name}"),
                "bool" => assert!(value.is_boolean(), "{name}"),
                "fixed64" | "int64" => {
                    assert!(value.as_str().unwrap().parse::<i64>().is_ok(), "{name}");
                }
                "SeverityNumber" => assert!((1..=24).contains(&value.as_u64().unwrap())),
                message => check_message(fields, message, value),
            }
        }
    }
}

#[test]
fn otlp_has_each_name() {
    let list: Vec<_> = list(include_str!("schemas/otlp.txt")).collect();
    let fields: BTreeMap<_, _> = list
        .iter()
        .map(|words| {
            (
                (words[0], words[1]),
                (words[2], words.get(3) == Some(&"array")),
            )
        })
        .collect();
    for value in formatted(Format::Otlp) {
        check_message(&fields, "LogsData", &value);
        let resource = &value["resourceLogs"][0];
        let log = &resource["scopeLogs"][0]["logRecords"][0];
        let attributes = [&resource["resource"]["attributes"], &log["attributes"]];
        let attributes = attributes.iter().flat_map(|list| list.as_array().unwrap());
        for attribute in attributes {
            let key = attribute["key"].as_str().unwrap();
            if key.starts_with("klink.") {
                continue;
            }
            let (kind, is_array) = fields[&("attribute", key)];
            let wanted = if kind == "int" {
                "intValue"
            } else {
                "stringValue"
            };
            let value = &attribute["value"];
            let values = match &value["arrayValue"]["values"] {
                Value::Array(values) if is_array => values.as_slice(),
                _ if is_array => panic!("{attribute}"),
                _ => std::slice::from_ref(value),
            };
            let have_it = values.iter().all(|value| value.get(wanted).is_some());
            assert!(have_it, "{attribute}");
        }
    }
}

#[test]
fn an_exec_is_the_same_in_each_format() {
    let [ecs, ocsf, otlp] = Format::ALL.map(|(_, format)| formatted(format).swap_remove(2));
    assert_eq!(ecs["@timestamp"], "2024-12-31T23:59:58.000000002Z");
    assert_eq!(ecs["event"]["id"], "0000000000003f8a-3");
    assert_eq!(ecs["event"]["type"], json!(["start"]));
    assert_eq!(ecs["process"]["real_user"]["id"], "0");
    assert_eq!(ecs["klink"]["cut"], true);
    assert_eq!(ecs["klink"]["cgroup"], 4711);
    assert_eq!(ecs["process"]["start"], "2024-12-31T23:59:59.000000003Z");
    assert_eq!(ocsf["time"], 1_735_689_598_000u64);
    assert_eq!(ocsf["type_uid"], 100_701);
    assert_eq!(ecs["process"]["args"], json!(["x", "a b"]));
    assert_eq!(ocsf["process"]["path"], "/x");
    assert_eq!(ocsf["process"]["cmd_line"], r#"x "a b""#);
    assert_eq!(ocsf["unmapped"]["cpu"], 3);
    assert_eq!(ocsf["process"]["created_time"], 1_735_689_599_000u64);
    let log = &otlp["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0];
    assert_eq!(log["timeUnixNano"], "1735689598000000002");
    assert_eq!(log["eventName"], "klink.exec");
    for (key, value) in [
        ("process.executable.path", "/x"),
        ("process.creation.time", "2024-12-31T23:59:59.000000003Z"),
    ] {
        let attribute = json!({"key": key, "value": {"stringValue": value}});
        assert!(log["attributes"].as_array().unwrap().contains(&attribute));
    }
}

#[test]
fn formats_have_the_names_that_users_give() {
    for (name, format) in Format::ALL {
        assert_eq!(Format::by_name(name), Some(format));
    }
    assert_eq!(Format::by_name("ECS"), None);
}
