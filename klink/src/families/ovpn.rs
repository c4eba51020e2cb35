// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family ovpn, by `klink generate rust`.

klink::family_enum! {
    CipherAlg "cipher-alg" u32 {
        NONE "none" = 0;
        AES_GCM "aes-gcm" = 1;
        CHACHA20_POLY1305 "chacha20-poly1305" = 2;
    }
}

klink::family_enum! {
    DelPeerReason "del-peer-reason" u32 {
        TEARDOWN "teardown" = 0;
        USERSPACE "userspace" = 1;
        EXPIRED "expired" = 2;
        TRANSPORT_ERROR "transport-error" = 3;
        TRANSPORT_DISCONNECT "transport-disconnect" = 4;
    }
}

klink::family_enum! {
    KeySlot "key-slot" u32 {
        PRIMARY "primary" = 0;
        SECONDARY "secondary" = 1;
    }
}

klink::family_set! {
    Peer PutPeer "peer" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        remote_ipv4 "remote-ipv4" = 2: ::std::net::Ipv4Addr as BeV4;
        remote_ipv6 "remote-ipv6" = 3: ::std::net::IpAddr as Ip;
        remote_ipv6_scope_id "remote-ipv6-scope-id" = 4: u32 as U32;
        remote_port "remote-port" = 5: u16 as BeU16;
        socket "socket" = 6: u32 as U32;
        socket_netnsid "socket-netnsid" = 7: i32 as S32;
        vpn_ipv4 "vpn-ipv4" = 8: ::std::net::Ipv4Addr as BeV4;
        vpn_ipv6 "vpn-ipv6" = 9: ::std::net::IpAddr as Ip;
        local_ipv4 "local-ipv4" = 10: ::std::net::Ipv4Addr as BeV4;
        local_ipv6 "local-ipv6" = 11: ::std::net::IpAddr as Ip;
        local_port "local-port" = 12: u16 as BeU16;
        keepalive_interval "keepalive-interval" = 13: u32 as U32;
        keepalive_timeout "keepalive-timeout" = 14: u32 as U32;
        del_reason "del-reason" = 15: DelPeerReason as U32;
        vpn_rx_bytes "vpn-rx-bytes" = 16: u64 as Uint;
        vpn_tx_bytes "vpn-tx-bytes" = 17: u64 as Uint;
        vpn_rx_packets "vpn-rx-packets" = 18: u64 as Uint;
        vpn_tx_packets "vpn-tx-packets" = 19: u64 as Uint;
        link_rx_bytes "link-rx-bytes" = 20: u64 as Uint;
        link_tx_bytes "link-tx-bytes" = 21: u64 as Uint;
        link_rx_packets "link-rx-packets" = 22: u64 as Uint;
        link_tx_packets "link-tx-packets" = 23: u64 as Uint;
        tx_id "tx-id" = 24: u32 as U32;
    }
}

klink::family_set! {
    Keyconf PutKeyconf "keyconf" [] false [] [] [] {
        peer_id "peer-id" = 1: u32 as U32;
        slot "slot" = 2: KeySlot as U32;
        key_id "key-id" = 3: u32 as U32;
        cipher_alg "cipher-alg" = 4: CipherAlg as U32;
        encrypt_dir "encrypt-dir" = 5 nest Keydir PutKeydir;
        decrypt_dir "decrypt-dir" = 6 nest Keydir PutKeydir;
    }
}

klink::family_set! {
    Keydir PutKeydir "keydir" [] false [] [] [] {
        cipher_key "cipher-key" = 1: &'a [u8] as Raw;
        nonce_tail "nonce-tail" = 2: &'a [u8] as Raw;
    }
}

klink::family_set! {
    OvpnAttrs PutOvpnAttrs "ovpn" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_set! {
    OvpnPeerNewInput PutOvpnPeerNewInput "ovpn-peer-new-input" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_set! {
    OvpnPeerSetInput PutOvpnPeerSetInput "ovpn-peer-set-input" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_set! {
    OvpnPeerDelInput PutOvpnPeerDelInput "ovpn-peer-del-input" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_set! {
    OvpnKeyconfGet PutOvpnKeyconfGet "ovpn-keyconf-get" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_set! {
    OvpnKeyconfSwapInput PutOvpnKeyconfSwapInput "ovpn-keyconf-swap-input" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_set! {
    OvpnKeyconfDelInput PutOvpnKeyconfDelInput "ovpn-keyconf-del-input" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        peer "peer" = 2 nest Peer PutPeer;
        keyconf "keyconf" = 3 nest Keyconf PutKeyconf;
    }
}

klink::family_operations! {
    generic Ovpn OvpnOn "ovpn" 1 {
        peer_new PeerNew "peer-new" true false 1 1 = PutOvpnPeerNewInput<'w>, OvpnPeerNewInput<'a>, OvpnPeerNewInput<'a>;
        peer_set PeerSet "peer-set" true false 2 2 = PutOvpnPeerSetInput<'w>, OvpnPeerSetInput<'a>, OvpnPeerSetInput<'a>;
        peer_get PeerGet "peer-get" true true 3 3 = PutOvpnAttrs<'w>, OvpnAttrs<'a>, OvpnAttrs<'a>;
        peer_del PeerDel "peer-del" true false 4 4 = PutOvpnPeerDelInput<'w>, OvpnPeerDelInput<'a>, OvpnPeerDelInput<'a>;
        key_new KeyNew "key-new" true false 6 6 = PutOvpnAttrs<'w>, OvpnAttrs<'a>, OvpnAttrs<'a>;
        key_get KeyGet "key-get" true false 7 7 = PutOvpnKeyconfGet<'w>, OvpnKeyconfGet<'a>, OvpnKeyconfGet<'a>;
        key_swap KeySwap "key-swap" true false 8 8 = PutOvpnKeyconfSwapInput<'w>, OvpnKeyconfSwapInput<'a>, OvpnKeyconfSwapInput<'a>;
        key_del KeyDel "key-del" true false 10 10 = PutOvpnKeyconfDelInput<'w>, OvpnKeyconfDelInput<'a>, OvpnKeyconfDelInput<'a>;
    } {
        PeerDelNtf "peer-del-ntf" 5 = PutOvpnAttrs<'w>, OvpnAttrs<'a>;
        KeySwapNtf "key-swap-ntf" 9 = PutOvpnKeyconfGet<'w>, OvpnKeyconfGet<'a>;
        PeerFloatNtf "peer-float-ntf" 11 = PutOvpnAttrs<'w>, OvpnAttrs<'a>;
    } {
        Peers "peers" 0;
    } {
    }
}
