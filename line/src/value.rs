// SPDX-License-Identifier: MIT OR Apache-2.0

//! Fields of events, as text and in JSON.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::time::Duration;

use klink::events::{Event, FieldValue, Kind};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::{Escaped, Quoted};

/// A kind by name, or by number if this version does not know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name(pub Kind);

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
        match self.0.name() {
            Some(name) => serializer.serialize_str(name),
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        let kind = Kind::by_name(&name).or_else(|| name.parse().ok().map(Kind));
        kind.map(Self)
            .ok_or_else(|| de::Error::custom(format_args!("no kind has the name {name:?}")))
    }
}

/// A time since boot: as text in seconds with nine decimals, in JSON in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SinceBoot(pub Duration);

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

impl<'de> Deserialize<'de> for SinceBoot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer).map(|ns| Self(Duration::from_nanos(ns)))
    }
}

/// Bytes that are usually text. JSON has U+FFFD in place of those that are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a>(pub Cow<'a, [u8]>);

impl<'a> From<&'a [u8]> for Word<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }
}

impl Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(&self.0))
    }
}

impl<'de> Deserialize<'de> for Word<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self(Cow::Owned(text.into_bytes())))
    }
}

/// The arguments of a program: a JSON array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Args<'a>(pub Vec<Word<'a>>);

impl Display for Args<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, arg) in self.0.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            write!(f, "{space}{}", Quoted(&arg.0))?;
        }
        Ok(())
    }
}

/// The value of a field of a published event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Field<'a> {
    /// A number.
    Number(u64),
    /// A number that is negative.
    Signed(i64),
    /// Text.
    Text(Word<'a>),
    /// A value that this version does not know; `null` in JSON.
    Unknown(()),
}

/// The fields of an event that a module published, in its order: a JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a>(pub Vec<(Word<'a>, Field<'a>)>);

impl<'a> Fields<'a> {
    pub(crate) fn of(event: &Event<'a>) -> Self {
        let fields = event.fields().map(|(name, value)| {
            let value = match value {
                FieldValue::Number(number) => Field::Number(number),
                FieldValue::Signed(number) => Field::Signed(number),
                FieldValue::Text(text) => Field::Text(text.into()),
                _ => Field::Unknown(()),
            };
            (name.into(), value)
        });
        Self(fields.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, value)| match value {
            Field::Number(number) => write!(f, " {name}={number}"),
            Field::Signed(number) => write!(f, " {name}={number}"),
            Field::Text(text) => write!(f, " {name}={text}"),
            Field::Unknown(()) => write!(f, " {name}"),
        })
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            object.serialize_entry(name, value)?;
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for Fields<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields<'static>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
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
