// SPDX-License-Identifier: MIT OR Apache-2.0
//! The package indexes of several suites, combined, and the dependencies of a set of packages.

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};

use anyhow::{Context, Result};

use super::version;

/// One binary package of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// The fields `Pre-Depends` and `Depends`.
    depends: [&'a str; 2],
    provides: &'a str,
    /// The path of the .deb below the mirror's URL.
    pub filename: &'a str,
    /// The .deb's size in bytes.
    pub size: u64,
    /// The .deb's SHA-256 in hexadecimal.
    pub sha256: &'a str,
}

impl<'a> Package<'a> {
    fn parse(paragraph: &'a str) -> Option<Self> {
        let [mut name, mut version, mut pre_depends, mut depends] = [""; 4];
        let [mut provides, mut filename, mut size, mut sha256] = [""; 4];
        for line in paragraph.lines() {
            let Some((field, value)) = line.split_once(": ") else {
                continue;
            };
            let slot = match field {
                "Package" => &mut name,
                "Version" => &mut version,
                "Pre-Depends" => &mut pre_depends,
                "Depends" => &mut depends,
                "Provides" => &mut provides,
                "Filename" => &mut filename,
                "Size" => &mut size,
                "SHA256" => &mut sha256,
                _ => continue,
            };
            *slot = value;
        }
        let complete =
            !name.is_empty() && !version.is_empty() && !filename.is_empty() && sha256.len() == 64;
        let size = size.parse().ok()?;
        complete.then_some(Package {
            name,
            version,
            depends: [pre_depends, depends],
            provides,
            filename,
            size,
            sha256,
        })
    }

    /// The dependencies, each a list of alternatives.
    pub fn dependencies(&self) -> impl Iterator<Item = Vec<Relation<'a>>> {
        let clauses = self
            .depends
            .into_iter()
            .flat_map(|field| field.split(','))
            .map(str::trim);
        clauses
            .filter(|clause| !clause.is_empty())
            .map(|clause| clause.split('|').map(Relation::parse).collect())
    }
}

/// A package name, optionally with a condition on the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation<'a> {
    pub name: &'a str,
    condition: Option<(&'a str, &'a str)>,
}

impl<'a> Relation<'a> {
    fn parse(text: &'a str) -> Self {
        let (name, rest) = text
            .trim()
            .split_once([' ', '('])
            .unwrap_or((text.trim(), ""));
        let name = name.split(':').next().unwrap_or(name);
        let condition = rest.trim_matches([' ', '(', ')']);
        let operator_end = condition.find(|c: char| !"<>=".contains(c)).unwrap_or(0);
        let (operator, wanted) = condition.split_at(operator_end);
        let condition = (!operator.is_empty()).then_some((operator, wanted.trim()));
        Relation { name, condition }
    }

    /// Exactly this version of a package.
    pub fn exactly(name: &'a str, version: &'a str) -> Self {
        Relation {
            name,
            condition: Some(("=", version)),
        }
    }

    /// Any version of a package.
    pub fn any(name: &'a str) -> Self {
        Relation {
            name,
            condition: None,
        }
    }

    fn accepts(&self, version: &str) -> bool {
        let Some((operator, wanted)) = self.condition else {
            return true;
        };
        let order = version::compare(version, wanted);
        match operator {
            "<<" => order == Ordering::Less,
            "<=" => order != Ordering::Greater,
            "=" => order == Ordering::Equal,
            ">=" => order != Ordering::Less,
            ">>" => order == Ordering::Greater,
            _ => false,
        }
    }

    /// Whether the package is the named one, or provides it.
    fn is_met_by(&self, package: &Package<'_>) -> bool {
        if package.name == self.name {
            return self.accepts(package.version);
        }
        package
            .provides
            .split(',')
            .map(Relation::parse)
            .any(|provided| {
                // An unversioned provision meets no condition on the version (Debian policy 7.5).
                provided.name == self.name
                    && (self.condition.is_none()
                        || provided
                            .condition
                            .is_some_and(|(_, version)| self.accepts(version)))
            })
    }
}

impl std::fmt::Display for Relation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.condition {
            Some((operator, version)) => write!(f, "{} ({operator} {version})", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// The packages for this machine, and for guests of an architecture.
pub struct Lists<'a> {
    pub host: Packages<'a>,
    /// `None` if it is the same architecture.
    pub other: Option<Packages<'a>>,
}

impl<'a> Lists<'a> {
    /// The packages for guests.
    pub fn guest(&self) -> &Packages<'a> {
        self.other.as_ref().unwrap_or(&self.host)
    }
}

/// All packages of some suites.
pub struct Packages<'a> {
    /// By name; versions of an earlier suite come first, and within a suite the highest.
    by_name: HashMap<&'a str, Vec<Package<'a>>>,
    /// The names of the packages that provide a name.
    providers: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Packages<'a> {
    /// Reads the `Packages` files of the suites, the preferred one first.
    pub fn parse(suites: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Packages {
            by_name: HashMap::new(),
            providers: HashMap::new(),
        };
        for suite in suites {
            let mut of_suite: HashMap<&str, Vec<Package<'_>>> = HashMap::new();
            for package in suite.split("\n\n").filter_map(Package::parse) {
                for provided in package
                    .provides
                    .split(',')
                    .map(Relation::parse)
                    .filter(|r| !r.name.is_empty())
                {
                    all.providers
                        .entry(provided.name)
                        .or_default()
                        .push(package.name);
                }
                of_suite.entry(package.name).or_default().push(package);
            }
            for (name, mut versions) in of_suite {
                versions.sort_by(|a, b| version::compare(b.version, a.version));
                all.by_name.entry(name).or_default().append(&mut versions);
            }
        }
        all
    }

    /// The names of all packages, in arbitrary order.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.by_name.keys().copied()
    }

    /// All versions of a package, the preferred one first.
    pub fn versions(&self, name: &str) -> &[Package<'a>] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The package that best satisfies a relation.
    ///
    /// # Errors
    /// Fails if no package satisfies it.
    pub fn find(&self, relation: Relation<'_>) -> Result<&Package<'a>> {
        let own = self.versions(relation.name).iter();
        let provided = self.providers.get(relation.name).into_iter().flatten();
        let provided = provided.flat_map(|name| self.versions(name));
        own.chain(provided)
            .find(|package| relation.is_met_by(package))
            .with_context(|| format!("the archive has no package {relation}"))
    }

    /// The packages that satisfy `roots`, with all their dependencies, except those named in `without`.
    ///
    /// # Errors
    /// Fails if no package satisfies a dependency.
    pub fn closure(&self, roots: &[Relation<'a>], without: &[&str]) -> Result<Vec<&Package<'a>>> {
        let mut chosen: Vec<&Package<'a>> = Vec::new();
        let mut wanted: VecDeque<_> = roots.iter().map(|&root| (vec![root], None)).collect();
        while let Some((alternatives, by)) = wanted.pop_front() {
            let unwanted = alternatives
                .iter()
                .any(|relation| without.contains(&relation.name));
            let met = chosen.iter().any(|package| {
                alternatives
                    .iter()
                    .any(|relation| relation.is_met_by(package))
            });
            if unwanted || met {
                continue;
            }
            let found = alternatives
                .iter()
                .find_map(|&relation| self.find(relation).ok());
            let package = found.with_context(|| {
                let names: Vec<_> = alternatives.iter().map(ToString::to_string).collect();
                let by = by
                    .map(|by| format!(", which {by} needs"))
                    .unwrap_or_default();
                format!("the archive has no package {}{by}", names.join(" or "))
            })?;
            chosen.push(package);
            wanted.extend(
                package
                    .dependencies()
                    .map(|dependency| (dependency, Some(package.name))),
            );
        }
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(name: &str, version: &str, fields: &str) -> String {
        let sha256 = "0".repeat(64);
        format!("Package: {name}\nVersion: {version}\n{fields}Filename: pool/{name}_{version}.deb\nSize: 1\nSHA256: {sha256}\n\n")
    }

    fn stable() -> String {
        [
            paragraph(
                "rustc",
                "1.85.1+dfsg1-1",
                "Depends: libstd (= 1.85.1+dfsg1-1), gcc | c-compiler, libc-dev\n",
            ),
            paragraph("libstd", "1.85.1+dfsg1-1", "Pre-Depends: libc6 (>= 2.38)\n"),
            paragraph(
                "gcc",
                "14.2-1",
                "Depends: libc6:any\nDescription: a compiler\n with: a colon\n",
            ),
            paragraph(
                "libc6-dev",
                "2.41-1",
                "Provides: libc-dev (= 2.41-1), linux-libc\nDepends: libc6 (= 2.41-1)\n",
            ),
            paragraph("libc6", "2.41-1", ""),
        ]
        .concat()
    }

    fn backports() -> String {
        [
            paragraph(
                "rustc",
                "1.96.1-1~bpo13+1",
                "Depends: libstd (= 1.96.1-1~bpo13+1)\n",
            ),
            paragraph("libstd", "1.96.1-1~bpo13+1", ""),
            paragraph("linux", "7.3.4-1", ""),
            paragraph("linux", "7.3.10-1", ""),
        ]
        .concat()
    }

    fn names(chosen: &[&Package<'_>]) -> Vec<String> {
        let mut names: Vec<_> = chosen
            .iter()
            .map(|package| format!("{} {}", package.name, package.version))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_closure_follows_all_kinds_of_dependencies() {
        let (stable, backports) = (stable(), backports());
        let packages = Packages::parse([stable.as_str(), backports.as_str()]);
        let chosen = packages.closure(&[Relation::any("rustc")], &[]).unwrap();
        let wanted = [
            "gcc 14.2-1",
            "libc6 2.41-1",
            "libc6-dev 2.41-1",
            "libstd 1.85.1+dfsg1-1",
            "rustc 1.85.1+dfsg1-1",
        ];
        assert_eq!(names(&chosen), wanted);
        let chosen = packages
            .closure(&[Relation::any("rustc")], &["gcc", "libc-dev"])
            .unwrap();
        assert_eq!(
            names(&chosen),
            [
                "libc6 2.41-1",
                "libstd 1.85.1+dfsg1-1",
                "rustc 1.85.1+dfsg1-1"
            ]
        );
    }

    #[test]
    fn an_exact_version_brings_its_own_dependencies() {
        let (stable, backports) = (stable(), backports());
        let packages = Packages::parse([stable.as_str(), backports.as_str()]);
        let chosen = packages
            .closure(&[Relation::exactly("rustc", "1.96.1-1~bpo13+1")], &[])
            .unwrap();
        assert_eq!(
            names(&chosen),
            ["libstd 1.96.1-1~bpo13+1", "rustc 1.96.1-1~bpo13+1"]
        );
    }

    #[test]
    fn the_preferred_suites_highest_version_comes_first() {
        let (stable, backports) = (stable(), backports());
        let packages = Packages::parse([stable.as_str(), backports.as_str()]);
        let versions = |name| {
            packages
                .versions(name)
                .iter()
                .map(|package| package.version)
                .collect::<Vec<_>>()
        };
        assert_eq!(versions("rustc"), ["1.85.1+dfsg1-1", "1.96.1-1~bpo13+1"]);
        assert_eq!(versions("linux"), ["7.3.10-1", "7.3.4-1"]);
        assert!(versions("absent").is_empty());
    }

    #[test]
    fn what_is_missing_is_named_with_who_needs_it() {
        let text = paragraph("a", "1", "Depends: b (>> 2), c | d\n") + &paragraph("b", "2", "");
        let packages = Packages::parse([text.as_str()]);
        let error = packages.closure(&[Relation::any("a")], &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the archive has no package b (>> 2), which a needs"
        );
        let error = packages.closure(&[Relation::any("a")], &["b"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the archive has no package c or d, which a needs"
        );
    }

    #[test]
    fn incomplete_paragraphs_are_no_packages() {
        let packages = Packages::parse(["Package: a\nVersion: 1\n\nPackage: b\n\n\n"]);
        assert_eq!(packages.names().count(), 0);
    }
}
