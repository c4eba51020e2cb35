// SPDX-License-Identifier: MIT OR Apache-2.0

//! An object for people: a line for each member, those of its members below, indented.

use std::fmt::{self, Display};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::Serialize;

use crate::output::Escaped;

/// The most digits of bytes that are shown.
const DIGITS: usize = 128;

/// What is serialized becomes text when it is shown.
pub(crate) struct Tree<T>(pub(crate) T);

impl<T: Serialize> Display for Tree<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Through JSON, for which a description writes it anyway: nobody waits for text.
        let json = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        match serde_json::from_str(&json).map_err(|_| fmt::Error)? {
            Node::Object(members) => branch(&members, 1, f),
            node => write!(f, "\n  {node}"),
        }
    }
}

enum Node {
    Plain(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// What fits a line.
impl Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::List(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    write!(f, "{}{node}", if index > 0 { " " } else { "" })?;
                }
                Ok(())
            }
            Self::Object(_) => Ok(()),
        }
    }
}

fn branch(members: &[(String, Node)], depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (name, node) in members {
        member(name, node, depth, f)?;
    }
    Ok(())
}

fn member(name: &str, node: &Node, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let line = |f: &mut fmt::Formatter<'_>| {
        write!(
            f,
            "\n{:1$}{name}",
            "",
            depth * 2,
            name = Escaped(name.as_bytes())
        )
    };
    match node {
        // A flag that is set says so by its name.
        Node::Plain(text) if text == "true" => line(f),
        Node::Plain(text) => {
            line(f)?;
            write!(f, " {text}")
        }
        Node::Object(members) => {
            line(f)?;
            branch(members, depth + 1, f)
        }
        Node::List(nodes) => {
            let has_objects = nodes.iter().any(|node| !matches!(node, Node::Plain(_)));
            if !has_objects {
                line(f)?;
                return if nodes.is_empty() {
                    Ok(())
                } else {
                    write!(f, " {node}")
                };
            }
            // An array whose elements have numbers is one thing, others are several.
            if let Some(mut numbered) = numbered(nodes) {
                line(f)?;
                return numbered.try_for_each(|(name, node)| member(name, node, depth + 1, f));
            }
            nodes
                .iter()
                .try_for_each(|node| member(name, node, depth, f))
        }
    }
}

/// The members of objects that have one each, whose name is a number.
fn numbered(nodes: &[Node]) -> Option<impl Iterator<Item = (&str, &Node)>> {
    fn only(node: &Node) -> Option<(&str, &Node)> {
        let Node::Object(members) = node else {
            return None;
        };
        let [(name, node)] = members.as_slice() else {
            return None;
        };
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some((name, node))
    }
    let all: Option<Vec<_>> = nodes.iter().map(only).collect();
    all.map(Vec::into_iter)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Plain(String::from("null")))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Plain(shown(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Node::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut all = Vec::new();
        while let Some(member) = members.next_entry()? {
            all.push(member);
        }
        Ok(Node::Object(all))
    }
}

/// A text in one piece: quoted if it would look like several, or like none.
fn shown(text: &str) -> String {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some((digits, rest)) = text
        .split_at_checked(DIGITS)
        .filter(|(_, rest)| is_digits && !rest.is_empty())
    {
        return format!("{digits} and {} bytes more", rest.len() / 2);
    }
    let escaped = Escaped(text.as_bytes()).to_string();
    if text.is_empty() || text.contains([' ', '"']) || text == "true" {
        return format!("\"{escaped}\"");
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_member_has_a_line() {
        let object = json!({
            "ifname": "lo", "mtu": 65536, "flags": ["up", "running"], "none": [], "set": true,
            "linkinfo": {"kind": "bridge", "data": {}},
            "hops": [{"a": 1}, {"a": 2}],
            "list": [{"1": {"b": 3}}, {"2": {"b": 4}}],
        });
        let shown = Tree(&object).to_string();
        assert_eq!(
            shown,
            "\n  ifname lo\n  mtu 65536\n  flags up running\n  none\n  set\n  linkinfo\n    kind bridge\n    data\
             \n  hops\n    a 1\n  hops\n    a 2\n  list\n    1\n      b 3\n    2\n      b 4"
        );
    }

    #[test]
    fn a_text_cannot_look_like_something_else() {
        let shown = |text: &str| Tree(json!({"a": text})).to_string();
        assert_eq!(shown("x y"), "\n  a \"x y\"");
        assert_eq!(shown(""), "\n  a \"\"");
        assert_eq!(shown("true"), "\n  a \"true\"");
        assert_eq!(shown("b\n  c\x1b"), "\n  a \"b\\n  c\\u{1b}\"");
        let long = shown(&"0a".repeat(70));
        assert!(long.ends_with("0a and 6 bytes more"), "{long}");
        // A name from a message cannot move the cursor either.
        assert_eq!(Tree(json!({"\x1b": 1})).to_string(), "\n  \\u{1b} 1");
    }
}
