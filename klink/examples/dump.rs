// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the links and their addresses: `cargo run --example dump`

use klink::{route, Protocol, Socket};

fn main() -> Result<(), klink::Error> {
    let mut socket = Socket::open(Protocol::ROUTE)?;
    let links = socket.snapshot(route::Links::all(), 10, |link| {
        (link.index(), link.ifname().unwrap_or("?").to_owned())
    })?;
    for (index, name) in links.into_inner() {
        println!("{index}: {name}");
        let mut addresses = socket.dump(route::Addresses::all().on(index))?;
        while let Some(address) = addresses.next()? {
            if let Some(ip) = address.ip() {
                println!("   {ip}/{}", address.prefix_len());
            }
        }
    }
    Ok(())
}
