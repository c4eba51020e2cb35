#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The README's promise, kept on a machine that has nothing: a fresh Debian in a chroot, an empty cache, and no more
# than cargo, make and a C linker. Debian 12's own cargo is too old: it borrows the one that runs this script.
#
# usage: tests/bare.sh bookworm|trixie [MAKE TARGETS...]      (default: demo test figures)
set -eu

suite=${1:?usage: tests/bare.sh bookworm|trixie [MAKE TARGETS...]}
shift
[ $# -gt 0 ] || set -- demo test figures
[ "$(id -u)" = 0 ] || { echo "tests/bare.sh: a chroot needs root: run it with sudo" >&2; exit 1; }
command -v debootstrap >/dev/null || { apt-get -qq update; apt-get -qq install -y debootstrap; }

source=$(cd "$(dirname "$0")/.." && pwd)
words="words $(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
mirror=$(apt-get indextargets --format '$(SITE) $(ORIGIN) $(CODENAME) $(COMPONENT)' |
    awk '$2 == "Debian" && $4 == "main" && $3 !~ /-/ { print $1; exit }')
root=$(mktemp -d "${TMPDIR:-/var/tmp}/klink-bare.XXXXXX")
# The mounts live in a namespace of their own and go with it.
trap 'rm -rf --one-file-system "$root"' EXIT

packages=make,gcc,libc6-dev,ca-certificates
case $suite in
bookworm) ;;
*) packages=$packages,cargo,rustfmt,rust-clippy ;;
esac
echo "== $suite: installing"
debootstrap --variant=minbase --include=$packages "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2; exit 1; }
rm "$root.log"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
git -C "$source" archive --prefix=klink/ HEAD | tar -x -C "$root/root"
if [ "$suite" = bookworm ]; then
    mkdir -p "$root/opt/rust"
    toolchain=$(rustc --print sysroot)
fi

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

export root words toolchain="${toolchain:-}"
unshare --mount --pid --fork --kill-child sh -eu -c '
    # A mount of its own, as the root of a machine is: unshare(1) insists on that.
    mount --bind "$root" "$root"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t sysfs sys "$root/sys"
    path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    if [ -n "$toolchain" ]; then
        mount --bind "$toolchain" "$root/opt/rust"
        path=$path:/opt/rust/bin
    fi
    exec chroot "$root" env -i PATH=$path HOME=/root LANG=C.UTF-8 bash -o pipefail /root/steps.sh "$words" "$@"
' sh "$@"
echo "== $suite: passed"
