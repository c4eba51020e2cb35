#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Follows docs/packages.md: installs the packages of `make packages` in a fresh Debian 13, and tests the forwarder's service
# in a guest that boots this Debian, the modules that DKMS builds there in a guest, `cargo install`, and the static command
# without any library.
set -eu
. "$(dirname "$0")/chroot.sh"

fail() {
    echo "$0: $*" >&2
    exit 1
}

# usage: prints WORDS COMMAND...      Runs the command, and fails unless its output contains the words.
prints() {
    words=$1
    shift
    said=$("$@" 2>&1) || fail "$* failed: $said"
    case $said in
    *"$words"*) ;;
    *) fail "$* does not print \"$words\" but: $said" ;;
    esac
}

fresh trixie ca-certificates
cd "$source"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
# A kernel that guests boot, and those for ordinary machines and for real time, which are builds of their own.
booted=$(cargo lab run -- uname -r)
others="${booted%-cloud-amd64}-amd64 ${booted%-cloud-amd64}-rt-amd64"

echo "== the command's package"
cp target/packages/*.deb "$root/root/"
cat >>"$root/etc/apt/sources.list" <<SOURCES
deb $mirror trixie-backports main
SOURCES
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/test"
inside apt-get -qq update
inside apt-get -qq install -y "/root/klink_${version}_amd64.deb" >"$root/log" 2>&1 || fail "$(cat "$root/log")"
prints "klink $version" inside klink --version
prints "nlctrl" inside klink genl list
prints "Exit status" inside zcat /usr/share/man/man1/klink-send.1.gz
prints "-F _klink klink" inside bash -c '. /usr/share/bash-completion/completions/klink; complete -p klink'
for file in zsh/vendor-completions/_klink fish/vendor_completions.d/klink.fish doc/klink/copyright; do
    [ -s "$root/usr/share/$file" ] || fail "/usr/share/$file is not in the package"
done
# Its specification is found; the family does not exist here.
for family in demo events; do
    case $(inside klink do "klink-$family" get '{}' 2>&1) in
    *"no specification"*) fail "the package has no specification of klink-$family where the command looks" ;;
    *klink-$family*) ;;
    *) fail "klink do klink-$family says nothing of the family" ;;
    esac
done

echo "== the forwarder's package"
inside apt-get -qq install -y --no-install-recommends "/root/klink-forward_${version}_amd64.deb" >"$root/log" 2>&1 ||
    fail "$(cat "$root/log")"
prints "klink-forward $version" inside klink-forward --version
[ -s "$root/etc/default/klink-forward" ] || fail "klink-forward has no configuration"
[ ! -e "$root/etc/systemd/system/multi-user.target.wants/klink-forward.service" ] || fail "klink-forward is enabled"

echo "== its service, in a guest that systemd has booted"
inside apt-get -qq install -y --no-install-recommends systemd nats-server >"$root/log" 2>&1 || fail "$(cat "$root/log")"
mkdir "$root/service"
tar -C "$root" -c --one-file-system --exclude ./service --exclude './root/*.deb' --exclude ./var/cache --exclude ./var/lib/apt \
    --exclude ./usr/share/doc --exclude ./usr/share/locale --exclude ./usr/share/man . >"$root/service/debian.tar"
sed -n '/^LoadCredential=/,/^```/{/^```/!p}' docs/forwarding.md | sed '1i [Service]' >"$root/service/recipe"
prints "== the service works" cargo lab run --mem 1024 --kernel-parameter rdinit=/job/boot.sh --copy tests/service/boot.sh \
    --copy tests/service/unit.sh --copy "$root/service/recipe" --copy "$root/service/debian.tar" -- \
    'insmod /lib/klink/klink_events.ko && chroot /proc/1/root sh /root/unit.sh /root/recipe'
rm -r "$root/service"

echo "== the modules' package, with the headers of $booted and $others"
start=$(date +%s)
inside env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    $(printf 'linux-headers-%s ' $booted $others) dkms >"$root/log" 2>&1 || {
    tail -n 20 "$root/log" >&2
    fail "the archive may have a newer kernel: cargo lab setup --update"
}
echo "== headers and dkms: $(($(date +%s) - start)) s"
start=$(date +%s)
inside env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "/root/klink-dkms_${version}_amd64.deb" \
    >"$root/log" 2>&1 || {
    cat "$root/log" "$root/var/lib/dkms/klink/$version"/build/make.log >&2
    fail "klink-dkms cannot be installed"
}
echo "== klink-dkms: $(($(date +%s) - start)) s"
for release in $booted $others; do
    prints "klink/$version, $release, x86_64: installed" inside dkms status -m klink -k "$release"
    for module in klink_echo klink_demo klink_events; do
        prints "$release " inside modinfo -F vermagic "/lib/modules/$release/updates/dkms/$module.ko"
    done
done
mkdir "$root/modules"
cp "$root/lib/modules/$booted/updates/dkms"/*.ko "$root/modules/"
cmp -s "$root/modules/klink_echo.ko" "target/lab/${booted%-cloud-amd64}/kernel/klink_echo.ko" &&
    fail "these are the lab's own modules"
prints "Hello msg from kernel" cargo lab run --copy "$root/modules" -- \
    'cd /job/modules && insmod klink_echo.ko && klink send 30 hi'
prints "klink-demo" cargo lab run --copy "$root/modules" -- \
    'cd /job/modules && insmod klink_demo.ko && klink genl show klink-demo'
prints "exec" cargo lab run --copy "$root/modules" -- \
    'cd /job/modules && insmod klink_events.ko && klink events --stats'

echo "== the modules' package removed"
inside apt-get -qq purge -y klink-dkms >"$root/log" 2>&1 || fail "$(cat "$root/log")"
for left in /var/cache/klink "/usr/src/klink-$version" "/lib/modules/$booted/updates/dkms"; do
    [ ! -e "$root$left" ] || fail "$left is still there"
done

echo "== cargo install"
cargo install --quiet --locked --path cli --root "$root/opt/klink" --target-dir target
prints "klink $version" "$root/opt/klink/bin/klink" --version

echo "== the static command"
RUSTFLAGS=-Ctarget-feature=+crt-static cargo build --quiet --release --target x86_64-unknown-linux-gnu --package klink-cli
mkdir "$root/empty"
cp target/x86_64-unknown-linux-gnu/release/klink "$root/empty/"
prints "nlctrl" chroot "$root/empty" /klink genl list
echo "== passed"
