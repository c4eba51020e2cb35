// SPDX-License-Identifier: MIT OR Apache-2.0

//! The families of the kernel, each behind a feature of its name; `families` is all of them.
//!
//! They are made of the descriptions that `klink-ynl` holds, and have the names that those have, with `_` for `-`.
//! [`typed`](crate::typed) says what they are made of.

#![allow(missing_docs)] // The names are the descriptions'.

macro_rules! families {
    ($($module:ident $feature:literal)*) => {$(
        #[doc = concat!("The family `", $feature, "`.")]
        #[cfg(feature = $feature)]
        pub mod $module;
    )*};
}

families! {
    audit "audit"
    binder "binder"
    connector "connector"
    conntrack "conntrack"
    dev_energymodel "dev-energymodel"
    devlink "devlink"
    dpll "dpll"
    drm_ras "drm_ras"
    ethtool "ethtool"
    fou "fou"
    handshake "handshake"
    inet_diag "inet-diag"
    ipset "ipset"
    klink_demo "klink_demo"
    klink_events "klink_events"
    lockd "lockd"
    mptcp_pm "mptcp_pm"
    net_shaper "net_shaper"
    netdev "netdev"
    netlink_diag "netlink-diag"
    nflog "nflog"
    nfqueue "nfqueue"
    nfsd "nfsd"
    nftables "nftables"
    nl80211 "nl80211"
    nlctrl "nlctrl"
    ovpn "ovpn"
    ovs_datapath "ovs_datapath"
    ovs_flow "ovs_flow"
    ovs_packet "ovs_packet"
    ovs_vport "ovs_vport"
    packet_diag "packet-diag"
    psp "psp"
    rt_addr "rt-addr"
    rt_link "rt-link"
    rt_mdb "rt-mdb"
    rt_neigh "rt-neigh"
    rt_netconf "rt-netconf"
    rt_nexthop "rt-nexthop"
    rt_route "rt-route"
    rt_rule "rt-rule"
    rt_vlan "rt-vlan"
    sunrpc_cache "sunrpc_cache"
    tc "tc"
    tcp_metrics "tcp_metrics"
    team "team"
    unix_diag "unix-diag"
    vsock_diag "vsock-diag"
    wireguard "wireguard"
    xfrm "xfrm"
}
