// SPDX-License-Identifier: MIT OR Apache-2.0

//! Unloading: never while in use, and without a trace.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::echo::{Client, GREETING, PROTOCOL};
use klink::Errno;
use klink_tests_guest::peer::{good_exchange, Draft, Peer};
use klink_tests_guest::{as_user, Guest};
use rustix::io::Errno as Refusal;

#[test]
fn an_open_socket_keeps_the_module() {
    let guest = Guest::enter();
    let echo = guest.load("klink_echo", "");
    as_user(|| {
        let mut peer = Peer::open();
        assert_eq!(
            echo.try_unload(),
            Err(Refusal::PERM),
            "an ordinary user unloads nothing"
        );
        peer.good_exchange();
    });
    let mut peer = Peer::open();
    assert_eq!(echo.try_unload(), Err(Refusal::AGAIN));
    peer.good_exchange();
    drop(peer);
    assert_eq!(echo.try_unload(), Ok(()));
}

#[test]
fn unread_answers_do_not_keep_the_module() {
    let guest = Guest::enter();
    let echo = guest.load("klink_echo", "");
    let mut peer = Peer::open();
    for _ in 0..50 {
        peer.send(&Draft::new(b"for nobody").bytes());
    }
    drop(peer);
    assert_eq!(echo.try_unload(), Ok(()));
}

#[test]
fn the_protocol_is_gone_afterwards() {
    let guest = Guest::enter();
    drop(guest.load("klink_echo", ""));
    let error = as_user(|| Client::open(PROTOCOL).err()).expect("the protocol is still there");
    assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT));
    let sockets = fs::read_to_string("/proc/net/netlink").unwrap();
    let mut protocols = sockets
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1));
    assert!(protocols.all(|protocol| protocol != "30"), "{sockets}");
}

#[test]
fn loads_and_unloads_under_traffic() {
    let guest = Guest::enter();
    let (over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    // Opens, talks and closes: a refused socket is the only failure that a sender may see.
    let traffic = || {
        while !over.load(Ordering::Relaxed) {
            match Client::open(PROTOCOL) {
                Ok(mut client) => {
                    assert_eq!(client.say("hi").unwrap(), GREETING.as_bytes());
                    answered.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT), "{error}"),
            }
            // Unloading needs a moment without any socket.
            thread::sleep(Duration::from_millis(1));
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| as_user(traffic));
        }
        let _stop = Stop(&over);
        let begin = Instant::now();
        for round in 1..=30 {
            let echo = guest.load("klink_echo", "");
            // Each load gets its share of the traffic.
            while answered.load(Ordering::Relaxed) < round * 3 {
                assert!(
                    begin.elapsed() < Duration::from_secs(60),
                    "the traffic has stopped"
                );
                thread::sleep(Duration::from_millis(1));
            }
            drop(echo);
        }
    });
    let _echo = guest.load("klink_echo", "");
    as_user(good_exchange);
}

/// Ends the traffic, also when the test fails: the scope waits for its threads.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
