// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! No public function can panic: in an optimised program that calls each of them, no path leads to the panic handler.
//!
//! The program (`no_panic/every_function.rs`) is a library without std whose panic handler calls a function that does
//! not exist. The optimiser sees the whole program, including libcore, and drops the handler if it is unreachable;
//! otherwise linking fails. Overflow checks are on, as in kernels with `CONFIG_RUST_OVERFLOW_CHECKS`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Compiles and links the program; on failure returns the linker's messages.
fn link(name: &str, options: &[&str]) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("no_panic")
        .join(name);
    fs::create_dir_all(&folder).unwrap();
    let compile = |source: &str, crate_type: &str, options: &[&str]| {
        let output = Command::new(env::var_os("RUSTC").unwrap_or(OsString::from("rustc")))
            .args(["--edition=2021", "-Copt-level=2", "-Cpanic=abort"])
            .args(["-Coverflow-checks=on", "-Awarnings"])
            .args(["--crate-type", crate_type, "--out-dir"])
            .arg(&folder)
            .arg("-L")
            .arg(&folder)
            .args(options)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(source))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        output.status.success().then_some(()).ok_or(said)
    };
    compile("src/lib.rs", "rlib", &["--crate-name=klink_wire"]).unwrap();
    let whole = [
        "--extern=klink_wire",
        "-Clto=fat",
        "-Clink-args=-Wl,-z,defs -lc",
    ];
    compile(
        "tests/no_panic/every_function.rs",
        "cdylib",
        &[&whole, options].concat(),
    )
}

#[test]
#[cfg_attr(miri, ignore = "runs the compiler")]
fn no_function_can_panic() {
    if let Err(said) = link("whole", &[]) {
        panic!(
            "something can panic: take functions out of every_function.rs until it links\n{said}"
        );
    }
}

#[test]
#[cfg_attr(miri, ignore = "runs the compiler")]
fn one_that_can_is_found() {
    for panics in ["index", "overflow", "format"] {
        let said = link(panics, &["--cfg", panics]).unwrap_err();
        assert!(said.contains("klink_wire_can_panic"), "{panics}: {said}");
    }
}

#[test]
fn every_public_function_is_called() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let calls = fs::read_to_string(folder.join("tests/no_panic/every_function.rs")).unwrap();
    for file in fs::read_dir(folder.join("src")).unwrap() {
        let source = fs::read_to_string(file.unwrap().path()).unwrap();
        let numbers = source
            .lines()
            .filter(|line| line.contains("_bytes, \""))
            .map(str::trim);
        let functions = source.lines().filter_map(|line| {
            let line = line.trim().strip_prefix("pub ")?;
            line.strip_prefix("const ")
                .unwrap_or(line)
                .strip_prefix("fn ")
        });
        for function in functions.chain(numbers) {
            let name = function
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap();
            assert!(
                name.is_empty() || calls.contains(&format!("{name}(")),
                "call {name} in every_function.rs"
            );
        }
    }
}
