// SPDX-License-Identifier: MIT OR Apache-2.0

//! Rust from a description: lines that macros make types of, klink's in programs and klink_kernel's in modules.

pub(crate) mod kernel;
pub(crate) mod names;
pub(crate) mod policy;
mod shape;
mod types;

use std::fmt::Write as _;

pub use self::kernel::rust_kernel;
use self::names::Taken;
use self::shape::Line;
use self::types::{key, number, Types};
use crate::model::{
    Attribute, Family, Field, Layout, Member, Objects, Operation, Parts, Rest, Shape, Spec, Struct,
};

impl Spec {
    /// The family in Rust, for programs: views of what the kernel sends, writers of what it is sent, and each operation
    /// as a request. The text is a module of a crate that depends on `klink` with its feature `typed`.
    ///
    /// ```
    /// let spec = klink_ynl::Spec::inside("wireguard").ok_or("no description")?;
    /// assert!(spec.rust_user().contains("listen_port \"listen-port\" = 6: u16 as U16;"));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn rust_user(&self) -> String {
        let types = Types::of(self);
        let mut rust = Rust {
            spec: self,
            types: &types,
            text: String::new(),
        };
        rust.enums();
        for index in 0..self.structs.len() {
            if let (Some(name), Some(layout)) = (types.structure(index), self.structs.get(index)) {
                rust.structure(&name, layout);
            }
        }
        rust.messages();
        for index in 0..self.sets.len() {
            rust.set(index);
        }
        rust.operations();
        let header = format!(
            "// SPDX-License-Identifier: MIT OR Apache-2.0\n\n// The netlink family {}, by `klink generate rust`.\n",
            self.name
        );
        let needs = |name: &str| {
            let mut words = rust
                .text
                .split(|letter: char| !letter.is_ascii_alphanumeric());
            words.any(|word| word == name)
        };
        let imports = match needs("Unnamed") {
            true => "\nuse klink::typed::{PutUnnamed, Unnamed};\n",
            false => "",
        };
        format!("{header}{imports}{}", rust.text)
    }
}

/// The methods of a family's type beside its operations.
const METHODS: [&str; 11] = [
    "begin",
    "family",
    "into_socket",
    "join",
    "listen",
    "listen_in",
    "on",
    "open",
    "open_in",
    "read",
    "socket",
];

/// Numbers beside each other.
fn spaced<T: ToString>(numbers: &[T]) -> String {
    let numbers: Vec<_> = numbers.iter().map(T::to_string).collect();
    numbers.join(" ")
}

/// Members, each with its offset and length, then attributes.
fn parts(parts: &Parts) -> String {
    let members = parts
        .members
        .iter()
        .map(|(at, len)| format!("({at} {len})"));
    let attributes = parts.attributes.iter().map(u16::to_string);
    let all: Vec<_> = members.chain(attributes).collect();
    all.join(" ")
}

struct Rust<'s> {
    spec: &'s Spec,
    types: &'s Types<'s>,
    text: String,
}

impl Rust<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn begin(&mut self, kind: &str, rest: std::fmt::Arguments<'_>) {
        self.line(format_args!("\nklink::family_{kind}! {{\n    {rest} {{"));
    }

    fn end(&mut self) {
        self.line(format_args!("    }}\n}}"));
    }

    fn enums(&mut self) {
        for used in &self.types.enums {
            let Some(enumeration) = self.spec.enums.get(used.index) else {
                continue;
            };
            let kind = if used.flags { "flags" } else { "enum" };
            let (label, repr) = (&enumeration.name, &used.repr);
            self.begin(kind, format_args!("{} {label:?} {repr}", used.name));
            let mut taken = Taken::new(&[]);
            for (value, name) in &enumeration.entries {
                let constant = taken.constant(name);
                match (used.flags, u32::try_from(*value).ok()) {
                    (false, _) => self.line(format_args!("        {constant} {name:?} = {value};")),
                    (true, Some(bit @ 0..64)) => {
                        let value = 1u64 << bit;
                        self.line(format_args!("        {constant} {name:?} = {value:#x};"));
                    }
                    (true, _) => {}
                }
            }
            self.end();
        }
    }

    fn structure(&mut self, name: &str, layout: &Struct) {
        let rests = layout.has_rest();
        let (len, label) = (layout.len, &layout.name);
        self.begin(
            "struct",
            format_args!("{name} Put{name} {label:?} {len} {rests}"),
        );
        let mut taken = Taken::new(&["bytes"]);
        for member in &layout.members {
            let Some((size, what)) = self.member(layout, member) else {
                continue;
            };
            let method = taken.method(&member.name);
            let (label, offset) = (&member.name, member.offset);
            self.line(format_args!(
                "        {method} {label:?} = {offset}, {size}{what};"
            ));
        }
        self.end();
    }

    /// The length of a member, or of each of its items, and what it is.
    fn member(&self, layout: &Struct, member: &Member) -> Option<(usize, String)> {
        let types = self.types;
        let of_member = |name: &str| {
            let mut members = layout.members.iter();
            let selector = members.find(|member| member.name == name)?;
            match &selector.field {
                Field::Number(number) => Some((*number, selector.offset)),
                _ => None,
            }
        };
        let key_of = |name: &str| key(of_member(name));
        Some(match &member.field {
            Field::Pad => return None,
            Field::Number(of) => {
                let (ty, form) = number(types, of);
                // An address is none where there is none.
                let mark = if ty.contains("Ipv4Addr") {
                    " maybe"
                } else {
                    ":"
                };
                (member.len, format!("{mark} {ty} as {form}"))
            }
            Field::Bytes(hint) => (member.len, shape::member_bytes(*hint).to_owned()),
            Field::Group(protocol) => (member.len, format!(" group {}", key_of(protocol))),
            Field::Numbers(of) => {
                let (ty, form) = number(types, of);
                let len = of.fixed_len()?;
                (member.len, format!(" array {ty} as {form}, {len}"))
            }
            Field::Struct(index) => {
                let name = types.structure(*index)?;
                let inner = self.spec.structs.get(*index)?;
                let family = inner.members.iter().find_map(|inside| match &inside.field {
                    Field::Address(family)
                        if !inner.members.iter().any(|own| own.name == *family) =>
                    {
                        Some(family)
                    }
                    _ => None,
                });
                let key = family.map_or_else(|| "[]".to_owned(), |family| key_of(family));
                (member.len, format!(" view {name} Put{name} {key}"))
            }
            Field::Address(family) => (member.len, format!(" address {}", key_of(family))),
            Field::Bits(bits) => {
                let (ty, form) = number(types, &bits.number);
                let (shift, count) = (bits.shift, bits.count);
                (
                    member.len,
                    format!(" bits {ty} as {form}, {shift}, {count}"),
                )
            }
            Field::Rest(Rest::Bytes(hint)) => (0, format!(" rest {}", shape::bytes(*hint))),
            Field::Rest(Rest::Items(len, hint)) => {
                (*len, format!(" items {}", shape::bytes(*hint)))
            }
            Field::Rest(Rest::Numbers(of)) => {
                let (ty, form) = number(types, of);
                (of.fixed_len()?, format!(" items {ty} as {form}"))
            }
            Field::Rest(Rest::Structs(index)) => {
                let name = types.structure(*index)?;
                let len = self.spec.structs.get(*index)?.len;
                (len, format!(" views {name} Put{name}"))
            }
            Field::Rest(Rest::Nest(set)) => {
                let name = types.set(Some(*set));
                (0, format!(" nest {name} Put{name}"))
            }
            Field::Rest(Rest::SubMessage { message, selector }) => {
                let name = types.message(*message, None)?;
                (0, format!(" message {name} Put{name} {}", key_of(selector)))
            }
        })
    }

    fn messages(&mut self) {
        for used in &self.types.messages {
            let Some(message) = self.spec.sub_messages.get(used.index) else {
                continue;
            };
            let name = &used.name;
            let other = used.otherwise.map(|set| {
                let layout = Layout {
                    header: None,
                    set: Some(set),
                };
                format!("Other other = {}, {}", self.body(layout), self.put(layout))
            });
            let (label, other) = (&used.called, other.unwrap_or_default());
            self.begin(
                "message",
                format_args!("{name} Put{name} {label:?} [{other}]"),
            );
            let mut formats: Vec<_> = message.formats.iter().collect();
            formats.sort_by(|one, other| one.0.cmp(other.0));
            let (mut variants, mut methods) = (
                Taken::new(&["Unknown", "Other", "Self"]),
                Taken::new(&["bytes", "other"]),
            );
            for (value, layout) in formats {
                if layout.header.is_none() && layout.set.is_none() {
                    continue;
                }
                let called = match value.starts_with(|letter: char| letter.is_ascii_digit()) {
                    true => self.name_of(*layout),
                    false => value.clone(),
                };
                let (variant, method) = (variants.type_name(&called, ""), methods.method(&called));
                let words = if used.by_text {
                    format!("{value:?}")
                } else {
                    String::new()
                };
                let numbers: Vec<_> = used
                    .numbers(self.spec, value)
                    .iter()
                    .map(i128::to_string)
                    .collect();
                let (numbers, nest) = (numbers.join(" "), layout.set.is_some());
                let (body, put) = (self.body(*layout), self.put(*layout));
                self.line(format_args!(
                    "        {variant} {method} {value:?} [{words}] [{numbers}] {nest} = {body}, {put};"
                ));
            }
            self.end();
        }
    }

    fn set(&mut self, index: usize) {
        let (Some(name), Some(set)) = (self.types.own_set(index), self.spec.sets.get(index)) else {
            return;
        };
        let described = |kind: u16| set.of_kind(kind).map(|attribute| &attribute.name);
        let counts = |attribute: &&Attribute| described(attribute.kind) == Some(&attribute.name);
        let attributes = || set.attributes.iter().filter(counts);
        let kinds = |wanted: &dyn Fn(&Attribute) -> bool| {
            let wanted = attributes().filter(|attribute| wanted(attribute));
            let kinds: Vec<_> = wanted.map(|attribute| attribute.kind.to_string()).collect();
            kinds.join(" ")
        };
        let pads = kinds(&|attribute| matches!(attribute.shape, Shape::Pad));
        let multi = kinds(&|attribute| attribute.multi);
        let (keyed, inner) = (self.types.is_keyed(index), self.types.inner_key(index));
        let (label, headers) = (&set.name, self.types.headers(index));
        self.begin(
            "set",
            format_args!(
                "{name} Put{name} {label:?} [{headers}] {keyed} {inner} [{pads}] [{multi}]"
            ),
        );
        let mut taken = Taken::new(&["attrs", "attribute", "header", "names"]);
        for attribute in attributes() {
            let line = Line {
                types: self.types,
                set: index,
            };
            let Some(what) = line.of(attribute, |layout| (self.body(layout), self.put(layout)))
            else {
                continue;
            };
            let method = taken.method(&attribute.name);
            let (label, kind) = (&attribute.name, attribute.kind);
            self.line(format_args!("        {method} {label:?} = {kind}{what};"));
        }
        self.end();
    }

    /// The type that a layout is read as.
    fn body(&self, layout: Layout) -> String {
        match (self.header(layout), layout.set) {
            (Some(header), Some(_)) => {
                let set = self.types.set(layout.set);
                format!("klink::typed::Framed<{header}<'a>, {set}<'a>>")
            }
            (Some(header), None) => format!("{header}<'a>"),
            (None, _) => format!("{}<'a>", self.types.set(layout.set)),
        }
    }

    /// The type that writes a layout.
    fn put(&self, layout: Layout) -> String {
        match (self.header(layout), layout.set) {
            (Some(header), Some(_)) => {
                format!("Put{}<'w, {header}<'static>>", self.types.set(layout.set))
            }
            (Some(header), None) => format!("Put{header}<'w>"),
            (None, _) => format!("Put{}<'w>", self.types.set(layout.set)),
        }
    }

    fn header(&self, layout: Layout) -> Option<String> {
        let header = self.spec.headers.get(layout.header?)?;
        self.types.structure(header.layout)
    }

    fn name_of(&self, layout: Layout) -> String {
        let set = self.spec.set(layout.set).map(|set| set.name.clone());
        let header = || {
            self.spec
                .header(layout)
                .map(|(header, _)| header.name.clone())
        };
        set.or_else(header).unwrap_or_default()
    }

    fn operations(&mut self) {
        let (label, types) = (&self.spec.name, self.types);
        let (kind, number) = match self.spec.family {
            Family::Raw(protocol) => ("raw", protocol.0),
            Family::Generic { version } => ("generic", version),
        };
        let (family, on) = (&types.family, &types.on);
        // All that has what begins one.
        let transactions = match self.spec.operation("batch-begin") {
            Ok(_) => " transactions",
            Err(_) => "",
        };
        self.begin(
            "operations",
            format_args!("{kind} {family} {on} {label:?} {number}{transactions}"),
        );
        let mut taken = Taken::new(&METHODS);
        let named = || self.spec.operations.iter().zip(&types.operations);
        let asked: Vec<String> = named()
            .filter_map(|(operation, name)| {
                let request = operation.request?;
                let method = taken.method(&operation.name);
                let reply = operation.reply.unwrap_or(request);
                let (label, can_do, can_dump) = (&operation.name, operation.can_do, operation.can_dump);
                let (put, body, answer) = self.layouts(operation);
                Some(format!(
                    "        {method} {name} {label:?} {can_do} {can_dump} {request} {reply} = {put}, {body}, {answer};"
                ))
            })
            .collect();
        let notifications: Vec<String> = named()
            .filter(|(operation, _)| operation.request.is_none())
            .filter_map(|(operation, name)| {
                let (reply, label) = (operation.reply?, &operation.name);
                let (put, answer) = (self.put(operation.layout), self.body(operation.layout));
                Some(format!(
                    "        {name} {label:?} {reply} = {put}, {answer};"
                ))
            })
            .collect();
        for line in asked {
            self.line(format_args!("{line}"));
        }
        self.line(format_args!("    }} {{"));
        for line in notifications {
            self.line(format_args!("{line}"));
        }
        self.line(format_args!("    }} {{"));
        let mut taken = Taken::new(&["Self"]);
        for group in &self.spec.groups {
            let (variant, label) = (taken.type_name(&group.name, ""), &group.name);
            let number = group.number.map_or(0, klink_wire::Group::get);
            self.line(format_args!("        {variant} {label:?} {number};"));
        }
        self.line(format_args!("    }} {{"));
        for (index, objects) in self.spec.objects.iter().enumerate() {
            if let Some(line) = self.objects(index, objects) {
                self.line(format_args!("{line}"));
            }
        }
        self.end();
    }

    /// The line of objects that can be copied: their mark, name, view and messages.
    fn objects(&self, index: usize, objects: &Objects) -> Option<String> {
        let operation = self.spec.operations.get(objects.dump)?;
        let name = self.types.objects.get(index)?;
        let (label, request) = (&objects.name, operation.request?);
        let len = |layout| self.spec.header(layout).map_or(0, |(header, _)| header.len);
        let (asked, header) = (len(operation.asked), len(operation.layout));
        let view = self.body(operation.layout);
        let (new, gone) = (spaced(&objects.new), spaced(&objects.gone));
        let (key, volatile) = (parts(&objects.key), parts(&objects.volatile));
        let groups = objects.groups.iter().map(|group| {
            let number = group.number.map_or(0, klink_wire::Group::get);
            format!("{:?} {number}", group.name)
        });
        let groups: Vec<_> = groups.collect();
        let only = objects
            .only
            .iter()
            .map(|((at, len), values)| format!("{at} {len} [{}]", spaced(values)));
        let only: Vec<_> = only.collect();
        let (incomplete, flags) = (spaced(&objects.incomplete.0), objects.incomplete.1);
        let preliminary = objects.preliminary.iter();
        let preliminary: Vec<_> = preliminary
            .map(|(kind, value)| format!("({kind} {value})"))
            .collect();
        let preliminary = preliminary.join(" ");
        let (removed_by, partial) = (spaced(&objects.removed_by), objects.partial);
        let (groups, only) = (groups.join(" "), only.join(" "));
        Some(format!(
            "        {name} {label:?} {request} {asked} {header} = {view}, [{new}] [{gone}] [{groups}] [{key}] [{only}] \
             [{volatile}] [{incomplete}] {flags} [{preliminary}] [{removed_by}] {partial};"
        ))
    }

    fn layouts(&self, operation: &Operation) -> (String, String, String) {
        let (asked, answer) = (operation.asked, operation.layout);
        (self.put(asked), self.body(asked), self.body(answer))
    }
}
