// SPDX-License-Identifier: MIT OR Apache-2.0

//! The descriptions that the crate holds are those of the lab's current kernel, corrected, and those of `specs`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use klink_tests_support::specs;

use crate::bare::bare;
use crate::{corrections, families, yaml, Folders, Spec};

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
        let table = super::tables::table(&bare(&whole));
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
