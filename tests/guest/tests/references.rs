// SPDX-License-Identifier: MIT OR Apache-2.0

//! What klink shows of one of everything, compared with what each family's own tool shows, and made again out of that.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::fs;
use std::time::Instant;

use klink::families::rt_link::RtLink;
use klink::families::wireguard::{
    set_device, PutWgallowedip, Wgdevice, WgdeviceFlags, Wgpeer, Wireguard,
};
use klink::Flags;
use klink_tests_guest::command::shell;
use klink_tests_guest::{reference, Guest};

mod conntrack {
    include!(concat!(env!("OUT_DIR"), "/conntrack.rs"));
}

mod devlink {
    include!(concat!(env!("OUT_DIR"), "/devlink.rs"));
}

mod nftables {
    include!(concat!(env!("OUT_DIR"), "/nftables.rs"));
}

mod wireguard {
    include!(concat!(env!("OUT_DIR"), "/wireguard.rs"));
}

/// Loads all modules that the guest has.
const MODULES: &str =
    "cd /lib/modules/*/ && for file in *.ko; do modprobe ${file%.ko} || true; done";

/// The tables, with the fewest values that they compare.
const TABLES: [(&str, &str, usize); 13] = [
    ("links", include_str!("../references/links.txt"), 2000),
    ("addresses", include_str!("../references/addresses.txt"), 60),
    ("routes", include_str!("../references/routes.txt"), 500),
    ("rules", include_str!("../references/rules.txt"), 100),
    (
        "neighbours",
        include_str!("../references/neighbours.txt"),
        350,
    ),
    ("nexthops", include_str!("../references/nexthops.txt"), 180),
    ("netconf", include_str!("../references/netconf.txt"), 170),
    ("tc", include_str!("../references/tc.txt"), 290),
    ("nft", include_str!("../references/nft.txt"), 50),
    ("wireguard", include_str!("../references/wireguard.txt"), 20),
    (
        "conntrack",
        include_str!("../references/conntrack.txt"),
        170,
    ),
    ("ipset", include_str!("../references/ipset.txt"), 95),
    ("audit", include_str!("../references/audit.txt"), 25),
];

/// The fewest values of all, and of those that are there again.
const VALUES: usize = 4000;
const AGAIN: usize = 2000;

/// The oldest series that makes everything in the tables: 7.2 refuses one of the links.
const SINCE: [u32; 2] = [7, 3];

/// The series of the running kernel.
fn series() -> [u32; 2] {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let mut numbers = release.split('.').map(|number| number.parse().unwrap());
    [numbers.next().unwrap(), numbers.next().unwrap()]
}

#[test]
fn klink_shows_what_each_familys_own_tool_shows() {
    let _guest = Guest::enter();
    if series() < SINCE {
        println!("not compared: the tables are for Linux 7.3 and later");
        return;
    }
    shell(MODULES);
    let (mut compared, mut again, mut differences) = (0, 0, Vec::new());
    for (name, table, fewest) in TABLES {
        let began = Instant::now();
        let report = reference::run(name, table);
        println!(
            "{name}: {} values are the same, {} again; {:.1} s",
            report.compared,
            report.again,
            began.elapsed().as_secs_f32()
        );
        if report.compared < fewest {
            differences.push(format!("{name}: only {} values", report.compared));
        }
        compared += report.compared;
        again += report.again;
        differences.extend(report.differences);
    }
    println!("{compared} values are the same, {again} again");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared >= VALUES, "only {compared} values");
    assert!(again >= AGAIN, "only {again} values again");
}

#[test]
fn examples_of_families_run_with_their_modules() {
    let _guest = Guest::enter();
    shell(MODULES);
    wireguard::main().unwrap();
    nftables::main().unwrap();
    conntrack::main().unwrap();
    devlink::main().unwrap();
}

/// How many addresses a peer has. Some peers go on in the next message.
const ADDRESSES: u8 = 20;

#[test]
fn wg_shows_three_thousand_peers_as_they_were_set() {
    let _guest = Guest::enter();
    shell(MODULES);
    let mut links = RtLink::open().unwrap();
    let link = links.newlink(|link| link.ifname("wg9").linkinfo(|info| info.kind("wireguard")));
    link.flags(Flags::CREATE).apply().unwrap();

    let keys: Vec<[u8; 32]> = (0..3000u32)
        .map(|number| std::array::from_fn(|at| (number >> (at % 4 * 8)) as u8 | 1 << (at % 8)))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut wg = Wireguard::open().unwrap();
    let family = wg.family().unwrap().clone();
    let requests = wg.socket().apply_in_parts(&keys, |keys, is_first| {
        set_device(&family, move |device| {
            let flags = if is_first {
                WgdeviceFlags::REPLACE_PEERS.0
            } else {
                0
            };
            let device = device.ifname("wg9").flags(WgdeviceFlags(flags));
            device.peers(keys, |peer, key| {
                let peer = peer.public_key(key).persistent_keepalive_interval(25);
                peer.allowedips(0..ADDRESSES, |address: PutWgallowedip<'_>, host| {
                    let [one, two, ..] = *key;
                    let ip = std::net::Ipv4Addr::new(10, one, two, host);
                    address.family(2).ipaddr(ip.into()).cidr_mask(32)
                })
            })
        })
    });
    println!("{} peers set by {} requests", keys.len(), requests.unwrap());

    let device = wg
        .get_device(|device| device.ifname("wg9"))
        .whole()
        .unwrap();
    let peers = device.grouped(Wgdevice::peers, Wgpeer::public_key);
    let mut read: Vec<_> = peers
        .iter()
        .map(|peer| peer.first().public_key().unwrap().to_vec())
        .collect();
    read.sort();
    assert!(read.iter().eq(keys.iter()));
    let addresses: usize = peers
        .iter()
        .map(|peer| peer.all(Wgpeer::allowedips).count())
        .sum();
    println!("{} parts", device.parts().count());
    // The tool's own list: a peer a line, its key, and then its addresses.
    let shown = shell("/usr/bin/wg show wg9 allowed-ips");
    assert_eq!(shown.lines().count(), keys.len());
    let theirs: usize = shown.lines().map(|line| line.matches("/32").count()).sum();
    assert_eq!(addresses, theirs);
    shell("ip link del wg9");
}
