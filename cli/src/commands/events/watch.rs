// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink events watch`: draws the journal's state, updated continuously.

mod draw;
mod view;

use std::io;
use std::time::Instant;

use clap::Args;
use klink::events::{Journal, Kind, Reader};
use klink_line::screen::{self, Key, Screen, FRAME};

use super::start::{explain, kind, open_journal, From};
use crate::commands::events::signals::Signals;
use crate::exit::{statuses, Failure};
use crate::session::Session;
use view::{Sample, View};

/// Shows on a terminal how many events of each kind occur per second, how full the journal is, what was lost, and the
/// latest events.
///
/// The counts come from the kernel and include all events. Losses are those of this reader. `q` and Ctrl-C end the
/// command; it continues across module reloads.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(super) struct Watch {
    /// Show only these kinds among the latest events.
    #[arg(long = "type", short, value_name = "KIND,...", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,
}

pub(super) fn run(watch: &Watch, session: &mut Session) -> Result<(), Failure> {
    if !session.output.is_for_people() {
        return Err(Failure::usage(
            "events watch draws on a terminal: leave out --json and --quiet, or use `klink events --follow`",
        ));
    }
    if !Screen::is_possible() {
        return Err(Failure::usage(
            "events watch needs a terminal, with TERM set: without one, `klink events --follow` shows the events and \
             `klink events --stats` the counters",
        ));
    }
    let signals = Signals::catch()?;
    let mut reader = From::Now.open(session)?;
    if !watch.kinds.is_empty() {
        reader.set_kinds(watch.kinds.iter().copied());
    }
    let mut gauge = Gauge::open(session)?;
    let mut screen = Screen::open(session.output.is_styled()).map_err(unusable)?;
    let mut view = View::default();
    let mut next = Instant::now();
    loop {
        gauge.read(&mut view, session)?;
        let drawn = screen.draw(|frame, paint| draw::draw(frame, &view, paint));
        drawn.map_err(unusable)?;
        next = (next + FRAME).max(Instant::now());
        match read_until(next, &mut reader, &mut view, &signals, session)? {
            Some(Key::Quit) => return Ok(()),
            Some(Key::Interrupt) => return Err(Failure::INTERRUPTED),
            None => {}
        }
    }
}

fn unusable(error: io::Error) -> Failure {
    Failure::new(format!(
        "cannot use the terminal: {error}: use `klink events --follow`, which works without one"
    ))
}

/// Reads events until it is time for the next update or a key ends the command.
fn read_until(
    next: Instant,
    reader: &mut Reader,
    view: &mut View,
    signals: &Signals,
    session: &Session,
) -> Result<Option<Key>, Failure> {
    loop {
        let left = next.saturating_duration_since(Instant::now());
        let item = match reader.try_next() {
            Ok(item) if left.is_zero() => {
                item.into_iter().for_each(|item| view.push(item));
                None
            }
            Ok(item) => item,
            Err(error) => return Err(explain(&error, session)),
        };
        if let Some(item) = item {
            view.push(item);
            continue;
        }
        let ready = signals.wait_or_readable(&[&std::io::stdin(), &*reader], left)?;
        if signals.caught() {
            return Ok(Some(Key::Interrupt));
        }
        if ready.first() == Some(&true) {
            if let Some(key) = screen::key().map_err(unusable)? {
                return Ok(Some(key));
            }
        }
        if left.is_zero() {
            return Ok(None);
        }
    }
}

/// The journal's counters.
struct Gauge {
    /// `None` while there is no journal.
    journal: Option<Journal>,
    at: Instant,
}

impl Gauge {
    fn open(session: &Session) -> Result<Self, Failure> {
        let journal = open_journal(session).map_err(|error| explain(&error, session))?;
        Ok(Self {
            journal: Some(journal),
            at: Instant::now(),
        })
    }

    /// Asks for the counters; if the journal is gone, looks for it again.
    fn read(&mut self, view: &mut View, session: &Session) -> Result<(), Failure> {
        if self.journal.is_none() {
            self.journal = open_journal(session).ok();
        }
        let status = self.journal.as_mut().map(Journal::status);
        let since = self.at.elapsed();
        self.at = Instant::now();
        match status {
            Some(Ok((status, sources))) => {
                view.sample(status, sources.into_iter().map(Sample::from), since)
            }
            Some(Err(_)) | None => {
                self.journal = None;
                view.gone();
            }
        }
        Ok(())
    }
}
