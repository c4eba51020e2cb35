// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink's families are made of the descriptions, for programs and for its modules.

mod numbers;

use std::path::Path;

use super::tables::is_written;
use crate::{families, rust_kernel, Spec};

#[test]
fn the_families_of_klink_are_as_generated() {
    let klink = Path::new(env!("CARGO_MANIFEST_DIR")).join("../klink");
    let read = |file: &str| std::fs::read_to_string(klink.join(file)).unwrap();
    let (modules, features) = (read("src/families.rs"), read("Cargo.toml"));
    let mut lines = 0;
    for family in families() {
        let text = Spec::inside(family).unwrap().rust_user();
        let name = family.replace('-', "_");
        is_written(&klink.join(format!("src/families/{name}.rs")), &text);
        assert!(
            modules.contains(&format!("    {name} \"{family}\"\n")),
            "{family}"
        );
        assert!(
            features.contains(&format!("\n{family} = [\"typed\"]\n")),
            "{family}"
        );
        let all = features
            .lines()
            .find(|line| line.starts_with("families = "));
        assert!(all.unwrap().contains(&format!("\"{family}\"")), "{family}");
        lines += text.lines().count();
    }
    println!("{lines} lines");
    assert!(lines <= 25_000, "{lines} lines");
}

#[test]
fn the_families_of_klinks_modules_are_as_generated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (description, file) in [
        ("specs/klink_demo.yaml", "kernel/demo/family.rs"),
        ("specs/klink_events.yaml", "kernel/events/family.rs"),
        (
            "kernel/tests/fault_genl/klink_fault.yaml",
            "kernel/tests/fault_genl/family.rs",
        ),
    ] {
        let text = std::fs::read_to_string(root.join(description)).unwrap();
        let text = rust_kernel(&text).unwrap_or_else(|error| panic!("{description}: {error}"));
        is_written(&root.join(file), &text);
    }
}

#[test]
fn the_families_of_klink_have_their_numbers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared = &[
        ("kind", "u8"),
        ("state", "u32"),
        ("action", "u32"),
        ("tcp-state", "u16"),
    ];
    for (family, called) in [("demo", ("lamp", "attr")), ("events", ("journal", "attr"))] {
        let description = root.join(format!("specs/klink_{family}.yaml"));
        let text = std::fs::read_to_string(description).unwrap();
        let file = root.join(format!("protocol/src/{family}/numbers.rs"));
        is_written(&file, &numbers::numbers(&text, &[called], shared));
    }
}

/// A description with one attribute, one operation and one group.
fn described(attribute: &str, operation: &str, group: &str) -> Result<String, String> {
    let text = format!(
        "
        name: lamps
        definitions:
          - {{name: gaps, type: enum, entries: [{{name: one, value: 1}}, {{name: four, value: 4}}]}}
          - {{name: theirs, type: const, value: 0, header: asm/page.h, scope: kernel}}
        attribute-sets:
          - name: lamp
            attributes:
              - {{name: id, {attribute}}}
              - {{name: others, type: u32, multi-attr: true}}
        operations:
          list:
            - {{name: get, attribute-set: lamp, {operation}}}
        mcast-groups:
          list:
            - {{name: changes{group}}}
        "
    );
    rust_kernel(&text).map_err(|error| error.to_string())
}

#[test]
fn what_a_module_cannot_do_is_refused_with_its_place() {
    let get = "do: {request: {attributes: [id]}}";
    let id = "attribute set lamp, attribute id: ";
    for (attribute, operation, group, words) in [
        (
            "type: u32, enum: gaps",
            get,
            "",
            format!("{id}its enum has gaps"),
        ),
        (
            "type: u32, checks: {min: theirs}",
            get,
            "",
            format!("{id}a check has a number that"),
        ),
        (
            "type: u32, checks: {min: -1}",
            get,
            "",
            format!("{id}a bound is below 0"),
        ),
        (
            "type: u32, checks: {min: 2, max: 1}",
            get,
            "",
            format!("{id}its smallest value"),
        ),
        (
            "type: string, checks: {min-len: 1}",
            get,
            "",
            format!("{id}the kernel checks no shortest"),
        ),
        (
            "type: string, checks: {max-len: 70000}",
            get,
            "",
            format!("{id}a string has at least"),
        ),
        (
            "type: binary, checks: {max-len: 40000}",
            get,
            "",
            format!("{id}bounds of lengths have 15 bits"),
        ),
        (
            "type: nest",
            get,
            "",
            format!("{id}a nest needs nested-attributes"),
        ),
        (
            "type: indexed-array, sub-type: u32",
            get,
            "",
            format!("{id}the kernel has no rule"),
        ),
        (
            "type: bitfield32",
            get,
            "",
            format!("{id}a bitfield32 needs an enum"),
        ),
        (
            "type: mystery",
            get,
            "",
            format!("{id}klink does not know this type"),
        ),
        (
            "type: u32, value: 0",
            get,
            "",
            format!("{id}a policy has no rule for type 0"),
        ),
        (
            "type: u16, byte-order: little-endian",
            get,
            "",
            format!("{id}klink has no such numbers"),
        ),
        (
            "type: u32",
            "do: {request: {attributes: [no]}}",
            "",
            "attribute set lamp, attribute no: there is no such".to_owned(),
        ),
        (
            "type: u32",
            "do: {request: {required: [id]}}",
            "",
            "operation get: it requires id, which".to_owned(),
        ),
        (
            "type: u32",
            "do: {request: {attributes: [others], required: [others]}}",
            "",
            "attribute others: a flag, and what may".to_owned(),
        ),
        (
            "type: u32",
            "do: {request: {attributes: [id], reject: {id: why}}}",
            "",
            "operation get: it rejects id, ".to_owned(),
        ),
        (
            "type: u32",
            "do: {request: {reject: {no: why}}}",
            "",
            "operation get: it rejects no, which is no attribute".to_owned(),
        ),
        (
            "type: u32",
            "do: {pre: lock}",
            "",
            "operation get: pre and post".to_owned(),
        ),
        (
            "type: u32",
            "dont-validate: [strict], do: {}",
            "",
            "operation get: dont-validate".to_owned(),
        ),
        (
            "type: u32",
            "config-cond: net, do: {}",
            "",
            "operation get: config-cond".to_owned(),
        ),
        (
            "type: u32",
            "value: 256, do: {}",
            "",
            "operation get: its number has more than 8 bits".to_owned(),
        ),
        (
            "type: u32",
            "flags: [admin-perm, uns-admin-perm], do: {}",
            "",
            "operation get: its flags are".to_owned(),
        ),
        (
            "type: u32",
            "event: {attributes: [id]}, mcgrp: none",
            "",
            "operation get: there is no group none".to_owned(),
        ),
        (
            "type: u32",
            get,
            ", flags: [admin-perm]",
            "multicast group changes: to join".to_owned(),
        ),
    ] {
        let refused = described(attribute, operation, group).unwrap_err();
        assert!(refused.contains(&words), "{refused}: {words}");
    }
    let sound = described("type: u32, enum: gaps, checks: {min: 1, max: 4}", get, "").unwrap();
    let values = "Gaps u32 {\n        ONE = 1;\n        FOUR = 4;\n";
    assert!(sound.contains(values), "{sound}");
}
