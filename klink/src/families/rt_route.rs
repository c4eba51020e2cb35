// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-route, by `klink generate rust`.

klink::family_enum! {
    RtmType "rtm-type" u8 {
        UNSPEC "unspec" = 0;
        UNICAST "unicast" = 1;
        LOCAL "local" = 2;
        BROADCAST "broadcast" = 3;
        ANYCAST "anycast" = 4;
        MULTICAST "multicast" = 5;
        BLACKHOLE "blackhole" = 6;
        UNREACHABLE "unreachable" = 7;
        PROHIBIT "prohibit" = 8;
        THROW "throw" = 9;
        NAT "nat" = 10;
        XRESOLVE "xresolve" = 11;
    }
}

klink::family_enum! {
    DelReason "del-reason" u32 {
        UNSPEC "unspec" = 0;
        EXPIRED "expired" = 1;
        RA_WITHDRAWN "ra-withdrawn" = 2;
    }
}

klink::family_flags! {
    RtnhFlags "rtnh-flags" u8 {
        DEAD "dead" = 0x1;
        PERVASIVE "pervasive" = 0x2;
        ONLINK "onlink" = 0x4;
        OFFLOAD "offload" = 0x8;
        LINKDOWN "linkdown" = 0x10;
        UNRESOLVED "unresolved" = 0x20;
        TRAP "trap" = 0x40;
    }
}

klink::family_enum! {
    LwtunnelEncapTypes "lwtunnel-encap-types" u16 {
        NONE "none" = 0;
        MPLS "mpls" = 1;
        IP "ip" = 2;
        ILA "ila" = 3;
        IP6 "ip6" = 4;
        SEG6 "seg6" = 5;
        BPF "bpf" = 6;
        SEG6_LOCAL "seg6-local" = 7;
        RPL "rpl" = 8;
        IOAM6 "ioam6" = 9;
        XFRM "xfrm" = 10;
    }
}

klink::family_enum! {
    Seg6IptunnelMode "seg6-iptunnel-mode" i32 {
        INLINE "inline" = 0;
        ENCAP "encap" = 1;
        L2ENCAP "l2encap" = 2;
        ENCAP_RED "encap-red" = 3;
        L2ENCAP_RED "l2encap-red" = 4;
    }
}

klink::family_enum! {
    Seg6LocalAction "seg6-local-action" u32 {
        UNSPEC "unspec" = 0;
        END "end" = 1;
        END_X "end-x" = 2;
        END_T "end-t" = 3;
        END_DX2 "end-dx2" = 4;
        END_DX6 "end-dx6" = 5;
        END_DX4 "end-dx4" = 6;
        END_DT6 "end-dt6" = 7;
        END_DT4 "end-dt4" = 8;
        END_B6 "end-b6" = 9;
        END_B6_ENCAP "end-b6-encap" = 10;
        END_BM "end-bm" = 11;
        END_S "end-s" = 12;
        END_AS "end-as" = 13;
        END_AM "end-am" = 14;
        END_BPF "end-bpf" = 15;
        END_DT46 "end-dt46" = 16;
    }
}

klink::family_enum! {
    Ioam6Mode "ioam6-mode" u8 {
        INLINE "inline" = 1;
        ENCAP "encap" = 2;
        AUTO "auto" = 3;
    }
}

klink::family_enum! {
    IlaCsumMode "ila-csum-mode" u8 {
        ADJUST_TRANSPORT "adjust-transport" = 0;
        NEUTRAL_MAP "neutral-map" = 1;
        NO_ACTION "no-action" = 2;
        NEUTRAL_MAP_AUTO "neutral-map-auto" = 3;
    }
}

klink::family_enum! {
    IlaIdentType "ila-ident-type" u8 {
        IID "iid" = 0;
        LUID "luid" = 1;
        VIRT_V4 "virt-v4" = 2;
        VIRT_UNI_V6 "virt-uni-v6" = 3;
        VIRT_MULTI_V6 "virt-multi-v6" = 4;
        NONLOCAL_ADDR "nonlocal-addr" = 5;
        RSVD_1 "rsvd-1" = 6;
        RSVD_2 "rsvd-2" = 7;
        USE_FORMAT "use-format" = 32;
    }
}

klink::family_enum! {
    IlaHookType "ila-hook-type" u8 {
        ROUTE_OUTPUT "route-output" = 0;
        ROUTE_INPUT "route-input" = 1;
    }
}

klink::family_struct! {
    Rtmsg PutRtmsg "rtmsg" 12 false {
        rtm_family "rtm-family" = 0, 1: u8 as U8;
        rtm_dst_len "rtm-dst-len" = 1, 1: u8 as U8;
        rtm_src_len "rtm-src-len" = 2, 1: u8 as U8;
        rtm_tos "rtm-tos" = 3, 1: u8 as U8;
        rtm_table "rtm-table" = 4, 1: u8 as U8;
        rtm_protocol "rtm-protocol" = 5, 1: u8 as U8;
        rtm_scope "rtm-scope" = 6, 1: u8 as U8;
        rtm_type "rtm-type" = 7, 1: RtmType as U8;
        rtm_flags "rtm-flags" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    RtaCacheinfo PutRtaCacheinfo "rta-cacheinfo" 32 false {
        rta_clntref "rta-clntref" = 0, 4: u32 as U32;
        rta_lastuse "rta-lastuse" = 4, 4: u32 as U32;
        rta_expires "rta-expires" = 8, 4: i32 as S32;
        rta_error "rta-error" = 12, 4: u32 as U32;
        rta_used "rta-used" = 16, 4: u32 as U32;
        rta_id "rta-id" = 20, 4: u32 as U32;
        rta_ts "rta-ts" = 24, 4: u32 as U32;
        rta_tsage "rta-tsage" = 28, 4: u32 as U32;
    }
}

klink::family_struct! {
    Rtnexthop PutRtnexthop "rtnexthop" 8 false {
        rtnh_len "rtnh-len" = 0, 2: u16 as U16;
        rtnh_flags "rtnh-flags" = 2, 1: RtnhFlags as U8;
        rtnh_hops "rtnh-hops" = 3, 1: u8 as U8;
        rtnh_ifindex "rtnh-ifindex" = 4, 4: i32 as S32;
    }
}

klink::family_struct! {
    Rtvia PutRtvia "rtvia" 2 true {
        family "family" = 0, 2: u16 as U16;
        addr "addr" = 2, 0 rest ::std::net::IpAddr as Ip;
    }
}

klink::family_struct! {
    RtaMfcStats PutRtaMfcStats "rta-mfc-stats" 24 false {
        mfcs_packets "mfcs-packets" = 0, 8: u64 as U64;
        mfcs_bytes "mfcs-bytes" = 8, 8: u64 as U64;
        mfcs_wrong_if "mfcs-wrong-if" = 16, 8: u64 as U64;
    }
}

klink::family_struct! {
    MplsLabel PutMplsLabel "mpls-label" 4 false {
        ttl "ttl" = 0, 4 bits u32 as BeU32, 0, 8;
        bottom "bottom" = 0, 4 bits u32 as BeU32, 8, 1;
        class "class" = 0, 4 bits u32 as BeU32, 9, 3;
        label "label" = 0, 4 bits u32 as BeU32, 12, 20;
    }
}

klink::family_struct! {
    Seg6IptunnelEncap PutSeg6IptunnelEncap "seg6-iptunnel-encap" 4 true {
        mode "mode" = 0, 4: Seg6IptunnelMode as S32;
        srh "srh" = 4, 0 message Seg6IptunnelEncapSrh PutSeg6IptunnelEncapSrh [S32 0];
    }
}

klink::family_struct! {
    Ipv6SrHdr PutIpv6SrHdr "ipv6-sr-hdr" 8 true {
        nexthdr "nexthdr" = 0, 1: u8 as U8;
        hdrlen "hdrlen" = 1, 1: u8 as U8;
        r#type "type" = 2, 1: u8 as U8;
        segments_left "segments-left" = 3, 1: u8 as U8;
        first_segment "first-segment" = 4, 1: u8 as U8;
        flags "flags" = 5, 1: u8 as U8;
        tag "tag" = 6, 2: u16 as BeU16;
        segments "segments" = 8, 16 items ::std::net::IpAddr as Ip;
    }
}

klink::family_struct! {
    Ipv6RplSrHdr PutIpv6RplSrHdr "ipv6-rpl-sr-hdr" 8 true {
        nexthdr "nexthdr" = 0, 1: u8 as U8;
        hdrlen "hdrlen" = 1, 1: u8 as U8;
        r#type "type" = 2, 1: u8 as U8;
        segments_left "segments-left" = 3, 1: u8 as U8;
        cmpre "cmpre" = 4, 1 bits u8 as U8, 0, 4;
        cmpri "cmpri" = 4, 1 bits u8 as U8, 4, 4;
        reserved "reserved" = 5, 1 bits u8 as U8, 0, 4;
        padding "padding" = 5, 1 bits u8 as U8, 4, 4;
        segments "segments" = 8, 16 items ::std::net::IpAddr as Ip;
    }
}

klink::family_struct! {
    Ioam6TraceHdr PutIoam6TraceHdr "ioam6-trace-hdr" 8 true {
        namespace_id "namespace-id" = 0, 2: u16 as BeU16;
        unused "unused" = 2, 1 bits u8 as U8, 0, 2;
        overflow "overflow" = 2, 1 bits u8 as U8, 2, 1;
        nodelen "nodelen" = 2, 1 bits u8 as U8, 3, 5;
        remlen "remlen" = 3, 1 bits u8 as U8, 0, 7;
        r#type "type" = 4, 4: u32 as HexBeU32;
        data "data" = 8, 0 rest &'a [u8] as Raw;
    }
}

klink::family_message! {
    RouteAttrsEncap PutRouteAttrsEncap "route-attrs encap" [] {
        Bpf bpf "bpf" [] [6] true = EncapBpfAttrs<'a>, PutEncapBpfAttrs<'w>;
        Ila ila "ila" [] [3] true = EncapIlaAttrs<'a>, PutEncapIlaAttrs<'w>;
        Ioam6 ioam6 "ioam6" [] [9] true = EncapIoam6Attrs<'a>, PutEncapIoam6Attrs<'w>;
        Ip ip "ip" [] [2] true = EncapIpAttrs<'a>, PutEncapIpAttrs<'w>;
        Ip6 ip6 "ip6" [] [4] true = EncapIp6Attrs<'a>, PutEncapIp6Attrs<'w>;
        Mpls mpls "mpls" [] [1] true = EncapMplsAttrs<'a>, PutEncapMplsAttrs<'w>;
        Rpl rpl "rpl" [] [8] true = EncapRplAttrs<'a>, PutEncapRplAttrs<'w>;
        Seg6 seg6 "seg6" [] [5] true = EncapSeg6Attrs<'a>, PutEncapSeg6Attrs<'w>;
        Seg6Local seg6_local "seg6-local" [] [7] true = EncapSeg6LocalAttrs<'a>, PutEncapSeg6LocalAttrs<'w>;
        Xfrm xfrm "xfrm" [] [10] true = EncapXfrmAttrs<'a>, PutEncapXfrmAttrs<'w>;
    }
}

klink::family_message! {
    Seg6IptunnelEncapSrh PutSeg6IptunnelEncapSrh "seg6-iptunnel-encap srh" [] {
        Encap encap "encap" [] [1] false = Ipv6SrHdr<'a>, PutIpv6SrHdr<'w>;
        EncapRed encap_red "encap-red" [] [3] false = Ipv6SrHdr<'a>, PutIpv6SrHdr<'w>;
        Inline inline "inline" [] [0] false = Ipv6SrHdr<'a>, PutIpv6SrHdr<'w>;
        L2encap l2encap "l2encap" [] [2] false = Ipv6SrHdr<'a>, PutIpv6SrHdr<'w>;
        L2encapRed l2encap_red "l2encap-red" [] [4] false = Ipv6SrHdr<'a>, PutIpv6SrHdr<'w>;
    }
}

klink::family_set! {
    RouteAttrs PutRouteAttrs "route-attrs" [Rtmsg PutRtmsg Rtnexthop PutRtnexthop] false [] [] [] {
        dst "dst" = 1: ::std::net::IpAddr as Ip;
        src "src" = 2: ::std::net::IpAddr as Ip;
        iif "iif" = 3: u32 as U32;
        oif "oif" = 4: u32 as U32;
        gateway "gateway" = 5: ::std::net::IpAddr as Ip;
        priority "priority" = 6: u32 as U32;
        prefsrc "prefsrc" = 7: ::std::net::IpAddr as Ip;
        metrics "metrics" = 8 nest Metrics PutMetrics;
        multipath "multipath" = 9 records klink::typed::Framed<Rtnexthop<'a>, RouteAttrs<'a>>, PutRouteAttrs<'w, Rtnexthop<'static>>, U16 0;
        protoinfo "protoinfo" = 10: &'a [u8] as Raw;
        flow "flow" = 11: u32 as U32;
        cacheinfo "cacheinfo" = 12 view RtaCacheinfo PutRtaCacheinfo;
        session "session" = 13: &'a [u8] as Raw;
        mp_algo "mp-algo" = 14: &'a [u8] as Raw;
        table "table" = 15: u32 as U32;
        mark "mark" = 16: u32 as U32;
        mfc_stats "mfc-stats" = 17 view RtaMfcStats PutRtaMfcStats;
        via "via" = 18 view Rtvia PutRtvia;
        newdst "newdst" = 19 views MplsLabel PutMplsLabel;
        pref "pref" = 20: u8 as U8;
        encap_type "encap-type" = 21: LwtunnelEncapTypes as U16;
        encap "encap" = 22 message RouteAttrsEncap PutRouteAttrsEncap [U16 21] [];
        expires "expires" = 23: u32 as U32;
        pad "pad" = 24: &'a [u8] as Raw;
        uid "uid" = 25: u32 as U32;
        ttl_propagate "ttl-propagate" = 26: u8 as U8;
        ip_proto "ip-proto" = 27: u8 as U8;
        sport "sport" = 28: u16 as BeU16;
        dport "dport" = 29: u16 as BeU16;
        nh_id "nh-id" = 30: u32 as U32;
        flowlabel "flowlabel" = 31: u32 as HexBeU32;
        del_reason "del-reason" = 32: DelReason as U32;
    }
}

klink::family_set! {
    Metrics PutMetrics "metrics" [] false [] [] [] {
        lock "lock" = 1: u32 as U32;
        mtu "mtu" = 2: u32 as U32;
        window "window" = 3: u32 as U32;
        rtt "rtt" = 4: u32 as U32;
        rttvar "rttvar" = 5: u32 as U32;
        ssthresh "ssthresh" = 6: u32 as U32;
        cwnd "cwnd" = 7: u32 as U32;
        advmss "advmss" = 8: u32 as U32;
        reordering "reordering" = 9: u32 as U32;
        hoplimit "hoplimit" = 10: u32 as U32;
        initcwnd "initcwnd" = 11: u32 as U32;
        features "features" = 12: u32 as U32;
        rto_min "rto-min" = 13: u32 as U32;
        initrwnd "initrwnd" = 14: u32 as U32;
        quickack "quickack" = 15: u32 as U32;
        cc_algo "cc-algo" = 16: &'a str as Str;
        fastopen_no_cookie "fastopen-no-cookie" = 17: u32 as U32;
    }
}

klink::family_set! {
    EncapMplsAttrs PutEncapMplsAttrs "encap-mpls-attrs" [] false [] [] [] {
        dst "dst" = 1 views MplsLabel PutMplsLabel;
        ttl "ttl" = 2: u8 as U8;
    }
}

klink::family_set! {
    EncapIpAttrs PutEncapIpAttrs "encap-ip-attrs" [] false [] [7] [] {
        id "id" = 1: u64 as BeU64;
        dst "dst" = 2: ::std::net::Ipv4Addr as BeV4;
        src "src" = 3: ::std::net::Ipv4Addr as BeV4;
        ttl "ttl" = 4: u8 as U8;
        tos "tos" = 5: u8 as U8;
        flags "flags" = 6: u16 as HexBeU16;
        opts "opts" = 8 nest EncapOptsAttrs PutEncapOptsAttrs;
    }
}

klink::family_set! {
    EncapIp6Attrs PutEncapIp6Attrs "encap-ip6-attrs" [] false [] [7] [] {
        id "id" = 1: u64 as BeU64;
        dst "dst" = 2: ::std::net::IpAddr as Ip;
        src "src" = 3: ::std::net::IpAddr as Ip;
        hoplimit "hoplimit" = 4: u8 as U8;
        tc "tc" = 5: u8 as U8;
        flags "flags" = 6: u16 as HexBeU16;
        opts "opts" = 8 nest EncapOptsAttrs PutEncapOptsAttrs;
    }
}

klink::family_set! {
    EncapOptsAttrs PutEncapOptsAttrs "encap-opts-attrs" [] false [] [] [1] {
        geneve "geneve" = 1 multi_nest EncapOptGeneveAttrs PutEncapOptGeneveAttrs;
        vxlan "vxlan" = 2 nest EncapOptVxlanAttrs PutEncapOptVxlanAttrs;
        erspan "erspan" = 3 nest EncapOptErspanAttrs PutEncapOptErspanAttrs;
    }
}

klink::family_set! {
    EncapOptGeneveAttrs PutEncapOptGeneveAttrs "encap-opt-geneve-attrs" [] false [] [] [] {
        class "class" = 1: u16 as BeU16;
        r#type "type" = 2: u8 as U8;
        data "data" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    EncapOptVxlanAttrs PutEncapOptVxlanAttrs "encap-opt-vxlan-attrs" [] false [] [] [] {
        gbp "gbp" = 1: u32 as U32;
    }
}

klink::family_set! {
    EncapOptErspanAttrs PutEncapOptErspanAttrs "encap-opt-erspan-attrs" [] false [] [] [] {
        ver "ver" = 1: u8 as U8;
        index "index" = 2: u32 as BeU32;
        dir "dir" = 3: u8 as U8;
        hwid "hwid" = 4: u8 as U8;
    }
}

klink::family_set! {
    EncapIlaAttrs PutEncapIlaAttrs "encap-ila-attrs" [] false [] [6] [] {
        locator "locator" = 1: u64 as HexBeU64;
        csum_mode "csum-mode" = 7: IlaCsumMode as U8;
        ident_type "ident-type" = 8: IlaIdentType as U8;
        hook_type "hook-type" = 9: IlaHookType as U8;
    }
}

klink::family_set! {
    EncapBpfAttrs PutEncapBpfAttrs "encap-bpf-attrs" [] false [] [] [] {
        r#in "in" = 1 nest BpfProgAttrs PutBpfProgAttrs;
        out "out" = 2 nest BpfProgAttrs PutBpfProgAttrs;
        xmit "xmit" = 3 nest BpfProgAttrs PutBpfProgAttrs;
        xmit_headroom "xmit-headroom" = 4: u32 as U32;
    }
}

klink::family_set! {
    BpfProgAttrs PutBpfProgAttrs "bpf-prog-attrs" [] false [] [] [] {
        fd "fd" = 1: u32 as U32;
        name "name" = 2: &'a str as Str;
    }
}

klink::family_set! {
    EncapSeg6Attrs PutEncapSeg6Attrs "encap-seg6-attrs" [] false [] [] [] {
        srh "srh" = 1 view Seg6IptunnelEncap PutSeg6IptunnelEncap;
        src "src" = 2: ::std::net::IpAddr as Ip;
        table "table" = 3: u32 as U32;
    }
}

klink::family_set! {
    EncapSeg6LocalAttrs PutEncapSeg6LocalAttrs "encap-seg6-local-attrs" [] false [] [] [] {
        action "action" = 1: Seg6LocalAction as U32;
        srh "srh" = 2 view Ipv6SrHdr PutIpv6SrHdr;
        table "table" = 3: u32 as U32;
        nh4 "nh4" = 4: ::std::net::IpAddr as Ip;
        nh6 "nh6" = 5: ::std::net::IpAddr as Ip;
        iif "iif" = 6: u32 as U32;
        oif "oif" = 7: u32 as U32;
        bpf "bpf" = 8 nest Seg6BpfProgAttrs PutSeg6BpfProgAttrs;
        vrftable "vrftable" = 9: u32 as U32;
        counters "counters" = 10 nest Seg6LocalCountersAttrs PutSeg6LocalCountersAttrs;
        flavors "flavors" = 11 nest Seg6LocalFlavorsAttrs PutSeg6LocalFlavorsAttrs;
    }
}

klink::family_set! {
    Seg6BpfProgAttrs PutSeg6BpfProgAttrs "seg6-bpf-prog-attrs" [] false [] [] [] {
        name "name" = 2: &'a str as Str;
    }
}

klink::family_set! {
    Seg6LocalCountersAttrs PutSeg6LocalCountersAttrs "seg6-local-counters-attrs" [] false [] [1] [] {
        packets "packets" = 2: u64 as U64;
        bytes "bytes" = 3: u64 as U64;
        errors "errors" = 4: u64 as U64;
    }
}

klink::family_set! {
    Seg6LocalFlavorsAttrs PutSeg6LocalFlavorsAttrs "seg6-local-flavors-attrs" [] false [] [] [] {
        operation "operation" = 1: u32 as U32;
        lcblock_bits "lcblock-bits" = 2: u8 as U8;
        lcnode_fn_bits "lcnode-fn-bits" = 3: u8 as U8;
    }
}

klink::family_set! {
    EncapRplAttrs PutEncapRplAttrs "encap-rpl-attrs" [] false [] [] [] {
        srh "srh" = 1 view Ipv6RplSrHdr PutIpv6RplSrHdr;
    }
}

klink::family_set! {
    EncapIoam6Attrs PutEncapIoam6Attrs "encap-ioam6-attrs" [] false [] [] [] {
        mode "mode" = 1: Ioam6Mode as U8;
        dst "dst" = 2: ::std::net::IpAddr as Ip;
        trace "trace" = 3 view Ioam6TraceHdr PutIoam6TraceHdr;
        freq_k "freq-k" = 4: u32 as U32;
        freq_n "freq-n" = 5: u32 as U32;
        src "src" = 6: ::std::net::IpAddr as Ip;
    }
}

klink::family_set! {
    EncapXfrmAttrs PutEncapXfrmAttrs "encap-xfrm-attrs" [] false [] [] [] {
        if_id "if-id" = 1: u32 as U32;
        link "link" = 2: u32 as U32;
    }
}

klink::family_operations! {
    raw RtRoute RtRouteOn "rt-route" 0 {
        getroute Getroute "getroute" true true 26 24 = PutRouteAttrs<'w, Rtmsg<'static>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>;
        newroute Newroute "newroute" true false 24 24 = PutRouteAttrs<'w, Rtmsg<'static>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>;
        delroute Delroute "delroute" true false 25 25 = PutRouteAttrs<'w, Rtmsg<'static>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>;
    } {
        NewrouteNtf "newroute-ntf" 24 = PutRouteAttrs<'w, Rtmsg<'static>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>;
        DelrouteNtf "delroute-ntf" 25 = PutRouteAttrs<'w, Rtmsg<'static>>, klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>;
    } {
        RtnlgrpIpv4Route "rtnlgrp-ipv4-route" 7;
        RtnlgrpIpv6Route "rtnlgrp-ipv6-route" 11;
        RtnlgrpMplsRoute "rtnlgrp-mpls-route" 27;
        RtnlgrpIpv4Mroute "rtnlgrp-ipv4-mroute" 6;
        RtnlgrpIpv6Mroute "rtnlgrp-ipv6-mroute" 10;
    } {
        Routes "routes" 26 12 12 = klink::typed::Framed<Rtmsg<'a>, RouteAttrs<'a>>, [24] [25] ["rtnlgrp-ipv4-route" 7 "rtnlgrp-ipv6-route" 11] [(0 1) (1 1) (2 1) (3 1) (6 1) (7 1) 15 1 2 6 4 5 18 30] [0 1 [2 10]] [12 23 17 32] [9] 2304 [] [1 5 32] false;
    }
}
