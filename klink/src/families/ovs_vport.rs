// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ovs_vport, by `klink generate rust`.

klink::family_enum! {
    VportType "vport-type" u32 {
        UNSPEC "unspec" = 0;
        NETDEV "netdev" = 1;
        INTERNAL "internal" = 2;
        GRE "gre" = 3;
        VXLAN "vxlan" = 4;
        GENEVE "geneve" = 5;
    }
}

klink::family_struct! {
    OvsHeader PutOvsHeader "ovs-header" 4 false {
        dp_ifindex "dp-ifindex" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    OvsVportStats PutOvsVportStats "ovs-vport-stats" 64 false {
        rx_packets "rx-packets" = 0, 8: u64 as U64;
        tx_packets "tx-packets" = 8, 8: u64 as U64;
        rx_bytes "rx-bytes" = 16, 8: u64 as U64;
        tx_bytes "tx-bytes" = 24, 8: u64 as U64;
        rx_errors "rx-errors" = 32, 8: u64 as U64;
        tx_errors "tx-errors" = 40, 8: u64 as U64;
        rx_dropped "rx-dropped" = 48, 8: u64 as U64;
        tx_dropped "tx-dropped" = 56, 8: u64 as U64;
    }
}

klink::family_set! {
    VportOptions PutVportOptions "vport-options" [] false [] [] [] {
        dst_port "dst-port" = 1: u32 as U32;
        extension "extension" = 2: u32 as U32;
    }
}

klink::family_set! {
    UpcallStats PutUpcallStats "upcall-stats" [] false [] [] [] {
        success "success" = 0: u64 as U64;
        fail "fail" = 1: u64 as U64;
    }
}

klink::family_set! {
    Vport PutVport "vport" [OvsHeader PutOvsHeader] false [] [] [] {
        port_no "port-no" = 1: u32 as U32;
        r#type "type" = 2: VportType as U32;
        name "name" = 3: &'a str as Str;
        options "options" = 4 nest VportOptions PutVportOptions;
        upcall_pid "upcall-pid" = 5 packed u32 as U32, 4;
        stats "stats" = 6 view OvsVportStats PutOvsVportStats;
        ifindex "ifindex" = 8: u32 as U32;
        netnsid "netnsid" = 9: u32 as U32;
        upcall_stats "upcall-stats" = 10 nest UpcallStats PutUpcallStats;
    }
}

klink::family_operations! {
    generic OvsVport OvsVportOn "ovs_vport" 2 {
        new New "new" true false 1 1 = PutVport<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Vport<'a>>, klink::typed::Framed<OvsHeader<'a>, Vport<'a>>;
        del Del "del" true false 2 2 = PutVport<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Vport<'a>>, klink::typed::Framed<OvsHeader<'a>, Vport<'a>>;
        get Get "get" true true 3 3 = PutVport<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Vport<'a>>, klink::typed::Framed<OvsHeader<'a>, Vport<'a>>;
    } {
    } {
        OvsVport "ovs_vport" 0;
    } {
    }
}
