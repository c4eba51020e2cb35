// SPDX-License-Identifier: MIT OR Apache-2.0

//! Medians, tables, required limits.

use anyhow::{Context, Result};

use crate::collector::{Kind, Tally};
use crate::collectors::{
    Method, DUMPS, IN_PLACE, JOURNAL, JOURNAL_OF_FOUR, PAUSING, PROC, RING_BUFFER,
    RING_BUFFERS_OF_FOUR,
};
use crate::round::Round;
use crate::storm::{Cost, Plan};

/// A method's medians over the rounds.
pub struct Measured {
    name: &'static str,
    seen: f64,
    lost: f64,
    known_lost: Option<f64>,
    /// Events per second of the collector's processor time.
    rate: f64,
    /// Nanoseconds that are added to a fork and exit: of its own processor time, and until it is done.
    added: Cost,
    /// Nanoseconds within which 50 % and 99 % of the events arrive: of all events in a storm, and of forks and exits on
    /// an idle machine.
    loaded: [f64; 2],
    forks: [f64; 2],
    exits: [f64; 2],
}

/// A storm and a collector that reads when it is over.
pub struct Behind {
    pub name: &'static str,
    /// The size of the buffer; 0 for the socket's default.
    pub bytes: u32,
    pub round: Round,
}

impl Measured {
    pub fn new(
        method: &Method,
        base: &[Cost],
        [cost, along, timed, idle]: &[Vec<Round>; 4],
    ) -> Self {
        let over = |of: fn(&Round) -> f64| median(along.iter().map(of));
        // Drift from round to round affects both.
        let pairs = || cost.iter().map(|round| round.cost).zip(base);
        let known = along.iter().map(|round| round.tally.known_lost);
        let percentiles = |rounds: &[Round], kinds: &[Kind]| {
            [50, 99].map(|percent| {
                let of_round = |round| percentile(round, kinds, percent);
                median(rounds.iter().map(of_round))
            })
        };
        Self {
            name: method.name,
            seen: over(|round| round.tally.seen() as f64),
            lost: over(|round| round.lost as f64),
            known_lost: known
                .map(|lost| lost.map(|lost| lost as f64))
                .collect::<Option<Vec<_>>>()
                .map(|lost| median(lost.into_iter())),
            rate: over(|round| rate(&round.tally)),
            added: Cost {
                cpu: median(pairs().map(|(with, without)| with.cpu - without.cpu)),
                wall: median(pairs().map(|(with, without)| with.wall - without.wall)),
            },
            loaded: percentiles(timed, &[Kind::Fork, Kind::Exec, Kind::Exit]),
            forks: percentiles(idle, &[Kind::Fork]),
            exits: percentiles(idle, &[Kind::Exit]),
        }
    }
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

fn percentile(round: &Round, kinds: &[Kind], percent: usize) -> f64 {
    let latencies = round.tally.latencies.iter().flatten();
    let wanted = latencies.filter(|(kind, _)| kinds.contains(kind));
    let mut latencies: Vec<u64> = wanted.map(|(_, latency)| *latency).collect();
    latencies.sort_unstable();
    let at = latencies.len().saturating_sub(1) * percent / 100;
    latencies
        .get(at)
        .map_or(f64::NAN, |&latency| latency as f64)
}

fn rate(tally: &Tally) -> f64 {
    tally.seen() as f64 / tally.cpu.as_secs_f64()
}

fn known(lost: Option<f64>) -> String {
    lost.map_or("some".to_owned(), |lost| format!("{lost:.0}"))
}

/// Prints the results of the rounds.
pub fn print_rounds(storm: Plan, base: &[Cost], measured: &[Measured]) {
    println!(
        "{} forks and {} execs, {} events; a vfork and exit without collector: {:.0} ns of processor time, {:.0} ns\n",
        storm.forks + storm.execs,
        storm.execs,
        storm.events(),
        median(base.iter().map(|cost| cost.cpu)),
        median(base.iter().map(|cost| cost.wall))
    );
    println!("| collector | seen | lost | known lost | events per second of reader's CPU | added to a vfork and exit, ns of its CPU | of the proc connector's | of all CPUs, ns |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let proc = find(measured, PROC).map_or(f64::NAN, |proc| proc.added.cpu);
    for one in measured {
        println!(
            "| {} | {:.0} | {:.0} | {} | {:.0} | {:.0} | {:.2} | {:.0} |",
            one.name,
            one.seen,
            one.lost,
            known(one.known_lost),
            one.rate,
            one.added.cpu,
            one.added.cpu / proc,
            one.added.wall
        );
    }
    println!("\n| latency, us | of an idle machine's fork, p50 | p99 | of its exit, p50 | p99 | in the storm, p50 | p99 |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for one in measured {
        print!("| {} |", one.name);
        for time in [one.forks, one.exits, one.loaded].concat() {
            match time {
                time if time.is_nan() => print!(" - |"),
                time => print!(" {:.1} |", time / 1000.0),
            }
        }
        println!();
    }
}

/// Prints the results of the collectors that read too late.
pub fn print_behind(storm: Plan, behind: &[Behind]) {
    println!(
        "\n{} events that are read only after the storm\n",
        storm.events()
    );
    println!(
        "| collector | buffer, KiB | seen | lost | known lost | events per second of reader's CPU |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for Behind { name, bytes, round } in behind {
        let tally = &round.tally;
        let size = match bytes {
            0 => "default".to_owned(),
            bytes => (bytes >> 10).to_string(),
        };
        println!(
            "| {name} | {size} | {} | {} | {} | {:.0} |",
            tally.seen(),
            round.lost,
            known(tally.known_lost.map(|lost| lost as f64)),
            rate(tally)
        );
    }
}

fn find<'a>(measured: &'a [Measured], name: &str) -> Option<&'a Measured> {
    measured.iter().find(|one| one.name == name)
}

/// A target, what was reached, and the limit that is required or desired.
struct Target {
    what: &'static str,
    reached: f64,
    limit: Limit,
}

enum Limit {
    AtLeast(f64),
    AtMost(f64),
    None,
}

impl Target {
    fn is_met(&self) -> bool {
        match self.limit {
            Limit::AtLeast(limit) => self.reached >= limit,
            Limit::AtMost(limit) => self.reached <= limit,
            Limit::None => true,
        }
    }
}

/// Prints the targets and the results; returns whether all required limits are met.
pub fn print_floors(measured: &[Measured], behind: &[Behind]) -> Result<bool> {
    use Limit::{AtLeast, AtMost, None};

    let journal = find(measured, JOURNAL).context("no journal")?;
    let dumps = find(measured, DUMPS).context("no journal")?;
    let proc = find(measured, PROC).context("no proc connector")?;
    let of_pausing = find(measured, PAUSING).map_or(f64::NAN, |pausing| pausing.rate);
    let late = |name: &str| behind.iter().find(|one| one.name == name);
    let late_rate = |name: &str| late(name).map_or(f64::NAN, |one| rate(&one.round.tally));
    let lost = |name: &str| late(name).map_or(f64::NAN, |one| one.round.lost as f64);
    let packed = late(DUMPS).and_then(|late| {
        let account = late.round.tally.account?;
        Some(late.round.tally.all as f64 / account.datagrams as f64)
    });
    let target = |what, reached, limit| Target {
        what,
        reached,
        limit,
    };
    let mut targets = vec![
        // A fork is reported at the same place in the kernel by all of them, but not an exit.
        target(
            "of the proc connector's: added to a vfork and exit",
            journal.added.cpu / proc.added.cpu,
            AtMost(1.0),
        ),
        target(
            "events a second of reader's CPU, catching up, dumps",
            late_rate(DUMPS) / late_rate(PROC),
            AtLeast(10.0),
        ),
        target(
            "the same, reading along, dumps",
            dumps.rate / proc.rate,
            None,
        ),
        target(
            "the same, reading along, mapped",
            journal.rate / proc.rate,
            None,
        ),
        target("the same, with pauses", of_pausing / proc.rate, None),
        target(
            "latency of a fork on an idle machine, dumps",
            dumps.forks[0] / proc.forks[0],
            AtMost(3.0),
        ),
        target("the same of an exit", dumps.exits[0] / proc.exits[0], None),
        target(
            "events a datagram, catching up",
            packed.unwrap_or(f64::NAN),
            AtLeast(100.0),
        ),
        target("lost in 32 MiB, dumps", lost(DUMPS), AtMost(0.0)),
        target("lost in 32 MiB, mapped", lost(JOURNAL), AtMost(0.0)),
    ];
    if let (Some(ring), Some(rings), Some(of_four)) = (
        find(measured, RING_BUFFER),
        find(measured, RING_BUFFERS_OF_FOUR),
        find(measured, JOURNAL_OF_FOUR),
    ) {
        let of_ring = |name: &str| late_rate(name) / late_rate(RING_BUFFER);
        targets.extend([
            target(
                "of a BPF ring buffer's: added to a vfork and exit",
                journal.added.cpu / ring.added.cpu,
                AtMost(2.0),
            ),
            target(
                "the same, for four programs",
                of_four.added.cpu / rings.added.cpu,
                None,
            ),
            target(
                "events a second of reader's CPU, catching up, mapped",
                of_ring(JOURNAL),
                AtLeast(1.0),
            ),
            target("the same, in place", of_ring(IN_PLACE), AtLeast(1.4)),
            target(
                "the same, reading along, mapped",
                journal.rate / ring.rate,
                AtLeast(1.1),
            ),
            target(
                "latency of a fork on an idle machine, mapped",
                journal.forks[0] / ring.forks[0],
                AtMost(1.3),
            ),
            target(
                "the same of an exit",
                journal.exits[0] / ring.exits[0],
                None,
            ),
        ]);
    }
    println!("\n| target | reached | limit |");
    println!("| --- | ---: | ---: |");
    for Target {
        what,
        reached,
        limit,
    } in &targets
    {
        let limit = match limit {
            AtLeast(limit) => format!("at least {limit}"),
            AtMost(limit) => format!("at most {limit}"),
            None => String::new(),
        };
        println!("| {what} | {reached:.2} | {limit} |");
    }
    // Each round would have failed otherwise.
    println!("| read and reported lost, less than appended, in any round | 0 | at most 0 |");
    let missed: Vec<_> = targets.iter().filter(|target| !target.is_met()).collect();
    for target in &missed {
        println!("\nMissed: {}.", target.what);
    }
    if missed.is_empty() {
        println!("\nAll limits are met.");
    }
    Ok(missed.is_empty())
}
