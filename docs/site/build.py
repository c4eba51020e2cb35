#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0

"""Lays out what mdBook makes the site of: the pages, the documentation of the crates and of the modules' library, and
each file of this repository that a page links to.

usage: build.py STAGE CRATES-DOC KERNEL-DOC
"""

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs/site"
LINK = re.compile(r"(\]\()([^)\s]+)(\))")

SOURCE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 15px/1.5 sans-serif; margin: 1rem auto; max-width: 70rem; padding: 0 1rem }}
pre {{ font: 13px/1.5 monospace; overflow-x: auto; tab-size: 4 }}
</style></head><body>
<p><a href="{top}index.html">klink</a> / {title}</p>
{body}
</body></html>
"""


def crates():
    """The published packages with a library: folder, name, description."""
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    for package in metadata["packages"]:
        if package["publish"] is None and any("lib" in target["kind"] for target in package["targets"]):
            folder = Path(package["manifest_path"]).parent.relative_to(ROOT).as_posix()
            yield folder, package["name"], package["description"]


class Site:
    def __init__(self, stage):
        self.pages = stage / "pages"
        self.crates = {folder: name for folder, name, _ in crates()}
        self.sources = set()

    def source(self, path):
        """The page of a file or folder, relative to the site; written once."""
        is_folder = (ROOT / path).is_dir()
        # mdBook takes the ending .md for that of one of its pages.
        page = f"source/{path}/index.html" if is_folder else f"source/{path.removesuffix('.md')}.html"
        if path in self.sources:
            return page
        self.sources.add(path)
        top = "../" * page.count("/")
        if is_folder:
            inside = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / path).rglob("*") if file.is_file())
            links = (f'<li><a href="{top}{self.source(file)}">{html.escape(file)}</a></li>' for file in inside)
            body = "<ul>" + "\n".join(links) + "</ul>"
        else:
            text = (ROOT / path).read_text(errors="replace")
            body = f"<pre>{html.escape(text)}</pre>"
        file = self.pages / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SOURCE.format(title=html.escape(path), top=top, body=body))
        return page

    def target(self, page, link):
        """Where a link of a page leads on the site."""
        path, hash, fragment = link.partition("#")
        if "://" in link or not path:
            return link
        parts = []
        for part in (PurePosixPath(page).parent / path).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        path = "/".join(parts)
        if path in self.book:
            # mdBook makes such a page the index of its folder.
            return re.sub(r"README\.md(#|$)", r"index.html\1", link)
        if path in self.crates:
            found = f"crates/{self.crates[path].replace('-', '_')}/index.html"
        else:
            module = f"modules/klink_kernel/{PurePosixPath(path).name}/index.html"
            found = module if path.startswith("kernel/") and (self.pages / module).exists() else self.source(path)
        return "../" * page.count("/") + found + hash + fragment

    def page(self, page):
        text = (ROOT / page).read_text()
        text = LINK.sub(lambda link: link[1] + self.target(page, link[2]) + link[3], text)
        file = self.pages / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def reference(self):
        lines = ["# Crates and modules", "", "| crate | |", "|---|---|"]
        for _, name, description in crates():
            lines.append(f"| [{name}](crates/{name.replace('-', '_')}/index.html) | {description} |")
        lines += [
            "| [klink_kernel](modules/klink_kernel/index.html) | The library that kernel modules are built on |",
            "",
            "Each has a search of its own, for items by their name and by their type.",
            "",
        ]
        (self.pages / "reference.md").write_text("\n".join(lines))
        # What rustdoc's own pages lead back to.
        body = '<meta http-equiv="refresh" content="0; url=../reference.html">'
        for folder in ["crates", "modules"]:
            page = SOURCE.format(title="Crates and modules", top="../", body=body)
            (self.pages / folder / "index.html").write_text(page)


def main():
    stage, crates_doc, kernel_doc = map(Path, sys.argv[1:])
    shutil.rmtree(stage, ignore_errors=True)
    site = Site(stage)
    shutil.copytree(crates_doc, site.pages / "crates")
    shutil.copytree(kernel_doc, site.pages / "modules")
    for name in ["book.toml", "site.css"]:
        shutil.copy(SITE / name, stage / name)
    summary = (SITE / "SUMMARY.md").read_text()
    pages = re.findall(r"\]\(([^)]+)\)", summary)
    (site.pages / "SUMMARY.md").write_text(summary)
    shutil.copytree(ROOT / "docs", site.pages / "docs", ignore=shutil.ignore_patterns("*.md", "site"))
    site.book = set(pages) | {"docs/watch.svg"}
    site.reference()
    for page in pages:
        if page != "reference.md":
            site.page(page)


main()
