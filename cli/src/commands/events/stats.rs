// SPDX-License-Identifier: MIT OR Apache-2.0

//! The journal's counters and sources.

use std::fmt::{self, Display};

use klink::events::{JournalStatus, SourceStatus, State};
use klink::Error;
use klink_line::Name;
use serde::Serialize;

use super::start::{explain, open_journal, From};
use crate::exit::Failure;
use crate::output::{Styled, BOLD};
use crate::session::Session;

pub(super) fn show(session: &mut Session) -> Result<(), Failure> {
    let status = open_journal(session).and_then(|mut journal| journal.status());
    let (status, sources) = status.map_err(|error| explain(&error, session))?;
    let mut reader = From::Now.open(session)?;
    let first = reader.try_next().map(|_| ());
    first.map_err(|error| explain(&error, session))?;
    let why = match reader.is_mapped() {
        true => None,
        false => Some(
            reader
                .why_dumps()
                .map_or_else(String::new, Error::to_string),
        ),
    };
    session.output.show(&Stats::new(&status, &sources, why))?;
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
    maps: u32,
    /// How this command would read.
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
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
    fn new(status: &JournalStatus, sources: &'a [SourceStatus], why: Option<String>) -> Self {
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
            maps: status.maps,
            method: if why.is_none() { "mapped" } else { "dumps" },
            why,
            sources: rows.collect(),
        }
    }
}

impl Display for Stats<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "journal {}: {} of {} bytes, events from {}, next {}, {} dumps in progress, mapped by {}",
            self.journal, self.used, self.size, self.oldest, self.next, self.readers, self.maps
        )?;
        match &self.why {
            None => writeln!(f, "read in memory that is mapped")?,
            Some(why) => writeln!(f, "read by dumps: {why}")?,
        }
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
