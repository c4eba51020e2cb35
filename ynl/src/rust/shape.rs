// SPDX-License-Identifier: MIT OR Apache-2.0

//! The shape of an attribute, as the end of its line.

use super::types::{number, width, Types};
use crate::model::{Attribute, Field, Layout, Shape};
use crate::number::Number;
use crate::text::Hint;

/// Bytes: their type, and their form on the wire.
pub(super) fn bytes(hint: Option<Hint>) -> &'static str {
    match hint {
        None => "&'a [u8] as Raw",
        Some(Hint::Hex) => "&'a [u8] as Groups",
        Some(Hint::Uuid) => "&'a [u8] as Uuid",
        Some(Hint::Mac) => "klink::HardwareAddress<'a> as Mac",
        Some(Hint::Ip) => "::std::net::IpAddr as Ip",
        Some(Hint::Text) => "&'a str as Letters",
    }
}

/// Bytes of a struct, which always are there; what they should be may not.
pub(super) fn member_bytes(hint: Option<Hint>) -> &'static str {
    match hint {
        None => ": &'a [u8] as Raw",
        Some(Hint::Hex) => ": &'a [u8] as Groups",
        Some(Hint::Uuid) => ": &'a [u8] as Uuid",
        Some(Hint::Mac) => " maybe klink::HardwareAddress<'a> as Mac",
        Some(Hint::Ip) => " maybe ::std::net::IpAddr as Ip",
        Some(Hint::Text) => " maybe &'a str as Fixed",
    }
}

/// The end of the line of an attribute.
pub(super) struct Line<'s> {
    pub(super) types: &'s Types<'s>,
    pub(super) set: usize,
}

impl Line<'_> {
    /// `None` if it has no line. `layout` says how one is read, and how it is written.
    pub(super) fn of(
        &self,
        attribute: &Attribute,
        layout: impl Fn(Layout) -> (String, String),
    ) -> Option<String> {
        let types = self.types;
        let one = |of: String| match attribute.multi {
            true => format!(" multi {of}"),
            false => format!(": {of}"),
        };
        let several = |kind: &str, name: String| match attribute.multi {
            true => format!(" multi_{kind} {name} Put{name}"),
            false => format!(" {kind} {name} Put{name}"),
        };
        let value = |of: &Number| {
            let (ty, form) = number(types, of);
            format!("{ty} as {form}")
        };
        Some(match &attribute.shape {
            Shape::Pad | Shape::Unknown => return None,
            Shape::Flag => " flag true".to_owned(),
            Shape::String => one("&'a str as Str".to_owned()),
            Shape::Number(of) => one(value(of)),
            Shape::Bytes(hint) => one(bytes(*hint).to_owned()),
            Shape::Struct(index) => several("view", types.structure(*index)?),
            Shape::Nest(set) => several("nest", types.set(*set)),
            // Nobody has arrays of arrays so far: their bytes, then.
            _ if attribute.multi => one(bytes(None).to_owned()),
            Shape::Structs(index) => several("views", types.structure(*index)?),
            Shape::Packed(of) => match of.fixed_len() {
                Some(len) => format!(" packed {}, {len}", value(of)),
                None => one(bytes(None).to_owned()),
            },
            Shape::IndexedNests(set) => several("nests", types.set(*set)),
            Shape::IndexedNumbers(of) => format!(" indexed {}", value(of)),
            Shape::IndexedBytes(hint) => format!(" indexed {}", bytes(*hint)),
            Shape::IndexedStructs(index) => several("indexed_views", types.structure(*index)?),
            Shape::TypeValue(names, set) => {
                let (name, count) = (types.set(*set), names.len());
                let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
                format!(" type_value {name} Put{name} {count} [{}]", names.join(" "))
            }
            Shape::Bitfield(of) => {
                let (ty, _) = number(types, of);
                let form = width(of).replace("U32", "");
                let form = if form.is_empty() { "Ne" } else { &form };
                one(format!("klink::typed::Bitfield<{ty}> as {form}Bits"))
            }
            Shape::SubMessage {
                message,
                selector,
                otherwise,
            } => {
                let name = types.message(*message, *otherwise)?;
                let (own, header) = types.selector(self.set, selector);
                format!(" message {name} Put{name} {own} {header}")
            }
            Shape::Records {
                layout: record,
                length,
            } => {
                let (header, _) = types.spec.header(*record)?;
                let member = header.members.get(*length)?;
                let Field::Number(of) = &member.field else {
                    return None;
                };
                let (body, put) = layout(*record);
                let (form, at) = (width(of), member.offset);
                format!(" records {body}, {put}, {form} {at}")
            }
        })
    }
}
