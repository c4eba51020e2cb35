ip link add d1 index 101 type dummy
ip link add d2 index 102 type dummy
ip link set d1 up
ip link set d2 up
tc qdisc add dev d1 clsact
tc qdisc add dev d1 root handle 1: htb
tc class add dev d1 parent 1: classid 1:10 htb rate 1mbit
tc filter add dev d1 ingress protocol ip pref 1 handle 1 flower indev d1 dst_mac 02:00:00:00:00:01/ff:ff:ff:00:00:00 src_mac 02:00:00:00:00:02 ip_proto tcp dst_ip 192.0.2.0/24 src_ip 198.51.100.9 dst_port 443 src_port 1000-2000 tcp_flags 0x2/0x12 ip_tos 0x10/0xfc ip_ttl 9/15 action drop
tc filter add dev d1 ingress protocol 802.1q pref 2 handle 2 flower vlan_id 77 vlan_prio 5 vlan_ethtype ipv6 ip_proto udp dst_ip 2001:db8::/32 src_ip 2001:db8::9 dst_port 53 action vlan pop pipe action mirred egress redirect dev d2
tc filter add dev d1 ingress protocol mpls_uc pref 3 handle 3 flower mpls_label 77777 mpls_tc 5 mpls_bos 1 mpls_ttl 33 action mpls pop protocol ip pipe action mirred egress mirror dev d2
tc filter add dev d1 ingress protocol arp pref 4 handle 4 flower arp_tip 192.0.2.9 arp_sip 192.0.2.2/24 arp_op request arp_tha 02:00:00:00:00:01 arp_sha 02:00:00:00:00:02 action pass
tc filter add dev d1 ingress protocol ip pref 5 handle 5 flower enc_key_id 77 enc_dst_ip 192.0.2.9 enc_src_ip 192.0.2.2 enc_dst_port 4789 enc_tos 0x10 enc_ttl 9 geneve_opts 0102:80:00880022/ffff:ff:ffffffff action tunnel_key unset
tc filter add dev d1 ingress protocol ip pref 6 handle 6 flower ip_proto icmp type 8 code 0 ct_state +trk+est ct_zone 7 ct_mark 0x77/0xff skip_hw action ct zone 7 mark 0x55/0xff commit nat src addr 192.0.2.50-192.0.2.60 port 1000-2000
tc filter add dev d1 ingress protocol ip pref 7 u32 ht 800: match ip src 192.0.2.0/24 match u8 0x10 0xf0 at 8 match ip dport 80 0xffff action pedit ex munge ip ttl set 33 munge eth dst set 02:00:00:00:00:55 munge tcp dport set 8080 pipe action csum ip4h and tcp
tc filter add dev d1 ingress protocol all pref 8 handle 8 matchall action police rate 1mbit burst 10k mtu 1600 peakrate 2mbit conform-exceed drop/pipe
tc filter add dev d1 ingress protocol all pref 9 handle 9 matchall action skbedit priority 1:7 mark 0x77/0xff ptype otherhost queue_mapping 3 pipe action skbmod set dmac 02:00:00:00:00:66 set smac 02:00:00:00:00:67 pipe action sample rate 11 group 5 trunc 100 pipe action simple sdata hello
tc filter add dev d1 ingress protocol all pref 10 handle 10 matchall action tunnel_key set id 78 src_ip 192.0.2.2 dst_ip 192.0.2.9 dst_port 4790 tos 16 ttl 17 geneve_opts 0102:80:00880022 nocsum pipe action vlan push id 88 protocol 802.1ad priority 3 pipe action mpls push protocol mpls_uc label 1234 tc 3 ttl 44 bos 1 pipe action nat ingress 192.0.2.0/24 198.51.100.0 pipe action connmark zone 9 pipe action ctinfo dscp 0xfc000000 0x01000000 zone 8
tc filter add dev d1 ingress protocol all pref 11 handle 11 matchall action gact pass random netrand drop 7 cookie 0102030405 no_percpu index 77
tc filter add dev d1 parent 1: protocol ip pref 12 handle 0x7/0xff fw classid 1:10 action gact ok
tc filter add dev d1 parent 1: protocol ip pref 13 handle 13 basic match 'cmp(u16 at 2 layer transport mask 0xff00 gt 1000) and not meta(nf_mark mask 0xff eq 7) and (u32(u32 0x01020304 0xffffffff at 12) or nbyte("abc" at 3 layer network))' classid 1:10
tc filter add dev d1 parent 1: protocol ip pref 14 handle 14 flow hash keys src,dst,proto-src,mark divisor 1024 baseclass 1:10 perturb 60
tc filter add dev d1 parent 1: protocol ip pref 15 route from 5 to 7 classid 1:10
tc filter add dev d1 parent 1: protocol all pref 16 chain 3 handle 16 matchall classid 1:10 action goto chain 4
tc action add action police rate 3mbit burst 20k index 5
tc action add action mirred egress redirect dev d2 index 6
tc action add action gate clockid CLOCK_TAI base-time 200000000000 cycle-time 300000 sched-entry open 100000 7 8000 sched-entry close 200000 index 7
tc chain add dev d1 ingress protocol ip chain 5 flower dst_ip 0.0.0.0/16
