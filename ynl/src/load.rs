// SPDX-License-Identifier: MIT OR Apache-2.0

//! From a specification's text to [`Spec`]: numbers are given to what has none, names become indexes.

mod objects;
mod operations;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use klink_wire::{Group, Protocol};
use serde_json::Value;

use crate::corrections;
use crate::model::{
    Attribute, Bits, Checks, Family, Field, FixedHeader, Layout, McastGroup, Member, Rest, Set,
    Shape, Spec, Struct, SubMessage,
};
use crate::number::{Enum, Interpretation, Number, Order, Width};
use crate::text::Hint;
use crate::yaml;

/// A specification cannot be used.
#[derive(Debug)]
pub struct LoadError {
    file: Option<PathBuf>,
    why: String,
}

impl LoadError {
    /// An error of a specification that is in no file.
    pub(crate) fn of_text(why: String) -> Self {
        Self { file: None, why }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(
                f,
                "cannot use the specification {}: {}",
                file.display(),
                self.why
            ),
            None => write!(f, "cannot use the specification: {}", self.why),
        }
    }
}

impl std::error::Error for LoadError {}

impl Spec {
    /// Reads a file in YAML.
    pub fn load(file: &Path) -> Result<Self, LoadError> {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string());
        text.and_then(|text| resolve(&text))
            .map_err(|why| LoadError {
                file: Some(file.to_owned()),
                why,
            })
    }

    /// Reads a specification from its text in YAML.
    pub fn parse(text: &str) -> Result<Self, LoadError> {
        resolve(text).map_err(LoadError::of_text)
    }
}

/// The text of a specification with klink's corrections laid over it, for other readers of specifications: JSON, which is
/// YAML, too. What YNL has no form for is in a form of klink's own; docs/specifications.md says which.
///
/// # Errors
/// The text is no YAML.
pub fn corrected(text: &str) -> Result<String, LoadError> {
    let corrected = with_corrections(text).map_err(LoadError::of_text)?;
    // Its licence, which the kernel's reader insists on.
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    let lines: Vec<_> = comments
        .map(str::to_owned)
        .chain([corrected.to_string()])
        .collect();
    Ok(lines.join("\n"))
}

/// Numbers that every specification may name.
const LIMITS: [(&str, i128); 8] = [
    ("u8-max", u8::MAX as i128),
    ("u16-max", u16::MAX as i128),
    ("u32-max", u32::MAX as i128),
    ("u64-max", u64::MAX as i128),
    ("s8-max", i8::MAX as i128),
    ("s16-max", i16::MAX as i128),
    ("s32-max", i32::MAX as i128),
    ("s64-max", i64::MAX as i128),
];

/// A specification as it is written, with klink's corrections of it.
pub(crate) fn with_corrections(text: &str) -> Result<Value, String> {
    let mut raw: Value = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
    let name = raw.get("name").and_then(Value::as_str);
    if let Some(corrections) = name.and_then(corrections::of) {
        corrections::lay_over(&mut raw, &corrections);
    }
    Ok(raw)
}

fn resolve(text: &str) -> Result<Spec, String> {
    let corrected = with_corrections(text)?;
    let corrected =
        yaml::Family::of_json(&corrected.to_string()).map_err(|error| error.to_string());
    corrected.and_then(|raw| resolved(&raw)).or_else(|_| {
        // What is wrong with the text has a line and a column; and a correction may be about what this one does not have.
        let raw = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        resolved(&raw)
    })
}

pub(crate) fn resolved(raw: &yaml::Family) -> Result<Spec, String> {
    let names = Names::of(raw);
    let family = family(raw)?;

    let definitions = || raw.definitions.iter();
    let enums = definitions()
        .filter(|definition| is_enum(definition))
        .map(enumeration)
        .collect();
    let mut structs = Vec::new();
    for definition in definitions().filter(|definition| definition.kind == "struct") {
        structs.push(names.structure(raw, definition, 0)?);
    }
    let mut sets = Vec::new();
    for set in &raw.attribute_sets {
        let whole = set
            .subset_of
            .as_deref()
            .filter(|_| set.attributes.iter().all(adds_nothing));
        let whole = whole.and_then(|name| sets.get(*names.sets.get(name)?));
        let set = match whole.map(|whole: &Set| whole.renamed(set.name.clone())) {
            Some(same) => same,
            None => names.set(raw, set)?,
        };
        sets.push(set);
    }
    let mut headers = Vec::new();
    let mut records = Vec::new();
    for (place, set) in sets.iter().enumerate() {
        for (index, attribute) in set.attributes.iter().enumerate() {
            if let Shape::Records { layout, length } = attribute.shape {
                let layout = with_names(layout, &structs, &sets, &mut headers);
                records.push((place, index, Shape::Records { layout, length }));
            }
        }
    }
    for (place, index, shape) in records {
        let set = sets.get_mut(place);
        let attributes = set.map(|set| Arc::make_mut(&mut set.attributes));
        let attribute = attributes.and_then(|attributes| attributes.get_mut(index));
        if let Some(attribute) = attribute {
            attribute.shape = shape;
        }
    }
    let mut sub_messages = Vec::new();
    for message in &raw.sub_messages {
        let mut formats = HashMap::new();
        for format in &message.formats {
            let layout = names.layout(
                format.fixed_header.as_deref(),
                format.attribute_set.as_deref(),
            )?;
            let layout = with_names(layout, &structs, &sets, &mut headers);
            formats.insert(format.value.clone(), layout);
        }
        sub_messages.push(SubMessage { formats });
    }
    let groups = raw.mcast_groups.list.iter().map(|group| McastGroup {
        name: group.name.clone(),
        number: group.value.and_then(Group::new),
    });
    let mut operations = operations::numbered(raw, |header, set| names.layout(header, set))?;
    for operation in &mut operations {
        operation.asked = with_names(operation.asked, &structs, &sets, &mut headers);
        operation.layout = with_names(operation.layout, &structs, &sets, &mut headers);
    }
    let mut spec = Spec {
        family,
        operations,
        headers,
        groups: groups.collect(),
        sets,
        structs,
        enums,
        sub_messages,
        objects: Vec::new(),
        name: raw.name.clone(),
    };
    // An older kernel's specification may lack what they are about.
    let objects = raw.objects.iter();
    spec.objects = objects
        .filter_map(|raw| objects::resolved(raw, &spec))
        .collect();
    Ok(spec)
}

/// A layout whose header is a struct, with that as one whose members have names beside the attributes.
fn with_names(
    layout: Layout,
    structs: &[Struct],
    sets: &[Set],
    headers: &mut Vec<FixedHeader>,
) -> Layout {
    let Some((index, structure)) = layout
        .header
        .and_then(|index| Some((index, structs.get(index)?)))
    else {
        return layout;
    };
    let set = layout.set.and_then(|index| sets.get(index));
    let is_taken = |name: &String| {
        let mut attributes = set.into_iter().flat_map(|set| set.attributes.iter());
        attributes.any(|attribute| attribute.name == *name)
    };
    let name = |member: &Member| match is_taken(&member.name) {
        true => format!("@{}", member.name),
        false => member.name.clone(),
    };
    headers.push(FixedHeader {
        layout: index,
        names: structure.members.iter().map(name).collect(),
    });
    Layout {
        header: Some(headers.len() - 1),
        ..layout
    }
}

fn family(raw: &yaml::Family) -> Result<Family, String> {
    match (raw.protocol.as_deref(), raw.protonum) {
        (Some("netlink-raw"), Some(number)) => Ok(Family::Raw(Protocol(number))),
        (Some("netlink-raw"), None) => Err("a raw protocol needs its protonum".to_owned()),
        (None | Some("genetlink" | "genetlink-c" | "genetlink-legacy"), _) => Ok(Family::Generic {
            version: raw.version.unwrap_or(1),
        }),
        (Some(protocol), _) => Err(format!(
            "protocol {protocol:?} is neither netlink-raw nor a genetlink"
        )),
    }
}

fn is_enum(definition: &yaml::Definition) -> bool {
    matches!(definition.kind.as_str(), "enum" | "flags")
}

fn enumeration(definition: &yaml::Definition) -> Enum {
    let mut next = definition.value_start;
    let mut entries = Vec::new();
    for entry in &definition.entries {
        let (name, value) = match entry {
            yaml::Entry::Name(name) => (name, None),
            yaml::Entry::Full { name, value } => (name, *value),
        };
        let value = value.unwrap_or(next);
        next = value.saturating_add(1);
        entries.push((value, name.clone()));
    }
    entries.sort_by_key(|(value, _)| *value);
    Enum {
        name: definition.name.clone(),
        entries,
    }
}

/// Where what has a name stands in the lists of [`Spec`].
struct Names<'r> {
    enums: HashMap<&'r str, usize>,
    structs: HashMap<&'r str, usize>,
    sets: HashMap<&'r str, usize>,
    sub_messages: HashMap<&'r str, usize>,
    numbers: HashMap<&'r str, i128>,
    flags: Vec<bool>,
    /// By struct.
    members: Vec<Vec<&'r str>>,
}

impl<'r> Names<'r> {
    fn of(raw: &'r yaml::Family) -> Self {
        let definitions = || raw.definitions.iter();
        let mut numbers: HashMap<_, _> = LIMITS.into_iter().collect();
        for definition in definitions().filter(|definition| definition.kind == "const") {
            if let Some(value) = definition.value.as_ref().and_then(literal) {
                numbers.insert(&definition.name, value);
            }
        }
        let enums = || definitions().filter(|definition| is_enum(definition));
        Self {
            enums: indexes(enums().map(|definition| &*definition.name)),
            structs: indexes(
                definitions()
                    .filter(|definition| definition.kind == "struct")
                    .map(|definition| &*definition.name),
            ),
            sets: indexes(raw.attribute_sets.iter().map(|set| &*set.name)),
            sub_messages: indexes(raw.sub_messages.iter().map(|message| &*message.name)),
            numbers,
            members: definitions()
                .filter(|definition| definition.kind == "struct")
                .map(|definition| {
                    definition
                        .members
                        .iter()
                        .map(|member| &*member.name)
                        .collect()
                })
                .collect(),
            flags: enums()
                .map(|definition| definition.kind == "flags")
                .collect(),
        }
    }

    fn layout(&self, header: Option<&str>, set: Option<&str>) -> Result<Layout, String> {
        Ok(Layout {
            header: header
                .map(|name| found(&self.structs, "struct", name))
                .transpose()?,
            set: set
                .map(|name| found(&self.sets, "attribute set", name))
                .transpose()?,
        })
    }

    fn structure(
        &self,
        raw: &yaml::Family,
        definition: &yaml::Definition,
        depth: usize,
    ) -> Result<Struct, String> {
        let name = &definition.name;
        if depth > MAX_STRUCT_DEPTH {
            return Err(format!("struct {name} is in itself"));
        }
        let mut members = Vec::new();
        let mut offset = 0;
        // The bits that are left of the number before.
        let mut shared = 0;
        for member in &definition.members {
            let at = |why: String| format!("struct {name}, member {}: {why}", member.name);
            let (mut field, len) = self.field(raw, member, depth).map_err(at)?;
            if let (Some(count), Field::Number(number)) = (member.bits, &field) {
                let all = u32::try_from(len * 8).unwrap_or_default();
                if count == 0 || count > all {
                    return Err(at(format!("it has no {count} bits")));
                }
                let continued = shared >= count;
                if !continued {
                    shared = all;
                }
                field = Field::Bits(Bits {
                    number: *number,
                    shift: all - shared,
                    count,
                });
                shared -= count;
                if continued {
                    offset -= len;
                }
            } else {
                shared = 0;
            }
            members.push(Member {
                name: member.name.clone(),
                offset,
                len,
                field,
            });
            offset += len;
            if offset > usize::from(u16::MAX) {
                return Err(format!("struct {name} is longer than any attribute"));
            }
        }
        let is_rest = |member: &Member| matches!(member.field, Field::Rest(_));
        if members.iter().rev().skip(1).any(is_rest) {
            return Err(format!("struct {name} has members after the rest"));
        }
        if offset == 0 && !members.last().is_some_and(is_rest) {
            return Err(format!("struct {name} is empty"));
        }
        Ok(Struct {
            name: name.clone(),
            members,
            len: offset,
        })
    }

    fn field(
        &self,
        raw: &yaml::Family,
        member: &yaml::Member,
        depth: usize,
    ) -> Result<(Field, usize), String> {
        if member.kind == "rest" {
            return Ok((Field::Rest(self.rest(member)?), 0));
        }
        if let Some(name) = &member.structure {
            let index = found(&self.structs, "struct", name)?;
            let mut structs = raw
                .definitions
                .iter()
                .filter(|definition| definition.kind == "struct");
            let inner = structs
                .nth(index)
                .map(|inner| self.structure(raw, inner, depth + 1));
            let len = inner.transpose()?.map_or(0, |inner| inner.len);
            return Ok((Field::Struct(index), len));
        }
        if let Some(width @ Width::Fixed(len, _)) = Width::named(&member.kind) {
            return Ok((
                Field::Number(self.number(width, member.reading())?),
                len.into(),
            ));
        }
        let len = member.len.as_ref().and_then(|len| self.integer(len));
        let len = len
            .and_then(|len| usize::try_from(len).ok())
            .filter(|&len| len <= usize::from(u16::MAX))
            .ok_or_else(|| format!("type {:?} needs its len", member.kind))?;
        if let Some(width @ Width::Fixed(each, _)) =
            member.sub_type.as_deref().and_then(Width::named)
        {
            if len % usize::from(each) != 0 {
                return Err(format!("{len} bytes are no whole numbers"));
            }
            let number = self.number(width, member.reading())?;
            return Ok((Field::Numbers(number), len));
        }
        let hint = hint(member.reading());
        Ok(match (member.kind.as_str(), &member.selector) {
            ("pad", _) => (Field::Pad, len),
            (_, Some(protocol)) if matches!(hint, Some(Hint::Mac)) => {
                (Field::Group(protocol.clone()), len)
            }
            (_, Some(family)) => (Field::Address(family.clone()), len),
            _ => (Field::Bytes(hint), len),
        })
    }

    fn rest(&self, member: &yaml::Member) -> Result<Rest, String> {
        let hint = hint(member.reading());
        if let Some(name) = &member.structure {
            return Ok(Rest::Structs(found(&self.structs, "struct", name)?));
        }
        if let Some(name) = &member.nested_attributes {
            return Ok(Rest::Nest(found(&self.sets, "attribute set", name)?));
        }
        if let Some(name) = &member.sub_message {
            return Ok(Rest::SubMessage {
                message: found(&self.sub_messages, "sub-message", name)?,
                selector: member.selector.clone().ok_or("it has no selector")?,
            });
        }
        if let Some(width @ Width::Fixed(..)) = member.sub_type.as_deref().and_then(Width::named) {
            return Ok(Rest::Numbers(self.number(width, member.reading())?));
        }
        let len = member.len.as_ref().and_then(|len| self.integer(len));
        let len = len
            .and_then(|len| usize::try_from(len).ok())
            .filter(|&len| len > 0);
        Ok(len.map_or(Rest::Bytes(hint), |len| Rest::Items(len, hint)))
    }

    /// A set. One that is a subset has all attributes of the other, for the kernel may send them.
    fn set(&self, raw: &yaml::Family, set: &yaml::Set) -> Result<Set, String> {
        let mut attributes = Vec::new();
        let mut next = 1u16;
        let parent = set
            .subset_of
            .as_deref()
            .map(|name| found(&self.sets, "attribute set", name))
            .transpose()?;
        let parent = parent.and_then(|index| raw.attribute_sets.get(index));
        for attribute in &parent.unwrap_or(set).attributes {
            let kind = attribute.value.unwrap_or(next);
            next = kind.saturating_add(1);
            let own =
                parent.and_then(|_| set.attributes.iter().find(|own| own.name == attribute.name));
            let whole = own.map_or_else(|| attribute.clone(), |own| overridden(attribute, own));
            let at = |why| {
                format!(
                    "attribute set {}, attribute {}: {why}",
                    set.name, attribute.name
                )
            };
            attributes.push(self.attribute(&whole, kind).map_err(at)?);
        }
        Ok(Set::new(set.name.clone(), attributes))
    }

    fn attribute(&self, raw: &yaml::Attribute, kind: u16) -> Result<Attribute, String> {
        let nested = || {
            raw.nested_attributes
                .as_deref()
                .map(|name| found(&self.sets, "attribute set", name))
                .transpose()
        };
        let sub_type = raw.sub_type.as_deref();
        let shape = match raw.kind.as_deref().ok_or("it has no type")? {
            "pad" => Shape::Pad,
            "flag" => Shape::Flag,
            "string" => Shape::String,
            "nest" => Shape::Nest(nested()?),
            "nest-type-value" => {
                Shape::TypeValue(raw.type_value.clone().unwrap_or_default(), nested()?)
            }
            "bitfield32" => Shape::Bitfield(self.number(Width::Fixed(4, false), raw.reading())?),
            "records" => self.records(raw, nested()?)?,
            "binary" => match (&raw.structure, sub_type.and_then(Width::named)) {
                (Some(name), _) if sub_type == Some("struct") => {
                    Shape::Structs(found(&self.structs, "struct", name)?)
                }
                (Some(name), _) => Shape::Struct(found(&self.structs, "struct", name)?),
                (None, Some(width @ Width::Fixed(..))) => {
                    Shape::Packed(self.number(width, raw.reading())?)
                }
                (None, _) => Shape::Bytes(hint(raw.reading())),
            },
            "indexed-array" | "array-nest" => match sub_type {
                Some("nest") | None => Shape::IndexedNests(nested()?),
                Some("struct") => {
                    let name = raw.structure.as_deref().unwrap_or_default();
                    Shape::IndexedStructs(found(&self.structs, "struct", name)?)
                }
                Some(sub_type) => match Width::named(sub_type) {
                    Some(width) => Shape::IndexedNumbers(self.number(width, raw.reading())?),
                    None => Shape::IndexedBytes(hint(raw.reading())),
                },
            },
            "sub-message" => Shape::SubMessage {
                message: found(
                    &self.sub_messages,
                    "sub-message",
                    raw.sub_message.as_deref().unwrap_or_default(),
                )?,
                selector: raw.selector.clone().ok_or("it has no selector")?,
                otherwise: nested()?,
            },
            other => match Width::named(other) {
                Some(width) => Shape::Number(self.number(width, raw.reading())?),
                None => Shape::Unknown,
            },
        };
        Ok(Attribute {
            name: raw.name.clone(),
            kind,
            multi: raw.multi_attr.unwrap_or(false),
            shape,
            checks: raw
                .checks
                .as_ref()
                .map(|checks| self.checks(checks))
                .unwrap_or_default(),
        })
    }

    /// The layout's header is a struct here, which gets its names when all sets are there.
    fn records(&self, raw: &yaml::Attribute, set: Option<usize>) -> Result<Shape, String> {
        let name = raw.structure.as_deref().unwrap_or_default();
        let header = found(&self.structs, "struct", name)?;
        let length = raw.length.as_deref().ok_or("it has no length")?;
        let members = self.members.get(header).into_iter().flatten();
        let length = members.clone().position(|member| *member == length);
        Ok(Shape::Records {
            layout: Layout {
                header: Some(header),
                set,
            },
            length: length.ok_or("its length is no member")?,
        })
    }

    fn number(&self, width: Width, reading: yaml::Reading<'_>) -> Result<Number, String> {
        let order = match reading.byte_order {
            Some("big-endian") => Order::Big,
            Some("little-endian") => Order::Little,
            _ => Order::Native,
        };
        let interpretation = match reading.enumeration {
            Some(name) => {
                let index = found(&self.enums, "enum", name)?;
                let is_flags =
                    self.flags.get(index) == Some(&true) || reading.enum_as_flags == Some(true);
                if is_flags {
                    Interpretation::Flags(index)
                } else {
                    Interpretation::Enum(index)
                }
            }
            None => hint(reading).map_or(Interpretation::Plain, Interpretation::Hint),
        };
        Ok(Number {
            width,
            order,
            interpretation,
        })
    }

    /// A check against a number that only a C header has is left to the kernel.
    fn checks(&self, raw: &yaml::Checks) -> Checks {
        let number =
            |bound: &Option<yaml::Integer>| bound.as_ref().and_then(|bound| self.integer(bound));
        let len = |bound| number(bound).and_then(|len| usize::try_from(len).ok());
        Checks {
            min: number(&raw.min),
            max: number(&raw.max),
            min_len: len(&raw.exact_len).or(len(&raw.min_len)),
            max_len: len(&raw.exact_len).or(len(&raw.max_len)),
        }
    }

    fn integer(&self, integer: &yaml::Integer) -> Option<i128> {
        match integer {
            yaml::Integer::Name(name) => self.numbers.get(name.as_str()).copied(),
            _ => literal(integer),
        }
    }
}

/// More than any specification has, and a bound for one that contains itself.
const MAX_STRUCT_DEPTH: usize = 8;

fn indexes<'r>(names: impl Iterator<Item = &'r str>) -> HashMap<&'r str, usize> {
    names
        .enumerate()
        .map(|(index, name)| (name, index))
        .collect()
}

fn found(names: &HashMap<&str, usize>, what: &str, name: &str) -> Result<usize, String> {
    names
        .get(name)
        .copied()
        .ok_or_else(|| format!("there is no {what} {name:?}"))
}

fn hint(reading: yaml::Reading<'_>) -> Option<Hint> {
    reading.display_hint.and_then(Hint::named)
}

fn literal(integer: &yaml::Integer) -> Option<i128> {
    match integer {
        yaml::Integer::Signed(number) => Some((*number).into()),
        yaml::Integer::Unsigned(number) => Some((*number).into()),
        yaml::Integer::Name(_) => None,
    }
}

/// Whether a subset only names an attribute.
fn adds_nothing(own: &yaml::Attribute) -> bool {
    let yaml::Attribute {
        name: _,
        value: _,
        kind: None,
        multi_attr: None,
        nested_attributes: None,
        structure: None,
        sub_type: None,
        sub_message: None,
        selector: None,
        type_value: None,
        length: None,
        checks: None,
        byte_order: None,
        enumeration: None,
        enum_as_flags: None,
        display_hint: None,
    } = own
    else {
        return false;
    };
    true
}

/// Lets a subset's definition of an attribute override that of the whole set.
fn overridden(whole: &yaml::Attribute, own: &yaml::Attribute) -> yaml::Attribute {
    fn either<T: Clone>(own: &Option<T>, whole: &Option<T>) -> Option<T> {
        own.clone().or_else(|| whole.clone())
    }
    yaml::Attribute {
        name: own.name.clone(),
        kind: either(&own.kind, &whole.kind),
        value: whole.value,
        multi_attr: either(&own.multi_attr, &whole.multi_attr),
        nested_attributes: either(&own.nested_attributes, &whole.nested_attributes),
        structure: either(&own.structure, &whole.structure),
        sub_type: either(&own.sub_type, &whole.sub_type),
        sub_message: either(&own.sub_message, &whole.sub_message),
        selector: either(&own.selector, &whole.selector),
        type_value: either(&own.type_value, &whole.type_value),
        length: either(&own.length, &whole.length),
        checks: either(&own.checks, &whole.checks),
        byte_order: either(&own.byte_order, &whole.byte_order),
        enumeration: either(&own.enumeration, &whole.enumeration),
        enum_as_flags: either(&own.enum_as_flags, &whole.enum_as_flags),
        display_hint: either(&own.display_hint, &whole.display_hint),
    }
}
