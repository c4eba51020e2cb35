// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family mptcp_pm, by `klink generate rust`.

use klink::typed::{PutUnnamed, Unnamed};

klink::family_set! {
    Address PutAddress "address" [] false [] [] [] {
        family "family" = 1: u16 as U16;
        id "id" = 2: u8 as U8;
        addr4 "addr4" = 3: u32 as BeU32;
        addr6 "addr6" = 4: &'a [u8] as Raw;
        port "port" = 5: u16 as U16;
        flags "flags" = 6: u32 as U32;
        if_idx "if-idx" = 7: i32 as S32;
    }
}

klink::family_set! {
    Endpoint PutEndpoint "endpoint" [] false [] [] [] {
        addr "addr" = 1 nest Address PutAddress;
    }
}

klink::family_set! {
    Attr PutAttr "attr" [] false [] [] [] {
        addr "addr" = 1 nest Address PutAddress;
        rcv_add_addrs "rcv-add-addrs" = 2: u32 as U32;
        subflows "subflows" = 3: u32 as U32;
        token "token" = 4: u32 as U32;
        loc_id "loc-id" = 5: u8 as U8;
        addr_remote "addr-remote" = 6 nest Address PutAddress;
    }
}

klink::family_operations! {
    generic MptcpPm MptcpPmOn "mptcp_pm" 1 {
        unspec Unspec "unspec" false false 0 0 = PutUnnamed<'w>, Unnamed<'a>, Unnamed<'a>;
        add_addr AddAddr "add-addr" true false 1 1 = PutEndpoint<'w>, Endpoint<'a>, Endpoint<'a>;
        del_addr DelAddr "del-addr" true false 2 2 = PutEndpoint<'w>, Endpoint<'a>, Endpoint<'a>;
        get_addr GetAddr "get-addr" true true 3 3 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        flush_addrs FlushAddrs "flush-addrs" true false 4 4 = PutEndpoint<'w>, Endpoint<'a>, Endpoint<'a>;
        set_limits SetLimits "set-limits" true false 5 5 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        get_limits GetLimits "get-limits" true false 6 6 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        set_flags SetFlags "set-flags" true false 7 7 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        announce Announce "announce" true false 8 8 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        remove Remove "remove" true false 9 9 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        subflow_create SubflowCreate "subflow-create" true false 10 10 = PutAttr<'w>, Attr<'a>, Attr<'a>;
        subflow_destroy SubflowDestroy "subflow-destroy" true false 11 11 = PutAttr<'w>, Attr<'a>, Attr<'a>;
    } {
    } {
    } {
    }
}
