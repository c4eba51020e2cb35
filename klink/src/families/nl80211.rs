// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family nl80211, by `klink generate rust`.

klink::family_enum! {
    Commands "commands" u32 {
        UNSPEC "unspec" = 0;
        GET_WIPHY "get-wiphy" = 1;
        SET_WIPHY "set-wiphy" = 2;
        NEW_WIPHY "new-wiphy" = 3;
        DEL_WIPHY "del-wiphy" = 4;
        GET_INTERFACE "get-interface" = 5;
        SET_INTERFACE "set-interface" = 6;
        NEW_INTERFACE "new-interface" = 7;
        DEL_INTERFACE "del-interface" = 8;
        GET_KEY "get-key" = 9;
        SET_KEY "set-key" = 10;
        NEW_KEY "new-key" = 11;
        DEL_KEY "del-key" = 12;
        GET_BEACON "get-beacon" = 13;
        SET_BEACON "set-beacon" = 14;
        NEW_BEACON "new-beacon" = 15;
        DEL_BEACON "del-beacon" = 16;
        GET_STATION "get-station" = 17;
        SET_STATION "set-station" = 18;
        NEW_STATION "new-station" = 19;
        DEL_STATION "del-station" = 20;
        GET_MPATH "get-mpath" = 21;
        SET_MPATH "set-mpath" = 22;
        NEW_MPATH "new-mpath" = 23;
        DEL_MPATH "del-mpath" = 24;
        SET_BSS "set-bss" = 25;
        SET_REG "set-reg" = 26;
        REQ_SET_REG "req-set-reg" = 27;
        GET_MESH_CONFIG "get-mesh-config" = 28;
        SET_MESH_CONFIG "set-mesh-config" = 29;
        SET_MGMT_EXTRA_IE "set-mgmt-extra-ie" = 30;
        GET_REG "get-reg" = 31;
        GET_SCAN "get-scan" = 32;
        TRIGGER_SCAN "trigger-scan" = 33;
        NEW_SCAN_RESULTS "new-scan-results" = 34;
        SCAN_ABORTED "scan-aborted" = 35;
        REG_CHANGE "reg-change" = 36;
        AUTHENTICATE "authenticate" = 37;
        ASSOCIATE "associate" = 38;
        DEAUTHENTICATE "deauthenticate" = 39;
        DISASSOCIATE "disassociate" = 40;
        MICHAEL_MIC_FAILURE "michael-mic-failure" = 41;
        REG_BEACON_HINT "reg-beacon-hint" = 42;
        JOIN_IBSS "join-ibss" = 43;
        LEAVE_IBSS "leave-ibss" = 44;
        TESTMODE "testmode" = 45;
        CONNECT "connect" = 46;
        ROAM "roam" = 47;
        DISCONNECT "disconnect" = 48;
        SET_WIPHY_NETNS "set-wiphy-netns" = 49;
        GET_SURVEY "get-survey" = 50;
        NEW_SURVEY_RESULTS "new-survey-results" = 51;
        SET_PMKSA "set-pmksa" = 52;
        DEL_PMKSA "del-pmksa" = 53;
        FLUSH_PMKSA "flush-pmksa" = 54;
        REMAIN_ON_CHANNEL "remain-on-channel" = 55;
        CANCEL_REMAIN_ON_CHANNEL "cancel-remain-on-channel" = 56;
        SET_TX_BITRATE_MASK "set-tx-bitrate-mask" = 57;
        REGISTER_ACTION "register-action" = 58;
        ACTION "action" = 59;
        ACTION_TX_STATUS "action-tx-status" = 60;
        SET_POWER_SAVE "set-power-save" = 61;
        GET_POWER_SAVE "get-power-save" = 62;
        SET_CQM "set-cqm" = 63;
        NOTIFY_CQM "notify-cqm" = 64;
        SET_CHANNEL "set-channel" = 65;
        SET_WDS_PEER "set-wds-peer" = 66;
        FRAME_WAIT_CANCEL "frame-wait-cancel" = 67;
        JOIN_MESH "join-mesh" = 68;
        LEAVE_MESH "leave-mesh" = 69;
        UNPROT_DEAUTHENTICATE "unprot-deauthenticate" = 70;
        UNPROT_DISASSOCIATE "unprot-disassociate" = 71;
        NEW_PEER_CANDIDATE "new-peer-candidate" = 72;
        GET_WOWLAN "get-wowlan" = 73;
        SET_WOWLAN "set-wowlan" = 74;
        START_SCHED_SCAN "start-sched-scan" = 75;
        STOP_SCHED_SCAN "stop-sched-scan" = 76;
        SCHED_SCAN_RESULTS "sched-scan-results" = 77;
        SCHED_SCAN_STOPPED "sched-scan-stopped" = 78;
        SET_REKEY_OFFLOAD "set-rekey-offload" = 79;
        PMKSA_CANDIDATE "pmksa-candidate" = 80;
        TDLS_OPER "tdls-oper" = 81;
        TDLS_MGMT "tdls-mgmt" = 82;
        UNEXPECTED_FRAME "unexpected-frame" = 83;
        PROBE_CLIENT "probe-client" = 84;
        REGISTER_BEACONS "register-beacons" = 85;
        UNEXPECTED_4_ADDR_FRAME "unexpected-4-addr-frame" = 86;
        SET_NOACK_MAP "set-noack-map" = 87;
        CH_SWITCH_NOTIFY "ch-switch-notify" = 88;
        START_P2P_DEVICE "start-p2p-device" = 89;
        STOP_P2P_DEVICE "stop-p2p-device" = 90;
        CONN_FAILED "conn-failed" = 91;
        SET_MCAST_RATE "set-mcast-rate" = 92;
        SET_MAC_ACL "set-mac-acl" = 93;
        RADAR_DETECT "radar-detect" = 94;
        GET_PROTOCOL_FEATURES "get-protocol-features" = 95;
        UPDATE_FT_IES "update-ft-ies" = 96;
        FT_EVENT "ft-event" = 97;
        CRIT_PROTOCOL_START "crit-protocol-start" = 98;
        CRIT_PROTOCOL_STOP "crit-protocol-stop" = 99;
        GET_COALESCE "get-coalesce" = 100;
        SET_COALESCE "set-coalesce" = 101;
        CHANNEL_SWITCH "channel-switch" = 102;
        VENDOR "vendor" = 103;
        SET_QOS_MAP "set-qos-map" = 104;
        ADD_TX_TS "add-tx-ts" = 105;
        DEL_TX_TS "del-tx-ts" = 106;
        GET_MPP "get-mpp" = 107;
        JOIN_OCB "join-ocb" = 108;
        LEAVE_OCB "leave-ocb" = 109;
        CH_SWITCH_STARTED_NOTIFY "ch-switch-started-notify" = 110;
        TDLS_CHANNEL_SWITCH "tdls-channel-switch" = 111;
        TDLS_CANCEL_CHANNEL_SWITCH "tdls-cancel-channel-switch" = 112;
        WIPHY_REG_CHANGE "wiphy-reg-change" = 113;
        ABORT_SCAN "abort-scan" = 114;
        START_NAN "start-nan" = 115;
        STOP_NAN "stop-nan" = 116;
        ADD_NAN_FUNCTION "add-nan-function" = 117;
        DEL_NAN_FUNCTION "del-nan-function" = 118;
        CHANGE_NAN_CONFIG "change-nan-config" = 119;
        NAN_MATCH "nan-match" = 120;
        SET_MULTICAST_TO_UNICAST "set-multicast-to-unicast" = 121;
        UPDATE_CONNECT_PARAMS "update-connect-params" = 122;
        SET_PMK "set-pmk" = 123;
        DEL_PMK "del-pmk" = 124;
        PORT_AUTHORIZED "port-authorized" = 125;
        RELOAD_REGDB "reload-regdb" = 126;
        EXTERNAL_AUTH "external-auth" = 127;
        STA_OPMODE_CHANGED "sta-opmode-changed" = 128;
        CONTROL_PORT_FRAME "control-port-frame" = 129;
        GET_FTM_RESPONDER_STATS "get-ftm-responder-stats" = 130;
        PEER_MEASUREMENT_START "peer-measurement-start" = 131;
        PEER_MEASUREMENT_RESULT "peer-measurement-result" = 132;
        PEER_MEASUREMENT_COMPLETE "peer-measurement-complete" = 133;
        NOTIFY_RADAR "notify-radar" = 134;
        UPDATE_OWE_INFO "update-owe-info" = 135;
        PROBE_MESH_LINK "probe-mesh-link" = 136;
        SET_TID_CONFIG "set-tid-config" = 137;
        UNPROT_BEACON "unprot-beacon" = 138;
        CONTROL_PORT_FRAME_TX_STATUS "control-port-frame-tx-status" = 139;
        SET_SAR_SPECS "set-sar-specs" = 140;
        OBSS_COLOR_COLLISION "obss-color-collision" = 141;
        COLOR_CHANGE_REQUEST "color-change-request" = 142;
        COLOR_CHANGE_STARTED "color-change-started" = 143;
        COLOR_CHANGE_ABORTED "color-change-aborted" = 144;
        COLOR_CHANGE_COMPLETED "color-change-completed" = 145;
        SET_FILS_AAD "set-fils-aad" = 146;
        ASSOC_COMEBACK "assoc-comeback" = 147;
        ADD_LINK "add-link" = 148;
        REMOVE_LINK "remove-link" = 149;
        ADD_LINK_STA "add-link-sta" = 150;
        MODIFY_LINK_STA "modify-link-sta" = 151;
        REMOVE_LINK_STA "remove-link-sta" = 152;
        SET_HW_TIMESTAMP "set-hw-timestamp" = 153;
        LINKS_REMOVED "links-removed" = 154;
        SET_TID_TO_LINK_MAPPING "set-tid-to-link-mapping" = 155;
    }
}

klink::family_flags! {
    FeatureFlags "feature-flags" u32 {
        SK_TX_STATUS "sk-tx-status" = 0x1;
        HT_IBSS "ht-ibss" = 0x2;
        INACTIVITY_TIMER "inactivity-timer" = 0x4;
        CELL_BASE_REG_HINTS "cell-base-reg-hints" = 0x8;
        P2P_DEVICE_NEEDS_CHANNEL "p2p-device-needs-channel" = 0x10;
        SAE "sae" = 0x20;
        LOW_PRIORITY_SCAN "low-priority-scan" = 0x40;
        SCAN_FLUSH "scan-flush" = 0x80;
        AP_SCAN "ap-scan" = 0x100;
        VIF_TXPOWER "vif-txpower" = 0x200;
        NEED_OBSS_SCAN "need-obss-scan" = 0x400;
        P2P_GO_CTWIN "p2p-go-ctwin" = 0x800;
        P2P_GO_OPPPS "p2p-go-oppps" = 0x1000;
        RESERVED "reserved" = 0x2000;
        ADVERTISE_CHAN_LIMITS "advertise-chan-limits" = 0x4000;
        FULL_AP_CLIENT_STATE "full-ap-client-state" = 0x8000;
        USERSPACE_MPM "userspace-mpm" = 0x10000;
        ACTIVE_MONITOR "active-monitor" = 0x20000;
        AP_MODE_CHAN_WIDTH_CHANGE "ap-mode-chan-width-change" = 0x40000;
        DS_PARAM_SET_IE_IN_PROBES "ds-param-set-ie-in-probes" = 0x80000;
        WFA_TPC_IE_IN_PROBES "wfa-tpc-ie-in-probes" = 0x100000;
        QUIET "quiet" = 0x200000;
        TX_POWER_INSERTION "tx-power-insertion" = 0x400000;
        ACKTO_ESTIMATION "ackto-estimation" = 0x800000;
        STATIC_SMPS "static-smps" = 0x1000000;
        DYNAMIC_SMPS "dynamic-smps" = 0x2000000;
        SUPPORTS_WMM_ADMISSION "supports-wmm-admission" = 0x4000000;
        MAC_ON_CREATE "mac-on-create" = 0x8000000;
        TDLS_CHANNEL_SWITCH "tdls-channel-switch" = 0x10000000;
        SCAN_RANDOM_MAC_ADDR "scan-random-mac-addr" = 0x20000000;
        SCHED_SCAN_RANDOM_MAC_ADDR "sched-scan-random-mac-addr" = 0x40000000;
        NO_RANDOM_MAC_ADDR "no-random-mac-addr" = 0x80000000;
    }
}

klink::family_enum! {
    ChannelType "channel-type" u32 {
        NO_HT "no-ht" = 0;
        HT20 "ht20" = 1;
        HT40MINUS "ht40minus" = 2;
        HT40PLUS "ht40plus" = 3;
    }
}

klink::family_flags! {
    ProtocolFeatures "protocol-features" u32 {
        SPLIT_WIPHY_DUMP "split-wiphy-dump" = 0x1;
    }
}

klink::family_struct! {
    StaFlagUpdate PutStaFlagUpdate "sta-flag-update" 8 false {
        mask "mask" = 0, 4: u32 as U32;
        set "set" = 4, 4: u32 as U32;
    }
}

klink::family_set! {
    Nl80211Attrs PutNl80211Attrs "nl80211-attrs" [] false [] [] [] {
        wiphy "wiphy" = 1: u32 as U32;
        wiphy_name "wiphy-name" = 2: &'a str as Str;
        ifindex "ifindex" = 3: u32 as U32;
        ifname "ifname" = 4: &'a str as Str;
        iftype "iftype" = 5: u32 as U32;
        mac "mac" = 6: klink::HardwareAddress<'a> as Mac;
        key_data "key-data" = 7: &'a [u8] as Raw;
        key_idx "key-idx" = 8: u8 as U8;
        key_cipher "key-cipher" = 9: u32 as U32;
        key_seq "key-seq" = 10: &'a [u8] as Raw;
        key_default "key-default" = 11 flag true;
        beacon_interval "beacon-interval" = 12: u32 as U32;
        dtim_period "dtim-period" = 13: u32 as U32;
        beacon_head "beacon-head" = 14: &'a [u8] as Raw;
        beacon_tail "beacon-tail" = 15: &'a [u8] as Raw;
        sta_aid "sta-aid" = 16: u16 as U16;
        sta_flags "sta-flags" = 17: &'a [u8] as Raw;
        sta_listen_interval "sta-listen-interval" = 18: u16 as U16;
        sta_supported_rates "sta-supported-rates" = 19: &'a [u8] as Raw;
        sta_vlan "sta-vlan" = 20: u32 as U32;
        sta_info "sta-info" = 21: &'a [u8] as Raw;
        wiphy_bands "wiphy-bands" = 22 nest WiphyBands PutWiphyBands;
        mntr_flags "mntr-flags" = 23: &'a [u8] as Raw;
        mesh_id "mesh-id" = 24: &'a [u8] as Raw;
        sta_plink_action "sta-plink-action" = 25: u8 as U8;
        mpath_next_hop "mpath-next-hop" = 26: klink::HardwareAddress<'a> as Mac;
        mpath_info "mpath-info" = 27: &'a [u8] as Raw;
        bss_cts_prot "bss-cts-prot" = 28: u8 as U8;
        bss_short_preamble "bss-short-preamble" = 29: u8 as U8;
        bss_short_slot_time "bss-short-slot-time" = 30: u8 as U8;
        ht_capability "ht-capability" = 31: &'a [u8] as Raw;
        supported_iftypes "supported-iftypes" = 32 nest SupportedIftypes PutSupportedIftypes;
        reg_alpha2 "reg-alpha2" = 33: &'a [u8] as Raw;
        reg_rules "reg-rules" = 34: &'a [u8] as Raw;
        mesh_config "mesh-config" = 35: &'a [u8] as Raw;
        bss_basic_rates "bss-basic-rates" = 36: &'a [u8] as Raw;
        wiphy_txq_params "wiphy-txq-params" = 37: &'a [u8] as Raw;
        wiphy_freq "wiphy-freq" = 38: u32 as U32;
        wiphy_channel_type "wiphy-channel-type" = 39: ChannelType as U32;
        key_default_mgmt "key-default-mgmt" = 40 flag true;
        mgmt_subtype "mgmt-subtype" = 41: u8 as U8;
        ie "ie" = 42: &'a [u8] as Raw;
        max_num_scan_ssids "max-num-scan-ssids" = 43: u8 as U8;
        scan_frequencies "scan-frequencies" = 44: &'a [u8] as Raw;
        scan_ssids "scan-ssids" = 45: &'a [u8] as Raw;
        generation "generation" = 46: u32 as U32;
        bss "bss" = 47: &'a [u8] as Raw;
        reg_initiator "reg-initiator" = 48: u8 as U8;
        reg_type "reg-type" = 49: u8 as U8;
        supported_commands "supported-commands" = 50 indexed Commands as U32;
        frame "frame" = 51: &'a [u8] as Raw;
        ssid "ssid" = 52: &'a [u8] as Raw;
        auth_type "auth-type" = 53: u32 as U32;
        reason_code "reason-code" = 54: u16 as U16;
        key_type "key-type" = 55: u32 as U32;
        max_scan_ie_len "max-scan-ie-len" = 56: u16 as U16;
        cipher_suites "cipher-suites" = 57 packed u32 as HexU32, 4;
        freq_before "freq-before" = 58: &'a [u8] as Raw;
        freq_after "freq-after" = 59: &'a [u8] as Raw;
        freq_fixed "freq-fixed" = 60 flag true;
        wiphy_retry_short "wiphy-retry-short" = 61: u8 as U8;
        wiphy_retry_long "wiphy-retry-long" = 62: u8 as U8;
        wiphy_frag_threshold "wiphy-frag-threshold" = 63: u32 as U32;
        wiphy_rts_threshold "wiphy-rts-threshold" = 64: u32 as U32;
        timed_out "timed-out" = 65 flag true;
        use_mfp "use-mfp" = 66: u32 as U32;
        sta_flags2 "sta-flags2" = 67 view StaFlagUpdate PutStaFlagUpdate;
        control_port "control-port" = 68 flag true;
        testdata "testdata" = 69: &'a [u8] as Raw;
        privacy "privacy" = 70 flag true;
        disconnected_by_ap "disconnected-by-ap" = 71 flag true;
        status_code "status-code" = 72: u16 as U16;
        cipher_suites_pairwise "cipher-suites-pairwise" = 73: &'a [u8] as Raw;
        cipher_suite_group "cipher-suite-group" = 74: u32 as U32;
        wpa_versions "wpa-versions" = 75: u32 as U32;
        akm_suites "akm-suites" = 76: &'a [u8] as Raw;
        req_ie "req-ie" = 77: &'a [u8] as Raw;
        resp_ie "resp-ie" = 78: &'a [u8] as Raw;
        prev_bssid "prev-bssid" = 79: &'a [u8] as Raw;
        key "key" = 80: &'a [u8] as Raw;
        keys "keys" = 81: &'a [u8] as Raw;
        pid "pid" = 82: u32 as U32;
        _4addr "4addr" = 83: u8 as U8;
        survey_info "survey-info" = 84: &'a [u8] as Raw;
        pmkid "pmkid" = 85: &'a [u8] as Raw;
        max_num_pmkids "max-num-pmkids" = 86: u8 as U8;
        duration "duration" = 87: u32 as U32;
        cookie "cookie" = 88: u64 as U64;
        wiphy_coverage_class "wiphy-coverage-class" = 89: u8 as U8;
        tx_rates "tx-rates" = 90: &'a [u8] as Raw;
        frame_match "frame-match" = 91: &'a [u8] as Raw;
        ack "ack" = 92 flag true;
        ps_state "ps-state" = 93: u32 as U32;
        cqm "cqm" = 94: &'a [u8] as Raw;
        local_state_change "local-state-change" = 95 flag true;
        ap_isolate "ap-isolate" = 96: u8 as U8;
        wiphy_tx_power_setting "wiphy-tx-power-setting" = 97: u32 as U32;
        wiphy_tx_power_level "wiphy-tx-power-level" = 98: u32 as U32;
        tx_frame_types "tx-frame-types" = 99 nest IftypeAttrs PutIftypeAttrs;
        rx_frame_types "rx-frame-types" = 100 nest IftypeAttrs PutIftypeAttrs;
        frame_type "frame-type" = 101: u16 as U16;
        control_port_ethertype "control-port-ethertype" = 102 flag true;
        control_port_no_encrypt "control-port-no-encrypt" = 103 flag true;
        support_ibss_rsn "support-ibss-rsn" = 104 flag true;
        wiphy_antenna_tx "wiphy-antenna-tx" = 105: u32 as U32;
        wiphy_antenna_rx "wiphy-antenna-rx" = 106: u32 as U32;
        mcast_rate "mcast-rate" = 107: u32 as U32;
        offchannel_tx_ok "offchannel-tx-ok" = 108 flag true;
        bss_ht_opmode "bss-ht-opmode" = 109: u16 as U16;
        key_default_types "key-default-types" = 110: &'a [u8] as Raw;
        max_remain_on_channel_duration "max-remain-on-channel-duration" = 111: u32 as U32;
        mesh_setup "mesh-setup" = 112: &'a [u8] as Raw;
        wiphy_antenna_avail_tx "wiphy-antenna-avail-tx" = 113: u32 as U32;
        wiphy_antenna_avail_rx "wiphy-antenna-avail-rx" = 114: u32 as U32;
        support_mesh_auth "support-mesh-auth" = 115 flag true;
        sta_plink_state "sta-plink-state" = 116: u8 as U8;
        wowlan_triggers "wowlan-triggers" = 117: &'a [u8] as Raw;
        wowlan_triggers_supported "wowlan-triggers-supported" = 118 nest WowlanTriggersAttrs PutWowlanTriggersAttrs;
        sched_scan_interval "sched-scan-interval" = 119: u32 as U32;
        interface_combinations "interface-combinations" = 120 nests IfCombinationAttributes PutIfCombinationAttributes;
        software_iftypes "software-iftypes" = 121 nest SupportedIftypes PutSupportedIftypes;
        rekey_data "rekey-data" = 122: &'a [u8] as Raw;
        max_num_sched_scan_ssids "max-num-sched-scan-ssids" = 123: u8 as U8;
        max_sched_scan_ie_len "max-sched-scan-ie-len" = 124: u16 as U16;
        scan_supp_rates "scan-supp-rates" = 125: &'a [u8] as Raw;
        hidden_ssid "hidden-ssid" = 126: u32 as U32;
        ie_probe_resp "ie-probe-resp" = 127: &'a [u8] as Raw;
        ie_assoc_resp "ie-assoc-resp" = 128: &'a [u8] as Raw;
        sta_wme "sta-wme" = 129: &'a [u8] as Raw;
        support_ap_uapsd "support-ap-uapsd" = 130 flag true;
        roam_support "roam-support" = 131 flag true;
        sched_scan_match "sched-scan-match" = 132: &'a [u8] as Raw;
        max_match_sets "max-match-sets" = 133: u8 as U8;
        pmksa_candidate "pmksa-candidate" = 134: &'a [u8] as Raw;
        tx_no_cck_rate "tx-no-cck-rate" = 135 flag true;
        tdls_action "tdls-action" = 136: u8 as U8;
        tdls_dialog_token "tdls-dialog-token" = 137: u8 as U8;
        tdls_operation "tdls-operation" = 138: u8 as U8;
        tdls_support "tdls-support" = 139 flag true;
        tdls_external_setup "tdls-external-setup" = 140 flag true;
        device_ap_sme "device-ap-sme" = 141: u32 as U32;
        dont_wait_for_ack "dont-wait-for-ack" = 142 flag true;
        feature_flags "feature-flags" = 143: FeatureFlags as U32;
        probe_resp_offload "probe-resp-offload" = 144: u32 as U32;
        probe_resp "probe-resp" = 145: &'a [u8] as Raw;
        dfs_region "dfs-region" = 146: u8 as U8;
        disable_ht "disable-ht" = 147 flag true;
        ht_capability_mask "ht-capability-mask" = 148: &'a [u8] as Raw;
        noack_map "noack-map" = 149: u16 as U16;
        inactivity_timeout "inactivity-timeout" = 150: u16 as U16;
        rx_signal_dbm "rx-signal-dbm" = 151: u32 as U32;
        bg_scan_period "bg-scan-period" = 152: u16 as U16;
        wdev "wdev" = 153: u64 as U64;
        user_reg_hint_type "user-reg-hint-type" = 154: u32 as U32;
        conn_failed_reason "conn-failed-reason" = 155: u32 as U32;
        auth_data "auth-data" = 156: &'a [u8] as Raw;
        vht_capability "vht-capability" = 157: &'a [u8] as Raw;
        scan_flags "scan-flags" = 158: u32 as U32;
        channel_width "channel-width" = 159: u32 as U32;
        center_freq1 "center-freq1" = 160: u32 as U32;
        center_freq2 "center-freq2" = 161: u32 as U32;
        p2p_ctwindow "p2p-ctwindow" = 162: u8 as U8;
        p2p_oppps "p2p-oppps" = 163: u8 as U8;
        local_mesh_power_mode "local-mesh-power-mode" = 164: u32 as U32;
        acl_policy "acl-policy" = 165: u32 as U32;
        mac_addrs "mac-addrs" = 166: &'a [u8] as Raw;
        mac_acl_max "mac-acl-max" = 167: u32 as U32;
        radar_event "radar-event" = 168: u32 as U32;
        ext_capa "ext-capa" = 169: &'a [u8] as Raw;
        ext_capa_mask "ext-capa-mask" = 170: &'a [u8] as Raw;
        sta_capability "sta-capability" = 171: u16 as U16;
        sta_ext_capability "sta-ext-capability" = 172: &'a [u8] as Raw;
        protocol_features "protocol-features" = 173: ProtocolFeatures as U32;
        split_wiphy_dump "split-wiphy-dump" = 174 flag true;
        disable_vht "disable-vht" = 175 flag true;
        vht_capability_mask "vht-capability-mask" = 176: &'a [u8] as Raw;
        mdid "mdid" = 177: u16 as U16;
        ie_ric "ie-ric" = 178: &'a [u8] as Raw;
        crit_prot_id "crit-prot-id" = 179: u16 as U16;
        max_crit_prot_duration "max-crit-prot-duration" = 180: u16 as U16;
        peer_aid "peer-aid" = 181: u16 as U16;
        coalesce_rule "coalesce-rule" = 182: &'a [u8] as Raw;
        ch_switch_count "ch-switch-count" = 183: u32 as U32;
        ch_switch_block_tx "ch-switch-block-tx" = 184 flag true;
        csa_ies "csa-ies" = 185: &'a [u8] as Raw;
        cntdwn_offs_beacon "cntdwn-offs-beacon" = 186: &'a [u8] as Raw;
        cntdwn_offs_presp "cntdwn-offs-presp" = 187: &'a [u8] as Raw;
        rxmgmt_flags "rxmgmt-flags" = 188: &'a [u8] as Raw;
        sta_supported_channels "sta-supported-channels" = 189: &'a [u8] as Raw;
        sta_supported_oper_classes "sta-supported-oper-classes" = 190: &'a [u8] as Raw;
        handle_dfs "handle-dfs" = 191 flag true;
        support_5_mhz "support-5-mhz" = 192 flag true;
        support_10_mhz "support-10-mhz" = 193 flag true;
        opmode_notif "opmode-notif" = 194: u8 as U8;
        vendor_id "vendor-id" = 195: u32 as U32;
        vendor_subcmd "vendor-subcmd" = 196: u32 as U32;
        vendor_data "vendor-data" = 197: &'a [u8] as Raw;
        vendor_events "vendor-events" = 198: &'a [u8] as Raw;
        qos_map "qos-map" = 199: &'a [u8] as Raw;
        mac_hint "mac-hint" = 200: klink::HardwareAddress<'a> as Mac;
        wiphy_freq_hint "wiphy-freq-hint" = 201: u32 as U32;
        max_ap_assoc_sta "max-ap-assoc-sta" = 202: u32 as U32;
        tdls_peer_capability "tdls-peer-capability" = 203: u32 as U32;
        socket_owner "socket-owner" = 204 flag true;
        csa_c_offsets_tx "csa-c-offsets-tx" = 205: &'a [u8] as Raw;
        max_csa_counters "max-csa-counters" = 206: u8 as U8;
        tdls_initiator "tdls-initiator" = 207 flag true;
        use_rrm "use-rrm" = 208 flag true;
        wiphy_dyn_ack "wiphy-dyn-ack" = 209 flag true;
        tsid "tsid" = 210: u8 as U8;
        user_prio "user-prio" = 211: u8 as U8;
        admitted_time "admitted-time" = 212: u16 as U16;
        smps_mode "smps-mode" = 213: u8 as U8;
        oper_class "oper-class" = 214: u8 as U8;
        mac_mask "mac-mask" = 215: klink::HardwareAddress<'a> as Mac;
        wiphy_self_managed_reg "wiphy-self-managed-reg" = 216 flag true;
        ext_features "ext-features" = 217: &'a [u8] as Raw;
        survey_radio_stats "survey-radio-stats" = 218: &'a [u8] as Raw;
        netns_fd "netns-fd" = 219: u32 as U32;
        sched_scan_delay "sched-scan-delay" = 220: u32 as U32;
        reg_indoor "reg-indoor" = 221 flag true;
        max_num_sched_scan_plans "max-num-sched-scan-plans" = 222: u32 as U32;
        max_scan_plan_interval "max-scan-plan-interval" = 223: u32 as U32;
        max_scan_plan_iterations "max-scan-plan-iterations" = 224: u32 as U32;
        sched_scan_plans "sched-scan-plans" = 225: &'a [u8] as Raw;
        pbss "pbss" = 226 flag true;
        bss_select "bss-select" = 227: &'a [u8] as Raw;
        sta_support_p2p_ps "sta-support-p2p-ps" = 228: u8 as U8;
        pad "pad" = 229: &'a [u8] as Raw;
        iftype_ext_capa "iftype-ext-capa" = 230: &'a [u8] as Raw;
        mu_mimo_group_data "mu-mimo-group-data" = 231: &'a [u8] as Raw;
        mu_mimo_follow_mac_addr "mu-mimo-follow-mac-addr" = 232: klink::HardwareAddress<'a> as Mac;
        scan_start_time_tsf "scan-start-time-tsf" = 233: u64 as U64;
        scan_start_time_tsf_bssid "scan-start-time-tsf-bssid" = 234: &'a [u8] as Raw;
        measurement_duration "measurement-duration" = 235: u16 as U16;
        measurement_duration_mandatory "measurement-duration-mandatory" = 236 flag true;
        mesh_peer_aid "mesh-peer-aid" = 237: u16 as U16;
        nan_master_pref "nan-master-pref" = 238: u8 as U8;
        bands "bands" = 239: u32 as U32;
        nan_func "nan-func" = 240: &'a [u8] as Raw;
        nan_match "nan-match" = 241: &'a [u8] as Raw;
        fils_kek "fils-kek" = 242: &'a [u8] as Raw;
        fils_nonces "fils-nonces" = 243: &'a [u8] as Raw;
        multicast_to_unicast_enabled "multicast-to-unicast-enabled" = 244 flag true;
        bssid "bssid" = 245: klink::HardwareAddress<'a> as Mac;
        sched_scan_relative_rssi "sched-scan-relative-rssi" = 246: i8 as S8;
        sched_scan_rssi_adjust "sched-scan-rssi-adjust" = 247: &'a [u8] as Raw;
        timeout_reason "timeout-reason" = 248: u32 as U32;
        fils_erp_username "fils-erp-username" = 249: &'a [u8] as Raw;
        fils_erp_realm "fils-erp-realm" = 250: &'a [u8] as Raw;
        fils_erp_next_seq_num "fils-erp-next-seq-num" = 251: u16 as U16;
        fils_erp_rrk "fils-erp-rrk" = 252: &'a [u8] as Raw;
        fils_cache_id "fils-cache-id" = 253: &'a [u8] as Raw;
        pmk "pmk" = 254: &'a [u8] as Raw;
        sched_scan_multi "sched-scan-multi" = 255 flag true;
        sched_scan_max_reqs "sched-scan-max-reqs" = 256: u32 as U32;
        want_1x_4way_hs "want-1x-4way-hs" = 257 flag true;
        pmkr0_name "pmkr0-name" = 258: &'a [u8] as Raw;
        port_authorized "port-authorized" = 259: &'a [u8] as Raw;
        external_auth_action "external-auth-action" = 260: u32 as U32;
        external_auth_support "external-auth-support" = 261 flag true;
        nss "nss" = 262: u8 as U8;
        ack_signal "ack-signal" = 263: i32 as S32;
        control_port_over_nl80211 "control-port-over-nl80211" = 264 flag true;
        txq_stats "txq-stats" = 265 nest TxqStatsAttrs PutTxqStatsAttrs;
        txq_limit "txq-limit" = 266: u32 as U32;
        txq_memory_limit "txq-memory-limit" = 267: u32 as U32;
        txq_quantum "txq-quantum" = 268: u32 as U32;
        he_capability "he-capability" = 269: &'a [u8] as Raw;
        ftm_responder "ftm-responder" = 270: &'a [u8] as Raw;
        ftm_responder_stats "ftm-responder-stats" = 271: &'a [u8] as Raw;
        timeout "timeout" = 272: u32 as U32;
        peer_measurements "peer-measurements" = 273: &'a [u8] as Raw;
        airtime_weight "airtime-weight" = 274: u16 as U16;
        sta_tx_power_setting "sta-tx-power-setting" = 275: u8 as U8;
        sta_tx_power "sta-tx-power" = 276: i16 as S16;
        sae_password "sae-password" = 277: &'a [u8] as Raw;
        twt_responder "twt-responder" = 278 flag true;
        he_obss_pd "he-obss-pd" = 279: &'a [u8] as Raw;
        wiphy_edmg_channels "wiphy-edmg-channels" = 280: u8 as U8;
        wiphy_edmg_bw_config "wiphy-edmg-bw-config" = 281: u8 as U8;
        vlan_id "vlan-id" = 282: u16 as U16;
        he_bss_color "he-bss-color" = 283: &'a [u8] as Raw;
        iftype_akm_suites "iftype-akm-suites" = 284: &'a [u8] as Raw;
        tid_config "tid-config" = 285: &'a [u8] as Raw;
        control_port_no_preauth "control-port-no-preauth" = 286 flag true;
        pmk_lifetime "pmk-lifetime" = 287: u32 as U32;
        pmk_reauth_threshold "pmk-reauth-threshold" = 288: u8 as U8;
        receive_multicast "receive-multicast" = 289 flag true;
        wiphy_freq_offset "wiphy-freq-offset" = 290: u32 as U32;
        center_freq1_offset "center-freq1-offset" = 291: u32 as U32;
        scan_freq_khz "scan-freq-khz" = 292: &'a [u8] as Raw;
        he_6ghz_capability "he-6ghz-capability" = 293: &'a [u8] as Raw;
        fils_discovery "fils-discovery" = 294: &'a [u8] as Raw;
        unsol_bcast_probe_resp "unsol-bcast-probe-resp" = 295: &'a [u8] as Raw;
        s1g_capability "s1g-capability" = 296: &'a [u8] as Raw;
        s1g_capability_mask "s1g-capability-mask" = 297: &'a [u8] as Raw;
        sae_pwe "sae-pwe" = 298: u8 as U8;
        reconnect_requested "reconnect-requested" = 299: &'a [u8] as Raw;
        sar_spec "sar-spec" = 300 nest SarAttributes PutSarAttributes;
        disable_he "disable-he" = 301 flag true;
        obss_color_bitmap "obss-color-bitmap" = 302: u64 as U64;
        color_change_count "color-change-count" = 303: u8 as U8;
        color_change_color "color-change-color" = 304: u8 as U8;
        color_change_elems "color-change-elems" = 305: &'a [u8] as Raw;
        mbssid_config "mbssid-config" = 306: &'a [u8] as Raw;
        mbssid_elems "mbssid-elems" = 307: &'a [u8] as Raw;
        radar_background "radar-background" = 308 flag true;
        ap_settings_flags "ap-settings-flags" = 309: u32 as U32;
        eht_capability "eht-capability" = 310: &'a [u8] as Raw;
        disable_eht "disable-eht" = 311 flag true;
        mlo_links "mlo-links" = 312: &'a [u8] as Raw;
        mlo_link_id "mlo-link-id" = 313: u8 as U8;
        mld_addr "mld-addr" = 314: klink::HardwareAddress<'a> as Mac;
        mlo_support "mlo-support" = 315 flag true;
        max_num_akm_suites "max-num-akm-suites" = 316: &'a [u8] as Raw;
        eml_capability "eml-capability" = 317: u16 as U16;
        mld_capa_and_ops "mld-capa-and-ops" = 318: u16 as U16;
        tx_hw_timestamp "tx-hw-timestamp" = 319: u64 as U64;
        rx_hw_timestamp "rx-hw-timestamp" = 320: u64 as U64;
        td_bitmap "td-bitmap" = 321: &'a [u8] as Raw;
        punct_bitmap "punct-bitmap" = 322: u32 as U32;
        max_hw_timestamp_peers "max-hw-timestamp-peers" = 323: u16 as U16;
        hw_timestamp_enabled "hw-timestamp-enabled" = 324 flag true;
        ema_rnr_elems "ema-rnr-elems" = 325: &'a [u8] as Raw;
        mlo_link_disabled "mlo-link-disabled" = 326 flag true;
        bss_dump_include_use_data "bss-dump-include-use-data" = 327 flag true;
        mlo_ttlm_dlink "mlo-ttlm-dlink" = 328: u16 as U16;
        mlo_ttlm_ulink "mlo-ttlm-ulink" = 329: u16 as U16;
        assoc_spp_amsdu "assoc-spp-amsdu" = 330 flag true;
        wiphy_radios "wiphy-radios" = 331: &'a [u8] as Raw;
        wiphy_interface_combinations "wiphy-interface-combinations" = 332: &'a [u8] as Raw;
        vif_radio_mask "vif-radio-mask" = 333: u32 as U32;
    }
}

klink::family_set! {
    WiphyBands PutWiphyBands "wiphy-bands" [] false [] [] [] {
        _2ghz "2ghz" = 0 nest BandAttrs PutBandAttrs;
        _5ghz "5ghz" = 1 nest BandAttrs PutBandAttrs;
        _60ghz "60ghz" = 2 nest BandAttrs PutBandAttrs;
        _6ghz "6ghz" = 3 nest BandAttrs PutBandAttrs;
        s1ghz "s1ghz" = 4 nest BandAttrs PutBandAttrs;
        lc "lc" = 5 nest BandAttrs PutBandAttrs;
    }
}

klink::family_set! {
    BandAttrs PutBandAttrs "band-attrs" [] false [] [] [] {
        freqs "freqs" = 1 nests FrequencyAttrs PutFrequencyAttrs;
        rates "rates" = 2 nests BitrateAttrs PutBitrateAttrs;
        ht_mcs_set "ht-mcs-set" = 3: &'a [u8] as Raw;
        ht_capa "ht-capa" = 4: u16 as U16;
        ht_ampdu_factor "ht-ampdu-factor" = 5: u8 as U8;
        ht_ampdu_density "ht-ampdu-density" = 6: u8 as U8;
        vht_mcs_set "vht-mcs-set" = 7: &'a [u8] as Raw;
        vht_capa "vht-capa" = 8: u32 as U32;
        iftype_data "iftype-data" = 9 nests IftypeDataAttrs PutIftypeDataAttrs;
        edmg_channels "edmg-channels" = 10: &'a [u8] as Raw;
        edmg_bw_config "edmg-bw-config" = 11: &'a [u8] as Raw;
        s1g_mcs_nss_set "s1g-mcs-nss-set" = 12: &'a [u8] as Raw;
        s1g_capa "s1g-capa" = 13: &'a [u8] as Raw;
    }
}

klink::family_set! {
    BitrateAttrs PutBitrateAttrs "bitrate-attrs" [] false [] [] [] {
        rate "rate" = 1: u32 as U32;
        _2ghz_shortpreamble "2ghz-shortpreamble" = 2 flag true;
    }
}

klink::family_set! {
    FrequencyAttrs PutFrequencyAttrs "frequency-attrs" [] false [] [] [] {
        freq "freq" = 1: u32 as U32;
        disabled "disabled" = 2 flag true;
        no_ir "no-ir" = 3 flag true;
        no_ibss "no-ibss" = 4 flag true;
        radar "radar" = 5 flag true;
        max_tx_power "max-tx-power" = 6: u32 as U32;
        dfs_state "dfs-state" = 7: u32 as U32;
        dfs_time "dfs-time" = 8: &'a [u8] as Raw;
        no_ht40_minus "no-ht40-minus" = 9: &'a [u8] as Raw;
        no_ht40_plus "no-ht40-plus" = 10: &'a [u8] as Raw;
        no_80mhz "no-80mhz" = 11: &'a [u8] as Raw;
        no_160mhz "no-160mhz" = 12: &'a [u8] as Raw;
        dfs_cac_time "dfs-cac-time" = 13: &'a [u8] as Raw;
        indoor_only "indoor-only" = 14: &'a [u8] as Raw;
        ir_concurrent "ir-concurrent" = 15: &'a [u8] as Raw;
        no_20mhz "no-20mhz" = 16: &'a [u8] as Raw;
        no_10mhz "no-10mhz" = 17: &'a [u8] as Raw;
        wmm "wmm" = 18 nests WmmAttrs PutWmmAttrs;
        no_he "no-he" = 19: &'a [u8] as Raw;
        offset "offset" = 20: u32 as U32;
        _1mhz "1mhz" = 21: &'a [u8] as Raw;
        _2mhz "2mhz" = 22: &'a [u8] as Raw;
        _4mhz "4mhz" = 23: &'a [u8] as Raw;
        _8mhz "8mhz" = 24: &'a [u8] as Raw;
        _16mhz "16mhz" = 25: &'a [u8] as Raw;
        no_320mhz "no-320mhz" = 26: &'a [u8] as Raw;
        no_eht "no-eht" = 27: &'a [u8] as Raw;
        psd "psd" = 28: &'a [u8] as Raw;
        dfs_concurrent "dfs-concurrent" = 29: &'a [u8] as Raw;
        no_6ghz_vlp_client "no-6ghz-vlp-client" = 30: &'a [u8] as Raw;
        no_6ghz_afc_client "no-6ghz-afc-client" = 31: &'a [u8] as Raw;
        can_monitor "can-monitor" = 32: &'a [u8] as Raw;
        allow_6ghz_vlp_ap "allow-6ghz-vlp-ap" = 33: &'a [u8] as Raw;
    }
}

klink::family_set! {
    IfCombinationAttributes PutIfCombinationAttributes "if-combination-attributes" [] false [] [] [] {
        limits "limits" = 1 nests IfaceLimitAttributes PutIfaceLimitAttributes;
        maxnum "maxnum" = 2: u32 as U32;
        sta_ap_bi_match "sta-ap-bi-match" = 3 flag true;
        num_channels "num-channels" = 4: u32 as U32;
        radar_detect_widths "radar-detect-widths" = 5: u32 as U32;
        radar_detect_regions "radar-detect-regions" = 6: u32 as U32;
        bi_min_gcd "bi-min-gcd" = 7: u32 as U32;
    }
}

klink::family_set! {
    IfaceLimitAttributes PutIfaceLimitAttributes "iface-limit-attributes" [] false [] [] [] {
        max "max" = 1: u32 as U32;
        types "types" = 2 nest SupportedIftypes PutSupportedIftypes;
    }
}

klink::family_set! {
    IftypeDataAttrs PutIftypeDataAttrs "iftype-data-attrs" [] false [] [] [] {
        iftypes "iftypes" = 1: &'a [u8] as Raw;
        he_cap_mac "he-cap-mac" = 2: &'a [u8] as Raw;
        he_cap_phy "he-cap-phy" = 3: &'a [u8] as Raw;
        he_cap_mcs_set "he-cap-mcs-set" = 4: &'a [u8] as Raw;
        he_cap_ppe "he-cap-ppe" = 5: &'a [u8] as Raw;
        he_6ghz_capa "he-6ghz-capa" = 6: &'a [u8] as Raw;
        vendor_elems "vendor-elems" = 7: &'a [u8] as Raw;
        eht_cap_mac "eht-cap-mac" = 8: &'a [u8] as Raw;
        eht_cap_phy "eht-cap-phy" = 9: &'a [u8] as Raw;
        eht_cap_mcs_set "eht-cap-mcs-set" = 10: &'a [u8] as Raw;
        eht_cap_ppe "eht-cap-ppe" = 11: &'a [u8] as Raw;
    }
}

klink::family_set! {
    IftypeAttrs PutIftypeAttrs "iftype-attrs" [] false [] [] [] {
        unspecified "unspecified" = 0 nest Nl80211Attrs PutNl80211Attrs;
        adhoc "adhoc" = 1 nest Nl80211Attrs PutNl80211Attrs;
        station "station" = 2 nest Nl80211Attrs PutNl80211Attrs;
        ap "ap" = 3 nest Nl80211Attrs PutNl80211Attrs;
        ap_vlan "ap-vlan" = 4 nest Nl80211Attrs PutNl80211Attrs;
        wds "wds" = 5 nest Nl80211Attrs PutNl80211Attrs;
        monitor "monitor" = 6 nest Nl80211Attrs PutNl80211Attrs;
        mesh_point "mesh-point" = 7 nest Nl80211Attrs PutNl80211Attrs;
        p2p_client "p2p-client" = 8 nest Nl80211Attrs PutNl80211Attrs;
        p2p_go "p2p-go" = 9 nest Nl80211Attrs PutNl80211Attrs;
        p2p_device "p2p-device" = 10 nest Nl80211Attrs PutNl80211Attrs;
        ocb "ocb" = 11 nest Nl80211Attrs PutNl80211Attrs;
        nan "nan" = 12 nest Nl80211Attrs PutNl80211Attrs;
    }
}

klink::family_set! {
    SarAttributes PutSarAttributes "sar-attributes" [] false [] [] [] {
        r#type "type" = 1: u32 as U32;
        specs "specs" = 2 nests SarSpecs PutSarSpecs;
    }
}

klink::family_set! {
    SarSpecs PutSarSpecs "sar-specs" [] false [] [] [] {
        power "power" = 1: i32 as S32;
        range_index "range-index" = 2: u32 as U32;
        start_freq "start-freq" = 3: u32 as U32;
        end_freq "end-freq" = 4: u32 as U32;
    }
}

klink::family_set! {
    SupportedIftypes PutSupportedIftypes "supported-iftypes" [] false [] [] [] {
        adhoc "adhoc" = 1 flag true;
        station "station" = 2 flag true;
        ap "ap" = 3 flag true;
        ap_vlan "ap-vlan" = 4 flag true;
        wds "wds" = 5 flag true;
        monitor "monitor" = 6 flag true;
        mesh_point "mesh-point" = 7 flag true;
        p2p_client "p2p-client" = 8 flag true;
        p2p_go "p2p-go" = 9 flag true;
        p2p_device "p2p-device" = 10 flag true;
        ocb "ocb" = 11 flag true;
        nan "nan" = 12 flag true;
    }
}

klink::family_set! {
    TxqStatsAttrs PutTxqStatsAttrs "txq-stats-attrs" [] false [] [] [] {
        backlog_bytes "backlog-bytes" = 1: u32 as U32;
        backlog_packets "backlog-packets" = 2: u32 as U32;
        flows "flows" = 3: u32 as U32;
        drops "drops" = 4: u32 as U32;
        ecn_marks "ecn-marks" = 5: u32 as U32;
        overlimit "overlimit" = 6: u32 as U32;
        overmemory "overmemory" = 7: u32 as U32;
        collisions "collisions" = 8: u32 as U32;
        tx_bytes "tx-bytes" = 9: u32 as U32;
        tx_packets "tx-packets" = 10: u32 as U32;
        max_flows "max-flows" = 11: u32 as U32;
    }
}

klink::family_set! {
    WmmAttrs PutWmmAttrs "wmm-attrs" [] false [] [] [] {
        cw_min "cw-min" = 1: u16 as U16;
        cw_max "cw-max" = 2: u16 as U16;
        aifsn "aifsn" = 3: u8 as U8;
        txop "txop" = 4: u16 as U16;
    }
}

klink::family_set! {
    WowlanTriggersAttrs PutWowlanTriggersAttrs "wowlan-triggers-attrs" [] false [] [] [] {
        any "any" = 1 flag true;
        disconnect "disconnect" = 2 flag true;
        magic_pkt "magic-pkt" = 3 flag true;
        pkt_pattern "pkt-pattern" = 4 flag true;
        gtk_rekey_supported "gtk-rekey-supported" = 5 flag true;
        gtk_rekey_failure "gtk-rekey-failure" = 6 flag true;
        eap_ident_request "eap-ident-request" = 7 flag true;
        _4way_handshake "4way-handshake" = 8 flag true;
        rfkill_release "rfkill-release" = 9 flag true;
        wakeup_pkt_80211 "wakeup-pkt-80211" = 10 flag true;
        wakeup_pkt_80211_len "wakeup-pkt-80211-len" = 11 flag true;
        wakeup_pkt_8023 "wakeup-pkt-8023" = 12 flag true;
        wakeup_pkt_8023_len "wakeup-pkt-8023-len" = 13 flag true;
        tcp_connection "tcp-connection" = 14 flag true;
        wakeup_tcp_match "wakeup-tcp-match" = 15 flag true;
        wakeup_tcp_connlost "wakeup-tcp-connlost" = 16 flag true;
        wakeup_tcp_nomoretokens "wakeup-tcp-nomoretokens" = 17 flag true;
        net_detect "net-detect" = 18 flag true;
        net_detect_results "net-detect-results" = 19 flag true;
        unprotected_deauth_disassoc "unprotected-deauth-disassoc" = 20 flag true;
    }
}

klink::family_operations! {
    generic Nl80211 Nl80211On "nl80211" 1 {
        get_wiphy GetWiphy "get-wiphy" true true 1 3 = PutNl80211Attrs<'w>, Nl80211Attrs<'a>, Nl80211Attrs<'a>;
        get_interface GetInterface "get-interface" true true 5 7 = PutNl80211Attrs<'w>, Nl80211Attrs<'a>, Nl80211Attrs<'a>;
        get_protocol_features GetProtocolFeatures "get-protocol-features" true false 95 95 = PutNl80211Attrs<'w>, Nl80211Attrs<'a>, Nl80211Attrs<'a>;
    } {
    } {
        Config "config" 0;
        Scan "scan" 0;
        Regulatory "regulatory" 0;
        Mlme "mlme" 0;
        Vendor "vendor" 0;
        Nan "nan" 0;
        Testmode "testmode" 0;
    } {
    }
}
