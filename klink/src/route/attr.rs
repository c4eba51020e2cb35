// SPDX-License-Identifier: MIT OR Apache-2.0

//! Attribute types, named as in the kernel's headers, for [`Request::with`](crate::Request::with) and
//! [`Attrs::find`](crate::Attrs::find). They are those of Linux 7.3; older kernels do not know all of them.

#![allow(missing_docs)] // The names are the kernel's.

macro_rules! numbers {
    ($($name:ident = $number:literal)*) => {
        $(pub const $name: u16 = $number;)*
    };
}

// Attributes of links (`linux/if_link.h`).
numbers! {
    IFLA_ADDRESS = 1
    IFLA_BROADCAST = 2
    IFLA_IFNAME = 3
    IFLA_MTU = 4
    IFLA_LINK = 5
    IFLA_QDISC = 6
    IFLA_STATS = 7
    IFLA_MASTER = 10
    IFLA_WIRELESS = 11
    IFLA_PROTINFO = 12
    IFLA_TXQLEN = 13
    IFLA_MAP = 14
    IFLA_OPERSTATE = 16
    IFLA_LINKMODE = 17
    IFLA_LINKINFO = 18
    IFLA_NET_NS_PID = 19
    IFLA_IFALIAS = 20
    IFLA_NUM_VF = 21
    IFLA_VFINFO_LIST = 22
    IFLA_STATS64 = 23
    IFLA_VF_PORTS = 24
    IFLA_PORT_SELF = 25
    IFLA_AF_SPEC = 26
    IFLA_GROUP = 27
    IFLA_NET_NS_FD = 28
    IFLA_EXT_MASK = 29
    IFLA_PROMISCUITY = 30
    IFLA_NUM_TX_QUEUES = 31
    IFLA_NUM_RX_QUEUES = 32
    IFLA_CARRIER = 33
    IFLA_PHYS_PORT_ID = 34
    IFLA_CARRIER_CHANGES = 35
    IFLA_PHYS_SWITCH_ID = 36
    IFLA_LINK_NETNSID = 37
    IFLA_PHYS_PORT_NAME = 38
    IFLA_PROTO_DOWN = 39
    IFLA_GSO_MAX_SEGS = 40
    IFLA_GSO_MAX_SIZE = 41
    IFLA_XDP = 43
    IFLA_EVENT = 44
    IFLA_NEW_NETNSID = 45
    IFLA_TARGET_NETNSID = 46
    IFLA_CARRIER_UP_COUNT = 47
    IFLA_CARRIER_DOWN_COUNT = 48
    IFLA_NEW_IFINDEX = 49
    IFLA_MIN_MTU = 50
    IFLA_MAX_MTU = 51
    IFLA_PROP_LIST = 52
    IFLA_ALT_IFNAME = 53
    IFLA_PERM_ADDRESS = 54
    IFLA_PROTO_DOWN_REASON = 55
    IFLA_PARENT_DEV_NAME = 56
    IFLA_PARENT_DEV_BUS_NAME = 57
    IFLA_GRO_MAX_SIZE = 58
    IFLA_TSO_MAX_SIZE = 59
    IFLA_TSO_MAX_SEGS = 60
    IFLA_ALLMULTI = 61
    IFLA_DEVLINK_PORT = 62
    IFLA_GSO_IPV4_MAX_SIZE = 63
    IFLA_GRO_IPV4_MAX_SIZE = 64
    IFLA_DPLL_PIN = 65
    IFLA_MAX_PACING_OFFLOAD_HORIZON = 66
    IFLA_NETNS_IMMUTABLE = 67
    IFLA_HEADROOM = 68
    IFLA_TAILROOM = 69
}

// Attributes nested in `IFLA_LINKINFO`.
numbers! {
    IFLA_INFO_KIND = 1
    IFLA_INFO_DATA = 2
    IFLA_INFO_XSTATS = 3
    IFLA_INFO_SLAVE_KIND = 4
    IFLA_INFO_SLAVE_DATA = 5
}

// Attributes of addresses (`linux/if_addr.h`).
numbers! {
    IFA_ADDRESS = 1
    IFA_LOCAL = 2
    IFA_LABEL = 3
    IFA_BROADCAST = 4
    IFA_ANYCAST = 5
    IFA_CACHEINFO = 6
    IFA_MULTICAST = 7
    IFA_FLAGS = 8
    IFA_RT_PRIORITY = 9
    IFA_TARGET_NETNSID = 10
    IFA_PROTO = 11
    IFA_MC_USERS = 12
}

// Attributes of routes (`linux/rtnetlink.h`).
numbers! {
    RTA_DST = 1
    RTA_SRC = 2
    RTA_IIF = 3
    RTA_OIF = 4
    RTA_GATEWAY = 5
    RTA_PRIORITY = 6
    RTA_PREFSRC = 7
    RTA_METRICS = 8
    RTA_MULTIPATH = 9
    RTA_FLOW = 11
    RTA_CACHEINFO = 12
    RTA_TABLE = 15
    RTA_MARK = 16
    RTA_MFC_STATS = 17
    RTA_VIA = 18
    RTA_NEWDST = 19
    RTA_PREF = 20
    RTA_ENCAP_TYPE = 21
    RTA_ENCAP = 22
    RTA_EXPIRES = 23
    RTA_UID = 25
    RTA_TTL_PROPAGATE = 26
    RTA_IP_PROTO = 27
    RTA_SPORT = 28
    RTA_DPORT = 29
    RTA_NH_ID = 30
    RTA_FLOWLABEL = 31
    RTA_DEL_REASON = 32
}

// Attributes nested in `RTA_METRICS`.
numbers! {
    RTAX_LOCK = 1
    RTAX_MTU = 2
    RTAX_WINDOW = 3
    RTAX_RTT = 4
    RTAX_RTTVAR = 5
    RTAX_SSTHRESH = 6
    RTAX_CWND = 7
    RTAX_ADVMSS = 8
    RTAX_REORDERING = 9
    RTAX_HOPLIMIT = 10
    RTAX_INITCWND = 11
    RTAX_FEATURES = 12
    RTAX_RTO_MIN = 13
    RTAX_INITRWND = 14
    RTAX_QUICKACK = 15
    RTAX_CC_ALGO = 16
    RTAX_FASTOPEN_NO_COOKIE = 17
}

// Attributes of neighbours (`linux/neighbour.h`).
numbers! {
    NDA_DST = 1
    NDA_LLADDR = 2
    NDA_CACHEINFO = 3
    NDA_PROBES = 4
    NDA_VLAN = 5
    NDA_PORT = 6
    NDA_VNI = 7
    NDA_IFINDEX = 8
    NDA_MASTER = 9
    NDA_LINK_NETNSID = 10
    NDA_SRC_VNI = 11
    NDA_PROTOCOL = 12
    NDA_NH_ID = 13
    NDA_FDB_EXT_ATTRS = 14
    NDA_FLAGS_EXT = 15
    NDA_NDM_STATE_MASK = 16
    NDA_NDM_FLAGS_MASK = 17
}

// Attributes of rules (`linux/fib_rules.h`).
numbers! {
    FRA_DST = 1
    FRA_SRC = 2
    FRA_IIFNAME = 3
    FRA_GOTO = 4
    FRA_PRIORITY = 6
    FRA_FWMARK = 10
    FRA_FLOW = 11
    FRA_TUN_ID = 12
    FRA_SUPPRESS_IFGROUP = 13
    FRA_SUPPRESS_PREFIXLEN = 14
    FRA_TABLE = 15
    FRA_FWMASK = 16
    FRA_OIFNAME = 17
    FRA_L3MDEV = 19
    FRA_UID_RANGE = 20
    FRA_PROTOCOL = 21
    FRA_IP_PROTO = 22
    FRA_SPORT_RANGE = 23
    FRA_DPORT_RANGE = 24
    FRA_DSCP = 25
    FRA_FLOWLABEL = 26
    FRA_FLOWLABEL_MASK = 27
    FRA_SPORT_MASK = 28
    FRA_DPORT_MASK = 29
    FRA_DSCP_MASK = 30
}
