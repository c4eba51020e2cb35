// SPDX-License-Identifier: MIT OR Apache-2.0

//! Forwards the events of klink's journal to a stream of NATS JetStream, each exactly once.
//!
//! [`core`] decides, without input or output; [`journal`] and [`stream`] are its two sides, as traits; [`forward`]
//! drives the one with the others. The tests drive the same core with a scripted journal, and with a simulated stream.

#![forbid(unsafe_code)]

pub mod check;
pub mod core;
pub mod failure;
pub mod forward;
pub mod journal;
pub mod machine;
pub mod message;
pub mod metrics;
pub mod nats;
pub mod read;
pub mod secret;
pub mod stream;
pub mod subject;
pub mod tail;
#[cfg(feature = "watch")]
pub mod watch;
