// SPDX-License-Identifier: MIT OR Apache-2.0

//! XML as JSON: an element is an object with its attributes, its elements by name, and its text as `text`. One that has
//! only text is that text; several of one name are an array.

use serde_json::{Map, Value};

/// Reads the one element of a document.
pub(crate) fn parse(document: &str) -> Value {
    let start = document.find("?>").map_or(0, |at| at + 2);
    let mut rest = &document[start..];
    let mut inside = Map::new();
    elements(&mut rest, &mut inside);
    inside
        .into_iter()
        .next()
        .map_or(Value::Null, |(_, value)| value)
}

/// Reads elements up to the end of the one that they are in.
fn elements(rest: &mut &str, inside: &mut Map<String, Value>) {
    let mut words = String::new();
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before.trim());
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        *rest = after;
        if tag.starts_with('/') {
            break;
        }
        let (tag, is_empty) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut element = Map::new();
        for (index, part) in attributes.split('"').enumerate() {
            let name = || {
                attributes
                    .split('"')
                    .nth(index - 1)
                    .unwrap_or("")
                    .trim()
                    .trim_end_matches('=')
            };
            if index % 2 == 1 {
                element.insert(name().to_owned(), part.into());
            }
        }
        if !is_empty {
            elements(rest, &mut element);
        }
        let value = match element.get("text") {
            Some(only) if element.len() == 1 => only.clone(),
            _ => Value::Object(element),
        };
        match inside.get_mut(name) {
            Some(Value::Array(all)) => all.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => drop(inside.insert(name.to_owned(), value)),
        }
    }
    if !words.is_empty() {
        inside.insert("text".to_owned(), words.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_attributes_and_text_are_read() {
        let document =
            "<?xml version=\"1.0\"?>\n<all><a x=\"1\" y=\"b c\"><n>7</n></a><a/><e/></all>";
        let a = json!([{"x": "1", "y": "b c", "n": "7"}, {}]);
        assert_eq!(parse(document), json!({"a": a, "e": {}}));
    }
}
