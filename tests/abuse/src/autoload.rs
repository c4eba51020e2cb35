// SPDX-License-Identifier: MIT OR Apache-2.0

//! Modules that the kernel loads because a process asks for their protocol or family by name.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::signals::unloading;

/// How long to wait for a module that is away: to ask for it makes the kernel start a process.
pub const AWAY: Duration = Duration::from_millis(20);

/// A line for each module that was loaded because a process asked for it by name.
pub const LOADED: &str = "/tmp/klink-abuse.by-name";

/// The program that the kernel runs to load a module for a process that asks for its protocol or family.
const SCRIPT: &str = "/tmp/klink-abuse.modprobe";

/// Whether the kernel loads modules by name. If it does, each datagram with the name of no family starts a process.
pub fn load_by_name(loads: bool) -> Result<()> {
    let program = if loads { SCRIPT } else { "" };
    fs::write("/proc/sys/kernel/modprobe", format!("{program}\n"))
        .context("cannot have the kernel load modules by name")
}

/// Prepares the kernel to load these modules by name, as with an administrator's aliases.
pub fn prepare(modules: &[PathBuf]) -> Result<()> {
    let mut script = format!(
        "#!/bin/sh\n[ -e {} ] && exit 1\ncase $3 in\n",
        unloading().display()
    );
    for module in modules {
        let name = module
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let alias = match name {
            "klink_echo" => "net-pf-16-proto-30".to_owned(),
            _ => format!("net-pf-16-proto-16-family-{}", name.replace('_', "-")),
        };
        let module = module.display();
        script += &format!("{alias}) insmod {module} && echo {name} >>{LOADED} ;;\n");
    }
    script += "*) exit 1 ;;\nesac\n";
    fs::write(SCRIPT, script)?;
    fs::set_permissions(SCRIPT, fs::Permissions::from_mode(0o755))?;
    let _ = fs::remove_file(LOADED);
    load_by_name(true)
}
