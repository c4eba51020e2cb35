// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bare system calls, in floor.c: as few as will do, and those that klink makes.

use std::ffi::{c_int, c_void};

use super::Column;
use crate::fill::{fill_from_c, FillFn};

extern "C" {
    static mut floor_as_klink: c_int;

    fn floor_dump(dumps: u64) -> u64;
    fn floor_getlink(trips: u64) -> u64;
    fn floor_drain(fill: FillFn, filler: *mut c_void) -> u64;
    fn floor_insert(routes: u64) -> u64;
}

pub fn column() -> Column {
    Column {
        name: "floor",
        dump: Some(dump),
        getlink: Some(|trips| unsafe { floor_getlink(trips) }),
        drain: Some(|fill| unsafe { floor_drain(fill_from_c, (&raw mut *fill).cast()) }),
        insert: Some(insert),
    }
}

/// What klink's own work is measured by: the kernel does the same for both.
pub fn as_klink() -> Column {
    Column {
        name: "floor, klink's calls",
        dump: Some(|dumps| unsafe {
            floor_as_klink = 1;
            floor_dump(dumps)
        }),
        getlink: Some(|trips| unsafe {
            floor_as_klink = 1;
            floor_getlink(trips)
        }),
        drain: Some(|fill| unsafe {
            floor_as_klink = 1;
            floor_drain(fill_from_c, (&raw mut *fill).cast())
        }),
        insert: Some(|routes| unsafe {
            floor_as_klink = 1;
            floor_insert(routes);
        }),
    }
}

pub fn dump(dumps: u64) -> u64 {
    unsafe { floor_dump(dumps) }
}

pub fn insert(routes: u64) {
    unsafe { floor_insert(routes) };
}
