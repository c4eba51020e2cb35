// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints the connections that the kernel tracks, and then what becomes of them for as many seconds as its argument says,
//! with netlink-packet-netfilter and netlink-proto. It needs root.

use std::time::Duration;

use futures_util::StreamExt;
use netlink_packet_core::{NetlinkMessage, NetlinkPayload, NLM_F_DUMP, NLM_F_REQUEST};
use netlink_packet_netfilter::conntrack::{ConntrackAttribute, ConntrackMessage};
use netlink_packet_netfilter::NetfilterProtoFamily::Unspec;
use netlink_packet_netfilter::{NetfilterHeader, NetfilterMessage, NetfilterMessageInner};
use netlink_proto::sys::{protocols::NETLINK_NETFILTER, AsyncSocket, SocketAddr};

/// New, update, destroy: `NFNLGRP_CONNTRACK_NEW` and the two after it, as bits.
const GROUPS: u32 = 0b111;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let kernel = SocketAddr::new(0, 0);
    let (mut connection, _events, mut events) =
        netlink_proto::new_connection::<NetfilterMessage>(NETLINK_NETFILTER)?;
    connection
        .socket_mut()
        .socket_mut()
        .bind(&SocketAddr::new(0, GROUPS))?;
    tokio::spawn(connection);
    let (connection, handle, _) = netlink_proto::new_connection(NETLINK_NETFILTER)?;
    tokio::spawn(connection);

    let header = NetfilterHeader::new(Unspec, 0, 0);
    let all = NetfilterMessage::new(header, ConntrackMessage::Get(Vec::new()));
    let mut request = NetlinkMessage::from(all);
    request.header.flags = NLM_F_REQUEST | NLM_F_DUMP;
    let mut connections = handle.request(request, kernel)?;
    while let Some(message) = connections.next().await {
        print("there is", message)?;
    }

    let seconds = std::env::args()
        .nth(1)
        .and_then(|seconds| seconds.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(0));
    while let Ok(Some((message, _))) = tokio::time::timeout(limit, events.next()).await {
        print("new", message)?;
    }
    Ok(())
}

fn print(what: &str, message: NetlinkMessage<NetfilterMessage>) -> std::io::Result<()> {
    let inner = match message.payload {
        NetlinkPayload::InnerMessage(message) => message.inner,
        NetlinkPayload::Overrun(_) => {
            println!("datagrams lost");
            return Ok(());
        }
        NetlinkPayload::Error(error) => return Err(error.to_io()),
        _ => return Ok(()),
    };
    let (what, attributes) = match inner {
        NetfilterMessageInner::Conntrack(ConntrackMessage::New(all)) => (what, all),
        NetfilterMessageInner::Conntrack(ConntrackMessage::Delete(all)) => ("gone", all),
        _ => return Ok(()),
    };
    let tuple = attributes.iter().find_map(|attribute| match attribute {
        ConntrackAttribute::CtaTupleOrig(tuple) => Some(tuple),
        _ => None,
    });
    println!("{what}: {tuple:?}");
    Ok(())
}
