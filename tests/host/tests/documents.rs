// SPDX-License-Identifier: MIT OR Apache-2.0

//! The promises of the documents: each command in the READMEs is run here and prints the output shown, their Rust code
//! is compiled elsewhere, and links between the project's files are valid. Tests that a document names as proofs exist.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// Runs this test, so it cannot run here.
const THIS: &str = "make test";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The commands of a file's `console` blocks, each with the output shown below it.
fn transcripts(file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let mut transcripts: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix("$ ") {
            _ if line.starts_with("```") => inside = line == "```console",
            Some(command) if inside => transcripts.push((command.to_owned(), String::new())),
            _ if inside => {
                let (_, output) = transcripts.last_mut().expect("output before a command");
                output.push_str(line);
                output.push('\n');
            }
            _ => {}
        }
    }
    transcripts
}

/// The Rust of a file.
fn rust(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let blocks = text.split("```rust\n").skip(1);
    blocks
        .filter_map(|rest| Some(rest.split_once("```")?.0.to_owned()))
        .collect()
}

/// Numbers differ from run to run: times, port ids, process ids.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() < part.len() && !masked.ends_with('#') {
            masked.push('#');
        }
        masked.push_str(rest);
    }
    // A time in a kernel log is padded to a fixed width.
    while masked.contains("[ ") {
        masked = masked.replace("[ ", "[");
    }
    masked
}

#[test]
fn times_of_any_length_are_masked() {
    let shown = masked("[    2.267904] portid 113");
    for printed in ["[   12.3] portid 9", "[12345.678901] portid 40000"] {
        assert_eq!(masked(printed), shown, "{printed}");
    }
}

#[test]
fn both_languages_show_the_same() {
    let english = transcripts("README.md");
    assert!(!english.is_empty());
    assert_eq!(english, transcripts("README.ja.md"));
    assert_eq!(rust("README.md"), rust("README.ja.md"));
}

/// The crate's page is a doc test, and a guest test follows the guide to the letter.
#[test]
fn rust_that_is_shown_is_compiled_elsewhere() {
    let shown = rust("README.md");
    let mut compiled = rust("klink/README.md");
    compiled.extend(rust("docs/writing-a-module.md"));
    assert!(shown.len() > 1);
    for snippet in shown {
        let found = compiled.iter().any(|block| block.contains(&snippet));
        assert!(
            found,
            "not in klink/README.md or docs/writing-a-module.md:\n{snippet}"
        );
    }
}

#[test]
fn ci_runs_the_test_command() {
    let shown = transcripts("README.md")
        .into_iter()
        .any(|(command, _)| command == THIS);
    assert!(shown, "the README does not show `{THIS}`");
    let run = fs::read_to_string(root().join(".ci/run")).unwrap();
    let commands: Vec<&str> = run.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(commands, [format!("exec {THIS}")]);
}

/// All in parallel: a guest uses little more than one processor.
#[test]
fn every_command_does_what_is_shown() {
    let built = Command::new(env!("CARGO"))
        .args(["lab", "program", "klink"])
        .current_dir(root())
        .env_remove("RUSTFLAGS")
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(built.status.success());
    let klink = PathBuf::from(String::from_utf8(built.stdout).unwrap().trim());
    // The command, where `cargo install` would have put it.
    let folder = klink.parent().unwrap();
    let transcripts = transcripts("README.md");
    thread::scope(|scope| {
        for (command, shown) in transcripts.iter().filter(|(command, _)| command != THIS) {
            scope.spawn(move || does_what_is_shown(command, shown, folder));
        }
    });
}

fn does_what_is_shown(command: &str, shown: &str, folder: &Path) {
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(root())
        .env("PATH", path)
        // The build that runs this test no longer holds a lock, but its settings do not apply to the inner one.
        .env_remove("RUSTFLAGS")
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command}: {}\n{printed}\n{complaint}",
        output.status
    );
    if !shown.is_empty() {
        assert_eq!(masked(&printed), masked(shown), "{command}");
    }
}

#[test]
fn links_lead_somewhere() {
    let folders = [root(), root().join("docs")];
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut broken = Vec::new();
    for file in files.map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = link.split('#').next().unwrap_or(link);
            if !link.contains("://") && !file.with_file_name(path).exists() {
                broken.push(format!("{}: {link}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_site_has_every_page() {
    let summary = fs::read_to_string(root().join("docs/site/SUMMARY.md")).unwrap();
    for folder in ["", "docs/", "docs/kernel-reports/"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let page = format!("({folder}{name})");
            assert!(
                !name.ends_with(".md") || summary.contains(&page),
                "docs/site/SUMMARY.md does not name {page}"
            );
        }
    }
}

/// The links of a line, and the number in the cell after each.
fn counted_files(line: &str) -> Option<Vec<(&str, usize)>> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let counted = cells.chunks(2).map(|pair| match pair {
        [link, lines] => {
            let (_, path) = link.strip_suffix(')')?.rsplit_once("](../")?;
            Some((path, lines.parse().ok()?))
        }
        _ => None,
    });
    counted.collect()
}

#[test]
fn the_lines_of_compared_programs_are_true() {
    let text = fs::read_to_string(root().join("docs/peers.md")).unwrap();
    let counted: Vec<_> = text.lines().filter_map(counted_files).flatten().collect();
    for (path, lines) in &counted {
        let source = fs::read_to_string(root().join(path)).unwrap();
        assert_eq!(source.lines().count(), *lines, "{path}");
    }
    let programs = fs::read_dir(root().join("bench/programs/src/bin")).unwrap();
    assert_eq!(counted.len(), 2 * programs.count());
}

/// Checks that each link of the page whose text is code names a test in the file that it links to.
#[test]
fn the_tests_that_are_named_exist() {
    let page = root().join("docs/robustness.md");
    let text = fs::read_to_string(&page).unwrap();
    let links = text.split("[`").skip(1).filter_map(|link| {
        let (name, rest) = link.split_once("`](")?;
        Some((name, rest.split_once(')')?.0))
    });
    let named: Vec<_> = links.filter(|(name, _)| is_test_name(name)).collect();
    assert!(named.len() > 50, "{named:#?}");
    let missing = named.into_iter().filter(|(name, file)| {
        let source = fs::read_to_string(page.with_file_name(file)).unwrap_or_default();
        !has_test(&source, name)
    });
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

fn has_test(source: &str, name: &str) -> bool {
    let Some((before, _)) = source.split_once(&format!("fn {name}()")) else {
        return false;
    };
    let attribute = before.trim_end_matches("async ").trim_end().lines().last();
    attribute.is_some_and(|line| line.trim_start().starts_with("#[") && line.contains("test"))
}

/// Whether code in a link is the name of a test; otherwise it is a type or a file.
fn is_test_name(name: &str) -> bool {
    name.contains('_') && !name.contains('.')
}
