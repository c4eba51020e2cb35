// SPDX-License-Identifier: MIT OR Apache-2.0

//! The names of message types, by protocol: the kernel's own, from its `include/uapi`. Most are in the descriptions. Here is
//! only what they do not describe, because strace shows it by name all the same, and a name says more than a number.

use klink::{Header, Protocol};

/// The name of a message type. Types of generic netlink are families, and are not known here.
pub(crate) fn name(protocol: Protocol, kind: u16) -> Option<String> {
    if (protocol, kind) == (Protocol::CONNECTOR, Header::DONE) {
        return Some(String::from("cn_msg"));
    }
    let known = control(kind)
        .or_else(|| klink_ynl::kind_name(protocol, kind))
        .or_else(|| other(protocol, kind));
    match (known, protocol) {
        (Some(name), _) => Some(name.to_owned()),
        (None, Protocol::ROUTE) => route(kind),
        (None, Protocol::NETFILTER) if kind >= 1 << 8 => Some(netfilter(kind)),
        _ => None,
    }
}

/// The kind that has a name.
pub(crate) fn number(protocol: Protocol, name: &str) -> Option<u16> {
    klink_ynl::kind_number(protocol, name).or_else(|| {
        // Audit's last kind is below 3000.
        let mut others = (0..3000).filter(|&kind| klink_ynl::kind_name(protocol, kind).is_none());
        others.find(|&kind| self::name(protocol, kind).is_some_and(|known| known == name))
    })
}

/// Whether the answer to a request may come after its acknowledgement: audit gives some to a thread of its own
/// (`kernel/audit.c`).
pub(crate) fn answers_behind_ack(protocol: Protocol, kind: u16) -> bool {
    // AUDIT_GET, AUDIT_SIGNAL_INFO, AUDIT_LIST_RULES, AUDIT_TTY_GET, AUDIT_GET_FEATURE
    protocol == Protocol::AUDIT && matches!(kind, 1000 | 1010 | 1013 | 1016 | 1019)
}

/// The types that all protocols share.
fn control(kind: u16) -> Option<&'static str> {
    Some(match kind {
        Header::NOOP => "NLMSG_NOOP",
        Header::ERROR => "NLMSG_ERROR",
        Header::DONE => "NLMSG_DONE",
        Header::OVERRUN => "NLMSG_OVERRUN",
        _ => return None,
    })
}

/// The types of rtnetlink that no description has: four operations for each object (`rtnetlink.h`).
fn route(kind: u16) -> Option<String> {
    let (_, object) = ROUTE.iter().find(|(first, _)| kind / 4 * 4 == *first)?;
    let verb = ["NEW", "DEL", "GET", "SET"].get(usize::from(kind % 4))?;
    Some(format!("RTM_{verb}{object}"))
}

const ROUTE: [(u16, &str); 11] = [
    (52, "PREFIX"),
    (56, "MULTICAST"),
    (60, "ANYCAST"),
    (68, "NDUSEROPT"),
    (72, "ADDRLABEL"),
    (76, "DCB"),
    (88, "NSID"),
    (92, "STATS"),
    (96, "CACHEREPORT"),
    (108, "LINKPROP"),
    (120, "TUNNEL"),
];

/// A type of netfilter: the subsystem in the upper byte, its message in the lower one (`nfnetlink.h`).
fn netfilter(kind: u16) -> String {
    let [subsystem, message] = kind.to_be_bytes();
    format!("NFNL_SUBSYS {subsystem} message {message}")
}

/// The other types that no description has.
fn other(protocol: Protocol, kind: u16) -> Option<&'static str> {
    let run = |(of, first, names): &(Protocol, u16, &[&'static str])| {
        let index = usize::from(kind.checked_sub(*first)?);
        (*of == protocol).then(|| names.get(index).copied())?
    };
    OTHERS.iter().find_map(run).filter(|name| !name.is_empty())
}

/// Runs of types, each with its first number (`nfnetlink_conntrack.h`, `nf_tables.h`, `inet_diag.h`, `audit.h`; from 1100 to
/// 1199 libaudit's `audit-records.h`).
#[rustfmt::skip] // One name a line takes 70.
const OTHERS: [(Protocol, u16, &[&str]); 8] = [
    (Protocol::NETFILTER, 0x105, &["IPCTNL_MSG_CT_GET_STATS"]),
    (Protocol::NETFILTER, 0x203, &["IPCTNL_MSG_EXP_GET_STATS_CPU"]),
    (Protocol::NETFILTER, 0xa15, &["NFT_MSG_GETOBJ_RESET"]),
    (Protocol::SOCK_DIAG, 18, &["TCPDIAG_GETSOCK", "DCCPDIAG_GETSOCK"]),
    (Protocol::AUDIT, 1002, &["AUDIT_LIST", "AUDIT_ADD", "AUDIT_DEL"]),
    (
        Protocol::AUDIT,
        1006,
        &["AUDIT_LOGIN", "AUDIT_WATCH_INS", "AUDIT_WATCH_REM", "AUDIT_WATCH_LIST"],
    ),
    (Protocol::AUDIT, 1014, &["AUDIT_TRIM", "AUDIT_MAKE_EQUIV"]),
    (
        Protocol::AUDIT,
        1100,
        &[
            "AUDIT_USER_AUTH", "AUDIT_USER_ACCT", "AUDIT_USER_MGMT", "AUDIT_CRED_ACQ",
            "AUDIT_CRED_DISP", "AUDIT_USER_START", "AUDIT_USER_END", "", "AUDIT_USER_CHAUTHTOK",
            "AUDIT_USER_ERR", "AUDIT_CRED_REFR", "AUDIT_USYS_CONFIG", "AUDIT_USER_LOGIN",
            "AUDIT_USER_LOGOUT", "AUDIT_ADD_USER", "AUDIT_DEL_USER", "AUDIT_ADD_GROUP",
            "AUDIT_DEL_GROUP", "AUDIT_DAC_CHECK", "AUDIT_CHGRP_ID", "AUDIT_TEST",
            "AUDIT_TRUSTED_APP", "AUDIT_USER_SELINUX_ERR", "AUDIT_USER_CMD", "", "AUDIT_CHUSER_ID",
            "AUDIT_GRP_AUTH", "AUDIT_SYSTEM_BOOT", "AUDIT_SYSTEM_SHUTDOWN", "AUDIT_SYSTEM_RUNLEVEL",
            "AUDIT_SERVICE_START", "AUDIT_SERVICE_STOP", "AUDIT_GRP_MGMT", "AUDIT_GRP_CHAUTHTOK",
            "AUDIT_MAC_CHECK", "AUDIT_ACCT_LOCK", "AUDIT_ACCT_UNLOCK", "AUDIT_USER_DEVICE",
            "AUDIT_SOFTWARE_UPDATE",
        ],
    ),
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
            (Protocol::NETFILTER, 0x0601, Some("IPSET_CMD_PROTOCOL")),
            (Protocol::NETFILTER, 0x0701, Some("NFNL_SUBSYS 7 message 1")),
            (Protocol::NETFILTER, 0x0105, Some("IPCTNL_MSG_CT_GET_STATS")),
            (Protocol::XFRM, 16, Some("XFRM_MSG_NEWSA")),
            (Protocol::AUDIT, 1300, Some("AUDIT_SYSCALL")),
            (Protocol::AUDIT, 1105, Some("AUDIT_USER_START")),
            (Protocol::AUDIT, 1320, Some("AUDIT_EOE")),
            (Protocol::AUDIT, 1334, Some("AUDIT_BPF")),
            (Protocol::AUDIT, 1424, Some("AUDIT_LANDLOCK_DOMAIN")),
            (Protocol::AUDIT, 1301, None),
            (Protocol::AUDIT, 1006, Some("AUDIT_LOGIN")),
            (Protocol::ROUTE, 88, Some("RTM_NEWNSID")),
            (Protocol::NETFILTER, 16, Some("NFNL_MSG_BATCH_BEGIN")),
            (Protocol(30), 16, None),
            (Protocol(30), 2, Some("NLMSG_ERROR")),
        ] {
            assert_eq!(name(protocol, kind).as_deref(), expected, "{kind}");
            if let Some(name) = expected.filter(|name| name.contains('_') && !name.contains(' ')) {
                assert_eq!(number(protocol, name), Some(kind), "{name}");
            }
        }
    }
}
