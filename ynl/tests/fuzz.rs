// SPDX-License-Identifier: MIT OR Apache-2.0

//! The corpus of the fuzz target `ynl`: messages of a kernel, and what was once a failure.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use klink_ynl::{Folders, Spec};

#[path = "../../fuzz/ynl.rs"]
mod ynl;

/// The kernel's, from the folder that the lab keeps.
fn specs() -> Vec<Spec> {
    let lab = Command::new(env!("CARGO")).args(["lab", "specs"]).output();
    let lab = lab.unwrap();
    let said = String::from_utf8_lossy(&lab.stderr);
    assert!(lab.status.success(), "cargo lab specs: {said}");
    let folder = PathBuf::from(String::from_utf8(lab.stdout).unwrap().trim());
    let files = Folders::new([folder]).files().collect::<Vec<_>>();
    files.iter().map(|file| Spec::load(file).unwrap()).collect()
}

#[test]
fn the_corpus_holds_under_every_specification() {
    let specs = specs();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/ynl");
    let (mut inputs, mut decoded) = (0, 0);
    for file in fs::read_dir(corpus).unwrap() {
        let path = file.unwrap().path();
        println!("{}", path.display());
        let input = fs::read(&path).unwrap();
        ynl::spec(&input, &specs);
        inputs += 1;
        // As a message of every other family, too: of one operation after the other.
        let line = input.split(|&byte| byte == b'\n').next().unwrap();
        let payload = input.get(line.len() + 1..).unwrap_or_default();
        for spec in &specs {
            let mut operations = spec.operations().iter().cycle().skip(inputs);
            ynl::message((spec, operations.next().unwrap()), payload);
            decoded += 1;
        }
    }
    println!("{inputs} inputs, decoded {decoded} times");
    assert!(inputs > 40, "{inputs} inputs");
}
