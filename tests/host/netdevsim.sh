#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# What devlink and net_shaper answer about a netdevsim device, as lines of recorded/devlink.jsonl, in a guest. Its module
# comes from drivers/net/netdevsim of the kernel's source, with a Kbuild that begins with `obj-m := netdevsim.o`:
#
#   lab="cargo lab run --program klink-tests-host --with-module psample --with-module udp_tunnel"
#   $lab --copy $(cargo lab specs) --copy $(cargo lab module NETDEVSIM) --copy tests/host/netdevsim.sh -- \
#       sh /job/netdevsim.sh | jq -c '{spec, operation, messages: [.messages[].payload]}'
set -eu

modprobe -a psample udp_tunnel
insmod /job/netdevsim.ko
echo "7 2" >/sys/bus/netdevsim/new_device
mkdir /tmp/specs
cp /job/specs/devlink.yaml /job/specs/net_shaper.yaml /tmp/specs
device='"bus-name": "netdevsim", "dev-name": "netdevsim7"'
klink-tests-host /tmp/specs . <<QUESTIONS | sed 's|"spec":"./|"spec":"|'
{$device}
{$device, "port-index": 0}
{$device, "port-index": 1}
{$device, "param-name": "max_macs"}
{$device, "region-name": "dummy"}
{$device, "health-reporter-name": "dummy"}
{$device, "health-reporter-name": "empty"}
{$device, "trap-name": "source_mac_is_multicast"}
{$device, "trap-group-name": "l2_drops"}
{$device, "trap-policer-id": 1}
QUESTIONS
