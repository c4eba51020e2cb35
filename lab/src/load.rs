// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo lab load` and `cargo lab unload`: the module in the running kernel, on the few machines where this works.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{bail, ensure, Context, Result};
use rustix::io::Errno;

use crate::build::Checkout;
use crate::cache::Cache;
use crate::host;
use crate::kernels::Kernel;
use crate::obtain::Mirror;
use crate::setup;

const MODULE: &str = "klink_echo";

/// The alternative for users who cannot load modules.
const INSTEAD: &str = "use `make demo`, which boots a kernel in a guest";

/// Builds the module for the running kernel and loads it.
///
/// # Errors
/// Fails if the module cannot be loaded here, for the reason in the error.
pub fn load(cache: &Cache, source: &Mirror) -> Result<()> {
    let running = rustix::system::uname()
        .release()
        .to_string_lossy()
        .into_owned();
    let kernel = check_running(&running)?;
    let cached = setup::ensure_installed(cache, source, &kernel)?;
    let _lock = cache.use_lock()?;
    let modules = Checkout::find()?.build_modules(&cached, &[])?;
    let module = modules
        .into_iter()
        .find(|module| module.file_stem().is_some_and(|name| name == MODULE));
    let module = module.with_context(|| format!("the build made no {MODULE}.ko"))?;
    ensure!(
        host::is_root(),
        "loading a module requires root: run sudo insmod {}",
        module.display()
    );
    let file = File::open(&module).with_context(|| format!("cannot read {}", module.display()))?;
    match rustix::system::finit_module(&file, c"", 0) {
        Ok(()) => Ok(()),
        Err(Errno::EXIST) => bail!("{MODULE} is already loaded: run make unload"),
        Err(Errno::PERM) => bail!(
            "this machine does not let root load modules (a container, or Secure Boot): {INSTEAD}"
        ),
        Err(error) => bail!(
            "the kernel refuses {}: {error}; `dmesg | tail` shows the reason",
            module.display()
        ),
    }
}

/// Unloads the module.
///
/// # Errors
/// Fails if it is not loaded or cannot be unloaded, for the reason in the error.
pub fn unload() -> Result<()> {
    check_support()?;
    ensure!(
        host::is_root(),
        "unloading a module requires root: run sudo rmmod {MODULE}"
    );
    // Without this flag, the call would wait for the module's last user.
    const O_NONBLOCK: i32 = 0o4000;
    let name = std::ffi::CString::new(MODULE)?;
    match rustix::system::delete_module(&name, O_NONBLOCK) {
        Ok(()) => Ok(()),
        Err(Errno::NOENT) => bail!("{MODULE} is not loaded: run make load"),
        Err(Errno::WOULDBLOCK | Errno::BUSY) => {
            bail!("{MODULE} is in use: end the programs that use it")
        }
        Err(Errno::PERM) => {
            bail!("this machine does not let root unload modules, because it is a container")
        }
        Err(error) => bail!("the kernel does not unload {MODULE}: {error}"),
    }
}

/// Checks that the lab can build for the running kernel.
fn check_running(running: &str) -> Result<Kernel> {
    check_support()?;
    ensure!(
        has_rust(running),
        "the running kernel {running} is built without Rust (CONFIG_RUST): {INSTEAD}"
    );
    let kernel = Kernel::of_release(running);
    kernel.with_context(|| {
        format!("the lab cannot build for the running kernel {running}: {INSTEAD}")
    })
}

fn check_support() -> Result<()> {
    ensure!(
        Path::new("/proc/modules").exists(),
        "the running kernel does not support modules (CONFIG_MODULES): {INSTEAD}"
    );
    Ok(())
}

/// Whether a kernel has Rust, by its configuration if that is installed, and otherwise by its symbols.
fn has_rust(release: &str) -> bool {
    if let Ok(config) = fs::read_to_string(format!("/boot/config-{release}")) {
        return config.lines().any(|line| line == "CONFIG_RUST=y");
    }
    fs::read_to_string("/proc/kallsyms").is_ok_and(|symbols| symbols.contains(" rust_helper_"))
}
