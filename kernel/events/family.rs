// SPDX-License-Identifier: GPL-2.0

// The netlink family klink-events, by `klink generate rust --kernel`.

klink_kernel::family_enum! {
    Kind u32 {
        FORK = 1;
        EXEC = 2;
        EXIT = 3;
        COMM = 4;
        UID = 5;
        DEVICE = 6;
        ADDRESS = 7;
        MODULE = 8;
        OOM = 9;
        HANG = 10;
        REBOOT = 11;
        MARK = 12;
        PUBLISH = 13;
        SWITCH = 14;
        TCP = 15;
    }
}

klink_kernel::family_enum! {
    State u32 {
        OFF = 0;
        ON = 1;
        UNAVAILABLE = 2;
    }
}

klink_kernel::family_enum! {
    Action u32 {
        ADD = 1;
        REMOVE = 2;
        UP = 3;
        DOWN = 4;
        RENAME = 5;
        CHANGE = 6;
        RESTART = 7;
        HALT = 8;
        POWER_OFF = 9;
        ON = 10;
        OFF = 11;
    }
}

klink_kernel::family_enum! {
    TcpState u16 {
        ESTABLISHED = 1;
        SYN_SENT = 2;
        SYN_RECV = 3;
        FIN_WAIT1 = 4;
        FIN_WAIT2 = 5;
        TIME_WAIT = 6;
        CLOSE = 7;
        CLOSE_WAIT = 8;
        LAST_ACK = 9;
        LISTEN = 10;
        CLOSING = 11;
        NEW_SYN_RECV = 12;
        BOUND_INACTIVE = 13;
    }
}

klink_kernel::family_request! {
    KlinkEvents info Read [READ 4] {
        journal = 1: optional (u64 as u64) [u64()];
        from = 2: optional (u64 as uint) [uint().range::<1, 9223372036854775807>()];
        kinds = 3: optional (u64 as u64) [u64()];
        limit = 4: optional (u32 as u32) [u32().min(1)];
    } {
    }
}

klink_kernel::family_request! {
    KlinkEvents request Status [] {
    } {
    } PutJournal _
}

klink_kernel::family_request! {
    KlinkEvents request Switch [SWITCH 15] {
        kind = 14: required (u32 as u32) [u32().between(1, 15)];
        enable = 15: required (u8 as u8) [u8().max(1)];
    } {
    }
}

klink_kernel::family_request! {
    KlinkEvents request Emit [EMIT 16] {
        text = 16: required (&'a [u8] as string) [nul_string(255)];
    } {
    } PutJournal 24
}

klink_kernel::family_request! {
    KlinkEvents request Map [MAP 2] {
        journal = 1: optional (u64 as u64) [u64()];
        from = 2: optional (u64 as uint) [uint().range::<1, 9223372036854775807>()];
    } {
    } PutJournal 56
}

klink_kernel::family_request! {
    KlinkEvents request Close [] {
    } {
    }
}

klink_kernel::family_message! {
    PutJournal {
        journal = 1: put_u64 [u64];
        from = 2: put_uint [u64];
        kinds = 3: put_u64 [u64];
        limit = 4: put_u32 [u32];
        first = 5: put_uint [u64];
        last = 6: put_uint [u64];
        next = 7: put_uint [u64];
        more = 8: flag [bool];
        oldest = 9: put_uint [u64];
        size = 10: put_uint [u64];
        used = 11: put_uint [u64];
        readers = 12: put_u32 [u32];
        source = 13: nest [PutSource];
        kind = 14: put_u32 [u32];
        enable = 15: put_u8 [u8];
        text = 16: put_string [&[u8]];
        event = 17: nest [PutEvent];
        descriptor = 18: put_u32 [u32];
        length = 19: put_uint [u64];
        position = 20: put_u64 [u64];
        maps = 21: put_u32 [u32];
    }
}

klink_kernel::family_message! {
    PutSource {
        kind = 1: put_u32 [u32];
        name = 2: put_string [&[u8]];
        state = 3: put_u32 [u32];
        reason = 4: put_string [&[u8]];
        appended = 5: put_uint [u64];
        overwritten = 6: put_uint [u64];
    }
}

klink_kernel::family_message! {
    PutEvent {
        header = 1: put [&[u8]];
        task = 2: put [&[u8]];
        comm = 3: put_string [&[u8]];
        new_comm = 4: put_string [&[u8]];
        path = 5: put_string [&[u8]];
        cut = 6: flag [bool];
        status = 7: put_u32 [u32];
        signal = 8: put_u32 [u32];
        last_thread = 9: flag [bool];
        action = 10: put_u32 [u32];
        ifindex = 11: put_u32 [u32];
        ifname = 12: put_string [&[u8]];
        flags = 13: put_u32 [u32];
        mtu = 14: put_u32 [u32];
        address = 15: put [&[u8]];
        prefix = 16: put_u32 [u32];
        module = 17: put_string [&[u8]];
        text = 18: put_string [&[u8]];
        field = 19: nest [PutField];
        source = 20: put_u32 [u32];
        context = 21: put [&[u8]];
        tcp = 22: put [&[u8]];
        local = 23: put [&[u8]];
        remote = 24: put [&[u8]];
        args = 25: put [&[u8]];
        args_cut = 26: flag [bool];
    }
}

klink_kernel::family_message! {
    PutField {
        name = 1: put_string [&[u8]];
        number = 2: put_uint [u64];
        signed = 3: put_sint [i64];
        text = 4: put_string [&[u8]];
    }
}

klink_kernel::family_operations! {
    KlinkEvents "klink-events" 1 {
        status Status = 2: NetAdmin;
        switch Switch = 3: NetAdmin;
        emit Emit = 4: NetAdmin;
        map Map = 6: NetAdmin;
        close Close = 7: NetAdmin;
    } {
        read_start read_next read_done ReadCursor Read = 1: NetAdmin;
    } {
        dump Read;
        doit Status;
        doit Switch;
        doit Emit;
        doit Map;
        doit Close;
    } {
        WAKE "wake" NetAdmin = 0;
    } {
        Wake = 5 PutJournal 24 0;
    }
}

klink_kernel::family_description! {
    r#"{"name":"klink-events","protocol":"genetlink","definitions":[
{"name":"kind","type":"enum","value-start":1,"entries":[
{"name":"fork"},
{"name":"exec"},
{"name":"exit"},
{"name":"comm"},
{"name":"uid"},
{"name":"device"},
{"name":"address"},
{"name":"module"},
{"name":"oom"},
{"name":"hang"},
{"name":"reboot"},
{"name":"mark"},
{"name":"publish"},
{"name":"switch"},
{"name":"tcp"}]},
{"name":"state","type":"enum","entries":[
{"name":"off"},
{"name":"on"},
{"name":"unavailable"}]},
{"name":"action","type":"enum","value-start":1,"entries":[
{"name":"add"},
{"name":"remove"},
{"name":"up"},
{"name":"down"},
{"name":"rename"},
{"name":"change"},
{"name":"restart"},
{"name":"halt"},
{"name":"power-off"},
{"name":"on"},
{"name":"off"}]},
{"name":"tcp-state","type":"enum","value-start":1,"entries":[
{"name":"established"},
{"name":"syn-sent"},
{"name":"syn-recv"},
{"name":"fin-wait1"},
{"name":"fin-wait2"},
{"name":"time-wait"},
{"name":"close"},
{"name":"close-wait"},
{"name":"last-ack"},
{"name":"listen"},
{"name":"closing"},
{"name":"new-syn-recv"},
{"name":"bound-inactive"}]},
{"name":"event-header","type":"struct","members":[
{"name":"seq","type":"u64"},
{"name":"time","type":"u64"},
{"name":"cpu","type":"u32"},
{"name":"kind","type":"u32","enum":"kind"}]},
{"name":"task","type":"struct","members":[
{"name":"pid","type":"u32"},
{"name":"tgid","type":"u32"},
{"name":"ppid","type":"u32"},
{"name":"uid","type":"u32"}]},
{"name":"context","type":"struct","members":[
{"name":"cgroup","type":"u64"},
{"name":"start","type":"u64"},
{"name":"pidns","type":"u32"},
{"name":"netns","type":"u32"},
{"name":"userns","type":"u32"}]},
{"name":"tcp","type":"struct","members":[
{"name":"netns","type":"u32"},
{"name":"local-port","type":"u16"},
{"name":"remote-port","type":"u16"},
{"name":"old-state","type":"u16","enum":"tcp-state"},
{"name":"new-state","type":"u16","enum":"tcp-state"}]}],"attribute-sets":[
{"name":"journal","attributes":[
{"name":"journal","type":"u64","value":1},
{"name":"from","type":"uint","checks":{"min":1,"max":"s64-max"}},
{"name":"kinds","type":"u64"},
{"name":"limit","type":"u32","checks":{"min":1}},
{"name":"first","type":"uint"},
{"name":"last","type":"uint"},
{"name":"next","type":"uint"},
{"name":"more","type":"flag"},
{"name":"oldest","type":"uint"},
{"name":"size","type":"uint"},
{"name":"used","type":"uint"},
{"name":"readers","type":"u32"},
{"name":"source","type":"nest","multi-attr":true,"nested-attributes":"source"},
{"name":"kind","type":"u32","enum":"kind","checks":{"min":1,"max":15}},
{"name":"enable","type":"u8","checks":{"max":1}},
{"name":"text","type":"string","checks":{"max-len":255}},
{"name":"event","type":"nest","multi-attr":true,"nested-attributes":"event"},
{"name":"descriptor","type":"u32"},
{"name":"length","type":"uint"},
{"name":"position","type":"u64"},
{"name":"maps","type":"u32"}]},
{"name":"source","attributes":[
{"name":"kind","type":"u32","enum":"kind","value":1},
{"name":"name","type":"string"},
{"name":"state","type":"u32","enum":"state"},
{"name":"reason","type":"string"},
{"name":"appended","type":"uint"},
{"name":"overwritten","type":"uint"}]},
{"name":"field","attributes":[
{"name":"name","type":"string","value":1},
{"name":"number","type":"uint"},
{"name":"signed","type":"sint"},
{"name":"text","type":"string"}]},
{"name":"event","attributes":[
{"name":"pad","type":"pad","value":0},
{"name":"header","type":"binary","struct":"event-header"},
{"name":"task","type":"binary","struct":"task"},
{"name":"comm","type":"string"},
{"name":"new-comm","type":"string"},
{"name":"path","type":"string"},
{"name":"cut","type":"flag"},
{"name":"status","type":"u32"},
{"name":"signal","type":"u32"},
{"name":"last-thread","type":"flag"},
{"name":"action","type":"u32","enum":"action"},
{"name":"ifindex","type":"u32"},
{"name":"ifname","type":"string"},
{"name":"flags","type":"u32"},
{"name":"mtu","type":"u32"},
{"name":"address","type":"binary"},
{"name":"prefix","type":"u32"},
{"name":"module","type":"string"},
{"name":"text","type":"string"},
{"name":"field","type":"nest","multi-attr":true,"nested-attributes":"field"},
{"name":"source","type":"u32","enum":"kind"},
{"name":"context","type":"binary","struct":"context"},
{"name":"tcp","type":"binary","struct":"tcp"},
{"name":"local","type":"binary"},
{"name":"remote","type":"binary"},
{"name":"args","type":"binary"},
{"name":"args-cut","type":"flag"}]}],"operations":{"list":[
{"name":"read","value":1,"attribute-set":"journal","dump":{"request":{},"reply":{}}},
{"name":"status","attribute-set":"journal","do":{"reply":{}}},
{"name":"switch","attribute-set":"journal","do":{"request":{}}},
{"name":"emit","attribute-set":"journal","do":{"request":{},"reply":{}}},
{"name":"wake","attribute-set":"journal","mcgrp":"wake","event":{}},
{"name":"map","value":6,"attribute-set":"journal","do":{"request":{},"reply":{}}},
{"name":"close","attribute-set":"journal","do":{"request":{}}}]},"mcast-groups":{"list":[
{"name":"wake"}]}}"#
}
