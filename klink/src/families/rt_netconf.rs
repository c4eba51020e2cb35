// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-netconf, by `klink generate rust`.

klink::family_struct! {
    Netconfmsg PutNetconfmsg "netconfmsg" 4 false {
        family "family" = 0, 1: u8 as U8;
    }
}

klink::family_set! {
    NetconfAttrs PutNetconfAttrs "netconf-attrs" [Netconfmsg PutNetconfmsg] false [] [] [] {
        ifindex "ifindex" = 1: i32 as S32;
        forwarding "forwarding" = 2: i32 as S32;
        rp_filter "rp-filter" = 3: i32 as S32;
        mc_forwarding "mc-forwarding" = 4: i32 as S32;
        proxy_neigh "proxy-neigh" = 5: i32 as S32;
        ignore_routes_with_linkdown "ignore-routes-with-linkdown" = 6: i32 as S32;
        input "input" = 7: i32 as S32;
        bc_forwarding "bc-forwarding" = 8: i32 as S32;
        force_forwarding "force-forwarding" = 9: i32 as S32;
    }
}

klink::family_operations! {
    raw RtNetconf RtNetconfOn "rt-netconf" 0 {
        getnetconf Getnetconf "getnetconf" true true 82 80 = PutNetconfAttrs<'w, Netconfmsg<'static>>, klink::typed::Framed<Netconfmsg<'a>, NetconfAttrs<'a>>, klink::typed::Framed<Netconfmsg<'a>, NetconfAttrs<'a>>;
    } {
        NewnetconfNtf "newnetconf-ntf" 80 = PutNetconfAttrs<'w, Netconfmsg<'static>>, klink::typed::Framed<Netconfmsg<'a>, NetconfAttrs<'a>>;
        DelnetconfNtf "delnetconf-ntf" 81 = PutNetconfAttrs<'w, Netconfmsg<'static>>, klink::typed::Framed<Netconfmsg<'a>, NetconfAttrs<'a>>;
    } {
        RtnlgrpIpv4Netconf "rtnlgrp-ipv4-netconf" 24;
        RtnlgrpIpv6Netconf "rtnlgrp-ipv6-netconf" 25;
        RtnlgrpMplsNetconf "rtnlgrp-mpls-netconf" 29;
    } {
    }
}
