// SPDX-License-Identifier: MIT OR Apache-2.0

#![no_main]

#[path = "../exchange.rs"]
mod exchange;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exchange::exchange(bytes));
