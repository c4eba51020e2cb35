// SPDX-License-Identifier: MIT OR Apache-2.0

//! A network namespace of its own, so that the machine's routes stay as they are.

use std::io;
use std::process::Command;

/// Moves this process, and those it starts, into a new namespace with a loopback device and one route over it.
pub fn enter() -> Result<(), String> {
    if unsafe { libc::unshare(libc::CLONE_NEWNET) } != 0 {
        return Err(format!(
            "no network namespace of its own: {}; run it as root",
            io::Error::last_os_error()
        ));
    }
    flush_routes()
}

/// Empties the main table up to the route that leads to the gateway of all others: they go with the device.
pub fn flush_routes() -> Result<(), String> {
    ip("link set lo down")?;
    ip("link set lo up")?;
    ip("route add 10.0.0.0/24 dev lo")
}

fn ip(args: &str) -> Result<(), String> {
    let output = Command::new("ip")
        .args(args.split(' '))
        .output()
        .map_err(|error| format!("ip: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "ip {args}: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}
