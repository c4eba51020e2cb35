// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-nexthop, by `klink generate rust`.

klink::family_flags! {
    NhFlags "nh-flags" u32 {
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
    GroupType "group-type" u16 {
        MPATH "mpath" = 0;
        RES "res" = 1;
    }
}

klink::family_flags! {
    OpFlags "op-flags" u32 {
        DUMP_STATS "dump-stats" = 0x1;
        DUMP_HW_STATS "dump-hw-stats" = 0x2;
        RESP_GRP_RESVD_0 "resp-grp-resvd-0" = 0x80000000;
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
    Nhmsg PutNhmsg "nhmsg" 8 false {
        nh_family "nh-family" = 0, 1: u8 as U8;
        nh_scope "nh-scope" = 1, 1: u8 as U8;
        nh_protocol "nh-protocol" = 2, 1: u8 as U8;
        nh_flags "nh-flags" = 4, 4: NhFlags as U32;
    }
}

klink::family_struct! {
    NexthopGrp PutNexthopGrp "nexthop-grp" 8 false {
        id "id" = 0, 4: u32 as U32;
        weight "weight" = 4, 1: u8 as U8;
        weight_high "weight-high" = 5, 1: u8 as U8;
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
    NexthopAttrsEncap PutNexthopAttrsEncap "nexthop-attrs encap" [] {
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
    NexthopAttrs PutNexthopAttrs "nexthop-attrs" [Nhmsg PutNhmsg] false [] [] [] {
        id "id" = 1: u32 as U32;
        group "group" = 2 views NexthopGrp PutNexthopGrp;
        group_type "group-type" = 3: GroupType as U16;
        blackhole "blackhole" = 4 flag true;
        oif "oif" = 5: u32 as U32;
        gateway "gateway" = 6: ::std::net::IpAddr as Ip;
        encap_type "encap-type" = 7: LwtunnelEncapTypes as U16;
        encap "encap" = 8 message NexthopAttrsEncap PutNexthopAttrsEncap [U16 7] [];
        groups "groups" = 9 flag true;
        master "master" = 10: u32 as U32;
        fdb "fdb" = 11 flag true;
        res_group "res-group" = 12 nest ResGroupAttrs PutResGroupAttrs;
        res_bucket "res-bucket" = 13 nest ResBucketAttrs PutResBucketAttrs;
        op_flags "op-flags" = 14: OpFlags as U32;
        group_stats "group-stats" = 15 nest GroupStatsAttrs PutGroupStatsAttrs;
        hw_stats_enable "hw-stats-enable" = 16: u32 as U32;
        hw_stats_used "hw-stats-used" = 17: u32 as U32;
        dst_port "dst-port" = 18: u16 as BeU16;
    }
}

klink::family_set! {
    ResGroupAttrs PutResGroupAttrs "res-group-attrs" [] false [] [0] [] {
        buckets "buckets" = 1: u16 as U16;
        idle_timer "idle-timer" = 2: u32 as U32;
        unbalanced_timer "unbalanced-timer" = 3: u32 as U32;
        unbalanced_time "unbalanced-time" = 4: u64 as U64;
    }
}

klink::family_set! {
    ResBucketAttrs PutResBucketAttrs "res-bucket-attrs" [] false [] [0] [] {
        index "index" = 1: u16 as U16;
        idle_time "idle-time" = 2: u64 as U64;
        nh_id "nh-id" = 3: u32 as U32;
    }
}

klink::family_set! {
    GroupStatsAttrs PutGroupStatsAttrs "group-stats-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest GroupStatsEntryAttrs PutGroupStatsEntryAttrs;
    }
}

klink::family_set! {
    GroupStatsEntryAttrs PutGroupStatsEntryAttrs "group-stats-entry-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        packets "packets" = 2: u64 as Uint;
        packets_hw "packets-hw" = 3: u64 as Uint;
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
    raw RtNexthop RtNexthopOn "rt-nexthop" 0 {
        newnexthop Newnexthop "newnexthop" true false 104 104 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
        delnexthop Delnexthop "delnexthop" true false 105 105 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
        getnexthop Getnexthop "getnexthop" true true 106 104 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
        getnexthopbucket Getnexthopbucket "getnexthopbucket" true true 118 116 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
    } {
        NewnexthopNtf "newnexthop-ntf" 104 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
        DelnexthopNtf "delnexthop-ntf" 105 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
        NewnexthopbucketNtf "newnexthopbucket-ntf" 116 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
        DelnexthopbucketNtf "delnexthopbucket-ntf" 117 = PutNexthopAttrs<'w, Nhmsg<'static>>, klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>;
    } {
        RtnlgrpNexthop "rtnlgrp-nexthop" 32;
    } {
        Nexthops "nexthops" 106 8 8 = klink::typed::Framed<Nhmsg<'a>, NexthopAttrs<'a>>, [104] [105] ["rtnlgrp-nexthop" 32] [1] [] [14 12 15 17] [] 0 [] [1] false;
    }
}
