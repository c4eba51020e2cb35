// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink generate`: manual pages and completions, from the one definition of what can be typed, and dissectors for
//! Wireshark and Rust, from descriptions.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command, Subcommand};
use clap_complete::Shell;
use klink_ynl::rust_kernel;

use crate::exit::{statuses, Failure};
use crate::family::Specified;
use crate::session::Session;

/// Writes manual pages, a shell's completions, a dissector for Wireshark, or Rust.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Generate {
    #[command(subcommand)]
    artifact: Artifact,
}

#[derive(Debug, Subcommand)]
enum Artifact {
    /// A manual page for each command, into a folder such as /usr/local/share/man/man1.
    #[command(after_help = statuses())]
    Man {
        /// The folder; it is made if it is not there.
        folder: PathBuf,
    },
    /// A shell's completions, on standard output.
    #[command(after_help = statuses())]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// A dissector in Lua, with which Wireshark shows and filters a family's messages by their names, on standard output.
    ///
    /// Wireshark reads what is in ~/.local/lib/wireshark/plugins: `klink generate wireshark ethtool >
    /// ~/.local/lib/wireshark/plugins/klink-ethtool.lua`. A field is called klink_FAMILY.SET.ATTRIBUTE, in small letters
    /// and with _ instead of -.
    #[command(after_help = statuses())]
    Wireshark(Specified),
    /// A family in Rust, for programs or for a kernel module, on standard output.
    ///
    /// The program depends on the crate klink with its feature `typed`, which has what the text stands on, and in
    /// klink::families the kernel's own families: `klink generate rust --user lamps --spec lamps.yaml > src/lamps.rs`.
    /// The module is built on klink_kernel: `klink generate rust --kernel lamps --spec lamps.yaml > family.rs`.
    #[command(after_help = statuses())]
    Rust(Rust),
}

#[derive(Debug, Args)]
struct Rust {
    #[command(flatten)]
    specified: Specified,

    #[command(flatten)]
    side: Side,
}

/// For whom Rust is written.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Side {
    /// For a program: views of messages, writers of requests, and operations.
    #[arg(long)]
    user: bool,

    /// For a kernel module: a trait whose methods are the operations, requests, policies, and what writes replies.
    #[arg(long)]
    kernel: bool,
}

/// `klink` is the definition of the whole command line.
pub(crate) fn run(
    generate: &Generate,
    mut klink: Command,
    session: &mut Session,
) -> Result<(), Failure> {
    match &generate.artifact {
        Artifact::Man { folder } => pages(klink, folder).map_err(|error| {
            Failure::new(format!(
                "write manual pages to {}: {error}: give a folder that can be written",
                folder.display()
            ))
        }),
        Artifact::Completions { shell } => {
            let mut completions = Vec::new();
            clap_complete::generate(*shell, &mut klink, "klink", &mut completions);
            session.output.document(&completions)?;
            session.output.flush()
        }
        Artifact::Wireshark(specified) => {
            let spec = specified.spec()?;
            session.output.document(spec.wireshark().as_bytes())?;
            session.output.flush()
        }
        Artifact::Rust(Rust { specified, side }) => {
            let rust = match side.kernel {
                true => rust_kernel(&specified.text()?)
                    .map_err(|error| Failure::new(error.to_string()))?,
                false => specified.spec()?.rust_user(),
            };
            session.output.document(rust.as_bytes())?;
            session.output.flush()
        }
    }
}

/// `klink.1`, and `klink-send.1` and the like.
fn pages(klink: Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(klink, folder)
}
