// SPDX-License-Identifier: MIT OR Apache-2.0

//! Exit statuses.

use std::fmt::Write as _;

/// The exit statuses of klink's programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Success.
    Done = 0,
    /// Failure for any other reason.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// There is nobody to talk to.
    NoPeer = 3,
    /// A missing permission.
    NotPermitted = 4,
    /// No answer in time.
    NoAnswer = 5,
    /// The other side refuses.
    Refused = 6,
    /// Ctrl-C or SIGTERM.
    Interrupted = 130,
}

impl Status {
    const ALL: [Self; 8] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::NoPeer,
        Self::NotPermitted,
        Self::NoAnswer,
        Self::Refused,
        Self::Interrupted,
    ];

    /// The part of a help text that lists the statuses, with what they mean for a program.
    pub fn table(description: impl Fn(Self) -> &'static str) -> String {
        let mut table = String::from("Exit status:\n");
        for status in Self::ALL {
            // A string takes all.
            let _ = writeln!(table, "  {:<3}  {}", status as u8, description(status));
        }
        table
    }
}
