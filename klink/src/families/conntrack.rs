// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family conntrack, by `klink generate rust`.

klink::family_flags! {
    NfCtTcpFlags "nf-ct-tcp-flags" u8 {
        WINDOW_SCALE "window-scale" = 0x1;
        SACK_PERM "sack-perm" = 0x2;
        CLOSE_INIT "close-init" = 0x4;
        BE_LIBERAL "be-liberal" = 0x8;
        UNACKED "unacked" = 0x10;
        MAXACK "maxack" = 0x20;
        CHALLENGE_ACK "challenge-ack" = 0x40;
        SIMULTANEOUS_OPEN "simultaneous-open" = 0x80;
    }
}

klink::family_enum! {
    NfCtTcpState "nf-ct-tcp-state" u8 {
        NONE "none" = 0;
        SYN_SENT "syn-sent" = 1;
        SYN_RECV "syn-recv" = 2;
        ESTABLISHED "established" = 3;
        FIN_WAIT "fin-wait" = 4;
        CLOSE_WAIT "close-wait" = 5;
        LAST_ACK "last-ack" = 6;
        TIME_WAIT "time-wait" = 7;
        CLOSE "close" = 8;
        SYN_SENT2 "syn-sent2" = 9;
        MAX "max" = 10;
        IGNORE "ignore" = 11;
        RETRANS "retrans" = 12;
        UNACK "unack" = 13;
        TIMEOUT_MAX "timeout-max" = 14;
    }
}

klink::family_enum! {
    NfCtSctpState "nf-ct-sctp-state" u8 {
        NONE "none" = 0;
        CLONED "cloned" = 1;
        COOKIE_WAIT "cookie-wait" = 2;
        COOKIE_ECHOED "cookie-echoed" = 3;
        ESTABLISHED "established" = 4;
        SHUTDOWN_SENT "shutdown-sent" = 5;
        SHUTDOWN_RECEIVED "shutdown-received" = 6;
        SHUTDOWN_ACK_SENT "shutdown-ack-sent" = 7;
        SHUTDOWN_HEARTBEAT_SENT "shutdown-heartbeat-sent" = 8;
    }
}

klink::family_flags! {
    NfCtStatus "nf-ct-status" u32 {
        EXPECTED "expected" = 0x1;
        SEEN_REPLY "seen-reply" = 0x2;
        ASSURED "assured" = 0x4;
        CONFIRMED "confirmed" = 0x8;
        SRC_NAT "src-nat" = 0x10;
        DST_NAT "dst-nat" = 0x20;
        SEQ_ADJ "seq-adj" = 0x40;
        SRC_NAT_DONE "src-nat-done" = 0x80;
        DST_NAT_DONE "dst-nat-done" = 0x100;
        DYING "dying" = 0x200;
        FIXED_TIMEOUT "fixed-timeout" = 0x400;
        TEMPLATE "template" = 0x800;
        NAT_CLASH "nat-clash" = 0x1000;
        HELPER "helper" = 0x2000;
        OFFLOAD "offload" = 0x4000;
        HW_OFFLOAD "hw-offload" = 0x8000;
    }
}

klink::family_flags! {
    ExpectFlags "expect-flags" u32 {
        PERMANENT "permanent" = 0x1;
        INACTIVE "inactive" = 0x2;
        USERSPACE "userspace" = 0x4;
    }
}

klink::family_struct! {
    Nfgenmsg PutNfgenmsg "nfgenmsg" 4 false {
        nfgen_family "nfgen-family" = 0, 1: u8 as U8;
        version "version" = 1, 1: u8 as U8;
        res_id "res-id" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    NfCtTcpFlagsMask PutNfCtTcpFlagsMask "nf-ct-tcp-flags-mask" 2 false {
        flags "flags" = 0, 1: NfCtTcpFlags as U8;
        mask "mask" = 1, 1: NfCtTcpFlags as U8;
    }
}

klink::family_set! {
    CounterAttrs PutCounterAttrs "counter-attrs" [] false [] [5] [] {
        packets "packets" = 1: u64 as BeU64;
        bytes "bytes" = 2: u64 as BeU64;
        packets_old "packets-old" = 3: u32 as U32;
        bytes_old "bytes-old" = 4: u32 as U32;
    }
}

klink::family_set! {
    TupleProtoAttrs PutTupleProtoAttrs "tuple-proto-attrs" [] false [] [] [] {
        proto_num "proto-num" = 1: u8 as U8;
        proto_src_port "proto-src-port" = 2: u16 as BeU16;
        proto_dst_port "proto-dst-port" = 3: u16 as BeU16;
        proto_icmp_id "proto-icmp-id" = 4: u16 as BeU16;
        proto_icmp_type "proto-icmp-type" = 5: u8 as U8;
        proto_icmp_code "proto-icmp-code" = 6: u8 as U8;
        proto_icmpv6_id "proto-icmpv6-id" = 7: u16 as BeU16;
        proto_icmpv6_type "proto-icmpv6-type" = 8: u8 as U8;
        proto_icmpv6_code "proto-icmpv6-code" = 9: u8 as U8;
    }
}

klink::family_set! {
    TupleIpAttrs PutTupleIpAttrs "tuple-ip-attrs" [] false [] [] [] {
        ip_v4_src "ip-v4-src" = 1: ::std::net::Ipv4Addr as BeV4;
        ip_v4_dst "ip-v4-dst" = 2: ::std::net::Ipv4Addr as BeV4;
        ip_v6_src "ip-v6-src" = 3: ::std::net::IpAddr as Ip;
        ip_v6_dst "ip-v6-dst" = 4: ::std::net::IpAddr as Ip;
    }
}

klink::family_set! {
    TupleAttrs PutTupleAttrs "tuple-attrs" [] false [] [] [] {
        tuple_ip "tuple-ip" = 1 nest TupleIpAttrs PutTupleIpAttrs;
        tuple_proto "tuple-proto" = 2 nest TupleProtoAttrs PutTupleProtoAttrs;
        tuple_zone "tuple-zone" = 3: u16 as BeU16;
    }
}

klink::family_set! {
    ProtoinfoTcpAttrs PutProtoinfoTcpAttrs "protoinfo-tcp-attrs" [] false [] [] [] {
        tcp_state "tcp-state" = 1: NfCtTcpState as U8;
        tcp_wscale_original "tcp-wscale-original" = 2: u8 as U8;
        tcp_wscale_reply "tcp-wscale-reply" = 3: u8 as U8;
        tcp_flags_original "tcp-flags-original" = 4 view NfCtTcpFlagsMask PutNfCtTcpFlagsMask;
        tcp_flags_reply "tcp-flags-reply" = 5 view NfCtTcpFlagsMask PutNfCtTcpFlagsMask;
    }
}

klink::family_set! {
    ProtoinfoDccpAttrs PutProtoinfoDccpAttrs "protoinfo-dccp-attrs" [] false [] [4] [] {
        dccp_state "dccp-state" = 1: u8 as U8;
        dccp_role "dccp-role" = 2: u8 as U8;
        dccp_handshake_seq "dccp-handshake-seq" = 3: u64 as BeU64;
    }
}

klink::family_set! {
    ProtoinfoSctpAttrs PutProtoinfoSctpAttrs "protoinfo-sctp-attrs" [] false [] [] [] {
        sctp_state "sctp-state" = 1: NfCtSctpState as U8;
        vtag_original "vtag-original" = 2: u32 as BeU32;
        vtag_reply "vtag-reply" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ProtoinfoAttrs PutProtoinfoAttrs "protoinfo-attrs" [] false [] [] [] {
        protoinfo_tcp "protoinfo-tcp" = 1 nest ProtoinfoTcpAttrs PutProtoinfoTcpAttrs;
        protoinfo_dccp "protoinfo-dccp" = 2 nest ProtoinfoDccpAttrs PutProtoinfoDccpAttrs;
        protoinfo_sctp "protoinfo-sctp" = 3 nest ProtoinfoSctpAttrs PutProtoinfoSctpAttrs;
    }
}

klink::family_set! {
    HelpAttrs PutHelpAttrs "help-attrs" [] false [] [] [] {
        help_name "help-name" = 1: &'a str as Str;
    }
}

klink::family_set! {
    NatProtoAttrs PutNatProtoAttrs "nat-proto-attrs" [] false [] [] [] {
        nat_port_min "nat-port-min" = 1: u16 as BeU16;
        nat_port_max "nat-port-max" = 2: u16 as BeU16;
    }
}

klink::family_set! {
    NatAttrs PutNatAttrs "nat-attrs" [] false [] [] [] {
        nat_v4_minip "nat-v4-minip" = 1: u32 as BeU32;
        nat_v4_maxip "nat-v4-maxip" = 2: u32 as BeU32;
        nat_v6_minip "nat-v6-minip" = 4: ::std::net::IpAddr as Ip;
        nat_v6_maxip "nat-v6-maxip" = 5: ::std::net::IpAddr as Ip;
        nat_proto "nat-proto" = 3 nest NatProtoAttrs PutNatProtoAttrs;
    }
}

klink::family_set! {
    SeqadjAttrs PutSeqadjAttrs "seqadj-attrs" [] false [] [] [] {
        correction_pos "correction-pos" = 1: u32 as BeU32;
        offset_before "offset-before" = 2: u32 as BeU32;
        offset_after "offset-after" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    SecctxAttrs PutSecctxAttrs "secctx-attrs" [] false [] [] [] {
        secctx_name "secctx-name" = 1: &'a str as Str;
    }
}

klink::family_set! {
    SynproxyAttrs PutSynproxyAttrs "synproxy-attrs" [] false [] [] [] {
        isn "isn" = 1: u32 as BeU32;
        its "its" = 2: u32 as BeU32;
        tsoff "tsoff" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    FilterAttrs PutFilterAttrs "filter-attrs" [] false [] [] [] {
        orig_flags "orig-flags" = 1: u32 as U32;
        reply_flags "reply-flags" = 2: u32 as U32;
    }
}

klink::family_set! {
    ConntrackAttrs PutConntrackAttrs "conntrack-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        tuple_orig "tuple-orig" = 1 nest TupleAttrs PutTupleAttrs;
        tuple_reply "tuple-reply" = 2 nest TupleAttrs PutTupleAttrs;
        status "status" = 3: NfCtStatus as BeU32;
        protoinfo "protoinfo" = 4 nest ProtoinfoAttrs PutProtoinfoAttrs;
        help "help" = 5 nest HelpAttrs PutHelpAttrs;
        nat_src "nat-src" = 6 nest NatAttrs PutNatAttrs;
        timeout "timeout" = 7: u32 as BeU32;
        mark "mark" = 8: u32 as BeU32;
        counters_orig "counters-orig" = 9 nest CounterAttrs PutCounterAttrs;
        counters_reply "counters-reply" = 10 nest CounterAttrs PutCounterAttrs;
        r#use "use" = 11: u32 as BeU32;
        id "id" = 12: u32 as BeU32;
        nat_dst "nat-dst" = 13 nest NatAttrs PutNatAttrs;
        tuple_master "tuple-master" = 14 nest TupleAttrs PutTupleAttrs;
        seq_adj_orig "seq-adj-orig" = 15 nest SeqadjAttrs PutSeqadjAttrs;
        seq_adj_reply "seq-adj-reply" = 16 nest SeqadjAttrs PutSeqadjAttrs;
        secmark "secmark" = 17: &'a [u8] as Raw;
        zone "zone" = 18: u16 as BeU16;
        secctx "secctx" = 19 nest SecctxAttrs PutSecctxAttrs;
        timestamp "timestamp" = 20 nest TimestampAttrs PutTimestampAttrs;
        mark_mask "mark-mask" = 21: u32 as BeU32;
        labels "labels" = 22: &'a [u8] as Raw;
        labels_mask "labels-mask" = 23: &'a [u8] as Raw;
        synproxy "synproxy" = 24 nest SynproxyAttrs PutSynproxyAttrs;
        filter "filter" = 25 nest FilterAttrs PutFilterAttrs;
        status_mask "status-mask" = 26: NfCtStatus as BeU32;
        timestamp_event "timestamp-event" = 27: u64 as BeU64;
    }
}

klink::family_set! {
    ConntrackStatsAttrs PutConntrackStatsAttrs "conntrack-stats-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        searched "searched" = 1: u32 as BeU32;
        found "found" = 2: u32 as BeU32;
        new "new" = 3: u32 as BeU32;
        invalid "invalid" = 4: u32 as BeU32;
        ignore "ignore" = 5: u32 as BeU32;
        delete "delete" = 6: u32 as BeU32;
        delete_list "delete-list" = 7: u32 as BeU32;
        insert "insert" = 8: u32 as BeU32;
        insert_failed "insert-failed" = 9: u32 as BeU32;
        drop "drop" = 10: u32 as BeU32;
        early_drop "early-drop" = 11: u32 as BeU32;
        error "error" = 12: u32 as BeU32;
        search_restart "search-restart" = 13: u32 as BeU32;
        clash_resolve "clash-resolve" = 14: u32 as BeU32;
        chain_toolong "chain-toolong" = 15: u32 as BeU32;
    }
}

klink::family_set! {
    TimestampAttrs PutTimestampAttrs "timestamp-attrs" [] false [] [3] [] {
        start "start" = 1: u64 as BeU64;
        stop "stop" = 2: u64 as BeU64;
    }
}

klink::family_set! {
    ExpectAttrs PutExpectAttrs "expect-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        master "master" = 1 nest TupleAttrs PutTupleAttrs;
        tuple "tuple" = 2 nest TupleAttrs PutTupleAttrs;
        mask "mask" = 3 nest TupleAttrs PutTupleAttrs;
        timeout "timeout" = 4: u32 as BeU32;
        id "id" = 5: u32 as BeU32;
        help_name "help-name" = 6: &'a str as Str;
        zone "zone" = 7: u16 as BeU16;
        flags "flags" = 8: ExpectFlags as BeU32;
        class "class" = 9: u32 as BeU32;
        nat "nat" = 10 nest ExpectNatAttrs PutExpectNatAttrs;
        r#fn "fn" = 11: &'a str as Str;
    }
}

klink::family_set! {
    ExpectNatAttrs PutExpectNatAttrs "expect-nat-attrs" [] false [] [] [] {
        dir "dir" = 1: u32 as BeU32;
        tuple "tuple" = 2 nest TupleAttrs PutTupleAttrs;
    }
}

klink::family_operations! {
    raw Conntrack ConntrackOn "conntrack" 12 {
        get Get "get" true true 257 256 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        get_stats GetStats "get-stats" false true 260 260 = PutConntrackStatsAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackStatsAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackStatsAttrs<'a>>;
        new New "new" true false 256 256 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        delete Delete "delete" true false 258 258 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        get_ctrzero GetCtrzero "get-ctrzero" false true 259 256 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        get_dying GetDying "get-dying" false true 262 256 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        get_unconfirmed GetUnconfirmed "get-unconfirmed" false true 263 256 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        exp_new ExpNew "exp-new" true false 512 512 = PutExpectAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>;
        exp_get ExpGet "exp-get" true true 513 512 = PutExpectAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>;
        exp_delete ExpDelete "exp-delete" true false 514 514 = PutExpectAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>;
    } {
        NewNtf "new-ntf" 256 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        DeleteNtf "delete-ntf" 258 = PutConntrackAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>;
        ExpNewNtf "exp-new-ntf" 512 = PutExpectAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>;
        ExpDeleteNtf "exp-delete-ntf" 514 = PutExpectAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ExpectAttrs<'a>>;
    } {
        New "new" 1;
        Update "update" 2;
        Destroy "destroy" 3;
        ExpNew "exp-new" 4;
        ExpUpdate "exp-update" 5;
        ExpDestroy "exp-destroy" 6;
    } {
        Connections "connections" 257 4 4 = klink::typed::Framed<Nfgenmsg<'a>, ConntrackAttrs<'a>>, [256] [258] ["new" 1 "update" 2 "destroy" 3] [(0 1) 1 18] [] [(2 2) 7 9 10 11 20 27] [] 0 [] [] true;
    }
}
