// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::{IpAddr, SocketAddr};

use super::{Memory, BY_FAMILY};
use crate::names::Names;
use crate::request::{Request, Writer};
use crate::view::{field, ip, view};
use crate::wire::{BuildError, Malformed, Message};

view! {
    /// A socket of TCP, UDP or a similar protocol (`struct inet_diag_msg`, `INET_DIAG_*`).
    InetSocket [72]
    {
        /// `AF_INET` 2 or `AF_INET6` 10.
        family: u8 = 0;
        /// Established 1, syn-sent 2, syn-recv 3, fin-wait 4 and 5, time-wait 6, closed 7, close-wait 8, last-ack 9,
        /// listening 10, closing 11.
        state: u8 = 1;
        /// The timer that is running: none 0, retransmission 1, keepalive 2, time-wait 3, zero window 4.
        timer: u8 = 2;
        /// How often the timer has expired.
        retransmits: u8 = 3;
        /// The device that the socket is bound to; 0 for any.
        interface: u32 = 40;
        /// The time until the timer expires, in milliseconds.
        expires: u32 = 52;
        /// Bytes received and not read; for a listening socket, connections that wait to be accepted.
        receive_queue: u32 = 56;
        /// Bytes sent and not acknowledged; for a listening socket, the maximum number of waiting connections.
        send_queue: u32 = 60;
        /// The user id of its owner.
        uid: u32 = 64;
        /// The inode, as in `/proc/PID/fd`; 0 if no process has it.
        inode: u32 = 68;
    }
    {
        /// The protocol's own details: `struct tcp_info` for TCP.
        info: bytes = 2;
        /// The congestion control.
        cong: str = 4;
        /// The type of service.
        tos: u8 = 5;
        /// See [`InetSocket::memory`].
        skmeminfo: bytes = 7;
        /// The directions that are shut down: 1 receiving, 2 sending.
        shutdown: u8 = 8;
        /// Whether the socket accepts only IPv6.
        skv6only: u8 = 11;
        /// The mark of its packets; reported only to `CAP_NET_ADMIN`.
        mark: u32 = 15;
        /// The cgroup.
        cgroup_id: u64 = 21;
    }
}

socket!(InetSocket, libc::AF_INET | libc::AF_INET6);

impl InetSocket<'_> {
    /// The socket's own address.
    pub fn local(&self) -> SocketAddr {
        self.address(8, 4)
    }

    /// The address that the socket is connected to; unspecified if it is not connected.
    pub fn remote(&self) -> SocketAddr {
        self.address(24, 6)
    }

    /// The socket's memory and drops.
    pub fn memory(&self) -> Option<Memory> {
        self.skmeminfo().map(Memory::read)
    }

    fn address(&self, ip_at: usize, port_at: usize) -> SocketAddr {
        let len = if self.family() == libc::AF_INET as u8 {
            4
        } else {
            16
        };
        let address = self.header.get(ip_at..ip_at + len).and_then(ip);
        let unspecified = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
        SocketAddr::new(
            address.unwrap_or(unspecified),
            field(self.header, port_at, u16::from_be_bytes),
        )
    }
}

/// A dump of the sockets of one family and transport protocol.
///
/// `ENOENT`: the kernel does not have `tcp_diag` or the like; the module may not be loaded.
#[derive(Clone, Copy, Debug)]
pub struct InetSockets {
    family: u8,
    protocol: u8,
    states: u32,
}

impl InetSockets {
    /// TCP over IPv4.
    pub fn tcp_v4() -> Self {
        Self::new(libc::AF_INET, libc::IPPROTO_TCP)
    }

    /// TCP over IPv6.
    pub fn tcp_v6() -> Self {
        Self::new(libc::AF_INET6, libc::IPPROTO_TCP)
    }

    /// UDP over IPv4.
    pub fn udp_v4() -> Self {
        Self::new(libc::AF_INET, libc::IPPROTO_UDP)
    }

    /// UDP over IPv6.
    pub fn udp_v6() -> Self {
        Self::new(libc::AF_INET6, libc::IPPROTO_UDP)
    }

    fn new(family: i32, protocol: i32) -> Self {
        Self {
            family: family as u8,
            protocol: protocol as u8,
            states: u32::MAX,
        }
    }

    /// Selects the sockets in some states: one bit each, numbered from 0 by [`InetSocket::state`].
    pub fn in_states(mut self, states: u32) -> Self {
        self.states = states;
        self
    }
}

impl Request for InetSockets {
    type Reply<'a> = InetSocket<'a>;

    fn kind(&self) -> u16 {
        BY_FAMILY
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        /// One bit for each attribute, numbered from 1: info, congestion control, type of service, memory, shutdown.
        const EXTENSIONS: u8 = (1 << 1) | (1 << 3) | (1 << 4) | (1 << 6) | (1 << 7);
        message.raw(&[self.family, self.protocol, EXTENSIONS, 0])?;
        message.raw(&self.states.to_ne_bytes())?;
        // Any ports, addresses and device. A cookie of all ones means any socket.
        message.raw(&[0; 40])?;
        message.raw(&[0xff; 8])
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<InetSocket<'a>, Malformed> {
        InetSocket::read(message)
    }

    fn label(&self) -> Option<&'static str> {
        Some("SOCK_DIAG_BY_FAMILY for AF_INET")
    }

    fn names(&self) -> &'static Names {
        InetSocket::NAMES
    }
}
