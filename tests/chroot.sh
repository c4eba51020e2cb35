# SPDX-License-Identifier: MIT OR Apache-2.0
#
# A fresh Debian in a folder, for tests of a user's system. Sourced; sets `source`, the checkout, and `root`, the
# folder, which is removed when the shell ends.

# usage: fresh SUITE PACKAGE,...
fresh() {
    [ "$(id -u)" = 0 ] || { echo "$0: a chroot needs root: run it with sudo" >&2; exit 1; }
    source=$(cd "$(dirname "$0")/.." && pwd)
    "$source/tests/tools.sh" debootstrap:debootstrap
    mirror=$(apt-get indextargets --format '$(SITE) $(ORIGIN) $(CODENAME) $(COMPONENT)' |
        awk '$2 == "Debian" && $4 == "main" && $3 !~ /-/ { print $1; exit }')
    root=$(mktemp -d "${TMPDIR:-/var/tmp}/klink-fresh.XXXXXX")
    chmod 755 "$root"
    # The mounts are in a namespace of their own and disappear with it.
    trap 'rm -rf --one-file-system "$root"' EXIT
    echo "== $1: installing"
    debootstrap --variant=minbase --include="$2" "$1" "$root" "$mirror" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; exit 1; }
    rm "$root.log"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
}

# Runs a command there, as on a separate machine. If `rust` names a toolchain of this machine, its programs are
# available.
inside() {
    export root rust="${rust:-}"
    unshare --mount --pid --fork --kill-child sh -eu -c '
        # A mount point, like the root of a machine: unshare(1) requires that.
        mount --bind "$root" "$root"
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        mount -t sysfs sys "$root/sys"
        path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        if [ -n "$rust" ]; then
            mkdir -p "$root/opt/rust"
            mount --bind "$rust" "$root/opt/rust"
            path=$path:/opt/rust/bin
        fi
        exec chroot "$root" env -i PATH=$path HOME=/root LANG=C.UTF-8 "$@"
    ' sh "$@"
}
