// SPDX-License-Identifier: MIT OR Apache-2.0

//! A network namespace of its own, so that the machine's routes stay as they are.

use std::process::Command;

use crate::sys;

/// Moves this process, and its children, to a new namespace with a loopback device and one route over it.
pub fn enter() -> Result<(), String> {
    sys::new_network_namespace()
        .map_err(|error| format!("no network namespace of its own: {error}; run it as root"))?;
    flush_routes()
}

/// Empties the main table except the route that leads to the gateway of all others: routes are removed with the device.
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
