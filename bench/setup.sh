#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Installs what the benchmark needs beside Rust and a C compiler, where it is missing.
set -eu

missing=
[ -e /usr/include/libmnl/libmnl.h ] || missing="$missing libmnl-dev"
for tool in ip:iproute2 strace:strace valgrind:valgrind; do
	command -v "${tool%:*}" >/dev/null || missing="$missing ${tool#*:}"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || {
	echo "bench: install$missing, or what your distribution calls them" >&2
	exit 1
}
# shellcheck disable=SC2086 # A list of names.
apt-get install --yes --no-install-recommends $missing
