// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ipset, by `klink generate rust`.

klink::family_struct! {
    Nfgenmsg PutNfgenmsg "nfgenmsg" 4 false {
        nfgen_family "nfgen-family" = 0, 1: u8 as U8;
        version "version" = 1, 1: u8 as U8;
        res_id "res-id" = 2, 2: u16 as BeU16;
    }
}

klink::family_set! {
    SetAttrs PutSetAttrs "set-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        protocol "protocol" = 1: u8 as U8;
        setname "setname" = 2: &'a str as Str;
        typename "typename" = 3: &'a str as Str;
        revision "revision" = 4: u8 as U8;
        family "family" = 5: u8 as U8;
        flags "flags" = 6: u32 as BeU32;
        data "data" = 7 nest DataAttrs PutDataAttrs;
        adt "adt" = 8 nest AdtAttrs PutAdtAttrs;
        lineno "lineno" = 9: u32 as BeU32;
        protocol_min "protocol-min" = 10: u8 as U8;
        index "index" = 11: u16 as BeU16;
    }
}

klink::family_set! {
    AdtAttrs PutAdtAttrs "adt-attrs" [] false [] [] [7] {
        data "data" = 7 multi_nest ElementAttrs PutElementAttrs;
    }
}

klink::family_set! {
    EntryAttrs PutEntryAttrs "entry-attrs" [Nfgenmsg PutNfgenmsg] false [] [] [] {
        protocol "protocol" = 1: u8 as U8;
        setname "setname" = 2: &'a str as Str;
        typename "typename" = 3: &'a str as Str;
        revision "revision" = 4: u8 as U8;
        family "family" = 5: u8 as U8;
        flags "flags" = 6: u32 as BeU32;
        data "data" = 7 nest ElementAttrs PutElementAttrs;
        adt "adt" = 8 nest AdtAttrs PutAdtAttrs;
        lineno "lineno" = 9: u32 as BeU32;
        protocol_min "protocol-min" = 10: u8 as U8;
        index "index" = 11: u16 as BeU16;
    }
}

klink::family_set! {
    DataAttrs PutDataAttrs "data-attrs" [] false [] [] [] {
        ip "ip" = 1 nest AddressAttrs PutAddressAttrs;
        ip_to "ip-to" = 2 nest AddressAttrs PutAddressAttrs;
        cidr "cidr" = 3: u8 as U8;
        port "port" = 4: u16 as BeU16;
        port_to "port-to" = 5: u16 as BeU16;
        timeout "timeout" = 6: u32 as BeU32;
        proto "proto" = 7: u8 as U8;
        cadt_flags "cadt-flags" = 8: u32 as BeU32;
        cadt_lineno "cadt-lineno" = 9: u32 as BeU32;
        mark "mark" = 10: u32 as BeU32;
        markmask "markmask" = 11: u32 as BeU32;
        bitmask "bitmask" = 12 nest AddressAttrs PutAddressAttrs;
        cadt_max "cadt-max" = 16: &'a [u8] as Raw;
        initval "initval" = 17: u32 as BeU32;
        hashsize "hashsize" = 18: u32 as BeU32;
        maxelem "maxelem" = 19: u32 as BeU32;
        netmask "netmask" = 20: u8 as U8;
        bucketsize "bucketsize" = 21: u8 as U8;
        resize "resize" = 22: u8 as U8;
        size "size" = 23: u32 as BeU32;
        elements "elements" = 24: u32 as BeU32;
        references "references" = 25: u32 as BeU32;
        memsize "memsize" = 26: u32 as BeU32;
    }
}

klink::family_set! {
    ElementAttrs PutElementAttrs "element-attrs" [] false [] [30] [] {
        ip "ip" = 1 nest AddressAttrs PutAddressAttrs;
        ip_to "ip-to" = 2 nest AddressAttrs PutAddressAttrs;
        cidr "cidr" = 3: u8 as U8;
        port "port" = 4: u16 as BeU16;
        port_to "port-to" = 5: u16 as BeU16;
        timeout "timeout" = 6: u32 as BeU32;
        proto "proto" = 7: u8 as U8;
        cadt_flags "cadt-flags" = 8: u32 as BeU32;
        cadt_lineno "cadt-lineno" = 9: u32 as BeU32;
        mark "mark" = 10: u32 as BeU32;
        ether "ether" = 17: klink::HardwareAddress<'a> as Mac;
        name "name" = 18: &'a str as Str;
        nameref "nameref" = 19: &'a str as Str;
        ip2 "ip2" = 20 nest AddressAttrs PutAddressAttrs;
        cidr2 "cidr2" = 21: u8 as U8;
        ip2_to "ip2-to" = 22 nest AddressAttrs PutAddressAttrs;
        iface "iface" = 23: &'a str as Str;
        bytes "bytes" = 24: u64 as BeU64;
        packets "packets" = 25: u64 as BeU64;
        comment "comment" = 26: &'a str as Str;
        skbmark "skbmark" = 27: u64 as BeU64;
        skbprio "skbprio" = 28: u32 as BeU32;
        skbqueue "skbqueue" = 29: u16 as BeU16;
    }
}

klink::family_set! {
    AddressAttrs PutAddressAttrs "address-attrs" [] false [] [] [] {
        ipv4 "ipv4" = 1: ::std::net::Ipv4Addr as BeV4;
        ipv6 "ipv6" = 2: ::std::net::IpAddr as Ip;
    }
}

klink::family_operations! {
    raw Ipset IpsetOn "ipset" 12 {
        protocol Protocol "protocol" true false 1537 1537 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        create Create "create" true false 1538 1538 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        destroy Destroy "destroy" true false 1539 1539 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        flush Flush "flush" true false 1540 1540 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        rename Rename "rename" true false 1541 1541 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        swap Swap "swap" true false 1542 1542 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        list List "list" true true 1543 1543 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        save Save "save" true true 1544 1544 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        add Add "add" true false 1545 1545 = PutEntryAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, EntryAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, EntryAttrs<'a>>;
        del Del "del" true false 1546 1546 = PutEntryAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, EntryAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, EntryAttrs<'a>>;
        test Test "test" true false 1547 1547 = PutEntryAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, EntryAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, EntryAttrs<'a>>;
        header Header "header" true false 1548 1548 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        r#type Type "type" true false 1549 1549 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        get_byname GetByname "get-byname" true false 1550 1550 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
        get_byindex GetByindex "get-byindex" true false 1551 1551 = PutSetAttrs<'w, Nfgenmsg<'static>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>, klink::typed::Framed<Nfgenmsg<'a>, SetAttrs<'a>>;
    } {
    } {
    } {
    }
}
