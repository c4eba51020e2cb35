ip link add d1 index 101 type dummy
sysctl -qw net.ipv4.conf.d1.rp_filter=2 net.ipv4.conf.d1.proxy_arp=1 net.ipv4.conf.d1.forwarding=1 net.ipv6.conf.d1.forwarding=1 net.ipv4.conf.d1.bc_forwarding=1 net.ipv4.conf.d1.ignore_routes_with_linkdown=1
sysctl -qw net.mpls.conf.d1.input=1
