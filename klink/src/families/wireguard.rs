// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family wireguard, by `klink generate rust`.

klink::family_flags! {
    WgdeviceFlags "wgdevice-flags" u32 {
        REPLACE_PEERS "replace-peers" = 0x1;
    }
}

klink::family_flags! {
    WgpeerFlags "wgpeer-flags" u32 {
        REMOVE_ME "remove-me" = 0x1;
        REPLACE_ALLOWEDIPS "replace-allowedips" = 0x2;
        UPDATE_ONLY "update-only" = 0x4;
    }
}

klink::family_flags! {
    WgallowedipFlags "wgallowedip-flags" u32 {
        REMOVE_ME "remove-me" = 0x1;
    }
}

klink::family_struct! {
    KernelTimespec PutKernelTimespec "--kernel-timespec" 16 false {
        sec "sec" = 0, 8: u64 as U64;
        nsec "nsec" = 8, 8: u64 as U64;
    }
}

klink::family_set! {
    Wgdevice PutWgdevice "wgdevice" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        ifname "ifname" = 2: &'a str as Str;
        private_key "private-key" = 3: &'a [u8] as Groups;
        public_key "public-key" = 4: &'a [u8] as Groups;
        flags "flags" = 5: WgdeviceFlags as U32;
        listen_port "listen-port" = 6: u16 as U16;
        fwmark "fwmark" = 7: u32 as U32;
        peers "peers" = 8 nests Wgpeer PutWgpeer;
    }
}

klink::family_set! {
    Wgpeer PutWgpeer "wgpeer" [] false [] [] [] {
        public_key "public-key" = 1: &'a [u8] as Groups;
        preshared_key "preshared-key" = 2: &'a [u8] as Groups;
        flags "flags" = 3: WgpeerFlags as U32;
        endpoint "endpoint" = 4: &'a [u8] as Raw;
        persistent_keepalive_interval "persistent-keepalive-interval" = 5: u16 as U16;
        last_handshake_time "last-handshake-time" = 6 view KernelTimespec PutKernelTimespec;
        rx_bytes "rx-bytes" = 7: u64 as U64;
        tx_bytes "tx-bytes" = 8: u64 as U64;
        allowedips "allowedips" = 9 nests Wgallowedip PutWgallowedip;
        protocol_version "protocol-version" = 10: u32 as U32;
    }
}

klink::family_set! {
    Wgallowedip PutWgallowedip "wgallowedip" [] false [] [] [] {
        family "family" = 1: u16 as U16;
        ipaddr "ipaddr" = 2: ::std::net::IpAddr as Ip;
        cidr_mask "cidr-mask" = 3: u8 as U8;
        flags "flags" = 4: WgallowedipFlags as U32;
    }
}

klink::family_operations! {
    generic Wireguard WireguardOn "wireguard" 1 {
        get_device GetDevice "get-device" false true 0 0 = PutWgdevice<'w>, Wgdevice<'a>, Wgdevice<'a>;
        set_device SetDevice "set-device" true false 1 1 = PutWgdevice<'w>, Wgdevice<'a>, Wgdevice<'a>;
    } {
    } {
    } {
    }
}
