// SPDX-License-Identifier: GPL-2.0

// The netlink family klink-demo, by `klink generate rust --kernel`.

#[allow(dead_code)]
pub(super) const LAST_LAMP: u64 = 7;

#[allow(dead_code)]
pub(super) const NAME_MAX: u64 = 15;

klink_kernel::family_request! {
    KlinkDemo request Get [GET 1] {
        id = 1: required (u32 as u32) [u32().max(7)];
    } {
    } PutLamp 76
}

klink_kernel::family_request! {
    KlinkDemo info GetDump [] {
    } {
    }
}

klink_kernel::family_request! {
    KlinkDemo request Set [SET 5] {
        id = 1: required (u32 as u32) [u32().max(7)];
        name = 2: optional (&'a [u8] as string) [nul_string(15)];
        brightness = 3: optional (u32 as u32) [u32().max(100)];
        color = 4: optional (Color<'a> as nested) [nested(&COLOR)];
    } {
        5 c"changes are counted, not set";
    }
}

klink_kernel::family_nest! {
    Color COLOR 3 {
        red = 1: optional (u8 as u8) [u8()];
        green = 2: optional (u8 as u8) [u8()];
        blue = 3: optional (u8 as u8) [u8()];
    }
}

klink_kernel::family_message! {
    PutLamp {
        id = 1: put_u32 [u32];
        name = 2: put_string [&[u8]];
        brightness = 3: put_u32 [u32];
        color = 4: nest [PutColor];
        changes = 5: put_uint [u64];
    }
}

klink_kernel::family_message! {
    PutColor {
        red = 1: put_u8 [u8];
        green = 2: put_u8 [u8];
        blue = 3: put_u8 [u8];
    }
}

klink_kernel::family_operations! {
    KlinkDemo "klink-demo" 1 {
        get Get = 1: Anyone;
        set Set = 2: NetAdmin;
    } {
        get_start get_next get_done GetCursor GetDump = 1: Anyone;
    } {
        doit Get;
        dump GetDump;
        doit Set;
    } {
        CHANGES "changes" Anyone = 0;
    } {
        Changed = 3 PutLamp 76 0;
    }
}

klink_kernel::family_description! {
    r#"{"name":"klink-demo","protocol":"genetlink","definitions":[
{"name":"last-lamp","type":"const","value":7},
{"name":"name-max","type":"const","value":15}],"attribute-sets":[
{"name":"lamp","attributes":[
{"name":"id","type":"u32","value":1,"checks":{"max":"last-lamp"}},
{"name":"name","type":"string","checks":{"max-len":"name-max"}},
{"name":"brightness","type":"u32","checks":{"max":100}},
{"name":"color","type":"nest","nested-attributes":"color"},
{"name":"changes","type":"uint"}]},
{"name":"color","attributes":[
{"name":"red","type":"u8","value":1},
{"name":"green","type":"u8"},
{"name":"blue","type":"u8"}]}],"operations":{"list":[
{"name":"get","value":1,"attribute-set":"lamp","do":{"request":{},"reply":{}},"dump":{"reply":{}}},
{"name":"set","attribute-set":"lamp","do":{"request":{}}},
{"name":"changed","notify":"get","mcgrp":"changes"}]},"mcast-groups":{"list":[
{"name":"changes"}]}}"#
}
