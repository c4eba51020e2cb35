// SPDX-License-Identifier: MIT OR Apache-2.0
//! The debug kernels: the source of the current stock kernel, configured by the lab (`lab/debug.config`) to report bugs
//! that a stock kernel does not notice: use after free, lock inversions, sleeping in atomic context, leaks. They also
//! run the unit tests inside modules (KUnit). The second one has `PREEMPT_RT`, where most locks sleep.
//!
//! In the cache it is laid out like the packages of a stock kernel, so all other code treats both alike. It is built
//! with Clang, because with gcc a kernel can have Rust or KASAN, but not both.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{ensure, Context, Result};

use crate::arch::Arch;
use crate::archive::deb;
use crate::archive::packages::{Package, Packages, Relation};
use crate::archive::Archive;
use crate::cache::{self, Cache, Cached};
use crate::kbuild::Headers;
use crate::kernels::{Flavour, Kernel};
use crate::obtain::{obtain_from_packages, Mirror};
use crate::progress::{say, Step};
use crate::sysroot;
use crate::toolchain::{self, Toolchain};
use crate::unpack::unpack_with_tools;

const CONFIG: &str = include_str!("../debug.config");

/// The additions of the second debug kernel's configuration.
const REAL_TIME: &str = "CONFIG_PREEMPT_RT=y\n";

/// The programs that building a whole kernel needs in addition to those for modules; `{}` stands for the release of
/// LLVM.
const PROGRAMS: [&str; 6] = [
    "clang-{}",
    "lld-{}",
    "llvm-{}",
    "bison",
    "flex",
    "libelf-dev",
];

/// Their dependencies that nothing here runs.
const WITHOUT: [&str; 4] = [
    "binfmt-support",
    "llvm-{}-runtime",
    "python3",
    "python3-yaml",
];

/// The space that source, build and toolchain need while they are made, including downloads, in bytes; with a margin.
const SPACE_NEEDED: u64 = 5_000_000_000;

/// The configuration of the debug kernel, or of that with `PREEMPT_RT`.
fn config(real_time: bool) -> String {
    format!("{CONFIG}{}", if real_time { REAL_TIME } else { "" })
}

/// The digest of the configuration: other options make another kernel, other comments do not.
pub fn digest(real_time: bool) -> String {
    let config = config(real_time);
    let options: Vec<_> = config.lines().filter(|line| is_option(line)).collect();
    cache::digest(options.join("\n"))
}

/// The debug kernel, or that with `PREEMPT_RT`, of a stock kernel's version.
fn of(stock: &Kernel, real_time: bool) -> Kernel {
    let digest = digest(real_time);
    stock.with(if real_time {
        Flavour::DebugRealTime(digest)
    } else {
        Flavour::Debug(digest)
    })
}

fn is_option(line: &str) -> bool {
    line.starts_with("CONFIG_") || line.ends_with(" is not set")
}

/// The debug kernel for this stock kernel, or that with `PREEMPT_RT`, if it exists.
pub fn find(cache: &Cache, stock: &Cached, real_time: bool) -> Option<Cached> {
    cache.find(&of(&stock.kernel, real_time))
}

/// The debug kernel for this stock kernel, or that with `PREEMPT_RT`. It is built if it does not exist.
///
/// # Errors
/// Fails if something that is missing cannot be obtained, or the kernel does not build.
pub fn ensure(cache: &Cache, source: &Mirror, stock: &Cached, real_time: bool) -> Result<Cached> {
    let kernel = of(&stock.kernel, real_time);
    ensure!(
        kernel.arch == Arch::Amd64,
        "there is no debug kernel for {}: use another --kernel, or another --arch",
        kernel.arch
    );
    let find = || Ok(find(cache, stock, real_time));
    obtain_from_packages(
        cache,
        source,
        kernel.arch,
        SPACE_NEEDED,
        find,
        |archive, lists| {
            say("building the debug kernel; this happens once and takes 10 to 20 minutes");
            set_up(cache, archive, &lists.host, stock, &kernel)
                .with_context(|| format!("cannot set up kernel {}", kernel.release()))
        },
    )
}

fn set_up(
    cache: &Cache,
    archive: &Archive,
    packages: &Packages<'_>,
    stock: &Cached,
    kernel: &Kernel,
) -> Result<()> {
    let source = format!("linux-source-{}", kernel.series);
    let source = packages
        .find(Relation::exactly(&source, &stock.package_version))
        .with_context(|| {
            format!(
                "the archive no longer has the source of kernel {}: run cargo lab setup --update",
                kernel.version
            )
        })?;

    let headers = Headers::new(&stock.folder, &stock.kernel);
    let config = headers.on_host(&headers.path()).join(".config");
    let config =
        fs::read_to_string(&config).with_context(|| format!("cannot read {}", config.display()))?;
    let needed = Toolchain::of_config(&config, kernel.arch)?;
    let (tools, llvm) = tools(&needed, packages)?;

    cache.publish(&cache.kernels(), &kernel.name(), |folder| {
        let headers = Headers::new(folder, kernel);
        let toolchain = unpack_with_tools(
            cache,
            archive,
            &needed,
            (&tools, &[]),
            vec![source],
            |_, deb| {
                let inner = format!("usr/src/{}.tar.xz", source.name);
                deb::unpack_inner(deb, &inner, &headers.on_host(&headers.common()), &[""])
            },
        )?;
        build(
            &headers,
            kernel,
            &cache.toolchains().join(&toolchain),
            &llvm,
        )?;
        lay_out(&headers, kernel, folder, &llvm)?;
        cache.describe(folder, &stock.package_version, &toolchain)
    })
}

/// The packages that the kernel is built with, and their release of LLVM.
fn tools<'p>(needed: &Toolchain, packages: &Packages<'p>) -> Result<(Vec<Package<'p>>, String)> {
    let mut tools = needed.host_packages(packages, &[])?;
    let llvm = tools
        .iter()
        .find_map(|package| package.name.strip_prefix("libclang1-"));
    let llvm = llvm
        .context("the toolchain has no libclang1-N, which names the release of LLVM")?
        .to_owned();
    let numbered = |name: &&str| name.replace("{}", &llvm);
    let mut roots = Vec::new();
    for program in PROGRAMS.iter().map(numbered) {
        roots.push(Relation::any(packages.find(Relation::any(&program))?.name));
    }
    let without: Vec<_> = WITHOUT.iter().map(numbered).collect();
    let without: Vec<_> = without
        .iter()
        .map(String::as_str)
        .chain(toolchain::WITHOUT)
        .collect();
    for package in packages.closure(&roots, &without)? {
        if tools.iter().all(|known| known.name != package.name) {
            tools.push(package.clone());
        }
    }
    Ok((tools, llvm))
}

fn build(headers: &Headers, kernel: &Kernel, toolchain: &Path, llvm: &str) -> Result<()> {
    let output = headers.on_host(&headers.path());
    fs::create_dir_all(&output)?;
    fs::create_dir_all(headers.on_host(&headers.tools()))?;
    let local = kernel.release();
    let local = local
        .find(['+', '-'])
        .and_then(|at| local.get(at..))
        .unwrap_or("");
    let real_time = matches!(kernel.flavour, Flavour::DebugRealTime(_));
    let config = format!("{}CONFIG_LOCALVERSION=\"{local}\"\n", config(real_time));
    fs::write(output.join("lab.config"), &config)?;
    let make = |jobs: usize, targets: &str| -> Result<Command> {
        let script = format!(
            "cd {}; make --jobs={jobs} O={} LLVM=-{llvm} KBUILD_BUILD_USER=lab KBUILD_BUILD_HOST=lab {targets}",
            headers.common(),
            headers.path()
        );
        sysroot::command(toolchain, &headers.mounts(true), &["sh", "-euc", &script])
    };
    run(
        make(
            1,
            &format!(
                "KCONFIG_ALLCONFIG={}/lab.config allnoconfig",
                headers.path()
            ),
        )?,
        |_| (),
    )?;
    let taken = fs::read_to_string(output.join(".config"))?;
    if let Some(lost) = first_lost(&config, &taken) {
        anyhow::bail!(
            "the kernel's configuration rejects {lost} of lab/debug.config: check what the option depends on"
        );
    }

    let step = Step::new("building the debug kernel");
    let mut files = 0;
    let jobs = std::thread::available_parallelism()?.get();
    run(make(jobs, "vmlinux modules_prepare")?, |line| {
        if line.starts_with("  ") {
            files += 1;
            step.detail(format!("{files} files, "));
        }
    })?;
    step.finish();
    Ok(())
}

/// The first line of the wanted configuration that is missing from the resulting one.
fn first_lost<'c>(wanted: &'c str, taken: &str) -> Option<&'c str> {
    wanted
        .lines()
        .filter(|line| is_option(line))
        .find(|line| taken.lines().all(|other| other != *line))
}

/// Runs a command, and passes each line of its output to `look`.
fn run(mut command: Command, mut look: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start make")?;
    let errors = child
        .stderr
        .take()
        .map(|errors| std::thread::spawn(|| std::io::read_to_string(errors)));
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|output| BufReader::new(output).lines())
    {
        look(&line?);
    }
    let errors = errors
        .and_then(|errors| errors.join().ok())
        .transpose()?
        .unwrap_or_default();
    ensure!(
        child.wait()?.success(),
        "the debug kernel could not be built:\n{}",
        errors.trim_end()
    );
    Ok(())
}

/// Turns source and build into the layout of a stock kernel's packages: the kernel, the list of built-in modules, and
/// headers.
fn lay_out(headers: &Headers, kernel: &Kernel, folder: &Path, llvm: &str) -> Result<()> {
    let (source, output) = (
        headers.on_host(&headers.common()),
        headers.on_host(&headers.path()),
    );
    fs::rename(output.join("vmlinux"), folder.join("vmlinux"))?;
    // No part of it is a module, so its own symbols are all symbols.
    fs::rename(
        output.join("vmlinux.symvers"),
        output.join("Module.symvers"),
    )?;
    let modules = folder.join("usr/lib/modules").join(kernel.release());
    fs::create_dir_all(modules.join("kernel"))?;
    fs::rename(
        output.join("modules.builtin"),
        modules.join("modules.builtin"),
    )?;
    let makefile = format!(
        "export LLVM := -{llvm}\nexport KBUILD_OUTPUT := {}\ninclude {}/Makefile\n",
        headers.path(),
        headers.common()
    );
    fs::write(output.join("Makefile"), makefile)?;
    remove_unneeded(&source, &source)?;
    remove_unneeded(&output, &output)
}

/// Removes the files that no module build reads.
fn remove_unneeded(folder: &Path, root: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let (entry, path) = entry.map(|entry| (entry.file_type(), entry.path()))?;
        if entry?.is_dir() {
            remove_unneeded(&path, root)?;
        } else if !is_needed(&path.strip_prefix(root)?.to_string_lossy()) {
            fs::remove_file(&path)?;
        }
    }
    // This fails if a file is left in the folder, as it should.
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// Whether a module build reads a file of the kernel's source or build.
fn is_needed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.starts_with("scripts/") || path == "tools/objtool/objtool" {
        return true;
    }
    let ends_in = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let is_in = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
    let is_source =
        is_in(&["include/", "rust/", "arch/x86/"]) && !ends_in(&[".c", ".S", ".o", ".a"]);
    let is_private_header = is_in(&["drivers/base/", "drivers/android/"]) && name.ends_with(".h");
    let is_setting = !path.contains('/')
        && (name == "Module.symvers" || name.starts_with('.') && !name.starts_with(".tmp_"));
    is_source || is_private_header || is_setting || matches!(name, "Makefile" | "Kbuild")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_was_not_taken_is_found() {
        let wanted = "# What for\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=\"x\"\n";
        assert_eq!(
            first_lost(
                wanted,
                "CONFIG_C=\"x\"\n# CONFIG_B is not set\nCONFIG_A=y\n"
            ),
            None
        );
        assert_eq!(
            first_lost(wanted, "CONFIG_C=\"x\"\nCONFIG_A=y\n"),
            Some("# CONFIG_B is not set")
        );
        assert_eq!(
            first_lost(wanted, "CONFIG_A=m\n# CONFIG_B is not set\n"),
            Some("CONFIG_A=y")
        );
    }

    #[test]
    fn what_modules_are_built_from_is_kept() {
        for path in [
            "include/linux/netlink.h",
            "rust/libkernel.rmeta",
            "scripts/mod/modpost",
            "scripts/module.lds",
            ".config",
            "arch/x86/Makefile",
            "tools/objtool/objtool",
            "drivers/base/base.h",
        ] {
            assert!(is_needed(path), "{path}");
        }
        for path in [
            "net/netlink/genetlink.c",
            "net/built-in.a",
            "kernel/fork.o",
            "Documentation/index.rst",
            "vmlinux.o",
            "rust/kernel.o",
        ] {
            assert!(!is_needed(path), "{path}");
        }
    }
}
