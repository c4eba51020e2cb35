// SPDX-License-Identifier: MIT OR Apache-2.0

//! Shows the events in the journal, and then new ones.

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use klink::events::{Cursor, Item, Kind, Reader};
use klink_line::{Format, Formatted, Origin, Record, Restart};
use rustix::system::uname;
use rustix::time::{clock_gettime, ClockId};

use super::start::{explain, kind, From};
use crate::commands::events::signals::Signals;
use crate::exit::Failure;
use crate::options::Limits;
use crate::output::Compact;
use crate::session::Session;

/// The longest time that results stay unflushed, and the cursor unsaved, while events keep coming.
const OFTEN: Duration = Duration::from_millis(500);

/// Which events to show, and when to stop.
#[derive(Args, Debug)]
pub(super) struct Selection {
    /// Keep following new events, across module reloads; without it, stop at the end of the journal.
    #[arg(long, short)]
    follow: bool,

    /// Where to begin: oldest, now, the number of an event, or a file that stores the position. If the file does not
    /// exist yet, reading begins at the oldest event.
    #[arg(long, value_name = "oldest|now|NUMBER|FILE", default_value = "oldest", value_parser = From::parse)]
    from: From,

    /// Show only these kinds of events, named as in --stats.
    #[arg(long = "type", short, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,

    /// Show only events of this process or thread.
    #[arg(long, value_name = "PID")]
    pid: Option<u32>,

    /// Print one JSON object per line, in a published schema: the Elastic Common Schema, OCSF or OpenTelemetry's logs.
    #[arg(long, value_name = "ecs|ocsf|otlp", value_parser = format)]
    format: Option<Format>,

    #[command(flatten)]
    limits: Limits,
}

fn format(typed: &str) -> Result<Format, String> {
    Format::by_name(typed).ok_or_else(|| String::from("give ecs, ocsf or otlp"))
}

pub(super) fn run(selection: &Selection, session: &mut Session) -> Result<(), Failure> {
    let signals = Signals::catch()?;
    let reader = selection.from.open(session)?;
    let origin = |format| (format, origin(reader.cursor().journal));
    let mut follower = Follower {
        format: selection.format.map(origin),
        reader,
        file: selection.from.file(),
        saved: None,
        kept: Instant::now(),
    };
    if !selection.kinds.is_empty() {
        follower.reader.set_kinds(selection.kinds.iter().copied());
    }
    let ended = follower.follow(selection, session, &signals);
    // Even after a failure, the position is saved, so that no event is shown twice.
    ended.and(follower.keep(session))
}

struct Follower<'a> {
    reader: Reader,
    format: Option<(Format, Origin)>,
    file: Option<&'a PathBuf>,
    /// The cursor that the file holds.
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
                        match &mut self.format {
                            None => session.output.show(&Record::from(&item))?,
                            Some((format, origin)) => {
                                let record = match item {
                                    Item::Restart => {
                                        origin.journal = self.reader.cursor().journal;
                                        Record::Restart(Restart { restart: true })
                                    }
                                    ref item => Record::from(item),
                                };
                                let formatted = Formatted::new(*format, origin, &record);
                                session.output.show(&Compact(formatted))?;
                            }
                        }
                    }
                    if self.kept.elapsed() > OFTEN {
                        self.keep(session)?;
                        self.refresh();
                    }
                }
                Ok(None) if !selection.follow => break,
                Ok(None) => {
                    let since = *silent_since.get_or_insert_with(Instant::now);
                    self.wait(session, signals, since, end)?;
                    self.refresh();
                }
                Err(error) => return Err(explain(&error, session)),
            }
        }
        Ok(())
    }

    /// Flushes the results and saves the position, then waits for a wake-up, a signal, or the time to look again.
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

    /// Takes the clock as it is now, if it was set.
    fn refresh(&mut self) {
        let Some((_, origin)) = &mut self.format else {
            return;
        };
        let (before, now) = (origin.clocks, clocks());
        let expected = before.1 + now.0.saturating_sub(before.0);
        let apart = now.1.duration_since(expected);
        if apart.unwrap_or_else(|early| early.duration()) > STEP {
            origin.clocks = now;
        }
    }

    /// Flushes the results, then saves the position after them. In this order no event is skipped if the command ends
    /// in between.
    fn keep(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.output.flush()?;
        let cursor = self.reader.cursor();
        if let Some(file) = self.file.filter(|_| self.saved != Some(cursor)) {
            let saved = cursor.save(file);
            saved.map_err(|error| {
                Failure::new(format!(
                    "cannot save the position: {error}: give another file"
                ))
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

/// A clock that was set by more than this gives new dates. Smaller differences are the time between two looks.
const STEP: Duration = Duration::from_millis(10);

/// Where the events of this machine's journal are from.
fn origin(journal: u64) -> Origin {
    Origin {
        host: uname().nodename().to_string_lossy().into_owned(),
        journal,
        clocks: clocks(),
    }
}

fn clocks() -> (Duration, SystemTime) {
    let since_boot = clock_gettime(ClockId::Boottime);
    let since_boot = Duration::new(
        since_boot.tv_sec.unsigned_abs(),
        since_boot.tv_nsec.unsigned_abs() as u32,
    );
    (since_boot, SystemTime::now())
}
