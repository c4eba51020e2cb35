// SPDX-License-Identifier: MIT OR Apache-2.0
//! Getting kernels, toolchains and QEMU into the cache: what a first run does, and what later ones find done.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{bail, Context, Result};

use crate::archive::deb;
use crate::archive::packages::{Package, Packages, Relation};
use crate::archive::{Archive, SUITES};
use crate::cache::{self, Cache, Cached, Pins};
use crate::emulator::Emulator;
use crate::kbuild::{self, Headers};
use crate::kernels::{self, Flavour, Kernel, Selection, Series};
use crate::peers::Peers;
use crate::progress::{say, Step};
use crate::toolchain::Toolchain;
use crate::{debug, specs, sysroot, vmlinux};

/// What a toolchain, a kernel and QEMU take while they are set up, downloads included, in bytes; with some to spare.
const SPACE_NEEDED: u64 = 2_500_000_000;

/// Where packages come from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The mirror's URL, unless it is the one that apt uses here.
    pub mirror: Option<String>,
    /// The archive's keys, unless they are where Debian installs them.
    pub keyring: Option<PathBuf>,
}

impl Source {
    /// The archive there; what comes from it goes into the cache's downloads.
    ///
    /// # Errors
    /// See [`Archive::new`].
    pub fn archive(&self, cache: &Cache) -> Result<Archive> {
        Archive::new(
            self.mirror.as_deref(),
            self.keyring.as_deref(),
            cache.downloads(),
        )
    }
}

/// The selected kernels, set up. The network is asked only for what is not there.
///
/// # Errors
/// Something that is missing cannot be had.
pub fn ensure(cache: &Cache, source: &Source, selection: Selection) -> Result<Vec<Cached>> {
    if selection == Selection::Debug {
        let stock = ensure(cache, source, Selection::Current)?.remove(0);
        return Ok(vec![debug::ensure(cache, source, &stock)?]);
    }
    if let Some(cached) = find(cache, selection)? {
        return Ok(cached);
    }
    let _lock = cache.setup_lock()?;
    // Another run may have done it while this one waited.
    if let Some(cached) = find(cache, selection)? {
        return Ok(cached);
    }
    let (archive, indexes) = make_room(cache, source)?;
    let packages = Packages::parse(indexes.iter().map(String::as_str));

    let mut pins = cache.pins();
    let newest = kernels::newest(&packages);
    if pins.supported.is_empty() {
        pins.supported = kernels::supported(newest.keys().copied());
    }
    let mut kernels = Vec::new();
    for series in kernels::select(selection, &pins.supported)? {
        let pinned = pins
            .versions
            .get(&series)
            .and_then(|version| Kernel::parse(version));
        let available = |kernel: &Kernel| !packages.versions(&kernel.headers()).is_empty();
        let kernel = match (pinned, newest.get(&series)) {
            (Some(pinned), _) if cache.find(&pinned).is_some() || available(&pinned) => pinned,
            (pinned, Some(newest)) => {
                if let Some(gone) = pinned {
                    say(format_args!(
                        "kernel {} is gone from the archive: taking {}",
                        gone.version, newest.version
                    ));
                }
                newest.clone()
            }
            (_, None) => bail!(
                "the archive has no kernel {series} now, only {}; {}",
                list(newest.keys()),
                if pins.supported.contains(&series) {
                    "take those: cargo lab setup --update"
                } else {
                    "pass one of these as --kernel"
                }
            ),
        };
        pins.versions.insert(series, kernel.version.clone());
        kernels.push(kernel);
    }
    if Emulator::find(cache)?.is_none() {
        Emulator::set_up(cache, &archive, &packages).context("cannot set up QEMU")?;
    }
    set_up_all(cache, &archive, &packages, &pins, &kernels)
}

/// Sees to what a set-up needs first: space, and the archive with its indexes.
fn make_room(cache: &Cache, source: &Source) -> Result<(Archive, Vec<String>)> {
    cache.check_space(SPACE_NEEDED)?;
    cache.sweep()?;
    let archive = source.archive(cache)?;
    let indexes = archive.indexes()?;
    Ok((archive, indexes))
}

/// A kernel of Debian's that is installed on a machine, set up as far as modules for it need.
///
/// # Errors
/// Something that is missing cannot be had.
pub fn ensure_installed(cache: &Cache, source: &Source, kernel: &Kernel) -> Result<Cached> {
    if let Some(cached) = cache.find(kernel) {
        return Ok(cached);
    }
    let _lock = cache.setup_lock()?;
    // Another run may have done it while this one waited.
    if let Some(cached) = cache.find(kernel) {
        return Ok(cached);
    }
    let (archive, indexes) = make_room(cache, source)?;
    let packages = Packages::parse(indexes.iter().map(String::as_str));
    if packages.versions(&kernel.headers()).is_empty() {
        bail!(
            "{} and {} have no kernel {} now: install the newest one there, and start that",
            SUITES[0],
            SUITES[1],
            kernel.release()
        );
    }
    let cached = set_up(cache, &archive, &packages, kernel)
        .with_context(|| format!("cannot set up kernel {}", kernel.release()))?;
    cache::remove_tree(&cache.downloads())?;
    Ok(cached)
}

/// Asks the archive for newer kernels, sets them up, and removes those that they supersede.
///
/// # Errors
/// Something that is missing cannot be had.
pub fn update(cache: &Cache, source: &Source, selection: Selection) -> Result<Vec<Cached>> {
    let _lock = cache.setup_lock()?;
    let (archive, indexes) = make_room(cache, source)?;
    let packages = Packages::parse(indexes.iter().map(String::as_str));

    let newest = kernels::newest(&packages);
    let supported = kernels::supported(newest.keys().copied());
    let mut wanted = kernels::select(selection, &supported)?;
    let mut versions = std::collections::BTreeMap::new();
    for cached in cache
        .cached()?
        .into_iter()
        .filter(|cached| cached.kernel.boots())
    {
        let series = cached.kernel.series;
        if !newest.contains_key(&series) {
            say(format_args!(
                "the archive has no kernel {series} any more: {} stays in the cache",
                cached.kernel.version
            ));
            versions.insert(series, cached.kernel.version);
        } else if supported.contains(&series) && !wanted.contains(&series) {
            wanted.push(series);
        }
    }
    let kernels = wanted
        .iter()
        .filter_map(|series| newest.get(series).cloned())
        .collect::<Vec<_>>();
    if let (Selection::One(series), true) = (selection, kernels.is_empty()) {
        bail!(
            "the archive has no kernel {series}, only {}",
            list(newest.keys())
        );
    }
    versions.extend(
        kernels
            .iter()
            .map(|kernel| (kernel.series, kernel.version.clone())),
    );
    let pins = Pins {
        versions,
        supported,
    };
    Emulator::set_up(cache, &archive, &packages).context("cannot set up QEMU")?;
    if Peers::find(cache)?.is_some() {
        Peers::set_up(cache, &archive, &packages)
            .context("cannot set up the programs that tests compare with")?;
    }
    let all = set_up_all(cache, &archive, &packages, &pins, &kernels)?;
    prune(cache, &pins)?;
    Ok(all)
}

/// The selected kernels, if all of them are there, and QEMU is.
fn find(cache: &Cache, selection: Selection) -> Result<Option<Vec<Cached>>> {
    let pins = cache.pins();
    if pins.supported.is_empty() || Emulator::find(cache)?.is_none() {
        return Ok(None);
    }
    let find = |series| cache.find(&Kernel::parse(pins.versions.get(&series)?)?);
    Ok(kernels::select(selection, &pins.supported)?
        .into_iter()
        .map(find)
        .collect())
}

fn set_up_all(
    cache: &Cache,
    archive: &Archive,
    packages: &Packages<'_>,
    pins: &Pins,
    kernels: &[Kernel],
) -> Result<Vec<Cached>> {
    let mut all = Vec::new();
    for kernel in kernels {
        let cached = match cache.find(kernel) {
            Some(cached) => cached,
            None => set_up(cache, archive, packages, kernel)
                .with_context(|| format!("cannot set up kernel {}", kernel.version))?,
        };
        all.push(cached);
    }
    cache.pin(pins)?;
    cache::remove_tree(&cache.downloads())?;
    Ok(all)
}

/// Removes the kernels that are not pinned, the toolchains that no kernel needs, and all but the newest QEMU.
///
/// # Errors
/// Something cannot be removed.
pub fn prune(cache: &Cache, pins: &Pins) -> Result<()> {
    let Some(_lock) = cache.removal_lock()? else {
        say("what is superseded stays in the cache for now: another run of the lab uses it");
        return Ok(());
    };
    for cached in cache.cached()? {
        if is_superseded(&cached.kernel, pins) {
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

/// Whether the lab has no use for a kernel any more.
pub fn is_superseded(kernel: &Kernel, pins: &Pins) -> bool {
    let is_pinned = pins.versions.get(&kernel.series) == Some(&kernel.version);
    match &kernel.flavour {
        Flavour::Cloud => !is_pinned,
        Flavour::Debug(digest) => !is_pinned || *digest != debug::digest(),
        Flavour::Installed(_) => !Path::new("/lib/modules").join(kernel.release()).is_dir(),
    }
}

fn set_up(
    cache: &Cache,
    archive: &Archive,
    packages: &Packages<'_>,
    kernel: &Kernel,
) -> Result<Cached> {
    let (own, source) = kernel.packages(packages)?;
    let headers = packages.find(Relation::any(&kernel.headers()))?;
    archive.fetch(&[headers])?;
    let config = format!("usr/src/linux-headers-{}/.config", kernel.release());
    let needed = Toolchain::of_config(&deb::read_file(&archive.deb(headers), &config)?)?;
    let tools = needed.packages(packages, &own)?;
    let toolchain_name = needed.name(&tools);
    let toolchain = cache.toolchains().join(&toolchain_name);
    let tools = if toolchain.is_dir() {
        Vec::new()
    } else {
        tools
    };

    let wanted: Vec<_> = own.iter().chain([&source]).chain(&tools).collect();
    archive.fetch(&wanted)?;

    let folder = cache.begin(&cache.kernels(), &kernel.name())?;
    let new_toolchain = if tools.is_empty() {
        None
    } else {
        Some(cache.begin(&cache.toolchains(), &toolchain_name)?)
    };
    let step = Step::new("unpacking");
    if let Some(folder) = &new_toolchain {
        lay_out_toolchain(folder)?;
    }
    unpack_all(wanted, |package| {
        let deb = archive.deb(package);
        if let Some(folder) = new_toolchain.as_ref().filter(|_| tools.contains(package)) {
            return deb::unpack(&deb, folder, is_needed_tool);
        }
        if package.name == source.name {
            let inner = format!("usr/src/{}.tar.xz", source.name);
            return deb::unpack_inner(&deb, &inner, &folder.join("source"), |path| {
                kbuild::is_needed_source(path) || kernel.boots() && specs::is_wanted(path)
            });
        }
        deb::unpack(&deb, &folder, is_needed_of_kernel)
    })?;
    if let Some(folder) = new_toolchain {
        link_compilers(&folder, &needed)?;
        cache.complete(&folder, &toolchain_name)?;
    }
    step.finish();

    let step = Step::new(format!(
        "building the Rust crates of kernel {}",
        kernel.version
    ));
    if kernel.boots() {
        let image = folder.join(format!("usr/lib/modules/{}/vmlinuz", kernel.release()));
        let elf = vmlinux::extract(
            &fs::read(&image).with_context(|| format!("cannot read {}", image.display()))?,
        )?;
        fs::write(folder.join("vmlinux"), elf)?;
        fs::remove_file(image)?;
        specs::take(&folder.join("source"), &folder)?;
    }
    let built = Headers::new(&folder, kernel);
    built.add_source(&folder.join("source"))?;
    built.build_rust(&toolchain)?;
    step.finish();

    cache.describe(&folder, headers.version, &toolchain_name)?;
    cache.complete(&folder, &kernel.name())?;
    cache
        .find(kernel)
        .context("the cache lost what was just put into it: another program removes files there")
}

/// Runs `unpack` on all packages, the largest first, in as many threads as there are processors.
///
/// # Errors
/// One of them could not be unpacked.
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
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| bail!("the unpacking broke off"))
        })
    })
}

/// Makes the folders and links that packages expect to be there.
pub fn lay_out_toolchain(folder: &Path) -> Result<()> {
    for name in ["bin", "sbin", "lib", "lib64"] {
        fs::create_dir_all(folder.join("usr").join(name))?;
        symlink(Path::new("usr").join(name), folder.join(name))?;
    }
    sysroot::prepare(folder)
}

/// Makes the links that Debian's alternatives and further packages would make.
pub fn link_compilers(folder: &Path, toolchain: &Toolchain) -> Result<()> {
    let programs = folder.join("usr/bin");
    let mut links = vec![
        ("gcc", toolchain.compiler().to_owned()),
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

/// Which files of a toolchain's packages are used.
pub fn is_needed_tool(path: &str) -> bool {
    const WITHOUT: [&str; 5] = [
        "usr/share/doc/",
        "usr/share/man/",
        "usr/share/locale/",
        "usr/share/info/",
        "usr/lib/udev/",
    ];
    // Of the Rust source the kernel builds `core` alone.
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

fn is_needed_of_kernel(path: &str) -> bool {
    // Its types are for the description of modules to BPF, which the lab leaves out.
    let is_kernel_with_types = path.starts_with("usr/src/") && path.ends_with("/vmlinux");
    let folders = [
        "usr/src/linux-headers-",
        "usr/lib/linux-kbuild-",
        "usr/lib/modules/",
    ];
    folders.iter().any(|folder| path.starts_with(folder)) && !is_kernel_with_types
}

fn list<'a>(series: impl DoubleEndedIterator<Item = &'a Series>) -> String {
    series
        .rev()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
