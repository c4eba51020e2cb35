ip link add d1 index 101 type dummy
ip link add d2 index 102 type dummy
ip link set d1 addrgenmode none
ip link set d1 up
ip link set d2 addrgenmode none
ip link set d2 up
ip address add 192.0.2.2/24 dev d1 broadcast 192.0.2.127 label d1:7 metric 77
ip address add 192.0.2.3/24 dev d1 noprefixroute valid_lft 5000 preferred_lft 4000
ip address add 192.0.2.4 peer 198.51.100.4/28 dev d1 proto 0x42
ip address add 10.1.0.1/8 dev d2 scope host
ip address add 2001:db8::2/64 dev d1 nodad home mngtmpaddr noprefixroute
ip address add 2001:db8::3/64 dev d1 nodad valid_lft 3000 preferred_lft 2000 metric 99
ip address add 2001:db8::4 peer 2001:db8::5/127 dev d2 nodad
