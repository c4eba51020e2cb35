// SPDX-License-Identifier: MIT OR Apache-2.0

//! Manual pages, completions, and Rust.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::run::{fails, klink, klink_with, prints};
use crate::scratch::Scratch;

/// The commands that `klink ARGUMENTS --help` lists, and their subcommands.
fn commands(path: &[&str]) -> BTreeSet<String> {
    let help = prints(&klink(&[path, &["--help"]].concat()));
    let mut all = BTreeSet::from([[&["klink"], path].concat().join("-")]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    for line in listed.take_while(|line| !line.is_empty()) {
        let command = line.split_whitespace().next().unwrap();
        if command != "help" && line.starts_with("  ") && !line.starts_with("   ") {
            all.extend(commands(&[path, &[command]].concat()));
        }
    }
    all
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = Scratch::new("man");
    prints(&klink(&["generate", "man", folder.name()]));
    let pages = fs::read_dir(folder.path())
        .unwrap()
        .map(|page| page.unwrap().file_name());
    let pages: BTreeSet<_> = pages
        .map(|page| page.into_string().unwrap().replace(".1", ""))
        .collect();
    assert_eq!(pages, commands(&[]));
    assert!(pages.contains("klink-genl-policy"), "{pages:?}");
    let send = fs::read_to_string(folder.path().join("klink-send.1")).unwrap();
    for part in [
        ".SH NAME\nklink\\-send",
        "\\-\\-timeout",
        "Exit status:",
        "\\fBklink send\\fR",
    ] {
        assert!(send.contains(part), "{part:?} is missing: {send}");
    }
    fs::remove_dir_all(folder.path()).unwrap();
}

#[test]
fn bash_takes_its_completions() {
    let completions = prints(&klink(&["generate", "completions", "bash"]));
    let script = "complete -p klink; COMP_WORDS=(klink ge) COMP_CWORD=1; _klink klink ge klink; echo \"${COMPREPLY[@]}\"";
    let mut bash = Command::new("bash");
    let output = bash
        .args(["--norc", "-c", &format!("{completions}\n{script}")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("klink"), "{output:?}");
    assert!(
        said.trim_end().ends_with("genl generate") || said.trim_end().ends_with("generate genl"),
        "{said}"
    );
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        assert!(
            prints(&klink(&["generate", "completions", shell])).contains("monitor"),
            "{shell}"
        );
    }
}

#[test]
fn what_cannot_be_generated_is_reported() {
    fails(&["generate", "completions", "csh"], 2, &["csh", "bash"]);
    fails(
        &["generate", "man", "/dev/null/x"],
        1,
        &["/dev/null/x", "Not a directory"],
    );
    assert_eq!(klink(&["generate"]).status.code(), Some(2));
    assert_eq!(
        klink_with(&["generate", "completions", "fish"], b"")
            .status
            .code(),
        Some(0)
    );
}

/// A family's file of the crate klink.
fn family(name: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../klink/src/families");
    fs::read_to_string(format!("{root}/{name}.rs")).unwrap()
}

#[test]
fn rust_of_a_family_is_that_of_the_crate() {
    let rust = ["generate", "rust", "--user", "wireguard"];
    // In the crate, and in programs, the paths are the same.
    assert_eq!(prints(&klink(&rust)), family("wireguard"));
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/klink_demo.yaml");
    let rust = ["generate", "rust", "--user", "klink-demo", "--spec", file];
    assert_eq!(prints(&klink(&rust)), family("klink_demo"));
    fails(&["generate", "rust", "wireguard"], 2, &["--user"]);
    fails(&["generate", "rust", "--user", "nosuch"], 1, &["nosuch"]);
}

#[test]
fn rust_of_a_module_is_that_of_the_module() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let file = format!("{root}/specs/klink_demo.yaml");
    let rust = ["generate", "rust", "--kernel", "klink-demo"];
    let generated = prints(&klink(&[&rust[..], &["--spec", &file]].concat()));
    let module = fs::read_to_string(format!("{root}/kernel/demo/family.rs"));
    assert_eq!(generated, module.unwrap());
    // What klink itself holds has no lists of attributes.
    fails(&rust, 1, &["what its requests have", "--spec"]);
    fails(
        &["generate", "rust", "--user", "--kernel", "fou"],
        2,
        &["--kernel"],
    );
}
