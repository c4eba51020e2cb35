// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ovs_packet, by `klink generate rust`.

klink::family_struct! {
    OvsHeader PutOvsHeader "ovs-header" 4 false {
        dp_ifindex "dp-ifindex" = 0, 4: u32 as U32;
    }
}

klink::family_set! {
    Packet PutPacket "packet" [OvsHeader PutOvsHeader] false [] [] [] {
        packet "packet" = 1: &'a [u8] as Raw;
        key "key" = 2: &'a [u8] as Raw;
        actions "actions" = 3: &'a [u8] as Raw;
        userdata "userdata" = 4: &'a [u8] as Raw;
        egress_tun_key "egress-tun-key" = 5: &'a [u8] as Raw;
        probe "probe" = 8 flag true;
        mru "mru" = 9: u16 as U16;
        len "len" = 10: u32 as U32;
        hash "hash" = 11: u64 as U64;
        upcall_pid "upcall-pid" = 12: u32 as U32;
    }
}

klink::family_operations! {
    generic OvsPacket OvsPacketOn "ovs_packet" 1 {
        execute Execute "execute" true false 3 3 = PutPacket<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Packet<'a>>, klink::typed::Framed<OvsHeader<'a>, Packet<'a>>;
    } {
        Miss "miss" 1 = PutPacket<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Packet<'a>>;
        Action "action" 2 = PutPacket<'w, OvsHeader<'static>>, klink::typed::Framed<OvsHeader<'a>, Packet<'a>>;
    } {
    } {
    }
}
