// SPDX-License-Identifier: MIT OR Apache-2.0

//! Checks that `docs/command.md` has every command, every exit status and every member of every object.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::run::{klink, klink_with, parse, prints};
use crate::scratch::Scratch;

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/command.md");
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_command_is_there() {
    let page = page();
    let help = prints(&klink(&["--help"]));
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed.take_while(|line| !line.is_empty());
    let starts = |line: &&str| !line.starts_with("   ");
    let mut missing = Vec::new();
    let mut count = 0;
    for name in names
        .filter(starts)
        .filter_map(|line| line.split_whitespace().next())
    {
        count += 1;
        if name != "help" && !page.contains(&format!("\n| `klink {name}` | ")) {
            missing.push(name.to_owned());
        }
    }
    assert!(count > 10 && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_exit_status_is_there() {
    let help = prints(&klink(&["generate", "completions", "--help"]));
    let words: Vec<_> = help.split_whitespace().collect();
    let help = words.join(" ");
    let page = page();
    let table = page
        .lines()
        .skip_while(|line| *line != "| status | meaning |")
        .skip(2);
    let mut documented = String::from("Exit status:");
    for line in table.take_while(|line| line.starts_with('|')) {
        documented.push_str(&line.replace(" |", "").replace("| ", " "));
    }
    assert!(help.ends_with(&documented), "{documented}");
}

/// Collects the members of an object and of the objects inside.
fn members(object: &Value, found: &mut BTreeSet<String>) {
    match object {
        Value::Array(items) => items.iter().for_each(|item| members(item, found)),
        Value::Object(object) => {
            for (name, value) in object {
                found.insert(name.clone());
                // The properties of a uevent and the members of a description are not documented one by one.
                if name != "uevent" && name != "msg" {
                    members(value, found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_member_is_there() {
    let capture = Scratch::new("documents.pcap");
    let link = "00000000010000000000000000000000";
    let dump = "10000000 0300 0200 01000000 00000000";
    let written = [
        "decode",
        "--protocol",
        "route",
        "--write",
        capture.name(),
        "--json",
    ];
    let mut found = BTreeSet::new();
    for output in [
        klink(&["send", "route", "--type", "18", "--hex", link, "--json"]),
        klink(&["genl", "list", "--json"]),
        klink(&["genl", "policy", "nlctrl", "--json"]),
        klink(&["stat", "--json", "--watch=0.05", "-n", "2"]),
        klink_with(&written, dump.as_bytes()),
        klink_with(&["decode", "--json"], b"1400"),
        klink(&["doctor", "--json"]),
        klink(&["bench", "round-trips", "route", "-n", "10", "--json"]),
        klink(&["bench", "events", "nlctrl", "--for", "0.01", "--json"]),
        klink(&[
            "record",
            capture.name(),
            "nlctrl",
            "--for",
            "0.01",
            "--json",
        ]),
    ] {
        let text = String::from_utf8(output.stdout).unwrap();
        let objects = parse(&text);
        assert!(!objects.is_empty());
        objects
            .iter()
            .for_each(|object| members(object, &mut found));
    }
    let page = page();
    found.retain(|member| !page.contains(&format!("`{member}`")));
    assert!(found.is_empty(), "not in docs/command.md: {found:?}");
}
