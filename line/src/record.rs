// SPDX-License-Identifier: MIT OR Apache-2.0

//! All that a reader of the journal returns.

use std::fmt::{self, Display};

use klink::events::{Gap, Item};
use serde::de;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::event::Line;
use crate::text::{Styled, RED};

/// One line: an event, a gap or a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)] // It lives on the stack until the line is written.
pub enum Record<'a> {
    /// An event.
    Event(Line<'a>),
    /// Events that are lost.
    Lost(Lost),
    /// The start of another journal.
    Restart(Restart),
}

impl<'a> From<&Item<'a>> for Record<'a> {
    fn from(item: &Item<'a>) -> Self {
        match item {
            Item::Event(event) => Self::Event(Line::new(event)),
            Item::Gap(gap) => Self::Lost(Lost(*gap)),
            Item::Restart => Self::Restart(Restart { restart: true }),
        }
    }
}

impl Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(line) => line.fmt(f),
            Self::Lost(lost) => lost.fmt(f),
            Self::Restart(restart) => restart.fmt(f),
        }
    }
}

/// A range of lost events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost(pub Gap);

#[derive(Serialize, Deserialize)]
struct LostObject {
    first: u64,
    last: u64,
    lost: u64,
}

impl Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Gap { first, last } = self.0;
        let lost = format!("{first} to {last}: {} events lost", self.0.count());
        Styled(f.alternate(), RED, lost).fmt(f)
    }
}

impl Serialize for Lost {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Gap { first, last } = self.0;
        let lost = self.0.count();
        LostObject { first, last, lost }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Lost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let LostObject { first, last, lost } = LostObject::deserialize(deserializer)?;
        match last.checked_sub(first) {
            Some(more) if first > 0 && lost == more + 1 => Ok(Self(Gap { first, last })),
            _ => Err(de::Error::custom("the numbers of a gap do not agree")),
        }
    }
}

/// The start of another journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// Always true.
    pub restart: bool,
}

impl Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = "the module was reloaded: event numbers start again";
        Styled(f.alternate(), RED, what).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_says_how_many() {
        let lost = Lost(Gap { first: 3, last: 12 });
        assert_eq!(lost.to_string(), "3 to 12: 10 events lost");
        let json = serde_json::to_string(&lost).unwrap();
        assert_eq!(json, "{\"first\":3,\"last\":12,\"lost\":10}");
    }

    #[test]
    fn each_line_is_read_as_it_was_written() {
        for line in [
            r#"{"seq":1,"time_ns":2,"cpu":3,"kind":"exec","pid":4,"tgid":4,"ppid":1,"uid":0,"cgroup":18446744073709551615,"start_ns":7,"pidns":8,"netns":9,"userns":10,"comm":"a\"b","path":"/x","cut":true}"#,
            r#"{"seq":1,"time_ns":2,"cpu":3,"kind":"200","action":"add","address":"::1","prefix":128}"#,
            r#"{"seq":9,"time_ns":2,"cpu":3,"kind":"publish","module":"m","text":"t","fields":{"z":"","a":-1,"b":18446744073709551615,"c":null}}"#,
            r#"{"first":1,"last":18446744073709551615,"lost":18446744073709551615}"#,
            r#"{"restart":true}"#,
        ] {
            let record: Record<'_> = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&record).unwrap(), line);
        }
        for wrong in [
            "{}",
            "7",
            r#"{"seq":1}"#,
            r#"{"first":1,"last":2}"#,
            r#"{"first":1,"last":2,"lost":1}"#,
            r#"{"first":3,"last":2,"lost":0}"#,
            r#"{"first":0,"last":18446744073709551615,"lost":0}"#,
        ] {
            assert!(
                serde_json::from_str::<Record<'_>>(wrong).is_err(),
                "{wrong}"
            );
        }
    }
}
