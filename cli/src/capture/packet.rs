// SPDX-License-Identifier: MIT OR Apache-2.0

//! One packet: a datagram with what a capture says of it.

use std::fmt::{self, Display};

use klink::{Flags, Messages, Protocol};
use klink_ynl::Role;
use serde::Serialize;

use crate::time::Time;

/// `ARPHRD_NETLINK`
pub(super) const HARDWARE_TYPE: u16 = 824;

/// Where a datagram went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum To {
    Kernel,
    User,
    Group,
}

impl To {
    /// As the packet type has it: sent to us, multicast, `PACKET_KERNEL`.
    pub(super) const fn packet_type(self) -> u16 {
        match self {
            Self::User => 0,
            Self::Group => 2,
            Self::Kernel => 7,
        }
    }

    /// The direction that a datagram's own flags suggest: a request goes to the kernel.
    pub(crate) fn guess(datagram: &[u8]) -> Self {
        match Messages::new(datagram).next() {
            Some(Ok(message)) if message.header.flags.contains(Flags::REQUEST) => Self::Kernel,
            _ => Self::User,
        }
    }

    /// The role of messages in this direction.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Kernel => Role::Request,
            Self::User => Role::Answer,
            Self::Group => Role::Notification,
        }
    }

    /// In what others capture from nlmon, all packets are outgoing (4), or have no type.
    pub(crate) fn read(packet_type: u16, datagram: &[u8]) -> Self {
        match packet_type {
            0 | 6 => Self::User,
            2 => Self::Group,
            7 => Self::Kernel,
            _ => Self::guess(datagram),
        }
    }
}

/// A netlink protocol as a capture has it: any number of 16 bits. That of a socket has 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AnyProtocol(pub(crate) u16);

impl AnyProtocol {
    /// One that a socket may have.
    pub(crate) fn known(self) -> Option<Protocol> {
        u8::try_from(self.0).ok().map(Protocol)
    }
}

impl From<Protocol> for AnyProtocol {
    fn from(protocol: Protocol) -> Self {
        Self(protocol.0.into())
    }
}

impl Display for AnyProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known() {
            Some(protocol) => protocol.fmt(f),
            None => self.0.fmt(f),
        }
    }
}

/// The header in front of a datagram.
pub(crate) struct Head {
    pub(crate) packet_type: u16,
    pub(crate) protocol: AnyProtocol,
}

impl Head {
    pub(crate) const LEN: usize = 16;

    /// `None` where it is not netlink's.
    pub(crate) fn read(bytes: &[u8; Self::LEN]) -> Option<Self> {
        let [type_high, type_low, hardware_high, hardware_low, rest @ .., protocol_high, protocol_low] =
            *bytes;
        let is_netlink = u16::from_be_bytes([hardware_high, hardware_low]) == HARDWARE_TYPE;
        (is_netlink && rest == [0; 10]).then_some(Self {
            packet_type: u16::from_be_bytes([type_high, type_low]),
            protocol: AnyProtocol(u16::from_be_bytes([protocol_high, protocol_low])),
        })
    }
}

/// One datagram of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// Unknown in some captures, and in texts.
    pub(crate) time: Option<Time>,
    pub(crate) protocol: AnyProtocol,
    pub(crate) to: To,
    /// Its bytes, as far as they are there.
    pub(crate) datagram: &'a [u8],
    /// How many there were.
    pub(crate) len: usize,
}
