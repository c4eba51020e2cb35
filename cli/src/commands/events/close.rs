// SPDX-License-Identifier: MIT OR Apache-2.0

//! Making all readers let go of the journal's memory.

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use super::start::{explain, open_journal};
use crate::exit::{statuses, Failure};
use crate::session::Session;

/// How long readers have, to let go.
const LIMIT: Duration = Duration::from_secs(2);

/// Makes all readers let go of the journal's memory, so that klink_events.ko can be unloaded.
///
/// Readers of klink go on by dumps, and wait for the next journal when the module is gone. If others keep the memory
/// mapped, their number is an error.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(super) struct Close {}

pub(super) fn run(session: &mut Session) -> Result<(), Failure> {
    let failed = |error| explain(&error, session);
    let mut journal = open_journal(session).map_err(failed)?;
    journal.close().map_err(failed)?;
    let until = Instant::now() + LIMIT;
    loop {
        let (status, _) = journal.status().map_err(failed)?;
        if status.maps == 0 {
            return Ok(());
        }
        if until <= Instant::now() {
            let maps = status.maps;
            let text = format!("programs still have the journal's memory mapped, by {maps} descriptors: end them; `ls -l /proc/*/fd | grep klink` shows them");
            return Err(Failure::new(text));
        }
        thread::sleep(Duration::from_millis(5));
    }
}
