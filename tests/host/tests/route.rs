// SPDX-License-Identifier: MIT OR Apache-2.0

//! Links, addresses, routes, neighbours and rules, field by field as `ip -j` shows them.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::net::IpAddr;

use klink::route::{self, attr, Change, Link};
use klink::{Listener, Notification, Protocol, Request, Socket};
use klink_tests_host::{privileged, Namespace};
use serde_json::{json, Value};

fn names(socket: &mut Socket) -> BTreeMap<i32, String> {
    let links = socket.snapshot(route::Links::all(), 9, |link| {
        (link.index(), link.ifname().unwrap().to_owned())
    });
    links.unwrap().into_inner().into_iter().collect()
}

/// Both as sorted text, so that a failure shows the two objects that differ.
#[track_caller]
fn assert_same(mut ours: Vec<Value>, theirs: Vec<Value>, keys: &[&str]) {
    let mut theirs: Vec<_> = theirs
        .into_iter()
        .map(|object| {
            let known = keys
                .iter()
                .filter_map(|&key| Some((key.to_owned(), object.get(key)?.clone())));
            Value::Object(known.collect())
        })
        .collect();
    for object in &mut ours {
        object
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
    }
    let text = |object: &Value| object.to_string();
    ours.sort_by_key(text);
    theirs.sort_by_key(text);
    assert!(!ours.is_empty());
    assert_eq!(ours.len(), theirs.len(), "{ours:#?}\n{theirs:#?}");
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs);
    }
}

#[test]
fn links() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let names = names(&mut socket);
        let ours = socket.snapshot(route::Links::all(), 9, |link| {
            let state = ["UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"];
            json!({
                "ifindex": link.index(),
                "ifname": link.ifname(),
                "mtu": link.mtu(),
                "qdisc": link.qdisc(),
                "operstate": state[usize::from(link.operstate().unwrap())],
                "txqlen": link.txqlen().filter(|&len| len != 0),
                "address": link.address().map(|address| address.to_string()),
                "broadcast": link.broadcast().map(|address| address.to_string()),
                "promiscuity": link.promiscuity(),
                "min_mtu": link.min_mtu(),
                "max_mtu": link.max_mtu(),
                "ifalias": link.ifalias(),
                "num_tx_queues": link.num_tx_queues(),
                "num_rx_queues": link.num_rx_queues(),
                "master": link.master().map(|master| names[&master].clone()),
                "link": link.link().filter(|_| link.link_netnsid().is_none()).map(|link| names[&link].clone()),
            })
        });
        let keys = [
            "ifindex",
            "ifname",
            "mtu",
            "qdisc",
            "operstate",
            "txqlen",
            "address",
            "broadcast",
            "promiscuity",
            "min_mtu",
            "max_mtu",
            "ifalias",
            "num_tx_queues",
            "num_rx_queues",
            "master",
            "link",
        ];
        assert_same(
            ours.unwrap().into_inner(),
            namespace.ip_json("link show"),
            &keys,
        );
    });
}

#[test]
fn links_by_kind_and_master_and_with_counters() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let named = |request: route::Links<'_>, socket: &mut Socket| -> Vec<String> {
            let links = socket.snapshot(request, 9, |link| link.ifname().unwrap().to_owned());
            links.unwrap().into_inner()
        };
        assert_eq!(
            named(route::Links::all().of_kind("bridge"), &mut socket),
            ["br0"]
        );
        let bridge = socket.request(&route::GetLink::by_name("br0")).unwrap();
        assert_eq!(bridge.linkinfo().unwrap().kind(), Some("bridge"));
        let index = bridge.index();
        assert_eq!(
            named(route::Links::all().ports_of(index), &mut socket),
            ["veth-b"]
        );
        let mut links = socket.dump(route::Links::all()).unwrap();
        while let Some(link) = links.next().unwrap() {
            assert_eq!(link.stats().unwrap().rx_errors(), 0);
        }
    });
}

#[test]
fn addresses() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let ours = socket.snapshot(route::Addresses::all(), 9, |address| {
            let forever = u32::MAX;
            let (preferred, valid) = address.lifetimes().unwrap_or((forever, forever));
            let peer = address.address().filter(|&peer| Some(peer) != address.ip());
            json!({
                "family": if address.family() == route::family::INET { "inet" } else { "inet6" },
                "local": address.ip(),
                "address": peer,
                "prefixlen": address.prefix_len(),
                "label": address.label(),
                "broadcast": address.broadcast(),
                "scope": match address.scope() { 0 => "global", 253 => "link", 254 => "host", _ => "?" },
                // They are counted down in the meantime.
                "short": preferred < 4001 && valid < 5001,
            })
        });
        let theirs = namespace.ip_json("addr show").into_iter().flat_map(|link| {
            let addresses = link["addr_info"].as_array().unwrap().clone();
            addresses.into_iter().map(|mut address| {
                address["short"] = json!(address["valid_life_time"].as_u64().unwrap() < 5001);
                address
            })
        });
        let keys = [
            "family",
            "local",
            "address",
            "prefixlen",
            "label",
            "broadcast",
            "scope",
            "short",
        ];
        assert_same(ours.unwrap().into_inner(), theirs.collect(), &keys);
    });
}

fn routes(socket: &mut Socket, request: route::Routes) -> Vec<Value> {
    let names = names(socket);
    let ours = socket.snapshot(request, 9, |route| {
        let len = if route.family() == route::family::INET { 32 } else { 128 };
        let prefix = |ip: IpAddr, bits| match bits {
            bits if bits == len => ip.to_string(),
            bits => format!("{ip}/{bits}"),
        };
        let hops: Vec<_> = route
            .next_hops()
            .map(|hop| json!({"gateway": hop.gateway(), "dev": names[&hop.oif], "weight": hop.weight}))
            .collect();
        let metrics = route.metrics().map(|metrics| {
            json!({"mtu": metrics.mtu(), "advmss": metrics.advmss()})
        });
        json!({
            "type": match route.route_type() {
                1 => "unicast", 2 => "local", 3 => "broadcast", 4 => "anycast", 5 => "multicast",
                6 => "blackhole", 7 => "unreachable", _ => "?",
            },
            "dst": route.dst().map_or("default".to_owned(), |ip| prefix(ip, route.dst_len())),
            "gateway": route.gateway(),
            "dev": route.oif().map(|oif| names[&oif].clone()),
            "protocol": match route.protocol() { 2 => "kernel", 3 => "boot", 4 => "static", _ => "?" },
            "prefsrc": route.prefsrc(),
            "metric": route.priority(),
            "table": match route.table() { 254 => "main".to_owned(), 255 => "local".to_owned(), n => n.to_string() },
            "scope": match route.scope() { 0 => "global", 253 => "link", 254 => "host", _ => "?" },
            "hops": hops,
            "metrics": metrics.filter(|metrics| !metrics["mtu"].is_null()),
            "via": route.via().map(<[u8]>::len),
        })
    });
    ours.unwrap().into_inner()
}

#[test]
fn routes_of_every_table() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        for (request, command) in [
            (route::Routes::v4(), "-4 route show table all"),
            (route::Routes::v6(), "-6 route show table all"),
        ] {
            let ours = routes(&mut socket, request);
            let theirs = namespace.ip_json(command).into_iter().map(|mut route| {
                if route.get("table").is_none() {
                    route["table"] = json!("main");
                }
                let hops = route.get("nexthops").and_then(Value::as_array).cloned().unwrap_or_default();
                let hops: Vec<_> = hops
                    .iter()
                    .map(|hop| json!({"gateway": hop["gateway"], "dev": hop["dev"], "weight": hop["weight"]}))
                    .collect();
                route["hops"] = json!(hops);
                if let Some(metrics) = route.get("metrics").and_then(|metrics| metrics.get(0)).cloned() {
                    let metrics = json!({"mtu": metrics["mtu"], "advmss": metrics["advmss"]});
                    route["metrics"] = if metrics["mtu"].is_null() { Value::Null } else { metrics };
                }
                if route.get("metrics").is_some_and(Value::is_null) {
                    route.as_object_mut().unwrap().remove("metrics");
                }
                if route.get("via").is_some() {
                    route["via"] = json!(2 + 16);
                }
                route
            });
            let keys = [
                "type", "dst", "gateway", "dev", "protocol", "prefsrc", "metric", "table", "scope",
                "hops", "metrics", "via",
            ];
            assert_same(ours, theirs.collect(), &keys);
        }
    });
}

#[test]
fn the_kernel_filters_routes() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let all = routes(&mut socket, route::Routes::v4());
        let other = routes(&mut socket, route::Routes::v4().in_table(1000));
        assert_eq!(other.len(), 1);
        assert_eq!(other[0]["dst"], "10.1.0.0/16");
        let main = route::Routes::v4().in_table(route::table::MAIN);
        let main = routes(&mut socket, main);
        assert!(main.len() < all.len());
        let fixed = routes(&mut socket, route::Routes::v4().of_protocol(4));
        assert_eq!(fixed.len(), 1);
        let error = socket
            .dump(route::Routes::v4().in_table(77))
            .unwrap()
            .next()
            .unwrap_err();
        assert_eq!(error.errno(), Some(klink::Errno::ENOENT), "{error}");
    });
}

#[test]
fn neighbours() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let names = names(&mut socket);
        let ours = socket.snapshot(route::Neighbours::all(), 9, |neighbour| {
            let states = [
                (0x02, "REACHABLE"),
                (0x04, "STALE"),
                (0x40, "NOARP"),
                (0x80, "PERMANENT"),
            ];
            let state = states.iter().find(|(bit, _)| neighbour.state() & bit != 0);
            // `ip neigh` does not show these either.
            (neighbour.state() & 0x40 == 0).then(|| {
                json!({
                    "dst": neighbour.dst(),
                    "dev": names[&neighbour.index()],
                    "lladdr": neighbour.lladdr().map(|address| address.to_string()),
                    "state": state.map(|(_, name)| vec![*name]),
                })
            })
        });
        let ours = ours.unwrap().into_inner().into_iter().flatten();
        let theirs = namespace.ip_json("neigh show");
        assert_same(ours.collect(), theirs, &["dst", "dev", "lladdr", "state"]);
    });
}

#[test]
fn rules() {
    privileged(|| {
        let namespace = Namespace::populated();
        let mut socket = namespace.socket(Protocol::ROUTE);
        for (request, command) in [
            (route::Rules::v4(), "-4 rule show"),
            (route::Rules::v6(), "-6 rule show"),
        ] {
            let ours = socket.snapshot(request, 9, |rule| {
                json!({
                    "priority": rule.priority(),
                    "src": rule.src().map_or("all".to_owned(), |ip| ip.to_string()),
                    "srclen": rule.src().map(|_| rule.src_len()),
                    "dst": rule.dst(),
                    "dstlen": rule.dst().map(|_| rule.dst_len()),
                    "iif": rule.iifname(),
                    "oif": rule.oifname(),
                    "fwmark": rule.fwmark().map(|mark| format!("{mark:#x}")),
                    "fwmask": rule.fwmask().filter(|&mask| mask != u32::MAX).map(|mask| format!("{mask:#x}")),
                    "ipproto": rule.ip_proto().map(|proto| if proto == 6 { "tcp" } else { "?" }),
                    "table": match rule.table() {
                        253 => "default".to_owned(), 254 => "main".to_owned(), 255 => "local".to_owned(),
                        n => n.to_string(),
                    },
                })
            });
            let keys = [
                "priority", "src", "srclen", "dst", "dstlen", "iif", "oif", "fwmark", "fwmask",
                "ipproto", "table",
            ];
            assert_same(
                ours.unwrap().into_inner(),
                namespace.ip_json(command),
                &keys,
            );
        }
    });
}

#[test]
fn what_is_made_here_is_there_and_goes_again() {
    privileged(|| {
        let namespace = Namespace::new();
        let mut socket = namespace.socket(Protocol::ROUTE);
        socket
            .apply(&route::NewLink::new("bridge").name("br7"))
            .unwrap();
        let taken = socket
            .apply(&route::NewLink::new("bridge").name("br7"))
            .unwrap_err();
        assert_eq!(taken.errno(), Some(klink::Errno::EEXIST), "{taken}");
        let index = socket
            .request(&route::GetLink::by_name("br7"))
            .unwrap()
            .index();
        socket
            .apply(&route::SetLink::new(index).up(true).mtu(1280))
            .unwrap();
        let link = socket.request(&route::GetLink::by_index(index)).unwrap();
        assert!(link.is_up() && !link.is_loopback() && !link.is_promiscuous());
        assert_eq!(link.kind(), Some("bridge"));
        let lo = socket.request(&route::GetLink::by_name("lo")).unwrap();
        assert!(!lo.is_up() && !lo.has_carrier() && lo.is_loopback());
        let ip = [192, 0, 2, 1].into();
        let address = route::NewAddress::new(index, ip, 24).scope(253);
        socket
            .apply(&address.with(|message| message.put_str(attr::IFA_LABEL, "br7:a")))
            .unwrap();
        assert!(namespace
            .ip("addr show br7")
            .contains("inet 192.0.2.1/24 scope link br7:a"));
        let lladdr = [2, 0, 0, 0, 0, 9];
        let dst = [192, 0, 2, 9].into();
        socket
            .apply(&route::NewNeighbour::new(index, dst, &lladdr))
            .unwrap();
        let to = ([10, 0, 0, 0].into(), 8);
        let add = route::NewRoute::new(to.0, to.1)
            .via(dst)
            .in_table(1000)
            .priority(5);
        socket.apply(&add).unwrap();
        let shown = namespace.ip("route show table 1000");
        assert_eq!(
            shown.trim(),
            "10.0.0.0/8 via 192.0.2.9 dev br7 proto static metric 5"
        );
        assert!(namespace
            .ip("neigh show")
            .contains("192.0.2.9 dev br7 lladdr 02:00:00:00:00:09 PERMANENT"));

        socket
            .apply(&route::DeleteRoute::new(to.0, to.1).in_table(1000))
            .unwrap();
        socket
            .apply(&route::DeleteNeighbour::new(index, dst))
            .unwrap();
        let far = [192, 0, 2, 200].into();
        let pair = route::NewAddress::new(index, ip, 32).peer(far);
        socket.apply(&pair).unwrap();
        assert!(namespace
            .ip("addr show br7")
            .contains("inet 192.0.2.1 peer 192.0.2.200/32 scope global br7"));
        for prefix_len in [24, 32] {
            let address = route::DeleteAddress::new(index, ip, prefix_len);
            socket.apply(&address).unwrap();
        }
        socket.apply(&route::DeleteLink::new(index)).unwrap();
        let gone = socket.request(&route::GetLink::by_name("br7")).unwrap_err();
        assert_eq!(gone.errno(), Some(klink::Errno::ENODEV));
    });
}

#[test]
fn a_copy_of_the_links_stays_right() {
    fn item(link: Link<'_>) -> (i32, Option<String>) {
        (link.index(), link.ifname().map(str::to_owned))
    }
    privileged(|| {
        let namespace = Namespace::populated();
        let mut listener = Listener::open_in(&namespace.netns(), Protocol::ROUTE).unwrap();
        listener.join(route::group::LINK).unwrap();
        let mut socket = namespace.socket(Protocol::ROUTE);
        let mut dump = || {
            let links = socket.snapshot(route::Links::all(), 9, item).unwrap();
            BTreeMap::from_iter(links.into_inner())
        };
        let mut copy = dump();
        // The bridge reports that its port is removed, with the type that also reports the removal of a link.
        namespace.ip("link set veth-b nomaster");
        namespace.ip("link add br9 type bridge");
        namespace.ip("link set br0 down");
        namespace.ip("link set br0 name br1");
        namespace.ip("link del br9");
        let mut deleted = Vec::new();
        while let Some(notification) = listener.try_next().unwrap() {
            let Notification::Message(notification) = notification else {
                panic!("lost")
            };
            match Link::change(notification.message).unwrap() {
                Some(Change::New(link)) => copy.extend([item(link)]),
                Some(Change::Deleted(link)) => deleted.extend(copy.remove(&link.index()).flatten()),
                None => {}
            }
        }
        assert_eq!(deleted, ["br9"]);
        assert_eq!(copy, dump());
        assert!(copy.values().any(|name| name.as_deref() == Some("br1")));
    });
}
