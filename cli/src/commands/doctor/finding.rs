// SPDX-License-Identifier: MIT OR Apache-2.0

//! The finding of a check, as text and as JSON.

use std::fmt::{self, Display};

use serde::Serialize;

use crate::output::{Styled, GREEN, RED, YELLOW};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Ok,
    /// Some features will not work, which may be intended.
    Note,
    Problem,
}

/// The finding of one check.
#[derive(Serialize)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) level: Level,
    pub(super) finding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, finding: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Ok,
            finding: finding.into(),
            next: None,
        }
    }

    pub(super) fn note(
        check: &'static str,
        finding: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Note,
            next: Some(next.into()),
            ..Self::ok(check, finding)
        }
    }

    pub(super) fn problem(
        check: &'static str,
        finding: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            level: Level::Problem,
            ..Self::note(check, finding, next)
        }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (style, level) = match self.level {
            Level::Ok => (GREEN, "ok     "),
            Level::Note => (YELLOW, "note   "),
            Level::Problem => (RED, "problem"),
        };
        let level = Styled(f.alternate(), style, level);
        write!(f, "{level} {:<10} {}", self.check, self.finding)?;
        match &self.next {
            Some(next) => write!(f, ": {next}"),
            None => Ok(()),
        }
    }
}
