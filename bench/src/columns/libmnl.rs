// SPDX-License-Identifier: MIT OR Apache-2.0

//! libmnl, in libmnl.c.

use std::ffi::c_void;

use super::Column;
use crate::fill::{fill_from_c, FillFn};

extern "C" {
    fn libmnl_dump(dumps: u64) -> u64;
    fn libmnl_getlink(trips: u64) -> u64;
    fn libmnl_drain(fill: FillFn, filler: *mut c_void) -> u64;
    fn libmnl_insert(routes: u64) -> u64;
}

pub fn column() -> Column {
    Column {
        name: "libmnl",
        dump: Some(|dumps| unsafe { libmnl_dump(dumps) }),
        getlink: Some(|trips| unsafe { libmnl_getlink(trips) }),
        drain: Some(|fill| unsafe { libmnl_drain(fill_from_c, (&raw mut *fill).cast()) }),
        insert: Some(|routes| unsafe {
            libmnl_insert(routes);
        }),
    }
}
