// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family sunrpc, by `klink generate rust`.

klink::family_flags! {
    CacheType "cache-type" u32 {
        IP_MAP "ip_map" = 0x1;
        UNIX_GID "unix_gid" = 0x2;
    }
}

klink::family_set! {
    CacheNotify PutCacheNotify "cache-notify" [] false [] [] [] {
        cache_type "cache-type" = 1: CacheType as U32;
    }
}

klink::family_set! {
    IpMap PutIpMap "ip-map" [] false [] [] [] {
        seqno "seqno" = 1: u64 as U64;
        class "class" = 2: &'a str as Str;
        addr "addr" = 3: &'a str as Str;
        domain "domain" = 4: &'a str as Str;
        negative "negative" = 5 flag true;
        expiry "expiry" = 6: u64 as U64;
    }
}

klink::family_set! {
    IpMapReqs PutIpMapReqs "ip-map-reqs" [] false [] [] [1] {
        requests "requests" = 1 multi_nest IpMap PutIpMap;
    }
}

klink::family_set! {
    UnixGid PutUnixGid "unix-gid" [] false [] [] [3] {
        seqno "seqno" = 1: u64 as U64;
        uid "uid" = 2: u32 as U32;
        gids "gids" = 3 multi u32 as U32;
        negative "negative" = 4 flag true;
        expiry "expiry" = 5: u64 as U64;
    }
}

klink::family_set! {
    UnixGidReqs PutUnixGidReqs "unix-gid-reqs" [] false [] [] [1] {
        requests "requests" = 1 multi_nest UnixGid PutUnixGid;
    }
}

klink::family_set! {
    CacheFlush PutCacheFlush "cache-flush" [] false [] [] [] {
        mask "mask" = 1: CacheType as U32;
    }
}

klink::family_operations! {
    generic Sunrpc SunrpcOn "sunrpc" 1 {
        ip_map_get_reqs IpMapGetReqs "ip-map-get-reqs" false true 2 2 = PutIpMapReqs<'w>, IpMapReqs<'a>, IpMapReqs<'a>;
        ip_map_set_reqs IpMapSetReqs "ip-map-set-reqs" true false 3 3 = PutIpMapReqs<'w>, IpMapReqs<'a>, IpMapReqs<'a>;
        unix_gid_get_reqs UnixGidGetReqs "unix-gid-get-reqs" false true 4 4 = PutUnixGidReqs<'w>, UnixGidReqs<'a>, UnixGidReqs<'a>;
        unix_gid_set_reqs UnixGidSetReqs "unix-gid-set-reqs" true false 5 5 = PutUnixGidReqs<'w>, UnixGidReqs<'a>, UnixGidReqs<'a>;
        cache_flush CacheFlushOp "cache-flush" true false 6 6 = PutCacheFlush<'w>, CacheFlush<'a>, CacheFlush<'a>;
    } {
        CacheNotifyOp "cache-notify" 1 = PutCacheNotify<'w>, CacheNotify<'a>;
    } {
        None "none" 0;
        Exportd "exportd" 0;
    } {
    }
}
