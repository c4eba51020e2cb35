// SPDX-License-Identifier: MIT OR Apache-2.0

//! libmnl, in libmnl.c.

use crate::column::Column;
use crate::sys;

pub fn column() -> Column {
    Column {
        name: "libmnl",
        dump: Some(|dumps| sys::libmnl_dump(dumps)),
        getlink: Some(|trips| sys::libmnl_getlink(trips)),
        drain: Some(|fill| sys::drain(sys::libmnl_drain, |fd, portid| fill.burst(fd, portid))),
        insert: Some(|routes| sys::libmnl_insert(routes)),
    }
}
