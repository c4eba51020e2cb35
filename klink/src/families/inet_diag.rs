// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family inet-diag, by `klink generate rust`.

use klink::typed::{PutUnnamed, Unnamed};

klink::family_enum! {
    States "states" u8 {
        ESTABLISHED "established" = 1;
        SYN_SENT "syn-sent" = 2;
        SYN_RECV "syn-recv" = 3;
        FIN_WAIT1 "fin-wait1" = 4;
        FIN_WAIT2 "fin-wait2" = 5;
        TIME_WAIT "time-wait" = 6;
        CLOSE "close" = 7;
        CLOSE_WAIT "close-wait" = 8;
        LAST_ACK "last-ack" = 9;
        LISTEN "listen" = 10;
        CLOSING "closing" = 11;
        NEW_SYN_RECV "new-syn-recv" = 12;
        BOUND_INACTIVE "bound-inactive" = 13;
    }
}

klink::family_flags! {
    StatesFlags "states" u32 {
        ESTABLISHED "established" = 0x2;
        SYN_SENT "syn-sent" = 0x4;
        SYN_RECV "syn-recv" = 0x8;
        FIN_WAIT1 "fin-wait1" = 0x10;
        FIN_WAIT2 "fin-wait2" = 0x20;
        TIME_WAIT "time-wait" = 0x40;
        CLOSE "close" = 0x80;
        CLOSE_WAIT "close-wait" = 0x100;
        LAST_ACK "last-ack" = 0x200;
        LISTEN "listen" = 0x400;
        CLOSING "closing" = 0x800;
        NEW_SYN_RECV "new-syn-recv" = 0x1000;
        BOUND_INACTIVE "bound-inactive" = 0x2000;
    }
}

klink::family_enum! {
    Timers "timers" u8 {
        OFF "off" = 0;
        ON "on" = 1;
        KEEPALIVE "keepalive" = 2;
        TIMEWAIT "timewait" = 3;
        PROBE0 "probe0" = 4;
        DELACK "delack" = 5;
    }
}

klink::family_flags! {
    Extensions "extensions" u8 {
        MEMINFO "meminfo" = 0x1;
        INFO "info" = 0x2;
        VEGASINFO "vegasinfo" = 0x4;
        CONG "cong" = 0x8;
        TOS "tos" = 0x10;
        TCLASS "tclass" = 0x20;
        SKMEMINFO "skmeminfo" = 0x40;
        SHUTDOWN "shutdown" = 0x80;
    }
}

klink::family_enum! {
    TlsConf "tls-conf" u16 {
        BASE "base" = 1;
        SW "sw" = 2;
        HW "hw" = 3;
        HW_RECORD "hw-record" = 4;
    }
}

klink::family_enum! {
    TlsVersion "tls-version" u16 {
        _1_2_VERSION "1-2-version" = 771;
        _1_3_VERSION "1-3-version" = 772;
    }
}

klink::family_enum! {
    TlsCipher "tls-cipher" u16 {
        AES_GCM_128 "aes-gcm-128" = 51;
        AES_GCM_256 "aes-gcm-256" = 52;
        AES_CCM_128 "aes-ccm-128" = 53;
        CHACHA20_POLY1305 "chacha20-poly1305" = 54;
        SM4_GCM "sm4-gcm" = 55;
        SM4_CCM "sm4-ccm" = 56;
        ARIA_GCM_128 "aria-gcm-128" = 57;
        ARIA_GCM_256 "aria-gcm-256" = 58;
    }
}

klink::family_flags! {
    MptcpSubflowFlags "mptcp-subflow-flags" u32 {
        MCAP_REM "mcap-rem" = 0x1;
        MCAP_LOC "mcap-loc" = 0x2;
        JOIN_REM "join-rem" = 0x4;
        JOIN_LOC "join-loc" = 0x8;
        BKUP_REM "bkup-rem" = 0x10;
        BKUP_LOC "bkup-loc" = 0x20;
        FULLY_ESTABLISHED "fully-established" = 0x40;
        CONNECTED "connected" = 0x80;
        MAPVALID "mapvalid" = 0x100;
    }
}

klink::family_struct! {
    RequestSockid PutRequestSockid "request-sockid" 48 false {
        sport "sport" = 0, 2: u16 as BeU16;
        dport "dport" = 2, 2: u16 as BeU16;
        src "src" = 4, 16 address [];
        dst "dst" = 20, 16 address [];
        r#if "if" = 36, 4: u32 as U32;
        cookie "cookie" = 40, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    Sockid PutSockid "sockid" 48 false {
        sport "sport" = 0, 2: u16 as BeU16;
        dport "dport" = 2, 2: u16 as BeU16;
        src "src" = 4, 16 address [];
        dst "dst" = 20, 16 address [];
        r#if "if" = 36, 4: u32 as U32;
        cookie "cookie" = 40, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    Request PutRequest "request" 56 false {
        family "family" = 0, 1: u8 as U8;
        protocol "protocol" = 1, 1: u8 as U8;
        ext "ext" = 2, 1: Extensions as U8;
        states "states" = 4, 4: StatesFlags as U32;
        id "id" = 8, 48 view RequestSockid PutRequestSockid [U8 0];
    }
}

klink::family_struct! {
    Message PutMessage "message" 72 false {
        family "family" = 0, 1: u8 as U8;
        state "state" = 1, 1: States as U8;
        timer "timer" = 2, 1: Timers as U8;
        retrans "retrans" = 3, 1: u8 as U8;
        id "id" = 4, 48 view Sockid PutSockid [U8 0];
        expires "expires" = 52, 4: u32 as U32;
        rqueue "rqueue" = 56, 4: u32 as U32;
        wqueue "wqueue" = 60, 4: u32 as U32;
        uid "uid" = 64, 4: u32 as U32;
        inode "inode" = 68, 4: u32 as U32;
    }
}

klink::family_struct! {
    InetDiagMeminfo PutInetDiagMeminfo "inet-diag-meminfo" 16 false {
        rmem "rmem" = 0, 4: u32 as U32;
        wmem "wmem" = 4, 4: u32 as U32;
        fmem "fmem" = 8, 4: u32 as U32;
        tmem "tmem" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcpvegasInfo PutTcpvegasInfo "tcpvegas-info" 16 false {
        enabled "enabled" = 0, 4: u32 as U32;
        rttcnt "rttcnt" = 4, 4: u32 as U32;
        rtt "rtt" = 8, 4: u32 as U32;
        minrtt "minrtt" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcpDctcpInfo PutTcpDctcpInfo "tcp-dctcp-info" 16 false {
        enabled "enabled" = 0, 2: u16 as U16;
        ce_state "ce-state" = 2, 2: u16 as U16;
        alpha "alpha" = 4, 4: u32 as U32;
        ab_ecn "ab-ecn" = 8, 4: u32 as U32;
        ab_tot "ab-tot" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcpBbrInfo PutTcpBbrInfo "tcp-bbr-info" 20 false {
        bw_lo "bw-lo" = 0, 4: u32 as U32;
        bw_hi "bw-hi" = 4, 4: u32 as U32;
        min_rtt "min-rtt" = 8, 4: u32 as U32;
        pacing_gain "pacing-gain" = 12, 4: u32 as U32;
        cwnd_gain "cwnd-gain" = 16, 4: u32 as U32;
    }
}

klink::family_struct! {
    TcpInfo PutTcpInfo "tcp-info" 280 false {
        state "state" = 0, 1: u8 as U8;
        ca_state "ca-state" = 1, 1: u8 as U8;
        retransmits "retransmits" = 2, 1: u8 as U8;
        probes "probes" = 3, 1: u8 as U8;
        backoff "backoff" = 4, 1: u8 as U8;
        options "options" = 5, 1: u8 as U8;
        snd_wscale "snd-wscale" = 6, 1 bits u8 as U8, 0, 4;
        rcv_wscale "rcv-wscale" = 6, 1 bits u8 as U8, 4, 4;
        delivery_rate_app_limited "delivery-rate-app-limited" = 7, 1 bits u8 as U8, 0, 1;
        fastopen_client_fail "fastopen-client-fail" = 7, 1 bits u8 as U8, 1, 2;
        rto "rto" = 8, 4: u32 as U32;
        ato "ato" = 12, 4: u32 as U32;
        snd_mss "snd-mss" = 16, 4: u32 as U32;
        rcv_mss "rcv-mss" = 20, 4: u32 as U32;
        unacked "unacked" = 24, 4: u32 as U32;
        sacked "sacked" = 28, 4: u32 as U32;
        lost "lost" = 32, 4: u32 as U32;
        retrans "retrans" = 36, 4: u32 as U32;
        fackets "fackets" = 40, 4: u32 as U32;
        last_data_sent "last-data-sent" = 44, 4: u32 as U32;
        last_ack_sent "last-ack-sent" = 48, 4: u32 as U32;
        last_data_recv "last-data-recv" = 52, 4: u32 as U32;
        last_ack_recv "last-ack-recv" = 56, 4: u32 as U32;
        pmtu "pmtu" = 60, 4: u32 as U32;
        rcv_ssthresh "rcv-ssthresh" = 64, 4: u32 as U32;
        rtt "rtt" = 68, 4: u32 as U32;
        rttvar "rttvar" = 72, 4: u32 as U32;
        snd_ssthresh "snd-ssthresh" = 76, 4: u32 as U32;
        snd_cwnd "snd-cwnd" = 80, 4: u32 as U32;
        advmss "advmss" = 84, 4: u32 as U32;
        reordering "reordering" = 88, 4: u32 as U32;
        rcv_rtt "rcv-rtt" = 92, 4: u32 as U32;
        rcv_space "rcv-space" = 96, 4: u32 as U32;
        total_retrans "total-retrans" = 100, 4: u32 as U32;
        pacing_rate "pacing-rate" = 104, 8: u64 as U64;
        max_pacing_rate "max-pacing-rate" = 112, 8: u64 as U64;
        bytes_acked "bytes-acked" = 120, 8: u64 as U64;
        bytes_received "bytes-received" = 128, 8: u64 as U64;
        segs_out "segs-out" = 136, 4: u32 as U32;
        segs_in "segs-in" = 140, 4: u32 as U32;
        notsent_bytes "notsent-bytes" = 144, 4: u32 as U32;
        min_rtt "min-rtt" = 148, 4: u32 as U32;
        data_segs_in "data-segs-in" = 152, 4: u32 as U32;
        data_segs_out "data-segs-out" = 156, 4: u32 as U32;
        delivery_rate "delivery-rate" = 160, 8: u64 as U64;
        busy_time "busy-time" = 168, 8: u64 as U64;
        rwnd_limited "rwnd-limited" = 176, 8: u64 as U64;
        sndbuf_limited "sndbuf-limited" = 184, 8: u64 as U64;
        delivered "delivered" = 192, 4: u32 as U32;
        delivered_ce "delivered-ce" = 196, 4: u32 as U32;
        bytes_sent "bytes-sent" = 200, 8: u64 as U64;
        bytes_retrans "bytes-retrans" = 208, 8: u64 as U64;
        dsack_dups "dsack-dups" = 216, 4: u32 as U32;
        reord_seen "reord-seen" = 220, 4: u32 as U32;
        rcv_ooopack "rcv-ooopack" = 224, 4: u32 as U32;
        snd_wnd "snd-wnd" = 228, 4: u32 as U32;
        rcv_wnd "rcv-wnd" = 232, 4: u32 as U32;
        rehash "rehash" = 236, 4: u32 as U32;
        total_rto "total-rto" = 240, 2: u16 as U16;
        total_rto_recoveries "total-rto-recoveries" = 242, 2: u16 as U16;
        total_rto_time "total-rto-time" = 244, 4: u32 as U32;
        received_ce "received-ce" = 248, 4: u32 as U32;
        delivered_e1_bytes "delivered-e1-bytes" = 252, 4: u32 as U32;
        delivered_e0_bytes "delivered-e0-bytes" = 256, 4: u32 as U32;
        delivered_ce_bytes "delivered-ce-bytes" = 260, 4: u32 as U32;
        received_e1_bytes "received-e1-bytes" = 264, 4: u32 as U32;
        received_e0_bytes "received-e0-bytes" = 268, 4: u32 as U32;
        received_ce_bytes "received-ce-bytes" = 272, 4: u32 as U32;
        ecn_mode "ecn-mode" = 276, 4 bits u32 as U32, 0, 2;
        accecn_opt_seen "accecn-opt-seen" = 276, 4 bits u32 as U32, 2, 2;
        accecn_fail_mode "accecn-fail-mode" = 276, 4 bits u32 as U32, 4, 4;
        options2 "options2" = 276, 4 bits u32 as U32, 8, 24;
    }
}

klink::family_struct! {
    InetDiagSockopt PutInetDiagSockopt "inet-diag-sockopt" 2 false {
        recverr "recverr" = 0, 1 bits u8 as U8, 0, 1;
        is_icsk "is-icsk" = 0, 1 bits u8 as U8, 1, 1;
        freebind "freebind" = 0, 1 bits u8 as U8, 2, 1;
        hdrincl "hdrincl" = 0, 1 bits u8 as U8, 3, 1;
        mc_loop "mc-loop" = 0, 1 bits u8 as U8, 4, 1;
        transparent "transparent" = 0, 1 bits u8 as U8, 5, 1;
        mc_all "mc-all" = 0, 1 bits u8 as U8, 6, 1;
        nodefrag "nodefrag" = 0, 1 bits u8 as U8, 7, 1;
        bind_address_no_port "bind-address-no-port" = 1, 1 bits u8 as U8, 0, 1;
        recverr_rfc4884 "recverr-rfc4884" = 1, 1 bits u8 as U8, 1, 1;
        defer_connect "defer-connect" = 1, 1 bits u8 as U8, 2, 1;
        unused "unused" = 1, 1 bits u8 as U8, 3, 5;
    }
}

klink::family_struct! {
    TcpDiagMd5sig PutTcpDiagMd5sig "tcp-diag-md5sig" 100 false {
        family "family" = 0, 1: u8 as U8;
        prefixlen "prefixlen" = 1, 1: u8 as U8;
        keylen "keylen" = 2, 2: u16 as U16;
        addr "addr" = 4, 16 address [U8 0];
        key "key" = 20, 80: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    Meminfo PutMeminfo "meminfo" 36 false {
        rmem_alloc "rmem-alloc" = 0, 4: u32 as U32;
        rcvbuf "rcvbuf" = 4, 4: u32 as U32;
        wmem_alloc "wmem-alloc" = 8, 4: u32 as U32;
        sndbuf "sndbuf" = 12, 4: u32 as U32;
        fwd_alloc "fwd-alloc" = 16, 4: u32 as U32;
        wmem_queued "wmem-queued" = 20, 4: u32 as U32;
        optmem "optmem" = 24, 4: u32 as U32;
        backlog "backlog" = 28, 4: u32 as U32;
        drops "drops" = 32, 4: u32 as U32;
    }
}

klink::family_set! {
    DiagAttrs PutDiagAttrs "diag-attrs" [Message PutMessage] false [] [14] [] {
        none "none" = 0: &'a [u8] as Raw;
        meminfo "meminfo" = 1 view InetDiagMeminfo PutInetDiagMeminfo;
        info "info" = 2 view TcpInfo PutTcpInfo;
        vegasinfo "vegasinfo" = 3 view TcpvegasInfo PutTcpvegasInfo;
        cong "cong" = 4: &'a str as Str;
        tos "tos" = 5: u8 as U8;
        tclass "tclass" = 6: u8 as U8;
        skmeminfo "skmeminfo" = 7 view Meminfo PutMeminfo;
        shutdown "shutdown" = 8: u8 as U8;
        dctcpinfo "dctcpinfo" = 9 view TcpDctcpInfo PutTcpDctcpInfo;
        protocol "protocol" = 10: u8 as U8;
        skv6only "skv6only" = 11: u8 as U8;
        locals "locals" = 12: &'a [u8] as Raw;
        peers "peers" = 13: &'a [u8] as Raw;
        mark "mark" = 15: u32 as U32;
        bbrinfo "bbrinfo" = 16 view TcpBbrInfo PutTcpBbrInfo;
        class_id "class-id" = 17: u32 as U32;
        md5sig "md5sig" = 18 views TcpDiagMd5sig PutTcpDiagMd5sig;
        ulp_info "ulp-info" = 19 nest UlpAttrs PutUlpAttrs;
        sk_bpf_storages "sk-bpf-storages" = 20: &'a [u8] as Raw;
        cgroup_id "cgroup-id" = 21: u64 as U64;
        sockopt "sockopt" = 22 view InetDiagSockopt PutInetDiagSockopt;
    }
}

klink::family_set! {
    UlpAttrs PutUlpAttrs "ulp-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        tls "tls" = 2 nest TlsAttrs PutTlsAttrs;
        mptcp "mptcp" = 3 nest MptcpSubflowAttrs PutMptcpSubflowAttrs;
    }
}

klink::family_set! {
    TlsAttrs PutTlsAttrs "tls-attrs" [] false [] [] [] {
        version "version" = 1: TlsVersion as U16;
        cipher "cipher" = 2: TlsCipher as U16;
        txconf "txconf" = 3: TlsConf as U16;
        rxconf "rxconf" = 4: TlsConf as U16;
        zc_ro_tx "zc-ro-tx" = 5 flag true;
        rx_no_pad "rx-no-pad" = 6 flag true;
        tx_max_payload_len "tx-max-payload-len" = 7: u16 as U16;
    }
}

klink::family_set! {
    MptcpSubflowAttrs PutMptcpSubflowAttrs "mptcp-subflow-attrs" [] false [] [11] [] {
        token_rem "token-rem" = 1: u32 as HexU32;
        token_loc "token-loc" = 2: u32 as HexU32;
        relwrite_seq "relwrite-seq" = 3: u32 as U32;
        map_seq "map-seq" = 4: u64 as U64;
        map_sfseq "map-sfseq" = 5: u32 as U32;
        ssn_offset "ssn-offset" = 6: u32 as U32;
        map_datalen "map-datalen" = 7: u16 as U16;
        flags "flags" = 8: MptcpSubflowFlags as U32;
        id_rem "id-rem" = 9: u8 as U8;
        id_loc "id-loc" = 10: u8 as U8;
    }
}

klink::family_set! {
    RequestAttrs PutRequestAttrs "request-attrs" [Request PutRequest] false [] [] [] {
        none "none" = 0: &'a [u8] as Raw;
        bytecode "bytecode" = 1: &'a [u8] as Raw;
        sk_bpf_storages "sk-bpf-storages" = 2 nest Unnamed PutUnnamed;
        protocol "protocol" = 3: u32 as U32;
    }
}

klink::family_operations! {
    raw InetDiag InetDiagOn "inet-diag" 4 {
        get Get "get" true true 20 20 = PutRequestAttrs<'w, Request<'static>>, klink::typed::Framed<Request<'a>, RequestAttrs<'a>>, klink::typed::Framed<Message<'a>, DiagAttrs<'a>>;
        destroy Destroy "destroy" true false 21 21 = PutRequestAttrs<'w, Request<'static>>, klink::typed::Framed<Request<'a>, RequestAttrs<'a>>, klink::typed::Framed<Request<'a>, RequestAttrs<'a>>;
    } {
        DestroyedNtf "destroyed-ntf" 20 = PutDiagAttrs<'w, Message<'static>>, klink::typed::Framed<Message<'a>, DiagAttrs<'a>>;
    } {
        SknlgrpInetTcpDestroy "sknlgrp-inet-tcp-destroy" 1;
        SknlgrpInetUdpDestroy "sknlgrp-inet-udp-destroy" 2;
        SknlgrpInet6TcpDestroy "sknlgrp-inet6-tcp-destroy" 3;
        SknlgrpInet6UdpDestroy "sknlgrp-inet6-udp-destroy" 4;
    } {
    }
}
