// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kernels that the lab boots: the cloud flavour of the current series in Debian's backports, and of the previous
//! one; the real-time flavour of the current one; all of these for each architecture; and the source of the current one
//! with the lab's own configurations (see [`crate::debug`]).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use anyhow::{bail, Context, Result};

use crate::arch::Arch;
use crate::archive::packages::{Lists, Package, Packages, Relation};
use crate::archive::version;

/// The flavour that guests boot: it boots fastest, is smallest, and has everything that netlink needs.
const CLOUD: &str = "cloud";

/// The flavour with `PREEMPT_RT`.
const REAL_TIME: &str = "rt";

/// The number of series, counted from the current one, that `--kernel all` selects.
const SUPPORTED: usize = 2;

/// A kernel series such as 7.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series(u32, u32);

impl FromStr for Series {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers = text
            .split_once('.')
            .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        let (major, minor) =
            numbers.with_context(|| format!("{text:?} is not a kernel series such as 7.3"))?;
        Ok(Series(major, minor))
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// A selection of kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// The highest series.
    Current,
    /// One series.
    One(Series),
    /// The newest kernel of each series that the lab supports.
    All,
    /// The real-time kernel of the current series.
    RealTime,
    /// The debug kernel.
    Debug,
    /// The debug kernel with `PREEMPT_RT`.
    DebugRealTime,
}

impl FromStr for Selection {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "all" => Ok(Selection::All),
            "rt" => Ok(Selection::RealTime),
            "debug" => Ok(Selection::Debug),
            "debug-rt" => Ok(Selection::DebugRealTime),
            _ => text
                .parse()
                .map(Selection::One)
                .context("give a series such as 7.3, or all, rt, debug or debug-rt"),
        }
    }
}

/// A kernel by the version in Debian's package names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    pub arch: Arch,
    pub series: Series,
    /// The part of the packages' names that changes with each point release, such as `7.3.4+deb13`.
    pub version: String,
    pub flavour: Flavour,
}

/// The origin of a kernel's configuration and build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flavour {
    /// Debian's kernel for clouds, which guests boot.
    Cloud,
    /// Debian's kernel with `PREEMPT_RT`, which guests boot.
    RealTime,
    /// Debian's kernel for an installed machine, such as `amd64`: the lab has only the parts of it that modules need.
    Installed(String),
    /// The lab's kernel, from a configuration with this digest.
    Debug(String),
    /// The lab's kernel with `PREEMPT_RT`, from a configuration with this digest.
    DebugRealTime(String),
}

impl Kernel {
    /// Parses the result of [`Kernel::name`].
    pub fn of_name(name: &str) -> Option<Self> {
        let (arch, unmarked) = Arch::of_marked(name);
        let of = |version: &str, flavour| {
            Kernel::parse(arch, version).map(|kernel| Kernel { flavour, ..kernel })
        };
        if let Some((version, digest)) = unmarked.split_once("-rt-debug-") {
            of(version, Flavour::DebugRealTime(digest.to_owned()))
        } else if let Some((version, digest)) = unmarked.split_once("-debug-") {
            of(version, Flavour::Debug(digest.to_owned()))
        } else if let Some(version) = unmarked.strip_suffix("-rt") {
            of(version, Flavour::RealTime)
        } else {
            of(unmarked, Flavour::Cloud).or_else(|| Kernel::of_release(name))
        }
    }

    /// The same version of another flavour.
    pub fn with(&self, flavour: Flavour) -> Self {
        Kernel {
            flavour,
            ..self.clone()
        }
    }

    /// A name that no other kernel has, for folders.
    pub fn name(&self) -> String {
        self.arch.mark(&match &self.flavour {
            Flavour::Cloud => self.version.clone(),
            Flavour::RealTime => format!("{}-rt", self.version),
            // Its end names the architecture.
            Flavour::Installed(_) => return self.release(),
            Flavour::Debug(digest) => format!("{}-debug-{digest}", self.version),
            Flavour::DebugRealTime(digest) => format!("{}-rt-debug-{digest}", self.version),
        })
    }

    /// The memory in MiB that a guest needs with the files of the tests.
    pub fn memory(&self) -> u32 {
        match self.flavour {
            Flavour::Debug(_) | Flavour::DebugRealTime(_) => 1024,
            _ => 768,
        }
    }

    /// Parses a version such as `7.3.4+deb13`; other kernels, including release candidates, are not supported.
    pub fn parse(arch: Arch, version: &str) -> Option<Self> {
        let (point, debian) = version.split_once("+deb")?;
        let mut numbers = point.split('.').map(|number| number.parse().ok());
        let series = Series(numbers.next()??, numbers.next()??);
        numbers.next()??;
        let is_release = numbers.next().is_none()
            && !debian.is_empty()
            && debian.bytes().all(|b| b.is_ascii_digit());
        is_release.then(|| Kernel {
            arch,
            series,
            version: version.to_owned(),
            flavour: Flavour::Cloud,
        })
    }

    /// Parses the output of `uname -r` on a machine with a Debian kernel.
    pub fn of_release(release: &str) -> Option<Self> {
        let (version, flavour) = release.split_once('-')?;
        let mut all = Arch::ALL.into_iter();
        let arch = all.find(|arch| arch.flavours().contains(&flavour))?;
        Kernel::parse(arch, version).map(|kernel| Kernel {
            flavour: Flavour::Installed(flavour.to_owned()),
            ..kernel
        })
    }

    /// The release, as in `uname -r`.
    pub fn release(&self) -> String {
        let flavour = match &self.flavour {
            Flavour::Cloud => format!("{CLOUD}-{}", self.arch),
            Flavour::RealTime => format!("{REAL_TIME}-{}", self.arch),
            Flavour::Installed(flavour) => flavour.clone(),
            Flavour::Debug(_) => "debug".to_owned(),
            Flavour::DebugRealTime(_) => "debug-rt".to_owned(),
        };
        format!("{}-{flavour}", self.version)
    }

    /// Whether the lab has configured and built the kernel.
    pub fn is_debug(&self) -> bool {
        matches!(self.flavour, Flavour::Debug(_) | Flavour::DebugRealTime(_))
    }

    /// Whether the lab has the kernel itself, and not only the files for building modules.
    pub fn boots(&self) -> bool {
        !matches!(self.flavour, Flavour::Installed(_))
    }

    /// The package that has the same version as all packages of the kernel.
    pub fn headers(&self) -> String {
        format!("linux-headers-{}", self.release())
    }

    /// The packages with the kernel's own files, as far as they are needed, and the package with its source.
    ///
    /// # Errors
    /// Fails if the archive has no complete set of one version.
    pub fn packages<'p>(&self, lists: &Lists<'p>) -> Result<(Vec<Package<'p>>, Package<'p>)> {
        let guest = lists.guest();
        let headers = guest.find(Relation::any(&self.headers()))?.clone();
        // The package of the binary is built from another source package, but has the same version.
        let find_in = |packages: &Packages<'p>, name: String| -> Result<Package<'p>> {
            let found = packages
                .find(Relation::exactly(&name, headers.version))
                .cloned();
            found.with_context(|| {
                format!(
                    "the archive's kernel {} is not complete: try again later",
                    self.version
                )
            })
        };
        let find = |name| find_in(guest, name);
        let (version, release) = (&self.version, self.release());
        let mut own = vec![format!("linux-headers-{version}-common")];
        if self.boots() {
            own.push(format!("linux-modules-{release}"));
            own.push(format!("linux-binary-{release}"));
        }
        let mut own = own.into_iter().map(find).collect::<Result<Vec<_>>>()?;
        // Its programs run on this machine.
        own.push(find_in(&lists.host, format!("linux-kbuild-{version}"))?);
        let source = find(format!("linux-source-{}", self.series))?;
        own.push(headers);
        Ok((own, source))
    }
}

/// The newest kernel of each series in the archive, the highest series last.
pub fn newest(arch: Arch, packages: &Packages<'_>) -> BTreeMap<Series, Kernel> {
    let mut newest: BTreeMap<Series, Kernel> = BTreeMap::new();
    let suffix = format!("-{CLOUD}-{arch}");
    for name in packages.names() {
        let version = name
            .strip_prefix("linux-image-")
            .and_then(|rest| rest.strip_suffix(&suffix));
        let Some(kernel) = version.and_then(|version| Kernel::parse(arch, version)) else {
            continue;
        };
        match newest.get(&kernel.series) {
            Some(known) if version::compare(&known.version, &kernel.version).is_ge() => {}
            _ => drop(newest.insert(kernel.series, kernel)),
        }
    }
    newest
}

/// The series that the lab supports, from all series, the current one first.
pub fn supported(series: impl DoubleEndedIterator<Item = Series>) -> Vec<Series> {
    series.rev().take(SUPPORTED).collect()
}

/// The selected series, from those supported.
///
/// # Errors
/// Fails if there is none.
pub fn select(selection: Selection, supported: &[Series]) -> Result<Vec<Series>> {
    match (selection, supported) {
        (Selection::One(series), _) => Ok(vec![series]),
        (_, []) => bail!("the archive's backports have no kernel of the flavour {CLOUD}: pass another mirror with --mirror URL"),
        (Selection::All, all) => Ok(all.to_vec()),
        (_, [current, ..]) => Ok(vec![*current]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(names: &[&str]) -> String {
        let paragraph = |name: &&str| {
            let sha256 = "0".repeat(64);
            format!(
                "Package: {name}\nVersion: 1\nFilename: pool/a.deb\nSize: 1\nSHA256: {sha256}\n\n"
            )
        };
        names.iter().map(paragraph).collect()
    }

    #[test]
    fn the_newest_point_release_of_each_series_is_found() {
        let index = index(&[
            "linux-image-7.2.9+deb13-cloud-amd64",
            "linux-image-7.2.12+deb13-cloud-amd64",
            "linux-image-7.2.13+deb13-amd64",
            "linux-image-7.2.14+deb13-cloud-amd64-dbg",
            "linux-image-7.10.1+deb13-cloud-amd64",
            "linux-image-7.9.3+deb13-cloud-amd64",
            "linux-image-7.11~rc3+deb13-cloud-amd64",
            "linux-image-cloud-amd64",
            "linux-image-7.11.1+unreleased-cloud-amd64",
            "linux-image-7.11.1+deb13-cloud-arm64",
        ]);
        let newest = newest(Arch::Amd64, &Packages::parse([index.as_str()]));
        let versions: Vec<_> = newest
            .values()
            .map(|kernel| kernel.version.as_str())
            .collect();
        assert_eq!(versions, ["7.2.12+deb13", "7.9.3+deb13", "7.10.1+deb13"]);
        assert_eq!(
            supported(newest.keys().copied()),
            [Series(7, 10), Series(7, 9)]
        );
    }

    #[test]
    fn a_selection_is_read_and_applied() {
        let supported = [Series(7, 3), Series(7, 2)];
        let select = |text: &str| select(text.parse().unwrap(), &supported).unwrap();
        assert_eq!(select("all"), supported);
        assert_eq!(select("7.2"), [Series(7, 2)]);
        assert_eq!(
            super::select(Selection::Current, &supported).unwrap(),
            [Series(7, 3)]
        );
        assert!(super::select(Selection::Current, &[]).is_err());
        for text in ["7", "", "7.x", "7.3.4", "newest"] {
            assert!(text.parse::<Selection>().is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_read_as_they_are_given() {
        for release in [
            "7.3.4+deb13-rt",
            "7.3.4+deb13",
            "7.3.4-amd64",
            "../7.3.4+deb13-amd64",
        ] {
            assert_eq!(Kernel::of_release(release), None, "{release}");
        }
        for arch in Arch::ALL {
            let stock = Kernel::parse(arch, "7.3.4+deb13").unwrap();
            assert_eq!(stock.release(), format!("7.3.4+deb13-cloud-{arch}"));
            let debug = stock.with(Flavour::Debug("0123abcd".to_owned()));
            assert_eq!(debug.release(), "7.3.4+deb13-debug");
            let debug_rt = stock.with(Flavour::DebugRealTime("0123abcd".to_owned()));
            assert_eq!(debug_rt.release(), "7.3.4+deb13-debug-rt");
            let rt = stock.with(Flavour::RealTime);
            assert_eq!(rt.release(), format!("7.3.4+deb13-rt-{arch}"));
            let installed = arch.flavours().iter().map(|flavour| {
                let release = format!("7.3.4+deb13-{flavour}");
                let kernel = Kernel::of_release(&release).unwrap();
                assert_eq!(kernel.release(), release);
                kernel
            });
            for kernel in installed.chain([stock, rt, debug, debug_rt]) {
                assert_eq!(kernel.arch, arch);
                assert_eq!(Kernel::of_name(&kernel.name()), Some(kernel));
            }
        }
        assert_eq!(
            Kernel::of_name(".unfinished-7.3.4+deb13-debug-0123abcd"),
            None
        );
    }
}
