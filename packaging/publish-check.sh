#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Packs the crates that are meant for others, checks that each compiles from its package and the packages of the others,
# and checks the required contents of each package. Publishes nothing.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "publish-check: $*" >&2
    exit 1
}

minor=$(cargo --version | cut -d . -f 2)
if [ "$minor" -lt 90 ]; then
    echo "publish-check: skipped: packages that depend on each other are packed by cargo 1.90 and later, this is $(cargo --version)" >&2
    exit 0
fi
out=$PWD/target/publish
rm -rf "$out"
mkdir -p "$out"
log=$out/log
cargo publish --workspace --dry-run --allow-dirty --no-verify --target-dir "$out" >"$log" 2>&1 || fail "$(cat "$log")"

# This repository has no public address, which cargo warns about; there must be no other warning.
warnings=$(grep '^warning' "$log" | grep -v 'has no documentation, homepage or repository\|aborting upload due to dry run\|is not included in the published package') || true
[ -z "$warnings" ] || fail "$warnings"

packages=$(sed -n 's/^ *Uploading \([^ ]*\) v\([^ ]*\) .*/\1-\2/p' "$log")
[ -n "$packages" ] || fail "no crate is published: $(cat "$log")"

# A workspace of the packages. It shares cargo's work on dependencies with this one, and so their versions.
mkdir "$out/workspace"
{
    echo '[workspace]'
    echo 'resolver = "3"'
    echo "members = [$(printf '"%s", ' $packages)]"
    echo '[patch.crates-io]'
    for package in $packages; do
        # Cargo gives all files of packages the same time, by which it would take them for unchanged.
        tar -xmf "$(find "$out/package" -name "$package.crate" | head -n 1)" -C "$out/workspace" ||
            fail "$package was not packed: $(cat "$log")"
        echo "${package%-*} = { path = \"$package\" }"
    done
} >"$out/workspace/Cargo.toml"
cp Cargo.lock "$out/workspace/"
cargo check --quiet --workspace --manifest-path "$out/workspace/Cargo.toml" --target-dir "${CARGO_TARGET_DIR:-target}" >"$log" 2>&1 ||
    fail "$(cat "$log")"

for package in $packages; do
    folder=$out/workspace/$package
    for key in description readme license keywords categories; do
        grep -q "^$key = " "$folder/Cargo.toml" || fail "$package: Cargo.toml has no $key"
    done
    [ "$(wc -l <"$folder/README.md")" -gt 5 ] || fail "$package: README.md is too short"
    for license in $(sed -n 's/^license = "\(.*\)"/\1/p' "$folder/Cargo.toml" | sed 's/ OR / /g'); do
        text=LICENSE-${license%%-*}
        text=$(echo "$text" | tr '[:lower:]' '[:upper:]')
        [ -f "$folder/$text" ] && [ ! -L "$folder/$text" ] && cmp -s "$folder/$text" "LICENSES/$license.txt" ||
            fail "$package: $text is not the text of $license: link it, ln -s ../LICENSES/$license.txt"
    done
done
echo "publish-check: $(echo "$packages" | xargs) can be published"
