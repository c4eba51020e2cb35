// SPDX-License-Identifier: MIT OR Apache-2.0

//! nlink. No drains: its protocols are a closed list.

use std::net::IpAddr;

use futures_util::TryStreamExt;
use nlink::netlink::route::Ipv4Route;
use nlink::netlink::{Connection, Route};
use tokio::runtime::{Builder, Runtime};

use crate::column::{self, Column, BATCH, GATEWAY, LOOPBACK};

pub fn column() -> Column {
    Column {
        name: "nlink",
        dump: Some(dump),
        getlink: Some(getlink),
        drain: None,
        insert: Some(insert),
    }
}

/// As a stream, which takes less time and memory than its vector.
fn dump(dumps: u64) -> u64 {
    runtime().block_on(async {
        let connection = Connection::<Route>::new().unwrap();
        let mut sum = 0;
        for _ in 0..dumps {
            let mut routes = connection.stream_routes().await.unwrap();
            while let Some(route) = routes.try_next().await.unwrap() {
                let (dst, gateway) = (octets(route.destination()), octets(route.gateway()));
                sum += column::route(dst, gateway, route.oif().unwrap_or(0), route.table_id());
            }
        }
        sum
    })
}

fn octets(address: Option<&IpAddr>) -> [u8; 4] {
    match address {
        Some(IpAddr::V4(address)) => address.octets(),
        _ => [0; 4],
    }
}

fn getlink(trips: u64) -> u64 {
    runtime().block_on(async {
        let connection = Connection::<Route>::new().unwrap();
        let mut sum = 0;
        for _ in 0..trips {
            let link = connection
                .get_link_by_index(LOOPBACK)
                .await
                .unwrap()
                .unwrap();
            sum += column::link(link.mtu().unwrap(), link.name().unwrap());
        }
        sum
    })
}

fn insert(routes: u64) {
    runtime().block_on(async {
        let connection = Connection::<Route>::new().unwrap();
        let numbers: Vec<u64> = (0..routes).collect();
        for batch in numbers.chunks(BATCH as usize) {
            let batch = batch.iter().fold(connection.batch(), |batch, &number| {
                let route = Ipv4Route::new(column::destination(number), 32)
                    .gateway(GATEWAY)
                    .dev_index(LOOPBACK);
                batch.add_route(route)
            });
            batch.execute_all().await.unwrap();
        }
    });
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
