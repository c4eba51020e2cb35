// SPDX-License-Identifier: MIT OR Apache-2.0
//! The machine that the lab runs on: its programs, its rights, and the one package that may have to be installed.

use std::env;
use std::ffi::OsStr;
use std::io::IsTerminal;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, ensure, Context, Result};

use crate::progress;

/// The emulator, and the Debian package that has it.
const QEMU: &str = "qemu-system-x86_64";
const QEMU_PACKAGE: &str = "qemu-system-x86";

/// Refuses a machine that the lab cannot work on at all.
pub fn check() -> Result<()> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "the lab runs on x86_64 Linux only, and this machine is {} {}",
        env::consts::ARCH,
        env::consts::OS
    );
    Ok(())
}

/// Finds a program on the PATH, or where programs for root are.
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

/// A command that the kernel kills when the lab dies, however it dies. It has to be started by the main thread.
///
/// # Errors
/// util-linux is not installed.
pub fn bound_command(program: impl AsRef<OsStr>) -> Result<Command> {
    let setpriv = find_program("setpriv")
        .context("this machine has no setpriv: install the package util-linux")?;
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    Ok(command)
}

/// The emulator, if it is installed.
pub fn find_qemu() -> Option<PathBuf> {
    find_program(QEMU)
}

/// The emulator, which is installed if need be.
pub fn qemu() -> Result<PathBuf> {
    if let Some(qemu) = find_qemu() {
        return Ok(qemu);
    }
    install_qemu()?;
    find_program(QEMU)
        .with_context(|| format!("the package {QEMU_PACKAGE} is installed, but brought no {QEMU}"))
}

fn install_qemu() -> Result<()> {
    let advice = format!(
        "install the package that has {QEMU} (in Debian {QEMU_PACKAGE}) and run this again"
    );
    let Some(apt) = find_program("apt-get") else {
        bail!("this machine has no QEMU, which boots the guests: {advice}");
    };
    let mut prefix = Vec::new();
    if !is_root() {
        let sudo = find_program("sudo").with_context(|| {
            format!("this machine has no QEMU, and installing it needs root: as root, {advice}")
        })?;
        let asks = !Command::new(&sudo)
            .args(["-n", "true"])
            .stderr(Stdio::null())
            .status()?
            .success();
        if asks && !std::io::stdin().is_terminal() {
            bail!("this machine has no QEMU, and sudo asks for a password to install it: as root, {advice}");
        }
        progress::say("sudo is used once, to install QEMU, which boots the guests");
        prefix.push(sudo);
    }
    let run = |arguments: &[&str]| -> Result<std::process::Output> {
        let mut words = prefix.iter().chain([&apt]);
        let mut command = Command::new(words.next().unwrap_or(&apt));
        command
            .args(words)
            .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
            .args(arguments);
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::inherit());
        command.output().context("cannot start apt-get")
    };
    let install = ["install", "--yes", "--no-install-recommends", QEMU_PACKAGE];
    let step = progress::Step::new(format!("installing {QEMU_PACKAGE}"));
    let mut output = run(&install)?;
    if !output.status.success() {
        // The package lists may be old, or not there at all.
        run(&["update"])?;
        output = run(&install)?;
    }
    step.finish();
    let log = String::from_utf8_lossy(&output.stderr);
    let reason = log
        .lines()
        .rfind(|line| line.starts_with("E:"))
        .unwrap_or("apt-get gave no reason");
    ensure!(
        output.status.success(),
        "cannot install QEMU ({reason}): {advice}"
    );
    Ok(())
}
