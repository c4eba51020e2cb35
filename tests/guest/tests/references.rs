// SPDX-License-Identifier: MIT OR Apache-2.0

//! What klink shows of one of everything, compared with what each family's own tool shows, and made again out of that.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::fs;
use std::time::Instant;

use klink_tests_guest::command::shell;
use klink_tests_guest::{reference, Guest};

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
    shell("cd /lib/modules/*/ && for file in *.ko; do modprobe ${file%.ko} || true; done");
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
