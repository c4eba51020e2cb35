#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The lab's two figures, in seconds: `make demo` on a machine that has nothing of it, from a fresh clone with empty
# caches of the lab and of cargo; and the round trip of a change, which is to rebuild the module, boot, load, talk, unload
# and power off.
set -eu

cd "$(dirname "$0")/.."
fresh=$(mktemp -d "${TMPDIR:-/var/tmp}/klink-figures.XXXXXX")
trap 'rm -rf "$fresh"' EXIT

seconds() {
    start=$(date +%s%N)
    "$@" >&2
    echo "$start $(date +%s%N)" | awk '{ printf "%.1f\n", ($2 - $1) / 1e9 }'
}

# Cargo's settings say where its packages come from.
mkdir "$fresh/klink" "$fresh/cargo"
tar -c --exclude=./target --exclude=./.git . | tar -x -C "$fresh/klink"
settings=${CARGO_HOME:-$HOME/.cargo}/config.toml
if [ -f "$settings" ]; then cp "$settings" "$fresh/cargo/"; fi

cold() {
    env -u CARGO_TARGET_DIR XDG_CACHE_HOME="$fresh/cache" CARGO_HOME="$fresh/cargo" make --no-print-directory -C "$fresh/klink" demo
}

warm() {
    touch kernel/echo/echo.rs
    cargo lab run -- 'insmod /lib/klink/klink_echo.ko && klink send 30 hi && rmmod klink_echo'
}

echo "demo on a bare machine: $(seconds cold) s"
cargo lab build
for _ in 1 2 3 4 5; do
    seconds warm
done | sort -n | awk '{ t[NR] = $1 } END { print "warm round trip: " t[3] " s (" t[1] " to " t[5] ")" }'
