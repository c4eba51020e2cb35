// SPDX-License-Identifier: MIT OR Apache-2.0

//! A copy of what the kernel has, against a scripted kernel that changes before, during and after each dump, loses
//! notifications and interrupts dumps.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use klink::families::rt_link::{Links, RtLink};
use klink::families::{conntrack, rt_route, rt_rule};
use klink::route::{group, kind};
use klink::testing::{Answers, Kernel};
use klink::typed::Change;
use klink::wire::BuildError;
use klink::{Errno, Flags, Group, Message, Protocol, Writer};

/// Links by index, each with its MTU.
type State = BTreeMap<i32, u32>;

/// A link, and its new MTU unless it is gone.
type Event = (i32, Option<u32>);

/// The objects of a scripted kernel, and its random changes.
struct Model {
    links: State,
    chance: u64,
    /// How rarely it changes during a dump, loses something, and interrupts.
    rarity: [u64; 3],
    /// Whether it changes during dumps, loses notifications, and interrupts dumps.
    changes: bool,
    loses: bool,
    interrupts: bool,
    /// All that has happened.
    log: Vec<Event>,
}

impl Model {
    fn below(&mut self, limit: u64) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance % limit
    }

    /// Changes something, and notifies the listener or loses the notification.
    fn change(&mut self, kernel: &Kernel) {
        let index = 1 + self.below(300) as i32;
        let event = match self.links.get(&index).copied() {
            Some(_) if self.below(2) == 0 => (index, None),
            mtu => (index, Some(mtu.map_or(100, |mtu| mtu + 1))),
        };
        match event.1 {
            Some(mtu) => self.links.insert(index, mtu),
            None => self.links.remove(&index),
        };
        self.log.push(event);
        if self.loses && self.below(self.rarity[1]) == 0 {
            return kernel.lose_in(group::LINK, 1);
        }
        let kind = event.1.map_or(kind::DELLINK, |_| kind::NEWLINK);
        kernel.notify(group::LINK, kind, |message| link(message, event));
    }

    fn dump(&mut self, kernel: &Kernel, request: &Message<'_>, answers: &mut Answers) {
        let (mut last, mut is_interrupted) = (0, false);
        while let Some((&index, &mtu)) = self.links.range(last + 1..).next() {
            last = index;
            let skip = self.interrupts && self.below(self.rarity[2]) == 0;
            is_interrupted |= skip;
            let mut flags = Flags::MULTI;
            if is_interrupted {
                flags = flags | Flags::DUMP_INTR;
            }
            for _ in 0..if skip { self.below(2) * 2 } else { 1 } {
                let seq = request.header.seq;
                answers.message(kind::NEWLINK, flags, seq, |message| {
                    link(message, (index, Some(mtu)))
                });
            }
            while self.changes && self.below(self.rarity[0]) == 0 {
                self.change(kernel);
            }
        }
        let flags = match is_interrupted {
            true => Flags::MULTI | Flags::DUMP_INTR,
            false => Flags::MULTI,
        };
        answers.message(klink::Header::DONE, flags, request.header.seq, |message| {
            message.raw(&0i32.to_ne_bytes())
        });
    }
}

fn link(message: &mut Writer<'_>, (index, mtu): Event) -> Result<(), BuildError> {
    message.raw(&[0; 4])?;
    message.raw(&index.to_ne_bytes())?;
    message.raw(&[0; 8])?;
    match mtu {
        Some(mtu) => message.put_u32(4, mtu),
        None => Ok(()),
    }
}

fn modelled(seed: u64) -> (Kernel, Arc<Mutex<Model>>) {
    let model = Arc::new(Mutex::new(Model {
        links: State::new(),
        chance: seed * 0x9e37_79b9 + 1,
        rarity: [3 + seed % 7 * 60, 4 << (seed % 5), 40 << (seed % 4)],
        changes: false,
        loses: false,
        interrupts: false,
        log: Vec::new(),
    }));
    let own = Arc::new(OnceLock::<Kernel>::new());
    let (inner, itself) = (Arc::clone(&model), Arc::clone(&own));
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        let kernel = itself.get().unwrap();
        inner.lock().unwrap().dump(kernel, request, answers);
    });
    own.set(kernel.clone()).unwrap();
    (kernel, model)
}

fn mirror(kernel: &Kernel) -> Links {
    let links = RtLink::on(kernel.socket(Protocol::ROUTE)).unwrap();
    let mut mirror = Links::on(links, kernel.listener(Protocol::ROUTE)).unwrap();
    mirror.set_timeout(Some(Duration::ZERO));
    mirror
}

/// The next change; it has to be one of the copy so far. `None`: there is none now.
fn step(mirror: &mut Links, copy: &mut State) -> Option<Event> {
    let event = match mirror.next() {
        Ok(Change::Added(link)) => {
            let event = (link.header().ifi_index(), link.mtu());
            assert!(!copy.contains_key(&event.0), "{event:?} is added again");
            event
        }
        Ok(Change::Changed { old, new }) => {
            let event = (new.header().ifi_index(), new.mtu());
            assert_eq!(old.header().ifi_index(), event.0);
            assert_eq!(copy.get(&event.0).copied(), old.mtu());
            assert_ne!(old.mtu(), event.1);
            event
        }
        Ok(Change::Removed(link)) => {
            let index = link.header().ifi_index();
            assert_eq!(copy.get(&index).copied(), link.mtu());
            (index, None)
        }
        Err(error) if error.is_timeout() => return None,
        Err(error) => panic!("{error}"),
    };
    match event.1 {
        Some(mtu) => copy.insert(event.0, mtu),
        None => copy.remove(&event.0),
    };
    Some(event)
}

fn copied(mirror: &Links) -> State {
    let links = mirror.iter();
    links
        .map(|link| (link.header().ifi_index(), link.mtu().unwrap()))
        .collect()
}

/// Reads all changes until nothing is left to do.
fn settle(mirror: &mut Links, copy: &mut State, events: &mut Vec<Event>) {
    // On a scripted kernel, only what is due is waited for.
    mirror.set_timeout(Some(Duration::from_secs(9)));
    while let Some(event) = step(mirror, copy) {
        events.push(event);
    }
    assert!(mirror.is_complete());
    mirror.set_timeout(Some(Duration::ZERO));
}

#[test]
fn the_copy_is_right_after_any_interleaving() {
    let (mut changes, mut dumps) = (0, 0);
    for seed in 1..=200 {
        let (kernel, model) = modelled(seed);
        let mut mirror = mirror(&kernel);
        let (mut copy, mut events) = (State::new(), Vec::new());
        for round in 0..20 {
            let writes = {
                let mut model = model.lock().unwrap();
                model.changes = true;
                (model.loses, model.interrupts) = (seed % 3 != 0, seed % 4 == 0);
                for _ in 0..model.below(if round == 0 { 400 } else { 40 }) {
                    model.change(&kernel);
                }
                model.below(30)
            };
            for _ in 0..writes {
                events.extend(step(&mut mirror, &mut copy));
            }
            assert_eq!(copied(&mirror), copy, "seed {seed}");
        }
        {
            let mut model = model.lock().unwrap();
            (model.changes, model.loses, model.interrupts) = (false, false, false);
        }
        settle(&mut mirror, &mut copy, &mut events);
        let model = model.lock().unwrap();
        assert_eq!(copy, model.links, "seed {seed}");
        assert_eq!(copied(&mirror), copy, "seed {seed}");
        changes += model.log.len();
        dumps += mirror.dumps();
    }
    println!("{changes} changes, {dumps} dumps");
}

#[test]
fn without_a_loss_each_change_is_reported_once() {
    let mut reported = 0;
    for seed in 1..=60 {
        let (kernel, model) = modelled(seed);
        // Some dumps are read in parts, and some at once.
        for _ in 0..seed * 4 {
            model.lock().unwrap().change(&kernel);
        }
        let mut mirror = mirror(&kernel);
        let (mut copy, mut events) = (State::new(), Vec::new());
        settle(&mut mirror, &mut copy, &mut events);
        events.clear();
        let mut model_now = model.lock().unwrap();
        model_now.log.clear();
        model_now.changes = true;
        drop(model_now);
        for _ in 0..10 {
            // What says too little has all dumped again, during which more happens.
            kernel.notify(group::LINK, kind::NEWLINK, |message| {
                link(message, (1, None))?;
                message.put(11, &[])
            });
            let mut model = model.lock().unwrap();
            for _ in 0..model.below(20) {
                model.change(&kernel);
            }
            let reads = model.below(30);
            drop(model);
            for _ in 0..reads {
                events.extend(step(&mut mirror, &mut copy));
            }
        }
        model.lock().unwrap().changes = false;
        settle(&mut mirror, &mut copy, &mut events);
        let model = model.lock().unwrap();
        assert!(mirror.dumps() > 2);
        assert_eq!(events, model.log, "seed {seed}");
        assert_eq!(copy, model.links);
        reported += events.len();
    }
    println!("{reported} changes, each reported once");
}

/// A kernel that answers each dump with these messages.
fn answering(kind: u16, payloads: Arc<Mutex<Vec<Vec<u8>>>>) -> Kernel {
    Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        for payload in payloads.lock().unwrap().iter() {
            answers.part(request, kind, |message| message.raw(payload));
        }
        answers.done(request);
    })
}

#[test]
fn volatile_attributes_are_not_in_the_copy() {
    let mut payload = vec![0; 16];
    payload[4] = 7;
    payload[12..16].fill(0xff); // The mask of changes.
    payload.extend([8, 0, 4, 0, 0, 5, 0, 0, 5, 0, 23, 0, 1, 0, 0, 0]); // MTU, stats64.
    let links = Arc::new(Mutex::new(vec![payload]));
    let kernel = answering(kind::NEWLINK, links);
    let mut mirror = mirror(&kernel);
    assert!(matches!(mirror.next().unwrap(), Change::Added(_)));
    kernel.notify(group::LINK, kind::NEWLINK, |message| {
        link(message, (7, None))?;
        message.put(23, &[2, 3])?;
        message.put_u32(4, 0x500)
    });
    // A port of a bridge, which is no link that goes.
    kernel.notify(group::LINK, kind::DELLINK, |message| {
        message.raw(&[7, 0, 0, 0])?;
        message.raw(&7i32.to_ne_bytes())?;
        message.raw(&[0; 8])
    });
    assert!(mirror.next().unwrap_err().is_timeout());
    let mut links = mirror.iter();
    let link = links.next().unwrap();
    assert_eq!((link.mtu(), link.attrs().count()), (Some(0x500), 1));
    assert_eq!(link.header().ifi_change(), 0);
}

#[test]
fn parts_of_a_route_have_all_dumped_again() {
    let route = |oif: u8| {
        let mut payload = vec![2, 24, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0];
        payload.extend([8, 0, 1, 0, 192, 0, 2, 0, 8, 0, 4, 0, oif, 0, 0, 0]);
        payload
    };
    let routes = Arc::new(Mutex::new(vec![route(1)]));
    let kernel = answering(kind::NEWROUTE, Arc::clone(&routes));
    let family = rt_route::RtRoute::on(kernel.socket(Protocol::ROUTE)).unwrap();
    let mut mirror = rt_route::Routes::on(family, kernel.listener(Protocol::ROUTE)).unwrap();
    mirror.set_timeout(Some(Duration::from_secs(1)));
    assert!(matches!(mirror.next().unwrap(), Change::Added(_)));

    // Another one in its place: the message does not say whose.
    *routes.lock().unwrap() = vec![route(2)];
    let mut replacing = Answers::default();
    replacing.message(kind::NEWROUTE, Flags::REPLACE, 0, |message| {
        message.raw(&route(2))
    });
    kernel.notify_with(group::IPV4_ROUTE, replacing);
    let mut oifs = Vec::new();
    for _ in 0..2 {
        oifs.push(match mirror.next().unwrap() {
            Change::Added(route) => (true, route.oif()),
            Change::Removed(route) => (false, route.oif()),
            changed => panic!("{changed:?}"),
        });
    }
    oifs.sort_unstable();
    assert_eq!(oifs, [(false, Some(1)), (true, Some(2))]);

    // No notification follows when a link takes it away.
    routes.lock().unwrap().clear();
    kernel.notify(group::LINK, kind::NEWLINK, |message| message.raw(&[0; 16]));
    assert!(matches!(mirror.next().unwrap(), Change::Removed(_)));
    assert!(mirror.next().unwrap_err().is_timeout());
}

#[test]
fn one_of_two_rules_that_are_the_same_may_go() {
    let rule = vec![2, 0, 0, 0, 254, 0, 0, 1, 0, 0, 0, 0];
    let rules = Arc::new(Mutex::new(vec![rule.clone(), rule.clone()]));
    let kernel = answering(kind::NEWRULE, Arc::clone(&rules));
    let family = rt_rule::RtRule::on(kernel.socket(Protocol::ROUTE)).unwrap();
    let mut mirror = rt_rule::Rules::on(family, kernel.listener(Protocol::ROUTE)).unwrap();
    mirror.set_timeout(Some(Duration::ZERO));
    assert!(matches!(mirror.next().unwrap(), Change::Added(_)));
    for left in [1, 0] {
        rules.lock().unwrap().truncate(left);
        kernel.notify(group::IPV4_RULE, kind::DELRULE, |message| {
            message.raw(&rule)
        });
        match left {
            1 => assert!(mirror.next().unwrap_err().is_timeout()),
            _ => assert!(matches!(mirror.next().unwrap(), Change::Removed(_))),
        }
        assert_eq!(mirror.iter().count(), left);
    }
}

#[test]
fn an_update_of_a_connection_keeps_the_rest() {
    let group = |number| Group::new(number).unwrap();
    let tuple = [8, 0, 1, 0x80, 4, 0, 1, 0];
    let entry = |attrs: &[u8]| {
        let mut payload = vec![2, 0, 0, 0];
        payload.extend(tuple);
        payload.extend(attrs);
        payload
    };
    let status = [8, 0, 3, 0, 0, 0, 0, 8];
    let kernel = answering(256, Arc::new(Mutex::new(vec![entry(&status)])));
    let family = conntrack::Conntrack::on(kernel.socket(Protocol::NETFILTER)).unwrap();
    let listener = kernel.listener(Protocol::NETFILTER);
    let mut mirror = conntrack::Connections::on(family, listener).unwrap();
    mirror.set_timeout(Some(Duration::ZERO));
    assert!(matches!(mirror.next().unwrap(), Change::Added(_)));
    kernel.notify(group(2), 256, |message| {
        message.raw(&entry(&[8, 0, 8, 0, 0, 0, 0, 5]))
    });
    match mirror.next().unwrap() {
        Change::Changed { old, new } => {
            assert_eq!((old.mark(), new.mark()), (None, Some(5)));
            assert_eq!(old.status(), new.status());
            assert!(new.status().is_some());
        }
        other => panic!("{other:?}"),
    }
    kernel.notify(group(3), 258, |message| message.raw(&entry(&[])));
    assert!(matches!(mirror.next().unwrap(), Change::Removed(_)));
}

#[test]
fn a_refused_dump_is_an_error_and_is_tried_again() {
    let refuses = Arc::new(Mutex::new(true));
    let now = Arc::clone(&refuses);
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        match *now.lock().unwrap() {
            true => answers.refuse(request, Errno::EPERM, "no"),
            false => answers.done(request),
        }
    });
    let mut mirror = mirror(&kernel);
    assert_eq!(mirror.next().unwrap_err().errno(), Some(Errno::EPERM));
    assert!(!mirror.is_complete());
    *refuses.lock().unwrap() = false;
    mirror.set_timeout(Some(Duration::from_secs(2)));
    assert!(mirror.next().unwrap_err().is_timeout());
    assert!(mirror.is_complete());
}

#[tokio::test]
async fn the_same_copy_is_there_without_blocking() {
    use klink::tokio::families::rt_link::{Links, RtLink};
    use klink::tokio::{Listener, Socket};

    let (kernel, model) = modelled(7);
    for _ in 0..300 {
        model.lock().unwrap().change(&kernel);
    }
    model.lock().unwrap().loses = true;
    let socket = Socket::try_from(kernel.socket(Protocol::ROUTE)).unwrap();
    let listener = Listener::try_from(kernel.listener(Protocol::ROUTE)).unwrap();
    let mut mirror = Links::on(RtLink::on(socket).await.unwrap(), listener).unwrap();
    let mut copy = State::new();
    for round in 0..20 {
        model.lock().unwrap().changes = round < 19;
        while let Ok(change) = tokio::time::timeout(Duration::from_millis(20), mirror.next()).await
        {
            match change.unwrap() {
                Change::Added(link) | Change::Changed { new: link, .. } => {
                    copy.insert(link.header().ifi_index(), link.mtu().unwrap())
                }
                Change::Removed(link) => copy.remove(&link.header().ifi_index()),
            };
        }
        if round < 19 {
            model.lock().unwrap().change(&kernel);
        }
    }
    while !mirror.is_complete() {
        let next = tokio::time::timeout(Duration::from_millis(20), mirror.next());
        match next.await {
            Ok(change) => match change.unwrap() {
                Change::Added(link) | Change::Changed { new: link, .. } => {
                    copy.insert(link.header().ifi_index(), link.mtu().unwrap())
                }
                Change::Removed(link) => copy.remove(&link.header().ifi_index()),
            },
            Err(_) => None,
        };
    }
    assert_eq!(copy, model.lock().unwrap().links);
    assert!(mirror.dumps() > 1);
}
