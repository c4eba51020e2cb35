// SPDX-License-Identifier: MIT OR Apache-2.0

//! Medians, tables, required limits.

use anyhow::{Context, Result};

use crate::collectors::{Kind, Method, Tally, JOURNAL, PAUSING, PROC, RING_BUFFER};
use crate::round::Round;
use crate::storm::{Cost, Plan};

/// A way's medians over the rounds.
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
    pub fn new(way: &Method, base: &[Cost], [cost, along, timed, idle]: &[Vec<Round>; 4]) -> Self {
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
            name: way.name,
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

/// Prints the targets and the results; returns whether all required limits are met.
pub fn print_floors(measured: &[Measured], behind: &[Behind]) -> Result<bool> {
    let journal = find(measured, JOURNAL).context("no journal")?;
    let proc = find(measured, PROC).context("no proc connector")?;
    let late = |name: &str| behind.iter().find(|one| one.name == name);
    let late_rate = |name: &str| late(name).map_or(f64::NAN, |one| rate(&one.round.tally));
    let whole = late(JOURNAL).context("no journal")?;
    let cost = journal.added.cpu / proc.added.cpu;
    let catching_up = late_rate(JOURNAL) / late_rate(PROC);
    let pausing = find(measured, PAUSING).map_or(f64::NAN, |pausing| pausing.rate / proc.rate);
    let along = journal.rate / proc.rate;
    let packed = whole.round.tally.account.map_or(f64::NAN, |account| {
        whole.round.tally.all as f64 / account.datagrams as f64
    });
    // Both report a fork at the same place in the kernel, but not an exit.
    let latency = journal.forks[0] / proc.forks[0];
    let of_exit = |to: &Measured| journal.exits[0] / to.exits[0];
    println!("\n| target | reached | required | desired |");
    println!("| --- | ---: | ---: | ---: |");
    println!("| added to a vfork and exit, of the proc connector's | {cost:.2} | 1.0 | 0.5 |");
    println!("| events per second of reader's CPU, of the proc connector's, catching up | {catching_up:.1} | 10 | 20 |");
    println!("| the same, reading along | {along:.1} | | |");
    println!("| the same, reading along, with pauses | {pausing:.1} | | |");
    if late(RING_BUFFER).is_some() {
        let ring = late_rate(JOURNAL) / late_rate(RING_BUFFER);
        println!("| the same, of a BPF ring buffer's, catching up | {ring:.2} | | 1.0 |");
    }
    println!("| events per datagram, catching up | {packed:.0} | 100 | |");
    println!("| latency of a fork on an idle machine, of the proc connector's | {latency:.2} | 3 | 1.5 |");
    println!("| the same of an exit | {:.1} | | |", of_exit(proc));
    if let Some(ring) = find(measured, RING_BUFFER) {
        println!(
            "| the same, of a BPF ring buffer's | {:.1} | | |",
            of_exit(ring)
        );
    }
    println!("| lost in 32 MiB | {} | 0 | |", whole.round.lost);
    // Each round would have failed otherwise.
    println!("| read and reported lost, less than appended, in any round | 0 | 0 | |");
    let met = cost <= 1.0
        && catching_up >= 10.0
        && packed >= 100.0
        && latency <= 3.0
        && whole.round.lost == 0;
    println!(
        "\n{}",
        if met {
            "All required limits are met."
        } else {
            "A required limit is missed."
        }
    );
    Ok(met)
}
