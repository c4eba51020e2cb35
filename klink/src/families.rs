// SPDX-License-Identifier: MIT OR Apache-2.0

//! The families of the kernel, each behind a feature of its name; `families` is all of them.
//!
//! They are made of the descriptions that `klink-ynl` holds, and have the names that those have, with `_` for `-`.
//! [`typed`](crate::typed) says what they are made of.
//!
//! A family has a type that opens and holds its socket. Its operations are methods, whose closures write the request;
//! what they return is sent by `request`, `apply` or `dump`. A reply is a view with the description's names. `listen`
//! joins multicast groups, and what arrives there is an enumeration of the family's notifications.
//!
//! ```
//! # #[cfg(feature = "nlctrl")] {
//! use klink::families::nlctrl::Nlctrl;
//!
//! let mut controller = Nlctrl::open()?;
//! let mut families = controller.getfamily(|all| all).dump()?;
//! while let Some(family) = families.next()? {
//!     println!("{:?} {:?}", family.family_name(), family.family_id());
//! }
//! drop(families);
//! let one = controller.getfamily(|family| family.family_name("nlctrl")).request()?;
//! assert_eq!(one.family_id(), Some(16));
//! # }
//! # Ok::<(), klink::Error>(())
//! ```
//!
//! Each operation is a function, too, which makes a request for any socket of the protocol:
//!
//! ```
//! # #[cfg(feature = "rt-link")] {
//! use klink::families::rt_link::{self, LinkinfoAttrsData};
//! use klink::{Protocol, Socket};
//!
//! let mut socket = Socket::open(Protocol::ROUTE)?;
//! let mut links = socket.dump(rt_link::getlink(|all| all))?;
//! while let Some(link) = links.next()? {
//!     let name = link.ifname().unwrap_or("?");
//!     match link.linkinfo().and_then(|info| info.data()) {
//!         Some(LinkinfoAttrsData::Vlan(vlan)) => println!("{name}: vlan {:?}", vlan.id()),
//!         _ => println!("{name}: index {}", link.header().ifi_index()),
//!     }
//! }
//! drop(links);
//!
//! let lo = rt_link::getlink(|link| link.header(|header| header.ifi_index(1)));
//! assert_eq!(socket.request(&lo)?.ifname(), Some("lo"));
//! # }
//! # Ok::<(), klink::Error>(())
//! ```

#![allow(missing_docs)] // The names are the descriptions'.

macro_rules! families {
    ($($module:ident $feature:literal)*) => {
        $(
            #[doc = concat!("The family `", $feature, "`.")]
            #[cfg(feature = $feature)]
            pub mod $module;
        )*

        /// The same families with async sockets: [`klink::tokio::families`](crate::tokio::families).
        #[cfg(feature = "tokio")]
        pub mod on_tokio {
            $(
                #[doc = concat!("The family `", $feature, "`.")]
                #[cfg(feature = $feature)]
                pub use super::$module::on_tokio as $module;
            )*
        }
    };
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

#[cfg(all(test, feature = "rt-link", feature = "wireguard"))]
mod tests {
    use super::{rt_link, wireguard};
    use crate::wire::{Builder, Flags, Header, Malformed, Message, Slice};
    use crate::{typed, Request};

    /// The payload of a request.
    fn written(request: &impl Request) -> Result<Vec<u8>, crate::wire::BuildError> {
        written_in(1 << 17, request)
    }

    fn written_in(room: usize, request: &impl Request) -> Result<Vec<u8>, crate::wire::BuildError> {
        let mut room = vec![0; room];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 16, Flags::REQUEST, 0)?;
        request.write(&mut message)?;
        Ok(message.written_mut()[Header::LEN..].to_vec())
    }

    fn message(kind: u16, payload: &[u8]) -> Message<'_> {
        let header = Header {
            len: 0,
            kind,
            flags: Flags::NONE,
            seq: 0,
            claimed_portid: 0,
        };
        Message { header, payload }
    }

    #[test]
    fn a_view_refuses_messages_about_something_else() {
        let link = rt_link::newlink(|link| link.ifname("blue"));
        let payload = written(&link).unwrap();
        type Link = rt_link::operation::Getlink;
        let read = |kind| rt_link::read::<Link>(message(kind, &payload)).map(|link| link.ifname());
        assert_eq!(read(16), Ok(Some("blue")));
        assert_eq!(read(20), Err(Malformed::Kind { kind: 20 }));
        let short = rt_link::read::<Link>(message(16, &payload[..15])).map(|link| link.ifname());
        assert_eq!(short, Err(Malformed::Short { need: 16, have: 15 }));

        // Generic netlink: the family's id, and the command.
        type Get = wireguard::operation::GetDevice;
        let read =
            |kind, cmd| typed::reply::<Get>(kind, message(kind, &[cmd, 1, 0, 0])).map(|_| ());
        assert_eq!(read(30, 0), Ok(()));
        assert_eq!(read(30, 1), Err(Malformed::Kind { kind: 1 }));
        let other = typed::reply::<Get>(31, message(30, &[0, 1, 0, 0])).map(|_| ());
        assert_eq!(other, Err(Malformed::Kind { kind: 30 }));
    }

    #[test]
    fn the_first_error_of_a_writer_is_the_requests() {
        let nul = rt_link::newlink(|link| link.ifname("a\0b").mtu(1));
        assert_eq!(written(&nul), Err(crate::wire::BuildError::Nul));
        let full = rt_link::newlink(|link| link.attribute(1, &[0; 600]).ifname("a\0b"));
        assert_eq!(written_in(512, &full), Err(crate::wire::BuildError::Full));
        let long = rt_link::newlink(|link| {
            link.linkinfo(|info| info.kind("vlan").attribute(2, &[0; 65_532]))
        });
        assert_eq!(written(&long), Err(crate::wire::BuildError::TooLong));
    }

    #[test]
    fn what_is_unknown_stays_and_is_shown() {
        let state = rt_link::newlink(|link| {
            link.header(|header| header.ifi_index(7))
                .linkinfo(|info| {
                    info.kind("warp")
                        .data(|data| data.bytes(&[8, 0, 1, 0, 9, 0, 0, 0]))
                })
                .attribute(9999, &[1, 2])
        });
        let payload = written(&state).unwrap();
        let link = rt_link::read::<rt_link::operation::Getlink>(message(16, &payload)).unwrap();
        let data = link.linkinfo().and_then(|info| info.data());
        assert!(
            matches!(data, Some(rt_link::LinkinfoAttrsData::Unknown { bytes, .. }) if bytes.len() == 8)
        );
        let shown = format!("{link:?}");
        assert!(shown.contains("ifi-index: 7"), "{shown}");
        assert!(
            shown.contains("linkinfo: {kind: \"warp\", data: {@1: 09000000}}, @9999: 0102"),
            "{shown}"
        );
    }

    #[test]
    fn names_lead_to_attributes_in_nests() {
        let request = rt_link::newlink(|link| link);
        let names = request.names();
        assert_eq!(names.header, 16);
        let (_, _, inside) = names
            .attributes
            .iter()
            .find(|(_, name, _)| *name == "linkinfo")
            .unwrap();
        assert!(inside
            .unwrap()
            .attributes
            .iter()
            .any(|(kind, name, _)| (*kind, *name) == (1, "kind")));
    }
}
