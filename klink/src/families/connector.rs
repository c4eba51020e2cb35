// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family connector, by `klink generate rust`.

klink::family_enum! {
    Idx "idx" u32 {
        PROC "proc" = 1;
        CIFS "cifs" = 2;
        V86D "v86d" = 4;
        BB "bb" = 5;
        DM "dm" = 7;
        DRBD "drbd" = 8;
    }
}

klink::family_enum! {
    ProcOp "proc-op" u32 {
        LISTEN "listen" = 1;
        IGNORE "ignore" = 2;
    }
}

klink::family_enum! {
    ProcWhat "proc-what" u32 {
        NONE "none" = 0;
        FORK "fork" = 1;
        EXEC "exec" = 2;
        UID "uid" = 4;
        GID "gid" = 64;
        SID "sid" = 128;
        PTRACE "ptrace" = 256;
        COMM "comm" = 512;
        NONZERO_EXIT "nonzero-exit" = 536870912;
        COREDUMP "coredump" = 1073741824;
        EXIT "exit" = 2147483648;
    }
}

klink::family_struct! {
    CnMsg PutCnMsg "cn-msg" 20 true {
        idx "idx" = 0, 4: Idx as U32;
        val "val" = 4, 4: u32 as U32;
        seq "seq" = 8, 4: u32 as U32;
        ack "ack" = 12, 4: u32 as U32;
        len "len" = 16, 2: u16 as U16;
        flags "flags" = 18, 2: u16 as U16;
        data "data" = 20, 0 message CnMsgData PutCnMsgData [U32 0];
    }
}

klink::family_struct! {
    CnRequest PutCnRequest "cn-request" 24 true {
        idx "idx" = 0, 4: Idx as U32;
        val "val" = 4, 4: u32 as U32;
        seq "seq" = 8, 4: u32 as U32;
        ack "ack" = 12, 4: u32 as U32;
        len "len" = 16, 2: u16 as U16;
        flags "flags" = 18, 2: u16 as U16;
        op "op" = 20, 4: ProcOp as U32;
        filter "filter" = 24, 4 items u32 as U32;
    }
}

klink::family_struct! {
    ProcEvent PutProcEvent "proc-event" 16 true {
        what "what" = 0, 4: ProcWhat as U32;
        cpu "cpu" = 4, 4: u32 as U32;
        timestamp_ns "timestamp-ns" = 8, 8: u64 as U64;
        event "event" = 16, 0 message ProcEventEvent PutProcEventEvent [U32 0];
    }
}

klink::family_struct! {
    AckEvent PutAckEvent "ack-event" 4 false {
        err "err" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    ForkEvent PutForkEvent "fork-event" 16 false {
        parent_pid "parent-pid" = 0, 4: i32 as S32;
        parent_tgid "parent-tgid" = 4, 4: i32 as S32;
        child_pid "child-pid" = 8, 4: i32 as S32;
        child_tgid "child-tgid" = 12, 4: i32 as S32;
    }
}

klink::family_struct! {
    ExecEvent PutExecEvent "exec-event" 8 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
    }
}

klink::family_struct! {
    UidEvent PutUidEvent "uid-event" 16 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
        ruid "ruid" = 8, 4: u32 as U32;
        euid "euid" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    GidEvent PutGidEvent "gid-event" 16 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
        rgid "rgid" = 8, 4: u32 as U32;
        egid "egid" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    SidEvent PutSidEvent "sid-event" 8 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
    }
}

klink::family_struct! {
    PtraceEvent PutPtraceEvent "ptrace-event" 16 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
        tracer_pid "tracer-pid" = 8, 4: i32 as S32;
        tracer_tgid "tracer-tgid" = 12, 4: i32 as S32;
    }
}

klink::family_struct! {
    CommEvent PutCommEvent "comm-event" 24 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
        comm "comm" = 8, 16 maybe &'a str as Fixed;
    }
}

klink::family_struct! {
    CoredumpEvent PutCoredumpEvent "coredump-event" 16 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
        parent_pid "parent-pid" = 8, 4: i32 as S32;
        parent_tgid "parent-tgid" = 12, 4: i32 as S32;
    }
}

klink::family_struct! {
    ExitEvent PutExitEvent "exit-event" 24 false {
        process_pid "process-pid" = 0, 4: i32 as S32;
        process_tgid "process-tgid" = 4, 4: i32 as S32;
        exit_code "exit-code" = 8, 4: u32 as U32;
        exit_signal "exit-signal" = 12, 4: i32 as S32;
        parent_pid "parent-pid" = 16, 4: i32 as S32;
        parent_tgid "parent-tgid" = 20, 4: i32 as S32;
    }
}

klink::family_message! {
    CnMsgData PutCnMsgData "cn-msg data" [] {
        Proc proc "proc" [] [1] false = ProcEvent<'a>, PutProcEvent<'w>;
    }
}

klink::family_message! {
    ProcEventEvent PutProcEventEvent "proc-event event" [] {
        Comm comm "comm" [] [512] false = CommEvent<'a>, PutCommEvent<'w>;
        Coredump coredump "coredump" [] [1073741824] false = CoredumpEvent<'a>, PutCoredumpEvent<'w>;
        Exec exec "exec" [] [2] false = ExecEvent<'a>, PutExecEvent<'w>;
        Exit exit "exit" [] [2147483648] false = ExitEvent<'a>, PutExitEvent<'w>;
        Fork fork "fork" [] [1] false = ForkEvent<'a>, PutForkEvent<'w>;
        Gid gid "gid" [] [64] false = GidEvent<'a>, PutGidEvent<'w>;
        None none "none" [] [0] false = AckEvent<'a>, PutAckEvent<'w>;
        Ptrace ptrace "ptrace" [] [256] false = PtraceEvent<'a>, PutPtraceEvent<'w>;
        Sid sid "sid" [] [128] false = SidEvent<'a>, PutSidEvent<'w>;
        Uid uid "uid" [] [4] false = UidEvent<'a>, PutUidEvent<'w>;
    }
}

klink::family_operations! {
    raw Connector ConnectorOn "connector" 11 {
        proc_mcast ProcMcast "proc-mcast" true false 3 3 = PutCnRequest<'w>, CnRequest<'a>, CnRequest<'a>;
    } {
        MessageNtf "message-ntf" 3 = PutCnMsg<'w>, CnMsg<'a>;
    } {
        Proc "proc" 1;
    } {
    }
}
