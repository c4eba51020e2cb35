// SPDX-License-Identifier: MIT OR Apache-2.0

//! Attributes that no description knows, as a tree: by type number. The format of a value is guessed: a string, a number
//! in the machine's byte order, or bytes.

use std::fmt::{self, Display};

use klink::{Attr, Attrs};
use serde::Serialize;

use crate::output::{Escaped, Hex};

/// The maximum depth of nested attributes: deeper than any protocol goes.
const DEPTH_MAX: usize = 16;

/// The maximum number of bytes of a value that are shown to a person.
const SHOWN: usize = 64;

/// One attribute, borrowed from its message.
#[derive(Serialize)]
pub(crate) struct Attribute<'a> {
    /// `None` for bytes after the last attribute that are none.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Vec<Attribute<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<Hex<'a>>,
    /// Why it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    malformed: Option<String>,
}

/// Reads all attributes. The bytes from the first malformed one on are kept as they are.
pub(crate) fn read(attrs: Attrs<'_>) -> Vec<Attribute<'_>> {
    read_at_depth(attrs, 0)
}

fn read_at_depth(mut attrs: Attrs<'_>, depth: usize) -> Vec<Attribute<'_>> {
    let mut all = Vec::new();
    loop {
        let rest = attrs.rest();
        let attr = match attrs.next() {
            Some(Ok(attr)) => attr,
            // Less than a header is padding, as long as it is zeros.
            None if rest.iter().all(|&byte| byte == 0) => return all,
            None => {
                all.push(Attribute::rest(
                    rest,
                    format!("{} bytes are no attribute", rest.len()),
                ));
                return all;
            }
            Some(Err(malformed)) => {
                all.push(Attribute::rest(rest, malformed.to_string()));
                return all;
            }
        };
        let mut attribute = Attribute {
            kind: Some(attr.kind()),
            text: None,
            number: None,
            attributes: None,
            bytes: None,
            malformed: None,
        };
        if depth < DEPTH_MAX && attr.is_nested() {
            attribute.attributes = Some(read_at_depth(attr.nested(), depth + 1));
        } else {
            attribute.text = text(attr.payload());
            attribute.number = number(attr);
            attribute.bytes = Some(Hex(attr.payload()));
        }
        all.push(attribute);
    }
}

impl<'a> Attribute<'a> {
    fn rest(bytes: &'a [u8], malformed: String) -> Self {
        Self {
            kind: None,
            text: None,
            number: None,
            attributes: None,
            bytes: Some(Hex(bytes)),
            malformed: Some(malformed),
        }
    }
}

/// The text of a printable string that ends with a NUL.
fn text(payload: &[u8]) -> Option<&str> {
    let (&0, text) = payload.split_last()? else {
        return None;
    };
    let text = std::str::from_utf8(text).ok()?;
    // One letter and its NUL may be a number.
    (text.len() > 1 && !text.chars().any(char::is_control)).then_some(text)
}

fn number(attr: Attr<'_>) -> Option<u64> {
    match attr.payload().len() {
        1 | 2 | 4 | 8 => attr.uint().ok(),
        _ => None,
    }
}

/// Attributes for people: one per line, nested ones indented.
pub(crate) struct Guessed<'t, 'a>(pub(crate) &'t [Attribute<'a>]);

impl Display for Guessed<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        branch(self.0, 1, f)
    }
}

fn branch(attributes: &[Attribute<'_>], depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for attribute in attributes {
        write!(f, "\n{:1$}", "", depth * 2)?;
        match (attribute.kind, &attribute.malformed) {
            (Some(kind), _) => write!(f, "{kind}")?,
            (None, why) => write!(f, "malformed ({})", why.as_deref().unwrap_or(""))?,
        }
        match (&attribute.attributes, attribute.text, attribute.number) {
            (Some(inside), ..) => branch(inside, depth + 1, f)?,
            (None, Some(text), _) => write!(f, " \"{}\"", Escaped(text.as_bytes()))?,
            (None, None, Some(number)) => write!(f, " {number}")?,
            (None, None, None) => {
                let bytes = attribute.bytes.map_or(&[][..], |Hex(bytes)| bytes);
                let shown = bytes.get(..SHOWN).unwrap_or(bytes);
                if !shown.is_empty() {
                    write!(f, " {}", Hex(shown))?;
                }
                if shown.len() < bytes.len() {
                    write!(f, " and {} bytes more", bytes.len() - shown.len())?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_a_malformed_one_is_shown() {
        let mut bytes = 6u16.to_ne_bytes().to_vec();
        bytes.extend([3, 0, b'x', 0, 0, 0]);
        let good = bytes.len();
        bytes.extend(99u16.to_ne_bytes());
        bytes.extend([9, 0, 1, 2, 3, 4]);
        let shown = Guessed(&read(Attrs::new(&bytes))).to_string();
        let (first, rest) = shown.split_once("\n  malformed (").unwrap();
        assert_eq!(first, "\n  3 120");
        assert!(
            rest.contains("99") && rest.ends_with("090001020304"),
            "{rest}"
        );
        // Too little for an attribute, and padding.
        let shown = Guessed(&read(Attrs::new(&bytes[..good + 2]))).to_string();
        assert!(
            shown.contains("malformed (2 bytes are no attribute)"),
            "{shown}"
        );
        bytes.truncate(good);
        bytes.extend([0; 3]);
        assert_eq!(read(Attrs::new(&bytes)).len(), 1);
    }
    use klink::wire::{Builder, Flags, Slice};

    #[test]
    fn values_are_guessed_and_nests_followed() {
        let mut room = [0; 128];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 16, Flags::NONE, 0).unwrap();
        message.put_str(3, "lo").unwrap();
        message.put_u32(4, 1500).unwrap();
        message.put(9, &[1, 2, 3]).unwrap();
        message.nest(18, |inside| inside.put_flag(1)).unwrap();
        message.finish().unwrap();
        let attrs = Attrs::new(&slice.written()[16..]);
        let tree = read(attrs);
        let shown = Guessed(&tree).to_string();
        assert_eq!(shown, "\n  3 \"lo\"\n  4 1500\n  9 010203\n  18\n    1");
        let json = serde_json::to_string(&tree[0]).unwrap();
        assert_eq!(json, r#"{"type":3,"text":"lo","bytes":"6c6f00"}"#);
    }
}
