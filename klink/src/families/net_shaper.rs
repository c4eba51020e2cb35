// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family net-shaper, by `klink generate rust`.

klink::family_enum! {
    Scope "scope" u32 {
        UNSPEC "unspec" = 0;
        NETDEV "netdev" = 1;
        QUEUE "queue" = 2;
        NODE "node" = 3;
    }
}

klink::family_enum! {
    Metric "metric" u32 {
        BPS "bps" = 0;
        PPS "pps" = 1;
    }
}

klink::family_set! {
    NetShaperAttrs PutNetShaperAttrs "net-shaper" [] false [] [] [10] {
        handle "handle" = 1 nest Handle PutHandle;
        metric "metric" = 2: Metric as U32;
        bw_min "bw-min" = 3: u64 as Uint;
        bw_max "bw-max" = 4: u64 as Uint;
        burst "burst" = 5: u64 as Uint;
        priority "priority" = 6: u32 as U32;
        weight "weight" = 7: u32 as U32;
        ifindex "ifindex" = 8: u32 as U32;
        parent "parent" = 9 nest Handle PutHandle;
        leaves "leaves" = 10 multi_nest NetShaperAttrs PutNetShaperAttrs;
    }
}

klink::family_set! {
    Handle PutHandle "handle" [] false [] [] [] {
        scope "scope" = 1: Scope as U32;
        id "id" = 2: u32 as U32;
    }
}

klink::family_set! {
    Caps PutCaps "caps" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        scope "scope" = 2: Scope as U32;
        support_metric_bps "support-metric-bps" = 3 flag true;
        support_metric_pps "support-metric-pps" = 4 flag true;
        support_nesting "support-nesting" = 5 flag true;
        support_bw_min "support-bw-min" = 6 flag true;
        support_bw_max "support-bw-max" = 7 flag true;
        support_burst "support-burst" = 8 flag true;
        support_priority "support-priority" = 9 flag true;
        support_weight "support-weight" = 10 flag true;
    }
}

klink::family_operations! {
    generic NetShaper NetShaperOn "net-shaper" 1 {
        get Get "get" true true 1 1 = PutNetShaperAttrs<'w>, NetShaperAttrs<'a>, NetShaperAttrs<'a>;
        set Set "set" true false 2 2 = PutNetShaperAttrs<'w>, NetShaperAttrs<'a>, NetShaperAttrs<'a>;
        delete Delete "delete" true false 3 3 = PutNetShaperAttrs<'w>, NetShaperAttrs<'a>, NetShaperAttrs<'a>;
        group GroupOp "group" true false 4 4 = PutNetShaperAttrs<'w>, NetShaperAttrs<'a>, NetShaperAttrs<'a>;
        cap_get CapGet "cap-get" true true 5 5 = PutCaps<'w>, Caps<'a>, Caps<'a>;
    } {
    } {
    } {
    }
}
