// SPDX-License-Identifier: MIT OR Apache-2.0

#![no_main]

#[path = "../journal.rs"]
mod journal;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| journal::map(bytes));
