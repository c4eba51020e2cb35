ipset create addresses hash:ip family inet hashsize 128 maxelem 1000 netmask 24 timeout 3600 counters comment skbinfo
ipset add addresses 192.0.2.0 timeout 1000 packets 7 bytes 777
ipset create networks hash:net family inet6 hashsize 64 maxelem 77
ipset create nets hash:net family inet
ipset add nets 192.0.2.0/25
ipset add nets 192.0.2.64/26 nomatch
ipset create ports bitmap:port range 1000-2000 timeout 77
ipset add ports 1234
ipset create pairs hash:ip,port family inet6
ipset add pairs 2001:db8::7,udp:53
ipset create bits bitmap:ip range 192.0.2.0-192.0.2.255
ipset add bits 192.0.2.77
ipset create macs hash:mac
ipset add macs 02:00:00:00:00:77
ipset create marks hash:ip,mark markmask 0xff00
ipset add marks 192.0.2.7,0x1200
ipset create ifaces hash:net,iface
ipset add ifaces 192.0.2.0/24,d7
ipset create triples hash:net,port,net
ipset add triples 192.0.2.0/24,tcp:80,198.51.100.0/25
ipset create list list:set size 5
ipset add list addresses
ipset add list nets
