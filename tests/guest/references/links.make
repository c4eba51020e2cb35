ip link add d1 index 101 address 02:00:00:00:01:01 mtu 1400 txqueuelen 4321 numtxqueues 3 numrxqueues 2 gso_max_size 50001 gso_max_segs 1234 gro_max_size 50003 gso_ipv4_max_size 50005 gro_ipv4_max_size 50007 type dummy
ip link set d1 alias "some alias" group 77 up
ip link property add dev d1 altname another altname third
for n in 2 3 4 5 6 7 8 9; do ip link add d$n index $((100+n)) type dummy; done
ip link add d10 index 112 type dummy
ip link add left index 110 numtxqueues 2 type veth peer right index 111 address 02:00:00:00:01:11
ip link set d5 up carrier off
ip link add vlan7 link d1 index 120 type vlan id 7 protocol 802.1ad reorder_hdr off loose_binding on egress-qos-map 1:2 3:4 ingress-qos-map 5:6
ip link add vlan8 link d1 index 121 type vlan id 4094 gvrp on mvrp on bridge_binding on
ip link add macvlan0 link d1 index 122 type macvlan mode private bcqueuelen 1234
ip link add macvlan1 link d2 index 123 type macvlan mode source
ip link set macvlan1 type macvlan macaddr add 02:00:00:00:00:71
ip link set macvlan1 type macvlan macaddr add 02:00:00:00:00:72
ip link add macvlan2 link d3 index 124 type macvlan mode passthru nopromisc
ip link add macvtap0 link d4 index 125 type macvtap mode vepa
ip link add ipvlan0 link d5 index 126 type ipvlan mode l3s vepa
ip link add vxlan7 index 127 type vxlan id 7 local 192.0.2.2 remote 192.0.2.9 ttl 9 tos 0x10 dstport 4791 srcport 5000 6001 ageing 77 maxaddress 99 proxy rsc l2miss l3miss udpcsum gbp
ip link add vxlan8 index 128 type vxlan id 8 group ff05::7 dev d1 ttl inherit flowlabel 0x12345 dstport 4792 nolearning udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx
ip link add vxlan9 index 129 type vxlan external dstport 4793 gpe vnifilter
ip link add bond1 index 130 type bond mode active-backup arp_interval 101 arp_ip_target 192.0.2.1,192.0.2.3 ns_ip6_target 2001:db8::1 arp_validate active arp_all_targets all primary_reselect better fail_over_mac active num_grat_arp 3 all_slaves_active 1 resend_igmp 5
ip link set d6 master bond1
ip link set bond1 type bond primary d6
ip link set d6 type bond_slave queue_id 2 prio 9
ip link add bond4 index 131 type bond mode 802.3ad miimon 100 updelay 200 downdelay 300 lacp_rate fast ad_select bandwidth ad_actor_sys_prio 1001 ad_user_port_key 77 ad_actor_system 02:00:00:00:00:99 xmit_hash_policy layer3+4 min_links 2 lacp_active on peer_notify_delay 100
ip link set d7 master bond4
ip link add bond6 index 132 type bond mode balance-tlb miimon 100 tlb_dynamic_lb 0 lp_interval 7
ip link add br0 index 133 type bridge forward_delay 1601 hello_time 301 max_age 1801 ageing_time 10001 stp_state 0 priority 16384 vlan_filtering 1 vlan_protocol 802.1ad vlan_default_pvid 5 vlan_stats_enabled 1 vlan_stats_per_port 1 group_fwd_mask 0x8 group_address 01:80:c2:00:00:0e mcast_snooping 1 mcast_router 2 mcast_query_use_ifaddr 1 mcast_querier 1 mcast_hash_elasticity 16 mcast_hash_max 512 mcast_last_member_count 3 mcast_startup_query_count 4 mcast_last_member_interval 101 mcast_membership_interval 26001 mcast_querier_interval 25501 mcast_query_interval 12501 mcast_query_response_interval 1001 mcast_startup_query_interval 3126 mcast_stats_enabled 1 mcast_igmp_version 3 mcast_mld_version 2 nf_call_iptables 1 nf_call_ip6tables 1 nf_call_arptables 1 no_linklocal_learn 1 fdb_max_learned 999
ip link set d8 master br0
ip link set d8 type bridge_slave cost 99 priority 7 hairpin on guard on root_block on fastleave on learning off flood off proxy_arp on mcast_flood off mcast_to_unicast on bcast_flood off neigh_suppress on isolated on locked on mab off vlan_tunnel on mcast_router 2 group_fwd_mask 0x10 neigh_vlan_suppress on
ip link set d9 master br0
ip link add vrf0 index 134 type vrf table 77
ip link add geneve0 index 135 type geneve id 7 remote 192.0.2.9 ttl 9 tos 8 dstport 6082 df set noudpcsum
ip link add geneve1 index 136 type geneve id 8 remote 2001:db8::9 ttl inherit flowlabel 0x54321 udp6zerocsumtx udp6zerocsumrx
ip link add gre7 index 137 type gre local 192.0.2.2 remote 192.0.2.9 ttl 9 tos 0x10 ikey 7 okey 8 iseq oseq icsum ocsum
ip link add gretap7 index 138 type gretap local 192.0.2.2 remote 192.0.2.8 nopmtudisc ignore-df key 77
ip link add erspan7 index 139 type erspan local 192.0.2.2 remote 192.0.2.7 seq key 30 erspan_ver 1 erspan 123
ip link add erspan8 index 140 type erspan local 192.0.2.2 remote 192.0.2.6 seq key 31 erspan_ver 2 erspan_dir egress erspan_hwid 17
ip link add sit7 index 141 type sit local 192.0.2.2 remote 192.0.2.9 ttl 9 6rd-prefix 2002::/16 6rd-relay_prefix 10.0.0.0/8 isatap
ip link add ipip7 index 142 type ipip local 192.0.2.2 remote 192.0.2.9 ttl 9 mode any encap fou encap-sport 5555 encap-dport 5556 encap-csum
ip link add ip6tnl7 index 143 type ip6tnl local 2001:db8::2 remote 2001:db8::9 hoplimit 17 tclass 0x20 flowlabel 0x12345 encaplimit 5 mode ip6ip6 dev d1
ip link add ip6tnl8 index 144 type ip6tnl local 2001:db8::2 remote 2001:db8::8 encaplimit none tclass inherit flowlabel inherit dscp inherit allow-localremote mode any
ip link add ip6gre7 index 145 type ip6gre local 2001:db8::2 remote 2001:db8::9 hoplimit 18 ikey 9 okey 10 iseq oseq icsum ocsum
ip link add ip6gretap7 index 146 type ip6gretap local 2001:db8::2 remote 2001:db8::7 key 11
ip link add ip6erspan7 index 147 type ip6erspan local 2001:db8::2 remote 2001:db8::6 seq key 12 erspan_ver 1 erspan 77
ip link add vti7 index 148 type vti local 192.0.2.2 remote 192.0.2.9 ikey 7 okey 8
ip link add vti67 index 149 type vti6 local 2001:db8::2 remote 2001:db8::9 ikey 9 okey 10
ip link add ifb7 index 150 type ifb
ip link add link d10 macsec0 index 151 type macsec port 11 cipher gcm-aes-256 icvlen 12 encrypt on send_sci on protect on replay on window 33 validate check encodingsa 3
ip link add team0 index 152 type team
ip link add wg0 index 153 type wireguard
ip link add nlmon7 index 154 type nlmon
ip link add xfrm7 index 155 type xfrm dev d1 if_id 0x77
ip link add nk0 index 156 type netkit mode l2 blackhole peer blackhole name nk1
