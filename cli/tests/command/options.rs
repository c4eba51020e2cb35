// SPDX-License-Identifier: MIT OR Apache-2.0

//! Checks that a test uses every command and every option of it: some source of a test has both words.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::run::{klink, prints};

/// The folders with tests of the command.
const TESTS: [&str; 3] = ["cli/tests/command", "tests/guest/tests", "tests/host"];

/// The words of each source: the text between spaces and quotation marks, options without their values.
fn sources() -> Vec<BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = TESTS
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|file| file.unwrap().path());
    let words = |text: String| {
        let words = text.split(|c: char| c.is_whitespace() || "\"'`()[],;".contains(c));
        words
            .filter_map(|word| word.split('=').next())
            .map(str::to_owned)
            .collect()
    };
    files
        .filter(|file| file.is_file() && !file.ends_with("options.rs"))
        .map(|file| words(fs::read_to_string(file).unwrap()))
        .collect()
}

/// The commands, options and their short forms that a command's help lists.
fn listed(path: &[&str]) -> (Vec<String>, Vec<Vec<String>>) {
    let help = prints(&klink(&[path, &["-h"]].concat()));
    let (mut commands, mut options) = (Vec::new(), Vec::new());
    let mut below = "";
    for line in help.lines() {
        if line.ends_with(':') && !line.starts_with(' ') {
            below = line;
        }
        let mut words = line
            .split_whitespace()
            .map(|word| word.trim_end_matches(','));
        let entry = line.starts_with("  ") && !line.starts_with("         ");
        match (below, words.next()) {
            ("Commands:", Some(name)) if entry && !line.starts_with("   ") && name != "help" => {
                commands.push(name.to_owned());
            }
            // The options of every command are the same everywhere.
            ("Options of every command:", _) if !path.is_empty() => {}
            (_, Some(first)) if entry && first.starts_with('-') => {
                let forms = std::iter::once(first).chain(words);
                let forms = forms.take_while(|word| word.starts_with('-'));
                options.push(forms.map(str::to_owned).collect());
            }
            _ => {}
        }
    }
    (commands, options)
}

/// The options of a command and its subcommands that no test uses.
fn unused(path: &[&str], sources: &[BTreeSet<String>], count: &mut usize) -> Vec<String> {
    let (commands, options) = listed(path);
    let mut unused = Vec::new();
    let of_command = |words: &&BTreeSet<String>| path.iter().all(|word| words.contains(*word));
    for forms in options {
        // The value of an option follows it, or follows a `=`.
        let has = |words: &BTreeSet<String>| {
            forms.iter().any(|form| {
                let form = form.split(['=', '[', '<']).next().unwrap_or(form);
                words.contains(form)
            })
        };
        *count += 1;
        let generic = forms
            .iter()
            .any(|form| form == "--help" || form == "--version");
        if !generic && !sources.iter().filter(of_command).any(has) {
            unused.push(format!("klink {} {}", path.join(" "), forms.join(" ")));
        }
    }
    for command in &commands {
        let path = [path, &[command.as_str()]].concat();
        unused.extend(self::unused(&path, sources, count));
    }
    if commands.is_empty() && sources.iter().filter(of_command).count() == 0 {
        unused.push(format!("klink {}", path.join(" ")));
    }
    unused
}

#[test]
fn every_option_of_every_command_is_used_by_a_test() {
    let mut count = 0;
    let unused = unused(&[], &sources(), &mut count);
    assert!(count > 60, "{count} options");
    assert!(unused.is_empty(), "no test uses {unused:#?}");
}
