// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family tcp_metrics, by `klink generate rust`.

klink::family_set! {
    TcpMetricsAttrs PutTcpMetricsAttrs "tcp-metrics" [] false [] [13] [] {
        addr_ipv4 "addr-ipv4" = 1: ::std::net::Ipv4Addr as BeV4;
        addr_ipv6 "addr-ipv6" = 2: ::std::net::IpAddr as Ip;
        age "age" = 3: u64 as U64;
        tw_tsval "tw-tsval" = 4: u32 as U32;
        tw_ts_stamp "tw-ts-stamp" = 5: i32 as S32;
        vals "vals" = 6 nest Metrics PutMetrics;
        fopen_mss "fopen-mss" = 7: u16 as U16;
        fopen_syn_drops "fopen-syn-drops" = 8: u16 as U16;
        fopen_syn_drop_ts "fopen-syn-drop-ts" = 9: u64 as U64;
        fopen_cookie "fopen-cookie" = 10: &'a [u8] as Raw;
        saddr_ipv4 "saddr-ipv4" = 11: ::std::net::Ipv4Addr as BeV4;
        saddr_ipv6 "saddr-ipv6" = 12: ::std::net::IpAddr as Ip;
    }
}

klink::family_set! {
    Metrics PutMetrics "metrics" [] false [] [] [] {
        rtt "rtt" = 1: u32 as U32;
        rttvar "rttvar" = 2: u32 as U32;
        ssthresh "ssthresh" = 3: u32 as U32;
        cwnd "cwnd" = 4: u32 as U32;
        reodering "reodering" = 5: u32 as U32;
        rtt_us "rtt-us" = 6: u32 as U32;
        rttvar_us "rttvar-us" = 7: u32 as U32;
    }
}

klink::family_operations! {
    generic TcpMetrics TcpMetricsOn "tcp_metrics" 1 {
        get Get "get" true true 1 1 = PutTcpMetricsAttrs<'w>, TcpMetricsAttrs<'a>, TcpMetricsAttrs<'a>;
        del Del "del" true false 2 2 = PutTcpMetricsAttrs<'w>, TcpMetricsAttrs<'a>, TcpMetricsAttrs<'a>;
    } {
    } {
    } {
    }
}
