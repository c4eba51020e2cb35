#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
#
# Builds the site in target/site/html: the pages of docs/ with search, by mdBook, and the documentation of the crates
# and of the modules' library, by rustdoc. Then checks its links. mdBook is the Rust project's own generator: it is
# installed with cargo like everything else here, and its search needs no server.
set -eu

mdbook=0.5.4

cd "$(dirname "$0")/../.."
export CARGO_TARGET_DIR="$PWD/target"
tests/tools.sh python3:python3
if [ "$(target/tools/bin/mdbook --version 2>/dev/null)" != "mdbook v$mdbook" ]; then
    echo "site: installing mdBook $mdbook into target/tools" >&2
    cargo install --quiet --locked --root target/tools mdbook --version "$mdbook" --no-default-features --features search
fi

packages=$(cargo metadata --no-deps --format-version 1 | python3 -c '
import json, sys
for package in json.load(sys.stdin)["packages"]:
    if package["publish"] is None and any("lib" in target["kind"] for target in package["targets"]):
        print("--package", package["name"])')
# Pages of removed items would stay.
rm -rf target/doc
# shellcheck disable=SC2086 # A list of words.
RUSTDOCFLAGS='--deny warnings' cargo doc --quiet --no-deps --all-features $packages
modules=$(cargo lab doc)
docs/site/build.py target/site target/doc "$(dirname "$(dirname "$modules")")"
target/tools/bin/mdbook build target/site
docs/site/links.py target/site/html
echo "$PWD/target/site/html/index.html"
