// SPDX-License-Identifier: MIT OR Apache-2.0

//! rust-netlink on tokio: rtnetlink, and netlink-proto for the drains.

use std::os::fd::AsRawFd;

use futures_util::{StreamExt, TryStreamExt};
use rtnetlink::packet_core::{NetlinkPayload, NetlinkSerializable};
use rtnetlink::packet_route::route::RouteMessage;
use rtnetlink::packet_route::AddressFamily;
use rtnetlink::proto::sys::TokioSocket;
use rtnetlink::proto::{Connection, ConnectionHandle};
use rtnetlink::sys::protocols::NETLINK_USERSOCK;
use rtnetlink::sys::AsyncSocket;
use rtnetlink::Handle;
use tokio::runtime::{Builder, Runtime};

use super::netlink_packet_route::{link, new_route, route, Number};
use crate::column::{self, Column, LOOPBACK};
use crate::fill::Fill;

pub fn column() -> Column {
    Column {
        name: "rtnetlink",
        dump: Some(dump),
        getlink: Some(getlink),
        drain: Some(drain),
        insert: Some(insert),
    }
}

fn dump(dumps: u64) -> u64 {
    runtime().block_on(async {
        let handle = connect();
        let mut sum = 0;
        for _ in 0..dumps {
            let mut message = RouteMessage::default();
            message.header.address_family = AddressFamily::Inet;
            let mut routes = std::pin::pin!(handle.route().get(message).execute());
            while let Some(message) = routes.try_next().await.unwrap() {
                sum += route(&message);
            }
        }
        sum
    })
}

fn getlink(trips: u64) -> u64 {
    runtime().block_on(async {
        let handle = connect();
        let mut sum = 0;
        for _ in 0..trips {
            let mut links = std::pin::pin!(handle.link().get().match_index(LOOPBACK).execute());
            sum += link(&links.try_next().await.unwrap().unwrap());
        }
        sum
    })
}

fn drain(fill: &mut Fill) -> u64 {
    runtime().block_on(async {
        let (mut connection, _handle, mut messages): (
            Connection<Number, TokioSocket>,
            ConnectionHandle<_>,
            _,
        ) = rtnetlink::proto::new_connection(NETLINK_USERSOCK).unwrap();
        let socket = connection.socket_mut().socket_mut();
        let portid = socket.bind_auto().unwrap().port_number();
        let fd = socket.as_raw_fd();
        tokio::spawn(connection);
        let mut sum = 0;
        while let Some(sent) = fill.burst(fd, portid) {
            for _ in 0..sent {
                match messages.next().await.unwrap().0.payload {
                    NetlinkPayload::InnerMessage(Number(number)) => sum += u64::from(number),
                    other => panic!("{other:?}"),
                }
            }
        }
        sum
    })
}

/// Required by [`rtnetlink::proto::new_connection`]; nothing is sent.
impl NetlinkSerializable for Number {
    fn message_type(&self) -> u16 {
        unreachable!()
    }

    fn buffer_len(&self) -> usize {
        unreachable!()
    }

    fn serialize(&self, _: &mut [u8]) {
        unreachable!()
    }
}

/// One by one: rtnetlink has no batches.
fn insert(routes: u64) {
    runtime().block_on(async {
        let handle = connect();
        for number in 0..routes {
            handle
                .route()
                .add(new_route(column::destination(number)))
                .execute()
                .await
                .unwrap();
        }
    });
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn connect() -> Handle {
    let (connection, handle, _) = rtnetlink::new_connection().unwrap();
    tokio::spawn(connection);
    handle
}
