// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family psp, by `klink generate rust`.

klink::family_enum! {
    Version "version" u32 {
        HDR0_AES_GCM_128 "hdr0-aes-gcm-128" = 0;
        HDR0_AES_GCM_256 "hdr0-aes-gcm-256" = 1;
        HDR0_AES_GMAC_128 "hdr0-aes-gmac-128" = 2;
        HDR0_AES_GMAC_256 "hdr0-aes-gmac-256" = 3;
    }
}

klink::family_flags! {
    VersionFlags "version" u32 {
        HDR0_AES_GCM_128 "hdr0-aes-gcm-128" = 0x1;
        HDR0_AES_GCM_256 "hdr0-aes-gcm-256" = 0x2;
        HDR0_AES_GMAC_128 "hdr0-aes-gmac-128" = 0x4;
        HDR0_AES_GMAC_256 "hdr0-aes-gmac-256" = 0x8;
    }
}

klink::family_set! {
    AssocDevInfo PutAssocDevInfo "assoc-dev-info" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        nsid "nsid" = 2: i32 as S32;
    }
}

klink::family_set! {
    Dev PutDev "dev" [] false [] [] [5] {
        id "id" = 1: u32 as U32;
        ifindex "ifindex" = 2: u32 as U32;
        psp_versions_cap "psp-versions-cap" = 3: VersionFlags as U32;
        psp_versions_ena "psp-versions-ena" = 4: VersionFlags as U32;
        assoc_list "assoc-list" = 5 multi_nest AssocDevInfo PutAssocDevInfo;
        nsid "nsid" = 6: i32 as S32;
        by_association "by-association" = 7 flag true;
    }
}

klink::family_set! {
    Assoc PutAssoc "assoc" [] false [] [] [] {
        dev_id "dev-id" = 1: u32 as U32;
        version "version" = 2: Version as U32;
        rx_key "rx-key" = 3 nest Keys PutKeys;
        tx_key "tx-key" = 4 nest Keys PutKeys;
        sock_fd "sock-fd" = 5: u32 as U32;
    }
}

klink::family_set! {
    Keys PutKeys "keys" [] false [] [] [] {
        key "key" = 1: &'a [u8] as Raw;
        spi "spi" = 2: u32 as U32;
    }
}

klink::family_set! {
    Stats PutStats "stats" [] false [] [] [] {
        dev_id "dev-id" = 1: u32 as U32;
        key_rotations "key-rotations" = 2: u64 as Uint;
        stale_events "stale-events" = 3: u64 as Uint;
        rx_packets "rx-packets" = 4: u64 as Uint;
        rx_bytes "rx-bytes" = 5: u64 as Uint;
        rx_auth_fail "rx-auth-fail" = 6: u64 as Uint;
        rx_error "rx-error" = 7: u64 as Uint;
        rx_bad "rx-bad" = 8: u64 as Uint;
        tx_packets "tx-packets" = 9: u64 as Uint;
        tx_bytes "tx-bytes" = 10: u64 as Uint;
        tx_error "tx-error" = 11: u64 as Uint;
    }
}

klink::family_operations! {
    generic Psp PspOn "psp" 1 {
        dev_get DevGet "dev-get" true true 1 1 = PutDev<'w>, Dev<'a>, Dev<'a>;
        dev_set DevSet "dev-set" true false 4 4 = PutDev<'w>, Dev<'a>, Dev<'a>;
        key_rotate KeyRotate "key-rotate" true false 6 6 = PutDev<'w>, Dev<'a>, Dev<'a>;
        rx_assoc RxAssoc "rx-assoc" true false 8 8 = PutAssoc<'w>, Assoc<'a>, Assoc<'a>;
        tx_assoc TxAssoc "tx-assoc" true false 9 9 = PutAssoc<'w>, Assoc<'a>, Assoc<'a>;
        get_stats GetStats "get-stats" true true 10 10 = PutStats<'w>, Stats<'a>, Stats<'a>;
        dev_assoc DevAssoc "dev-assoc" true false 11 11 = PutDev<'w>, Dev<'a>, Dev<'a>;
        dev_disassoc DevDisassoc "dev-disassoc" true false 12 12 = PutDev<'w>, Dev<'a>, Dev<'a>;
    } {
        DevAddNtf "dev-add-ntf" 2 = PutDev<'w>, Dev<'a>;
        DevDelNtf "dev-del-ntf" 3 = PutDev<'w>, Dev<'a>;
        DevChangeNtf "dev-change-ntf" 5 = PutDev<'w>, Dev<'a>;
        KeyRotateNtf "key-rotate-ntf" 7 = PutDev<'w>, Dev<'a>;
    } {
        Mgmt "mgmt" 0;
        Use "use" 0;
    } {
    }
}
