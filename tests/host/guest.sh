#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Fills a guest with one of everything, by specification, and prints what the kernel then answers.
# usage: guest.sh FOLDER MODULE...     FOLDER is what the specifications' is called where the answers are read
set -eu

export KLINK_SPECS=/job/specs
shown=$1
shift
modprobe -a "$@"

new="--flags create,excl"
klink do rt-link newlink $new - <<'OBJECTS'
{"ifi-index": 100, "ifname": "left", "linkinfo": {"kind": "veth"}}
{"ifi-index": 101, "ifname": "d1", "mtu": 1400, "ifalias": "some alias", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 102, "ifname": "d2", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 103, "ifname": "d3", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 104, "ifname": "d4", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 105, "ifname": "d5", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 106, "ifname": "d6", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 107, "ifname": "d7", "linkinfo": {"kind": "dummy"}}
{"ifi-index": 110, "ifname": "vlan7", "link": 101, "linkinfo": {"kind": "vlan", "data": {"id": 7, "protocol": "8021ad"}}}
{"ifi-index": 111, "ifname": "macvlan0", "link": 101, "linkinfo": {"kind": "macvlan", "data": {"@1": "04000000"}}}
{"ifi-index": 112, "ifname": "vxlan7", "linkinfo": {"kind": "vxlan", "data": {"@1": "07000000", "@2": "c0000209", "@15": "12b5"}}}
{"ifi-index": 113, "ifname": "bond1", "linkinfo": {"kind": "bond", "data": {"mode": 1, "arp-interval": 100, "arp-ip-target": ["192.0.2.1"]}}}
{"ifi-index": 114, "ifname": "bond4", "linkinfo": {"kind": "bond", "data": {"mode": 4, "miimon": 100}}}
{"ifi-index": 115, "ifname": "br0", "linkinfo": {"kind": "bridge", "data": {"vlan-filtering": 1, "mcast-querier": 1}}}
{"ifi-index": 116, "ifname": "vrf0", "linkinfo": {"kind": "vrf", "data": {"table": 77}}}
{"ifi-index": 117, "ifname": "geneve0", "linkinfo": {"kind": "geneve", "data": {"id": 7, "remote": "192.0.2.9"}}}
{"ifi-index": 118, "ifname": "gre7", "linkinfo": {"kind": "gre", "data": {"local": "192.0.2.2", "remote": "192.0.2.9", "ttl": 9}}}
{"ifi-index": 119, "ifname": "gretap7", "linkinfo": {"kind": "gretap", "data": {"local": "192.0.2.2", "remote": "192.0.2.8"}}}
{"ifi-index": 120, "ifname": "sit7", "linkinfo": {"kind": "sit", "data": {"remote": "192.0.2.9"}}}
{"ifi-index": 121, "ifname": "ipip7", "linkinfo": {"kind": "ipip", "data": {"local": "192.0.2.2", "remote": "192.0.2.9"}}}
{"ifi-index": 122, "ifname": "ip6tnl7", "linkinfo": {"kind": "ip6tnl", "data": {"local": "2001:db8::2", "remote": "2001:db8::9"}}}
{"ifi-index": 123, "ifname": "vti7", "linkinfo": {"kind": "vti", "data": {"local": "192.0.2.2", "remote": "192.0.2.9", "ikey": 7, "okey": 7}}}
{"ifi-index": 124, "ifname": "ip6gre7", "linkinfo": {"kind": "ip6gre", "data": {"local": "2001:db8::2", "remote": "2001:db8::9"}}}
{"ifi-index": 125, "ifname": "ipvlan0", "link": 106, "linkinfo": {"kind": "ipvlan"}}
{"ifi-index": 126, "ifname": "ifb7", "linkinfo": {"kind": "ifb"}}
{"ifi-index": 127, "ifname": "macsec0", "link": 107, "linkinfo": {"kind": "macsec", "data": {"@1": "0100000000000001"}}}
{"ifi-index": 128, "ifname": "team0", "linkinfo": {"kind": "team"}}
{"ifi-index": 129, "ifname": "wg0", "linkinfo": {"kind": "wireguard"}}
{"ifi-index": 130, "ifname": "ovpn0", "linkinfo": {"kind": "ovpn", "data": {"mode": "p2p"}}}
{"ifi-index": 131, "ifname": "nlmon7", "linkinfo": {"kind": "nlmon"}}
OBJECTS
klink do rt-link newlink - <<'OBJECTS'
{"ifi-index": 1, "ifi-flags": ["up"], "ifi-change": 1}
{"ifi-index": 101, "ifi-flags": ["up"], "ifi-change": 1}
{"ifi-index": 102, "master": 113}
{"ifi-index": 103, "master": 114}
{"ifi-index": 104, "master": 115}
{"ifi-index": 105, "master": 128}
{"ifi-index": 115, "ifi-flags": ["up"], "ifi-change": 1}
OBJECTS
klink do rt-addr newaddr $new - <<'OBJECTS'
{"ifa-family": 2, "ifa-prefixlen": 24, "ifa-index": 101, "local": "192.0.2.2", "address": "192.0.2.2", "label": "d1:7"}
{"ifa-family": 10, "ifa-prefixlen": 64, "ifa-index": 101, "address": "2001:db8::2", "flags": ["nodad"]}
OBJECTS
klink do rt-neigh newneigh $new - <<'OBJECTS'
{"ndm-family": 2, "ndm-ifindex": 101, "ndm-state": ["permanent"], "dst": "192.0.2.77", "lladdr": "02:00:00:00:00:77"}
{"ndm-family": 7, "ndm-ifindex": 104, "ndm-state": ["permanent"], "ndm-flags": ["master"], "lladdr": "02:00:00:00:00:78"}
OBJECTS
klink do rt-route newroute $new - <<'OBJECTS'
{"rtm-family": 2, "rtm-dst-len": 25, "rtm-table": 254, "rtm-protocol": 4, "rtm-type": "unicast", "dst": "203.0.113.0", "gateway": "192.0.2.1", "metrics": {"mtu": 1300}}
{"rtm-family": 2, "rtm-dst-len": 16, "rtm-table": 254, "rtm-type": "blackhole", "dst": "10.2.0.0"}
OBJECTS
klink do rt-rule newrule $new '{"family": 2, "action": "to-tbl", "src-len": 24, "src": "192.0.2.0", "iifname": "d1", "fwmark": 16, "fwmask": 255, "priority": 100, "table": 77}'

root=4294967295
klink do tc newqdisc $new - <<OBJECTS
{"ifindex": 101, "parent": $root, "handle": 65536, "kind": "htb", "options": {"init": {"version": 3, "rate2quantum": 10, "defcls": 16, "debug": 0, "direct-pkts": 0}}}
{"ifindex": 102, "parent": $root, "handle": 65536, "kind": "fq"}
{"ifindex": 103, "parent": $root, "handle": 65536, "kind": "fq_codel", "options": {"limit": 1000, "ecn": 1}}
{"ifindex": 104, "parent": $root, "handle": 65536, "kind": "prio", "options": {"bands": 3, "priomap": [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]}}
{"ifindex": 104, "parent": 65537, "handle": 131072, "kind": "netem", "options": {"latency": 1000, "limit": 1000, "@loss": 42949672}}
{"ifindex": 104, "parent": 65538, "handle": 196608, "kind": "sfq"}
{"ifindex": 104, "parent": 65539, "handle": 262144, "kind": "cake"}
{"ifindex": 105, "parent": $root, "handle": 65536, "kind": "ets", "options": {"nbands": 3, "nstrict": 1}}
{"ifindex": 105, "parent": 65537, "handle": 131072, "kind": "codel"}
{"ifindex": 105, "parent": 65538, "handle": 196608, "kind": "pie"}
{"ifindex": 105, "parent": 65539, "handle": 262144, "kind": "pfifo", "options": {"limit": 100}}
{"ifindex": 100, "parent": $root, "handle": 65536, "kind": "hfsc", "options": {"defcls": 16}}
{"ifindex": 126, "parent": $root, "handle": 65536, "kind": "drr"}
{"ifindex": 101, "parent": 4294967281, "handle": 4294901760, "kind": "clsact"}
OBJECTS
# The specification has neither the padding of tc_ratespec nor that of tc_u32_sel.
klink do tc newtclass $new '{"ifindex": 101, "parent": 65536, "handle": 65552, "kind": "htb", "options": {"parms": {"@hex": "0001000000000000d0121300 0001000000000000a0252600 a8610000 a8610000 00000000 00000000 00000000"}}}'
# The low half of info is the protocol, in network order; the high half the priority.
klink do tc newtfilter $new - <<'OBJECTS'
{"ifindex": 101, "parent": 4294967282, "info": 65544, "kind": "flower", "options": {"key-eth-type": 2048, "key-ipv4-dst": "192.0.2.9", "key-ipv4-dst-mask": "255.255.255.255", "act": [{"1": {"kind": "gact", "options": {"parms": {"action": 2}}}}]}}
{"ifindex": 101, "parent": 4294967282, "info": 131080, "kind": "u32", "options": {"classid": 65552, "sel": {"@hex": "01000100 0000 0000 0000 0000 00000000 ffffff00c00002001000000000000000"}}}
{"ifindex": 101, "parent": 4294967282, "info": 197376, "kind": "matchall", "options": {"classid": 65552}}
{"ifindex": 101, "parent": 65536, "handle": 7, "info": 262152, "kind": "fw", "options": {"classid": 65552}}
{"ifindex": 101, "parent": 65536, "info": 327688, "kind": "basic", "options": {"classid": 65552}}
OBJECTS

inet='"nfgen-family": 1, "table": "filter"'
klink do nftables newtable $new '{"nfgen-family": 1, "name": "filter"}'
klink do nftables newchain $new - <<OBJECTS
{$inet, "name": "input", "type": "filter", "policy": 1, "hook": {"num": 1, "priority": 0}}
{$inet, "name": "other"}
OBJECTS
klink do nftables newset $new "{$inet, \"name\": \"ports\", \"id\": 1, \"key-type\": 13, \"key-len\": 2}"
klink do nftables newsetelem $new "{$inet, \"set\": \"ports\", \"elements\": {\"elem\": [{\"key\": {\"value\": \"0050\"}}, {\"key\": {\"value\": \"01bb\"}}]}}"
klink do nftables newobj $new "{$inet, \"name\": \"much\", \"type\": \"quota\", \"data\": {\"bytes\": 1000000, \"flags\": []}}"
klink do nftables newrule --flags create,append - <<OBJECTS
{$inet, "chain": "input", "expressions": {"elem": [{"name": "meta", "data": {"key": "l4-proto", "dreg": 1}}, {"name": "cmp", "data": {"sreg": 1, "op": "eq", "data": {"value": "06"}}}, {"name": "payload", "data": {"dreg": "reg-1", "base": "transport-header", "offset": 2, "len": 2}}, {"name": "counter"}, {"name": "immediate", "data": {"dreg": 0, "data": {"verdict": {"code": "accept"}}}}]}}
{$inet, "chain": "input", "expressions": {"elem": [{"name": "limit", "data": {"@1": "000000000000000a", "@2": "000000000000003c", "@3": "00000005", "@4": "00000000"}}]}}
{$inet, "chain": "input", "expressions": {"elem": [{"name": "ct", "data": {"key": "state", "dreg": 1}}, {"name": "bitwise", "data": {"sreg": 1, "dreg": 1, "len": 4, "mask": {"value": "06000000"}, "xor": {"value": "00000000"}}}, {"name": "cmp", "data": {"sreg": 1, "op": "neq", "data": {"value": "00000000"}}}, {"name": "immediate", "data": {"dreg": 0, "data": {"verdict": {"code": "accept"}}}}]}}
OBJECTS
# Of a transaction that is refused nothing stays.
said=$(klink do nftables newrule --flags create,append - 2>&1 <<OBJECTS
{$inet, "chain": "other"}
{$inet, "chain": "nosuch"}
OBJECTS
) && exit 1
case $said in
*"nftables newrule: ENOENT"*"attribute chain"*) ;;
*) echo "$said" >&2; exit 1 ;;
esac
[ "$(klink dump nftables getrule --json | wc -l)" = 3 ]
! klink dump nftables getrule --json | grep -q other

klink do wireguard set-device '{"ifname": "wg0", "private-key": "e8b5f9c1c1c8c9d4b7a6e5d4c3b2a1908f7e6d5c4b3a29181706f5e4d3c2b145", "listen-port": 51820, "peers": [{"public-key": "c8b5f9c1c1c8c9d4b7a6e5d4c3b2a1908f7e6d5c4b3a29181706f5e4d3c2b145", "persistent-keepalive-interval": 25, "allowedips": [{"family": 2, "ipaddr": "10.7.0.0", "cidr-mask": 16}]}]}'
klink do ovs_datapath new '{"dp-ifindex": 0, "name": "ovs0", "upcall-pid": 0}'
datapath=$(cat /sys/class/net/ovs0/ifindex)
mac=02:00:00:00:00:01
klink do ovs_flow new $new "{\"dp-ifindex\": $datapath, \"key\": {\"in-port\": 0, \"ethernet\": {\"eth-src\": \"$mac\", \"eth-dst\": \"$mac\"}, \"ethertype\": 35020}, \"actions\": {\"output\": 0}}"
klink do fou add '{"port": 7777, "ipproto": 4, "type": 1}'
klink do mptcp_pm add-addr '{"addr": {"family": 2, "id": 7, "addr4": 3221225986, "flags": 1}}'
# A peer by TCP, which is there as long as its socket, and is the standard input of what begins it; nothing comes from it.
cat >/tmp/peer.sh <<'PEER'
klink do ovpn peer-new '{"ifindex": 130, "peer": {"id": 7, "socket": 0, "keepalive-interval": 10, "keepalive-timeout": 600}}' &&
klink do ovpn key-new '{"ifindex": 130, "keyconf": {"peer-id": 7, "slot": "primary", "key-id": 1, "cipher-alg": "aes-gcm",
    "encrypt-dir": {"cipher-key": "00112233445566778899aabbccddeeff", "nonce-tail": "0011223344556677"},
    "decrypt-dir": {"cipher-key": "00112233445566778899aabbccddeeff", "nonce-tail": "0011223344556677"}}}' &&
touch /tmp/peer.there
exec sleep 1000
PEER
sleep 1000 | nc -l -p 1194 >/dev/null & sleep 0.1
nc 127.0.0.1 1194 -e sh /tmp/peer.sh &
# A server of NFS, of version 4 only, which needs no rpcbind. It waits for a daemon that is not there, for 5 seconds.
klink do nfsd version-set '{"version": [{"major": 4, "minor": 2, "enabled": true}]}'
klink do nfsd listener-set '{"addr": [{"addr": "02000801000000000000000000000000", "transport-name": "tcp"}]}'
klink do nfsd threads-set --timeout 60 '{"threads": [1]}'
while [ ! -e /tmp/peer.there ]; do sleep 0.1; done
# A connection, for what is kept of connections.
nc -l -p 80 </dev/null >/dev/null & sleep 0.1
echo hello | nc -w 1 127.0.0.1 80 >/dev/null || true

# A handshake for TLS is to be had for 5 seconds, if somebody listens for it. The call has 40 bytes: its number, that it is
# one of RPC version 2, NFS version 4, procedure 0, AUTH_TLS, and no verifier.
mkdir /tmp/handshake
cp /job/specs/handshake.yaml /tmp/handshake
klink listen handshake ready -n 1 --quiet &
ready=$!
sleep 0.5
{
    printf '\200\0\0\050\0\0\0\1\0\0\0\0\0\0\0\2\0\1\206\243\0\0\0\4\0\0\0\0'
    printf '\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\0'
    sleep 1000
} | nc 127.0.0.1 2049 >/dev/null &
wait $ready
klink-tests-host /tmp/handshake "$shown" <<'QUESTIONS'
{"handler-class": "tlshd"}
QUESTIONS

klink-tests-host /job/specs "$shown" <<QUESTIONS
{"ifindex": 101, "parent": 4294967282}
{"team-ifindex": 128}
{"ifindex": 130, "peer": {"id": 7}}
{"ifindex": 130, "keyconf": {"peer-id": 7, "slot": "primary"}}
{"ifname": "wg0"}
{"dp-ifindex": $datapath}
{"addr": {"id": 7}}
{"addr-ipv4": "127.0.0.1"}
{"nfgen-family": 1}
{"nfgen-family": 2}
{"nfgen-family": 1, "table": "filter"}
{"nfgen-family": 1, "table": "filter", "name": "input"}
{"nfgen-family": 1, "name": "filter"}
{"nfgen-family": 1, "table": "filter", "set": "ports"}
{"nfgen-family": 1, "table": "filter", "name": "ports"}
{"nfgen-family": 1, "table": "filter", "name": "much", "type": "quota"}
{"port": 7777, "af": 2}
{"family-name": "nlctrl"}
{"family-name": "ethtool"}
{"family-name": "wireguard"}
{"family-name": "ovs_flow"}
{"family-name": "mptcp_pm"}
{"rtm-family": 2, "rtm-dst-len": 32, "dst": "203.0.113.1"}
{"rtm-family": 2, "rtm-dst-len": 32, "dst": "10.2.0.1"}
QUESTIONS
