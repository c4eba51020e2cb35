// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo lab status` and `cargo lab clean`: the content of the cache, and its removal.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{ensure, Context, Result};

use crate::arch::Arch;
use crate::cache::{self, Cache};
use crate::emulator::Emulator;
use crate::kernels::Flavour;
use crate::kvm::{self, Support};
use crate::progress::say;
use crate::prune::{is_superseded, prune};

/// Prints the content and size of the cache, and how guests run.
pub fn print(cache: &Cache) -> Result<()> {
    println!(
        "cache      {} ({} MB)",
        cache.root().display(),
        megabytes(cache.root())
    );
    let cached = cache.cached()?;
    for kernel in &cached {
        let (name, pins) = (kernel.kernel.name(), cache.pins(kernel.kernel.arch));
        let state = match pins.versions.get(&kernel.kernel.series) {
            _ if is_superseded(&kernel.kernel, &pins) => ", superseded",
            _ if !kernel.kernel.boots() => ", only for building modules",
            _ if kernel.kernel.flavour == Flavour::RealTime => ", --kernel rt",
            _ if matches!(kernel.kernel.flavour, Flavour::Debug(_)) => ", --kernel debug",
            _ if kernel.kernel.is_debug() => ", --kernel debug-rt",
            _ if pins.supported.first() == Some(&kernel.kernel.series) => ", the current series",
            _ if !pins.supported.contains(&kernel.kernel.series) => {
                ", a series that the lab no longer supports"
            }
            _ => "",
        };
        println!(
            "kernel     {name} ({} MB), package {}{state}",
            megabytes(&kernel.folder),
            kernel.package_version
        );
    }
    let pins = cache.pins(Arch::HOST);
    for series in pins.supported.iter().filter(|series| {
        let mut booted = cached
            .iter()
            .filter(|kernel| kernel.kernel.arch.is_host())
            .filter(|kernel| kernel.kernel.flavour == Flavour::Cloud);
        booted.all(|kernel| kernel.kernel.series != **series)
    }) {
        println!("kernel     {series} is not cached: run cargo lab setup --kernel {series}");
    }
    if pins.supported.is_empty() {
        println!("kernel     none is set up: run cargo lab setup");
    }
    for name in cache::names(&cache.toolchains())? {
        println!(
            "toolchain  {name} ({} MB)",
            megabytes(&cache.toolchains().join(&name))
        );
    }
    let emulators = Arch::ALL.map(|arch| Emulator::find(cache, arch));
    for emulator in emulators
        .into_iter()
        .collect::<Result<Vec<_>>>()?
        .iter()
        .flatten()
    {
        println!(
            "qemu       {}, {} ({} MB)",
            emulator.version,
            emulator.arch(),
            megabytes(emulator.root())
        );
    }
    let Some(emulator) = Emulator::find(cache, Arch::HOST)? else {
        println!("qemu       is not cached: run cargo lab setup");
        return Ok(());
    };
    if !cache::names(&cache.reference_tools())?.is_empty() {
        println!("reference  {} MB", megabytes(&cache.reference_tools()));
    }
    match kvm::support(cache, &emulator)? {
        Support::Works => println!("kvm        works"),
        Support::No(reason) => println!("kvm        not used ({reason}): guests are emulated"),
        Support::NotTried => {
            println!("kvm        not tried yet: the first guest will try it")
        }
    }
    Ok(())
}

/// Removes superseded and unfinished entries, or with `all` all entries.
///
/// # Errors
/// Fails if another run of the lab uses the cache.
pub fn clean(cache: &Cache, all: bool) -> Result<()> {
    if !cache.root().exists() {
        return Ok(());
    }
    let before = megabytes(cache.root());
    {
        let _setup = cache.setup_lock()?;
        if all {
            let lock = cache.removal_lock()?;
            let _lock = lock.context("another run of the lab uses the cache: end it first")?;
            for name in cache::names(cache.root())? {
                let path = cache.root().join(name);
                // The lock files stay: a run that waits for one of them must use the same file as the next run.
                if path.is_dir() {
                    cache::remove_tree(&path)?;
                } else if path
                    .extension()
                    .is_some_and(|extension| extension == "json")
                {
                    fs::remove_file(&path)
                        .with_context(|| format!("cannot remove {}", path.display()))?;
                }
            }
        } else {
            cache.sweep()?;
            cache::remove_tree(&cache.downloads())?;
            prune(cache)?;
        }
    }
    let after = megabytes(cache.root());
    ensure!(after <= before, "the cache has grown in the meantime");
    say(format_args!(
        "removed {} MB from {}",
        before - after,
        cache.root().display()
    ));
    Ok(())
}

/// The disk usage of a folder in MB; unreadable files count as 0.
fn megabytes(folder: &Path) -> u64 {
    let (mut folders, mut seen, mut blocks) = (vec![folder.to_owned()], HashSet::new(), 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() {
                folders.push(entry.path());
            } else if metadata.nlink() == 1 || seen.insert(metadata.ino()) {
                blocks += metadata.blocks();
            }
        }
    }
    blocks * 512 / 1_000_000
}
