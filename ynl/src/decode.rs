// SPDX-License-Identifier: MIT OR Apache-2.0

//! From bytes to JSON, or to another format of serde, without a tree in between.

use std::borrow::Cow;

use klink_wire::{align, genl, Attr};
use serde::ser::{Serialize, SerializeMap, SerializeSeq as _, Serializer};

use crate::model::{Attribute, Family, Field, Layout, Operation, Rest, Set, Shape, Spec, Struct};
use crate::number::Number;
use crate::scope::{member_value, scan, string, Scope};
use crate::text::{self, Hint};

/// Nests in nests in nests: deeper than any family goes, and shallow enough to recurse.
pub(crate) const MAX_DEPTH: usize = 32;

/// A message that is decoded while it is serialized. See [the crate](crate#json) for what it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Decoded<'a> {
    spec: &'a Spec,
    layout: Layout,
    bytes: &'a [u8],
}

impl Spec {
    /// A message's payload, read as an answer to an operation or as its notification. In generic netlink, the payload
    /// begins with the generic header.
    pub fn decode<'a>(&'a self, operation: &Operation, payload: &'a [u8]) -> Decoded<'a> {
        self.decoded(operation.layout, payload)
    }

    /// [`Spec::decode`] of a request for an operation, which may be laid out otherwise than its answer.
    pub fn decode_request<'a>(&'a self, operation: &Operation, payload: &'a [u8]) -> Decoded<'a> {
        self.decoded(operation.asked, payload)
    }

    /// [`Spec::decode`] of a message that no operation of the specification is about: all of it is unknown.
    pub fn decode_unknown<'a>(&'a self, payload: &'a [u8]) -> Decoded<'a> {
        self.decoded(Layout::default(), payload)
    }

    fn decoded<'a>(&'a self, layout: Layout, payload: &'a [u8]) -> Decoded<'a> {
        Decoded {
            spec: self,
            layout,
            bytes: payload.get(self.header_len()..).unwrap_or(&[]),
        }
    }

    /// Bytes of the header that all of the family's messages have between the message header and their own.
    pub(crate) fn header_len(&self) -> usize {
        match self.family {
            Family::Raw(_) => 0,
            Family::Generic { .. } => genl::Header::LEN,
        }
    }
}

impl Serialize for Decoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = Body {
            spec: self.spec,
            layout: self.layout,
            bytes: self.bytes,
            outer: None,
            depth: 0,
            hidden: None,
        };
        body.serialize(serializer)
    }
}

/// Which attributes are of the type of one before them.
#[derive(Default)]
struct Repeats {
    /// By attribute, the next one of its type; empty if there is none with a next one.
    next: Vec<Option<usize>>,
    later: Vec<bool>,
}

impl Repeats {
    fn of(attrs: &[Attr<'_>], set: Option<&Set>) -> Self {
        // Mostly no two are of one type, and then nothing has to be remembered.
        let mut seen = 0u128;
        let may_repeat = attrs.iter().any(|attr| {
            let bit = 1 << (attr.kind() % 128);
            let again = seen & bit != 0;
            seen |= bit;
            again
        });
        if !may_repeat {
            return Self::default();
        }
        let (mut next, mut later) = (vec![None; attrs.len()], vec![false; attrs.len()]);
        // By type, the number of the last one, from 1: none that is known has the type of one that is not.
        let mut last = vec![0usize; 1 << 16];
        for (index, attr) in attrs.iter().enumerate() {
            let is_known = set.is_some_and(|set| set.of_kind(attr.kind()).is_some());
            let kind = if is_known {
                attr.kind()
            } else {
                unknown_kind(*attr)
            };
            let Some(last) = last.get_mut(usize::from(kind)) else {
                continue;
            };
            let before = std::mem::replace(last, index + 1).checked_sub(1);
            let before = before.and_then(|before| next.get_mut(before));
            if let (Some(before), Some(later)) = (before, later.get_mut(index)) {
                (*before, *later) = (Some(index), true);
            }
        }
        Self { next, later }
    }

    fn is_later(&self, index: usize) -> bool {
        self.later.get(index) == Some(&true)
    }

    fn next(&self, index: usize) -> Option<usize> {
        *self.next.get(index)?
    }
}

/// A header and attributes: a message, a nest or a sub-message.
#[derive(Clone, Copy)]
struct Body<'a> {
    spec: &'a Spec,
    layout: Layout,
    bytes: &'a [u8],
    outer: Option<&'a Scope<'a>>,
    depth: usize,
    /// The member of the header that says no more than can be seen.
    hidden: Option<usize>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.fields(&mut map)?;
        map.end()
    }
}

impl<'a> Body<'a> {
    fn fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let set = self.spec.set(self.layout.set);
        let header = self.spec.header(self.layout);
        let mut bytes = self.bytes;
        if let Some((header, names)) = header {
            let surroundings = Surroundings {
                spec: self.spec,
                outer: self.outer,
                depth: self.depth,
                around: None,
            };
            let name = |index: usize| names.get(index);
            fields(&surroundings, header, bytes, map, name, self.hidden)?;
            let behind = if set.is_some() {
                align(header.len)
            } else {
                header.len
            };
            bytes = bytes.get(behind..).unwrap_or(&[]);
        }
        if header.is_some() && set.is_none() {
            return if header.is_some_and(|(header, _)| header.has_rest()) {
                Ok(())
            } else {
                rest(bytes, map)
            };
        }
        let (attrs, behind) = scan(bytes);
        let scope = Scope::new(self.spec, set, &attrs, self.outer)
            .behind(header.map(|(header, _)| (header, self.bytes)));
        let repeats = Repeats::of(&attrs, set);
        for (index, attr) in attrs.iter().enumerate() {
            let attribute = set.and_then(|set| set.of_kind(attr.kind()));
            let is_pad = attribute.is_some_and(|attribute| matches!(attribute.shape, Shape::Pad));
            // All of one type come together, where the first one stands.
            if is_pad && attr.payload().is_empty() || repeats.is_later(index) {
                continue;
            }
            let item = |attr: Attr<'a>| Item {
                spec: self.spec,
                attribute,
                attr,
                scope: &scope,
                depth: self.depth,
            };
            let is_multi = attribute.is_some_and(|attribute| attribute.multi);
            let key = match attribute {
                Some(attribute) => Cow::Borrowed(attribute.name.as_str()),
                None => Cow::Owned(format!("@{}", unknown_kind(*attr))),
            };
            if repeats.next(index).is_some() {
                let indexes = std::iter::successors(Some(index), |index| repeats.next(*index));
                let all = indexes
                    .filter_map(|index| attrs.get(index))
                    .map(|attr| item(*attr));
                map.serialize_entry(&key, &Array(all))?;
            } else if is_multi {
                map.serialize_entry(&key, &[item(*attr)])?;
            } else {
                map.serialize_entry(&key, &item(*attr))?;
            }
        }
        rest(behind, map)
    }
}

/// The type of an attribute that the specification does not have: without flag bits if it is a nest that reads as one,
/// which says the same.
fn unknown_kind(attr: Attr<'_>) -> u16 {
    if is_nest(attr) {
        attr.kind()
    } else {
        attr.raw_type()
    }
}

fn is_nest(attr: Attr<'_>) -> bool {
    attr.raw_type() == attr.kind() | klink_wire::attr::NESTED && is_attributes(attr.payload())
}

/// Whether bytes read as attributes from the first to the last.
fn is_attributes(bytes: &[u8]) -> bool {
    scan(bytes).1.is_empty()
}

/// Bytes that nothing explains; zeros are padding.
fn rest<M: SerializeMap>(bytes: &[u8], map: &mut M) -> Result<(), M::Error> {
    if bytes.iter().all(|&byte| byte == 0) {
        return Ok(());
    }
    map.serialize_entry("@rest", &text::hex(bytes))
}

/// Where a struct stands.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    spec: &'a Spec,
    outer: Option<&'a Scope<'a>>,
    depth: usize,
    /// The struct that it is a member of.
    around: Option<(&'a Struct, &'a [u8])>,
}

/// The members of a struct, as far as there are bytes for them. `name` is what the member of an index is called.
fn fields<'n, M: SerializeMap>(
    surroundings: &Surroundings<'_>,
    layout: &Struct,
    bytes: &[u8],
    map: &mut M,
    name: impl Fn(usize) -> Option<&'n String>,
    hidden: Option<usize>,
) -> Result<(), M::Error> {
    let spec = surroundings.spec;
    for (index, member) in layout.members.iter().enumerate() {
        if hidden == Some(index) {
            continue;
        }
        let field = bytes.get(member.offset..member.offset + member.len);
        let (Some(field), Some(key)) = (field, name(index)) else {
            break;
        };
        match &member.field {
            Field::Pad => {}
            Field::Number(number) => map.serialize_entry(key, &Scalar(spec, number, field))?,
            Field::Bits(bits) => {
                let value = bits.read(field).unwrap_or_default();
                map.serialize_entry(key, &Value(spec, &bits.number, value))?;
            }
            Field::Bytes(Some(Hint::Text)) => {
                let end = field.iter().rposition(|&byte| byte != 0);
                let text = field.get(..end.map_or(0, |last| last + 1));
                let text = text.and_then(|text| std::str::from_utf8(text).ok());
                // What is after an end would be lost.
                match text.filter(|text| !text.contains('\0')) {
                    Some(text) => map.serialize_entry(key, text)?,
                    None => map.serialize_entry(key, &Undecodable(field))?,
                }
            }
            Field::Bytes(hint) => map.serialize_entry(key, &Bytes(*hint, field))?,
            Field::Address(family) => {
                let here = member_value(spec, layout, bytes, family);
                let around = || {
                    let (layout, bytes) = surroundings.around?;
                    member_value(spec, layout, bytes, family)
                };
                let outside = || Some(surroundings.outer?.lookup(family)?.into_owned());
                let said = here.or_else(around).or_else(outside);
                let is_v4 = said.as_deref() == Some(AF_INET);
                let short = field.split_at_checked(4);
                let bytes = match short {
                    Some((v4, rest)) if is_v4 && rest.iter().all(|&byte| byte == 0) => Some(v4),
                    _ if is_v4 => None,
                    _ => Some(field),
                };
                match bytes {
                    Some(bytes) => map.serialize_entry(key, &Bytes(Some(Hint::Ip), bytes))?,
                    None => map.serialize_entry(key, &Undecodable(field))?,
                }
            }
            Field::Group(protocol) => {
                let (hint, len) = match member_value(spec, layout, bytes, protocol).as_deref() {
                    Some(ETH_P_IP) => (Hint::Ip, 4),
                    Some(ETH_P_IPV6) => (Hint::Ip, 16),
                    _ => (Hint::Mac, 6),
                };
                match field.split_at_checked(len) {
                    Some((address, rest)) if rest.iter().all(|&byte| byte == 0) => {
                        map.serialize_entry(key, &Bytes(Some(hint), address))?;
                    }
                    _ => map.serialize_entry(key, &Undecodable(field))?,
                }
            }
            Field::Numbers(number) => map.serialize_entry(key, &Packed(spec, number, field))?,
            Field::Struct(index) => {
                if let Some(inner) = spec.structs.get(*index) {
                    let surroundings = Surroundings {
                        around: Some((layout, bytes)),
                        ..*surroundings
                    };
                    map.serialize_entry(key, &Fields(surroundings, inner, field))?;
                }
            }
            Field::Rest(rest) => {
                let behind = bytes.get(member.offset..).unwrap_or_default();
                if !behind.is_empty() {
                    map.serialize_entry(
                        key,
                        &Behind {
                            surroundings,
                            layout,
                            bytes,
                            rest,
                            behind,
                        },
                    )?;
                }
            }
        }
    }
    if bytes.len() < layout.len {
        map.serialize_entry("@len", &bytes.len())?;
    }
    Ok(())
}

/// The address family of IPv4, as a selector.
const AF_INET: &str = "2";

/// The numbers of IP in Ethernet, as selectors.
const ETH_P_IP: &str = "2048";
const ETH_P_IPV6: &str = "34525";

/// The rest of a struct.
struct Behind<'a> {
    surroundings: &'a Surroundings<'a>,
    layout: &'a Struct,
    /// All of the struct.
    bytes: &'a [u8],
    rest: &'a Rest,
    behind: &'a [u8],
}

impl Serialize for Behind<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Surroundings {
            spec, outer, depth, ..
        } = *self.surroundings;
        match self.rest {
            Rest::Bytes(hint) => Bytes(*hint, self.behind).serialize(serializer),
            Rest::Items(len, hint) if self.behind.len() % len == 0 => Array(
                self.behind
                    .chunks_exact(*len)
                    .map(|bytes| Bytes(*hint, bytes)),
            )
            .serialize(serializer),
            Rest::Numbers(number) => packed(spec, number, self.behind, serializer),
            Rest::Structs(index) => structs(self.surroundings, *index, self.behind, serializer),
            Rest::Nest(set) if depth < MAX_DEPTH => {
                let body = Body {
                    spec,
                    layout: Layout {
                        header: None,
                        set: Some(*set),
                    },
                    bytes: self.behind,
                    outer,
                    depth: depth + 1,
                    hidden: None,
                };
                body.serialize(serializer)
            }
            Rest::SubMessage { message, selector } if depth < MAX_DEPTH => {
                let own = member_value(spec, self.layout, self.bytes, selector);
                let own = own.and_then(|value| {
                    spec.sub_messages
                        .get(*message)?
                        .formats
                        .get(&value)
                        .copied()
                });
                let found = own.or_else(|| outer?.format(*message, selector));
                match found {
                    Some(layout) => {
                        let body = Body {
                            spec,
                            layout,
                            bytes: self.behind,
                            outer,
                            depth: depth + 1,
                            hidden: None,
                        };
                        body.serialize(serializer)
                    }
                    None => undecodable(self.behind, serializer),
                }
            }
            Rest::Items(..) | Rest::Nest(_) | Rest::SubMessage { .. } => {
                undecodable(self.behind, serializer)
            }
        }
    }
}

/// Structs one after another.
fn structs<S: Serializer>(
    surroundings: &Surroundings<'_>,
    index: usize,
    bytes: &[u8],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match surroundings.spec.structs.get(index) {
        Some(layout) if layout.len > 0 && !layout.has_rest() && bytes.len() % layout.len == 0 => {
            let each = bytes.chunks_exact(layout.len);
            Array(each.map(|bytes| Fields(*surroundings, layout, bytes))).serialize(serializer)
        }
        _ => undecodable(bytes, serializer),
    }
}

/// Numbers one after another, as a value.
struct Packed<'a>(&'a Spec, &'a Number, &'a [u8]);

impl Serialize for Packed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        packed(self.0, self.1, self.2, serializer)
    }
}

/// Numbers one after another.
fn packed<S: Serializer>(
    spec: &Spec,
    number: &Number,
    bytes: &[u8],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match number.fixed_len() {
        Some(len) if bytes.len() % len == 0 => {
            let numbers = bytes
                .chunks_exact(len)
                .map(|bytes| Scalar(spec, number, bytes));
            Array(numbers).serialize(serializer)
        }
        _ => undecodable(bytes, serializer),
    }
}

/// One attribute.
#[derive(Clone, Copy)]
struct Item<'a> {
    spec: &'a Spec,
    attribute: Option<&'a Attribute>,
    attr: Attr<'a>,
    scope: &'a Scope<'a>,
    depth: usize,
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = self.attr.payload();
        let Some(attribute) = self.attribute else {
            if is_nest(self.attr) && self.depth < MAX_DEPTH {
                return self.nest(None, bytes).serialize(serializer);
            }
            return serializer.serialize_str(&text::hex(bytes));
        };
        if self.depth >= MAX_DEPTH {
            return undecodable(bytes, serializer);
        }
        match &attribute.shape {
            Shape::Flag if bytes.is_empty() => serializer.serialize_bool(true),
            Shape::String => match string(bytes) {
                Some(text) => serializer.serialize_str(text),
                None => undecodable(bytes, serializer),
            },
            Shape::Number(number) => Scalar(self.spec, number, bytes).serialize(serializer),
            Shape::Bytes(hint) => Bytes(*hint, bytes).serialize(serializer),
            Shape::Struct(index) => match self.spec.structs.get(*index) {
                Some(layout) => Fields(self.surroundings(), layout, bytes).serialize(serializer),
                None => undecodable(bytes, serializer),
            },
            Shape::Structs(index) => structs(&self.surroundings(), *index, bytes, serializer),
            Shape::IndexedStructs(index) => self.indexed(serializer, true, |attr| {
                let layout = self.spec.structs.get(*index)?;
                Some(Fields(self.surroundings(), layout, attr.payload()))
            }),
            Shape::Records { layout, length } => self.records(*layout, *length, serializer),
            Shape::Packed(number) => packed(self.spec, number, bytes, serializer),
            Shape::Nest(set) => self.nest(*set, bytes).serialize(serializer),
            Shape::IndexedNests(set) => self.indexed(serializer, true, |attr| {
                Some(self.nest(*set, attr.payload()))
            }),
            Shape::IndexedNumbers(number) => self.indexed(serializer, false, |attr| {
                let scalar = Scalar(self.spec, number, attr.payload());
                number.read(attr.payload()).map(|_| scalar)
            }),
            Shape::IndexedBytes(hint) => self.indexed(serializer, false, |attr| {
                Bytes(*hint, attr.payload()).text()
            }),
            Shape::TypeValue(names, set) => self.type_value(names, *set, serializer),
            Shape::Bitfield(number) => match bytes.split_at_checked(4) {
                Some((value, selector)) if selector.len() == 4 => {
                    let mut map = serializer.serialize_map(Some(2))?;
                    map.serialize_entry("value", &Scalar(self.spec, number, value))?;
                    map.serialize_entry("selector", &Scalar(self.spec, number, selector))?;
                    map.end()
                }
                _ => undecodable(bytes, serializer),
            },
            Shape::SubMessage {
                message,
                selector,
                otherwise,
            } => {
                let body = |layout| Body {
                    layout,
                    ..self.nest(None, bytes)
                };
                let otherwise = otherwise.map(|set| Layout {
                    header: None,
                    set: Some(set),
                });
                match self.scope.format(*message, selector).or(otherwise) {
                    Some(layout) if layout.header.is_some() || layout.set.is_some() => {
                        body(layout).serialize(serializer)
                    }
                    // Of a kind that the specification lacks: most hold attributes all the same.
                    _ if is_attributes(bytes) => body(Layout::default()).serialize(serializer),
                    _ => undecodable(bytes, serializer),
                }
            }
            Shape::Flag | Shape::Pad | Shape::Unknown => undecodable(bytes, serializer),
        }
    }
}

impl<'a> Item<'a> {
    fn nest(&self, set: Option<usize>, bytes: &'a [u8]) -> Body<'a> {
        Body {
            spec: self.spec,
            layout: Layout { header: None, set },
            bytes,
            outer: Some(self.scope),
            depth: self.depth + 1,
            hidden: None,
        }
    }

    fn surroundings(&self) -> Surroundings<'a> {
        Surroundings {
            spec: self.spec,
            outer: Some(self.scope),
            depth: self.depth + 1,
            around: None,
        }
    }

    /// Structs with attributes, one after another, each as long as the member `length` says.
    fn records<S: Serializer>(
        &self,
        layout: Layout,
        length: usize,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let all = self.attr.payload();
        let (mut bytes, mut records) = (all, Vec::new());
        while !bytes.is_empty() {
            let Some(len) = self.spec.record_len(layout, length, bytes) else {
                return undecodable(all, serializer);
            };
            records.push(Body {
                layout,
                hidden: (len == align(len)).then_some(length),
                ..self.nest(None, bytes.get(..len).unwrap_or_default())
            });
            bytes = bytes.get(align(len)..).unwrap_or_default();
        }
        serializer.collect_seq(records)
    }

    /// An array whose elements are numbered by their types: with the numbers, or without if they only count. No array if one
    /// has no value, so that arrays of bytes that nobody can decode are several attributes.
    fn indexed<S: Serializer, V: Serialize>(
        &self,
        serializer: S,
        numbered: bool,
        value: impl Fn(Attr<'a>) -> Option<V>,
    ) -> Result<S::Ok, S::Error> {
        let bytes = self.attr.payload();
        let (items, behind) = scan(bytes);
        let values: Option<Vec<_>> = items.iter().map(|attr| value(*attr)).collect();
        let Some(values) = values.filter(|_| behind.iter().all(|&byte| byte == 0)) else {
            return undecodable(bytes, serializer);
        };
        let counts = |first: usize| {
            items
                .iter()
                .enumerate()
                .all(|(index, attr)| usize::from(attr.kind()) == first + index)
        };
        let numbered = numbered || !(counts(0) || counts(1));
        let mut array = serializer.serialize_seq(Some(items.len()))?;
        for (attr, value) in items.iter().zip(values) {
            if numbered {
                array.serialize_element(&Single(attr.kind(), value))?;
            } else {
                array.serialize_element(&value)?;
            }
        }
        array.end()
    }

    /// Each nest's type is a value; the innermost holds attributes.
    fn type_value<S: Serializer>(
        &self,
        names: &[String],
        set: Option<usize>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut bytes = self.attr.payload();
        let mut values = Vec::with_capacity(names.len());
        for _ in names {
            match scan(bytes) {
                (attrs, []) if attrs.len() == 1 => {
                    let [attr] = attrs.as_slice() else { break };
                    values.push(attr.kind());
                    bytes = attr.payload();
                }
                _ => break,
            }
        }
        if values.len() < names.len() {
            return undecodable(self.attr.payload(), serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in names.iter().zip(values) {
            map.serialize_entry(name, &value)?;
        }
        self.nest(set, bytes).fields(&mut map)?;
        map.end()
    }
}

/// A value that is not what the specification says.
fn undecodable<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry("@hex", &text::hex(bytes))?;
    map.end()
}

struct Undecodable<'a>(&'a [u8]);

impl Serialize for Undecodable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        undecodable(self.0, serializer)
    }
}

struct Scalar<'a>(&'a Spec, &'a Number, &'a [u8]);

impl Serialize for Scalar<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(spec, number, bytes) = *self;
        match number.read(bytes) {
            Some(value) => number.serialize(&spec.enums, value, serializer),
            None => undecodable(bytes, serializer),
        }
    }
}

struct Value<'a>(&'a Spec, &'a Number, i128);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.serialize(&self.0.enums, self.2, serializer)
    }
}

struct Bytes<'a>(Option<Hint>, &'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text() {
            Some(text) => serializer.serialize_str(&text),
            None => undecodable(self.1, serializer),
        }
    }
}

impl Bytes<'_> {
    fn text(&self) -> Option<String> {
        let Self(hint, bytes) = *self;
        match hint {
            Some(hint) => hint.show(bytes),
            None => Some(text::hex(bytes)),
        }
    }
}

struct Fields<'a>(Surroundings<'a>, &'a Struct, &'a [u8]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(surroundings, layout, bytes) = self;
        let mut map = serializer.serialize_map(None)?;
        let name = |index: usize| Some(&layout.members.get(index)?.name);
        fields(surroundings, layout, bytes, &mut map, name, None)?;
        let behind = bytes.get(layout.len..).filter(|behind| !behind.is_empty());
        if let Some(behind) = behind.filter(|_| !layout.has_rest()) {
            map.serialize_entry("@rest", &text::hex(behind))?;
        }
        map.end()
    }
}

struct Single<V>(u16, V);

impl<V: Serialize> Serialize for Single<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.0.to_string(), &self.1)?;
        map.end()
    }
}

/// The items of an iterator.
struct Array<I>(I);

impl<I: Iterator<Item = V> + Clone, V: Serialize> Serialize for Array<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}
