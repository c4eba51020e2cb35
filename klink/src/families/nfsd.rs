// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family nfsd, by `klink generate rust`.

klink::family_flags! {
    CacheType "cache-type" u32 {
        SVC_EXPORT "svc_export" = 0x1;
        EXPKEY "expkey" = 0x2;
    }
}

klink::family_flags! {
    ExportFlags "export-flags" u32 {
        READONLY "readonly" = 0x1;
        INSECURE_PORT "insecure-port" = 0x2;
        ROOTSQUASH "rootsquash" = 0x4;
        ALLSQUASH "allsquash" = 0x8;
        ASYNC "async" = 0x10;
        GATHERED_WRITES "gathered-writes" = 0x20;
        NOREADDIRPLUS "noreaddirplus" = 0x40;
        SECURITY_LABEL "security-label" = 0x80;
        SIGN_FH "sign-fh" = 0x100;
        NOHIDE "nohide" = 0x200;
        NOSUBTREECHECK "nosubtreecheck" = 0x400;
        NOAUTHNLM "noauthnlm" = 0x800;
        MSNFS "msnfs" = 0x1000;
        FSID "fsid" = 0x2000;
        CROSSMOUNT "crossmount" = 0x4000;
        NOACL "noacl" = 0x8000;
        V4ROOT "v4root" = 0x10000;
        PNFS "pnfs" = 0x20000;
    }
}

klink::family_flags! {
    XprtsecMode "xprtsec-mode" u32 {
        NONE "none" = 0x1;
        TLS "tls" = 0x2;
        MTLS "mtls" = 0x4;
    }
}

klink::family_set! {
    CacheNotify PutCacheNotify "cache-notify" [] false [] [] [] {
        cache_type "cache-type" = 1: CacheType as U32;
    }
}

klink::family_set! {
    RpcStatus PutRpcStatus "rpc-status" [] false [] [7] [14] {
        xid "xid" = 1: u32 as BeU32;
        flags "flags" = 2: u32 as U32;
        prog "prog" = 3: u32 as U32;
        version "version" = 4: u8 as U8;
        proc "proc" = 5: u32 as U32;
        service_time "service-time" = 6: i64 as S64;
        saddr4 "saddr4" = 8: ::std::net::Ipv4Addr as BeV4;
        daddr4 "daddr4" = 9: ::std::net::Ipv4Addr as BeV4;
        saddr6 "saddr6" = 10: ::std::net::IpAddr as Ip;
        daddr6 "daddr6" = 11: ::std::net::IpAddr as Ip;
        sport "sport" = 12: u16 as BeU16;
        dport "dport" = 13: u16 as BeU16;
        compound_ops "compound-ops" = 14 multi u32 as U32;
    }
}

klink::family_set! {
    Server PutServer "server" [] false [] [] [1] {
        threads "threads" = 1 multi u32 as U32;
        gracetime "gracetime" = 2: u32 as U32;
        leasetime "leasetime" = 3: u32 as U32;
        scope "scope" = 4: &'a str as Str;
        min_threads "min-threads" = 5: u32 as U32;
        fh_key "fh-key" = 6: &'a [u8] as Raw;
    }
}

klink::family_set! {
    Version PutVersion "version" [] false [] [] [] {
        major "major" = 1: u32 as U32;
        minor "minor" = 2: u32 as U32;
        enabled "enabled" = 3 flag true;
    }
}

klink::family_set! {
    ServerProto PutServerProto "server-proto" [] false [] [] [1] {
        version "version" = 1 multi_nest Version PutVersion;
    }
}

klink::family_set! {
    Sock PutSock "sock" [] false [] [] [] {
        addr "addr" = 1: &'a [u8] as Raw;
        transport_name "transport-name" = 2: &'a str as Str;
    }
}

klink::family_set! {
    ServerSock PutServerSock "server-sock" [] false [] [] [1] {
        addr "addr" = 1 multi_nest Sock PutSock;
    }
}

klink::family_set! {
    PoolMode PutPoolMode "pool-mode" [] false [] [] [] {
        mode "mode" = 1: &'a str as Str;
        npools "npools" = 2: u32 as U32;
    }
}

klink::family_set! {
    Fslocation PutFslocation "fslocation" [] false [] [] [] {
        host "host" = 1: &'a str as Str;
        path "path" = 2: &'a str as Str;
    }
}

klink::family_set! {
    Fslocations PutFslocations "fslocations" [] false [] [] [1] {
        location "location" = 1 multi_nest Fslocation PutFslocation;
    }
}

klink::family_set! {
    AuthFlavor PutAuthFlavor "auth-flavor" [] false [] [] [] {
        pseudoflavor "pseudoflavor" = 1: u32 as U32;
        flags "flags" = 2: ExportFlags as U32;
    }
}

klink::family_set! {
    SvcExport PutSvcExport "svc-export" [] false [] [] [10 11] {
        seqno "seqno" = 1: u64 as U64;
        client "client" = 2: &'a str as Str;
        path "path" = 3: &'a str as Str;
        negative "negative" = 4 flag true;
        expiry "expiry" = 5: u64 as U64;
        anon_uid "anon-uid" = 6: u32 as U32;
        anon_gid "anon-gid" = 7: u32 as U32;
        fslocations "fslocations" = 8 nest Fslocations PutFslocations;
        uuid "uuid" = 9: &'a [u8] as Raw;
        secinfo "secinfo" = 10 multi_nest AuthFlavor PutAuthFlavor;
        xprtsec "xprtsec" = 11 multi XprtsecMode as U32;
        flags "flags" = 12: ExportFlags as U32;
        fsid "fsid" = 13: i32 as S32;
    }
}

klink::family_set! {
    SvcExportReqs PutSvcExportReqs "svc-export-reqs" [] false [] [] [1] {
        requests "requests" = 1 multi_nest SvcExport PutSvcExport;
    }
}

klink::family_set! {
    Expkey PutExpkey "expkey" [] false [] [] [] {
        seqno "seqno" = 1: u64 as U64;
        client "client" = 2: &'a str as Str;
        fsidtype "fsidtype" = 3: u8 as U8;
        fsid "fsid" = 4: &'a [u8] as Raw;
        negative "negative" = 5 flag true;
        expiry "expiry" = 6: u64 as U64;
        path "path" = 7: &'a str as Str;
    }
}

klink::family_set! {
    ExpkeyReqs PutExpkeyReqs "expkey-reqs" [] false [] [] [1] {
        requests "requests" = 1 multi_nest Expkey PutExpkey;
    }
}

klink::family_set! {
    CacheFlush PutCacheFlush "cache-flush" [] false [] [] [] {
        mask "mask" = 1: CacheType as U32;
    }
}

klink::family_set! {
    UnlockIp PutUnlockIp "unlock-ip" [] false [] [] [] {
        address "address" = 1: &'a [u8] as Raw;
    }
}

klink::family_set! {
    UnlockFilesystem PutUnlockFilesystem "unlock-filesystem" [] false [] [] [] {
        path "path" = 1: &'a str as Str;
    }
}

klink::family_set! {
    UnlockExport PutUnlockExport "unlock-export" [] false [] [] [] {
        path "path" = 1: &'a str as Str;
    }
}

klink::family_set! {
    ServerProcEntry PutServerProcEntry "server-proc-entry" [] false [] [3] [] {
        op "op" = 1: u32 as U32;
        count "count" = 2: u64 as U64;
    }
}

klink::family_set! {
    ServerStats PutServerStats "server-stats" [] false [] [4] [16 17 18 19 20] {
        rc_hits "rc-hits" = 1: u64 as U64;
        rc_misses "rc-misses" = 2: u64 as U64;
        rc_nocache "rc-nocache" = 3: u64 as U64;
        fh_stale "fh-stale" = 5: u64 as U64;
        io_read "io-read" = 6: u64 as U64;
        io_write "io-write" = 7: u64 as U64;
        netcnt "netcnt" = 8: u32 as U32;
        netudpcnt "netudpcnt" = 9: u32 as U32;
        nettcpcnt "nettcpcnt" = 10: u32 as U32;
        nettcpconn "nettcpconn" = 11: u32 as U32;
        rpccnt "rpccnt" = 12: u32 as U32;
        rpcbadfmt "rpcbadfmt" = 13: u32 as U32;
        rpcbadauth "rpcbadauth" = 14: u32 as U32;
        rpcbadclnt "rpcbadclnt" = 15: u32 as U32;
        proc2_ops "proc2-ops" = 16 multi_nest ServerProcEntry PutServerProcEntry;
        proc3_ops "proc3-ops" = 17 multi_nest ServerProcEntry PutServerProcEntry;
        proc4_ops "proc4-ops" = 18 multi_nest ServerProcEntry PutServerProcEntry;
        proc4ops_ops "proc4ops-ops" = 19 multi_nest ServerProcEntry PutServerProcEntry;
        proc4cb_ops "proc4cb-ops" = 20 multi_nest ServerProcEntry PutServerProcEntry;
    }
}

klink::family_operations! {
    generic Nfsd NfsdOn "nfsd" 1 {
        rpc_status_get RpcStatusGet "rpc-status-get" false true 1 1 = PutRpcStatus<'w>, RpcStatus<'a>, RpcStatus<'a>;
        threads_set ThreadsSet "threads-set" true false 2 2 = PutServer<'w>, Server<'a>, Server<'a>;
        threads_get ThreadsGet "threads-get" true false 3 3 = PutServer<'w>, Server<'a>, Server<'a>;
        version_set VersionSet "version-set" true false 4 4 = PutServerProto<'w>, ServerProto<'a>, ServerProto<'a>;
        version_get VersionGet "version-get" true false 5 5 = PutServerProto<'w>, ServerProto<'a>, ServerProto<'a>;
        listener_set ListenerSet "listener-set" true false 6 6 = PutServerSock<'w>, ServerSock<'a>, ServerSock<'a>;
        listener_get ListenerGet "listener-get" true false 7 7 = PutServerSock<'w>, ServerSock<'a>, ServerSock<'a>;
        pool_mode_set PoolModeSet "pool-mode-set" true false 8 8 = PutPoolMode<'w>, PoolMode<'a>, PoolMode<'a>;
        pool_mode_get PoolModeGet "pool-mode-get" true false 9 9 = PutPoolMode<'w>, PoolMode<'a>, PoolMode<'a>;
        svc_export_get_reqs SvcExportGetReqs "svc-export-get-reqs" false true 11 11 = PutSvcExportReqs<'w>, SvcExportReqs<'a>, SvcExportReqs<'a>;
        svc_export_set_reqs SvcExportSetReqs "svc-export-set-reqs" true false 12 12 = PutSvcExportReqs<'w>, SvcExportReqs<'a>, SvcExportReqs<'a>;
        expkey_get_reqs ExpkeyGetReqs "expkey-get-reqs" false true 13 13 = PutExpkeyReqs<'w>, ExpkeyReqs<'a>, ExpkeyReqs<'a>;
        expkey_set_reqs ExpkeySetReqs "expkey-set-reqs" true false 14 14 = PutExpkeyReqs<'w>, ExpkeyReqs<'a>, ExpkeyReqs<'a>;
        cache_flush CacheFlushOp "cache-flush" true false 15 15 = PutCacheFlush<'w>, CacheFlush<'a>, CacheFlush<'a>;
        unlock_ip UnlockIpOp "unlock-ip" true false 16 16 = PutUnlockIp<'w>, UnlockIp<'a>, UnlockIp<'a>;
        unlock_filesystem UnlockFilesystemOp "unlock-filesystem" true false 17 17 = PutUnlockFilesystem<'w>, UnlockFilesystem<'a>, UnlockFilesystem<'a>;
        unlock_export UnlockExportOp "unlock-export" true false 18 18 = PutUnlockExport<'w>, UnlockExport<'a>, UnlockExport<'a>;
        server_stats_get ServerStatsGet "server-stats-get" false true 19 19 = PutServerStats<'w>, ServerStats<'a>, ServerStats<'a>;
    } {
        CacheNotifyOp "cache-notify" 10 = PutCacheNotify<'w>, CacheNotify<'a>;
    } {
        None "none" 0;
        Exportd "exportd" 0;
    } {
    }
}
