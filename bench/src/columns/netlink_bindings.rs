// SPDX-License-Identifier: MIT OR Apache-2.0

//! netlink-bindings on netlink-socket2. No drains: it receives only what a specification describes.

use std::net::IpAddr;

use netlink_bindings::rt_link::{self, Ifinfomsg};
use netlink_bindings::rt_route::{self, RouteAttrs, Rtmsg};
use netlink_socket2::NetlinkSocket;

use crate::column::{self, Column, GATEWAY, LOOPBACK, MAIN};

/// The maximum number of requests in one chain: there are 8192 bytes for replies, and more than 63 are not tracked.
const CHAIN: usize = 60;

pub fn column() -> Column {
    Column {
        name: "netlink-bindings",
        dump: Some(dump),
        getlink: Some(getlink),
        drain: None,
        insert: Some(insert),
    }
}

/// In one pass over the attributes, which is faster than a getter for each.
fn dump(dumps: u64) -> u64 {
    let mut socket = NetlinkSocket::new();
    let header = Rtmsg {
        rtm_family: libc::AF_INET as u8,
        ..Rtmsg::default()
    };
    let mut sum = 0;
    for _ in 0..dumps {
        let request = rt_route::Request::new().op_getroute_dump(&header);
        let mut routes = socket.request(&request).unwrap();
        while let Some(answer) = routes.recv() {
            let (_, attributes) = answer.unwrap();
            let (mut dst, mut gateway, mut oif, mut table) = ([0; 4], [0; 4], 0, 0);
            for attribute in attributes {
                match attribute.unwrap() {
                    RouteAttrs::Dst(IpAddr::V4(address)) => dst = address.octets(),
                    RouteAttrs::Gateway(IpAddr::V4(address)) => gateway = address.octets(),
                    RouteAttrs::Oif(index) => oif = index,
                    RouteAttrs::Table(number) => table = number,
                    _ => {}
                }
            }
            sum += column::route(dst, gateway, oif, table);
        }
    }
    sum
}

/// With a getter for each attribute, which here is faster than one pass over all attributes of a link.
fn getlink(trips: u64) -> u64 {
    let mut socket = NetlinkSocket::new();
    let header = Ifinfomsg {
        ifi_index: LOOPBACK as i32,
        ..Ifinfomsg::default()
    };
    let mut sum = 0;
    for _ in 0..trips {
        let request = rt_link::Request::new().op_getlink_do(&header);
        let mut answer = socket.request(&request).unwrap();
        while let Some(link) = answer.recv() {
            let (_, attributes) = link.unwrap();
            let (mtu, name) = (
                attributes.get_mtu().unwrap(),
                attributes.get_ifname().unwrap(),
            );
            sum += column::link(mtu, name.to_str().unwrap());
        }
    }
    sum
}

fn insert(routes: u64) {
    let mut socket = NetlinkSocket::new();
    let header = Rtmsg {
        rtm_family: libc::AF_INET as u8,
        rtm_dst_len: 32,
        rtm_table: MAIN as u8,
        rtm_protocol: libc::RTPROT_STATIC,
        rtm_scope: libc::RT_SCOPE_UNIVERSE,
        rtm_type: libc::RTN_UNICAST,
        ..Rtmsg::default()
    };
    let numbers: Vec<u64> = (0..routes).collect();
    for batch in numbers.chunks(CHAIN) {
        let mut chain = rt_route::Chained::new(socket.reserve_seq(batch.len() as u32));
        for &number in batch {
            let request = chain.request().set_create().set_excl();
            request
                .op_newroute_do(&header)
                .encode()
                .push_dst(column::destination(number).into())
                .push_gateway(GATEWAY.into())
                .push_oif(LOOPBACK);
        }
        socket
            .request_chained(&chain.finalize())
            .unwrap()
            .recv_all()
            .unwrap();
    }
}
