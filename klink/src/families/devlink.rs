// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family devlink, by `klink generate rust`.

klink::family_enum! {
    SbPoolType "sb-pool-type" u8 {
        INGRESS "ingress" = 0;
        EGRESS "egress" = 1;
    }
}

klink::family_enum! {
    PortType "port-type" u16 {
        NOTSET "notset" = 0;
        AUTO "auto" = 1;
        ETH "eth" = 2;
        IB "ib" = 3;
    }
}

klink::family_enum! {
    PortFlavour "port-flavour" u16 {
        PHYSICAL "physical" = 0;
        CPU "cpu" = 1;
        DSA "dsa" = 2;
        PCI_PF "pci-pf" = 3;
        PCI_VF "pci-vf" = 4;
        VIRTUAL "virtual" = 5;
        UNUSED "unused" = 6;
        PCI_SF "pci-sf" = 7;
    }
}

klink::family_enum! {
    PortFnState "port-fn-state" u8 {
        INACTIVE "inactive" = 0;
        ACTIVE "active" = 1;
    }
}

klink::family_enum! {
    PortFnOpstate "port-fn-opstate" u8 {
        DETACHED "detached" = 0;
        ATTACHED "attached" = 1;
    }
}

klink::family_flags! {
    PortFnAttrCap "port-fn-attr-cap" u32 {
        ROCE_BIT "roce-bit" = 0x1;
        MIGRATABLE_BIT "migratable-bit" = 0x2;
        IPSEC_CRYPTO_BIT "ipsec-crypto-bit" = 0x4;
        IPSEC_PACKET_BIT "ipsec-packet-bit" = 0x8;
    }
}

klink::family_enum! {
    RateType "rate-type" u16 {
        LEAF "leaf" = 0;
        NODE "node" = 1;
    }
}

klink::family_enum! {
    SbThresholdType "sb-threshold-type" u8 {
        STATIC "static" = 0;
        DYNAMIC "dynamic" = 1;
    }
}

klink::family_enum! {
    EswitchMode "eswitch-mode" u16 {
        LEGACY "legacy" = 0;
        SWITCHDEV "switchdev" = 1;
        SWITCHDEV_INACTIVE "switchdev-inactive" = 2;
    }
}

klink::family_enum! {
    EswitchInlineMode "eswitch-inline-mode" u8 {
        NONE "none" = 0;
        LINK "link" = 1;
        NETWORK "network" = 2;
        TRANSPORT "transport" = 3;
    }
}

klink::family_enum! {
    EswitchEncapMode "eswitch-encap-mode" u8 {
        NONE "none" = 0;
        BASIC "basic" = 1;
    }
}

klink::family_enum! {
    DpipeHeaderId "dpipe-header-id" u32 {
        ETHERNET "ethernet" = 0;
        IPV4 "ipv4" = 1;
        IPV6 "ipv6" = 2;
    }
}

klink::family_enum! {
    DpipeMatchType "dpipe-match-type" u32 {
        FIELD_EXACT "field-exact" = 0;
    }
}

klink::family_enum! {
    DpipeActionType "dpipe-action-type" u32 {
        FIELD_MODIFY "field-modify" = 0;
    }
}

klink::family_enum! {
    DpipeFieldMappingType "dpipe-field-mapping-type" u32 {
        NONE "none" = 0;
        IFINDEX "ifindex" = 1;
    }
}

klink::family_enum! {
    ResourceUnit "resource-unit" u8 {
        ENTRY "entry" = 0;
    }
}

klink::family_flags! {
    ResourceScope "resource-scope" u32 {
        DEV "dev" = 0x1;
        PORT "port" = 0x2;
    }
}

klink::family_enum! {
    ReloadAction "reload-action" u8 {
        DRIVER_REINIT "driver-reinit" = 1;
        FW_ACTIVATE "fw-activate" = 2;
    }
}

klink::family_flags! {
    ReloadActionFlags "reload-action" u32 {
        DRIVER_REINIT "driver-reinit" = 0x2;
        FW_ACTIVATE "fw-activate" = 0x4;
    }
}

klink::family_enum! {
    ParamCmode "param-cmode" u8 {
        RUNTIME "runtime" = 0;
        DRIVERINIT "driverinit" = 1;
        PERMANENT "permanent" = 2;
    }
}

klink::family_flags! {
    FlashOverwrite "flash-overwrite" u32 {
        SETTINGS_BIT "settings-bit" = 0x1;
        IDENTIFIERS_BIT "identifiers-bit" = 0x2;
    }
}

klink::family_enum! {
    TrapAction "trap-action" u8 {
        DROP "drop" = 0;
        TRAP "trap" = 1;
        MIRROR "mirror" = 2;
    }
}

klink::family_enum! {
    TrapType "trap-type" u8 {
        DROP "drop" = 0;
        EXCEPTION "exception" = 1;
        CONTROL "control" = 2;
    }
}

klink::family_enum! {
    VarAttrType "var-attr-type" u8 {
        U8 "u8" = 1;
        U16 "u16" = 2;
        U32 "u32" = 3;
        U64 "u64" = 4;
        STRING "string" = 5;
        FLAG "flag" = 6;
        NUL_STRING "nul-string" = 10;
        BINARY "binary" = 11;
        U64_ARRAY "u64-array" = 129;
    }
}

klink::family_set! {
    DevlinkAttrs PutDevlinkAttrs "devlink" [] false [] [61] [28 35 40 41 43 44 50 56 64 100 101 102 158 162 163 180] {
        bus_name "bus-name" = 1: &'a str as Str;
        dev_name "dev-name" = 2: &'a str as Str;
        port_index "port-index" = 3: u32 as U32;
        port_type "port-type" = 4: PortType as U16;
        port_desired_type "port-desired-type" = 5: u16 as U16;
        port_netdev_ifindex "port-netdev-ifindex" = 6: u32 as U32;
        port_netdev_name "port-netdev-name" = 7: &'a str as Str;
        port_ibdev_name "port-ibdev-name" = 8: &'a str as Str;
        port_split_count "port-split-count" = 9: u32 as U32;
        port_split_group "port-split-group" = 10: u32 as U32;
        sb_index "sb-index" = 11: u32 as U32;
        sb_size "sb-size" = 12: u32 as U32;
        sb_ingress_pool_count "sb-ingress-pool-count" = 13: u16 as U16;
        sb_egress_pool_count "sb-egress-pool-count" = 14: u16 as U16;
        sb_ingress_tc_count "sb-ingress-tc-count" = 15: u16 as U16;
        sb_egress_tc_count "sb-egress-tc-count" = 16: u16 as U16;
        sb_pool_index "sb-pool-index" = 17: u16 as U16;
        sb_pool_type "sb-pool-type" = 18: SbPoolType as U8;
        sb_pool_size "sb-pool-size" = 19: u32 as U32;
        sb_pool_threshold_type "sb-pool-threshold-type" = 20: SbThresholdType as U8;
        sb_threshold "sb-threshold" = 21: u32 as U32;
        sb_tc_index "sb-tc-index" = 22: u16 as U16;
        sb_occ_cur "sb-occ-cur" = 23: u32 as U32;
        sb_occ_max "sb-occ-max" = 24: u32 as U32;
        eswitch_mode "eswitch-mode" = 25: EswitchMode as U16;
        eswitch_inline_mode "eswitch-inline-mode" = 26: EswitchInlineMode as U8;
        dpipe_tables "dpipe-tables" = 27 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_table "dpipe-table" = 28 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_table_name "dpipe-table-name" = 29: &'a str as Str;
        dpipe_table_size "dpipe-table-size" = 30: u64 as U64;
        dpipe_table_matches "dpipe-table-matches" = 31 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_table_actions "dpipe-table-actions" = 32 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_table_counters_enabled "dpipe-table-counters-enabled" = 33: u8 as U8;
        dpipe_entries "dpipe-entries" = 34 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_entry "dpipe-entry" = 35 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_entry_index "dpipe-entry-index" = 36: u64 as U64;
        dpipe_entry_match_values "dpipe-entry-match-values" = 37 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_entry_action_values "dpipe-entry-action-values" = 38 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_entry_counter "dpipe-entry-counter" = 39: u64 as U64;
        dpipe_match "dpipe-match" = 40 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_match_value "dpipe-match-value" = 41 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_match_type "dpipe-match-type" = 42: DpipeMatchType as U32;
        dpipe_action "dpipe-action" = 43 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_action_value "dpipe-action-value" = 44 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_action_type "dpipe-action-type" = 45: DpipeActionType as U32;
        dpipe_value "dpipe-value" = 46: &'a [u8] as Raw;
        dpipe_value_mask "dpipe-value-mask" = 47: &'a [u8] as Raw;
        dpipe_value_mapping "dpipe-value-mapping" = 48: u32 as U32;
        dpipe_headers "dpipe-headers" = 49 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_header "dpipe-header" = 50 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_header_name "dpipe-header-name" = 51: &'a str as Str;
        dpipe_header_id "dpipe-header-id" = 52: DpipeHeaderId as U32;
        dpipe_header_fields "dpipe-header-fields" = 53 nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_header_global "dpipe-header-global" = 54: u8 as U8;
        dpipe_header_index "dpipe-header-index" = 55: u32 as U32;
        dpipe_field "dpipe-field" = 56 multi_nest DevlinkAttrs PutDevlinkAttrs;
        dpipe_field_name "dpipe-field-name" = 57: &'a str as Str;
        dpipe_field_id "dpipe-field-id" = 58: u32 as U32;
        dpipe_field_bitwidth "dpipe-field-bitwidth" = 59: u32 as U32;
        dpipe_field_mapping_type "dpipe-field-mapping-type" = 60: DpipeFieldMappingType as U32;
        eswitch_encap_mode "eswitch-encap-mode" = 62: EswitchEncapMode as U8;
        resource_list "resource-list" = 63 nest DevlinkAttrs PutDevlinkAttrs;
        resource "resource" = 64 multi_nest DevlinkAttrs PutDevlinkAttrs;
        resource_name "resource-name" = 65: &'a str as Str;
        resource_id "resource-id" = 66: u64 as U64;
        resource_size "resource-size" = 67: u64 as U64;
        resource_size_new "resource-size-new" = 68: u64 as U64;
        resource_size_valid "resource-size-valid" = 69: u8 as U8;
        resource_size_min "resource-size-min" = 70: u64 as U64;
        resource_size_max "resource-size-max" = 71: u64 as U64;
        resource_size_gran "resource-size-gran" = 72: u64 as U64;
        resource_unit "resource-unit" = 73: ResourceUnit as U8;
        resource_occ "resource-occ" = 74: u64 as U64;
        dpipe_table_resource_id "dpipe-table-resource-id" = 75: u64 as U64;
        dpipe_table_resource_units "dpipe-table-resource-units" = 76: u64 as U64;
        port_flavour "port-flavour" = 77: PortFlavour as U16;
        port_number "port-number" = 78: u32 as U32;
        port_split_subport_number "port-split-subport-number" = 79: u32 as U32;
        param "param" = 80 nest DevlinkAttrs PutDevlinkAttrs;
        param_name "param-name" = 81: &'a str as Str;
        param_generic "param-generic" = 82 flag true;
        param_type "param-type" = 83: VarAttrType as U8;
        param_value_cmode "param-value-cmode" = 87: ParamCmode as U8;
        region_name "region-name" = 88: &'a str as Str;
        region_size "region-size" = 89: u64 as U64;
        region_snapshots "region-snapshots" = 90 nest DevlinkAttrs PutDevlinkAttrs;
        region_snapshot "region-snapshot" = 91 nest DevlinkAttrs PutDevlinkAttrs;
        region_snapshot_id "region-snapshot-id" = 92: u32 as U32;
        region_chunks "region-chunks" = 93 nest DevlinkAttrs PutDevlinkAttrs;
        region_chunk "region-chunk" = 94 nest DevlinkAttrs PutDevlinkAttrs;
        region_chunk_data "region-chunk-data" = 95: &'a [u8] as Raw;
        region_chunk_addr "region-chunk-addr" = 96: u64 as U64;
        region_chunk_len "region-chunk-len" = 97: u64 as U64;
        info_driver_name "info-driver-name" = 98: &'a str as Str;
        info_serial_number "info-serial-number" = 99: &'a str as Str;
        info_version_fixed "info-version-fixed" = 100 multi_nest DevlinkAttrs PutDevlinkAttrs;
        info_version_running "info-version-running" = 101 multi_nest DevlinkAttrs PutDevlinkAttrs;
        info_version_stored "info-version-stored" = 102 multi_nest DevlinkAttrs PutDevlinkAttrs;
        info_version_name "info-version-name" = 103: &'a str as Str;
        info_version_value "info-version-value" = 104: &'a str as Str;
        sb_pool_cell_size "sb-pool-cell-size" = 105: u32 as U32;
        fmsg "fmsg" = 106 nest DevlinkAttrs PutDevlinkAttrs;
        fmsg_obj_nest_start "fmsg-obj-nest-start" = 107 flag true;
        fmsg_pair_nest_start "fmsg-pair-nest-start" = 108 flag true;
        fmsg_arr_nest_start "fmsg-arr-nest-start" = 109 flag true;
        fmsg_nest_end "fmsg-nest-end" = 110 flag true;
        fmsg_obj_name "fmsg-obj-name" = 111: &'a str as Str;
        fmsg_obj_value_type "fmsg-obj-value-type" = 112: VarAttrType as U8;
        health_reporter "health-reporter" = 114 nest DevlinkAttrs PutDevlinkAttrs;
        health_reporter_name "health-reporter-name" = 115: &'a str as Str;
        health_reporter_state "health-reporter-state" = 116: u8 as U8;
        health_reporter_err_count "health-reporter-err-count" = 117: u64 as U64;
        health_reporter_recover_count "health-reporter-recover-count" = 118: u64 as U64;
        health_reporter_dump_ts "health-reporter-dump-ts" = 119: u64 as U64;
        health_reporter_graceful_period "health-reporter-graceful-period" = 120: u64 as U64;
        health_reporter_auto_recover "health-reporter-auto-recover" = 121: u8 as U8;
        flash_update_file_name "flash-update-file-name" = 122: &'a str as Str;
        flash_update_component "flash-update-component" = 123: &'a str as Str;
        flash_update_status_msg "flash-update-status-msg" = 124: &'a str as Str;
        flash_update_status_done "flash-update-status-done" = 125: u64 as U64;
        flash_update_status_total "flash-update-status-total" = 126: u64 as U64;
        port_pci_pf_number "port-pci-pf-number" = 127: u16 as U16;
        port_pci_vf_number "port-pci-vf-number" = 128: u16 as U16;
        stats "stats" = 129 nest DlAttrStats PutDlAttrStats;
        trap_name "trap-name" = 130: &'a str as Str;
        trap_action "trap-action" = 131: TrapAction as U8;
        trap_type "trap-type" = 132: TrapType as U8;
        trap_generic "trap-generic" = 133 flag true;
        trap_metadata "trap-metadata" = 134 nest DlTrapMetadata PutDlTrapMetadata;
        trap_group_name "trap-group-name" = 135: &'a str as Str;
        reload_failed "reload-failed" = 136: u8 as U8;
        health_reporter_dump_ts_ns "health-reporter-dump-ts-ns" = 137: u64 as U64;
        netns_fd "netns-fd" = 138: u32 as U32;
        netns_pid "netns-pid" = 139: u32 as U32;
        netns_id "netns-id" = 140: u32 as U32;
        health_reporter_auto_dump "health-reporter-auto-dump" = 141: u8 as U8;
        trap_policer_id "trap-policer-id" = 142: u32 as U32;
        trap_policer_rate "trap-policer-rate" = 143: u64 as U64;
        trap_policer_burst "trap-policer-burst" = 144: u64 as U64;
        port_function "port-function" = 145 nest DlPortFunction PutDlPortFunction;
        info_board_serial_number "info-board-serial-number" = 146: &'a str as Str;
        port_lanes "port-lanes" = 147: u32 as U32;
        port_splittable "port-splittable" = 148: u8 as U8;
        port_external "port-external" = 149: u8 as U8;
        port_controller_number "port-controller-number" = 150: u32 as U32;
        flash_update_status_timeout "flash-update-status-timeout" = 151: u64 as U64;
        flash_update_overwrite_mask "flash-update-overwrite-mask" = 152: klink::typed::Bitfield<FlashOverwrite> as NeBits;
        reload_action "reload-action" = 153: ReloadAction as U8;
        reload_actions_performed "reload-actions-performed" = 154: klink::typed::Bitfield<ReloadActionFlags> as NeBits;
        reload_limits "reload-limits" = 155: klink::typed::Bitfield<ReloadActionFlags> as NeBits;
        dev_stats "dev-stats" = 156 nest DevlinkAttrs PutDevlinkAttrs;
        reload_stats "reload-stats" = 157 nest DevlinkAttrs PutDevlinkAttrs;
        reload_stats_entry "reload-stats-entry" = 158 multi_nest DevlinkAttrs PutDevlinkAttrs;
        reload_stats_limit "reload-stats-limit" = 159: u8 as U8;
        reload_stats_value "reload-stats-value" = 160: u32 as U32;
        remote_reload_stats "remote-reload-stats" = 161 nest DevlinkAttrs PutDevlinkAttrs;
        reload_action_info "reload-action-info" = 162 multi_nest DevlinkAttrs PutDevlinkAttrs;
        reload_action_stats "reload-action-stats" = 163 multi_nest DevlinkAttrs PutDevlinkAttrs;
        port_pci_sf_number "port-pci-sf-number" = 164: u32 as U32;
        rate_type "rate-type" = 165: RateType as U16;
        rate_tx_share "rate-tx-share" = 166: u64 as U64;
        rate_tx_max "rate-tx-max" = 167: u64 as U64;
        rate_node_name "rate-node-name" = 168: &'a str as Str;
        rate_parent_node_name "rate-parent-node-name" = 169: &'a str as Str;
        region_max_snapshots "region-max-snapshots" = 170: u32 as U32;
        linecard_index "linecard-index" = 171: u32 as U32;
        linecard_state "linecard-state" = 172: u8 as U8;
        linecard_type "linecard-type" = 173: &'a str as Str;
        linecard_supported_types "linecard-supported-types" = 174 nest DevlinkAttrs PutDevlinkAttrs;
        selftests "selftests" = 176 nest DlSelftestId PutDlSelftestId;
        rate_tx_priority "rate-tx-priority" = 177: u32 as U32;
        rate_tx_weight "rate-tx-weight" = 178: u32 as U32;
        region_direct "region-direct" = 179 flag true;
        rate_tc_bws "rate-tc-bws" = 180 multi_nest DlRateTcBws PutDlRateTcBws;
        health_reporter_burst_period "health-reporter-burst-period" = 181: u64 as U64;
        param_reset_default "param-reset-default" = 183 flag true;
        index "index" = 184: u64 as Uint;
        resource_scope_mask "resource-scope-mask" = 185: ResourceScope as U32;
        parent_dev "parent-dev" = 186 nest DevlinkAttrs PutDevlinkAttrs;
    }
}

klink::family_set! {
    DlPortFunction PutDlPortFunction "dl-port-function" [] false [] [] [] {
        hw_addr "hw-addr" = 1: &'a [u8] as Raw;
        state "state" = 2: PortFnState as U8;
        opstate "opstate" = 3: PortFnOpstate as U8;
        caps "caps" = 4: klink::typed::Bitfield<PortFnAttrCap> as NeBits;
    }
}

klink::family_set! {
    DlAttrStats PutDlAttrStats "dl-attr-stats" [] false [] [] [] {
        stats_rx_packets "stats-rx-packets" = 0: u64 as U64;
        stats_rx_bytes "stats-rx-bytes" = 1: u64 as U64;
        stats_rx_dropped "stats-rx-dropped" = 2: u64 as U64;
    }
}

klink::family_set! {
    DlTrapMetadata PutDlTrapMetadata "dl-trap-metadata" [] false [] [] [] {
        trap_metadata_type_in_port "trap-metadata-type-in-port" = 0 flag true;
        trap_metadata_type_fa_cookie "trap-metadata-type-fa-cookie" = 1 flag true;
    }
}

klink::family_set! {
    DlSelftestId PutDlSelftestId "dl-selftest-id" [] false [] [] [] {
        flash "flash" = 1 flag true;
    }
}

klink::family_set! {
    DlRateTcBws PutDlRateTcBws "dl-rate-tc-bws" [] false [] [] [] {
        index "index" = 1: u8 as U8;
        bw "bw" = 2: u32 as U32;
    }
}

klink::family_operations! {
    generic Devlink DevlinkOn "devlink" 1 {
        get Get "get" true true 1 3 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_get PortGet "port-get" true true 5 7 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_set PortSet "port-set" true false 6 6 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_new PortNew "port-new" true false 7 7 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_del PortDel "port-del" true false 8 8 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_split PortSplit "port-split" true false 9 9 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_unsplit PortUnsplit "port-unsplit" true false 10 10 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_get SbGet "sb-get" true true 11 13 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_pool_get SbPoolGet "sb-pool-get" true true 15 17 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_pool_set SbPoolSet "sb-pool-set" true false 16 16 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_port_pool_get SbPortPoolGet "sb-port-pool-get" true true 19 21 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_port_pool_set SbPortPoolSet "sb-port-pool-set" true false 20 20 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_tc_pool_bind_get SbTcPoolBindGet "sb-tc-pool-bind-get" true true 23 25 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_tc_pool_bind_set SbTcPoolBindSet "sb-tc-pool-bind-set" true false 24 24 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_occ_snapshot SbOccSnapshot "sb-occ-snapshot" true false 27 27 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        sb_occ_max_clear SbOccMaxClear "sb-occ-max-clear" true false 28 28 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        eswitch_get EswitchGet "eswitch-get" true false 29 29 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        eswitch_set EswitchSet "eswitch-set" true false 30 30 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        dpipe_table_get DpipeTableGet "dpipe-table-get" true false 31 31 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        dpipe_entries_get DpipeEntriesGet "dpipe-entries-get" true false 32 32 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        dpipe_headers_get DpipeHeadersGet "dpipe-headers-get" true false 33 33 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        dpipe_table_counters_set DpipeTableCountersSet "dpipe-table-counters-set" true false 34 34 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        resource_set ResourceSet "resource-set" true false 35 35 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        resource_dump ResourceDump "resource-dump" true true 36 36 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        reload Reload "reload" true false 37 37 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        param_get ParamGet "param-get" true true 38 38 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        param_set ParamSet "param-set" true false 39 39 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        region_get RegionGet "region-get" true true 42 42 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        region_new RegionNew "region-new" true false 44 44 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        region_del RegionDel "region-del" true false 45 45 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        region_read RegionRead "region-read" false true 46 46 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_param_get PortParamGet "port-param-get" true true 47 47 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        port_param_set PortParamSet "port-param-set" true false 48 48 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        info_get InfoGet "info-get" true true 51 51 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_get HealthReporterGet "health-reporter-get" true true 52 52 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_set HealthReporterSet "health-reporter-set" true false 53 53 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_recover HealthReporterRecover "health-reporter-recover" true false 54 54 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_diagnose HealthReporterDiagnose "health-reporter-diagnose" true false 55 55 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_dump_get HealthReporterDumpGet "health-reporter-dump-get" false true 56 56 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_dump_clear HealthReporterDumpClear "health-reporter-dump-clear" true false 57 57 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        flash_update FlashUpdate "flash-update" true false 58 58 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        trap_get TrapGet "trap-get" true true 61 63 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        trap_set TrapSet "trap-set" true false 62 62 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        trap_group_get TrapGroupGet "trap-group-get" true true 65 67 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        trap_group_set TrapGroupSet "trap-group-set" true false 66 66 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        trap_policer_get TrapPolicerGet "trap-policer-get" true true 69 71 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        trap_policer_set TrapPolicerSet "trap-policer-set" true false 70 70 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        health_reporter_test HealthReporterTest "health-reporter-test" true false 73 73 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        rate_get RateGet "rate-get" true true 74 76 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        rate_set RateSet "rate-set" true false 75 75 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        rate_new RateNew "rate-new" true false 76 76 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        rate_del RateDel "rate-del" true false 77 77 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        linecard_get LinecardGet "linecard-get" true true 78 80 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        linecard_set LinecardSet "linecard-set" true false 79 79 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        selftests_get SelftestsGet "selftests-get" true true 82 82 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        selftests_run SelftestsRun "selftests-run" true false 83 83 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
        notify_filter_set NotifyFilterSet "notify-filter-set" true false 84 84 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>, DevlinkAttrs<'a>;
    } {
        NewNtf "new-ntf" 3 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>;
        DelNtf "del-ntf" 4 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>;
        PortNewNtf "port-new-ntf" 7 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>;
        PortDelNtf "port-del-ntf" 8 = PutDevlinkAttrs<'w>, DevlinkAttrs<'a>;
    } {
        Config "config" 0;
    } {
        Ports "ports" 5 0 0 = DevlinkAttrs<'a>, [7] [8] ["config" 0] [1 2 3] [] [61] [] 0 [] [] false;
    }
}
