// SPDX-License-Identifier: MIT OR Apache-2.0

//! A specification with all its references resolved: what decoding and encoding walk along.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use klink_wire::{Group, Protocol};

use crate::number::{Enum, Number};
use crate::text::Hint;

/// The specification of one netlink family.
#[derive(Debug)]
pub struct Spec {
    pub(crate) name: String,
    pub(crate) family: Family,
    pub(crate) operations: Vec<Operation>,
    pub(crate) groups: Vec<McastGroup>,
    pub(crate) sets: Vec<Set>,
    pub(crate) structs: Vec<Struct>,
    pub(crate) headers: Vec<FixedHeader>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) sub_messages: Vec<SubMessage>,
    pub(crate) objects: Vec<Objects>,
}

/// Objects that can be copied, with numbers for names.
#[derive(Debug)]
pub(crate) struct Objects {
    pub(crate) name: String,
    /// The index of what dumps them.
    pub(crate) dump: usize,
    pub(crate) new: Vec<u16>,
    pub(crate) gone: Vec<u16>,
    pub(crate) groups: Vec<McastGroup>,
    pub(crate) key: Parts,
    pub(crate) only: Vec<((usize, usize), Vec<u64>)>,
    pub(crate) volatile: Parts,
    pub(crate) incomplete: (Vec<u16>, u16),
    pub(crate) preliminary: Vec<(u16, u32)>,
    pub(crate) removed_by: Vec<u32>,
    pub(crate) partial: bool,
}

/// Members of a header, each with its offset and length, and types of attributes.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) members: Vec<(usize, usize)>,
    pub(crate) attributes: Vec<u16>,
}

/// How a family's messages are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A protocol of its own (`netlink-raw`): operations are message kinds.
    Raw(Protocol),
    /// Generic netlink, looked up by the specification's name; operations are the `cmd` of its header.
    Generic {
        /// The version to claim.
        version: u8,
    },
}

impl Spec {
    /// The family's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the family is addressed.
    pub fn family(&self) -> Family {
        self.family
    }

    /// All operations, requests and notifications, in the specification's order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// An operation by name.
    pub fn operation(&self, name: &str) -> Result<&Operation, UnknownOperation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
            .ok_or_else(|| UnknownOperation {
                family: self.name.clone(),
                name: name.to_owned(),
                known: self
                    .operations
                    .iter()
                    .map(|known| known.name.clone())
                    .collect(),
            })
    }

    /// The operation that a message's kind or, in generic netlink, its `cmd` asks for.
    pub fn request_of(&self, number: u16) -> Option<&Operation> {
        let mut operations = self.operations.iter();
        operations.find(|operation| operation.request == Some(number))
    }

    /// The operation that a message from the kernel is about, by its kind or, in generic netlink, its `cmd`: of those
    /// that share one, a notification. The kernel also notifies of changes with the kind of the request for them, which
    /// not every specification lists.
    pub fn notification(&self, value: u16) -> Option<&Operation> {
        let all = || self.operations.iter();
        let mut same = all().filter(|operation| operation.reply == Some(value));
        let first = same.clone().next();
        same.find(|operation| operation.is_notification)
            .or(first)
            .or_else(|| all().find(|operation| operation.request == Some(value)))
    }

    /// The multicast groups.
    pub fn groups(&self) -> &[McastGroup] {
        &self.groups
    }

    /// How long the record at the beginning of `bytes` is, by its member `length`; `None` if it cannot be.
    pub(crate) fn record_len(&self, layout: Layout, length: usize, bytes: &[u8]) -> Option<usize> {
        let (header, _) = self.header(layout)?;
        let member = header.members.get(length)?;
        let Field::Number(number) = &member.field else {
            return None;
        };
        let len = number.read(bytes.get(member.offset..member.offset + member.len)?)?;
        let len = usize::try_from(len).ok()?;
        (header.len.max(1)..=bytes.len())
            .contains(&len)
            .then_some(len)
    }

    #[inline]
    pub(crate) fn set(&self, index: Option<usize>) -> Option<&Set> {
        self.sets.get(index?)
    }

    /// The header of a layout, with what its members are called.
    #[inline]
    pub(crate) fn header(&self, layout: Layout) -> Option<(&Struct, &[String])> {
        let header = self.headers.get(layout.header?)?;
        Some((self.structs.get(header.layout)?, &header.names))
    }
}

/// No operation has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    family: String,
    name: String,
    known: Vec<String>,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            family,
            name,
            known,
        } = self;
        write!(
            f,
            "{family} has no operation {name:?}: it has {}",
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownOperation {}

/// One operation of a family.
#[derive(Debug)]
pub struct Operation {
    pub(crate) name: String,
    pub(crate) request: Option<u16>,
    pub(crate) reply: Option<u16>,
    pub(crate) can_do: bool,
    pub(crate) can_dump: bool,
    pub(crate) answers: bool,
    pub(crate) is_notification: bool,
    pub(crate) group: Option<String>,
    /// The content of requests, and that of answers and notifications.
    pub(crate) asked: Layout,
    pub(crate) layout: Layout,
}

impl Operation {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the request: a message kind, or the `cmd` of generic netlink. `None` for a notification.
    pub fn request(&self) -> Option<u16> {
        self.request
    }

    /// The number of its answers and notifications; `None` if there are none.
    pub fn reply(&self) -> Option<u16> {
        self.reply
    }

    /// Whether it can be asked for once.
    pub fn can_do(&self) -> bool {
        self.can_do
    }

    /// Whether it is answered with more than an acknowledgement when it is asked for once.
    pub fn answers(&self) -> bool {
        self.answers
    }

    /// Whether it can be asked for all objects.
    pub fn can_dump(&self) -> bool {
        self.can_dump
    }

    /// Whether the kernel sends it unasked.
    pub fn is_notification(&self) -> bool {
        self.is_notification
    }

    /// The multicast group that its notifications go to, if the specification says so.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }
}

/// A multicast group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct McastGroup {
    /// Its name.
    pub name: String,
    /// Its number; `None` in generic netlink, where it differs from boot to boot.
    pub number: Option<Group>,
}

/// The content of a message or a sub-message: a header with fixed fields, then attributes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layout {
    pub(crate) header: Option<usize>,
    pub(crate) set: Option<usize>,
}

/// A struct in front of attributes.
#[derive(Debug)]
pub(crate) struct FixedHeader {
    pub(crate) layout: usize,
    /// The names of its members in JSON: where an attribute has the same name, the attribute takes precedence.
    pub(crate) names: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) name: String,
    /// Shared with subsets that say nothing else about them.
    pub(crate) attributes: Arc<Vec<Attribute>>,
    /// Indexes by name, once somebody looks for one: decoding mostly does not.
    by_name: Arc<OnceLock<HashMap<String, usize>>>,
    /// Indexes by type, for as far as types are dense.
    by_kind: Arc<Vec<u16>>,
}

/// In [`Set::by_kind`]: there is none.
const NONE: u16 = u16::MAX;

impl Set {
    pub(crate) fn new(name: String, attributes: Vec<Attribute>) -> Self {
        let mut by_kind = Vec::new();
        for (index, attribute) in attributes.iter().enumerate() {
            let kind = usize::from(attribute.kind);
            if by_kind.len() <= kind {
                by_kind.resize(kind + 1, NONE);
            }
            if let (Some(slot), Ok(index)) = (by_kind.get_mut(kind), u16::try_from(index)) {
                *slot = index;
            }
        }
        Self {
            name,
            attributes: Arc::new(attributes),
            by_name: Arc::default(),
            by_kind: Arc::new(by_kind),
        }
    }

    /// A subset with the same attributes.
    pub(crate) fn renamed(&self, name: String) -> Self {
        Self {
            name,
            attributes: Arc::clone(&self.attributes),
            by_name: Arc::clone(&self.by_name),
            by_kind: Arc::clone(&self.by_kind),
        }
    }

    #[inline]
    pub(crate) fn of_kind(&self, kind: u16) -> Option<&Attribute> {
        let &index = self.by_kind.get(usize::from(kind))?;
        self.attributes.get(usize::from(index))
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Attribute> {
        let by_name = self.by_name.get_or_init(|| {
            let attributes = self.attributes.iter().enumerate();
            let by_name = |(index, attribute): (usize, &Attribute)| (attribute.name.clone(), index);
            attributes.map(by_name).collect()
        });
        self.attributes.get(*by_name.get(name)?)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) kind: u16,
    /// May be there several times.
    pub(crate) multi: bool,
    pub(crate) shape: Shape,
    pub(crate) checks: Checks,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Pad,
    /// Of a type that this version of klink does not know.
    Unknown,
    Flag,
    String,
    Number(Number),
    Bytes(Option<Hint>),
    Struct(usize),
    /// Numbers one after another, without headers.
    Packed(Number),
    Nest(Option<usize>),
    IndexedNests(Option<usize>),
    IndexedNumbers(Number),
    IndexedBytes(Option<Hint>),
    /// Nests whose types are values, one in the other, and a nest inside the last.
    TypeValue(Vec<String>, Option<usize>),
    Bitfield(Number),
    /// `otherwise`: the attributes of one whose selector says nothing.
    SubMessage {
        message: usize,
        selector: String,
        otherwise: Option<usize>,
    },
    /// Structs one after another.
    Structs(usize),
    /// An array whose elements are structs.
    IndexedStructs(usize),
    /// Structs one after another, each with attributes of its own; a member says how long all of it is.
    Records {
        layout: Layout,
        length: usize,
    },
}

impl Shape {
    /// Whether JSON has an array even for a single one.
    pub(crate) fn is_array(&self) -> bool {
        match self {
            Self::Number(number) => number.is_flags(),
            Self::Packed(_)
            | Self::IndexedNests(_)
            | Self::IndexedNumbers(_)
            | Self::IndexedBytes(_)
            | Self::Structs(_)
            | Self::IndexedStructs(_)
            | Self::Records { .. } => true,
            _ => false,
        }
    }
}

/// The kernel's checks, as far as the specification lists them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Checks {
    pub(crate) min: Option<i128>,
    pub(crate) max: Option<i128>,
    pub(crate) min_len: Option<usize>,
    pub(crate) max_len: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
    /// Bytes of all members but the one that has the rest.
    pub(crate) len: usize,
}

impl Struct {
    pub(crate) fn has_rest(&self) -> bool {
        matches!(
            self.members.last(),
            Some(Member {
                field: Field::Rest(_),
                ..
            })
        )
    }
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) offset: usize,
    pub(crate) len: usize,
    pub(crate) field: Field,
}

#[derive(Debug)]
pub(crate) enum Field {
    Pad,
    Number(Number),
    Bytes(Option<Hint>),
    Struct(usize),
    /// An IP address in room for the longest, of the family that the member of this name says, here or in the struct
    /// around.
    Address(String),
    /// The address of a multicast group in room for the longest: of IP where the member of this name has its number in
    /// Ethernet, or else of Ethernet.
    Group(String),
    /// Numbers, as many as there is room for.
    Numbers(Number),
    /// Some bits of a number that others share, from the lowest on.
    Bits(Bits),
    /// The last one: all that is after the others.
    Rest(Rest),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits {
    pub(crate) number: Number,
    pub(crate) shift: u32,
    pub(crate) count: u32,
}

impl Bits {
    pub(crate) fn max(&self) -> i128 {
        (1 << self.count) - 1
    }

    pub(crate) fn read(&self, bytes: &[u8]) -> Option<i128> {
        Some((self.number.read(bytes)? >> self.shift) & self.max())
    }

    /// Bytes with these bits set to a number that fits.
    pub(crate) fn written(&self, bytes: &[u8], value: i128) -> Option<Vec<u8>> {
        let others = self.number.read(bytes)? & !(self.max() << self.shift);
        Some(self.number.write(others | (value << self.shift)))
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Rest {
    Bytes(Option<Hint>),
    /// Of so many bytes each.
    Items(usize, Option<Hint>),
    Numbers(Number),
    Structs(usize),
    Nest(usize),
    /// A sub-message that a member selects.
    SubMessage {
        message: usize,
        selector: String,
    },
}

#[derive(Debug)]
pub(crate) struct SubMessage {
    pub(crate) formats: HashMap<String, Layout>,
}
