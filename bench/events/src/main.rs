// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compares the journal, the proc connector, a BPF ring buffer and audit during the same storm of processes.
//!
//! `klink-bench-events` measures, prints tables, and fails if a required limit is missed. `klink-bench-events check`
//! checks with small storms whether every method gets all events; the figures that it prints mean little.
//! `klink-bench-events behind` measures only those who read memory, and only what they read late: a minute. All run in a
//! guest as root, with `klink_events.ko` in `/lib/klink`.

mod clock;
mod collector;
mod collectors;
mod report;
mod round;
mod storm;

use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result};

use collectors::{Method, AUDIT, AUDIT_WITHOUT_WAIT};
use report::{Behind, Measured};
use round::{Reading, Round};
use storm::{Cost, Plan};

const MIB: u32 = 1 << 20;

/// The amount of each measurement.
struct Lengths {
    /// Rounds, in each of which every method has its turn.
    rounds: u32,
    /// The storm of a round.
    storm: Plan,
    /// The same with forks that take little themselves, so that the time added to them is not lost in the noise.
    cost: Plan,
    /// Single events on an idle machine.
    idle: Plan,
    /// The storm while no collector reads.
    behind: Plan,
}

impl Lengths {
    fn new(rounds: u32, forks: u32, behind: u32) -> Self {
        let storm = Plan {
            forks,
            execs: forks / 10,
            gap: Duration::ZERO,
            light: false,
        };
        Self {
            rounds,
            storm,
            cost: Plan {
                forks: 5 * forks,
                execs: 0,
                light: true,
                ..storm
            },
            idle: Plan {
                forks: forks / 4,
                execs: 0,
                gap: Duration::from_millis(3),
                light: false,
            },
            behind: Plan {
                forks: behind / 2,
                execs: 0,
                light: true,
                ..storm
            },
        }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let result = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // The program of the storm's children.
        ["nothing"] => return ExitCode::SUCCESS,
        ["storm", ..] => storm::main(&words[1..]).map(|()| true),
        [] => bench(&Lengths::new(9, 400, 100_000), true),
        ["behind"] => catch_up(&Lengths::new(1, 40, 20_000)),
        ["check"] => bench(&Lengths::new(1, 40, 2_000), false),
        _ => Err(anyhow::anyhow!("the only argument is check or behind")),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench-events: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints; returns whether all required limits are met, or need not be.
fn bench(lengths: &Lengths, floors: bool) -> Result<bool> {
    // This makes the ids of children only grow.
    fs::write("/proc/sys/kernel/pid_max", "4194304").context("this needs root, in a guest")?;
    let methods = collectors::all();
    let mut base = Vec::new();
    let mut rounds: Vec<[Vec<Round>; 4]> = methods.iter().map(|_| Default::default()).collect();
    // The first round warms up.
    for number in 0..=lengths.rounds {
        let cost = round::base(lengths.cost)?;
        for (method, rounds) in methods.iter().zip(&mut rounds) {
            let results = [
                round::run(method, 8 * MIB, lengths.cost, Reading::Along)?,
                round::run(method, 8 * MIB, lengths.storm, Reading::Along)?,
                round::run(method, 8 * MIB, lengths.storm, Reading::Timed)?,
                round::run(method, 8 * MIB, lengths.idle, Reading::Timed)?,
            ];
            if number > 0 {
                for (all, one) in rounds.iter_mut().zip(results) {
                    all.push(one);
                }
            }
        }
        if number > 0 {
            base.push(cost);
        }
    }
    let mut measured: Vec<_> = methods
        .iter()
        .zip(&rounds)
        .map(|(method, rounds)| Measured::new(method, &base, rounds))
        .collect();
    let behind = behind(&methods, lengths.behind)?;
    measured.push(audit(lengths, &base)?);
    report::print_rounds(lengths.storm, &base, &measured);
    report::print_behind(lengths.behind, &behind);
    let met = report::print_floors(&measured, &behind)?;
    Ok(met || !floors)
}

/// Measures what reads from memory alone, when it reads too late.
fn catch_up(lengths: &Lengths) -> Result<bool> {
    fs::write("/proc/sys/kernel/pid_max", "4194304").context("this needs root, in a guest")?;
    let methods = collectors::all();
    for method in methods
        .iter()
        .filter(|method| collectors::is_memory(method.name))
    {
        let round = round::run(method, 32 * MIB, lengths.behind, Reading::Behind)?;
        let all = [Behind {
            name: method.name,
            bytes: 32 * MIB,
            round,
        }];
        report::print_behind(lengths.behind, &all);
    }
    Ok(true)
}

/// Audit's rounds, without those for latencies: its times are too coarse. `base` was measured before audit was ever on.
fn audit(lengths: &Lengths, base: &[Cost]) -> Result<Measured> {
    let mut rounds: [Vec<Round>; 4] = Default::default();
    for number in 0..=lengths.rounds {
        for (all, plan) in rounds.iter_mut().zip([lengths.cost, lengths.storm]) {
            let one = round::run(&AUDIT, 0, plan, Reading::Along)?;
            if number > 0 {
                all.push(one);
            }
        }
    }
    Ok(Measured::new(&AUDIT, base, &rounds))
}

/// A storm that collectors read only after its end.
fn behind(methods: &[Method], plan: Plan) -> Result<Vec<Behind>> {
    collectors::count_datagrams()?;
    let mut all = Vec::new();
    // The connector's drops do not depend on a chosen size.
    let sizes = |method: &Method| match method.name {
        name if name == collectors::DUMPS || collectors::is_memory(name) => {
            vec![32 * MIB, 64 << 10]
        }
        _ => vec![0],
    };
    // A pause makes no difference here, nor do other programs. Audit is last: after it was on, the kernel does more for
    // every new process.
    let without = [
        collectors::PAUSING,
        collectors::JOURNAL_OF_FOUR,
        collectors::RING_BUFFERS_OF_FOUR,
    ];
    let methods = methods
        .iter()
        .filter(|method| !without.contains(&method.name));
    for method in methods.chain([&AUDIT_WITHOUT_WAIT]) {
        for bytes in sizes(method) {
            let round = round::run(method, bytes, plan, Reading::Behind)?;
            all.push(Behind {
                name: method.name,
                bytes,
                round,
            });
        }
    }
    Ok(all)
}
