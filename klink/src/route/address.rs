// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::IpAddr;

use super::{attr, family_of, kind, put_ip};
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::{BuildError, Flags};

view! {
    /// An address of a link (`struct ifaddrmsg`, `IFA_*`).
    Address [8]
    {
        /// See [`family`](super::family).
        family: u8 = 0;
        /// The length of the network part in bits.
        prefix_len: u8 = 1;
        /// The scope in which the address is valid (`RT_SCOPE_*`).
        scope: u8 = 3;
        /// The index of the link.
        index: i32 = 4;
    }
    {
        /// The other end's address on a point-to-point link; otherwise the same as [`Address::local`].
        address: ip = attr::IFA_ADDRESS;
        /// The link's own address; IPv6 omits it unless there is a peer.
        local: ip = attr::IFA_LOCAL;
        /// A label for the address, which begins with the link's name.
        label: str = attr::IFA_LABEL;
        /// The broadcast address.
        broadcast: ip = attr::IFA_BROADCAST;
        /// Lifetimes and times of change (`struct ifa_cacheinfo`).
        cacheinfo: bytes = attr::IFA_CACHEINFO;
        /// Flags (`IFA_F_*`).
        flags: u32 = attr::IFA_FLAGS;
        /// The priority of the route that is created with the address.
        rt_priority: u32 = attr::IFA_RT_PRIORITY;
        /// The origin of the address (`IFAPROT_*`).
        proto: u8 = attr::IFA_PROTO;
    }
}

object!(Address, kind::NEWADDR);

impl Address<'_> {
    /// The link's own address, from either attribute.
    pub fn ip(&self) -> Option<IpAddr> {
        self.local().or_else(|| self.address())
    }

    /// The preferred and the valid lifetime in seconds; `None` for ever.
    pub fn lifetimes(&self) -> Option<(u32, u32)> {
        let [p0, p1, p2, p3, v0, v1, v2, v3, ..] = *self.cacheinfo()?.first_chunk::<16>()?;
        Some((
            u32::from_ne_bytes([p0, p1, p2, p3]),
            u32::from_ne_bytes([v0, v1, v2, v3]),
        ))
    }
}

/// A dump of addresses.
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

    /// Selects the addresses of a family, see [`family`](super::family).
    pub fn of_family(mut self, family: u8) -> Self {
        self.family = family;
        self
    }

    /// Selects the addresses of a link.
    pub fn on(mut self, index: i32) -> Self {
        self.index = index;
        self
    }
}

/// `struct ifaddrmsg`
fn header(family: u8, prefix_len: u8, scope: u8, index: i32) -> [u8; 8] {
    let [i0, i1, i2, i3] = index.to_ne_bytes();
    [family, prefix_len, 0, scope, i0, i1, i2, i3]
}

impl Request for Addresses {
    answered_by!(Address, kind::GETADDR, "RTM_GETADDR");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(self.family, 0, 0, self.index))
    }
}

/// Adds an address to a link.
///
/// `EEXIST`: the link already has the address. `EINVAL`: it has an IPv4 address of the same network with another
/// [`scope`](Self::scope), as 127.0.0.1 has 254 (`__inet_insert_ifa` in net/ipv4/devinet.c).
#[derive(Clone, Copy, Debug)]
pub struct NewAddress {
    index: i32,
    ip: IpAddr,
    prefix_len: u8,
    peer: Option<IpAddr>,
    scope: u8,
}

impl NewAddress {
    /// An address for the link with this index; `prefix_len` is the length of the network part in bits.
    pub fn new(index: i32, ip: IpAddr, prefix_len: u8) -> Self {
        Self {
            index,
            ip,
            prefix_len,
            peer: None,
            scope: 0,
        }
    }

    /// Sets the address of the other end of a point-to-point link. The prefix is then that of this address.
    pub fn peer(mut self, peer: IpAddr) -> Self {
        self.peer = Some(peer);
        self
    }

    /// Sets the scope of the address (`RT_SCOPE_*`): 0 everywhere, 253 on the link, 254 on this machine.
    pub fn scope(mut self, scope: u8) -> Self {
        self.scope = scope;
        self
    }
}

impl Request for NewAddress {
    answered_by!(Address, kind::NEWADDR, "RTM_NEWADDR");

    fn flags(&self) -> Flags {
        Flags::CREATE | Flags::EXCL
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let family = family_of(&self.ip);
        message.raw(&header(family, self.prefix_len, self.scope, self.index))?;
        put_ip(message, attr::IFA_LOCAL, &self.ip)?;
        put_ip(message, attr::IFA_ADDRESS, &self.peer.unwrap_or(self.ip))
    }
}

/// Removes an address from a link.
///
/// `EADDRNOTAVAIL`: the link does not have the address.
#[derive(Clone, Copy, Debug)]
pub struct DeleteAddress {
    index: i32,
    ip: IpAddr,
    prefix_len: u8,
}

impl DeleteAddress {
    /// An address of the link with this index; `prefix_len` is the length of the network part in bits.
    pub fn new(index: i32, ip: IpAddr, prefix_len: u8) -> Self {
        Self {
            index,
            ip,
            prefix_len,
        }
    }
}

impl Request for DeleteAddress {
    answered_by!(Address, kind::DELADDR, "RTM_DELADDR");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let family = family_of(&self.ip);
        message.raw(&header(family, self.prefix_len, 0, self.index))?;
        put_ip(message, attr::IFA_LOCAL, &self.ip)
    }
}
