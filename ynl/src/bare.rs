// SPDX-License-Identifier: MIT OR Apache-2.0

//! Descriptions without what nobody reads, as JSON with a line for each thing that has a name.

use serde_json::Value;

/// The keys of a description that are read. Those of sentences are not.
const KEYS: &str = "
    attribute attribute-set attribute-sets attributes bits byte-order checks definitions display-hint do dump entries enum
    enum-as-flags enum-model event exact-len fixed-header formats gone groups incomplete incomplete-flags key length len list max
    max-len mcast-groups mcgrp member members min min-len multi-attr name nested-attributes new notify objects only operations
    partial preliminary protocol protonum removed-by reply request selector struct sub-message sub-messages sub-type subset-of
    type type-value value value-start values version volatile
";

/// A description without sentences, and without the lists of attributes that messages of an operation may have.
pub(crate) fn bare(value: &Value) -> Value {
    without_lists(known(value))
}

fn known(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let is_known = |key: &str| KEYS.split_whitespace().any(|known| known == key);
            let kept = object.iter();
            let kept = kept.filter(|(key, value)| is_known(key) && !value.is_null());
            Value::Object(
                kept.map(|(key, value)| (key.clone(), known(value)))
                    .collect(),
            )
        }
        Value::Array(list) => list.iter().map(known).collect(),
        value => value.clone(),
    }
}

fn without_lists(mut value: Value) -> Value {
    let operations = value
        .pointer_mut("/operations/list")
        .and_then(Value::as_array_mut);
    for operation in operations.into_iter().flatten() {
        for halves in [
            "/do/request",
            "/do/reply",
            "/dump/request",
            "/dump/reply",
            "/event",
        ] {
            if let Some(Value::Object(half)) = operation.pointer_mut(halves) {
                half.remove("attributes");
            }
        }
    }
    value
}

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
pub(crate) fn table(value: &Value) -> String {
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
