// SPDX-License-Identifier: GPL-2.0

// The netlink family klink-fault, by `klink generate rust --kernel`.

klink_kernel::family_enum! {
    Bits u32 {
        FIRST = 0x1;
        SECOND = 0x2;
        THIRD = 0x4;
        FOURTH = 0x8;
    }
}

klink_kernel::family_enum! {
    Apart u16 {
        LOW = 0x1;
        HIGH = 0x10;
    }
}

klink_kernel::family_request! {
    KlinkFault info Dump [DUMP 6] {
        count = 1: optional (u32 as u32) [u32()];
        size = 2: optional (u32 as u32) [u32().max(16384)];
        change = 3: optional (u32 as u32) [u32()];
        fail = 4: optional (u32 as u32) [u32()];
        errno = 5: optional (u32 as u32) [u32().between(1, 4095)];
        text = 6: optional (&'a [u8] as string) [nul_string(60)];
    } {
    }
}

klink_kernel::family_request! {
    KlinkFault request Notify [NOTIFY 7] {
        index = 7: required (u32 as u32) [u32()];
    } {
    }
}

klink_kernel::family_request! {
    KlinkFault request Multicast [MULTICAST 7] {
        index = 7: optional (u32 as u32) [u32()];
    } {
    } PutRecord 8
}

klink_kernel::family_request! {
    KlinkFault request Check [CHECK 25] {
        u8 = 1: optional (u8 as u8) [u8()];
        u16 = 2: optional (u16 as u16) [u16()];
        u32 = 3: optional (u32 as u32) [u32()];
        u64 = 4: optional (u64 as u64) [u64()];
        uint = 5: optional (u64 as uint) [uint()];
        s8 = 6: optional (i8 as i8) [s8()];
        s16 = 7: optional (i16 as i16) [s16()];
        s32 = 8: optional (i32 as i32) [s32()];
        s64 = 9: optional (i64 as i64) [s64()];
        sint = 10: optional (i64 as sint) [sint()];
        be16 = 11: optional (u16 as be16) [be16().between(1, 1000)];
        be32 = 12: optional (u32 as be32) [be32()];
        flag = 13: flag (bool as flag) [flag()];
        string = 14: optional (&'a [u8] as string) [string(8)];
        nul_string = 15: optional (&'a [u8] as string) [nul_string(8)];
        binary = 16: optional (&'a [u8] as payload) [bytes().between(2, 8)];
        bitfield32 = 17: optional (&'a [u8] as payload) [bitfield32(0xf)];
        nested = 18: optional (CheckNested<'a> as nested) [nested(&CHECK_NESTED)];
        nested_array = 19: optional (klink_kernel::netlink::genl::Items<'a, CheckNested<'a>> as nested) [nested_array(&CHECK_NESTED)];
        range = 21: optional (u32 as u32) [u32().range::<10, 100000>()];
        range_signed = 22: optional (i64 as i64) [s64().range_signed::<-5000000000, 5>()];
        mask = 23: optional (u16 as u16) [u16().mask(0x11)];
        last = 25: optional (u32 as u32) [u32()];
    } {
        20 c"not in requests";
    }
}

klink_kernel::family_request! {
    KlinkFault request CheckAdmin [CHECK_ADMIN 25] {
        u8 = 1: optional (u8 as u8) [u8()];
        u16 = 2: optional (u16 as u16) [u16()];
        u32 = 3: optional (u32 as u32) [u32()];
        u64 = 4: optional (u64 as u64) [u64()];
        uint = 5: optional (u64 as uint) [uint()];
        s8 = 6: optional (i8 as i8) [s8()];
        s16 = 7: optional (i16 as i16) [s16()];
        s32 = 8: optional (i32 as i32) [s32()];
        s64 = 9: optional (i64 as i64) [s64()];
        sint = 10: optional (i64 as sint) [sint()];
        be16 = 11: optional (u16 as be16) [be16().between(1, 1000)];
        be32 = 12: optional (u32 as be32) [be32()];
        flag = 13: flag (bool as flag) [flag()];
        string = 14: optional (&'a [u8] as string) [string(8)];
        nul_string = 15: optional (&'a [u8] as string) [nul_string(8)];
        binary = 16: optional (&'a [u8] as payload) [bytes().between(2, 8)];
        bitfield32 = 17: optional (&'a [u8] as payload) [bitfield32(0xf)];
        nested = 18: optional (CheckNested<'a> as nested) [nested(&CHECK_NESTED)];
        nested_array = 19: optional (klink_kernel::netlink::genl::Items<'a, CheckNested<'a>> as nested) [nested_array(&CHECK_NESTED)];
        range = 21: optional (u32 as u32) [u32().range::<10, 100000>()];
        range_signed = 22: optional (i64 as i64) [s64().range_signed::<-5000000000, 5>()];
        mask = 23: optional (u16 as u16) [u16().mask(0x11)];
        last = 25: optional (u32 as u32) [u32()];
    } {
        20 c"not in requests";
    }
}

klink_kernel::family_request! {
    KlinkFault request CheckNone [] {
    } {
    }
}

klink_kernel::family_request! {
    KlinkFault request Hold [] {
    } {
    }
}

klink_kernel::family_nest! {
    CheckNested CHECK_NESTED 1 {
        digit = 1: optional (u8 as u8) [u8().max(9)];
    }
}

klink_kernel::family_message! {
    PutRecord {
        count = 1: put_u32 [u32];
        size = 2: put_u32 [u32];
        change = 3: put_u32 [u32];
        fail = 4: put_u32 [u32];
        errno = 5: put_u32 [u32];
        text = 6: put_string [&[u8]];
        index = 7: put_u32 [u32];
        padding = 8: put [&[u8]];
    }
}

klink_kernel::family_operations! {
    KlinkFault "klink-fault" 1 {
        notify Notify = 2: Anyone;
        multicast Multicast = 4: Anyone;
        check Check = 5: Anyone;
        check_admin CheckAdmin = 6: NamespaceNetAdmin;
        check_none CheckNone = 7: Anyone;
        hold Hold = 8: Anyone;
    } {
        dump_start dump_next dump_done DumpCursor Dump = 1: Anyone;
    } {
        dump Dump;
        doit Notify;
        doit Multicast;
        doit Check;
        doit CheckAdmin;
        doit CheckNone;
        doit Hold;
    } {
        ANYONE "anyone" Anyone = 0;
        NET_ADMIN "net-admin" NetAdmin = 1;
        SYS_ADMIN "sys-admin" SysAdmin = 2;
    } {
        Notified = 3 PutRecord 8 _;
    }
}

klink_kernel::family_description! {
    r#"{"name":"klink-fault","protocol":"genetlink","definitions":[
{"name":"bits","type":"flags","entries":[
"first",
"second",
"third",
"fourth"]},
{"name":"apart","type":"flags","entries":[
{"name":"low","value":0},
{"name":"high","value":4}]}],"attribute-sets":[
{"name":"record","attributes":[
{"name":"count","type":"u32","value":1},
{"name":"size","type":"u32","checks":{"max":16384}},
{"name":"change","type":"u32"},
{"name":"fail","type":"u32"},
{"name":"errno","type":"u32","checks":{"min":1,"max":4095}},
{"name":"text","type":"string","checks":{"max-len":60}},
{"name":"index","type":"u32"},
{"name":"padding","type":"binary"}]},
{"name":"check","attributes":[
{"name":"u8","type":"u8","value":1},
{"name":"u16","type":"u16"},
{"name":"u32","type":"u32"},
{"name":"u64","type":"u64"},
{"name":"uint","type":"uint"},
{"name":"s8","type":"s8"},
{"name":"s16","type":"s16"},
{"name":"s32","type":"s32"},
{"name":"s64","type":"s64"},
{"name":"sint","type":"sint"},
{"name":"be16","type":"u16","byte-order":"big-endian","checks":{"min":1,"max":1000}},
{"name":"be32","type":"u32","byte-order":"big-endian"},
{"name":"flag","type":"flag"},
{"name":"string","type":"string","checks":{"max-len":8}},
{"name":"nul-string","type":"string","checks":{"max-len":8}},
{"name":"binary","type":"binary","checks":{"min-len":2,"max-len":8}},
{"name":"bitfield32","type":"bitfield32","enum":"bits"},
{"name":"nested","type":"nest","nested-attributes":"check-nested"},
{"name":"nested-array","type":"indexed-array","sub-type":"nest","nested-attributes":"check-nested"},
{"name":"reject","type":"binary"},
{"name":"range","type":"u32","checks":{"min":10,"max":100000}},
{"name":"range-signed","type":"s64","checks":{"min":-5000000000,"max":5}},
{"name":"mask","type":"u16","enum":"apart"},
{"name":"last","type":"u32","value":25}]},
{"name":"check-nested","attributes":[
{"name":"digit","type":"u8","value":1,"checks":{"max":9}}]}],"operations":{"list":[
{"name":"dump","value":1,"attribute-set":"record","dump":{"request":{},"reply":{}}},
{"name":"notify","attribute-set":"record","do":{"request":{}}},
{"name":"notified","attribute-set":"record","event":{}},
{"name":"multicast","attribute-set":"record","do":{"request":{},"reply":{}}},
{"name":"check","attribute-set":"check","do":{"request":{}}},
{"name":"check-admin","attribute-set":"check","do":{"request":{}}},
{"name":"check-none","attribute-set":"check","do":{"request":{}}},
{"name":"hold","attribute-set":"check","do":{"request":{}}}]},"mcast-groups":{"list":[
{"name":"anyone"},
{"name":"net-admin"},
{"name":"sys-admin"}]}}"#
}
