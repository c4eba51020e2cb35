// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bare system calls, in floor.c. Once as the peers ask, and once with the dump filtered by the kernel.

use std::ffi::c_void;

use super::Column;
use crate::fill::{fill_from_c, FillFn};

extern "C" {
    fn floor_dump(dumps: u64) -> u64;
    fn floor_filtered_dump(dumps: u64) -> u64;
    fn floor_getlink(trips: u64) -> u64;
    fn floor_drain(fill: FillFn, filler: *mut c_void) -> u64;
    fn floor_insert(routes: u64) -> u64;
}

pub fn plain() -> Column {
    Column {
        name: "floor",
        dump: Some(dump),
        getlink: Some(|trips| unsafe { floor_getlink(trips) }),
        drain: Some(|fill| unsafe { floor_drain(fill_from_c, (&raw mut *fill).cast()) }),
        insert: Some(insert),
    }
}

pub fn filtered() -> Column {
    Column {
        name: "floor, filtered",
        dump: Some(|dumps| unsafe { floor_filtered_dump(dumps) }),
        getlink: None,
        drain: None,
        insert: None,
    }
}

pub fn dump(dumps: u64) -> u64 {
    unsafe { floor_dump(dumps) }
}

pub fn insert(routes: u64) {
    unsafe { floor_insert(routes) };
}
