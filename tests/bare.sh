#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Checks the README's promise on an empty machine: a fresh Debian in a chroot, an empty cache, and only cargo, make and
# a C linker. Debian 12's own cargo is too old, so the one that runs this script is used.
#
# usage: tests/bare.sh bookworm|trixie [MAKE TARGETS...]      (default: demo test figures)
set -eu

suite=${1:?usage: tests/bare.sh bookworm|trixie [MAKE TARGETS...]}
shift
[ $# -gt 0 ] || set -- demo test figures
. "$(dirname "$0")/chroot.sh"

words="words $(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
packages=make,gcc,libc6-dev,ca-certificates
case $suite in
bookworm) rust=$(rustc --print sysroot) ;;
*) packages=$packages,cargo,rustfmt,rust-clippy ;;
esac
fresh "$suite" "$packages"
git -C "$source" archive --prefix=klink/ HEAD | tar -x -C "$root/root"

cat >"$root/root/steps.sh" <<'STEPS'
set -eu
cd /root/klink
words=$1
shift
for target; do
    echo "== make $target"
    start=$(date +%s)
    if [ "$target" = demo ]; then
        make demo MSG="$words" 2>&1 | tee /root/demo.log
        grep -q "says.*$words" /root/demo.log || { echo "the kernel did not log: $words" >&2; exit 1; }
    else
        make "$target"
    fi
    echo "== make $target: $(($(date +%s) - start)) s"
done
STEPS

inside bash -o pipefail /root/steps.sh "$words" "$@"
echo "== $suite: passed"
