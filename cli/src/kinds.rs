// SPDX-License-Identifier: MIT OR Apache-2.0

//! What messages are called, by protocol: the kernel's names, from its `include/uapi`.

use klink::{Header, Protocol};

/// The name of a message's kind; generic netlink's are families, and not known here.
pub(crate) fn name(protocol: Protocol, kind: u16) -> Option<String> {
    if (protocol, kind) == (Protocol::CONNECTOR, Header::DONE) {
        return Some(String::from("cn_msg"));
    }
    if let Some(name) = control(kind) {
        return Some(name.to_owned());
    }
    match protocol {
        Protocol::ROUTE => route(kind),
        Protocol::SOCK_DIAG => sock_diag(kind).map(str::to_owned),
        Protocol::NETFILTER => netfilter(kind),
        Protocol::XFRM => {
            let index = usize::from(kind.checked_sub(Header::MIN_KIND)?);
            XFRM.get(index).map(|name| format!("XFRM_MSG_{name}"))
        }
        _ => None,
    }
}

/// The kind that has a name.
pub(crate) fn number(protocol: Protocol, name: &str) -> Option<u16> {
    // Netfilter's last subsystem is 11.
    (0..12 << 8).find(|&kind| self::name(protocol, kind).is_some_and(|known| known == name))
}

/// The kinds that all protocols share.
fn control(kind: u16) -> Option<&'static str> {
    Some(match kind {
        Header::NOOP => "NLMSG_NOOP",
        Header::ERROR => "NLMSG_ERROR",
        Header::DONE => "NLMSG_DONE",
        Header::OVERRUN => "NLMSG_OVERRUN",
        _ => return None,
    })
}

/// Four verbs for each object, in `rtnetlink.h` from 16 on.
fn route(kind: u16) -> Option<String> {
    let index = kind.checked_sub(Header::MIN_KIND)?;
    let object = ROUTE.get(usize::from(index / 4))?;
    let verb = ["NEW", "DEL", "GET", "SET"].get(usize::from(index % 4))?;
    Some(format!("RTM_{verb}{object}"))
}

const ROUTE: [&str; 27] = [
    "LINK",
    "ADDR",
    "ROUTE",
    "NEIGH",
    "RULE",
    "QDISC",
    "TCLASS",
    "TFILTER",
    "ACTION",
    "PREFIX",
    "MULTICAST",
    "ANYCAST",
    "NEIGHTBL",
    "NDUSEROPT",
    "ADDRLABEL",
    "DCB",
    "NETCONF",
    "MDB",
    "NSID",
    "STATS",
    "CACHEREPORT",
    "CHAIN",
    "NEXTHOP",
    "LINKPROP",
    "VLAN",
    "NEXTHOPBUCKET",
    "TUNNEL",
];

const XFRM: [&str; 25] = [
    "NEWSA",
    "DELSA",
    "GETSA",
    "NEWPOLICY",
    "DELPOLICY",
    "GETPOLICY",
    "ALLOCSPI",
    "ACQUIRE",
    "EXPIRE",
    "UPDPOLICY",
    "UPDSA",
    "POLEXPIRE",
    "FLUSHSA",
    "FLUSHPOLICY",
    "NEWAE",
    "GETAE",
    "REPORT",
    "MIGRATE",
    "NEWSADINFO",
    "GETSADINFO",
    "NEWSPDINFO",
    "GETSPDINFO",
    "MAPPING",
    "SETDEFAULT",
    "GETDEFAULT",
];

fn sock_diag(kind: u16) -> Option<&'static str> {
    Some(match kind {
        18 => "TCPDIAG_GETSOCK",
        19 => "DCCPDIAG_GETSOCK",
        20 => "SOCK_DIAG_BY_FAMILY",
        21 => "SOCK_DESTROY",
        _ => return None,
    })
}

/// The subsystem in the upper byte, its message in the lower one (`nfnetlink.h`).
fn netfilter(kind: u16) -> Option<String> {
    let [subsystem, message] = kind.to_be_bytes();
    let (prefix, messages): (&str, &[&str]) = match subsystem {
        0 => {
            return match message {
                16 => Some("NFNL_MSG_BATCH_BEGIN".to_owned()),
                17 => Some("NFNL_MSG_BATCH_END".to_owned()),
                _ => None,
            }
        }
        1 => ("IPCTNL_MSG_CT", CONNTRACK),
        2 => ("IPCTNL_MSG_EXP", EXPECT),
        3 => ("NFQNL_MSG", QUEUE),
        4 => ("NFULNL_MSG", LOG),
        10 => ("NFT_MSG", NFTABLES),
        _ => return Some(format!("NFNL_SUBSYS {subsystem} message {message}")),
    };
    Some(match messages.get(usize::from(message)) {
        Some(name) => format!("{prefix}_{name}"),
        None => format!("{prefix} {message}"),
    })
}

const CONNTRACK: &[&str] = &[
    "NEW",
    "GET",
    "DELETE",
    "GET_CTRZERO",
    "GET_STATS_CPU",
    "GET_STATS",
    "GET_DYING",
    "GET_UNCONFIRMED",
];
const EXPECT: &[&str] = &["NEW", "GET", "DELETE", "GET_STATS_CPU"];
const QUEUE: &[&str] = &["PACKET", "VERDICT", "CONFIG", "VERDICT_BATCH"];
const LOG: &[&str] = &["PACKET", "CONFIG"];
const NFTABLES: &[&str] = &[
    "NEWTABLE",
    "GETTABLE",
    "DELTABLE",
    "NEWCHAIN",
    "GETCHAIN",
    "DELCHAIN",
    "NEWRULE",
    "GETRULE",
    "DELRULE",
    "NEWSET",
    "GETSET",
    "DELSET",
    "NEWSETELEM",
    "GETSETELEM",
    "DELSETELEM",
    "NEWGEN",
    "GETGEN",
    "TRACE",
    "NEWOBJ",
    "GETOBJ",
    "DELOBJ",
    "GETOBJ_RESET",
    "NEWFLOWTABLE",
    "GETFLOWTABLE",
    "DELFLOWTABLE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_kernel_s() {
        for (protocol, kind, expected) in [
            (Protocol::ROUTE, 16, Some("RTM_NEWLINK")),
            (Protocol::ROUTE, 26, Some("RTM_GETROUTE")),
            (Protocol::ROUTE, 92, Some("RTM_NEWSTATS")),
            (Protocol::ROUTE, 120, Some("RTM_NEWTUNNEL")),
            (Protocol::ROUTE, 124, None),
            (Protocol::ROUTE, 3, Some("NLMSG_DONE")),
            (Protocol::SOCK_DIAG, 20, Some("SOCK_DIAG_BY_FAMILY")),
            (Protocol::NETFILTER, 0x0a06, Some("NFT_MSG_NEWRULE")),
            (Protocol::NETFILTER, 0x0102, Some("IPCTNL_MSG_CT_DELETE")),
            (Protocol::NETFILTER, 0x0601, Some("NFNL_SUBSYS 6 message 1")),
            (Protocol::XFRM, 16, Some("XFRM_MSG_NEWSA")),
            (Protocol(30), 16, None),
            (Protocol(30), 2, Some("NLMSG_ERROR")),
        ] {
            assert_eq!(name(protocol, kind).as_deref(), expected, "{kind}");
        }
    }
}
