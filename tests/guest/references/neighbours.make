ip link add d1 index 101 type dummy
ip link set d1 addrgenmode none
ip link set d1 up
ip link add br0 index 102 type bridge vlan_filtering 1 mcast_snooping 1 mcast_vlan_snooping 1 mcast_querier 1 vlan_stats_per_port 1
ip link add d2 index 103 type dummy
ip link set d2 addrgenmode none
ip link set d2 master br0 up
ip link set br0 addrgenmode none
ip link set br0 up
ip link add vxlan7 index 104 type vxlan id 7 dstport 4789 local 192.0.2.2
ip link set vxlan7 addrgenmode none
ip link set vxlan7 up
ip link add vxlan9 index 105 type vxlan external dstport 4793 vnifilter
ip link set vxlan9 addrgenmode none
ip link set vxlan9 master br0 up
ip address add 192.0.2.2/24 dev d1
ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev d1 nud permanent protocol static
ip neigh add 192.0.2.78 lladdr 02:00:00:00:00:78 dev d1 nud stale extern_learn
ip neigh add 192.0.2.79 lladdr 02:00:00:00:00:79 dev d1 nud noarp managed
ip neigh add proxy 192.0.2.99 dev d1 protocol bgp
ip neigh add 2001:db8::77 lladdr 02:00:00:00:00:7a dev d1 nud reachable router
ip nexthop add id 7 via 192.0.2.9 fdb
bridge fdb add 02:00:00:00:00:81 dev d2 master static vlan 1 sticky
bridge fdb add 02:00:00:00:00:82 dev d2 master dynamic extern_learn
bridge fdb add 02:00:00:00:00:83 dev vxlan7 dst 192.0.2.9 vni 77 port 4790 via d1 self permanent
bridge mdb add dev br0 port d2 grp 239.1.1.1 permanent vid 1
bridge mdb add dev br0 port d2 grp 239.1.1.2 src 192.0.2.9 temp vid 1
bridge mdb add dev br0 port d2 grp 239.1.1.3 permanent filter_mode include source_list 192.0.2.10,192.0.2.11 proto zebra vid 1
bridge mdb add dev br0 port d2 grp ff0e::7 permanent filter_mode exclude source_list 2001:db8::10 vid 1
bridge mdb add dev br0 port d2 grp ff0e::8 permanent vid 1
bridge mdb add dev br0 port d2 grp 01:00:5e:7f:00:01 permanent vid 1
bridge mdb add dev vxlan7 port vxlan7 grp 239.1.1.5 permanent dst 198.51.100.9 dst_port 4444 vni 78 src_vni 79 via d1 filter_mode include source_list 192.0.2.12
bridge vlan add dev d2 vid 100-110
bridge vlan add dev d2 vid 7 pvid untagged
bridge vlan add dev br0 vid 9 self
bridge vlan set dev d2 vid 7 state learning
bridge vlan set dev d2 vid 100-102 mcast_router 2 mcast_max_groups 77 neigh_suppress on
bridge vlan global set dev br0 vid 7 mcast_snooping 1 mcast_igmp_version 3 mcast_mld_version 2 mcast_last_member_count 3 mcast_startup_query_count 4 mcast_last_member_interval 101 mcast_membership_interval 26001 mcast_querier_interval 25501 mcast_query_interval 12501 mcast_query_response_interval 1001 mcast_startup_query_interval 3126 msti 0
