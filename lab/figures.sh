#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The two figures of the lab, in seconds: a set-up with an empty cache, and the round trip of a change: rebuild the
# module, boot, load, talk, unload and power off.
set -eu

cd "$(dirname "$0")/.."
cache=$(mktemp -d "${TMPDIR:-/var/tmp}/klink-figures.XXXXXX")
trap 'rm -rf "$cache"' EXIT

seconds() {
    start=$(date +%s%N)
    "$@" >&2
    echo "$start $(date +%s%N)" | awk '{ printf "%.1f\n", ($2 - $1) / 1e9 }'
}

cold() { XDG_CACHE_HOME=$cache cargo lab setup; }

warm() {
    touch kernel/echo/echo.rs
    cargo lab run -- 'insmod /lib/klink/klink_echo.ko && klink send 30 hi && rmmod klink_echo'
}

cargo lab build
echo "cold set-up: $(seconds cold) s"
for _ in 1 2 3 4 5; do
    seconds warm
done | sort -n | awk '{ t[NR] = $1 } END { print "warm round trip: " t[3] " s (" t[1] " to " t[5] ")" }'
