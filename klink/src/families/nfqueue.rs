// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family nfqueue, by `klink generate rust`.

use klink::typed::{PutUnnamed, Unnamed};

klink::family_enum! {
    ConfigCmd "config-cmd" u8 {
        NONE "none" = 0;
        BIND "bind" = 1;
        UNBIND "unbind" = 2;
        PF_BIND "pf-bind" = 3;
        PF_UNBIND "pf-unbind" = 4;
    }
}

klink::family_enum! {
    CopyMode "copy-mode" u8 {
        NONE "none" = 0;
        META "meta" = 1;
        PACKET "packet" = 2;
    }
}

klink::family_flags! {
    ConfigFlags "config-flags" u32 {
        FAIL_OPEN "fail-open" = 0x1;
        CONNTRACK "conntrack" = 0x2;
        GSO "gso" = 0x4;
        UID_GID "uid-gid" = 0x8;
        SECCTX "secctx" = 0x10;
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
    NfqnlMsgPacketHdr PutNfqnlMsgPacketHdr "nfqnl-msg-packet-hdr" 7 false {
        packet_id "packet-id" = 0, 4: u32 as BeU32;
        hw_protocol "hw-protocol" = 4, 2: u16 as BeU16;
        hook "hook" = 6, 1: u8 as U8;
    }
}

klink::family_struct! {
    NfqnlMsgPacketHw PutNfqnlMsgPacketHw "nfqnl-msg-packet-hw" 12 false {
        hw_addrlen "hw-addrlen" = 0, 2: u16 as BeU16;
        hw_addr "hw-addr" = 4, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    NfqnlMsgPacketTimestamp PutNfqnlMsgPacketTimestamp "nfqnl-msg-packet-timestamp" 16 false {
        sec "sec" = 0, 8: u64 as BeU64;
        usec "usec" = 8, 8: u64 as BeU64;
    }
}

klink::family_struct! {
    NfqnlMsgVerdictHdr PutNfqnlMsgVerdictHdr "nfqnl-msg-verdict-hdr" 8 false {
        verdict "verdict" = 0, 4: u32 as BeU32;
        id "id" = 4, 4: u32 as BeU32;
    }
}

klink::family_struct! {
    NfqnlMsgConfigCmd PutNfqnlMsgConfigCmd "nfqnl-msg-config-cmd" 4 false {
        command "command" = 0, 1: ConfigCmd as U8;
        pf "pf" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    NfqnlMsgConfigParams PutNfqnlMsgConfigParams "nfqnl-msg-config-params" 5 false {
        copy_range "copy-range" = 0, 4: u32 as BeU32;
        copy_mode "copy-mode" = 4, 1: CopyMode as U8;
    }
}

klink::family_set! {
    PacketAttrs PutPacketAttrs "packet-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        packet_hdr "packet-hdr" = 1 view NfqnlMsgPacketHdr PutNfqnlMsgPacketHdr;
        verdict_hdr "verdict-hdr" = 2 view NfqnlMsgVerdictHdr PutNfqnlMsgVerdictHdr;
        mark "mark" = 3: u32 as BeU32;
        timestamp "timestamp" = 4 view NfqnlMsgPacketTimestamp PutNfqnlMsgPacketTimestamp;
        ifindex_indev "ifindex-indev" = 5: u32 as BeU32;
        ifindex_outdev "ifindex-outdev" = 6: u32 as BeU32;
        ifindex_physindev "ifindex-physindev" = 7: u32 as BeU32;
        ifindex_physoutdev "ifindex-physoutdev" = 8: u32 as BeU32;
        hwaddr "hwaddr" = 9 view NfqnlMsgPacketHw PutNfqnlMsgPacketHw;
        payload "payload" = 10: &'a [u8] as Raw;
        ct "ct" = 11 nest Unnamed PutUnnamed;
        ct_info "ct-info" = 12: u32 as BeU32;
        cap_len "cap-len" = 13: u32 as BeU32;
        skb_info "skb-info" = 14: u32 as BeU32;
        exp "exp" = 15 nest Unnamed PutUnnamed;
        uid "uid" = 16: u32 as BeU32;
        gid "gid" = 17: u32 as BeU32;
        secctx "secctx" = 18: &'a str as Str;
        vlan "vlan" = 19 nest VlanAttrs PutVlanAttrs;
        l2hdr "l2hdr" = 20: &'a [u8] as Raw;
        priority "priority" = 21: u32 as BeU32;
        cgroup_classid "cgroup-classid" = 22: u32 as BeU32;
    }
}

klink::family_set! {
    VlanAttrs PutVlanAttrs "vlan-attrs" [] false [] [] [] {
        proto "proto" = 1: u16 as BeU16;
        tci "tci" = 2: u16 as BeU16;
    }
}

klink::family_set! {
    ConfigAttrs PutConfigAttrs "config-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        cmd "cmd" = 1 view NfqnlMsgConfigCmd PutNfqnlMsgConfigCmd;
        params "params" = 2 view NfqnlMsgConfigParams PutNfqnlMsgConfigParams;
        queue_maxlen "queue-maxlen" = 3: u32 as BeU32;
        mask "mask" = 4: ConfigFlags as BeU32;
        flags "flags" = 5: ConfigFlags as BeU32;
    }
}

klink::family_operations! {
    raw Nfqueue NfqueueOn "nfqueue" 12 {
        config Config "config" true false 770 770 = PutConfigAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConfigAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConfigAttrs<'a>>;
        verdict Verdict "verdict" true false 769 769 = PutPacketAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, PacketAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, PacketAttrs<'a>>;
        verdict_batch VerdictBatch "verdict-batch" true false 771 771 = PutPacketAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, PacketAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, PacketAttrs<'a>>;
    } {
        PacketNtf "packet-ntf" 768 = PutPacketAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, PacketAttrs<'a>>;
    } {
    } {
    }
}
