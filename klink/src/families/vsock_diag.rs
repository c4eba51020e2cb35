// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family vsock-diag, by `klink generate rust`.

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

klink::family_struct! {
    Request PutRequest "request" 24 false {
        family "family" = 0, 1: u8 as U8;
        protocol "protocol" = 1, 1: u8 as U8;
        states "states" = 4, 4: StatesFlags as U32;
        ino "ino" = 8, 4: u32 as U32;
        show "show" = 12, 4: u32 as U32;
        cookie "cookie" = 16, 8: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    Message PutMessage "message" 32 false {
        family "family" = 0, 1: u8 as U8;
        r#type "type" = 1, 1: u8 as U8;
        state "state" = 2, 1: States as U8;
        shutdown "shutdown" = 3, 1: u8 as U8;
        src_cid "src-cid" = 4, 4: u32 as U32;
        src_port "src-port" = 8, 4: u32 as U32;
        dst_cid "dst-cid" = 12, 4: u32 as U32;
        dst_port "dst-port" = 16, 4: u32 as U32;
        ino "ino" = 20, 4: u32 as U32;
        cookie "cookie" = 24, 8: &'a [u8] as Raw;
    }
}

klink::family_set! {
    DiagAttrs PutDiagAttrs "diag-attrs" [Request PutRequest Message PutMessage] false [] [] [] {
    }
}

klink::family_operations! {
    raw VsockDiag VsockDiagOn "vsock-diag" 4 {
        get Get "get" true true 20 20 = PutDiagAttrs<'w, Request<'static>>, klink::typed::Framed<Request<'a>, DiagAttrs<'a>>, klink::typed::Framed<Message<'a>, DiagAttrs<'a>>;
    } {
    } {
    } {
    }
}
