// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-neigh, by `klink generate rust`.

klink::family_flags! {
    NudState "nud-state" u16 {
        INCOMPLETE "incomplete" = 0x1;
        REACHABLE "reachable" = 0x2;
        STALE "stale" = 0x4;
        DELAY "delay" = 0x8;
        PROBE "probe" = 0x10;
        FAILED "failed" = 0x20;
        NOARP "noarp" = 0x40;
        PERMANENT "permanent" = 0x80;
    }
}

klink::family_flags! {
    NtfFlags "ntf-flags" u8 {
        USE "use" = 0x1;
        SELF "self" = 0x2;
        MASTER "master" = 0x4;
        PROXY "proxy" = 0x8;
        EXT_LEARNED "ext-learned" = 0x10;
        OFFLOADED "offloaded" = 0x20;
        STICKY "sticky" = 0x40;
        ROUTER "router" = 0x80;
    }
}

klink::family_flags! {
    NtfExtFlags "ntf-ext-flags" u32 {
        MANAGED "managed" = 0x1;
        LOCKED "locked" = 0x2;
        EXT_VALIDATED "ext-validated" = 0x4;
    }
}

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

klink::family_struct! {
    Ndmsg PutNdmsg "ndmsg" 12 false {
        ndm_family "ndm-family" = 0, 1: u8 as U8;
        ndm_ifindex "ndm-ifindex" = 4, 4: i32 as S32;
        ndm_state "ndm-state" = 8, 2: NudState as U16;
        ndm_flags "ndm-flags" = 10, 1: NtfFlags as U8;
        ndm_type "ndm-type" = 11, 1: RtmType as U8;
    }
}

klink::family_struct! {
    Ndtmsg PutNdtmsg "ndtmsg" 4 false {
        family "family" = 0, 1: u8 as U8;
    }
}

klink::family_struct! {
    NdaCacheinfo PutNdaCacheinfo "nda-cacheinfo" 16 false {
        confirmed "confirmed" = 0, 4: u32 as U32;
        used "used" = 4, 4: u32 as U32;
        updated "updated" = 8, 4: u32 as U32;
        refcnt "refcnt" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    NdtConfig PutNdtConfig "ndt-config" 32 false {
        key_len "key-len" = 0, 2: u16 as U16;
        entry_size "entry-size" = 2, 2: u16 as U16;
        entries "entries" = 4, 4: u32 as U32;
        last_flush "last-flush" = 8, 4: u32 as U32;
        last_rand "last-rand" = 12, 4: u32 as U32;
        hash_rnd "hash-rnd" = 16, 4: u32 as U32;
        hash_mask "hash-mask" = 20, 4: u32 as U32;
        hash_chain_gc "hash-chain-gc" = 24, 4: u32 as U32;
        proxy_qlen "proxy-qlen" = 28, 4: u32 as U32;
    }
}

klink::family_struct! {
    NdtStats PutNdtStats "ndt-stats" 88 false {
        allocs "allocs" = 0, 8: u64 as U64;
        destroys "destroys" = 8, 8: u64 as U64;
        hash_grows "hash-grows" = 16, 8: u64 as U64;
        res_failed "res-failed" = 24, 8: u64 as U64;
        lookups "lookups" = 32, 8: u64 as U64;
        hits "hits" = 40, 8: u64 as U64;
        rcv_probes_mcast "rcv-probes-mcast" = 48, 8: u64 as U64;
        rcv_probes_ucast "rcv-probes-ucast" = 56, 8: u64 as U64;
        periodic_gc_runs "periodic-gc-runs" = 64, 8: u64 as U64;
        forced_gc_runs "forced-gc-runs" = 72, 8: u64 as U64;
        table_fulls "table-fulls" = 80, 8: u64 as U64;
    }
}

klink::family_set! {
    NeighbourAttrs PutNeighbourAttrs "neighbour-attrs" [Ndmsg PutNdmsg] false [] [] [] {
        unspec "unspec" = 0: &'a [u8] as Raw;
        dst "dst" = 1: ::std::net::IpAddr as Ip;
        lladdr "lladdr" = 2: klink::HardwareAddress<'a> as Mac;
        cacheinfo "cacheinfo" = 3 view NdaCacheinfo PutNdaCacheinfo;
        probes "probes" = 4: u32 as U32;
        vlan "vlan" = 5: u16 as U16;
        port "port" = 6: u16 as BeU16;
        vni "vni" = 7: u32 as U32;
        ifindex "ifindex" = 8: u32 as U32;
        master "master" = 9: u32 as U32;
        link_netnsid "link-netnsid" = 10: i32 as S32;
        src_vni "src-vni" = 11: u32 as U32;
        protocol "protocol" = 12: u8 as U8;
        nh_id "nh-id" = 13: u32 as U32;
        fdb_ext_attrs "fdb-ext-attrs" = 14: &'a [u8] as Raw;
        flags_ext "flags-ext" = 15: NtfExtFlags as U32;
        ndm_state_mask "ndm-state-mask" = 16: u16 as U16;
        ndm_flags_mask "ndm-flags-mask" = 17: u8 as U8;
    }
}

klink::family_set! {
    NdtAttrs PutNdtAttrs "ndt-attrs" [Ndtmsg PutNdtmsg] false [] [9] [] {
        name "name" = 1: &'a str as Str;
        thresh1 "thresh1" = 2: u32 as U32;
        thresh2 "thresh2" = 3: u32 as U32;
        thresh3 "thresh3" = 4: u32 as U32;
        config "config" = 5 view NdtConfig PutNdtConfig;
        parms "parms" = 6 nest NdtpaAttrs PutNdtpaAttrs;
        stats "stats" = 7 view NdtStats PutNdtStats;
        gc_interval "gc-interval" = 8: u64 as U64;
    }
}

klink::family_set! {
    NdtpaAttrs PutNdtpaAttrs "ndtpa-attrs" [] false [] [18] [] {
        ifindex "ifindex" = 1: u32 as U32;
        refcnt "refcnt" = 2: u32 as U32;
        reachable_time "reachable-time" = 3: u64 as U64;
        base_reachable_time "base-reachable-time" = 4: u64 as U64;
        retrans_time "retrans-time" = 5: u64 as U64;
        gc_staletime "gc-staletime" = 6: u64 as U64;
        delay_probe_time "delay-probe-time" = 7: u64 as U64;
        queue_len "queue-len" = 8: u32 as U32;
        app_probes "app-probes" = 9: u32 as U32;
        ucast_probes "ucast-probes" = 10: u32 as U32;
        mcast_probes "mcast-probes" = 11: u32 as U32;
        anycast_delay "anycast-delay" = 12: u64 as U64;
        proxy_delay "proxy-delay" = 13: u64 as U64;
        proxy_qlen "proxy-qlen" = 14: u32 as U32;
        locktime "locktime" = 15: u64 as U64;
        queue_lenbytes "queue-lenbytes" = 16: u32 as U32;
        mcast_reprobes "mcast-reprobes" = 17: u32 as U32;
        interval_probe_time_ms "interval-probe-time-ms" = 19: u64 as U64;
    }
}

klink::family_operations! {
    raw RtNeigh RtNeighOn "rt-neigh" 0 {
        newneigh Newneigh "newneigh" true false 28 28 = PutNeighbourAttrs<'w, Ndmsg<'static>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>;
        delneigh Delneigh "delneigh" true false 29 29 = PutNeighbourAttrs<'w, Ndmsg<'static>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>;
        getneigh Getneigh "getneigh" true true 30 28 = PutNeighbourAttrs<'w, Ndmsg<'static>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>;
        getneightbl Getneightbl "getneightbl" false true 66 64 = PutNdtAttrs<'w, Ndtmsg<'static>>, klink::typed::Framed<Ndtmsg<'a>, NdtAttrs<'a>>, klink::typed::Framed<Ndtmsg<'a>, NdtAttrs<'a>>;
        setneightbl Setneightbl "setneightbl" true false 67 67 = PutNdtAttrs<'w, Ndtmsg<'static>>, klink::typed::Framed<Ndtmsg<'a>, NdtAttrs<'a>>, klink::typed::Framed<Ndtmsg<'a>, NdtAttrs<'a>>;
    } {
        DelneighNtf "delneigh-ntf" 29 = PutNeighbourAttrs<'w, Ndmsg<'static>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>;
        NewneighNtf "newneigh-ntf" 28 = PutNeighbourAttrs<'w, Ndmsg<'static>>, klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>;
    } {
        RtnlgrpNeigh "rtnlgrp-neigh" 3;
    } {
        Neighbours "neighbours" 30 12 12 = klink::typed::Framed<Ndmsg<'a>, NeighbourAttrs<'a>>, [28] [29] ["rtnlgrp-neigh" 3] [(0 1) (4 4) 1] [0 1 [2 10] 8 2 [2 4 8 16 32 128]] [3 4] [] 0 [] [] false;
    }
}
