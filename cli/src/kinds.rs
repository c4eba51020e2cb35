// SPDX-License-Identifier: MIT OR Apache-2.0

//! The names of message types, by protocol: the kernel's own, from its `include/uapi`.

use klink::{Header, Protocol};

/// The name of a message type. Types of generic netlink are families, and are not known here.
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
        Protocol::AUDIT => audit(kind).map(|name| format!("AUDIT_{name}")),
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

/// Whether the answer to a request may come behind its acknowledgement: audit gives some to a thread of its own
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

/// The types of rtnetlink: from 16 on, four operations for each object (`rtnetlink.h`).
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

/// Runs of kinds, each with its first number (`audit.h`; from 1100 to 1199 libaudit's `audit-records.h`).
fn audit(kind: u16) -> Option<&'static str> {
    let run = |(first, names): &(u16, &[&'static str])| {
        names.get(usize::from(kind.checked_sub(*first)?)).copied()
    };
    AUDIT.iter().find_map(run).filter(|name| !name.is_empty())
}

#[rustfmt::skip] // One name a line takes 150.
const AUDIT: [(u16, &[&str]); 8] = [
    (
        1000,
        &[
            "GET", "SET", "LIST", "ADD", "DEL", "USER", "LOGIN", "WATCH_INS", "WATCH_REM",
            "WATCH_LIST", "SIGNAL_INFO", "ADD_RULE", "DEL_RULE", "LIST_RULES", "TRIM",
            "MAKE_EQUIV", "TTY_GET", "TTY_SET", "SET_FEATURE", "GET_FEATURE",
        ],
    ),
    (
        1100,
        &[
            "USER_AUTH", "USER_ACCT", "USER_MGMT", "CRED_ACQ", "CRED_DISP", "USER_START",
            "USER_END", "USER_AVC", "USER_CHAUTHTOK", "USER_ERR", "CRED_REFR", "USYS_CONFIG",
            "USER_LOGIN", "USER_LOGOUT", "ADD_USER", "DEL_USER", "ADD_GROUP", "DEL_GROUP",
            "DAC_CHECK", "CHGRP_ID", "TEST", "TRUSTED_APP", "USER_SELINUX_ERR", "USER_CMD",
            "USER_TTY", "CHUSER_ID", "GRP_AUTH", "SYSTEM_BOOT", "SYSTEM_SHUTDOWN",
            "SYSTEM_RUNLEVEL", "SERVICE_START", "SERVICE_STOP", "GRP_MGMT", "GRP_CHAUTHTOK",
            "MAC_CHECK", "ACCT_LOCK", "ACCT_UNLOCK", "USER_DEVICE", "SOFTWARE_UPDATE",
        ],
    ),
    (1200, &["DAEMON_START", "DAEMON_END", "DAEMON_ABORT", "DAEMON_CONFIG"]),
    (
        1300,
        &[
            "SYSCALL", "", "PATH", "IPC", "SOCKETCALL", "CONFIG_CHANGE", "SOCKADDR", "CWD", "",
            "EXECVE", "", "IPC_SET_PERM", "MQ_OPEN", "MQ_SENDRECV", "MQ_NOTIFY",
            "MQ_GETSETATTR", "KERNEL_OTHER", "FD_PAIR", "OBJ_PID", "TTY", "EOE", "BPRM_FCAPS",
            "CAPSET", "MMAP", "NETFILTER_PKT", "NETFILTER_CFG", "SECCOMP", "PROCTITLE",
            "FEATURE_CHANGE", "REPLACE", "KERN_MODULE", "FANOTIFY", "TIME_INJOFFSET",
            "TIME_ADJNTPVAL", "BPF", "EVENT_LISTENER", "URINGOP", "OPENAT2", "DM_CTRL",
            "DM_EVENT",
        ],
    ),
    (
        1400,
        &[
            "AVC", "SELINUX_ERR", "AVC_PATH", "MAC_POLICY_LOAD", "MAC_STATUS",
            "MAC_CONFIG_CHANGE", "MAC_UNLBL_ALLOW", "MAC_CIPSOV4_ADD", "MAC_CIPSOV4_DEL",
            "MAC_MAP_ADD", "MAC_MAP_DEL", "MAC_IPSEC_ADDSA", "MAC_IPSEC_DELSA",
            "MAC_IPSEC_ADDSPD", "MAC_IPSEC_DELSPD", "MAC_IPSEC_EVENT", "MAC_UNLBL_STCADD",
            "MAC_UNLBL_STCDEL", "MAC_CALIPSO_ADD", "MAC_CALIPSO_DEL", "IPE_ACCESS",
            "IPE_CONFIG_CHANGE", "IPE_POLICY_LOAD", "LANDLOCK_ACCESS", "LANDLOCK_DOMAIN",
        ],
    ),
    (1700, &["ANOM_PROMISCUOUS", "ANOM_ABEND", "ANOM_LINK", "ANOM_CREAT"]),
    (
        1800,
        &[
            "INTEGRITY_DATA", "INTEGRITY_METADATA", "INTEGRITY_STATUS", "INTEGRITY_HASH",
            "INTEGRITY_PCR", "INTEGRITY_RULE", "INTEGRITY_EVM_XATTR", "INTEGRITY_POLICY_RULE",
        ],
    ),
    (2000, &["KERNEL"]),
];

/// The types of netfilter: the subsystem in the upper byte, its message in the lower one (`nfnetlink.h`).
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
            (Protocol::AUDIT, 1300, Some("AUDIT_SYSCALL")),
            (Protocol::AUDIT, 1105, Some("AUDIT_USER_START")),
            (Protocol::AUDIT, 1320, Some("AUDIT_EOE")),
            (Protocol::AUDIT, 1334, Some("AUDIT_BPF")),
            (Protocol::AUDIT, 1424, Some("AUDIT_LANDLOCK_DOMAIN")),
            (Protocol::AUDIT, 1301, None),
            (Protocol(30), 16, None),
            (Protocol(30), 2, Some("NLMSG_ERROR")),
        ] {
            assert_eq!(name(protocol, kind).as_deref(), expected, "{kind}");
        }
    }
}
