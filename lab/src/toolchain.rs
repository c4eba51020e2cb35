// SPDX-License-Identifier: MIT OR Apache-2.0
//! The compilers that built a kernel, found in the archive by the versions in the kernel's configuration.

use anyhow::{Context, Result};

use crate::arch::Arch;
use crate::archive::packages::{Lists, Package, Packages, Relation};
use crate::archive::version;
use crate::cache;

/// The package of guests' shell.
const SHELL: &str = "busybox-static";

/// The programs that Kbuild's recipes run in addition to the compilers, and the guest's shell.
const PROGRAMS: [&str; 14] = [
    "bash",
    "bc",
    SHELL,
    "coreutils",
    "dash",
    "diffutils",
    "findutils",
    "grep",
    "libc6-dev",
    "make",
    "mawk",
    "perl-base",
    "sed",
    "xz-utils",
];

/// Dependencies that nothing here runs: programs for maintainer scripts, LLVM's development files (of which bindgen
/// needs only the library and the built-in headers), unversioned compilers (the kernel names one with its version), and
/// pahole, which describes types for BPF.
pub const WITHOUT: [&str; 14] = [
    "debconf",
    "debianutils",
    "dpkg",
    "gcc",
    "install-info",
    "libclang-dev",
    "libc-dev",
    "libcc1-0",
    "libcrypt-dev",
    "libpam-modules",
    "libsystemd0",
    "media-types",
    "pahole",
    "rpcsvc-proto",
];

/// The programs that a kernel was built with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolchain {
    /// The architecture of the kernel.
    arch: Arch,
    /// The version of rustc, such as `1.85.1`.
    rustc: String,
    /// The compiler, such as `gcc-14`.
    compiler: String,
    /// The version of bindgen, such as `0.71.1`.
    bindgen: String,
}

impl Toolchain {
    /// Parses a kernel's configuration.
    ///
    /// # Errors
    /// Fails if the kernel was built without Rust, or by a C compiler other than gcc.
    pub fn of_config(config: &str, arch: Arch) -> Result<Self> {
        let text = |option: &str| {
            let line = config
                .lines()
                .find_map(|line| line.strip_prefix(option)?.strip_prefix('='));
            line.map(|value| value.trim_matches('"'))
        };
        let rust = text("CONFIG_RUST");
        rust.filter(|&value| value == "y")
            .context("the kernel is built without Rust (CONFIG_RUST): use a newer kernel")?;
        let words = |option| {
            let words = text(option).map(str::split_whitespace);
            words.with_context(|| format!("the kernel's configuration has no {option}"))
        };
        let rustc = words("CONFIG_RUSTC_VERSION_TEXT")?
            .nth(1)
            .context("the kernel names no version of rustc")?;
        let bindgen = words("CONFIG_BINDGEN_VERSION_TEXT")?
            .nth(1)
            .context("the kernel names no version of bindgen")?;
        let compiler = words("CONFIG_CC_VERSION_TEXT")?.next().and_then(|name| {
            name.strip_prefix(arch.triplet().as_str())?
                .strip_prefix('-')
        });
        let compiler = compiler
            .filter(|name| name.starts_with("gcc-"))
            .context("the kernel was not built by gcc-N")?;
        Ok(Toolchain {
            arch,
            rustc: rustc.to_owned(),
            compiler: compiler.to_owned(),
            bindgen: bindgen.to_owned(),
        })
    }

    /// The C compiler's name, such as `gcc-14`.
    pub fn compiler(&self) -> &str {
        &self.compiler
    }

    /// The architecture that modules are built for.
    pub fn arch(&self) -> Arch {
        self.arch
    }

    /// The packages of a file system in which modules for the kernel can be built, and those for its folder of guests'
    /// programs, if these are others; `kernel` are the kernel's own packages.
    ///
    /// # Errors
    /// Fails if the archive does not have the toolchain.
    pub fn packages<'p>(
        &self,
        lists: &Lists<'p>,
        kernel: &[Package<'p>],
    ) -> Result<(Vec<Package<'p>>, Vec<Package<'p>>)> {
        let guest = match &lists.other {
            Some(other) => vec![other.find(Relation::any(SHELL))?.clone()],
            None => Vec::new(),
        };
        Ok((self.host_packages(&lists.host, kernel)?, guest))
    }

    /// All packages of a file system in which modules for the kernel can be built; `kernel` are the kernel's own
    /// packages, whose programs have dependencies, too.
    ///
    /// # Errors
    /// Fails if the archive does not have the toolchain.
    pub fn host_packages<'p>(
        &self,
        packages: &Packages<'p>,
        kernel: &[Package<'p>],
    ) -> Result<Vec<Package<'p>>> {
        let rustc = find_version(packages, "rustc", &self.rustc)?;
        let bindgen = find_version(packages, "bindgen", &self.bindgen)?;
        // Debian numbers some packages of additional compilers: rustc-1.90 belongs to rust-1.90-src.
        let number = rustc.name.strip_prefix("rustc").unwrap_or("");
        let source = format!("rust{number}-src");
        let companions = [
            source,
            format!("rust{number}-clippy"),
            format!("rustfmt{number}"),
        ];
        let clang = clang_of(packages, bindgen)?;
        let clang = [
            format!("libclang1-{clang}"),
            format!("libclang-common-{clang}-dev"),
        ];

        let mut roots = vec![
            Relation::exactly(rustc.name, rustc.version),
            Relation::exactly(bindgen.name, bindgen.version),
        ];
        for companion in companions {
            roots.push(Relation::exactly(
                packages
                    .find(Relation::exactly(&companion, rustc.version))?
                    .name,
                rustc.version,
            ));
        }
        let mut compilers = vec![self.compiler.clone()];
        if !self.arch.is_host() {
            compilers.push(format!("{}-{}", self.compiler, self.arch.triplet()));
            compilers.push(format!("libc6-dev-{}-cross", self.arch));
        }
        for name in clang.iter().chain(&compilers) {
            roots.push(Relation::any(packages.find(Relation::any(name))?.name));
        }
        roots.extend(PROGRAMS.map(Relation::any));
        let programs = kernel
            .iter()
            .filter(|package| package.name.starts_with("linux-kbuild-"));
        let needs = programs
            .flat_map(Package::dependencies)
            .filter_map(|alternatives| alternatives.first().copied());
        roots.extend(needs.filter(|need| !WITHOUT.contains(&need.name)));

        let closure = packages.closure(&roots, &WITHOUT)?;
        Ok(closure.into_iter().cloned().collect())
    }

    /// A name for the file system of these packages: kernels that need the same packages share it.
    pub fn name<'p>(&self, packages: impl Iterator<Item = &'p Package<'p>>) -> String {
        let mut list: Vec<_> = packages
            .map(|package| format!("{}={}\n", package.name, package.version))
            .collect();
        list.sort();
        let digest = cache::digest(list.concat());
        format!(
            "rustc-{}_{}_bindgen-{}_{digest}",
            self.rustc, self.compiler, self.bindgen
        )
    }
}

/// The package `name`, or `name-N`, with this upstream version.
fn find_version<'a, 'p>(
    packages: &'a Packages<'p>,
    name: &str,
    wanted: &str,
) -> Result<&'a Package<'p>> {
    let is_numbered = |candidate: &str| {
        let number = candidate
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('-'));
        number.is_some_and(|number| {
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    };
    let mut names: Vec<_> = packages
        .names()
        .filter(|candidate| *candidate == name || is_numbered(candidate))
        .collect();
    names.sort_unstable();
    let mut candidates = names.iter().flat_map(|name| packages.versions(name));
    let found = candidates.find(|package| version::upstream(package.version) == wanted);
    found.with_context(|| {
        let versions: Vec<_> = names.iter().flat_map(|name| packages.versions(name)).map(|p| p.version).collect();
        format!(
            "the kernel was built with {name} {wanted}, but the archive has only {}: use another --kernel",
            if versions.is_empty() { "none".to_owned() } else { versions.join(", ") }
        )
    })
}

/// The number of the LLVM release whose libclang bindgen loads.
fn clang_of(packages: &Packages<'_>, bindgen: &Package<'_>) -> Result<String> {
    let number = |package: &Package<'_>| {
        let mut names = package
            .dependencies()
            .flatten()
            .map(|relation| relation.name);
        names.find_map(|name| {
            let number = name.strip_prefix("libclang-")?.strip_suffix("-dev")?;
            number.parse::<u32>().ok()
        })
    };
    let unversioned = || packages.versions("libclang-dev").first().and_then(number);
    let number = number(bindgen)
        .or_else(unversioned)
        .context("the archive does not say which libclang bindgen needs")?;
    Ok(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "\
        CONFIG_CC_VERSION_TEXT=\"x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0\"\n\
        CONFIG_RUST=y\n\
        CONFIG_RUSTC_VERSION_TEXT=\"rustc 1.85.1 (4eb161250 2025-03-15) (built from a source tarball)\"\n\
        CONFIG_BINDGEN_VERSION_TEXT=\"bindgen 0.71.1\"\n";

    fn paragraph(name: &str, version: &str, fields: &str) -> String {
        let sha256 = "0".repeat(64);
        format!("Package: {name}\nVersion: {version}\n{fields}Filename: pool/a.deb\nSize: 1\nSHA256: {sha256}\n\n")
    }

    fn archive(rust: &[(&str, &str)]) -> String {
        let mut text: String = PROGRAMS
            .iter()
            .chain(&["gcc-14", "libclang1-19", "libclang-common-19-dev"])
            .map(|name| paragraph(name, "1", ""))
            .collect();
        text += &paragraph("bindgen", "0.71.1-6", "Depends: libclang-dev, libc6\n");
        text += &paragraph("libclang-dev", "19", "Depends: libclang-19-dev (>= 19)\n");
        text += &paragraph("libc6", "2", "Depends: debconf | debconf-2.0\n");
        for (number, version) in rust {
            for name in ["rustc{}", "rust{}-src", "rust{}-clippy", "rustfmt{}"] {
                text += &paragraph(&name.replace("{}", number), version, "");
            }
        }
        text
    }

    #[test]
    fn the_configuration_names_the_toolchain() {
        let toolchain = Toolchain::of_config(CONFIG, Arch::Amd64).unwrap();
        let wanted = Toolchain {
            arch: Arch::Amd64,
            rustc: "1.85.1".into(),
            compiler: "gcc-14".into(),
            bindgen: "0.71.1".into(),
        };
        assert_eq!(toolchain, wanted);
        let error = Toolchain::of_config(
            &CONFIG.replace("CONFIG_RUST=y", "# CONFIG_RUST is not set"),
            Arch::Amd64,
        )
        .unwrap_err();
        assert!(error.to_string().contains("without Rust"), "{error}");
    }

    #[test]
    fn a_numbered_compiler_is_found() {
        let text = archive(&[("", "1.96.1+dfsg1-1"), ("-1.85", "1.85.1+dfsg1-1")]);
        let packages = Packages::parse([text.as_str()]);
        let found = Toolchain::of_config(CONFIG, Arch::Amd64)
            .unwrap()
            .host_packages(&packages, &[])
            .unwrap();
        let names: Vec<_> = found.iter().map(|package| package.name).collect();
        for name in [
            "rustc-1.85",
            "rust-1.85-src",
            "rust-1.85-clippy",
            "rustfmt-1.85",
            "libclang1-19",
            "gcc-14",
            "libc6",
        ] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        assert!(
            !names.contains(&"rustc") && !names.contains(&"libclang-dev"),
            "{names:?}"
        );
    }

    #[test]
    fn a_toolchain_that_the_archive_lost_is_named() {
        let text = archive(&[("", "1.96.1+dfsg1-1")]);
        let packages = Packages::parse([text.as_str()]);
        let error = Toolchain::of_config(CONFIG, Arch::Amd64)
            .unwrap()
            .host_packages(&packages, &[])
            .unwrap_err();
        let wanted = "the kernel was built with rustc 1.85.1, but the archive has only 1.96.1+dfsg1-1: use another --kernel";
        assert_eq!(error.to_string(), wanted);
    }
}
