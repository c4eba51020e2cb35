// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family packet-diag, by `klink generate rust`.

klink::family_flags! {
    Show "show" u32 {
        INFO "info" = 0x1;
        MCLIST "mclist" = 0x2;
        RING_CFG "ring-cfg" = 0x4;
        FANOUT "fanout" = 0x8;
        MEMINFO "meminfo" = 0x10;
        FILTER "filter" = 0x20;
    }
}

klink::family_flags! {
    InfoFlags "info-flags" u32 {
        RUNNING "running" = 0x1;
        AUXDATA "auxdata" = 0x2;
        ORIGDEV "origdev" = 0x4;
        VNETHDR "vnethdr" = 0x8;
        LOSS "loss" = 0x10;
    }
}

klink::family_struct! {
    Request PutRequest "request" 20 false {
        family "family" = 0, 1: u8 as U8;
        protocol "protocol" = 1, 1: u8 as U8;
        ino "ino" = 4, 4: u32 as U32;
        show "show" = 8, 4: Show as U32;
        cookie "cookie" = 12, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    Message PutMessage "message" 16 false {
        family "family" = 0, 1: u8 as U8;
        r#type "type" = 1, 1: u8 as U8;
        num "num" = 2, 2: u16 as U16;
        ino "ino" = 4, 4: u32 as U32;
        cookie "cookie" = 8, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    PacketDiagInfo PutPacketDiagInfo "packet-diag-info" 24 false {
        index "index" = 0, 4: u32 as U32;
        version "version" = 4, 4: u32 as U32;
        reserve "reserve" = 8, 4: u32 as U32;
        copy_thresh "copy-thresh" = 12, 4: u32 as U32;
        tstamp "tstamp" = 16, 4: u32 as U32;
        flags "flags" = 20, 4: InfoFlags as U32;
    }
}

klink::family_struct! {
    PacketDiagMclist PutPacketDiagMclist "packet-diag-mclist" 44 false {
        index "index" = 0, 4: u32 as U32;
        count "count" = 4, 4: u32 as U32;
        r#type "type" = 8, 2: u16 as U16;
        alen "alen" = 10, 2: u16 as U16;
        addr "addr" = 12, 32: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    PacketDiagRing PutPacketDiagRing "packet-diag-ring" 28 false {
        block_size "block-size" = 0, 4: u32 as U32;
        block_nr "block-nr" = 4, 4: u32 as U32;
        frame_size "frame-size" = 8, 4: u32 as U32;
        frame_nr "frame-nr" = 12, 4: u32 as U32;
        retire_tmo "retire-tmo" = 16, 4: u32 as U32;
        sizeof_priv "sizeof-priv" = 20, 4: u32 as U32;
        features "features" = 24, 4: u32 as U32;
    }
}

klink::family_struct! {
    SockFilter PutSockFilter "sock-filter" 8 false {
        code "code" = 0, 2: u16 as HexU16;
        jt "jt" = 2, 1: u8 as U8;
        jf "jf" = 3, 1: u8 as U8;
        k "k" = 4, 4: u32 as U32;
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
    DiagAttrs PutDiagAttrs "diag-attrs" [Request PutRequest Message PutMessage] false [] [] [] {
        info "info" = 0 view PacketDiagInfo PutPacketDiagInfo;
        mclist "mclist" = 1 views PacketDiagMclist PutPacketDiagMclist;
        rx_ring "rx-ring" = 2 view PacketDiagRing PutPacketDiagRing;
        tx_ring "tx-ring" = 3 view PacketDiagRing PutPacketDiagRing;
        fanout "fanout" = 4: u32 as U32;
        uid "uid" = 5: u32 as U32;
        meminfo "meminfo" = 6 view Meminfo PutMeminfo;
        filter "filter" = 7 views SockFilter PutSockFilter;
    }
}

klink::family_operations! {
    raw PacketDiag PacketDiagOn "packet-diag" 4 {
        get Get "get" true true 20 20 = PutDiagAttrs<'w, Request<'static>>, klink::typed::Framed<Request<'a>, DiagAttrs<'a>>, klink::typed::Framed<Message<'a>, DiagAttrs<'a>>;
    } {
    } {
    } {
    }
}
