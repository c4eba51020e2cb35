// SPDX-License-Identifier: MIT OR Apache-2.0

//! The Elastic Common Schema.

use std::time::Duration;

use klink::events::Kind;

use super::table::{action, date, fields_of, id, process, started, Column, Origin, Process};
use super::tree::Tree;
use crate::event::Line;
use crate::record::Record;

pub(super) fn tree(origin: &Origin, record: &Record<'_>) -> Tree {
    let mut tree = Tree::object();
    tree.push("@timestamp", rfc3339(date(origin, record)));
    tree.put("ecs.version", "9.4.0");
    tree.put("message", record.to_string());
    tree.put("host.hostname", &*origin.host);
    let kind = match record {
        Record::Lost(_) => "pipeline_error",
        _ => "event",
    };
    tree.put("event.kind", kind);
    if let Record::Event(line) = record {
        let (category, types) = classes(line);
        tree.put("event.category", Tree::list([category.into()]));
        tree.put("event.type", Tree::list([types.into()]));
    }
    tree.put("event.action", action(record));
    tree.put("event.module", "klink");
    tree.put("event.dataset", "klink.events");
    tree.put("event.id", id(origin, record));
    for (name, column, value) in fields_of(record, |row| row.ecs) {
        match column {
            Column::Is(path) | Column::Text(path) => tree.put(path, value),
            Column::Own => tree.put(&format!("klink.{name}"), value),
        }
    }
    if let Record::Event(line) = record {
        if let Some(start) = started(origin, line) {
            tree.put("process.start", rfc3339(start));
        }
    }
    tree.put("klink.journal", format!("{:016x}", origin.journal));
    tree
}

/// The category and the type of an event.
fn classes(line: &Line<'_>) -> (&'static str, &'static str) {
    if let Some(process) = process(line) {
        let kind = match process {
            Process::Fork | Process::Exec => "start",
            Process::Exit => "end",
            Process::Other if line.kind.0 == Kind::COMM => "change",
            Process::Other => "info",
        };
        return ("process", kind);
    }
    let does = |word: &str| line.action.as_deref() == Some(word);
    match line.kind.0 {
        Kind::DEVICE | Kind::ADDRESS if does("add") => ("configuration", "creation"),
        Kind::DEVICE | Kind::ADDRESS if does("remove") => ("configuration", "deletion"),
        Kind::DEVICE | Kind::ADDRESS | Kind::SWITCH => ("configuration", "change"),
        Kind::MODULE if does("remove") => ("driver", "end"),
        Kind::MODULE => ("driver", "start"),
        Kind::REBOOT => ("host", "end"),
        _ => ("host", "info"),
    }
}

/// A date in UTC with nanoseconds.
pub(super) fn rfc3339(time: Duration) -> String {
    let seconds = time.as_secs();
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let nanos = time.subsec_nanos();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
}

/// Year, month and day of a day since 1970. Years begin in March here, so that a leap day is a year's last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let first = (153 * month + 2) / 5;
    let (year, month) = match month {
        0..=9 => (year, month + 3),
        _ => (year + 1, month - 9),
    };
    (era * 400 + year, month, day - first + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, date) in [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (951_782_400, "2000-02-29T00:00:00.000000000Z"),
            (1_735_689_599, "2024-12-31T23:59:59.000000000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000000000Z"),
        ] {
            assert_eq!(rfc3339(Duration::from_secs(seconds)), date);
        }
    }
}
