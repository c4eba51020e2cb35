// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family netdev, by `klink generate rust`.

klink::family_flags! {
    XdpAct "xdp-act" u64 {
        BASIC "basic" = 0x1;
        REDIRECT "redirect" = 0x2;
        NDO_XMIT "ndo-xmit" = 0x4;
        XSK_ZEROCOPY "xsk-zerocopy" = 0x8;
        HW_OFFLOAD "hw-offload" = 0x10;
        RX_SG "rx-sg" = 0x20;
        NDO_XMIT_SG "ndo-xmit-sg" = 0x40;
    }
}

klink::family_flags! {
    XdpRxMetadata "xdp-rx-metadata" u64 {
        TIMESTAMP "timestamp" = 0x1;
        HASH "hash" = 0x2;
        VLAN_TAG "vlan-tag" = 0x4;
    }
}

klink::family_flags! {
    XskFlags "xsk-flags" u64 {
        TX_TIMESTAMP "tx-timestamp" = 0x1;
        TX_CHECKSUM "tx-checksum" = 0x2;
        TX_LAUNCH_TIME_FIFO "tx-launch-time-fifo" = 0x4;
    }
}

klink::family_enum! {
    QueueType "queue-type" u32 {
        RX "rx" = 0;
        TX "tx" = 1;
    }
}

klink::family_flags! {
    QstatsScope "qstats-scope" u64 {
        QUEUE "queue" = 0x1;
    }
}

klink::family_enum! {
    NapiThreaded "napi-threaded" u32 {
        DISABLED "disabled" = 0;
        ENABLED "enabled" = 1;
        BUSY_POLL "busy-poll" = 2;
    }
}

klink::family_set! {
    Dev PutDev "dev" [] false [] [2] [] {
        ifindex "ifindex" = 1: u32 as U32;
        xdp_features "xdp-features" = 3: XdpAct as U64;
        xdp_zc_max_segs "xdp-zc-max-segs" = 4: u32 as U32;
        xdp_rx_metadata_features "xdp-rx-metadata-features" = 5: XdpRxMetadata as U64;
        xsk_features "xsk-features" = 6: XskFlags as U64;
    }
}

klink::family_set! {
    IoUringProviderInfo PutIoUringProviderInfo "io-uring-provider-info" [] false [] [] [] {
        rx_buf_len "rx-buf-len" = 1: u64 as Uint;
    }
}

klink::family_set! {
    PagePool PutPagePool "page-pool" [] false [] [] [] {
        id "id" = 1: u64 as Uint;
        ifindex "ifindex" = 2: u32 as U32;
        napi_id "napi-id" = 3: u64 as Uint;
        inflight "inflight" = 4: u64 as Uint;
        inflight_mem "inflight-mem" = 5: u64 as Uint;
        detach_time "detach-time" = 6: u64 as Uint;
        dmabuf "dmabuf" = 7: u32 as U32;
        io_uring "io-uring" = 8 nest IoUringProviderInfo PutIoUringProviderInfo;
    }
}

klink::family_set! {
    PagePoolStats PutPagePoolStats "page-pool-stats" [] false [] [] [] {
        info "info" = 1 nest PagePool PutPagePool;
        alloc_fast "alloc-fast" = 8: u64 as Uint;
        alloc_slow "alloc-slow" = 9: u64 as Uint;
        alloc_slow_high_order "alloc-slow-high-order" = 10: u64 as Uint;
        alloc_empty "alloc-empty" = 11: u64 as Uint;
        alloc_refill "alloc-refill" = 12: u64 as Uint;
        alloc_waive "alloc-waive" = 13: u64 as Uint;
        recycle_cached "recycle-cached" = 14: u64 as Uint;
        recycle_cache_full "recycle-cache-full" = 15: u64 as Uint;
        recycle_ring "recycle-ring" = 16: u64 as Uint;
        recycle_ring_full "recycle-ring-full" = 17: u64 as Uint;
        recycle_released_refcnt "recycle-released-refcnt" = 18: u64 as Uint;
    }
}

klink::family_set! {
    Napi PutNapi "napi" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        id "id" = 2: u32 as U32;
        irq "irq" = 3: u32 as U32;
        pid "pid" = 4: u32 as U32;
        defer_hard_irqs "defer-hard-irqs" = 5: u32 as U32;
        gro_flush_timeout "gro-flush-timeout" = 6: u64 as Uint;
        irq_suspend_timeout "irq-suspend-timeout" = 7: u64 as Uint;
        threaded "threaded" = 8: NapiThreaded as U32;
    }
}

klink::family_set! {
    XskInfo PutXskInfo "xsk-info" [] false [] [] [] {
    }
}

klink::family_set! {
    Queue PutQueue "queue" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        ifindex "ifindex" = 2: u32 as U32;
        r#type "type" = 3: QueueType as U32;
        napi_id "napi-id" = 4: u32 as U32;
        dmabuf "dmabuf" = 5: u32 as U32;
        io_uring "io-uring" = 6 nest IoUringProviderInfo PutIoUringProviderInfo;
        xsk "xsk" = 7 nest XskInfo PutXskInfo;
        lease "lease" = 8 nest Lease PutLease;
    }
}

klink::family_set! {
    Qstats PutQstats "qstats" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        queue_type "queue-type" = 2: QueueType as U32;
        queue_id "queue-id" = 3: u32 as U32;
        scope "scope" = 4: QstatsScope as Uint;
        rx_packets "rx-packets" = 8: u64 as Uint;
        rx_bytes "rx-bytes" = 9: u64 as Uint;
        tx_packets "tx-packets" = 10: u64 as Uint;
        tx_bytes "tx-bytes" = 11: u64 as Uint;
        rx_alloc_fail "rx-alloc-fail" = 12: u64 as Uint;
        rx_hw_drops "rx-hw-drops" = 13: u64 as Uint;
        rx_hw_drop_overruns "rx-hw-drop-overruns" = 14: u64 as Uint;
        rx_csum_complete "rx-csum-complete" = 15: u64 as Uint;
        rx_csum_unnecessary "rx-csum-unnecessary" = 16: u64 as Uint;
        rx_csum_none "rx-csum-none" = 17: u64 as Uint;
        rx_csum_bad "rx-csum-bad" = 18: u64 as Uint;
        rx_hw_gro_packets "rx-hw-gro-packets" = 19: u64 as Uint;
        rx_hw_gro_bytes "rx-hw-gro-bytes" = 20: u64 as Uint;
        rx_hw_gro_wire_packets "rx-hw-gro-wire-packets" = 21: u64 as Uint;
        rx_hw_gro_wire_bytes "rx-hw-gro-wire-bytes" = 22: u64 as Uint;
        rx_hw_drop_ratelimits "rx-hw-drop-ratelimits" = 23: u64 as Uint;
        tx_hw_drops "tx-hw-drops" = 24: u64 as Uint;
        tx_hw_drop_errors "tx-hw-drop-errors" = 25: u64 as Uint;
        tx_csum_none "tx-csum-none" = 26: u64 as Uint;
        tx_needs_csum "tx-needs-csum" = 27: u64 as Uint;
        tx_hw_gso_packets "tx-hw-gso-packets" = 28: u64 as Uint;
        tx_hw_gso_bytes "tx-hw-gso-bytes" = 29: u64 as Uint;
        tx_hw_gso_wire_packets "tx-hw-gso-wire-packets" = 30: u64 as Uint;
        tx_hw_gso_wire_bytes "tx-hw-gso-wire-bytes" = 31: u64 as Uint;
        tx_hw_drop_ratelimits "tx-hw-drop-ratelimits" = 32: u64 as Uint;
        tx_stop "tx-stop" = 33: u64 as Uint;
        tx_wake "tx-wake" = 34: u64 as Uint;
    }
}

klink::family_set! {
    Lease PutLease "lease" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        queue "queue" = 2 nest Queue PutQueue;
        netns_id "netns-id" = 3: i32 as S32;
    }
}

klink::family_set! {
    Dmabuf PutDmabuf "dmabuf" [] false [] [] [2] {
        ifindex "ifindex" = 1: u32 as U32;
        queues "queues" = 2 multi_nest Queue PutQueue;
        fd "fd" = 3: u32 as U32;
        id "id" = 4: u32 as U32;
        rx_page_size "rx-page-size" = 5: u32 as U32;
    }
}

klink::family_operations! {
    generic Netdev NetdevOn "netdev" 1 {
        dev_get DevGet "dev-get" true true 1 1 = PutDev<'w>, Dev<'a>, Dev<'a>;
        page_pool_get PagePoolGet "page-pool-get" true true 5 5 = PutPagePool<'w>, PagePool<'a>, PagePool<'a>;
        page_pool_stats_get PagePoolStatsGet "page-pool-stats-get" true true 9 9 = PutPagePoolStats<'w>, PagePoolStats<'a>, PagePoolStats<'a>;
        queue_get QueueGet "queue-get" true true 10 10 = PutQueue<'w>, Queue<'a>, Queue<'a>;
        napi_get NapiGet "napi-get" true true 11 11 = PutNapi<'w>, Napi<'a>, Napi<'a>;
        qstats_get QstatsGet "qstats-get" false true 12 12 = PutQstats<'w>, Qstats<'a>, Qstats<'a>;
        bind_rx BindRx "bind-rx" true false 13 13 = PutDmabuf<'w>, Dmabuf<'a>, Dmabuf<'a>;
        napi_set NapiSet "napi-set" true false 14 14 = PutNapi<'w>, Napi<'a>, Napi<'a>;
        bind_tx BindTx "bind-tx" true false 15 15 = PutDmabuf<'w>, Dmabuf<'a>, Dmabuf<'a>;
        queue_create QueueCreate "queue-create" true false 16 16 = PutQueue<'w>, Queue<'a>, Queue<'a>;
    } {
        DevAddNtf "dev-add-ntf" 2 = PutDev<'w>, Dev<'a>;
        DevDelNtf "dev-del-ntf" 3 = PutDev<'w>, Dev<'a>;
        DevChangeNtf "dev-change-ntf" 4 = PutDev<'w>, Dev<'a>;
        PagePoolAddNtf "page-pool-add-ntf" 6 = PutPagePool<'w>, PagePool<'a>;
        PagePoolDelNtf "page-pool-del-ntf" 7 = PutPagePool<'w>, PagePool<'a>;
        PagePoolChangeNtf "page-pool-change-ntf" 8 = PutPagePool<'w>, PagePool<'a>;
    } {
        Mgmt "mgmt" 0;
        PagePool "page-pool" 0;
    } {
    }
}
