// SPDX-License-Identifier: MIT OR Apache-2.0
//! A package of Debian stable on a machine that has another release, unpacked and not installed.

use std::path::PathBuf;

use anyhow::Result;

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::Relation;
use crate::cache::Cache;
use crate::obtain::{obtain_from_packages, Mirror};
use crate::progress::Step;

/// The space for the package and its files, in bytes.
const SPACE_NEEDED: u64 = 200_000_000;

/// The folder with the files of a package, without those that it depends on. It stays until `cargo lab clean`.
///
/// # Errors
/// Fails if the archive does not have it.
pub fn ensure(cache: &Cache, source: &Mirror, name: &str) -> Result<PathBuf> {
    let folder = cache.packages().join(name);
    let find = || Ok(folder.is_dir().then(|| folder.clone()));
    obtain_from_packages(
        cache,
        source,
        Arch::HOST,
        SPACE_NEEDED,
        find,
        |archive, lists| {
            let package = lists.host.find(Relation::any(name))?;
            archive.fetch(&[package])?;
            let step = Step::new(format!("unpacking {name}"));
            cache.publish(&cache.packages(), name, |new| {
                deb::unpack(&archive.deb(package), new, |_| true)
            })?;
            step.finish();
            Ok(())
        },
    )
}
