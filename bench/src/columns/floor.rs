// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bare system calls, in floor.c: as few as possible, and those that klink makes.

use crate::column::Column;
use crate::sys;

pub use crate::sys::{floor_dump as dump, floor_insert as insert};

#[allow(clippy::redundant_closure)] // Clippy 1.85 takes C functions for Rust's.
pub fn column() -> Column {
    Column {
        name: "floor",
        dump: Some(|dumps| dump(dumps)),
        getlink: Some(|trips| sys::floor_getlink(trips)),
        drain: Some(|fill| sys::drain(sys::floor_drain, |fd, portid| fill.burst(fd, portid))),
        insert: Some(|routes| insert(routes)),
    }
}

/// The reference for klink's own work: the kernel does the same for both.
pub fn as_klink() -> Column {
    Column {
        name: "floor, klink's calls",
        dump: Some(|dumps| {
            sys::floor_as_klink();
            dump(dumps)
        }),
        getlink: Some(|trips| {
            sys::floor_as_klink();
            sys::floor_getlink(trips)
        }),
        drain: Some(|fill| {
            sys::floor_as_klink();
            sys::drain(sys::floor_drain, |fd, portid| fill.burst(fd, portid))
        }),
        insert: Some(|routes| {
            sys::floor_as_klink();
            insert(routes);
        }),
    }
}
