// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kbuild with Debian's kernel headers, and the part that the headers leave out: the kernel's Rust crates.
//!
//! The headers have the configuration, the generated headers and the tools that modules need, but no `rust/`. It is
//! taken from the kernel's source package and built once, with the configuration and compilers of the kernel, so the
//! symbol hashes in a module match the kernel's exports.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context, Result};

use crate::arch::Arch;
use crate::cache::Cached;
use crate::kernels::Kernel;
use crate::sysroot::{self, Mount};

/// The folder of a module's source, as the build sees it.
pub const SOURCE: &str = "/lab/source";
/// The folder for the results of the build.
pub const OUTPUT: &str = "/lab/output";

/// The options for building modules without a description of their types for BPF, and so without pahole.
const WITHOUT_TYPES: [&str; 2] = ["CONFIG_DEBUG_INFO_BTF_MODULES=", "CONFIG_PAHOLE_VERSION=0"];

/// Where the files of the kernel's source begin that are added to the headers: the Rust crates, the scripts that build
/// them, and folders whose headers their bindings are made from.
pub const SOURCE_NEEDED: [&str; 6] = [
    ".clippy.toml",
    ".rustfmt.toml",
    "drivers/android/",
    "drivers/base/",
    "rust/",
    "scripts/",
];

/// A kernel's headers in a folder with the layout of their packages.
pub struct Headers {
    arch: Arch,
    folder: PathBuf,
    release: String,
    version: String,
}

impl Headers {
    pub fn new(folder: &Path, kernel: &Kernel) -> Self {
        Headers {
            arch: kernel.arch,
            folder: folder.to_owned(),
            release: kernel.release(),
            version: kernel.version.clone(),
        }
    }

    /// The folder of the configuration, for builds, as a path in the toolchain's file system.
    pub fn path(&self) -> String {
        format!("/usr/src/linux-headers-{}", self.release)
    }

    /// The folder of the source and of the headers that do not depend on the configuration.
    pub fn common(&self) -> String {
        format!("/usr/src/linux-headers-{}-common", self.version)
    }

    /// The folder of the tools.
    pub fn tools(&self) -> String {
        format!("/usr/lib/linux-kbuild-{}", self.version)
    }

    /// The path on the host of a path in the toolchain's file system.
    pub fn on_host(&self, path: &str) -> PathBuf {
        self.folder.join(path.trim_start_matches('/'))
    }

    /// The mounts through which the toolchain sees the headers.
    pub fn mounts(&self, writable: bool) -> Vec<Mount> {
        let paths = [self.path(), self.common(), self.tools()];
        paths
            .into_iter()
            .map(|path| Mount {
                source: self.on_host(&path),
                target: path,
                writable,
            })
            .collect()
    }

    /// Moves the selected files of the kernel's source (see [`SOURCE_NEEDED`]) to the folders where Kbuild looks for
    /// them.
    pub fn add_source(&self, source: &Path) -> Result<()> {
        let (common, tools) = (self.on_host(&self.common()), self.on_host(&self.tools()));
        merge(&source.join("scripts"), &tools.join("scripts"))
            .context("cannot add the kernel's scripts")?;
        fs::remove_dir_all(source.join("scripts"))?;
        merge(source, &common).context("cannot add the kernel's Rust source")?;
        fs::remove_dir_all(source)?;

        // The kernel has no target that builds only this, because it is part of `prepare`. All other crates are needed
        // by this one.
        let target = "\nifeq ($(need-sub-make)$(KBUILD_EXTMOD),)\nPHONY += lab-rust\nlab-rust:\n\t$(Q)$(MAKE) $(build)=rust rust/kernel.o\nendif\n";
        let mut makefile = fs::File::options()
            .append(true)
            .open(common.join("Makefile"))?;
        makefile.write_all(target.as_bytes())?;

        let makefile = common.join("rust/Makefile");
        let rules = fs::read_to_string(&makefile)?;
        fs::write(&makefile, without_code(&rules))?;
        Ok(())
    }

    /// Builds the Rust crates.
    pub fn build_rust(&self, toolchain: &Path) -> Result<()> {
        let jobs = std::thread::available_parallelism()?;
        // The compiler knows the kernel's target for some architectures.
        let target = match self.arch {
            Arch::Amd64 => {
                "RUSTC_BOOTSTRAP=1 rustc -O -Cstrip=debuginfo --edition=2021 -o /tmp/target scripts/generate_rust_target.rs\n\
                 /tmp/target <include/config/auto.conf >scripts/target.json\n"
            }
            Arch::Arm64 => "",
        };
        // Kbuild regenerates the configuration if it looks older than its sources, which the headers lack. All files of
        // the packages have the same time, so touching them in the right order is enough.
        let script = format!(
            "cd {}\n\
             touch include/config/auto.conf.cmd include/config/auto.conf include/generated/autoconf.h include/generated/rustc_cfg\n\
             {target}\
             make --silent --jobs={jobs} lab-rust\n",
            self.path()
        );
        let words = [&build_arch(), "sh", "-euc", &*script];
        let output = sysroot::command(toolchain, &self.mounts(true), &words)?.output()?;
        if !output.status.success() {
            let log = String::from_utf8_lossy(&output.stderr);
            let tail: Vec<_> = log.lines().rev().take(20).collect();
            let tail = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
            bail!("the kernel's Rust crates could not be built:\n{tail}");
        }
        Ok(())
    }
}

/// The rules for the Rust crates, without what takes most of the time and is not needed here: machine code, which is in
/// the kernel that boots, optimization of the procedural macros' parser, and line breaks in generated code. Modules are
/// built from the metadata, which are the same. What is written otherwise in a kernel's rules stays, and only takes
/// longer.
fn without_code(rules: &str) -> String {
    let rules = rules
        .replace("--crate-type rlib -O", "--crate-type rlib")
        .replace("--no-debug '.*'", "--no-debug '.*' --formatter none");
    let Some((before, library)) = rules.split_once("cmd_rustc_library = ") else {
        return rules;
    };
    let (library, after) = library.split_once("\n\n").unwrap_or((library, ""));
    let object = "--emit=$(if $(link_helper),llvm-bc=$(patsubst %.o,%.bc,$@),obj=$@)";
    let end = "$(if $(rustc_objcopy),;$(OBJCOPY) $(rustc_objcopy) $@) \\\n\t$(cmd_objtool)";
    if !(library.contains(object) && library.contains(end)) {
        return rules;
    }
    let library = library
        .replace(object, "-Zno-codegen --emit=obj=$@")
        .replace(end, "; touch $@");
    format!("{before}cmd_rustc_library = {library}\n\n{after}")
}

/// The variable by which Debian's headers know this machine's architecture. They name the compilers for the kernel's.
fn build_arch() -> String {
    format!("DEB_BUILD_ARCH={}", Arch::HOST)
}

/// A command that runs Kbuild on the folder `module` below `source`, for a kernel that is set up. It can write only to
/// `output`. It also sees the `mounts`.
///
/// # Errors
/// Fails if the toolchain cannot be entered.
pub fn make(
    cached: &Cached,
    source: &Path,
    module: &str,
    output: &Path,
    variables: &[&str],
    mut mounts: Vec<Mount>,
) -> Result<Command> {
    let headers = Headers::new(&cached.folder, &cached.kernel);
    mounts.extend(headers.mounts(false));
    mounts.push(Mount::read_only(source, SOURCE));
    mounts.push(Mount::writable(output, OUTPUT));
    let jobs = format!("--jobs={}", std::thread::available_parallelism()?);
    let folder = headers.path();
    let module = format!("M={}", Path::new(SOURCE).join(module).display());
    let out = format!("MO={OUTPUT}");
    let host = build_arch();
    let mut words = vec![
        &*host,
        "make",
        "--silent",
        "--no-print-directory",
        &jobs,
        "-C",
        &folder,
        &module,
        &out,
    ];
    words.extend(WITHOUT_TYPES);
    words.extend(variables);
    words.push("modules");
    sysroot::command(&cached.toolchain, &mounts, &words)
}

/// A command that runs the kernel's rustfmt with the kernel's settings on files of a folder.
///
/// # Errors
/// Fails if the toolchain cannot be entered.
pub fn rustfmt(cached: &Cached, source: &Path, files: &[String], check: bool) -> Result<Command> {
    let headers = Headers::new(&cached.folder, &cached.kernel);
    let mut mounts = headers.mounts(false);
    mounts.push(Mount {
        source: source.to_owned(),
        target: SOURCE.to_owned(),
        writable: !check,
    });
    let settings = format!("{}/.rustfmt.toml", headers.common());
    let files: Vec<_> = files
        .iter()
        .map(|file| format!("{SOURCE}/{file}"))
        .collect();
    let mut words = vec!["rustfmt", "--config-path", &settings];
    words.extend(check.then_some("--check"));
    words.extend(files.iter().map(String::as_str));
    sysroot::command(&cached.toolchain, &mounts, &words)
}

/// Moves all files of a folder to another one, and keeps existing files there.
fn merge(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            merge(&entry.path(), &target)?;
        } else if target.symlink_metadata().is_err() {
            fs::rename(entry.path(), target)?;
        }
    }
    Ok(())
}
