// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tests with the kernel's own specifications, which the lab takes out of its source.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::random::{Random, Writer};
use crate::{Folders, Operation, Spec};

/// How many messages are made of each operation.
const MESSAGES: u64 = 40;

fn specifications() -> Vec<Spec> {
    let lab = Command::new(env!("CARGO"))
        .args(["lab", "specs"])
        .output()
        .unwrap();
    assert!(
        lab.status.success(),
        "cargo lab specs: {}",
        String::from_utf8_lossy(&lab.stderr)
    );
    let folder = PathBuf::from(String::from_utf8(lab.stdout).unwrap().trim());
    let files: Vec<_> = Folders::new([folder]).files().collect();
    assert!(files.len() >= 33, "{files:?}");
    files
        .iter()
        .map(|file| Spec::load(file).unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

fn encoded(spec: &Spec, operation: &Operation, value: &Value) -> Result<Vec<u8>, String> {
    spec.encode(operation, value)
        .map_err(|error| error.to_string())
}

fn decoded(spec: &Spec, operation: &Operation, payload: &[u8]) -> Value {
    serde_json::to_value(spec.decode(operation, payload)).unwrap()
}

fn requests(spec: &Spec) -> impl Iterator<Item = &Operation> {
    spec.operations()
        .iter()
        .filter(|operation| operation.request().is_some())
}

#[test]
fn random_messages_of_every_specification_come_back_as_they_were() {
    let (mut specs, mut operations, mut messages) = (0, 0, 0);
    for spec in specifications() {
        specs += 1;
        for operation in requests(&spec) {
            operations += 1;
            for seed in 1..=MESSAGES {
                let value =
                    Writer::new(&spec, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).message(operation);
                let name = format!("{} {}, seed {seed}", spec.name(), operation.name());
                let payload = encoded(&spec, operation, &value)
                    .unwrap_or_else(|error| panic!("{name}: {error}\n{value}"));
                let back = decoded(&spec, operation, &payload);
                assert_eq!(back, value, "{name}");
                messages += 1;
            }
        }
    }
    println!("{messages} random messages of {operations} operations in {specs} specifications");
}

#[test]
fn damaged_and_random_bytes_decode_to_what_encodes_to_the_same() {
    let (mut cases, mut random) = (0, Random(7));
    for spec in specifications() {
        for operation in requests(&spec) {
            for seed in 1..=MESSAGES / 2 {
                let value =
                    Writer::new(&spec, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).message(operation);
                let mut payload = encoded(&spec, operation, &value).unwrap();
                for _ in 0..=random.below(4) {
                    let at = random.below(payload.len());
                    if let Some(byte) = payload.get_mut(at) {
                        *byte = random.next() as u8;
                    }
                }
                if random.below(4) == 0 {
                    payload.truncate(random.below(payload.len() + 1));
                }
                if random.below(8) == 0 {
                    payload = random.bytes(64);
                }
                cases += 1;
                let first = decoded(&spec, operation, &payload);
                let name = format!("{} {}, case {cases}", spec.name(), operation.name());
                let again = match encoded(&spec, operation, &first) {
                    Ok(again) => again,
                    // What the specification forbids may be said by the kernel, or by damage.
                    Err(error)
                        if error.contains(" than ")
                            || error.contains(" below ")
                            || error.contains(" above ") =>
                    {
                        continue
                    }
                    Err(error) => panic!("{name}: {error}\n{first}"),
                };
                let again = decoded(&spec, operation, &again);
                // Padding can complete what was cut off.
                if !first.to_string().contains("@rest") {
                    assert_eq!(again, first, "{name}");
                }
            }
        }
    }
    println!("{cases} damaged messages");
}
