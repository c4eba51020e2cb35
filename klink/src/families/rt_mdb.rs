// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-mdb, by `klink generate rust`.

klink::family_flags! {
    MdbFlags "mdb-flags" u8 {
        OFFLOAD "offload" = 0x1;
        FAST_LEAVE "fast-leave" = 0x2;
        STAR_EXCL "star-excl" = 0x4;
        BLOCKED "blocked" = 0x8;
        OFFLOAD_FAILED "offload-failed" = 0x10;
    }
}

klink::family_enum! {
    RouterType "router-type" u8 {
        DISABLED "disabled" = 0;
        TEMP_QUERY "temp-query" = 1;
        PERM "perm" = 2;
        TEMP "temp" = 3;
    }
}

klink::family_struct! {
    BrPortMsg PutBrPortMsg "br-port-msg" 8 false {
        family "family" = 0, 1: u8 as U8;
        ifindex "ifindex" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    BrMdbEntry PutBrMdbEntry "br-mdb-entry" 28 false {
        ifindex "ifindex" = 0, 4: u32 as U32;
        state "state" = 4, 1: u8 as U8;
        flags "flags" = 5, 1: MdbFlags as U8;
        vid "vid" = 6, 2: u16 as U16;
        addr "addr" = 8, 16 group [BeU16 24];
        proto "proto" = 24, 2: u16 as HexBeU16;
    }
}

klink::family_struct! {
    MdbEntry PutMdbEntry "mdb-entry" 28 true {
        ifindex "ifindex" = 0, 4: u32 as U32;
        state "state" = 4, 1: u8 as U8;
        flags "flags" = 5, 1: MdbFlags as U8;
        vid "vid" = 6, 2: u16 as U16;
        addr "addr" = 8, 16 group [BeU16 24];
        proto "proto" = 24, 2: u16 as HexBeU16;
        attributes "attributes" = 28, 0 nest MdbEattrs PutMdbEattrs;
    }
}

klink::family_struct! {
    RouterPort PutRouterPort "router-port" 4 true {
        ifindex "ifindex" = 0, 4: u32 as U32;
        attributes "attributes" = 4, 0 nest RouterPortAttrs PutRouterPortAttrs;
    }
}

klink::family_set! {
    MdbAttrs PutMdbAttrs "mdb-attrs" [BrPortMsg PutBrPortMsg] false [] [] [] {
        mdb "mdb" = 1 nest MdbListAttrs PutMdbListAttrs;
        router "router" = 2 nest RouterAttrs PutRouterAttrs;
    }
}

klink::family_set! {
    MdbListAttrs PutMdbListAttrs "mdb-list-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest MdbEntryAttrs PutMdbEntryAttrs;
    }
}

klink::family_set! {
    MdbEntryAttrs PutMdbEntryAttrs "mdb-entry-attrs" [] false [] [] [1] {
        info "info" = 1 multi_view MdbEntry PutMdbEntry;
    }
}

klink::family_set! {
    MdbEattrs PutMdbEattrs "mdb-eattrs" [] false [] [] [] {
        timer "timer" = 1: u32 as U32;
        src_list "src-list" = 2 nest MdbSrcListAttrs PutMdbSrcListAttrs;
        group_mode "group-mode" = 3: u8 as U8;
        source "source" = 4: ::std::net::IpAddr as Ip;
        rtprot "rtprot" = 5: u8 as U8;
        dst "dst" = 6: ::std::net::IpAddr as Ip;
        dst_port "dst-port" = 7: u16 as U16;
        vni "vni" = 8: u32 as U32;
        ifindex "ifindex" = 9: u32 as U32;
        src_vni "src-vni" = 10: u32 as U32;
    }
}

klink::family_set! {
    MdbSrcListAttrs PutMdbSrcListAttrs "mdb-src-list-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest MdbSrcAttrs PutMdbSrcAttrs;
    }
}

klink::family_set! {
    MdbSrcAttrs PutMdbSrcAttrs "mdb-src-attrs" [] false [] [] [] {
        address "address" = 1: ::std::net::IpAddr as Ip;
        timer "timer" = 2: u32 as U32;
    }
}

klink::family_set! {
    RouterAttrs PutRouterAttrs "router-attrs" [] false [] [] [1] {
        port "port" = 1 multi_view RouterPort PutRouterPort;
    }
}

klink::family_set! {
    RouterPortAttrs PutRouterPortAttrs "router-port-attrs" [] false [] [] [] {
        timer "timer" = 1: u32 as U32;
        r#type "type" = 2: RouterType as U8;
        inet_timer "inet-timer" = 3: u32 as U32;
        inet6_timer "inet6-timer" = 4: u32 as U32;
        vid "vid" = 5: u16 as U16;
    }
}

klink::family_set! {
    MdbSetAttrs PutMdbSetAttrs "mdb-set-attrs" [BrPortMsg PutBrPortMsg] false [] [] [] {
        entry "entry" = 1 view BrMdbEntry PutBrMdbEntry;
        entry_attrs "entry-attrs" = 2 nest MdbeAttrs PutMdbeAttrs;
    }
}

klink::family_set! {
    MdbeAttrs PutMdbeAttrs "mdbe-attrs" [] false [] [] [] {
        source "source" = 1: ::std::net::IpAddr as Ip;
        src_list "src-list" = 2 nest MdbeSrcListAttrs PutMdbeSrcListAttrs;
        group_mode "group-mode" = 3: u8 as U8;
        rtprot "rtprot" = 4: u8 as U8;
        dst "dst" = 5: ::std::net::IpAddr as Ip;
        dst_port "dst-port" = 6: u16 as U16;
        vni "vni" = 7: u32 as U32;
        ifindex "ifindex" = 8: i32 as S32;
        src_vni "src-vni" = 9: u32 as U32;
        state_mask "state-mask" = 10: u8 as U8;
    }
}

klink::family_set! {
    MdbeSrcListAttrs PutMdbeSrcListAttrs "mdbe-src-list-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest MdbeSrcAttrs PutMdbeSrcAttrs;
    }
}

klink::family_set! {
    MdbeSrcAttrs PutMdbeSrcAttrs "mdbe-src-attrs" [] false [] [] [] {
        address "address" = 1: ::std::net::IpAddr as Ip;
    }
}

klink::family_operations! {
    raw RtMdb RtMdbOn "rt-mdb" 0 {
        newmdb Newmdb "newmdb" true false 84 84 = PutMdbSetAttrs<'w, BrPortMsg<'static>>, klink::typed::Framed<BrPortMsg<'a>, MdbSetAttrs<'a>>, klink::typed::Framed<BrPortMsg<'a>, MdbSetAttrs<'a>>;
        delmdb Delmdb "delmdb" true false 85 85 = PutMdbSetAttrs<'w, BrPortMsg<'static>>, klink::typed::Framed<BrPortMsg<'a>, MdbSetAttrs<'a>>, klink::typed::Framed<BrPortMsg<'a>, MdbSetAttrs<'a>>;
        getmdb Getmdb "getmdb" true true 86 84 = PutMdbAttrs<'w, BrPortMsg<'static>>, klink::typed::Framed<BrPortMsg<'a>, MdbAttrs<'a>>, klink::typed::Framed<BrPortMsg<'a>, MdbAttrs<'a>>;
    } {
        NewmdbNtf "newmdb-ntf" 84 = PutMdbAttrs<'w, BrPortMsg<'static>>, klink::typed::Framed<BrPortMsg<'a>, MdbAttrs<'a>>;
        DelmdbNtf "delmdb-ntf" 85 = PutMdbAttrs<'w, BrPortMsg<'static>>, klink::typed::Framed<BrPortMsg<'a>, MdbAttrs<'a>>;
    } {
        RtnlgrpMdb "rtnlgrp-mdb" 26;
    } {
    }
}
