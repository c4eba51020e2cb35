// SPDX-License-Identifier: MIT OR Apache-2.0

//! Keeps a copy of the routes, and prints each change, for as many seconds as its argument says, with rtnetlink.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use netlink_packet_core::NetlinkPayload;
use rtnetlink::packet_route::route::{RouteAttribute, RouteMessage};
use rtnetlink::packet_route::RouteNetlinkMessage;
use rtnetlink::MulticastGroup::{Ipv4Route, Ipv6Route};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = std::env::args()
        .nth(1)
        .and_then(|seconds| seconds.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(0));
    let (connection, _events, mut events) =
        rtnetlink::new_multicast_connection(&[Ipv4Route, Ipv6Route])?;
    tokio::spawn(connection);
    let (connection, handle, _) = rtnetlink::new_connection()?;
    tokio::spawn(connection);

    let mut copy = dump(&handle).await?;
    copy.iter().for_each(|route| print("+", route));
    while let Ok(Some((message, _))) = tokio::time::timeout(limit, events.next()).await {
        match message.payload {
            NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewRoute(route)) => {
                let old = copy.iter().position(|old| key(old) == key(&route));
                print(if old.is_some() { "~" } else { "+" }, &route);
                old.map(|old| copy.swap_remove(old));
                copy.push(route);
            }
            NetlinkPayload::InnerMessage(RouteNetlinkMessage::DelRoute(route)) => {
                copy.retain(|old| key(old) != key(&route));
                print("-", &route);
            }
            // What was lost is not known: all routes are asked for again, and differences are not printed.
            NetlinkPayload::Overrun(_) => copy = dump(&handle).await?,
            _ => {}
        }
    }
    println!("{} routes", copy.len());
    Ok(())
}

async fn dump(handle: &rtnetlink::Handle) -> Result<Vec<RouteMessage>, rtnetlink::Error> {
    let all = handle.route().get(RouteMessage::default());
    all.execute().try_collect().await
}

/// The key of a route.
fn key(route: &RouteMessage) -> (u8, u8, Vec<&RouteAttribute>) {
    let is_key = |attribute: &&RouteAttribute| {
        use RouteAttribute::{Destination, Gateway, Oif, Priority, Table};
        matches!(
            attribute,
            Destination(_) | Gateway(_) | Oif(_) | Priority(_) | Table(_)
        )
    };
    let header = &route.header;
    let attributes = route.attributes.iter().filter(is_key).collect();
    (header.destination_prefix_length, header.tos, attributes)
}

fn print(what: &str, route: &RouteMessage) {
    println!("{what} {:?}", key(route));
}
