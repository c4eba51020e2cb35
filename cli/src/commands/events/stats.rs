// SPDX-License-Identifier: MIT OR Apache-2.0

//! The journal's counters and sources.

use std::fmt::{self, Display};

use klink::events::{JournalStatus, SourceStatus, State};
use serde::Serialize;

use super::start::{explain, open_journal};
use super::value::Name;
use crate::exit::Failure;
use crate::output::{Styled, BOLD};
use crate::session::Session;

pub(super) fn show(session: &mut Session) -> Result<(), Failure> {
    let status = open_journal(session).and_then(|mut journal| journal.status());
    let (status, sources) = status.map_err(|error| explain(&error, session))?;
    session.output.show(&Stats::new(&status, &sources))?;
    session.output.flush()
}

/// The journal's counters.
#[derive(Serialize)]
struct Stats<'a> {
    journal: String,
    oldest: u64,
    next: u64,
    size: u64,
    used: u64,
    readers: u32,
    sources: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: Name,
    state: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
    appended: u64,
    overwritten: u64,
}

impl<'a> Stats<'a> {
    fn new(status: &JournalStatus, sources: &'a [SourceStatus]) -> Self {
        let rows = sources.iter().map(|source| Row {
            kind: Name(source.kind),
            state: match source.state {
                State::ON => "on",
                State::OFF => "off",
                _ => "unavailable",
            },
            reason: &source.reason,
            appended: source.appended,
            overwritten: source.overwritten,
        });
        Self {
            journal: format!("{:016x}", status.journal),
            oldest: status.oldest,
            next: status.next,
            size: status.size,
            used: status.used,
            readers: status.readers,
            sources: rows.collect(),
        }
    }
}

impl Display for Stats<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "journal {}: {} of {} bytes, events from {}, next {}, {} dumps in progress",
            self.journal, self.used, self.size, self.oldest, self.next, self.readers
        )?;
        let head = format!(
            "{:8} {:11} {:>12} {:>12}",
            "kind", "state", "appended", "overwritten"
        );
        Styled(f.alternate(), BOLD, head).fmt(f)?;
        for row in &self.sources {
            let Row {
                kind,
                state,
                reason,
                appended,
                overwritten,
            } = row;
            write!(f, "\n{kind:8} {state:11} {appended:>12} {overwritten:>12}")?;
            if !reason.is_empty() {
                write!(f, "  {reason}")?;
            }
        }
        Ok(())
    }
}
