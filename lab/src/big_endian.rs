// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tests of the byte formats on a big-endian machine: Debian's Rust for s390x in a file system of its own, and
//! QEMU's emulation of single programs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{ensure, Context, Result};

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::{Packages, Relation};
use crate::archive::Archive;
use crate::build::Checkout;
use crate::cache::{self, Cache};
use crate::obtain::{obtain, Mirror};
use crate::progress::{say, Step};
use crate::sysroot::{self, Mount};
use crate::unpack::{lay_out_toolchain, unpack_all};

/// The name of the architecture in Debian, and in Rust.
const ARCHITECTURE: &str = "s390x";
const TARGET: &str = "s390x-unknown-linux-gnu";

/// The suites that may be used; their compilers are new enough. On a rarely used architecture a mirror's index and
/// signature may not match.
const SUITES: [&str; 3] = ["trixie", "forky", "sid"];

const PROGRAMS: [&str; 8] = [
    "cargo",
    "coreutils",
    "dash",
    "gcc",
    "gcc-s390x-linux-gnu",
    "libc6-dev",
    "libc6-dev-s390x-cross",
    "qemu-user",
];

/// The package for the other architecture: the standard library to link.
const LIBRARY: &str = "libstd-rust-dev";

/// Dependencies that nothing here runs.
const WITHOUT: [&str; 6] = [
    "debconf",
    "dpkg",
    "libcrypt-dev",
    "libpam-modules",
    "libsystemd0",
    "rpcsvc-proto",
];

/// The crates under test, and the folders that their tests read. None may need more of the workspace than these.
const CRATES: [&str; 2] = ["wire", "protocol"];
const BESIDE: [&str; 1] = ["fuzz"];

/// The space that the set-up needs, including downloads, in bytes.
const SPACE_NEEDED: u64 = 2_000_000_000;

/// Runs the tests; returns whether they passed.
///
/// # Errors
/// Fails if the tests could not be run.
pub fn test(cache: &Cache, source: &Mirror, checkout: &Checkout) -> Result<bool> {
    let root = set_up(cache, source)?;
    let _lock = cache.use_lock()?;
    let folder = checkout.target.join("lab").join(ARCHITECTURE);
    copy_source(checkout, &folder)?;

    let arguments = [
        "/usr/bin/env",
        "CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER=s390x-linux-gnu-gcc",
        "CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER=qemu-s390x -L /usr/s390x-linux-gnu",
        "CARGO_HOME=/build/home",
        "CARGO_TARGET_DIR=/build/target",
        "cargo",
        "--config=source.crates-io.replace-with='vendor'",
        "--config=source.vendor.directory='/build/vendor'",
        "test",
        "--quiet",
        "--offline",
        "--release",
        "--target",
        TARGET,
        "--lib",
        "--tests",
        "--manifest-path=/build/source/Cargo.toml",
    ];
    let status =
        sysroot::command(&root, &[Mount::writable(folder, "/build")], &arguments)?.status()?;
    Ok(status.success())
}

/// The file system with the tools, which is made if it does not exist.
fn set_up(cache: &Cache, source: &Mirror) -> Result<PathBuf> {
    let root = cache.root().join("cross").join(ARCHITECTURE);
    let find = || Ok(root.is_dir().then(|| root.clone()));
    obtain(cache, source, SPACE_NEEDED, find, |archive| {
        let mut result = Err(anyhow::anyhow!("the lab has no suite to try"));
        for suite in SUITES {
            result = set_up_from(cache, archive, suite);
            match &result {
                Ok(()) => break,
                Err(error) => say(format_args!("{suite} cannot be used: {error:#}")),
            }
        }
        result.with_context(|| format!("cannot set up the toolchain for {ARCHITECTURE}"))
    })
}

fn set_up_from(cache: &Cache, archive: &Archive, suite: &str) -> Result<()> {
    let [own, other] =
        [Arch::HOST.debian(), ARCHITECTURE].map(|architecture| archive.index(suite, architecture));
    let (own, other) = (own?, other?);
    let (own, other) = (
        Packages::parse([own.as_str()]),
        Packages::parse([other.as_str()]),
    );
    let compiler = own.find(Relation::any("rustc"))?;
    let library = other.find(Relation::exactly(LIBRARY, compiler.version))?;
    let mut wanted = own.closure(&PROGRAMS.map(Relation::any), &WITHOUT)?;
    wanted.push(library);
    archive.fetch(&wanted)?;

    let step = Step::new("unpacking");
    cache.publish(&cache.root().join("cross"), ARCHITECTURE, |folder| {
        lay_out_toolchain(folder)?;
        unpack_all(wanted, |package| {
            deb::unpack(&archive.deb(package), folder, is_needed)
        })?;
        // Debian's alternatives would make this link; build scripts are linked by this name.
        Ok(symlink("gcc", folder.join("usr/bin/cc"))?)
    })?;
    step.finish();
    Ok(())
}

fn is_needed(path: &str) -> bool {
    let emulator = path.strip_prefix("usr/bin/qemu-");
    let is_compiler_of_no_use = ["/lto1", "/lto-dump", "/cc1plus"]
        .iter()
        .any(|name| path.ends_with(name));
    let is_reading = [
        "usr/share/doc/",
        "usr/share/man/",
        "usr/share/locale/",
        "usr/share/info/",
    ]
    .iter()
    .any(|folder| path.starts_with(folder));
    emulator.is_none_or(|of| of == ARCHITECTURE) && !is_compiler_of_no_use && !is_reading
}

/// Copies the crates, as a workspace of their own, and the sources of their dependencies to `folder`: the build there
/// needs no network.
fn copy_source(checkout: &Checkout, folder: &Path) -> Result<()> {
    let step = Step::new("copying the crates");
    let source = folder.join("source");
    cache::remove_tree(&source)?;
    for name in CRATES.iter().chain(&BESIDE) {
        copy_folder(&checkout.root.join(name), &source.join(name))?;
    }
    for name in ["Cargo.lock", "clippy.toml"] {
        fs::copy(checkout.root.join(name), source.join(name))
            .with_context(|| format!("cannot copy {name}"))?;
    }
    let manifest = fs::read_to_string(checkout.root.join("Cargo.toml"))?;
    let lines = manifest.lines().map(|line| {
        let is_members = line.starts_with("members = ") || line.starts_with("default-members = ");
        if is_members {
            ""
        } else {
            line
        }
    });
    let manifest: String = lines.flat_map(|line| [line, "\n"]).collect();
    let members = format!("[workspace]\nmembers = {CRATES:?}\n");
    let manifest = manifest.replacen("[workspace]\n", &members, 1);
    fs::write(source.join("Cargo.toml"), manifest)?;

    let mut vendor = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    vendor
        .arg("vendor")
        .arg("--quiet")
        .arg("--manifest-path")
        .arg(source.join("Cargo.toml"))
        .arg(folder.join("vendor"));
    let output = vendor.output().context("cannot start cargo")?;
    ensure!(
        output.status.success(),
        "cargo vendor failed: {}",
        String::from_utf8_lossy(&output.stderr).trim_end()
    );
    step.finish();
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
