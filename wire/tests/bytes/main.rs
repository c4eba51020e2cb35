// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Tests of all formats: written messages are read back, and no input does harm.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod hostile;
mod model;
mod recorded;
mod round_trip;

/// The checks that the fuzz targets run, see `fuzz/`.
#[path = "../../../fuzz/oracle.rs"]
#[allow(unreachable_pub, reason = "there it is a library")]
mod oracle;
