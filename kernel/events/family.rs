// SPDX-License-Identifier: GPL-2.0

// The netlink family klink-events, by `klink generate rust --kernel`.

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
        kind = 14: required (u32 as u32) [u32().between(1, 14)];
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
