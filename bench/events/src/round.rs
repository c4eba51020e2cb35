// SPDX-License-Identifier: MIT OR Apache-2.0

//! One storm and one collector.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{ensure, Context, Result};

use crate::collector::{Account, Tally};
use crate::collectors::Method;
use crate::storm::{Cost, Plan, Storm};

/// The time at which the collector reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// During the storm.
    Along,
    /// During the storm, with timestamps.
    Timed,
    /// After the storm.
    Behind,
}

/// The result of a round.
pub struct Round {
    pub cost: Cost,
    pub tally: Tally,
    /// The number of the storm's events that the collector has not got.
    pub lost: u64,
}

/// A storm without a collector.
pub fn base(plan: Plan) -> Result<Cost> {
    let mut storm = Storm::prepare(plan)?;
    let cost = storm.run()?;
    storm.end()?;
    Ok(cost)
}

/// A storm with a collector that has a buffer of this size in bytes.
pub fn run(method: &Method, bytes: u32, plan: Plan, reading: Reading) -> Result<Round> {
    let mut collector = (method.open)(bytes).with_context(|| method.name)?;
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
        read.ok().context("the collector failed")??;
        cost
    })?;
    storm.end()?;
    check(method, plan, &tally)?;
    if let Some(Account { appended, .. }) = tally.account {
        let (read, lost) = (tally.all, tally.known_lost.unwrap_or_default());
        ensure!(
            appended == read + lost,
            "{}: {appended} appended, {read} read and {lost} reported lost",
            method.name
        );
    }
    Ok(Round {
        lost: plan.events() - tally.seen(),
        cost,
        tally,
    })
}

/// Checks that the collector has got all events, as far as it reports no loss.
fn check(method: &Method, plan: Plan, tally: &Tally) -> Result<()> {
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
        method.name
    );
    ensure!(
        tally.known_lost != Some(0) || tally.seen() == plan.events(),
        "{}: {f} forks, {e} execs and {x} exits of a storm of {all}, {execs} and {all}, and no reported loss",
        method.name
    );
    Ok(())
}
