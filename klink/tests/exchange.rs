// SPDX-License-Identifier: MIT OR Apache-2.0

//! The corpus of the fuzz target of the same name: replies of every kind, and those that once caused a failure.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/exchange.rs"]
mod exchange;

#[test]
fn any_answers_are_read_and_the_socket_goes_on() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/exchange");
    let mut inputs = 0;
    for file in fs::read_dir(corpus).unwrap() {
        let path = file.unwrap().path();
        let input = fs::read(&path).unwrap();
        // Each with every method and every change, too.
        for verb in 0..7 {
            for change in 0..8 {
                println!("{} with verb {verb}, change {change}", path.display());
                let rest = input.get(2..).unwrap_or(&[]);
                exchange::exchange(&[&[verb, change], rest].concat());
            }
        }
        inputs += 1;
    }
    assert!(inputs > 20, "{inputs} inputs");
}
