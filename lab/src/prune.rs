// SPDX-License-Identifier: MIT OR Apache-2.0
//! Removal of entries that the lab no longer uses from the cache.

use std::path::Path;

use anyhow::Result;

use crate::cache::{self, Cache, Pins};
use crate::debug;
use crate::emulator::Emulator;
use crate::kernels::{Flavour, Kernel};
use crate::progress::say;

/// Removes the kernels that are not pinned, the toolchains that no kernel needs, and all but the newest QEMU.
///
/// # Errors
/// Fails if something cannot be removed.
pub fn prune(cache: &Cache) -> Result<()> {
    let Some(_lock) = cache.removal_lock()? else {
        say("superseded entries stay in the cache for now: another run of the lab uses it");
        return Ok(());
    };
    for cached in cache.cached()? {
        if is_superseded(&cached.kernel, &cache.pins(cached.kernel.arch)) {
            say(format_args!(
                "removing kernel {}, which is superseded",
                cached.kernel.name()
            ));
            cache::remove_tree(&cached.folder)?;
        }
    }
    let needed: Vec<_> = cache
        .cached()?
        .into_iter()
        .map(|cached| cached.toolchain)
        .collect();
    for name in cache::names(&cache.toolchains())? {
        let toolchain = cache.toolchains().join(name);
        if !needed.contains(&toolchain) {
            cache::remove_tree(&toolchain)?;
        }
    }
    Emulator::prune(cache)
}

/// Whether the lab no longer uses a kernel.
pub fn is_superseded(kernel: &Kernel, pins: &Pins) -> bool {
    let is_pinned = pins.versions.get(&kernel.series) == Some(&kernel.version);
    match &kernel.flavour {
        Flavour::Cloud | Flavour::RealTime => !is_pinned,
        Flavour::Debug(digest) => !is_pinned || *digest != debug::digest(false),
        Flavour::DebugRealTime(digest) => !is_pinned || *digest != debug::digest(true),
        Flavour::Installed(_) => !Path::new("/lib/modules").join(kernel.release()).is_dir(),
    }
}
