// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::IpAddr;

use super::{attr, family, family_of, kind, put_ip};
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::{BuildError, Flags};

view! {
    /// A neighbour's hardware address, as known to a link (`struct ndmsg`, `NDA_*`).
    Neighbour [12]
    {
        /// See [`family`](super::family).
        family: u8 = 0;
        /// The index of the link.
        index: i32 = 4;
        /// The state of the entry (`NUD_*`).
        state: u16 = 8;
        /// Flags (`NTF_*`).
        flags: u8 = 10;
        /// The type of the address (`RTN_*`).
        route_type: u8 = 11;
    }
    {
        /// The neighbour's address; absent in a bridge's forwarding database.
        dst: ip = attr::NDA_DST;
        /// The hardware address.
        lladdr: hardware = attr::NDA_LLADDR;
        /// The times since the entry was used, confirmed and changed (`struct nda_cacheinfo`).
        cacheinfo: bytes = attr::NDA_CACHEINFO;
        /// The number of probes that were sent.
        probes: u32 = attr::NDA_PROBES;
        /// The VLAN, in a bridge's forwarding database.
        vlan: u16 = attr::NDA_VLAN;
        /// The bridge or VRF of the link.
        master: i32 = attr::NDA_MASTER;
        /// The origin of the entry (`RTPROT_*`).
        protocol: u8 = attr::NDA_PROTOCOL;
    }
}

object!(Neighbour, kind::NEWNEIGH);

/// A dump of neighbours.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours {
    family: u8,
    index: Option<i32>,
    master: Option<i32>,
}

impl Neighbours {
    /// All neighbours of IPv4 and IPv6.
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects the neighbours of a family; the forwarding database of bridges is [`family::BRIDGE`].
    pub fn of_family(mut self, family: u8) -> Self {
        self.family = family;
        self
    }

    /// Selects the neighbours of a link.
    pub fn on(mut self, index: i32) -> Self {
        self.index = Some(index);
        self
    }

    /// Selects the neighbours of the links in a bridge or VRF.
    pub fn under(mut self, master: i32) -> Self {
        self.master = Some(master);
        self
    }
}

/// `NUD_PERMANENT`
const PERMANENT: u16 = 0x80;

/// `struct ndmsg`
fn header(family: u8, index: i32, state: u16) -> [u8; 12] {
    let [i0, i1, i2, i3] = index.to_ne_bytes();
    let [s0, s1] = state.to_ne_bytes();
    [family, 0, 0, 0, i0, i1, i2, i3, s0, s1, 0, 0]
}

impl Request for Neighbours {
    answered_by!(Neighbour, kind::GETNEIGH, "RTM_GETNEIGH");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        // For the forwarding database the link is in the header, for all others in an attribute.
        if self.family == family::BRIDGE {
            message.raw(&header(self.family, self.index.unwrap_or(0), 0))?;
        } else {
            message.raw(&header(self.family, 0, 0))?;
            if let Some(index) = self.index {
                message.put_i32(attr::NDA_IFINDEX, index)?;
            }
        }
        if let Some(master) = self.master {
            message.put_i32(attr::NDA_MASTER, master)?;
        }
        Ok(())
    }
}

/// Sets a neighbour's hardware address, permanently unless [`NewNeighbour::state`] says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct NewNeighbour<'n> {
    index: i32,
    dst: IpAddr,
    lladdr: &'n [u8],
    state: u16,
}

impl<'n> NewNeighbour<'n> {
    /// The neighbour `dst` on the link with this index, and the bytes of its hardware address.
    pub fn new(index: i32, dst: IpAddr, lladdr: &'n [u8]) -> Self {
        Self {
            index,
            dst,
            lladdr,
            state: PERMANENT,
        }
    }

    /// Sets another state (`NUD_*`): reachable 0x02, stale 0x04.
    pub fn state(mut self, state: u16) -> Self {
        self.state = state;
        self
    }
}

impl Request for NewNeighbour<'_> {
    answered_by!(Neighbour, kind::NEWNEIGH, "RTM_NEWNEIGH");

    fn flags(&self) -> Flags {
        Flags::CREATE | Flags::REPLACE
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(family_of(&self.dst), self.index, self.state))?;
        put_ip(message, attr::NDA_DST, &self.dst)?;
        message.put(attr::NDA_LLADDR, self.lladdr)
    }
}

/// Removes a neighbour.
///
/// `ENOENT`: there is no such neighbour.
#[derive(Clone, Copy, Debug)]
pub struct DeleteNeighbour {
    index: i32,
    dst: IpAddr,
}

impl DeleteNeighbour {
    /// The neighbour `dst` on the link with this index.
    pub fn new(index: i32, dst: IpAddr) -> Self {
        Self { index, dst }
    }
}

impl Request for DeleteNeighbour {
    answered_by!(Neighbour, kind::DELNEIGH, "RTM_DELNEIGH");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(family_of(&self.dst), self.index, 0))?;
        put_ip(message, attr::NDA_DST, &self.dst)
    }
}
