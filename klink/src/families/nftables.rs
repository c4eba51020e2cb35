// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family nftables, by `klink generate rust`.

klink::family_enum! {
    MetaKeys "meta-keys" u32 {
        LEN "len" = 0;
        PROTOCOL "protocol" = 1;
        PRIORITY "priority" = 2;
        MARK "mark" = 3;
        IIF "iif" = 4;
        OIF "oif" = 5;
        IIFNAME "iifname" = 6;
        OIFNAME "oifname" = 7;
        IFTYPE "iftype" = 8;
        OIFTYPE "oiftype" = 9;
        SKUID "skuid" = 10;
        SKGID "skgid" = 11;
        NFTRACE "nftrace" = 12;
        RTCLASSID "rtclassid" = 13;
        SECMARK "secmark" = 14;
        NFPROTO "nfproto" = 15;
        L4_PROTO "l4-proto" = 16;
        BRI_IIFNAME "bri-iifname" = 17;
        BRI_OIFNAME "bri-oifname" = 18;
        PKTTYPE "pkttype" = 19;
        CPU "cpu" = 20;
        IIFGROUP "iifgroup" = 21;
        OIFGROUP "oifgroup" = 22;
        CGROUP "cgroup" = 23;
        PRANDOM "prandom" = 24;
        SECPATH "secpath" = 25;
        IIFKIND "iifkind" = 26;
        OIFKIND "oifkind" = 27;
        BRI_IIFPVID "bri-iifpvid" = 28;
        BRI_IIFVPROTO "bri-iifvproto" = 29;
        TIME_NS "time-ns" = 30;
        TIME_DAY "time-day" = 31;
        TIME_HOUR "time-hour" = 32;
        SDIF "sdif" = 33;
        SDIFNAME "sdifname" = 34;
        BRI_BROUTE "bri-broute" = 35;
    }
}

klink::family_enum! {
    BitwiseOps "bitwise-ops" u32 {
        MASK_XOR "mask-xor" = 0;
        LSHIFT "lshift" = 1;
        RSHIFT "rshift" = 2;
        AND "and" = 3;
        OR "or" = 4;
        XOR "xor" = 5;
    }
}

klink::family_enum! {
    CmpOps "cmp-ops" u32 {
        EQ "eq" = 0;
        NEQ "neq" = 1;
        LT "lt" = 2;
        LTE "lte" = 3;
        GT "gt" = 4;
        GTE "gte" = 5;
    }
}

klink::family_enum! {
    ObjectType "object-type" u32 {
        UNSPEC "unspec" = 0;
        COUNTER "counter" = 1;
        QUOTA "quota" = 2;
        CT_HELPER "ct-helper" = 3;
        LIMIT "limit" = 4;
        CONNLIMIT "connlimit" = 5;
        TUNNEL "tunnel" = 6;
        CT_TIMEOUT "ct-timeout" = 7;
        SECMARK "secmark" = 8;
        CT_EXPECT "ct-expect" = 9;
        SYNPROXY "synproxy" = 10;
    }
}

klink::family_flags! {
    NatRangeFlags "nat-range-flags" u32 {
        MAP_IPS "map-ips" = 0x1;
        PROTO_SPECIFIED "proto-specified" = 0x2;
        PROTO_RANDOM "proto-random" = 0x4;
        PERSISTENT "persistent" = 0x8;
        PROTO_RANDOM_FULLY "proto-random-fully" = 0x10;
        PROTO_OFFSET "proto-offset" = 0x20;
        NETMAP "netmap" = 0x40;
    }
}

klink::family_flags! {
    TableFlags "table-flags" u32 {
        DORMANT "dormant" = 0x1;
        OWNER "owner" = 0x2;
        PERSIST "persist" = 0x4;
    }
}

klink::family_flags! {
    ChainFlags "chain-flags" u32 {
        BASE "base" = 0x1;
        HW_OFFLOAD "hw-offload" = 0x2;
        BINDING "binding" = 0x4;
    }
}

klink::family_flags! {
    SetFlags "set-flags" u32 {
        ANONYMOUS "anonymous" = 0x1;
        CONSTANT "constant" = 0x2;
        INTERVAL "interval" = 0x4;
        MAP "map" = 0x8;
        TIMEOUT "timeout" = 0x10;
        EVAL "eval" = 0x20;
        OBJECT "object" = 0x40;
        CONCAT "concat" = 0x80;
        EXPR "expr" = 0x100;
    }
}

klink::family_flags! {
    SetElemFlags "set-elem-flags" u32 {
        INTERVAL_END "interval-end" = 0x1;
        CATCHALL "catchall" = 0x2;
    }
}

klink::family_flags! {
    LookupFlags "lookup-flags" u32 {
        INVERT "invert" = 0x1;
    }
}

klink::family_enum! {
    CtKeys "ct-keys" u32 {
        STATE "state" = 0;
        DIRECTION "direction" = 1;
        STATUS "status" = 2;
        MARK "mark" = 3;
        SECMARK "secmark" = 4;
        EXPIRATION "expiration" = 5;
        HELPER "helper" = 6;
        L3PROTOCOL "l3protocol" = 7;
        SRC "src" = 8;
        DST "dst" = 9;
        PROTOCOL "protocol" = 10;
        PROTO_SRC "proto-src" = 11;
        PROTO_DST "proto-dst" = 12;
        LABELS "labels" = 13;
        PKTS "pkts" = 14;
        BYTES "bytes" = 15;
        AVGPKT "avgpkt" = 16;
        ZONE "zone" = 17;
        EVENTMASK "eventmask" = 18;
        SRC_IP "src-ip" = 19;
        DST_IP "dst-ip" = 20;
        SRC_IP6 "src-ip6" = 21;
        DST_IP6 "dst-ip6" = 22;
        CT_ID "ct-id" = 23;
    }
}

klink::family_enum! {
    CtDirection "ct-direction" u8 {
        ORIGINAL "original" = 0;
        REPLY "reply" = 1;
    }
}

klink::family_flags! {
    QuotaFlags "quota-flags" u32 {
        INVERT "invert" = 0x1;
        DEPLETED "depleted" = 0x2;
    }
}

klink::family_enum! {
    VerdictCode "verdict-code" u32 {
        DROP "drop" = 0;
        ACCEPT "accept" = 1;
        STOLEN "stolen" = 2;
        QUEUE "queue" = 3;
        REPEAT "repeat" = 4;
        RETURN "return" = 4294967291;
        GOTO "goto" = 4294967292;
        JUMP "jump" = 4294967293;
        BREAK "break" = 4294967294;
        CONTINUE "continue" = 4294967295;
    }
}

klink::family_enum! {
    FibResult "fib-result" u32 {
        OIF "oif" = 1;
        OIFNAME "oifname" = 2;
        ADDRTYPE "addrtype" = 3;
    }
}

klink::family_flags! {
    FibFlags "fib-flags" u32 {
        SADDR "saddr" = 0x1;
        DADDR "daddr" = 0x2;
        MARK "mark" = 0x4;
        IIF "iif" = 0x8;
        OIF "oif" = 0x10;
        PRESENT "present" = 0x20;
    }
}

klink::family_enum! {
    RejectTypes "reject-types" u32 {
        ICMP_UNREACH "icmp-unreach" = 0;
        TCP_RST "tcp-rst" = 1;
        ICMPX_UNREACH "icmpx-unreach" = 2;
    }
}

klink::family_enum! {
    PayloadBase "payload-base" u32 {
        LINK_LAYER_HEADER "link-layer-header" = 0;
        NETWORK_HEADER "network-header" = 1;
        TRANSPORT_HEADER "transport-header" = 2;
        INNER_HEADER "inner-header" = 3;
        TUN_HEADER "tun-header" = 4;
    }
}

klink::family_enum! {
    RangeOps "range-ops" u32 {
        EQ "eq" = 0;
        NEQ "neq" = 1;
    }
}

klink::family_enum! {
    Registers "registers" u32 {
        REG_VERDICT "reg-verdict" = 0;
        REG_1 "reg-1" = 1;
        REG_2 "reg-2" = 2;
        REG_3 "reg-3" = 3;
        REG_4 "reg-4" = 4;
        REG32_00 "reg32-00" = 8;
        REG32_01 "reg32-01" = 9;
        REG32_02 "reg32-02" = 10;
        REG32_03 "reg32-03" = 11;
        REG32_04 "reg32-04" = 12;
        REG32_05 "reg32-05" = 13;
        REG32_06 "reg32-06" = 14;
        REG32_07 "reg32-07" = 15;
        REG32_08 "reg32-08" = 16;
        REG32_09 "reg32-09" = 17;
        REG32_10 "reg32-10" = 18;
        REG32_11 "reg32-11" = 19;
        REG32_12 "reg32-12" = 20;
        REG32_13 "reg32-13" = 21;
        REG32_14 "reg32-14" = 22;
        REG32_15 "reg32-15" = 23;
    }
}

klink::family_enum! {
    NumgenTypes "numgen-types" u32 {
        INCREMENTAL "incremental" = 0;
        RANDOM "random" = 1;
    }
}

klink::family_enum! {
    LogLevel "log-level" u32 {
        EMERG "emerg" = 0;
        ALERT "alert" = 1;
        CRIT "crit" = 2;
        ERR "err" = 3;
        WARNING "warning" = 4;
        NOTICE "notice" = 5;
        INFO "info" = 6;
        DEBUG "debug" = 7;
        AUDIT "audit" = 8;
    }
}

klink::family_flags! {
    LogFlags "log-flags" u32 {
        TCPSEQ "tcpseq" = 0x1;
        TCPOPT "tcpopt" = 0x2;
        IPOPT "ipopt" = 0x4;
        UID "uid" = 0x8;
        NFLOG "nflog" = 0x10;
        MACDECODE "macdecode" = 0x20;
    }
}

klink::family_enum! {
    LimitType "limit-type" u32 {
        PKTS "pkts" = 0;
        PKT_BYTES "pkt-bytes" = 1;
    }
}

klink::family_enum! {
    ByteorderOps "byteorder-ops" u32 {
        NTOH "ntoh" = 0;
        HTON "hton" = 1;
    }
}

klink::family_enum! {
    ExthdrOp "exthdr-op" u32 {
        IPV6 "ipv6" = 0;
        TCPOPT "tcpopt" = 1;
        IPV4 "ipv4" = 2;
        SCTP "sctp" = 3;
        DCCP "dccp" = 4;
    }
}

klink::family_enum! {
    DynsetOps "dynset-ops" u32 {
        ADD "add" = 0;
        UPDATE "update" = 1;
        DELETE "delete" = 2;
    }
}

klink::family_enum! {
    SocketKeys "socket-keys" u32 {
        TRANSPARENT "transparent" = 0;
        MARK "mark" = 1;
        WILDCARD "wildcard" = 2;
        CGROUPV2 "cgroupv2" = 3;
    }
}

klink::family_enum! {
    RtKeys "rt-keys" u32 {
        CLASSID "classid" = 0;
        NEXTHOP4 "nexthop4" = 1;
        NEXTHOP6 "nexthop6" = 2;
        TCPMSS "tcpmss" = 3;
        XFRM "xfrm" = 4;
    }
}

klink::family_enum! {
    HashTypes "hash-types" u32 {
        JENKINS "jenkins" = 0;
        SYM "sym" = 1;
    }
}

klink::family_enum! {
    TunnelKeys "tunnel-keys" u32 {
        PATH "path" = 0;
        ID "id" = 1;
    }
}

klink::family_enum! {
    XfrmKeys "xfrm-keys" u32 {
        UNSPEC "unspec" = 0;
        DADDR_IP4 "daddr-ip4" = 1;
        DADDR_IP6 "daddr-ip6" = 2;
        SADDR_IP4 "saddr-ip4" = 3;
        SADDR_IP6 "saddr-ip6" = 4;
        REQID "reqid" = 5;
        SPI "spi" = 6;
    }
}

klink::family_enum! {
    TraceTypes "trace-types" u32 {
        UNSPEC "unspec" = 0;
        POLICY "policy" = 1;
        RETURN "return" = 2;
        RULE "rule" = 3;
    }
}

klink::family_struct! {
    Nfgenmsg PutNfgenmsg "nfgenmsg" 4 false {
        nfgen_family "nfgen-family" = 0, 1: u8 as U8;
        version "version" = 1, 1: u8 as U8;
        res_id "res-id" = 2, 2: u16 as BeU16;
    }
}

klink::family_message! {
    ExprAttrsData PutExprAttrsData "expr-attrs data" [] {
        Bitwise bitwise "bitwise" ["bitwise"] [] true = ExprBitwiseAttrs<'a>, PutExprBitwiseAttrs<'w>;
        Byteorder byteorder "byteorder" ["byteorder"] [] true = ExprByteorderAttrs<'a>, PutExprByteorderAttrs<'w>;
        Cmp cmp "cmp" ["cmp"] [] true = ExprCmpAttrs<'a>, PutExprCmpAttrs<'w>;
        Connlimit connlimit "connlimit" ["connlimit"] [] true = ExprConnlimitAttrs<'a>, PutExprConnlimitAttrs<'w>;
        Counter counter "counter" ["counter"] [] true = ExprCounterAttrs<'a>, PutExprCounterAttrs<'w>;
        Ct ct "ct" ["ct"] [] true = ExprCtAttrs<'a>, PutExprCtAttrs<'w>;
        Dup dup "dup" ["dup"] [] true = ExprDupAttrs<'a>, PutExprDupAttrs<'w>;
        Dynset dynset "dynset" ["dynset"] [] true = ExprDynsetAttrs<'a>, PutExprDynsetAttrs<'w>;
        Exthdr exthdr "exthdr" ["exthdr"] [] true = ExprExthdrAttrs<'a>, PutExprExthdrAttrs<'w>;
        Fib fib "fib" ["fib"] [] true = ExprFibAttrs<'a>, PutExprFibAttrs<'w>;
        FlowOffload flow_offload "flow_offload" ["flow_offload"] [] true = ExprFlowOffloadAttrs<'a>, PutExprFlowOffloadAttrs<'w>;
        Fwd fwd "fwd" ["fwd"] [] true = ExprFwdAttrs<'a>, PutExprFwdAttrs<'w>;
        Hash hash "hash" ["hash"] [] true = ExprHashAttrs<'a>, PutExprHashAttrs<'w>;
        Immediate immediate "immediate" ["immediate"] [] true = ExprImmediateAttrs<'a>, PutExprImmediateAttrs<'w>;
        Inner inner "inner" ["inner"] [] true = ExprInnerAttrs<'a>, PutExprInnerAttrs<'w>;
        Last last "last" ["last"] [] true = ExprLastAttrs<'a>, PutExprLastAttrs<'w>;
        Limit limit "limit" ["limit"] [] true = ExprLimitAttrs<'a>, PutExprLimitAttrs<'w>;
        Log log "log" ["log"] [] true = LogAttrs<'a>, PutLogAttrs<'w>;
        Lookup lookup "lookup" ["lookup"] [] true = ExprLookupAttrs<'a>, PutExprLookupAttrs<'w>;
        Masq masq "masq" ["masq"] [] true = ExprMasqAttrs<'a>, PutExprMasqAttrs<'w>;
        Match r#match "match" ["match"] [] true = CompatMatchAttrs<'a>, PutCompatMatchAttrs<'w>;
        Meta meta "meta" ["meta"] [] true = ExprMetaAttrs<'a>, PutExprMetaAttrs<'w>;
        Nat nat "nat" ["nat"] [] true = ExprNatAttrs<'a>, PutExprNatAttrs<'w>;
        Numgen numgen "numgen" ["numgen"] [] true = NumgenAttrs<'a>, PutNumgenAttrs<'w>;
        Objref objref "objref" ["objref"] [] true = ExprObjrefAttrs<'a>, PutExprObjrefAttrs<'w>;
        Osf osf "osf" ["osf"] [] true = ExprOsfAttrs<'a>, PutExprOsfAttrs<'w>;
        Payload payload "payload" ["payload"] [] true = ExprPayloadAttrs<'a>, PutExprPayloadAttrs<'w>;
        Queue queue "queue" ["queue"] [] true = ExprQueueAttrs<'a>, PutExprQueueAttrs<'w>;
        Quota quota "quota" ["quota"] [] true = QuotaAttrs<'a>, PutQuotaAttrs<'w>;
        Range range "range" ["range"] [] true = RangeAttrs<'a>, PutRangeAttrs<'w>;
        Redir redir "redir" ["redir"] [] true = ExprRedirAttrs<'a>, PutExprRedirAttrs<'w>;
        Reject reject "reject" ["reject"] [] true = ExprRejectAttrs<'a>, PutExprRejectAttrs<'w>;
        Rt rt "rt" ["rt"] [] true = ExprRtAttrs<'a>, PutExprRtAttrs<'w>;
        Socket socket "socket" ["socket"] [] true = ExprSocketAttrs<'a>, PutExprSocketAttrs<'w>;
        Synproxy synproxy "synproxy" ["synproxy"] [] true = ExprSynproxyAttrs<'a>, PutExprSynproxyAttrs<'w>;
        Target target "target" ["target"] [] true = ExprTargetAttrs<'a>, PutExprTargetAttrs<'w>;
        Tproxy tproxy "tproxy" ["tproxy"] [] true = ExprTproxyAttrs<'a>, PutExprTproxyAttrs<'w>;
        Tunnel tunnel "tunnel" ["tunnel"] [] true = ExprTunnelAttrs<'a>, PutExprTunnelAttrs<'w>;
        Xfrm xfrm "xfrm" ["xfrm"] [] true = ExprXfrmAttrs<'a>, PutExprXfrmAttrs<'w>;
    }
}

klink::family_message! {
    ObjAttrsData PutObjAttrsData "obj-attrs data" [] {
        Connlimit connlimit "connlimit" [] [5] true = ExprConnlimitAttrs<'a>, PutExprConnlimitAttrs<'w>;
        Counter counter "counter" [] [1] true = CounterAttrs<'a>, PutCounterAttrs<'w>;
        CtExpect ct_expect "ct-expect" [] [9] true = ObjCtExpectAttrs<'a>, PutObjCtExpectAttrs<'w>;
        CtHelper ct_helper "ct-helper" [] [3] true = ObjCtHelperAttrs<'a>, PutObjCtHelperAttrs<'w>;
        CtTimeout ct_timeout "ct-timeout" [] [7] true = ObjCtTimeoutAttrs<'a>, PutObjCtTimeoutAttrs<'w>;
        Limit limit "limit" [] [4] true = ExprLimitAttrs<'a>, PutExprLimitAttrs<'w>;
        Quota quota "quota" [] [2] true = QuotaAttrs<'a>, PutQuotaAttrs<'w>;
        Secmark secmark "secmark" [] [8] true = ObjSecmarkAttrs<'a>, PutObjSecmarkAttrs<'w>;
        Synproxy synproxy "synproxy" [] [10] true = ExprSynproxyAttrs<'a>, PutExprSynproxyAttrs<'w>;
    }
}

klink::family_message! {
    ObjCtTimeoutAttrsData PutObjCtTimeoutAttrsData "obj-ct-timeout-attrs data" [Other other = CtTimeoutGenericAttrs<'a>, PutCtTimeoutGenericAttrs<'w>] {
        CtTimeoutIcmpAttrs ct_timeout_icmp_attrs "1" [] [1] true = CtTimeoutIcmpAttrs<'a>, PutCtTimeoutIcmpAttrs<'w>;
        CtTimeoutSctpAttrs ct_timeout_sctp_attrs "132" [] [132] true = CtTimeoutSctpAttrs<'a>, PutCtTimeoutSctpAttrs<'w>;
        CtTimeoutUdpAttrs ct_timeout_udp_attrs "17" [] [17] true = CtTimeoutUdpAttrs<'a>, PutCtTimeoutUdpAttrs<'w>;
        CtTimeoutGreAttrs ct_timeout_gre_attrs "47" [] [47] true = CtTimeoutGreAttrs<'a>, PutCtTimeoutGreAttrs<'w>;
        CtTimeoutIcmpv6Attrs ct_timeout_icmpv6_attrs "58" [] [58] true = CtTimeoutIcmpv6Attrs<'a>, PutCtTimeoutIcmpv6Attrs<'w>;
        CtTimeoutTcpAttrs ct_timeout_tcp_attrs "6" [] [6] true = CtTimeoutTcpAttrs<'a>, PutCtTimeoutTcpAttrs<'w>;
    }
}

klink::family_set! {
    LogAttrs PutLogAttrs "log-attrs" [] false [] [] [] {
        group "group" = 1: u16 as BeU16;
        prefix "prefix" = 2: &'a str as Str;
        snaplen "snaplen" = 3: u32 as BeU32;
        qthreshold "qthreshold" = 4: u16 as BeU16;
        level "level" = 5: LogLevel as BeU32;
        flags "flags" = 6: LogFlags as BeU32;
    }
}

klink::family_set! {
    NumgenAttrs PutNumgenAttrs "numgen-attrs" [] false [] [] [] {
        dreg "dreg" = 1: Registers as BeU32;
        modulus "modulus" = 2: u32 as BeU32;
        r#type "type" = 3: NumgenTypes as BeU32;
        offset "offset" = 4: u32 as BeU32;
    }
}

klink::family_set! {
    RangeAttrs PutRangeAttrs "range-attrs" [] false [] [] [] {
        sreg "sreg" = 1: Registers as BeU32;
        op "op" = 2: RangeOps as BeU32;
        from_data "from-data" = 3 nest DataAttrs PutDataAttrs;
        to_data "to-data" = 4 nest DataAttrs PutDataAttrs;
    }
}

klink::family_set! {
    BatchAttrs PutBatchAttrs "batch-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        genid "genid" = 1: u32 as BeU32;
    }
}

klink::family_set! {
    TableAttrs PutTableAttrs "table-attrs" [Nfgenmsg PutNfgenmsg] false [] [5] [] {
        name "name" = 1: &'a str as Str;
        flags "flags" = 2: TableFlags as BeU32;
        r#use "use" = 3: u32 as BeU32;
        handle "handle" = 4: u64 as BeU64;
        userdata "userdata" = 6: &'a [u8] as Raw;
        owner "owner" = 7: u32 as BeU32;
    }
}

klink::family_set! {
    ChainAttrs PutChainAttrs "chain-attrs" [Nfgenmsg PutNfgenmsg] false [] [9] [] {
        table "table" = 1: &'a str as Str;
        handle "handle" = 2: u64 as BeU64;
        name "name" = 3: &'a str as Str;
        hook "hook" = 4 nest NftHookAttrs PutNftHookAttrs;
        policy "policy" = 5: u32 as BeU32;
        r#use "use" = 6: u32 as BeU32;
        r#type "type" = 7: &'a str as Str;
        counters "counters" = 8 nest NftCounterAttrs PutNftCounterAttrs;
        flags "flags" = 10: ChainFlags as BeU32;
        id "id" = 11: u32 as BeU32;
        userdata "userdata" = 12: &'a [u8] as Raw;
    }
}

klink::family_set! {
    CounterAttrs PutCounterAttrs "counter-attrs" [] false [] [3] [] {
        bytes "bytes" = 1: u64 as BeU64;
        packets "packets" = 2: u64 as BeU64;
    }
}

klink::family_set! {
    NftHookAttrs PutNftHookAttrs "nft-hook-attrs" [] false [] [] [] {
        num "num" = 1: u32 as BeU32;
        priority "priority" = 2: i32 as BeS32;
        dev "dev" = 3: &'a str as Str;
        devs "devs" = 4 nest HookDevAttrs PutHookDevAttrs;
    }
}

klink::family_set! {
    HookDevAttrs PutHookDevAttrs "hook-dev-attrs" [] false [] [] [1] {
        name "name" = 1 multi &'a str as Str;
        prefix "prefix" = 2: &'a [u8] as Raw;
    }
}

klink::family_set! {
    NftCounterAttrs PutNftCounterAttrs "nft-counter-attrs" [] false [] [3] [] {
        bytes "bytes" = 1: u64 as BeU64;
        packets "packets" = 2: u64 as BeU64;
    }
}

klink::family_set! {
    RuleAttrs PutRuleAttrs "rule-attrs" [Nfgenmsg PutNfgenmsg] false [] [8] [] {
        table "table" = 1: &'a str as Str;
        chain "chain" = 2: &'a str as Str;
        handle "handle" = 3: u64 as BeU64;
        expressions "expressions" = 4 nest ExprListAttrs PutExprListAttrs;
        compat "compat" = 5 nest RuleCompatAttrs PutRuleCompatAttrs;
        position "position" = 6: u64 as BeU64;
        userdata "userdata" = 7: &'a [u8] as Raw;
        id "id" = 9: u32 as BeU32;
        position_id "position-id" = 10: u32 as BeU32;
        chain_id "chain-id" = 11: u32 as BeU32;
    }
}

klink::family_set! {
    ExprListAttrs PutExprListAttrs "expr-list-attrs" [] false [] [] [1] {
        elem "elem" = 1 multi_nest ExprAttrs PutExprAttrs;
    }
}

klink::family_set! {
    ExprAttrs PutExprAttrs "expr-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        data "data" = 2 message ExprAttrsData PutExprAttrsData [Str 1] [];
    }
}

klink::family_set! {
    RuleCompatAttrs PutRuleCompatAttrs "rule-compat-attrs" [] false [] [] [] {
        proto "proto" = 1: u32 as BeU32;
        flags "flags" = 2: u32 as BeU32;
    }
}

klink::family_set! {
    SetAttrs PutSetAttrs "set-attrs" [Nfgenmsg PutNfgenmsg] false [] [14] [17] {
        table "table" = 1: &'a str as Str;
        name "name" = 2: &'a str as Str;
        flags "flags" = 3: SetFlags as BeU32;
        key_type "key-type" = 4: u32 as BeU32;
        key_len "key-len" = 5: u32 as BeU32;
        data_type "data-type" = 6: u32 as BeU32;
        data_len "data-len" = 7: u32 as BeU32;
        policy "policy" = 8: u32 as BeU32;
        desc "desc" = 9 nest SetDescAttrs PutSetDescAttrs;
        id "id" = 10: u32 as BeU32;
        timeout "timeout" = 11: u64 as BeU64;
        gc_interval "gc-interval" = 12: u32 as BeU32;
        userdata "userdata" = 13: &'a [u8] as Raw;
        obj_type "obj-type" = 15: u32 as BeU32;
        handle "handle" = 16: u64 as BeU64;
        expr "expr" = 17 multi_nest ExprAttrs PutExprAttrs;
        expressions "expressions" = 18 nest SetListAttrs PutSetListAttrs;
        r#type "type" = 19: &'a str as Str;
        count "count" = 20: u32 as BeU32;
    }
}

klink::family_set! {
    SetDescAttrs PutSetDescAttrs "set-desc-attrs" [] false [] [] [2] {
        size "size" = 1: u32 as BeU32;
        concat "concat" = 2 multi_nest SetDescConcatAttrs PutSetDescConcatAttrs;
    }
}

klink::family_set! {
    SetDescConcatAttrs PutSetDescConcatAttrs "set-desc-concat-attrs" [] false [] [] [] {
        elem "elem" = 1 nest SetFieldAttrs PutSetFieldAttrs;
    }
}

klink::family_set! {
    SetFieldAttrs PutSetFieldAttrs "set-field-attrs" [] false [] [] [] {
        len "len" = 1: u32 as BeU32;
    }
}

klink::family_set! {
    SetListAttrs PutSetListAttrs "set-list-attrs" [] false [] [] [1] {
        elem "elem" = 1 multi_nest ExprAttrs PutExprAttrs;
    }
}

klink::family_set! {
    SetelemAttrs PutSetelemAttrs "setelem-attrs" [] false [] [8] [] {
        key "key" = 1 nest DataAttrs PutDataAttrs;
        data "data" = 2 nest DataAttrs PutDataAttrs;
        flags "flags" = 3: SetElemFlags as BeU32;
        timeout "timeout" = 4: u64 as BeU64;
        expiration "expiration" = 5: u64 as BeU64;
        userdata "userdata" = 6: &'a [u8] as Raw;
        expr "expr" = 7 nest ExprAttrs PutExprAttrs;
        objref "objref" = 9: &'a str as Str;
        key_end "key-end" = 10 nest DataAttrs PutDataAttrs;
        expressions "expressions" = 11 nest ExprListAttrs PutExprListAttrs;
    }
}

klink::family_set! {
    SetelemListElemAttrs PutSetelemListElemAttrs "setelem-list-elem-attrs" [] false [] [] [1] {
        elem "elem" = 1 multi_nest SetelemAttrs PutSetelemAttrs;
    }
}

klink::family_set! {
    SetelemListAttrs PutSetelemListAttrs "setelem-list-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        table "table" = 1: &'a str as Str;
        set "set" = 2: &'a str as Str;
        elements "elements" = 3 nest SetelemListElemAttrs PutSetelemListElemAttrs;
        set_id "set-id" = 4: u32 as BeU32;
    }
}

klink::family_set! {
    GenAttrs PutGenAttrs "gen-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        id "id" = 1: u32 as BeU32;
        proc_pid "proc-pid" = 2: u32 as BeU32;
        proc_name "proc-name" = 3: &'a str as Str;
    }
}

klink::family_set! {
    ObjAttrs PutObjAttrs "obj-attrs" [Nfgenmsg PutNfgenmsg] false [] [7] [] {
        table "table" = 1: &'a str as Str;
        name "name" = 2: &'a str as Str;
        r#type "type" = 3: ObjectType as BeU32;
        data "data" = 4 message ObjAttrsData PutObjAttrsData [BeU32 3] [];
        r#use "use" = 5: u32 as BeU32;
        handle "handle" = 6: u64 as BeU64;
        userdata "userdata" = 8: &'a [u8] as Raw;
    }
}

klink::family_set! {
    QuotaAttrs PutQuotaAttrs "quota-attrs" [] false [] [3] [] {
        bytes "bytes" = 1: u64 as BeU64;
        flags "flags" = 2: QuotaFlags as BeU32;
        consumed "consumed" = 4: u64 as BeU64;
    }
}

klink::family_set! {
    FlowtableAttrs PutFlowtableAttrs "flowtable-attrs" [Nfgenmsg PutNfgenmsg] false [] [6] [] {
        table "table" = 1: &'a str as Str;
        name "name" = 2: &'a str as Str;
        hook "hook" = 3 nest FlowtableHookAttrs PutFlowtableHookAttrs;
        r#use "use" = 4: u32 as BeU32;
        handle "handle" = 5: u64 as BeU64;
        flags "flags" = 7: u32 as BeU32;
    }
}

klink::family_set! {
    FlowtableHookAttrs PutFlowtableHookAttrs "flowtable-hook-attrs" [] false [] [] [] {
        num "num" = 1: u32 as BeU32;
        priority "priority" = 2: u32 as BeU32;
        devs "devs" = 3 nest HookDevAttrs PutHookDevAttrs;
    }
}

klink::family_set! {
    ExprBitwiseAttrs PutExprBitwiseAttrs "expr-bitwise-attrs" [] false [] [] [] {
        sreg "sreg" = 1: u32 as BeU32;
        dreg "dreg" = 2: u32 as BeU32;
        len "len" = 3: u32 as BeU32;
        mask "mask" = 4 nest DataAttrs PutDataAttrs;
        xor "xor" = 5 nest DataAttrs PutDataAttrs;
        op "op" = 6: BitwiseOps as BeU32;
        data "data" = 7 nest DataAttrs PutDataAttrs;
        sreg2 "sreg2" = 8: u32 as BeU32;
    }
}

klink::family_set! {
    ExprCmpAttrs PutExprCmpAttrs "expr-cmp-attrs" [] false [] [] [] {
        sreg "sreg" = 1: u32 as BeU32;
        op "op" = 2: CmpOps as BeU32;
        data "data" = 3 nest DataAttrs PutDataAttrs;
    }
}

klink::family_set! {
    DataAttrs PutDataAttrs "data-attrs" [] false [] [] [] {
        value "value" = 1: &'a [u8] as Raw;
        verdict "verdict" = 2 nest VerdictAttrs PutVerdictAttrs;
    }
}

klink::family_set! {
    VerdictAttrs PutVerdictAttrs "verdict-attrs" [] false [] [] [] {
        code "code" = 1: VerdictCode as BeU32;
        chain "chain" = 2: &'a str as Str;
        chain_id "chain-id" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprCounterAttrs PutExprCounterAttrs "expr-counter-attrs" [] false [] [3] [] {
        bytes "bytes" = 1: u64 as BeU64;
        packets "packets" = 2: u64 as BeU64;
    }
}

klink::family_set! {
    ExprFibAttrs PutExprFibAttrs "expr-fib-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        result "result" = 2: FibResult as BeU32;
        flags "flags" = 3: FibFlags as BeU32;
    }
}

klink::family_set! {
    ExprCtAttrs PutExprCtAttrs "expr-ct-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        key "key" = 2: CtKeys as BeU32;
        direction "direction" = 3: CtDirection as U8;
        sreg "sreg" = 4: u32 as BeU32;
    }
}

klink::family_set! {
    ExprFlowOffloadAttrs PutExprFlowOffloadAttrs "expr-flow-offload-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
    }
}

klink::family_set! {
    ExprImmediateAttrs PutExprImmediateAttrs "expr-immediate-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        data "data" = 2 nest DataAttrs PutDataAttrs;
    }
}

klink::family_set! {
    ExprLookupAttrs PutExprLookupAttrs "expr-lookup-attrs" [] false [] [] [] {
        set "set" = 1: &'a str as Str;
        set_id "set-id" = 4: u32 as BeU32;
        sreg "sreg" = 2: u32 as BeU32;
        dreg "dreg" = 3: u32 as BeU32;
        flags "flags" = 5: LookupFlags as BeU32;
    }
}

klink::family_set! {
    ExprMasqAttrs PutExprMasqAttrs "expr-masq-attrs" [] false [] [] [] {
        flags "flags" = 1: NatRangeFlags as BeU32;
        reg_proto_min "reg-proto-min" = 2: Registers as BeU32;
        reg_proto_max "reg-proto-max" = 3: Registers as BeU32;
    }
}

klink::family_set! {
    ExprMetaAttrs PutExprMetaAttrs "expr-meta-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        key "key" = 2: MetaKeys as BeU32;
        sreg "sreg" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprNatAttrs PutExprNatAttrs "expr-nat-attrs" [] false [] [] [] {
        r#type "type" = 1: u32 as BeU32;
        family "family" = 2: u32 as BeU32;
        reg_addr_min "reg-addr-min" = 3: u32 as BeU32;
        reg_addr_max "reg-addr-max" = 4: u32 as BeU32;
        reg_proto_min "reg-proto-min" = 5: u32 as BeU32;
        reg_proto_max "reg-proto-max" = 6: u32 as BeU32;
        flags "flags" = 7: NatRangeFlags as BeU32;
    }
}

klink::family_set! {
    ExprPayloadAttrs PutExprPayloadAttrs "expr-payload-attrs" [] false [] [] [] {
        dreg "dreg" = 1: Registers as BeU32;
        base "base" = 2: PayloadBase as BeU32;
        offset "offset" = 3: u32 as BeU32;
        len "len" = 4: u32 as BeU32;
        sreg "sreg" = 5: Registers as BeU32;
        csum_type "csum-type" = 6: u32 as BeU32;
        csum_offset "csum-offset" = 7: u32 as BeU32;
        csum_flags "csum-flags" = 8: u32 as BeU32;
    }
}

klink::family_set! {
    ExprRejectAttrs PutExprRejectAttrs "expr-reject-attrs" [] false [] [] [] {
        r#type "type" = 1: RejectTypes as BeU32;
        icmp_code "icmp-code" = 2: u8 as U8;
    }
}

klink::family_set! {
    ExprTargetAttrs PutExprTargetAttrs "expr-target-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        rev "rev" = 2: u32 as BeU32;
        info "info" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ExprTproxyAttrs PutExprTproxyAttrs "expr-tproxy-attrs" [] false [] [] [] {
        family "family" = 1: u32 as BeU32;
        reg_addr "reg-addr" = 2: u32 as BeU32;
        reg_port "reg-port" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprObjrefAttrs PutExprObjrefAttrs "expr-objref-attrs" [] false [] [] [] {
        imm_type "imm-type" = 1: u32 as BeU32;
        imm_name "imm-name" = 2: &'a str as Str;
        set_sreg "set-sreg" = 3: u32 as BeU32;
        set_name "set-name" = 4: &'a str as Str;
        set_id "set-id" = 5: u32 as BeU32;
    }
}

klink::family_set! {
    CompatMatchAttrs PutCompatMatchAttrs "compat-match-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        rev "rev" = 2: u32 as BeU32;
        info "info" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    ExprLimitAttrs PutExprLimitAttrs "expr-limit-attrs" [] false [] [6] [] {
        rate "rate" = 1: u64 as BeU64;
        unit "unit" = 2: u64 as BeU64;
        burst "burst" = 3: u32 as BeU32;
        r#type "type" = 4: LimitType as BeU32;
        flags "flags" = 5: u32 as BeU32;
    }
}

klink::family_set! {
    ExprByteorderAttrs PutExprByteorderAttrs "expr-byteorder-attrs" [] false [] [] [] {
        sreg "sreg" = 1: u32 as BeU32;
        dreg "dreg" = 2: u32 as BeU32;
        op "op" = 3: ByteorderOps as BeU32;
        len "len" = 4: u32 as BeU32;
        size "size" = 5: u32 as BeU32;
    }
}

klink::family_set! {
    ExprExthdrAttrs PutExprExthdrAttrs "expr-exthdr-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        r#type "type" = 2: u8 as U8;
        offset "offset" = 3: u32 as BeU32;
        len "len" = 4: u32 as BeU32;
        flags "flags" = 5: u32 as BeU32;
        op "op" = 6: ExthdrOp as BeU32;
        sreg "sreg" = 7: u32 as BeU32;
    }
}

klink::family_set! {
    ExprDynsetAttrs PutExprDynsetAttrs "expr-dynset-attrs" [] false [] [8] [] {
        set_name "set-name" = 1: &'a str as Str;
        set_id "set-id" = 2: u32 as BeU32;
        op "op" = 3: DynsetOps as BeU32;
        sreg_key "sreg-key" = 4: u32 as BeU32;
        sreg_data "sreg-data" = 5: u32 as BeU32;
        timeout "timeout" = 6: u64 as BeU64;
        expr "expr" = 7 nest ExprAttrs PutExprAttrs;
        flags "flags" = 9: u32 as BeU32;
        expressions "expressions" = 10 nest ExprListAttrs PutExprListAttrs;
    }
}

klink::family_set! {
    ExprSocketAttrs PutExprSocketAttrs "expr-socket-attrs" [] false [] [] [] {
        key "key" = 1: SocketKeys as BeU32;
        dreg "dreg" = 2: u32 as BeU32;
        level "level" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprOsfAttrs PutExprOsfAttrs "expr-osf-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        ttl "ttl" = 2: u8 as U8;
        flags "flags" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprRtAttrs PutExprRtAttrs "expr-rt-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        key "key" = 2: RtKeys as BeU32;
    }
}

klink::family_set! {
    ExprHashAttrs PutExprHashAttrs "expr-hash-attrs" [] false [] [] [] {
        sreg "sreg" = 1: u32 as BeU32;
        dreg "dreg" = 2: u32 as BeU32;
        len "len" = 3: u32 as BeU32;
        modulus "modulus" = 4: u32 as BeU32;
        seed "seed" = 5: u32 as BeU32;
        offset "offset" = 6: u32 as BeU32;
        r#type "type" = 7: HashTypes as BeU32;
        set_name "set-name" = 8: &'a str as Str;
        set_id "set-id" = 9: u32 as BeU32;
    }
}

klink::family_set! {
    ExprDupAttrs PutExprDupAttrs "expr-dup-attrs" [] false [] [] [] {
        sreg_addr "sreg-addr" = 1: u32 as BeU32;
        sreg_dev "sreg-dev" = 2: u32 as BeU32;
    }
}

klink::family_set! {
    ExprFwdAttrs PutExprFwdAttrs "expr-fwd-attrs" [] false [] [] [] {
        sreg_dev "sreg-dev" = 1: u32 as BeU32;
        sreg_addr "sreg-addr" = 2: u32 as BeU32;
        nfproto "nfproto" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprQueueAttrs PutExprQueueAttrs "expr-queue-attrs" [] false [] [] [] {
        num "num" = 1: u16 as BeU16;
        total "total" = 2: u16 as BeU16;
        flags "flags" = 3: u16 as BeU16;
        sreg_qnum "sreg-qnum" = 4: u32 as BeU32;
    }
}

klink::family_set! {
    ExprRedirAttrs PutExprRedirAttrs "expr-redir-attrs" [] false [] [] [] {
        reg_proto_min "reg-proto-min" = 1: u32 as BeU32;
        reg_proto_max "reg-proto-max" = 2: u32 as BeU32;
        flags "flags" = 3: NatRangeFlags as BeU32;
    }
}

klink::family_set! {
    ExprSynproxyAttrs PutExprSynproxyAttrs "expr-synproxy-attrs" [] false [] [] [] {
        mss "mss" = 1: u16 as BeU16;
        wscale "wscale" = 2: u8 as U8;
        flags "flags" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprConnlimitAttrs PutExprConnlimitAttrs "expr-connlimit-attrs" [] false [] [] [] {
        count "count" = 1: u32 as BeU32;
        flags "flags" = 2: u32 as BeU32;
    }
}

klink::family_set! {
    ExprLastAttrs PutExprLastAttrs "expr-last-attrs" [] false [] [3] [] {
        set "set" = 1: u32 as BeU32;
        msecs "msecs" = 2: u64 as BeU64;
    }
}

klink::family_set! {
    ExprInnerAttrs PutExprInnerAttrs "expr-inner-attrs" [] false [] [] [] {
        num "num" = 1: u32 as BeU32;
        r#type "type" = 2: u32 as BeU32;
        flags "flags" = 3: u32 as BeU32;
        hdrsize "hdrsize" = 4: u32 as BeU32;
        expr "expr" = 5 nest ExprAttrs PutExprAttrs;
    }
}

klink::family_set! {
    ExprTunnelAttrs PutExprTunnelAttrs "expr-tunnel-attrs" [] false [] [] [] {
        key "key" = 1: TunnelKeys as BeU32;
        dreg "dreg" = 2: u32 as BeU32;
        mode "mode" = 3: u32 as BeU32;
    }
}

klink::family_set! {
    ExprXfrmAttrs PutExprXfrmAttrs "expr-xfrm-attrs" [] false [] [] [] {
        dreg "dreg" = 1: u32 as BeU32;
        key "key" = 2: XfrmKeys as BeU32;
        dir "dir" = 3: u8 as U8;
        spnum "spnum" = 4: u32 as BeU32;
    }
}

klink::family_set! {
    ObjSecmarkAttrs PutObjSecmarkAttrs "obj-secmark-attrs" [] false [] [] [] {
        ctx "ctx" = 1: &'a str as Str;
    }
}

klink::family_set! {
    ObjCtHelperAttrs PutObjCtHelperAttrs "obj-ct-helper-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        l3proto "l3proto" = 2: u16 as BeU16;
        l4proto "l4proto" = 3: u8 as U8;
    }
}

klink::family_set! {
    ObjCtTimeoutAttrs PutObjCtTimeoutAttrs "obj-ct-timeout-attrs" [] false [] [] [] {
        l3proto "l3proto" = 1: u16 as BeU16;
        l4proto "l4proto" = 2: u8 as U8;
        data "data" = 3 message ObjCtTimeoutAttrsData PutObjCtTimeoutAttrsData [U8 2] [];
    }
}

klink::family_set! {
    CtTimeoutTcpAttrs PutCtTimeoutTcpAttrs "ct-timeout-tcp-attrs" [] false [] [] [] {
        syn_sent "syn-sent" = 1: u32 as BeU32;
        syn_recv "syn-recv" = 2: u32 as BeU32;
        established "established" = 3: u32 as BeU32;
        fin_wait "fin-wait" = 4: u32 as BeU32;
        close_wait "close-wait" = 5: u32 as BeU32;
        last_ack "last-ack" = 6: u32 as BeU32;
        time_wait "time-wait" = 7: u32 as BeU32;
        close "close" = 8: u32 as BeU32;
        syn_sent2 "syn-sent2" = 9: u32 as BeU32;
        retrans "retrans" = 10: u32 as BeU32;
        unack "unack" = 11: u32 as BeU32;
    }
}

klink::family_set! {
    CtTimeoutUdpAttrs PutCtTimeoutUdpAttrs "ct-timeout-udp-attrs" [] false [] [] [] {
        unreplied "unreplied" = 1: u32 as BeU32;
        replied "replied" = 2: u32 as BeU32;
    }
}

klink::family_set! {
    CtTimeoutIcmpAttrs PutCtTimeoutIcmpAttrs "ct-timeout-icmp-attrs" [] false [] [] [] {
        timeout "timeout" = 1: u32 as BeU32;
    }
}

klink::family_set! {
    CtTimeoutIcmpv6Attrs PutCtTimeoutIcmpv6Attrs "ct-timeout-icmpv6-attrs" [] false [] [] [] {
        timeout "timeout" = 1: u32 as BeU32;
    }
}

klink::family_set! {
    CtTimeoutGreAttrs PutCtTimeoutGreAttrs "ct-timeout-gre-attrs" [] false [] [] [] {
        unreplied "unreplied" = 1: u32 as BeU32;
        replied "replied" = 2: u32 as BeU32;
    }
}

klink::family_set! {
    CtTimeoutSctpAttrs PutCtTimeoutSctpAttrs "ct-timeout-sctp-attrs" [] false [] [] [] {
        closed "closed" = 1: u32 as BeU32;
        cookie_wait "cookie-wait" = 2: u32 as BeU32;
        cookie_echoed "cookie-echoed" = 3: u32 as BeU32;
        established "established" = 4: u32 as BeU32;
        shutdown_sent "shutdown-sent" = 5: u32 as BeU32;
        shutdown_recd "shutdown-recd" = 6: u32 as BeU32;
        shutdown_ack_sent "shutdown-ack-sent" = 7: u32 as BeU32;
        heartbeat_sent "heartbeat-sent" = 8: u32 as BeU32;
        heartbeat_acked "heartbeat-acked" = 9: u32 as BeU32;
    }
}

klink::family_set! {
    CtTimeoutGenericAttrs PutCtTimeoutGenericAttrs "ct-timeout-generic-attrs" [] false [] [] [] {
        timeout "timeout" = 1: u32 as BeU32;
    }
}

klink::family_set! {
    ObjCtExpectAttrs PutObjCtExpectAttrs "obj-ct-expect-attrs" [] false [] [] [] {
        l3proto "l3proto" = 1: u16 as BeU16;
        l4proto "l4proto" = 2: u8 as U8;
        dport "dport" = 3: u16 as BeU16;
        timeout "timeout" = 4: u32 as U32;
        size "size" = 5: u8 as U8;
    }
}

klink::family_set! {
    TraceAttrs PutTraceAttrs "trace-attrs" [Nfgenmsg PutNfgenmsg] false [] [17] [] {
        table "table" = 1: &'a str as Str;
        chain "chain" = 2: &'a str as Str;
        rule_handle "rule-handle" = 3: u64 as BeU64;
        r#type "type" = 4: TraceTypes as BeU32;
        verdict "verdict" = 5 nest VerdictAttrs PutVerdictAttrs;
        id "id" = 6: u32 as U32;
        ll_header "ll-header" = 7: &'a [u8] as Raw;
        network_header "network-header" = 8: &'a [u8] as Raw;
        transport_header "transport-header" = 9: &'a [u8] as Raw;
        iif "iif" = 10: u32 as BeU32;
        iiftype "iiftype" = 11: u16 as BeU16;
        oif "oif" = 12: u32 as BeU32;
        oiftype "oiftype" = 13: u16 as BeU16;
        mark "mark" = 14: u32 as BeU32;
        nfproto "nfproto" = 15: u32 as BeU32;
        policy "policy" = 16: u32 as BeU32;
        ct_id "ct-id" = 18: u32 as BeU32;
        ct_direction "ct-direction" = 19: u8 as U8;
        ct_status "ct-status" = 20: u32 as BeU32;
        ct_state "ct-state" = 21: u32 as BeU32;
    }
}

klink::family_operations! {
    raw Nftables NftablesOn "nftables" 12 transactions {
        batch_begin BatchBegin "batch-begin" true false 16 16 = PutBatchAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, BatchAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, BatchAttrs<'a>>;
        batch_end BatchEnd "batch-end" true false 17 17 = PutBatchAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, BatchAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, BatchAttrs<'a>>;
        newtable Newtable "newtable" true false 2560 2560 = PutTableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>;
        gettable Gettable "gettable" true true 2561 2560 = PutTableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>;
        deltable Deltable "deltable" true false 2562 2562 = PutTableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>;
        destroytable Destroytable "destroytable" true false 2586 2586 = PutTableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>;
        newchain Newchain "newchain" true false 2563 2563 = PutChainAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>;
        getchain Getchain "getchain" true true 2564 2563 = PutChainAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>;
        delchain Delchain "delchain" true false 2565 2565 = PutChainAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>;
        destroychain Destroychain "destroychain" true false 2587 2587 = PutChainAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>;
        newrule Newrule "newrule" true false 2566 2566 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        getrule Getrule "getrule" true true 2567 2566 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        getrule_reset GetruleReset "getrule-reset" true true 2585 2566 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        delrule Delrule "delrule" true false 2568 2568 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        destroyrule Destroyrule "destroyrule" true false 2588 2588 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        newset Newset "newset" true false 2569 2569 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        getset Getset "getset" true true 2570 2569 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        delset Delset "delset" true false 2571 2571 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        destroyset Destroyset "destroyset" true false 2589 2589 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        newsetelem Newsetelem "newsetelem" true false 2572 2572 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        getsetelem Getsetelem "getsetelem" true true 2573 2572 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        getsetelem_reset GetsetelemReset "getsetelem-reset" true true 2593 2572 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        delsetelem Delsetelem "delsetelem" true false 2574 2574 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        destroysetelem Destroysetelem "destroysetelem" true false 2590 2590 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        getgen Getgen "getgen" true true 2576 2575 = PutGenAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, GenAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, GenAttrs<'a>>;
        newobj Newobj "newobj" true false 2578 2578 = PutObjAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>;
        getobj Getobj "getobj" true true 2579 2578 = PutObjAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>;
        delobj Delobj "delobj" true false 2580 2580 = PutObjAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>;
        destroyobj Destroyobj "destroyobj" true false 2591 2591 = PutObjAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>;
        newflowtable Newflowtable "newflowtable" true false 2582 2582 = PutFlowtableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>;
        getflowtable Getflowtable "getflowtable" true true 2583 2582 = PutFlowtableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>;
        delflowtable Delflowtable "delflowtable" true false 2584 2584 = PutFlowtableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>;
        destroyflowtable Destroyflowtable "destroyflowtable" true false 2592 2592 = PutFlowtableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>;
    } {
        NewtableNtf "newtable-ntf" 2560 = PutTableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>;
        DeltableNtf "deltable-ntf" 2562 = PutTableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>;
        NewchainNtf "newchain-ntf" 2563 = PutChainAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>;
        DelchainNtf "delchain-ntf" 2565 = PutChainAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>;
        NewruleNtf "newrule-ntf" 2566 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        DelruleNtf "delrule-ntf" 2568 = PutRuleAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>;
        NewsetNtf "newset-ntf" 2569 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        DelsetNtf "delset-ntf" 2571 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        NewsetelemNtf "newsetelem-ntf" 2572 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        DelsetelemNtf "delsetelem-ntf" 2574 = PutSetelemListAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetelemListAttrs<'a>>;
        NewobjNtf "newobj-ntf" 2578 = PutObjAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>;
        DelobjNtf "delobj-ntf" 2580 = PutObjAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>;
        NewflowtableNtf "newflowtable-ntf" 2582 = PutFlowtableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>;
        DelflowtableNtf "delflowtable-ntf" 2584 = PutFlowtableAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>;
        NewgenNtf "newgen-ntf" 2575 = PutGenAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, GenAttrs<'a>>;
        TraceNtf "trace-ntf" 2577 = PutTraceAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, TraceAttrs<'a>>;
    } {
        Mgmt "mgmt" 7;
        Trace "trace" 9;
    } {
        Tables "tables" 2561 4 4 = klink::typed::Framed<Nfgenmsg<'a>, TableAttrs<'a>>, [2560] [2562] ["mgmt" 7] [(0 1) 1] [] [(2 2) 3 5] [] 0 [] [] false;
        Chains "chains" 2564 4 4 = klink::typed::Framed<Nfgenmsg<'a>, ChainAttrs<'a>>, [2563] [2565] ["mgmt" 7] [(0 1) 1 3] [] [(2 2) 6 8 9] [] 0 [] [] false;
        Rules "rules" 2567 4 4 = klink::typed::Framed<Nfgenmsg<'a>, RuleAttrs<'a>>, [2566] [2568] ["mgmt" 7] [(0 1) 1 2 3] [] [(2 2) 6 8] [] 0 [] [] false;
        Sets "sets" 2570 4 4 = klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, [2569] [2571] ["mgmt" 7] [(0 1) 1 2] [] [(2 2) 20 14] [] 0 [] [] false;
        StatefulObjects "stateful-objects" 2579 4 4 = klink::typed::Framed<Nfgenmsg<'a>, ObjAttrs<'a>>, [2578] [2580] ["mgmt" 7] [(0 1) 1 2 3] [] [(2 2) 5 7] [] 0 [] [] false;
        Flowtables "flowtables" 2583 4 4 = klink::typed::Framed<Nfgenmsg<'a>, FlowtableAttrs<'a>>, [2582] [2584] ["mgmt" 7] [(0 1) 1 2] [] [(2 2) 4 6] [] 0 [] [] false;
    }
}
