// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compiles the BPF program for both kinds of ring buffers. Without clang their columns are left out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const SOURCE: &str = "src/process.bpf.c";

/// The objects, and the flags of their ring buffers: the second is `BPF_F_RB_OVERWRITE`.
const OBJECTS: [(&str, &str); 2] = [
    ("process.bpf.o", "-DRING_FLAGS=0"),
    ("overwriting.bpf.o", "-DRING_FLAGS=0x80000"),
];

fn main() {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-env-changed=CLANG");
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    for (name, flags) in OBJECTS {
        let object = folder.join(name);
        if !compile(flags, &object) {
            println!("cargo::warning=clang is not installed: leaving out {name}");
            fs::write(&object, []).unwrap();
        }
    }
}

/// Returns whether there is a compiler.
fn compile(flags: &str, object: &Path) -> bool {
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
                flags,
                SOURCE,
                "-o",
            ])
            .arg(object)
            .status();
        match status {
            Ok(status) if status.success() => return true,
            Ok(_) => panic!("{clang} does not compile {SOURCE}"),
            Err(_) => {}
        }
    }
    false
}
