// SPDX-License-Identifier: MIT OR Apache-2.0
//! Setting up kernels, toolchains and QEMU in the cache, which is done once.

use std::fs;

use anyhow::{bail, Context, Result};

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::{Lists, Relation};
use crate::archive::{Archive, SUITES};
use crate::cache::{self, Cache, Cached, Pins};
use crate::emulator::Emulator;
use crate::kbuild::{self, Headers};
use crate::kernels::{self, Flavour, Kernel, Selection, Series};
use crate::obtain::{self, obtain_from_packages, Mirror};
use crate::progress::{say, Step};
use crate::prune::prune;
use crate::reference_tools::ReferenceTools;
use crate::toolchain::Toolchain;
use crate::unpack::unpack_with_tools;
use crate::{debug, specs, vmlinux};

/// The space that a toolchain, a kernel and QEMU need during their set-up, including downloads, in bytes; with a
/// margin.
const SPACE_NEEDED: u64 = 2_500_000_000;

/// The selected kernels, set up. The network is only used for missing entries.
///
/// # Errors
/// Fails if something that is missing cannot be obtained.
pub fn ensure(
    cache: &Cache,
    source: &Mirror,
    selection: Selection,
    arch: Arch,
) -> Result<Vec<Cached>> {
    let stock =
        || Ok::<_, anyhow::Error>(ensure(cache, source, Selection::Current, arch)?.remove(0));
    match selection {
        Selection::RealTime => return Ok(vec![ensure_real_time(cache, source, &stock()?)?]),
        Selection::Debug => return Ok(vec![ensure_debug(cache, source, &stock()?, false)?]),
        Selection::DebugRealTime => return Ok(vec![ensure_debug(cache, source, &stock()?, true)?]),
        Selection::Current | Selection::One(_) | Selection::All => {}
    }
    obtain_from_packages(
        cache,
        source,
        arch,
        SPACE_NEEDED,
        || find(cache, selection, arch),
        |archive, lists| set_up_selected(cache, archive, lists, selection, arch),
    )
}

/// The debug kernel of this stock kernel's version, or that with `PREEMPT_RT`.
fn ensure_debug(cache: &Cache, source: &Mirror, stock: &Cached, real_time: bool) -> Result<Cached> {
    if let Some(found) = debug::find(cache, stock, real_time) {
        return Ok(found);
    }
    let built = debug::ensure(cache, source, stock, real_time)?;
    let _lock = cache.setup_lock()?;
    prune(cache)?;
    Ok(built)
}

/// The real-time kernel of this stock kernel's version.
fn ensure_real_time(cache: &Cache, source: &Mirror, stock: &Cached) -> Result<Cached> {
    let kernel = stock.kernel.with(Flavour::RealTime);
    obtain_from_packages(
        cache,
        source,
        kernel.arch,
        SPACE_NEEDED,
        || Ok(cache.find(&kernel)),
        |archive, lists| {
            if lists
                .guest()
                .find(Relation::exactly(&kernel.headers(), &stock.package_version))
                .is_err()
            {
                bail!(
                    "the archive no longer has kernel {}: run cargo lab setup --update",
                    kernel.release()
                );
            }
            set_up(cache, archive, lists, &kernel)
                .with_context(|| format!("cannot set up kernel {}", kernel.release()))
        },
    )
}

/// Sets up the selected kernels, each in the pinned version if there is one and the archive still has it.
fn set_up_selected(
    cache: &Cache,
    archive: &Archive,
    lists: &Lists<'_>,
    selection: Selection,
    arch: Arch,
) -> Result<()> {
    let mut pins = cache.pins(arch);
    let newest = kernels::newest(arch, lists.guest());
    if pins.supported.is_empty() {
        pins.supported = kernels::supported(newest.keys().copied());
    }
    let mut kernels = Vec::new();
    for series in kernels::select(selection, &pins.supported)? {
        let pinned = pins
            .versions
            .get(&series)
            .and_then(|version| Kernel::parse(arch, version));
        let available = |kernel: &Kernel| !lists.guest().versions(&kernel.headers()).is_empty();
        let kernel = match (pinned, newest.get(&series)) {
            (Some(pinned), _) if cache.find(&pinned).is_some() || available(&pinned) => pinned,
            (pinned, Some(newest)) => {
                if let Some(gone) = pinned {
                    say(format_args!(
                        "kernel {} is no longer in the archive: using {}",
                        gone.version, newest.version
                    ));
                }
                newest.clone()
            }
            (_, None) => bail!(
                "the archive has no kernel {series} now, only {}; {}",
                list(newest.keys()),
                if pins.supported.contains(&series) {
                    "to use those, run cargo lab setup --update"
                } else {
                    "pass one of these to --kernel"
                }
            ),
        };
        pins.versions.insert(series, kernel.version.clone());
        kernels.push(kernel);
    }
    if Emulator::find(cache, arch)?.is_none() {
        Emulator::set_up(cache, archive, &lists.host, arch).context("cannot set up QEMU")?;
    }
    set_up_all(cache, archive, lists, &kernels)?;
    cache.pin(arch, &pins)
}

/// A Debian kernel that is installed on a machine, set up as far as its modules need.
///
/// # Errors
/// Fails if something that is missing cannot be obtained.
pub fn ensure_installed(cache: &Cache, source: &Mirror, kernel: &Kernel) -> Result<Cached> {
    obtain_from_packages(
        cache,
        source,
        kernel.arch,
        SPACE_NEEDED,
        || Ok(cache.find(kernel)),
        |archive, lists| {
            if lists.guest().versions(&kernel.headers()).is_empty() {
                bail!(
                    "{} and {} no longer have kernel {}: install their newest kernel, and boot it",
                    SUITES[0],
                    SUITES[1],
                    kernel.release()
                );
            }
            set_up(cache, archive, lists, kernel)
                .with_context(|| format!("cannot set up kernel {}", kernel.release()))
        },
    )
}

/// Checks the archive for newer kernels, sets them up, and removes those that they supersede.
///
/// # Errors
/// Fails if something that is missing cannot be obtained.
pub fn update(cache: &Cache, source: &Mirror, selection: Selection, arch: Arch) -> Result<()> {
    let _lock = cache.setup_lock()?;
    let archive = obtain::begin(cache, source, SPACE_NEEDED)?;
    archive.with_lists(arch, |lists| {
        update_from(cache, &archive, lists, selection, arch)
    })?;
    cache::remove_tree(&cache.downloads())?;
    prune(cache)
}

fn update_from(
    cache: &Cache,
    archive: &Archive,
    lists: &Lists<'_>,
    selection: Selection,
    arch: Arch,
) -> Result<()> {
    let newest = kernels::newest(arch, lists.guest());
    let supported = kernels::supported(newest.keys().copied());
    let mut wanted = kernels::select(selection, &supported)?;
    let mut versions = std::collections::BTreeMap::new();
    for cached in cache
        .cached()?
        .into_iter()
        .filter(|cached| cached.kernel.arch == arch && cached.kernel.flavour == Flavour::Cloud)
    {
        let series = cached.kernel.series;
        if !newest.contains_key(&series) {
            say(format_args!(
                "the archive no longer has kernel {series}: {} stays in the cache",
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
    Emulator::set_up(cache, archive, &lists.host, arch).context("cannot set up QEMU")?;
    if ReferenceTools::find(cache, arch)?.is_some() {
        ReferenceTools::set_up(cache, archive, lists, arch)
            .context("cannot set up the programs that tests compare with")?;
    }
    set_up_all(cache, archive, lists, &kernels)?;
    cache.pin(arch, &pins)
}

/// Whether the selected kernels are in the cache.
///
/// # Errors
/// Fails if the cache cannot be read.
pub fn is_cached(cache: &Cache, selection: Selection, arch: Arch) -> Result<bool> {
    let stock = |selection| {
        Ok::<_, anyhow::Error>(find(cache, selection, arch)?.map(|mut all| all.remove(0)))
    };
    let is_cached = |kernel: Cached| cache.find(&kernel.kernel.with(Flavour::RealTime)).is_some();
    Ok(match selection {
        Selection::Current | Selection::One(_) | Selection::All => stock(selection)?.is_some(),
        Selection::RealTime => stock(Selection::Current)?.is_some_and(is_cached),
        Selection::Debug | Selection::DebugRealTime => {
            let real_time = selection == Selection::DebugRealTime;
            stock(Selection::Current)?
                .is_some_and(|stock| debug::find(cache, &stock, real_time).is_some())
        }
    })
}

/// The selected kernels, if all of them and QEMU are in the cache.
fn find(cache: &Cache, selection: Selection, arch: Arch) -> Result<Option<Vec<Cached>>> {
    let pins = cache.pins(arch);
    if pins.supported.is_empty() || Emulator::find(cache, arch)?.is_none() {
        return Ok(None);
    }
    let find = |series| cache.find(&Kernel::parse(arch, pins.versions.get(&series)?)?);
    Ok(kernels::select(selection, &pins.supported)?
        .into_iter()
        .map(find)
        .collect())
}

fn set_up_all(
    cache: &Cache,
    archive: &Archive,
    lists: &Lists<'_>,
    kernels: &[Kernel],
) -> Result<()> {
    for kernel in kernels {
        if cache.find(kernel).is_none() {
            set_up(cache, archive, lists, kernel)
                .with_context(|| format!("cannot set up kernel {}", kernel.release()))?;
        }
    }
    Ok(())
}

fn set_up(cache: &Cache, archive: &Archive, lists: &Lists<'_>, kernel: &Kernel) -> Result<()> {
    let (own, source) = kernel.packages(lists)?;
    let headers = lists.guest().find(Relation::any(&kernel.headers()))?;
    archive.fetch(&[headers])?;
    let config = format!("usr/src/linux-headers-{}/.config", kernel.release());
    let config = deb::read_file(&archive.deb(headers), &config)?;
    let needed = Toolchain::of_config(&config, kernel.arch)?;
    let (tools, guest) = needed.packages(lists, &own)?;

    cache.publish(&cache.kernels(), &kernel.name(), |folder| {
        let others = own.iter().chain([&source]).collect();
        let tools = (&*tools, &*guest);
        let toolchain =
            unpack_with_tools(cache, archive, &needed, tools, others, |package, deb| {
                if package.name == source.name {
                    let inner = format!("usr/src/{}.tar.xz", source.name);
                    let mut wanted = kbuild::SOURCE_NEEDED.to_vec();
                    if kernel.boots() {
                        wanted.extend(specs::FOLDERS);
                    }
                    return deb::unpack_inner(deb, &inner, &folder.join("source"), &wanted);
                }
                deb::unpack(deb, folder, is_needed_of_kernel)
            })?;
        let step = Step::new(format!(
            "building the Rust crates of kernel {}",
            kernel.release()
        ));
        if kernel.boots() {
            let image = folder.join(format!("usr/lib/modules/{}/vmlinuz", kernel.release()));
            let packed =
                fs::read(&image).with_context(|| format!("cannot read {}", image.display()))?;
            let extracted = vmlinux::extract(kernel.arch, packed)?;
            fs::write(folder.join("vmlinux"), extracted)?;
            fs::remove_file(image)?;
            specs::take(&folder.join("source"), folder)?;
        }
        let built = Headers::new(folder, kernel);
        built.add_source(&folder.join("source"))?;
        built.build_rust(&cache.toolchains().join(&toolchain))?;
        step.finish();
        cache.describe(folder, headers.version, &toolchain)
    })
}

fn is_needed_of_kernel(path: &str) -> bool {
    // The types are for a description of modules for BPF, which the lab leaves out.
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
