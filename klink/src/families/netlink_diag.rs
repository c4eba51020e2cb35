// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family netlink-diag, by `klink generate rust`.

klink::family_flags! {
    Show "show" u32 {
        MEMINFO "meminfo" = 0x1;
        GROUPS "groups" = 0x2;
        RING_CFG "ring-cfg" = 0x4;
        FLAGS "flags" = 0x8;
    }
}

klink::family_flags! {
    Flags "flags" u32 {
        CB_RUNNING "cb-running" = 0x1;
        PKTINFO "pktinfo" = 0x2;
        BROADCAST_ERROR "broadcast-error" = 0x4;
        NO_ENOBUFS "no-enobufs" = 0x8;
        LISTEN_ALL_NSID "listen-all-nsid" = 0x10;
        CAP_ACK "cap-ack" = 0x20;
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
    Message PutMessage "message" 28 false {
        family "family" = 0, 1: u8 as U8;
        r#type "type" = 1, 1: u8 as U8;
        protocol "protocol" = 2, 1: u8 as U8;
        state "state" = 3, 1: u8 as U8;
        portid "portid" = 4, 4: u32 as U32;
        dst_portid "dst-portid" = 8, 4: u32 as U32;
        dst_group "dst-group" = 12, 4: u32 as U32;
        ino "ino" = 16, 4: u32 as U32;
        cookie "cookie" = 20, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    NetlinkDiagRing PutNetlinkDiagRing "netlink-diag-ring" 16 false {
        block_size "block-size" = 0, 4: u32 as U32;
        block_nr "block-nr" = 4, 4: u32 as U32;
        frame_size "frame-size" = 8, 4: u32 as U32;
        frame_nr "frame-nr" = 12, 4: u32 as U32;
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
        meminfo "meminfo" = 0 view Meminfo PutMeminfo;
        groups "groups" = 1 packed u64 as HexU64, 8;
        rx_ring "rx-ring" = 2 view NetlinkDiagRing PutNetlinkDiagRing;
        tx_ring "tx-ring" = 3 view NetlinkDiagRing PutNetlinkDiagRing;
        flags "flags" = 4: Flags as U32;
    }
}

klink::family_operations! {
    raw NetlinkDiag NetlinkDiagOn "netlink-diag" 4 {
        get Get "get" true true 20 20 = PutDiagAttrs<'w, Request<'static>>, klink::typed::Framed<Request<'a>, DiagAttrs<'a>>, klink::typed::Framed<Message<'a>, DiagAttrs<'a>>;
    } {
    } {
    } {
    }
}
