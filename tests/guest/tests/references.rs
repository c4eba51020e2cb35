// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compares klink's output for one of everything with that of each family's own tool, and makes it again out of that.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::fs;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

use klink::families::nflog::{self, Nflog};
use klink::families::nfqueue::{self, Nfqueue};
use klink::families::nftables::{
    deltable, newchain, newrule, newset, newtable, Chains, Nftables, Rules, Sets, Tables,
};
use klink::families::rt_link::RtLink;
use klink::families::wireguard::{
    set_device, PutWgallowedip, Wgdevice, WgdeviceFlags, Wgpeer, Wireguard,
};
use klink::typed::{Mirror, Mirrored, Notifications};
use klink::{Flags, Subscription};
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

/// Loads all modules that the guest has. Grace periods of RCU are what these tests wait for: the kernel removes thousands
/// of objects, one after the other.
const MODULES: &str =
    "echo 1 >/sys/kernel/rcu_expedited; cd /lib/modules/*/ && for file in *.ko; do modprobe ${file%.ko} || true; done";

/// The tables, with the fewest values that they compare.
const TABLES: [(&str, &str, usize); 15] = [
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
    ("filters", include_str!("../references/filters.txt"), 400),
    ("xfrm", include_str!("../references/xfrm.txt"), 75),
    ("nft", include_str!("../references/nft.txt"), 230),
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
const VALUES: usize = 5100;
const AGAIN: usize = 3000;

/// The oldest series that makes everything in the tables: 7.2 refuses one of the links.
const SINCE: [u32; 2] = [7, 3];

/// The series of the running kernel.
fn series() -> [u32; 2] {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let mut numbers = release.split('.').map(|number| number.parse().unwrap());
    [numbers.next().unwrap(), numbers.next().unwrap()]
}

/// Runs tables: how many values are equal, how many are there again, and what is not.
fn compare_all(tables: &[(&str, &str, usize)]) -> (usize, usize, Vec<String>) {
    let (mut compared, mut again, mut differences) = (0, 0, Vec::new());
    for (name, table, fewest) in tables {
        let began = Instant::now();
        let report = reference::run(name, table);
        println!(
            "{name}: {} values are the same, {} again; {:.1} s",
            report.compared,
            report.again,
            began.elapsed().as_secs_f32()
        );
        if report.compared < *fewest {
            differences.push(format!("{name}: only {} values", report.compared));
        }
        compared += report.compared;
        again += report.again;
        differences.extend(report.differences);
    }
    (compared, again, differences)
}

#[test]
fn klink_shows_what_each_familys_own_tool_shows() {
    let _guest = Guest::enter();
    if series() < SINCE {
        println!("not compared: the tables are for Linux 7.3 and later");
        return;
    }
    shell(MODULES);
    let (compared, again, differences) = compare_all(&TABLES);
    println!("{compared} values are the same, {again} again");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared >= VALUES, "only {compared} values");
    assert!(again >= AGAIN, "only {again} values again");
}

#[test]
fn klink_shows_sockets_as_ss_does() {
    let _guest = Guest::enter();
    shell(MODULES);
    let table = include_str!("../references/sockets.txt");
    let (compared, _, differences) = compare_all(&[("sockets", table, 1100)]);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    println!("{compared} values are the same as those of ss");
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

/// How long a packet may take.
const SOON: Duration = Duration::from_secs(20);

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
        .map(|number| std::array::from_fn(|at| (number >> (at % 4 * 8)) as u8 | (1 << (at % 8))))
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

#[test]
fn packets_are_logged_and_queued_in_types() {
    let _guest = Guest::enter();
    shell(MODULES);
    shell(
        "ip link set lo up; /usr/sbin/nft 'table inet seen { chain out { type filter hook output priority 0; \
         udp dport 7777 log prefix \"klink\" group 5; udp dport 7777 queue num 3; }; }'",
    );
    let mut log = Notifications::<Nflog, Subscription>::open([]).unwrap();
    log.listener().set_timeout(Some(SOON));
    let config = nflog::config(|config| {
        let config = config.header(|header| header.res_id(5));
        let config = config.cmd(|cmd| cmd.command(nflog::ConfigCmd::BIND));
        config.mode(|mode| mode.copy_mode(nflog::CopyMode::PACKET).copy_range(0xffff))
    });
    log.listener().apply(&config).unwrap();
    let mut queue = Notifications::<Nfqueue, Subscription>::open([]).unwrap();
    queue.listener().set_timeout(Some(SOON));
    let config = nfqueue::config(|config| {
        let config = config.header(|header| header.res_id(3));
        let config = config.cmd(|cmd| cmd.command(nfqueue::ConfigCmd::BIND));
        config.params(|it| it.copy_mode(nfqueue::CopyMode::PACKET).copy_range(0xffff))
    });
    queue.listener().apply(&config).unwrap();

    let receiver = UdpSocket::bind("127.0.0.1:7777").unwrap();
    receiver.set_read_timeout(Some(SOON)).unwrap();
    let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
    for (text, verdict) in [("dropped", 0), ("accepted", 1)] {
        sender.send_to(text.as_bytes(), "127.0.0.1:7777").unwrap();
        match log.next().unwrap() {
            nflog::Notification::PacketNtf(packet) => {
                assert_eq!(packet.prefix(), Some("klink"));
                assert!(packet.payload().unwrap().ends_with(text.as_bytes()));
            }
            other => panic!("{other:?}"),
        }
        let id = match queue.next().unwrap() {
            nfqueue::Notification::PacketNtf(packet) => {
                assert!(packet.payload().unwrap().ends_with(text.as_bytes()));
                packet.packet_hdr().unwrap().packet_id()
            }
            other => panic!("{other:?}"),
        };
        let decide = nfqueue::verdict(|it| {
            let it = it.header(|header| header.res_id(3));
            it.verdict_hdr(|header| header.verdict(verdict).id(id))
        });
        queue.listener().send(&decide).unwrap();
    }
    let mut bytes = [0; 16];
    let length = receiver.recv(&mut bytes).unwrap();
    assert_eq!(bytes.get(..length), Some(&b"accepted"[..]));
    shell("/usr/sbin/nft delete table inet seen");
}

/// The objects of a copy, after all that has happened was reported: as many objects as were reported.
fn copied<O: Mirrored>(mirror: &mut Mirror<O>) -> Vec<String>
where
    for<'a> O::Object<'a>: std::fmt::Debug,
{
    mirror.set_timeout(Some(Duration::from_millis(200)));
    loop {
        match mirror.next().map(|_| ()) {
            Ok(()) => {}
            Err(error) if error.is_timeout() && mirror.is_complete() => break,
            Err(error) if error.is_timeout() => {}
            Err(error) => panic!("{error}"),
        }
    }
    let mut objects: Vec<_> = mirror.iter().map(|object| format!("{object:?}")).collect();
    objects.sort();
    objects
}

#[test]
fn copies_of_nf_tables_follow_its_transactions() {
    let _guest = Guest::enter();
    shell(MODULES);
    let (mut tables, mut chains) = (Tables::open().unwrap(), Chains::open().unwrap());
    let (mut rules, mut sets) = (Rules::open().unwrap(), Sets::open().unwrap());
    // One that hears all of it, and one that cannot.
    chains.listener().set_receive_buffer(1).unwrap();
    rules.listener().set_receive_buffer(1).unwrap();
    let before = [
        copied(&mut tables),
        copied(&mut chains),
        copied(&mut rules),
        copied(&mut sets),
    ];
    let mut nft = Nftables::open().unwrap();
    for round in 0..20 {
        let mut changes = nft.begin();
        let made = newtable(|it| it.header(|header| header.nfgen_family(2)).name("copied"));
        changes.add(&made.flags(Flags::CREATE)).unwrap();
        for number in 0..5 {
            let name = format!("chain{number}");
            let made = newchain(|it| {
                it.header(|header| header.nfgen_family(2))
                    .table("copied")
                    .name(&name)
            });
            changes.add(&made.flags(Flags::CREATE)).unwrap();
            let made = newset(|it| {
                let it = it.header(|header| header.nfgen_family(2)).table("copied");
                it.name(&name).key_type(7).key_len(4).id(number)
            });
            changes.add(&made.flags(Flags::CREATE)).unwrap();
            for _ in 0..5 {
                let made = newrule(|it| {
                    let it = it.header(|header| header.nfgen_family(2)).table("copied");
                    it.chain(&name).expressions(|list| {
                        list.elem(|it| it.name("counter").data(|it| it.counter(|it| it)))
                    })
                });
                changes
                    .add(&made.flags(Flags::CREATE | Flags::APPEND))
                    .unwrap();
            }
        }
        changes.commit().unwrap();
        if round < 19 {
            let mut changes = nft.begin();
            let gone = deltable(|it| it.header(|header| header.nfgen_family(2)).name("copied"));
            changes.add(&gone).unwrap();
            changes.commit().unwrap();
        }
    }
    let after = [
        copied(&mut tables),
        copied(&mut chains),
        copied(&mut rules),
        copied(&mut sets),
    ];
    let fresh = [
        copied(&mut Tables::open().unwrap()),
        copied(&mut Chains::open().unwrap()),
        copied(&mut Rules::open().unwrap()),
        copied(&mut Sets::open().unwrap()),
    ];
    assert_eq!(after, fresh);
    let grown = [0, 1, 2, 3].map(|at| after[at].len() - before[at].len());
    assert_eq!(grown, [1, 5, 25, 5]);
    assert!(rules.dumps() > 1, "nothing was lost");
    shell("/usr/sbin/nft delete table ip copied");
}
