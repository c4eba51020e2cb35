// SPDX-License-Identifier: MIT OR Apache-2.0

use super::{attr, family, kind};
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::BuildError;

view! {
    /// A rule that chooses the routing table of a packet (`struct fib_rule_hdr`, `FRA_*`).
    Rule [12]
    {
        /// See [`family`](super::family).
        family: u8 = 0;
        /// How many bits of the destination count.
        dst_len: u8 = 1;
        /// How many bits of the source count.
        src_len: u8 = 2;
        /// The type of service.
        tos: u8 = 3;
        /// The low byte of the table, see [`Rule::table`].
        table_byte: u8 = 4;
        /// What is done (`FR_ACT_*`): 1 for looking into the table.
        action: u8 = 7;
        /// `FIB_RULE_*`; 2 for a rule that is turned round.
        flags: u32 = 8;
    }
    {
        /// The destination.
        dst: ip = attr::FRA_DST;
        /// The source.
        src: ip = attr::FRA_SRC;
        /// The device that a packet came from.
        iifname: str = attr::FRA_IIFNAME;
        /// The priority of the rule to go on with.
        goto: u32 = attr::FRA_GOTO;
        /// The priority; rules are tried from the lowest. Left out for 0.
        priority_attr: u32 = attr::FRA_PRIORITY;
        /// The mark of a packet.
        fwmark: u32 = attr::FRA_FWMARK;
        /// Tunnel keys.
        tun_id: be64 = attr::FRA_TUN_ID;
        /// Routes with prefixes up to this length do not count.
        suppress_prefixlen: u32 = attr::FRA_SUPPRESS_PREFIXLEN;
        /// The table, where it does not fit a byte.
        table_attr: u32 = attr::FRA_TABLE;
        /// Which bits of the mark count.
        fwmask: u32 = attr::FRA_FWMASK;
        /// The device that the socket is bound to.
        oifname: str = attr::FRA_OIFNAME;
        /// Whether the table is that of the packet's VRF.
        l3mdev: u8 = attr::FRA_L3MDEV;
        /// The first and last user id.
        uid_range: bytes = attr::FRA_UID_RANGE;
        /// Who made it (`RTPROT_*`).
        protocol: u8 = attr::FRA_PROTOCOL;
        /// The transport protocol (`IPPROTO_*`).
        ip_proto: u8 = attr::FRA_IP_PROTO;
        /// The first and last source port.
        sport_range: bytes = attr::FRA_SPORT_RANGE;
        /// The first and last destination port.
        dport_range: bytes = attr::FRA_DPORT_RANGE;
    }
}

object!(Rule, kind::NEWRULE);

impl Rule<'_> {
    /// The table: 254 is `main`, 255 `local`.
    pub fn table(&self) -> u32 {
        match self.table_attr() {
            Some(table) => table,
            None => self.table_byte().into(),
        }
    }

    /// The priority; rules are tried from the lowest.
    pub fn priority(&self) -> u32 {
        self.priority_attr().unwrap_or(0)
    }
}

/// Asks for rules.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    family: u8,
}

impl Rules {
    /// IPv4 rules.
    pub fn v4() -> Self {
        Self {
            family: family::INET,
        }
    }

    /// IPv6 rules.
    pub fn v6() -> Self {
        Self {
            family: family::INET6,
        }
    }
}

impl Request for Rules {
    answered_by!(Rule, kind::GETRULE, "RTM_GETRULE");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&[self.family, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }
}
