// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-rule, by `klink generate rust`.

klink::family_enum! {
    FrAct "fr-act" u8 {
        UNSPEC "unspec" = 0;
        TO_TBL "to-tbl" = 1;
        GOTO "goto" = 2;
        NOP "nop" = 3;
        RES3 "res3" = 4;
        RES4 "res4" = 5;
        BLACKHOLE "blackhole" = 6;
        UNREACHABLE "unreachable" = 7;
        PROHIBIT "prohibit" = 8;
    }
}

klink::family_struct! {
    FibRuleHdr PutFibRuleHdr "fib-rule-hdr" 12 false {
        family "family" = 0, 1: u8 as U8;
        dst_len "dst-len" = 1, 1: u8 as U8;
        src_len "src-len" = 2, 1: u8 as U8;
        tos "tos" = 3, 1: u8 as U8;
        table "table" = 4, 1: u8 as U8;
        action "action" = 7, 1: FrAct as U8;
        flags "flags" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    FibRulePortRange PutFibRulePortRange "fib-rule-port-range" 4 false {
        start "start" = 0, 2: u16 as U16;
        end "end" = 2, 2: u16 as U16;
    }
}

klink::family_struct! {
    FibRuleUidRange PutFibRuleUidRange "fib-rule-uid-range" 8 false {
        start "start" = 0, 4: u32 as U32;
        end "end" = 4, 4: u32 as U32;
    }
}

klink::family_set! {
    FibRuleAttrs PutFibRuleAttrs "fib-rule-attrs" [FibRuleHdr PutFibRuleHdr] false [] [5 7 8 9 18] [] {
        dst "dst" = 1: ::std::net::IpAddr as Ip;
        src "src" = 2: ::std::net::IpAddr as Ip;
        iifname "iifname" = 3: &'a str as Str;
        goto "goto" = 4: u32 as U32;
        priority "priority" = 6: u32 as U32;
        fwmark "fwmark" = 10: u32 as HexU32;
        flow "flow" = 11: u32 as U32;
        tun_id "tun-id" = 12: u64 as BeU64;
        suppress_ifgroup "suppress-ifgroup" = 13: u32 as U32;
        suppress_prefixlen "suppress-prefixlen" = 14: u32 as HexU32;
        table "table" = 15: u32 as U32;
        fwmask "fwmask" = 16: u32 as HexU32;
        oifname "oifname" = 17: &'a str as Str;
        l3mdev "l3mdev" = 19: u8 as U8;
        uid_range "uid-range" = 20 view FibRuleUidRange PutFibRuleUidRange;
        protocol "protocol" = 21: u8 as U8;
        ip_proto "ip-proto" = 22: u8 as U8;
        sport_range "sport-range" = 23 view FibRulePortRange PutFibRulePortRange;
        dport_range "dport-range" = 24 view FibRulePortRange PutFibRulePortRange;
        dscp "dscp" = 25: u8 as U8;
        flowlabel "flowlabel" = 26: u32 as HexBeU32;
        flowlabel_mask "flowlabel-mask" = 27: u32 as HexBeU32;
        sport_mask "sport-mask" = 28: u16 as HexU16;
        dport_mask "dport-mask" = 29: u16 as HexU16;
        dscp_mask "dscp-mask" = 30: u8 as HexU8;
    }
}

klink::family_operations! {
    raw RtRule RtRuleOn "rt-rule" 0 {
        newrule Newrule "newrule" true false 32 32 = PutFibRuleAttrs<'w, FibRuleHdr<'static>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>;
        delrule Delrule "delrule" true false 33 33 = PutFibRuleAttrs<'w, FibRuleHdr<'static>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>;
        getrule Getrule "getrule" false true 34 32 = PutFibRuleAttrs<'w, FibRuleHdr<'static>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>;
    } {
        NewruleNtf "newrule-ntf" 32 = PutFibRuleAttrs<'w, FibRuleHdr<'static>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>;
        DelruleNtf "delrule-ntf" 33 = PutFibRuleAttrs<'w, FibRuleHdr<'static>>, klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>;
    } {
        RtnlgrpIpv4Rule "rtnlgrp-ipv4-rule" 8;
        RtnlgrpIpv6Rule "rtnlgrp-ipv6-rule" 19;
    } {
        Rules "rules" 34 12 12 = klink::typed::Framed<FibRuleHdr<'a>, FibRuleAttrs<'a>>, [32] [33] ["rtnlgrp-ipv4-rule" 8 "rtnlgrp-ipv6-rule" 19] [] [0 1 [2 10]] [5 7 8 9 18] [] 0 [] [1] false;
    }
}
