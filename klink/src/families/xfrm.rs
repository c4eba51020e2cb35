// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family xfrm, by `klink generate rust`.

klink::family_enum! {
    Mode "mode" u8 {
        TRANSPORT "transport" = 0;
        TUNNEL "tunnel" = 1;
        ROUTEOPTIMIZATION "routeoptimization" = 2;
        IN_TRIGGER "in-trigger" = 3;
        BEET "beet" = 4;
        IPTFS "iptfs" = 5;
    }
}

klink::family_enum! {
    Direction "direction" u8 {
        IN "in" = 0;
        OUT "out" = 1;
        FWD "fwd" = 2;
    }
}

klink::family_enum! {
    Action "action" u8 {
        ALLOW "allow" = 0;
        BLOCK "block" = 1;
    }
}

klink::family_flags! {
    StateFlags "state-flags" u8 {
        NOECN "noecn" = 0x1;
        DECAP_DSCP "decap-dscp" = 0x2;
        NOPMTUDISC "nopmtudisc" = 0x4;
        WILDRECV "wildrecv" = 0x8;
        ICMP "icmp" = 0x10;
        AF_UNSPEC "af-unspec" = 0x20;
        ALIGN4 "align4" = 0x40;
        ESN "esn" = 0x80;
    }
}

klink::family_enum! {
    SaDir "sa-dir" u8 {
        IN "in" = 1;
        OUT "out" = 2;
    }
}

klink::family_struct! {
    XfrmSelector PutXfrmSelector "xfrm-selector" 56 false {
        daddr "daddr" = 0, 16 address [U16 40];
        saddr "saddr" = 16, 16 address [U16 40];
        dport "dport" = 32, 2: u16 as BeU16;
        dport_mask "dport-mask" = 34, 2: u16 as BeU16;
        sport "sport" = 36, 2: u16 as BeU16;
        sport_mask "sport-mask" = 38, 2: u16 as BeU16;
        family "family" = 40, 2: u16 as U16;
        prefixlen_d "prefixlen-d" = 42, 1: u8 as U8;
        prefixlen_s "prefixlen-s" = 43, 1: u8 as U8;
        proto "proto" = 44, 1: u8 as U8;
        ifindex "ifindex" = 48, 4: i32 as S32;
        user "user" = 52, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmId PutXfrmId "xfrm-id" 24 false {
        daddr "daddr" = 0, 16 address [];
        spi "spi" = 16, 4: u32 as BeU32;
        proto "proto" = 20, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmLifetimeCfg PutXfrmLifetimeCfg "xfrm-lifetime-cfg" 64 false {
        soft_byte_limit "soft-byte-limit" = 0, 8: u64 as U64;
        hard_byte_limit "hard-byte-limit" = 8, 8: u64 as U64;
        soft_packet_limit "soft-packet-limit" = 16, 8: u64 as U64;
        hard_packet_limit "hard-packet-limit" = 24, 8: u64 as U64;
        soft_add_expires_seconds "soft-add-expires-seconds" = 32, 8: u64 as U64;
        hard_add_expires_seconds "hard-add-expires-seconds" = 40, 8: u64 as U64;
        soft_use_expires_seconds "soft-use-expires-seconds" = 48, 8: u64 as U64;
        hard_use_expires_seconds "hard-use-expires-seconds" = 56, 8: u64 as U64;
    }
}

klink::family_struct! {
    XfrmLifetimeCur PutXfrmLifetimeCur "xfrm-lifetime-cur" 32 false {
        bytes_2 "bytes" = 0, 8: u64 as U64;
        packets "packets" = 8, 8: u64 as U64;
        add_time "add-time" = 16, 8: u64 as U64;
        use_time "use-time" = 24, 8: u64 as U64;
    }
}

klink::family_struct! {
    XfrmStats PutXfrmStats "xfrm-stats" 12 false {
        replay_window "replay-window" = 0, 4: u32 as U32;
        replay "replay" = 4, 4: u32 as U32;
        integrity_failed "integrity-failed" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmReplayState PutXfrmReplayState "xfrm-replay-state" 12 false {
        oseq "oseq" = 0, 4: u32 as U32;
        seq "seq" = 4, 4: u32 as U32;
        bitmap "bitmap" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmReplayStateEsn PutXfrmReplayStateEsn "xfrm-replay-state-esn" 24 true {
        bmp_len "bmp-len" = 0, 4: u32 as U32;
        oseq "oseq" = 4, 4: u32 as U32;
        seq "seq" = 8, 4: u32 as U32;
        oseq_hi "oseq-hi" = 12, 4: u32 as U32;
        seq_hi "seq-hi" = 16, 4: u32 as U32;
        replay_window "replay-window" = 20, 4: u32 as U32;
        bmp "bmp" = 24, 4 items u32 as U32;
    }
}

klink::family_struct! {
    XfrmAlgo PutXfrmAlgo "xfrm-algo" 68 true {
        alg_name "alg-name" = 0, 64 maybe &'a str as Fixed;
        alg_key_len "alg-key-len" = 64, 4: u32 as U32;
        alg_key "alg-key" = 68, 0 rest &'a [u8] as Raw;
    }
}

klink::family_struct! {
    XfrmAlgoAuth PutXfrmAlgoAuth "xfrm-algo-auth" 72 true {
        alg_name "alg-name" = 0, 64 maybe &'a str as Fixed;
        alg_key_len "alg-key-len" = 64, 4: u32 as U32;
        alg_trunc_len "alg-trunc-len" = 68, 4: u32 as U32;
        alg_key "alg-key" = 72, 0 rest &'a [u8] as Raw;
    }
}

klink::family_struct! {
    XfrmAlgoAead PutXfrmAlgoAead "xfrm-algo-aead" 72 true {
        alg_name "alg-name" = 0, 64 maybe &'a str as Fixed;
        alg_key_len "alg-key-len" = 64, 4: u32 as U32;
        alg_icv_len "alg-icv-len" = 68, 4: u32 as U32;
        alg_key "alg-key" = 72, 0 rest &'a [u8] as Raw;
    }
}

klink::family_struct! {
    XfrmUserSecCtx PutXfrmUserSecCtx "xfrm-user-sec-ctx" 8 false {
        len "len" = 0, 2: u16 as U16;
        exttype "exttype" = 2, 2: u16 as U16;
        ctx_alg "ctx-alg" = 4, 1: u8 as U8;
        ctx_doi "ctx-doi" = 5, 1: u8 as U8;
        ctx_len "ctx-len" = 6, 2: u16 as U16;
    }
}

klink::family_struct! {
    XfrmUserTmpl PutXfrmUserTmpl "xfrm-user-tmpl" 64 false {
        id "id" = 0, 24 view XfrmId PutXfrmId [U16 24];
        family "family" = 24, 2: u16 as U16;
        saddr "saddr" = 28, 16 address [U16 24];
        reqid "reqid" = 44, 4: u32 as U32;
        mode "mode" = 48, 1: Mode as U8;
        share "share" = 49, 1: u8 as U8;
        optional "optional" = 50, 1: u8 as U8;
        aalgos "aalgos" = 52, 4: u32 as U32;
        ealgos "ealgos" = 56, 4: u32 as U32;
        calgos "calgos" = 60, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmEncapTmpl PutXfrmEncapTmpl "xfrm-encap-tmpl" 24 false {
        encap_type "encap-type" = 0, 2: u16 as U16;
        encap_sport "encap-sport" = 2, 2: u16 as BeU16;
        encap_dport "encap-dport" = 4, 2: u16 as BeU16;
        encap_oa "encap-oa" = 8, 16 address [];
    }
}

klink::family_struct! {
    XfrmAeventId PutXfrmAeventId "xfrm-aevent-id" 48 false {
        sa_id "sa-id" = 0, 24 view XfrmUsersaId PutXfrmUsersaId [];
        saddr "saddr" = 24, 16 address [];
        flags "flags" = 40, 4: u32 as U32;
        reqid "reqid" = 44, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmUserspiInfo PutXfrmUserspiInfo "xfrm-userspi-info" 232 false {
        info "info" = 0, 224 view XfrmUsersaInfo PutXfrmUsersaInfo [];
        min "min" = 224, 4: u32 as U32;
        max "max" = 228, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmUsersaInfo PutXfrmUsersaInfo "xfrm-usersa-info" 224 false {
        sel "sel" = 0, 56 view XfrmSelector PutXfrmSelector [];
        id "id" = 56, 24 view XfrmId PutXfrmId [U16 212];
        saddr "saddr" = 80, 16 address [U16 212];
        lft "lft" = 96, 64 view XfrmLifetimeCfg PutXfrmLifetimeCfg [];
        curlft "curlft" = 160, 32 view XfrmLifetimeCur PutXfrmLifetimeCur [];
        stats "stats" = 192, 12 view XfrmStats PutXfrmStats [];
        seq "seq" = 204, 4: u32 as U32;
        reqid "reqid" = 208, 4: u32 as U32;
        family "family" = 212, 2: u16 as U16;
        mode "mode" = 214, 1: Mode as U8;
        replay_window "replay-window" = 215, 1: u8 as U8;
        flags "flags" = 216, 1: StateFlags as U8;
    }
}

klink::family_struct! {
    XfrmUsersaId PutXfrmUsersaId "xfrm-usersa-id" 24 false {
        daddr "daddr" = 0, 16 address [U16 20];
        spi "spi" = 16, 4: u32 as BeU32;
        family "family" = 20, 2: u16 as U16;
        proto "proto" = 22, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUserpolicyId PutXfrmUserpolicyId "xfrm-userpolicy-id" 64 false {
        sel "sel" = 0, 56 view XfrmSelector PutXfrmSelector [];
        index "index" = 56, 4: u32 as U32;
        dir "dir" = 60, 1: Direction as U8;
    }
}

klink::family_struct! {
    XfrmUserpolicyInfo PutXfrmUserpolicyInfo "xfrm-userpolicy-info" 168 false {
        sel "sel" = 0, 56 view XfrmSelector PutXfrmSelector [];
        lft "lft" = 56, 64 view XfrmLifetimeCfg PutXfrmLifetimeCfg [];
        curlft "curlft" = 120, 32 view XfrmLifetimeCur PutXfrmLifetimeCur [];
        priority "priority" = 152, 4: u32 as U32;
        index "index" = 156, 4: u32 as U32;
        dir "dir" = 160, 1: Direction as U8;
        action "action" = 161, 1: Action as U8;
        flags "flags" = 162, 1: u8 as U8;
        share "share" = 163, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUserpolicyType PutXfrmUserpolicyType "xfrm-userpolicy-type" 6 false {
        r#type "type" = 0, 1: u8 as U8;
        reserved1 "reserved1" = 2, 2: u16 as U16;
        reserved2 "reserved2" = 4, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUserAcquire PutXfrmUserAcquire "xfrm-user-acquire" 280 false {
        id "id" = 0, 24 view XfrmId PutXfrmId [];
        saddr "saddr" = 24, 16 address [];
        sel "sel" = 40, 56 view XfrmSelector PutXfrmSelector [];
        policy "policy" = 96, 168 view XfrmUserpolicyInfo PutXfrmUserpolicyInfo [];
        aalgos "aalgos" = 264, 4: u32 as U32;
        ealgos "ealgos" = 268, 4: u32 as U32;
        calgos "calgos" = 272, 4: u32 as U32;
        seq "seq" = 276, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmUserExpire PutXfrmUserExpire "xfrm-user-expire" 232 false {
        state "state" = 0, 224 view XfrmUsersaInfo PutXfrmUsersaInfo [];
        hard "hard" = 224, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUserPolexpire PutXfrmUserPolexpire "xfrm-user-polexpire" 176 false {
        pol "pol" = 0, 168 view XfrmUserpolicyInfo PutXfrmUserpolicyInfo [];
        hard "hard" = 168, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUsersaFlush PutXfrmUsersaFlush "xfrm-usersa-flush" 1 false {
        proto "proto" = 0, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUserReport PutXfrmUserReport "xfrm-user-report" 60 false {
        proto "proto" = 0, 1: u8 as U8;
        sel "sel" = 4, 56 view XfrmSelector PutXfrmSelector [];
    }
}

klink::family_struct! {
    XfrmUserMapping PutXfrmUserMapping "xfrm-user-mapping" 64 false {
        id "id" = 0, 24 view XfrmUsersaId PutXfrmUsersaId [];
        reqid "reqid" = 24, 4: u32 as U32;
        old_saddr "old-saddr" = 28, 16 address [];
        new_saddr "new-saddr" = 44, 16 address [];
        old_sport "old-sport" = 60, 2: u16 as BeU16;
        new_sport "new-sport" = 62, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    XfrmUserMigrate PutXfrmUserMigrate "xfrm-user-migrate" 76 false {
        old_daddr "old-daddr" = 0, 16 address [];
        old_saddr "old-saddr" = 16, 16 address [];
        new_daddr "new-daddr" = 32, 16 address [];
        new_saddr "new-saddr" = 48, 16 address [];
        proto "proto" = 64, 1: u8 as U8;
        mode "mode" = 65, 1: u8 as U8;
        reserved "reserved" = 66, 2: u16 as U16;
        reqid "reqid" = 68, 4: u32 as U32;
        old_family "old-family" = 72, 2: u16 as U16;
        new_family "new-family" = 74, 2: u16 as U16;
    }
}

klink::family_struct! {
    XfrmUserKmaddress PutXfrmUserKmaddress "xfrm-user-kmaddress" 40 false {
        local "local" = 0, 16 address [U16 36];
        remote "remote" = 16, 16 address [U16 36];
        reserved "reserved" = 32, 4: u32 as U32;
        family "family" = 36, 2: u16 as U16;
    }
}

klink::family_struct! {
    XfrmMark PutXfrmMark "xfrm-mark" 8 false {
        v "v" = 0, 4: u32 as HexU32;
        m "m" = 4, 4: u32 as HexU32;
    }
}

klink::family_struct! {
    XfrmUserOffload PutXfrmUserOffload "xfrm-user-offload" 8 false {
        ifindex "ifindex" = 0, 4: i32 as S32;
        flags "flags" = 4, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmAddressFilter PutXfrmAddressFilter "xfrm-address-filter" 36 false {
        saddr "saddr" = 0, 16 address [U16 32];
        daddr "daddr" = 16, 16 address [U16 32];
        family "family" = 32, 2: u16 as U16;
        splen "splen" = 34, 1: u8 as U8;
        dplen "dplen" = 35, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmUserpolicyDefault PutXfrmUserpolicyDefault "xfrm-userpolicy-default" 3 false {
        r#in "in" = 0, 1: u8 as U8;
        fwd "fwd" = 1, 1: u8 as U8;
        out "out" = 2, 1: u8 as U8;
    }
}

klink::family_struct! {
    XfrmuSadhinfo PutXfrmuSadhinfo "xfrmu-sadhinfo" 8 false {
        sadhcnt "sadhcnt" = 0, 4: u32 as U32;
        sadhmcnt "sadhmcnt" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmuSpdinfo PutXfrmuSpdinfo "xfrmu-spdinfo" 24 false {
        incnt "incnt" = 0, 4: u32 as U32;
        outcnt "outcnt" = 4, 4: u32 as U32;
        fwdcnt "fwdcnt" = 8, 4: u32 as U32;
        inscnt "inscnt" = 12, 4: u32 as U32;
        outscnt "outscnt" = 16, 4: u32 as U32;
        fwdscnt "fwdscnt" = 20, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmuSpdhinfo PutXfrmuSpdhinfo "xfrmu-spdhinfo" 8 false {
        spdhcnt "spdhcnt" = 0, 4: u32 as U32;
        spdhmcnt "spdhmcnt" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    XfrmuSpdhthresh PutXfrmuSpdhthresh "xfrmu-spdhthresh" 2 false {
        lbits "lbits" = 0, 1: u8 as U8;
        rbits "rbits" = 1, 1: u8 as U8;
    }
}

klink::family_struct! {
    Flags PutFlags "flags" 4 false {
        flags "flags" = 0, 4: u32 as U32;
    }
}

klink::family_set! {
    XfrmAttrs PutXfrmAttrs "xfrm-attrs" [XfrmAeventId PutXfrmAeventId XfrmUserspiInfo PutXfrmUserspiInfo XfrmUsersaInfo PutXfrmUsersaInfo XfrmUsersaId PutXfrmUsersaId XfrmUserpolicyId PutXfrmUserpolicyId XfrmUserpolicyInfo PutXfrmUserpolicyInfo XfrmUserAcquire PutXfrmUserAcquire XfrmUserExpire PutXfrmUserExpire XfrmUserPolexpire PutXfrmUserPolexpire XfrmUsersaFlush PutXfrmUsersaFlush XfrmUserReport PutXfrmUserReport XfrmUserMapping PutXfrmUserMapping XfrmUserpolicyDefault PutXfrmUserpolicyDefault] false [] [27] [] {
        alg_auth "alg-auth" = 1 view XfrmAlgo PutXfrmAlgo;
        alg_crypt "alg-crypt" = 2 view XfrmAlgo PutXfrmAlgo;
        alg_comp "alg-comp" = 3 view XfrmAlgo PutXfrmAlgo;
        encap "encap" = 4 view XfrmEncapTmpl PutXfrmEncapTmpl;
        tmpl "tmpl" = 5 views XfrmUserTmpl PutXfrmUserTmpl;
        sa "sa" = 6 view XfrmUsersaInfo PutXfrmUsersaInfo;
        policy "policy" = 7 view XfrmUserpolicyInfo PutXfrmUserpolicyInfo;
        sec_ctx "sec-ctx" = 8 view XfrmUserSecCtx PutXfrmUserSecCtx;
        ltime_val "ltime-val" = 9 view XfrmLifetimeCur PutXfrmLifetimeCur;
        replay_val "replay-val" = 10 view XfrmReplayState PutXfrmReplayState;
        replay_thresh "replay-thresh" = 11: u32 as U32;
        etimer_thresh "etimer-thresh" = 12: u32 as U32;
        srcaddr "srcaddr" = 13: ::std::net::IpAddr as Ip;
        coaddr "coaddr" = 14: ::std::net::IpAddr as Ip;
        lastused "lastused" = 15: u64 as U64;
        policy_type "policy-type" = 16 view XfrmUserpolicyType PutXfrmUserpolicyType;
        migrate "migrate" = 17 views XfrmUserMigrate PutXfrmUserMigrate;
        alg_aead "alg-aead" = 18 view XfrmAlgoAead PutXfrmAlgoAead;
        kmaddress "kmaddress" = 19 view XfrmUserKmaddress PutXfrmUserKmaddress;
        alg_auth_trunc "alg-auth-trunc" = 20 view XfrmAlgoAuth PutXfrmAlgoAuth;
        mark "mark" = 21 view XfrmMark PutXfrmMark;
        tfcpad "tfcpad" = 22: u32 as U32;
        replay_esn_val "replay-esn-val" = 23 view XfrmReplayStateEsn PutXfrmReplayStateEsn;
        sa_extra_flags "sa-extra-flags" = 24: u32 as U32;
        proto "proto" = 25: u8 as U8;
        address_filter "address-filter" = 26 view XfrmAddressFilter PutXfrmAddressFilter;
        offload_dev "offload-dev" = 28 view XfrmUserOffload PutXfrmUserOffload;
        set_mark "set-mark" = 29: u32 as U32;
        set_mark_mask "set-mark-mask" = 30: u32 as U32;
        if_id "if-id" = 31: u32 as U32;
        mtimer_thresh "mtimer-thresh" = 32: u32 as U32;
        sa_dir "sa-dir" = 33: SaDir as U8;
        nat_keepalive_interval "nat-keepalive-interval" = 34: u32 as U32;
        sa_pcpu "sa-pcpu" = 35: u32 as U32;
        iptfs_drop_time "iptfs-drop-time" = 36: u32 as U32;
        iptfs_reorder_window "iptfs-reorder-window" = 37: u16 as U16;
        iptfs_dont_frag "iptfs-dont-frag" = 38 flag true;
        iptfs_init_delay "iptfs-init-delay" = 39: u32 as U32;
        iptfs_max_qsize "iptfs-max-qsize" = 40: u32 as U32;
        iptfs_pkt_size "iptfs-pkt-size" = 41: u32 as U32;
    }
}

klink::family_set! {
    SadInfoAttrs PutSadInfoAttrs "sad-info-attrs" [Flags PutFlags] false [] [] [] {
        cnt "cnt" = 1: u32 as U32;
        hinfo "hinfo" = 2 view XfrmuSadhinfo PutXfrmuSadhinfo;
    }
}

klink::family_set! {
    SpdInfoAttrs PutSpdInfoAttrs "spd-info-attrs" [Flags PutFlags] false [] [] [] {
        spd_info "spd-info" = 1 view XfrmuSpdinfo PutXfrmuSpdinfo;
        spd_hinfo "spd-hinfo" = 2 view XfrmuSpdhinfo PutXfrmuSpdhinfo;
        spd_ipv4_hthresh "spd-ipv4-hthresh" = 3 view XfrmuSpdhthresh PutXfrmuSpdhthresh;
        spd_ipv6_hthresh "spd-ipv6-hthresh" = 4 view XfrmuSpdhthresh PutXfrmuSpdhthresh;
    }
}

klink::family_operations! {
    raw Xfrm XfrmOn "xfrm" 6 {
        newsa Newsa "newsa" true false 16 16 = PutXfrmAttrs<'w, XfrmUsersaInfo<'static>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>;
        delsa Delsa "delsa" true false 17 17 = PutXfrmAttrs<'w, XfrmUsersaId<'static>>, klink::typed::Framed<XfrmUsersaId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUsersaId<'a>, XfrmAttrs<'a>>;
        getsa Getsa "getsa" true true 18 16 = PutXfrmAttrs<'w, XfrmUsersaId<'static>>, klink::typed::Framed<XfrmUsersaId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>;
        newpolicy Newpolicy "newpolicy" true false 19 19 = PutXfrmAttrs<'w, XfrmUserpolicyInfo<'static>>, klink::typed::Framed<XfrmUserpolicyInfo<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyInfo<'a>, XfrmAttrs<'a>>;
        delpolicy Delpolicy "delpolicy" true false 20 20 = PutXfrmAttrs<'w, XfrmUserpolicyId<'static>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>;
        getpolicy Getpolicy "getpolicy" true true 21 19 = PutXfrmAttrs<'w, XfrmUserpolicyId<'static>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyInfo<'a>, XfrmAttrs<'a>>;
        allocspi Allocspi "allocspi" true false 22 16 = PutXfrmAttrs<'w, XfrmUserspiInfo<'static>>, klink::typed::Framed<XfrmUserspiInfo<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>;
        updpolicy Updpolicy "updpolicy" true false 25 25 = PutXfrmAttrs<'w, XfrmUserpolicyInfo<'static>>, klink::typed::Framed<XfrmUserpolicyInfo<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyInfo<'a>, XfrmAttrs<'a>>;
        updsa Updsa "updsa" true false 26 26 = PutXfrmAttrs<'w, XfrmUsersaInfo<'static>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>;
        flushsa Flushsa "flushsa" true false 28 28 = PutXfrmAttrs<'w, XfrmUsersaFlush<'static>>, klink::typed::Framed<XfrmUsersaFlush<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUsersaFlush<'a>, XfrmAttrs<'a>>;
        flushpolicy Flushpolicy "flushpolicy" true false 29 29 = PutXfrmAttrs<'w>, XfrmAttrs<'a>, XfrmAttrs<'a>;
        newae Newae "newae" true false 30 30 = PutXfrmAttrs<'w, XfrmAeventId<'static>>, klink::typed::Framed<XfrmAeventId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmAeventId<'a>, XfrmAttrs<'a>>;
        getae Getae "getae" true false 31 30 = PutXfrmAttrs<'w, XfrmAeventId<'static>>, klink::typed::Framed<XfrmAeventId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmAeventId<'a>, XfrmAttrs<'a>>;
        migrate Migrate "migrate" true false 33 33 = PutXfrmAttrs<'w, XfrmUserpolicyId<'static>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>;
        getsadinfo Getsadinfo "getsadinfo" true false 35 34 = PutSadInfoAttrs<'w, Flags<'static>>, klink::typed::Framed<Flags<'a>, SadInfoAttrs<'a>>, klink::typed::Framed<Flags<'a>, SadInfoAttrs<'a>>;
        newspdinfo Newspdinfo "newspdinfo" true false 36 36 = PutSpdInfoAttrs<'w, Flags<'static>>, klink::typed::Framed<Flags<'a>, SpdInfoAttrs<'a>>, klink::typed::Framed<Flags<'a>, SpdInfoAttrs<'a>>;
        getspdinfo Getspdinfo "getspdinfo" true false 37 36 = PutSpdInfoAttrs<'w, Flags<'static>>, klink::typed::Framed<Flags<'a>, SpdInfoAttrs<'a>>, klink::typed::Framed<Flags<'a>, SpdInfoAttrs<'a>>;
        setdefault Setdefault "setdefault" true false 39 39 = PutXfrmAttrs<'w, XfrmUserpolicyDefault<'static>>, klink::typed::Framed<XfrmUserpolicyDefault<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyDefault<'a>, XfrmAttrs<'a>>;
        getdefault Getdefault "getdefault" true false 40 39 = PutXfrmAttrs<'w, XfrmUserpolicyDefault<'static>>, klink::typed::Framed<XfrmUserpolicyDefault<'a>, XfrmAttrs<'a>>, klink::typed::Framed<XfrmUserpolicyDefault<'a>, XfrmAttrs<'a>>;
    } {
        AcquireNtf "acquire-ntf" 23 = PutXfrmAttrs<'w, XfrmUserAcquire<'static>>, klink::typed::Framed<XfrmUserAcquire<'a>, XfrmAttrs<'a>>;
        ExpireNtf "expire-ntf" 24 = PutXfrmAttrs<'w, XfrmUserExpire<'static>>, klink::typed::Framed<XfrmUserExpire<'a>, XfrmAttrs<'a>>;
        PolexpireNtf "polexpire-ntf" 27 = PutXfrmAttrs<'w, XfrmUserPolexpire<'static>>, klink::typed::Framed<XfrmUserPolexpire<'a>, XfrmAttrs<'a>>;
        ReportNtf "report-ntf" 32 = PutXfrmAttrs<'w, XfrmUserReport<'static>>, klink::typed::Framed<XfrmUserReport<'a>, XfrmAttrs<'a>>;
        MappingNtf "mapping-ntf" 38 = PutXfrmAttrs<'w, XfrmUserMapping<'static>>, klink::typed::Framed<XfrmUserMapping<'a>, XfrmAttrs<'a>>;
        NewsaNtf "newsa-ntf" 16 = PutXfrmAttrs<'w, XfrmUsersaInfo<'static>>, klink::typed::Framed<XfrmUsersaInfo<'a>, XfrmAttrs<'a>>;
        DelsaNtf "delsa-ntf" 17 = PutXfrmAttrs<'w, XfrmUsersaId<'static>>, klink::typed::Framed<XfrmUsersaId<'a>, XfrmAttrs<'a>>;
        FlushsaNtf "flushsa-ntf" 28 = PutXfrmAttrs<'w, XfrmUsersaFlush<'static>>, klink::typed::Framed<XfrmUsersaFlush<'a>, XfrmAttrs<'a>>;
        NewpolicyNtf "newpolicy-ntf" 19 = PutXfrmAttrs<'w, XfrmUserpolicyInfo<'static>>, klink::typed::Framed<XfrmUserpolicyInfo<'a>, XfrmAttrs<'a>>;
        DelpolicyNtf "delpolicy-ntf" 20 = PutXfrmAttrs<'w, XfrmUserpolicyId<'static>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>;
        NewaeNtf "newae-ntf" 30 = PutXfrmAttrs<'w, XfrmAeventId<'static>>, klink::typed::Framed<XfrmAeventId<'a>, XfrmAttrs<'a>>;
        MigrateNtf "migrate-ntf" 33 = PutXfrmAttrs<'w, XfrmUserpolicyId<'static>>, klink::typed::Framed<XfrmUserpolicyId<'a>, XfrmAttrs<'a>>;
    } {
        Acquire "acquire" 1;
        Expire "expire" 2;
        Sa "sa" 3;
        Policy "policy" 4;
        Aevents "aevents" 5;
        Report "report" 6;
        Migrate "migrate" 7;
        Mapping "mapping" 8;
    } {
    }
}
