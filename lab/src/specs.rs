// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kernel's netlink specifications and the Python tools that read them, from the kernel's source. Both have the
//! same paths in the cache as in the source, because the tools rely on them to find each other and the schemas.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::Relation;
use crate::cache::{self, Cache, Cached};
use crate::obtain::{obtain_from_packages, Mirror};
use crate::progress::{say, Step};

/// The folders of the source that are kept.
pub const FOLDERS: [&str; 2] = ["Documentation/netlink/", "tools/net/ynl/"];

/// The name of their folder within a kernel's.
const NAME: &str = "ynl";

/// The space that they need during their set-up, including the kernel's source, in bytes; with a margin.
const SPACE_NEEDED: u64 = 300_000_000;

/// Moves them from an unpacked source to a kernel's folder.
///
/// # Errors
/// Fails if the source has none, or files cannot be moved.
pub fn take(source: &Path, folder: &Path) -> Result<()> {
    for name in FOLDERS {
        let (from, to) = (source.join(name), folder.join(NAME).join(name));
        fs::create_dir_all(to.parent().unwrap_or(folder))?;
        fs::rename(&from, &to).with_context(|| format!("the kernel's source has no {name}"))?;
        let top = source.join(name.split('/').next().unwrap_or(name));
        cache::remove_tree(&top)?;
    }
    Ok(())
}

/// The folder with a kernel's specifications. A cache that was made by an older lab gets them now.
///
/// # Errors
/// Fails if they cannot be obtained.
pub fn ensure(cache: &Cache, origin: &Mirror, cached: &Cached) -> Result<PathBuf> {
    let folder = cached.folder.join(NAME);
    let find = || {
        let specs = folder.join(FOLDERS[0]).join("specs");
        Ok(folder.is_dir().then_some(specs))
    };
    obtain_from_packages(
        cache,
        origin,
        Arch::HOST,
        SPACE_NEEDED,
        find,
        |archive, lists| {
            say("downloading the specifications, with the kernel's source; this happens once");
            let source = format!("linux-source-{}", cached.kernel.series);
            let source = lists
            .host
            .find(Relation::exactly(&source, &cached.package_version))
            .with_context(|| {
                format!(
                    "the archive no longer has the source of kernel {}: run cargo lab setup --update",
                    cached.kernel.version
                )
            })?;
            archive.fetch(&[source])?;
            let step = Step::new("unpacking the specifications");
            let inner = format!("usr/src/{}.tar.xz", source.name);
            cache.publish(&cached.folder, NAME, |new| {
                deb::unpack_inner(&archive.deb(source), &inner, new, &FOLDERS)
            })?;
            step.finish();
            Ok(())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_source_stays() {
        let root = std::env::temp_dir().join(format!("klink-lab-specs-{}", std::process::id()));
        let (source, folder) = (root.join("source"), root.join("kernel"));
        for file in [
            "Documentation/netlink/specs/tc.yaml",
            "tools/net/ynl/pyynl/cli.py",
            "rust/kernel/lib.rs",
        ] {
            let file = source.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        take(&source, &folder).unwrap();
        assert!(folder
            .join("ynl/Documentation/netlink/specs/tc.yaml")
            .is_file());
        assert!(folder.join("ynl/tools/net/ynl/pyynl/cli.py").is_file());
        assert_eq!(cache::names(&source).unwrap(), ["rust"]);
        assert!(take(&source, &folder).is_err());
        cache::remove_tree(&root).unwrap();
    }
}
