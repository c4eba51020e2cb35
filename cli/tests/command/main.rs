// SPDX-License-Identifier: MIT OR Apache-2.0

//! The command on the machine that runs the tests, without modules; `tests/guest/tests/chat.rs` tests it with modules.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // A test that cannot continue fails.

mod bench;
mod captures;
mod decode;
mod described;
mod dissectors;
mod doctor;
mod documents;
mod extcap;
mod faults;
mod forms;
mod generate;
mod genl;
mod monitor;
mod namespace;
mod options;
mod record;
mod recv;
mod refusal;
mod replay;
mod run;
mod scratch;
mod send;
mod spec;
mod stat;
mod usage;
mod wireshark;
