#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Installs what the tests compare klink with, unless it is there. usage: tests/tools.sh COMMAND-OR-FILE:PACKAGE...
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
    echo "tests/tools.sh: the tests need$missing: install that and try again" >&2
    exit 1
fi
echo "tests: installing$missing (with apt, which needs root)"
$as_root apt-get -qq update
DEBIAN_FRONTEND=noninteractive $as_root apt-get -qq install -y --no-install-recommends $missing >/dev/null
