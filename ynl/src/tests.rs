// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tests with the kernel's own specifications, which the lab takes out of its source.

mod catalogue;
mod corrections;
#[cfg(feature = "families")]
mod families;
mod headers;
mod inside;
mod kinds;
mod policies;
mod random;
mod rust;
mod tables;
mod wireshark;

use std::path::PathBuf;

use klink_tests_support::{agrees_with_ynl, specs};
use serde_json::{json, Value};

use self::random::{Random, Writer};
use crate::model::Layout;
use crate::{text, Folders, Operation, Spec};

/// How many messages are made of each operation.
const MESSAGES: u64 = 40;

/// Where seeds are far from each other.
const SEEDS: u64 = 0x9e37_79b9_7f4a_7c15;

fn specifications() -> Vec<(PathBuf, Spec)> {
    read_from([specs().to_owned()])
}

fn read_from(folders: impl IntoIterator<Item = PathBuf>) -> Vec<(PathBuf, Spec)> {
    let files: Vec<_> = Folders::new(folders).files().collect();
    assert!(files.len() >= 33, "{files:?}");
    let load = |file: PathBuf| {
        let spec = Spec::load(&file).unwrap_or_else(|error| panic!("{error}"));
        (file, spec)
    };
    files.into_iter().map(load).collect()
}

/// A folder with the specifications as klink reads them, for the Python reader.
fn corrected_specs() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("klink-corrected-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for file in Folders::new([specs().to_owned()]).files() {
        let text = crate::corrected(&std::fs::read_to_string(&file).unwrap()).unwrap();
        std::fs::write(folder.join(file.file_name().unwrap()), text).unwrap();
    }
    folder
}

/// All descriptions as they are written, corrected, and as they are read.
fn descriptions() -> Vec<(Value, Spec)> {
    let read = |file: PathBuf| {
        let raw = crate::load::with_corrections(&std::fs::read_to_string(&file).unwrap()).unwrap();
        // Not as users' are read: without its corrections if they do not fit.
        let spec = crate::load::resolved(&serde_json::from_value(raw.clone()).unwrap());
        let spec = spec.unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        (raw, spec)
    };
    let files = Folders::new([specs().to_owned(), own_specs()]);
    // Those of klink's own families are about numbers of `protocol`, which tests/own_families.rs compares.
    let of_kernel = |file: &PathBuf| !file.to_string_lossy().contains("klink_");
    files.files().filter(of_kernel).map(read).collect()
}

fn own_specs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

/// A payload.
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
        // Where an answer is something else, a request cannot be read as one.
        .filter(|operation| {
            let header = |layout: Layout| Some(spec.headers.get(layout.header?)?.layout);
            let (asked, answered) = (operation.asked, operation.layout);
            asked.set == answered.set && header(asked) == header(answered)
        })
}

#[test]
fn random_messages_come_back_as_they_were() {
    let (mut count, mut operations, mut messages) = (0, 0, 0);
    for (_, spec) in read_from([specs().to_owned(), own_specs()]) {
        count += 1;
        for operation in requests(&spec) {
            operations += 1;
            for seed in 1..=MESSAGES {
                let value = Writer::new(&spec, seed.wrapping_mul(SEEDS)).message(operation);
                let name = format!("{} {}, seed {seed}", spec.name(), operation.name());
                let payload = encoded(&spec, operation, &value)
                    .unwrap_or_else(|error| panic!("{name}: {error}\n{value}"));
                let back = decoded(&spec, operation, &payload);
                assert_eq!(back, value, "{name}");
                messages += 1;
            }
        }
    }
    println!("{messages} random messages of {operations} operations in {count} specifications");
}

#[test]
fn damaged_bytes_decode_to_what_encodes_the_same() {
    let (mut cases, mut random) = (0, Random(7));
    for (_, spec) in read_from([specs().to_owned(), own_specs()]) {
        for operation in requests(&spec) {
            for seed in 1..=MESSAGES / 2 {
                let value = Writer::new(&spec, seed.wrapping_mul(SEEDS)).message(operation);
                let mut payload = encoded(&spec, operation, &value).unwrap();
                random.damage(&mut payload, 4);
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

/// How many of them the Python reader gets of each operation: it is slow.
const COMPARED: u64 = 30;

#[test]
fn random_messages_decode_as_in_python() {
    let mut exchanges = String::new();
    let corrected = corrected_specs();
    for (file, spec) in specifications() {
        let file = corrected.join(file.file_name().unwrap());
        for operation in requests(&spec) {
            for seed in 1..=COMPARED {
                let value = Writer::new(&spec, seed.wrapping_mul(SEEDS))
                    .strict()
                    .message(operation);
                let payload = text::hex(&encoded(&spec, operation, &value).unwrap());
                let exchange = json!({
                    "spec": file,
                    "operation": operation.name(),
                    "messages": [{"payload": payload, "value": value}],
                });
                exchanges.push_str(&format!("{exchange}\n"));
            }
        }
    }
    let (same, _) = agrees_with_ynl(&exchanges);
    std::fs::remove_dir_all(&corrected).unwrap();
    println!(
        "{same} of {} random messages are the same",
        exchanges.lines().count()
    );
    assert!(same > 6000, "only {same} random messages are the same");
}
