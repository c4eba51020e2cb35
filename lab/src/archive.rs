// SPDX-License-Identifier: MIT OR Apache-2.0
//! Debian's archive: one mirror, the suites that the lab takes packages from, and a signature over all of it.

pub mod deb;
pub mod packages;
pub mod release;
mod sorted;
pub mod transport;
pub mod version;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};

use self::packages::{Lists, Package, Packages};
use self::release::Release;
use self::transport::Download;
use crate::arch::Arch;
use crate::progress::Step;

/// The suites that the lab reads, the preferred one first: the toolchain is stable's, the kernels are backports.
pub const SUITES: [&str; 2] = ["trixie", "trixie-backports"];

/// A mirror, and the folder for its files until they are unpacked.
pub struct Archive {
    /// The URL of the mirror, which ends in a slash.
    mirror: String,
    keyring: PathBuf,
    folder: PathBuf,
}

impl Archive {
    /// Uses the given mirror and keyring, or else those of this machine.
    ///
    /// # Errors
    /// Fails if this machine has none.
    pub fn new(mirror: Option<&str>, keyring: Option<&Path>, folder: PathBuf) -> Result<Self> {
        let mut mirror = match mirror {
            Some(url) => url.to_owned(),
            None => own_mirror(&transport::apt_targets()?, &own_release()).context(
                "apt on this machine has no source for Debian's main: pass the URL of a Debian mirror with --mirror",
            )?,
        };
        ensure!(
            mirror.contains("://"),
            "{mirror} is not a URL: pass one to --mirror, such as https://HOST/debian"
        );
        if !mirror.ends_with('/') {
            mirror.push('/');
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Archive {
            mirror,
            keyring: release::keyring(keyring)?,
            folder,
        })
    }

    /// The package lists of [`SUITES`], in that order, checked against the archive's keys.
    ///
    /// # Errors
    /// Fails if they cannot be downloaded, or differ from what the archive has signed.
    fn indexes(&self, arch: Arch) -> Result<Vec<String>> {
        let suites = SUITES.iter();
        suites
            .map(|suite| self.index(suite, arch.debian()))
            .collect()
    }

    /// Calls `look` with the packages of [`SUITES`] for this machine, and for guests of an architecture.
    ///
    /// # Errors
    /// Fails if the lists cannot be downloaded, or differ from what the archive has signed, and if `look` does.
    pub fn with_lists<T>(
        &self,
        arch: Arch,
        look: impl FnOnce(&Lists<'_>) -> Result<T>,
    ) -> Result<T> {
        let own = self.indexes(Arch::HOST)?;
        let other = (!arch.is_host()).then(|| self.indexes(arch)).transpose()?;
        look(&Lists {
            host: parse(&own),
            other: other.as_deref().map(parse),
        })
    }

    /// The package list of a suite for an architecture, checked against the archive's keys.
    ///
    /// # Errors
    /// Fails if it cannot be downloaded, or differs from what the archive has signed.
    pub fn index(&self, suite: &str, architecture: &str) -> Result<String> {
        let step = Step::new("reading the archive's index");
        // While a mirror is being updated, the new list may be next to the old signature, or the reverse.
        let index = self
            .try_index(suite, architecture, &step)
            .or_else(|_| self.try_index(suite, architecture, &step));
        index.with_context(|| {
            format!(
                "cannot read the index of {suite} for {architecture} from {}",
                self.mirror
            )
        })
    }

    fn try_index(&self, suite: &str, architecture: &str, step: &Step) -> Result<String> {
        // The name in the suite's `InRelease`.
        let list = format!("main/binary-{architecture}/Packages.xz");
        let base = format!("{}dists/{suite}", self.mirror);
        let signed = self.folder.join(format!("{suite}.InRelease"));
        let download = Download {
            url: format!("{base}/InRelease"),
            path: signed.clone(),
            sha256: None,
            size: 0,
        };
        transport::fetch(&[download], step)?;
        let text = release::verify(&signed, &self.keyring)?;
        let release = Release::new(&text, suite)?;
        let sha256 = release
            .sha256(&list)
            .with_context(|| format!("the suite has no {list}"))?;
        let url = match (release.has_by_hash(), list.rsplit_once('/')) {
            (true, Some((folder, _))) => format!("{base}/{folder}/by-hash/SHA256/{sha256}"),
            _ => format!("{base}/{list}"),
        };
        let path = self
            .folder
            .join(format!("{suite}.{architecture}.Packages.xz"));
        transport::fetch(
            &[Download {
                url,
                path: path.clone(),
                sha256: Some(sha256.to_owned()),
                size: 0,
            }],
            step,
        )?;
        deb::read_xz(&path)
    }

    /// Downloads the .debs of the packages, except those that are already there.
    ///
    /// # Errors
    /// Fails if the mirror does not have them, or they differ from its index.
    pub fn fetch(&self, packages: &[&Package<'_>]) -> Result<()> {
        let step = Step::new("downloading");
        let downloads: Vec<_> = packages
            .iter()
            .map(|package| Download {
                url: format!("{}{}", self.mirror, package.filename),
                path: self.deb(package),
                sha256: Some(package.sha256.to_owned()),
                size: package.size,
            })
            .collect();
        transport::fetch(&downloads, &step)?;
        step.finish();
        Ok(())
    }

    /// The path of the package's .deb after it has been downloaded.
    pub fn deb(&self, package: &Package<'_>) -> PathBuf {
        self.folder.join(format!("{}.deb", package.sha256))
    }
}

fn parse(indexes: &[String]) -> Packages<'_> {
    Packages::parse(indexes.iter().map(String::as_str))
}

/// The distribution and release name of this machine, from /etc/os-release.
fn own_release() -> (String, String) {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let field = |name: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or("").trim_matches('"').to_owned()
    };
    (field("ID"), field("VERSION_CODENAME"))
}

/// Picks the mirror of Debian's main from the sources that apt lists (see [`transport::apt_targets`]).
fn own_mirror(targets: &str, (distribution, codename): &(String, String)) -> Option<String> {
    let fields = targets
        .lines()
        .map(|line| line.splitn(5, '|').collect::<Vec<_>>());
    let mut mirrors = fields.filter_map(|fields| match fields[..] {
        [origin, label, "main", suite, url] if !suite.contains(['-', '/']) => {
            // apt knows the origin of a source only after it has downloaded its index, which a new machine has never
            // done.
            let never_fetched = origin.is_empty() && distribution == "debian";
            let known = never_fetched
                && [
                    codename,
                    "stable",
                    "oldstable",
                    "testing",
                    "unstable",
                    "sid",
                ]
                .contains(&suite);
            ((origin == "Debian" && label == "Debian") || known).then(|| url.to_owned())
        }
        _ => None,
    });
    mirrors.find(|url| !url.starts_with("cdrom:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror(targets: &str, distribution: &str, codename: &str) -> Option<String> {
        own_mirror(targets, &(distribution.to_owned(), codename.to_owned()))
    }

    #[test]
    fn the_mirror_is_the_one_of_debians_main() {
        let targets = "\
            Other|Other|main|trixie|https://other.example/apt/\n\
            Debian|Debian-Security|main|trixie-security|https://security.example/\n\
            Debian Backports|Debian Backports|main|trixie-backports|https://b.example/debian/\n\
            Debian|Debian|contrib|trixie|https://contrib.example/debian/\n\
            Debian|Debian|main|trixie-updates|https://updates.example/debian/\n\
            Debian|Debian|main|trixie|cdrom://disc/\n\
            Debian|Debian|main|trixie|https://a.example/debian/\n";
        assert_eq!(
            mirror(targets, "debian", "trixie").as_deref(),
            Some("https://a.example/debian/")
        );
    }

    #[test]
    fn a_machine_without_an_index_has_a_mirror() {
        let targets =
            "||main|nodistro|https://other.example/\n||main|bookworm|https://a.example/debian/\n";
        assert_eq!(
            mirror(targets, "debian", "bookworm").as_deref(),
            Some("https://a.example/debian/")
        );
        assert_eq!(mirror(targets, "other", "bookworm"), None);
    }

    #[test]
    fn another_distributions_mirror_is_not_taken() {
        assert_eq!(
            mirror(
                "Ubuntu|Ubuntu|main|noble|https://u.example/ubuntu/\n",
                "ubuntu",
                "noble"
            ),
            None
        );
    }
}
