// SPDX-License-Identifier: MIT OR Apache-2.0

//! The journal's source of TCP states.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::events::{Item, Journal, Kind, Reader, Start, State, TcpState};
use klink_tests_guest::command::shell;
use klink_tests_guest::Guest;
use rustix::net::{ipproto, listen, socket, AddressFamily, SocketType};

const TIMEOUT: Duration = Duration::from_secs(20);

/// The sockets of some ports: both ends, and the state as ss calls it.
type Sockets = BTreeMap<(SocketAddr, SocketAddr), &'static str>;

/// A state as ss calls it. A socket that is closed is none any more.
fn by_ss(state: TcpState) -> Option<&'static str> {
    Some(match state {
        TcpState::ESTABLISHED => "ESTAB",
        TcpState::SYN_SENT => "SYN-SENT",
        TcpState::SYN_RECV => "SYN-RECV",
        TcpState::FIN_WAIT1 => "FIN-WAIT-1",
        TcpState::FIN_WAIT2 => "FIN-WAIT-2",
        TcpState::CLOSE_WAIT => "CLOSE-WAIT",
        TcpState::LAST_ACK => "LAST-ACK",
        TcpState::LISTEN => "LISTEN",
        TcpState::CLOSING => "CLOSING",
        TcpState::CLOSE => return None,
        other => panic!("an event has {other:?}"),
    })
}

/// The rows of ss for a port, without what only waits for late segments.
fn shown(port: u16) -> Vec<(SocketAddr, SocketAddr, String)> {
    let shown = shell(&format!(
        "/usr/bin/ss -Htan '( sport = {port} or dport = {port} )'"
    ));
    let rows = shown.lines().map(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        let [state, _, _, local, remote] = words[..] else {
            panic!("{line}")
        };
        let end = |end: &str| {
            let end = end.replace(":*", ":0");
            // What an IPv6 socket is bound to that is not bound.
            let whole = end.strip_prefix("*:").map(|port| format!("[::]:{port}"));
            let end = whole.unwrap_or(end);
            end.parse().unwrap_or_else(|_| panic!("{end} in {line}"))
        };
        (end(local), end(remote), state.to_owned())
    });
    let mut rows: Vec<_> = rows.filter(|(_, _, state)| state != "TIME-WAIT").collect();
    rows.sort();
    rows
}

/// Follows the events until they have led to what ss shows of the port.
fn follow(reader: &mut Reader, sockets: &mut Sockets, port: u16) {
    let netns = fs::metadata("/proc/self/ns/net").unwrap().ino() as u32;
    let until = Instant::now() + TIMEOUT;
    loop {
        while let Some(item) = reader.try_next().unwrap() {
            let Item::Event(event) = item else {
                panic!("{item:?}")
            };
            let Some(change) = event.tcp() else { continue };
            let (local, remote) = (event.local().unwrap(), event.remote().unwrap());
            if ![local.port(), remote.port()].contains(&port) {
                continue;
            }
            assert_eq!((event.kind(), change.netns), (Kind::TCP, netns));
            // A socket that connects gets its port afterwards.
            if (change.new, local.port()) == (TcpState::SYN_SENT, 0) {
                continue;
            }
            match by_ss(change.new) {
                Some(state) => sockets.insert((local, remote), state),
                None => sockets.remove(&(local, remote)),
            };
        }
        let reported = sockets.iter();
        let reported: Vec<_> = reported
            .map(|(ends, state)| (ends.0, ends.1, (*state).to_owned()))
            .collect();
        let shown = shown(port);
        if reported == shown {
            return;
        }
        assert!(
            Instant::now() < until,
            "reported {reported:#?}, shown {shown:#?}"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

fn lo_up() {
    shell("ip link set lo up");
}

#[test]
fn a_connection_is_reported_as_ss_shows_it() {
    let guest = Guest::enter();
    lo_up();
    let _events = guest.load("klink_events", "sources=tcp");
    let mut reader = Reader::open(Start::Now).unwrap();
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let mut sockets = Sockets::new();
        let listener = TcpListener::bind(address).unwrap();
        let port = listener.local_addr().unwrap().port();
        follow(&mut reader, &mut sockets, port);
        assert_eq!(sockets.values().copied().collect::<Vec<_>>(), ["LISTEN"]);
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        follow(&mut reader, &mut sockets, port);
        let state = |sockets: &Sockets, of: &TcpStream| {
            let ends = (of.local_addr().unwrap(), of.peer_addr().unwrap());
            sockets.get(&ends).copied()
        };
        assert_eq!(state(&sockets, &client), Some("ESTAB"));
        assert_eq!(state(&sockets, &server), Some("ESTAB"));
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(server.read(&mut [0]).unwrap(), 0);
        follow(&mut reader, &mut sockets, port);
        assert_eq!(state(&sockets, &client), Some("FIN-WAIT-2"));
        assert_eq!(state(&sockets, &server), Some("CLOSE-WAIT"));
        drop(server);
        follow(&mut reader, &mut sockets, port);
        drop((client, listener));
        follow(&mut reader, &mut sockets, port);
        assert!(sockets.is_empty(), "{sockets:?}");
    }
    let text = shell("klink events --type tcp");
    let line = text.lines().next().unwrap();
    assert!(line.contains(" tcp 127.0.0.1:"), "{line}");
    assert!(line.ends_with(" to 0.0.0.0:0 close -> listen"), "{line}");
    let json = shell("klink events --type tcp --json");
    let line = json.lines().last().unwrap();
    for words in [
        r#""kind":"tcp","netns":"#,
        r#""new_state":"close","local":"::1","local_port":"#,
    ] {
        assert!(line.contains(words), "{line}");
    }
}

/// The first event with this state: its network namespace and its port on this side.
fn first(reader: &mut Reader, state: TcpState) -> (u32, u16) {
    reader.set_timeout(Some(TIMEOUT));
    loop {
        match reader.next().unwrap() {
            Item::Event(event) => {
                if let Some(change) = event.tcp().filter(|change| change.new == state) {
                    return (change.netns, change.local_port);
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_socket_has_its_network_namespace() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=tcp");
    let mut reader = Reader::open(Start::Now).unwrap();
    let script = "stat -L -c %i /proc/self/ns/net; timeout 1 nc -l -p 4711 </dev/null; true";
    let inode = shell(&format!("unshare -n sh -c '{script}'"));
    let expected = (inode.trim().parse().unwrap(), 4711);
    assert_eq!(first(&mut reader, TcpState::LISTEN), expected);
}

#[test]
fn other_protocols_are_left_out() {
    let guest = Guest::enter();
    lo_up();
    let _events = guest.load("klink_events", "sources=tcp");
    // The kernel reports a socket of Multipath TCP, and the one of TCP that it has below.
    let multipath = socket(
        AddressFamily::INET,
        SocketType::STREAM,
        Some(ipproto::MPTCP),
    )
    .unwrap();
    listen(&multipath, 1).unwrap();
    drop(multipath);
    let (_, sources) = Journal::open().unwrap().status().unwrap();
    let tcp = sources.iter().find(|source| source.kind == Kind::TCP);
    assert_eq!(tcp.unwrap().appended, 2, "listen and close, once each");
}

fn connect(listener: &TcpListener) {
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (server, _) = listener.accept().unwrap();
    drop((client, server));
}

#[test]
fn states_are_reported_only_when_asked_for() {
    let guest = Guest::enter();
    lo_up();
    let state = |kind| {
        let (_, sources) = Journal::open().unwrap().status().unwrap();
        let source = sources.into_iter().find(|source| source.kind == kind);
        source.unwrap()
    };
    let both = guest.load("klink_events", "sources=default,tcp");
    assert_eq!(state(Kind::TCP).state, State::ON);
    assert_eq!(state(Kind::FORK).state, State::ON);
    drop(both);
    let _events = guest.load("klink_events", "");
    assert_eq!(state(Kind::TCP).state, State::OFF);
    assert_eq!(state(Kind::FORK).state, State::ON);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut journal = Journal::open().unwrap();
    connect(&listener);
    assert_eq!(state(Kind::TCP).appended, 0);
    journal.switch(Kind::TCP, true).unwrap();
    connect(&listener);
    journal.switch(Kind::TCP, false).unwrap();
    let reported = state(Kind::TCP).appended;
    assert!(reported >= 6, "{reported}");
    connect(&listener);
    assert_eq!(state(Kind::TCP).appended, reported);

    let kinds = shell("klink events --type tcp,switch");
    let kinds: Vec<_> = kinds.lines().collect();
    let (last, rest) = kinds.split_last().unwrap();
    let (first, between) = rest.split_first().unwrap();
    assert!(first.contains(" switch on tcp pid "), "{kinds:#?}");
    assert!(last.contains(" switch off tcp pid "), "{kinds:#?}");
    assert_eq!(between.len() as u64, reported);
    assert!(between.iter().all(|line| line.contains(" tcp 127.0.0.1:")));
}

#[test]
fn a_storm_of_connections_is_whole_or_counted_lost() {
    const CONNECTIONS: u64 = 1_000;
    let guest = Guest::enter();
    lo_up();
    for (size, fits) in [(33_554_432, true), (16_384, false)] {
        let _events = guest.load("klink_events", &format!("sources=tcp size={size}"));
        let mut reader = Reader::open(Start::Oldest).unwrap();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                    (0..CONNECTIONS / 2).for_each(|_| connect(&listener));
                });
            }
        });
        let (mut established, mut events, mut lost) = (0, 0, 0);
        while let Some(item) = reader.try_next().unwrap() {
            match item {
                Item::Event(event) => {
                    events += 1;
                    let new = event.tcp().map(|change| change.new);
                    established += u64::from(new == Some(TcpState::ESTABLISHED));
                }
                Item::Gap(gap) => lost += gap.count(),
                Item::Restart => panic!("another journal"),
            }
        }
        // Soft interrupts may close some sockets meanwhile, but every connection was established at both ends.
        assert_eq!(fits, lost == 0, "{events} and {lost}");
        assert!(events + lost >= CONNECTIONS * 6, "{events} and {lost}");
        assert_eq!(reader.cursor().next - 1, events + lost);
        if fits {
            assert_eq!(established, 2 * CONNECTIONS);
        }
    }
}

#[test]
fn the_source_ends_under_connections() {
    let guest = Guest::enter();
    lo_up();
    let end = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            while !end.load(Ordering::Relaxed) {
                connect(&listener);
            }
        });
        for _ in 0..5 {
            let events = guest.load("klink_events", "sources=tcp size=4096");
            let mut journal = Journal::open().unwrap();
            for on in [false, true].into_iter().cycle().take(20) {
                journal.switch(Kind::TCP, on).unwrap();
            }
            drop(events);
        }
        end.store(true, Ordering::Relaxed);
    });
}
