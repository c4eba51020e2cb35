for n in 1 2 3 4 5 6 7 8; do ip link add d$n index $((100+n)) numtxqueues 4 type dummy; ip link set d$n up; done
tc qdisc add dev d1 root handle 1: htb default 0x10 r2q 11 direct_qlen 77
tc class add dev d1 parent 1: classid 1:10 htb rate 1mbit ceil 2mbit burst 15k cburst 1600 prio 3 quantum 1514 mpu 64 overhead 24
tc class add dev d1 parent 1: classid 1:20 htb rate 40gbit ceil 50gbit
tc qdisc add dev d1 parent 1:10 handle 10: netem delay 100ms 10ms 25% loss 1% 25% duplicate 2% corrupt 3% reorder 4% 50% gap 5 limit 777 rate 5mbit 10 20 30
tc qdisc add dev d1 parent 1:20 handle 20: netem loss gemodel 1% 10% 70% 0.1% slot 10ms 20ms packets 5 bytes 6000 seed 77
tc qdisc add dev d2 root handle 2: hfsc default 7
tc class add dev d2 parent 2: classid 2:1 hfsc sc m1 5mbit d 10ms m2 1mbit ul m2 3mbit
tc class add dev d2 parent 2: classid 2:2 hfsc rt m1 2mbit d 20ms m2 1500kbit ls m2 700kbit
tc qdisc add dev d2 parent 2:1 handle 21: fq limit 5000 flow_limit 77 quantum 3028 initial_quantum 15140 maxrate 1gbit buckets 512 orphan_mask 511 refill_delay 30ms ce_threshold 5ms timer_slack 11000 horizon 7s horizon_cap
tc qdisc add dev d2 parent 2:2 handle 22: fq_codel limit 1234 flows 512 target 6ms interval 110ms quantum 1400 ecn ce_threshold 3ms memory_limit 8Mb drop_batch 32
tc qdisc add dev d3 root handle 3: prio bands 5 priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 4
tc qdisc add dev d3 parent 3:1 handle 31: tbf rate 1mbit burst 5kb latency 70ms peakrate 2mbit minburst 1540
tc qdisc add dev d3 parent 3:2 handle 32: sfq quantum 1600 perturb 10 limit 120 divisor 512 depth 64
tc qdisc add dev d3 parent 3:3 handle 33: red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 bandwidth 10mbit probability 0.02 ecn harddrop
tc qdisc add dev d3 parent 3:4 handle 34: choke limit 1000 min 83 max 250 avpkt 1000 burst 125 bandwidth 10mbit ecn
tc qdisc add dev d3 parent 3:5 handle 35: cake bandwidth 100mbit diffserv4 dual-srchost nat wash ack-filter overhead 38 mpu 84 rtt 50ms memlimit 4Mb split-gso ingress fwmark 0xf
tc qdisc add dev d4 root handle 4: drr
tc class add dev d4 parent 4: classid 4:1 drr quantum 1600
tc class add dev d4 parent 4: classid 4:2 drr
tc qdisc add dev d4 parent 4:1 handle 41: codel limit 1111 target 4ms interval 90ms ecn ce_threshold 2ms
tc qdisc add dev d4 parent 4:2 handle 42: pie limit 1112 target 16ms tupdate 17ms alpha 3 beta 21 ecn bytemode
tc qdisc add dev d5 root handle 5: ets bands 5 strict 2 quanta 4000 3000 2000 priomap 0 1 2 3 4
tc qdisc add dev d5 parent 5:1 handle 51: fq_pie limit 1113 flows 256 target 16ms tupdate 17ms alpha 3 beta 21 quantum 1700 memory_limit 7Mb ecn_prob 11 ecn
tc qdisc add dev d5 parent 5:2 handle 52: hhf limit 1114 quantum 1800 hh_limit 1024 reset_timeout 50ms admit_bytes 100000 evict_timeout 2s non_hh_weight 3
tc qdisc add dev d5 parent 5:3 handle 53: sfb limit 1115 max 30 target 20 increment 0.001 decrement 0.0001 penalty_rate 11 penalty_burst 21
tc qdisc add dev d5 parent 5:4 handle 54: skbprio limit 65
tc qdisc add dev d5 parent 5:5 handle 55: bfifo limit 12345
tc qdisc add dev d6 root handle 6: qfq
tc class add dev d6 parent 6: classid 6:1 qfq weight 10 maxpkt 2000
tc qdisc add dev d6 parent 6:1 handle 61: cbs idleslope 98688 sendslope -901312 hicredit 153 locredit -1389
tc qdisc add dev d7 root handle 7: mqprio num_tc 2 map 0 0 1 1 queues 2@0 2@2 hw 0
tc qdisc add dev d7 parent 7:1 handle 71: etf clockid CLOCK_TAI delta 200000 deadline_mode skip_sock_check
tc qdisc add dev d7 parent 7:2 handle 72: pfifo limit 123
tc qdisc add dev d7 parent 7:3 handle 73: plug limit 40000
tc qdisc add dev d7 clsact
tc qdisc add dev d8 root handle 8: gred setup DPs 3 default 2 grio limit 60000
