// SPDX-License-Identifier: MIT OR Apache-2.0

//! Multicast groups by name, in the kernel's spelling with dashes. Groups of generic netlink belong to families, and
//! the kernel is asked for them.

use klink::{Group, Protocol};

/// The names of a protocol's groups, starting at group 1.
pub(crate) fn names(protocol: Protocol) -> &'static [&'static str] {
    match protocol {
        Protocol::ROUTE => ROUTE,
        Protocol::SOCK_DIAG => SOCK_DIAG,
        Protocol::XFRM => XFRM,
        Protocol::SELINUX => &["avc"],
        Protocol::AUDIT => &["readlog"],
        Protocol::CONNECTOR => &["proc"],
        Protocol::NETFILTER => NETFILTER,
        Protocol::KOBJECT_UEVENT => &["kernel", "udev"],
        _ => &[],
    }
}

/// The name of a group.
pub(crate) fn name(protocol: Protocol, group: Group) -> Option<&'static str> {
    let index = usize::try_from(group.get() - 1).ok()?;
    names(protocol).get(index).copied()
}

/// A group by number or name.
pub(crate) fn parse(protocol: Protocol, typed: &str) -> Result<Group, String> {
    if let Ok(number) = typed.parse() {
        return Group::new(number).ok_or_else(|| String::from("group numbers start at 1"));
    }
    let name = typed.to_ascii_lowercase().replace('_', "-");
    let index = names(protocol).iter().position(|known| *known == name);
    index
        .and_then(|index| u32::try_from(index + 1).ok())
        .and_then(Group::new)
        .ok_or_else(|| match names(protocol) {
            [] => format!("{protocol} has no group named {typed:?}: give its number"),
            known => format!(
                "{protocol} has no group named {typed:?}: give its number, or one of {}",
                known.join(", ")
            ),
        })
}

/// `RTNLGRP_*`
const ROUTE: &[&str] = &[
    "link",
    "notify",
    "neigh",
    "tc",
    "ipv4-ifaddr",
    "ipv4-mroute",
    "ipv4-route",
    "ipv4-rule",
    "ipv6-ifaddr",
    "ipv6-mroute",
    "ipv6-route",
    "ipv6-ifinfo",
    "decnet-ifaddr",
    "nop2",
    "decnet-route",
    "decnet-rule",
    "nop4",
    "ipv6-prefix",
    "ipv6-rule",
    "nd-useropt",
    "phonet-ifaddr",
    "phonet-route",
    "dcb",
    "ipv4-netconf",
    "ipv6-netconf",
    "mdb",
    "mpls-route",
    "nsid",
    "mpls-netconf",
    "ipv4-mroute-r",
    "ipv6-mroute-r",
    "nexthop",
    "brvlan",
    "mctp-ifaddr",
    "tunnel",
    "stats",
    "ipv4-mcaddr",
    "ipv6-mcaddr",
    "ipv6-acaddr",
];

/// `SKNLGRP_*`
const SOCK_DIAG: &[&str] = &[
    "inet-tcp-destroy",
    "inet-udp-destroy",
    "inet6-tcp-destroy",
    "inet6-udp-destroy",
];

/// `XFRMNLGRP_*`
const XFRM: &[&str] = &[
    "acquire", "expire", "sa", "policy", "aevents", "report", "migrate", "mapping",
];

/// `NFNLGRP_*`
const NETFILTER: &[&str] = &[
    "conntrack-new",
    "conntrack-update",
    "conntrack-destroy",
    "conntrack-exp-new",
    "conntrack-exp-update",
    "conntrack-exp-destroy",
    "nftables",
    "acct-quota",
    "nftrace",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_kernel_s() {
        for (typed, group) in [
            ("link", route::LINK),
            ("ipv4-route", route::IPV4_ROUTE),
            ("IPV6_RULE", route::IPV6_RULE),
            ("nsid", route::NSID),
            ("ipv4-mcaddr", route::IPV4_MCADDR),
        ] {
            assert_eq!(parse(Protocol::ROUTE, typed), Ok(group), "{typed}");
        }
        assert_eq!(name(Protocol::ROUTE, route::NSID), Some("nsid"));
        assert_eq!(parse(Protocol(30), "7"), Ok(Group::new(7).unwrap()));
    }

    use klink::route::group as route;

    #[test]
    fn an_unknown_group_is_named_with_those_that_exist() {
        let error = parse(Protocol::KOBJECT_UEVENT, "kernle").unwrap_err();
        assert!(error.contains("kernel, udev"), "{error}");
        assert!(parse(Protocol(30), "0").is_err());
        assert!(parse(Protocol(30), "x").unwrap_err().contains("number"));
    }
}
