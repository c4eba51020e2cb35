// SPDX-License-Identifier: MIT OR Apache-2.0

//! Safe calls of a module, drawn from a seed: the requests to `klink_attack.ko`.

use std::net::Ipv4Addr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{ensure, Result};
use fastrand::Rng;
use klink::genl::{Answer, Controller};
use klink::route::{DeleteAddress, NewAddress, SetLink};
use klink::{Errno, Error, ErrorKind, Flags, Group, Protocol, Raw, Socket, Writer};
use klink_protocol::attack::{self, attr, cmd, kind, CALLS, PLACES};

use crate::autoload::AWAY;
use crate::signals::unloading;
use crate::tally::{Section, Tally};

/// The number of calls per request.
const BATCH: u32 = 50;

/// How long the module may be absent.
const PATIENCE: Duration = Duration::from_secs(60);

/// Group numbers at and beyond the limits.
pub const GROUPS: [u32; 9] = [
    1,
    32,
    33,
    64,
    attack::GROUPS,
    attack::GROUPS + 1,
    1 << 20,
    i32::MAX as u32,
    u32::MAX,
];

/// The places of events that are rare.
const HOOKS: [&str; 2] = ["a device hook", "a module hook"];

/// All calls and places, at zero.
pub fn rows(tally: &mut Tally) {
    for (section, names) in [(Section::Made, &CALLS[..]), (Section::Place, &PLACES[..])] {
        for name in names {
            tally.row(section, name);
        }
    }
}

/// Requests calls until this many were made, and calls `wait` with their number after each batch. Returns the lines of a
/// table of them.
///
/// # Errors
/// Fails if the module stays absent.
pub fn run(seed: u64, calls: u64, wait: impl Fn(u64)) -> Result<Vec<String>> {
    let mut tally = Tally::default();
    let mut random = Rng::with_seed(seed);
    let (mut made, mut last) = (0, Instant::now());
    while made < calls {
        let seed = random.u64(..);
        match batch(seed, &mut random, &mut tally) {
            Ok(()) => {
                // Hooks and deferred work make some, too.
                made = tally.sum(Section::Made);
                wait(made.min(calls));
                last = Instant::now();
            }
            Err(error) if is_away(&error) => {
                ensure!(last.elapsed() < PATIENCE, "{error}");
                sleep(AWAY);
            }
            Err(error) => return Err(error.into()),
        }
        while unloading().exists() {
            sleep(Duration::from_millis(1));
        }
    }
    Ok(tally.to_lines().lines().map(str::to_owned).collect())
}

/// Whether the module was unloaded before this or during it.
fn is_away(error: &Error) -> bool {
    let errno = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NoReply => return true,
        ErrorKind::Refused(ack) => ack.errno,
        _ => error.errno(),
    };
    let away = [
        Errno::ENOENT,
        Errno::EPROTONOSUPPORT,
        Errno::ECONNREFUSED,
        Errno::EOPNOTSUPP,
        Errno::EBUSY,
        Errno::ESHUTDOWN,
    ];
    errno.is_some_and(|errno| away.contains(&errno))
}

/// One request: to the family, for a dump of it, or to the protocol.
fn batch(seed: u64, random: &mut Rng, tally: &mut Tally) -> Result<(), Error> {
    let family = Controller::open()?.family(attack::FAMILY)?.clone();
    let write = |message: &mut Writer<'_>| {
        message.put_u64(attr::SEED, seed)?;
        message.put_u32(attr::COUNT, BATCH)
    };
    match random.u8(..4) {
        0 => {
            let mut raw = Raw::open(attack::PROTOCOL)?;
            for _ in 0..random.u8(..4) {
                if let Some(group) = random.choice(GROUPS).and_then(Group::new) {
                    let joined = raw.join(group).is_ok();
                    let known = if joined { "joined" } else { "refused" };
                    tally.note(Section::Call, &format!("a group at the edge: {known}"));
                }
            }
            let request = klink::request(kind::CALL, write);
            send(&mut raw, &request.flags(Flags::REQUEST | Flags::ACK))?;
            drain(&mut raw, 1000);
        }
        1 => {
            let mut raw = Raw::open(Protocol::GENERIC)?;
            let request = family.request(cmd::CALL, write);
            send(&mut raw, &request.flags(Flags::REQUEST | Flags::DUMP))?;
            // Some dumps have no end.
            drain(&mut raw, random.u32(..20));
        }
        _ => {
            let mut raw = Raw::open(Protocol::GENERIC)?;
            let request = family.request(cmd::CALL, write);
            send(&mut raw, &request.flags(Flags::REQUEST | Flags::ACK))?;
            drain(&mut raw, 1000);
        }
    }
    let mut socket = Socket::open(Protocol::GENERIC)?;
    // Random calls soon stop the hooks, and a short campaign has few events for them.
    let never_called = HOOKS
        .iter()
        .any(|place| tally.of(Section::Place, place) == 0);
    let switched = match random.u8(..8) {
        0 => Some(random.bool()),
        _ => never_called.then_some(true),
    };
    if let Some(start) = switched.map(u32::from) {
        socket.apply(&family.request(cmd::HOOKS, |message| message.put_u32(attr::COUNT, start)))?;
        provoke()?;
    }
    let count = family.request(cmd::COUNT, |_| Ok(()));
    let answer: Answer<'_> = socket.request(&count)?;
    for (section, names, kind) in [
        (Section::Made, &CALLS[..], attr::MADE),
        (Section::Place, &PLACES[..], attr::PLACES),
    ] {
        let counts = answer
            .attrs
            .find(kind)
            .map_or(&[][..], |attr| attr.payload());
        for (name, count) in names.iter().zip(counts.chunks_exact(4)) {
            let count = count.try_into().map_or(0, u32::from_ne_bytes);
            let row = tally.row(section, name);
            tally.add(row, count.into());
        }
    }
    Ok(())
}

fn send<R: klink::Request>(raw: &mut Raw, request: &R) -> Result<(), Error> {
    let message = raw.message(request, 7)?;
    raw.send(&message)
}

/// Reads some of the messages that the calls have sent, which may be anything.
fn drain(raw: &mut Raw, most: u32) {
    for _ in 0..most {
        if matches!(raw.try_receive(), Ok(None)) {
            return;
        }
    }
}

/// Causes events that hooks see. Failures do not matter: another caller may do the same.
fn provoke() -> Result<(), Error> {
    const LOOPBACK: i32 = 1;
    let ip = Ipv4Addr::new(127, 0, 0, 9).into();
    let mut socket = Socket::open(Protocol::ROUTE)?;
    // An address of the same network has to have the same scope (RT_SCOPE_HOST) as the one that is there.
    let _ = socket.apply(&NewAddress::new(LOOPBACK, ip, 8).scope(254));
    let _ = socket.apply(&DeleteAddress::new(LOOPBACK, ip, 8));
    for mtu in [60_000, 65_536] {
        let _ = socket.apply(&SetLink::new(LOOPBACK).mtu(mtu));
    }
    Ok(())
}

/// A process in a network namespace of its own, older than any socket that the modules open: sends to their protocols,
/// which have no socket there, until the campaign ends. Returns the table.
///
/// # Errors
/// Fails if it could not continue.
pub fn stranger(seed: u64, over: impl Fn() -> bool) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut random = Rng::with_seed(seed);
    let protocols = [klink_protocol::echo::PROTOCOL, attack::PROTOCOL];
    while !over() {
        let start = Instant::now();
        let protocol = random.choice(protocols).unwrap_or(attack::PROTOCOL);
        let said = match Raw::open(protocol) {
            Ok(mut raw) => {
                let buffer = random.choice([0, 1, usize::MAX]).unwrap_or(0);
                let _ = raw.set_receive_buffer(buffer);
                if let Some(group) = random.choice(GROUPS).and_then(Group::new) {
                    let _ = raw.join(group);
                }
                raw.send(&[0; 32])
            }
            Err(error) => Err(error),
        };
        let said = match said {
            Ok(()) => "taken".to_owned(),
            Err(error) => error
                .errno()
                .map_or("another".to_owned(), |errno| format!("{errno:?}")),
        };
        tally.note(Section::Call, &format!("send in another namespace: {said}"));
        // Most of the time of a slow kernel belongs to others, too.
        sleep(start.elapsed() * 4 + Duration::from_micros(random.u64(..20_000)));
        while unloading().exists() {
            sleep(Duration::from_millis(1));
        }
    }
    Ok(tally)
}
