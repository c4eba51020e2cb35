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
        /// The length of the destination prefix in bits.
        dst_len: u8 = 1;
        /// The length of the source prefix in bits.
        src_len: u8 = 2;
        /// The type of service.
        tos: u8 = 3;
        /// The low byte of the table, see [`Rule::table`].
        table_byte: u8 = 4;
        /// The action (`FR_ACT_*`): 1 for a lookup in the table.
        action: u8 = 7;
        /// Flags (`FIB_RULE_*`); 2 for an inverted rule.
        flags: u32 = 8;
    }
    {
        /// The destination.
        dst: ip = attr::FRA_DST;
        /// The source.
        src: ip = attr::FRA_SRC;
        /// The device that packets arrive on.
        iifname: str = attr::FRA_IIFNAME;
        /// The priority of the rule to continue with.
        goto: u32 = attr::FRA_GOTO;
        /// The priority; the rule with the lowest one is tried first. Absent for 0.
        priority_attr: u32 = attr::FRA_PRIORITY;
        /// The mark of a packet.
        fwmark: u32 = attr::FRA_FWMARK;
        /// The tunnel key.
        tun_id: be64 = attr::FRA_TUN_ID;
        /// Routes with prefixes up to this length are ignored.
        suppress_prefixlen: u32 = attr::FRA_SUPPRESS_PREFIXLEN;
        /// The table, if it does not fit in a byte.
        table_attr: u32 = attr::FRA_TABLE;
        /// The mask of the mark.
        fwmask: u32 = attr::FRA_FWMASK;
        /// The device that the socket is bound to.
        oifname: str = attr::FRA_OIFNAME;
        /// Whether the table is that of the packet's VRF.
        l3mdev: u8 = attr::FRA_L3MDEV;
        /// The first and last user id.
        uid_range: bytes = attr::FRA_UID_RANGE;
        /// The origin of the rule (`RTPROT_*`).
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

    /// The priority; the rule with the lowest one is tried first.
    pub fn priority(&self) -> u32 {
        self.priority_attr().unwrap_or(0)
    }
}

/// A dump of rules.
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
