// SPDX-License-Identifier: MIT OR Apache-2.0

//! A dissector for Wireshark: the description as a table of Lua, and code that is the same for every family.

mod lua;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use klink_wire::Protocol;

use self::lua::{prefix, quoted, Lua, Words};
use crate::catalogue::{sockets, Role};
use crate::model::{Attribute, Family, Field, Layout, Member, Operation, Rest, Set, Shape, Spec};
use crate::number::{Interpretation, Number, Order, Width};
use crate::text::Hint;

/// The code that reads the table. Parts of one text, each of which needs those in front of it.
const ENGINE: [&str; 5] = [
    include_str!("wireshark/bytes.lua"),
    include_str!("wireshark/fields.lua"),
    include_str!("wireshark/values.lua"),
    include_str!("wireshark/shapes.lua"),
    include_str!("wireshark/messages.lua"),
];

/// Whole numbers up to here are exact in every version of Lua.
const EXACT: u64 = 1 << 53;

impl Spec {
    /// A dissector of the family's messages for Wireshark 4.0 or later, in Lua, which shows and filters every attribute by
    /// its name.
    ///
    /// ```
    /// let spec = klink_ynl::Spec::inside("wireguard").ok_or("no description")?;
    /// // Into a file in the folder of Wireshark's plugins: klink_wireguard.wgdevice.ifname == "wg0" is a filter then.
    /// assert!(spec.wireshark().contains("\"wgdevice\""));
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// A field's name in filters is `klink_FAMILY.SET.ATTRIBUTE`, or `klink_FAMILY.STRUCT.MEMBER`, in small letters and
    /// digits, with `_` for all else; where a family's own name begins with `klink`, that is not said twice.
    pub fn wireshark(&self) -> String {
        let mut table = self.table();
        for part in ENGINE {
            table.push('\n');
            table.push_str(part);
        }
        table
    }

    fn table(&self) -> String {
        let mut lua = Lua(format!(
            "-- Messages of the netlink family {} in Wireshark, by `klink generate wireshark`.\n\nlocal family = {{\n",
            quoted(&self.name)
        ));
        let protocol = match self.family {
            Family::Raw(protocol) => protocol,
            Family::Generic { .. } => Protocol::GENERIC,
        };
        lua.line(1, &format!("name = {},", quoted(&self.name)));
        let title = format!("Netlink family {}, by klink", self.name);
        lua.line(1, &format!("title = {},", quoted(&title)));
        lua.line(1, &format!("prefix = {},", quoted(&prefix(&self.name))));
        lua.line(1, &format!("protocol = {},", protocol.0));
        self.sockets(protocol, &mut lua);
        self.commands(&mut lua);
        lua.list("enums", self.enums.iter(), |lua, one| {
            let exact = one.entries.iter();
            let exact = exact.filter(|(value, _)| value.unsigned_abs() <= EXACT);
            let entries = exact.map(|(value, name)| format!("[{value}] = {}", quoted(name)));
            lua.line(2, &format!("{{ {} }},", joined(entries)));
        });
        // Sets and structs have their names in one place.
        let mut words = Words::default();
        lua.list("structs", self.structs.iter(), |lua, one| {
            let head = format!(
                "{{ name = {}, word = {}, len = {}, has_rest = {}, members = {{",
                quoted(&one.name),
                quoted(&words.one(&one.name)),
                one.len,
                one.has_rest()
            );
            lua.line(2, &head);
            let mut words = Words::default();
            for member in &one.members {
                let word = words.one(&member.name);
                lua.line(3, &format!("{},", self.member(member, &word)));
            }
            lua.line(2, "} },");
        });
        let own = |(index, _): &(usize, &Set)| self.own_set(Some(*index)) == Some(*index);
        let own = self.sets.iter().enumerate().filter(own);
        lua.list("sets", own, |lua, (number, one)| {
            let (number, word) = (index(Some(number)), quoted(&words.one(&one.name)));
            lua.line(
                2,
                &format!("[{number}] = {{ word = {word}, attributes = {{"),
            );
            let mut words = Words::default();
            for attribute in by_kind(one).values() {
                let (word, kind) = (words.one(&attribute.name), attribute.kind);
                let attribute = self.attribute(attribute, &word);
                lua.line(3, &format!("[{kind}] = {attribute},"));
            }
            lua.line(2, "} },");
        });
        lua.list("sub_messages", self.sub_messages.iter(), |lua, one| {
            let formats: BTreeMap<_, _> = one.formats.iter().collect();
            let formats = formats.iter().map(|(name, layout)| {
                format!("[{}] = {{ {} }}", quoted(name), self.layout(**layout))
            });
            lua.line(2, &format!("{{ {} }},", joined(formats)));
        });
        lua.0.push_str("}\n");
        lua.0
    }

    /// The address families whose sockets the description is about.
    fn sockets(&self, protocol: Protocol, lua: &mut Lua) {
        let of = |family: &u8| sockets(*family) == Some(self.name.as_str());
        let families: Vec<_> = (0..=u8::MAX).filter(of).collect();
        if protocol == Protocol::SOCK_DIAG && !families.is_empty() {
            let families = families.iter().map(|family| format!("[{family}] = true"));
            lua.line(1, &format!("sockets = {{ {} }},", joined(families)));
        }
    }

    /// Writes the content of messages, by their number and role.
    fn commands(&self, lua: &mut Lua) {
        let operations = self.operations.iter();
        let numbers = operations.flat_map(|one| one.request.into_iter().chain(one.reply));
        let numbers: BTreeSet<_> = numbers.collect();
        let mut known: Vec<(&Operation, bool)> = Vec::new();
        let mut commands = Vec::new();
        for number in numbers {
            let roles = [Role::Request, Role::Answer, Role::Notification];
            let indexes = roles.map(|role| {
                let (operation, is_request) = self.operation_of(number, role)?;
                let same = |(one, asked): &(&Operation, bool)| {
                    std::ptr::eq(*one, operation) && *asked == is_request
                };
                Some(known.iter().position(same).unwrap_or_else(|| {
                    known.push((operation, is_request));
                    known.len() - 1
                }))
            });
            let indexes = joined(indexes.into_iter().map(index));
            commands.push(format!("[{number}] = {{ {indexes} }},"));
        }
        lua.list("operations", known.iter(), |lua, (one, is_request)| {
            let layout = if *is_request { one.asked } else { one.layout };
            let layout = self.layout(layout);
            lua.line(2, &format!("{{ {}, {layout} }},", quoted(&one.name)));
        });
        lua.list("commands", commands.iter(), |lua, one| lua.line(2, one));
    }

    /// A struct and a set, by their numbers.
    fn layout(&self, layout: Layout) -> String {
        let header = layout.header.and_then(|header| self.headers.get(header));
        let header = header.map(|header| header.layout);
        format!("{}, {}", index(header), self.set_index(layout.set))
    }

    /// A subset that says nothing of its own is the set that it is of: one field for each attribute.
    fn own_set(&self, index: Option<usize>) -> Option<usize> {
        let set = self.set(index)?;
        let mut sets = self.sets.iter();
        sets.position(|one| Arc::ptr_eq(&one.attributes, &set.attributes))
    }

    fn set_index(&self, set: Option<usize>) -> String {
        index(self.own_set(set))
    }

    fn attribute(&self, attribute: &Attribute, word: &str) -> String {
        let shape = match &attribute.shape {
            Shape::Pad => shape("pad", []),
            Shape::Unknown => shape("unknown", []),
            Shape::Flag => shape("flag", []),
            Shape::String => shape("string", []),
            Shape::Number(one) => shape("number", [number(one)]),
            Shape::Bytes(one) => shape("bytes", [hint(*one)]),
            Shape::Struct(one) => shape("struct", [index(Some(*one))]),
            Shape::Packed(one) => shape("packed", [number(one)]),
            Shape::Nest(set) => shape("nest", [self.set_index(*set)]),
            Shape::IndexedNests(set) => shape("nests", [self.set_index(*set)]),
            Shape::IndexedNumbers(one) => shape("numbers", [number(one)]),
            Shape::IndexedBytes(one) => shape("bytes_array", [hint(*one)]),
            Shape::TypeValue(names, set) => {
                let mut words = Words::default();
                let names = names.iter().map(|name| {
                    let word = words.one(name);
                    format!("{{ {}, {} }}", quoted(name), quoted(&word))
                });
                let names = format!("{{ {} }}", joined(names));
                shape("type_value", [names, self.set_index(*set)])
            }
            Shape::Bitfield(one) => shape("bitfield", [number(one)]),
            Shape::SubMessage {
                message,
                selector,
                otherwise,
            } => shape(
                "sub_message",
                [
                    index(Some(*message)),
                    quoted(selector),
                    self.set_index(*otherwise),
                ],
            ),
            Shape::Structs(one) => shape("structs", [index(Some(*one))]),
            Shape::IndexedStructs(one) => shape("struct_array", [index(Some(*one))]),
            Shape::Records { layout, length } => {
                shape("records", [self.layout(*layout), index(Some(*length))])
            }
        };
        format!(
            "{{ {}, {}, {shape} }}",
            quoted(&attribute.name),
            quoted(word)
        )
    }

    fn member(&self, member: &Member, word: &str) -> String {
        let shape = match &member.field {
            Field::Pad => shape("pad", []),
            Field::Number(one) => shape("number", [number(one)]),
            Field::Bytes(one) => shape("bytes", [hint(*one)]),
            Field::Struct(one) => shape("struct", [index(Some(*one))]),
            Field::Address(family) => shape("address", [quoted(family)]),
            Field::Group(protocol) => shape("group", [quoted(protocol)]),
            Field::Numbers(one) => shape("packed", [number(one)]),
            Field::Bits(bits) => {
                let (shift, count) = (bits.shift.to_string(), bits.count.to_string());
                shape("bits", [number(&without_sign(bits.number)), shift, count])
            }
            Field::Rest(rest) => match rest {
                Rest::Bytes(one) => shape("bytes", [hint(*one)]),
                Rest::Items(len, one) => shape("items", [hint(*one), len.to_string()]),
                Rest::Numbers(one) => shape("packed", [number(one)]),
                Rest::Structs(one) => shape("structs", [index(Some(*one))]),
                Rest::Nest(set) => shape("nest", [self.set_index(Some(*set))]),
                Rest::SubMessage { message, selector } => {
                    shape("sub_message", [index(Some(*message)), quoted(selector)])
                }
            },
        };
        // Without a length: all that is after the others.
        let len = match member.field {
            Field::Rest(_) => String::new(),
            _ => format!(", len = {}", member.len),
        };
        format!(
            "{{ {}, {}, {shape}, at = {}{len} }}",
            quoted(&member.name),
            quoted(word),
            member.offset
        )
    }
}

/// The attributes that are found by their type.
fn by_kind(set: &Set) -> BTreeMap<u16, &Attribute> {
    let found = set.attributes.iter().filter_map(|one| {
        let found = set.of_kind(one.kind)?;
        Some((found.kind, found))
    });
    found.collect()
}

fn shape<const N: usize>(name: &str, arguments: [String; N]) -> String {
    joined(std::iter::once(quoted(name)).chain(arguments))
}

/// Lua counts from 1.
fn index(index: Option<usize>) -> String {
    index.map_or_else(|| String::from("nil"), |index| (index + 1).to_string())
}

fn number(number: &Number) -> String {
    let (len, signed) = match number.width {
        Width::Fixed(len, signed) => (len, signed),
        Width::Auto(signed) => (0, signed),
    };
    let order = match number.order {
        Order::Native => "native",
        Order::Big => "big",
        Order::Little => "little",
    };
    let interpretation = match number.interpretation {
        Interpretation::Plain => String::from("\"plain\""),
        Interpretation::Hint(one) => hint(Some(one)),
        Interpretation::Enum(one) => format!("\"enum\", {}", index(Some(one))),
        Interpretation::Flags(one) => format!("\"flags\", {}", index(Some(one))),
    };
    format!("{{ {len}, \"{order}\", {signed}, {interpretation} }}")
}

/// Some bits of a number have no sign, and are no address.
fn without_sign(number: Number) -> Number {
    let width = match number.width {
        Width::Fixed(len, _) => Width::Fixed(len, false),
        Width::Auto(_) => Width::Auto(false),
    };
    let interpretation = match number.interpretation {
        Interpretation::Hint(Hint::Ip) => Interpretation::Plain,
        interpretation => interpretation,
    };
    Number {
        width,
        interpretation,
        ..number
    }
}

fn hint(hint: Option<Hint>) -> String {
    let name = match hint {
        None => return String::from("nil"),
        Some(Hint::Hex) => "hex",
        Some(Hint::Mac) => "mac",
        Some(Hint::Ip) => "ip",
        Some(Hint::Uuid) => "uuid",
        Some(Hint::Text) => "text",
    };
    quoted(name)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
