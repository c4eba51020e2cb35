// SPDX-License-Identifier: MIT OR Apache-2.0

//! rust-netlink without an executor: netlink-sys and netlink-packet-route.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::os::fd::AsRawFd;

use netlink_packet_core::{
    NetlinkDeserializable, NetlinkHeader, NetlinkMessage, NetlinkPayload, NLM_F_ACK, NLM_F_CREATE,
    NLM_F_DUMP, NLM_F_EXCL, NLM_F_REQUEST,
};
use netlink_packet_route::link::{LinkAttribute, LinkMessage};
use netlink_packet_route::route::{
    RouteAddress, RouteAttribute, RouteHeader, RouteMessage, RouteProtocol, RouteScope, RouteType,
};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use netlink_sys::protocols::{NETLINK_ROUTE, NETLINK_USERSOCK};
use netlink_sys::{Socket, SocketAddr};

use crate::column::{self, Column, BATCH, GATEWAY, LOOPBACK};
use crate::fill::Fill;

pub fn column() -> Column {
    Column {
        name: "netlink-packet-route",
        dump: Some(dump),
        getlink: Some(getlink),
        drain: Some(drain),
        insert: Some(insert),
    }
}

fn dump(dumps: u64) -> u64 {
    let socket = open();
    let mut message = RouteMessage::default();
    message.header.address_family = AddressFamily::Inet;
    let request = request(RouteNetlinkMessage::GetRoute(message), NLM_F_DUMP, 1);
    let mut buffer = vec![0; 32768];
    let mut sum = 0;
    for _ in 0..dumps {
        send(&socket, [&request]);
        loop {
            let done = receive(&socket, &mut buffer, |payload| match payload {
                NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewRoute(message)) => {
                    sum += route(&message);
                    false
                }
                NetlinkPayload::Done(_) => true,
                other => panic!("{other:?}"),
            });
            if done {
                break;
            }
        }
    }
    sum
}

/// The part of the route in the checksum.
pub fn route(message: &RouteMessage) -> u64 {
    let (mut dst, mut gateway, mut oif, mut table) = ([0; 4], [0; 4], 0, 0);
    for attribute in &message.attributes {
        match attribute {
            RouteAttribute::Destination(RouteAddress::Inet(address)) => dst = address.octets(),
            RouteAttribute::Gateway(RouteAddress::Inet(address)) => gateway = address.octets(),
            RouteAttribute::Oif(index) => oif = *index,
            RouteAttribute::Table(number) => table = *number,
            _ => {}
        }
    }
    column::route(dst, gateway, oif, table)
}

fn getlink(trips: u64) -> u64 {
    let socket = open();
    let mut buffer = vec![0; 32768];
    let mut sum = 0;
    for seq in 1..=trips {
        let mut message = LinkMessage::default();
        message.header.index = LOOPBACK;
        send(
            &socket,
            [&request(
                RouteNetlinkMessage::GetLink(message),
                0,
                seq as u32,
            )],
        );
        receive(&socket, &mut buffer, |payload| match payload {
            NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewLink(message)) => {
                sum += link(&message);
                true
            }
            other => panic!("{other:?}"),
        });
    }
    sum
}

/// The part of the link in the checksum.
pub fn link(message: &LinkMessage) -> u64 {
    let (mut mtu, mut name) = (0, "");
    for attribute in &message.attributes {
        match attribute {
            LinkAttribute::Mtu(number) => mtu = *number,
            LinkAttribute::IfName(string) => name = string,
            _ => {}
        }
    }
    column::link(mtu, name)
}

fn drain(fill: &mut Fill) -> u64 {
    let mut socket = Socket::new(NETLINK_USERSOCK).unwrap();
    let portid = socket.bind_auto().unwrap().port_number();
    let mut buffer = vec![0; 32768];
    let mut sum = 0;
    while let Some(mut messages) = fill.burst(socket.as_raw_fd(), portid) {
        while messages > 0 {
            receive(
                &socket,
                &mut buffer,
                |payload: NetlinkPayload<Number>| match payload {
                    NetlinkPayload::InnerMessage(Number(number)) => {
                        sum += u64::from(number);
                        messages -= 1;
                        false
                    }
                    other => panic!("{other:?}"),
                },
            );
        }
    }
    sum
}

/// The part of a drained message's payload that is read.
#[derive(Debug)]
pub struct Number(pub u32);

impl NetlinkDeserializable for Number {
    type Error = Infallible;

    fn deserialize(_: &NetlinkHeader, payload: &[u8]) -> Result<Self, Infallible> {
        Ok(Self(u32::from_ne_bytes(payload[..4].try_into().unwrap())))
    }
}

fn insert(routes: u64) {
    let socket = open();
    let mut buffer = vec![0; 32768];
    let numbers: Vec<u64> = (0..routes).collect();
    for batch in numbers.chunks(BATCH as usize) {
        let mut requests: Vec<_> = batch
            .iter()
            .map(|&number| {
                let message = new_route(column::destination(number));
                request(
                    RouteNetlinkMessage::NewRoute(message),
                    NLM_F_CREATE | NLM_F_EXCL,
                    number as u32,
                )
            })
            .collect();
        requests.last_mut().unwrap().header.flags |= NLM_F_ACK;
        send(&socket, &requests);
        receive(
            &socket,
            &mut buffer,
            |payload: NetlinkPayload<RouteNetlinkMessage>| match payload {
                NetlinkPayload::Error(error) if error.code.is_none() => true,
                other => panic!("{other:?}"),
            },
        );
    }
}

/// A request for one of the routes of `insert`.
pub fn new_route(destination: Ipv4Addr) -> RouteMessage {
    let mut message = RouteMessage::default();
    message.header = RouteHeader {
        address_family: AddressFamily::Inet,
        destination_prefix_length: 32,
        table: RouteHeader::RT_TABLE_MAIN,
        protocol: RouteProtocol::Static,
        scope: RouteScope::Universe,
        kind: RouteType::Unicast,
        ..RouteHeader::default()
    };
    message.attributes = vec![
        RouteAttribute::Destination(RouteAddress::Inet(destination)),
        RouteAttribute::Gateway(RouteAddress::Inet(GATEWAY)),
        RouteAttribute::Oif(LOOPBACK),
    ];
    message
}

fn open() -> Socket {
    let mut socket = Socket::new(NETLINK_ROUTE).unwrap();
    socket.bind_auto().unwrap();
    socket.connect(&SocketAddr::new(0, 0)).unwrap();
    socket
}

fn request(
    message: RouteNetlinkMessage,
    flags: u16,
    seq: u32,
) -> NetlinkMessage<RouteNetlinkMessage> {
    let mut header = NetlinkHeader::default();
    header.flags = NLM_F_REQUEST | flags;
    header.sequence_number = seq;
    let mut request = NetlinkMessage::new(header, message.into());
    request.finalize();
    request
}

fn send<'a>(
    socket: &Socket,
    requests: impl IntoIterator<Item = &'a NetlinkMessage<RouteNetlinkMessage>>,
) {
    let mut bytes = Vec::new();
    for request in requests {
        let start = bytes.len();
        bytes.resize(start + request.buffer_len(), 0);
        request.serialize(&mut bytes[start..]);
    }
    socket.send(&bytes, 0).unwrap();
}

/// Passes each message of one datagram to `read`, until it returns true; returns whether it did.
fn receive<T: NetlinkDeserializable>(
    socket: &Socket,
    mut buffer: &mut [u8],
    mut read: impl FnMut(NetlinkPayload<T>) -> bool,
) -> bool {
    let size = socket.recv(&mut &mut buffer[..], 0).unwrap();
    buffer = &mut buffer[..size];
    let mut at = 0;
    while at < size {
        let message = NetlinkMessage::<T>::deserialize(&buffer[at..]).unwrap();
        at += message.header.length as usize;
        if read(message.payload) {
            return true;
        }
    }
    false
}
