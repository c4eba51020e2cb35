// SPDX-License-Identifier: MIT OR Apache-2.0

//! The output of a walk, as JSON.

use klink::typed::{Shown, Sink};
use serde_json::{json, Map, Value};

use crate::text::{hex, Hint};

/// Lists and maps that are open, each with the names of what comes next in maps.
#[derive(Default)]
pub(super) struct Json {
    open: Vec<(Value, Option<(String, bool)>)>,
    done: Value,
}

impl Json {
    pub(super) fn value(self) -> Value {
        self.done
    }

    fn add(&mut self, value: Value) {
        match self.open.last_mut() {
            None => self.done = value,
            Some((Value::Array(list), _)) => list.push(value),
            Some((Value::Object(map), key)) => {
                let (key, multi) = key.take().unwrap();
                insert(map, key, multi, value);
            }
            Some(_) => unreachable!(),
        }
    }
}

/// Several of one name are an array.
fn insert(map: &mut Map<String, Value>, key: String, multi: bool, value: Value) {
    match map.get_mut(&key) {
        None if multi => {
            map.insert(key, Value::Array(vec![value]));
        }
        None => {
            map.insert(key, value);
        }
        Some(Value::Array(list)) if multi => list.push(value),
        Some(first) => *first = json!([first.take(), value]),
    }
}

impl Sink for Json {
    fn key(&mut self, name: &str, multi: bool) {
        if let Some((_, key)) = self.open.last_mut() {
            *key = Some((name.to_owned(), multi));
        }
    }

    fn value(&mut self, value: Shown<'_>) {
        let value = match value {
            Shown::Unsigned(number) => json!(number),
            Shown::Signed(number) => json!(number),
            Shown::Hex(number) => json!(format!("{number:#x}")),
            Shown::Text(text) => json!(text),
            Shown::Name(name) => json!(name),
            Shown::Bytes(bytes) => json!(hex(bytes)),
            Shown::Groups(bytes) => json!(Hint::Hex.show(bytes)),
            Shown::Mac(bytes) => json!(Hint::Mac.show(bytes)),
            Shown::Uuid(bytes) => match Hint::Uuid.show(bytes) {
                Some(text) => json!(text),
                None => json!({"@hex": hex(bytes)}),
            },
            Shown::Ip(address) => json!(address.to_string()),
            Shown::Present => json!(true),
            Shown::Undecodable(bytes) => json!({"@hex": hex(bytes)}),
            other => panic!("{other:?}"),
        };
        self.add(value);
    }

    fn begin(&mut self, list: bool) {
        let value = if list { json!([]) } else { json!({}) };
        self.open.push((value, None));
    }

    fn end(&mut self) {
        let (value, _) = self.open.pop().unwrap();
        self.add(value);
    }
}
