// SPDX-License-Identifier: MIT OR Apache-2.0

//! The cost of a round trip through the echo, compared with the same exercise in C, and of an event: `docs/performance.md`
//! has the commands and the figures.

use std::time::Instant;

use klink_tests_guest::peer::{Draft, Peer};
use klink_tests_guest::Guest;
use rustix::thread::set_name;

/// The percentage of instructions that the echo may take more than the exercise in C.
const LIMIT: u128 = 5;

/// The same limit for the time on a clock, which is mostly noise.
const LIMIT_OF_TIME: u128 = 25;

/// Nanoseconds of a round trip, in one round of this many; with the lab's instruction clock they are instructions.
fn round(peer: &mut Peer, trips: u32) -> u128 {
    let message = Draft::new(b"Hello from user space\0").bytes();
    let begin = Instant::now();
    for _ in 0..trips {
        peer.send(&message);
        peer.answer();
    }
    begin.elapsed().as_nanos() / u128::from(trips)
}

/// Runs some rounds with one module, after one that warms up.
fn rounds(
    guest: &Guest,
    (module, parameters): (&'static str, &str),
    count: usize,
    trips: u32,
) -> Vec<u128> {
    let _module = guest.load(module, parameters);
    let mut peer = Peer::open();
    round(&mut peer, trips);
    let rounds = (0..count).map(|_| round(&mut peer, trips)).collect();
    // Before the log overflows.
    guest.log();
    rounds
}

#[test]
#[ignore = "measures, with --count-instructions"]
fn echo_takes_few_instructions_more_than_c() {
    let guest = Guest::enter();
    // The minimum: timers and the log's reader add to the others.
    let cost = |module, parameters| {
        let rounds = rounds(&guest, (module, parameters), 5, 200);
        rounds.into_iter().min().unwrap_or_default()
    };
    let logged = cost("exercise", "");
    let quiet = cost("exercise", "quiet=1");
    let echo = cost("klink_echo", "");
    println!("C, every message logged: {logged}\nC, nothing logged: {quiet}\nklink_echo: {echo}");
    assert!(
        echo * 100 <= quiet * (100 + LIMIT),
        "more than {LIMIT} % above"
    );
}

#[test]
#[ignore = "measures, without --count-instructions"]
fn echo_takes_hardly_longer_than_the_exercise_in_c() {
    let guest = Guest::enter();
    let (mut quiet, mut echo) = (Vec::new(), Vec::new());
    for _ in 0..9 {
        quiet.extend(rounds(&guest, ("exercise", "quiet=1"), 1, 2000));
        echo.extend(rounds(&guest, ("klink_echo", ""), 1, 2000));
    }
    let median = |mut rounds: Vec<u128>| {
        rounds.sort_unstable();
        rounds[rounds.len() / 2]
    };
    let (quiet, echo) = (median(quiet), median(echo));
    println!("C, nothing logged: {quiet} ns\nklink_echo: {echo} ns");
    assert!(
        echo * 100 <= quiet * (100 + LIMIT_OF_TIME),
        "more than {LIMIT_OF_TIME} % above"
    );
}

/// The number of instructions that an event may take, in the lab's kernels.
const LIMIT_OF_EVENT: u128 = 650;

#[test]
#[ignore = "measures, with --count-instructions"]
fn an_event_about_a_thread_takes_few_instructions() {
    let guest = Guest::enter();
    let cost = |sources| {
        let _events = guest.load("klink_events", sources);
        let round = |_| {
            let begin = Instant::now();
            (0..2000).for_each(|_| assert!(set_name(c"renamed").is_ok()));
            begin.elapsed().as_nanos() / 2000
        };
        (0..10).map(round).min().unwrap_or_default()
    };
    let (off, on) = (cost("sources=none"), cost("sources=comm"));
    println!("a rename: {off}\nits event: {}", on - off);
    assert!(on - off <= LIMIT_OF_EVENT, "more than {LIMIT_OF_EVENT}");
}
