// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;

use klink_wire::BuildError;
use serde_json::Value;

use crate::number::kind;
use crate::text;

/// JSON does not say what a specification wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// From the inside out.
    path: Vec<String>,
    why: String,
    /// The builder's error, if it is one.
    build_error: Option<BuildError>,
}

impl EncodeError {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            why: why.into(),
            build_error: None,
        }
    }

    /// Something that the specification does not allow, which the kernel may know better.
    pub(super) fn bound(why: &str, bytes: &[u8]) -> Self {
        let shown = bytes.get(..BYTES_SHOWN).unwrap_or(bytes);
        let more = if shown.len() < bytes.len() { "…" } else { "" };
        let digits = text::hex(shown);
        Self::new(format!(
            "{why}: give {{\"@hex\": \"{digits}{more}\"}} to send it all the same"
        ))
    }

    /// Why the builder did not take it, if that is why.
    #[cfg(feature = "client")]
    pub(crate) fn build_error(&self) -> Option<BuildError> {
        self.build_error
    }

    pub(super) fn wanted(what: &str, value: &Value) -> Self {
        Self::new(format!("{what} is wanted, not {}", kind(value)))
    }

    pub(super) fn within(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }
}

/// How many bytes an error shows.
const BYTES_SHOWN: usize = 32;

impl From<BuildError> for EncodeError {
    fn from(build_error: BuildError) -> Self {
        Self {
            build_error: Some(build_error),
            ..Self::new(build_error.to_string())
        }
    }
}

/// `linkinfo.data.id: 5000 is above 4094`
impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.path.iter().rev().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}{step}")?;
        }
        let colon = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{colon}{}", self.why)
    }
}

impl std::error::Error for EncodeError {}
