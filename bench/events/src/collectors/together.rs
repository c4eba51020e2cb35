// SPDX-License-Identifier: MIT OR Apache-2.0

//! Several programs that collect the same events at once.

use std::thread;

use anyhow::{ensure, Context, Result};

use crate::collector::{Account, Collector, Tally};

/// A collector, and three more beside it, which are threads here. The tally is that of the first.
pub struct Together<C> {
    // Dropped before the first, whose module they use.
    others: Vec<(C, Option<Tally>)>,
    seen: u64,
    first: C,
}

impl<C: Collector> Together<C> {
    pub fn new(first: C, another: impl Fn(&C) -> Result<C>) -> Result<Self> {
        let others = (0..3)
            .map(|_| Ok((another(&first)?, None)))
            .collect::<Result<_>>()?;
        Ok(Self {
            others,
            seen: 0,
            first,
        })
    }
}

impl<C: Collector> Collector for Together<C> {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for (collector, own) in &mut self.others {
                let own = own.get_or_insert_with(|| tally.of_another());
                threads.push(scope.spawn(|| collector.read(own)));
            }
            self.first.read(tally)?;
            for thread in threads {
                thread.join().ok().context("a collector failed")??;
            }
            Ok::<_, anyhow::Error>(())
        })?;
        // The ends of the threads are events as well.
        self.first.read(tally)?;
        self.seen = tally.seen();
        Ok(())
    }

    fn account(&mut self) -> Result<Option<Account>> {
        for tally in self.others.iter().filter_map(|(_, tally)| tally.as_ref()) {
            ensure!(
                tally.known_lost != Some(0) || tally.seen() == self.seen,
                "one program got {} events, and another {}, and reports no loss",
                self.seen,
                tally.seen()
            );
        }
        self.first.account()
    }
}
