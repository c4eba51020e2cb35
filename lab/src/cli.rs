// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lab's command line.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::arch::Arch;
use crate::kernels::Selection;

/// The exit status if the lab itself failed: a status that no test and hardly any command has.
pub const FAILED: u8 = 125;

/// Boots stock kernels in guests, with this project's modules, and runs commands and tests there.
#[derive(Debug, Parser)]
#[command(name = "cargo lab", bin_name = "cargo lab")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub source: SourceArgs,
}

/// The source of packages.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// URL of the Debian mirror [default: the one that apt uses for Debian's main]
    #[arg(long, global = true, value_name = "URL")]
    pub mirror: Option<String>,
    /// File with the archive's keys [default: Debian's own]
    #[arg(long, global = true, value_name = "FILE")]
    pub keyring: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Download a kernel and its toolchain; the other commands do this when needed
    Setup {
        /// Series such as 7.3, all, rt, debug, or debug-rt [default: the current series]
        #[arg(long)]
        kernel: Option<Selection>,
        /// Architecture of the kernel: amd64 or arm64 [default: this machine's]
        #[arg(long, default_value_t = Arch::HOST, hide_default_value = true)]
        arch: Arch,
        /// Check the archive for newer kernels, and remove those that they supersede
        #[arg(long)]
        update: bool,
    },
    /// Build the modules, and the programs for the guest
    Build {
        /// Series such as 7.3, all, rt, debug, or debug-rt [default: the current series]
        #[arg(long)]
        kernel: Option<Selection>,
        /// Architecture of the kernel: amd64 or arm64 [default: this machine's]
        #[arg(long, default_value_t = Arch::HOST, hide_default_value = true)]
        arch: Arch,
        /// Only check the modules with the kernel's clippy; a warning is an error
        #[arg(long)]
        clippy: bool,
    },
    /// Boot a guest and run a command there
    Run {
        #[command(flatten)]
        guest: GuestArgs,
        /// Script for the shell, or a program and its arguments
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Boot a guest and use it from this terminal
    Shell {
        #[command(flatten)]
        guest: GuestArgs,
        /// Command to run instead of a shell
        #[arg(last = true)]
        command: Vec<String>,
    },
    /// Run the guest tests, in one guest per kernel
    Test {
        /// Series such as 7.3, all, rt, debug, or debug-rt [default: the current series]
        #[arg(long)]
        kernel: Option<Selection>,
        /// Architecture of the kernel: amd64 or arm64 [default: this machine's]
        #[arg(long, default_value_t = Arch::HOST, hide_default_value = true)]
        arch: Arch,
        /// Run no tests if one of the kernels is not set up, instead of setting it up
        #[arg(long)]
        if_cached: bool,
        #[command(flatten)]
        machine: MachineArgs,
        /// Run only the tests whose names contain this
        filter: Option<String>,
        /// More arguments for the test binaries
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Build a program of this workspace as guests get it; print its file
    Program { name: String },
    /// Unpack a package of Debian stable, without its dependencies; print the folder
    Package {
        #[arg(value_parser = package)]
        name: String,
    },
    /// Print the folder with a kernel's netlink specifications
    Specs {
        /// Series such as 7.3, rt, debug, or debug-rt [default: the current series]
        #[arg(long, value_parser = one_kernel)]
        kernel: Option<Selection>,
    },
    /// Build the documentation of the crate that modules are built on; print its first page
    Doc,
    /// Format the modules' source by the kernel's rules
    Fmt {
        /// Change nothing, and fail if something would change
        #[arg(long)]
        check: bool,
    },
    /// Run the tests of the byte formats on an emulated big-endian machine (s390x)
    BigEndian,
    /// Load klink_echo.ko into the running kernel
    Load,
    /// Unload klink_echo.ko from the running kernel
    Unload,
    /// Print the content and size of the cache, and how guests run
    Status,
    /// Remove superseded and unfinished entries from the cache
    Clean {
        /// Remove all entries
        #[arg(long)]
        all: bool,
    },
    /// Build the modules for an installed kernel into the folder built/ next to their source, as DKMS expects
    Dkms {
        /// Release of the kernel, as in `uname -r`
        release: String,
        /// Folder with kernel/ and the crates that modules are built from
        folder: PathBuf,
    },
    /// Build the module in any folder, and print the path of each .ko
    Module {
        /// Folder with a Kbuild or a Makefile that begins with `obj-m := NAME.o`
        folder: PathBuf,
        /// Series such as 7.3, all, rt, debug, or debug-rt [default: the current series]
        #[arg(long)]
        kernel: Option<Selection>,
        /// Architecture of the kernel: amd64 or arm64 [default: this machine's]
        #[arg(long, default_value_t = Arch::HOST, hide_default_value = true)]
        arch: Arch,
    },
}

/// The kernel and content of a guest.
#[derive(Debug, Args)]
pub struct GuestArgs {
    /// Series such as 7.3, rt, debug, or debug-rt [default: the current series]
    #[arg(long, value_parser = one_kernel)]
    pub kernel: Option<Selection>,
    /// Architecture of the kernel: amd64 or arm64 [default: this machine's]
    #[arg(long, default_value_t = Arch::HOST, hide_default_value = true)]
    pub arch: Arch,
    #[command(flatten)]
    pub machine: MachineArgs,
    /// File or folder to copy to /job/ (repeatable)
    #[arg(long, value_name = "PATH")]
    pub copy: Vec<PathBuf>,
    /// Stock kernel module to include for modprobe (repeatable)
    #[arg(long, value_name = "NAME")]
    pub with_module: Vec<String>,
    /// Another program of this workspace that is copied to /usr/bin/ (repeatable)
    #[arg(long, value_name = "NAME")]
    pub program: Vec<String>,
    /// Build only the module of this folder below kernel/ (repeatable)
    #[arg(long, value_name = "FOLDER")]
    pub only: Vec<String>,
    /// Optimize the programs, which takes three times as long to build
    #[arg(long)]
    pub release: bool,
    /// Build the command without its optional features, which takes less time
    #[arg(long, conflicts_with = "release")]
    pub minimal: bool,
    /// Fail if the kernel's log has complaints, as the tests do
    #[arg(long)]
    pub check_log: bool,
}

/// The virtual machine of a guest.
#[derive(Debug, Clone, Args)]
pub struct MachineArgs {
    /// Number of processors
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=64), value_name = "NUMBER")]
    pub smp: u32,
    /// Memory in MiB [default: 768, or 1024 for debug kernels]
    #[arg(long, value_parser = clap::value_parser!(u32).range(128..=1 << 20), value_name = "MIB")]
    pub mem: Option<u32>,
    /// Emulate, with a clock that counts instructions, a nanosecond each: for comparing code
    #[arg(long)]
    pub count_instructions: bool,
    /// Give the guest a network card, by which it reaches the host's loopback at 10.0.2.2; its own address is 10.0.2.15
    #[arg(long)]
    pub host_network: bool,
    /// Parameter for the kernel's command line, such as slub_debug=FZPU (repeatable)
    #[arg(long, value_name = "PARAMETER")]
    pub kernel_parameter: Vec<String>,
    /// Time limit, such as 90s or 2h [default: 10m for a command, 1h for the tests, none for a shell]
    #[arg(long, value_name = "LIMIT")]
    pub time: Option<Limit>,
    /// File for the kernel's log, written at the end; with several kernels, each log's name ends with the release
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// Parses a selection that can only be one kernel, because a guest has one.
fn one_kernel(text: &str) -> anyhow::Result<Selection> {
    match text.parse()? {
        Selection::All => {
            anyhow::bail!(
                "a guest has one kernel: give a series such as 7.3, or rt, debug or debug-rt"
            )
        }
        selection => Ok(selection),
    }
}

/// Parses the name of a package, which becomes that of a folder.
fn package(text: &str) -> anyhow::Result<String> {
    let is_fit =
        |one: u8| one.is_ascii_lowercase() || one.is_ascii_digit() || b"+-.".contains(&one);
    anyhow::ensure!(
        text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.bytes().all(is_fit),
        "no package of Debian has this name: give one such as nats-server"
    );
    Ok(text.to_owned())
}

/// A time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub Duration);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = text.split_at(
            text.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(text.len()),
        );
        let seconds = match unit {
            "" | "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => 0,
        };
        let seconds = number
            .parse::<u32>()
            .ok()
            .map(|number| u64::from(number) * seconds)
            .filter(|&seconds| seconds > 0);
        seconds
            .map(|seconds| Limit(Duration::from_secs(seconds)))
            .ok_or_else(|| "a limit is a time such as 90s, 10m or 2h".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn limits_are_read() {
        let seconds = |text: &str| text.parse::<Limit>().map(|limit| limit.0.as_secs());
        assert_eq!(seconds("90"), Ok(90));
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("10m"), Ok(600));
        assert_eq!(seconds("2h"), Ok(7200));
        for text in ["", "0", "0s", "m", "1d", "-1s", "1.5s", "99999999999s"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
