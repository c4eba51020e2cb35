// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family nflog, by `klink generate rust`.

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
    ConfigFlags "config-flags" u16 {
        SEQ "seq" = 0x1;
        SEQ_GLOBAL "seq-global" = 0x2;
        CONNTRACK "conntrack" = 0x4;
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
    NfulnlMsgPacketHdr PutNfulnlMsgPacketHdr "nfulnl-msg-packet-hdr" 4 false {
        hw_protocol "hw-protocol" = 0, 2: u16 as BeU16;
        hook "hook" = 2, 1: u8 as U8;
    }
}

klink::family_struct! {
    NfulnlMsgPacketHw PutNfulnlMsgPacketHw "nfulnl-msg-packet-hw" 12 false {
        hw_addrlen "hw-addrlen" = 0, 2: u16 as BeU16;
        hw_addr "hw-addr" = 4, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    NfulnlMsgPacketTimestamp PutNfulnlMsgPacketTimestamp "nfulnl-msg-packet-timestamp" 16 false {
        sec "sec" = 0, 8: u64 as BeU64;
        usec "usec" = 8, 8: u64 as BeU64;
    }
}

klink::family_struct! {
    NfulnlMsgConfigCmd PutNfulnlMsgConfigCmd "nfulnl-msg-config-cmd" 1 false {
        command "command" = 0, 1: ConfigCmd as U8;
    }
}

klink::family_struct! {
    NfulnlMsgConfigMode PutNfulnlMsgConfigMode "nfulnl-msg-config-mode" 6 false {
        copy_range "copy-range" = 0, 4: u32 as BeU32;
        copy_mode "copy-mode" = 4, 1: CopyMode as U8;
    }
}

klink::family_set! {
    PacketAttrs PutPacketAttrs "packet-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        packet_hdr "packet-hdr" = 1 view NfulnlMsgPacketHdr PutNfulnlMsgPacketHdr;
        mark "mark" = 2: u32 as BeU32;
        timestamp "timestamp" = 3 view NfulnlMsgPacketTimestamp PutNfulnlMsgPacketTimestamp;
        ifindex_indev "ifindex-indev" = 4: u32 as BeU32;
        ifindex_outdev "ifindex-outdev" = 5: u32 as BeU32;
        ifindex_physindev "ifindex-physindev" = 6: u32 as BeU32;
        ifindex_physoutdev "ifindex-physoutdev" = 7: u32 as BeU32;
        hwaddr "hwaddr" = 8 view NfulnlMsgPacketHw PutNfulnlMsgPacketHw;
        payload "payload" = 9: &'a [u8] as Raw;
        prefix "prefix" = 10: &'a str as Str;
        uid "uid" = 11: u32 as BeU32;
        seq "seq" = 12: u32 as BeU32;
        seq_global "seq-global" = 13: u32 as BeU32;
        gid "gid" = 14: u32 as BeU32;
        hwtype "hwtype" = 15: u16 as BeU16;
        hwheader "hwheader" = 16: &'a [u8] as Raw;
        hwlen "hwlen" = 17: u16 as BeU16;
        ct "ct" = 18 nest Unnamed PutUnnamed;
        ct_info "ct-info" = 19: u32 as BeU32;
        vlan "vlan" = 20 nest VlanAttrs PutVlanAttrs;
        l2hdr "l2hdr" = 21: &'a [u8] as Raw;
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
        cmd "cmd" = 1 view NfulnlMsgConfigCmd PutNfulnlMsgConfigCmd;
        mode "mode" = 2 view NfulnlMsgConfigMode PutNfulnlMsgConfigMode;
        nlbufsiz "nlbufsiz" = 3: u32 as BeU32;
        timeout "timeout" = 4: u32 as BeU32;
        qthresh "qthresh" = 5: u32 as BeU32;
        flags "flags" = 6: ConfigFlags as BeU16;
    }
}

klink::family_operations! {
    raw Nflog NflogOn "nflog" 12 {
        config Config "config" true false 1025 1025 = PutConfigAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, ConfigAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, ConfigAttrs<'a>>;
    } {
        PacketNtf "packet-ntf" 1024 = PutPacketAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, PacketAttrs<'a>>;
    } {
    } {
    }
}
