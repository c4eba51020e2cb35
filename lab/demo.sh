#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The demonstration, as root in a guest: sends a text to klink_echo.ko as an ordinary user, and shows each step as if
# typed. Fails unless the kernel replies and logs the text.
#
# usage: sh demo.sh WORDS
set -eu

words=${1?usage: sh demo.sh WORDS}

fail() {
    echo "demo: $1" >&2
    exit 1
}

# Runs a command as if a person had typed it, and keeps its output in /tmp/printed.
typed() {
    case $1 in root) prompt='#' ;; *) prompt='$' ;; esac
    printf 'guest%s %s\n' "$prompt" "$2"
    su "$1" -c "$2" >/tmp/printed || fail "this failed: $2"
    cat /tmp/printed
}

quoted=\'$(printf %s "$words" | sed "s/'/'\\\\''/g")\'

typed root 'insmod /lib/klink/klink_echo.ko'
typed user "printf '%s\n' $quoted | klink chat"
replies=$(grep -cxF 'Hello msg from kernel' /tmp/printed) || true
typed root 'dmesg | grep says'
mv /tmp/printed /tmp/logged
typed root 'rmmod klink_echo'

# The command first sends its greeting, then each line.
lines=$(printf '%s\n' "$words" | wc -l)
[ "$replies" -eq $((lines + 1)) ] || fail "$replies replies to $((lines + 1)) messages"

# The text as in the log: long lines are truncated, quotes and backslashes are escaped, and control characters, which
# are shown as escapes, are left out.
printf '%s\n' "$words" | cut -b 1-100 | sed 's/["\\]/\\&/g' | tr '\001-\037\177' '\n' |
    while IFS= read -r piece; do
        grep -qF -e "$piece" /tmp/logged || fail "not in the kernel's log: $piece"
    done
