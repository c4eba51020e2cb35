// SPDX-License-Identifier: MIT OR Apache-2.0

//! Random messages of any specification, in the form that decoding gives them.

use serde_json::{json, Map, Value};

use crate::model::{Attribute, Field, Layout, Operation, Rest, Set, Shape, Spec, Struct};
use crate::number::{Interpretation, Number, Width};
use crate::text::{self, Hint};

/// Numbers that follow from a seed (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit.max(1)
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }

    /// Overwrites from one byte to `most`.
    pub(crate) fn damage(&mut self, bytes: &mut [u8], most: usize) {
        for _ in 0..=self.below(most) {
            let at = self.below(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = self.next() as u8;
            }
        }
    }
}

/// A writer of random messages.
pub(crate) struct Writer<'s> {
    pub(crate) spec: &'s Spec,
    pub(crate) random: Random,
    /// How many attributes a message may still get: specifications are recursive.
    left: usize,
    /// Whether there is also what the specification does not explain.
    has_unknown: bool,
}

impl<'s> Writer<'s> {
    pub(crate) fn new(spec: &'s Spec, seed: u64) -> Self {
        Self {
            spec,
            random: Random(seed),
            left: 0,
            has_unknown: true,
        }
    }

    /// Nothing but what the specification explains.
    pub(crate) fn strict(self) -> Self {
        Self {
            has_unknown: false,
            ..self
        }
    }

    fn unknown(&mut self, times: usize) -> bool {
        self.has_unknown && self.random.one_in(times)
    }

    pub(crate) fn message(&mut self, operation: &Operation) -> Value {
        self.left = 60;
        self.body(operation.asked, &mut Vec::new())
    }

    /// `outer` are the objects around it with their sets, where selectors are looked up.
    fn body(
        &mut self,
        layout: Layout,
        outer: &mut Vec<(Option<usize>, Map<String, Value>)>,
    ) -> Value {
        let mut object = Map::new();
        let set = self.spec.set(layout.set);
        if let Some((header, names)) = self.spec.header(layout) {
            let values = self.structure(header);
            for (member, name) in header.members.iter().zip(names) {
                object.extend(
                    values
                        .get(&member.name)
                        .map(|value| (name.clone(), value.clone())),
                );
            }
        }
        outer.push((layout.set, object));
        if let Some(set) = set {
            self.attributes(set, outer);
        } else if layout.header.is_none() {
            let digits = text::hex(&self.random.bytes(5));
            self.add(outer, "@7", json!(digits));
        }
        outer
            .pop()
            .map_or(Value::Null, |(_, object)| Value::Object(object))
    }

    fn add(&mut self, outer: &mut [(Option<usize>, Map<String, Value>)], name: &str, value: Value) {
        if let Some((_, object)) = outer.last_mut() {
            object.insert(name.to_owned(), value);
        }
    }

    fn attributes(&mut self, set: &'s Set, outer: &mut Vec<(Option<usize>, Map<String, Value>)>) {
        let is_selected =
            |attribute: &&Attribute| matches!(attribute.shape, Shape::SubMessage { .. });
        let chosen = 1 + self.random.below(6);
        let odds = (set.attributes.len() / chosen).max(1);
        // What selects comes before what is selected.
        let plain = set
            .attributes
            .iter()
            .filter(|attribute| !is_selected(attribute));
        for attribute in plain.chain(set.attributes.iter().filter(is_selected)) {
            let wanted =
                is_selected(&attribute) || attribute.name == "kind" || self.random.one_in(odds);
            if !wanted
                || self.left == 0
                || (!self.has_unknown && lacks_selector(set, attribute, outer))
            {
                continue;
            }
            let repeated = attribute.multi || self.unknown(40);
            let times = match (attribute.multi, repeated) {
                (_, false) => 1,
                (true, _) => 1 + self.random.below(3),
                (false, true) => 2,
            };
            let mut values = Vec::new();
            for _ in 0..times {
                self.left = self.left.saturating_sub(1);
                values.extend(self.value(attribute, outer));
            }
            match (values.len(), repeated) {
                (0, _) => {}
                (1, false) => self.add(outer, &attribute.name, values.remove(0)),
                (2.., false) => unreachable!(),
                (1, true) if !attribute.multi => {}
                (_, true) => self.add(outer, &attribute.name, Value::Array(values)),
            }
        }
        if self.unknown(10) {
            let unknown = (1..).find(|kind| set.of_kind(*kind).is_none()).unwrap_or(0);
            let value = if self.random.one_in(2) {
                json!({"@1": "00"})
            } else {
                json!("0102")
            };
            self.add(outer, &format!("@{unknown}"), value);
        }
    }

    fn value(
        &mut self,
        attribute: &Attribute,
        outer: &mut Vec<(Option<usize>, Map<String, Value>)>,
    ) -> Option<Value> {
        if self.unknown(60) {
            // Three bytes are no number, no address, no flag; and no text.
            return matches!(
                attribute.shape,
                Shape::Number(_) | Shape::String | Shape::Flag
            )
            .then(|| json!({"@hex": "ff00ff"}));
        }
        Some(match &attribute.shape {
            Shape::Pad | Shape::Unknown => return None,
            Shape::Flag => json!(true),
            Shape::String => json!(self.string(attribute)),
            Shape::Number(number) => {
                self.number(number, attribute.checks.min, attribute.checks.max)
            }
            Shape::Bytes(hint) => {
                let min = attribute.checks.min_len.unwrap_or(0);
                let len = min
                    + self
                        .random
                        .below(attribute.checks.max_len.unwrap_or(min + 20) - min + 1);
                self.bytes(*hint, len)
            }
            Shape::Struct(index) => {
                let layout = self.spec.structs.get(*index)?;
                let mut object = self.structure(layout);
                if !layout.has_rest() && self.unknown(10) {
                    object.insert("@rest".to_owned(), json!("0102"));
                }
                Value::Object(object)
            }
            Shape::Structs(index) => {
                let layout = self.spec.structs.get(*index)?;
                self.several(|random| Value::Object(random.structure(layout)))
            }
            Shape::IndexedStructs(index) => {
                let layout = self.spec.structs.get(*index)?;
                let first = self.random.below(3);
                let each = (0..self.random.below(3)).map(|index| {
                    json!({(first + index).to_string(): Value::Object(self.structure(layout))})
                });
                Value::Array(each.collect())
            }
            Shape::Records { layout, length } => {
                let header = self.spec.headers.get(layout.header?)?;
                let length = header.names.get(*length)?;
                let mut records = Vec::new();
                for _ in 0..1 + self.random.below(3) {
                    let mut record = self.body(*layout, outer);
                    record.as_object_mut()?.shift_remove(length);
                    records.push(record);
                }
                Value::Array(records)
            }
            Shape::Packed(number) => self.several(|random| random.number(number, None, None)),
            Shape::Nest(set) => self.nest(*set, outer)?,
            Shape::IndexedNests(set) => {
                let first = self.random.below(3);
                let mut nests = Vec::new();
                for index in 0..self.random.below(3) {
                    let nest = self.nest(*set, outer)?;
                    nests.push(json!({(first + index).to_string(): nest}));
                }
                Value::Array(nests)
            }
            Shape::IndexedNumbers(number) => {
                self.several(|random| random.number(number, None, None))
            }
            Shape::IndexedBytes(hint) => self.several(|random| random.bytes(*hint, 16)),
            Shape::TypeValue(names, set) => {
                let Value::Object(nest) = self.nest(*set, outer)? else {
                    return None;
                };
                let mut object: Map<_, _> = names
                    .iter()
                    .map(|name| (name.clone(), json!(self.random.below(300))))
                    .collect();
                object.extend(nest);
                Value::Object(object)
            }
            Shape::Bitfield(number) => {
                let mut half = || self.number(number, None, None);
                json!({"value": half(), "selector": half()})
            }
            Shape::SubMessage {
                message,
                selector,
                otherwise,
            } => {
                let found = outer.iter().rev().find_map(|(_, object)| {
                    let value = object.get(selector)?;
                    let several = value.as_array();
                    let value = several.map_or(Some(value), |several| several.last())?;
                    match value {
                        Value::String(text) => Some(text.clone()),
                        value => value.as_u64().map(|number| number.to_string()),
                    }
                });
                let formats = &self.spec.sub_messages.get(*message)?.formats;
                let otherwise = Layout {
                    header: None,
                    set: *otherwise,
                };
                let layout = found
                    .and_then(|found| formats.get(&found))
                    .copied()
                    .unwrap_or(otherwise);
                self.left = self.left.saturating_sub(1);
                self.body(layout, outer)
            }
        })
    }

    fn nest(
        &mut self,
        set: Option<usize>,
        outer: &mut Vec<(Option<usize>, Map<String, Value>)>,
    ) -> Option<Value> {
        (outer.len() < 12).then(|| self.body(Layout { header: None, set }, outer))
    }

    fn several(&mut self, mut one: impl FnMut(&mut Self) -> Value) -> Value {
        let len = 1 + self.random.below(4);
        Value::Array((0..len).map(|_| one(self)).collect())
    }

    /// Mostly one that selects a sub-message, if this attribute does.
    fn string(&mut self, attribute: &Attribute) -> String {
        let shapes = self
            .spec
            .sets
            .iter()
            .flat_map(|set| set.attributes.iter())
            .map(|attribute| &attribute.shape);
        let selected = shapes.filter_map(|shape| match shape {
            Shape::SubMessage {
                message, selector, ..
            } if *selector == attribute.name => self.spec.sub_messages.get(*message),
            _ => None,
        });
        let mut values: Vec<_> = selected
            .flat_map(|message| message.formats.keys())
            .collect();
        values.sort();
        let len = self
            .random
            .below(attribute.checks.max_len.unwrap_or(15).min(15) + 1);
        if values.is_empty() || self.unknown(10) {
            let letters = ['a', 'z', '"', '\\', '\u{1}', '-', ' ', '\u{e9}'];
            // The Python reader knows no others than ASCII's.
            let letters = &letters[..if self.has_unknown { 8 } else { 7 }];
            let mut text = String::new();
            while text.len() + 2 <= len.max(attribute.checks.min_len.unwrap_or(0)) {
                text.push(letters[self.random.below(letters.len())]);
            }
            return text;
        }
        values[self.random.below(values.len())].clone()
    }

    fn number(&mut self, number: &Number, min: Option<i128>, max: Option<i128>) -> Value {
        let mut bytes = match number.width {
            Width::Fixed(len, _) => self.random.bytes(len.into()),
            Width::Auto(_) => {
                let len = 4 + 4 * self.random.below(2);
                self.random.bytes(len)
            }
        };
        if self.random.one_in(2) {
            // Small ones, which enums have.
            let small = self.random.below(16) as i128;
            bytes = number.write(small);
        }
        let mut value = number.read(&bytes).unwrap_or_default();
        value = value.max(min.unwrap_or(value));
        value = value.min(max.unwrap_or(value));
        let enumeration = match number.interpretation {
            Interpretation::Enum(index) | Interpretation::Flags(index) => {
                Some(&self.spec.enums[index])
            }
            _ => None,
        };
        if let (false, Some(enumeration)) = (self.has_unknown, enumeration) {
            let names = || enumeration.entries.iter().map(|(value, _)| *value);
            let is_allowed = |&value: &i64| {
                Some(value.into()) >= min && max.is_none_or(|max| i128::from(value) <= max)
            };
            if number.is_flags() {
                let all = names()
                    .filter(|bit| (0..64).contains(bit))
                    .fold(0u64, |all, bit| all | (1 << bit));
                value &= i128::from(all);
            } else if let Some(known) = names()
                .filter(is_allowed)
                .cycle()
                .nth(self.random.below(64))
            {
                value = known.into();
            }
        }
        match (number.interpretation, enumeration) {
            (Interpretation::Flags(_), Some(flags)) => {
                let bits = (0..64).filter(|bit| (value as u64 >> bit) & 1 == 1);
                let (named, unnamed): (Vec<_>, Vec<_>) =
                    bits.partition(|&bit| flags.name(bit).is_some());
                let mut all: Vec<_> = named.iter().map(|&bit| json!(flags.name(bit))).collect();
                let rest = unnamed.iter().fold(0u64, |all, bit| all | (1 << bit));
                all.extend((rest != 0).then(|| json!(rest)));
                Value::Array(all)
            }
            (_, Some(enumeration)) => match i64::try_from(value)
                .ok()
                .and_then(|value| enumeration.name(value))
            {
                Some(name) => json!(name),
                None => plain(value),
            },
            (Interpretation::Hint(hint), None) => hint
                .show_number(value)
                .map_or_else(|| plain(value), Value::from),
            _ => plain(value),
        }
    }

    fn bytes(&mut self, hint: Option<Hint>, len: usize) -> Value {
        let len = match hint {
            Some(Hint::Ip) => [4, 16][usize::from(len > 10)],
            Some(Hint::Uuid) => 16,
            _ => len,
        };
        self.exactly(hint, len)
    }

    fn structure(&mut self, layout: &'s Struct) -> Map<String, Value> {
        let mut object = Map::new();
        for member in &layout.members {
            let value = match &member.field {
                Field::Pad => continue,
                // IPv4 would have other addresses than the ones below.
                Field::Number(_) if member.name == "family" => json!(10),
                Field::Number(number) => self.number(number, None, None),
                Field::Address(_) => json!("2001:db8::1"),
                Field::Group(_) => json!("33:33:00:00:00:01"),
                Field::Numbers(number) => {
                    let count = member.len / number.fixed_len().unwrap_or(1);
                    (0..count)
                        .map(|_| self.number(number, None, None))
                        .collect::<Vec<_>>()
                        .into()
                }
                Field::Bits(bits) => json!(self.random.below(1 << bits.count.min(30))),
                Field::Bytes(hint) => self.exactly(*hint, member.len),
                Field::Rest(rest) => match self.rest(rest, &object) {
                    // Nothing is nothing.
                    Some(value) if value != json!({}) => value,
                    _ => continue,
                },
                Field::Struct(index) => match self.spec.structs.get(*index) {
                    Some(layout) => Value::Object(self.structure(layout)),
                    None => continue,
                },
            };
            object.insert(member.name.clone(), value);
        }
        object
    }

    /// `object` is the struct that it is of.
    fn rest(&mut self, rest: &'s Rest, object: &Map<String, Value>) -> Option<Value> {
        Some(match rest {
            Rest::Bytes(hint) => self.exactly(*hint, 4),
            Rest::Items(len, hint) => self.several(|random| random.exactly(*hint, *len)),
            Rest::Numbers(number) => self.several(|random| random.number(number, None, None)),
            Rest::Structs(index) => {
                let layout = self.spec.structs.get(*index)?;
                self.several(|random| Value::Object(random.structure(layout)))
            }
            Rest::Nest(set) => {
                let layout = Layout {
                    header: None,
                    set: Some(*set),
                };
                self.body(layout, &mut Vec::new())
            }
            Rest::SubMessage { message, selector } => {
                let value = object.get(selector)?;
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let layout = self
                    .spec
                    .sub_messages
                    .get(*message)?
                    .formats
                    .get(&value)
                    .copied();
                match layout {
                    Some(layout) => self.body(layout, &mut Vec::new()),
                    None => json!({"@hex": "ff00ff"}),
                }
            }
        })
    }

    fn exactly(&mut self, hint: Option<Hint>, len: usize) -> Value {
        let mut bytes = self.random.bytes(len);
        if let (false, Some(Hint::Text)) = (self.has_unknown, hint) {
            bytes.iter_mut().for_each(|byte| *byte = b'a' + *byte % 26);
        }
        let shown = hint.map_or_else(|| Some(text::hex(&bytes)), |hint| hint.show(&bytes));
        shown.map_or_else(|| json!({"@hex": text::hex(&bytes)}), Value::from)
    }
}

/// Whether a sub-message would be selected from further outside than its own set.
fn lacks_selector(
    set: &Set,
    attribute: &Attribute,
    outer: &[(Option<usize>, Map<String, Value>)],
) -> bool {
    let Shape::SubMessage { selector, .. } = &attribute.shape else {
        return false;
    };
    let has = outer
        .last()
        .is_some_and(|(_, object)| object.contains_key(selector));
    set.named(selector).is_some() && !has
}

fn plain(value: i128) -> Value {
    u64::try_from(value).map_or_else(|_| json!(value as i64), Value::from)
}
