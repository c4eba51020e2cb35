ip link set lo up
ip link add d1 index 101 type dummy
ip link add d2 index 102 type dummy
ip link set d1 addrgenmode none
ip link set d1 up
ip link set d2 addrgenmode none
ip link set d2 up
ip address add 192.0.2.2/24 dev d1
ip address add 2001:db8::2/64 dev d1 nodad
sysctl -qw net.mpls.platform_labels=1000
ip nexthop add id 1 via 192.0.2.9 dev d1 protocol static
ip nexthop add id 2 via 2001:db8::9 dev d1
ip nexthop add id 3 blackhole
ip nexthop add id 4 dev d2
ip nexthop add id 5 encap mpls 100/200 via 192.0.2.10 dev d1 onlink
ip nexthop add id 6 via 192.0.2.11 fdb
ip nexthop add id 100 group 1,3/5,200 protocol bgp
ip nexthop add id 101 group 1,7/5,256 type resilient buckets 32 idle_timer 7 unbalanced_timer 120
ip nexthop add id 102 group 6 fdb
ip route add 10.0.0.0/8 nhid 100
ip -6 route add 2001:db8:1::/48 nhid 2
