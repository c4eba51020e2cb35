// SPDX-License-Identifier: MIT OR Apache-2.0

//! `specs/corrections`: what is in there is right, is needed, and is what the crate holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use klink_tests_support::{headers, specs};
use serde_json::Value;

use crate::{corrections, Folders};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The corrections as they are written, by family.
pub(super) fn written() -> Vec<(String, Value)> {
    let files = Folders::new([project().join("specs/corrections")]);
    let read = |file: PathBuf| {
        let family = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&file).unwrap();
        let value = yaml_serde::from_str(&text);
        (
            family,
            value.unwrap_or_else(|error| panic!("{}: {error}", file.display())),
        )
    };
    files.files().map(read).collect()
}

/// Without what explains.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let plain = object.iter().filter(|(key, _)| *key != "doc");
            plain
                .map(|(key, value)| (key.clone(), plain_value(value)))
                .collect()
        }
        value => plain_value(value),
    }
}

fn plain_value(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Object(_) => plain(value),
        value => value.clone(),
    }
}

#[test]
fn corrections_are_in_the_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/corrections");
    let mut files = BTreeSet::new();
    for (family, value) in written() {
        assert_eq!(
            value.get("name").and_then(Value::as_str),
            Some(family.as_str())
        );
        let table = super::tables::table(&plain(&value));
        let file = folder.join(format!("{family}.json"));
        super::tables::is_written(&file, &table);
        files.insert(family);
    }
    let known: BTreeSet<_> = corrections::families().map(str::to_owned).collect();
    assert_eq!(known, files, "src/corrections.rs lists them");
}

/// One that does not is to be deleted: the kernel's own specification says it by now.
#[test]
fn every_correction_still_applies() {
    for (family, corrections) in written() {
        let file = Folders::new([specs().to_owned()]).find(&family).unwrap();
        let mut specification = yaml_serde::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let idle = corrections::lay_over(&mut specification, &corrections);
        assert!(
            idle.is_empty(),
            "{family}: changes nothing: {}",
            idle.join(", ")
        );
    }
}

/// Goes through what has a name, with the proofs that stand around it.
fn proofs(
    value: &Value,
    place: &str,
    around: Option<&str>,
    found: &mut Vec<(String, Option<String>)>,
) {
    let own = value.get("doc").and_then(Value::as_str).or(around);
    match value {
        Value::Object(object) => {
            let lists = ["attributes", "entries", "formats"];
            let inner = lists.iter().any(|list| object.contains_key(*list));
            if object.contains_key("name") && !inner {
                found.push((place.to_owned(), own.map(str::to_owned)));
            }
            for (key, value) in object.iter().filter(|(key, _)| *key != "members") {
                proofs(value, &format!("{place}.{key}"), own, found);
            }
        }
        Value::Array(list) => {
            for value in list {
                let name = value.get("name").and_then(Value::as_str).unwrap_or("?");
                proofs(value, &format!("{place}.{name}"), own, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_correction_names_its_proof() {
    let mut count = 0;
    for (family, corrections) in written() {
        let mut found = Vec::new();
        let sections = [
            "definitions",
            "attribute-sets",
            "sub-messages",
            "operations",
            "mcast-groups",
        ];
        for section in sections {
            if let Some(value) = corrections.get(section) {
                proofs(value, section, None, &mut found);
            }
        }
        for (place, proof) in found {
            let proof = proof.unwrap_or_else(|| panic!("{family} {place} has no proof"));
            is_proof(&format!("{family} {place}"), &proof);
            count += 1;
        }
    }
    println!("{count} corrections with a proof each");
}

/// A file of the kernel's source, and what to look at in it. That a header has it is seen here.
fn is_proof(place: &str, proof: &str) {
    let (file, what) = proof
        .split_once(": ")
        .unwrap_or_else(|| panic!("{place}: {proof}"));
    assert!(
        file.ends_with(".c") || file.ends_with(".h"),
        "{place}: {proof}"
    );
    let Some(header) = file.strip_prefix("include/uapi/") else {
        return;
    };
    let texts = headers()
        .into_iter()
        .filter_map(|folder| fs::read_to_string(folder.join(header)).ok());
    let texts: Vec<_> = texts.collect();
    assert!(!texts.is_empty(), "{place}: there is no {header}");
    let words = what.split(|character: char| !(character.is_alphanumeric() || character == '_'));
    for word in words.filter(|word| word.contains('_')) {
        assert!(
            texts.iter().any(|text| text.contains(word)),
            "{place}: {header} has no {word}"
        );
    }
}
