// SPDX-License-Identifier: MIT OR Apache-2.0

//! The exchanges of [`klink_tests_host::exchange`] with the kernel that this runs on, on standard output.
//!
//! usage: klink-tests-host FOLDER SHOWN < QUESTIONS

#![allow(clippy::panic)] // The program of a test.

use std::io::{self, Write};
use std::path::PathBuf;

use klink_tests_host::exchange;
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(shown)) = (arguments.next(), arguments.next()) else {
        return Err("usage: klink-tests-host FOLDER SHOWN < QUESTIONS".into());
    };
    let questions = serde_json::Deserializer::from_reader(io::stdin()).into_iter::<Value>();
    let questions = questions.collect::<Result<Vec<_>, _>>()?;
    let mut out = io::stdout().lock();
    let mut written = Ok(());
    exchange::record(None, &folder, &shown, &questions, |line| {
        if written.is_ok() {
            written = out.write_all(line.as_bytes());
        }
    })?;
    Ok(written?)
}
