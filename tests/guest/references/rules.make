ip link add d1 index 101 type dummy
ip rule add pref 100 from 192.0.2.0/24 to 198.51.100.0/25 iif d1 oif lo tos 0x10 fwmark 0x10/0xff table 1077
ip rule add pref 101 from 192.0.2.0/24 ipproto 6 sport 1000-2000 dport 443 table 78 realms 5/7
ip rule add pref 102 to 198.51.100.0/25 uidrange 1000-2000 lookup main suppress_prefixlength 8
ip rule add pref 103 goto 32766
ip rule add pref 104 from 10.0.0.0/8 blackhole
ip rule add pref 105 not from 10.1.0.0/16 prohibit
ip rule add pref 106 l3mdev protocol static
ip rule add pref 107 tun_id 7777 lookup 79
ip rule add pref 108 lookup main suppress_ifgroup 5
ip rule add pref 109 dscp 10 lookup 80
ip -6 rule add pref 110 from 2001:db8::/32 to 2001:db8:1::/48 table 81
ip -6 rule add pref 111 flowlabel 0x12345/0xfffff table 82
ip -6 rule add pref 112 fwmark 7 nop
