// SPDX-License-Identifier: MIT OR Apache-2.0

//! Checks that `docs/architecture.md` draws every dependency between crates and parts of the kernel half, and no other,
//! and that lower layers name no higher ones, down to the files of a crate. Also two rules for all Rust: names of tests
//! are short, and doc comments begin with a noun or a verb.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use sources::{Crate, Target};

/// The workspaces.
const MANIFESTS: [&str; 5] = [
    "Cargo.toml",
    "fuzz/Cargo.toml",
    "bench/Cargo.toml",
    "bench/events/Cargo.toml",
    "bench/programs/Cargo.toml",
];

/// The crate that kernel modules are built on.
const KERNEL: &str = "kernel/klink_kernel.rs";

const DOCUMENT: &str = "docs/architecture.md";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The crates of kernel modules, by their folders.
fn modules() -> Vec<String> {
    let mut modules = Vec::new();
    for parent in ["kernel", "kernel/tests"] {
        for folder in fs::read_dir(repository().join(parent)).unwrap() {
            let name = folder.unwrap().file_name().into_string().unwrap();
            let root = format!("{parent}/{name}/{name}.rs");
            let is_part = ["sys", "netlink", "hook", "module"].contains(&name.as_str());
            if !is_part && repository().join(&root).is_file() {
                modules.push(root);
            }
        }
    }
    modules.sort();
    modules
}

/// Each file with the files of its crate that it names, and by which names.
type Arrows = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn arrows(all: &Crate) -> Arrows {
    let mut arrows = Arrows::new();
    for (index, file) in all.files.iter().enumerate() {
        for (target, name) in all.named_by(index) {
            if let Target::File(to) = target {
                let to = all.files[to].path.clone();
                let from = arrows.entry(file.path.clone()).or_default();
                from.entry(to).or_default().insert(name);
            }
        }
    }
    arrows
}

/// Whether there is a path from one file to another.
fn leads(arrows: &Arrows, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        if file == to {
            return true;
        }
        if seen.insert(file) {
            next.extend(
                arrows
                    .get(file)
                    .into_iter()
                    .flat_map(|to| to.keys().map(String::as_str)),
            );
        }
    }
    false
}

/// The arrows between files that lie on a circle, in words.
fn circles(arrows: &Arrows) -> Vec<String> {
    let mut found = Vec::new();
    for (from, targets) in arrows {
        for (to, names) in targets {
            if leads(arrows, to, from) {
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                found.push(format!("{from} names {} of {to}", names.join(", ")));
            }
        }
    }
    found
}

fn document() -> String {
    fs::read_to_string(repository().join(DOCUMENT)).unwrap()
}

/// The names in brackets of the links in the first cells of the document's tables.
fn first_cells(document: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = document.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| {
        let cell = row.split(" | ").next().unwrap_or_default();
        let names = cell.split('[').skip(1);
        names.filter_map(|name| name.split(']').next()).collect()
    })
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut arrows = Arrows::new();
    for root in roots() {
        let all = Crate::read(&repository(), &root);
        assert!(!all.files.is_empty());
        // A file may be in several crates.
        for (from, targets) in self::arrows(&all) {
            let known = arrows.entry(from).or_default();
            for (to, names) in targets {
                known.entry(to).or_default().extend(names);
            }
        }
    }
    // A file that is not parsed correctly names nothing.
    let count: usize = arrows.values().map(BTreeMap::len).sum();
    assert!(count > 500, "only {count} arrows were found");

    let document = document();
    // Each closes a circle, for the reason that the document gives.
    let allowed = first_cells(&document).filter_map(|row| match row[..] {
        [from, to] => Some((from, to)),
        _ => None,
    });
    let allowed: Vec<_> = allowed.collect();
    let mut without = arrows.clone();
    for &(from, to) in &allowed {
        let removed = without.get_mut(from).and_then(|targets| targets.remove(to));
        assert!(
            removed.is_some(),
            "{from} does not name {to} any more: take it out of {DOCUMENT}"
        );
    }
    let circles = circles(&without);
    assert!(
        circles.is_empty(),
        "circles of files:\n{}",
        circles.join("\n")
    );
    for &(from, to) in &allowed {
        assert!(
            leads(&without, to, from),
            "{from} naming {to} closes no circle any more: take it out of {DOCUMENT}"
        );
    }
}

/// The dependencies that the document draws, from the top floor down.
fn drawn() -> Vec<(String, BTreeSet<String>)> {
    let mut drawn = Vec::new();
    for line in document().lines() {
        let Some((from, to)) = line.split_once('►') else {
            continue;
        };
        let from = from.trim_end_matches(['─', ' ']).trim();
        // A comment follows a dash.
        let to = to.split(" – ").next().unwrap_or_default();
        let to: BTreeSet<_> = to.split_whitespace().map(str::to_owned).collect();
        assert!(!to.is_empty() && !from.contains(' '), "{line}");
        drawn.push((from.to_owned(), to));
    }
    drawn
}

/// Cargo's description of a workspace.
fn metadata(manifest: &str) -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(repository().join(manifest));
    let output = cargo.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A path within the repository.
fn relative(path: &str) -> String {
    let repository = repository().canonicalize().unwrap();
    let path = Path::new(path).canonicalize().unwrap();
    let path = path.strip_prefix(&repository).unwrap();
    path.to_string_lossy().into_owned()
}

/// The root files of all crates: libraries, programs, tests, examples and build scripts, and those of the kernel half.
fn roots() -> BTreeSet<String> {
    let mut roots: BTreeSet<String> = modules().into_iter().collect();
    roots.insert(KERNEL.to_owned());
    for manifest in MANIFESTS {
        let metadata = metadata(manifest);
        for package in metadata["packages"].as_array().unwrap() {
            let targets = package["targets"].as_array().unwrap().iter();
            roots.extend(targets.map(|target| relative(target["src_path"].as_str().unwrap())));
        }
    }
    roots
}

/// The dependencies of a workspace's crates within the repository, as folders.
fn dependencies(manifest: &str) -> Vec<(String, BTreeSet<String>)> {
    let metadata = metadata(manifest);
    let packages = metadata["packages"].as_array().unwrap();
    let mut all = Vec::new();
    for package in packages {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let from = relative(manifest.parent().unwrap().to_str().unwrap());
        let dependencies = package["dependencies"].as_array().unwrap();
        let used = dependencies.iter().filter(|one| one["kind"] != "dev");
        let to = used.filter_map(|one| one["path"].as_str()).map(relative);
        all.push((from, to.collect()));
    }
    all
}

/// The part of the kernel half that a file is in.
fn part(file: &str) -> String {
    let depth = if file.starts_with("kernel/tests/") {
        3
    } else {
        2
    };
    file.split('/').take(depth).collect::<Vec<_>>().join("/")
}

/// The dependencies of the parts of the kernel half, by their `use` lines and paths.
fn kernel_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let shared = Crate::read(&repository(), KERNEL);
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut note = |all: &Crate, is_shared: bool| {
        for (index, file) in all.files.iter().enumerate() {
            // The root re-exports.
            if is_shared && index == 0 {
                continue;
            }
            let from = part(&file.path);
            for (target, _) in all.named_by(index) {
                let target = match target {
                    Target::Foreign(name, path) if name == "klink_kernel" => shared
                        .resolve_foreign(&path)
                        .map(|target| (target, &shared)),
                    target => Some((target, all)),
                };
                let to = match target {
                    Some((Target::File(0), _)) if is_shared => continue,
                    Some((Target::File(to), of)) => part(&of.files[to].path),
                    Some((Target::Foreign(name, _), _)) => {
                        name.trim_start_matches("klink_").to_owned()
                    }
                    None => continue,
                };
                if from != to {
                    parts.entry(from.clone()).or_default().insert(to);
                }
            }
        }
    };
    note(&shared, true);
    for root in modules() {
        note(&Crate::read(&repository(), &root), false);
    }
    parts
}

#[test]
fn the_document_draws_every_dependency_and_no_other() {
    let mut real: BTreeMap<String, BTreeSet<String>> = kernel_dependencies();
    for manifest in MANIFESTS {
        real.extend(dependencies(manifest));
    }
    real.retain(|_, to| !to.is_empty());
    let drawn: BTreeMap<_, _> = drawn().into_iter().collect();
    let missing = real
        .iter()
        .filter(|(from, to)| drawn.get(*from) != Some(to));
    let missing = missing.map(|(from, to)| {
        let to: Vec<_> = to.iter().map(String::as_str).collect();
        format!("{from} ──► {}", to.join("  "))
    });
    let missing: Vec<_> = missing.collect();
    assert!(
        missing.is_empty(),
        "{DOCUMENT} should have the lines\n{}",
        missing.join("\n")
    );
    let gone: Vec<_> = drawn
        .keys()
        .filter(|from| !real.contains_key(*from))
        .collect();
    assert!(
        gone.is_empty(),
        "{DOCUMENT} draws what there is not: {gone:?}"
    );
}

#[test]
fn the_document_says_what_each_part_owns() {
    let mut parts: BTreeSet<String> = kernel_dependencies().into_keys().collect();
    for manifest in MANIFESTS {
        parts.extend(dependencies(manifest).into_iter().map(|(folder, _)| folder));
    }
    let document = document();
    let rows: BTreeSet<_> = first_cells(&document).flatten().collect();
    // Modules of tests have one row.
    parts.retain(|part| !part.starts_with("kernel/tests/") && !rows.contains(part.as_str()));
    assert!(parts.is_empty(), "{DOCUMENT} has no row of {parts:?}");
}

#[test]
fn no_arrow_of_the_document_points_up() {
    let drawn = drawn();
    let floor = |name: &str| drawn.iter().position(|(from, _)| from == name);
    for (index, (from, to)) in drawn.iter().enumerate() {
        for to in to {
            let below = floor(to).is_none_or(|other| other > index);
            assert!(below, "{from} stands below {to}, which it depends on");
        }
    }
}

/// The Rust files in a folder, except build results.
fn sources_in(folder: &Path) -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_left_out = ["target", ".git"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !is_left_out {
            sources.extend(sources_in(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    sources
}

/// The maximum length of a test's name, so that lists of tests are readable.
const LONGEST: usize = 50;

#[test]
fn names_of_tests_are_short() {
    let (mut count, mut long) = (0, Vec::new());
    for file in sources_in(&repository()) {
        let source = fs::read_to_string(&file).unwrap();
        for test in sources::tests(&source) {
            count += 1;
            if test.len() > LONGEST {
                long.push(format!(
                    "{}: {test} has {} characters",
                    file.display(),
                    test.len()
                ));
            }
        }
    }
    assert!(count > 500, "only {count} tests were found");
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Words that begin neither a noun phrase nor a verb in the third person.
const NO_BEGINNING: [&str; 7] = [
    "Nobody", "That", "Those", "What", "Whatever", "Who", "Whoever",
];

#[test]
fn doc_comments_begin_with_a_noun_or_verb() {
    let (mut count, mut wrong) = (0, Vec::new());
    for file in sources_in(&repository()) {
        let source = fs::read_to_string(&file).unwrap();
        let mut is_inside = false;
        for (index, line) in source.lines().enumerate() {
            let line = line.trim_start();
            let comment = ["///", "//!"]
                .iter()
                .find_map(|sign| line.strip_prefix(sign));
            if let (Some(comment), false) = (comment, is_inside) {
                count += 1;
                let first = comment.split_whitespace().next().unwrap_or_default();
                if NO_BEGINNING.contains(&first) {
                    wrong.push(format!("{}:{}:{comment}", file.display(), index + 1));
                }
            }
            is_inside = comment.is_some();
        }
    }
    assert!(count > 5000, "only {count} doc comments were found");
    assert!(
        wrong.is_empty(),
        "a doc comment begins with a noun phrase, or a verb in the third person (CONTRIBUTING.md):\n{}",
        wrong.join("\n")
    );
}
