// SPDX-License-Identifier: MIT OR Apache-2.0

use super::{Memory, BY_FAMILY};
use crate::names::Names;
use crate::request::{Request, Writer};
use crate::view::{field, view};
use crate::wire::{BuildError, Malformed, Message};

view! {
    /// A unix socket (`struct unix_diag_msg`, `UNIX_DIAG_*`).
    UnixSocket [16]
    {
        /// `SOCK_STREAM` 1, `SOCK_DGRAM` 2, `SOCK_SEQPACKET` 5.
        socket_type: u8 = 1;
        /// As for TCP: established 1, unconnected 7, listening 10.
        state: u8 = 2;
        /// The inode, as in `/proc/PID/fd`.
        inode: u32 = 4;
    }
    {
        /// The path; an abstract name begins with NUL.
        name: bytes = 0;
        /// The device and inode of the file.
        vfs: bytes = 1;
        /// The inode of the peer socket.
        peer: u32 = 2;
        /// The inodes of the sockets that wait to be accepted.
        icons: bytes = 3;
        /// See [`UnixSocket::queues`].
        rqlen: bytes = 4;
        /// See [`UnixSocket::memory`].
        meminfo: bytes = 5;
        /// The directions that are shut down: 1 receiving, 2 sending.
        shutdown: u8 = 6;
        /// The user id of its owner.
        uid: u32 = 7;
    }
}

socket!(UnixSocket, libc::AF_UNIX);

impl UnixSocket<'_> {
    /// The socket's memory and drops.
    pub fn memory(&self) -> Option<Memory> {
        self.meminfo().map(Memory::read)
    }

    /// The receive and the send queue in bytes; for a listening socket, the number of waiting connections and its
    /// maximum.
    pub fn queues(&self) -> Option<(u32, u32)> {
        let queues = self.rqlen()?;
        Some((
            field(queues, 0, u32::from_ne_bytes),
            field(queues, 4, u32::from_ne_bytes),
        ))
    }
}

/// A dump of unix sockets.
#[derive(Clone, Copy, Debug)]
pub struct UnixSockets {
    states: u32,
}

impl UnixSockets {
    /// All unix sockets.
    pub fn all() -> Self {
        Self { states: u32::MAX }
    }

    /// Selects the sockets in some states: one bit each, numbered from 0 by [`UnixSocket::state`].
    pub fn in_states(mut self, states: u32) -> Self {
        self.states = states;
        self
    }
}

impl Request for UnixSockets {
    type Reply<'a> = UnixSocket<'a>;

    fn kind(&self) -> u16 {
        BY_FAMILY
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        /// All flags except `UDIAG_SHOW_ICONS`, whose attribute is long and of little use.
        const SHOW: u32 = 0x1 | 0x2 | 0x4 | 0x10 | 0x20 | 0x40;
        message.raw(&[libc::AF_UNIX as u8, 0, 0, 0])?;
        message.raw(&self.states.to_ne_bytes())?;
        message.raw(&[0; 4])?;
        message.raw(&SHOW.to_ne_bytes())?;
        message.raw(&[0; 8])
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<UnixSocket<'a>, Malformed> {
        UnixSocket::read(message)
    }

    fn label(&self) -> Option<&'static str> {
        Some("SOCK_DIAG_BY_FAMILY for AF_UNIX")
    }

    fn names(&self) -> &'static Names {
        UnixSocket::NAMES
    }
}
