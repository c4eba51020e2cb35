#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Prints which byte order the kernel gives to attributes of 16 bits and more, which no header says.

usage: byte_orders.py SOURCE > ynl/src/tests/headers/byte_orders.txt

SOURCE is the kernel's source. A line is an attribute, `big` or `host`, and a file that reads or writes it so; where none
does, the header whose comment says so. What is used in both ways has two lines. `policy` stands for a policy of a number
where there is nothing else; those of netfilter are of numbers in network order, too.
"""

import pathlib
import re
import sys

FOLDERS = ["net", "drivers/net", "drivers/dpll", "drivers/android", "fs/nfsd", "fs/lockd", "kernel"]
NAME = r"\s*([A-Z][A-Z0-9_]+)"
INDEX = r"[\w>.-]+\[" + NAME + r"\s*\]"
SIZE = "(?:16|32|64)"
USES = {
    "big": [
        rf"nla_put_(?:be|net){SIZE}(?:_\w+)?\(\s*[\w>.-]+\s*," + NAME,
        rf"nla_get_be{SIZE}(?:_default)?\(\s*" + INDEX,
        r"nla_put_in_addr\(\s*[\w>.-]+\s*," + NAME,
        r"nft_dump_register\(\s*[\w>.-]+\s*," + NAME,
        r"nft_parse_register_\w+\(\s*[\w>.-]+\s*,\s*" + INDEX,
        r"nla_get_in_addr(?:_default)?\(\s*" + INDEX,
        r"\[" + NAME + rf"\s*\]\s*=\s*\{{[^{{}}]*?NLA_BE{SIZE}",
        r"\[" + NAME + rf"\s*\]\s*=\s*NLA_POLICY_\w+\(\s*NLA_BE{SIZE}",
    ],
    "host": [
        rf"nla_put_[us](?:{SIZE}|int)(?:_\w+)?\(\s*[\w>.-]+\s*," + NAME,
        rf"nla_get_[us](?:{SIZE}|int)(?:_default)?\(\s*" + INDEX,
    ],
}
COMMENTS = {
    "big": [NAME + rf"(?:\s*=\s*\d+)?,\s*/\*\s*(?:__)?be{SIZE}\b"],
    "host": [NAME + rf"(?:\s*=\s*\d+)?,\s*/\*\s*(?:__)?[us]{SIZE}\b"],
}
POLICIES = {
    "policy": [
        r"\[" + NAME + rf"\s*\]\s*=\s*\{{[^{{}}]*?NLA_[US](?:{SIZE}|INT)\b",
        r"\[" + NAME + rf"\s*\]\s*=\s*NLA_POLICY_\w+\(\s*NLA_[US](?:{SIZE}|INT)\b",
    ],
}


def look(source, folders, uses):
    found = {}
    for folder in folders:
        for file in sorted((source / folder).rglob("*.[ch]")):
            if uses is POLICIES and "netfilter" in file.parts:
                continue
            text = file.read_text(errors="replace")
            for order, patterns in uses.items():
                for pattern in patterns:
                    for name in re.findall(pattern, text):
                        found.setdefault(name, {}).setdefault(order, file.relative_to(source))
    return found


def main():
    source = pathlib.Path(sys.argv[1])
    found = look(source, FOLDERS, POLICIES)
    found |= look(source, ["include/uapi/linux"], COMMENTS)
    found |= look(source, FOLDERS, USES)
    print("# SPDX-License-Identifier: MIT OR Apache-2.0")
    for name, orders in sorted(found.items()):
        for order, file in sorted(orders.items()):
            print(name, order, file)


if __name__ == "__main__":
    main()
