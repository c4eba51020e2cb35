// SPDX-License-Identifier: MIT OR Apache-2.0
//! QEMU, installed from the archive to the cache, so that it is the same version everywhere, and needs no root. The
//! version of a distribution may be too old: before 8.1 two emulated processors can run a stale translation of code
//! that the kernel has patched, which kills guests that did nothing wrong (QEMU's commit deba78709ae8).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{ensure, Result};

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::{Packages, Relation};
use crate::archive::{version, Archive};
use crate::cache::{self, Cache};
use crate::host;
use crate::progress::Step;
use crate::unpack::{is_needed_tool, lay_out_toolchain, unpack_all};

/// Dependencies that no guest uses: modules for devices, ROMs of network cards, and programs for maintainer scripts.
const WITHOUT: [&str; 4] = ["adduser", "debconf", "ipxe-qemu", "qemu-system-common"];

/// An emulator of one architecture that is complete in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emulator {
    pub version: String,
    arch: Arch,
    root: PathBuf,
}

impl Emulator {
    /// The newest emulator in the cache.
    pub fn find(cache: &Cache, arch: Arch) -> Result<Option<Self>> {
        let names = cache::names(&cache.emulators())?;
        let complete = names.iter().filter(|name| !name.starts_with('.'));
        let own = complete
            .map(|name| Arch::of_marked(name))
            .filter(|(of, _)| *of == arch);
        let newest = own.max_by(|(_, a), (_, b)| version::compare(a, b));
        Ok(newest.map(|(_, version)| Emulator {
            root: cache.emulators().join(arch.mark(version)),
            arch,
            version: version.to_owned(),
        }))
    }

    /// Adds the archive's emulator of an architecture to the cache, if it is not there; requires [`Cache::setup_lock`].
    ///
    /// # Errors
    /// Fails if the archive does not have all of its packages.
    pub fn set_up(
        cache: &Cache,
        archive: &Archive,
        packages: &Packages<'_>,
        arch: Arch,
    ) -> Result<()> {
        let relation = Relation::any(arch.emulator());
        let version = packages.find(relation)?.version;
        // In a list of folders, a colon would end the folder's name.
        let version = version.split_once(':').map_or(version, |(_, rest)| rest);
        let name = arch.mark(version);
        if cache.emulators().join(&name).is_dir() {
            return Ok(());
        }
        let wanted = packages.closure(&[relation], &WITHOUT)?;
        archive.fetch(&wanted)?;

        let step = Step::new("unpacking QEMU");
        cache.publish(&cache.emulators(), &name, |folder| {
            lay_out_toolchain(folder)?;
            // A package has the programs for related architectures, too.
            let program = program(arch);
            let is_needed = |path: &str| {
                is_needed_tool(path) && (!path.starts_with("usr/bin/") || path == program)
            };
            unpack_all(wanted, |package| {
                deb::unpack(&archive.deb(package), folder, is_needed)
            })
        })?;
        step.finish();
        Ok(())
    }

    /// Removes all emulators from the cache except the newest of each architecture; requires [`Cache::removal_lock`].
    ///
    /// # Errors
    /// Fails if one cannot be removed.
    pub fn prune(cache: &Cache) -> Result<()> {
        for name in cache::names(&cache.emulators())? {
            let newest = Emulator::find(cache, Arch::of_marked(&name).0)?;
            let folder = cache.emulators().join(name);
            if newest.is_none_or(|newest| newest.root != folder) {
                cache::remove_tree(&folder)?;
            }
        }
        Ok(())
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The architecture of its machines.
    pub fn arch(&self) -> Arch {
        self.arch
    }

    /// The program, which needs its own libraries: see [`Emulator::command`].
    pub fn program(&self) -> PathBuf {
        self.root.join(program(self.arch))
    }

    /// A command that ends with the lab and starts the program with its own libraries. It has to be started by the main
    /// thread.
    ///
    /// # Errors
    /// Fails if the cache is in a folder that cannot be in a list of folders, or util-linux is not installed.
    pub fn command(&self) -> Result<Command> {
        let libraries = self.root.join(Arch::HOST.libraries());
        ensure!(
            !is_in_pieces(&libraries),
            "cannot load libraries from {}, because the path has a colon or semicolon: set XDG_CACHE_HOME to another folder",
            libraries.display()
        );
        let mut command = host::bound_command(libraries.join(Arch::HOST.loader_file()))?;
        command
            .arg("--library-path")
            .arg(&libraries)
            .arg(self.program());
        for firmware in ["usr/share/qemu", "usr/share/seabios"] {
            command.arg("-L").arg(self.root.join(firmware));
        }
        Ok(command)
    }
}

/// The path of the program below the emulator's folder.
fn program(arch: Arch) -> String {
    format!("usr/bin/qemu-system-{}", arch.machine())
}

/// Whether a list of folders (ld.so(8)) would split the path.
fn is_in_pieces(path: &Path) -> bool {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .any(|byte| b":;".contains(byte))
}
