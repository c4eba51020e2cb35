// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of attacks, `docs/attacks.md`: each public item of the crate that modules are built on has a row, and the
//! items and proofs of each row exist.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/attacks.md")
}

/// The cells of each row.
fn rows() -> Vec<[String; 3]> {
    let page = fs::read_to_string(table()).unwrap();
    let lines = page.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| {
        let line = line.trim_matches(['|', ' ']);
        let cells: Vec<_> = line.split(" | ").map(String::from).collect();
        cells.try_into().unwrap()
    };
    let rows: Vec<_> = lines.map(cells).collect();
    assert!(rows.len() > 40, "{rows:#?}");
    rows
}

/// The texts between backquotes.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The items that have a row.
fn listed() -> BTreeSet<String> {
    let mut items = BTreeSet::new();
    for [named, ..] in rows() {
        let mut whole = String::new();
        for name in code(&named) {
            match name.strip_prefix('.') {
                Some(part) => items.insert(format!("{whole}.{part}")),
                None => {
                    name.clone_into(&mut whole);
                    items.insert(whole.clone())
                }
            };
        }
    }
    items
}

/// The items in the documentation: types, traits, functions, macros and constants, and the parts of types and traits,
/// except fields and variants.
fn documented() -> BTreeSet<String> {
    let lab = env!("CARGO_BIN_EXE_klink-lab");
    let output = Command::new(lab).arg("doc").output().unwrap();
    assert!(output.status.success(), "{output:#?}");
    let index = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    let all = index.with_file_name("all.html");
    let page =
        fs::read_to_string(&all).unwrap_or_else(|error| panic!("{}: {error}", all.display()));
    let mut items = BTreeSet::new();
    for link in page.split("<li><a href=\"").skip(1) {
        let (file, rest) = link.split_once("\">").unwrap();
        if file.starts_with('#') {
            continue;
        }
        let (name, _) = rest.split_once('<').unwrap();
        let is_macro = file.starts_with("macro.");
        items.insert(format!("{name}{}", if is_macro { "!" } else { "" }));
        if !file.contains("type.") {
            let file = index.with_file_name(file);
            let page = fs::read_to_string(&file)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            items.extend(parts(&page).map(|part| format!("{name}.{part}")));
        }
    }
    items
}

/// The parts of a type or a trait that do not belong to another trait.
fn parts(page: &str) -> impl Iterator<Item = &str> {
    const OTHERS: [&str; 6] = [
        "id=\"deref-methods",
        "id=\"trait-implementations\"",
        "id=\"synthetic-implementations\"",
        "id=\"blanket-implementations\"",
        "id=\"foreign-impls\"",
        "id=\"implementors\"",
    ];
    const KINDS: [&str; 4] = ["method", "tymethod", "associatedconstant", "associatedtype"];
    let end = OTHERS.iter().filter_map(|others| page.find(others)).min();
    let own = page.get(..end.unwrap_or(page.len())).unwrap_or(page);
    own.split("id=\"").skip(1).filter_map(|anchor| {
        let (kind, rest) = anchor.split_once('"')?.0.split_once('.')?;
        KINDS.contains(&kind).then_some(rest)
    })
}

#[test]
fn every_public_item_has_a_row() {
    let (documented, listed) = (documented(), listed());
    assert!(documented.len() > 300, "{documented:#?}");
    let missing: Vec<_> = documented.difference(&listed).collect();
    assert!(missing.is_empty(), "without a row: {missing:#?}");
    let gone: Vec<_> = listed.difference(&documented).collect();
    assert!(gone.is_empty(), "there is no such item: {gone:#?}");
}

/// Each attack is stopped by code that does not compile, or by a test, and that proof exists.
#[test]
fn every_row_has_a_proof_that_exists() {
    for [items, _, stopped] in rows() {
        let links: Vec<_> = stopped
            .split('[')
            .skip(1)
            .map(|link| link.split_once("](").unwrap())
            .map(|(name, rest)| (name, rest.split_once(')').unwrap().0))
            .collect();
        assert!(!links.is_empty(), "{items}: no proof");
        for (name, path) in links {
            let source = fs::read_to_string(table().with_file_name(path))
                .unwrap_or_else(|error| panic!("{items}: {path}: {error}"));
            match name
                .strip_prefix('`')
                .and_then(|name| name.strip_suffix('`'))
            {
                Some(test) => {
                    let is_there = source.contains(&format!("#[test]\nfn {test}()"));
                    assert!(is_there, "{items}: no test {test} in {path}");
                }
                None => {
                    assert!(
                        path.ends_with(&format!("kernel/tests/compile_fail/{name}")),
                        "{path}"
                    );
                    assert!(source.contains("//~ "), "{path} is not refused");
                }
            }
        }
    }
}
