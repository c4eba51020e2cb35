// SPDX-License-Identifier: MIT OR Apache-2.0

//! One column, and what all of them need for the same work.

use crate::fill::Fill;

/// A library, and its function for each workload that it supports. Every function opens its own socket.
pub struct Column {
    pub name: &'static str,
    /// Dumps the IPv4 routes this often; returns the sum of [`route`] over those of the main table.
    pub dump: Option<fn(u64) -> u64>,
    /// Requests the loopback device this often; returns the sum of [`link`].
    pub getlink: Option<fn(u64) -> u64>,
    /// Receives every burst; returns the sum of the first 32 bits of each payload.
    pub drain: Option<fn(&mut Fill) -> u64>,
    /// Adds this many routes: to 11.0.0.0 and up, by 10.0.0.2 on the loopback device.
    pub insert: Option<fn(u64)>,
}

/// The index of the loopback device, alone in its namespace.
pub const LOOPBACK: u32 = 1;
/// The routes' first destination.
pub const FIRST_DESTINATION: u32 = 0x0b00_0000;
/// Their gateway.
pub const GATEWAY: std::net::Ipv4Addr = std::net::Ipv4Addr::new(10, 0, 0, 2);
/// The maximum number of requests in one datagram: this many replies fit the default receive buffer.
#[allow(dead_code)] // klink and the floor know it by themselves.
pub const BATCH: u64 = 256;
/// `RT_TABLE_MAIN`.
pub const MAIN: u32 = 254;

/// The part of a route in the checksum of `dump`; addresses in network byte order, absent ones 0.
#[inline]
pub fn route(dst: [u8; 4], gateway: [u8; 4], oif: u32, table: u32) -> u64 {
    if table != MAIN {
        return 0;
    }
    u64::from(u32::from_ne_bytes(dst))
        + u64::from(u32::from_ne_bytes(gateway))
        + u64::from(oif)
        + u64::from(table)
}

/// The part of a link in the checksum of `getlink`.
#[inline]
pub fn link(mtu: u32, name: &str) -> u64 {
    u64::from(mtu) + u64::from(name.as_bytes().first().copied().unwrap_or(0)) + name.len() as u64
}

/// The destination of the route with this number, from 0.
#[inline]
pub fn destination(number: u64) -> std::net::Ipv4Addr {
    (FIRST_DESTINATION + number as u32).into()
}
