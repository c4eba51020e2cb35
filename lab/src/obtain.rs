// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is in the cache, or is put there from the archive by one run at a time.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::archive::packages::Packages;
use crate::archive::Archive;
use crate::cache::{self, Cache};

/// Where packages come from.
#[derive(Debug, Clone, Default)]
pub struct Mirror {
    /// The mirror's URL, unless it is the one that apt uses here.
    pub url: Option<String>,
    /// The archive's keys, unless they are where Debian installs them.
    pub keyring: Option<PathBuf>,
}

impl Mirror {
    /// The archive there; what comes from it goes into the cache's downloads.
    ///
    /// # Errors
    /// See [`Archive::new`].
    pub fn archive(&self, cache: &Cache) -> Result<Archive> {
        Archive::new(
            self.url.as_deref(),
            self.keyring.as_deref(),
            cache.downloads(),
        )
    }
}

/// What `find` finds in the cache. If that is nothing, `make` puts it there, out of the archive, while no other run adds
/// anything; `space` is what that takes, downloads included, in bytes.
///
/// # Errors
/// It cannot be had.
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
    // Another run may have done it while this one waited.
    if let Some(found) = find()? {
        return Ok(found);
    }
    make(&begin(cache, source, space)?)?;
    cache::remove_tree(&cache.downloads())?;
    find()?.context("the cache lost what was just put into it: another program removes files there")
}

/// The same out of the packages that the archive has of this machine's architecture.
///
/// # Errors
/// It cannot be had.
pub fn obtain_from_packages<T>(
    cache: &Cache,
    source: &Mirror,
    space: u64,
    find: impl Fn() -> Result<Option<T>>,
    make: impl FnOnce(&Archive, &Packages<'_>) -> Result<()>,
) -> Result<T> {
    obtain(cache, source, space, find, |archive| {
        let indexes = archive.indexes()?;
        make(
            archive,
            &Packages::parse(indexes.iter().map(String::as_str)),
        )
    })
}

/// The archive, after a look at whether there is room for what comes from it; needs [`Cache::setup_lock`].
///
/// # Errors
/// There is not enough space.
pub fn begin(cache: &Cache, source: &Mirror, space: u64) -> Result<Archive> {
    cache.check_space(space)?;
    cache.sweep()?;
    source.archive(cache)
}
