// SPDX-License-Identifier: MIT OR Apache-2.0

//! The descriptions that the crate holds are those of the lab's current kernel, corrected, and those of `specs`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use klink_tests_support::specs;
use serde_json::{Map, Value};

use crate::{corrections, families, yaml, Folders, Spec};

/// What a description is read for. Sentences are not.
const KEYS: &str = "
    attribute attribute-set attribute-sets attributes bits byte-order checks definitions display-hint do dump early entries enum
    enum-as-flags enum-model event exact-len fixed-header formats gone groups key length len list max max-len mcast-groups
    mcgrp member members min min-len multi-attr name nested-attributes new notify objects only operations partial protocol
    protonum reply request selector silent stale stale-flags struct sub-message sub-messages sub-type subset-of type
    type-value untold value value-start values version
";

/// A description without what nobody reads.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let known = |key: &str| KEYS.split_whitespace().any(|known| known == key);
            let kept = object
                .iter()
                .filter(|(key, value)| known(key) && !value.is_null());
            Value::Object(
                kept.map(|(key, value)| (key.clone(), plain(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(list) => list.iter().map(plain).collect(),
        value => value.clone(),
    }
}

/// The attributes that messages of an operation may have, which are not read either.
fn without_lists(mut value: Value) -> Value {
    let operations = value
        .pointer_mut("/operations/list")
        .and_then(Value::as_array_mut);
    for operation in operations.into_iter().flatten() {
        for halves in [
            "/do/request",
            "/do/reply",
            "/dump/request",
            "/dump/reply",
            "/event",
        ] {
            if let Some(Value::Object(half)) = operation.pointer_mut(halves) {
                half.remove("attributes");
            }
        }
    }
    value
}

fn files() -> impl Iterator<Item = PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let files = Folders::new([specs().to_owned(), own]);
    files.files().collect::<Vec<_>>().into_iter()
}

#[test]
fn descriptions_are_in_the_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/families");
    let corrections = super::corrections::written();
    let mut names = BTreeSet::new();
    let mut bytes = 0;
    for file in files() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let mut whole = yaml_serde::from_str(&text).unwrap();
        // As they are written, which may be newer than what the crate was built with.
        if let Some((_, corrections)) = corrections.iter().find(|(family, _)| *family == name) {
            corrections::lay_over(&mut whole, &super::corrections::plain(corrections));
        }
        let table = super::tables::table(&without_lists(plain(&whole)));
        super::tables::is_written(&folder.join(format!("{name}.json")), &table);
        bytes += table.len();
        // Nothing that is read is lost.
        let whole: yaml::Family = serde_json::from_value(whole).unwrap();
        let kept: yaml::Family = serde_json::from_str(&table).unwrap();
        assert_eq!(format!("{kept:?}"), format!("{whole:?}"), "{name}");
        names.insert(name);
    }
    println!("{} descriptions in {bytes} bytes", names.len());
    assert_eq!(
        families().map(str::to_owned).collect::<BTreeSet<_>>(),
        names,
        "src/inside.rs lists them"
    );
}

#[test]
fn every_family_is_inside() {
    for family in families() {
        let spec = Spec::inside(family).unwrap_or_else(|| panic!("{family} cannot be read"));
        assert!(!spec.operations().is_empty(), "{family}");
    }
    assert!(Spec::inside("net-shaper").is_some() && Spec::inside("net_shaper").is_some());
    assert!(Spec::inside("nosuch").is_none());
}

/// How long a family may take until it is ready, in an optimized build.
#[test]
#[ignore = "measures: cargo test --release --package klink-ynl --lib -- --ignored --nocapture ready"]
fn a_family_is_ready_within_a_millisecond() {
    let mut slow = Vec::new();
    for family in families() {
        let fastest = (0..20).map(|_| {
            let start = std::time::Instant::now();
            assert!(Spec::inside(family).is_some());
            start.elapsed()
        });
        let fastest = fastest.min().unwrap_or_default();
        println!("{family}: {fastest:?}");
        if fastest.as_micros() > 1000 {
            slow.push(family);
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}
