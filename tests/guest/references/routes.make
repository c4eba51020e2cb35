ip link set lo up
ip link add d1 index 101 type dummy
ip link add d2 index 102 type dummy
ip link set d1 addrgenmode none
ip link set d1 up
ip link set d2 addrgenmode none
ip link set d2 up
ip address add 192.0.2.2/24 dev d1
ip address add 198.51.100.2/24 dev d2
ip address add 2001:db8::2/64 dev d1 nodad
ip address add 2001:db8:1::2/64 dev d2 nodad
sysctl -qw net.mpls.platform_labels=1000
sysctl -qw net.mpls.conf.d1.input=1
ip route add 203.0.113.0/25 via 192.0.2.1 dev d1 proto boot metric 77 src 192.0.2.2 mtu lock 1300 window 1234 rtt 100ms rttvar 50ms ssthresh 33 cwnd lock 21 advmss 1200 reordering 5 hoplimit 65 initcwnd 11 rto_min 201ms initrwnd 12 quickack 1 features ecn congctl reno realm 5/7
ip route add 203.0.113.128/25 tos 0x10 dev d1 scope link proto static
ip route add table 1000 10.0.0.0/9 proto bgp nexthop via 192.0.2.1 dev d1 weight 3 nexthop via 198.51.100.1 dev d2 weight 256 onlink
ip route add 10.128.0.0/9 via inet6 2001:db8::9 dev d1
ip route add blackhole 10.2.0.0/16 metric 9
ip route add unreachable 10.3.0.0/16
ip route add prohibit 10.4.0.0/16
ip route add throw 10.5.0.0/16
ip route add 10.6.0.0/16 encap mpls 100/200/300 ttl 33 via 192.0.2.1 dev d1
ip route add 10.7.0.0/16 encap ip id 77 src 192.0.2.2 dst 192.0.2.9 tos 16 ttl 17 key csum seq dev d1
ip route add 10.8.0.0/16 encap ip6 id 78 src 2001:db8::2 dst 2001:db8::9 tc 32 hoplimit 18 dev d1
ip route add 10.9.0.0/16 encap seg6 mode encap segs 2001:db8::a,2001:db8::b dev d1
ip route add 10.10.0.0/16 encap ip id 79 dst 192.0.2.9 geneve_opts 258:17:01020304 dev d1
ip route add 10.11.0.0/16 encap ip id 80 dst 192.0.2.9 vxlan_opts 4660 dev d1
ip route add 10.12.0.0/16 encap ip id 81 dst 192.0.2.9 erspan_opts 2:0:1:33 dev d1
ip -6 route add 2001:db8:7::/48 via 2001:db8::9 dev d1 metric 1234 pref high expires 3000 mtu 1301
ip -6 route add 2001:db8:8::/48 nexthop via 2001:db8::9 dev d1 weight 2 nexthop via 2001:db8:1::9 dev d2 weight 5
ip -6 route add 2001:db8:9::/48 from 2001:db8:1::/64 dev d2 proto 77
ip -6 route add 2001:db8:a::/48 encap seg6 mode inline segs 2001:db8::a,2001:db8::b,2001:db8::c hmac 0 dev d1
ip -6 route add 2001:db8:b::/48 encap seg6 mode l2encap segs 2001:db8::a dev d1
ip -6 route add 2001:db8:c::1 encap seg6local action End.X nh6 2001:db8::9 count dev d1
ip -6 route add 2001:db8:c::3 encap seg6local action End.DX4 nh4 192.0.2.9 dev d1
ip -6 route add 2001:db8:c::4 encap seg6local action End.B6.Encaps srh segs 2001:db8::a,2001:db8::b dev d1
ip -6 route add 2001:db8:c::5 encap seg6local action End.T table 77 dev d1
ip -6 route add 2001:db8:c::6 encap seg6local action End.DX2 oif d2 dev d1
ip -6 route add 2001:db8:c::8 encap seg6local action End flavors next-csid lblen 48 nflen 16 dev d1
ip -6 route add 2001:db8:d::/48 encap rpl segs 2001:db8::a,2001:db8::b dev d1
# The kernel is built without IPv6's IOAM encapsulation.
ip -6 route add 2001:db8:10::/48 encap mpls 16/17 via 2001:db8::9 dev d1
ip -6 route add blackhole 2001:db8:11::/48
ip -f mpls route add 100 via inet 192.0.2.1 dev d1
ip -f mpls route add 101 as 200/201 via inet6 2001:db8::9 dev d1 ttl-propagate disabled
ip -f mpls route add 102 nexthop as 300 via inet 192.0.2.1 dev d1 nexthop as 301 via inet 198.51.100.1 dev d2
ip -f mpls route add 103 dev lo
