// SPDX-License-Identifier: MIT OR Apache-2.0

//! Lines as a tool prints them, with klink's values: `src {saddr} proto {proto map:50=esp}`. What stands in `⟨` and `⟩` is
//! left out if one of its values is not there, and so is a whole line.

use serde_json::Value;

use super::convert::{Conversion, Names};
use super::path::Path;

/// The lines for an object that has their values, each with the number of these.
pub(crate) fn render(lines: &[String], object: &Value, names: &Names) -> Vec<(String, usize)> {
    lines
        .iter()
        .filter_map(|line| piece(line, object, names))
        .collect()
}

/// One piece, or `None` if a value is missing.
fn piece(text: &str, object: &Value, names: &Names) -> Option<(String, usize)> {
    let mut shown = String::new();
    let mut values = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '⟨']) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(optional) = rest.strip_prefix('⟨') {
            let (inner, after) = optional.split_once('⟩')?;
            if let Some((inner, count)) = piece(inner, object, names) {
                shown.push_str(&inner);
                values += count;
            }
            rest = after;
        } else {
            let (inner, after) = rest[1..].split_once('}')?;
            let (path, how) = inner.split_once(' ').unwrap_or((inner, "same"));
            let conversion = Conversion::parse(how).unwrap_or_else(|| panic!("{how}"));
            let found = Path::new(path).of(object, &[]);
            shown.push_str(&conversion.apply(found, object, names, &Value::Null)?);
            values += 1;
            rest = after;
        }
    }
    shown.push_str(rest);
    Some((shown, values))
}
