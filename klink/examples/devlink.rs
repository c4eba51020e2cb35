// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the devices that devlink manages, their drivers, and a copy of their ports: `cargo run --example devlink
//! --features devlink`

use std::time::Duration;

use klink::families::devlink::{Devlink, Ports};
use klink::typed::Change;

fn main() -> Result<(), klink::Error> {
    let mut devlink = Devlink::open()?;
    let mut devices = devlink.info_get(|all| all).dump()?;
    while let Some(device) = devices.next()? {
        let names = (device.bus_name(), device.dev_name());
        println!("{names:?} has driver {:?}", device.info_driver_name());
    }
    drop(devices);

    let mut ports = Ports::open()?;
    ports.set_timeout(Some(Duration::from_millis(100)));
    loop {
        match ports.next() {
            Ok(Change::Added(port) | Change::Changed { new: port, .. }) => {
                let netdev = port.port_netdev_name().unwrap_or("?");
                println!(
                    "port {:?} is {netdev}, {:?}",
                    port.port_index(),
                    port.port_flavour()
                );
            }
            Ok(Change::Removed(port)) => println!("port {:?} is gone", port.port_index()),
            Err(error) if error.is_timeout() => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
