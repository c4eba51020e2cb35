// SPDX-License-Identifier: MIT OR Apache-2.0

//! Makes a WireGuard device with 3,000 peers, and reads them back: `cargo run --example wireguard --features
//! rt-link,wireguard`. It needs root.

use klink::families::rt_link::RtLink;
use klink::families::wireguard::{self, Wgdevice, WgdeviceFlags, Wgpeer, Wireguard};
use klink::Flags;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = "klink-wg";
    let mut links = RtLink::open()?;
    let link = links.newlink(|link| link.ifname(name).linkinfo(|info| info.kind("wireguard")));
    link.flags(Flags::CREATE | Flags::EXCL).apply()?;

    let key = |number: u32| std::array::from_fn(|at| (number >> (at % 4 * 8)) as u8);
    let keys: Vec<[u8; 32]> = (1..=3000).map(key).collect();
    let mut wg = Wireguard::open()?;
    let family = wg.family().cloned().ok_or("no family")?;
    let requests = wg.socket().apply_in_parts(&keys, |keys, is_first| {
        let flags = [WgdeviceFlags(0), WgdeviceFlags::REPLACE_PEERS][usize::from(is_first)];
        wireguard::set_device(&family, move |device| {
            let device = device.ifname(name).flags(flags);
            device.peers(keys, |peer, key| peer.public_key(key))
        })
    })?;
    let device = wg.get_device(|device| device.ifname(name)).whole()?;
    let peers = device.grouped(Wgdevice::peers, Wgpeer::public_key).len();
    println!("{peers} peers, set by {requests} requests");
    links.dellink(|link| link.ifname(name)).apply()?;
    Ok(())
}
