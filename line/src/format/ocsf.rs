// SPDX-License-Identifier: MIT OR Apache-2.0

//! The Open Cybersecurity Schema Framework.

use std::time::Duration;

use klink::events::Kind;

use super::table::{action, date, fields_of, id, process, started, Column, Origin, Process};
use super::tree::Tree;
use crate::record::Record;

/// The classes that are used, with their categories.
const BASE: (u32, u32) = (0, 0);
const KERNEL_EXTENSION: (u32, u32) = (1002, 1);
const PROCESS: (u32, u32) = (1007, 1);

/// The activity that has no number.
const OTHER: u32 = 99;

pub(super) fn tree(origin: &Origin, record: &Record<'_>) -> Tree {
    let ((class, category), activity) = class(record);
    let mut tree = Tree::object();
    tree.push("class_uid", class);
    tree.push("category_uid", category);
    tree.push("activity_id", activity);
    if activity == OTHER {
        tree.push("activity_name", action(record));
    }
    tree.push("type_uid", class * 100 + activity);
    // Informational, or medium.
    let severity = if matches!(record, Record::Lost(_)) {
        3u32
    } else {
        1
    };
    tree.push("severity_id", severity);
    tree.push("time", milliseconds(date(origin, record)));
    tree.push("message", record.to_string());
    tree.put("metadata.version", "1.8.0");
    tree.put("metadata.product.name", "klink");
    tree.put("metadata.product.vendor_name", "klink");
    tree.put("metadata.uid", id(origin, record));
    if (class, category) == BASE {
        tree.put("metadata.profiles", Tree::list(["host".into()]));
    }
    tree.put("device.hostname", &*origin.host);
    tree.put("device.type_id", 0u32);
    let has_process = class == PROCESS.0;
    for (name, column, value) in fields_of(record, |row| row.ocsf) {
        match column {
            // Elsewhere the process is who acts.
            Column::Is(path) | Column::Text(path)
                if path.starts_with("process.") && !has_process =>
            {
                tree.put(&format!("actor.{path}"), value);
            }
            Column::Is(path) | Column::Text(path) => tree.put(path, value),
            Column::Own => tree.put(&format!("unmapped.{name}"), value),
        }
    }
    tree.put("unmapped.journal", format!("{:016x}", origin.journal));
    if let Record::Event(line) = record {
        if let Some(start) = started(origin, record) {
            let actor = if has_process { "" } else { "actor." };
            tree.put(&format!("{actor}process.created_time"), milliseconds(start));
        }
        match process(line) {
            Some(Process::Fork) => {
                tree.put("launch_type_id", 2u32);
                tree.put("actor.process.pid", line.ppid.unwrap_or(0));
            }
            Some(Process::Exec) => {
                tree.put("launch_type_id", 3u32);
                tree.put("actor.process.pid", line.tgid.unwrap_or(0));
            }
            Some(_) if matches!(line.kind.0, Kind::OOM | Kind::HANG) => {
                tree.put("actor.app_name", "kernel");
            }
            Some(_) => tree.put("actor.process.pid", line.tgid.unwrap_or(0)),
            None if class == KERNEL_EXTENSION.0 => {
                let name = line.module.as_ref().map_or(Tree::from(""), Tree::from);
                tree.put("driver.file.name", name);
                // A regular file.
                tree.put("driver.file.type_id", 1u32);
                tree.put("actor.app_name", "kernel");
            }
            None => {}
        }
    }
    tree
}

fn milliseconds(time: Duration) -> u64 {
    time.as_millis().try_into().unwrap_or(u64::MAX)
}

/// The class and the activity of a record.
fn class(record: &Record<'_>) -> ((u32, u32), u32) {
    let Record::Event(line) = record else {
        return (BASE, OTHER);
    };
    let does = |word: &str| line.action.as_deref() == Some(word);
    match (process(line), line.kind.0) {
        (Some(Process::Fork | Process::Exec), _) => (PROCESS, 1),
        (Some(Process::Exit), _) => (PROCESS, 2),
        (Some(Process::Other), _) => (PROCESS, OTHER),
        (None, Kind::MODULE) if does("remove") => (KERNEL_EXTENSION, 2),
        (None, Kind::MODULE) => (KERNEL_EXTENSION, 1),
        (None, _) => (BASE, OTHER),
    }
}
