// SPDX-License-Identifier: MIT OR Apache-2.0
//! Builds for a guest: kernel modules with Kbuild, programs with cargo.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output, Stdio};

use anyhow::{bail, ensure, Context, Result};
use rustix::fs::FlockOperation;
use serde_json::Value;

use crate::arch::Arch;
use crate::cache::{self, Cached, Lock};
use crate::host;
use crate::kbuild;
use crate::progress::Step;
use crate::reference_tools::ReferenceTools;
use crate::sysroot::{self, Mount};

/// The header for modules that publish events.
const EVENTS_HEADER: &str = "klink_events.h";

/// The folder of the header in the build of such a module.
const EVENTS: &str = "/lab/events";

/// The folder with the symbols of this project's modules in that build.
const SYMBOLS: &str = "/lab/symbols";

/// The folder with the libraries of [`ReferenceTools`] for a compiler.
const REFERENCE_TOOLS: &str = "/lab/reference";

/// How the programs for a guest are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    /// Ready sooner, and slower.
    Quick,
    /// The same, without optional features.
    Minimal,
}

impl Profile {
    /// The options for cargo.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Release => &["--profile", "release"],
            Self::Quick => &["--profile", "quick"],
            Self::Minimal => &["--profile", "quick", "--no-default-features"],
        }
    }
}

/// This project's source, and the folder for its builds.
pub struct Checkout {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Checkout {
    /// The checkout that this program was built from.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the lab is not in a checkout")?;
        ensure!(
            root.is_dir(),
            "the checkout is no longer at {}: run the lab as `cargo lab`",
            root.display()
        );
        // Cargo places this program in the folder that its settings name for builds.
        let program = env::current_exe().context("cannot find this program's own file")?;
        let folder = program.ancestors().nth(2);
        // A build for an explicit target, such as that of the alias `cargo lab`, has a folder in between.
        let target = match folder {
            Some(folder) if folder.ends_with(Arch::HOST.target()) => folder.parent(),
            folder => folder,
        };
        let target = target.context("this program is not in a target folder")?;
        Ok(Checkout {
            root: root.to_owned(),
            target: target.to_owned(),
        })
    }

    /// The folder for builds for this kernel.
    pub fn output(&self, cached: &Cached) -> PathBuf {
        self.target.join("lab").join(cached.kernel.name())
    }

    /// Builds this project's modules, or `only` those of these folders below `kernel/`; returns their files.
    ///
    /// # Errors
    /// Fails if they do not build; the compiler's messages have been printed.
    pub fn build_modules(&self, cached: &Cached, only: &[String]) -> Result<Vec<PathBuf>> {
        let selected = format!("KLINK_MODULES={}", only.join(" "));
        let variables: &[&str] = if only.is_empty() { &[] } else { &[&selected] };
        Ok(self.make_modules(cached, "kernel", variables)?.modules)
    }

    /// Checks this project's modules with clippy: any warning is an error.
    ///
    /// # Errors
    /// Fails if there are errors; the compiler's messages have been printed.
    pub fn check_modules(&self, cached: &Cached) -> Result<()> {
        let variables = ["CLIPPY=1", "KRUSTFLAGS=-Dwarnings"];
        self.make_modules(cached, "clippy", &variables).map(drop)
    }

    fn make_modules(&self, cached: &Cached, output: &str, variables: &[&str]) -> Result<Built> {
        ensure!(
            self.root.join("kernel/Kbuild").is_file(),
            "the checkout has no kernel/Kbuild"
        );
        let step = Step::new(format!(
            "building the modules for {}",
            cached.kernel.release()
        ));
        let built = make(
            cached,
            &self.root,
            "kernel",
            &self.output(cached).join(output),
            variables,
            Vec::new(),
        )?;
        step.finish();
        Ok(built)
    }

    /// Builds the documentation of the crate that modules are built on; returns its first page.
    ///
    /// # Errors
    /// Fails if it does not build, or rustdoc warns; its messages have been printed.
    pub fn document_modules(&self, cached: &Cached) -> Result<PathBuf> {
        let output = self.output(cached).join("kernel");
        let step = Step::new("building the modules' documentation");
        make(
            cached,
            &self.root,
            "kernel",
            &output,
            &["KLINK_DOC=y"],
            Vec::new(),
        )?;
        step.finish();
        Ok(output.join("doc/klink_kernel/index.html"))
    }

    /// Builds the modules of a copy of this project; returns their files.
    ///
    /// # Errors
    /// Fails if they do not build; the compiler's messages have been printed.
    pub fn build_modules_of(
        &self,
        cached: &Cached,
        copy: &Path,
        name: &str,
    ) -> Result<Vec<PathBuf>> {
        let step = Step::new(format!(
            "building the {name}'s modules for {}",
            cached.kernel.release()
        ));
        let built = make(
            cached,
            copy,
            "kernel",
            &self.output(cached).join(name),
            &[],
            Vec::new(),
        )?;
        step.finish();
        Ok(built.modules)
    }

    /// Builds the module in any folder; returns its files. If the module includes klink_events.h, this project's
    /// modules are built first, because it needs their symbols.
    ///
    /// # Errors
    /// Fails if it does not build; the compiler's messages have been printed.
    pub fn build_module(&self, cached: &Cached, folder: &Path) -> Result<Vec<PathBuf>> {
        let folder = folder
            .canonicalize()
            .with_context(|| format!("no module folder {}", folder.display()))?;
        ensure!(
            folder.join("Kbuild").is_file() || folder.join("Makefile").is_file(),
            "{} has neither Kbuild nor Makefile: write one that begins with `obj-m := NAME.o`",
            folder.display()
        );
        // A module may include files from elsewhere in its repository, or in this project, so the whole repository is
        // visible.
        let own = self.root.canonicalize().ok();
        let source = folder
            .ancestors()
            .find(|ancestor| Some(*ancestor) == own.as_deref() || ancestor.join(".git").exists())
            .unwrap_or(&folder);
        let digest = cache::digest(folder.as_os_str().as_encoded_bytes());
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let output = self
            .output(cached)
            .join("modules")
            .join(format!("{name}-{digest}"));
        let mut mounts = Vec::new();
        let mut variables = Vec::new();
        let include = format!("KCFLAGS=-I{EVENTS}");
        let symbols = format!("KBUILD_EXTRA_SYMBOLS={SYMBOLS}/Module.symvers");
        // As long as it lives, no other run leaves out symbols, as one that builds only some modules does.
        let mut exporting = None;
        if publishes(&folder)? {
            exporting = Some(self.make_modules(cached, "kernel", &[])?);
            let header = self.root.join("kernel/events");
            let built = self.output(cached).join("kernel");
            mounts.push(Mount::read_only(header, EVENTS));
            mounts.push(Mount::read_only(built, SYMBOLS));
            variables.extend([&*include, &*symbols]);
        }
        let step = Step::new(format!("building {name} for {}", cached.kernel.release()));
        let built = make(
            cached,
            source,
            &folder.strip_prefix(source)?.to_string_lossy(),
            &output,
            &variables,
            mounts,
        )?;
        drop(exporting);
        step.finish();
        Ok(built.modules)
    }

    /// Builds programs of the workspace for guests of an architecture; returns their files by name.
    ///
    /// # Errors
    /// Fails if they do not build; the compiler's messages have been printed.
    pub fn build_programs(
        &self,
        arch: Arch,
        programs: &[&str],
        profile: Profile,
    ) -> Result<HashMap<String, PathBuf>> {
        let step = Step::new("building the programs");
        let mut arguments = vec!["build"];
        for program in programs {
            arguments.extend(["--bin", program]);
            // Without packages, cargo selects those that it tests, so that libraries have the features that they have
            // there, and are compiled once.
            if profile != Profile::Quick {
                arguments.extend(["--package", package(program)]);
            }
        }
        let artifacts = self.cargo(arch, &arguments, profile)?;
        step.finish();
        Ok(artifacts.into_iter().collect())
    }

    /// Builds the guest tests for an architecture; returns the test binaries by name.
    ///
    /// # Errors
    /// Fails if they do not build; the compiler's messages have been printed.
    pub fn build_tests(&self, arch: Arch) -> Result<Vec<(String, PathBuf)>> {
        let step = Step::new("building the guest tests");
        let tests = self.cargo(
            arch,
            &["test", "--no-run", "--package", "klink-tests-guest"],
            Profile::Quick,
        )?;
        step.finish();
        Ok(tests)
    }

    /// Builds the C programs in a folder of the checkout, one per file, with the toolchain's compiler; returns their
    /// files.
    ///
    /// # Errors
    /// Fails if they do not build; the compiler's messages have been printed.
    pub fn build_c_programs(&self, cached: &Cached, folder: &str) -> Result<Vec<PathBuf>> {
        let names = cache::names(&self.root.join(folder))?;
        let sources = names.iter().filter(|name| name.ends_with(".c"));
        sources
            .map(|name| self.build_c_program(cached, &format!("{folder}/{name}"), &[], Vec::new()))
            .collect()
    }

    /// Builds a C program of the checkout with libmnl, with the toolchain's compiler; returns its file.
    ///
    /// # Errors
    /// Fails if it does not build; the compiler's messages have been printed.
    pub fn build_with_libmnl(
        &self,
        cached: &Cached,
        reference_tools: &ReferenceTools,
        source: &str,
    ) -> Result<PathBuf> {
        let include = format!("-I{REFERENCE_TOOLS}/usr/include");
        let libraries = cached.kernel.arch.libraries();
        let library = format!("{REFERENCE_TOOLS}/{libraries}/libmnl.a");
        let mount = Mount::read_only(reference_tools.root(), REFERENCE_TOOLS);
        self.build_c_program(cached, source, &[&include, &library], vec![mount])
    }

    /// Builds one C program of the checkout, with more words for the compiler, which also sees the `mounts`.
    fn build_c_program(
        &self,
        cached: &Cached,
        source: &str,
        words: &[&str],
        mut mounts: Vec<Mount>,
    ) -> Result<PathBuf> {
        let output = self.output(cached).join("programs");
        fs::create_dir_all(&output)
            .with_context(|| format!("cannot create {}", output.display()))?;
        let name = Path::new(source).file_stem().unwrap_or_default();
        let program = output.join(name);
        if is_current(&program, &self.root.join(source)) {
            return Ok(program);
        }
        let from = format!("{}/{source}", kbuild::SOURCE);
        let to = format!("{}/{}", kbuild::OUTPUT, name.to_string_lossy());
        mounts.extend([
            Mount::read_only(&self.root, kbuild::SOURCE),
            Mount::writable(&output, kbuild::OUTPUT),
        ]);
        let gcc = cached.kernel.arch.tool("gcc");
        let mut all = vec![&*gcc, "-static", "-O1", "-Wall", "-Wextra", "-Werror", "-o"];
        all.extend([&*to, &*from]);
        all.extend(words);
        let compiler = sysroot::command(&cached.toolchain, &mounts, &all)?
            .output()
            .context("cannot start the compiler")?;
        print_log(&compiler, &self.root, &output)?;
        ensure!(compiler.status.success(), "{source} does not build");
        Ok(program)
    }

    /// Checks the format of the modules' source, or formats it, by the kernel's own rules; returns whether it was
    /// right.
    ///
    /// # Errors
    /// Fails if the formatter does not run, or cannot parse the source.
    pub fn format_modules(&self, cached: &Cached, check: bool) -> Result<bool> {
        let mut sources = Vec::new();
        let mut folders = vec![PathBuf::from("kernel")];
        while let Some(folder) = folders.pop() {
            for name in cache::names(&self.root.join(&folder))? {
                let path = folder.join(&name);
                if self.root.join(&path).is_dir() {
                    folders.push(path);
                } else if name.ends_with(".rs") {
                    sources.push(path.display().to_string());
                }
            }
        }
        let output = kbuild::rustfmt(cached, &self.root, &sources, check)?
            .output()
            .context("cannot start rustfmt")?;
        print_log(&output, &self.root, Path::new(""))?;
        ensure!(
            check || output.status.success(),
            "rustfmt cannot format the modules' source"
        );
        Ok(output.status.success())
    }

    /// Runs cargo for an architecture's target; returns the names and files of the programs.
    fn cargo(
        &self,
        arch: Arch,
        arguments: &[&str],
        profile: Profile,
    ) -> Result<Vec<(String, PathBuf)>> {
        let target = arch.target();
        let mut flags = "-Ctarget-feature=+crt-static".to_owned();
        if !arch.is_host() {
            ensure_standard_library(&target)?;
            // Its linker and all that it links come with Rust.
            flags += " -Clinker=rust-lld -Clink-self-contained=yes";
        }
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        // What the cargo that runs this program says of it. Some build scripts run again if it is there.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        let output = command
            .current_dir(&self.root)
            .args(arguments)
            .args(profile.options())
            .args([
                "--quiet",
                "--target",
                &target,
                "--message-format",
                "json-render-diagnostics",
                "--target-dir",
            ])
            .arg(&self.target)
            // These would take precedence over the flags for the target.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env(
                format!(
                    "CARGO_TARGET_{}_RUSTFLAGS",
                    target.to_uppercase().replace('-', "_")
                ),
                flags,
            )
            // Every byte is copied into the guest's memory at each boot.
            .env("CARGO_PROFILE_RELEASE_STRIP", "debuginfo")
            .stdin(Stdio::null())
            .output()
            .context("cannot start cargo")?;
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        ensure!(
            output.status.success(),
            "the programs for the guest do not build"
        );
        let messages = String::from_utf8_lossy(&output.stdout);
        let artifact = |line: &str| {
            let message: Value = serde_json::from_str(line).ok()?;
            let name = message.get("target")?.get("name")?.as_str()?.to_owned();
            Some((name, PathBuf::from(message.get("executable")?.as_str()?)))
        };
        Ok(messages.lines().filter_map(artifact).collect())
    }
}

/// Makes sure that the compiler has the standard library for a target, which rustup installs if it has not.
///
/// # Errors
/// Fails if there is no rustup, or it cannot install it.
fn ensure_standard_library(target: &str) -> Result<()> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", target])
        .output()
        .context("cannot start rustc")?;
    if Path::new(String::from_utf8_lossy(&output.stdout).trim_end()).is_dir() {
        return Ok(());
    }
    let rustup = host::find_program("rustup").with_context(|| {
        format!("this machine's Rust has no standard library for {target}: use Rust from rustup")
    })?;
    let step = Step::new(format!("adding {target} to Rust"));
    let output = Command::new(rustup)
        .args(["target", "add", target])
        .output()
        .context("cannot start rustup")?;
    ensure!(
        output.status.success(),
        "rustup cannot add {target}: {}",
        String::from_utf8_lossy(&output.stderr).trim_end()
    );
    step.finish();
    Ok(())
}

/// The package that has a program.
fn package(program: &str) -> &str {
    match program {
        "klink" => "klink-cli",
        other => other,
    }
}

/// Whether a module's folder has a file that includes the header for modules that publish events.
fn publishes(folder: &Path) -> Result<bool> {
    for name in cache::names(folder)? {
        let path = folder.join(name);
        let is_source = path
            .extension()
            .is_some_and(|kind| kind == "c" || kind == "h");
        if is_source && String::from_utf8_lossy(&fs::read(&path)?).contains(EVENTS_HEADER) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The files of modules, and the lock that keeps other runs of the lab from building in their folder.
pub struct Built {
    pub modules: Vec<PathBuf>,
    _lock: Lock,
}

/// Runs Kbuild on the folder `module` below `source`, and prints the compilers' messages. The build also sees the
/// `mounts`.
///
/// # Errors
/// Fails if they do not build.
pub fn make(
    cached: &Cached,
    source: &Path,
    module: &str,
    output: &Path,
    variables: &[&str],
    mounts: Vec<Mount>,
) -> Result<Built> {
    fs::create_dir_all(output).with_context(|| format!("cannot create {}", output.display()))?;
    let lock = Lock::take(output, ".lab.lock", FlockOperation::LockExclusive)?;
    let made = kbuild::make(cached, source, module, output, variables, mounts)?
        .output()
        .context("cannot start make")?;
    print_log(&made, source, output)?;
    if !made.status.success() {
        bail!(
            "{} does not build for kernel {}",
            source.join(module).display(),
            cached.kernel.release()
        );
    }
    let list = output.join("modules.order");
    let list =
        fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    Ok(Built {
        modules: list
            .lines()
            .map(|object| output.join(object).with_extension("ko"))
            .collect(),
        _lock: lock,
    })
}

/// The file of a module as guests get it: without debugging information, which is most of it.
///
/// # Errors
/// Fails if the toolchain cannot be entered, or the file is not a module.
pub fn stripped(cached: &Cached, module: &Path) -> Result<PathBuf> {
    let stripped = module.with_extension("stripped");
    if is_current(&stripped, module) {
        return Ok(stripped);
    }
    // Other processes may do the same.
    let new = module.with_extension(process::id().to_string());
    let folder = module.parent().unwrap_or(Path::new(""));
    let inside = |file: &Path| {
        let name = file.file_name().unwrap_or_default();
        format!("{}/{}", kbuild::OUTPUT, name.to_string_lossy())
    };
    let (from, to) = (inside(module), inside(&new));
    let program = cached.kernel.arch.tool("strip");
    let words = [&*program, "--strip-debug", "-o", &to, &from];
    let mounts = [Mount::writable(folder, kbuild::OUTPUT)];
    let strip = sysroot::command(&cached.toolchain, &mounts, &words)?
        .output()
        .context("cannot start strip")?;
    print_log(&strip, folder, folder)?;
    ensure!(
        strip.status.success(),
        "{} cannot be stripped",
        module.display()
    );
    fs::rename(&new, &stripped).with_context(|| format!("cannot create {}", stripped.display()))?;
    Ok(stripped)
}

/// Whether a file is newer than the one that it is made from.
fn is_current(made: &Path, from: &Path) -> bool {
    let time = |file: &Path| file.metadata().and_then(|file| file.modified()).ok();
    time(from).is_some_and(|from| time(made) > Some(from))
}

/// Prints the messages of a program in the toolchain's file system.
fn print_log(program: &Output, source: &Path, output: &Path) -> Result<()> {
    let here = env::current_dir()?;
    for log in [&program.stdout, &program.stderr] {
        for line in String::from_utf8_lossy(log).lines() {
            eprintln!("{}", with_own_paths(line, source, output, &here));
        }
    }
    Ok(())
}

/// Replaces paths in the toolchain's file system by those on the host.
fn with_own_paths(line: &str, source: &Path, output: &Path, here: &Path) -> String {
    let source = match source.strip_prefix(here) {
        Ok(relative) if relative.as_os_str().is_empty() => String::new(),
        Ok(relative) => format!("{}/", relative.display()),
        Err(_) => format!("{}/", source.display()),
    };
    line.replace(&format!("{}/", kbuild::SOURCE), &source)
        .replace(kbuild::OUTPUT, &output.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_files_that_the_reader_has() {
        let line = " --> /lab/source/kernel/echo.rs:3:5, in /lab/output/echo.o";
        let map = |here: &str| {
            with_own_paths(
                line,
                Path::new("/home/a/klink"),
                Path::new("/t/k"),
                Path::new(here),
            )
        };
        assert_eq!(
            map("/home/a/klink"),
            " --> kernel/echo.rs:3:5, in /t/k/echo.o"
        );
        assert_eq!(
            map("/home/a"),
            " --> klink/kernel/echo.rs:3:5, in /t/k/echo.o"
        );
        assert_eq!(
            map("/elsewhere"),
            " --> /home/a/klink/kernel/echo.rs:3:5, in /t/k/echo.o"
        );
    }
}
