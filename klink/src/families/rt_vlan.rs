// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-vlan, by `klink generate rust`.

klink::family_flags! {
    VlanInfoFlags "vlan-info-flags" u16 {
        MASTER "master" = 0x1;
        PVID "pvid" = 0x2;
        UNTAGGED "untagged" = 0x4;
        RANGE_BEGIN "range-begin" = 0x8;
        RANGE_END "range-end" = 0x10;
        BRENTRY "brentry" = 0x20;
        ONLY_OPTS "only-opts" = 0x40;
    }
}

klink::family_flags! {
    DumpFlags "dump-flags" u32 {
        STATS "stats" = 0x1;
        GLOBAL "global" = 0x2;
    }
}

klink::family_enum! {
    VlanState "vlan-state" u8 {
        DISABLED "disabled" = 0;
        LISTENING "listening" = 1;
        LEARNING "learning" = 2;
        FORWARDING "forwarding" = 3;
        BLOCKING "blocking" = 4;
    }
}

klink::family_enum! {
    RouterType "router-type" u8 {
        DISABLED "disabled" = 0;
        TEMP_QUERY "temp-query" = 1;
        PERM "perm" = 2;
        TEMP "temp" = 3;
    }
}

klink::family_struct! {
    BrVlanMsg PutBrVlanMsg "br-vlan-msg" 8 false {
        family "family" = 0, 1: u8 as U8;
        ifindex "ifindex" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    BridgeVlanInfo PutBridgeVlanInfo "bridge-vlan-info" 4 false {
        flags "flags" = 0, 2: VlanInfoFlags as U16;
        vid "vid" = 2, 2: u16 as U16;
    }
}

klink::family_struct! {
    RouterPort PutRouterPort "router-port" 4 true {
        ifindex "ifindex" = 0, 4: u32 as U32;
        attributes "attributes" = 4, 0 nest RouterPortAttrs PutRouterPortAttrs;
    }
}

klink::family_set! {
    VlanAttrs PutVlanAttrs "vlan-attrs" [BrVlanMsg PutBrVlanMsg] false [] [] [1 2] {
        entry "entry" = 1 multi_nest VlanEntryAttrs PutVlanEntryAttrs;
        global_options "global-options" = 2 multi_nest VlanGlobalAttrs PutVlanGlobalAttrs;
    }
}

klink::family_set! {
    VlanDumpAttrs PutVlanDumpAttrs "vlan-dump-attrs" [BrVlanMsg PutBrVlanMsg] false [] [] [] {
        flags "flags" = 1: DumpFlags as U32;
    }
}

klink::family_set! {
    VlanEntryAttrs PutVlanEntryAttrs "vlan-entry-attrs" [] false [] [] [] {
        info "info" = 1 view BridgeVlanInfo PutBridgeVlanInfo;
        range "range" = 2: u16 as U16;
        state "state" = 3: VlanState as U8;
        tunnel_info "tunnel-info" = 4 nest VlanTunnelAttrs PutVlanTunnelAttrs;
        stats "stats" = 5 nest VlanStatsAttrs PutVlanStatsAttrs;
        mcast_router "mcast-router" = 6: u8 as U8;
        mcast_n_groups "mcast-n-groups" = 7: u32 as U32;
        mcast_max_groups "mcast-max-groups" = 8: u32 as U32;
        neigh_suppress "neigh-suppress" = 9: u8 as U8;
        neigh_forward_grat "neigh-forward-grat" = 10: u8 as U8;
    }
}

klink::family_set! {
    VlanTunnelAttrs PutVlanTunnelAttrs "vlan-tunnel-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        cmd "cmd" = 2: u32 as U32;
    }
}

klink::family_set! {
    VlanStatsAttrs PutVlanStatsAttrs "vlan-stats-attrs" [] false [] [5] [] {
        rx_bytes "rx-bytes" = 1: u64 as U64;
        rx_packets "rx-packets" = 2: u64 as U64;
        tx_bytes "tx-bytes" = 3: u64 as U64;
        tx_packets "tx-packets" = 4: u64 as U64;
    }
}

klink::family_set! {
    VlanGlobalAttrs PutVlanGlobalAttrs "vlan-global-attrs" [] false [] [9] [] {
        id "id" = 1: u16 as U16;
        range "range" = 2: u16 as U16;
        mcast_snooping "mcast-snooping" = 3: u8 as U8;
        mcast_igmp_version "mcast-igmp-version" = 4: u8 as U8;
        mcast_mld_version "mcast-mld-version" = 5: u8 as U8;
        mcast_last_member_cnt "mcast-last-member-cnt" = 6: u32 as U32;
        mcast_startup_query_cnt "mcast-startup-query-cnt" = 7: u32 as U32;
        mcast_last_member_intvl "mcast-last-member-intvl" = 8: u64 as U64;
        mcast_membership_intvl "mcast-membership-intvl" = 10: u64 as U64;
        mcast_querier_intvl "mcast-querier-intvl" = 11: u64 as U64;
        mcast_query_intvl "mcast-query-intvl" = 12: u64 as U64;
        mcast_query_response_intvl "mcast-query-response-intvl" = 13: u64 as U64;
        mcast_startup_query_intvl "mcast-startup-query-intvl" = 14: u64 as U64;
        mcast_querier "mcast-querier" = 15: u8 as U8;
        mcast_router_ports "mcast-router-ports" = 16 nest RouterPortsAttrs PutRouterPortsAttrs;
        mcast_querier_state "mcast-querier-state" = 17 nest QuerierAttrs PutQuerierAttrs;
        msti "msti" = 18: u16 as U16;
    }
}

klink::family_set! {
    RouterPortsAttrs PutRouterPortsAttrs "router-ports-attrs" [] false [] [] [] {
        router "router" = 2 nest RouterAttrs PutRouterAttrs;
    }
}

klink::family_set! {
    RouterAttrs PutRouterAttrs "router-attrs" [] false [] [] [1] {
        port "port" = 1 multi_view RouterPort PutRouterPort;
    }
}

klink::family_set! {
    RouterPortAttrs PutRouterPortAttrs "router-port-attrs" [] false [] [] [] {
        timer "timer" = 1: u32 as U32;
        r#type "type" = 2: RouterType as U8;
        inet_timer "inet-timer" = 3: u32 as U32;
        inet6_timer "inet6-timer" = 4: u32 as U32;
        vid "vid" = 5: u16 as U16;
    }
}

klink::family_set! {
    QuerierAttrs PutQuerierAttrs "querier-attrs" [] false [] [4] [] {
        ip_address "ip-address" = 1: ::std::net::Ipv4Addr as BeV4;
        ip_port "ip-port" = 2: u32 as U32;
        ip_other_timer "ip-other-timer" = 3: u64 as U64;
        ipv6_address "ipv6-address" = 5: ::std::net::IpAddr as Ip;
        ipv6_port "ipv6-port" = 6: u32 as U32;
        ipv6_other_timer "ipv6-other-timer" = 7: u64 as U64;
    }
}

klink::family_operations! {
    raw RtVlan RtVlanOn "rt-vlan" 0 {
        newvlan Newvlan "newvlan" true false 112 112 = PutVlanAttrs<'w, BrVlanMsg<'static>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>;
        delvlan Delvlan "delvlan" true false 113 113 = PutVlanAttrs<'w, BrVlanMsg<'static>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>;
        getvlan Getvlan "getvlan" true true 114 112 = PutVlanDumpAttrs<'w, BrVlanMsg<'static>>, klink::typed::Framed<BrVlanMsg<'a>, VlanDumpAttrs<'a>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>;
    } {
        NewvlanNtf "newvlan-ntf" 112 = PutVlanAttrs<'w, BrVlanMsg<'static>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>;
        DelvlanNtf "delvlan-ntf" 113 = PutVlanAttrs<'w, BrVlanMsg<'static>>, klink::typed::Framed<BrVlanMsg<'a>, VlanAttrs<'a>>;
    } {
        RtnlgrpBrvlan "rtnlgrp-brvlan" 33;
    } {
    }
}
