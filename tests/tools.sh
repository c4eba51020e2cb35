#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Installs missing tools with apt. Waits up to ten minutes while another apt runs.
#
# usage: tests/tools.sh COMMAND-OR-FILE:PACKAGE...
set -eu

PATH=$PATH:/usr/sbin:/sbin
missing=
for tool; do
    command -v "${tool%%:*}" >/dev/null || [ -e "${tool%%:*}" ] || missing="$missing ${tool#*:}"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if ! command -v apt-get >/dev/null; then
    echo "tests/tools.sh: missing:$missing: install that and try again" >&2
    exit 1
fi

# apt's own DPkg::Lock::Timeout does not cover the locks of the package lists and of the archives.
apt() {
    seconds=0
    until said=$($as_root env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" 2>&1); do
        case $said in
        *'Could not get lock'*) ;;
        *)
            echo "$said" >&2
            exit 1
            ;;
        esac
        if [ $seconds -ge 600 ]; then
            echo "tests/tools.sh: another apt still runs after 10 minutes: $said" >&2
            exit 1
        fi
        [ $seconds -gt 0 ] || echo "another apt is running: waiting for it" >&2
        sleep 1
        seconds=$((seconds + 1))
    done
}

echo "installing$missing (with apt, which needs root)"
apt update
# shellcheck disable=SC2086 # A list of names.
apt install -y --no-install-recommends $missing
