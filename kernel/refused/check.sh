#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# usage: check.sh SOURCE ERRORS
#
# Succeeds if what the compiler said about SOURCE, in ERRORS, is as many errors as SOURCE has comments with `//~`, and
# has the text of each.
set -eu
said=$(grep -c '^error' "$2" || true)
aborting=$(grep -c '^error: aborting' "$2" || true)
expected=$(grep -c '//~ ' "$1")
status=0
sed -n 's|.*//~ ||p' "$1" | sort | uniq -c | {
	while read -r times text; do
		found=$(grep -cF -- "$text" "$2" || true)
		if [ "$found" -lt "$times" ]; then
			echo "$1: refused $found times instead of $times: $text" >&2
			status=1
		fi
	done
	exit $status
}
if [ $((said - aborting)) -ne "$expected" ]; then
	echo "$1: $((said - aborting)) errors instead of $expected, see $2" >&2
	exit 1
fi
