// SPDX-License-Identifier: MIT OR Apache-2.0
//! `klink-lab dkms`: what the package of the modules has DKMS call on a user's machine.
//!
//! DKMS knows the kernel and where modules go. The kernel's Rust crates, which Debian's headers lack, and the compilers
//! that built the kernel come from the archive, as in the lab.

use std::path::Path;

use anyhow::{Context, Result};

use crate::build;
use crate::cache::Cache;
use crate::kernels::Kernel;
use crate::obtain::Mirror;
use crate::prune::prune;
use crate::setup;

/// Modules for users: no samples, and none that misbehaves for tests.
const MODULES: &str = "KLINK_MODULES=echo demo events";

/// Builds the modules for the kernel of this release.
///
/// # Errors
/// It is none of Debian's with Rust, something that is missing cannot be had, or they do not build.
pub fn build(cache: &Cache, source: &Mirror, release: &str, folder: &Path) -> Result<()> {
    let kernel = Kernel::of_release(release).with_context(|| {
        format!("kernel {release} is none that modules can be built for: install linux-image-amd64 of Debian's backports")
    })?;
    let folder = folder
        .canonicalize()
        .with_context(|| format!("no folder {}", folder.display()))?;
    let cached = setup::ensure_installed(cache, source, &kernel)?;
    {
        let _lock = cache.use_lock()?;
        build::make(
            &cached,
            &folder,
            "kernel",
            &folder.join("built"),
            &[MODULES],
            Vec::new(),
        )?;
    }
    // The machine's administrator does not know this cache, so nobody else removes what belongs to removed kernels.
    let _lock = cache.setup_lock()?;
    prune(cache, &cache.pins())
}
