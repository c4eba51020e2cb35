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
        cfg!(all(
            target_os = "linux",
            any(target_arch = "x86_64", target_arch = "aarch64")
        )),
        "the lab runs only on x86_64 and aarch64 Linux, but this machine is {} {}",
        env::consts::ARCH,
        env::consts::OS
    );
    Ok(())
}

/// The frequency of the time-stamp counter in kHz, if this machine is a virtual one whose host has announced it. Others
/// have KVM, or should have it.
pub fn counter_khz() -> Option<u64> {
    announced_khz(&std::fs::read_to_string("/proc/cpuinfo").ok()?)
}

/// Where the kernel does not measure how fast a processor runs (`aperfmperf`), `cpu MHz` is the counter's frequency
/// (arch/x86/kernel/cpu/aperfmperf.c, `arch_freq_get_on_cpu()`).
fn announced_khz(cpuinfo: &str) -> Option<u64> {
    let value = |name: &str| {
        let mut lines = cpuinfo.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.trim() == name)
    };
    let (_, flags) = value("flags")?;
    let has = |flag: &str| flags.split_whitespace().any(|word| word == flag);
    let is_announced = ["hypervisor", "nonstop_tsc", "tsc_known_freq"]
        .iter()
        .all(|flag| has(flag));
    let (_, megahertz) = value("cpu MHz").filter(|_| is_announced && !has("aperfmperf"))?;
    let (whole, thousandths) = megahertz.trim().split_once('.')?;
    let khz = format!("{whole}{thousandths}").parse().ok()?;
    (thousandths.len() == 3 && khz > 0).then_some(khz)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_announced_frequency_is_known() {
        let cpuinfo = |flags: &str, megahertz: &str| {
            let (flags, megahertz) = (
                format!("flags\t\t: fpu {flags} ht\n"),
                format!("cpu MHz\t\t: {megahertz}\n"),
            );
            format!("processor\t: 0\n{megahertz}{flags}\n{flags}")
        };
        let virtual_machine = "hypervisor nonstop_tsc tsc_known_freq";
        let measures = format!("{virtual_machine} aperfmperf");
        for (flags, megahertz, khz) in [
            (virtual_machine, "2596.120", Some(2_596_120)),
            (&measures, "2596.120", None),
            ("nonstop_tsc tsc_known_freq", "2596.120", None),
            ("hypervisor nonstop_tsc", "2596.120", None),
            (virtual_machine, "2596", None),
            (virtual_machine, "0.000", None),
            (virtual_machine, "unknown", None),
        ] {
            assert_eq!(
                announced_khz(&cpuinfo(flags, megahertz)),
                khz,
                "{flags}: {megahertz}"
            );
        }
        assert_eq!(announced_khz(""), None);
    }
}
