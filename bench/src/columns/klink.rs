// SPDX-License-Identifier: MIT OR Apache-2.0

//! klink as its documentation shows it; and once with the dump that the other libraries request, all tables unfiltered.

use std::net::IpAddr;
use std::os::fd::{AsFd, AsRawFd};

use klink::route::{table, GetLink, NewRoute, Routes};
use klink::{Protocol, Raw, Socket};

use crate::column::{self, Column, GATEWAY, LOOPBACK};
use crate::fill::Fill;

pub fn column() -> Column {
    Column {
        name: "klink",
        dump: Some(dump),
        getlink: Some(getlink),
        drain: Some(drain),
        insert: Some(insert),
    }
}

pub fn unfiltered() -> Column {
    Column {
        name: "klink, unfiltered",
        dump: Some(unfiltered_dump),
        getlink: None,
        drain: None,
        insert: None,
    }
}

fn dump(dumps: u64) -> u64 {
    dump_of(
        &mut Socket::open(Protocol::ROUTE).unwrap(),
        Routes::v4().in_table(table::MAIN),
        dumps,
    )
}

fn unfiltered_dump(dumps: u64) -> u64 {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    socket.set_strict(false).unwrap();
    dump_of(&mut socket, Routes::v4(), dumps)
}

fn dump_of(socket: &mut Socket, request: Routes, dumps: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..dumps {
        let mut routes = socket.dump(request).unwrap();
        while let Some(route) = routes.next().unwrap() {
            let (dst, gateway) = (octets(route.dst()), octets(route.gateway()));
            sum += column::route(dst, gateway, route.oif().unwrap_or(0) as u32, route.table());
        }
    }
    sum
}

fn octets(address: Option<IpAddr>) -> [u8; 4] {
    match address {
        Some(IpAddr::V4(address)) => address.octets(),
        _ => [0; 4],
    }
}

fn getlink(trips: u64) -> u64 {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    let mut sum = 0;
    for _ in 0..trips {
        let link = socket.request(&GetLink::by_index(LOOPBACK as i32)).unwrap();
        sum += column::link(link.mtu().unwrap(), link.ifname().unwrap());
    }
    sum
}

fn drain(fill: &mut Fill) -> u64 {
    let mut socket = Raw::open(Protocol::USERSOCK).unwrap();
    let (fd, portid) = (socket.as_fd().as_raw_fd(), socket.portid().unwrap().get());
    let mut sum = 0;
    while let Some(mut messages) = fill.burst(fd, portid) {
        while messages > 0 {
            for message in socket.receive().unwrap().messages() {
                let number = message.unwrap().payload.first_chunk().unwrap();
                sum += u64::from(u32::from_ne_bytes(*number));
                messages -= 1;
            }
        }
    }
    sum
}

fn insert(routes: u64) {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    let mut batch = socket.batch();
    for number in 0..routes {
        let route = NewRoute::new(column::destination(number).into(), 32)
            .via(GATEWAY.into())
            .by(LOOPBACK as i32);
        batch.push(&route).unwrap();
    }
    assert!(batch.finish().unwrap().failures.is_empty());
}
