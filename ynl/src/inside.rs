// SPDX-License-Identifier: MIT OR Apache-2.0

//! The descriptions that the crate holds: those of the newest kernel that it was made for, with klink's corrections, and
//! klink's own. `make tables` makes them of `specs/` and the kernel's specifications.

use crate::folders::same_name;
use crate::load::{resolved, LoadError};
use crate::model::Spec;
use crate::yaml::Family;

macro_rules! families {
    ($($family:literal)*) => {
        const ALL: &[(&str, &str)] = &[
            $(($family, include_str!(concat!("../tables/families/", $family, ".json")))),*
        ];
    };
}

families! {
    "audit"
    "binder"
    "connector"
    "conntrack"
    "dev-energymodel"
    "devlink"
    "dpll"
    "drm_ras"
    "ethtool"
    "fou"
    "handshake"
    "inet-diag"
    "ipset"
    "klink_demo"
    "klink_events"
    "lockd"
    "mptcp_pm"
    "net_shaper"
    "netdev"
    "netlink-diag"
    "nflog"
    "nfqueue"
    "nfsd"
    "nftables"
    "nl80211"
    "nlctrl"
    "ovpn"
    "ovs_datapath"
    "ovs_flow"
    "ovs_packet"
    "ovs_vport"
    "packet-diag"
    "psp"
    "rt-addr"
    "rt-link"
    "rt-mdb"
    "rt-neigh"
    "rt-netconf"
    "rt-nexthop"
    "rt-route"
    "rt-rule"
    "rt-vlan"
    "sunrpc_cache"
    "tc"
    "tcp_metrics"
    "team"
    "unix-diag"
    "vsock-diag"
    "wireguard"
    "xfrm"
}

impl Spec {
    /// The description of a family that the crate holds: the newest kernel's, corrected, or one of klink's own. In the
    /// family's name, `-` and `_` are the same.
    pub fn inside(family: &str) -> Option<Self> {
        Self::read_inside(family).ok()
    }

    pub(crate) fn read_inside(family: &str) -> Result<Self, LoadError> {
        let table = ALL.iter().find(|(name, _)| same_name(name, family));
        let table = table.map(|(_, table)| *table).unwrap_or_default();
        let raw = Family::of_json(table).map_err(|error| error.to_string());
        let spec = raw.and_then(|raw| resolved(&raw));
        spec.map_err(LoadError::of_text)
    }
}

/// The families that [`Spec::inside`] has.
pub fn families() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}
