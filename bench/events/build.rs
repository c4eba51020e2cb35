// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compiles the BPF program. Without clang its column is left out.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

const SOURCE: &str = "src/process.bpf.c";

fn main() {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-env-changed=CLANG");
    let object = PathBuf::from(env::var_os("OUT_DIR").unwrap()).join("process.bpf.o");
    let clangs = match env::var("CLANG") {
        Ok(clang) => vec![clang],
        Err(_) => ["clang", "clang-19", "clang-16", "clang-14"]
            .map(str::to_owned)
            .to_vec(),
    };
    for clang in clangs {
        let status = Command::new(&clang)
            .args([
                "--target=bpf",
                "-mcpu=v3",
                "-O2",
                "-g",
                "-Wall",
                "-Werror",
                "-c",
                SOURCE,
                "-o",
            ])
            .arg(&object)
            .status();
        match status {
            Ok(status) if status.success() => return,
            Ok(_) => panic!("{clang} does not compile {SOURCE}"),
            Err(_) => {}
        }
    }
    println!("cargo::warning=clang is not installed: leaving out the BPF ring buffer");
    fs::write(&object, []).unwrap();
}
