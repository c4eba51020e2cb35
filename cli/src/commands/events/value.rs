// SPDX-License-Identifier: MIT OR Apache-2.0

//! Fields of events, as text and in JSON.

use std::fmt::{self, Display};
use std::time::Duration;

use klink::events::{Event, FieldValue, Kind};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::output::Escaped;

/// A kind by name, or by number if this version of the command does not know it.
#[derive(Clone, Copy)]
pub(super) struct Name(pub(super) Kind);

impl Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.name() {
            Some(name) => f.pad(name),
            None => self.0 .0.fmt(f),
        }
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A time since boot: as text in seconds with nine decimals, in JSON in nanoseconds.
pub(super) struct SinceBoot(pub(super) Duration);

impl Display for SinceBoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}", self.0.as_secs(), self.0.subsec_nanos())
    }
}

impl Serialize for SinceBoot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(self.0.as_nanos()).unwrap_or(u64::MAX))
    }
}

/// Bytes that are usually text.
pub(super) struct Word<'a>(pub(super) &'a [u8]);

impl Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(self.0).fmt(f)
    }
}

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(self.0))
    }
}

/// The fields of an event that a module published: a JSON object.
pub(super) struct Fields<'a>(pub(super) Event<'a>);

impl Fields<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.fields().next().is_none()
    }
}

impl Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fields().try_for_each(|(name, value)| {
            let name = Word(name);
            match value {
                FieldValue::Number(number) => write!(f, " {name}={number}"),
                FieldValue::Signed(number) => write!(f, " {name}={number}"),
                FieldValue::Text(text) => write!(f, " {name}={}", Word(text)),
                _ => write!(f, " {name}"),
            }
        })
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in self.0.fields() {
            let name = Word(name);
            match value {
                FieldValue::Number(number) => object.serialize_entry(&name, &number)?,
                FieldValue::Signed(number) => object.serialize_entry(&name, &number)?,
                FieldValue::Text(text) => object.serialize_entry(&name, &Word(text))?,
                _ => object.serialize_entry(&name, &())?,
            }
        }
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_names_that_fit_their_column() {
        assert!(Kind::ALL
            .iter()
            .all(|kind| Name(*kind).to_string().len() <= 8));
    }
}
