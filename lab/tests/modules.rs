// SPDX-License-Identifier: MIT OR Apache-2.0
//! The files of the modules: their size when installed, which `docs/performance.md` reports, the functions that they
//! call, and the symbols that they export.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use rustix::fs::{flock, FlockOperation};
use rustix::io::Errno;

/// The maximum size of a stripped module in bytes.
const LIMIT: u64 = 64 << 10;

/// The modules above it, with their limits: the journal, and the one that calls everything, which is never installed.
const ABOVE: [(&str, u64); 2] = [
    ("klink_events.ko", 212 << 10),
    ("klink_attack.ko", 304 << 10),
];

/// The paths of all modules, built for the kernel that the lab boots.
static MODULES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kernel");
    let lab = env!("CARGO_BIN_EXE_klink-lab");
    let printed = run(Command::new(lab).arg("module").arg(kernel)).stdout;
    let printed = String::from_utf8(printed).unwrap();
    for (name, _) in ABOVE {
        assert!(printed.contains(name), "{printed}");
    }
    printed.lines().map(String::from).collect()
});

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:#?}");
    output
}

#[test]
fn stripped_modules_are_small() {
    let stripped = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stripped.ko");
    for module in MODULES.iter() {
        // As `make modules_install INSTALL_MOD_STRIP=1` does.
        let mut strip = Command::new("strip");
        run(strip
            .args(["--strip-debug", "-o"])
            .arg(&stripped)
            .arg(module));
        let size = fs::metadata(&stripped).unwrap().len();
        let above = ABOVE.iter().find(|(name, _)| module.ends_with(name));
        let limit = above.map_or(LIMIT, |(_, above)| *above);
        println!("{size} {module}");
        assert!(size <= limit, "{module}: {size} bytes, more than {limit}");
    }
}

/// A panic of Rust code stops the kernel. Unless the compiler can rule it out, an index out of bounds, an overflow or
/// an `unwrap` becomes a call of a function of `core::panicking` or of one whose name ends in `fail`.
#[test]
fn no_module_can_panic() {
    for module in MODULES.iter() {
        let symbols = run(Command::new("nm").arg("--undefined-only").arg(module)).stdout;
        let symbols = String::from_utf8(symbols).unwrap();
        let in_rust = symbols
            .split_whitespace()
            .filter(|name| name.starts_with("_R"));
        // All use the kernel crate, except the one in C.
        assert_eq!(in_rust.clone().count() == 0, module.ends_with("_c.ko"));
        let panics: Vec<&str> = in_rust
            .filter(|name| name.contains("panic") || name.contains("fail"))
            .collect();
        assert!(panics.is_empty(), "{module} calls {panics:?}");
    }
}

/// A run that builds only some modules leaves a list of symbols without those of the others, so it has to wait until a
/// module that needs them is linked.
#[test]
fn a_modules_symbols_stay_until_it_is_linked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/guest/fixtures/publisher");
    let build = || {
        let mut lab = Command::new(env!("CARGO_BIN_EXE_klink-lab"));
        lab.arg("module").arg(&folder);
        lab
    };
    let module = PathBuf::from(String::from_utf8(run(&mut build()).stdout).unwrap());
    // FOLDER/modules/NAME/publisher.ko
    let own = module.parent().unwrap();
    let exporting = own.ancestors().nth(2).unwrap().join("kernel");
    let open = |folder: &Path| fs::File::open(folder.join(".lab.lock")).unwrap();

    let held = open(own);
    flock(&held, FlockOperation::LockExclusive).unwrap();
    let mut lab = build()
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(lab.stderr.take().unwrap()).lines();
    let mut said = said.map_while(Result::ok);
    assert!(said.any(|line| line.starts_with("lab: building publisher for")));
    let taken = flock(open(&exporting), FlockOperation::NonBlockingLockExclusive);
    drop(held);
    said.for_each(drop);
    assert!(lab.wait().unwrap().success());
    assert_eq!(taken, Err(Errno::WOULDBLOCK));
}
