// SPDX-License-Identifier: MIT OR Apache-2.0

//! Copies of what this kernel has, while several programs change it and most notifications are lost.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::families::rt_addr::{mirrored::Addresses, RtAddr};
use klink::families::rt_link::{mirrored::Links, IfinfoFlags, RtLink};
use klink::families::rt_neigh::{mirrored::Neighbours, NudState, RtNeigh};
use klink::families::rt_nexthop::{mirrored::Nexthops, RtNexthop};
use klink::families::rt_route::{mirrored::Routes, RtRoute, RtmType};
use klink::families::rt_rule::{mirrored::Rules, FrAct, RtRule};
use klink::typed::{Change, Mirror, Mirrored};
use klink::{Acknowledgement, Error, Flags, Netns};
use klink_tests_host::{privileged, Namespace};

/// How often the programs change something for a while in each namespace.
const BURSTS: usize = 3;

/// Numbers by chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u8) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % u64::from(limit)) as u8
    }
}

const LO: u32 = 1;
const CREATE: Flags = Flags::CREATE;

fn v4(network: u8, host: u8) -> IpAddr {
    Ipv4Addr::new(10, network, host, 1).into()
}

fn v6(host: u8) -> IpAddr {
    Ipv6Addr::new(0x2001, 0xdb8, host.into(), 0, 0, 0, 0, 1).into()
}

/// Makes and removes links, which come in pairs, and puts them up and down.
fn links(netns: &Netns) -> impl FnMut(&mut Chance) -> Result<Acknowledgement, Error> {
    let mut links = RtLink::open_in(netns).unwrap();
    move |chance| {
        let name = format!("pair{}", chance.below(4));
        match chance.below(6) {
            0 => links.dellink(|link| link.ifname(&name)).apply(),
            1 | 2 => links
                .newlink(|link| link.ifname(&name).linkinfo(|info| info.kind("veth")))
                .flags(CREATE)
                .apply(),
            3 => {
                let mtu = 1300 + u32::from(chance.below(9));
                links.newlink(|link| link.ifname(&name).mtu(mtu)).apply()
            }
            kind => links
                .newlink(|link| {
                    let up = IfinfoFlags(if kind == 4 { IfinfoFlags::UP.0 } else { 0 });
                    link.ifname(&name)
                        .header(|header| header.ifi_flags(up).ifi_change(IfinfoFlags::UP.0))
                })
                .apply(),
        }
    }
}

/// Adds and removes addresses of both families.
fn addresses(netns: &Netns) -> impl FnMut(&mut Chance) -> Result<Acknowledgement, Error> {
    let mut addresses = RtAddr::open_in(netns).unwrap();
    move |chance| {
        let (host, is_v6) = (chance.below(30), chance.below(3) == 0);
        let (family, len, ip) = match is_v6 {
            true => (10, 128, v6(host)),
            false => (2, 32, v4(1, host)),
        };
        let index = LO + u32::from(chance.below(4));
        match chance.below(2) {
            0 => addresses
                .newaddr(|address| {
                    let address = address.header(|header| {
                        header
                            .ifa_family(family)
                            .ifa_prefixlen(len)
                            .ifa_index(index)
                    });
                    address.local(ip).address(ip)
                })
                .flags(CREATE)
                .apply(),
            _ => addresses
                .deladdr(|address| {
                    let address = address.header(|header| {
                        header
                            .ifa_family(family)
                            .ifa_prefixlen(len)
                            .ifa_index(index)
                    });
                    address.local(ip).address(ip)
                })
                .apply(),
        }
    }
}

/// Adds, replaces and removes routes of both families, some of them in parts.
fn routes(netns: &Netns) -> impl FnMut(&mut Chance) -> Result<Acknowledgement, Error> {
    let mut routes = RtRoute::open_in(netns).unwrap();
    move |chance| {
        let (host, is_v6) = (chance.below(40), chance.below(3) == 0);
        let (family, len, ip) = match is_v6 {
            true => (10, 128, v6(host)),
            false => (2, 32, v4(2, host)),
        };
        let metric = 1 + u32::from(chance.below(3));
        let index = LO + u32::from(chance.below(8)) % 5;
        let (kind, several) = (chance.below(8), chance.below(8) == 0);
        let flags = match kind {
            0 => Flags::CREATE | Flags::REPLACE,
            1 => Flags::CREATE | Flags::APPEND,
            _ => Flags::CREATE | Flags::EXCL,
        };
        if kind > 4 {
            return routes
                .delroute(|route| {
                    let route = route
                        .header(|header| header.rtm_family(family).rtm_dst_len(len).rtm_table(254));
                    route.dst(ip).priority(metric)
                })
                .apply();
        }
        routes
            .newroute(|route| {
                let route = route.header(|header| {
                    header
                        .rtm_family(family)
                        .rtm_dst_len(len)
                        .rtm_table(254)
                        .rtm_protocol(4)
                        .rtm_scope(253)
                        .rtm_type(RtmType::UNICAST)
                });
                let route = route.dst(ip).priority(metric);
                match several {
                    false => route.oif(index),
                    true => route.multipath([LO, index], |hop, index| {
                        hop.header(|header| header.rtnh_ifindex(index as i32))
                    }),
                }
            })
            .flags(flags)
            .apply()
    }
}

/// Adds and removes rules, some of them twice, nexthops and neighbours.
fn others(netns: &Netns) -> impl FnMut(&mut Chance) -> Result<Acknowledgement, Error> {
    let mut rules = RtRule::open_in(netns).unwrap();
    let mut nexthops = RtNexthop::open_in(netns).unwrap();
    let mut neighbours = RtNeigh::open_in(netns).unwrap();
    move |chance| {
        let number = chance.below(20);
        let priority = 1000 + u32::from(number);
        let (host, index) = (v4(3, number), LO + u32::from(chance.below(4)));
        match chance.below(7) {
            0 | 1 => rules
                .newrule(|rule| {
                    let rule =
                        rule.header(|header| header.family(2).action(FrAct::TO_TBL).table(254));
                    rule.priority(priority).iifname("pair1")
                })
                .flags(CREATE)
                .apply(),
            2 => rules
                .delrule(|rule| rule.header(|header| header.family(2)).priority(priority))
                .apply(),
            3 => nexthops
                .newnexthop(|hop| {
                    let hop = hop.header(|header| header.nh_family(2).nh_protocol(4));
                    hop.id(u32::from(number) + 1).oif(index)
                })
                .flags(CREATE | Flags::REPLACE)
                .apply(),
            4 => nexthops
                .delnexthop(|hop| hop.id(u32::from(number) + 1))
                .apply(),
            5 => neighbours
                .newneigh(|neighbour| {
                    let neighbour = neighbour.header(|header| {
                        header
                            .ndm_family(2)
                            .ndm_ifindex(index as i32)
                            .ndm_state(NudState::PERMANENT)
                    });
                    let mac = klink::HardwareAddress::new(&[2, 0, 0, 0, 0, 7]);
                    neighbour.dst(host).lladdr(mac)
                })
                .flags(CREATE | Flags::REPLACE)
                .apply(),
            _ => neighbours
                .delneigh(|neighbour| {
                    let neighbour =
                        neighbour.header(|header| header.ndm_family(2).ndm_ifindex(index as i32));
                    neighbour.dst(host)
                })
                .apply(),
        }
    }
}

/// Changes something again and again, while it is to.
fn write(
    mut change: impl FnMut(&mut Chance) -> Result<Acknowledgement, Error>,
    mut chance: Chance,
    (burst, end, count): (&AtomicBool, &AtomicBool, &AtomicU64),
) {
    while !end.load(Ordering::Relaxed) {
        match burst.load(Ordering::Relaxed) {
            // Much of it is refused: there is no such object, or there is already.
            true => drop(change(&mut chance).map(|_| count.fetch_add(1, Ordering::Relaxed))),
            false => thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// The objects as text, and how many there are of each.
type Copy = BTreeMap<String, usize>;

fn copy<O: Mirrored>(mirror: &Mirror<O>) -> Copy
where
    for<'a> O::Object<'a>: Debug,
{
    let mut copy = Copy::new();
    for object in mirror.iter() {
        *copy.entry(format!("{object:?}")).or_default() += 1;
    }
    copy
}

fn remove(copy: &mut Copy, object: &impl Debug) {
    let text = format!("{object:?}");
    let Some(count) = copy.get_mut(&text) else {
        panic!("it was not there: {text}");
    };
    *count -= 1;
    if *count == 0 {
        copy.remove(&text);
    }
}

/// Makes the next change in another copy; `false` if there was none for a while.
fn step<O: Mirrored>(mirror: &mut Mirror<O>, replayed: &mut Copy) -> bool
where
    for<'a> O::Object<'a>: Debug,
{
    let add = |replayed: &mut Copy, object: &dyn Debug| {
        *replayed.entry(format!("{object:?}")).or_default() += 1;
    };
    match mirror.next() {
        Ok(Change::Added(object)) => add(replayed, &object),
        Ok(Change::Removed(object)) => remove(replayed, &object),
        Ok(Change::Changed { old, new }) => {
            remove(replayed, &old);
            add(replayed, &new);
        }
        Err(error) if error.is_timeout() => return false,
        Err(error) => panic!("{error}"),
    }
    true
}

/// Reads all changes, until there was none for a while.
fn settle<O: Mirrored>(mirror: &mut Mirror<O>, replayed: &mut Copy) -> usize
where
    for<'a> O::Object<'a>: Debug,
{
    let (mut count, end) = (0, Instant::now() + Duration::from_secs(20));
    loop {
        assert!(Instant::now() < end, "{mirror:?} never settles");
        match step(mirror, replayed) {
            true => count += 1,
            false if mirror.is_complete() => return count,
            false => {}
        }
    }
}

/// Follows one kind of objects through all bursts.
fn follow<O: Mirrored>(
    netns: &Netns,
    (burst, bursts, equal): (&AtomicBool, &AtomicU64, &AtomicU64),
) -> String
where
    for<'a> O::Object<'a>: Debug,
{
    let mut mirror = Mirror::<O>::open_in(netns).unwrap();
    // The least that the kernel grants: a few messages.
    mirror.listener().set_receive_buffer(1).unwrap();
    let (mut replayed, mut changes) = (Copy::new(), 0);
    for number in 1..=BURSTS as u64 {
        mirror.set_timeout(Some(Duration::from_millis(50)));
        while burst.load(Ordering::SeqCst) || bursts.load(Ordering::SeqCst) < number {
            changes += usize::from(step(&mut mirror, &mut replayed));
        }
        // The kernel reports a carrier up to a second after it has changed.
        mirror.set_timeout(Some(Duration::from_millis(1100)));
        changes += settle(&mut mirror, &mut replayed);
        mirror.set_timeout(Some(Duration::from_millis(400)));
        // What has changed meanwhile is in one of them only.
        let fresh = loop {
            let mut fresh = Mirror::<O>::open_in(netns).unwrap();
            fresh.set_timeout(Some(Duration::from_millis(100)));
            settle(&mut fresh, &mut Copy::new());
            match settle(&mut mirror, &mut replayed) {
                0 => break copy(&fresh),
                late => changes += late,
            }
        };
        let copied = copy(&mirror);
        let missing: Vec<_> = fresh
            .keys()
            .filter(|key| !copied.contains_key(*key))
            .collect();
        let extra: Vec<_> = copied
            .keys()
            .filter(|key| !fresh.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "lacks {missing:#?}, has {extra:#?}"
        );
        assert_eq!(copied, fresh);
        assert_eq!(replayed, copied);
        equal.fetch_add(1, Ordering::SeqCst);
    }
    format!(
        "{changes} changes of {} with {} dumps",
        O::OBJECTS.name,
        mirror.dumps()
    )
}

/// Follows a new namespace while four programs change it. Returns the number of changes that they made.
fn round(seed: u64, length: Duration) -> u64 {
    let namespace = Namespace::new();
    namespace.ip("link set lo up");
    let netns = &namespace.netns();
    let (burst, end) = (&AtomicBool::new(true), &AtomicBool::new(false));
    let (count, bursts, equal) = (&AtomicU64::new(0), &AtomicU64::new(0), &AtomicU64::new(0));
    thread::scope(|scope| {
        let (state, all) = ((burst, end, count), (burst, bursts, equal));
        let chance = |number: u64| Chance(seed ^ (number << 32));
        scope.spawn(move || write(links(netns), chance(1), state));
        scope.spawn(move || write(addresses(netns), chance(2), state));
        scope.spawn(move || write(routes(netns), chance(3), state));
        scope.spawn(move || write(others(netns), chance(4), state));
        let followers = [
            scope.spawn(move || follow::<Links>(netns, all)),
            scope.spawn(move || follow::<Addresses>(netns, all)),
            scope.spawn(move || follow::<Routes>(netns, all)),
            scope.spawn(move || follow::<Rules>(netns, all)),
            scope.spawn(move || follow::<Nexthops>(netns, all)),
            scope.spawn(move || follow::<Neighbours>(netns, all)),
        ];
        for _ in 0..BURSTS {
            burst.store(true, Ordering::SeqCst);
            thread::sleep(length);
            burst.store(false, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(50));
            let number = 1 + bursts.fetch_add(1, Ordering::SeqCst);
            let is_over = || followers.iter().any(|follower| follower.is_finished());
            while equal.load(Ordering::SeqCst) < 6 * number && !is_over() {
                thread::sleep(Duration::from_millis(5));
            }
        }
        end.store(true, Ordering::SeqCst);
        for follower in followers {
            println!("{}", follower.join().unwrap());
        }
    });
    let count = count.load(Ordering::Relaxed);
    println!("{count} changes made in the namespace of seed {seed}");
    count
}

#[test]
fn copies_equal_the_kernel_after_each_quiet_moment() {
    privileged(|| {
        round(11, Duration::from_millis(400));
    });
}

#[test]
#[ignore = "takes minutes"]
fn copies_equal_the_kernel_after_a_million_changes() {
    privileged(|| {
        let (mut count, mut rounds) = (0, 0);
        while count < 1_000_000 {
            rounds += 1;
            count += round(rounds, Duration::from_secs(4));
        }
        println!("{count} changes made in {rounds} namespaces");
    });
}
