// SPDX-License-Identifier: MIT OR Apache-2.0

//! Attributes as a tree; where klink has no names for them, by type number. The format of a value is guessed: a string,
//! a number in the machine's byte order, or bytes.

use std::fmt::{self, Display};

use klink::{Attr, Attrs, Names};
use serde::Serialize;

use crate::output::{Escaped, Hex};

/// The maximum depth of nested attributes: deeper than any protocol goes.
const DEPTH_MAX: usize = 16;

/// The maximum number of bytes of a value that are shown to a person.
const SHOWN: usize = 64;

/// One attribute, borrowed from its message.
#[derive(Serialize)]
pub(crate) struct Attribute<'a> {
    #[serde(rename = "type")]
    kind: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Vec<Attribute<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<Hex<'a>>,
}

/// Reads all attributes up to the first malformed one.
pub(crate) fn read<'a>(attrs: Attrs<'a>, names: Option<&'static Names>) -> Vec<Attribute<'a>> {
    read_at_depth(attrs, names, 0)
}

fn read_at_depth<'a>(
    attrs: Attrs<'a>,
    names: Option<&'static Names>,
    depth: usize,
) -> Vec<Attribute<'a>> {
    let known = names.map_or(&[][..], |names| names.attributes);
    attrs
        .map_while(Result::ok)
        .map(|attr| {
            let named = known.iter().find(|(kind, ..)| *kind == attr.kind());
            let inside = named.and_then(|&(.., inside)| inside);
            let mut attribute = Attribute {
                kind: attr.kind(),
                name: named.map(|&(_, name, _)| name),
                text: None,
                number: None,
                attributes: None,
                bytes: None,
            };
            if depth < DEPTH_MAX && (attr.is_nested() || inside.is_some()) {
                attribute.attributes = Some(read_at_depth(attr.nested(), inside, depth + 1));
            } else {
                attribute.text = text(attr.payload());
                attribute.number = number(attr);
                attribute.bytes = Some(Hex(attr.payload()));
            }
            attribute
        })
        .collect()
}

/// The text of a printable string that ends with a NUL.
fn text(payload: &[u8]) -> Option<&str> {
    let (&0, text) = payload.split_last()? else {
        return None;
    };
    let text = std::str::from_utf8(text).ok()?;
    let printable = text.len() > 1 && !text.chars().any(char::is_control);
    printable.then_some(text)
}

fn number(attr: Attr<'_>) -> Option<u64> {
    match attr.payload().len() {
        1 | 2 | 4 | 8 => attr.uint().ok(),
        _ => None,
    }
}

/// Attributes for people: one per line, nested ones indented.
pub(crate) struct Tree<'t, 'a>(pub(crate) &'t [Attribute<'a>]);

impl Display for Tree<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        branch(self.0, 1, f)
    }
}

fn branch(attributes: &[Attribute<'_>], depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for attribute in attributes {
        write!(f, "\n{:1$}", "", depth * 2)?;
        match attribute.name {
            Some(name) => f.write_str(name)?,
            None => write!(f, "{}", attribute.kind)?,
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
        let tree = read(attrs, Some(klink::route::Link::NAMES));
        let shown = Tree(&tree).to_string();
        assert_eq!(
            shown,
            "\n  ifname \"lo\"\n  mtu 1500\n  9 010203\n  linkinfo\n    kind"
        );
        let json = serde_json::to_string(&tree[0]).unwrap();
        assert_eq!(
            json,
            r#"{"type":3,"name":"ifname","text":"lo","bytes":"6c6f00"}"#
        );
    }
}
