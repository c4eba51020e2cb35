// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family rt-link, by `klink generate rust`.

use klink::typed::{PutUnnamed, Unnamed};

klink::family_flags! {
    IfinfoFlags "ifinfo-flags" u32 {
        UP "up" = 0x1;
        BROADCAST "broadcast" = 0x2;
        DEBUG "debug" = 0x4;
        LOOPBACK "loopback" = 0x8;
        POINT_TO_POINT "point-to-point" = 0x10;
        NO_TRAILERS "no-trailers" = 0x20;
        RUNNING "running" = 0x40;
        NO_ARP "no-arp" = 0x80;
        PROMISC "promisc" = 0x100;
        ALL_MULTI "all-multi" = 0x200;
        MASTER "master" = 0x400;
        SLAVE "slave" = 0x800;
        MULTICAST "multicast" = 0x1000;
        PORTSEL "portsel" = 0x2000;
        AUTO_MEDIA "auto-media" = 0x4000;
        DYNAMIC "dynamic" = 0x8000;
        LOWER_UP "lower-up" = 0x10000;
        DORMANT "dormant" = 0x20000;
        ECHO "echo" = 0x40000;
    }
}

klink::family_enum! {
    VlanProtocols "vlan-protocols" u16 {
        _8021Q "8021q" = 33024;
        _8021AD "8021ad" = 34984;
    }
}

klink::family_flags! {
    VlanFlags "vlan-flags" u32 {
        REORDER_HDR "reorder-hdr" = 0x1;
        GVRP "gvrp" = 0x2;
        LOOSE_BINDING "loose-binding" = 0x4;
        MVRP "mvrp" = 0x8;
        BRIDGE_BINDING "bridge-binding" = 0x10;
    }
}

klink::family_enum! {
    IflaVfLinkStateEnum "ifla-vf-link-state-enum" u32 {
        AUTO "auto" = 0;
        ENABLE "enable" = 1;
        DISABLE "disable" = 2;
    }
}

klink::family_flags! {
    RtextFilter "rtext-filter" u32 {
        VF "vf" = 0x1;
        BRVLAN "brvlan" = 0x2;
        BRVLAN_COMPRESSED "brvlan-compressed" = 0x4;
        SKIP_STATS "skip-stats" = 0x8;
        MRP "mrp" = 0x10;
        CFM_CONFIG "cfm-config" = 0x20;
        CFM_STATUS "cfm-status" = 0x40;
        MST "mst" = 0x80;
    }
}

klink::family_enum! {
    NetkitPolicy "netkit-policy" u32 {
        FORWARD "forward" = 0;
        BLACKHOLE "blackhole" = 2;
    }
}

klink::family_enum! {
    NetkitMode "netkit-mode" u32 {
        L2 "l2" = 0;
        L3 "l3" = 1;
    }
}

klink::family_enum! {
    NetkitScrub "netkit-scrub" u32 {
        NONE "none" = 0;
        DEFAULT "default" = 1;
    }
}

klink::family_enum! {
    NetkitPairing "netkit-pairing" u32 {
        PAIR "pair" = 0;
        SINGLE "single" = 1;
    }
}

klink::family_enum! {
    OvpnMode "ovpn-mode" u8 {
        P2P "p2p" = 0;
        MP "mp" = 1;
    }
}

klink::family_enum! {
    BrStpMode "br-stp-mode" u32 {
        AUTO "auto" = 0;
        USER "user" = 1;
        KERNEL "kernel" = 2;
    }
}

klink::family_flags! {
    BridgeVlanInfoFlags "bridge-vlan-info-flags" u16 {
        MASTER "master" = 0x1;
        PVID "pvid" = 0x2;
        UNTAGGED "untagged" = 0x4;
        RANGE_BEGIN "range-begin" = 0x8;
        RANGE_END "range-end" = 0x10;
        BRENTRY "brentry" = 0x20;
        ONLY_OPTS "only-opts" = 0x40;
    }
}

klink::family_enum! {
    MacvlanMode "macvlan-mode" u32 {
        PRIVATE "private" = 1;
        VEPA "vepa" = 2;
        BRIDGE "bridge" = 4;
        PASSTHRU "passthru" = 8;
        SOURCE "source" = 16;
    }
}

klink::family_enum! {
    MacvlanMacaddrMode "macvlan-macaddr-mode" u32 {
        ADD "add" = 0;
        DEL "del" = 1;
        FLUSH "flush" = 2;
        SET "set" = 3;
    }
}

klink::family_enum! {
    IpvlanMode "ipvlan-mode" u16 {
        L2 "l2" = 0;
        L3 "l3" = 1;
        L3S "l3s" = 2;
    }
}

klink::family_enum! {
    MacsecValidation "macsec-validation" u8 {
        DISABLED "disabled" = 0;
        CHECK "check" = 1;
        STRICT "strict" = 2;
    }
}

klink::family_enum! {
    MacsecOffload "macsec-offload" u8 {
        OFF "off" = 0;
        PHY "phy" = 1;
        MAC "mac" = 2;
    }
}

klink::family_enum! {
    VxlanDf "vxlan-df" u8 {
        UNSET "unset" = 0;
        SET "set" = 1;
        INHERIT "inherit" = 2;
    }
}

klink::family_enum! {
    VxlanLabelPolicy "vxlan-label-policy" u32 {
        FIXED "fixed" = 0;
        INHERIT "inherit" = 1;
    }
}

klink::family_enum! {
    CanState "can-state" u32 {
        ERROR_ACTIVE "error-active" = 0;
        ERROR_WARNING "error-warning" = 1;
        ERROR_PASSIVE "error-passive" = 2;
        BUS_OFF "bus-off" = 3;
        STOPPED "stopped" = 4;
        SLEEPING "sleeping" = 5;
    }
}

klink::family_enum! {
    GtpRole "gtp-role" u32 {
        GGSN "ggsn" = 0;
        SGSN "sgsn" = 1;
    }
}

klink::family_enum! {
    AmtMode "amt-mode" u32 {
        GATEWAY "gateway" = 0;
        RELAY "relay" = 1;
    }
}

klink::family_struct! {
    Ifinfomsg PutIfinfomsg "ifinfomsg" 16 false {
        ifi_family "ifi-family" = 0, 1: u8 as U8;
        ifi_type "ifi-type" = 2, 2: u16 as U16;
        ifi_index "ifi-index" = 4, 4: i32 as S32;
        ifi_flags "ifi-flags" = 8, 4: IfinfoFlags as U32;
        ifi_change "ifi-change" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaBridgeId PutIflaBridgeId "ifla-bridge-id" 8 false {
        prio "prio" = 0, 2: u16 as BeU16;
        addr "addr" = 2, 6 maybe klink::HardwareAddress<'a> as Mac;
    }
}

klink::family_struct! {
    IflaCacheinfo PutIflaCacheinfo "ifla-cacheinfo" 16 false {
        max_reasm_len "max-reasm-len" = 0, 4: u32 as U32;
        tstamp "tstamp" = 4, 4: u32 as U32;
        reachable_time "reachable-time" = 8, 4: i32 as S32;
        retrans_time "retrans-time" = 12, 4: u32 as U32;
    }
}

klink::family_struct! {
    RtnlLinkStats PutRtnlLinkStats "rtnl-link-stats" 96 false {
        rx_packets "rx-packets" = 0, 4: u32 as U32;
        tx_packets "tx-packets" = 4, 4: u32 as U32;
        rx_bytes "rx-bytes" = 8, 4: u32 as U32;
        tx_bytes "tx-bytes" = 12, 4: u32 as U32;
        rx_errors "rx-errors" = 16, 4: u32 as U32;
        tx_errors "tx-errors" = 20, 4: u32 as U32;
        rx_dropped "rx-dropped" = 24, 4: u32 as U32;
        tx_dropped "tx-dropped" = 28, 4: u32 as U32;
        multicast "multicast" = 32, 4: u32 as U32;
        collisions "collisions" = 36, 4: u32 as U32;
        rx_length_errors "rx-length-errors" = 40, 4: u32 as U32;
        rx_over_errors "rx-over-errors" = 44, 4: u32 as U32;
        rx_crc_errors "rx-crc-errors" = 48, 4: u32 as U32;
        rx_frame_errors "rx-frame-errors" = 52, 4: u32 as U32;
        rx_fifo_errors "rx-fifo-errors" = 56, 4: u32 as U32;
        rx_missed_errors "rx-missed-errors" = 60, 4: u32 as U32;
        tx_aborted_errors "tx-aborted-errors" = 64, 4: u32 as U32;
        tx_carrier_errors "tx-carrier-errors" = 68, 4: u32 as U32;
        tx_fifo_errors "tx-fifo-errors" = 72, 4: u32 as U32;
        tx_heartbeat_errors "tx-heartbeat-errors" = 76, 4: u32 as U32;
        tx_window_errors "tx-window-errors" = 80, 4: u32 as U32;
        rx_compressed "rx-compressed" = 84, 4: u32 as U32;
        tx_compressed "tx-compressed" = 88, 4: u32 as U32;
        rx_nohandler "rx-nohandler" = 92, 4: u32 as U32;
    }
}

klink::family_struct! {
    RtnlLinkStats64 PutRtnlLinkStats64 "rtnl-link-stats64" 200 false {
        rx_packets "rx-packets" = 0, 8: u64 as U64;
        tx_packets "tx-packets" = 8, 8: u64 as U64;
        rx_bytes "rx-bytes" = 16, 8: u64 as U64;
        tx_bytes "tx-bytes" = 24, 8: u64 as U64;
        rx_errors "rx-errors" = 32, 8: u64 as U64;
        tx_errors "tx-errors" = 40, 8: u64 as U64;
        rx_dropped "rx-dropped" = 48, 8: u64 as U64;
        tx_dropped "tx-dropped" = 56, 8: u64 as U64;
        multicast "multicast" = 64, 8: u64 as U64;
        collisions "collisions" = 72, 8: u64 as U64;
        rx_length_errors "rx-length-errors" = 80, 8: u64 as U64;
        rx_over_errors "rx-over-errors" = 88, 8: u64 as U64;
        rx_crc_errors "rx-crc-errors" = 96, 8: u64 as U64;
        rx_frame_errors "rx-frame-errors" = 104, 8: u64 as U64;
        rx_fifo_errors "rx-fifo-errors" = 112, 8: u64 as U64;
        rx_missed_errors "rx-missed-errors" = 120, 8: u64 as U64;
        tx_aborted_errors "tx-aborted-errors" = 128, 8: u64 as U64;
        tx_carrier_errors "tx-carrier-errors" = 136, 8: u64 as U64;
        tx_fifo_errors "tx-fifo-errors" = 144, 8: u64 as U64;
        tx_heartbeat_errors "tx-heartbeat-errors" = 152, 8: u64 as U64;
        tx_window_errors "tx-window-errors" = 160, 8: u64 as U64;
        rx_compressed "rx-compressed" = 168, 8: u64 as U64;
        tx_compressed "tx-compressed" = 176, 8: u64 as U64;
        rx_nohandler "rx-nohandler" = 184, 8: u64 as U64;
        rx_otherhost_dropped "rx-otherhost-dropped" = 192, 8: u64 as U64;
    }
}

klink::family_struct! {
    RtnlLinkIfmap PutRtnlLinkIfmap "rtnl-link-ifmap" 32 false {
        mem_start "mem-start" = 0, 8: u64 as U64;
        mem_end "mem-end" = 8, 8: u64 as U64;
        base_addr "base-addr" = 16, 8: u64 as U64;
        irq "irq" = 24, 2: u16 as U16;
        dma "dma" = 26, 1: u8 as U8;
        port "port" = 27, 1: u8 as U8;
    }
}

klink::family_struct! {
    BrBooloptMulti PutBrBooloptMulti "br-boolopt-multi" 8 false {
        optval "optval" = 0, 4: u32 as U32;
        optmask "optmask" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IfStatsMsg PutIfStatsMsg "if-stats-msg" 12 false {
        family "family" = 0, 1: u8 as U8;
        ifindex "ifindex" = 4, 4: u32 as U32;
        filter_mask "filter-mask" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVlanFlags PutIflaVlanFlags "ifla-vlan-flags" 8 false {
        flags "flags" = 0, 4: VlanFlags as U32;
        mask "mask" = 4, 4: u32 as HexU32;
    }
}

klink::family_struct! {
    IflaVlanQosMapping PutIflaVlanQosMapping "ifla-vlan-qos-mapping" 8 false {
        from "from" = 0, 4: u32 as U32;
        to "to" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaGenevePortRange PutIflaGenevePortRange "ifla-geneve-port-range" 4 false {
        low "low" = 0, 2: u16 as BeU16;
        high "high" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    IflaVfMac PutIflaVfMac "ifla-vf-mac" 36 false {
        vf "vf" = 0, 4: u32 as U32;
        mac "mac" = 4, 32: &'a [u8] as Raw;
    }
}

klink::family_struct! {
    IflaVfVlan PutIflaVfVlan "ifla-vf-vlan" 12 false {
        vf "vf" = 0, 4: u32 as U32;
        vlan "vlan" = 4, 4: u32 as U32;
        qos "qos" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVfTxRate PutIflaVfTxRate "ifla-vf-tx-rate" 8 false {
        vf "vf" = 0, 4: u32 as U32;
        rate "rate" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVfSpoofchk PutIflaVfSpoofchk "ifla-vf-spoofchk" 8 false {
        vf "vf" = 0, 4: u32 as U32;
        setting "setting" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVfLinkState PutIflaVfLinkState "ifla-vf-link-state" 8 false {
        vf "vf" = 0, 4: u32 as U32;
        link_state "link-state" = 4, 4: IflaVfLinkStateEnum as U32;
    }
}

klink::family_struct! {
    IflaVfRate PutIflaVfRate "ifla-vf-rate" 12 false {
        vf "vf" = 0, 4: u32 as U32;
        min_tx_rate "min-tx-rate" = 4, 4: u32 as U32;
        max_tx_rate "max-tx-rate" = 8, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVfRssQueryEn PutIflaVfRssQueryEn "ifla-vf-rss-query-en" 8 false {
        vf "vf" = 0, 4: u32 as U32;
        setting "setting" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVfTrust PutIflaVfTrust "ifla-vf-trust" 8 false {
        vf "vf" = 0, 4: u32 as U32;
        setting "setting" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    IflaVfGuid PutIflaVfGuid "ifla-vf-guid" 16 false {
        vf "vf" = 0, 4: u32 as U32;
        guid "guid" = 8, 8: u64 as U64;
    }
}

klink::family_struct! {
    IflaVfVlanInfo PutIflaVfVlanInfo "ifla-vf-vlan-info" 16 false {
        vf "vf" = 0, 4: u32 as U32;
        vlan "vlan" = 4, 4: u32 as U32;
        qos "qos" = 8, 4: u32 as U32;
        vlan_proto "vlan-proto" = 12, 2: VlanProtocols as BeU16;
    }
}

klink::family_struct! {
    BridgeVlanInfo PutBridgeVlanInfo "bridge-vlan-info" 4 false {
        flags "flags" = 0, 2: BridgeVlanInfoFlags as U16;
        vid "vid" = 2, 2: u16 as U16;
    }
}

klink::family_struct! {
    IflaVxlanPortRange PutIflaVxlanPortRange "ifla-vxlan-port-range" 4 false {
        low "low" = 0, 2: u16 as BeU16;
        high "high" = 2, 2: u16 as BeU16;
    }
}

klink::family_struct! {
    IflaRmnetFlags PutIflaRmnetFlags "ifla-rmnet-flags" 8 false {
        flags "flags" = 0, 4: u32 as U32;
        mask "mask" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    CanBittiming PutCanBittiming "can-bittiming" 32 false {
        bitrate "bitrate" = 0, 4: u32 as U32;
        sample_point "sample-point" = 4, 4: u32 as U32;
        tq "tq" = 8, 4: u32 as U32;
        prop_seg "prop-seg" = 12, 4: u32 as U32;
        phase_seg1 "phase-seg1" = 16, 4: u32 as U32;
        phase_seg2 "phase-seg2" = 20, 4: u32 as U32;
        sjw "sjw" = 24, 4: u32 as U32;
        brp "brp" = 28, 4: u32 as U32;
    }
}

klink::family_struct! {
    CanBittimingConst PutCanBittimingConst "can-bittiming-const" 48 false {
        name "name" = 0, 16: &'a [u8] as Raw;
        tseg1_min "tseg1-min" = 16, 4: u32 as U32;
        tseg1_max "tseg1-max" = 20, 4: u32 as U32;
        tseg2_min "tseg2-min" = 24, 4: u32 as U32;
        tseg2_max "tseg2-max" = 28, 4: u32 as U32;
        sjw_max "sjw-max" = 32, 4: u32 as U32;
        brp_min "brp-min" = 36, 4: u32 as U32;
        brp_max "brp-max" = 40, 4: u32 as U32;
        brp_inc "brp-inc" = 44, 4: u32 as U32;
    }
}

klink::family_struct! {
    CanClock PutCanClock "can-clock" 4 false {
        freq "freq" = 0, 4: u32 as U32;
    }
}

klink::family_struct! {
    CanCtrlmode PutCanCtrlmode "can-ctrlmode" 8 false {
        mask "mask" = 0, 4: u32 as U32;
        flags "flags" = 4, 4: u32 as U32;
    }
}

klink::family_struct! {
    CanBerrCounter PutCanBerrCounter "can-berr-counter" 4 false {
        txerr "txerr" = 0, 2: u16 as U16;
        rxerr "rxerr" = 2, 2: u16 as U16;
    }
}

klink::family_message! {
    LinkinfoAttrsData PutLinkinfoAttrsData "linkinfo-attrs data" [] {
        Amt amt "amt" ["amt"] [] true = LinkinfoAmtAttrs<'a>, PutLinkinfoAmtAttrs<'w>;
        Bareudp bareudp "bareudp" ["bareudp"] [] true = LinkinfoBareudpAttrs<'a>, PutLinkinfoBareudpAttrs<'w>;
        Batadv batadv "batadv" ["batadv"] [] true = LinkinfoBatadvAttrs<'a>, PutLinkinfoBatadvAttrs<'w>;
        Bond bond "bond" ["bond"] [] true = LinkinfoBondAttrs<'a>, PutLinkinfoBondAttrs<'w>;
        Bridge bridge "bridge" ["bridge"] [] true = LinkinfoBridgeAttrs<'a>, PutLinkinfoBridgeAttrs<'w>;
        Can can "can" ["can"] [] true = LinkinfoCanAttrs<'a>, PutLinkinfoCanAttrs<'w>;
        Dsa dsa "dsa" ["dsa"] [] true = LinkinfoDsaAttrs<'a>, PutLinkinfoDsaAttrs<'w>;
        Erspan erspan "erspan" ["erspan"] [] true = LinkinfoGreAttrs<'a>, PutLinkinfoGreAttrs<'w>;
        Geneve geneve "geneve" ["geneve"] [] true = LinkinfoGeneveAttrs<'a>, PutLinkinfoGeneveAttrs<'w>;
        Gre gre "gre" ["gre"] [] true = LinkinfoGreAttrs<'a>, PutLinkinfoGreAttrs<'w>;
        Gretap gretap "gretap" ["gretap"] [] true = LinkinfoGreAttrs<'a>, PutLinkinfoGreAttrs<'w>;
        Gtp gtp "gtp" ["gtp"] [] true = LinkinfoGtpAttrs<'a>, PutLinkinfoGtpAttrs<'w>;
        Hsr hsr "hsr" ["hsr"] [] true = LinkinfoHsrAttrs<'a>, PutLinkinfoHsrAttrs<'w>;
        Ip6erspan ip6erspan "ip6erspan" ["ip6erspan"] [] true = LinkinfoGre6Attrs<'a>, PutLinkinfoGre6Attrs<'w>;
        Ip6gre ip6gre "ip6gre" ["ip6gre"] [] true = LinkinfoGre6Attrs<'a>, PutLinkinfoGre6Attrs<'w>;
        Ip6gretap ip6gretap "ip6gretap" ["ip6gretap"] [] true = LinkinfoGre6Attrs<'a>, PutLinkinfoGre6Attrs<'w>;
        Ip6tnl ip6tnl "ip6tnl" ["ip6tnl"] [] true = LinkinfoIp6tnlAttrs<'a>, PutLinkinfoIp6tnlAttrs<'w>;
        Ipip ipip "ipip" ["ipip"] [] true = LinkinfoIptunAttrs<'a>, PutLinkinfoIptunAttrs<'w>;
        Ipoib ipoib "ipoib" ["ipoib"] [] true = LinkinfoIpoibAttrs<'a>, PutLinkinfoIpoibAttrs<'w>;
        Ipvlan ipvlan "ipvlan" ["ipvlan"] [] true = LinkinfoIpvlanAttrs<'a>, PutLinkinfoIpvlanAttrs<'w>;
        Ipvtap ipvtap "ipvtap" ["ipvtap"] [] true = LinkinfoIpvlanAttrs<'a>, PutLinkinfoIpvlanAttrs<'w>;
        Macsec macsec "macsec" ["macsec"] [] true = LinkinfoMacsecAttrs<'a>, PutLinkinfoMacsecAttrs<'w>;
        Macvlan macvlan "macvlan" ["macvlan"] [] true = LinkinfoMacvlanAttrs<'a>, PutLinkinfoMacvlanAttrs<'w>;
        Macvtap macvtap "macvtap" ["macvtap"] [] true = LinkinfoMacvlanAttrs<'a>, PutLinkinfoMacvlanAttrs<'w>;
        Netkit netkit "netkit" ["netkit"] [] true = LinkinfoNetkitAttrs<'a>, PutLinkinfoNetkitAttrs<'w>;
        Ovpn ovpn "ovpn" ["ovpn"] [] true = LinkinfoOvpnAttrs<'a>, PutLinkinfoOvpnAttrs<'w>;
        Ppp ppp "ppp" ["ppp"] [] true = LinkinfoPppAttrs<'a>, PutLinkinfoPppAttrs<'w>;
        Rmnet rmnet "rmnet" ["rmnet"] [] true = LinkinfoRmnetAttrs<'a>, PutLinkinfoRmnetAttrs<'w>;
        Sit sit "sit" ["sit"] [] true = LinkinfoIptunAttrs<'a>, PutLinkinfoIptunAttrs<'w>;
        Tun tun "tun" ["tun"] [] true = LinkinfoTunAttrs<'a>, PutLinkinfoTunAttrs<'w>;
        Veth veth "veth" ["veth"] [] true = LinkinfoVethAttrs<'a>, PutLinkinfoVethAttrs<'w>;
        Vlan vlan "vlan" ["vlan"] [] true = LinkinfoVlanAttrs<'a>, PutLinkinfoVlanAttrs<'w>;
        Vrf vrf "vrf" ["vrf"] [] true = LinkinfoVrfAttrs<'a>, PutLinkinfoVrfAttrs<'w>;
        Vti vti "vti" ["vti"] [] true = LinkinfoVtiAttrs<'a>, PutLinkinfoVtiAttrs<'w>;
        Vti6 vti6 "vti6" ["vti6"] [] true = LinkinfoVti6Attrs<'a>, PutLinkinfoVti6Attrs<'w>;
        Vxcan vxcan "vxcan" ["vxcan"] [] true = LinkinfoVxcanAttrs<'a>, PutLinkinfoVxcanAttrs<'w>;
        Vxlan vxlan "vxlan" ["vxlan"] [] true = LinkinfoVxlanAttrs<'a>, PutLinkinfoVxlanAttrs<'w>;
        Xfrm xfrm "xfrm" ["xfrm"] [] true = LinkinfoXfrmAttrs<'a>, PutLinkinfoXfrmAttrs<'w>;
    }
}

klink::family_message! {
    LinkinfoAttrsSlaveData PutLinkinfoAttrsSlaveData "linkinfo-attrs slave-data" [] {
        Bond bond "bond" ["bond"] [] true = BondSlaveAttrs<'a>, PutBondSlaveAttrs<'w>;
        Bridge bridge "bridge" ["bridge"] [] true = LinkinfoBrportAttrs<'a>, PutLinkinfoBrportAttrs<'w>;
    }
}

klink::family_message! {
    LinkinfoVethAttrsPeer PutLinkinfoVethAttrsPeer "linkinfo-veth-attrs peer" [] {
        Veth veth "veth" ["veth"] [] true = klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, PutLinkAttrs<'w, Ifinfomsg<'static>>;
        Vxcan vxcan "vxcan" ["vxcan"] [] true = klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, PutLinkAttrs<'w, Ifinfomsg<'static>>;
    }
}

klink::family_message! {
    LinkAttrsAfSpec PutLinkAttrsAfSpec "link-attrs af-spec" [Other other = AfSpecAttrs<'a>, PutAfSpecAttrs<'w>] {
        BridgeAfSpecAttrs bridge_af_spec_attrs "7" ["7"] [7] true = BridgeAfSpecAttrs<'a>, PutBridgeAfSpecAttrs<'w>;
    }
}

klink::family_message! {
    LinkAttrsProtinfo PutLinkAttrsProtinfo "link-attrs protinfo" [] {
        Ifla6Attrs ifla6_attrs "10" ["10"] [10] true = Ifla6Attrs<'a>, PutIfla6Attrs<'w>;
        LinkinfoBrportAttrs linkinfo_brport_attrs "7" ["7"] [7] true = LinkinfoBrportAttrs<'a>, PutLinkinfoBrportAttrs<'w>;
    }
}

klink::family_set! {
    LinkAttrs PutLinkAttrs "link-attrs" [Ifinfomsg PutIfinfomsg] true [] [42] [] {
        address "address" = 1: klink::HardwareAddress<'a> as Mac;
        broadcast "broadcast" = 2: klink::HardwareAddress<'a> as Mac;
        ifname "ifname" = 3: &'a str as Str;
        mtu "mtu" = 4: u32 as U32;
        link "link" = 5: u32 as U32;
        qdisc "qdisc" = 6: &'a str as Str;
        stats "stats" = 7 view RtnlLinkStats PutRtnlLinkStats;
        master "master" = 10: u32 as U32;
        wireless "wireless" = 11: &'a [u8] as Raw;
        protinfo "protinfo" = 12 message LinkAttrsProtinfo PutLinkAttrsProtinfo [] [U8 0];
        txqlen "txqlen" = 13: u32 as U32;
        map "map" = 14 view RtnlLinkIfmap PutRtnlLinkIfmap;
        weight "weight" = 15: u32 as U32;
        operstate "operstate" = 16: u8 as U8;
        linkmode "linkmode" = 17: u8 as U8;
        linkinfo "linkinfo" = 18 nest LinkinfoAttrs PutLinkinfoAttrs;
        net_ns_pid "net-ns-pid" = 19: u32 as U32;
        ifalias "ifalias" = 20: &'a str as Str;
        num_vf "num-vf" = 21: u32 as U32;
        vfinfo_list "vfinfo-list" = 22 nest VfinfoListAttrs PutVfinfoListAttrs;
        stats64 "stats64" = 23 view RtnlLinkStats64 PutRtnlLinkStats64;
        vf_ports "vf-ports" = 24 nest VfPortsAttrs PutVfPortsAttrs;
        port_self "port-self" = 25 nest PortSelfAttrs PutPortSelfAttrs;
        af_spec "af-spec" = 26 message LinkAttrsAfSpec PutLinkAttrsAfSpec [] [U8 0];
        group "group" = 27: u32 as U32;
        net_ns_fd "net-ns-fd" = 28: u32 as U32;
        ext_mask "ext-mask" = 29: RtextFilter as U32;
        promiscuity "promiscuity" = 30: u32 as U32;
        num_tx_queues "num-tx-queues" = 31: u32 as U32;
        num_rx_queues "num-rx-queues" = 32: u32 as U32;
        carrier "carrier" = 33: u8 as U8;
        phys_port_id "phys-port-id" = 34: &'a [u8] as Raw;
        carrier_changes "carrier-changes" = 35: u32 as U32;
        phys_switch_id "phys-switch-id" = 36: &'a [u8] as Raw;
        link_netnsid "link-netnsid" = 37: i32 as S32;
        phys_port_name "phys-port-name" = 38: &'a str as Str;
        proto_down "proto-down" = 39: u8 as U8;
        gso_max_segs "gso-max-segs" = 40: u32 as U32;
        gso_max_size "gso-max-size" = 41: u32 as U32;
        xdp "xdp" = 43 nest XdpAttrs PutXdpAttrs;
        event "event" = 44: u32 as U32;
        new_netnsid "new-netnsid" = 45: i32 as S32;
        target_netnsid "target-netnsid" = 46: i32 as S32;
        carrier_up_count "carrier-up-count" = 47: u32 as U32;
        carrier_down_count "carrier-down-count" = 48: u32 as U32;
        new_ifindex "new-ifindex" = 49: i32 as S32;
        min_mtu "min-mtu" = 50: u32 as U32;
        max_mtu "max-mtu" = 51: u32 as U32;
        prop_list "prop-list" = 52 nest PropListLinkAttrs PutPropListLinkAttrs;
        alt_ifname "alt-ifname" = 53: &'a str as Str;
        perm_address "perm-address" = 54: klink::HardwareAddress<'a> as Mac;
        proto_down_reason "proto-down-reason" = 55: &'a str as Str;
        parent_dev_name "parent-dev-name" = 56: &'a str as Str;
        parent_dev_bus_name "parent-dev-bus-name" = 57: &'a str as Str;
        gro_max_size "gro-max-size" = 58: u32 as U32;
        tso_max_size "tso-max-size" = 59: u32 as U32;
        tso_max_segs "tso-max-segs" = 60: u32 as U32;
        allmulti "allmulti" = 61: u32 as U32;
        devlink_port "devlink-port" = 62 nest DevlinkPortHandleAttrs PutDevlinkPortHandleAttrs;
        gso_ipv4_max_size "gso-ipv4-max-size" = 63: u32 as U32;
        gro_ipv4_max_size "gro-ipv4-max-size" = 64: u32 as U32;
        dpll_pin "dpll-pin" = 65 nest LinkDpllPinAttrs PutLinkDpllPinAttrs;
        max_pacing_offload_horizon "max-pacing-offload-horizon" = 66: u64 as Uint;
        netns_immutable "netns-immutable" = 67: u8 as U8;
        headroom "headroom" = 68: u16 as U16;
        tailroom "tailroom" = 69: u16 as U16;
    }
}

klink::family_set! {
    PropListLinkAttrs PutPropListLinkAttrs "prop-list-link-attrs" [] true [] [42] [53] {
        address "address" = 1: klink::HardwareAddress<'a> as Mac;
        broadcast "broadcast" = 2: klink::HardwareAddress<'a> as Mac;
        ifname "ifname" = 3: &'a str as Str;
        mtu "mtu" = 4: u32 as U32;
        link "link" = 5: u32 as U32;
        qdisc "qdisc" = 6: &'a str as Str;
        stats "stats" = 7 view RtnlLinkStats PutRtnlLinkStats;
        master "master" = 10: u32 as U32;
        wireless "wireless" = 11: &'a [u8] as Raw;
        protinfo "protinfo" = 12 message LinkAttrsProtinfo PutLinkAttrsProtinfo [] [U8 0];
        txqlen "txqlen" = 13: u32 as U32;
        map "map" = 14 view RtnlLinkIfmap PutRtnlLinkIfmap;
        weight "weight" = 15: u32 as U32;
        operstate "operstate" = 16: u8 as U8;
        linkmode "linkmode" = 17: u8 as U8;
        linkinfo "linkinfo" = 18 nest LinkinfoAttrs PutLinkinfoAttrs;
        net_ns_pid "net-ns-pid" = 19: u32 as U32;
        ifalias "ifalias" = 20: &'a str as Str;
        num_vf "num-vf" = 21: u32 as U32;
        vfinfo_list "vfinfo-list" = 22 nest VfinfoListAttrs PutVfinfoListAttrs;
        stats64 "stats64" = 23 view RtnlLinkStats64 PutRtnlLinkStats64;
        vf_ports "vf-ports" = 24 nest VfPortsAttrs PutVfPortsAttrs;
        port_self "port-self" = 25 nest PortSelfAttrs PutPortSelfAttrs;
        af_spec "af-spec" = 26 message LinkAttrsAfSpec PutLinkAttrsAfSpec [] [U8 0];
        group "group" = 27: u32 as U32;
        net_ns_fd "net-ns-fd" = 28: u32 as U32;
        ext_mask "ext-mask" = 29: RtextFilter as U32;
        promiscuity "promiscuity" = 30: u32 as U32;
        num_tx_queues "num-tx-queues" = 31: u32 as U32;
        num_rx_queues "num-rx-queues" = 32: u32 as U32;
        carrier "carrier" = 33: u8 as U8;
        phys_port_id "phys-port-id" = 34: &'a [u8] as Raw;
        carrier_changes "carrier-changes" = 35: u32 as U32;
        phys_switch_id "phys-switch-id" = 36: &'a [u8] as Raw;
        link_netnsid "link-netnsid" = 37: i32 as S32;
        phys_port_name "phys-port-name" = 38: &'a str as Str;
        proto_down "proto-down" = 39: u8 as U8;
        gso_max_segs "gso-max-segs" = 40: u32 as U32;
        gso_max_size "gso-max-size" = 41: u32 as U32;
        xdp "xdp" = 43 nest XdpAttrs PutXdpAttrs;
        event "event" = 44: u32 as U32;
        new_netnsid "new-netnsid" = 45: i32 as S32;
        target_netnsid "target-netnsid" = 46: i32 as S32;
        carrier_up_count "carrier-up-count" = 47: u32 as U32;
        carrier_down_count "carrier-down-count" = 48: u32 as U32;
        new_ifindex "new-ifindex" = 49: i32 as S32;
        min_mtu "min-mtu" = 50: u32 as U32;
        max_mtu "max-mtu" = 51: u32 as U32;
        prop_list "prop-list" = 52 nest PropListLinkAttrs PutPropListLinkAttrs;
        alt_ifname "alt-ifname" = 53 multi &'a str as Str;
        perm_address "perm-address" = 54: klink::HardwareAddress<'a> as Mac;
        proto_down_reason "proto-down-reason" = 55: &'a str as Str;
        parent_dev_name "parent-dev-name" = 56: &'a str as Str;
        parent_dev_bus_name "parent-dev-bus-name" = 57: &'a str as Str;
        gro_max_size "gro-max-size" = 58: u32 as U32;
        tso_max_size "tso-max-size" = 59: u32 as U32;
        tso_max_segs "tso-max-segs" = 60: u32 as U32;
        allmulti "allmulti" = 61: u32 as U32;
        devlink_port "devlink-port" = 62 nest DevlinkPortHandleAttrs PutDevlinkPortHandleAttrs;
        gso_ipv4_max_size "gso-ipv4-max-size" = 63: u32 as U32;
        gro_ipv4_max_size "gro-ipv4-max-size" = 64: u32 as U32;
        dpll_pin "dpll-pin" = 65 nest LinkDpllPinAttrs PutLinkDpllPinAttrs;
        max_pacing_offload_horizon "max-pacing-offload-horizon" = 66: u64 as Uint;
        netns_immutable "netns-immutable" = 67: u8 as U8;
        headroom "headroom" = 68: u16 as U16;
        tailroom "tailroom" = 69: u16 as U16;
    }
}

klink::family_set! {
    AfSpecAttrs PutAfSpecAttrs "af-spec-attrs" [] false [] [] [] {
        inet "inet" = 2 nest IflaAttrs PutIflaAttrs;
        inet6 "inet6" = 10 nest Ifla6Attrs PutIfla6Attrs;
        mctp "mctp" = 45 nest MctpAttrs PutMctpAttrs;
    }
}

klink::family_set! {
    VfinfoListAttrs PutVfinfoListAttrs "vfinfo-list-attrs" [] false [] [] [1] {
        info "info" = 1 multi_nest VfinfoAttrs PutVfinfoAttrs;
    }
}

klink::family_set! {
    VfinfoAttrs PutVfinfoAttrs "vfinfo-attrs" [] false [] [] [] {
        mac "mac" = 1 view IflaVfMac PutIflaVfMac;
        vlan "vlan" = 2 view IflaVfVlan PutIflaVfVlan;
        tx_rate "tx-rate" = 3 view IflaVfTxRate PutIflaVfTxRate;
        spoofchk "spoofchk" = 4 view IflaVfSpoofchk PutIflaVfSpoofchk;
        link_state "link-state" = 5 view IflaVfLinkState PutIflaVfLinkState;
        rate "rate" = 6 view IflaVfRate PutIflaVfRate;
        rss_query_en "rss-query-en" = 7 view IflaVfRssQueryEn PutIflaVfRssQueryEn;
        stats "stats" = 8 nest VfStatsAttrs PutVfStatsAttrs;
        trust "trust" = 9 view IflaVfTrust PutIflaVfTrust;
        ib_node_guid "ib-node-guid" = 10 view IflaVfGuid PutIflaVfGuid;
        ib_port_guid "ib-port-guid" = 11 view IflaVfGuid PutIflaVfGuid;
        vlan_list "vlan-list" = 12 nest VfVlanAttrs PutVfVlanAttrs;
        broadcast "broadcast" = 13: &'a [u8] as Raw;
    }
}

klink::family_set! {
    VfStatsAttrs PutVfStatsAttrs "vf-stats-attrs" [] false [] [6] [] {
        rx_packets "rx-packets" = 0: u64 as U64;
        tx_packets "tx-packets" = 1: u64 as U64;
        rx_bytes "rx-bytes" = 2: u64 as U64;
        tx_bytes "tx-bytes" = 3: u64 as U64;
        broadcast "broadcast" = 4: u64 as U64;
        multicast "multicast" = 5: u64 as U64;
        rx_dropped "rx-dropped" = 7: u64 as U64;
        tx_dropped "tx-dropped" = 8: u64 as U64;
    }
}

klink::family_set! {
    VfVlanAttrs PutVfVlanAttrs "vf-vlan-attrs" [] false [] [] [1] {
        info "info" = 1 multi_view IflaVfVlanInfo PutIflaVfVlanInfo;
    }
}

klink::family_set! {
    VfPortsAttrs PutVfPortsAttrs "vf-ports-attrs" [] false [] [] [] {
    }
}

klink::family_set! {
    PortSelfAttrs PutPortSelfAttrs "port-self-attrs" [] false [] [] [] {
    }
}

klink::family_set! {
    LinkinfoAttrs PutLinkinfoAttrs "linkinfo-attrs" [] false [Str 1] [] [] {
        kind "kind" = 1: &'a str as Str;
        data "data" = 2 message LinkinfoAttrsData PutLinkinfoAttrsData [Str 1] [];
        xstats "xstats" = 3: &'a [u8] as Raw;
        slave_kind "slave-kind" = 4: &'a str as Str;
        slave_data "slave-data" = 5 message LinkinfoAttrsSlaveData PutLinkinfoAttrsSlaveData [Str 4] [];
    }
}

klink::family_set! {
    LinkinfoBondAttrs PutLinkinfoBondAttrs "linkinfo-bond-attrs" [] false [] [] [] {
        mode "mode" = 1: u8 as U8;
        active_slave "active-slave" = 2: u32 as U32;
        miimon "miimon" = 3: u32 as U32;
        updelay "updelay" = 4: u32 as U32;
        downdelay "downdelay" = 5: u32 as U32;
        use_carrier "use-carrier" = 6: u8 as U8;
        arp_interval "arp-interval" = 7: u32 as U32;
        arp_ip_target "arp-ip-target" = 8 indexed ::std::net::Ipv4Addr as BeV4;
        arp_validate "arp-validate" = 9: u32 as U32;
        arp_all_targets "arp-all-targets" = 10: u32 as U32;
        primary "primary" = 11: u32 as U32;
        primary_reselect "primary-reselect" = 12: u8 as U8;
        fail_over_mac "fail-over-mac" = 13: u8 as U8;
        xmit_hash_policy "xmit-hash-policy" = 14: u8 as U8;
        resend_igmp "resend-igmp" = 15: u32 as U32;
        num_peer_notif "num-peer-notif" = 16: u8 as U8;
        all_slaves_active "all-slaves-active" = 17: u8 as U8;
        min_links "min-links" = 18: u32 as U32;
        lp_interval "lp-interval" = 19: u32 as U32;
        packets_per_slave "packets-per-slave" = 20: u32 as U32;
        ad_lacp_rate "ad-lacp-rate" = 21: u8 as U8;
        ad_select "ad-select" = 22: u8 as U8;
        ad_info "ad-info" = 23 nest BondAdInfoAttrs PutBondAdInfoAttrs;
        ad_actor_sys_prio "ad-actor-sys-prio" = 24: u16 as U16;
        ad_user_port_key "ad-user-port-key" = 25: u16 as U16;
        ad_actor_system "ad-actor-system" = 26: klink::HardwareAddress<'a> as Mac;
        tlb_dynamic_lb "tlb-dynamic-lb" = 27: u8 as U8;
        peer_notif_delay "peer-notif-delay" = 28: u32 as U32;
        ad_lacp_active "ad-lacp-active" = 29: u8 as U8;
        missed_max "missed-max" = 30: u8 as U8;
        ns_ip6_target "ns-ip6-target" = 31 indexed ::std::net::IpAddr as Ip;
        coupled_control "coupled-control" = 32: u8 as U8;
        broadcast_neigh "broadcast-neigh" = 33: u8 as U8;
        lacp_strict "lacp-strict" = 34: u8 as U8;
    }
}

klink::family_set! {
    BondAdInfoAttrs PutBondAdInfoAttrs "bond-ad-info-attrs" [] false [] [] [] {
        aggregator "aggregator" = 1: u16 as U16;
        num_ports "num-ports" = 2: u16 as U16;
        actor_key "actor-key" = 3: u16 as U16;
        partner_key "partner-key" = 4: u16 as U16;
        partner_mac "partner-mac" = 5: klink::HardwareAddress<'a> as Mac;
    }
}

klink::family_set! {
    BondSlaveAttrs PutBondSlaveAttrs "bond-slave-attrs" [] false [] [] [] {
        state "state" = 1: u8 as U8;
        mii_status "mii-status" = 2: u8 as U8;
        link_failure_count "link-failure-count" = 3: u32 as U32;
        perm_hwaddr "perm-hwaddr" = 4: klink::HardwareAddress<'a> as Mac;
        queue_id "queue-id" = 5: u16 as U16;
        ad_aggregator_id "ad-aggregator-id" = 6: u16 as U16;
        ad_actor_oper_port_state "ad-actor-oper-port-state" = 7: u8 as U8;
        ad_partner_oper_port_state "ad-partner-oper-port-state" = 8: u16 as U16;
        prio "prio" = 9: u32 as U32;
        actor_port_prio "actor-port-prio" = 10: u16 as U16;
        ad_churn_actor_state "ad-churn-actor-state" = 11: u8 as U8;
        ad_churn_partner_state "ad-churn-partner-state" = 12: u8 as U8;
    }
}

klink::family_set! {
    LinkinfoBridgeAttrs PutLinkinfoBridgeAttrs "linkinfo-bridge-attrs" [] false [] [40] [] {
        forward_delay "forward-delay" = 1: u32 as U32;
        hello_time "hello-time" = 2: u32 as U32;
        max_age "max-age" = 3: u32 as U32;
        ageing_time "ageing-time" = 4: u32 as U32;
        stp_state "stp-state" = 5: u32 as U32;
        priority "priority" = 6: u16 as U16;
        vlan_filtering "vlan-filtering" = 7: u8 as U8;
        vlan_protocol "vlan-protocol" = 8: VlanProtocols as BeU16;
        group_fwd_mask "group-fwd-mask" = 9: u16 as U16;
        root_id "root-id" = 10 view IflaBridgeId PutIflaBridgeId;
        bridge_id "bridge-id" = 11 view IflaBridgeId PutIflaBridgeId;
        root_port "root-port" = 12: u16 as U16;
        root_path_cost "root-path-cost" = 13: u32 as U32;
        topology_change "topology-change" = 14: u8 as U8;
        topology_change_detected "topology-change-detected" = 15: u8 as U8;
        hello_timer "hello-timer" = 16: u64 as U64;
        tcn_timer "tcn-timer" = 17: u64 as U64;
        topology_change_timer "topology-change-timer" = 18: u64 as U64;
        gc_timer "gc-timer" = 19: u64 as U64;
        group_addr "group-addr" = 20: klink::HardwareAddress<'a> as Mac;
        fdb_flush "fdb-flush" = 21: &'a [u8] as Raw;
        mcast_router "mcast-router" = 22: u8 as U8;
        mcast_snooping "mcast-snooping" = 23: u8 as U8;
        mcast_query_use_ifaddr "mcast-query-use-ifaddr" = 24: u8 as U8;
        mcast_querier "mcast-querier" = 25: u8 as U8;
        mcast_hash_elasticity "mcast-hash-elasticity" = 26: u32 as U32;
        mcast_hash_max "mcast-hash-max" = 27: u32 as U32;
        mcast_last_member_cnt "mcast-last-member-cnt" = 28: u32 as U32;
        mcast_startup_query_cnt "mcast-startup-query-cnt" = 29: u32 as U32;
        mcast_last_member_intvl "mcast-last-member-intvl" = 30: u64 as U64;
        mcast_membership_intvl "mcast-membership-intvl" = 31: u64 as U64;
        mcast_querier_intvl "mcast-querier-intvl" = 32: u64 as U64;
        mcast_query_intvl "mcast-query-intvl" = 33: u64 as U64;
        mcast_query_response_intvl "mcast-query-response-intvl" = 34: u64 as U64;
        mcast_startup_query_intvl "mcast-startup-query-intvl" = 35: u64 as U64;
        nf_call_iptables "nf-call-iptables" = 36: u8 as U8;
        nf_call_ip6tables "nf-call-ip6tables" = 37: u8 as U8;
        nf_call_arptables "nf-call-arptables" = 38: u8 as U8;
        vlan_default_pvid "vlan-default-pvid" = 39: u16 as U16;
        vlan_stats_enabled "vlan-stats-enabled" = 41: u8 as U8;
        mcast_stats_enabled "mcast-stats-enabled" = 42: u8 as U8;
        mcast_igmp_version "mcast-igmp-version" = 43: u8 as U8;
        mcast_mld_version "mcast-mld-version" = 44: u8 as U8;
        vlan_stats_per_port "vlan-stats-per-port" = 45: u8 as U8;
        multi_boolopt "multi-boolopt" = 46 view BrBooloptMulti PutBrBooloptMulti;
        mcast_querier_state "mcast-querier-state" = 47 nest BridgeQuerierAttrs PutBridgeQuerierAttrs;
        fdb_n_learned "fdb-n-learned" = 48: u32 as U32;
        fdb_max_learned "fdb-max-learned" = 49: u32 as U32;
        stp_mode "stp-mode" = 50: BrStpMode as U32;
    }
}

klink::family_set! {
    LinkinfoBrportAttrs PutLinkinfoBrportAttrs "linkinfo-brport-attrs" [] false [] [26] [] {
        state "state" = 1: u8 as U8;
        priority "priority" = 2: u16 as U16;
        cost "cost" = 3: u32 as U32;
        mode "mode" = 4: u8 as U8;
        guard "guard" = 5: u8 as U8;
        protect "protect" = 6: u8 as U8;
        fast_leave "fast-leave" = 7: u8 as U8;
        learning "learning" = 8: u8 as U8;
        unicast_flood "unicast-flood" = 9: u8 as U8;
        proxyarp "proxyarp" = 10: u8 as U8;
        learning_sync "learning-sync" = 11: u8 as U8;
        proxyarp_wifi "proxyarp-wifi" = 12: u8 as U8;
        root_id "root-id" = 13 view IflaBridgeId PutIflaBridgeId;
        bridge_id "bridge-id" = 14 view IflaBridgeId PutIflaBridgeId;
        designated_port "designated-port" = 15: u16 as U16;
        designated_cost "designated-cost" = 16: u16 as U16;
        id "id" = 17: u16 as U16;
        no "no" = 18: u16 as U16;
        topology_change_ack "topology-change-ack" = 19: u8 as U8;
        config_pending "config-pending" = 20: u8 as U8;
        message_age_timer "message-age-timer" = 21: u64 as U64;
        forward_delay_timer "forward-delay-timer" = 22: u64 as U64;
        hold_timer "hold-timer" = 23: u64 as U64;
        flush "flush" = 24 flag true;
        multicast_router "multicast-router" = 25: u8 as U8;
        mcast_flood "mcast-flood" = 27: u8 as U8;
        mcast_to_ucast "mcast-to-ucast" = 28: u8 as U8;
        vlan_tunnel "vlan-tunnel" = 29: u8 as U8;
        bcast_flood "bcast-flood" = 30: u8 as U8;
        group_fwd_mask "group-fwd-mask" = 31: u16 as U16;
        neigh_suppress "neigh-suppress" = 32: u8 as U8;
        isolated "isolated" = 33: u8 as U8;
        backup_port "backup-port" = 34: u32 as U32;
        mrp_ring_open "mrp-ring-open" = 35: u8 as U8;
        mrp_in_open "mrp-in-open" = 36: u8 as U8;
        mcast_eht_hosts_limit "mcast-eht-hosts-limit" = 37: u32 as U32;
        mcast_eht_hosts_cnt "mcast-eht-hosts-cnt" = 38: u32 as U32;
        locked "locked" = 39: u8 as U8;
        mab "mab" = 40: u8 as U8;
        mcast_n_groups "mcast-n-groups" = 41: u32 as U32;
        mcast_max_groups "mcast-max-groups" = 42: u32 as U32;
        neigh_vlan_suppress "neigh-vlan-suppress" = 43: u8 as U8;
        backup_nhid "backup-nhid" = 44: u32 as U32;
        neigh_forward_grat "neigh-forward-grat" = 45: u8 as U8;
    }
}

klink::family_set! {
    LinkinfoGreAttrs PutLinkinfoGreAttrs "linkinfo-gre-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        iflags "iflags" = 2: u16 as BeU16;
        oflags "oflags" = 3: u16 as BeU16;
        ikey "ikey" = 4: u32 as BeU32;
        okey "okey" = 5: u32 as BeU32;
        local "local" = 6: ::std::net::IpAddr as Ip;
        remote "remote" = 7: ::std::net::IpAddr as Ip;
        ttl "ttl" = 8: u8 as U8;
        tos "tos" = 9: u8 as U8;
        pmtudisc "pmtudisc" = 10: u8 as U8;
        encap_limit "encap-limit" = 11: u8 as U8;
        flowinfo "flowinfo" = 12: u32 as BeU32;
        flags "flags" = 13: u32 as U32;
        encap_type "encap-type" = 14: u16 as U16;
        encap_flags "encap-flags" = 15: u16 as U16;
        encap_sport "encap-sport" = 16: u16 as BeU16;
        encap_dport "encap-dport" = 17: u16 as BeU16;
        collect_metadata "collect-metadata" = 18 flag true;
        ignore_df "ignore-df" = 19: u8 as U8;
        fwmark "fwmark" = 20: u32 as U32;
        erspan_index "erspan-index" = 21: u32 as U32;
        erspan_ver "erspan-ver" = 22: u8 as U8;
        erspan_dir "erspan-dir" = 23: u8 as U8;
        erspan_hwid "erspan-hwid" = 24: u16 as U16;
    }
}

klink::family_set! {
    LinkinfoGre6Attrs PutLinkinfoGre6Attrs "linkinfo-gre6-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        iflags "iflags" = 2: u16 as BeU16;
        oflags "oflags" = 3: u16 as BeU16;
        ikey "ikey" = 4: u32 as BeU32;
        okey "okey" = 5: u32 as BeU32;
        local "local" = 6: ::std::net::IpAddr as Ip;
        remote "remote" = 7: ::std::net::IpAddr as Ip;
        ttl "ttl" = 8: u8 as U8;
        tos "tos" = 9: u8 as U8;
        pmtudisc "pmtudisc" = 10: u8 as U8;
        encap_limit "encap-limit" = 11: u8 as U8;
        flowinfo "flowinfo" = 12: u32 as BeU32;
        flags "flags" = 13: u32 as U32;
        encap_type "encap-type" = 14: u16 as U16;
        encap_flags "encap-flags" = 15: u16 as U16;
        encap_sport "encap-sport" = 16: u16 as BeU16;
        encap_dport "encap-dport" = 17: u16 as BeU16;
        collect_metadata "collect-metadata" = 18 flag true;
        ignore_df "ignore-df" = 19: u8 as U8;
        fwmark "fwmark" = 20: u32 as U32;
        erspan_index "erspan-index" = 21: u32 as U32;
        erspan_ver "erspan-ver" = 22: u8 as U8;
        erspan_dir "erspan-dir" = 23: u8 as U8;
        erspan_hwid "erspan-hwid" = 24: u16 as U16;
    }
}

klink::family_set! {
    LinkinfoVtiAttrs PutLinkinfoVtiAttrs "linkinfo-vti-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        ikey "ikey" = 2: u32 as BeU32;
        okey "okey" = 3: u32 as BeU32;
        local "local" = 4: ::std::net::IpAddr as Ip;
        remote "remote" = 5: ::std::net::IpAddr as Ip;
        fwmark "fwmark" = 6: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoVti6Attrs PutLinkinfoVti6Attrs "linkinfo-vti6-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        ikey "ikey" = 2: u32 as BeU32;
        okey "okey" = 3: u32 as BeU32;
        local "local" = 4: ::std::net::IpAddr as Ip;
        remote "remote" = 5: ::std::net::IpAddr as Ip;
        fwmark "fwmark" = 6: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoGeneveAttrs PutLinkinfoGeneveAttrs "linkinfo-geneve-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        remote "remote" = 2: ::std::net::Ipv4Addr as BeV4;
        ttl "ttl" = 3: u8 as U8;
        tos "tos" = 4: u8 as U8;
        port "port" = 5: u16 as BeU16;
        collect_metadata "collect-metadata" = 6 flag true;
        remote6 "remote6" = 7: ::std::net::IpAddr as Ip;
        udp_csum "udp-csum" = 8: u8 as U8;
        udp_zero_csum6_tx "udp-zero-csum6-tx" = 9: u8 as U8;
        udp_zero_csum6_rx "udp-zero-csum6-rx" = 10: u8 as U8;
        label "label" = 11: u32 as BeU32;
        ttl_inherit "ttl-inherit" = 12: u8 as U8;
        df "df" = 13: u8 as U8;
        inner_proto_inherit "inner-proto-inherit" = 14 flag true;
        port_range "port-range" = 15 view IflaGenevePortRange PutIflaGenevePortRange;
        gro_hint "gro-hint" = 16 flag true;
        local "local" = 17: ::std::net::Ipv4Addr as BeV4;
        local6 "local6" = 18: ::std::net::IpAddr as Ip;
    }
}

klink::family_set! {
    LinkinfoHsrAttrs PutLinkinfoHsrAttrs "linkinfo-hsr-attrs" [] false [] [] [] {
        slave1 "slave1" = 1: u32 as U32;
        slave2 "slave2" = 2: u32 as U32;
        multicast_spec "multicast-spec" = 3: u8 as U8;
        supervision_addr "supervision-addr" = 4: klink::HardwareAddress<'a> as Mac;
        seq_nr "seq-nr" = 5: u16 as U16;
        version "version" = 6: u8 as U8;
        protocol "protocol" = 7: u8 as U8;
        interlink "interlink" = 8: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoIptunAttrs PutLinkinfoIptunAttrs "linkinfo-iptun-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        local "local" = 2: ::std::net::IpAddr as Ip;
        remote "remote" = 3: ::std::net::IpAddr as Ip;
        ttl "ttl" = 4: u8 as U8;
        tos "tos" = 5: u8 as U8;
        encap_limit "encap-limit" = 6: u8 as U8;
        flowinfo "flowinfo" = 7: u32 as BeU32;
        flags "flags" = 8: u16 as BeU16;
        proto "proto" = 9: u8 as U8;
        pmtudisc "pmtudisc" = 10: u8 as U8;
        _6rd_prefix "6rd-prefix" = 11: ::std::net::IpAddr as Ip;
        _6rd_relay_prefix "6rd-relay-prefix" = 12: ::std::net::Ipv4Addr as BeV4;
        _6rd_prefixlen "6rd-prefixlen" = 13: u16 as U16;
        _6rd_relay_prefixlen "6rd-relay-prefixlen" = 14: u16 as U16;
        encap_type "encap-type" = 15: u16 as U16;
        encap_flags "encap-flags" = 16: u16 as U16;
        encap_sport "encap-sport" = 17: u16 as BeU16;
        encap_dport "encap-dport" = 18: u16 as BeU16;
        collect_metadata "collect-metadata" = 19 flag true;
        fwmark "fwmark" = 20: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoIp6tnlAttrs PutLinkinfoIp6tnlAttrs "linkinfo-ip6tnl-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        local "local" = 2: ::std::net::IpAddr as Ip;
        remote "remote" = 3: ::std::net::IpAddr as Ip;
        ttl "ttl" = 4: u8 as U8;
        encap_limit "encap-limit" = 6: u8 as U8;
        flowinfo "flowinfo" = 7: u32 as BeU32;
        flags "flags" = 8: u32 as U32;
        proto "proto" = 9: u8 as U8;
        encap_type "encap-type" = 15: u16 as U16;
        encap_flags "encap-flags" = 16: u16 as U16;
        encap_sport "encap-sport" = 17: u16 as BeU16;
        encap_dport "encap-dport" = 18: u16 as BeU16;
        collect_metadata "collect-metadata" = 19 flag true;
        fwmark "fwmark" = 20: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoTunAttrs PutLinkinfoTunAttrs "linkinfo-tun-attrs" [] false [] [] [] {
        owner "owner" = 1: u32 as U32;
        group "group" = 2: u32 as U32;
        r#type "type" = 3: u8 as U8;
        pi "pi" = 4: u8 as U8;
        vnet_hdr "vnet-hdr" = 5: u8 as U8;
        persist "persist" = 6: u8 as U8;
        multi_queue "multi-queue" = 7: u8 as U8;
        num_queues "num-queues" = 8: u32 as U32;
        num_disabled_queues "num-disabled-queues" = 9: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoVlanAttrs PutLinkinfoVlanAttrs "linkinfo-vlan-attrs" [] false [] [] [] {
        id "id" = 1: u16 as U16;
        flags "flags" = 2 view IflaVlanFlags PutIflaVlanFlags;
        egress_qos "egress-qos" = 3 nest IflaVlanQos PutIflaVlanQos;
        ingress_qos "ingress-qos" = 4 nest IflaVlanQos PutIflaVlanQos;
        protocol "protocol" = 5: VlanProtocols as BeU16;
    }
}

klink::family_set! {
    IflaVlanQos PutIflaVlanQos "ifla-vlan-qos" [] false [] [] [1] {
        mapping "mapping" = 1 multi_view IflaVlanQosMapping PutIflaVlanQosMapping;
    }
}

klink::family_set! {
    LinkinfoVrfAttrs PutLinkinfoVrfAttrs "linkinfo-vrf-attrs" [] false [] [] [] {
        table "table" = 1: u32 as U32;
    }
}

klink::family_set! {
    XdpAttrs PutXdpAttrs "xdp-attrs" [] false [] [] [] {
        fd "fd" = 1: i32 as S32;
        attached "attached" = 2: u8 as U8;
        flags "flags" = 3: u32 as U32;
        prog_id "prog-id" = 4: u32 as U32;
        drv_prog_id "drv-prog-id" = 5: u32 as U32;
        skb_prog_id "skb-prog-id" = 6: u32 as U32;
        hw_prog_id "hw-prog-id" = 7: u32 as U32;
        expected_fd "expected-fd" = 8: i32 as S32;
    }
}

klink::family_set! {
    IflaAttrs PutIflaAttrs "ifla-attrs" [] false [] [] [] {
        conf "conf" = 1 packed u32 as U32, 4;
    }
}

klink::family_set! {
    Ifla6Attrs PutIfla6Attrs "ifla6-attrs" [] false [] [] [] {
        flags "flags" = 1: u32 as U32;
        conf "conf" = 2 packed u32 as U32, 4;
        stats "stats" = 3 packed u64 as U64, 8;
        mcast "mcast" = 4: &'a [u8] as Raw;
        cacheinfo "cacheinfo" = 5 view IflaCacheinfo PutIflaCacheinfo;
        icmp6stats "icmp6stats" = 6 packed u64 as U64, 8;
        token "token" = 7: ::std::net::IpAddr as Ip;
        addr_gen_mode "addr-gen-mode" = 8: u8 as U8;
        ra_mtu "ra-mtu" = 9: u32 as U32;
    }
}

klink::family_set! {
    MctpAttrs PutMctpAttrs "mctp-attrs" [] false [] [] [] {
        net "net" = 1: u32 as U32;
        phys_binding "phys-binding" = 2: u8 as U8;
    }
}

klink::family_set! {
    StatsAttrs PutStatsAttrs "stats-attrs" [IfStatsMsg PutIfStatsMsg] false [] [] [] {
        link_64 "link-64" = 1 view RtnlLinkStats64 PutRtnlLinkStats64;
        link_xstats "link-xstats" = 2: &'a [u8] as Raw;
        link_xstats_slave "link-xstats-slave" = 3: &'a [u8] as Raw;
        link_offload_xstats "link-offload-xstats" = 4 nest LinkOffloadXstats PutLinkOffloadXstats;
        af_spec "af-spec" = 5: &'a [u8] as Raw;
    }
}

klink::family_set! {
    LinkOffloadXstats PutLinkOffloadXstats "link-offload-xstats" [] false [] [] [] {
        cpu_hit "cpu-hit" = 1: &'a [u8] as Raw;
        hw_s_info "hw-s-info" = 2 nests HwSInfoOne PutHwSInfoOne;
        l3_stats "l3-stats" = 3: &'a [u8] as Raw;
    }
}

klink::family_set! {
    HwSInfoOne PutHwSInfoOne "hw-s-info-one" [] false [] [] [] {
        request "request" = 1: u8 as U8;
        used "used" = 2: u8 as U8;
    }
}

klink::family_set! {
    LinkDpllPinAttrs PutLinkDpllPinAttrs "link-dpll-pin-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoNetkitAttrs PutLinkinfoNetkitAttrs "linkinfo-netkit-attrs" [] false [] [] [] {
        peer_info "peer-info" = 1: &'a [u8] as Raw;
        primary "primary" = 2: u8 as U8;
        policy "policy" = 3: NetkitPolicy as U32;
        peer_policy "peer-policy" = 4: NetkitPolicy as U32;
        mode "mode" = 5: NetkitMode as U32;
        scrub "scrub" = 6: NetkitScrub as U32;
        peer_scrub "peer-scrub" = 7: NetkitScrub as U32;
        headroom "headroom" = 8: u16 as U16;
        tailroom "tailroom" = 9: u16 as U16;
        pairing "pairing" = 10: NetkitPairing as U32;
    }
}

klink::family_set! {
    LinkinfoOvpnAttrs PutLinkinfoOvpnAttrs "linkinfo-ovpn-attrs" [] false [] [] [] {
        mode "mode" = 1: OvpnMode as U8;
    }
}

klink::family_set! {
    BridgeQuerierAttrs PutBridgeQuerierAttrs "bridge-querier-attrs" [] false [] [4] [] {
        ip_address "ip-address" = 1: ::std::net::Ipv4Addr as BeV4;
        ip_port "ip-port" = 2: u32 as U32;
        ip_other_timer "ip-other-timer" = 3: u64 as U64;
        ipv6_address "ipv6-address" = 5: ::std::net::IpAddr as Ip;
        ipv6_port "ipv6-port" = 6: u32 as U32;
        ipv6_other_timer "ipv6-other-timer" = 7: u64 as U64;
    }
}

klink::family_set! {
    DevlinkPortHandleAttrs PutDevlinkPortHandleAttrs "devlink-port-handle-attrs" [] false [] [] [] {
        bus_name "bus-name" = 1: &'a str as Str;
        dev_name "dev-name" = 2: &'a str as Str;
        port_index "port-index" = 3: u32 as U32;
    }
}

klink::family_set! {
    BridgeAfSpecAttrs PutBridgeAfSpecAttrs "bridge-af-spec-attrs" [] false [] [] [2 3] {
        flags "flags" = 0: u16 as U16;
        mode "mode" = 1: u16 as U16;
        vlan_info "vlan-info" = 2 multi_view BridgeVlanInfo PutBridgeVlanInfo;
        vlan_tunnel_info "vlan-tunnel-info" = 3 multi_nest BridgeVlanTunnelInfoAttrs PutBridgeVlanTunnelInfoAttrs;
        mrp "mrp" = 4 nest Unnamed PutUnnamed;
        cfm "cfm" = 5 nest Unnamed PutUnnamed;
        mst "mst" = 6 nest BridgeMstAttrs PutBridgeMstAttrs;
    }
}

klink::family_set! {
    BridgeVlanTunnelInfoAttrs PutBridgeVlanTunnelInfoAttrs "bridge-vlan-tunnel-info-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        vid "vid" = 2: u16 as U16;
        flags "flags" = 3: u16 as U16;
    }
}

klink::family_set! {
    BridgeMstAttrs PutBridgeMstAttrs "bridge-mst-attrs" [] false [] [] [1] {
        entry "entry" = 1 multi_nest BridgeMstEntryAttrs PutBridgeMstEntryAttrs;
    }
}

klink::family_set! {
    BridgeMstEntryAttrs PutBridgeMstEntryAttrs "bridge-mst-entry-attrs" [] false [] [] [] {
        msti "msti" = 1: u16 as U16;
        state "state" = 2: u8 as U8;
    }
}

klink::family_set! {
    LinkinfoVxlanAttrs PutLinkinfoVxlanAttrs "linkinfo-vxlan-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        group "group" = 2: ::std::net::Ipv4Addr as BeV4;
        link "link" = 3: u32 as U32;
        local "local" = 4: ::std::net::Ipv4Addr as BeV4;
        ttl "ttl" = 5: u8 as U8;
        tos "tos" = 6: u8 as U8;
        learning "learning" = 7: u8 as U8;
        ageing "ageing" = 8: u32 as U32;
        limit "limit" = 9: u32 as U32;
        port_range "port-range" = 10 view IflaVxlanPortRange PutIflaVxlanPortRange;
        proxy "proxy" = 11: u8 as U8;
        rsc "rsc" = 12: u8 as U8;
        l2miss "l2miss" = 13: u8 as U8;
        l3miss "l3miss" = 14: u8 as U8;
        port "port" = 15: u16 as BeU16;
        group6 "group6" = 16: ::std::net::IpAddr as Ip;
        local6 "local6" = 17: ::std::net::IpAddr as Ip;
        udp_csum "udp-csum" = 18: u8 as U8;
        udp_zero_csum6_tx "udp-zero-csum6-tx" = 19: u8 as U8;
        udp_zero_csum6_rx "udp-zero-csum6-rx" = 20: u8 as U8;
        remcsum_tx "remcsum-tx" = 21: u8 as U8;
        remcsum_rx "remcsum-rx" = 22: u8 as U8;
        gbp "gbp" = 23 flag true;
        remcsum_nopartial "remcsum-nopartial" = 24 flag true;
        collect_metadata "collect-metadata" = 25: u8 as U8;
        label "label" = 26: u32 as HexBeU32;
        gpe "gpe" = 27 flag true;
        ttl_inherit "ttl-inherit" = 28: u8 as U8;
        df "df" = 29: VxlanDf as U8;
        vnifilter "vnifilter" = 30: u8 as U8;
        localbypass "localbypass" = 31: u8 as U8;
        label_policy "label-policy" = 32: VxlanLabelPolicy as U32;
        reserved_bits "reserved-bits" = 33: &'a [u8] as Raw;
        mc_route "mc-route" = 34: u8 as U8;
    }
}

klink::family_set! {
    LinkinfoMacvlanAttrs PutLinkinfoMacvlanAttrs "linkinfo-macvlan-attrs" [] false [] [] [] {
        mode "mode" = 1: MacvlanMode as U32;
        flags "flags" = 2: u16 as U16;
        macaddr_mode "macaddr-mode" = 3: MacvlanMacaddrMode as U32;
        macaddr "macaddr" = 4: klink::HardwareAddress<'a> as Mac;
        macaddr_data "macaddr-data" = 5 nest MacvlanMacaddrListAttrs PutMacvlanMacaddrListAttrs;
        macaddr_count "macaddr-count" = 6: u32 as U32;
        bc_queue_len "bc-queue-len" = 7: u32 as U32;
        bc_queue_len_used "bc-queue-len-used" = 8: u32 as U32;
        bc_cutoff "bc-cutoff" = 9: i32 as S32;
    }
}

klink::family_set! {
    MacvlanMacaddrListAttrs PutMacvlanMacaddrListAttrs "macvlan-macaddr-list-attrs" [] false [] [] [4] {
        macaddr "macaddr" = 4 multi klink::HardwareAddress<'a> as Mac;
    }
}

klink::family_set! {
    LinkinfoMacsecAttrs PutLinkinfoMacsecAttrs "linkinfo-macsec-attrs" [] false [] [14] [] {
        sci "sci" = 1: u64 as HexBeU64;
        port "port" = 2: u16 as BeU16;
        icv_len "icv-len" = 3: u8 as U8;
        cipher_suite "cipher-suite" = 4: u64 as HexU64;
        window "window" = 5: u32 as U32;
        encoding_sa "encoding-sa" = 6: u8 as U8;
        encrypt "encrypt" = 7: u8 as U8;
        protect "protect" = 8: u8 as U8;
        inc_sci "inc-sci" = 9: u8 as U8;
        es "es" = 10: u8 as U8;
        scb "scb" = 11: u8 as U8;
        replay_protect "replay-protect" = 12: u8 as U8;
        validation "validation" = 13: MacsecValidation as U8;
        offload "offload" = 15: MacsecOffload as U8;
    }
}

klink::family_set! {
    LinkinfoIpvlanAttrs PutLinkinfoIpvlanAttrs "linkinfo-ipvlan-attrs" [] false [] [] [] {
        mode "mode" = 1: IpvlanMode as U16;
        flags "flags" = 2: u16 as U16;
    }
}

klink::family_set! {
    LinkinfoBareudpAttrs PutLinkinfoBareudpAttrs "linkinfo-bareudp-attrs" [] false [] [] [] {
        port "port" = 1: u16 as BeU16;
        ethertype "ethertype" = 2: u16 as BeU16;
        srcport_min "srcport-min" = 3: u16 as U16;
        multiproto_mode "multiproto-mode" = 4 flag true;
    }
}

klink::family_set! {
    LinkinfoGtpAttrs PutLinkinfoGtpAttrs "linkinfo-gtp-attrs" [] false [] [] [] {
        fd0 "fd0" = 1: u32 as U32;
        fd1 "fd1" = 2: u32 as U32;
        pdp_hashsize "pdp-hashsize" = 3: u32 as U32;
        role "role" = 4: GtpRole as U32;
        create_sockets "create-sockets" = 5: u8 as U8;
        restart_count "restart-count" = 6: u8 as U8;
        local "local" = 7: ::std::net::Ipv4Addr as BeV4;
        local6 "local6" = 8: ::std::net::IpAddr as Ip;
    }
}

klink::family_set! {
    LinkinfoRmnetAttrs PutLinkinfoRmnetAttrs "linkinfo-rmnet-attrs" [] false [] [] [] {
        mux_id "mux-id" = 1: u16 as U16;
        flags "flags" = 2 view IflaRmnetFlags PutIflaRmnetFlags;
    }
}

klink::family_set! {
    LinkinfoDsaAttrs PutLinkinfoDsaAttrs "linkinfo-dsa-attrs" [] false [] [] [] {
        conduit "conduit" = 1: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoCanAttrs PutLinkinfoCanAttrs "linkinfo-can-attrs" [] false [] [] [] {
        bittiming "bittiming" = 1 view CanBittiming PutCanBittiming;
        bittiming_const "bittiming-const" = 2 view CanBittimingConst PutCanBittimingConst;
        clock "clock" = 3 view CanClock PutCanClock;
        state "state" = 4: CanState as U32;
        ctrlmode "ctrlmode" = 5 view CanCtrlmode PutCanCtrlmode;
        restart_ms "restart-ms" = 6: u32 as U32;
        restart "restart" = 7: u32 as U32;
        berr_counter "berr-counter" = 8 view CanBerrCounter PutCanBerrCounter;
        data_bittiming "data-bittiming" = 9 view CanBittiming PutCanBittiming;
        data_bittiming_const "data-bittiming-const" = 10 view CanBittimingConst PutCanBittimingConst;
        termination "termination" = 11: u16 as U16;
        termination_const "termination-const" = 12 packed u16 as U16, 2;
        bitrate_const "bitrate-const" = 13 packed u32 as U32, 4;
        data_bitrate_const "data-bitrate-const" = 14 packed u32 as U32, 4;
        bitrate_max "bitrate-max" = 15: u32 as U32;
        tdc "tdc" = 16 nest CanTdcAttrs PutCanTdcAttrs;
        ctrlmode_ext "ctrlmode-ext" = 17 nest CanCtrlmodeAttrs PutCanCtrlmodeAttrs;
        xl_data_bittiming "xl-data-bittiming" = 18 view CanBittiming PutCanBittiming;
        xl_data_bittiming_const "xl-data-bittiming-const" = 19 view CanBittimingConst PutCanBittimingConst;
        xl_data_bitrate_const "xl-data-bitrate-const" = 20 packed u32 as U32, 4;
        xl_tdc "xl-tdc" = 21 nest CanTdcAttrs PutCanTdcAttrs;
        xl_pwm "xl-pwm" = 22 nest CanPwmAttrs PutCanPwmAttrs;
    }
}

klink::family_set! {
    CanTdcAttrs PutCanTdcAttrs "can-tdc-attrs" [] false [] [] [] {
        tdcv_min "tdcv-min" = 1: u32 as U32;
        tdcv_max "tdcv-max" = 2: u32 as U32;
        tdco_min "tdco-min" = 3: u32 as U32;
        tdco_max "tdco-max" = 4: u32 as U32;
        tdcf_min "tdcf-min" = 5: u32 as U32;
        tdcf_max "tdcf-max" = 6: u32 as U32;
        tdcv "tdcv" = 7: u32 as U32;
        tdco "tdco" = 8: u32 as U32;
        tdcf "tdcf" = 9: u32 as U32;
    }
}

klink::family_set! {
    CanCtrlmodeAttrs PutCanCtrlmodeAttrs "can-ctrlmode-attrs" [] false [] [] [] {
        supported "supported" = 1: u32 as U32;
    }
}

klink::family_set! {
    CanPwmAttrs PutCanPwmAttrs "can-pwm-attrs" [] false [] [] [] {
        pwms_min "pwms-min" = 1: u32 as U32;
        pwms_max "pwms-max" = 2: u32 as U32;
        pwml_min "pwml-min" = 3: u32 as U32;
        pwml_max "pwml-max" = 4: u32 as U32;
        pwmo_min "pwmo-min" = 5: u32 as U32;
        pwmo_max "pwmo-max" = 6: u32 as U32;
        pwms "pwms" = 7: u32 as U32;
        pwml "pwml" = 8: u32 as U32;
        pwmo "pwmo" = 9: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoBatadvAttrs PutLinkinfoBatadvAttrs "linkinfo-batadv-attrs" [] false [] [] [] {
        algo_name "algo-name" = 1: &'a str as Str;
    }
}

klink::family_set! {
    LinkinfoPppAttrs PutLinkinfoPppAttrs "linkinfo-ppp-attrs" [] false [] [] [] {
        dev_fd "dev-fd" = 1: i32 as S32;
    }
}

klink::family_set! {
    LinkinfoAmtAttrs PutLinkinfoAmtAttrs "linkinfo-amt-attrs" [] false [] [] [] {
        mode "mode" = 1: AmtMode as U32;
        relay_port "relay-port" = 2: u16 as BeU16;
        gateway_port "gateway-port" = 3: u16 as BeU16;
        link "link" = 4: u32 as U32;
        local_ip "local-ip" = 5: ::std::net::Ipv4Addr as BeV4;
        remote_ip "remote-ip" = 6: ::std::net::Ipv4Addr as BeV4;
        discovery_ip "discovery-ip" = 7: ::std::net::Ipv4Addr as BeV4;
        max_tunnels "max-tunnels" = 8: u32 as U32;
    }
}

klink::family_set! {
    LinkinfoXfrmAttrs PutLinkinfoXfrmAttrs "linkinfo-xfrm-attrs" [] false [] [] [] {
        link "link" = 1: u32 as U32;
        if_id "if-id" = 2: u32 as U32;
        collect_metadata "collect-metadata" = 3 flag true;
    }
}

klink::family_set! {
    LinkinfoIpoibAttrs PutLinkinfoIpoibAttrs "linkinfo-ipoib-attrs" [] false [] [] [] {
        pkey "pkey" = 1: u16 as U16;
        mode "mode" = 2: u16 as U16;
        umcast "umcast" = 3: u16 as U16;
    }
}

klink::family_set! {
    LinkinfoVethAttrs PutLinkinfoVethAttrs "linkinfo-veth-attrs" [] true [] [] [] {
        peer "peer" = 1 message LinkinfoVethAttrsPeer PutLinkinfoVethAttrsPeer [] [];
    }
}

klink::family_set! {
    LinkinfoVxcanAttrs PutLinkinfoVxcanAttrs "linkinfo-vxcan-attrs" [] true [] [] [] {
        peer "peer" = 1 message LinkinfoVethAttrsPeer PutLinkinfoVethAttrsPeer [] [];
    }
}

klink::family_operations! {
    raw RtLink RtLinkOn "rt-link" 0 {
        newlink Newlink "newlink" true false 16 16 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        dellink Dellink "dellink" true false 17 17 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        getlink Getlink "getlink" true true 18 16 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        setlink Setlink "setlink" true false 19 19 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        getstats Getstats "getstats" true true 94 92 = PutStatsAttrs<'w, IfStatsMsg<'static>>, klink::typed::Framed<IfStatsMsg<'a>, StatsAttrs<'a>>, klink::typed::Framed<IfStatsMsg<'a>, StatsAttrs<'a>>;
        newlinkprop Newlinkprop "newlinkprop" true false 108 108 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        dellinkprop Dellinkprop "dellinkprop" true false 109 109 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
    } {
        NewlinkNtf "newlink-ntf" 16 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        DellinkNtf "dellink-ntf" 17 = PutLinkAttrs<'w, Ifinfomsg<'static>>, klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>;
        NewstatsNtf "newstats-ntf" 92 = PutStatsAttrs<'w, IfStatsMsg<'static>>, klink::typed::Framed<IfStatsMsg<'a>, StatsAttrs<'a>>;
    } {
        RtnlgrpLink "rtnlgrp-link" 1;
        RtnlgrpStats "rtnlgrp-stats" 36;
    } {
        Links "links" 18 16 16 = klink::typed::Framed<Ifinfomsg<'a>, LinkAttrs<'a>>, [16] [17] ["rtnlgrp-link" 1] [(0 1) (4 4)] [0 1 [0]] [(12 4) 7 23 26 44 29 6 30 61 45 49 42] [11] 0 [(5 0)] [] false;
    }
}
