// SPDX-License-Identifier: MIT OR Apache-2.0

//! The other end of the drains: bursts of 64-byte messages from a second `NETLINK_USERSOCK` socket.

use std::ffi::c_void;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

/// Bytes of a message: a netlink header and 48 of payload.
const MESSAGE: usize = 64;
/// Room for a burst in the receiving socket, so that none of it is dropped; the kernel doubles it.
const RECEIVE_BUFFER: libc::c_int = 4 << 20;

/// The bursts that are left to send.
pub struct Fill {
    socket: OwnedFd,
    datagram: Vec<u8>,
    /// Datagrams in a full burst.
    burst: usize,
    /// Datagrams left.
    left: usize,
}

impl Fill {
    /// At least `messages`, `packing` in a datagram, `burst` datagrams at a time.
    pub fn new(messages: u64, packing: usize, burst: usize) -> Self {
        let fd = unsafe {
            libc::socket(
                libc::AF_NETLINK,
                libc::SOCK_RAW | libc::SOCK_CLOEXEC,
                libc::NETLINK_USERSOCK,
            )
        };
        check(fd, "socket");
        Self {
            socket: unsafe { OwnedFd::from_raw_fd(fd) },
            datagram: (1..=packing as u32).flat_map(message).collect(),
            burst,
            left: (messages as usize).div_ceil(packing),
        }
    }

    /// Sends the next burst to the socket `fd` with the port id `portid`; how many messages, `None` at the end.
    pub fn burst(&mut self, fd: RawFd, portid: u32) -> Option<u64> {
        let datagrams = self.left.min(self.burst);
        if datagrams == 0 {
            return None;
        }
        self.left -= datagrams;
        grow_receive_buffer(fd);
        self.send(portid, datagrams);
        Some((datagrams * self.datagram.len() / MESSAGE) as u64)
    }

    fn send(&mut self, portid: u32, datagrams: usize) {
        let mut to: libc::sockaddr_nl = unsafe { std::mem::zeroed() };
        to.nl_family = libc::AF_NETLINK as libc::sa_family_t;
        to.nl_pid = portid;
        let mut bytes = libc::iovec {
            iov_base: self.datagram.as_mut_ptr().cast(),
            iov_len: self.datagram.len(),
        };
        let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
        header.msg_hdr.msg_name = (&raw mut to).cast();
        header.msg_hdr.msg_namelen = size_of_val(&to) as libc::socklen_t;
        header.msg_hdr.msg_iov = &mut bytes;
        header.msg_hdr.msg_iovlen = 1;
        let mut headers = vec![header; datagrams];
        let mut sent = 0;
        while sent < datagrams {
            let rest = &mut headers[sent..];
            let result = unsafe {
                libc::sendmmsg(
                    self.socket.as_raw_fd(),
                    rest.as_mut_ptr(),
                    rest.len() as libc::c_uint,
                    0,
                )
            };
            sent += check(result, "sendmmsg") as usize;
        }
    }
}

/// What a column in C calls for [`Fill::burst`]; 0 at the end.
pub type FillFn = extern "C" fn(*mut c_void, RawFd, u32) -> u64;

/// The [`FillFn`] for a `filler` that is a [`Fill`].
pub extern "C" fn fill_from_c(filler: *mut c_void, fd: RawFd, portid: u32) -> u64 {
    let fill = unsafe { &mut *filler.cast::<Fill>() };
    fill.burst(fd, portid).unwrap_or(0)
}

/// A message that no library takes for an answer or an end, with `number` at the start of its payload.
fn message(number: u32) -> [u8; MESSAGE] {
    let mut bytes = [0; MESSAGE];
    bytes[..4].copy_from_slice(&(MESSAGE as u32).to_ne_bytes());
    bytes[4..6].copy_from_slice(&0x20u16.to_ne_bytes());
    bytes[16..20].copy_from_slice(&number.to_ne_bytes());
    bytes
}

fn grow_receive_buffer(fd: RawFd) {
    let size = RECEIVE_BUFFER;
    let result = unsafe {
        libc::setsockopt(
            fd,
            libc::SOL_SOCKET,
            libc::SO_RCVBUFFORCE,
            (&raw const size).cast(),
            size_of_val(&size) as libc::socklen_t,
        )
    };
    check(result, "setsockopt(SO_RCVBUFFORCE)");
}

fn check(result: libc::c_int, call: &str) -> libc::c_int {
    if result < 0 {
        panic!("{call}: {}", io::Error::last_os_error());
    }
    result
}
