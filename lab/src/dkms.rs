// SPDX-License-Identifier: MIT OR Apache-2.0
//! `klink-lab dkms`: the command that DKMS calls on a user's machine, from the package of the modules.
//!
//! DKMS provides the kernel's release and installs the modules. The kernel's Rust crates, which Debian's headers lack,
//! and the compilers that built the kernel come from the archive, as in the lab.

use std::path::Path;

use anyhow::{Context, Result};

use crate::arch::Arch;
use crate::build;
use crate::cache::Cache;
use crate::kernels::Kernel;
use crate::obtain::Mirror;
use crate::prune::prune;
use crate::setup;

/// The modules for users: no samples, and no modules that misbehave for tests.
const MODULES: &str = "KLINK_MODULES=echo demo events";

/// Builds the modules for the kernel of this release.
///
/// # Errors
/// Fails if it is not a Debian kernel with Rust, something that is missing cannot be obtained, or the modules do not
/// build.
pub fn build(cache: &Cache, source: &Mirror, release: &str, folder: &Path) -> Result<()> {
    let kernel = Kernel::of_release(release).with_context(|| {
        format!(
            "kernel {release} is not supported: install linux-image-{} of Debian's backports",
            Arch::HOST
        )
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
    // The machine's administrator does not know this cache, so nothing else removes entries of removed kernels.
    let _lock = cache.setup_lock()?;
    prune(cache)
}
