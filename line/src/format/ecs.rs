// SPDX-License-Identifier: MIT OR Apache-2.0

//! The Elastic Common Schema.

use klink::events::Kind;

use super::table::{action, date, fields_of, id, process, started, Column, Origin, Process};
use super::tree::Tree;
use crate::date::Date;
use crate::event::Line;
use crate::record::Record;

pub(super) fn tree(origin: &Origin, record: &Record<'_>) -> Tree {
    let mut tree = Tree::object();
    tree.push("@timestamp", Date(date(origin, record)).to_string());
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
        if let (Some(local), Some(remote)) = (line.local, line.remote) {
            // Source and destination would be who began, which a state does not show.
            let ends = [local, remote].map(|end| end.to_string().into());
            tree.put("related.ip", Tree::list(ends));
            tree.put("network.transport", "tcp");
        }
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
    if let Some(start) = started(origin, record) {
        tree.put("process.start", Date(start).to_string());
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
        Kind::TCP => ("network", "connection"),
        _ => ("host", "info"),
    }
}
