// SPDX-License-Identifier: MIT OR Apache-2.0

//! A datagram that a file shows which is no capture.

use crate::capture::{AnyProtocol, To};
use crate::time::Time;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) time: Option<Time>,
    pub(crate) protocol: Option<AnyProtocol>,
    pub(crate) to: Option<To>,
    /// Its bytes, as far as they are shown.
    pub(crate) datagram: Vec<u8>,
    /// How many there were.
    pub(crate) len: usize,
    /// A remark on facts that the form does not show.
    pub(crate) remark: Option<String>,
}

impl Shown {
    /// Bytes of which nothing else is known.
    pub(crate) fn whole(datagram: Vec<u8>) -> Self {
        Self {
            time: None,
            protocol: None,
            to: None,
            len: datagram.len(),
            datagram,
            remark: None,
        }
    }
}
