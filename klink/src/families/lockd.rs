// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family lockd, by `klink generate rust`.

klink::family_set! {
    Server PutServer "server" [] false [] [] [] {
        gracetime "gracetime" = 1: u32 as U32;
        tcp_port "tcp-port" = 2: u16 as U16;
        udp_port "udp-port" = 3: u16 as U16;
    }
}

klink::family_operations! {
    generic Lockd LockdOn "lockd" 1 {
        server_set ServerSet "server-set" true false 1 1 = PutServer<'w>, Server<'a>, Server<'a>;
        server_get ServerGet "server-get" true false 2 2 = PutServer<'w>, Server<'a>, Server<'a>;
    } {
    } {
    } {
    }
}
