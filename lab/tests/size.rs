// SPDX-License-Identifier: MIT OR Apache-2.0
//! How large the modules are, as they are installed: `docs/performance.md` has the figures.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The most bytes of a stripped module.
const LIMIT: u64 = 64 << 10;

/// What is above it, and by how much: the journal, and the tests' own module.
const ABOVE: [(&str, u64); 2] = [
    ("klink_events.ko", 144 << 10),
    ("klink_fault.ko", 128 << 10),
];

#[test]
fn stripped_modules_are_small() {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kernel");
    let built = Command::new(env!("CARGO_BIN_EXE_klink-lab"))
        .arg("module")
        .arg(kernel)
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let stripped = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stripped.ko");
    let modules = String::from_utf8(built.stdout).unwrap();
    assert!(modules.lines().count() > ABOVE.len(), "{modules}");
    for module in modules.lines() {
        // As `make modules_install INSTALL_MOD_STRIP=1` does.
        let mut strip = Command::new("strip");
        let strip = strip.args(["--strip-debug", "-o"]).arg(&stripped);
        assert!(strip.arg(module).status().unwrap().success(), "{module}");
        let size = fs::metadata(&stripped).unwrap().len();
        let above = ABOVE.iter().find(|(name, _)| module.ends_with(name));
        let limit = above.map_or(LIMIT, |(_, limit)| *limit);
        println!("{size} {module}");
        assert!(size <= limit, "{module}: {size} bytes, more than {limit}");
    }
}
