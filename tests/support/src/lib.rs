// SPDX-License-Identifier: MIT OR Apache-2.0

//! Helpers for the tests of several packages: the kernel's specifications, its own reader of them, Wireshark's, and the
//! user that runs the tests.

#![allow(clippy::panic)] // A test that cannot go on fails.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The folder with the specifications of the lab's current kernel.
pub fn specs() -> &'static Path {
    static SPECS: OnceLock<PathBuf> = OnceLock::new();
    SPECS.get_or_init(|| {
        let lab = Command::new(env!("CARGO")).args(["lab", "specs"]).output();
        let lab = lab.unwrap_or_else(|error| panic!("cargo: {error}"));
        let said = String::from_utf8_lossy(&lab.stderr);
        assert!(lab.status.success(), "cargo lab specs: {said}");
        PathBuf::from(String::from_utf8_lossy(&lab.stdout).trim())
    })
}

/// The folders with the headers for programs that belong to the kernel of [`specs`], as that kernel's source has them.
pub fn headers() -> Vec<PathBuf> {
    let kernel = specs().ancestors().nth(4);
    let source = kernel.unwrap_or_else(|| panic!("{}", specs().display()));
    let packages = std::fs::read_dir(source.join("usr/src"));
    let packages = packages.unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    let packages = packages.map_while(Result::ok).map(|package| package.path());
    let folders = packages.flat_map(|package| {
        [
            "include/uapi",
            "arch/x86/include/uapi",
            "arch/x86/include/generated/uapi",
        ]
        .map(|folder| package.join(folder))
    });
    folders.filter(|folder| folder.is_dir()).collect()
}

/// The output of the kernel's own Python reader for exchanges, which are lines of JSON that `ynl.py` next to this crate
/// reads.
pub fn compare_with_ynl(exchanges: &str) -> Output {
    let mut python = Command::new("python3");
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("ynl.py"));
    python.arg(specs().join("../../../tools/net/ynl"));
    python
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut python = python
        .spawn()
        .unwrap_or_else(|error| panic!("python3: {error}"));
    // If it has ended early, its status says more.
    let written = python
        .stdin
        .take()
        .map(|mut input| input.write_all(exchanges.as_bytes()));
    let output = python
        .wait_with_output()
        .unwrap_or_else(|error| panic!("python3: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(written, Some(Ok(()))),
        "python3 does not read all: {said}"
    );
    output
}

/// Checks that the kernel's own reader decodes exchanges as klink does, wherever it decodes them. Gives how many are the
/// same, and which ones it cannot decode: families, reasons, numbers.
pub fn agrees_with_ynl(exchanges: &str) -> (u64, Value) {
    let output = compare_with_ynl(exchanges);
    assert!(
        output.status.success(),
        "klink and ynl decode differently: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let result: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("ynl.py: {error}"));
    let number = |name: &str| result.get(name).cloned().unwrap_or_default();
    (
        number("same").as_u64().unwrap_or_default(),
        number("beyond"),
    )
}

/// Whether root runs the tests.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// tshark as somebody else than root, for whom Wireshark 4.4 loads no Lua. It reads files in root's folders all the same.
pub fn tshark() -> Command {
    if !is_root() {
        return Command::new("tshark");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.args(["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]);
    command.arg("tshark");
    command
}
