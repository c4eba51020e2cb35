// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ovs_flow, by `klink generate rust`.

klink::family_enum! {
    OvsFragType "ovs-frag-type" u8 {
        NONE "none" = 0;
        FIRST "first" = 1;
        LATER "later" = 2;
        ANY "any" = 255;
    }
}

klink::family_flags! {
    OvsUfidFlags "ovs-ufid-flags" u32 {
        OMIT_KEY "omit-key" = 0x1;
        OMIT_MASK "omit-mask" = 0x2;
        OMIT_ACTIONS "omit-actions" = 0x4;
    }
}

klink::family_flags! {
    CtStateFlags "ct-state-flags" u32 {
        NEW "new" = 0x1;
        ESTABLISHED "established" = 0x2;
        RELATED "related" = 0x4;
        REPLY_DIR "reply-dir" = 0x8;
        INVALID "invalid" = 0x10;
        TRACKED "tracked" = 0x20;
        SRC_NAT "src-nat" = 0x40;
        DST_NAT "dst-nat" = 0x80;
    }
}

klink::family_struct! {
    OvsHeader PutOvsHeader "ovs-header" 4 false {
        dp_ifindex "dp-ifindex" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    OvsFlowStats PutOvsFlowStats "ovs-flow-stats" 16 false {
        n_packets "n-packets" = 0, 8: u64 as U64;
        n_bytes "n-bytes" = 8, 8: u64 as U64;
    }
}

klink::family_struct! {
    OvsKeyEthernet PutOvsKeyEthernet "ovs-key-ethernet" 12 false {
        eth_src "eth-src" = 0, 6 maybe klink::HardwareAddress<'a> as Mac;
        eth_dst "eth-dst" = 6, 6 maybe klink::HardwareAddress<'a> as Mac;
    }
}

klink::family_struct! {
    OvsKeyMpls PutOvsKeyMpls "ovs-key-mpls" 4 false {
        mpls_lse "mpls-lse" = 0, 4: u32 as BeU32;
    }
}

klink::family_struct! {
    OvsKeyIpv4 PutOvsKeyIpv4 "ovs-key-ipv4" 12 false {
        ipv4_src "ipv4-src" = 0, 4 maybe ::std::net::Ipv4Addr as BeV4;
        ipv4_dst "ipv4-dst" = 4, 4 maybe ::std::net::Ipv4Addr as BeV4;
        ipv4_proto "ipv4-proto" = 8, 1: u8 as U8;
        ipv4_tos "ipv4-tos" = 9, 1: u8 as U8;
        ipv4_ttl "ipv4-ttl" = 10, 1: u8 as U8;
        ipv4_frag "ipv4-frag" = 11, 1: OvsFragType as U8;
    }
}

klink::family_struct! {
    OvsKeyIpv6 PutOvsKeyIpv6 "ovs-key-ipv6" 40 false {
        ipv6_src "ipv6-src" = 0, 16 maybe ::std::net::IpAddr as Ip;
        ipv6_dst "ipv6-dst" = 16, 16 maybe ::std::net::IpAddr as Ip;
        ipv6_label "ipv6-label" = 32, 4: u32 as BeU32;
        ipv6_proto "ipv6-proto" = 36, 1: u8 as U8;
        ipv6_tclass "ipv6-tclass" = 37, 1: u8 as U8;
        ipv6_hlimit "ipv6-hlimit" = 38, 1: u8 as U8;
        ipv6_frag "ipv6-frag" = 39, 1: u8 as U8;
    }
}

klink::family_struct! {
    OvsKeyIpv6Exthdrs PutOvsKeyIpv6Exthdrs "ovs-key-ipv6-exthdrs" 2 false {
        hdrs "hdrs" = 0, 2: u16 as U16;
    }
}

klink::family_struct! {
    OvsKeyTcp PutOvsKeyTcp "ovs-key-tcp" 4 false {
        tcp_src "tcp-src" = 0, 2: u16 as BeU16;
        tcp_dst "tcp-dst" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    OvsKeyUdp PutOvsKeyUdp "ovs-key-udp" 4 false {
        udp_src "udp-src" = 0, 2: u16 as BeU16;
        udp_dst "udp-dst" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    OvsKeySctp PutOvsKeySctp "ovs-key-sctp" 4 false {
        sctp_src "sctp-src" = 0, 2: u16 as BeU16;
        sctp_dst "sctp-dst" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    OvsKeyIcmp PutOvsKeyIcmp "ovs-key-icmp" 2 false {
        icmp_type "icmp-type" = 0, 1: u8 as U8;
        icmp_code "icmp-code" = 1, 1: u8 as U8;
    }
}

klink::family_struct! {
    OvsKeyArp PutOvsKeyArp "ovs-key-arp" 24 false {
        arp_sip "arp-sip" = 0, 4: u32 as BeU32;
        arp_tip "arp-tip" = 4, 4: u32 as BeU32;
        arp_op "arp-op" = 8, 2: u16 as BeU16;
        arp_sha "arp-sha" = 10, 6 maybe klink::HardwareAddress<'a> as Mac;
        arp_tha "arp-tha" = 16, 6 maybe klink::HardwareAddress<'a> as Mac;
    }
}

klink::family_struct! {
    OvsKeyNd PutOvsKeyNd "ovs-key-nd" 28 false {
        nd_target "nd-target" = 0, 16: &'a [u8] as Raw;
        nd_sll "nd-sll" = 16, 6 maybe klink::HardwareAddress<'a> as Mac;
        nd_tll "nd-tll" = 22, 6 maybe klink::HardwareAddress<'a> as Mac;
    }
}

klink::family_struct! {
    OvsKeyCtTupleIpv4 PutOvsKeyCtTupleIpv4 "ovs-key-ct-tuple-ipv4" 16 false {
        ipv4_src "ipv4-src" = 0, 4: u32 as BeU32;
        ipv4_dst "ipv4-dst" = 4, 4: u32 as BeU32;
        src_port "src-port" = 8, 2: u16 as BeU16;
        dst_port "dst-port" = 10, 2: u16 as BeU16;
        ipv4_proto "ipv4-proto" = 12, 1: u8 as U8;
    }
}

klink::family_struct! {
    OvsActionPushVlan PutOvsActionPushVlan "ovs-action-push-vlan" 4 false {
        vlan_tpid "vlan-tpid" = 0, 2: u16 as BeU16;
        vlan_tci "vlan-tci" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    OvsActionHash PutOvsActionHash "ovs-action-hash" 8 false {
        hash_alg "hash-alg" = 0, 4: u32 as U32;
        hash_basis "hash-basis" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    OvsActionPushMpls PutOvsActionPushMpls "ovs-action-push-mpls" 8 false {
        mpls_lse "mpls-lse" = 0, 4: u32 as BeU32;
        mpls_ethertype "mpls-ethertype" = 4, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    OvsActionAddMpls PutOvsActionAddMpls "ovs-action-add-mpls" 8 false {
        mpls_lse "mpls-lse" = 0, 4: u32 as BeU32;
        mpls_ethertype "mpls-ethertype" = 4, 2: u16 as BeU16;
        tun_flags "tun-flags" = 6, 2: u16 as U16;
    }
}

klink::family_set! {
    FlowAttrs PutFlowAttrs "flow-attrs" [OvsHeader PutOvsHeader] false [] [] [] {
        key "key" = 1 nest KeyAttrs PutKeyAttrs;
        actions "actions" = 2 nest ActionAttrs PutActionAttrs;
        stats "stats" = 3 view OvsFlowStats PutOvsFlowStats;
        tcp_flags "tcp-flags" = 4: u8 as U8;
        used "used" = 5: u64 as U64;
        clear "clear" = 6 flag true;
        mask "mask" = 7 nest KeyAttrs PutKeyAttrs;
        probe "probe" = 8: &'a [u8] as Raw;
        ufid "ufid" = 9: &'a [u8] as Uuid;
        ufid_flags "ufid-flags" = 10: OvsUfidFlags as U32;
        pad "pad" = 11: &'a [u8] as Raw;
    }
}

klink::family_set! {
    KeyAttrs PutKeyAttrs "key-attrs" [] false [] [] [] {
        encap "encap" = 1 nest KeyAttrs PutKeyAttrs;
        priority "priority" = 2: u32 as U32;
        in_port "in-port" = 3: u32 as U32;
        ethernet "ethernet" = 4 view OvsKeyEthernet PutOvsKeyEthernet;
        vlan "vlan" = 5: u16 as BeU16;
        ethertype "ethertype" = 6: u16 as BeU16;
        ipv4 "ipv4" = 7 view OvsKeyIpv4 PutOvsKeyIpv4;
        ipv6 "ipv6" = 8 view OvsKeyIpv6 PutOvsKeyIpv6;
        tcp "tcp" = 9 view OvsKeyTcp PutOvsKeyTcp;
        udp "udp" = 10 view OvsKeyUdp PutOvsKeyUdp;
        icmp "icmp" = 11 view OvsKeyIcmp PutOvsKeyIcmp;
        icmpv6 "icmpv6" = 12 view OvsKeyIcmp PutOvsKeyIcmp;
        arp "arp" = 13 view OvsKeyArp PutOvsKeyArp;
        nd "nd" = 14 view OvsKeyNd PutOvsKeyNd;
        skb_mark "skb-mark" = 15: u32 as U32;
        tunnel "tunnel" = 16 nest TunnelKeyAttrs PutTunnelKeyAttrs;
        sctp "sctp" = 17 view OvsKeySctp PutOvsKeySctp;
        tcp_flags "tcp-flags" = 18: u16 as BeU16;
        dp_hash "dp-hash" = 19: u32 as U32;
        recirc_id "recirc-id" = 20: u32 as U32;
        mpls "mpls" = 21 view OvsKeyMpls PutOvsKeyMpls;
        ct_state "ct-state" = 22: CtStateFlags as U32;
        ct_zone "ct-zone" = 23: u16 as U16;
        ct_mark "ct-mark" = 24: u32 as U32;
        ct_labels "ct-labels" = 25: &'a [u8] as Groups;
        ct_orig_tuple_ipv4 "ct-orig-tuple-ipv4" = 26 view OvsKeyCtTupleIpv4 PutOvsKeyCtTupleIpv4;
        ct_orig_tuple_ipv6 "ct-orig-tuple-ipv6" = 27: &'a [u8] as Raw;
        nsh "nsh" = 28 nest OvsNshKeyAttrs PutOvsNshKeyAttrs;
        packet_type "packet-type" = 29: u32 as BeU32;
        nd_extensions "nd-extensions" = 30: &'a [u8] as Raw;
        tunnel_info "tunnel-info" = 31: &'a [u8] as Raw;
        ipv6_exthdrs "ipv6-exthdrs" = 32 view OvsKeyIpv6Exthdrs PutOvsKeyIpv6Exthdrs;
    }
}

klink::family_set! {
    ActionAttrs PutActionAttrs "action-attrs" [] false [] [] [] {
        output "output" = 1: u32 as U32;
        userspace "userspace" = 2 nest UserspaceAttrs PutUserspaceAttrs;
        set "set" = 3 nest KeyAttrs PutKeyAttrs;
        push_vlan "push-vlan" = 4 view OvsActionPushVlan PutOvsActionPushVlan;
        pop_vlan "pop-vlan" = 5 flag true;
        sample "sample" = 6 nest SampleAttrs PutSampleAttrs;
        recirc "recirc" = 7: u32 as U32;
        hash "hash" = 8 view OvsActionHash PutOvsActionHash;
        push_mpls "push-mpls" = 9 view OvsActionPushMpls PutOvsActionPushMpls;
        pop_mpls "pop-mpls" = 10: u16 as BeU16;
        set_masked "set-masked" = 11 nest KeyAttrs PutKeyAttrs;
        ct "ct" = 12 nest CtAttrs PutCtAttrs;
        trunc "trunc" = 13: u32 as U32;
        push_eth "push-eth" = 14: &'a [u8] as Raw;
        pop_eth "pop-eth" = 15 flag true;
        ct_clear "ct-clear" = 16 flag true;
        push_nsh "push-nsh" = 17 nest OvsNshKeyAttrs PutOvsNshKeyAttrs;
        pop_nsh "pop-nsh" = 18 flag true;
        meter "meter" = 19: u32 as U32;
        clone "clone" = 20 nest ActionAttrs PutActionAttrs;
        check_pkt_len "check-pkt-len" = 21 nest CheckPktLenAttrs PutCheckPktLenAttrs;
        add_mpls "add-mpls" = 22 view OvsActionAddMpls PutOvsActionAddMpls;
        dec_ttl "dec-ttl" = 23 nest DecTtlAttrs PutDecTtlAttrs;
        psample "psample" = 25 nest PsampleAttrs PutPsampleAttrs;
        drop "drop" = 24: u32 as U32;
    }
}

klink::family_set! {
    TunnelKeyAttrs PutTunnelKeyAttrs "tunnel-key-attrs" [] false [] [] [] {
        id "id" = 0: u64 as BeU64;
        ipv4_src "ipv4-src" = 1: u32 as BeU32;
        ipv4_dst "ipv4-dst" = 2: u32 as BeU32;
        tos "tos" = 3: u8 as U8;
        ttl "ttl" = 4: u8 as U8;
        dont_fragment "dont-fragment" = 5 flag true;
        csum "csum" = 6 flag true;
        oam "oam" = 7 flag true;
        geneve_opts "geneve-opts" = 8 packed u32 as U32, 4;
        tp_src "tp-src" = 9: u16 as BeU16;
        tp_dst "tp-dst" = 10: u16 as BeU16;
        vxlan_opts "vxlan-opts" = 11 nest VxlanExtAttrs PutVxlanExtAttrs;
        ipv6_src "ipv6-src" = 12: &'a [u8] as Raw;
        ipv6_dst "ipv6-dst" = 13: &'a [u8] as Raw;
        pad "pad" = 14: &'a [u8] as Raw;
        erspan_opts "erspan-opts" = 15: &'a [u8] as Raw;
        ipv4_info_bridge "ipv4-info-bridge" = 16 flag true;
    }
}

klink::family_set! {
    CheckPktLenAttrs PutCheckPktLenAttrs "check-pkt-len-attrs" [] false [] [] [] {
        pkt_len "pkt-len" = 1: u16 as U16;
        actions_if_greater "actions-if-greater" = 2 nest ActionAttrs PutActionAttrs;
        actions_if_less_equal "actions-if-less-equal" = 3 nest ActionAttrs PutActionAttrs;
    }
}

klink::family_set! {
    SampleAttrs PutSampleAttrs "sample-attrs" [] false [] [] [] {
        probability "probability" = 1: u32 as U32;
        actions "actions" = 2 nest ActionAttrs PutActionAttrs;
    }
}

klink::family_set! {
    UserspaceAttrs PutUserspaceAttrs "userspace-attrs" [] false [] [] [] {
        pid "pid" = 1: u32 as U32;
        userdata "userdata" = 2: &'a [u8] as Raw;
        egress_tun_port "egress-tun-port" = 3: u32 as U32;
        actions "actions" = 4 flag true;
    }
}

klink::family_set! {
    OvsNshKeyAttrs PutOvsNshKeyAttrs "ovs-nsh-key-attrs" [] false [] [] [] {
        base "base" = 1: &'a [u8] as Raw;
        md1 "md1" = 2: &'a [u8] as Raw;
        md2 "md2" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    CtAttrs PutCtAttrs "ct-attrs" [] false [] [] [] {
        commit "commit" = 1 flag true;
        zone "zone" = 2: u16 as U16;
        mark "mark" = 3: &'a [u8] as Raw;
        labels "labels" = 4: &'a [u8] as Raw;
        helper "helper" = 5: &'a str as Str;
        nat "nat" = 6 nest NatAttrs PutNatAttrs;
        force_commit "force-commit" = 7 flag true;
        eventmask "eventmask" = 8: u32 as U32;
        timeout "timeout" = 9: &'a str as Str;
    }
}

klink::family_set! {
    NatAttrs PutNatAttrs "nat-attrs" [] false [] [] [] {
        src "src" = 1 flag true;
        dst "dst" = 2 flag true;
        ip_min "ip-min" = 3: &'a [u8] as Raw;
        ip_max "ip-max" = 4: &'a [u8] as Raw;
        proto_min "proto-min" = 5: u16 as U16;
        proto_max "proto-max" = 6: u16 as U16;
        persistent "persistent" = 7 flag true;
        proto_hash "proto-hash" = 8 flag true;
        proto_random "proto-random" = 9 flag true;
    }
}

klink::family_set! {
    DecTtlAttrs PutDecTtlAttrs "dec-ttl-attrs" [] false [] [] [] {
        action "action" = 1 nest ActionAttrs PutActionAttrs;
    }
}

klink::family_set! {
    VxlanExtAttrs PutVxlanExtAttrs "vxlan-ext-attrs" [] false [] [] [] {
        gbp "gbp" = 1: u32 as U32;
    }
}

klink::family_set! {
    PsampleAttrs PutPsampleAttrs "psample-attrs" [] false [] [] [] {
        group "group" = 1: u32 as U32;
        cookie "cookie" = 2: &'a [u8] as Raw;
    }
}

klink::family_operations! {
    generic OvsFlow OvsFlowOn "ovs_flow" 1 {
        get Get "get" true true 3 3 = PutFlowAttrs<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, FlowAttrs<'a>>, klink::typed::Framed<OvsHeader<'a>, FlowAttrs<'a>>;
        new New "new" true false 1 1 = PutFlowAttrs<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, FlowAttrs<'a>>, klink::typed::Framed<OvsHeader<'a>, FlowAttrs<'a>>;
    } {
    } {
        OvsFlow "ovs_flow" 0;
    } {
    }
}
