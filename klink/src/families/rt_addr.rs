// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-addr, by `klink generate rust`.

klink::family_flags! {
    IfaFlags "ifa-flags" u32 {
        SECONDARY "secondary" = 0x1;
        NODAD "nodad" = 0x2;
        OPTIMISTIC "optimistic" = 0x4;
        DADFAILED "dadfailed" = 0x8;
        HOMEADDRESS "homeaddress" = 0x10;
        DEPRECATED "deprecated" = 0x20;
        TENTATIVE "tentative" = 0x40;
        PERMANENT "permanent" = 0x80;
        MANAGETEMPADDR "managetempaddr" = 0x100;
        NOPREFIXROUTE "noprefixroute" = 0x200;
        MCAUTOJOIN "mcautojoin" = 0x400;
        STABLE_PRIVACY "stable-privacy" = 0x800;
    }
}

klink::family_struct! {
    Ifaddrmsg PutIfaddrmsg "ifaddrmsg" 8 false {
        ifa_family "ifa-family" = 0, 1: u8 as U8;
        ifa_prefixlen "ifa-prefixlen" = 1, 1: u8 as U8;
        ifa_flags "ifa-flags" = 2, 1: IfaFlags as U8;
        ifa_scope "ifa-scope" = 3, 1: u8 as U8;
        ifa_index "ifa-index" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IfaCacheinfo PutIfaCacheinfo "ifa-cacheinfo" 16 false {
        ifa_prefered "ifa-prefered" = 0, 4: u32 as U32;
        ifa_valid "ifa-valid" = 4, 4: u32 as U32;
        cstamp "cstamp" = 8, 4: u32 as U32;
        tstamp "tstamp" = 12, 4: u32 as U32;
    }
}

klink::family_set! {
    AddrAttrs PutAddrAttrs "addr-attrs" [Ifaddrmsg PutIfaddrmsg] false [] [] [] {
        address "address" = 1: ::std::net::IpAddr as Ip;
        local "local" = 2: ::std::net::IpAddr as Ip;
        label "label" = 3: &'a str as Str;
        broadcast "broadcast" = 4: ::std::net::Ipv4Addr as BeV4;
        anycast "anycast" = 5: ::std::net::IpAddr as Ip;
        cacheinfo "cacheinfo" = 6 view IfaCacheinfo PutIfaCacheinfo;
        multicast "multicast" = 7: ::std::net::IpAddr as Ip;
        flags "flags" = 8: IfaFlags as U32;
        rt_priority "rt-priority" = 9: u32 as U32;
        target_netnsid "target-netnsid" = 10: i32 as S32;
        proto "proto" = 11: u8 as U8;
        mc_users "mc-users" = 12: u32 as U32;
    }
}

klink::family_operations! {
    raw RtAddr RtAddrOn "rt-addr" 0 {
        newaddr Newaddr "newaddr" true false 20 20 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        deladdr Deladdr "deladdr" true false 21 21 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        getaddr Getaddr "getaddr" false true 22 20 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        getmulticast Getmulticast "getmulticast" true true 58 58 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        getanycast Getanycast "getanycast" false true 62 62 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
    } {
        NewaddrNtf "newaddr-ntf" 20 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        DeladdrNtf "deladdr-ntf" 21 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        NewmulticastNtf "newmulticast-ntf" 56 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
        DelmulticastNtf "delmulticast-ntf" 57 = PutAddrAttrs<'w, Ifaddrmsg<'static>>, klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>;
    } {
        RtnlgrpIpv4Ifaddr "rtnlgrp-ipv4-ifaddr" 5;
        RtnlgrpIpv6Ifaddr "rtnlgrp-ipv6-ifaddr" 9;
        RtnlgrpIpv4Mcaddr "rtnlgrp-ipv4-mcaddr" 37;
        RtnlgrpIpv6Mcaddr "rtnlgrp-ipv6-mcaddr" 38;
        RtnlgrpIpv6Acaddr "rtnlgrp-ipv6-acaddr" 39;
    } {
        Addresses "addresses" 22 8 8 = klink::typed::Framed<Ifaddrmsg<'a>, AddrAttrs<'a>>, [20] [21] ["rtnlgrp-ipv4-ifaddr" 5 "rtnlgrp-ipv6-ifaddr" 9] [(0 1) (4 4) (1 1) 1 2] [0 1 [2 10]] [6] [] 0 [] [] false;
    }
}
