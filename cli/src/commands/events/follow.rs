// SPDX-License-Identifier: MIT OR Apache-2.0

//! Showing what there is, and what comes.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use klink::events::{Cursor, Item, Kind, Reader};

use super::line;
use super::start::{explain, kind, From};
use crate::commands::events::signals::Signals;
use crate::exit::Failure;
use crate::options::Limits;
use crate::session::Session;

/// How long results may stay unseen, and a cursor unsaved, while events keep coming.
const OFTEN: Duration = Duration::from_millis(500);

/// Which events are shown, and until when.
#[derive(Args, Debug)]
pub(super) struct Selection {
    /// Go on with what happens, also over the module's reload; otherwise end with what there is.
    #[arg(long, short)]
    follow: bool,

    /// Where to begin: oldest, now, the number of an event, or a file that keeps the place. With a file that is not
    /// there yet, at the oldest event.
    #[arg(long, value_name = "oldest|now|NUMBER|FILE", default_value = "oldest", value_parser = From::parse)]
    from: From,

    /// Only these kinds of event, as --stats names them.
    #[arg(long = "type", short, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,

    /// Only what concerns this process or thread.
    #[arg(long, value_name = "PID")]
    pid: Option<u32>,

    #[command(flatten)]
    limits: Limits,
}

pub(super) fn run(selection: &Selection, session: &mut Session) -> Result<(), Failure> {
    let signals = Signals::catch()?;
    let mut follower = Follower {
        reader: selection.from.open(session)?,
        file: selection.from.file(),
        saved: None,
        kept: Instant::now(),
    };
    if !selection.kinds.is_empty() {
        follower.reader.set_kinds(selection.kinds.iter().copied());
    }
    let ended = follower.follow(selection, session, &signals);
    // However it ends: what was shown is not shown again.
    ended.and(follower.keep(session))
}

struct Follower<'a> {
    reader: Reader,
    file: Option<&'a PathBuf>,
    /// What the file has.
    saved: Option<Cursor>,
    kept: Instant,
}

impl Follower<'_> {
    fn follow(
        &mut self,
        selection: &Selection,
        session: &mut Session,
        signals: &Signals,
    ) -> Result<(), Failure> {
        let duration = selection.limits.duration;
        let end = duration.and_then(|duration| Instant::now().checked_add(duration));
        let mut left = selection.limits.count.unwrap_or(u64::MAX);
        let mut silent_since = None;
        while left > 0 && end.is_none_or(|end| Instant::now() < end) {
            if signals.caught() {
                return Err(Failure::INTERRUPTED);
            }
            match self.reader.try_next() {
                Ok(Some(item)) => {
                    silent_since = None;
                    if selection.wants(&item) {
                        left -= 1;
                        line::show(&item, &mut session.output)?;
                    }
                    if self.kept.elapsed() > OFTEN {
                        self.keep(session)?;
                    }
                }
                Ok(None) if !selection.follow => break,
                Ok(None) => {
                    let since = *silent_since.get_or_insert_with(Instant::now);
                    self.wait(session, signals, since, end)?;
                }
                Err(error) => return Err(explain(&error, session)),
            }
        }
        Ok(())
    }

    /// Shows everything and keeps the place, then waits to be woken, for a signal, or until it is time for another look.
    fn wait(
        &mut self,
        session: &mut Session,
        signals: &Signals,
        since: Instant,
        end: Option<Instant>,
    ) -> Result<(), Failure> {
        self.keep(session)?;
        let mut limit = Reader::POLL;
        if let Some(end) = end {
            limit = limit.min(end.saturating_duration_since(Instant::now()));
        }
        if let Some(idle) = session.idle_timeout() {
            let left = idle.saturating_sub(since.elapsed());
            if left.is_zero() {
                return Err(Failure::silence("the journal of events", idle));
            }
            limit = limit.min(left);
        }
        signals.wait_or_readable(&[&self.reader], limit)?;
        Ok(())
    }

    /// Lets everybody see what was shown, then saves the place behind it: so nothing is left out if this ends in
    /// between.
    fn keep(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.output.flush()?;
        let cursor = self.reader.cursor();
        if let Some(file) = self.file.filter(|_| self.saved != Some(cursor)) {
            let saved = cursor.save(file);
            saved.map_err(|error| {
                Failure::new(format!("cannot keep the place: {error}: give another file"))
            })?;
            self.saved = Some(cursor);
        }
        self.kept = Instant::now();
        Ok(())
    }
}

impl Selection {
    fn wants(&self, item: &Item<'_>) -> bool {
        match (item, self.pid) {
            (Item::Event(event), Some(pid)) => event
                .task()
                .is_some_and(|task| [task.pid, task.tgid].contains(&pid)),
            _ => true,
        }
    }
}
