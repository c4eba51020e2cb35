// SPDX-License-Identifier: MIT OR Apache-2.0

//! Events in published schemas: ECS, OCSF and OTLP logs.

mod ecs;
mod ocsf;
mod otlp;
mod table;
mod tree;

use serde::{Serialize, Serializer};

use crate::record::Record;
pub use table::Origin;

/// A published schema of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The Elastic Common Schema, 9.4.0.
    Ecs,
    /// The Open Cybersecurity Schema Framework, 1.8.0.
    Ocsf,
    /// Logs in the JSON encoding of OpenTelemetry's protocol, with names of its semantic conventions, 1.44.0.
    Otlp,
}

impl Format {
    /// All formats, with the names that users give.
    pub const ALL: [(&'static str, Self); 3] = [
        ("ecs", Self::Ecs),
        ("ocsf", Self::Ocsf),
        ("otlp", Self::Otlp),
    ];

    /// The format with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| format)
    }
}

/// A record in a published schema: a JSON object by serde.
#[derive(Clone, Copy, Debug)]
pub struct Formatted<'a> {
    format: Format,
    origin: &'a Origin,
    record: &'a Record<'a>,
}

impl<'a> Formatted<'a> {
    /// The record in this schema.
    pub fn new(format: Format, origin: &'a Origin, record: &'a Record<'a>) -> Self {
        Self {
            format,
            origin,
            record,
        }
    }
}

impl Serialize for Formatted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tree = match self.format {
            Format::Ecs => ecs::tree,
            Format::Ocsf => ocsf::tree,
            Format::Otlp => otlp::tree,
        };
        tree(self.origin, self.record).serialize(serializer)
    }
}
