// SPDX-License-Identifier: MIT OR Apache-2.0

//! The columns: one library each, doing the same work in the way its own documentation shows, or a faster one.

use crate::column::Column;

mod floor;
mod klink;
#[cfg(feature = "libmnl")]
mod libmnl;
#[cfg(feature = "neli")]
mod neli;
#[cfg(feature = "netlink-bindings")]
mod netlink_bindings;
#[cfg(feature = "netlink-packet-route")]
mod netlink_packet_route;
#[cfg(feature = "nlink")]
mod nlink;
#[cfg(feature = "rtnetlink")]
mod rtnetlink;

/// All compiled columns, the floor first.
pub fn all() -> Vec<Column> {
    vec![
        floor::column(),
        floor::as_klink(),
        klink::column(),
        klink::unfiltered(),
        #[cfg(feature = "libmnl")]
        libmnl::column(),
        #[cfg(feature = "netlink-bindings")]
        netlink_bindings::column(),
        #[cfg(feature = "nlink")]
        nlink::column(),
        #[cfg(feature = "neli")]
        neli::column(),
        #[cfg(feature = "netlink-packet-route")]
        netlink_packet_route::column(),
        #[cfg(feature = "rtnetlink")]
        rtnetlink::column(),
    ]
}

/// The name of the first column, to which the others are compared.
pub const FLOOR: &str = "floor";

/// The checksum of one dump, by the floor in this process.
pub fn dump() -> u64 {
    floor::dump(1)
}

/// Adds routes, by the floor in this process.
pub fn insert(routes: u64) {
    floor::insert(routes);
}
