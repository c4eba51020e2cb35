// SPDX-License-Identifier: MIT OR Apache-2.0
//! Entries of the cache, which one run at a time adds from the archive if they are missing.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::arch::Arch;
use crate::archive::packages::Lists;
use crate::archive::Archive;
use crate::cache::{self, Cache};

/// The source of packages.
#[derive(Debug, Clone, Default)]
pub struct Mirror {
    /// The mirror's URL; `None` for the one that apt uses on this machine.
    pub url: Option<String>,
    /// The archive's keys; `None` for those that Debian installs.
    pub keyring: Option<PathBuf>,
}

impl Mirror {
    /// The archive of this source; its files go to the cache's downloads.
    ///
    /// # Errors
    /// Fails as [`Archive::new`] does.
    pub fn archive(&self, cache: &Cache) -> Result<Archive> {
        Archive::new(
            self.url.as_deref(),
            self.keyring.as_deref(),
            cache.downloads(),
        )
    }
}

/// Returns the entry that `find` finds in the cache. If there is none, `make` adds it from the archive, while no other
/// run adds entries; `space` is the space that this needs, including downloads, in bytes.
///
/// # Errors
/// Fails if the entry cannot be obtained.
pub fn obtain<T>(
    cache: &Cache,
    source: &Mirror,
    space: u64,
    find: impl Fn() -> Result<Option<T>>,
    make: impl FnOnce(&Archive) -> Result<()>,
) -> Result<T> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    let _lock = cache.setup_lock()?;
    // Another run may have added the entry while this one waited.
    if let Some(found) = find()? {
        return Ok(found);
    }
    make(&begin(cache, source, space)?)?;
    cache::remove_tree(&cache.downloads())?;
    find()?.context("an entry has disappeared from the cache: another program removes files there")
}

/// Like [`obtain`], from the packages that the archive has for this machine and for guests of an architecture.
///
/// # Errors
/// Fails if the entry cannot be obtained.
pub fn obtain_from_packages<T>(
    cache: &Cache,
    source: &Mirror,
    arch: Arch,
    space: u64,
    find: impl Fn() -> Result<Option<T>>,
    make: impl FnOnce(&Archive, &Lists<'_>) -> Result<()>,
) -> Result<T> {
    obtain(cache, source, space, find, |archive| {
        archive.with_lists(arch, |lists| make(archive, lists))
    })
}

/// Opens the archive, after checking that there is space for its files; requires [`Cache::setup_lock`].
///
/// # Errors
/// Fails if there is not enough space.
pub fn begin(cache: &Cache, source: &Mirror, space: u64) -> Result<Archive> {
    cache.check_space(space)?;
    cache.sweep()?;
    source.archive(cache)
}
