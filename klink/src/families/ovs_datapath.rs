// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ovs_datapath, by `klink generate rust`.

klink::family_flags! {
    UserFeatures "user-features" u32 {
        UNALIGNED "unaligned" = 0x1;
        VPORT_PIDS "vport-pids" = 0x2;
        TC_RECIRC_SHARING "tc-recirc-sharing" = 0x4;
        DISPATCH_UPCALL_PER_CPU "dispatch-upcall-per-cpu" = 0x8;
    }
}

klink::family_struct! {
    OvsHeader PutOvsHeader "ovs-header" 4 false {
        dp_ifindex "dp-ifindex" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    OvsDpStats PutOvsDpStats "ovs-dp-stats" 32 false {
        n_hit "n-hit" = 0, 8: u64 as U64;
        n_missed "n-missed" = 8, 8: u64 as U64;
        n_lost "n-lost" = 16, 8: u64 as U64;
        n_flows "n-flows" = 24, 8: u64 as U64;
    }
}

klink::family_struct! {
    OvsDpMegaflowStats PutOvsDpMegaflowStats "ovs-dp-megaflow-stats" 32 false {
        n_mask_hit "n-mask-hit" = 0, 8: u64 as U64;
        n_masks "n-masks" = 8, 4: u32 as U32;
        padding "padding" = 12, 4: u32 as U32;
        n_cache_hit "n-cache-hit" = 16, 8: u64 as U64;
        pad1 "pad1" = 24, 8: u64 as U64;
    }
}

klink::family_set! {
    Datapath PutDatapath "datapath" [OvsHeader PutOvsHeader] false [] [] [] {
        name "name" = 1: &'a str as Str;
        upcall_pid "upcall-pid" = 2: u32 as U32;
        stats "stats" = 3 view OvsDpStats PutOvsDpStats;
        megaflow_stats "megaflow-stats" = 4 view OvsDpMegaflowStats PutOvsDpMegaflowStats;
        user_features "user-features" = 5: UserFeatures as U32;
        masks_cache_size "masks-cache-size" = 7: u32 as U32;
        per_cpu_pids "per-cpu-pids" = 8 packed u32 as U32, 4;
        ifindex "ifindex" = 9: u32 as U32;
    }
}

klink::family_operations! {
    generic OvsDatapath OvsDatapathOn "ovs_datapath" 2 {
        get Get "get" true true 3 3 = PutDatapath<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Datapath<'a>>, klink::typed::Framed<OvsHeader<'a>, Datapath<'a>>;
        new New "new" true false 1 1 = PutDatapath<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Datapath<'a>>, klink::typed::Framed<OvsHeader<'a>, Datapath<'a>>;
        del Del "del" true false 2 2 = PutDatapath<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Datapath<'a>>, klink::typed::Framed<OvsHeader<'a>, Datapath<'a>>;
    } {
    } {
        OvsDatapath "ovs_datapath" 0;
    } {
    }
}
