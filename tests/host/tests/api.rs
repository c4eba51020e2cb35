// SPDX-License-Identifier: MIT OR Apache-2.0

//! The public items of the published crates, compared with the lists in `tests/host/api`.
//!
//! They are read from rustdoc's pages, which include the results of macros. `KLINK_API=write` writes the lists, and
//! refuses to if items changed and CHANGELOG.md has no new entry.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const NEXT_STEP: &str = "describe the change in CHANGELOG.md, then run `make api`";
/// Of these headings of a page, blanket implementations and those that follow from the fields are left out.
const SECTIONS: [&str; 4] = [
    "id=\"implementations\"",
    "id=\"trait-implementations\"",
    "id=\"synthetic-implementations\"",
    "id=\"blanket-implementations\"",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cargo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root())
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTDOCFLAGS")
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {complaint}");
    output.stdout
}

/// The published packages with a library.
fn packages() -> Vec<String> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    let published = |package: &&Value| package["publish"].is_null();
    let has_library = |package: &&Value| {
        let targets = package["targets"].as_array().unwrap();
        targets.iter().any(|target| target["kind"][0] == "lib")
    };
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .filter(published)
        .filter(has_library)
        .map(|package| package["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The content of the tags `<NAME ...>`, anywhere in the page.
fn enclosed<'a>(page: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    page.split(open)
        .skip(1)
        .filter_map(|rest| rest.split(close).next())
        .collect()
}

/// The text between tags, with single spaces. Comments stay: `/* private fields */` is a part of an item.
fn text(html: &str) -> String {
    let mut text = String::new();
    // The label of a list that is folded on the page.
    for (index, piece) in html.split("<summary").enumerate() {
        let piece = match piece.split_once("</summary>") {
            Some((_, rest)) if index > 0 => rest,
            _ => piece,
        };
        for (index, part) in piece.split('<').enumerate() {
            let (tag, plain) = match part.split_once('>') {
                Some(parts) if index > 0 => parts,
                _ => ("", part),
            };
            // This begins a new line.
            if tag.contains("div") || tag.starts_with("br") {
                text.push(' ');
            }
            text.push_str(plain);
        }
    }
    for (entity, char) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        // This links to a note on the page.
        ("ⓘ", ""),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, char);
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

/// A declaration as each version of rustdoc shows it: without the default values of a trait's constants, whose spelling
/// differs, and without `_` as the name of an argument.
fn alike(declaration: String) -> String {
    let mut alike = declaration.replace("(_: ", "(").replace(", _: ", ", ");
    if !alike.starts_with("pub trait ") {
        return alike;
    }
    let mut from = 0;
    while let Some(constant) = alike[from..].find(" const ") {
        from += constant + 1;
        let end = from + alike[from..].find(';').unwrap_or(0);
        if let Some(value) = alike[from..end].find(" = ") {
            alike.replace_range(from + value + " = ".len()..end, "_");
        }
    }
    alike
}

fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let Some((_, rest)) = page.split_once(heading) else {
        return "";
    };
    let ends = SECTIONS.iter().filter_map(|next| rest.find(next));
    &rest[..ends.min().unwrap_or(rest.len())]
}

/// The items that one page shows.
fn items(path: &str, page: &str, found: &mut BTreeSet<String>) {
    let mut add = |item: String| {
        found.insert(format!("{path}: {item}"));
    };
    for declaration in enclosed(page, "<pre class=\"rust item-decl\">", "</pre>") {
        // An item with a page is public, whether or not the page says so.
        let declaration = alike(text(declaration));
        match declaration.split_once("pub ") {
            Some((before, rest)) if !before.contains(['{', '(']) => add(format!("{before}{rest}")),
            _ => add(declaration),
        }
    }
    for reexport in enclosed(page, "<code>pub use ", "</code>") {
        add(format!("pub use {}", text(reexport)));
    }
    let own = section(page, SECTIONS[0]);
    for item in enclosed(own, "<h4 class=\"code-header\">", "</h4>") {
        let item = text(item);
        // The value of an associated constant differs from one rustdoc version to the next.
        let value = item.find(" = ").filter(|_| item.starts_with("pub const "));
        add(item[..value.unwrap_or(item.len())].to_owned());
    }
    let traits = section(page, SECTIONS[1]);
    for implementation in enclosed(traits, "<h3 class=\"code-header\">", "</h3>") {
        let implementation = text(implementation);
        // Deriving PartialEq adds this, and no program can name it.
        if !implementation.contains("StructuralPartialEq") {
            add(implementation);
        }
    }
    for item in enclosed(traits, "<h4 class=\"code-header\">", "</h4>") {
        let item = text(item);
        if item.starts_with("type ") {
            add(item);
        }
    }
}

fn pages(folder: &Path, path: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            pages(&entry.path(), &format!("{path}::{name}"), found);
            continue;
        }
        let page = fs::read_to_string(entry.path()).unwrap();
        match name.split('.').collect::<Vec<_>>()[..] {
            ["index", "html"] => items(path, &page, found),
            // `struct.Name.html`; a page without a kind only links to another one.
            [_, item, "html"] => items(&format!("{path}::{item}"), &page, found),
            _ => {}
        }
    }
}

fn public_items(package: &str) -> BTreeSet<String> {
    let name = package.replace('-', "_");
    let mut found = BTreeSet::new();
    pages(&root().join("target/doc").join(&name), &name, &mut found);
    found
}

/// A list, and how many entries CHANGELOG.md had when it was written.
fn read(file: &Path) -> Option<(usize, BTreeSet<String>)> {
    let text = fs::read_to_string(file).ok()?;
    let (head, items) = text.split_once('\n')?;
    let entries = head.rsplit(' ').next()?.parse().ok()?;
    Some((entries, items.lines().map(str::to_owned).collect()))
}

fn entries() -> usize {
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    changelog
        .lines()
        .filter(|line| line.starts_with("- "))
        .count()
}

fn differences(recorded: &BTreeSet<String>, items: &BTreeSet<String>) -> String {
    let gone = recorded.difference(items).map(|item| format!("- {item}\n"));
    let new = items.difference(recorded).map(|item| format!("+ {item}\n"));
    gone.chain(new).collect()
}

#[test]
fn public_items_are_those_recorded() {
    let packages = packages();
    assert!(packages.len() > 2, "{packages:?}");
    // The families are what the descriptions say, and as many items as all else ten times.
    let features = "klink/tokio,klink/typed,klink-line/screen,klink-ynl/client";
    let mut arguments = vec!["doc", "--quiet", "--no-deps", "--features", features];
    for package in &packages {
        // Pages of removed items would stay.
        let _ = fs::remove_dir_all(root().join("target/doc").join(package.replace('-', "_")));
        arguments.extend(["--package", package]);
    }
    arguments.extend(["--target-dir", "target"]);
    cargo(&arguments);

    let write = std::env::var_os("KLINK_API").is_some_and(|value| value == "write");
    let folder = root().join("tests/host/api");
    let mut changed = String::new();
    for package in packages {
        let items = public_items(&package);
        assert!(items.len() > 5, "{package}: {items:#?}");
        let file = folder.join(format!("{package}.txt"));
        let recorded = read(&file);
        let difference = match &recorded {
            Some((_, recorded)) => differences(recorded, &items),
            None => format!("{}: not there\n", file.display()),
        };
        if difference.is_empty() {
            continue;
        }
        let (entries, before) = (entries(), recorded.map_or(0, |(entries, _)| entries));
        assert!(
            !write || entries > before,
            "{package} has changed, CHANGELOG.md has not: add an entry to it\n{difference}"
        );
        if write {
            let mut text = format!("# CHANGELOG.md entries: {entries}\n");
            for item in items {
                text.push_str(&item);
                text.push('\n');
            }
            fs::create_dir_all(&folder).unwrap();
            fs::write(file, text).unwrap();
        } else {
            changed.push_str(&difference);
        }
    }
    assert!(
        changed.is_empty(),
        "public items have changed: {NEXT_STEP}\n{changed}"
    );
}
