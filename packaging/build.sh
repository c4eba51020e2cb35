#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Builds the Debian packages klink (the command), klink-forward (sends events to NATS) and klink-dkms (the modules' source,
# for DKMS) into target/packages. Their descriptions are in cli/, forward/ and lab/Cargo.toml, for cargo-deb.
set -eu

cargo_deb=3.8.0

cd "$(dirname "$0")/.."
command -v dpkg-shlibdeps >/dev/null || {
    echo "packaging/build.sh: dpkg-shlibdeps is missing, which finds the packages' dependencies: run apt-get install dpkg-dev" >&2
    exit 1
}
# The package descriptions refer to files in target/.
export CARGO_TARGET_DIR="$PWD/target"
if [ "$(target/tools/bin/cargo-deb --version 2>/dev/null)" != "cargo-deb $cargo_deb" ]; then
    echo "packages: installing cargo-deb $cargo_deb into target/tools" >&2
    cargo install --quiet --locked --root target/tools cargo-deb --version "$cargo_deb"
fi
cargo build --quiet --locked --release --package klink-cli --package klink-forward --package klink-lab

rm -rf target/packages
stage=target/packages/stage
klink=target/release/klink
version=$($klink --version | cut -d ' ' -f 2)

$klink generate man $stage/man
mkdir $stage/completions
for shell in bash zsh fish; do
    $klink generate completions $shell >$stage/completions/klink.$shell
done

# Leaves out sample modules, modules that misbehave for tests, and code that must not compile.
source=$stage/source/klink-$version
mkdir -p "$source"
tar -c --exclude 'kernel/sample*' --exclude kernel/tests kernel wire/src protocol/src journal/src |
    tar -x -C "$source"
mkdir $stage/scripts
for script in postinst prerm postrm; do
    sed "s/@VERSION@/$version/g" packaging/dkms/$script >$stage/scripts/$script
done
sed "s/@VERSION@/$version/g" packaging/dkms/dkms.conf >"$source/dkms.conf"
# Debian has a copy of the texts of the other licences.
{
    cat packaging/dkms/copyright
    printf '\nLicense: MIT\n'
    sed -e '1,4d' -e 's/^$/./' -e 's/^/ /' LICENSES/MIT.txt
} >$stage/copyright

for package in klink-cli klink-forward klink-lab; do
    target/tools/bin/cargo-deb --quiet --no-build --strip --package $package --output target/packages/
done
rm -r $stage
ls target/packages/*.deb
