// SPDX-License-Identifier: MIT OR Apache-2.0

//! From JSON to bytes.

mod error;
mod value;

use klink_wire::{align, genl, Buffer, BuildError, Builder, Flags, Header};
use serde_json::{Map, Value};

pub use self::error::EncodeError;
use self::value::{bytes_of, check_len, elements, has, hex, no_such, numbered, raw};
use crate::decode::MAX_DEPTH;
use crate::model::{
    Attribute, Bits, Checks, Family, Field, Layout, Member, Operation, Rest, Set, Shape, Spec,
    Struct,
};
use crate::number::Number;
use crate::text::Hint;

impl Spec {
    /// Writes what follows the message header of a request. The message's kind is [`Operation::request`], or in generic
    /// netlink the family's id. A notification is written as the kernel does.
    ///
    /// Header fields that are not given are 0. Checks that the specification has are made, except on what is given as
    /// `@hex`.
    pub fn write<B: Buffer>(
        &self,
        message: &mut Builder<'_, B>,
        operation: &Operation,
        value: &Value,
    ) -> Result<(), EncodeError> {
        if let Family::Generic { version } = self.family {
            let cmd = operation.request.or(operation.reply).unwrap_or_default();
            let cmd = u8::try_from(cmd)
                .map_err(|_| EncodeError::new(format!("no header has room for command {cmd}")))?;
            message.raw(&genl::Header { cmd, version }.to_bytes())?;
        }
        let layout = match operation.request {
            Some(_) => operation.asked,
            None => operation.layout,
        };
        self.body(message, layout, value, None, 0)
    }

    /// The output of [`Spec::write`], as bytes of its own.
    pub fn encode(&self, operation: &Operation, value: &Value) -> Result<Vec<u8>, EncodeError> {
        built(|message| self.write(message, operation, value))
    }

    fn body(
        &self,
        message: &mut Builder<'_, impl Buffer>,
        layout: Layout,
        value: &Value,
        outer: Option<&Scope<'_>>,
        depth: usize,
    ) -> Result<(), EncodeError> {
        let object = value
            .as_object()
            .ok_or_else(|| EncodeError::wanted("an object", value))?;
        if depth > MAX_DEPTH {
            return Err(EncodeError::new("nested too deep"));
        }
        let set = self.set(layout.set);
        let header = self.header(layout);
        if let Some((header, names)) = header {
            let bytes = self.structure(header, object, |index| names.get(index), outer, depth)?;
            message.raw(&bytes)?;
        }
        let scope = Scope {
            set,
            fields: header.map_or(&[], |(_, names)| names),
            object,
            outer,
        };
        for (key, value) in object {
            let is_field = header.is_some_and(|(_, names)| names.contains(key));
            let attribute = set.and_then(|set| set.named(key));
            let put = match attribute {
                Some(attribute) => self.put(message, attribute, value, &scope, depth),
                None if is_field || matches!(key.as_str(), "@len" | "@rest") => Ok(()),
                None => self.put_unknown(message, set, key, value, &scope, depth),
            };
            put.map_err(|error| error.within(key))?;
        }
        if let Some(rest) = object.get("@rest") {
            message.raw(&hex(rest).map_err(|error| error.within("@rest"))?)?;
        }
        Ok(())
    }

    /// The bytes of a struct. `name` is what the member of an index is called.
    fn structure<'n>(
        &self,
        layout: &Struct,
        object: &Map<String, Value>,
        name: impl Fn(usize) -> Option<&'n String>,
        outer: Option<&Scope<'_>>,
        depth: usize,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = vec![0; layout.len];
        for (index, member) in layout.members.iter().enumerate() {
            let Some(value) = name(index).and_then(|name| object.get(name)) else {
                continue;
            };
            let written = match &member.field {
                Field::Pad => continue,
                Field::Number(number) => self.number(number, &Checks::default(), value),
                Field::Bits(bits) => {
                    let now = bytes.get(member.offset..member.offset + member.len);
                    self.bits(bits, now.unwrap_or_default(), value)
                }
                Field::Bytes(hint) => bytes_of(*hint, &Checks::default(), value),
                Field::Address(_) => bytes_of(Some(Hint::Ip), &Checks::default(), value),
                Field::Group(_) => {
                    let ip = bytes_of(Some(Hint::Ip), &Checks::default(), value);
                    ip.or_else(|_| bytes_of(Some(Hint::Mac), &Checks::default(), value))
                }
                Field::Numbers(number) => joined(value, |value| {
                    self.number(number, &Checks::default(), value)
                }),
                Field::Struct(index) => self.named_struct(*index, value, outer, depth),
                Field::Rest(rest) => self.rest(rest, object, value, outer, depth),
            };
            let mut written = written.map_err(|error| error.within(&member.name))?;
            let may_be_short = matches!(
                member.field,
                Field::Bytes(Some(Hint::Text))
                    | Field::Address(_)
                    | Field::Group(_)
                    | Field::Numbers(_)
            );
            if may_be_short {
                written.resize(written.len().max(member.len), 0);
            }
            if matches!(member.field, Field::Rest(_)) {
                bytes.extend(written);
                continue;
            }
            let room = bytes.get_mut(member.offset..member.offset + member.len);
            match room {
                Some(room) if room.len() == written.len() => room.copy_from_slice(&written),
                _ => {
                    let why = format!("{} bytes are wanted, not {}", member.len, written.len());
                    return Err(EncodeError::new(why).within(&member.name));
                }
            }
        }
        if let Some(len) = object.get("@len") {
            let len = len.as_u64().and_then(|len| usize::try_from(len).ok());
            let len = len.filter(|&len| len <= layout.len);
            let why = || {
                EncodeError::new(format!("at most {} bytes are wanted", layout.len)).within("@len")
            };
            bytes.truncate(len.ok_or_else(why)?);
        }
        Ok(bytes)
    }

    /// The bytes of a number that several members share, with the bits of one.
    fn bits(&self, bits: &Bits, now: &[u8], value: &Value) -> Result<Vec<u8>, EncodeError> {
        let parsed = bits.number.parse(&self.enums, value);
        let value = parsed.map_err(EncodeError::new)?;
        if !(0..=bits.max()).contains(&value) {
            let why = format!("{value} does not fit in {} bits", bits.count);
            return Err(EncodeError::new(why));
        }
        let written = bits.written(now, value);
        written.ok_or_else(|| EncodeError::new("it has no such bits"))
    }

    /// The bytes after the fixed members of a struct, which is `object`.
    fn rest(
        &self,
        rest: &Rest,
        object: &Map<String, Value>,
        value: &Value,
        outer: Option<&Scope<'_>>,
        depth: usize,
    ) -> Result<Vec<u8>, EncodeError> {
        if let Some(digits) = raw(value) {
            return hex(digits);
        }
        let checks = Checks::default();
        match rest {
            Rest::Bytes(hint) => bytes_of(*hint, &checks, value),
            Rest::Items(_, hint) => joined(value, |value| bytes_of(*hint, &checks, value)),
            Rest::Numbers(number) => joined(value, |value| self.number(number, &checks, value)),
            Rest::Structs(index) => joined(value, |value| {
                self.named_struct(*index, value, outer, depth)
            }),
            Rest::Nest(set) => {
                let layout = Layout {
                    header: None,
                    set: Some(*set),
                };
                self.bytes_of_body(layout, value, outer, depth + 1)
            }
            Rest::SubMessage { message, selector } => {
                let own = object.get(selector).and_then(selecting);
                let formats = self
                    .sub_messages
                    .get(*message)
                    .map(|message| &message.formats);
                let own = own.and_then(|value| formats?.get(&value).copied());
                let layout = own.or_else(|| self.format(outer?, *message, selector));
                let layout = layout.ok_or_else(|| {
                    let why = "its kind is unknown: give its bytes, such as {\"@hex\": \"00ff\"}";
                    EncodeError::new(why)
                })?;
                self.bytes_of_body(layout, value, outer, depth + 1)
            }
        }
    }

    /// The bytes of a header and attributes.
    fn bytes_of_body(
        &self,
        layout: Layout,
        value: &Value,
        outer: Option<&Scope<'_>>,
        depth: usize,
    ) -> Result<Vec<u8>, EncodeError> {
        built(|message| self.body(message, layout, value, outer, depth))
    }

    /// A struct with attributes, and its own length in it: as it is given, if that is of the same number of words.
    fn record(
        &self,
        layout: Layout,
        length: usize,
        value: &Value,
        outer: Option<&Scope<'_>>,
        depth: usize,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = self.bytes_of_body(layout, value, outer, depth)?;
        let given = self.record_len(layout, length, &bytes);
        let same = given.is_some_and(|given| align(given) == align(bytes.len()));
        bytes.resize(align(bytes.len()), 0);
        let header = self
            .header(layout)
            .and_then(|(header, _)| header.members.get(length));
        if let (
            false,
            Some(Member {
                offset,
                len,
                field: Field::Number(number),
                ..
            }),
        ) = (same, header)
        {
            let written = i128::try_from(bytes.len()).map(|len| number.write(len));
            let room = bytes.get_mut(*offset..offset + len);
            if let (Ok(written), Some(room)) = (written, room) {
                room.copy_from_slice(&written);
            }
        }
        Ok(bytes)
    }

    fn named_struct(
        &self,
        index: usize,
        value: &Value,
        outer: Option<&Scope<'_>>,
        depth: usize,
    ) -> Result<Vec<u8>, EncodeError> {
        let object = value
            .as_object()
            .ok_or_else(|| EncodeError::wanted("an object", value))?;
        let Some(layout) = self.structs.get(index) else {
            return Ok(Vec::new());
        };
        if let Some(unknown) = object
            .keys()
            .find(|key| !key.starts_with('@') && !has(layout, key))
        {
            let why = format!("struct {} has none of this name", layout.name);
            return Err(EncodeError::new(why).within(unknown));
        }
        let name = |index: usize| Some(&layout.members.get(index)?.name);
        let mut bytes = self.structure(layout, object, name, outer, depth)?;
        if let Some(rest) = object.get("@rest") {
            bytes.extend(hex(rest).map_err(|error| error.within("@rest"))?);
        }
        Ok(bytes)
    }

    /// An attribute, or several of the same type from an array.
    fn put(
        &self,
        message: &mut Builder<'_, impl Buffer>,
        attribute: &Attribute,
        value: &Value,
        scope: &Scope<'_>,
        depth: usize,
    ) -> Result<(), EncodeError> {
        match value.as_array() {
            Some(several)
                if attribute.multi
                    || !attribute.shape.is_array()
                    || several.iter().any(Value::is_array)
                    || !several.is_empty() && several.iter().all(|value| raw(value).is_some()) =>
            {
                for (index, value) in several.iter().enumerate() {
                    let put = self.put_one(message, attribute, value, scope, depth);
                    put.map_err(|error| error.within(index.to_string()))?;
                }
                Ok(())
            }
            _ => self.put_one(message, attribute, value, scope, depth),
        }
    }

    fn put_one(
        &self,
        message: &mut Builder<'_, impl Buffer>,
        attribute: &Attribute,
        value: &Value,
        scope: &Scope<'_>,
        depth: usize,
    ) -> Result<(), EncodeError> {
        if let Some(raw) = raw(value) {
            message.put(attribute.kind, &hex(raw)?)?;
            return Ok(());
        }
        let bytes = match &attribute.shape {
            Shape::Flag => match value {
                Value::Bool(true) => Vec::new(),
                Value::Bool(false) => return Ok(()),
                _ => return Err(EncodeError::wanted("true or false", value)),
            },
            Shape::String => {
                let text = value
                    .as_str()
                    .ok_or_else(|| EncodeError::wanted("a string", value))?;
                check_len(&attribute.checks, text.as_bytes())?;
                message.put_str(attribute.kind, text)?;
                return Ok(());
            }
            Shape::Number(number) => self.number(number, &attribute.checks, value)?,
            Shape::Bytes(hint) => bytes_of(*hint, &attribute.checks, value)?,
            Shape::Struct(index) => self.named_struct(*index, value, Some(scope), depth + 1)?,
            Shape::Structs(index) => joined(value, |value| {
                self.named_struct(*index, value, Some(scope), depth + 1)
            })?,
            Shape::IndexedStructs(index) => {
                let bytes = |value: &_| self.named_struct(*index, value, Some(scope), depth + 1);
                return put_indexed(message, attribute.kind, value, bytes);
            }
            Shape::Records { layout, length } => joined(value, |value| {
                self.record(*layout, *length, value, Some(scope), depth + 1)
            })?,
            Shape::Packed(number) => {
                let bytes = joined(value, |value| {
                    self.number(number, &Checks::default(), value)
                })?;
                check_len(&attribute.checks, &bytes)?;
                bytes
            }
            Shape::Bitfield(number) => {
                let object = value
                    .as_object()
                    .ok_or_else(|| EncodeError::wanted("an object", value))?;
                let mut bytes = Vec::new();
                for name in ["value", "selector"] {
                    let half = object.get(name).unwrap_or(&Value::Null);
                    let half = self.number(number, &Checks::default(), half);
                    bytes.extend(half.map_err(|error| error.within(name))?);
                }
                bytes
            }
            Shape::Nest(set) => {
                return self.nest(message, attribute.kind, *set, value, scope, depth)
            }
            Shape::IndexedNests(set) => {
                let elements = elements(value)?;
                return message.nest(attribute.kind, |array| {
                    for (index, value) in elements.iter().enumerate() {
                        let (kind, value) = numbered(index, value);
                        let nest = self.nest(array, kind, *set, value, scope, depth);
                        nest.map_err(|error| error.within(index.to_string()))?;
                    }
                    Ok(())
                });
            }
            Shape::IndexedNumbers(number) => {
                let bytes = |value: &_| self.number(number, &Checks::default(), value);
                return put_indexed(message, attribute.kind, value, bytes);
            }
            Shape::IndexedBytes(hint) => {
                let bytes = |value: &_| bytes_of(*hint, &Checks::default(), value);
                return put_indexed(message, attribute.kind, value, bytes);
            }
            Shape::TypeValue(names, set) => {
                return self.put_type_value(
                    message,
                    attribute.kind,
                    names,
                    *set,
                    value,
                    scope,
                    depth,
                );
            }
            Shape::SubMessage {
                message: formats,
                selector,
                otherwise,
            } => match self
                .format(scope, *formats, selector)
                .or(of_set(*otherwise))
            {
                Some(Layout {
                    header: Some(index),
                    set: None,
                }) => {
                    let index = self
                        .headers
                        .get(index)
                        .map_or(usize::MAX, |header| header.layout);
                    self.named_struct(index, value, Some(scope), depth + 1)?
                }
                layout => {
                    let layout = layout.unwrap_or_default();
                    return message.nest(attribute.kind, |inner| {
                        self.body(inner, layout, value, Some(scope), depth + 1)
                    });
                }
            },
            Shape::Pad | Shape::Unknown => {
                return Err(EncodeError::new(
                    "its type is unknown: give its bytes, such as {\"@hex\": \"00ff\"}",
                ));
            }
        };
        message.put(attribute.kind, &bytes)?;
        Ok(())
    }

    fn nest(
        &self,
        message: &mut Builder<'_, impl Buffer>,
        kind: u16,
        set: Option<usize>,
        value: &Value,
        scope: &Scope<'_>,
        depth: usize,
    ) -> Result<(), EncodeError> {
        let layout = Layout { header: None, set };
        message.nest(kind, |inner| {
            self.body(inner, layout, value, Some(scope), depth + 1)
        })
    }

    /// Nests whose types are the values of `names`, one in the other; the attributes of `set` in the innermost.
    #[allow(clippy::too_many_arguments)] // All of what is known about one attribute.
    fn put_type_value(
        &self,
        message: &mut Builder<'_, impl Buffer>,
        kind: u16,
        names: &[String],
        set: Option<usize>,
        value: &Value,
        scope: &Scope<'_>,
        depth: usize,
    ) -> Result<(), EncodeError> {
        let object = value
            .as_object()
            .ok_or_else(|| EncodeError::wanted("an object", value))?;
        let Some((name, inner_names)) = names.split_first() else {
            let mut attributes = object.clone();
            attributes.retain(|key, _| {
                key.starts_with('@') || self.set(set).is_some_and(|set| set.named(key).is_some())
            });
            return self.nest(message, kind, set, &Value::Object(attributes), scope, depth);
        };
        let inner = object
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|value| u16::try_from(value).ok());
        let inner = inner.filter(|&inner| inner <= klink_wire::attr::TYPE_MASK);
        let why = || {
            EncodeError::new(format!(
                "a number up to {} is wanted",
                klink_wire::attr::TYPE_MASK
            ))
            .within(name)
        };
        let inner = inner.ok_or_else(why)?;
        message.nest(kind, |message| {
            self.put_type_value(message, inner, inner_names, set, value, scope, depth)
        })
    }

    /// An attribute without a name in the specification: `@7`.
    fn put_unknown(
        &self,
        message: &mut Builder<'_, impl Buffer>,
        set: Option<&Set>,
        key: &str,
        value: &Value,
        scope: &Scope<'_>,
        depth: usize,
    ) -> Result<(), EncodeError> {
        let number = key.strip_prefix('@').and_then(|digits| digits.parse().ok());
        let number: u16 = number.ok_or_else(|| no_such(set, key))?;
        match value {
            Value::Array(several) => {
                for (index, value) in several.iter().enumerate() {
                    let put = self.put_unknown(message, set, key, value, scope, depth);
                    put.map_err(|error| error.within(index.to_string()))?;
                }
                Ok(())
            }
            Value::Object(_) => self.nest(message, number, None, value, scope, depth),
            value => Ok(message.put(number, &hex(value)?)?),
        }
    }

    fn format(&self, scope: &Scope<'_>, message: usize, selector: &str) -> Option<Layout> {
        let value = scope.lookup(selector)?;
        self.sub_messages.get(message)?.formats.get(&value).copied()
    }

    fn number(
        &self,
        number: &Number,
        checks: &Checks,
        value: &Value,
    ) -> Result<Vec<u8>, EncodeError> {
        if let Some(raw) = raw(value) {
            return hex(raw);
        }
        let value = number.parse(&self.enums, value).map_err(EncodeError::new)?;
        if let Some(min) = checks.min.filter(|&min| value < min) {
            let why = format!("{value} is below {min}");
            return Err(EncodeError::bound(&why, &number.write(value)));
        }
        if let Some(max) = checks.max.filter(|&max| value > max) {
            let why = format!("{value} is above {max}");
            return Err(EncodeError::bound(&why, &number.write(value)));
        }
        Ok(number.write(value))
    }
}

/// The bytes after the header of a message.
fn built(
    write: impl FnOnce(&mut Builder<'_, Bytes>) -> Result<(), EncodeError>,
) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Bytes(Vec::new());
    // Attributes are aligned to where the message begins, so there is one, and its header goes in the end.
    let mut message = Builder::new(&mut bytes, Header::MIN_KIND, Flags::REQUEST, 0)?;
    write(&mut message)?;
    let len = message.len();
    message.finish()?;
    bytes.0.truncate(len);
    bytes.0.drain(..Header::LEN);
    Ok(bytes.0)
}

/// A buffer without a limit.
struct Bytes(Vec<u8>);

impl Buffer for Bytes {
    fn written(&self) -> &[u8] {
        &self.0
    }

    fn written_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    fn append(&mut self, len: usize) -> Result<&mut [u8], BuildError> {
        let start = self.0.len();
        self.0.resize(start + len, 0);
        self.0.get_mut(start..).ok_or(BuildError::Full)
    }

    fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }
}

/// Attributes that a sub-message is selected by, from the inside out.
struct Scope<'a> {
    set: Option<&'a Set>,
    /// Names of the fixed fields in front of them.
    fields: &'a [String],
    object: &'a Map<String, Value>,
    outer: Option<&'a Scope<'a>>,
}

impl Scope<'_> {
    fn lookup(&self, name: &str) -> Option<String> {
        let has = self.set.is_some_and(|set| set.named(name).is_some())
            || self.fields.iter().any(|field| field == name);
        let mut value = self.object.get(name).filter(|_| has);
        if let Some(Value::Array(several)) = value {
            value = several.last();
        }
        value
            .and_then(selecting)
            .or_else(|| self.outer?.lookup(name))
    }
}

/// The selector of a sub-message in a value.
fn selecting(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn of_set(set: Option<usize>) -> Option<Layout> {
    set.map(|set| Layout {
        header: None,
        set: Some(set),
    })
}

/// The bytes of an array's elements, one after another.
fn joined(
    value: &Value,
    bytes: impl Fn(&Value) -> Result<Vec<u8>, EncodeError>,
) -> Result<Vec<u8>, EncodeError> {
    let mut all = Vec::new();
    for (index, value) in elements(value)?.iter().enumerate() {
        all.extend(bytes(value).map_err(|error| error.within(index.to_string()))?);
    }
    Ok(all)
}

fn put_indexed(
    message: &mut Builder<'_, impl Buffer>,
    kind: u16,
    value: &Value,
    bytes: impl Fn(&Value) -> Result<Vec<u8>, EncodeError>,
) -> Result<(), EncodeError> {
    let elements = elements(value)?;
    message.nest(kind, |array| {
        for (index, value) in elements.iter().enumerate() {
            let (kind, value) = numbered(index, value);
            let bytes = bytes(value).map_err(|error| error.within(index.to_string()))?;
            array.put(kind, &bytes)?;
        }
        Ok(())
    })
}
