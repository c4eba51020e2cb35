// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo lab`: stock kernels, the modules built for them, and guests that run both.
#![forbid(unsafe_code)]
#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says what a module offers to the others"
)]

mod arch;
mod archive;
mod big_endian;
mod build;
mod cache;
mod cli;
mod debug;
mod dkms;
mod emulator;
mod guest;
mod host;
mod image;
mod kbuild;
mod kernels;
mod ktap;
mod kvm;
mod load;
mod log;
mod module_guide;
mod obtain;
mod package;
mod progress;
mod prune;
mod qemu;
mod reference_tools;
mod run;
mod setup;
mod specs;
mod status;
mod stock_modules;
mod sysroot;
mod terminal;
mod test;
mod toolchain;
mod unpack;
mod vmlinux;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;

use crate::arch::Arch;
use crate::build::{Checkout, Profile};
use crate::cache::Cache;
use crate::cli::{Cli, Command, GuestArgs, FAILED};
use crate::kernels::Selection;
use crate::obtain::Mirror;
use crate::progress::say;
use crate::reference_tools::ReferenceTools;
use crate::run::Task;
use crate::test::Tests;

/// The default time limit of a command.
const LIMIT: Duration = Duration::from_secs(600);

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // If the error cannot be printed, there is no reader for it.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { FAILED } else { 0 });
        }
    };
    match run(cli) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            say(format_args!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn run(cli: Cli) -> Result<u8> {
    host::check()?;
    let cache = Cache::of_user()?;
    let source = Mirror {
        url: cli.source.mirror,
        keyring: cli.source.keyring,
    };
    let kernels = |kernel: Option<Selection>, arch| {
        setup::ensure(&cache, &source, kernel.unwrap_or(Selection::Current), arch)
    };
    match cli.command {
        Command::Setup {
            kernel,
            arch,
            update,
        } => {
            let selection = kernel.unwrap_or(Selection::Current);
            if update {
                setup::update(&cache, &source, selection, arch)?;
            }
            setup::ensure(&cache, &source, selection, arch)?;
        }
        Command::Build {
            kernel,
            arch,
            clippy,
        } => {
            let checkout = Checkout::find()?;
            for cached in kernels(kernel, arch)? {
                let _lock = cache.use_lock()?;
                if clippy {
                    checkout.check_modules(&cached)?;
                } else {
                    run::build(&checkout, arch, &[], &[], Profile::Quick, || Ok(&cached))?;
                }
            }
        }
        Command::Run { guest, command } => {
            return run_in_guest(&cache, &source, guest, command, false)
        }
        Command::Shell { guest, command } => {
            return run_in_guest(&cache, &source, guest, command, true)
        }
        Command::Test {
            kernel,
            arch,
            if_cached,
            machine,
            filter,
            arguments,
        } => {
            let selection = kernel.unwrap_or(Selection::Current);
            if if_cached && !setup::is_cached(&cache, selection, arch)? {
                say("no tests: the kernel is not set up, see `cargo lab setup`");
                return Ok(0);
            }
            let kernels = kernels(kernel, arch)?;
            let reference_tools = ReferenceTools::ensure(&cache, &source, arch)?;
            let specs = kernels
                .iter()
                .map(|kernel| specs::ensure(&cache, &source, kernel));
            let specs = specs.collect::<Result<Vec<_>>>()?;
            let _lock = cache.use_lock()?;
            let prepared = kernels.iter().zip(&specs);
            let prepared =
                prepared.map(|(kernel, specs)| test::prepare(kernel, &reference_tools, specs));
            let prepared = prepared.collect::<Result<Vec<_>>>()?;
            let tests = Tests {
                machine,
                filter,
                arguments,
            };
            return Ok(test::run(&cache, &prepared, &tests));
        }
        Command::Module {
            folder,
            kernel,
            arch,
        } => {
            let checkout = Checkout::find()?;
            for cached in kernels(kernel, arch)? {
                let _lock = cache.use_lock()?;
                for module in checkout.build_module(&cached, &folder)? {
                    println!("{}", module.display());
                }
            }
        }
        Command::Program { name } => {
            let mut programs =
                Checkout::find()?.build_programs(Arch::HOST, &[&name], Profile::Quick)?;
            let program = programs.remove(&name);
            let program = program.with_context(|| format!("cargo built no program {name}"))?;
            println!("{}", program.display());
        }
        Command::Package { name } => {
            println!("{}", package::ensure(&cache, &source, &name)?.display());
        }
        Command::Specs { kernel } => {
            let cached = kernels(kernel, Arch::HOST)?.remove(0);
            println!("{}", specs::ensure(&cache, &source, &cached)?.display());
        }
        Command::Doc => {
            let cached = kernels(None, Arch::HOST)?.remove(0);
            let _lock = cache.use_lock()?;
            println!("{}", Checkout::find()?.document_modules(&cached)?.display());
        }
        Command::Fmt { check } => {
            let cached = kernels(None, Arch::HOST)?.remove(0);
            let _lock = cache.use_lock()?;
            let is_right = Checkout::find()?.format_modules(&cached, check)?;
            if !is_right {
                say("the modules' source is not formatted: run cargo lab fmt");
            }
            return Ok(u8::from(!is_right));
        }
        Command::BigEndian => {
            return Ok(u8::from(!big_endian::test(
                &cache,
                &source,
                &Checkout::find()?,
            )?))
        }
        Command::Dkms { release, folder } => dkms::build(&cache, &source, &release, &folder)?,
        Command::Load => load::load(&cache, &source)?,
        Command::Unload => load::unload()?,
        Command::Status => status::print(&cache)?,
        Command::Clean { all } => status::clean(&cache, all)?,
    }
    Ok(0)
}

fn run_in_guest(
    cache: &Cache,
    source: &Mirror,
    guest: GuestArgs,
    words: Vec<String>,
    interactive: bool,
) -> Result<u8> {
    let selection = guest.kernel.unwrap_or(Selection::Current);
    let checkout = Checkout::find()?;
    let profile = match (guest.release, guest.minimal) {
        (true, _) => Profile::Release,
        (_, true) => Profile::Minimal,
        _ => Profile::Quick,
    };
    let mut lock = None;
    let prepare = || {
        let cached = setup::ensure(cache, source, selection, guest.arch)?.remove(0);
        lock = Some(cache.use_lock()?);
        Ok(cached)
    };
    let (cached, mut content) = run::build(
        &checkout,
        guest.arch,
        &guest.only,
        &guest.program,
        profile,
        prepare,
    )?;
    content.copies = guest.copy;
    content.stock_modules = guest.with_module;
    let limit = guest
        .machine
        .time
        .map(|limit| limit.0)
        .or((!interactive).then_some(LIMIT));
    let task = Task {
        words,
        interactive,
        limit,
        ..Task::default()
    };
    let (status, log) = run::run(cache, &cached, &guest.machine, &content, task, run::pass_on)?;
    let status = run::exit_status(status);
    drop(lock);
    let complains = guest.check_log && run::complains(&log);
    Ok(status.max(u8::from(complains)))
}
