// SPDX-License-Identifier: MIT OR Apache-2.0

//! Events of klink's journal as lines: [`Record`] is text by its `Display`, with `{:#}` in colour, and a JSON object by
//! serde. Bytes from a program, such as its name, cannot move the cursor or change the screen.

#![forbid(unsafe_code)]

mod date;
mod event;
mod format;
mod record;
#[cfg(feature = "screen")]
pub mod screen;
mod status;
mod text;
mod value;

pub use date::Date;
pub use event::Line;
pub use format::{Format, Formatted, Origin};
pub use record::{Lost, Record, Restart};
pub use status::Status;
pub use text::{Escaped, Styled, BOLD, GREEN, RED, YELLOW};
pub use value::{Args, Field, Fields, Name, SinceBoot, Word};

/// Runs the example of the package's page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
