// SPDX-License-Identifier: MIT OR Apache-2.0
//! Unpacking of packages, and assembling of toolchains from them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use anyhow::{bail, Result};

use crate::archive::packages::Package;
use crate::archive::{deb, Archive};
use crate::cache::{self, Cache};
use crate::progress::Step;
use crate::sysroot;
use crate::toolchain::Toolchain;

/// Runs `unpack` on all packages, the largest first, in one thread per processor.
///
/// # Errors
/// Fails if a package cannot be unpacked.
pub fn unpack_all<'a, 'p: 'a>(
    mut packages: Vec<&'a Package<'p>>,
    unpack: impl Fn(&Package<'p>) -> Result<()> + Sync,
) -> Result<()> {
    packages.sort_by_key(|package| package.size);
    let queue = Mutex::new(packages);
    let next = || queue.lock().ok()?.pop();
    let work = || -> Result<()> {
        while let Some(package) = next() {
            unpack(package)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..thread::available_parallelism()?.get())
            .map(|_| scope.spawn(work))
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| bail!("unpacking failed")))
    })
}

/// Downloads and unpacks the packages of a toolchain ([`Toolchain::packages`]), unless the cache has it, and other
/// packages, all in parallel;
/// `unpack` gets each of the other packages and its file. Returns the toolchain's name in the cache.
///
/// # Errors
/// Fails if a package cannot be downloaded or unpacked.
pub fn unpack_with_tools<'a, 'p: 'a>(
    cache: &Cache,
    archive: &Archive,
    needed: &Toolchain,
    (tools, guest): (&'a [Package<'p>], &'a [Package<'p>]),
    mut others: Vec<&'a Package<'p>>,
    unpack: impl Fn(&Package<'p>, &Path) -> Result<()> + Sync,
) -> Result<String> {
    let name = needed.name(tools.iter().chain(guest));
    if cache.toolchains().join(&name).is_dir() {
        archive.fetch(&others)?;
        let step = Step::new("unpacking");
        unpack_all(others, |package| unpack(package, &archive.deb(package)))?;
        step.finish();
        return Ok(name);
    }
    others.extend(tools.iter().chain(guest));
    archive.fetch(&others)?;
    let step = Step::new("unpacking");
    cache.publish(&cache.toolchains(), &name, |folder| {
        lay_out_toolchain(folder)?;
        let programs = folder.join(needed.arch().guest_root());
        fs::create_dir_all(&programs)?;
        unpack_all(others, |package| {
            let file = archive.deb(package);
            if tools.contains(package) {
                return deb::unpack(&file, folder, is_needed_tool);
            }
            if guest.contains(package) {
                return deb::unpack(&file, &programs, is_needed_tool);
            }
            unpack(package, &file)
        })?;
        link_compilers(folder, needed)
    })?;
    step.finish();
    Ok(name)
}

/// Makes the folders and links that packages expect.
pub fn lay_out_toolchain(folder: &Path) -> Result<()> {
    for name in ["bin", "sbin", "lib", "lib64"] {
        fs::create_dir_all(folder.join("usr").join(name))?;
        symlink(Path::new("usr").join(name), folder.join(name))?;
    }
    sysroot::prepare(folder)
}

/// Makes the links that Debian's alternatives and other packages would make.
fn link_compilers(folder: &Path, toolchain: &Toolchain) -> Result<()> {
    let programs = folder.join("usr/bin");
    let arch = toolchain.arch();
    let compiler = arch.tool("gcc");
    let mut links = vec![
        ("gcc", toolchain.compiler().to_owned()),
        (&*compiler, arch.tool(toolchain.compiler())),
        ("cc", "gcc".to_owned()),
        ("awk", "mawk".to_owned()),
    ];
    // A numbered package of rustc has numbered programs.
    for (name, prefix) in [
        ("rustc", "rustc-"),
        ("clippy-driver", "clippy-driver-"),
        ("rustfmt", "rustfmt-"),
    ] {
        let numbered = cache::names(&programs)?
            .into_iter()
            .find(|program| program.starts_with(prefix));
        links.extend(numbered.map(|numbered| (name, numbered)));
    }
    for (name, target) in links {
        if programs.join(name).symlink_metadata().is_err() {
            symlink(target, programs.join(name))?;
        }
    }
    Ok(())
}

/// Whether a file of a toolchain's packages is used.
pub fn is_needed_tool(path: &str) -> bool {
    const WITHOUT: [&str; 5] = [
        "usr/share/doc/",
        "usr/share/man/",
        "usr/share/locale/",
        "usr/share/info/",
        "usr/lib/udev/",
    ];
    // The kernel builds only `core` of the Rust source.
    if let Some((_, library)) = path
        .strip_prefix("usr/src/rustc-")
        .and_then(|rest| rest.split_once('/'))
    {
        let core = [
            "library/core/",
            "library/stdarch/crates/core_arch/",
            "library/portable-simd/crates/core_simd/",
        ];
        return core.iter().any(|folder| library.starts_with(folder));
    }
    !WITHOUT.iter().any(|folder| path.starts_with(folder)) && !path.ends_with("/lto1")
}
