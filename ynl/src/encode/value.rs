// SPDX-License-Identifier: MIT OR Apache-2.0

//! Single values in JSON: what is wanted, and what is wrong.

use serde_json::Value;

use super::error::EncodeError;
use crate::model::{Checks, Set, Struct};
use crate::text::{self, Hint};

/// An element of an indexed array with its number: `{"3": …}`, or else its place from 1.
pub(super) fn numbered(index: usize, value: &Value) -> (u16, &Value) {
    let single = value.as_object().filter(|object| object.len() == 1);
    let named = single.and_then(|object| object.iter().next());
    let numbered = named.and_then(|(key, value)| key.parse().ok().map(|number| (number, value)));
    numbered.unwrap_or_else(|| (u16::try_from(index + 1).unwrap_or(u16::MAX), value))
}

pub(super) fn elements(value: &Value) -> Result<&[Value], EncodeError> {
    let array = value
        .as_array()
        .ok_or_else(|| EncodeError::wanted("an array", value))?;
    Ok(array)
}

/// The digits of `{"@hex": digits}`.
pub(super) fn raw(value: &Value) -> Option<&Value> {
    value
        .as_object()
        .filter(|object| object.len() == 1)?
        .get("@hex")
}

pub(super) fn hex(value: &Value) -> Result<Vec<u8>, EncodeError> {
    let text = value
        .as_str()
        .ok_or_else(|| EncodeError::wanted("a string of hexadecimal digits", value))?;
    text::from_hex(text)
        .ok_or_else(|| EncodeError::new(format!("{text:?} is not hexadecimal digits in pairs")))
}

pub(super) fn bytes_of(
    hint: Option<Hint>,
    checks: &Checks,
    value: &Value,
) -> Result<Vec<u8>, EncodeError> {
    if let Some(raw) = raw(value) {
        return hex(raw);
    }
    let bytes = match hint {
        None => hex(value)?,
        Some(hint) => {
            let text = value
                .as_str()
                .ok_or_else(|| EncodeError::wanted(hint.wanted(), value))?;
            let why = || EncodeError::new(format!("{} is wanted, not {text:?}", hint.wanted()));
            hint.parse(text).ok_or_else(why)?
        }
    };
    check_len(checks, &bytes)?;
    Ok(bytes)
}

pub(super) fn check_len(checks: &Checks, bytes: &[u8]) -> Result<(), EncodeError> {
    let len = bytes.len();
    let why = match (checks.min_len, checks.max_len) {
        (Some(min), _) if len < min => format!("{len} bytes are fewer than {min}"),
        (_, Some(max)) if len > max => format!("{len} bytes are more than {max}"),
        _ => return Ok(()),
    };
    Err(EncodeError::bound(&why, bytes))
}

pub(super) fn has(layout: &Struct, name: &str) -> bool {
    layout.members.iter().any(|member| member.name == name)
}

/// Names that might have been meant, or the first ones.
pub(super) fn no_such(set: Option<&Set>, key: &str) -> EncodeError {
    let Some(set) = set else {
        return EncodeError::new(
            "nothing in here has a name: give attributes by number, such as \"@1\"",
        );
    };
    let all = || {
        set.attributes
            .iter()
            .map(|attribute| attribute.name.as_str())
    };
    let start = key.get(..3).unwrap_or(key);
    let near: Vec<_> = all()
        .filter(|name| name.starts_with(start) || name.contains(key))
        .collect();
    let names = if near.is_empty() {
        all().collect()
    } else {
        near
    };
    let shown: Vec<_> = names.iter().take(NAMES_SHOWN).copied().collect();
    let more = if names.len() > shown.len() {
        ", …"
    } else {
        ""
    };
    EncodeError::new(format!(
        "{} has no such attribute: it has {}{more}",
        set.name,
        shown.join(", ")
    ))
}

/// How many names an error lists.
const NAMES_SHOWN: usize = 12;
