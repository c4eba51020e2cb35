// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints which links have a carrier, and what `lo` can do without it being asked of the processor: `cargo run --example
//! ethtool --features ethtool`

use klink::families::ethtool::Ethtool;

fn main() -> Result<(), klink::Error> {
    let mut ethtool = Ethtool::open()?;
    let mut states = ethtool.linkstate_get(|all| all).dump()?;
    while let Some(state) = states.next()? {
        let name = state.header_2().and_then(|header| header.dev_name());
        println!(
            "{}: link {}",
            name.unwrap_or("?"),
            state.link().unwrap_or(0)
        );
    }
    drop(states);

    let features = ethtool.features_get(|request| request.header_2(|header| header.dev_name("lo")));
    let features = features.request()?;
    if let Some(bits) = features.active().and_then(|active| active.bits()) {
        for bit in bits.bit() {
            println!("lo has {}", bit.name().unwrap_or("?"));
        }
    }
    Ok(())
}
