#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Runs two commands at once, and shows what the second one has printed when both have ended.
#
# usage: tests/beside.sh COMMAND COMMAND      each for sh -c; fails if one of them does
set -eu

log=$(mktemp)
trap 'rm -f "$log"' EXIT
sh -c "$2" >"$log" 2>&1 &
second=$!
status=0
sh -c "$1" || status=$?
wait "$second" || { status=$?; echo "$2: status $status" >&2; }
cat "$log"
exit "$status"
