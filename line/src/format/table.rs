// SPDX-License-Identifier: MIT OR Apache-2.0

//! The fields of events, and their names in each schema.

use std::time::{Duration, SystemTime};

use klink::events::Kind;

use super::tree::Tree;
use crate::event::Line;
use crate::record::Record;
use crate::value::Field;

/// The machine and journal of a record, which the record does not contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The machine's name.
    pub host: String,
    /// The journal's id.
    pub journal: u64,
    /// The time since boot, and what the clock showed then: events have times since boot, and schemas want dates.
    pub clocks: (Duration, SystemTime),
}

impl Origin {
    /// The time since 1970 at this time since boot.
    fn date(&self, since_boot: Duration) -> Duration {
        let (uptime, now) = self.clocks;
        let now = now.duration_since(SystemTime::UNIX_EPOCH);
        let now = now.unwrap_or_default();
        // The boot may seem to be before 1970, if the machine has no clock; never the event's distance from it.
        (now + since_boot).saturating_sub(uptime)
    }
}

/// How a schema calls a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// By this name, parts of which are separated by dots.
    Is(&'static str),
    /// The same, and the value is text, although it is a number or a list.
    Text(&'static str),
    /// It has no name for it: the field is one of klink's own.
    Own,
}

use Column::{Is, Own, Text};

/// A field of an event, and its name in each schema.
pub(super) struct Row {
    name: &'static str,
    value: fn(&Line<'_>) -> Option<Tree>,
    pub(super) ecs: Column,
    pub(super) ocsf: Column,
    pub(super) otlp: Column,
}

/// All fields but the time, which each schema has in a place of its own.
#[rustfmt::skip]
const TABLE: [Row; 35] = [
    Row { name: "seq", value: |it| Some(it.seq.into()), ecs: Is("event.sequence"), ocsf: Is("metadata.sequence"), otlp: Own },
    Row { name: "cpu", value: |it| Some(it.cpu.into()), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "kind", value: |it| Some(it.kind.to_string().into()), ecs: Is("event.code"), ocsf: Is("metadata.event_code"), otlp: Own },
    Row { name: "action", value: |it| it.action.as_deref().map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "source", value: |it| it.source.map(|source| source.to_string().into()), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "pid", value: |it| it.pid.map(Tree::from), ecs: Is("process.thread.id"), ocsf: Is("process.ptid"), otlp: Is("thread.id") },
    Row { name: "tgid", value: |it| it.tgid.map(Tree::from), ecs: Is("process.pid"), ocsf: Is("process.pid"), otlp: Is("process.pid") },
    Row { name: "ppid", value: |it| it.ppid.map(Tree::from), ecs: Is("process.parent.pid"), ocsf: Is("process.parent_process.pid"), otlp: Is("process.parent_pid") },
    Row { name: "uid", value: |it| it.uid.map(Tree::from), ecs: Text("process.real_user.id"), ocsf: Text("process.user.uid"), otlp: Is("process.real_user.id") },
    Row { name: "cgroup", value: |it| it.cgroup.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "start_ns", value: |it| it.start_ns.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "pidns", value: |it| it.pidns.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "netns", value: |it| it.netns.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "userns", value: |it| it.userns.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "comm", value: |it| it.comm.as_ref().map(Tree::from), ecs: Is("process.name"), ocsf: Is("process.name"), otlp: Is("process.executable.name") },
    Row { name: "new_comm", value: |it| it.new_comm.as_ref().map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "path", value: |it| it.path.as_ref().map(Tree::from), ecs: Is("process.executable"), ocsf: Is("process.path"), otlp: Is("process.executable.path") },
    Row { name: "cut", value: |it| it.cut.then_some(Tree::Flag(true)), ecs: Own, ocsf: Is("metadata.is_truncated"), otlp: Own },
    Row { name: "args", value: |it| it.args.as_ref().map(|args| Tree::list(args.0.iter().map(Tree::from))), ecs: Is("process.args"), ocsf: Text("process.cmd_line"), otlp: Is("process.command_args") },
    Row { name: "args_cut", value: |it| it.args_cut.then_some(Tree::Flag(true)), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "status", value: |it| it.status.map(Tree::from), ecs: Is("process.exit_code"), ocsf: Is("exit_code"), otlp: Is("process.exit.code") },
    Row { name: "signal", value: |it| it.signal.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "last_thread", value: |it| it.last_thread.then_some(Tree::Flag(true)), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "ifindex", value: |it| it.ifindex.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "ifname", value: |it| it.ifname.as_ref().map(Tree::from), ecs: Own, ocsf: Own, otlp: Is("network.interface.name") },
    Row { name: "flags", value: |it| it.flags.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "mtu", value: |it| it.mtu.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "address", value: |it| it.address.map(|address| address.to_string().into()), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "prefix", value: |it| it.prefix.map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "old_state", value: |it| it.old_state.as_deref().map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "new_state", value: |it| it.new_state.as_deref().map(Tree::from), ecs: Own, ocsf: Own, otlp: Own },
    Row { name: "local", value: |it| it.local.map(|local| local.to_string().into()), ecs: Own, ocsf: Own, otlp: Is("network.local.address") },
    Row { name: "local_port", value: |it| it.local_port.map(Tree::from), ecs: Own, ocsf: Own, otlp: Is("network.local.port") },
    Row { name: "remote", value: |it| it.remote.map(|remote| remote.to_string().into()), ecs: Own, ocsf: Own, otlp: Is("network.peer.address") },
    Row { name: "remote_port", value: |it| it.remote_port.map(Tree::from), ecs: Own, ocsf: Own, otlp: Is("network.peer.port") },
];

/// The fields that no schema has a name for: who publishes, and what.
const PUBLISHED: [Row; 3] = [
    Row {
        name: "module",
        value: |it| it.module.as_ref().map(Tree::from),
        ecs: Own,
        ocsf: Own,
        otlp: Own,
    },
    Row {
        name: "text",
        value: |it| it.text.as_ref().map(Tree::from),
        ecs: Own,
        ocsf: Own,
        otlp: Own,
    },
    Row {
        name: "fields",
        value: fields,
        ecs: Own,
        ocsf: Own,
        otlp: Own,
    },
];

fn fields(line: &Line<'_>) -> Option<Tree> {
    let mut object = Tree::object();
    for (name, value) in &line.fields.0 {
        let value = match value {
            Field::Number(number) => Tree::Number((*number).into()),
            Field::Signed(number) => Tree::Number((*number).into()),
            Field::Text(text) => text.into(),
            Field::Unknown(()) => continue,
        };
        object.push(String::from_utf8_lossy(&name.0).into_owned(), value);
    }
    (!line.fields.is_empty()).then_some(object)
}

/// The fields that a record has, each with its name in a schema, or klink's own.
pub(super) fn fields_of(
    record: &Record<'_>,
    column: fn(&Row) -> Column,
) -> Vec<(&'static str, Column, Tree)> {
    match record {
        Record::Event(line) => {
            let rows = TABLE.iter().chain(&PUBLISHED);
            let fields = rows.filter_map(|row| {
                let value = (row.value)(line)?;
                let value = match column(row) {
                    Text(_) => value.into_text(),
                    _ => value,
                };
                Some((row.name, column(row), value))
            });
            fields.collect()
        }
        Record::Lost(lost) => vec![
            ("first", Own, lost.0.first.into()),
            ("last", Own, lost.0.last.into()),
            ("lost", Own, lost.0.count().into()),
        ],
        Record::Restart(_) => Vec::new(),
    }
}

/// The event in one word: its kind, and the action.
pub(super) fn action(record: &Record<'_>) -> String {
    match record {
        Record::Event(line) => match &line.action {
            Some(action) => format!("{}-{action}", line.kind),
            None => line.kind.to_string(),
        },
        Record::Lost(_) => String::from("lost"),
        Record::Restart(_) => String::from("restart"),
    }
}

/// An id that no other record has, by which one that is sent again can be known.
pub(super) fn id(origin: &Origin, record: &Record<'_>) -> String {
    let number = match record {
        Record::Event(line) => line.seq,
        Record::Lost(lost) => lost.0.first,
        Record::Restart(_) => 0,
    };
    format!("{:016x}-{number}", origin.journal)
}

/// The time since 1970: of a gap or a restart, when it was noticed.
pub(super) fn date(origin: &Origin, record: &Record<'_>) -> Duration {
    match record {
        Record::Event(line) => origin.date(line.time.0),
        _ => origin.date(origin.clocks.0),
    }
}

/// The time since 1970 when the process was started that an event is about.
pub(super) fn started(origin: &Origin, record: &Record<'_>) -> Option<Duration> {
    let Record::Event(line) = record else {
        return None;
    };
    Some(origin.date(Duration::from_nanos(line.start_ns?)))
}

/// The actions of a process, as far as schemas distinguish them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Process {
    Fork,
    Exec,
    Exit,
    /// Something else happened to it.
    Other,
}

/// The action of a process; `None` if the event is not about one.
pub(super) fn process(line: &Line<'_>) -> Option<Process> {
    let is_thread = line.pid != line.tgid;
    match line.kind.0 {
        Kind::FORK if !is_thread => Some(Process::Fork),
        Kind::EXEC => Some(Process::Exec),
        Kind::EXIT if line.last_thread => Some(Process::Exit),
        Kind::FORK | Kind::EXIT | Kind::COMM | Kind::OOM | Kind::HANG => Some(Process::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(row: &Row, column: Column, own: &str) -> String {
        match column {
            Is(path) | Text(path) => format!("`{path}`"),
            Own => format!("`{own}.{}`", row.name),
        }
    }

    #[test]
    fn the_documented_table_is_this_one() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/formats.md");
        let page = std::fs::read_to_string(page).unwrap();
        let rows = page.split("|---|---|---|---|\n").nth(1).unwrap();
        let rows: Vec<_> = rows
            .lines()
            .take_while(|row| row.starts_with('|'))
            .collect();
        let table = TABLE.iter().chain(&PUBLISHED).map(|row| {
            let ecs = shown(row, row.ecs, "klink");
            let ocsf = shown(row, row.ocsf, "unmapped");
            let otlp = shown(row, row.otlp, "klink");
            format!("| {} | {ecs} | {ocsf} | {otlp} |", row.name)
        });
        assert_eq!(rows, table.collect::<Vec<_>>());
    }
}
