// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family tc, by `klink generate rust`.

klink::family_flags! {
    ClsFlags "cls-flags" u32 {
        SKIP_HW "skip-hw" = 0x1;
        SKIP_SW "skip-sw" = 0x2;
        IN_HW "in-hw" = 0x4;
        NOT_IN_NW "not-in-nw" = 0x8;
        VERBOSE "verbose" = 0x10;
    }
}

klink::family_flags! {
    FlowerKeyCtrlFlags "flower-key-ctrl-flags" u32 {
        FRAG "frag" = 0x1;
        FIRSTFRAG "firstfrag" = 0x2;
        TUNCSUM "tuncsum" = 0x4;
        TUNDF "tundf" = 0x8;
        TUNOAM "tunoam" = 0x10;
        TUNCRIT "tuncrit" = 0x20;
    }
}

klink::family_enum! {
    Dualpi2DropOverload "dualpi2-drop-overload" u8 {
        OVERFLOW "overflow" = 0;
        DROP "drop" = 1;
    }
}

klink::family_enum! {
    Dualpi2DropEarly "dualpi2-drop-early" u8 {
        DROP_DEQUEUE "drop-dequeue" = 0;
        DROP_ENQUEUE "drop-enqueue" = 1;
    }
}

klink::family_enum! {
    Dualpi2EcnMask "dualpi2-ecn-mask" u8 {
        L4S_ECT "l4s-ect" = 1;
        CLA_ECT "cla-ect" = 2;
        ANY_ECT "any-ect" = 3;
    }
}

klink::family_enum! {
    Dualpi2SplitGso "dualpi2-split-gso" u8 {
        NO_SPLIT_GSO "no-split-gso" = 0;
        SPLIT_GSO "split-gso" = 1;
    }
}

klink::family_enum! {
    EmatchKind "ematch-kind" u16 {
        CONTAINER "container" = 0;
        CMP "cmp" = 1;
        NBYTE "nbyte" = 2;
        U32 "u32" = 3;
        META "meta" = 4;
        TEXT "text" = 5;
        VLAN "vlan" = 6;
        CANID "canid" = 7;
        IPSET "ipset" = 8;
        IPT "ipt" = 9;
    }
}

klink::family_flags! {
    EmatchFlags "ematch-flags" u16 {
        REL_AND "rel-and" = 0x1;
        REL_OR "rel-or" = 0x2;
        INVERT "invert" = 0x4;
        SIMPLE "simple" = 0x8;
    }
}

klink::family_enum! {
    EmCmpAlign "em-cmp-align" u8 {
        U8 "u8" = 1;
        U16 "u16" = 2;
        U32 "u32" = 4;
    }
}

klink::family_enum! {
    EmOpnd "em-opnd" u8 {
        EQ "eq" = 0;
        GT "gt" = 1;
        LT "lt" = 2;
    }
}

klink::family_struct! {
    Tcmsg PutTcmsg "tcmsg" 20 false {
        family "family" = 0, 1: u8 as U8;
        ifindex "ifindex" = 4, 4: i32 as S32;
        handle "handle" = 8, 4: u32 as U32;
        parent "parent" = 12, 4: u32 as U32;
        info "info" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcStats PutTcStats "tc-stats" 40 false {
        bytes_2 "bytes" = 0, 8: u64 as U64;
        packets "packets" = 8, 4: u32 as U32;
        drops "drops" = 12, 4: u32 as U32;
        overlimits "overlimits" = 16, 4: u32 as U32;
        bps "bps" = 20, 4: u32 as U32;
        pps "pps" = 24, 4: u32 as U32;
        qlen "qlen" = 28, 4: u32 as U32;
        backlog "backlog" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcCbsQopt PutTcCbsQopt "tc-cbs-qopt" 20 false {
        offload "offload" = 0, 1: u8 as U8;
        hicredit "hicredit" = 4, 4: i32 as S32;
        locredit "locredit" = 8, 4: i32 as S32;
        idleslope "idleslope" = 12, 4: i32 as S32;
        sendslope "sendslope" = 16, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcEtfQopt PutTcEtfQopt "tc-etf-qopt" 12 false {
        delta "delta" = 0, 4: i32 as S32;
        clockid "clockid" = 4, 4: i32 as S32;
        flags "flags" = 8, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcFifoQopt PutTcFifoQopt "tc-fifo-qopt" 4 false {
        limit "limit" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcHtbOpt PutTcHtbOpt "tc-htb-opt" 44 false {
        rate "rate" = 0, 12 view TcRatespec PutTcRatespec [];
        ceil "ceil" = 12, 12 view TcRatespec PutTcRatespec [];
        buffer "buffer" = 24, 4: u32 as U32;
        cbuffer "cbuffer" = 28, 4: u32 as U32;
        quantum "quantum" = 32, 4: u32 as U32;
        level "level" = 36, 4: u32 as U32;
        prio "prio" = 40, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcHtbGlob PutTcHtbGlob "tc-htb-glob" 20 false {
        version "version" = 0, 4: u32 as U32;
        rate2quantum "rate2quantum" = 4, 4: u32 as U32;
        defcls "defcls" = 8, 4: u32 as U32;
        debug "debug" = 12, 4: u32 as U32;
        direct_pkts "direct-pkts" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcGredQopt PutTcGredQopt "tc-gred-qopt" 52 false {
        limit "limit" = 0, 4: u32 as U32;
        qth_min "qth-min" = 4, 4: u32 as U32;
        qth_max "qth-max" = 8, 4: u32 as U32;
        dp "DP" = 12, 4: u32 as U32;
        backlog "backlog" = 16, 4: u32 as U32;
        qave "qave" = 20, 4: u32 as U32;
        forced "forced" = 24, 4: u32 as U32;
        early "early" = 28, 4: u32 as U32;
        other "other" = 32, 4: u32 as U32;
        pdrop "pdrop" = 36, 4: u32 as U32;
        wlog "Wlog" = 40, 1: u8 as U8;
        plog "Plog" = 41, 1: u8 as U8;
        scell_log "Scell-log" = 42, 1: u8 as U8;
        prio "prio" = 43, 1: u8 as U8;
        packets "packets" = 44, 4: u32 as U32;
        bytesin "bytesin" = 48, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcGredSopt PutTcGredSopt "tc-gred-sopt" 12 false {
        dps "DPs" = 0, 4: u32 as U32;
        def_dp "def-DP" = 4, 4: u32 as U32;
        grio "grio" = 8, 1: u8 as U8;
        flags "flags" = 9, 1: u8 as U8;
    }
}

klink::family_struct! {
    TcHfscQopt PutTcHfscQopt "tc-hfsc-qopt" 2 false {
        defcls "defcls" = 0, 2: u16 as U16;
    }
}

klink::family_struct! {
    TcMqprioQopt PutTcMqprioQopt "tc-mqprio-qopt" 82 false {
        num_tc "num-tc" = 0, 1: u8 as U8;
        prio_tc_map "prio-tc-map" = 1, 16 array u8 as U8, 1;
        hw "hw" = 17, 1: u8 as U8;
        count "count" = 18, 32 array u16 as U16, 2;
        offset "offset" = 50, 32 array u16 as U16, 2;
    }
}

klink::family_struct! {
    TcMultiqQopt PutTcMultiqQopt "tc-multiq-qopt" 4 false {
        bands "bands" = 0, 2: u16 as U16;
        max_bands "max-bands" = 2, 2: u16 as U16;
    }
}

klink::family_struct! {
    TcNetemQopt PutTcNetemQopt "tc-netem-qopt" 24 false {
        latency "latency" = 0, 4: u32 as U32;
        limit "limit" = 4, 4: u32 as U32;
        loss "loss" = 8, 4: u32 as U32;
        gap "gap" = 12, 4: u32 as U32;
        duplicate "duplicate" = 16, 4: u32 as U32;
        jitter "jitter" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNetemGimodel PutTcNetemGimodel "tc-netem-gimodel" 20 false {
        p13 "p13" = 0, 4: u32 as U32;
        p31 "p31" = 4, 4: u32 as U32;
        p32 "p32" = 8, 4: u32 as U32;
        p14 "p14" = 12, 4: u32 as U32;
        p23 "p23" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNetemGemodel PutTcNetemGemodel "tc-netem-gemodel" 16 false {
        p "p" = 0, 4: u32 as U32;
        r "r" = 4, 4: u32 as U32;
        h "h" = 8, 4: u32 as U32;
        k1 "k1" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNetemCorr PutTcNetemCorr "tc-netem-corr" 12 false {
        delay_corr "delay-corr" = 0, 4: u32 as U32;
        loss_corr "loss-corr" = 4, 4: u32 as U32;
        dup_corr "dup-corr" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNetemReorder PutTcNetemReorder "tc-netem-reorder" 8 false {
        probability "probability" = 0, 4: u32 as U32;
        correlation "correlation" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNetemCorrupt PutTcNetemCorrupt "tc-netem-corrupt" 8 false {
        probability "probability" = 0, 4: u32 as U32;
        correlation "correlation" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNetemRate PutTcNetemRate "tc-netem-rate" 16 false {
        rate "rate" = 0, 4: u32 as U32;
        packet_overhead "packet-overhead" = 4, 4: i32 as S32;
        cell_size "cell-size" = 8, 4: u32 as U32;
        cell_overhead "cell-overhead" = 12, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcNetemSlot PutTcNetemSlot "tc-netem-slot" 40 false {
        min_delay "min-delay" = 0, 8: i64 as S64;
        max_delay "max-delay" = 8, 8: i64 as S64;
        max_packets "max-packets" = 16, 4: i32 as S32;
        max_bytes "max-bytes" = 20, 4: i32 as S32;
        dist_delay "dist-delay" = 24, 8: i64 as S64;
        dist_jitter "dist-jitter" = 32, 8: i64 as S64;
    }
}

klink::family_struct! {
    TcPlugQopt PutTcPlugQopt "tc-plug-qopt" 8 false {
        action "action" = 0, 4: i32 as S32;
        limit "limit" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcPrioQopt PutTcPrioQopt "tc-prio-qopt" 20 false {
        bands "bands" = 0, 4: u32 as U32;
        priomap "priomap" = 4, 16 array u8 as U8, 1;
    }
}

klink::family_struct! {
    TcRedQopt PutTcRedQopt "tc-red-qopt" 16 false {
        limit "limit" = 0, 4: u32 as U32;
        qth_min "qth-min" = 4, 4: u32 as U32;
        qth_max "qth-max" = 8, 4: u32 as U32;
        wlog "Wlog" = 12, 1: u8 as U8;
        plog "Plog" = 13, 1: u8 as U8;
        scell_log "Scell-log" = 14, 1: u8 as U8;
        flags "flags" = 15, 1: u8 as U8;
    }
}

klink::family_struct! {
    TcSfbQopt PutTcSfbQopt "tc-sfb-qopt" 36 false {
        rehash_interval "rehash-interval" = 0, 4: u32 as U32;
        warmup_time "warmup-time" = 4, 4: u32 as U32;
        max "max" = 8, 4: u32 as U32;
        bin_size "bin-size" = 12, 4: u32 as U32;
        increment "increment" = 16, 4: u32 as U32;
        decrement "decrement" = 20, 4: u32 as U32;
        limit "limit" = 24, 4: u32 as U32;
        penalty_rate "penalty-rate" = 28, 4: u32 as U32;
        penalty_burst "penalty-burst" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSfqQopt PutTcSfqQopt "tc-sfq-qopt" 20 false {
        quantum "quantum" = 0, 4: u32 as U32;
        perturb_period "perturb-period" = 4, 4: i32 as S32;
        limit "limit" = 8, 4: u32 as U32;
        divisor "divisor" = 12, 4: u32 as U32;
        flows "flows" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSfqredStats PutTcSfqredStats "tc-sfqred-stats" 24 false {
        prob_drop "prob-drop" = 0, 4: u32 as U32;
        forced_drop "forced-drop" = 4, 4: u32 as U32;
        prob_mark "prob-mark" = 8, 4: u32 as U32;
        forced_mark "forced-mark" = 12, 4: u32 as U32;
        prob_mark_head "prob-mark-head" = 16, 4: u32 as U32;
        forced_mark_head "forced-mark-head" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSfqQoptV1 PutTcSfqQoptV1 "tc-sfq-qopt-v1" 72 false {
        v0 "v0" = 0, 20 view TcSfqQopt PutTcSfqQopt [];
        depth "depth" = 20, 4: u32 as U32;
        headdrop "headdrop" = 24, 4: u32 as U32;
        limit "limit" = 28, 4: u32 as U32;
        qth_min "qth-min" = 32, 4: u32 as U32;
        qth_max "qth-max" = 36, 4: u32 as U32;
        wlog "Wlog" = 40, 1: u8 as U8;
        plog "Plog" = 41, 1: u8 as U8;
        scell_log "Scell-log" = 42, 1: u8 as U8;
        flags "flags" = 43, 1: u8 as U8;
        max_p "max-P" = 44, 4: u32 as U32;
        stats "stats" = 48, 24 view TcSfqredStats PutTcSfqredStats [];
    }
}

klink::family_struct! {
    TcRatespec PutTcRatespec "tc-ratespec" 12 false {
        cell_log "cell-log" = 0, 1: u8 as U8;
        linklayer "linklayer" = 1, 1: u8 as U8;
        overhead "overhead" = 2, 2: u16 as U16;
        cell_align "cell-align" = 4, 2: i16 as S16;
        mpu "mpu" = 6, 2: u16 as U16;
        rate "rate" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcTbfQopt PutTcTbfQopt "tc-tbf-qopt" 36 false {
        rate "rate" = 0, 12 view TcRatespec PutTcRatespec [];
        peakrate "peakrate" = 12, 12 view TcRatespec PutTcRatespec [];
        limit "limit" = 24, 4: u32 as U32;
        buffer "buffer" = 28, 4: u32 as U32;
        mtu "mtu" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSizespec PutTcSizespec "tc-sizespec" 24 false {
        cell_log "cell-log" = 0, 1: u8 as U8;
        size_log "size-log" = 1, 1: u8 as U8;
        cell_align "cell-align" = 2, 2: i16 as S16;
        overhead "overhead" = 4, 4: i32 as S32;
        linklayer "linklayer" = 8, 4: u32 as U32;
        mpu "mpu" = 12, 4: u32 as U32;
        mtu "mtu" = 16, 4: u32 as U32;
        tsize "tsize" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    GnetEstimator PutGnetEstimator "gnet-estimator" 2 false {
        interval "interval" = 0, 1: i8 as S8;
        ewma_log "ewma-log" = 1, 1: u8 as U8;
    }
}

klink::family_struct! {
    TcChokeXstats PutTcChokeXstats "tc-choke-xstats" 20 false {
        early "early" = 0, 4: u32 as U32;
        pdrop "pdrop" = 4, 4: u32 as U32;
        other "other" = 8, 4: u32 as U32;
        marked "marked" = 12, 4: u32 as U32;
        matched "matched" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcCodelXstats PutTcCodelXstats "tc-codel-xstats" 36 false {
        maxpacket "maxpacket" = 0, 4: u32 as U32;
        count "count" = 4, 4: u32 as U32;
        lastcount "lastcount" = 8, 4: u32 as U32;
        ldelay "ldelay" = 12, 4: u32 as U32;
        drop_next "drop-next" = 16, 4: i32 as S32;
        drop_overlimit "drop-overlimit" = 20, 4: u32 as U32;
        ecn_mark "ecn-mark" = 24, 4: u32 as U32;
        dropping "dropping" = 28, 4: u32 as U32;
        ce_mark "ce-mark" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcFqCodelXstats PutTcFqCodelXstats "tc-fq-codel-xstats" 40 false {
        r#type "type" = 0, 4: u32 as U32;
        maxpacket "maxpacket" = 4, 4: u32 as U32;
        drop_overlimit "drop-overlimit" = 8, 4: u32 as U32;
        ecn_mark "ecn-mark" = 12, 4: u32 as U32;
        new_flow_count "new-flow-count" = 16, 4: u32 as U32;
        new_flows_len "new-flows-len" = 20, 4: u32 as U32;
        old_flows_len "old-flows-len" = 24, 4: u32 as U32;
        ce_mark "ce-mark" = 28, 4: u32 as U32;
        memory_usage "memory-usage" = 32, 4: u32 as U32;
        drop_overmemory "drop-overmemory" = 36, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcDualpi2Xstats PutTcDualpi2Xstats "tc-dualpi2-xstats" 48 false {
        prob "prob" = 0, 4: u32 as U32;
        delay_c "delay-c" = 4, 4: u32 as U32;
        delay_l "delay-l" = 8, 4: u32 as U32;
        pkts_in_c "pkts-in-c" = 12, 4: u32 as U32;
        pkts_in_l "pkts-in-l" = 16, 4: u32 as U32;
        maxq "maxq" = 20, 4: u32 as U32;
        ecn_mark "ecn-mark" = 24, 4: u32 as U32;
        step_mark "step-mark" = 28, 4: u32 as U32;
        credit "credit" = 32, 4: i32 as S32;
        memory_used "memory-used" = 36, 4: u32 as U32;
        max_memory_used "max-memory-used" = 40, 4: u32 as U32;
        memory_limit "memory-limit" = 44, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcFqPieXstats PutTcFqPieXstats "tc-fq-pie-xstats" 36 false {
        packets_in "packets-in" = 0, 4: u32 as U32;
        dropped "dropped" = 4, 4: u32 as U32;
        overlimit "overlimit" = 8, 4: u32 as U32;
        overmemory "overmemory" = 12, 4: u32 as U32;
        ecn_mark "ecn-mark" = 16, 4: u32 as U32;
        new_flow_count "new-flow-count" = 20, 4: u32 as U32;
        new_flows_len "new-flows-len" = 24, 4: u32 as U32;
        old_flows_len "old-flows-len" = 28, 4: u32 as U32;
        memory_usage "memory-usage" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcFqQdStats PutTcFqQdStats "tc-fq-qd-stats" 152 false {
        gc_flows "gc-flows" = 0, 8: u64 as U64;
        highprio_packets "highprio-packets" = 8, 8: u64 as U64;
        tcp_retrans "tcp-retrans" = 16, 8: u64 as U64;
        throttled "throttled" = 24, 8: u64 as U64;
        flows_plimit "flows-plimit" = 32, 8: u64 as U64;
        pkts_too_long "pkts-too-long" = 40, 8: u64 as U64;
        allocation_errors "allocation-errors" = 48, 8: u64 as U64;
        time_next_delayed_flow "time-next-delayed-flow" = 56, 8: i64 as S64;
        flows "flows" = 64, 4: u32 as U32;
        inactive_flows "inactive-flows" = 68, 4: u32 as U32;
        throttled_flows "throttled-flows" = 72, 4: u32 as U32;
        unthrottle_latency_ns "unthrottle-latency-ns" = 76, 4: u32 as U32;
        ce_mark "ce-mark" = 80, 8: u64 as U64;
        horizon_drops "horizon-drops" = 88, 8: u64 as U64;
        horizon_caps "horizon-caps" = 96, 8: u64 as U64;
        fastpath_packets "fastpath-packets" = 104, 8: u64 as U64;
        band_drops "band-drops" = 112, 24: &'a [u8] as Raw;
        band_pkt_count "band-pkt-count" = 136, 12: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    TcHhfXstats PutTcHhfXstats "tc-hhf-xstats" 16 false {
        drop_overlimit "drop-overlimit" = 0, 4: u32 as U32;
        hh_overlimit "hh-overlimit" = 4, 4: u32 as U32;
        hh_tot_count "hh-tot-count" = 8, 4: u32 as U32;
        hh_cur_count "hh-cur-count" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcPieXstats PutTcPieXstats "tc-pie-xstats" 40 false {
        prob "prob" = 0, 8: u64 as U64;
        delay "delay" = 8, 4: u32 as U32;
        avg_dq_rate "avg-dq-rate" = 12, 4: u32 as U32;
        dq_rate_estimating "dq-rate-estimating" = 16, 4: u32 as U32;
        packets_in "packets-in" = 20, 4: u32 as U32;
        dropped "dropped" = 24, 4: u32 as U32;
        overlimit "overlimit" = 28, 4: u32 as U32;
        maxq "maxq" = 32, 4: u32 as U32;
        ecn_mark "ecn-mark" = 36, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcRedXstats PutTcRedXstats "tc-red-xstats" 16 false {
        early "early" = 0, 4: u32 as U32;
        pdrop "pdrop" = 4, 4: u32 as U32;
        other "other" = 8, 4: u32 as U32;
        marked "marked" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSfbXstats PutTcSfbXstats "tc-sfb-xstats" 36 false {
        earlydrop "earlydrop" = 0, 4: u32 as U32;
        penaltydrop "penaltydrop" = 4, 4: u32 as U32;
        bucketdrop "bucketdrop" = 8, 4: u32 as U32;
        queuedrop "queuedrop" = 12, 4: u32 as U32;
        childdrop "childdrop" = 16, 4: u32 as U32;
        marked "marked" = 20, 4: u32 as U32;
        maxqlen "maxqlen" = 24, 4: u32 as U32;
        maxprob "maxprob" = 28, 4: u32 as U32;
        avgprob "avgprob" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSfqXstats PutTcSfqXstats "tc-sfq-xstats" 4 false {
        allot "allot" = 0, 4: i32 as S32;
    }
}

klink::family_struct! {
    GnetStatsBasic PutGnetStatsBasic "gnet-stats-basic" 16 false {
        bytes_2 "bytes" = 0, 8: u64 as U64;
        packets "packets" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    GnetStatsRateEst PutGnetStatsRateEst "gnet-stats-rate-est" 8 false {
        bps "bps" = 0, 4: u32 as U32;
        pps "pps" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    GnetStatsRateEst64 PutGnetStatsRateEst64 "gnet-stats-rate-est64" 16 false {
        bps "bps" = 0, 8: u64 as U64;
        pps "pps" = 8, 8: u64 as U64;
    }
}

klink::family_struct! {
    GnetStatsQueue PutGnetStatsQueue "gnet-stats-queue" 20 false {
        qlen "qlen" = 0, 4: u32 as U32;
        backlog "backlog" = 4, 4: u32 as U32;
        drops "drops" = 8, 4: u32 as U32;
        requeues "requeues" = 12, 4: u32 as U32;
        overlimits "overlimits" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcU32Key PutTcU32Key "tc-u32-key" 16 false {
        mask "mask" = 0, 4: u32 as BeU32;
        val "val" = 4, 4: u32 as BeU32;
        off "off" = 8, 4: i32 as S32;
        offmask "offmask" = 12, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcU32Mark PutTcU32Mark "tc-u32-mark" 12 false {
        val "val" = 0, 4: u32 as U32;
        mask "mask" = 4, 4: u32 as U32;
        success "success" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcU32Sel PutTcU32Sel "tc-u32-sel" 16 true {
        flags "flags" = 0, 1: u8 as U8;
        offshift "offshift" = 1, 1: u8 as U8;
        nkeys "nkeys" = 2, 1: u8 as U8;
        offmask "offmask" = 4, 2: u16 as BeU16;
        off "off" = 6, 2: u16 as U16;
        offoff "offoff" = 8, 2: i16 as S16;
        hoff "hoff" = 10, 2: i16 as S16;
        hmask "hmask" = 12, 4: u32 as BeU32;
        keys "keys" = 16, 16 views TcU32Key PutTcU32Key;
    }
}

klink::family_struct! {
    TcU32Pcnt PutTcU32Pcnt "tc-u32-pcnt" 16 true {
        rcnt "rcnt" = 0, 8: u64 as U64;
        rhit "rhit" = 8, 8: u64 as U64;
        kcnts "kcnts" = 16, 8 items u64 as U64;
    }
}

klink::family_struct! {
    TcfT PutTcfT "tcf-t" 32 false {
        install "install" = 0, 8: u64 as U64;
        lastuse "lastuse" = 8, 8: u64 as U64;
        expires "expires" = 16, 8: u64 as U64;
        firstuse "firstuse" = 24, 8: u64 as U64;
    }
}

klink::family_struct! {
    TcGact PutTcGact "tc-gact" 20 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcGactP PutTcGactP "tc-gact-p" 8 false {
        ptype "ptype" = 0, 2: u16 as U16;
        pval "pval" = 2, 2: u16 as U16;
        paction "paction" = 4, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcfEmatchTreeHdr PutTcfEmatchTreeHdr "tcf-ematch-tree-hdr" 4 false {
        nmatches "nmatches" = 0, 2: u16 as U16;
        progid "progid" = 2, 2: u16 as U16;
    }
}

klink::family_struct! {
    TcBasicPcnt PutTcBasicPcnt "tc-basic-pcnt" 16 false {
        rcnt "rcnt" = 0, 8: u64 as U64;
        rhit "rhit" = 8, 8: u64 as U64;
    }
}

klink::family_struct! {
    TcMatchallPcnt PutTcMatchallPcnt "tc-matchall-pcnt" 8 false {
        rhit "rhit" = 0, 8: u64 as U64;
    }
}

klink::family_struct! {
    TcMpls PutTcMpls "tc-mpls" 24 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        m_action "m-action" = 20, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcPolice PutTcPolice "tc-police" 56 false {
        index "index" = 0, 4: u32 as U32;
        action "action" = 4, 4: i32 as S32;
        limit "limit" = 8, 4: u32 as U32;
        burst "burst" = 12, 4: u32 as U32;
        mtu "mtu" = 16, 4: u32 as U32;
        rate "rate" = 20, 12 view TcRatespec PutTcRatespec [];
        peakrate "peakrate" = 32, 12 view TcRatespec PutTcRatespec [];
        refcnt "refcnt" = 44, 4: i32 as S32;
        bindcnt "bindcnt" = 48, 4: i32 as S32;
        capab "capab" = 52, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcPeditSel PutTcPeditSel "tc-pedit-sel" 24 true {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        nkeys "nkeys" = 20, 1: u8 as U8;
        flags "flags" = 21, 1: u8 as U8;
        keys "keys" = 24, 24 views TcPeditKey PutTcPeditKey;
    }
}

klink::family_struct! {
    TcPeditKey PutTcPeditKey "tc-pedit-key" 24 false {
        mask "mask" = 0, 4: u32 as U32;
        val "val" = 4, 4: u32 as U32;
        off "off" = 8, 4: u32 as U32;
        at "at" = 12, 4: u32 as U32;
        offmask "offmask" = 16, 4: u32 as U32;
        shift "shift" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcVlan PutTcVlan "tc-vlan" 24 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        v_action "v-action" = 20, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcfEmatch PutTcfEmatch "tcf-ematch" 8 true {
        matchid "matchid" = 0, 2: u16 as U16;
        kind "kind" = 2, 2: EmatchKind as U16;
        flags "flags" = 4, 2: EmatchFlags as U16;
        data "data" = 8, 0 message TcfEmatchData PutTcfEmatchData [U16 2];
    }
}

klink::family_struct! {
    TcfEmContainer PutTcfEmContainer "tcf-em-container" 4 false {
        reference "reference" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcfEmCmp PutTcfEmCmp "tcf-em-cmp" 12 false {
        val "val" = 0, 4: u32 as U32;
        mask "mask" = 4, 4: u32 as U32;
        off "off" = 8, 2: u16 as U16;
        align "align" = 10, 1 bits EmCmpAlign as U8, 0, 4;
        flags "flags" = 10, 1 bits u8 as U8, 4, 4;
        layer "layer" = 11, 1 bits u8 as U8, 0, 4;
        opnd "opnd" = 11, 1 bits EmOpnd as U8, 4, 4;
    }
}

klink::family_struct! {
    TcfEmNbyte PutTcfEmNbyte "tcf-em-nbyte" 4 true {
        off "off" = 0, 2: u16 as U16;
        len "len" = 2, 2 bits u16 as U16, 0, 12;
        layer "layer" = 2, 2 bits u16 as U16, 12, 4;
        needle "needle" = 4, 0 rest &'a [u8] as Raw;
    }
}

klink::family_struct! {
    TcfEmText PutTcfEmText "tcf-em-text" 24 true {
        algo "algo" = 0, 16: &'a [u8] as Raw;
        from_offset "from-offset" = 16, 2: u16 as U16;
        to_offset "to-offset" = 18, 2: u16 as U16;
        pattern_len "pattern-len" = 20, 2: u16 as U16;
        from_layer "from-layer" = 22, 1 bits u8 as U8, 0, 4;
        to_layer "to-layer" = 22, 1 bits u8 as U8, 4, 4;
        pattern "pattern" = 24, 0 rest &'a [u8] as Raw;
    }
}

klink::family_struct! {
    TcfMetaVal PutTcfMetaVal "tcf-meta-val" 4 false {
        kind "kind" = 0, 2: u16 as U16;
        shift "shift" = 2, 1: u8 as U8;
        op "op" = 3, 1: u8 as U8;
    }
}

klink::family_struct! {
    TcfMetaHdr PutTcfMetaHdr "tcf-meta-hdr" 8 false {
        left "left" = 0, 4 view TcfMetaVal PutTcfMetaVal [];
        right "right" = 4, 4 view TcfMetaVal PutTcfMetaVal [];
    }
}

klink::family_struct! {
    TcfEmCanid PutTcfEmCanid "tcf-em-canid" 0 true {
        filters "filters" = 0, 8 views CanFilter PutCanFilter;
    }
}

klink::family_struct! {
    CanFilter PutCanFilter "can-filter" 8 false {
        can_id "can-id" = 0, 4: u32 as HexU32;
        can_mask "can-mask" = 4, 4: u32 as HexU32;
    }
}

klink::family_struct! {
    TcfEmIpset PutTcfEmIpset "tcf-em-ipset" 4 false {
        index "index" = 0, 2: u16 as U16;
        dim "dim" = 2, 1: u8 as U8;
        flags "flags" = 3, 1: u8 as U8;
    }
}

klink::family_struct! {
    Tcamsg PutTcamsg "tcamsg" 4 false {
        family "family" = 0, 1: u8 as U8;
    }
}

klink::family_struct! {
    TcHtbXstats PutTcHtbXstats "tc-htb-xstats" 20 false {
        lends "lends" = 0, 4: u32 as U32;
        borrows "borrows" = 4, 4: u32 as U32;
        giants "giants" = 8, 4: u32 as U32;
        tokens "tokens" = 12, 4: i32 as S32;
        ctokens "ctokens" = 16, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcNetemXstats PutTcNetemXstats "tc-netem-xstats" 56 false {
        delayed "delayed" = 0, 8: u64 as U64;
        dropped "dropped" = 8, 8: u64 as U64;
        corrupted "corrupted" = 16, 8: u64 as U64;
        duplicated "duplicated" = 24, 8: u64 as U64;
        reordered "reordered" = 32, 8: u64 as U64;
        ecn_marked "ecn-marked" = 40, 8: u64 as U64;
        allocation_errors "allocation-errors" = 48, 8: u64 as U64;
    }
}

klink::family_struct! {
    TcConnmark PutTcConnmark "tc-connmark" 24 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        zone "zone" = 20, 2: u16 as U16;
    }
}

klink::family_struct! {
    TcCsum PutTcCsum "tc-csum" 24 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        update_flags "update-flags" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcIfe PutTcIfe "tc-ife" 24 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        flags "flags" = 20, 2: u16 as U16;
    }
}

klink::family_struct! {
    TcMirred PutTcMirred "tc-mirred" 28 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        eaction "eaction" = 20, 4: i32 as S32;
        ifindex "ifindex" = 24, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcNat PutTcNat "tc-nat" 36 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        old_addr "old-addr" = 20, 4 maybe ::std::net::Ipv4Addr as BeV4;
        new_addr "new-addr" = 24, 4 maybe ::std::net::Ipv4Addr as BeV4;
        mask "mask" = 28, 4 maybe ::std::net::Ipv4Addr as BeV4;
        flags "flags" = 32, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcSkbmod PutTcSkbmod "tc-skbmod" 32 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        flags "flags" = 24, 8: u64 as U64;
    }
}

klink::family_struct! {
    TcTunnelKey PutTcTunnelKey "tc-tunnel-key" 24 false {
        index "index" = 0, 4: u32 as U32;
        capab "capab" = 4, 4: u32 as U32;
        action "action" = 8, 4: i32 as S32;
        refcnt "refcnt" = 12, 4: i32 as S32;
        bindcnt "bindcnt" = 16, 4: i32 as S32;
        t_action "t-action" = 20, 4: i32 as S32;
    }
}

klink::family_struct! {
    TcSkbprioQopt PutTcSkbprioQopt "tc-skbprio-qopt" 4 false {
        limit "limit" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcServiceCurve PutTcServiceCurve "tc-service-curve" 12 false {
        m1 "m1" = 0, 4: u32 as U32;
        d "d" = 4, 4: u32 as U32;
        m2 "m2" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcHfscStats PutTcHfscStats "tc-hfsc-stats" 24 false {
        work "work" = 0, 8: u64 as U64;
        rtwork "rtwork" = 8, 8: u64 as U64;
        period "period" = 16, 4: u32 as U32;
        level "level" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcDrrStats PutTcDrrStats "tc-drr-stats" 4 false {
        deficit "deficit" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcQfqStats PutTcQfqStats "tc-qfq-stats" 8 false {
        weight "weight" = 0, 4: u32 as U32;
        lmax "lmax" = 4, 4: u32 as U32;
    }
}

klink::family_message! {
    AttrsOptions PutAttrsOptions "attrs options" [] {
        Basic basic "basic" ["basic"] [] true = BasicAttrs<'a>, PutBasicAttrs<'w>;
        Bfifo bfifo "bfifo" ["bfifo"] [] false = TcFifoQopt<'a>, PutTcFifoQopt<'w>;
        Bpf bpf "bpf" ["bpf"] [] true = BpfAttrs<'a>, PutBpfAttrs<'w>;
        Cake cake "cake" ["cake"] [] true = CakeAttrs<'a>, PutCakeAttrs<'w>;
        Cbs cbs "cbs" ["cbs"] [] true = CbsAttrs<'a>, PutCbsAttrs<'w>;
        Cgroup cgroup "cgroup" ["cgroup"] [] true = CgroupAttrs<'a>, PutCgroupAttrs<'w>;
        Choke choke "choke" ["choke"] [] true = ChokeAttrs<'a>, PutChokeAttrs<'w>;
        Codel codel "codel" ["codel"] [] true = CodelAttrs<'a>, PutCodelAttrs<'w>;
        Drr drr "drr" ["drr"] [] true = DrrAttrs<'a>, PutDrrAttrs<'w>;
        Dualpi2 dualpi2 "dualpi2" ["dualpi2"] [] true = Dualpi2Attrs<'a>, PutDualpi2Attrs<'w>;
        Etf etf "etf" ["etf"] [] true = EtfAttrs<'a>, PutEtfAttrs<'w>;
        Ets ets "ets" ["ets"] [] true = EtsAttrs<'a>, PutEtsAttrs<'w>;
        Flow flow "flow" ["flow"] [] true = FlowAttrs<'a>, PutFlowAttrs<'w>;
        Flower flower "flower" ["flower"] [] true = FlowerAttrs<'a>, PutFlowerAttrs<'w>;
        Fq fq "fq" ["fq"] [] true = FqAttrs<'a>, PutFqAttrs<'w>;
        FqCodel fq_codel "fq_codel" ["fq_codel"] [] true = FqCodelAttrs<'a>, PutFqCodelAttrs<'w>;
        FqPie fq_pie "fq_pie" ["fq_pie"] [] true = FqPieAttrs<'a>, PutFqPieAttrs<'w>;
        Fw fw "fw" ["fw"] [] true = FwAttrs<'a>, PutFwAttrs<'w>;
        Gred gred "gred" ["gred"] [] true = GredAttrs<'a>, PutGredAttrs<'w>;
        Hfsc hfsc "hfsc" ["hfsc"] [] false = TcHfscQopt<'a>, PutTcHfscQopt<'w>;
        Hhf hhf "hhf" ["hhf"] [] true = HhfAttrs<'a>, PutHhfAttrs<'w>;
        Htb htb "htb" ["htb"] [] true = HtbAttrs<'a>, PutHtbAttrs<'w>;
        Matchall matchall "matchall" ["matchall"] [] true = MatchallAttrs<'a>, PutMatchallAttrs<'w>;
        Mqprio mqprio "mqprio" ["mqprio"] [] true = klink::typed::Framed<TcMqprioQopt<'a>, MqprioAttrs<'a>>, PutMqprioAttrs<'w, TcMqprioQopt<'static>>;
        Multiq multiq "multiq" ["multiq"] [] false = TcMultiqQopt<'a>, PutTcMultiqQopt<'w>;
        Netem netem "netem" ["netem"] [] true = klink::typed::Framed<TcNetemQopt<'a>, NetemAttrs<'a>>, PutNetemAttrs<'w, TcNetemQopt<'static>>;
        Pfifo pfifo "pfifo" ["pfifo"] [] false = TcFifoQopt<'a>, PutTcFifoQopt<'w>;
        PfifoFast pfifo_fast "pfifo_fast" ["pfifo_fast"] [] false = TcPrioQopt<'a>, PutTcPrioQopt<'w>;
        PfifoHeadDrop pfifo_head_drop "pfifo_head_drop" ["pfifo_head_drop"] [] false = TcFifoQopt<'a>, PutTcFifoQopt<'w>;
        Pie pie "pie" ["pie"] [] true = PieAttrs<'a>, PutPieAttrs<'w>;
        Plug plug "plug" ["plug"] [] false = TcPlugQopt<'a>, PutTcPlugQopt<'w>;
        Prio prio "prio" ["prio"] [] false = TcPrioQopt<'a>, PutTcPrioQopt<'w>;
        Qfq qfq "qfq" ["qfq"] [] true = QfqAttrs<'a>, PutQfqAttrs<'w>;
        Red red "red" ["red"] [] true = RedAttrs<'a>, PutRedAttrs<'w>;
        Route route "route" ["route"] [] true = RouteAttrs<'a>, PutRouteAttrs<'w>;
        Sfb sfb "sfb" ["sfb"] [] true = SfbAttrs<'a>, PutSfbAttrs<'w>;
        Sfq sfq "sfq" ["sfq"] [] false = TcSfqQoptV1<'a>, PutTcSfqQoptV1<'w>;
        Skbprio skbprio "skbprio" ["skbprio"] [] false = TcSkbprioQopt<'a>, PutTcSkbprioQopt<'w>;
        Taprio taprio "taprio" ["taprio"] [] true = TaprioAttrs<'a>, PutTaprioAttrs<'w>;
        Tbf tbf "tbf" ["tbf"] [] true = TbfAttrs<'a>, PutTbfAttrs<'w>;
        U32 u32 "u32" ["u32"] [] true = U32Attrs<'a>, PutU32Attrs<'w>;
    }
}

klink::family_message! {
    ActAttrsOptions PutActAttrsOptions "act-attrs options" [] {
        Bpf bpf "bpf" ["bpf"] [] true = ActBpfAttrs<'a>, PutActBpfAttrs<'w>;
        Connmark connmark "connmark" ["connmark"] [] true = ActConnmarkAttrs<'a>, PutActConnmarkAttrs<'w>;
        Csum csum "csum" ["csum"] [] true = ActCsumAttrs<'a>, PutActCsumAttrs<'w>;
        Ct ct "ct" ["ct"] [] true = ActCtAttrs<'a>, PutActCtAttrs<'w>;
        Ctinfo ctinfo "ctinfo" ["ctinfo"] [] true = ActCtinfoAttrs<'a>, PutActCtinfoAttrs<'w>;
        Gact gact "gact" ["gact"] [] true = ActGactAttrs<'a>, PutActGactAttrs<'w>;
        Gate gate "gate" ["gate"] [] true = ActGateAttrs<'a>, PutActGateAttrs<'w>;
        Ife ife "ife" ["ife"] [] true = ActIfeAttrs<'a>, PutActIfeAttrs<'w>;
        Mirred mirred "mirred" ["mirred"] [] true = ActMirredAttrs<'a>, PutActMirredAttrs<'w>;
        Mpls mpls "mpls" ["mpls"] [] true = ActMplsAttrs<'a>, PutActMplsAttrs<'w>;
        Nat nat "nat" ["nat"] [] true = ActNatAttrs<'a>, PutActNatAttrs<'w>;
        Pedit pedit "pedit" ["pedit"] [] true = ActPeditAttrs<'a>, PutActPeditAttrs<'w>;
        Police police "police" ["police"] [] true = PoliceAttrs<'a>, PutPoliceAttrs<'w>;
        Sample sample "sample" ["sample"] [] true = ActSampleAttrs<'a>, PutActSampleAttrs<'w>;
        Simple simple "simple" ["simple"] [] true = ActSimpleAttrs<'a>, PutActSimpleAttrs<'w>;
        Skbedit skbedit "skbedit" ["skbedit"] [] true = ActSkbeditAttrs<'a>, PutActSkbeditAttrs<'w>;
        Skbmod skbmod "skbmod" ["skbmod"] [] true = ActSkbmodAttrs<'a>, PutActSkbmodAttrs<'w>;
        TunnelKey tunnel_key "tunnel_key" ["tunnel_key"] [] true = ActTunnelKeyAttrs<'a>, PutActTunnelKeyAttrs<'w>;
        Vlan vlan "vlan" ["vlan"] [] true = ActVlanAttrs<'a>, PutActVlanAttrs<'w>;
    }
}

klink::family_message! {
    TcaStatsAttrsApp PutTcaStatsAttrsApp "tca-stats-attrs app" [] {
        Cake cake "cake" ["cake"] [] true = CakeStatsAttrs<'a>, PutCakeStatsAttrs<'w>;
        Choke choke "choke" ["choke"] [] false = TcChokeXstats<'a>, PutTcChokeXstats<'w>;
        Codel codel "codel" ["codel"] [] false = TcCodelXstats<'a>, PutTcCodelXstats<'w>;
        Drr drr "drr" ["drr"] [] false = TcDrrStats<'a>, PutTcDrrStats<'w>;
        Dualpi2 dualpi2 "dualpi2" ["dualpi2"] [] false = TcDualpi2Xstats<'a>, PutTcDualpi2Xstats<'w>;
        Fq fq "fq" ["fq"] [] false = TcFqQdStats<'a>, PutTcFqQdStats<'w>;
        FqCodel fq_codel "fq_codel" ["fq_codel"] [] false = TcFqCodelXstats<'a>, PutTcFqCodelXstats<'w>;
        FqPie fq_pie "fq_pie" ["fq_pie"] [] false = TcFqPieXstats<'a>, PutTcFqPieXstats<'w>;
        Hfsc hfsc "hfsc" ["hfsc"] [] false = TcHfscStats<'a>, PutTcHfscStats<'w>;
        Hhf hhf "hhf" ["hhf"] [] false = TcHhfXstats<'a>, PutTcHhfXstats<'w>;
        Htb htb "htb" ["htb"] [] false = TcHtbXstats<'a>, PutTcHtbXstats<'w>;
        Netem netem "netem" ["netem"] [] false = TcNetemXstats<'a>, PutTcNetemXstats<'w>;
        Pie pie "pie" ["pie"] [] false = TcPieXstats<'a>, PutTcPieXstats<'w>;
        Qfq qfq "qfq" ["qfq"] [] false = TcQfqStats<'a>, PutTcQfqStats<'w>;
        Red red "red" ["red"] [] false = TcRedXstats<'a>, PutTcRedXstats<'w>;
        Sfb sfb "sfb" ["sfb"] [] false = TcSfbXstats<'a>, PutTcSfbXstats<'w>;
        Sfq sfq "sfq" ["sfq"] [] false = TcSfqXstats<'a>, PutTcSfqXstats<'w>;
    }
}

klink::family_message! {
    ClassAttrsOptions PutClassAttrsOptions "class-attrs options" [] {
        Drr drr "drr" ["drr"] [] true = DrrAttrs<'a>, PutDrrAttrs<'w>;
        Ets ets "ets" ["ets"] [] true = EtsAttrs<'a>, PutEtsAttrs<'w>;
        Hfsc hfsc "hfsc" ["hfsc"] [] true = HfscAttrs<'a>, PutHfscAttrs<'w>;
        Htb htb "htb" ["htb"] [] true = HtbAttrs<'a>, PutHtbAttrs<'w>;
        Qfq qfq "qfq" ["qfq"] [] true = QfqAttrs<'a>, PutQfqAttrs<'w>;
    }
}

klink::family_message! {
    TcfEmatchData PutTcfEmatchData "tcf-ematch data" [] {
        Canid canid "canid" [] [7] false = TcfEmCanid<'a>, PutTcfEmCanid<'w>;
        Cmp cmp "cmp" [] [1] false = TcfEmCmp<'a>, PutTcfEmCmp<'w>;
        Container container "container" [] [0] false = TcfEmContainer<'a>, PutTcfEmContainer<'w>;
        Ipset ipset "ipset" [] [8] false = TcfEmIpset<'a>, PutTcfEmIpset<'w>;
        Ipt ipt "ipt" [] [9] true = EmIptAttrs<'a>, PutEmIptAttrs<'w>;
        Meta meta "meta" [] [4] true = EmMetaAttrs<'a>, PutEmMetaAttrs<'w>;
        Nbyte nbyte "nbyte" [] [2] false = TcfEmNbyte<'a>, PutTcfEmNbyte<'w>;
        Text text "text" [] [5] false = TcfEmText<'a>, PutTcfEmText<'w>;
        U32 u32 "u32" [] [3] false = TcU32Key<'a>, PutTcU32Key<'w>;
    }
}

klink::family_set! {
    Attrs PutAttrs "attrs" [Tcmsg PutTcmsg] false [Str 1] [9] [] {
        kind "kind" = 1: &'a str as Str;
        options "options" = 2 message AttrsOptions PutAttrsOptions [Str 1] [];
        stats "stats" = 3 view TcStats PutTcStats;
        xstats "xstats" = 4 message TcaStatsAttrsApp PutTcaStatsAttrsApp [Str 1] [];
        rate "rate" = 5 view GnetEstimator PutGnetEstimator;
        fcnt "fcnt" = 6: u32 as U32;
        stats2 "stats2" = 7 nest TcaStatsAttrs PutTcaStatsAttrs;
        stab "stab" = 8 nest TcaStabAttrs PutTcaStabAttrs;
        dump_invisible "dump-invisible" = 10 flag true;
        chain "chain" = 11: u32 as U32;
        hw_offload "hw-offload" = 12: u8 as U8;
        ingress_block "ingress-block" = 13: u32 as U32;
        egress_block "egress-block" = 14: u32 as U32;
        dump_flags "dump-flags" = 15: klink::typed::Bitfield<u32> as NeBits;
        ext_warn_msg "ext-warn-msg" = 16: &'a str as Str;
    }
}

klink::family_set! {
    ActAttrs PutActAttrs "act-attrs" [] false [Str 1] [5] [] {
        kind "kind" = 1: &'a str as Str;
        options "options" = 2 message ActAttrsOptions PutActAttrsOptions [Str 1] [];
        index "index" = 3: u32 as U32;
        stats "stats" = 4 nest TcaStatsAttrs PutTcaStatsAttrs;
        cookie "cookie" = 6: &'a [u8] as Raw;
        flags "flags" = 7: klink::typed::Bitfield<u32> as NeBits;
        hw_stats "hw-stats" = 8: klink::typed::Bitfield<u32> as NeBits;
        used_hw_stats "used-hw-stats" = 9: klink::typed::Bitfield<u32> as NeBits;
        in_hw_count "in-hw-count" = 10: u32 as U32;
    }
}

klink::family_set! {
    ActBpfAttrs PutActBpfAttrs "act-bpf-attrs" [] false [] [7] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcGact PutTcGact;
        ops_len "ops-len" = 3: u16 as U16;
        ops "ops" = 4: &'a [u8] as Raw;
        fd "fd" = 5: u32 as U32;
        name "name" = 6: &'a str as Str;
        tag "tag" = 8: &'a [u8] as Raw;
        id "id" = 9: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActConnmarkAttrs PutActConnmarkAttrs "act-connmark-attrs" [] false [] [3] [] {
        parms "parms" = 1 view TcConnmark PutTcConnmark;
        tm "tm" = 2 view TcfT PutTcfT;
    }
}

klink::family_set! {
    ActCsumAttrs PutActCsumAttrs "act-csum-attrs" [] false [] [3] [] {
        parms "parms" = 1 view TcCsum PutTcCsum;
        tm "tm" = 2 view TcfT PutTcfT;
    }
}

klink::family_set! {
    ActCtAttrs PutActCtAttrs "act-ct-attrs" [] false [] [15] [] {
        parms "parms" = 1 view TcGact PutTcGact;
        tm "tm" = 2 view TcfT PutTcfT;
        action "action" = 3: u16 as U16;
        zone "zone" = 4: u16 as U16;
        mark "mark" = 5: u32 as U32;
        mark_mask "mark-mask" = 6: u32 as U32;
        labels "labels" = 7: &'a [u8] as Raw;
        labels_mask "labels-mask" = 8: &'a [u8] as Raw;
        nat_ipv4_min "nat-ipv4-min" = 9: ::std::net::Ipv4Addr as BeV4;
        nat_ipv4_max "nat-ipv4-max" = 10: ::std::net::Ipv4Addr as BeV4;
        nat_ipv6_min "nat-ipv6-min" = 11: &'a [u8] as Raw;
        nat_ipv6_max "nat-ipv6-max" = 12: &'a [u8] as Raw;
        nat_port_min "nat-port-min" = 13: u16 as BeU16;
        nat_port_max "nat-port-max" = 14: u16 as BeU16;
        helper_name "helper-name" = 16: &'a str as Str;
        helper_family "helper-family" = 17: u8 as U8;
        helper_proto "helper-proto" = 18: u8 as U8;
    }
}

klink::family_set! {
    ActCtinfoAttrs PutActCtinfoAttrs "act-ctinfo-attrs" [] false [] [1] [] {
        tm "tm" = 2 view TcfT PutTcfT;
        act "act" = 3 view TcGact PutTcGact;
        zone "zone" = 4: u16 as U16;
        parms_dscp_mask "parms-dscp-mask" = 5: u32 as U32;
        parms_dscp_statemask "parms-dscp-statemask" = 6: u32 as U32;
        parms_cpmark_mask "parms-cpmark-mask" = 7: u32 as U32;
        stats_dscp_set "stats-dscp-set" = 8: u64 as U64;
        stats_dscp_error "stats-dscp-error" = 9: u64 as U64;
        stats_cpmark_set "stats-cpmark-set" = 10: u64 as U64;
    }
}

klink::family_set! {
    ActGateAttrs PutActGateAttrs "act-gate-attrs" [] false [] [3] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcGact PutTcGact;
        priority "priority" = 4: i32 as S32;
        entry_list "entry-list" = 5 nest ActGateListAttrs PutActGateListAttrs;
        base_time "base-time" = 6: u64 as U64;
        cycle_time "cycle-time" = 7: u64 as U64;
        cycle_time_ext "cycle-time-ext" = 8: u64 as U64;
        flags "flags" = 9: u32 as U32;
        clockid "clockid" = 10: i32 as S32;
    }
}

klink::family_set! {
    ActIfeAttrs PutActIfeAttrs "act-ife-attrs" [] false [] [7] [] {
        parms "parms" = 1 view TcIfe PutTcIfe;
        tm "tm" = 2 view TcfT PutTcfT;
        dmac "dmac" = 3: &'a [u8] as Raw;
        smac "smac" = 4: &'a [u8] as Raw;
        r#type "type" = 5: u16 as U16;
        metalst "metalst" = 6: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActMirredAttrs PutActMirredAttrs "act-mirred-attrs" [] false [] [3] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcMirred PutTcMirred;
        blockid "blockid" = 4: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActMplsAttrs PutActMplsAttrs "act-mpls-attrs" [] false [] [3] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcMpls PutTcMpls;
        proto "proto" = 4: u16 as BeU16;
        label "label" = 5: u32 as U32;
        tc "tc" = 6: u8 as U8;
        ttl "ttl" = 7: u8 as U8;
        bos "bos" = 8: u8 as U8;
    }
}

klink::family_set! {
    ActNatAttrs PutActNatAttrs "act-nat-attrs" [] false [] [3] [] {
        parms "parms" = 1 view TcNat PutTcNat;
        tm "tm" = 2 view TcfT PutTcfT;
    }
}

klink::family_set! {
    ActPeditAttrs PutActPeditAttrs "act-pedit-attrs" [] false [] [3] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcPeditSel PutTcPeditSel;
        parms_ex "parms-ex" = 4 view TcPeditSel PutTcPeditSel;
        keys_ex "keys-ex" = 5 nest ActPeditKeysExAttrs PutActPeditKeysExAttrs;
        key_ex "key-ex" = 6: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActSimpleAttrs PutActSimpleAttrs "act-simple-attrs" [] false [] [4] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcGact PutTcGact;
        data "data" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActSkbeditAttrs PutActSkbeditAttrs "act-skbedit-attrs" [] false [] [6] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcGact PutTcGact;
        priority "priority" = 3: u32 as U32;
        queue_mapping "queue-mapping" = 4: u16 as U16;
        mark "mark" = 5: u32 as U32;
        ptype "ptype" = 7: u16 as U16;
        mask "mask" = 8: u32 as U32;
        flags "flags" = 9: u64 as U64;
        queue_mapping_max "queue-mapping-max" = 10: u16 as U16;
    }
}

klink::family_set! {
    ActSkbmodAttrs PutActSkbmodAttrs "act-skbmod-attrs" [] false [] [6] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcSkbmod PutTcSkbmod;
        dmac "dmac" = 3: klink::HardwareAddress<'a> as Mac;
        smac "smac" = 4: klink::HardwareAddress<'a> as Mac;
        etype "etype" = 5: u16 as HexU16;
    }
}

klink::family_set! {
    ActTunnelKeyAttrs PutActTunnelKeyAttrs "act-tunnel-key-attrs" [] false [] [8] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcTunnelKey PutTcTunnelKey;
        enc_ipv4_src "enc-ipv4-src" = 3: ::std::net::Ipv4Addr as BeV4;
        enc_ipv4_dst "enc-ipv4-dst" = 4: ::std::net::Ipv4Addr as BeV4;
        enc_ipv6_src "enc-ipv6-src" = 5: ::std::net::IpAddr as Ip;
        enc_ipv6_dst "enc-ipv6-dst" = 6: ::std::net::IpAddr as Ip;
        enc_key_id "enc-key-id" = 7: u32 as BeU32;
        enc_dst_port "enc-dst-port" = 9: u16 as BeU16;
        no_csum "no-csum" = 10: u8 as U8;
        enc_opts "enc-opts" = 11 nest ActTunnelKeyEncOptsAttrs PutActTunnelKeyEncOptsAttrs;
        enc_tos "enc-tos" = 12: u8 as U8;
        enc_ttl "enc-ttl" = 13: u8 as U8;
        no_frag "no-frag" = 14 flag true;
    }
}

klink::family_set! {
    ActVlanAttrs PutActVlanAttrs "act-vlan-attrs" [] false [] [5] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcVlan PutTcVlan;
        push_vlan_id "push-vlan-id" = 3: u16 as U16;
        push_vlan_protocol "push-vlan-protocol" = 4: u16 as BeU16;
        push_vlan_priority "push-vlan-priority" = 6: u8 as U8;
        push_eth_dst "push-eth-dst" = 7: &'a [u8] as Raw;
        push_eth_src "push-eth-src" = 8: &'a [u8] as Raw;
    }
}

klink::family_set! {
    BasicAttrs PutBasicAttrs "basic-attrs" [] false [] [6] [] {
        classid "classid" = 1: u32 as U32;
        ematches "ematches" = 2 nest EmatchAttrs PutEmatchAttrs;
        act "act" = 3 nests ActAttrs PutActAttrs;
        police "police" = 4 nest PoliceAttrs PutPoliceAttrs;
        pcnt "pcnt" = 5 view TcBasicPcnt PutTcBasicPcnt;
    }
}

klink::family_set! {
    BpfAttrs PutBpfAttrs "bpf-attrs" [] false [] [] [] {
        act "act" = 1 nests ActAttrs PutActAttrs;
        police "police" = 2 nest PoliceAttrs PutPoliceAttrs;
        classid "classid" = 3: u32 as U32;
        ops_len "ops-len" = 4: u16 as U16;
        ops "ops" = 5: &'a [u8] as Raw;
        fd "fd" = 6: u32 as U32;
        name "name" = 7: &'a str as Str;
        flags "flags" = 8: u32 as U32;
        flags_gen "flags-gen" = 9: ClsFlags as U32;
        tag "tag" = 10: &'a [u8] as Raw;
        id "id" = 11: u32 as U32;
    }
}

klink::family_set! {
    CakeAttrs PutCakeAttrs "cake-attrs" [] false [] [1] [] {
        base_rate64 "base-rate64" = 2: u64 as U64;
        diffserv_mode "diffserv-mode" = 3: u32 as U32;
        atm "atm" = 4: u32 as U32;
        flow_mode "flow-mode" = 5: u32 as U32;
        overhead "overhead" = 6: u32 as U32;
        rtt "rtt" = 7: u32 as U32;
        target "target" = 8: u32 as U32;
        autorate "autorate" = 9: u32 as U32;
        memory "memory" = 10: u32 as U32;
        nat "nat" = 11: u32 as U32;
        raw "raw" = 12: u32 as U32;
        wash "wash" = 13: u32 as U32;
        mpu "mpu" = 14: u32 as U32;
        ingress "ingress" = 15: u32 as U32;
        ack_filter "ack-filter" = 16: u32 as U32;
        split_gso "split-gso" = 17: u32 as U32;
        fwmark "fwmark" = 18: u32 as U32;
    }
}

klink::family_set! {
    CakeStatsAttrs PutCakeStatsAttrs "cake-stats-attrs" [] false [] [1] [] {
        capacity_estimate64 "capacity-estimate64" = 2: u64 as U64;
        memory_limit "memory-limit" = 3: u32 as U32;
        memory_used "memory-used" = 4: u32 as U32;
        avg_netoff "avg-netoff" = 5: u32 as U32;
        min_netlen "min-netlen" = 6: u32 as U32;
        max_netlen "max-netlen" = 7: u32 as U32;
        min_adjlen "min-adjlen" = 8: u32 as U32;
        max_adjlen "max-adjlen" = 9: u32 as U32;
        tin_stats "tin-stats" = 10 nests CakeTinStatsAttrs PutCakeTinStatsAttrs;
        deficit "deficit" = 11: i32 as S32;
        cobalt_count "cobalt-count" = 12: u32 as U32;
        dropping "dropping" = 13: u32 as U32;
        drop_next_us "drop-next-us" = 14: i32 as S32;
        p_drop "p-drop" = 15: u32 as U32;
        blue_timer_us "blue-timer-us" = 16: i32 as S32;
        active_queues "active-queues" = 17: u32 as U32;
    }
}

klink::family_set! {
    CakeTinStatsAttrs PutCakeTinStatsAttrs "cake-tin-stats-attrs" [] false [] [1] [] {
        sent_packets "sent-packets" = 2: u32 as U32;
        sent_bytes64 "sent-bytes64" = 3: u64 as U64;
        dropped_packets "dropped-packets" = 4: u32 as U32;
        dropped_bytes64 "dropped-bytes64" = 5: u64 as U64;
        acks_dropped_packets "acks-dropped-packets" = 6: u32 as U32;
        acks_dropped_bytes64 "acks-dropped-bytes64" = 7: u64 as U64;
        ecn_marked_packets "ecn-marked-packets" = 8: u32 as U32;
        ecn_marked_bytes64 "ecn-marked-bytes64" = 9: u64 as U64;
        backlog_packets "backlog-packets" = 10: u32 as U32;
        backlog_bytes "backlog-bytes" = 11: u32 as U32;
        threshold_rate64 "threshold-rate64" = 12: u64 as U64;
        target_us "target-us" = 13: u32 as U32;
        interval_us "interval-us" = 14: u32 as U32;
        way_indirect_hits "way-indirect-hits" = 15: u32 as U32;
        way_misses "way-misses" = 16: u32 as U32;
        way_collisions "way-collisions" = 17: u32 as U32;
        peak_delay_us "peak-delay-us" = 18: u32 as U32;
        avg_delay_us "avg-delay-us" = 19: u32 as U32;
        base_delay_us "base-delay-us" = 20: u32 as U32;
        sparse_flows "sparse-flows" = 21: u32 as U32;
        bulk_flows "bulk-flows" = 22: u32 as U32;
        unresponsive_flows "unresponsive-flows" = 23: u32 as U32;
        max_skblen "max-skblen" = 24: u32 as U32;
        flow_quantum "flow-quantum" = 25: u32 as U32;
    }
}

klink::family_set! {
    CbsAttrs PutCbsAttrs "cbs-attrs" [] false [] [] [] {
        parms "parms" = 1 view TcCbsQopt PutTcCbsQopt;
    }
}

klink::family_set! {
    CgroupAttrs PutCgroupAttrs "cgroup-attrs" [] false [] [] [] {
        act "act" = 1 nests ActAttrs PutActAttrs;
        police "police" = 2 nest PoliceAttrs PutPoliceAttrs;
        ematches "ematches" = 3 nest EmatchAttrs PutEmatchAttrs;
    }
}

klink::family_set! {
    ChokeAttrs PutChokeAttrs "choke-attrs" [] false [] [] [] {
        parms "parms" = 1 view TcRedQopt PutTcRedQopt;
        stab "stab" = 2: &'a [u8] as Raw;
        max_p "max-p" = 3: u32 as U32;
    }
}

klink::family_set! {
    CodelAttrs PutCodelAttrs "codel-attrs" [] false [] [] [] {
        target "target" = 1: u32 as U32;
        limit "limit" = 2: u32 as U32;
        interval "interval" = 3: u32 as U32;
        ecn "ecn" = 4: u32 as U32;
        ce_threshold "ce-threshold" = 5: u32 as U32;
    }
}

klink::family_set! {
    DrrAttrs PutDrrAttrs "drr-attrs" [] false [] [] [] {
        quantum "quantum" = 1: u32 as U32;
    }
}

klink::family_set! {
    Dualpi2Attrs PutDualpi2Attrs "dualpi2-attrs" [] false [] [16] [] {
        limit "limit" = 1: u32 as U32;
        memory_limit "memory-limit" = 2: u32 as U32;
        target "target" = 3: u32 as U32;
        tupdate "tupdate" = 4: u32 as U32;
        alpha "alpha" = 5: u32 as U32;
        beta "beta" = 6: u32 as U32;
        step_thresh_pkts "step-thresh-pkts" = 7: u32 as U32;
        step_thresh_us "step-thresh-us" = 8: u32 as U32;
        min_qlen_step "min-qlen-step" = 9: u32 as U32;
        coupling "coupling" = 10: u8 as U8;
        drop_overload "drop-overload" = 11: Dualpi2DropOverload as U8;
        drop_early "drop-early" = 12: Dualpi2DropEarly as U8;
        c_protection "c-protection" = 13: u8 as U8;
        ecn_mask "ecn-mask" = 14: Dualpi2EcnMask as U8;
        split_gso "split-gso" = 15: Dualpi2SplitGso as U8;
    }
}

klink::family_set! {
    EmatchAttrs PutEmatchAttrs "ematch-attrs" [] false [] [] [] {
        tree_hdr "tree-hdr" = 1 view TcfEmatchTreeHdr PutTcfEmatchTreeHdr;
        tree_list "tree-list" = 2 indexed_views TcfEmatch PutTcfEmatch;
    }
}

klink::family_set! {
    FlowAttrs PutFlowAttrs "flow-attrs" [] false [] [] [] {
        keys "keys" = 1: u32 as U32;
        mode "mode" = 2: u32 as U32;
        baseclass "baseclass" = 3: u32 as U32;
        rshift "rshift" = 4: u32 as U32;
        addend "addend" = 5: u32 as U32;
        mask "mask" = 6: u32 as U32;
        xor "xor" = 7: u32 as U32;
        divisor "divisor" = 8: u32 as U32;
        act "act" = 9: &'a [u8] as Raw;
        police "police" = 10 nest PoliceAttrs PutPoliceAttrs;
        ematches "ematches" = 11 nest EmatchAttrs PutEmatchAttrs;
        perturb "perturb" = 12: u32 as U32;
    }
}

klink::family_set! {
    FlowerAttrs PutFlowerAttrs "flower-attrs" [] false [] [] [] {
        classid "classid" = 1: u32 as U32;
        indev "indev" = 2: &'a str as Str;
        act "act" = 3 nests ActAttrs PutActAttrs;
        key_eth_dst "key-eth-dst" = 4: klink::HardwareAddress<'a> as Mac;
        key_eth_dst_mask "key-eth-dst-mask" = 5: klink::HardwareAddress<'a> as Mac;
        key_eth_src "key-eth-src" = 6: klink::HardwareAddress<'a> as Mac;
        key_eth_src_mask "key-eth-src-mask" = 7: klink::HardwareAddress<'a> as Mac;
        key_eth_type "key-eth-type" = 8: u16 as BeU16;
        key_ip_proto "key-ip-proto" = 9: u8 as U8;
        key_ipv4_src "key-ipv4-src" = 10: ::std::net::Ipv4Addr as BeV4;
        key_ipv4_src_mask "key-ipv4-src-mask" = 11: ::std::net::Ipv4Addr as BeV4;
        key_ipv4_dst "key-ipv4-dst" = 12: ::std::net::Ipv4Addr as BeV4;
        key_ipv4_dst_mask "key-ipv4-dst-mask" = 13: ::std::net::Ipv4Addr as BeV4;
        key_ipv6_src "key-ipv6-src" = 14: ::std::net::IpAddr as Ip;
        key_ipv6_src_mask "key-ipv6-src-mask" = 15: ::std::net::IpAddr as Ip;
        key_ipv6_dst "key-ipv6-dst" = 16: ::std::net::IpAddr as Ip;
        key_ipv6_dst_mask "key-ipv6-dst-mask" = 17: ::std::net::IpAddr as Ip;
        key_tcp_src "key-tcp-src" = 18: u16 as BeU16;
        key_tcp_dst "key-tcp-dst" = 19: u16 as BeU16;
        key_udp_src "key-udp-src" = 20: u16 as BeU16;
        key_udp_dst "key-udp-dst" = 21: u16 as BeU16;
        flags "flags" = 22: ClsFlags as U32;
        key_vlan_id "key-vlan-id" = 23: u16 as U16;
        key_vlan_prio "key-vlan-prio" = 24: u8 as U8;
        key_vlan_eth_type "key-vlan-eth-type" = 25: u16 as BeU16;
        key_enc_key_id "key-enc-key-id" = 26: u32 as BeU32;
        key_enc_ipv4_src "key-enc-ipv4-src" = 27: ::std::net::Ipv4Addr as BeV4;
        key_enc_ipv4_src_mask "key-enc-ipv4-src-mask" = 28: ::std::net::Ipv4Addr as BeV4;
        key_enc_ipv4_dst "key-enc-ipv4-dst" = 29: ::std::net::Ipv4Addr as BeV4;
        key_enc_ipv4_dst_mask "key-enc-ipv4-dst-mask" = 30: ::std::net::Ipv4Addr as BeV4;
        key_enc_ipv6_src "key-enc-ipv6-src" = 31: ::std::net::IpAddr as Ip;
        key_enc_ipv6_src_mask "key-enc-ipv6-src-mask" = 32: ::std::net::IpAddr as Ip;
        key_enc_ipv6_dst "key-enc-ipv6-dst" = 33: ::std::net::IpAddr as Ip;
        key_enc_ipv6_dst_mask "key-enc-ipv6-dst-mask" = 34: ::std::net::IpAddr as Ip;
        key_tcp_src_mask "key-tcp-src-mask" = 35: u16 as BeU16;
        key_tcp_dst_mask "key-tcp-dst-mask" = 36: u16 as BeU16;
        key_udp_src_mask "key-udp-src-mask" = 37: u16 as BeU16;
        key_udp_dst_mask "key-udp-dst-mask" = 38: u16 as BeU16;
        key_sctp_src_mask "key-sctp-src-mask" = 39: u16 as BeU16;
        key_sctp_dst_mask "key-sctp-dst-mask" = 40: u16 as BeU16;
        key_sctp_src "key-sctp-src" = 41: u16 as BeU16;
        key_sctp_dst "key-sctp-dst" = 42: u16 as BeU16;
        key_enc_udp_src_port "key-enc-udp-src-port" = 43: u16 as BeU16;
        key_enc_udp_src_port_mask "key-enc-udp-src-port-mask" = 44: u16 as BeU16;
        key_enc_udp_dst_port "key-enc-udp-dst-port" = 45: u16 as BeU16;
        key_enc_udp_dst_port_mask "key-enc-udp-dst-port-mask" = 46: u16 as BeU16;
        key_flags "key-flags" = 47: FlowerKeyCtrlFlags as BeU32;
        key_flags_mask "key-flags-mask" = 48: FlowerKeyCtrlFlags as BeU32;
        key_icmpv4_code "key-icmpv4-code" = 49: u8 as U8;
        key_icmpv4_code_mask "key-icmpv4-code-mask" = 50: u8 as U8;
        key_icmpv4_type "key-icmpv4-type" = 51: u8 as U8;
        key_icmpv4_type_mask "key-icmpv4-type-mask" = 52: u8 as U8;
        key_icmpv6_code "key-icmpv6-code" = 53: u8 as U8;
        key_icmpv6_code_mask "key-icmpv6-code-mask" = 54: u8 as U8;
        key_icmpv6_type "key-icmpv6-type" = 55: u8 as U8;
        key_icmpv6_type_mask "key-icmpv6-type-mask" = 56: u8 as U8;
        key_arp_sip "key-arp-sip" = 57: ::std::net::Ipv4Addr as BeV4;
        key_arp_sip_mask "key-arp-sip-mask" = 58: ::std::net::Ipv4Addr as BeV4;
        key_arp_tip "key-arp-tip" = 59: ::std::net::Ipv4Addr as BeV4;
        key_arp_tip_mask "key-arp-tip-mask" = 60: ::std::net::Ipv4Addr as BeV4;
        key_arp_op "key-arp-op" = 61: u8 as U8;
        key_arp_op_mask "key-arp-op-mask" = 62: u8 as U8;
        key_arp_sha "key-arp-sha" = 63: klink::HardwareAddress<'a> as Mac;
        key_arp_sha_mask "key-arp-sha-mask" = 64: klink::HardwareAddress<'a> as Mac;
        key_arp_tha "key-arp-tha" = 65: klink::HardwareAddress<'a> as Mac;
        key_arp_tha_mask "key-arp-tha-mask" = 66: klink::HardwareAddress<'a> as Mac;
        key_mpls_ttl "key-mpls-ttl" = 67: u8 as U8;
        key_mpls_bos "key-mpls-bos" = 68: u8 as U8;
        key_mpls_tc "key-mpls-tc" = 69: u8 as U8;
        key_mpls_label "key-mpls-label" = 70: u32 as U32;
        key_tcp_flags "key-tcp-flags" = 71: u16 as BeU16;
        key_tcp_flags_mask "key-tcp-flags-mask" = 72: u16 as BeU16;
        key_ip_tos "key-ip-tos" = 73: u8 as U8;
        key_ip_tos_mask "key-ip-tos-mask" = 74: u8 as U8;
        key_ip_ttl "key-ip-ttl" = 75: u8 as U8;
        key_ip_ttl_mask "key-ip-ttl-mask" = 76: u8 as U8;
        key_cvlan_id "key-cvlan-id" = 77: u16 as U16;
        key_cvlan_prio "key-cvlan-prio" = 78: u8 as U8;
        key_cvlan_eth_type "key-cvlan-eth-type" = 79: u16 as BeU16;
        key_enc_ip_tos "key-enc-ip-tos" = 80: u8 as U8;
        key_enc_ip_tos_mask "key-enc-ip-tos-mask" = 81: u8 as U8;
        key_enc_ip_ttl "key-enc-ip-ttl" = 82: u8 as U8;
        key_enc_ip_ttl_mask "key-enc-ip-ttl-mask" = 83: u8 as U8;
        key_enc_opts "key-enc-opts" = 84 nest FlowerKeyEncOptsAttrs PutFlowerKeyEncOptsAttrs;
        key_enc_opts_mask "key-enc-opts-mask" = 85 nest FlowerKeyEncOptsAttrs PutFlowerKeyEncOptsAttrs;
        in_hw_count "in-hw-count" = 86: u32 as U32;
        key_port_src_min "key-port-src-min" = 87: u16 as BeU16;
        key_port_src_max "key-port-src-max" = 88: u16 as BeU16;
        key_port_dst_min "key-port-dst-min" = 89: u16 as BeU16;
        key_port_dst_max "key-port-dst-max" = 90: u16 as BeU16;
        key_ct_state "key-ct-state" = 91: u16 as U16;
        key_ct_state_mask "key-ct-state-mask" = 92: u16 as U16;
        key_ct_zone "key-ct-zone" = 93: u16 as U16;
        key_ct_zone_mask "key-ct-zone-mask" = 94: u16 as U16;
        key_ct_mark "key-ct-mark" = 95: u32 as U32;
        key_ct_mark_mask "key-ct-mark-mask" = 96: u32 as U32;
        key_ct_labels "key-ct-labels" = 97: &'a [u8] as Raw;
        key_ct_labels_mask "key-ct-labels-mask" = 98: &'a [u8] as Raw;
        key_mpls_opts "key-mpls-opts" = 99 nest FlowerKeyMplsOptAttrs PutFlowerKeyMplsOptAttrs;
        key_hash "key-hash" = 100: u32 as U32;
        key_hash_mask "key-hash-mask" = 101: u32 as U32;
        key_num_of_vlans "key-num-of-vlans" = 102: u8 as U8;
        key_pppoe_sid "key-pppoe-sid" = 103: u16 as BeU16;
        key_ppp_proto "key-ppp-proto" = 104: u16 as BeU16;
        key_l2tpv3_sid "key-l2tpv3-sid" = 105: u32 as BeU32;
        l2_miss "l2-miss" = 106: u8 as U8;
        key_cfm "key-cfm" = 107 nest FlowerKeyCfmAttrs PutFlowerKeyCfmAttrs;
        key_spi "key-spi" = 108: u32 as BeU32;
        key_spi_mask "key-spi-mask" = 109: u32 as BeU32;
        key_enc_flags "key-enc-flags" = 110: FlowerKeyCtrlFlags as BeU32;
        key_enc_flags_mask "key-enc-flags-mask" = 111: FlowerKeyCtrlFlags as BeU32;
    }
}

klink::family_set! {
    FlowerKeyEncOptsAttrs PutFlowerKeyEncOptsAttrs "flower-key-enc-opts-attrs" [] false [] [] [] {
        geneve "geneve" = 1 nest FlowerKeyEncOptGeneveAttrs PutFlowerKeyEncOptGeneveAttrs;
        vxlan "vxlan" = 2 nest FlowerKeyEncOptVxlanAttrs PutFlowerKeyEncOptVxlanAttrs;
        erspan "erspan" = 3 nest FlowerKeyEncOptErspanAttrs PutFlowerKeyEncOptErspanAttrs;
        gtp "gtp" = 4 nest FlowerKeyEncOptGtpAttrs PutFlowerKeyEncOptGtpAttrs;
    }
}

klink::family_set! {
    FlowerKeyEncOptGeneveAttrs PutFlowerKeyEncOptGeneveAttrs "flower-key-enc-opt-geneve-attrs" [] false [] [] [] {
        class "class" = 1: u16 as BeU16;
        r#type "type" = 2: u8 as U8;
        data "data" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    FlowerKeyEncOptVxlanAttrs PutFlowerKeyEncOptVxlanAttrs "flower-key-enc-opt-vxlan-attrs" [] false [] [] [] {
        gbp "gbp" = 1: u32 as U32;
    }
}

klink::family_set! {
    FlowerKeyEncOptErspanAttrs PutFlowerKeyEncOptErspanAttrs "flower-key-enc-opt-erspan-attrs" [] false [] [] [] {
        ver "ver" = 1: u8 as U8;
        index "index" = 2: u32 as BeU32;
        dir "dir" = 3: u8 as U8;
        hwid "hwid" = 4: u8 as U8;
    }
}

klink::family_set! {
    FlowerKeyEncOptGtpAttrs PutFlowerKeyEncOptGtpAttrs "flower-key-enc-opt-gtp-attrs" [] false [] [] [] {
        pdu_type "pdu-type" = 1: u8 as U8;
        qfi "qfi" = 2: u8 as U8;
    }
}

klink::family_set! {
    FlowerKeyMplsOptAttrs PutFlowerKeyMplsOptAttrs "flower-key-mpls-opt-attrs" [] false [] [] [] {
        lse_depth "lse-depth" = 1: u8 as U8;
        lse_ttl "lse-ttl" = 2: u8 as U8;
        lse_bos "lse-bos" = 3: u8 as U8;
        lse_tc "lse-tc" = 4: u8 as U8;
        lse_label "lse-label" = 5: u32 as U32;
    }
}

klink::family_set! {
    FlowerKeyCfmAttrs PutFlowerKeyCfmAttrs "flower-key-cfm-attrs" [] false [] [] [] {
        md_level "md-level" = 1: u8 as U8;
        opcode "opcode" = 2: u8 as U8;
    }
}

klink::family_set! {
    FwAttrs PutFwAttrs "fw-attrs" [] false [] [] [] {
        classid "classid" = 1: u32 as U32;
        police "police" = 2 nest PoliceAttrs PutPoliceAttrs;
        indev "indev" = 3: &'a str as Str;
        act "act" = 4 nests ActAttrs PutActAttrs;
        mask "mask" = 5: u32 as U32;
    }
}

klink::family_set! {
    GredAttrs PutGredAttrs "gred-attrs" [] false [] [] [] {
        parms "parms" = 1 views TcGredQopt PutTcGredQopt;
        stab "stab" = 2 packed u8 as U8, 1;
        dps "dps" = 3 view TcGredSopt PutTcGredSopt;
        max_p "max-p" = 4 packed u32 as U32, 4;
        limit "limit" = 5: u32 as U32;
        vq_list "vq-list" = 6 nest TcaGredVqListAttrs PutTcaGredVqListAttrs;
    }
}

klink::family_set! {
    TcaGredVqListAttrs PutTcaGredVqListAttrs "tca-gred-vq-list-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest TcaGredVqEntryAttrs PutTcaGredVqEntryAttrs;
    }
}

klink::family_set! {
    TcaGredVqEntryAttrs PutTcaGredVqEntryAttrs "tca-gred-vq-entry-attrs" [] false [] [1] [] {
        dp "dp" = 2: u32 as U32;
        stat_bytes "stat-bytes" = 3: u64 as U64;
        stat_packets "stat-packets" = 4: u32 as U32;
        stat_backlog "stat-backlog" = 5: u32 as U32;
        stat_prob_drop "stat-prob-drop" = 6: u32 as U32;
        stat_prob_mark "stat-prob-mark" = 7: u32 as U32;
        stat_forced_drop "stat-forced-drop" = 8: u32 as U32;
        stat_forced_mark "stat-forced-mark" = 9: u32 as U32;
        stat_pdrop "stat-pdrop" = 10: u32 as U32;
        stat_other "stat-other" = 11: u32 as U32;
        flags "flags" = 12: u32 as U32;
    }
}

klink::family_set! {
    HfscAttrs PutHfscAttrs "hfsc-attrs" [] false [] [] [] {
        rsc "rsc" = 1 view TcServiceCurve PutTcServiceCurve;
        fsc "fsc" = 2 view TcServiceCurve PutTcServiceCurve;
        usc "usc" = 3 view TcServiceCurve PutTcServiceCurve;
    }
}

klink::family_set! {
    HhfAttrs PutHhfAttrs "hhf-attrs" [] false [] [] [] {
        backlog_limit "backlog-limit" = 1: u32 as U32;
        quantum "quantum" = 2: u32 as U32;
        hh_flows_limit "hh-flows-limit" = 3: u32 as U32;
        reset_timeout "reset-timeout" = 4: u32 as U32;
        admit_bytes "admit-bytes" = 5: u32 as U32;
        evict_timeout "evict-timeout" = 6: u32 as U32;
        non_hh_weight "non-hh-weight" = 7: u32 as U32;
    }
}

klink::family_set! {
    HtbAttrs PutHtbAttrs "htb-attrs" [] false [] [8] [] {
        parms "parms" = 1 view TcHtbOpt PutTcHtbOpt;
        init "init" = 2 view TcHtbGlob PutTcHtbGlob;
        ctab "ctab" = 3: &'a [u8] as Raw;
        rtab "rtab" = 4: &'a [u8] as Raw;
        direct_qlen "direct-qlen" = 5: u32 as U32;
        rate64 "rate64" = 6: u64 as U64;
        ceil64 "ceil64" = 7: u64 as U64;
        offload "offload" = 9 flag true;
    }
}

klink::family_set! {
    MatchallAttrs PutMatchallAttrs "matchall-attrs" [] false [] [5] [] {
        classid "classid" = 1: u32 as U32;
        act "act" = 2 nests ActAttrs PutActAttrs;
        flags "flags" = 3: ClsFlags as U32;
        pcnt "pcnt" = 4 view TcMatchallPcnt PutTcMatchallPcnt;
    }
}

klink::family_set! {
    EtfAttrs PutEtfAttrs "etf-attrs" [] false [] [] [] {
        parms "parms" = 1 view TcEtfQopt PutTcEtfQopt;
    }
}

klink::family_set! {
    EtsAttrs PutEtsAttrs "ets-attrs" [] false [] [] [4 6] {
        nbands "nbands" = 1: u8 as U8;
        nstrict "nstrict" = 2: u8 as U8;
        quanta "quanta" = 3 nest EtsAttrs PutEtsAttrs;
        quanta_band "quanta-band" = 4 multi u32 as U32;
        priomap "priomap" = 5 nest EtsAttrs PutEtsAttrs;
        priomap_band "priomap-band" = 6 multi u8 as U8;
    }
}

klink::family_set! {
    FqAttrs PutFqAttrs "fq-attrs" [] false [] [] [] {
        plimit "plimit" = 1: u32 as U32;
        flow_plimit "flow-plimit" = 2: u32 as U32;
        quantum "quantum" = 3: u32 as U32;
        initial_quantum "initial-quantum" = 4: u32 as U32;
        rate_enable "rate-enable" = 5: u32 as U32;
        flow_default_rate "flow-default-rate" = 6: u32 as U32;
        flow_max_rate "flow-max-rate" = 7: u32 as U32;
        buckets_log "buckets-log" = 8: u32 as U32;
        flow_refill_delay "flow-refill-delay" = 9: u32 as U32;
        orphan_mask "orphan-mask" = 10: u32 as U32;
        low_rate_threshold "low-rate-threshold" = 11: u32 as U32;
        ce_threshold "ce-threshold" = 12: u32 as U32;
        timer_slack "timer-slack" = 13: u32 as U32;
        horizon "horizon" = 14: u32 as U32;
        horizon_drop "horizon-drop" = 15: u8 as U8;
        priomap "priomap" = 16 view TcPrioQopt PutTcPrioQopt;
        weights "weights" = 17 packed i32 as S32, 4;
        offload_horizon "offload-horizon" = 18: u32 as U32;
    }
}

klink::family_set! {
    FqCodelAttrs PutFqCodelAttrs "fq-codel-attrs" [] false [] [] [] {
        target "target" = 1: u32 as U32;
        limit "limit" = 2: u32 as U32;
        interval "interval" = 3: u32 as U32;
        ecn "ecn" = 4: u32 as U32;
        flows "flows" = 5: u32 as U32;
        quantum "quantum" = 6: u32 as U32;
        ce_threshold "ce-threshold" = 7: u32 as U32;
        drop_batch_size "drop-batch-size" = 8: u32 as U32;
        memory_limit "memory-limit" = 9: u32 as U32;
        ce_threshold_selector "ce-threshold-selector" = 10: u8 as U8;
        ce_threshold_mask "ce-threshold-mask" = 11: u8 as U8;
    }
}

klink::family_set! {
    FqPieAttrs PutFqPieAttrs "fq-pie-attrs" [] false [] [] [] {
        limit "limit" = 1: u32 as U32;
        flows "flows" = 2: u32 as U32;
        target "target" = 3: u32 as U32;
        tupdate "tupdate" = 4: u32 as U32;
        alpha "alpha" = 5: u32 as U32;
        beta "beta" = 6: u32 as U32;
        quantum "quantum" = 7: u32 as U32;
        memory_limit "memory-limit" = 8: u32 as U32;
        ecn_prob "ecn-prob" = 9: u32 as U32;
        ecn "ecn" = 10: u32 as U32;
        bytemode "bytemode" = 11: u32 as U32;
        dq_rate_estimator "dq-rate-estimator" = 12: u32 as U32;
    }
}

klink::family_set! {
    NetemAttrs PutNetemAttrs "netem-attrs" [TcNetemQopt PutTcNetemQopt] false [] [9] [] {
        corr "corr" = 1 view TcNetemCorr PutTcNetemCorr;
        delay_dist "delay-dist" = 2 packed i16 as S16, 2;
        reorder "reorder" = 3 view TcNetemReorder PutTcNetemReorder;
        corrupt "corrupt" = 4 view TcNetemCorrupt PutTcNetemCorrupt;
        loss "loss" = 5 nest NetemLossAttrs PutNetemLossAttrs;
        rate "rate" = 6 view TcNetemRate PutTcNetemRate;
        ecn "ecn" = 7: u32 as U32;
        rate64 "rate64" = 8: u64 as U64;
        latency64 "latency64" = 10: i64 as S64;
        jitter64 "jitter64" = 11: i64 as S64;
        slot "slot" = 12 view TcNetemSlot PutTcNetemSlot;
        slot_dist "slot-dist" = 13 packed i16 as S16, 2;
        prng_seed "prng-seed" = 14: u64 as U64;
    }
}

klink::family_set! {
    NetemLossAttrs PutNetemLossAttrs "netem-loss-attrs" [] false [] [] [] {
        gi "gi" = 1 view TcNetemGimodel PutTcNetemGimodel;
        ge "ge" = 2 view TcNetemGemodel PutTcNetemGemodel;
    }
}

klink::family_set! {
    PieAttrs PutPieAttrs "pie-attrs" [] false [] [] [] {
        target "target" = 1: u32 as U32;
        limit "limit" = 2: u32 as U32;
        tupdate "tupdate" = 3: u32 as U32;
        alpha "alpha" = 4: u32 as U32;
        beta "beta" = 5: u32 as U32;
        ecn "ecn" = 6: u32 as U32;
        bytemode "bytemode" = 7: u32 as U32;
        dq_rate_estimator "dq-rate-estimator" = 8: u32 as U32;
    }
}

klink::family_set! {
    PoliceAttrs PutPoliceAttrs "police-attrs" [] false [] [7] [] {
        tbf "tbf" = 1 view TcPolice PutTcPolice;
        rate "rate" = 2: &'a [u8] as Raw;
        peakrate "peakrate" = 3: &'a [u8] as Raw;
        avrate "avrate" = 4: u32 as U32;
        result "result" = 5: u32 as U32;
        tm "tm" = 6 view TcfT PutTcfT;
        rate64 "rate64" = 8: u64 as U64;
        peakrate64 "peakrate64" = 9: u64 as U64;
        pktrate64 "pktrate64" = 10: u64 as U64;
        pktburst64 "pktburst64" = 11: u64 as U64;
    }
}

klink::family_set! {
    QfqAttrs PutQfqAttrs "qfq-attrs" [] false [] [] [] {
        weight "weight" = 1: u32 as U32;
        lmax "lmax" = 2: u32 as U32;
    }
}

klink::family_set! {
    RedAttrs PutRedAttrs "red-attrs" [] false [] [] [] {
        parms "parms" = 1 view TcRedQopt PutTcRedQopt;
        stab "stab" = 2: &'a [u8] as Raw;
        max_p "max-p" = 3: u32 as U32;
        flags "flags" = 4: klink::typed::Bitfield<u32> as NeBits;
        early_drop_block "early-drop-block" = 5: u32 as U32;
        mark_block "mark-block" = 6: u32 as U32;
    }
}

klink::family_set! {
    RouteAttrs PutRouteAttrs "route-attrs" [] false [] [] [] {
        classid "classid" = 1: u32 as U32;
        to "to" = 2: u32 as U32;
        from "from" = 3: u32 as U32;
        iif "iif" = 4: u32 as U32;
        police "police" = 5 nest PoliceAttrs PutPoliceAttrs;
        act "act" = 6 nests ActAttrs PutActAttrs;
    }
}

klink::family_set! {
    TaprioAttrs PutTaprioAttrs "taprio-attrs" [] false [] [6] [] {
        priomap "priomap" = 1 view TcMqprioQopt PutTcMqprioQopt;
        sched_entry_list "sched-entry-list" = 2 nest TaprioSchedEntryList PutTaprioSchedEntryList;
        sched_base_time "sched-base-time" = 3: i64 as S64;
        sched_single_entry "sched-single-entry" = 4 nest TaprioSchedEntry PutTaprioSchedEntry;
        sched_clockid "sched-clockid" = 5: i32 as S32;
        admin_sched "admin-sched" = 7: &'a [u8] as Raw;
        sched_cycle_time "sched-cycle-time" = 8: i64 as S64;
        sched_cycle_time_extension "sched-cycle-time-extension" = 9: i64 as S64;
        flags "flags" = 10: u32 as U32;
        txtime_delay "txtime-delay" = 11: u32 as U32;
        tc_entry "tc-entry" = 12 nest TaprioTcEntryAttrs PutTaprioTcEntryAttrs;
    }
}

klink::family_set! {
    TaprioSchedEntryList PutTaprioSchedEntryList "taprio-sched-entry-list" [] false [] [] [1] {
        entry "entry" = 1 multi_nest TaprioSchedEntry PutTaprioSchedEntry;
    }
}

klink::family_set! {
    TaprioSchedEntry PutTaprioSchedEntry "taprio-sched-entry" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        cmd "cmd" = 2: u8 as U8;
        gate_mask "gate-mask" = 3: u32 as U32;
        interval "interval" = 4: u32 as U32;
    }
}

klink::family_set! {
    TaprioTcEntryAttrs PutTaprioTcEntryAttrs "taprio-tc-entry-attrs" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        max_sdu "max-sdu" = 2: u32 as U32;
        fp "fp" = 3: u32 as U32;
    }
}

klink::family_set! {
    TbfAttrs PutTbfAttrs "tbf-attrs" [] false [] [8] [] {
        parms "parms" = 1 view TcTbfQopt PutTcTbfQopt;
        rtab "rtab" = 2: &'a [u8] as Raw;
        ptab "ptab" = 3: &'a [u8] as Raw;
        rate64 "rate64" = 4: u64 as U64;
        prate64 "prate64" = 5: u64 as U64;
        burst "burst" = 6: u32 as U32;
        pburst "pburst" = 7: u32 as U32;
    }
}

klink::family_set! {
    ActSampleAttrs PutActSampleAttrs "act-sample-attrs" [] false [] [6] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcGact PutTcGact;
        rate "rate" = 3: u32 as U32;
        trunc_size "trunc-size" = 4: u32 as U32;
        psample_group "psample-group" = 5: u32 as U32;
    }
}

klink::family_set! {
    ActGactAttrs PutActGactAttrs "act-gact-attrs" [] false [] [4] [] {
        tm "tm" = 1 view TcfT PutTcfT;
        parms "parms" = 2 view TcGact PutTcGact;
        prob "prob" = 3 view TcGactP PutTcGactP;
    }
}

klink::family_set! {
    TcaStabAttrs PutTcaStabAttrs "tca-stab-attrs" [] false [] [] [] {
        base "base" = 1 view TcSizespec PutTcSizespec;
        data "data" = 2: &'a [u8] as Raw;
    }
}

klink::family_set! {
    TcaStatsAttrs PutTcaStatsAttrs "tca-stats-attrs" [] true [] [6] [] {
        basic "basic" = 1 view GnetStatsBasic PutGnetStatsBasic;
        rate_est "rate-est" = 2 view GnetStatsRateEst PutGnetStatsRateEst;
        queue "queue" = 3 view GnetStatsQueue PutGnetStatsQueue;
        app "app" = 4 message TcaStatsAttrsApp PutTcaStatsAttrsApp [] [];
        rate_est64 "rate-est64" = 5 view GnetStatsRateEst64 PutGnetStatsRateEst64;
        basic_hw "basic-hw" = 7 view GnetStatsBasic PutGnetStatsBasic;
        pkt64 "pkt64" = 8: u64 as U64;
    }
}

klink::family_set! {
    U32Attrs PutU32Attrs "u32-attrs" [] false [] [12] [] {
        classid "classid" = 1: u32 as U32;
        hash "hash" = 2: u32 as U32;
        link "link" = 3: u32 as U32;
        divisor "divisor" = 4: u32 as U32;
        sel "sel" = 5 view TcU32Sel PutTcU32Sel;
        police "police" = 6 nest PoliceAttrs PutPoliceAttrs;
        act "act" = 7 nests ActAttrs PutActAttrs;
        indev "indev" = 8: &'a str as Str;
        pcnt "pcnt" = 9 view TcU32Pcnt PutTcU32Pcnt;
        mark "mark" = 10 view TcU32Mark PutTcU32Mark;
        flags "flags" = 11: ClsFlags as U32;
    }
}

klink::family_set! {
    ActGateListAttrs PutActGateListAttrs "act-gate-list-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest ActGateEntryAttrs PutActGateEntryAttrs;
    }
}

klink::family_set! {
    ActGateEntryAttrs PutActGateEntryAttrs "act-gate-entry-attrs" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        gate "gate" = 2 flag true;
        interval "interval" = 3: u32 as U32;
        ipv "ipv" = 4: i32 as S32;
        max_octets "max-octets" = 5: i32 as S32;
    }
}

klink::family_set! {
    ActPeditKeysExAttrs PutActPeditKeysExAttrs "act-pedit-keys-ex-attrs" [] false [] [] [6] {
        key_ex "key-ex" = 6 multi_nest ActPeditKeyExAttrs PutActPeditKeyExAttrs;
    }
}

klink::family_set! {
    ActPeditKeyExAttrs PutActPeditKeyExAttrs "act-pedit-key-ex-attrs" [] false [] [] [] {
        htype "htype" = 1: u16 as U16;
        cmd "cmd" = 2: u16 as U16;
    }
}

klink::family_set! {
    ActTunnelKeyEncOptsAttrs PutActTunnelKeyEncOptsAttrs "act-tunnel-key-enc-opts-attrs" [] false [] [] [1] {
        geneve "geneve" = 1 multi_nest ActTunnelKeyEncOptGeneveAttrs PutActTunnelKeyEncOptGeneveAttrs;
        vxlan "vxlan" = 2 nest ActTunnelKeyEncOptVxlanAttrs PutActTunnelKeyEncOptVxlanAttrs;
        erspan "erspan" = 3 nest ActTunnelKeyEncOptErspanAttrs PutActTunnelKeyEncOptErspanAttrs;
    }
}

klink::family_set! {
    ActTunnelKeyEncOptGeneveAttrs PutActTunnelKeyEncOptGeneveAttrs "act-tunnel-key-enc-opt-geneve-attrs" [] false [] [] [] {
        class "class" = 1: u16 as BeU16;
        r#type "type" = 2: u8 as U8;
        data "data" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActTunnelKeyEncOptVxlanAttrs PutActTunnelKeyEncOptVxlanAttrs "act-tunnel-key-enc-opt-vxlan-attrs" [] false [] [] [] {
        gbp "gbp" = 1: u32 as U32;
    }
}

klink::family_set! {
    ActTunnelKeyEncOptErspanAttrs PutActTunnelKeyEncOptErspanAttrs "act-tunnel-key-enc-opt-erspan-attrs" [] false [] [] [] {
        ver "ver" = 1: u8 as U8;
        index "index" = 2: u32 as BeU32;
        dir "dir" = 3: u8 as U8;
        hwid "hwid" = 4: u8 as U8;
    }
}

klink::family_set! {
    SfbAttrs PutSfbAttrs "sfb-attrs" [] false [] [] [] {
        parms "parms" = 1 view TcSfbQopt PutTcSfbQopt;
    }
}

klink::family_set! {
    MqprioAttrs PutMqprioAttrs "mqprio-attrs" [TcMqprioQopt PutTcMqprioQopt] false [] [] [5] {
        mode "mode" = 1: u16 as U16;
        shaper "shaper" = 2: u16 as U16;
        min_rate64 "min-rate64" = 3 nest MqprioMinRates PutMqprioMinRates;
        max_rate64 "max-rate64" = 4 nest MqprioMaxRates PutMqprioMaxRates;
        tc_entry "tc-entry" = 5 multi_nest MqprioTcEntryAttrs PutMqprioTcEntryAttrs;
    }
}

klink::family_set! {
    MqprioMinRates PutMqprioMinRates "mqprio-min-rates" [] false [] [] [3] {
        min_rate64 "min-rate64" = 3 multi u64 as U64;
    }
}

klink::family_set! {
    MqprioMaxRates PutMqprioMaxRates "mqprio-max-rates" [] false [] [] [4] {
        max_rate64 "max-rate64" = 4 multi u64 as U64;
    }
}

klink::family_set! {
    MqprioTcEntryAttrs PutMqprioTcEntryAttrs "mqprio-tc-entry-attrs" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        fp "fp" = 2: u32 as U32;
    }
}

klink::family_set! {
    ClassAttrs PutClassAttrs "class-attrs" [Tcmsg PutTcmsg] false [Str 1] [9] [] {
        kind "kind" = 1: &'a str as Str;
        options "options" = 2 message ClassAttrsOptions PutClassAttrsOptions [Str 1] [];
        stats "stats" = 3 view TcStats PutTcStats;
        xstats "xstats" = 4 message TcaStatsAttrsApp PutTcaStatsAttrsApp [Str 1] [];
        rate "rate" = 5 view GnetEstimator PutGnetEstimator;
        fcnt "fcnt" = 6: u32 as U32;
        stats2 "stats2" = 7 nest TcaStatsAttrs PutTcaStatsAttrs;
        stab "stab" = 8 nest TcaStabAttrs PutTcaStabAttrs;
        dump_invisible "dump-invisible" = 10 flag true;
        chain "chain" = 11: u32 as U32;
        hw_offload "hw-offload" = 12: u8 as U8;
        ingress_block "ingress-block" = 13: u32 as U32;
        egress_block "egress-block" = 14: u32 as U32;
        dump_flags "dump-flags" = 15: klink::typed::Bitfield<u32> as NeBits;
        ext_warn_msg "ext-warn-msg" = 16: &'a str as Str;
    }
}

klink::family_set! {
    EmMetaAttrs PutEmMetaAttrs "em-meta-attrs" [] false [] [] [] {
        hdr "hdr" = 1 view TcfMetaHdr PutTcfMetaHdr;
        lvalue "lvalue" = 2: &'a [u8] as Raw;
        rvalue "rvalue" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    EmIptAttrs PutEmIptAttrs "em-ipt-attrs" [] false [] [] [] {
        hook "hook" = 1: u32 as U32;
        match_name "match-name" = 2: &'a str as Str;
        match_revision "match-revision" = 3: u8 as U8;
        nfproto "nfproto" = 4: u8 as U8;
        match_data "match-data" = 5: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ActionRootAttrs PutActionRootAttrs "action-root-attrs" [Tcamsg PutTcamsg] false [] [] [] {
        tab "tab" = 1 nests ActAttrs PutActAttrs;
        flags "flags" = 2: klink::typed::Bitfield<u32> as NeBits;
        count "count" = 3: u32 as U32;
        time_delta "time-delta" = 4: u32 as U32;
        ext_warn_msg "ext-warn-msg" = 5: &'a str as Str;
    }
}

klink::family_operations! {
    raw Tc TcOn "tc" 0 {
        newqdisc Newqdisc "newqdisc" true false 36 36 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        delqdisc Delqdisc "delqdisc" true false 37 37 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        getqdisc Getqdisc "getqdisc" true true 38 36 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        newtclass Newtclass "newtclass" true false 40 40 = PutClassAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>;
        deltclass Deltclass "deltclass" true false 41 41 = PutClassAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>;
        gettclass Gettclass "gettclass" true false 42 40 = PutClassAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>;
        newtfilter Newtfilter "newtfilter" true false 44 44 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        deltfilter Deltfilter "deltfilter" true false 45 45 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        gettfilter Gettfilter "gettfilter" true true 46 44 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        newchain Newchain "newchain" true false 100 100 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        delchain Delchain "delchain" true false 101 101 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        getchain Getchain "getchain" true false 102 100 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        newaction Newaction "newaction" true false 48 48 = PutActionRootAttrs<'w, Tcamsg<'static>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>;
        delaction Delaction "delaction" true false 49 49 = PutActionRootAttrs<'w, Tcamsg<'static>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>;
        getaction Getaction "getaction" true true 50 48 = PutActionRootAttrs<'w, Tcamsg<'static>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>;
    } {
        NewqdiscNtf "newqdisc-ntf" 36 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        DelqdiscNtf "delqdisc-ntf" 37 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        NewtclassNtf "newtclass-ntf" 40 = PutClassAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>;
        DeltclassNtf "deltclass-ntf" 41 = PutClassAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, ClassAttrs<'a>>;
        NewtfilterNtf "newtfilter-ntf" 44 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        DeltfilterNtf "deltfilter-ntf" 45 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        NewchainNtf "newchain-ntf" 100 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        DelchainNtf "delchain-ntf" 101 = PutAttrs<'w, Tcmsg<'static>>, klink::typed::Framed<Tcmsg<'a>, Attrs<'a>>;
        NewactionNtf "newaction-ntf" 48 = PutActionRootAttrs<'w, Tcamsg<'static>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>;
        DelactionNtf "delaction-ntf" 49 = PutActionRootAttrs<'w, Tcamsg<'static>>, klink::typed::Framed<Tcamsg<'a>, ActionRootAttrs<'a>>;
    } {
        RtnlgrpTc "rtnlgrp-tc" 4;
    } {
    }
}
