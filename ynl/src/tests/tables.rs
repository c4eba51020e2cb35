// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tables that the crate holds: JSON with a line for each thing that has a name.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Lists of these have a line an element.
const LISTS: [&str; 8] = [
    "attributes",
    "attribute-sets",
    "definitions",
    "entries",
    "formats",
    "list",
    "members",
    "sub-messages",
];

/// A table's text.
pub(super) fn table(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut before = '{';
            for (key, value) in object {
                text.push(before);
                before = ',';
                text.push_str(&format!("\"{key}\":"));
                match value {
                    Value::Array(list) if LISTS.contains(&key.as_str()) => lines(list, text),
                    value => write(value, text),
                }
            }
            if object.is_empty() {
                text.push(before);
            }
            text.push('}');
        }
        value => text.push_str(&value.to_string()),
    }
}

fn lines(list: &[Value], text: &mut String) {
    let mut before = "[\n";
    for value in list {
        text.push_str(before);
        before = ",\n";
        write(value, text);
    }
    if list.is_empty() {
        text.push('[');
    }
    text.push(']');
}

/// Checks that a file is as it would be made now, or makes it, if `KLINK_TABLES` is `write`.
pub(super) fn is_written(file: &Path, table: &str) {
    let before = fs::read_to_string(file).unwrap_or_default();
    if before == table {
        return;
    }
    assert!(
        std::env::var_os("KLINK_TABLES").is_some_and(|wish| wish == "write"),
        "{} is not what is made of the specifications: make tables",
        file.display()
    );
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, table).unwrap();
}
