sysctl -qw net.netfilter.nf_conntrack_timestamp=1 net.netfilter.nf_conntrack_acct=1
conntrack -I -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport 1000 --dport 2000 --state ESTABLISHED --timeout 5000 --mark 0x77 -u ASSURED
conntrack -I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 1001 --dport 2001 --timeout 5001 -w 7
conntrack -I -p udp -s 2001:db8::1 -d 2001:db8::2 --sport 1002 --dport 2002 --timeout 5002 -u SEEN_REPLY
conntrack -I -p tcp -s 192.0.2.1 -d 192.0.2.3 --sport 1003 --dport 2003 --state SYN_SENT --timeout 5003 -n 198.51.100.7:3003
conntrack -I -p icmp -s 192.0.2.1 -d 192.0.2.2 --icmp-type 8 --icmp-code 0 --icmp-id 77 --timeout 5004
conntrack -I -p sctp -s 192.0.2.1 -d 192.0.2.2 --sport 1005 --dport 2005 --timeout 5005 --state ESTABLISHED --orig-vtag 7 --reply-vtag 8
conntrack -I -p gre -s 192.0.2.1 -d 192.0.2.2 --srckey 7 --dstkey 8 --timeout 5006
