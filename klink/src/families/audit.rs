// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family audit, by `klink generate rust`.

klink::family_flags! {
    StatusMask "status-mask" u32 {
        ENABLED "enabled" = 0x1;
        FAILURE "failure" = 0x2;
        PID "pid" = 0x4;
        RATE_LIMIT "rate-limit" = 0x8;
        BACKLOG_LIMIT "backlog-limit" = 0x10;
        BACKLOG_WAIT_TIME "backlog-wait-time" = 0x20;
        LOST "lost" = 0x40;
        BACKLOG_WAIT_TIME_ACTUAL "backlog-wait-time-actual" = 0x80;
    }
}

klink::family_enum! {
    RuleAction "rule-action" u32 {
        NEVER "never" = 0;
        POSSIBLE "possible" = 1;
        ALWAYS "always" = 2;
    }
}

klink::family_enum! {
    RuleList "rule-list" u32 {
        USER "user" = 0;
        TASK "task" = 1;
        ENTRY "entry" = 2;
        WATCH "watch" = 3;
        EXIT "exit" = 4;
        EXCLUDE "exclude" = 5;
        FS "fs" = 6;
        URING_EXIT "uring-exit" = 7;
    }
}

klink::family_struct! {
    AuditStatus PutAuditStatus "audit-status" 44 false {
        mask "mask" = 0, 4: StatusMask as U32;
        enabled "enabled" = 4, 4: u32 as U32;
        failure "failure" = 8, 4: u32 as U32;
        pid "pid" = 12, 4: u32 as U32;
        rate_limit "rate-limit" = 16, 4: u32 as U32;
        backlog_limit "backlog-limit" = 20, 4: u32 as U32;
        lost "lost" = 24, 4: u32 as U32;
        backlog "backlog" = 28, 4: u32 as U32;
        feature_bitmap "feature-bitmap" = 32, 4: u32 as U32;
        backlog_wait_time "backlog-wait-time" = 36, 4: u32 as U32;
        backlog_wait_time_actual "backlog-wait-time-actual" = 40, 4: u32 as U32;
    }
}

klink::family_struct! {
    AuditRuleData PutAuditRuleData "audit-rule-data" 1040 true {
        flags "flags" = 0, 4: RuleList as U32;
        action "action" = 4, 4: RuleAction as U32;
        field_count "field-count" = 8, 4: u32 as U32;
        mask "mask" = 12, 256 array u32 as HexU32, 4;
        fields "fields" = 268, 256 array u32 as U32, 4;
        values "values" = 524, 256 array u32 as U32, 4;
        fieldflags "fieldflags" = 780, 256 array u32 as HexU32, 4;
        buflen "buflen" = 1036, 4: u32 as U32;
        buf "buf" = 1040, 0 rest &'a str as Letters;
    }
}

klink::family_struct! {
    AuditTtyStatus PutAuditTtyStatus "audit-tty-status" 8 false {
        enabled "enabled" = 0, 4: u32 as U32;
        log_passwd "log-passwd" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    AuditFeatures PutAuditFeatures "audit-features" 16 false {
        vers "vers" = 0, 4: u32 as U32;
        mask "mask" = 4, 4: u32 as U32;
        features "features" = 8, 4: u32 as U32;
        lock "lock" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    SignalInfo PutSignalInfo "signal-info" 8 true {
        uid "uid" = 0, 4: u32 as U32;
        pid "pid" = 4, 4: i32 as S32;
        ctx "ctx" = 8, 0 rest &'a str as Letters;
    }
}

klink::family_struct! {
    Record PutRecord "record" 0 true {
        text "text" = 0, 0 rest &'a str as Letters;
    }
}

klink::family_struct! {
    Nothing PutNothing "nothing" 0 true {
        rest "rest" = 0, 0 rest &'a [u8] as Raw;
    }
}

klink::family_operations! {
    raw Audit AuditOn "audit" 9 {
        get Get "get" true false 1000 1000 = PutNothing<'w>, Nothing<'a>, AuditStatus<'a>;
        set Set "set" true false 1001 1001 = PutAuditStatus<'w>, AuditStatus<'a>, AuditStatus<'a>;
        user User "user" true false 1005 1005 = PutRecord<'w>, Record<'a>, Record<'a>;
        signal_info SignalInfoOp "signal-info" true false 1010 1010 = PutNothing<'w>, Nothing<'a>, SignalInfo<'a>;
        add_rule AddRule "add-rule" true false 1011 1011 = PutAuditRuleData<'w>, AuditRuleData<'a>, AuditRuleData<'a>;
        del_rule DelRule "del-rule" true false 1012 1012 = PutAuditRuleData<'w>, AuditRuleData<'a>, AuditRuleData<'a>;
        list_rules ListRules "list-rules" false true 1013 1013 = PutNothing<'w>, Nothing<'a>, AuditRuleData<'a>;
        tty_get TtyGet "tty-get" true false 1016 1016 = PutNothing<'w>, Nothing<'a>, AuditTtyStatus<'a>;
        tty_set TtySet "tty-set" true false 1017 1017 = PutAuditTtyStatus<'w>, AuditTtyStatus<'a>, AuditTtyStatus<'a>;
        set_feature SetFeature "set-feature" true false 1018 1018 = PutAuditFeatures<'w>, AuditFeatures<'a>, AuditFeatures<'a>;
        get_feature GetFeature "get-feature" true false 1019 1019 = PutNothing<'w>, Nothing<'a>, AuditFeatures<'a>;
    } {
        UserAvc "user-avc" 1107 = PutRecord<'w>, Record<'a>;
        UserTty "user-tty" 1124 = PutRecord<'w>, Record<'a>;
        DaemonStart "daemon-start" 1200 = PutRecord<'w>, Record<'a>;
        DaemonEnd "daemon-end" 1201 = PutRecord<'w>, Record<'a>;
        DaemonAbort "daemon-abort" 1202 = PutRecord<'w>, Record<'a>;
        DaemonConfig "daemon-config" 1203 = PutRecord<'w>, Record<'a>;
        Syscall "syscall" 1300 = PutRecord<'w>, Record<'a>;
        Path "path" 1302 = PutRecord<'w>, Record<'a>;
        Ipc "ipc" 1303 = PutRecord<'w>, Record<'a>;
        Socketcall "socketcall" 1304 = PutRecord<'w>, Record<'a>;
        ConfigChange "config-change" 1305 = PutRecord<'w>, Record<'a>;
        Sockaddr "sockaddr" 1306 = PutRecord<'w>, Record<'a>;
        Cwd "cwd" 1307 = PutRecord<'w>, Record<'a>;
        Execve "execve" 1309 = PutRecord<'w>, Record<'a>;
        IpcSetPerm "ipc-set-perm" 1311 = PutRecord<'w>, Record<'a>;
        MqOpen "mq-open" 1312 = PutRecord<'w>, Record<'a>;
        MqSendrecv "mq-sendrecv" 1313 = PutRecord<'w>, Record<'a>;
        MqNotify "mq-notify" 1314 = PutRecord<'w>, Record<'a>;
        MqGetsetattr "mq-getsetattr" 1315 = PutRecord<'w>, Record<'a>;
        KernelOther "kernel-other" 1316 = PutRecord<'w>, Record<'a>;
        FdPair "fd-pair" 1317 = PutRecord<'w>, Record<'a>;
        ObjPid "obj-pid" 1318 = PutRecord<'w>, Record<'a>;
        Tty "tty" 1319 = PutRecord<'w>, Record<'a>;
        Eoe "eoe" 1320 = PutRecord<'w>, Record<'a>;
        BprmFcaps "bprm-fcaps" 1321 = PutRecord<'w>, Record<'a>;
        Capset "capset" 1322 = PutRecord<'w>, Record<'a>;
        Mmap "mmap" 1323 = PutRecord<'w>, Record<'a>;
        NetfilterPkt "netfilter-pkt" 1324 = PutRecord<'w>, Record<'a>;
        NetfilterCfg "netfilter-cfg" 1325 = PutRecord<'w>, Record<'a>;
        Seccomp "seccomp" 1326 = PutRecord<'w>, Record<'a>;
        Proctitle "proctitle" 1327 = PutRecord<'w>, Record<'a>;
        FeatureChange "feature-change" 1328 = PutRecord<'w>, Record<'a>;
        Replace "replace" 1329 = PutRecord<'w>, Record<'a>;
        KernModule "kern-module" 1330 = PutRecord<'w>, Record<'a>;
        Fanotify "fanotify" 1331 = PutRecord<'w>, Record<'a>;
        TimeInjoffset "time-injoffset" 1332 = PutRecord<'w>, Record<'a>;
        TimeAdjntpval "time-adjntpval" 1333 = PutRecord<'w>, Record<'a>;
        Bpf "bpf" 1334 = PutRecord<'w>, Record<'a>;
        EventListener "event-listener" 1335 = PutRecord<'w>, Record<'a>;
        Uringop "uringop" 1336 = PutRecord<'w>, Record<'a>;
        Openat2 "openat2" 1337 = PutRecord<'w>, Record<'a>;
        DmCtrl "dm-ctrl" 1338 = PutRecord<'w>, Record<'a>;
        DmEvent "dm-event" 1339 = PutRecord<'w>, Record<'a>;
        Avc "avc" 1400 = PutRecord<'w>, Record<'a>;
        SelinuxErr "selinux-err" 1401 = PutRecord<'w>, Record<'a>;
        AvcPath "avc-path" 1402 = PutRecord<'w>, Record<'a>;
        MacPolicyLoad "mac-policy-load" 1403 = PutRecord<'w>, Record<'a>;
        MacStatus "mac-status" 1404 = PutRecord<'w>, Record<'a>;
        MacConfigChange "mac-config-change" 1405 = PutRecord<'w>, Record<'a>;
        MacUnlblAllow "mac-unlbl-allow" 1406 = PutRecord<'w>, Record<'a>;
        MacCipsov4Add "mac-cipsov4-add" 1407 = PutRecord<'w>, Record<'a>;
        MacCipsov4Del "mac-cipsov4-del" 1408 = PutRecord<'w>, Record<'a>;
        MacMapAdd "mac-map-add" 1409 = PutRecord<'w>, Record<'a>;
        MacMapDel "mac-map-del" 1410 = PutRecord<'w>, Record<'a>;
        MacIpsecAddsa "mac-ipsec-addsa" 1411 = PutRecord<'w>, Record<'a>;
        MacIpsecDelsa "mac-ipsec-delsa" 1412 = PutRecord<'w>, Record<'a>;
        MacIpsecAddspd "mac-ipsec-addspd" 1413 = PutRecord<'w>, Record<'a>;
        MacIpsecDelspd "mac-ipsec-delspd" 1414 = PutRecord<'w>, Record<'a>;
        MacIpsecEvent "mac-ipsec-event" 1415 = PutRecord<'w>, Record<'a>;
        MacUnlblStcadd "mac-unlbl-stcadd" 1416 = PutRecord<'w>, Record<'a>;
        MacUnlblStcdel "mac-unlbl-stcdel" 1417 = PutRecord<'w>, Record<'a>;
        MacCalipsoAdd "mac-calipso-add" 1418 = PutRecord<'w>, Record<'a>;
        MacCalipsoDel "mac-calipso-del" 1419 = PutRecord<'w>, Record<'a>;
        IpeAccess "ipe-access" 1420 = PutRecord<'w>, Record<'a>;
        IpeConfigChange "ipe-config-change" 1421 = PutRecord<'w>, Record<'a>;
        IpePolicyLoad "ipe-policy-load" 1422 = PutRecord<'w>, Record<'a>;
        LandlockAccess "landlock-access" 1423 = PutRecord<'w>, Record<'a>;
        LandlockDomain "landlock-domain" 1424 = PutRecord<'w>, Record<'a>;
        MacTaskContexts "mac-task-contexts" 1425 = PutRecord<'w>, Record<'a>;
        MacObjContexts "mac-obj-contexts" 1426 = PutRecord<'w>, Record<'a>;
        AnomPromiscuous "anom-promiscuous" 1700 = PutRecord<'w>, Record<'a>;
        AnomAbend "anom-abend" 1701 = PutRecord<'w>, Record<'a>;
        AnomLink "anom-link" 1702 = PutRecord<'w>, Record<'a>;
        AnomCreat "anom-creat" 1703 = PutRecord<'w>, Record<'a>;
        IntegrityData "integrity-data" 1800 = PutRecord<'w>, Record<'a>;
        IntegrityMetadata "integrity-metadata" 1801 = PutRecord<'w>, Record<'a>;
        IntegrityStatus "integrity-status" 1802 = PutRecord<'w>, Record<'a>;
        IntegrityHash "integrity-hash" 1803 = PutRecord<'w>, Record<'a>;
        IntegrityPcr "integrity-pcr" 1804 = PutRecord<'w>, Record<'a>;
        IntegrityRule "integrity-rule" 1805 = PutRecord<'w>, Record<'a>;
        IntegrityEvmXattr "integrity-evm-xattr" 1806 = PutRecord<'w>, Record<'a>;
        IntegrityPolicyRule "integrity-policy-rule" 1807 = PutRecord<'w>, Record<'a>;
        IntegrityUserspace "integrity-userspace" 1808 = PutRecord<'w>, Record<'a>;
        Kernel "kernel" 2000 = PutRecord<'w>, Record<'a>;
    } {
        Readlog "readlog" 1;
    } {
    }
}
