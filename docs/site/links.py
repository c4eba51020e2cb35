#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0

"""Follows every link of a site that stays on the site, to the file and to the place in it.

usage: links.py FOLDER
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


# Links that rustdoc writes although their targets do not exist: lists of types that implement a trait, if there is
# none; links in the documentation of `core`, which is not part of the site; and from an implementation to the trait's
# function that is hidden.
RUSTDOC = ("trait.impl/", "Ord#lexicographical-comparison", "%60ascii::Char%60", "trait.Source.html#tymethod.find")


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.ids.add(value)
            elif name in ("href", "src") and value and tag != "base":
                self.links.append(value)


def main():
    root = Path(sys.argv[1]).resolve()
    pages = {path: Page(path) for path in root.rglob("*.html")}
    broken, followed = [], 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or any(part in link for part in RUSTDOC):
                continue
            followed += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            # rustdoc's anchors have the percent signs in their names.
            places = {parts.fragment, unquote(parts.fragment)}
            if not target.is_relative_to(root) or not target.is_file():
                broken.append(f"{path.relative_to(root)}: {link}")
            # rustdoc marks lines of a source, and makes anchors of parameters when a page is shown.
            elif parts.fragment and target in pages and not places & pages[target].ids and "src" not in target.parts:
                broken.append(f"{path.relative_to(root)}: {link}: no such place")
    if not followed or broken:
        sys.exit("\n".join(sorted(set(broken))) + f"\n{len(set(broken))} of {followed} links are broken")
    print(f"site: {followed} links of {len(pages)} pages are valid")


main()
