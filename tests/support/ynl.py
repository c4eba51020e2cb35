#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Decodes messages with the kernel's own Python reader, and compares with what klink makes of the same bytes.

usage: ynl.py FOLDER < EXCHANGES

FOLDER is tools/net/ynl of the kernel's source. An exchange is a line: {"spec": FILE, "operation": NAME, "messages":
[{"payload": HEX, "value": KLINK'S JSON}, ...]}. Prints {"same": N, "beyond": {FAMILY: {REASON: N}}}: how many exchanges
are the same, and how many the Python reader cannot decode. What differs goes to standard error, and ends with status 1.

docs/specifications.md lists what counts as the same.
"""

import collections
import contextlib
import io
import ipaddress
import json
import struct
import sys

sys.path.insert(0, sys.argv[1])

from pyynl.lib import ynl  # pylint: disable=import-error,wrong-import-position


class AnyFamily(dict):
    """Lets families be read that this kernel does not have."""

    def __missing__(self, name):
        return {"id": 32, "mcast": {}}


ynl.GenlProtocol.genl_family_name_to_id = AnyFamily(nlctrl={"id": 16, "mcast": {}})


class Family(ynl.YnlFamily):  # pylint: disable=too-few-public-methods
    """A family that takes no struct whose numbers share their bytes for one whose numbers stand one behind the other, and
    reads arrays of numbers in structs, which are bytes to ynl."""

    def _decode_struct(self, data, name):
        if any("bits" in member.yaml for member in self.consts[name].members):
            raise ValueError(f"{name} has numbers of some bits")
        value = super()._decode_struct(data, name)
        for member in self.consts[name].members:
            each, array = member.yaml.get("sub-type"), value.get(member.name)
            if each and isinstance(array, bytes):
                numbers = ynl.NlAttr.get_format(each, member.byte_order).iter_unpack(array)
                value[member.name] = [number for (number,) in numbers]
        return value


def decode(family, operation, payload):
    """What ynl's own do() and dump() do with one message of an answer."""
    operation = family.ops[operation]
    message = ynl.NlMsg(struct.pack("=IHHII", 16 + len(payload), 32, 0, 1, 0) + payload, 0)
    decoded = family.nlproto.decode(family, message, operation)
    value = family._decode(decoded.raw_attrs, operation.attr_set.name)
    if operation.fixed_header:
        value.update(family._decode_struct(decoded.raw, operation.fixed_header))
    return value


def plain(value):
    """As ynl's command prints it in JSON, with what may be written in several ways written in one."""
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(value).packed.hex(":")
        return value.rstrip("\0")
    return value


def depth(value):
    """How many arrays are in each other."""
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def difference(klink, other, path=""):
    """Where two values differ, or None."""
    if other is True and isinstance(klink, dict) and list(klink) == ["@hex"]:
        # A flag has no value, and ynl does not look for one.
        return None
    if isinstance(klink, list) and depth(klink) > depth(other):
        # ynl keeps the last of attributes that are not specified to be there several times.
        return difference(klink[-1], other, path)
    if isinstance(klink, dict) and isinstance(other, dict):
        # Of a header's field and an attribute with the same name ynl keeps the field; in a sub-message the attribute, if
        # it is there.
        fields = [name[1:] for name in klink if name.startswith("@") and name[1:] in other]
        for name in fields:
            if not path or name not in klink:
                klink = klink | {name: klink[f"@{name}"]}
        klink = {name: value for name, value in klink.items() if not name.startswith("@")}
        if klink.keys() != other.keys():
            return f"{path}: {sorted(klink)} and {sorted(other)}"
        found = (difference(klink[name], other[name], f"{path}.{name}") for name in klink)
        return next(filter(None, found), None)
    if isinstance(klink, list) and len(klink) == len(other):
        if all(isinstance(name, str) for name in klink):
            klink, other = sorted(klink), sorted(other)
        found = (difference(one, two, f"{path}.{index}") for index, (one, two) in enumerate(zip(klink, other)))
        return next(filter(None, found), None)
    return None if klink == other and isinstance(klink, type(other)) else f"{path}: {klink} and {other}"


def main():
    families = {}
    same, different, beyond = 0, 0, {}
    for line in sys.stdin:
        exchange = json.loads(line)
        file = exchange["spec"]
        if file not in families:
            families[file] = Family(file, schema="")
        family, operation = families[file], exchange["operation"]
        found = None
        try:
            for message in exchange["messages"]:
                with contextlib.redirect_stdout(io.StringIO()):
                    value = plain(decode(family, operation, bytes.fromhex(message["payload"])))
                found = found or difference(plain(message["value"]), value)
        except Exception as error:  # pylint: disable=broad-exception-caught
            reason = f"{operation}: {type(error).__name__}: {error}"
            beyond.setdefault(family["name"], collections.Counter())[reason] += 1
            continue
        if found:
            different += 1
            print(f"{family['name']} {operation}{found}", file=sys.stderr)
        else:
            same += 1
    print(json.dumps({"same": same, "beyond": beyond}))
    return different > 0


if __name__ == "__main__":
    sys.exit(main())
