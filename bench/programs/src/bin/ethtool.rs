// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints which links have a carrier, and what `lo` can do without it being asked of the processor, with ethtool and
//! rtnetlink.

use ethtool::{EthtoolAttr, EthtoolFeatureAttr};
use futures_util::TryStreamExt;
use rtnetlink::packet_route::link::LinkAttribute;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (connection, links, _) = rtnetlink::new_connection()?;
    tokio::spawn(connection);
    let mut links = links.link().get().execute();
    while let Some(link) = links.try_next().await? {
        let (mut name, mut carrier) = (String::from("?"), 0);
        for attribute in link.attributes {
            match attribute {
                LinkAttribute::IfName(value) => name = value,
                LinkAttribute::Carrier(value) => carrier = value,
                _ => {}
            }
        }
        println!("{name}: link {carrier}");
    }

    let (connection, mut handle, _) = ethtool::new_connection()?;
    tokio::spawn(connection);
    let mut features = Box::pin(handle.feature().get(Some("lo")).execute().await?);
    while let Some(message) = features.try_next().await? {
        for attribute in message.payload.nlas {
            if let EthtoolAttr::Feature(EthtoolFeatureAttr::Active(bits)) = attribute {
                for bit in bits {
                    println!("lo has {}", bit.name);
                }
            }
        }
    }
    Ok(())
}
