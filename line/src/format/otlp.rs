// SPDX-License-Identifier: MIT OR Apache-2.0

//! Logs of OpenTelemetry's protocol, in its JSON encoding: numbers of 64 bits are text there.

use super::table::{action, date, fields_of, started, Column, Origin};
use super::tree::Tree;
use crate::date::Date;
use crate::record::Record;

pub(super) fn tree(origin: &Origin, record: &Record<'_>) -> Tree {
    let mut attributes = Vec::new();
    for (name, column, value) in fields_of(record, |row| row.otlp) {
        match column {
            Column::Is(path) | Column::Text(path) => attributes.push(attribute(path, value)),
            Column::Own => attributes.push(attribute(&format!("klink.{name}"), value)),
        }
    }
    if let Some(start) = started(origin, record) {
        let start = Date(start).to_string();
        attributes.push(attribute("process.creation.time", start.into()));
    }
    if matches!(record, Record::Event(line) if line.local.is_some()) {
        attributes.push(attribute("network.transport", "tcp".into()));
    }
    let journal = format!("{:016x}", origin.journal);
    attributes.push(attribute("klink.journal", journal.into()));

    let mut log = Tree::object();
    log.push("timeUnixNano", date(origin, record).as_nanos().to_string());
    // INFO, or WARN.
    let severity = if matches!(record, Record::Lost(_)) {
        13u32
    } else {
        9
    };
    log.push("severityNumber", severity);
    log.push("eventName", format!("klink.{}", action(record)));
    log.push("body", any(record.to_string().into()));
    log.push("attributes", Tree::List(attributes));

    let mut scope = Tree::object();
    scope.put("scope.name", "klink");
    scope.push("logRecords", Tree::list([log]));
    let mut resource = Tree::object();
    let about = [
        attribute("service.name", "klink".into()),
        attribute("host.name", (&*origin.host).into()),
    ];
    resource.put("resource.attributes", Tree::list(about));
    resource.push("scopeLogs", Tree::list([scope]));
    let mut tree = Tree::object();
    tree.push("resourceLogs", Tree::list([resource]));
    tree
}

fn attribute(key: &str, value: Tree) -> Tree {
    let mut pair = Tree::object();
    pair.push("key", key);
    pair.push("value", any(value));
    pair
}

/// A value of any type.
fn any(value: Tree) -> Tree {
    let (kind, value) = match value {
        Tree::Flag(_) => ("boolValue", value),
        // The largest ones do not fit: they stay what they are, as text.
        Tree::Number(number) if i64::try_from(number).is_err() => {
            ("stringValue", value.into_text())
        }
        Tree::Number(_) => ("intValue", value.into_text()),
        Tree::Text(_) => ("stringValue", value),
        Tree::List(list) => {
            let mut values = Tree::object();
            values.push("values", Tree::list(list.into_iter().map(any)));
            ("arrayValue", values)
        }
        Tree::Object(members) => {
            let pairs = members.into_iter();
            let pairs = pairs.map(|(name, value)| attribute(&name, value));
            let mut values = Tree::object();
            values.push("values", Tree::list(pairs));
            ("kvlistValue", values)
        }
    };
    let mut any = Tree::object();
    any.push(kind, value);
    any
}
