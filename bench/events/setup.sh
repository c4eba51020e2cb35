#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Installs the compiler of BPF programs, where it is missing.
set -eu

for clang in "${CLANG:-clang}" clang-19 clang-16 clang-14; do
	if command -v "$clang" >/dev/null; then
		exit 0
	fi
done
command -v apt-get >/dev/null || {
	echo "bench-events: install clang" >&2
	exit 1
}
apt-get install --yes --no-install-recommends clang
