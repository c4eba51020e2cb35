// SPDX-License-Identifier: MIT OR Apache-2.0

//! Makes a WireGuard device with 3,000 peers, and reads them back, with wireguard-control. It needs root.

use wireguard_control::{Backend, Device, DeviceUpdate, InterfaceName, Key, PeerConfigBuilder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name: InterfaceName = "klink-wg".parse()?;
    let key = |number: u32| std::array::from_fn(|at| (number >> (at % 4 * 8)) as u8);
    let peers: Vec<PeerConfigBuilder> = (1..=3000)
        .map(|number| PeerConfigBuilder::new(&Key(key(number))))
        .collect();
    let update = DeviceUpdate::new().replace_peers().add_peers(&peers);
    update.apply(&name, Backend::Kernel)?;

    let device = Device::get(&name, Backend::Kernel)?;
    println!("{} peers", device.peers.len());
    device.delete()?;
    Ok(())
}
