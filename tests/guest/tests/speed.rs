// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a round trip through the echo costs, beside the same exercise in C: `docs/performance.md` has the command and
//! the figures.

use std::time::Instant;

use klink_tests_guest::peer::{Draft, Peer};
use klink_tests_guest::Guest;

/// How many instructions more than the exercise in C the echo may take, in percent.
const LIMIT: u128 = 5;

/// Nanoseconds of a round trip, which are instructions where the lab counts those: the least of some rounds, since
/// timers and the log's reader take their share of others.
fn round_trip(peer: &mut Peer, message: &[u8]) -> u128 {
    const TRIPS: u32 = 200;
    let mut round = || {
        let begin = Instant::now();
        for _ in 0..TRIPS {
            peer.send(message);
            peer.answer();
        }
        begin.elapsed().as_nanos() / u128::from(TRIPS)
    };
    round();
    (0..5).map(|_| round()).min().unwrap_or_default()
}

#[test]
#[ignore = "measures, with --count-instructions"]
fn echo_takes_hardly_more_instructions_than_the_exercise_in_c() {
    let guest = Guest::enter();
    let message = Draft::new(b"Hello from user space\0").bytes();
    let cost = |name, parameters| {
        let _module = guest.load(name, parameters);
        let cost = round_trip(&mut Peer::open(), &message);
        // Before the log overflows.
        guest.log();
        cost
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
