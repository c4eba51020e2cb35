// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a round trip through the echo costs, beside the same exercise in C: `docs/performance.md` has the command and
//! the figures.

use std::time::Instant;

use klink_tests_guest::peer::{Draft, Peer};
use klink_tests_guest::Guest;

/// How many instructions more than the exercise in C the echo may take, in percent.
const LIMIT: u128 = 5;

/// The same for the time on a clock, which is noise for the most part.
const LIMIT_OF_TIME: u128 = 25;

/// Nanoseconds of a round trip in one round of so many, which are instructions where the lab counts those.
fn round(peer: &mut Peer, trips: u32) -> u128 {
    let message = Draft::new(b"Hello from user space\0").bytes();
    let begin = Instant::now();
    for _ in 0..trips {
        peer.send(&message);
        peer.answer();
    }
    begin.elapsed().as_nanos() / u128::from(trips)
}

/// Some rounds with one module, behind one that warms up.
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
    // The least: timers and the log's reader take their share of the others.
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
