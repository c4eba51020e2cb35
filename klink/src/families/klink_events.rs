// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family klink-events, by `klink generate rust`.

klink::family_enum! {
    Kind "kind" u32 {
        FORK "fork" = 1;
        EXEC "exec" = 2;
        EXIT "exit" = 3;
        COMM "comm" = 4;
        UID "uid" = 5;
        DEVICE "device" = 6;
        ADDRESS "address" = 7;
        MODULE "module" = 8;
        OOM "oom" = 9;
        HANG "hang" = 10;
        REBOOT "reboot" = 11;
        MARK "mark" = 12;
        PUBLISH "publish" = 13;
        SWITCH "switch" = 14;
        TCP "tcp" = 15;
    }
}

klink::family_enum! {
    State "state" u32 {
        OFF "off" = 0;
        ON "on" = 1;
        UNAVAILABLE "unavailable" = 2;
    }
}

klink::family_enum! {
    Action "action" u32 {
        ADD "add" = 1;
        REMOVE "remove" = 2;
        UP "up" = 3;
        DOWN "down" = 4;
        RENAME "rename" = 5;
        CHANGE "change" = 6;
        RESTART "restart" = 7;
        HALT "halt" = 8;
        POWER_OFF "power-off" = 9;
        ON "on" = 10;
        OFF "off" = 11;
    }
}

klink::family_enum! {
    TcpState "tcp-state" u16 {
        ESTABLISHED "established" = 1;
        SYN_SENT "syn-sent" = 2;
        SYN_RECV "syn-recv" = 3;
        FIN_WAIT1 "fin-wait1" = 4;
        FIN_WAIT2 "fin-wait2" = 5;
        TIME_WAIT "time-wait" = 6;
        CLOSE "close" = 7;
        CLOSE_WAIT "close-wait" = 8;
        LAST_ACK "last-ack" = 9;
        LISTEN "listen" = 10;
        CLOSING "closing" = 11;
        NEW_SYN_RECV "new-syn-recv" = 12;
        BOUND_INACTIVE "bound-inactive" = 13;
    }
}

klink::family_struct! {
    EventHeader PutEventHeader "event-header" 24 false {
        seq "seq" = 0, 8: u64 as U64;
        time "time" = 8, 8: u64 as U64;
        cpu "cpu" = 16, 4: u32 as U32;
        kind "kind" = 20, 4: Kind as U32;
    }
}

klink::family_struct! {
    Task PutTask "task" 16 false {
        pid "pid" = 0, 4: u32 as U32;
        tgid "tgid" = 4, 4: u32 as U32;
        ppid "ppid" = 8, 4: u32 as U32;
        uid "uid" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    Context PutContext "context" 28 false {
        cgroup "cgroup" = 0, 8: u64 as U64;
        start "start" = 8, 8: u64 as U64;
        pidns "pidns" = 16, 4: u32 as U32;
        netns "netns" = 20, 4: u32 as U32;
        userns "userns" = 24, 4: u32 as U32;
    }
}

klink::family_struct! {
    Tcp PutTcp "tcp" 12 false {
        netns "netns" = 0, 4: u32 as U32;
        local_port "local-port" = 4, 2: u16 as U16;
        remote_port "remote-port" = 6, 2: u16 as U16;
        old_state "old-state" = 8, 2: TcpState as U16;
        new_state "new-state" = 10, 2: TcpState as U16;
    }
}

klink::family_set! {
    Journal PutJournal "journal" [] false [] [] [13 17] {
        journal "journal" = 1: u64 as U64;
        from "from" = 2: u64 as Uint;
        kinds "kinds" = 3: u64 as U64;
        limit "limit" = 4: u32 as U32;
        first "first" = 5: u64 as Uint;
        last "last" = 6: u64 as Uint;
        next "next" = 7: u64 as Uint;
        more "more" = 8 flag true;
        oldest "oldest" = 9: u64 as Uint;
        size "size" = 10: u64 as Uint;
        used "used" = 11: u64 as Uint;
        readers "readers" = 12: u32 as U32;
        source "source" = 13 multi_nest Source PutSource;
        kind "kind" = 14: Kind as U32;
        enable "enable" = 15: u8 as U8;
        text "text" = 16: &'a str as Str;
        event "event" = 17 multi_nest Event PutEvent;
        descriptor "descriptor" = 18: u32 as U32;
        length "length" = 19: u64 as Uint;
        position "position" = 20: u64 as U64;
        maps "maps" = 21: u32 as U32;
    }
}

klink::family_set! {
    Source PutSource "source" [] false [] [] [] {
        kind "kind" = 1: Kind as U32;
        name "name" = 2: &'a str as Str;
        state "state" = 3: State as U32;
        reason "reason" = 4: &'a str as Str;
        appended "appended" = 5: u64 as Uint;
        overwritten "overwritten" = 6: u64 as Uint;
    }
}

klink::family_set! {
    Field PutField "field" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        number "number" = 2: u64 as Uint;
        signed "signed" = 3: i64 as Sint;
        text "text" = 4: &'a str as Str;
    }
}

klink::family_set! {
    Event PutEvent "event" [] false [] [0] [19] {
        header_2 "header" = 1 view EventHeader PutEventHeader;
        task "task" = 2 view Task PutTask;
        comm "comm" = 3: &'a str as Str;
        new_comm "new-comm" = 4: &'a str as Str;
        path "path" = 5: &'a str as Str;
        cut "cut" = 6 flag true;
        status "status" = 7: u32 as U32;
        signal "signal" = 8: u32 as U32;
        last_thread "last-thread" = 9 flag true;
        action "action" = 10: Action as U32;
        ifindex "ifindex" = 11: u32 as U32;
        ifname "ifname" = 12: &'a str as Str;
        flags "flags" = 13: u32 as U32;
        mtu "mtu" = 14: u32 as U32;
        address "address" = 15: &'a [u8] as Raw;
        prefix "prefix" = 16: u32 as U32;
        module "module" = 17: &'a str as Str;
        text "text" = 18: &'a str as Str;
        field "field" = 19 multi_nest Field PutField;
        source "source" = 20: Kind as U32;
        context "context" = 21 view Context PutContext;
        tcp "tcp" = 22 view Tcp PutTcp;
        local "local" = 23: &'a [u8] as Raw;
        remote "remote" = 24: &'a [u8] as Raw;
        args "args" = 25: &'a [u8] as Raw;
        args_cut "args-cut" = 26 flag true;
    }
}

klink::family_operations! {
    generic KlinkEvents KlinkEventsOn "klink-events" 1 {
        read_2 Read "read" false true 1 1 = PutJournal<'w>, Journal<'a>, Journal<'a>;
        status Status "status" true false 2 2 = PutJournal<'w>, Journal<'a>, Journal<'a>;
        switch Switch "switch" true false 3 3 = PutJournal<'w>, Journal<'a>, Journal<'a>;
        emit Emit "emit" true false 4 4 = PutJournal<'w>, Journal<'a>, Journal<'a>;
        map Map "map" true false 6 6 = PutJournal<'w>, Journal<'a>, Journal<'a>;
        close Close "close" true false 7 7 = PutJournal<'w>, Journal<'a>, Journal<'a>;
    } {
        Wake "wake" 5 = PutJournal<'w>, Journal<'a>;
    } {
        Wake "wake" 0;
    } {
    }
}
