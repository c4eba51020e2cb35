#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# usage: check.sh SOURCE ERRORS
#
# Succeeds if what the compiler said about SOURCE, in ERRORS, is as many errors as SOURCE has comments with `//~`, and
# has the text of each. The lines of SOURCE that it shows, which may have such comments, do not count.
set -eu
words=$(sed '/^[0-9][0-9]* *|/d' "$2")
count() {
	printf '%s\n' "$words" | grep -c -e "$@" || true
}
sed -n 's|.*//~ ||p' "$1" | sort | uniq -c | {
	status=0
	while read -r times text; do
		found=$(count "$text" -F)
		if [ "$found" -lt "$times" ]; then
			echo "$1: refused $found times instead of $times: $text" >&2
			status=1
		fi
	done
	exit $status
}
said=$(($(count '^error') - $(count '^error: aborting')))
expected=$(grep -c '//~ ' "$1")
if [ "$said" -ne "$expected" ]; then
	echo "$1: $said errors instead of $expected, see $2" >&2
	exit 1
fi
