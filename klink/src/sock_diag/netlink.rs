// SPDX-License-Identifier: MIT OR Apache-2.0

use super::{Memory, BY_FAMILY};
use crate::names::Names;
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::{BuildError, Group, Malformed, Message, Protocol};

view! {
    /// A netlink socket (`struct netlink_diag_msg`, `NETLINK_DIAG_*`).
    NetlinkSocket [28]
    {
        /// The protocol number, see [`NetlinkSocket::protocol`].
        protocol_number: u8 = 2;
        /// 1 if the socket is connected to a peer.
        state: u8 = 3;
        /// The port id of the socket; 0 is the kernel.
        portid: u32 = 4;
        /// The port id that the socket is connected to.
        dst_portid: u32 = 8;
        /// The group that the socket is connected to.
        dst_group: u32 = 12;
        /// The inode, as in `/proc/PID/fd`.
        inode: u32 = 16;
    }
    {
        /// See [`NetlinkSocket::memory`].
        meminfo: bytes = 0;
        /// See [`NetlinkSocket::groups`].
        group_mask: bytes = 1;
        /// The options of the socket (`NDIAG_FLAG_*`).
        flags: u32 = 4;
    }
}

socket!(NetlinkSocket, libc::AF_NETLINK);

impl NetlinkSocket<'_> {
    /// The protocol.
    pub fn protocol(&self) -> Protocol {
        Protocol(self.protocol_number())
    }

    /// The socket's memory and drops.
    pub fn memory(&self) -> Option<Memory> {
        self.meminfo().map(Memory::read)
    }

    /// The multicast groups that the socket has joined.
    pub fn groups(&self) -> impl Iterator<Item = Group> + '_ {
        // The kernel's bitmap consists of longs: on big-endian machines its bytes are not in order.
        let words = self
            .group_mask()
            .unwrap_or(&[])
            .chunks_exact(size_of::<usize>());
        words.enumerate().flat_map(|(index, word)| {
            let word = word.try_into().map_or(0, usize::from_ne_bytes);
            (0..usize::BITS)
                .filter(move |bit| (word >> bit) & 1 == 1)
                .filter_map(move |bit| Group::new(index as u32 * usize::BITS + bit + 1))
        })
    }
}

/// A dump of all netlink sockets of the network namespace, of every protocol, with their memory, groups and options.
///
/// `ENOENT`: the kernel does not have `netlink_diag`; the module may not be loaded.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NetlinkSockets;

impl NetlinkSockets {
    /// All netlink sockets.
    pub fn all() -> Self {
        Self
    }
}

impl Request for NetlinkSockets {
    type Reply<'a> = NetlinkSocket<'a>;

    fn kind(&self) -> u16 {
        BY_FAMILY
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        const ALL_PROTOCOLS: u8 = 255;
        const SHOW_MEMINFO_GROUPS_FLAGS: u32 = 0x1 | 0x2 | 0x8;
        message.raw(&[libc::AF_NETLINK as u8, ALL_PROTOCOLS, 0, 0])?;
        message.raw(&[0; 4])?;
        message.raw(&SHOW_MEMINFO_GROUPS_FLAGS.to_ne_bytes())?;
        message.raw(&[0; 8])
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<NetlinkSocket<'a>, Malformed> {
        NetlinkSocket::read(message)
    }

    fn label(&self) -> Option<&'static str> {
        Some("SOCK_DIAG_BY_FAMILY for AF_NETLINK")
    }

    fn names(&self) -> &'static Names {
        NetlinkSocket::NAMES
    }
}
