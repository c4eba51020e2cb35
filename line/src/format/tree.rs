// SPDX-License-Identifier: MIT OR Apache-2.0

//! A JSON value whose objects keep their order.

use std::borrow::Cow;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::text::Quoted;
use crate::value::Word;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Flag(bool),
    Number(i128),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(Cow<'static, str>, Tree)>),
}

impl Tree {
    pub(super) const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// Adds a member to an object, which does not have it.
    pub(super) fn push(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Tree>) {
        if let Self::Object(members) = self {
            members.push((name.into(), value.into()));
        }
    }

    /// Adds a member to an object in an object, and so on: names are separated by dots.
    pub(super) fn put(&mut self, path: &str, value: impl Into<Tree>) {
        let Self::Object(members) = self else {
            return;
        };
        let Some((name, rest)) = path.split_once('.') else {
            return self.push(path.to_owned(), value);
        };
        if let Some((_, member)) = members.iter_mut().find(|(known, _)| known == name) {
            return member.put(rest, value);
        }
        let mut member = Self::object();
        member.put(rest, value);
        self.push(name.to_owned(), member);
    }

    pub(super) fn list(of: impl IntoIterator<Item = Tree>) -> Self {
        Self::List(of.into_iter().collect())
    }

    pub(super) fn into_text(self) -> Self {
        match self {
            Self::Number(number) => Self::Text(number.to_string()),
            Self::List(list) => {
                let words = list.iter().filter_map(|one| match one {
                    Self::Text(text) => Some(Quoted(text.as_bytes()).to_string()),
                    _ => None,
                });
                Self::Text(words.collect::<Vec<_>>().join(" "))
            }
            other => other,
        }
    }
}

impl From<u16> for Tree {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Tree {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Tree {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Word<'_>> for Tree {
    fn from(word: &Word<'_>) -> Self {
        Self::Text(String::from_utf8_lossy(&word.0).into_owned())
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            // Numbers of 64 bits, which every format has.
            Self::Number(number) => match (u64::try_from(*number), i64::try_from(*number)) {
                (Ok(number), _) => serializer.serialize_u64(number),
                (_, Ok(number)) => serializer.serialize_i64(number),
                _ => serializer.collect_str(number),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => {
                let mut out = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|one| out.serialize_element(one))?;
                out.end()
            }
            Self::Object(members) => {
                let mut out = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    out.serialize_entry(name, value)?;
                }
                out.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_share_their_objects_in_order() {
        let mut tree = Tree::object();
        tree.put("a.b", 1u32);
        tree.put("c", Tree::list([Tree::Flag(true), "x\"\u{1}\n".into()]));
        tree.put("a.d.e", u64::MAX);
        let json = r#"{"a":{"b":1,"d":{"e":18446744073709551615}},"c":[true,"x\"\u0001\n"]}"#;
        assert_eq!(serde_json::to_string(&tree).unwrap(), json);
    }
}
