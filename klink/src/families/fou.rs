// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family fou, by `klink generate rust`.

use klink::typed::{PutUnnamed, Unnamed};

klink::family_set! {
    FouAttrs PutFouAttrs "fou" [] false [] [] [] {
        port "port" = 1: u16 as BeU16;
        af "af" = 2: u8 as U8;
        ipproto "ipproto" = 3: u8 as U8;
        r#type "type" = 4: u8 as U8;
        remcsum_nopartial "remcsum-nopartial" = 5 flag true;
        local_v4 "local-v4" = 6: ::std::net::Ipv4Addr as BeV4;
        local_v6 "local-v6" = 7: &'a [u8] as Raw;
        peer_v4 "peer-v4" = 8: ::std::net::Ipv4Addr as BeV4;
        peer_v6 "peer-v6" = 9: &'a [u8] as Raw;
        peer_port "peer-port" = 10: u16 as BeU16;
        ifindex "ifindex" = 11: i32 as S32;
    }
}

klink::family_operations! {
    generic Fou FouOn "fou" 1 {
        unspec Unspec "unspec" false false 0 0 = PutUnnamed<'w>, Unnamed<'a>, Unnamed<'a>;
        add Add "add" true false 1 1 = PutFouAttrs<'w>, FouAttrs<'a>, FouAttrs<'a>;
        del Del "del" true false 2 2 = PutFouAttrs<'w>, FouAttrs<'a>, FouAttrs<'a>;
        get Get "get" true true 3 3 = PutFouAttrs<'w>, FouAttrs<'a>, FouAttrs<'a>;
    } {
    } {
    } {
    }
}
