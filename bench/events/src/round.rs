// SPDX-License-Identifier: MIT OR Apache-2.0

//! One storm before one collector.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{ensure, Context, Result};

use crate::collectors::{Account, Method, Tally};
use crate::storm::{Cost, Plan, Storm};

/// When the collector reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All along.
    Along,
    /// All along, and it looks at the clock.
    Timed,
    /// When the storm is over.
    Behind,
}

/// What came of it.
pub struct Round {
    pub cost: Cost,
    pub tally: Tally,
    /// How many of the storm's events the collector has not got.
    pub lost: u64,
}

/// A storm that nobody collects.
pub fn base(plan: Plan) -> Result<Cost> {
    let mut storm = Storm::prepare(plan)?;
    let cost = storm.run()?;
    storm.end()?;
    Ok(cost)
}

/// A storm with a collector that has a buffer of so many bytes.
pub fn run(way: &Method, bytes: u32, plan: Plan, reading: Reading) -> Result<Round> {
    let mut collector = (way.open)(bytes).with_context(|| way.name)?;
    let mut storm = Storm::prepare(plan)?;
    let mut tally = Tally::new(storm.pid(), reading == Reading::Timed);
    let over = AtomicBool::new(reading == Reading::Behind);
    let cost = thread::scope(|scope| {
        let early = (reading == Reading::Behind)
            .then(|| storm.run())
            .transpose()?;
        let reader = scope.spawn(|| tally.collect(&mut *collector, &over));
        let cost = early.map_or_else(|| storm.run(), Ok);
        over.store(true, Ordering::Release);
        let read = reader.join();
        read.ok().context("the collector broke off")??;
        cost
    })?;
    storm.end()?;
    check(way, plan, &tally)?;
    if let Some(Account { appended, .. }) = tally.account {
        let (read, lost) = (tally.all, tally.known_lost.unwrap_or_default());
        ensure!(
            appended == read + lost,
            "{}: {appended} appended, {read} read and {lost} reported lost",
            way.name
        );
    }
    Ok(Round {
        lost: plan.events() - tally.seen(),
        cost,
        tally,
    })
}

/// Whether the collector has got what there was, as far as it says that it has.
fn check(way: &Method, plan: Plan, tally: &Tally) -> Result<()> {
    let (forks, execs) = (u64::from(plan.forks), u64::from(plan.execs));
    let all = forks + execs;
    let Tally {
        forks: f,
        execs: e,
        exits: x,
        ..
    } = *tally;
    ensure!(
        f <= all && e <= execs && x <= all,
        "{}: {f} forks, {e} execs and {x} exits of a storm of {all}, {execs} and {all}",
        way.name
    );
    ensure!(
        tally.known_lost != Some(0) || tally.seen() == plan.events(),
        "{}: {f} forks, {e} execs and {x} exits of a storm of {all}, {execs} and {all}, and not a word of loss",
        way.name
    );
    Ok(())
}
