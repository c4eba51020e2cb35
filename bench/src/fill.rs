// SPDX-License-Identifier: MIT OR Apache-2.0

//! The other end of the drains: bursts of 64-byte messages from a second `NETLINK_USERSOCK` socket.

use std::os::fd::{OwnedFd, RawFd};

use crate::sys;

/// The size of a message in bytes: a netlink header and a payload of 48 bytes.
const MESSAGE: usize = 64;
/// The size of the receive buffer that holds a burst, so that nothing is dropped; the kernel doubles it.
const RECEIVE_BUFFER: i32 = 4 << 20;

/// The bursts that are still to be sent.
pub struct Fill {
    socket: OwnedFd,
    datagram: Vec<u8>,
    /// The number of datagrams in a full burst.
    burst: usize,
    /// The number of datagrams that are left.
    left: usize,
}

impl Fill {
    /// At least `messages`, `packing` in a datagram, `burst` datagrams at a time.
    pub fn new(messages: u64, packing: usize, burst: usize) -> Self {
        Self {
            socket: sys::usersock().unwrap_or_else(|error| panic!("socket: {error}")),
            datagram: (1..=packing as u32).flat_map(message).collect(),
            burst,
            left: (messages as usize).div_ceil(packing),
        }
    }

    /// Sends the next burst to the socket `fd` with the port id `portid`; returns the number of messages, `None` at the
    /// end.
    pub fn burst(&mut self, fd: RawFd, portid: u32) -> Option<u64> {
        let datagrams = self.left.min(self.burst);
        if datagrams == 0 {
            return None;
        }
        self.left -= datagrams;
        sys::grow_receive_buffer(fd, RECEIVE_BUFFER)
            .unwrap_or_else(|error| panic!("setsockopt(SO_RCVBUFFORCE): {error}"));
        sys::send(&self.socket, portid, &mut self.datagram, datagrams)
            .unwrap_or_else(|error| panic!("sendmmsg: {error}"));
        Some((datagrams * self.datagram.len() / MESSAGE) as u64)
    }
}

/// A message that no library takes for a reply or an end, with `number` at the start of its payload.
fn message(number: u32) -> [u8; MESSAGE] {
    let mut bytes = [0; MESSAGE];
    bytes[..4].copy_from_slice(&(MESSAGE as u32).to_ne_bytes());
    bytes[4..6].copy_from_slice(&0x20u16.to_ne_bytes());
    bytes[16..20].copy_from_slice(&number.to_ne_bytes());
    bytes
}
