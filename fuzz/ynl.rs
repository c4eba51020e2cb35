// SPDX-License-Identifier: MIT OR Apache-2.0

//! Invariants for arbitrary messages under any specification, and for arbitrary specifications: decoding comes to an
//! end, its text is no longer than the message allows, encoding the result again gives the same meaning, and nothing
//! panics. The tests of `klink-ynl` run the same function.
//!
//! An input is a line and the bytes after it: `FAMILY OPERATION` and a message's payload, `json FAMILY OPERATION` and
//! an object, or `yaml` and a specification. The messages of the corpus are replies of the guest that
//! `tests/host/guest.sh` fills.

use std::hint::black_box;

use klink_ynl::{Operation, Spec};
use serde_json::Value;

/// The maximum size in JSON per byte of a message: a flag's name for each of its bits.
const TEXT_PER_BYTE: usize = 512;
/// The maximum size in JSON of an empty message.
const TEXT: usize = 4096;
/// The number of operations of an arbitrary specification that are tried.
const TRIED: usize = 8;

/// Runs one input.
pub(super) fn spec(input: &[u8], specs: &[Spec]) {
    let line = input
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let rest = input.get(line.len() + 1..).unwrap_or_default();
    if line == b"yaml" {
        return yaml(rest);
    }
    match line.strip_prefix(b"json ") {
        Some(line) => json(chosen(line, specs), rest),
        None => message(chosen(line, specs), rest),
    }
}

/// The operation of this name, or one that is derived from the line.
fn chosen<'s>(line: &[u8], specs: &'s [Spec]) -> (&'s Spec, &'s Operation) {
    let all = specs.iter().flat_map(|spec| {
        let operations = spec.operations().iter();
        operations.map(move |operation| (spec, operation))
    });
    let name = |spec: &Spec, operation: &Operation| format!("{} {}", spec.name(), operation.name());
    let named = all
        .clone()
        .find(|(spec, operation)| name(spec, operation).as_bytes() == line);
    let number = line.iter().fold(0_usize, |sum, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    named.unwrap_or_else(|| all.clone().nth(number % all.count()).unwrap())
}

/// Decodes a payload, encodes the result, and decodes it again.
pub(super) fn message((spec, operation): (&Spec, &Operation), payload: &[u8]) {
    let first = decoded(spec, operation, payload);
    for offset in (0..payload.len()).step_by(4) {
        black_box(spec.path(operation, payload, 16 + offset));
    }
    black_box(serde_json::to_string(&spec.decode_unknown(payload)).unwrap());
    let again = match spec.encode(operation, &first) {
        Ok(again) => decoded(spec, operation, &again),
        // The specification forbids the value.
        Err(error) if is_forbidden(&error.to_string()) => return,
        Err(error) => panic!("{error}: {first}"),
    };
    // Padding can complete truncated bytes.
    if !first.to_string().contains("@rest") {
        assert_eq!(again, first);
    }
}

fn is_forbidden(error: &str) -> bool {
    [" than ", " below ", " above "]
        .iter()
        .any(|words| error.contains(words))
}

fn decoded(spec: &Spec, operation: &Operation, payload: &[u8]) -> Value {
    let text = serde_json::to_string(&spec.decode(operation, payload)).unwrap();
    assert!(
        text.len() <= TEXT + TEXT_PER_BYTE * payload.len(),
        "{} bytes of {}",
        text.len(),
        payload.len()
    );
    serde_json::from_str(&text).unwrap()
}

/// Encodes an object, and decodes the result.
fn json((spec, operation): (&Spec, &Operation), text: &[u8]) {
    let Ok(object) = serde_json::from_slice::<Value>(text) else {
        return;
    };
    if let Ok(payload) = spec.encode(operation, &object) {
        black_box(decoded(spec, operation, &payload));
    }
}

/// Loads a specification, and decodes and encodes with it.
fn yaml(text: &[u8]) {
    let Some(spec) = std::str::from_utf8(text)
        .ok()
        .and_then(|text| Spec::parse(text).ok())
    else {
        return;
    };
    for operation in spec.operations().iter().take(TRIED) {
        for payload in [&[][..], &[0; 64], text] {
            let value = serde_json::to_value(spec.decode(operation, payload)).unwrap();
            black_box(spec.encode(operation, &value).is_ok());
        }
    }
}
