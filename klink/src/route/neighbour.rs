// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::IpAddr;

use super::{family, family_of, kind, put_ip};
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::{BuildError, Flags};

view! {
    /// What a link knows about a neighbour's hardware address (`struct ndmsg`, `NDA_*`).
    Neighbour [12]
    {
        /// See [`family`](super::family).
        family: u8 = 0;
        /// The number of the link.
        index: i32 = 4;
        /// How good the knowledge is (`NUD_*`).
        state: u16 = 8;
        /// `NTF_*`.
        flags: u8 = 10;
        /// What the address is (`RTN_*`).
        route_type: u8 = 11;
    }
    {
        /// The neighbour's address; none in a bridge's forwarding database.
        dst: ip = 1;
        /// The hardware address.
        lladdr: bytes = 2;
        /// How long ago it was used, confirmed and changed (`struct nda_cacheinfo`).
        cacheinfo: bytes = 3;
        /// How many probes have been sent.
        probes: u32 = 4;
        /// The VLAN, in a bridge's forwarding database.
        vlan: u16 = 5;
        /// The bridge or VRF of the link.
        master: i32 = 9;
        /// Who set it (`RTPROT_*`).
        protocol: u8 = 12;
    }
}

object!(Neighbour, kind::NEWNEIGH);

/// Asks for neighbours.
#[derive(Clone, Copy, Debug, Default)]
pub struct Neighbours {
    family: u8,
    index: Option<i32>,
    master: Option<i32>,
}

impl Neighbours {
    /// All of IPv4 and IPv6.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only those of a family; the forwarding database of bridges is [`family::BRIDGE`].
    pub fn of_family(mut self, family: u8) -> Self {
        self.family = family;
        self
    }

    /// Only those of a link.
    pub fn on(mut self, index: i32) -> Self {
        self.index = Some(index);
        self
    }

    /// Only those of the links in a bridge or VRF.
    pub fn under(mut self, master: i32) -> Self {
        self.master = Some(master);
        self
    }
}

const DST: u16 = 1;
const LLADDR: u16 = 2;
const IFINDEX: u16 = 8;
const MASTER: u16 = 9;

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
        // The forwarding database takes the link in the header, all others in an attribute.
        if self.family == family::BRIDGE {
            message.raw(&header(self.family, self.index.unwrap_or(0), 0))?;
        } else {
            message.raw(&header(self.family, 0, 0))?;
            if let Some(index) = self.index {
                message.put_i32(IFINDEX, index)?;
            }
        }
        if let Some(master) = self.master {
            message.put_i32(MASTER, master)?;
        }
        Ok(())
    }
}

/// Sets a neighbour's hardware address for good.
#[derive(Clone, Copy, Debug)]
pub struct NewNeighbour<'n> {
    /// The link's number.
    pub index: i32,
    /// The neighbour.
    pub dst: IpAddr,
    /// Its hardware address.
    pub lladdr: &'n [u8],
}

impl Request for NewNeighbour<'_> {
    answered_by!(Neighbour, kind::NEWNEIGH, "RTM_NEWNEIGH");

    fn flags(&self) -> Flags {
        Flags::CREATE | Flags::REPLACE
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(family_of(&self.dst), self.index, PERMANENT))?;
        put_ip(message, DST, &self.dst)?;
        message.put(LLADDR, self.lladdr)
    }
}

/// Forgets a neighbour.
///
/// `ENOENT`: it is not known.
#[derive(Clone, Copy, Debug)]
pub struct DeleteNeighbour {
    /// The link's number.
    pub index: i32,
    /// The neighbour.
    pub dst: IpAddr,
}

impl Request for DeleteNeighbour {
    answered_by!(Neighbour, kind::DELNEIGH, "RTM_DELNEIGH");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(family_of(&self.dst), self.index, 0))?;
        put_ip(message, DST, &self.dst)
    }
}
