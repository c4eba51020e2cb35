// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::IpAddr;

use super::{family_of, kind, put_ip};
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::{BuildError, Flags};

view! {
    /// An address of a link (`struct ifaddrmsg`, `IFA_*`).
    Address [8]
    {
        /// See [`family`](super::family).
        family: u8 = 0;
        /// How many bits are the network's.
        prefix_len: u8 = 1;
        /// How far it is valid (`RT_SCOPE_*`).
        scope: u8 = 3;
        /// The number of the link.
        index: i32 = 4;
    }
    {
        /// The other end's address on a point-to-point link; otherwise the same as [`Address::local`].
        address: ip = 1;
        /// The link's own address; IPv6 leaves it out unless there is a peer.
        local: ip = 2;
        /// A name for the address, which begins with the link's.
        label: str = 3;
        /// The broadcast address.
        broadcast: ip = 4;
        /// Lifetimes and times of change (`struct ifa_cacheinfo`).
        cacheinfo: bytes = 6;
        /// `IFA_F_*`.
        flags: u32 = 8;
        /// The priority of the route that comes with it.
        rt_priority: u32 = 9;
        /// Who set it (`IFAPROT_*`).
        proto: u8 = 11;
    }
}

object!(Address, kind::NEWADDR);

impl Address<'_> {
    /// The link's own address, whichever attribute it is in.
    pub fn ip(&self) -> Option<IpAddr> {
        self.local().or_else(|| self.address())
    }

    /// For how many seconds it stays preferred and valid; `None` for ever.
    pub fn lifetimes(&self) -> Option<(u32, u32)> {
        let [p0, p1, p2, p3, v0, v1, v2, v3, ..] = *self.cacheinfo()?.first_chunk::<16>()?;
        Some((
            u32::from_ne_bytes([p0, p1, p2, p3]),
            u32::from_ne_bytes([v0, v1, v2, v3]),
        ))
    }
}

/// Asks for addresses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Addresses {
    family: u8,
    index: i32,
}

impl Addresses {
    /// All addresses.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only those of a family, see [`family`](super::family).
    pub fn of_family(mut self, family: u8) -> Self {
        self.family = family;
        self
    }

    /// Only those of a link.
    pub fn on(mut self, index: i32) -> Self {
        self.index = index;
        self
    }
}

const ADDRESS: u16 = 1;
const LOCAL: u16 = 2;

/// `struct ifaddrmsg`
fn header(family: u8, prefix_len: u8, index: i32) -> [u8; 8] {
    let [i0, i1, i2, i3] = index.to_ne_bytes();
    [family, prefix_len, 0, 0, i0, i1, i2, i3]
}

impl Request for Addresses {
    answered_by!(Address, kind::GETADDR, "RTM_GETADDR");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(self.family, 0, self.index))
    }
}

/// Adds an address to a link.
///
/// `EEXIST`: it has it.
#[derive(Clone, Copy, Debug)]
pub struct NewAddress {
    /// The link's number.
    pub index: i32,
    /// The address.
    pub ip: IpAddr,
    /// How many bits are the network's.
    pub prefix_len: u8,
}

impl Request for NewAddress {
    answered_by!(Address, kind::NEWADDR, "RTM_NEWADDR");

    fn flags(&self) -> Flags {
        Flags::CREATE | Flags::EXCL
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(family_of(&self.ip), self.prefix_len, self.index))?;
        put_ip(message, LOCAL, &self.ip)?;
        put_ip(message, ADDRESS, &self.ip)
    }
}

/// Takes an address from a link.
///
/// `EADDRNOTAVAIL`: it does not have it.
#[derive(Clone, Copy, Debug)]
pub struct DeleteAddress {
    /// The link's number.
    pub index: i32,
    /// The address.
    pub ip: IpAddr,
    /// How many bits are the network's.
    pub prefix_len: u8,
}

impl Request for DeleteAddress {
    answered_by!(Address, kind::DELADDR, "RTM_DELADDR");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(family_of(&self.ip), self.prefix_len, self.index))?;
        put_ip(message, LOCAL, &self.ip)
    }
}
