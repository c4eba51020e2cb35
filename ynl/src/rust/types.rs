// SPDX-License-Identifier: MIT OR Apache-2.0

//! The types that a family needs, with their names, and how sub-messages are selected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::Taken;
use crate::model::{Field, Layout, Rest, Set, Shape, Spec};
use crate::number::{Interpretation, Number, Order, Width};
use crate::text::Hint;

/// An enumeration, or flags.
pub(super) struct UsedEnum {
    pub(super) index: usize,
    pub(super) flags: bool,
    pub(super) name: String,
    /// The number that has room for all that uses it.
    pub(super) repr: String,
}

/// A sub-message.
pub(super) struct UsedMessage {
    pub(super) index: usize,
    pub(super) otherwise: Option<usize>,
    pub(super) name: String,
    /// Where it is, in the description's words.
    pub(super) called: String,
    /// Whether strings select it, and the numbers that do.
    pub(super) by_text: bool,
    by: Vec<Number>,
}

impl UsedMessage {
    /// The numbers that select what `value` names.
    pub(super) fn numbers(&self, spec: &Spec, value: &str) -> Vec<i128> {
        let mut numbers = Vec::new();
        for by in &self.by {
            let named = match by.interpretation {
                Interpretation::Enum(index) => {
                    let enumeration = spec.enums.get(index);
                    enumeration.and_then(|enumeration| enumeration.value(value))
                }
                _ => None,
            };
            let number = named.map(i128::from).or_else(|| value.parse().ok());
            // As the key that numbers are selected by, with its sign extended.
            numbers.extend(number.map(|number| i128::from(number as u64)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

pub(super) struct Types<'s> {
    pub(super) spec: &'s Spec,
    pub(super) family: String,
    /// The family with a socket of any kind.
    pub(super) on: String,
    pub(super) operations: Vec<String>,
    /// The objects that can be copied.
    pub(super) objects: Vec<String>,
    pub(super) enums: Vec<UsedEnum>,
    pub(super) messages: Vec<UsedMessage>,
    structs: BTreeMap<usize, String>,
    /// By the set that others are the same as.
    sets: BTreeMap<usize, String>,
    /// The structs that stand in front of sets.
    fronts: BTreeSet<(usize, usize)>,
    /// The selectors of each set that come from outside, by name.
    needs: Vec<Option<String>>,
}

/// Names that generated code and its macros have for something else.
const RESERVED: [&str; 12] = [
    "Self",
    "Unnamed",
    "PutUnnamed",
    "Group",
    "Notification",
    "H",
    "T",
    "F",
    "O",
    "N",
    "S",
    "L",
];

impl<'s> Types<'s> {
    pub(super) fn of(spec: &'s Spec) -> Self {
        let mut used = Used::new(spec);
        for operation in &spec.operations {
            used.layout(operation.asked);
            used.layout(operation.layout);
        }
        let mut names = Taken::new(&RESERVED);
        let family = names.type_name(&spec.name, "Family");
        let on = names.unique(&format!("{family}On"));
        let mut with_put = |name: &str, kind: &str| {
            let name = names.type_name(name, kind);
            names.unique(&format!("Put{name}"));
            name
        };
        let sets = used.sets.iter();
        let sets =
            sets.filter_map(|&index| Some((index, with_put(&spec.sets.get(index)?.name, "Attrs"))));
        let sets = sets.collect();
        let structs = used.structs.iter();
        let structs = structs
            .filter_map(|&index| Some((index, with_put(&spec.structs.get(index)?.name, "Struct"))));
        let structs = structs.collect();
        let mut messages = Vec::new();
        for ((index, otherwise), selection) in used.messages {
            let Selection {
                called,
                by_text,
                by,
            } = selection;
            messages.push(UsedMessage {
                index,
                otherwise,
                name: with_put(&called, "Message"),
                called,
                by_text,
                by,
            });
        }
        let mut enums = Vec::new();
        for ((index, flags), mut of) in used.enums {
            let Some(enumeration) = spec.enums.get(index) else {
                continue;
            };
            of.fit(enumeration.entries.iter().map(|(value, _)| *value), flags);
            let kind = if flags { "Flags" } else { "Enum" };
            enums.push(UsedEnum {
                index,
                flags,
                name: names.type_name(&enumeration.name, kind),
                repr: of.name(),
            });
        }
        let operations = spec.operations.iter();
        let operations = operations.map(|operation| names.type_name(&operation.name, "Op"));
        let operations = operations.collect();
        let objects = spec.objects.iter();
        let objects = objects.map(|objects| names.type_name(&objects.name, "Mirror"));
        let objects = objects.collect();
        let mut types = Self {
            spec,
            family,
            on,
            operations,
            objects,
            enums,
            messages,
            structs,
            sets,
            fronts: used.fronts,
            needs: vec![None; spec.sets.len()],
        };
        types.find_needs();
        types
    }

    /// The name of a set's types; that of attributes without names, if there is no set.
    pub(super) fn set(&self, set: Option<usize>) -> String {
        let set = set.map(|set| same(self.spec, set));
        let name = set.and_then(|set| self.sets.get(&set));
        name.cloned().unwrap_or_else(|| "Unnamed".to_owned())
    }

    /// The structs that stand in front of a set, with what writes them.
    pub(super) fn headers(&self, set: usize) -> String {
        let fronts = self.fronts.iter().filter(|(of, _)| *of == set);
        let names = fronts.filter_map(|(_, header)| self.structure(*header));
        let names: Vec<_> = names.map(|name| format!("{name} Put{name}")).collect();
        names.join(" ")
    }

    /// The name of a set that is not the same as one before.
    pub(super) fn own_set(&self, set: usize) -> Option<String> {
        self.sets.get(&set).cloned()
    }

    pub(super) fn structure(&self, index: usize) -> Option<String> {
        self.structs.get(&index).cloned()
    }

    pub(super) fn message(&self, index: usize, otherwise: Option<usize>) -> Option<String> {
        let mut messages = self.messages.iter();
        let found = messages.find(|used| (used.index, used.otherwise) == (index, otherwise));
        found.map(|found| found.name.clone())
    }

    /// Where the selector of a sub-message in a set is: in the set, or in a header around.
    pub(super) fn selector(&self, set: usize, name: &str) -> (String, String) {
        let own = self.spec.sets.get(set).and_then(|set| own_key(set, name));
        let header = match own {
            Some(_) => None,
            None => self.in_header(name),
        };
        (own.unwrap_or_else(|| "[]".to_owned()), key(header))
    }

    /// The member of this name that all headers which have one have at the same place.
    fn in_header(&self, name: &str) -> Option<(Number, usize)> {
        let mut found: Option<(Number, usize)> = None;
        for header in &self.spec.headers {
            let layout = self.spec.structs.get(header.layout)?;
            for member in &layout.members {
                let Field::Number(number) = member.field else {
                    continue;
                };
                if member.name != name {
                    continue;
                }
                match found {
                    Some((known, at)) if at != member.offset || width(&known) != width(&number) => {
                        return None;
                    }
                    _ => found = Some((number, member.offset)),
                }
            }
        }
        found
    }

    pub(super) fn is_keyed(&self, set: usize) -> bool {
        self.needs.get(set).is_some_and(Option::is_some)
    }

    /// The attribute of a set by which something in its nests is selected.
    pub(super) fn inner_key(&self, index: usize) -> String {
        let Some(set) = self.spec.sets.get(index) else {
            return String::new();
        };
        let mut inside = self.inside(set).into_iter();
        let key = inside.find_map(|inner| own_key(set, self.needs.get(inner)?.as_deref()?));
        key.unwrap_or_else(|| "[]".to_owned())
    }

    /// The sets right inside of a set, without a header between them.
    fn inside(&self, set: &Set) -> Vec<usize> {
        let mut inside = Vec::new();
        for attribute in set.attributes.iter() {
            match &attribute.shape {
                Shape::Nest(inner) | Shape::IndexedNests(inner) | Shape::TypeValue(_, inner) => {
                    inside.extend(*inner);
                }
                Shape::SubMessage {
                    message, otherwise, ..
                } => {
                    inside.extend(*otherwise);
                    let message = self.spec.sub_messages.get(*message);
                    let formats = message
                        .into_iter()
                        .flat_map(|message| message.formats.values());
                    let bare = formats.filter(|layout| layout.header.is_none());
                    let mut bare: Vec<_> = bare.filter_map(|layout| layout.set).collect();
                    bare.sort_unstable();
                    inside.extend(bare);
                }
                _ => {}
            }
        }
        inside
            .into_iter()
            .map(|inner| same(self.spec, inner))
            .collect()
    }

    fn find_needs(&mut self) {
        loop {
            let mut changed = false;
            for (index, set) in self.spec.sets.iter().enumerate() {
                if self.is_keyed(index) {
                    continue;
                }
                let own = set
                    .attributes
                    .iter()
                    .filter_map(|attribute| match &attribute.shape {
                        Shape::SubMessage { selector, .. } => Some(selector.clone()),
                        _ => None,
                    });
                let inner = self.inside(set).into_iter();
                let inner = inner.filter_map(|inner| self.needs.get(inner)?.clone());
                let mut all = own.chain(inner);
                let missing = all.find(|name| own_key(set, name).is_none());
                if let (Some(name), Some(need)) = (missing, self.needs.get_mut(index)) {
                    *need = Some(name);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }
}

/// The attribute that selects, if the set has one of this name.
fn own_key(set: &Set, name: &str) -> Option<String> {
    let attribute = set.named(name)?;
    match attribute.shape {
        Shape::String => Some(format!("[Str {}]", attribute.kind)),
        Shape::Number(number) => Some(format!("[{} {}]", width(&number), attribute.kind)),
        _ => None,
    }
}

/// The first set that has the same attributes as this one.
fn same(spec: &Spec, index: usize) -> usize {
    let Some(set) = spec.sets.get(index) else {
        return index;
    };
    let mut sets = spec.sets.iter();
    let first = sets.position(|other| Arc::ptr_eq(&other.attributes, &set.attributes));
    first.unwrap_or(index)
}

/// The room that an enumeration needs.
#[derive(Clone, Copy, Default)]
struct Room {
    bytes: u8,
    signed: bool,
}

impl Room {
    fn widen(&mut self, number: &Number) {
        let (bytes, signed) = match number.width {
            Width::Fixed(bytes, signed) => (bytes, signed),
            Width::Auto(signed) => (8, signed),
        };
        self.bytes = self.bytes.max(bytes);
        self.signed |= signed;
    }

    /// Widened, until all values fit.
    fn fit(&mut self, values: impl Iterator<Item = i64> + Clone, flags: bool) {
        while self.bytes < 8 {
            self.signed |= !flags && values.clone().any(|value| value < 0);
            let bits = u32::from(self.bytes) * 8;
            let fits = |value: i64| match (flags, self.signed) {
                (true, _) => value < i64::from(bits) || value >= 64,
                (false, true) => (-(1i64 << (bits - 1))..1i64 << (bits - 1)).contains(&value),
                (false, false) => (0..1i64 << bits).contains(&value) || value < 0,
            };
            if values.clone().all(fits) {
                return;
            }
            self.bytes *= 2;
        }
    }

    fn name(self) -> String {
        let sign = if self.signed { 'i' } else { 'u' };
        format!("{sign}{}", u32::from(self.bytes) * 8)
    }
}

/// Where a sub-message is, in words, whether strings select it, and which numbers do.
#[derive(Default)]
struct Selection {
    called: String,
    by_text: bool,
    by: Vec<Number>,
}

/// Everything that operations lead to.
struct Used<'s> {
    spec: &'s Spec,
    sets: Vec<usize>,
    structs: Vec<usize>,
    fronts: BTreeSet<(usize, usize)>,
    messages: BTreeMap<(usize, Option<usize>), Selection>,
    enums: BTreeMap<(usize, bool), Room>,
}

impl<'s> Used<'s> {
    fn new(spec: &'s Spec) -> Self {
        Self {
            spec,
            sets: Vec::new(),
            structs: Vec::new(),
            fronts: BTreeSet::new(),
            messages: BTreeMap::new(),
            enums: BTreeMap::new(),
        }
    }

    fn layout(&mut self, layout: Layout) {
        if let Some(header) = layout.header.and_then(|index| self.spec.headers.get(index)) {
            self.structure(header.layout);
            self.fronts
                .extend(layout.set.map(|set| (same(self.spec, set), header.layout)));
        }
        if let Some(set) = layout.set {
            self.set(set);
        }
    }

    fn number(&mut self, number: &Number) {
        let key = match number.interpretation {
            Interpretation::Enum(index) => (index, false),
            Interpretation::Flags(index) => (index, true),
            _ => return,
        };
        self.enums.entry(key).or_default().widen(number);
    }

    fn structure(&mut self, index: usize) {
        let Some(layout) = self.spec.structs.get(index) else {
            return;
        };
        if self.structs.contains(&index) {
            return;
        }
        self.structs.push(index);
        for member in &layout.members {
            match &member.field {
                Field::Number(number)
                | Field::Numbers(number)
                | Field::Rest(Rest::Numbers(number)) => self.number(number),
                Field::Bits(bits) => self.number(&bits.number),
                Field::Struct(index) | Field::Rest(Rest::Structs(index)) => self.structure(*index),
                Field::Rest(Rest::Nest(set)) => self.set(*set),
                Field::Rest(Rest::SubMessage { message, selector }) => {
                    let by = layout
                        .members
                        .iter()
                        .find(|member| member.name == *selector);
                    let by = by.and_then(|by| match by.field {
                        Field::Number(number) => Some(number),
                        _ => None,
                    });
                    let called = format!("{} {}", layout.name, member.name);
                    self.message(*message, None, called, false, by);
                }
                Field::Pad
                | Field::Bytes(_)
                | Field::Address(_)
                | Field::Group(_)
                | Field::Rest(_) => {}
            }
        }
    }

    fn message(
        &mut self,
        index: usize,
        otherwise: Option<usize>,
        called: String,
        by_text: bool,
        by: Option<Number>,
    ) {
        let is_new = !self.messages.contains_key(&(index, otherwise));
        let entry = self
            .messages
            .entry((index, otherwise))
            .or_insert(Selection {
                called,
                ..Selection::default()
            });
        entry.by_text |= by_text;
        entry.by.extend(by);
        if !is_new {
            return;
        }
        if let Some(set) = otherwise {
            self.set(set);
        }
        let Some(message) = self.spec.sub_messages.get(index) else {
            return;
        };
        let mut formats: Vec<_> = message.formats.iter().collect();
        formats.sort_by(|one, other| one.0.cmp(other.0));
        for (_, layout) in formats {
            self.layout(*layout);
        }
    }

    fn set(&mut self, index: usize) {
        let index = same(self.spec, index);
        let Some(set) = self.spec.sets.get(index) else {
            return;
        };
        if self.sets.contains(&index) {
            return;
        }
        self.sets.push(index);
        for attribute in set.attributes.iter() {
            match &attribute.shape {
                Shape::Number(number)
                | Shape::Packed(number)
                | Shape::IndexedNumbers(number)
                | Shape::Bitfield(number) => self.number(number),
                Shape::Struct(index) | Shape::Structs(index) | Shape::IndexedStructs(index) => {
                    self.structure(*index);
                }
                Shape::Nest(Some(inner))
                | Shape::IndexedNests(Some(inner))
                | Shape::TypeValue(_, Some(inner)) => self.set(*inner),
                Shape::Records { layout, .. } => self.layout(*layout),
                Shape::SubMessage {
                    message,
                    selector,
                    otherwise,
                } => {
                    let own = set.named(selector).map(|attribute| &attribute.shape);
                    let (by_text, by) = match own {
                        Some(Shape::Number(number)) => (false, Some(*number)),
                        Some(_) => (true, None),
                        // From outside: what it is there, is not known here.
                        None => (true, Some(PLAIN)),
                    };
                    let called = format!("{} {}", set.name, attribute.name);
                    self.message(*message, *otherwise, called, by_text, by);
                }
                _ => {}
            }
        }
    }
}

/// A number that is no more than that.
const PLAIN: Number = Number {
    width: Width::Fixed(4, false),
    order: Order::Native,
    interpretation: Interpretation::Plain,
};

/// Where something is selected from.
pub(super) fn key(place: Option<(Number, usize)>) -> String {
    match place {
        Some((number, at)) => format!("[{} {at}]", width(&number)),
        None => "[]".to_owned(),
    }
}

/// A number's form on the wire.
pub(super) fn width(number: &Number) -> String {
    let order = match (number.width, number.order) {
        (Width::Fixed(1, _), _) | (_, Order::Native) => "",
        (_, Order::Big) => "Be",
        (_, Order::Little) => "Le",
    };
    match number.width {
        Width::Fixed(bytes, signed) => {
            let sign = if signed { 'S' } else { 'U' };
            format!("{order}{sign}{}", u32::from(bytes) * 8)
        }
        Width::Auto(false) => format!("{order}Uint"),
        Width::Auto(true) => format!("{order}Sint"),
    }
}

/// A number's type, and its form on the wire.
pub(super) fn number(types: &Types<'_>, number: &Number) -> (String, String) {
    let form = width(number);
    let (bytes, signed) = match number.width {
        Width::Fixed(bytes, signed) => (bytes, signed),
        Width::Auto(signed) => (8, signed),
    };
    let sign = if signed { 'i' } else { 'u' };
    let plain = format!("{sign}{}", u32::from(bytes) * 8);
    let of_enum = |index: usize, flags: bool| {
        let mut enums = types.enums.iter();
        let found = enums.find(|used| (used.index, used.flags) == (index, flags));
        found.map_or_else(|| plain.clone(), |found| found.name.clone())
    };
    match number.interpretation {
        Interpretation::Enum(index) => (of_enum(index, false), form),
        Interpretation::Flags(index) => (of_enum(index, true), form),
        Interpretation::Hint(Hint::Ip) if form.ends_with("U32") => {
            let order = form.replace("U32", "");
            let order = if order.is_empty() { "Ne" } else { &order };
            ("::std::net::Ipv4Addr".to_owned(), format!("{order}V4"))
        }
        Interpretation::Hint(Hint::Hex) if !signed && !matches!(number.width, Width::Auto(_)) => {
            (plain, format!("Hex{form}"))
        }
        _ => (plain, form),
    }
}
