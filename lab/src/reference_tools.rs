// SPDX-License-Identifier: MIT OR Apache-2.0
//! Netlink programs of other projects, for comparison in guest tests: those of iproute2, nftables and other families,
//! Python for the kernel's own `ynl`, and libmnl to compile a program with. They come from the archive, like everything
//! in a guest.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{ensure, Context, Result};

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::{Lists, Relation};
use crate::archive::Archive;
use crate::cache::{self, Cache};
use crate::image::Image;
use crate::obtain::{obtain_from_packages, Mirror};
use crate::progress::Step;
use crate::unpack::unpack_all;

const PACKAGES: [&str; 11] = [
    "auditd",
    "conntrack",
    "ethtool",
    "iproute2",
    "ipset",
    "libmnl-dev",
    "netbase",
    "nftables",
    "python3-jsonschema",
    "python3-yaml",
    "wireguard-tools",
];

/// The programs, apart from Python, and what they look names up in.
const FILES: [&str; 13] = [
    "etc/protocols",
    "usr/bin/ip",
    "usr/bin/ss",
    "usr/bin/wg",
    "usr/sbin/auditctl",
    "usr/sbin/bridge",
    "usr/sbin/conntrack",
    "usr/sbin/ethtool",
    "usr/sbin/genl",
    "usr/sbin/ipset",
    "usr/sbin/nft",
    "usr/sbin/tc",
    "usr/share/iproute2/ematch_map",
];

/// Dependencies that none of these programs opens here.
const WITHOUT: [&str; 15] = [
    "debconf",
    "gawk",
    "init-system-helpers",
    "libc-dev",
    "libcap2-bin",
    "libdb5.3t64",
    "libncursesw6",
    "libpam-modules",
    "libreadline8t64",
    "libsqlite3-0",
    "libssl3t64",
    "libwrap0",
    "mawk",
    "media-types",
    "tzdata",
];

/// The libraries that they load, without their versions.
const LIBRARIES: [&str; 38] = [
    "libaudit",
    "libauparse",
    "libbpf",
    "libbsd",
    "libc",
    "libcap",
    "libcap-ng",
    "libcom_err",
    "libdl",
    "libedit",
    "libelf",
    "libexpat",
    "libgcc_s",
    "libgmp",
    "libgssapi_krb5",
    "libipset",
    "libjansson",
    "libk5crypto",
    "libkeyutils",
    "libkrb5",
    "libkrb5support",
    "libm",
    "libmd",
    "libmnl",
    "libnetfilter_conntrack",
    "libnfnetlink",
    "libnftables",
    "libnftnl",
    "libpcre2-8",
    "libpthread",
    "libresolv",
    "libselinux",
    "libtinfo",
    "libtirpc",
    "libxtables",
    "libyaml-0",
    "libz",
    "libzstd",
];

/// Modules of Python that only people and builds use.
const PYTHON_WITHOUT: [&str; 6] = [
    "config-",
    "ensurepip/",
    "idlelib/",
    "pydoc_data/",
    "test/",
    "turtledemo/",
];

/// The space that they need, including downloads and the kernel's source for `ynl`, in bytes.
const SPACE_NEEDED: u64 = 500_000_000;

/// The programs, complete in the cache.
#[derive(Debug, Clone)]
pub struct ReferenceTools {
    arch: Arch,
    root: PathBuf,
}

impl ReferenceTools {
    /// The programs, which are added to the cache if they are not there.
    ///
    /// # Errors
    /// Fails if the archive does not have them.
    pub fn ensure(cache: &Cache, source: &Mirror, arch: Arch) -> Result<Self> {
        let find = || ReferenceTools::find(cache, arch);
        obtain_from_packages(cache, source, arch, SPACE_NEEDED, find, |archive, lists| {
            ReferenceTools::set_up(cache, archive, lists, arch)
        })
    }

    /// The programs in the cache.
    pub fn find(cache: &Cache, arch: Arch) -> Result<Option<Self>> {
        let prefix = prefix(arch);
        let mut names = cache::names(&cache.reference_tools())?.into_iter();
        let complete = names.find(|name| name.starts_with(&prefix));
        Ok(complete.map(|name| ReferenceTools {
            arch,
            root: cache.reference_tools().join(name),
        }))
    }

    /// Replaces the programs in the cache by the archive's, if they differ; requires [`Cache::setup_lock`].
    ///
    /// # Errors
    /// Fails if the archive does not have all of them.
    pub fn set_up(cache: &Cache, archive: &Archive, lists: &Lists<'_>, arch: Arch) -> Result<()> {
        // Only this machine's Python runs here, and compiles what the other one loads.
        if !arch.is_host() {
            ReferenceTools::set_up(cache, archive, lists, Arch::HOST)?;
        }
        let compiler = ReferenceTools::find(cache, Arch::HOST)?;
        let packages = if arch.is_host() {
            &lists.host
        } else {
            lists.guest()
        };
        let wanted = packages.closure(&PACKAGES.map(Relation::any), &WITHOUT)?;
        let mut list: Vec<_> = wanted.iter().map(|package| package.sha256).collect();
        list.sort_unstable();
        let name = format!("{}{}", prefix(arch), cache::digest(list.concat()));
        if cache.reference_tools().join(&name).is_dir() {
            return Ok(());
        }
        archive.fetch(&wanted)?;
        let step = Step::new("unpacking the programs that tests compare with");
        cache.publish(&cache.reference_tools(), &name, |folder| {
            unpack_all(wanted, |package| {
                deb::unpack(&archive.deb(package), folder, |path| is_needed(path, arch))
            })?;
            let python = compiler.as_ref().filter(|_| !arch.is_host());
            compile_python(folder, python.map_or(folder, |other| &other.root))?;
            for other in cache::names(&cache.reference_tools())? {
                if !other.starts_with('.') && Arch::of_marked(&other).0 == arch {
                    cache::remove_tree(&cache.reference_tools().join(other))?;
                }
            }
            Ok(())
        })?;
        step.finish();
        Ok(())
    }

    /// The folder with libmnl's header and static library, on the host.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Adds the programs to a guest's file system.
    ///
    /// # Errors
    /// Fails if a file cannot be read.
    pub fn add(&self, image: &mut Image) -> Result<()> {
        for folder in ["bin", "sbin", "lib", "share"] {
            let folder = Path::new("usr").join(folder);
            image.copy(&folder, &self.root.join(&folder))?;
        }
        image.copy("etc", &self.root.join("etc"))?;
        let (libraries, loader) = (self.arch.libraries(), self.arch.loader_file());
        image.link(self.arch.loader(), format!("/{libraries}/{loader}"))?;
        let python = python(&self.root)?;
        image.link("usr/bin/python3", &python)
    }
}

/// The prefix of their folder's name in the cache. A lab that needs other files does not find those of this one.
fn prefix(arch: Arch) -> String {
    let lists = [&PACKAGES[..], &FILES, &LIBRARIES];
    arch.mark(&format!("{}-", cache::digest(lists.concat().concat())))
}

/// The file name of the interpreter, which includes its version.
fn python(root: &Path) -> Result<String> {
    let programs = cache::names(&root.join("usr/bin"))?;
    let python = programs
        .into_iter()
        .find(|name| name.starts_with("python3."));
    python.context("the archive's Python has no interpreter")
}

/// Compiles Python's modules, as their packages' scripts would, by the Python in the folder `own`: on an emulated
/// processor this is slow.
fn compile_python(root: &Path, own: &Path) -> Result<()> {
    let libraries = own.join(Arch::HOST.libraries());
    let python = python(root)?;
    let mut command = Command::new(libraries.join(Arch::HOST.loader_file()));
    command
        .arg("--library-path")
        .arg(&libraries)
        .arg(own.join("usr/bin").join(&python))
        .args([
            "-m",
            "compileall",
            "-q",
            "--invalidation-mode",
            "unchecked-hash",
            "-s",
        ])
        .arg(root)
        .args(["-p", "/"])
        .arg(root.join("usr/lib").join(&python))
        .arg(root.join("usr/lib/python3/dist-packages"))
        .env("PYTHONHOME", own.join("usr"))
        .stdin(Stdio::null());
    let output = command.output().context("cannot start Python")?;
    ensure!(
        output.status.success(),
        "Python cannot compile its modules: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// Whether a file of the packages is used.
fn is_needed(path: &str, arch: Arch) -> bool {
    let starts = |folder: &str| path.starts_with(folder);
    let library = path.strip_prefix(&*arch.libraries());
    if let Some(library) = library.and_then(|rest| rest.strip_prefix('/')) {
        if library == arch.loader_file() {
            return true;
        }
        let name = library
            .split_once(".so")
            .or_else(|| library.split_once(".a"));
        // libelf's file has its version in front of the ending, too.
        return name.is_some_and(|(name, _)| {
            let unversioned = name.split_once("-0.").map_or(name, |(name, _)| name);
            LIBRARIES.contains(&unversioned)
        });
    }
    if let Some((_, module)) = path
        .strip_prefix("usr/lib/python3.")
        .and_then(|rest| rest.split_once('/'))
    {
        return !PYTHON_WITHOUT.iter().any(|name| module.starts_with(name));
    }
    starts("usr/bin/python3.")
        || starts("usr/lib/python3/dist-packages/")
        || starts("usr/include/libmnl/")
        || FILES.contains(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_and_their_libraries_are_needed() {
        for path in [
            "etc/protocols",
            "usr/bin/ip",
            "usr/sbin/genl",
            "usr/bin/python3.13",
            "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
            "usr/lib/x86_64-linux-gnu/libc.so.6",
            "usr/lib/x86_64-linux-gnu/libmnl.a",
            "usr/lib/x86_64-linux-gnu/libelf-0.192.so",
            "usr/lib/x86_64-linux-gnu/libpcre2-8.so.0.14.0",
            "usr/lib/x86_64-linux-gnu/libyaml-0.so.2.0.9",
            "usr/lib/python3.13/lib-dynload/_json.cpython-313-x86_64-linux-gnu.so",
            "usr/lib/python3/dist-packages/yaml/__init__.py",
        ] {
            assert!(is_needed(path, Arch::Amd64), "{path}");
        }
        for path in [
            "usr/bin/routel",
            "usr/sbin/auditd",
            "usr/share/doc/iproute2/copyright",
            "usr/lib/x86_64-linux-gnu/libc_malloc_debug.so.0",
            "usr/lib/x86_64-linux-gnu/gconv/BIG5.so",
            "usr/lib/python3.13/idlelib/idle.py",
            "usr/include/linux/netlink.h",
        ] {
            assert!(!is_needed(path, Arch::Amd64), "{path}");
        }
    }
}
