// SPDX-License-Identifier: MIT OR Apache-2.0
//! Follows the guide to writing a module to the letter, in a copy of the checkout: writes the files that it shows, and
//! runs its commands for the host. Its commands for a guest are left to a guest test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{ensure, Context, Result};

use crate::build::Checkout;
use crate::cache::{self, Cached};
use crate::progress::Step;

const PAGE: &str = "docs/writing-a-module.md";

/// Follows the guide for one kernel, and gives all modules of the copy, including the guide's.
///
/// # Errors
/// Fails if the guide cannot be followed, or its code does not build.
pub fn follow(checkout: &Checkout, cached: &Cached) -> Result<Vec<PathBuf>> {
    let copy = checkout.target.join("lab/guide");
    let page = fs::read_to_string(checkout.root.join(PAGE))
        .with_context(|| format!("cannot read {PAGE}"))?;
    let blocks = blocks(&page);
    let mut files = BTreeMap::new();
    read_tree(&checkout.root, Path::new(""), &mut files)?;
    for block in blocks.iter().filter(|block| !block.path.is_empty()) {
        write(block, &mut files)
            .with_context(|| format!("{PAGE} cannot be followed at {}", block.path))?;
    }
    sync(&files, &copy)?;

    let commands = blocks.iter().find(|block| block.language == "sh");
    let commands = commands.with_context(|| format!("{PAGE} has no commands"))?;
    let (generate, _) = commands
        .text
        .split_once('\n')
        .with_context(|| format!("{PAGE} has only one command"))?;
    let step = Step::new("generating the guide's family");
    let mut shell = Command::new("sh");
    shell
        .args(["-euc", generate])
        .current_dir(&copy)
        .env_remove("CARGO_TARGET_DIR")
        .stdin(Stdio::null());
    let status = shell.status().context("cannot start sh")?;
    ensure!(status.success(), "{PAGE} cannot be followed: {generate}");
    step.finish();
    checkout.build_modules_of(cached, &copy, "guide")
}

/// A block of code, with the file that the previous line names.
#[derive(Debug, PartialEq, Eq)]
struct Block<'p> {
    language: &'p str,
    path: &'p str,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let (mut lines, mut before) = (page.lines(), "");
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code = lines.by_ref().take_while(|line| *line != "```");
            let text = code.flat_map(|line| [line, "\n"]).collect();
            let path = before
                .strip_suffix("`:")
                .and_then(|rest| rest.rsplit('`').next());
            blocks.push(Block {
                language,
                path: path.unwrap_or(""),
                text,
            });
        } else if !line.is_empty() {
            before = line;
        }
    }
    blocks
}

/// All files of a checkout by path, except hidden ones and build results.
fn read_tree(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for name in cache::names(&root.join(folder))? {
        let path = folder.join(&name);
        let source = root.join(&path);
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if source.is_dir() {
            read_tree(root, &path, files)?;
        } else {
            let content =
                fs::read(&source).with_context(|| format!("cannot read {}", source.display()))?;
            files.insert(path, content);
        }
    }
    Ok(())
}

/// Applies a block of the guide: a new file, or lines to add after the last similar line of an existing file.
fn write(block: &Block<'_>, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    let path = PathBuf::from(block.path);
    let content = match files.get(&path) {
        None => block.text.clone(),
        Some(there) => insert(&String::from_utf8_lossy(there), &block.text)?,
    };
    files.insert(path, content.into_bytes());
    Ok(())
}

fn insert(there: &str, lines: &str) -> Result<String> {
    let first = lines.lines().next_back().unwrap_or("");
    let kind = first.split(['_', ' ']).next().unwrap_or("");
    let last = there
        .lines()
        .rfind(|line| !kind.is_empty() && line.starts_with(kind));
    let last = last.with_context(|| format!("no line there begins as {first:?} does"))?;
    let at = there.rfind(last).map_or(0, |start| start + last.len() + 1);
    let (before, after) = there.split_at_checked(at).unwrap_or((there, ""));
    Ok([before, lines, after].concat())
}

/// Makes a folder contain these files and no others. Unchanged files are not touched, so they are not rebuilt.
fn sync(files: &BTreeMap<PathBuf, Vec<u8>>, to: &Path) -> Result<()> {
    let mut there = BTreeMap::new();
    read_tree(to, Path::new(""), &mut there)?;
    for path in there.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(to.join(path))?;
    }
    for (path, content) in files {
        if there.get(path) != Some(content) {
            let file = to.join(path);
            fs::create_dir_all(file.parent().unwrap_or(to))?;
            fs::write(&file, content)
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_the_file_that_is_named_before_them() {
        let page = "In `a/b.rs`:\n\n```rust\nx\n\ny\n```\n\nText, `c`.\n\n```sh\nmake\nrun\n```\n";
        let block = |language, path, text: &str| Block {
            language,
            path,
            text: text.to_owned(),
        };
        let wanted = [
            block("rust", "a/b.rs", "x\n\ny\n"),
            block("sh", "", "make\nrun\n"),
        ];
        assert_eq!(blocks(page), wanted);
    }

    #[test]
    fn lines_go_behind_the_last_of_their_kind() {
        let there = "obj-m := a.o\n\nklink_a-y := a\nklink_b-y := b\n\nrest\n";
        let lines = "obj-m += c.o\nklink_c-y := c\n";
        let wanted = "obj-m := a.o\n\nklink_a-y := a\nklink_b-y := b\nobj-m += c.o\nklink_c-y := c\n\nrest\n";
        assert_eq!(insert(there, lines).unwrap(), wanted);
        assert!(insert("nothing\n", lines).is_err());
    }
}
