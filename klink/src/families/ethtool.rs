// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ethtool, by `klink generate rust`.

klink::family_enum! {
    UdpTunnelType "udp-tunnel-type" u32 {
        VXLAN "vxlan" = 0;
        GENEVE "geneve" = 1;
        VXLAN_GPE "vxlan-gpe" = 2;
    }
}

klink::family_flags! {
    HeaderFlags "header-flags" u32 {
        COMPACT_BITSETS "compact-bitsets" = 0x1;
        OMIT_REPLY "omit-reply" = 0x2;
        STATS "stats" = 0x4;
    }
}

klink::family_enum! {
    ModuleFwFlashStatus "module-fw-flash-status" u32 {
        STARTED "started" = 1;
        IN_PROGRESS "in-progress" = 2;
        COMPLETED "completed" = 3;
        ERROR "error" = 4;
    }
}

klink::family_enum! {
    C33PseExtState "c33-pse-ext-state" u32 {
        NONE "none" = 0;
        ERROR_CONDITION "error-condition" = 1;
        MR_MPS_VALID "mr-mps-valid" = 2;
        MR_PSE_ENABLE "mr-pse-enable" = 3;
        OPTION_DETECT_TED "option-detect-ted" = 4;
        OPTION_VPORT_LIM "option-vport-lim" = 5;
        OVLD_DETECTED "ovld-detected" = 6;
        PD_DLL_POWER_TYPE "pd-dll-power-type" = 7;
        POWER_NOT_AVAILABLE "power-not-available" = 8;
        SHORT_DETECTED "short-detected" = 9;
    }
}

klink::family_enum! {
    PhyUpstreamType "phy-upstream-type" u32 {
        MAC "mac" = 0;
        PHY "phy" = 1;
    }
}

klink::family_enum! {
    TcpDataSplit "tcp-data-split" u8 {
        UNKNOWN "unknown" = 0;
        DISABLED "disabled" = 1;
        ENABLED "enabled" = 2;
    }
}

klink::family_enum! {
    HwtstampSource "hwtstamp-source" u32 {
        NETDEV "netdev" = 1;
        PHYLIB "phylib" = 2;
    }
}

klink::family_flags! {
    PseEvent "pse-event" u64 {
        PSE_EVENT_OVER_CURRENT "pse-event-over-current" = 0x1;
        PSE_EVENT_OVER_TEMP "pse-event-over-temp" = 0x2;
        C33_PSE_EVENT_DETECTION "c33-pse-event-detection" = 0x4;
        C33_PSE_EVENT_CLASSIFICATION "c33-pse-event-classification" = 0x8;
        C33_PSE_EVENT_DISCONNECTION "c33-pse-event-disconnection" = 0x10;
        PSE_EVENT_OVER_BUDGET "pse-event-over-budget" = 0x20;
        PSE_EVENT_SW_PW_CONTROL_ERROR "pse-event-sw-pw-control-error" = 0x40;
    }
}

klink::family_flags! {
    InputXfrm "input-xfrm" u32 {
        SYM_XOR "sym-xor" = 0x1;
        SYM_OR_XOR "sym-or-xor" = 0x2;
    }
}

klink::family_flags! {
    RxfhFields "rxfh-fields" u64 {
        L2DA "l2da" = 0x2;
        VLAN "vlan" = 0x4;
        L3_PROTO "l3-proto" = 0x8;
        IP_SRC "ip-src" = 0x10;
        IP_DST "ip-dst" = 0x20;
        L4_B_0_1 "l4-b-0-1" = 0x40;
        L4_B_2_3 "l4-b-2-3" = 0x80;
        GTP_TEID "gtp-teid" = 0x100;
        IP6_FL "ip6-fl" = 0x200;
        DISCARD "discard" = 0x80000000;
    }
}

klink::family_set! {
    Header PutHeader "header" [] false [] [] [] {
        dev_index "dev-index" = 1: u32 as U32;
        dev_name "dev-name" = 2: &'a str as Str;
        flags "flags" = 3: HeaderFlags as U32;
        phy_index "phy-index" = 4: u32 as U32;
    }
}

klink::family_set! {
    BitsetBit PutBitsetBit "bitset-bit" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        name "name" = 2: &'a str as Str;
        value "value" = 3 flag true;
    }
}

klink::family_set! {
    BitsetBits PutBitsetBits "bitset-bits" [] false [] [] [1] {
        bit "bit" = 1 multi_nest BitsetBit PutBitsetBit;
    }
}

klink::family_set! {
    Bitset PutBitset "bitset" [] false [] [] [] {
        nomask "nomask" = 1 flag true;
        size "size" = 2: u32 as U32;
        bits "bits" = 3 nest BitsetBits PutBitsetBits;
        value "value" = 4: &'a [u8] as Raw;
        mask "mask" = 5: &'a [u8] as Raw;
    }
}

klink::family_set! {
    String PutString "string" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        value "value" = 2: &'a str as Str;
    }
}

klink::family_set! {
    Strings PutStrings "strings" [] false [] [] [1] {
        string "string" = 1 multi_nest String PutString;
    }
}

klink::family_set! {
    Stringset PutStringset "stringset" [] false [] [] [3] {
        id "id" = 1: u32 as U32;
        count "count" = 2: u32 as U32;
        strings "strings" = 3 multi_nest Strings PutStrings;
    }
}

klink::family_set! {
    Stringsets PutStringsets "stringsets" [] false [] [] [1] {
        stringset "stringset" = 1 multi_nest Stringset PutStringset;
    }
}

klink::family_set! {
    Strset PutStrset "strset" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        stringsets "stringsets" = 2 nest Stringsets PutStringsets;
        counts_only "counts-only" = 3 flag true;
    }
}

klink::family_set! {
    Privflags PutPrivflags "privflags" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        flags "flags" = 2 nest Bitset PutBitset;
    }
}

klink::family_set! {
    Rings PutRings "rings" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        rx_max "rx-max" = 2: u32 as U32;
        rx_mini_max "rx-mini-max" = 3: u32 as U32;
        rx_jumbo_max "rx-jumbo-max" = 4: u32 as U32;
        tx_max "tx-max" = 5: u32 as U32;
        rx "rx" = 6: u32 as U32;
        rx_mini "rx-mini" = 7: u32 as U32;
        rx_jumbo "rx-jumbo" = 8: u32 as U32;
        tx "tx" = 9: u32 as U32;
        rx_buf_len "rx-buf-len" = 10: u32 as U32;
        tcp_data_split "tcp-data-split" = 11: TcpDataSplit as U8;
        cqe_size "cqe-size" = 12: u32 as U32;
        tx_push "tx-push" = 13: u8 as U8;
        rx_push "rx-push" = 14: u8 as U8;
        tx_push_buf_len "tx-push-buf-len" = 15: u32 as U32;
        tx_push_buf_len_max "tx-push-buf-len-max" = 16: u32 as U32;
        hds_thresh "hds-thresh" = 17: u32 as U32;
        hds_thresh_max "hds-thresh-max" = 18: u32 as U32;
    }
}

klink::family_set! {
    MmStat PutMmStat "mm-stat" [] false [] [1] [] {
        reassembly_errors "reassembly-errors" = 2: u64 as U64;
        smd_errors "smd-errors" = 3: u64 as U64;
        reassembly_ok "reassembly-ok" = 4: u64 as U64;
        rx_frag_count "rx-frag-count" = 5: u64 as U64;
        tx_frag_count "tx-frag-count" = 6: u64 as U64;
        hold_count "hold-count" = 7: u64 as U64;
    }
}

klink::family_set! {
    Mm PutMm "mm" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        pmac_enabled "pmac-enabled" = 2: u8 as U8;
        tx_enabled "tx-enabled" = 3: u8 as U8;
        tx_active "tx-active" = 4: u8 as U8;
        tx_min_frag_size "tx-min-frag-size" = 5: u32 as U32;
        rx_min_frag_size "rx-min-frag-size" = 6: u32 as U32;
        verify_enabled "verify-enabled" = 7: u8 as U8;
        verify_status "verify-status" = 8: u8 as U8;
        verify_time "verify-time" = 9: u32 as U32;
        max_verify_time "max-verify-time" = 10: u32 as U32;
        stats "stats" = 11 nest MmStat PutMmStat;
    }
}

klink::family_set! {
    Linkinfo PutLinkinfo "linkinfo" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        port "port" = 2: u8 as U8;
        phyaddr "phyaddr" = 3: u8 as U8;
        tp_mdix "tp-mdix" = 4: u8 as U8;
        tp_mdix_ctrl "tp-mdix-ctrl" = 5: u8 as U8;
        transceiver "transceiver" = 6: u8 as U8;
    }
}

klink::family_set! {
    Linkmodes PutLinkmodes "linkmodes" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        autoneg "autoneg" = 2: u8 as U8;
        ours "ours" = 3 nest Bitset PutBitset;
        peer "peer" = 4 nest Bitset PutBitset;
        speed "speed" = 5: u32 as U32;
        duplex "duplex" = 6: u8 as U8;
        master_slave_cfg "master-slave-cfg" = 7: u8 as U8;
        master_slave_state "master-slave-state" = 8: u8 as U8;
        lanes "lanes" = 9: u32 as U32;
        rate_matching "rate-matching" = 10: u8 as U8;
    }
}

klink::family_set! {
    Linkstate PutLinkstate "linkstate" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        link "link" = 2: u8 as U8;
        sqi "sqi" = 3: u32 as U32;
        sqi_max "sqi-max" = 4: u32 as U32;
        ext_state "ext-state" = 5: u8 as U8;
        ext_substate "ext-substate" = 6: u8 as U8;
        ext_down_cnt "ext-down-cnt" = 7: u32 as U32;
    }
}

klink::family_set! {
    Debug PutDebug "debug" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        msgmask "msgmask" = 2 nest Bitset PutBitset;
    }
}

klink::family_set! {
    Wol PutWol "wol" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        modes "modes" = 2 nest Bitset PutBitset;
        sopass "sopass" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    Features PutFeatures "features" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        hw "hw" = 2 nest Bitset PutBitset;
        wanted "wanted" = 3 nest Bitset PutBitset;
        active "active" = 4 nest Bitset PutBitset;
        nochange "nochange" = 5 nest Bitset PutBitset;
    }
}

klink::family_set! {
    Channels PutChannels "channels" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        rx_max "rx-max" = 2: u32 as U32;
        tx_max "tx-max" = 3: u32 as U32;
        other_max "other-max" = 4: u32 as U32;
        combined_max "combined-max" = 5: u32 as U32;
        rx_count "rx-count" = 6: u32 as U32;
        tx_count "tx-count" = 7: u32 as U32;
        other_count "other-count" = 8: u32 as U32;
        combined_count "combined-count" = 9: u32 as U32;
    }
}

klink::family_set! {
    IrqModeration PutIrqModeration "irq-moderation" [] false [] [] [] {
        usec "usec" = 1: u32 as U32;
        pkts "pkts" = 2: u32 as U32;
        comps "comps" = 3: u32 as U32;
    }
}

klink::family_set! {
    Profile PutProfile "profile" [] false [] [] [1] {
        irq_moderation "irq-moderation" = 1 multi_nest IrqModeration PutIrqModeration;
    }
}

klink::family_set! {
    Coalesce PutCoalesce "coalesce" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        rx_usecs "rx-usecs" = 2: u32 as U32;
        rx_max_frames "rx-max-frames" = 3: u32 as U32;
        rx_usecs_irq "rx-usecs-irq" = 4: u32 as U32;
        rx_max_frames_irq "rx-max-frames-irq" = 5: u32 as U32;
        tx_usecs "tx-usecs" = 6: u32 as U32;
        tx_max_frames "tx-max-frames" = 7: u32 as U32;
        tx_usecs_irq "tx-usecs-irq" = 8: u32 as U32;
        tx_max_frames_irq "tx-max-frames-irq" = 9: u32 as U32;
        stats_block_usecs "stats-block-usecs" = 10: u32 as U32;
        use_adaptive_rx "use-adaptive-rx" = 11: u8 as U8;
        use_adaptive_tx "use-adaptive-tx" = 12: u8 as U8;
        pkt_rate_low "pkt-rate-low" = 13: u32 as U32;
        rx_usecs_low "rx-usecs-low" = 14: u32 as U32;
        rx_max_frames_low "rx-max-frames-low" = 15: u32 as U32;
        tx_usecs_low "tx-usecs-low" = 16: u32 as U32;
        tx_max_frames_low "tx-max-frames-low" = 17: u32 as U32;
        pkt_rate_high "pkt-rate-high" = 18: u32 as U32;
        rx_usecs_high "rx-usecs-high" = 19: u32 as U32;
        rx_max_frames_high "rx-max-frames-high" = 20: u32 as U32;
        tx_usecs_high "tx-usecs-high" = 21: u32 as U32;
        tx_max_frames_high "tx-max-frames-high" = 22: u32 as U32;
        rate_sample_interval "rate-sample-interval" = 23: u32 as U32;
        use_cqe_mode_tx "use-cqe-mode-tx" = 24: u8 as U8;
        use_cqe_mode_rx "use-cqe-mode-rx" = 25: u8 as U8;
        tx_aggr_max_bytes "tx-aggr-max-bytes" = 26: u32 as U32;
        tx_aggr_max_frames "tx-aggr-max-frames" = 27: u32 as U32;
        tx_aggr_time_usecs "tx-aggr-time-usecs" = 28: u32 as U32;
        rx_profile "rx-profile" = 29 nest Profile PutProfile;
        tx_profile "tx-profile" = 30 nest Profile PutProfile;
        rx_cqe_frames "rx-cqe-frames" = 31: u32 as U32;
        rx_cqe_nsecs "rx-cqe-nsecs" = 32: u32 as U32;
    }
}

klink::family_set! {
    PauseStat PutPauseStat "pause-stat" [] false [] [1] [] {
        tx_frames "tx-frames" = 2: u64 as U64;
        rx_frames "rx-frames" = 3: u64 as U64;
        tx_pause_storm_events "tx-pause-storm-events" = 4: u64 as U64;
    }
}

klink::family_set! {
    Pause PutPause "pause" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        autoneg "autoneg" = 2: u8 as U8;
        rx "rx" = 3: u8 as U8;
        tx "tx" = 4: u8 as U8;
        stats "stats" = 5 nest PauseStat PutPauseStat;
        stats_src "stats-src" = 6: u32 as U32;
    }
}

klink::family_set! {
    Eee PutEee "eee" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        modes_ours "modes-ours" = 2 nest Bitset PutBitset;
        modes_peer "modes-peer" = 3 nest Bitset PutBitset;
        active "active" = 4: u8 as U8;
        enabled "enabled" = 5: u8 as U8;
        tx_lpi_enabled "tx-lpi-enabled" = 6: u8 as U8;
        tx_lpi_timer "tx-lpi-timer" = 7: u32 as U32;
    }
}

klink::family_set! {
    TsStat PutTsStat "ts-stat" [] false [] [] [] {
        tx_pkts "tx-pkts" = 1: u64 as Uint;
        tx_lost "tx-lost" = 2: u64 as Uint;
        tx_err "tx-err" = 3: u64 as Uint;
        tx_onestep_pkts_unconfirmed "tx-onestep-pkts-unconfirmed" = 4: u64 as Uint;
    }
}

klink::family_set! {
    TsHwtstampProvider PutTsHwtstampProvider "ts-hwtstamp-provider" [] false [] [] [] {
        index "index" = 1: u32 as U32;
        qualifier "qualifier" = 2: u32 as U32;
    }
}

klink::family_set! {
    Tsinfo PutTsinfo "tsinfo" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        timestamping "timestamping" = 2 nest Bitset PutBitset;
        tx_types "tx-types" = 3 nest Bitset PutBitset;
        rx_filters "rx-filters" = 4 nest Bitset PutBitset;
        phc_index "phc-index" = 5: u32 as U32;
        stats "stats" = 6 nest TsStat PutTsStat;
        hwtstamp_provider "hwtstamp-provider" = 7 nest TsHwtstampProvider PutTsHwtstampProvider;
        hwtstamp_source "hwtstamp-source" = 8: HwtstampSource as U32;
        hwtstamp_phyindex "hwtstamp-phyindex" = 9: u32 as U32;
    }
}

klink::family_set! {
    CableResult PutCableResult "cable-result" [] false [] [] [] {
        pair "pair" = 1: u8 as U8;
        code "code" = 2: u8 as U8;
        src "src" = 3: u32 as U32;
    }
}

klink::family_set! {
    CableFaultLength PutCableFaultLength "cable-fault-length" [] false [] [] [] {
        pair "pair" = 1: u8 as U8;
        cm "cm" = 2: u32 as U32;
        src "src" = 3: u32 as U32;
    }
}

klink::family_set! {
    CableNest PutCableNest "cable-nest" [] false [] [] [] {
        result "result" = 1 nest CableResult PutCableResult;
        fault_length "fault-length" = 2 nest CableFaultLength PutCableFaultLength;
    }
}

klink::family_set! {
    CableTest PutCableTest "cable-test" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
    }
}

klink::family_set! {
    CableTestNtf PutCableTestNtf "cable-test-ntf" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        status "status" = 2: u8 as U8;
        nest "nest" = 3 nest CableNest PutCableNest;
    }
}

klink::family_set! {
    CableTestTdrCfg PutCableTestTdrCfg "cable-test-tdr-cfg" [] false [] [] [] {
        first "first" = 1: u32 as U32;
        last "last" = 2: u32 as U32;
        step "step" = 3: u32 as U32;
        pair "pair" = 4: u8 as U8;
    }
}

klink::family_set! {
    CableTestTdrNtf PutCableTestTdrNtf "cable-test-tdr-ntf" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        status "status" = 2: u8 as U8;
        nest "nest" = 3 nest CableNest PutCableNest;
    }
}

klink::family_set! {
    CableTestTdr PutCableTestTdr "cable-test-tdr" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        cfg "cfg" = 2 nest CableTestTdrCfg PutCableTestTdrCfg;
    }
}

klink::family_set! {
    TunnelUdpEntry PutTunnelUdpEntry "tunnel-udp-entry" [] false [] [] [] {
        port "port" = 1: u16 as BeU16;
        r#type "type" = 2: UdpTunnelType as U32;
    }
}

klink::family_set! {
    TunnelUdpTable PutTunnelUdpTable "tunnel-udp-table" [] false [] [] [3] {
        size "size" = 1: u32 as U32;
        types "types" = 2 nest Bitset PutBitset;
        entry "entry" = 3 multi_nest TunnelUdpEntry PutTunnelUdpEntry;
    }
}

klink::family_set! {
    TunnelUdp PutTunnelUdp "tunnel-udp" [] false [] [] [] {
        table "table" = 1 nest TunnelUdpTable PutTunnelUdpTable;
    }
}

klink::family_set! {
    TunnelInfo PutTunnelInfo "tunnel-info" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        udp_ports "udp-ports" = 2 nest TunnelUdp PutTunnelUdp;
    }
}

klink::family_set! {
    FecHist PutFecHist "fec-hist" [] false [] [1] [] {
        bin_low "bin-low" = 2: u32 as U32;
        bin_high "bin-high" = 3: u32 as U32;
        bin_val "bin-val" = 4: u64 as Uint;
        bin_val_per_lane "bin-val-per-lane" = 5 packed u64 as U64, 8;
    }
}

klink::family_set! {
    FecStat PutFecStat "fec-stat" [] false [] [1] [5] {
        corrected "corrected" = 2 packed u64 as U64, 8;
        uncorr "uncorr" = 3 packed u64 as U64, 8;
        corr_bits "corr-bits" = 4 packed u64 as U64, 8;
        hist "hist" = 5 multi_nest FecHist PutFecHist;
    }
}

klink::family_set! {
    Fec PutFec "fec" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        modes "modes" = 2 nest Bitset PutBitset;
        auto "auto" = 3: u8 as U8;
        active "active" = 4: u32 as U32;
        stats "stats" = 5 nest FecStat PutFecStat;
    }
}

klink::family_set! {
    ModuleEeprom PutModuleEeprom "module-eeprom" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        offset "offset" = 2: u32 as U32;
        length "length" = 3: u32 as U32;
        page "page" = 4: u8 as U8;
        bank "bank" = 5: u8 as U8;
        i2c_address "i2c-address" = 6: u8 as U8;
        data "data" = 7: &'a [u8] as Raw;
    }
}

klink::family_set! {
    StatsGrp PutStatsGrp "stats-grp" [] false [] [1] [] {
        id "id" = 2: u32 as U32;
        ss_id "ss-id" = 3: u32 as U32;
        stat "stat" = 4: u64 as U64;
        hist_rx "hist-rx" = 5 nest StatsGrp PutStatsGrp;
        hist_tx "hist-tx" = 6 nest StatsGrp PutStatsGrp;
        hist_bkt_low "hist-bkt-low" = 7: u32 as U32;
        hist_bkt_hi "hist-bkt-hi" = 8: u32 as U32;
        hist_val "hist-val" = 9: u64 as U64;
    }
}

klink::family_set! {
    Stats PutStats "stats" [] false [] [1] [] {
        header_2 "header" = 2 nest Header PutHeader;
        groups "groups" = 3 nest Bitset PutBitset;
        grp "grp" = 4 nest StatsGrp PutStatsGrp;
        src "src" = 5: u32 as U32;
    }
}

klink::family_set! {
    PhcVclocks PutPhcVclocks "phc-vclocks" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        num "num" = 2: u32 as U32;
        index "index" = 3 packed i32 as S32, 4;
    }
}

klink::family_set! {
    Module PutModule "module" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        power_mode_policy "power-mode-policy" = 2: u8 as U8;
        power_mode "power-mode" = 3: u8 as U8;
    }
}

klink::family_set! {
    C33PsePwLimit PutC33PsePwLimit "c33-pse-pw-limit" [] false [] [] [] {
        min "min" = 1: u32 as U32;
        max "max" = 2: u32 as U32;
    }
}

klink::family_set! {
    Pse PutPse "pse" [] false [] [] [13] {
        header_2 "header" = 1 nest Header PutHeader;
        podl_pse_admin_state "podl-pse-admin-state" = 2: u32 as U32;
        podl_pse_admin_control "podl-pse-admin-control" = 3: u32 as U32;
        podl_pse_pw_d_status "podl-pse-pw-d-status" = 4: u32 as U32;
        c33_pse_admin_state "c33-pse-admin-state" = 5: u32 as U32;
        c33_pse_admin_control "c33-pse-admin-control" = 6: u32 as U32;
        c33_pse_pw_d_status "c33-pse-pw-d-status" = 7: u32 as U32;
        c33_pse_pw_class "c33-pse-pw-class" = 8: u32 as U32;
        c33_pse_actual_pw "c33-pse-actual-pw" = 9: u32 as U32;
        c33_pse_ext_state "c33-pse-ext-state" = 10: C33PseExtState as U32;
        c33_pse_ext_substate "c33-pse-ext-substate" = 11: u32 as U32;
        c33_pse_avail_pw_limit "c33-pse-avail-pw-limit" = 12: u32 as U32;
        c33_pse_pw_limit_ranges "c33-pse-pw-limit-ranges" = 13 multi_nest C33PsePwLimit PutC33PsePwLimit;
        pse_pw_d_id "pse-pw-d-id" = 14: u32 as U32;
        pse_prio_max "pse-prio-max" = 15: u32 as U32;
        pse_prio "pse-prio" = 16: u32 as U32;
    }
}

klink::family_set! {
    Flow PutFlow "flow" [] false [] [] [] {
        ether "ether" = 1: RxfhFields as Uint;
        ip4 "ip4" = 2: RxfhFields as Uint;
        ip6 "ip6" = 3: RxfhFields as Uint;
        tcp4 "tcp4" = 4: RxfhFields as Uint;
        tcp6 "tcp6" = 5: RxfhFields as Uint;
        udp4 "udp4" = 6: RxfhFields as Uint;
        udp6 "udp6" = 7: RxfhFields as Uint;
        sctp4 "sctp4" = 8: RxfhFields as Uint;
        sctp6 "sctp6" = 9: RxfhFields as Uint;
        ah4 "ah4" = 10: RxfhFields as Uint;
        ah6 "ah6" = 11: RxfhFields as Uint;
        esp4 "esp4" = 12: RxfhFields as Uint;
        esp6 "esp6" = 13: RxfhFields as Uint;
        ah_esp4 "ah-esp4" = 14: RxfhFields as Uint;
        ah_esp6 "ah-esp6" = 15: RxfhFields as Uint;
        gtpu4 "gtpu4" = 16: RxfhFields as Uint;
        gtpu6 "gtpu6" = 17: RxfhFields as Uint;
        gtpc4 "gtpc4" = 18: RxfhFields as Uint;
        gtpc6 "gtpc6" = 19: RxfhFields as Uint;
        gtpc_teid4 "gtpc-teid4" = 20: RxfhFields as Uint;
        gtpc_teid6 "gtpc-teid6" = 21: RxfhFields as Uint;
        gtpu_eh4 "gtpu-eh4" = 22: RxfhFields as Uint;
        gtpu_eh6 "gtpu-eh6" = 23: RxfhFields as Uint;
        gtpu_ul4 "gtpu-ul4" = 24: RxfhFields as Uint;
        gtpu_ul6 "gtpu-ul6" = 25: RxfhFields as Uint;
        gtpu_dl4 "gtpu-dl4" = 26: RxfhFields as Uint;
        gtpu_dl6 "gtpu-dl6" = 27: RxfhFields as Uint;
    }
}

klink::family_set! {
    Rss PutRss "rss" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        context "context" = 2: u32 as U32;
        hfunc "hfunc" = 3: u32 as U32;
        indir "indir" = 4 packed u32 as U32, 4;
        hkey "hkey" = 5: &'a [u8] as Raw;
        input_xfrm "input-xfrm" = 6: InputXfrm as U32;
        start_context "start-context" = 7: u32 as U32;
        flow_hash "flow-hash" = 8 nest Flow PutFlow;
    }
}

klink::family_set! {
    Plca PutPlca "plca" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        version "version" = 2: u16 as U16;
        enabled "enabled" = 3: u8 as U8;
        status "status" = 4: u8 as U8;
        node_cnt "node-cnt" = 5: u32 as U32;
        node_id "node-id" = 6: u32 as U32;
        to_tmr "to-tmr" = 7: u32 as U32;
        burst_cnt "burst-cnt" = 8: u32 as U32;
        burst_tmr "burst-tmr" = 9: u32 as U32;
    }
}

klink::family_set! {
    ModuleFwFlash PutModuleFwFlash "module-fw-flash" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        file_name "file-name" = 2: &'a str as Str;
        password "password" = 3: u32 as U32;
        status "status" = 4: ModuleFwFlashStatus as U32;
        status_msg "status-msg" = 5: &'a str as Str;
        done "done" = 6: u64 as Uint;
        total "total" = 7: u64 as Uint;
    }
}

klink::family_set! {
    Phy PutPhy "phy" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        index "index" = 2: u32 as U32;
        drvname "drvname" = 3: &'a str as Str;
        name "name" = 4: &'a str as Str;
        upstream_type "upstream-type" = 5: PhyUpstreamType as U32;
        upstream_index "upstream-index" = 6: u32 as U32;
        upstream_sfp_name "upstream-sfp-name" = 7: &'a str as Str;
        downstream_sfp_name "downstream-sfp-name" = 8: &'a str as Str;
    }
}

klink::family_set! {
    Tsconfig PutTsconfig "tsconfig" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        hwtstamp_provider "hwtstamp-provider" = 2 nest TsHwtstampProvider PutTsHwtstampProvider;
        tx_types "tx-types" = 3 nest Bitset PutBitset;
        rx_filters "rx-filters" = 4 nest Bitset PutBitset;
        hwtstamp_flags "hwtstamp-flags" = 5 nest Bitset PutBitset;
    }
}

klink::family_set! {
    PseNtf PutPseNtf "pse-ntf" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        events "events" = 2: PseEvent as Uint;
    }
}

klink::family_set! {
    MseCapabilities PutMseCapabilities "mse-capabilities" [] false [] [] [] {
        max_average_mse "max-average-mse" = 1: u64 as Uint;
        max_peak_mse "max-peak-mse" = 2: u64 as Uint;
        refresh_rate_ps "refresh-rate-ps" = 3: u64 as Uint;
        num_symbols "num-symbols" = 4: u64 as Uint;
    }
}

klink::family_set! {
    MseSnapshot PutMseSnapshot "mse-snapshot" [] false [] [] [] {
        average_mse "average-mse" = 1: u64 as Uint;
        peak_mse "peak-mse" = 2: u64 as Uint;
        worst_peak_mse "worst-peak-mse" = 3: u64 as Uint;
    }
}

klink::family_set! {
    Mse PutMse "mse" [] false [] [] [] {
        header_2 "header" = 1 nest Header PutHeader;
        capabilities "capabilities" = 2 nest MseCapabilities PutMseCapabilities;
        channel_a "channel-a" = 3 nest MseSnapshot PutMseSnapshot;
        channel_b "channel-b" = 4 nest MseSnapshot PutMseSnapshot;
        channel_c "channel-c" = 5 nest MseSnapshot PutMseSnapshot;
        channel_d "channel-d" = 6 nest MseSnapshot PutMseSnapshot;
        worst_channel "worst-channel" = 7 nest MseSnapshot PutMseSnapshot;
        link "link" = 8 nest MseSnapshot PutMseSnapshot;
    }
}

klink::family_operations! {
    generic Ethtool EthtoolOn "ethtool" 1 {
        strset_get StrsetGet "strset-get" true true 1 1 = PutStrset<'w>, Strset<'a>, Strset<'a>;
        linkinfo_get LinkinfoGet "linkinfo-get" true true 2 2 = PutLinkinfo<'w>, Linkinfo<'a>, Linkinfo<'a>;
        linkinfo_set LinkinfoSet "linkinfo-set" true false 3 3 = PutLinkinfo<'w>, Linkinfo<'a>, Linkinfo<'a>;
        linkmodes_get LinkmodesGet "linkmodes-get" true true 4 4 = PutLinkmodes<'w>, Linkmodes<'a>, Linkmodes<'a>;
        linkmodes_set LinkmodesSet "linkmodes-set" true false 5 5 = PutLinkmodes<'w>, Linkmodes<'a>, Linkmodes<'a>;
        linkstate_get LinkstateGet "linkstate-get" true true 6 6 = PutLinkstate<'w>, Linkstate<'a>, Linkstate<'a>;
        debug_get DebugGet "debug-get" true true 7 7 = PutDebug<'w>, Debug<'a>, Debug<'a>;
        debug_set DebugSet "debug-set" true false 8 8 = PutDebug<'w>, Debug<'a>, Debug<'a>;
        wol_get WolGet "wol-get" true true 9 9 = PutWol<'w>, Wol<'a>, Wol<'a>;
        wol_set WolSet "wol-set" true false 10 10 = PutWol<'w>, Wol<'a>, Wol<'a>;
        features_get FeaturesGet "features-get" true true 11 11 = PutFeatures<'w>, Features<'a>, Features<'a>;
        features_set FeaturesSet "features-set" true false 12 12 = PutFeatures<'w>, Features<'a>, Features<'a>;
        privflags_get PrivflagsGet "privflags-get" true true 13 14 = PutPrivflags<'w>, Privflags<'a>, Privflags<'a>;
        privflags_set PrivflagsSet "privflags-set" true false 14 14 = PutPrivflags<'w>, Privflags<'a>, Privflags<'a>;
        rings_get RingsGet "rings-get" true true 15 16 = PutRings<'w>, Rings<'a>, Rings<'a>;
        rings_set RingsSet "rings-set" true false 16 16 = PutRings<'w>, Rings<'a>, Rings<'a>;
        channels_get ChannelsGet "channels-get" true true 17 18 = PutChannels<'w>, Channels<'a>, Channels<'a>;
        channels_set ChannelsSet "channels-set" true false 18 18 = PutChannels<'w>, Channels<'a>, Channels<'a>;
        coalesce_get CoalesceGet "coalesce-get" true true 19 20 = PutCoalesce<'w>, Coalesce<'a>, Coalesce<'a>;
        coalesce_set CoalesceSet "coalesce-set" true false 20 20 = PutCoalesce<'w>, Coalesce<'a>, Coalesce<'a>;
        pause_get PauseGet "pause-get" true true 21 22 = PutPause<'w>, Pause<'a>, Pause<'a>;
        pause_set PauseSet "pause-set" true false 22 22 = PutPause<'w>, Pause<'a>, Pause<'a>;
        eee_get EeeGet "eee-get" true true 23 24 = PutEee<'w>, Eee<'a>, Eee<'a>;
        eee_set EeeSet "eee-set" true false 24 24 = PutEee<'w>, Eee<'a>, Eee<'a>;
        tsinfo_get TsinfoGet "tsinfo-get" true true 25 26 = PutTsinfo<'w>, Tsinfo<'a>, Tsinfo<'a>;
        cable_test_act CableTestAct "cable-test-act" true false 26 26 = PutCableTest<'w>, CableTest<'a>, CableTest<'a>;
        cable_test_tdr_act CableTestTdrAct "cable-test-tdr-act" true false 27 27 = PutCableTestTdr<'w>, CableTestTdr<'a>, CableTestTdr<'a>;
        tunnel_info_get TunnelInfoGet "tunnel-info-get" true true 28 29 = PutTunnelInfo<'w>, TunnelInfo<'a>, TunnelInfo<'a>;
        fec_get FecGet "fec-get" true true 29 30 = PutFec<'w>, Fec<'a>, Fec<'a>;
        fec_set FecSet "fec-set" true false 30 30 = PutFec<'w>, Fec<'a>, Fec<'a>;
        module_eeprom_get ModuleEepromGet "module-eeprom-get" true true 31 32 = PutModuleEeprom<'w>, ModuleEeprom<'a>, ModuleEeprom<'a>;
        stats_get StatsGet "stats-get" true true 32 33 = PutStats<'w>, Stats<'a>, Stats<'a>;
        phc_vclocks_get PhcVclocksGet "phc-vclocks-get" true true 33 34 = PutPhcVclocks<'w>, PhcVclocks<'a>, PhcVclocks<'a>;
        module_get ModuleGet "module-get" true true 34 35 = PutModule<'w>, Module<'a>, Module<'a>;
        module_set ModuleSet "module-set" true false 35 35 = PutModule<'w>, Module<'a>, Module<'a>;
        pse_get PseGet "pse-get" true true 36 37 = PutPse<'w>, Pse<'a>, Pse<'a>;
        pse_set PseSet "pse-set" true false 37 37 = PutPse<'w>, Pse<'a>, Pse<'a>;
        rss_get RssGet "rss-get" true true 38 38 = PutRss<'w>, Rss<'a>, Rss<'a>;
        plca_get_cfg PlcaGetCfg "plca-get-cfg" true true 39 39 = PutPlca<'w>, Plca<'a>, Plca<'a>;
        plca_set_cfg PlcaSetCfg "plca-set-cfg" true false 40 40 = PutPlca<'w>, Plca<'a>, Plca<'a>;
        plca_get_status PlcaGetStatus "plca-get-status" true true 41 40 = PutPlca<'w>, Plca<'a>, Plca<'a>;
        mm_get MmGet "mm-get" true true 42 42 = PutMm<'w>, Mm<'a>, Mm<'a>;
        mm_set MmSet "mm-set" true false 43 43 = PutMm<'w>, Mm<'a>, Mm<'a>;
        module_fw_flash_act ModuleFwFlashAct "module-fw-flash-act" true false 44 44 = PutModuleFwFlash<'w>, ModuleFwFlash<'a>, ModuleFwFlash<'a>;
        phy_get PhyGet "phy-get" true true 45 45 = PutPhy<'w>, Phy<'a>, Phy<'a>;
        tsconfig_get TsconfigGet "tsconfig-get" true true 46 47 = PutTsconfig<'w>, Tsconfig<'a>, Tsconfig<'a>;
        tsconfig_set TsconfigSet "tsconfig-set" true false 47 48 = PutTsconfig<'w>, Tsconfig<'a>, Tsconfig<'a>;
        rss_set RssSet "rss-set" true false 48 48 = PutRss<'w>, Rss<'a>, Rss<'a>;
        rss_create_act RssCreateAct "rss-create-act" true false 49 51 = PutRss<'w>, Rss<'a>, Rss<'a>;
        rss_delete_act RssDeleteAct "rss-delete-act" true false 50 50 = PutRss<'w>, Rss<'a>, Rss<'a>;
        mse_get MseGet "mse-get" true true 51 54 = PutMse<'w>, Mse<'a>, Mse<'a>;
    } {
        LinkinfoNtf "linkinfo-ntf" 3 = PutLinkinfo<'w>, Linkinfo<'a>;
        LinkmodesNtf "linkmodes-ntf" 5 = PutLinkmodes<'w>, Linkmodes<'a>;
        DebugNtf "debug-ntf" 8 = PutDebug<'w>, Debug<'a>;
        WolNtf "wol-ntf" 10 = PutWol<'w>, Wol<'a>;
        FeaturesNtf "features-ntf" 13 = PutFeatures<'w>, Features<'a>;
        PrivflagsNtf "privflags-ntf" 15 = PutPrivflags<'w>, Privflags<'a>;
        RingsNtf "rings-ntf" 17 = PutRings<'w>, Rings<'a>;
        ChannelsNtf "channels-ntf" 19 = PutChannels<'w>, Channels<'a>;
        CoalesceNtf "coalesce-ntf" 21 = PutCoalesce<'w>, Coalesce<'a>;
        PauseNtf "pause-ntf" 23 = PutPause<'w>, Pause<'a>;
        EeeNtf "eee-ntf" 25 = PutEee<'w>, Eee<'a>;
        CableTestNtfOp "cable-test-ntf" 27 = PutCableTestNtf<'w>, CableTestNtf<'a>;
        CableTestTdrNtfOp "cable-test-tdr-ntf" 28 = PutCableTestTdrNtf<'w>, CableTestTdrNtf<'a>;
        FecNtf "fec-ntf" 31 = PutFec<'w>, Fec<'a>;
        ModuleNtf "module-ntf" 36 = PutModule<'w>, Module<'a>;
        PlcaNtf "plca-ntf" 41 = PutPlca<'w>, Plca<'a>;
        MmNtf "mm-ntf" 43 = PutMm<'w>, Mm<'a>;
        ModuleFwFlashNtf "module-fw-flash-ntf" 44 = PutModuleFwFlash<'w>, ModuleFwFlash<'a>;
        PhyNtf "phy-ntf" 46 = PutPhy<'w>, Phy<'a>;
        PseNtfOp "pse-ntf" 49 = PutPseNtf<'w>, PseNtf<'a>;
        RssNtf "rss-ntf" 50 = PutRss<'w>, Rss<'a>;
        RssCreateNtf "rss-create-ntf" 52 = PutRss<'w>, Rss<'a>;
        RssDeleteNtf "rss-delete-ntf" 53 = PutRss<'w>, Rss<'a>;
    } {
        Monitor "monitor" 0;
    } {
    }
}
