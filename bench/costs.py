#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0

"""Prints a table of what netlink libraries cost their users: time and memory to compile, lines, unsafe code, size.

usage: costs.py [ROW...]

Builds a program for each row, in release and from an empty target directory, ROUNDS times, and prints the least. Cargo
calls this file for each rustc (RUSTC_WRAPPER), so that each crate is measured on its own.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = int(os.environ.get("ROUNDS", "2"))
BENCH = Path(__file__).resolve().parent
KLINK = BENCH.parent / "klink"

# The names of all links.
LINKS = {
    "klink": """
        let mut socket = klink::Socket::open(klink::Protocol::ROUTE).unwrap();
        let mut links = socket.dump(klink::route::Links::all()).unwrap();
        while let Some(link) = links.next().unwrap() {
            println!("{:?}", link.ifname());
        }""",
    "klink typed": """
        let mut links = klink::families::rt_link::RtLink::open().unwrap();
        let mut links = links.getlink(|all| all).dump().unwrap();
        while let Some(link) = links.next().unwrap() {
            println!("{:?}", link.ifname());
        }""",
    "netlink-bindings": """
        let mut socket = netlink_socket2::NetlinkSocket::new();
        let header = netlink_bindings::rt_link::Ifinfomsg::new();
        let request = netlink_bindings::rt_link::Request::new().op_getlink_dump(&header);
        let mut links = socket.request(&request).unwrap();
        while let Some(link) = links.recv() {
            println!("{:?}", link.unwrap().1.get_ifname());
        }""",
    "rtnetlink": """
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            use futures_util::TryStreamExt;
            let (connection, handle, _) = rtnetlink::new_connection().unwrap();
            tokio::spawn(connection);
            let mut links = handle.link().get().execute();
            while let Some(link) = links.try_next().await.unwrap() {
                for attribute in link.attributes {
                    if let rtnetlink::packet_route::link::LinkAttribute::IfName(name) = attribute {
                        println!("{name}");
                    }
                }
            }
        })""",
    "neli": """
        use neli::consts::nl::NlmF;
        use neli::consts::rtnl::{Ifla, RtAddrFamily, Rtm};
        use neli::rtnl::{Ifinfomsg, IfinfomsgBuilder};
        let family = neli::consts::socket::NlFamily::Route;
        let groups = neli::utils::Groups::empty();
        let (router, _) = neli::router::synchronous::NlRouter::connect(family, None, groups).unwrap();
        let header = IfinfomsgBuilder::default().ifi_family(RtAddrFamily::Unspecified).build().unwrap();
        let payload = neli::nl::NlPayload::Payload(header);
        let links = router.send::<_, _, Rtm, Ifinfomsg>(Rtm::Getlink, NlmF::DUMP, payload).unwrap();
        for link in links {
            let link = link.unwrap();
            if let Some(link) = link.get_payload() {
                let attributes = link.rtattrs().get_attr_handle();
                println!("{:?}", attributes.get_attr_payload_as_with_len::<String>(Ifla::Ifname));
            }
        }""",
}

# The number of peers of a device.
PEERS = {
    "klink": """
        let mut wireguard = klink::families::wireguard::Wireguard::open().unwrap();
        let device = wireguard.get_device(|device| device.ifname("wg0")).whole().unwrap();
        let peers = klink::families::wireguard::Wgdevice::peers;
        let key = klink::families::wireguard::Wgpeer::public_key;
        println!("{}", device.grouped(peers, key).len());""",
    "netlink-bindings": """
        let mut socket = netlink_socket2::NetlinkSocket::new();
        let mut request = netlink_bindings::wireguard::Request::new().op_get_device_dump();
        request.encode().push_ifname(c"wg0");
        let (mut device, mut peers) = (socket.request(&request).unwrap(), 0);
        while let Some(part) = device.recv() {
            peers += part.unwrap().get_peers().unwrap().count();
        }
        println!("{peers}");""",
    "wireguard-control": """
        let name = "wg0".parse().unwrap();
        let device = wireguard_control::Device::get(&name, wireguard_control::Backend::Kernel);
        println!("{}", device.unwrap().peers.len());""",
}

RTNETLINK = [
    'rtnetlink = "=0.24.0"',
    'tokio = { version = "1", features = ["net", "rt", "time"] }',
    'futures-util = { version = "0.3", default-features = false }',
]


def klink(*features):
    return [f'klink = {{ path = "{KLINK}", features = {json.dumps(features)} }}']


def bindings(feature, programs, files):
    crate = "netlink-bindings"
    dependencies = [
        f'{crate} = {{ version = "=0.3.5", features = ["{feature}"] }}',
        'netlink-socket2 = "=0.3.5"',
    ]
    return f"{crate}, `{feature}`", programs[crate], dependencies, crate, [files]


# The name of a row, its program, its dependencies, the crate that is measured by itself, and the files whose lines and
# unsafe code are counted.
ROWS = [
    ("klink", LINKS["klink"], klink(), "klink", ["route.rs", "route/*.rs"]),
    ("klink, `wireguard`", PEERS["klink"], klink("wireguard"), "klink", ["families/wireguard.rs"]),
    ("klink, `rt-link`", LINKS["klink typed"], klink("rt-link"), "klink", ["families/rt_link.rs"]),
    ("klink, `families`", PEERS["klink"], klink("families"), "klink", ["families/*.rs"]),
    ("klink, `families,tokio`", PEERS["klink"], klink("families", "tokio"), "klink", ["families/*.rs"]),
    bindings("wireguard", PEERS, "wireguard/*.rs"),
    bindings("rt-link", LINKS, "rt-link/*.rs"),
    bindings("all-subsystems", LINKS, "*/*.rs"),
    (
        "wireguard-control",
        PEERS["wireguard-control"],
        ['wireguard-control = "=2.0.0"'],
        "netlink-packet-wireguard",
        ["**/*.rs"],
    ),
    ("rtnetlink", LINKS["rtnetlink"], RTNETLINK, "netlink-packet-route", ["**/*.rs"]),
    ("neli", LINKS["neli"], ['neli = "=0.7.5"'], "neli", ["**/*.rs"]),
]


def wrap(command):
    """Runs rustc and notes what it took."""
    # With the descriptors of cargo's job server.
    status = subprocess.run(command, close_fds=False).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "--crate-name" in command:
        name = command[command.index("--crate-name") + 1]
        with open(os.environ["KLINK_COSTS"], "a") as notes:
            notes.write(f"{name} {used.ru_utime + used.ru_stime} {used.ru_maxrss}\n")
    return status


def build(folder):
    """What one build took: for each crate the seconds of processor time, and the peak memory."""
    notes, target = folder / "notes", folder / "target"
    notes.unlink(missing_ok=True)
    subprocess.run(["rm", "-rf", target], check=True)
    environment = dict(os.environ, RUSTC_WRAPPER=str(BENCH / "costs.py"))
    environment.update(KLINK_COSTS=str(notes), CARGO_TARGET_DIR=str(target))
    environment.pop("RUSTFLAGS", None)
    # One after the other, so that they do not share the processor's caches.
    command = ["cargo", "build", "--quiet", "--release", "--jobs=1"]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    lines = [line.split() for line in notes.read_text().splitlines()]
    return [(name, float(seconds), int(memory)) for name, seconds, memory in lines]


def sources(folder, name, globs):
    """The lines of a crate's files, and how many of them use `unsafe`."""
    command = ["cargo", "metadata", "--format-version=1"]
    metadata = json.loads(subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout)
    package = next(package for package in metadata["packages"] if package["name"] == name)
    source = Path(package["manifest_path"]).parent / "src"
    files = {file.relative_to(source) for glob in globs for file in source.glob(glob)}
    files = [source / file for file in files if file.stem != "tests" and "tests" not in file.parts]
    lines = [line for file in files for line in file.read_text().splitlines()]
    code = (line for line in lines if not line.lstrip().startswith("//"))
    return len(lines), sum(len(re.findall(r"\bunsafe\b", line)) for line in code)


def row(name, program, dependencies, crate, globs):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "src").mkdir()
        (folder / "src/main.rs").write_text(f"fn main() {{{program}\n}}\n")
        manifest = ["[workspace]", "[package]", 'name = "program"', 'edition = "2021"', "[dependencies]"]
        manifest += [*dependencies, "[profile.release]", "strip = true"]
        (folder / "Cargo.toml").write_text("\n".join(manifest) + "\n")
        # The versions that the benchmark has, as far as it has them.
        (folder / "Cargo.lock").write_text((BENCH / "Cargo.lock").read_text())
        builds = [build(folder) for _ in range(ROUNDS)]
        lines, unsafe = sources(folder, crate, globs)
        size = (folder / "target/release/program").stat().st_size
    underscored = crate.replace("-", "_")
    own = [sum(seconds for name, seconds, _ in build if name == underscored) for build in builds]
    total = [sum(seconds for _, seconds, _ in build) for build in builds]
    peak = [max(memory for _, _, memory in build) for build in builds]
    cells = [name, crate, f"{min(own):.1f}", f"{min(total):.1f}", len(builds[0]), f"{min(peak) / 1024:.0f}"]
    cells += [f"{lines:,}", f"{unsafe:,}", f"{size / 1024:.0f}"]
    print("|", " | ".join(str(cell) for cell in cells), "|", flush=True)
    spread = ", ".join(f"{one:.1f} of {all:.1f}" for one, all in zip(own, total))
    print(f"{name}: {spread}", file=sys.stderr)


def main():
    if "KLINK_COSTS" in os.environ:
        return wrap(sys.argv[1:])
    print("| library | crate | its CPU s | CPU s | crates | peak memory, MiB | lines | unsafe | program, KiB |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for one in ROWS:
        if len(sys.argv) == 1 or one[0] in sys.argv[1:]:
            row(*one)
    return 0


if __name__ == "__main__":
    sys.exit(main())
