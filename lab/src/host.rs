// SPDX-License-Identifier: MIT OR Apache-2.0
//! The machine that the lab runs on: its programs and permissions.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{ensure, Context, Result};

/// Fails on a machine that the lab cannot work on at all.
pub fn check() -> Result<()> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "the lab runs only on x86_64 Linux, but this machine is {} {}",
        env::consts::ARCH,
        env::consts::OS
    );
    Ok(())
}

/// The frequency of the processor's time-stamp counter in kHz; `None` if the counter is none to measure time with.
pub fn counter_khz() -> Option<u64> {
    let ticks = 1_000_000_000;
    let nanoseconds = quanta::Clock::new().delta_as_nanos(0, ticks);
    // Without a counter that can be relied on, a tick is a nanosecond of the system's clock.
    (nanoseconds != ticks).then(|| ticks * 1_000_000 / nanoseconds.max(1))
}

/// Finds a program on the PATH, or in the folders of root's programs.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    folders
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Whether the lab runs as root.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A command that the kernel kills when the lab ends in any way, and also when the thread that started it ends.
///
/// # Errors
/// Fails if util-linux is not installed.
pub fn bound_command(program: impl AsRef<OsStr>) -> Result<Command> {
    let setpriv = find_program("setpriv")
        .context("this machine has no setpriv: install the package util-linux")?;
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    Ok(command)
}
