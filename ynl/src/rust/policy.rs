// SPDX-License-Identifier: MIT OR Apache-2.0

//! The checks that a description asks of the kernel: the rules that its own generator (`ynl_gen_c`) makes.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::load::{resolved, LoadError};
use crate::model::{Attribute, Operation, Shape, Spec};
use crate::number::{Interpretation, Number, Order, Width};
use crate::yaml::Integer;

/// A description with what only the kernel's end needs.
pub(crate) struct Described {
    pub(crate) spec: Spec,
    pub(super) raw: Family,
    numbers: HashMap<String, i128>,
}

/// A description's keys that [`crate::yaml`] does not read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Family {
    #[serde(default)]
    pub(super) definitions: Vec<Definition>,
    pub(super) attribute_sets: Vec<RawSet>,
    pub(super) operations: Operations,
    #[serde(default)]
    pub(super) mcast_groups: Groups,
    kernel_policy: Option<String>,
    #[serde(default)]
    pub(super) kernel_family: HashMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Definition {
    pub(super) name: String,
    #[serde(default)]
    name_prefix: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) value: Option<Value>,
    header: Option<String>,
    scope: Option<String>,
}

impl Definition {
    /// The value of a constant. Where the kernel's own headers have it, 0 stands for what the description does not know.
    pub(super) fn constant(&self) -> Option<i64> {
        let value = self.value.as_ref().filter(|_| self.kind == "const")?;
        let is_theirs = self.header.is_some() && self.scope.as_deref() == Some("kernel");
        value.as_i64().filter(|&value| value != 0 || !is_theirs)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawSet {
    name: String,
    subset_of: Option<String>,
    #[serde(default)]
    attributes: Vec<RawAttribute>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct RawAttribute {
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    checks: Option<Checks>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Checks {
    flags_mask: Option<String>,
    min: Option<Integer>,
    max: Option<Integer>,
    min_len: Option<Integer>,
    max_len: Option<Integer>,
    exact_len: Option<Integer>,
    #[serde(default)]
    unterminated_ok: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Operations {
    pub(super) list: Vec<RawOperation>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawOperation {
    #[serde(default)]
    pub(super) flags: Vec<String>,
    #[serde(default)]
    pub(super) dont_validate: Vec<String>,
    pub(super) config_cond: Option<String>,
    pub(super) notify: Option<String>,
    pub(super) event: Option<Half>,
    #[serde(rename = "do")]
    pub(super) once: Option<Mode>,
    pub(super) dump: Option<Mode>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Mode {
    pub(super) request: Option<Half>,
    pub(super) reply: Option<Half>,
    pub(super) pre: Option<String>,
    pub(super) post: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Half {
    #[serde(default)]
    pub(super) attributes: Vec<String>,
    /// Attributes that a request must have, listed only in klink's own descriptions; and refusals with their reasons.
    #[serde(default)]
    pub(super) required: Vec<String>,
    #[serde(default)]
    pub(super) reject: std::collections::BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Groups {
    #[serde(default)]
    pub(super) list: Vec<Group>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub(super) name: String,
    #[serde(default)]
    pub(super) flags: Vec<String>,
}

/// The check of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Its type, as the kernel calls it, in small letters.
    pub(crate) kind: &'static str,
    pub(crate) check: Check,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    None,
    /// The length of a string.
    Len(i128),
    Min(i128),
    Max(i128),
    Range(i128, i128),
    /// A range whose bounds need more than 16 bits.
    FullRange(i128, i128),
    Mask(u64),
    Bits(u64),
    /// Attributes inside, by their set.
    Nested(usize),
    /// A rule that a module cannot have, or that the description lacks; and the reason.
    Refused(&'static str),
}

/// The attributes that a request may have: types with their rules, and the highest type.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) max: u16,
    pub(crate) rules: Vec<(u16, Rule)>,
}

/// Why something cannot be checked, and where it stands.
pub(super) fn refused(place: impl std::fmt::Display, why: &str) -> LoadError {
    LoadError::of_text(format!("{place}: {why}"))
}

impl Described {
    pub(crate) fn of(value: &Value) -> Result<Self, LoadError> {
        let read = |error: serde_json::Error| LoadError::of_text(error.to_string());
        let text = value.to_string();
        let spec = crate::yaml::Family::of_json(&text).map_err(read)?;
        let spec = resolved(&spec).map_err(LoadError::of_text)?;
        let raw: Family = serde_json::from_str(&text).map_err(read)?;
        let consts = raw.definitions.iter().filter_map(|definition| {
            let value = definition.constant()?;
            let called = format!("{}{}", definition.name_prefix, definition.name);
            // By its own name, or as C calls it.
            Some([definition.name.clone(), called].map(|name| (name, value.into())))
        });
        let numbers = consts.flatten().collect();
        Ok(Self { spec, raw, numbers })
    }

    /// The names of the attributes that an operation's requests may have; `None` if nothing describes a request.
    pub(super) fn asked<'a>(
        &'a self,
        operation: &'a RawOperation,
        dump: bool,
    ) -> Option<Vec<&'a str>> {
        fn names(mode: &Option<Mode>) -> Option<impl Iterator<Item = &str>> {
            let asked = mode.as_ref()?.request.as_ref()?;
            Some(asked.attributes.iter().map(String::as_str))
        }
        match self.raw.kernel_policy.as_deref() {
            // One for all, and one for both ways to ask.
            Some("global") => {
                let all = self.raw.operations.list.iter();
                let all =
                    all.flat_map(|operation| [names(&operation.once), names(&operation.dump)]);
                Some(all.flatten().flatten().collect())
            }
            Some("per-op") => Some(names(&operation.once)?.collect()),
            _ if dump => Some(names(&operation.dump)?.collect()),
            _ => Some(names(&operation.once)?.collect()),
        }
    }

    /// The attributes of a set, without those that a subset leaves out.
    pub(crate) fn members(&self, set: usize) -> impl Iterator<Item = &Attribute> {
        let raw = self.raw.attribute_sets.get(set);
        let only = raw.filter(|raw| raw.subset_of.is_some());
        let all = self.spec.sets.get(set).into_iter();
        let all = all.flat_map(|set| set.attributes.iter());
        all.filter(move |attribute| {
            let is_own = |only: &RawSet| {
                let mut own = only.attributes.iter();
                own.any(|own| own.name == attribute.name)
            };
            only.is_none_or(is_own)
        })
    }

    /// The policy of some of a set's attributes, by name; `None` if there are none.
    pub(crate) fn policy(&self, set: usize, names: &[&str]) -> Result<Option<Policy>, LoadError> {
        let mut policy = Policy {
            max: 0,
            rules: Vec::new(),
        };
        for name in names {
            if !self.members(set).any(|attribute| attribute.name == *name) {
                return Err(refused(self.place(set, name), "there is no such attribute"));
            }
        }
        for attribute in self.members(set) {
            if !names.contains(&attribute.name.as_str()) {
                continue;
            }
            policy.max = policy.max.max(attribute.kind);
            if let Some(rule) = self.rule(set, attribute)? {
                policy.rules.push((attribute.kind, rule));
            }
        }
        let is_empty = policy.max == 0 && policy.rules.is_empty();
        Ok((!is_empty).then_some(policy))
    }

    /// The policy inside of a nest, which has all attributes of its set.
    pub(crate) fn inside(&self, set: usize) -> Result<Option<Policy>, LoadError> {
        let names: Vec<_> = self.members(set).map(|one| one.name.as_str()).collect();
        self.policy(set, &names)
    }

    /// The policies of requests as the kernel's own generator makes and calls them: of an operation, of its do or its dump,
    /// or of all. With the set whose attributes they are about, and the names of these.
    #[cfg(test)]
    pub(crate) fn asked_in_c(&self) -> Vec<(String, usize, Vec<&str>)> {
        let ident = self.spec.name.replace('-', "_");
        let mut all = Vec::new();
        for (operation, raw) in self.operations() {
            let asked =
                |mode: &'_ Option<Mode>| mode.as_ref().is_some_and(|mode| mode.request.is_some());
            let both = asked(&raw.once) && asked(&raw.dump);
            for (mode, suffix) in [(&raw.once, "_do"), (&raw.dump, "_dump")] {
                let request = mode.as_ref().and_then(|mode| mode.request.as_ref());
                let (Some(request), Some(set)) = (request, operation.asked.set) else {
                    continue;
                };
                let suffix = if both { suffix } else { "" };
                let name = format!("{ident}_{}{suffix}", operation.name.replace('-', "_"));
                let names: Vec<_> = request.attributes.iter().map(String::as_str).collect();
                all.push((name, set, names));
            }
        }
        if self.raw.kernel_policy.as_deref() == Some("global") {
            let set = all.first().map_or(0, |(_, set, _)| *set);
            let names = all.iter().flat_map(|(_, _, names)| names.iter().copied());
            all = vec![(self.set_in_c(set), set, names.collect())];
        }
        all
    }

    /// The name of a set's policy in the output of the kernel's own generator.
    #[cfg(test)]
    pub(crate) fn set_in_c(&self, set: usize) -> String {
        let c_name = |name: &str| name.replace('-', "_");
        let set = c_name(self.set_name(set));
        let family = c_name(&self.spec.name);
        match set == family {
            true => family,
            false => format!("{family}_{set}"),
        }
    }

    /// An operation with what only the kernel's end needs.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Operation, &RawOperation)> {
        self.spec.operations.iter().zip(&self.raw.operations.list)
    }

    pub(super) fn place(&self, set: usize, name: &str) -> String {
        let set = self.set_name(set);
        format!("attribute set {set}, attribute {name}")
    }

    pub(super) fn set_name(&self, set: usize) -> &str {
        self.spec.sets.get(set).map_or("", |set| &set.name)
    }

    /// The description of an attribute, in the set itself or in the one that it is a part of.
    fn written(&self, set: usize, name: &str) -> (Option<&str>, Checks) {
        let own = self.raw.attribute_sets.get(set);
        let whole = own.and_then(|own| {
            let mut sets = self.raw.attribute_sets.iter();
            sets.find(|whole| Some(&whole.name) == own.subset_of.as_ref())
        });
        let mut found = [own, whole].into_iter().flatten().filter_map(|set| {
            let mut attributes = set.attributes.iter();
            attributes.find(|attribute| attribute.name == name)
        });
        let (first, second) = (found.next(), found.next());
        let kind = [first, second].into_iter().flatten();
        let kind = kind
            .filter_map(|attribute| attribute.kind.as_deref())
            .next();
        let checks = [first, second].into_iter().flatten();
        let checks = checks
            .filter_map(|attribute| attribute.checks.clone())
            .next();
        (kind, checks.unwrap_or_default())
    }

    /// The rule for an attribute; `None` for what has none, and is refused.
    pub(crate) fn rule(
        &self,
        set: usize,
        attribute: &Attribute,
    ) -> Result<Option<Rule>, LoadError> {
        let place = self.place(set, &attribute.name);
        let (kind, checks) = self.written(set, &attribute.name);
        let no = |why: &str| refused(&place, why);
        let of = |kind, check| Ok(Some(Rule { kind, check }));
        let bounds = [
            &checks.min,
            &checks.max,
            &checks.exact_len,
            &checks.min_len,
            &checks.max_len,
        ];
        let bounds = bounds.map(|bound| bound.as_ref().map(|bound| self.number(bound)));
        if bounds.contains(&Some(None)) {
            let why = "a check has a number that the description does not have";
            return of("unspec", Check::Refused(why));
        }
        let [min, max, exact, min_len, max_len] = bounds.map(Option::flatten);
        let (min_len, max_len) = (exact.or(min_len), exact.or(max_len));
        let bytes = || match (min_len, max_len) {
            (Some(min), _) | (_, Some(min)) if !(0..=i128::from(i16::MAX)).contains(&min) => {
                Err(no("bounds of lengths have 15 bits"))
            }
            (None, None) => of("binary", Check::None),
            (Some(min), None) => of("binary", Check::Min(min)),
            (None, Some(max)) => of("binary", Check::Max(max)),
            (Some(min), Some(max)) => of("binary", Check::Range(min, max)),
        };
        match &attribute.shape {
            Shape::Pad => Ok(None),
            _ if attribute.kind == 0 => of("unspec", Check::Refused("a policy has no rule for type 0")),
            Shape::Unknown if kind == Some("unused") => Ok(None),
            Shape::Unknown => Err(no("klink does not know this type")),
            Shape::Flag => of("flag", Check::None),
            Shape::String if exact.is_some() => bytes(),
            Shape::String if min_len.is_some() => {
                Err(no("the kernel checks no shortest length of a string"))
            }
            Shape::String => {
                let kind = match checks.unterminated_ok {
                    true => "string",
                    false => "nul_string",
                };
                match max_len {
                    Some(1..=0xffff) => of(kind, Check::Len(max_len.unwrap_or_default())),
                    Some(_) => Err(no("a string has at least one byte, and at most 65535")),
                    None => of(kind, Check::None),
                }
            }
            Shape::Number(number) => {
                let bounds = (min, max);
                Ok(Some(self.scalar(number, bounds, checks.flags_mask.as_deref(), &no)?))
            }
            Shape::Bytes(_)
            | Shape::Struct(_)
            | Shape::Structs(_)
            | Shape::Packed(_)
            | Shape::Records { .. } => bytes(),
            Shape::Nest(Some(inner)) => of("nested", Check::Nested(*inner)),
            Shape::IndexedNests(Some(inner)) => of("nested_array", Check::Nested(*inner)),
            Shape::Bitfield(number) => match number.interpretation {
                Interpretation::Enum(index) | Interpretation::Flags(index) => {
                    of("bitfield32", Check::Bits(self.mask(index)))
                }
                _ => Err(no("a bitfield32 needs an enum that names its bits")),
            },
            Shape::Nest(None) | Shape::IndexedNests(None) => {
                Err(no("a nest needs nested-attributes"))
            }
            Shape::IndexedNumbers(_)
            | Shape::IndexedBytes(_)
            | Shape::IndexedStructs(_)
            | Shape::TypeValue(..)
            | Shape::SubMessage { .. } => Err(no(
                "the kernel has no rule for this type: in requests, arrays are of nests, and nests have one set of attributes",
            )),
        }
    }

    fn scalar(
        &self,
        number: &Number,
        (mut min, mut max): (Option<i128>, Option<i128>),
        flags_mask: Option<&str>,
        no: &impl Fn(&str) -> LoadError,
    ) -> Result<Rule, LoadError> {
        let kind = kind(number);
        let signed = matches!(number.width, Width::Fixed(_, true) | Width::Auto(true));
        let of = |check| Ok(Rule { kind, check });
        if let Some(name) = flags_mask {
            let mut enums = self.spec.enums.iter();
            let flags = enums.find(|flags| flags.name == name);
            let flags = flags.ok_or_else(|| no("its flags-mask names no flags"))?;
            let count = u32::try_from(flags.entries.len()).unwrap_or(64);
            return of(Check::Mask(u64::MAX >> (64 - count.clamp(1, 64))));
        }
        match number.interpretation {
            Interpretation::Flags(_) if signed => return Err(no("flags are unsigned")),
            Interpretation::Flags(index) => return of(Check::Mask(self.mask(index))),
            Interpretation::Enum(index) => {
                let entries = self.spec.enums.get(index).map(|one| one.entries.as_slice());
                let entries = entries.unwrap_or_default();
                if let (Some((low, _)), Some((high, _))) = (entries.first(), entries.last()) {
                    let (low, high) = (i128::from(*low), i128::from(*high));
                    if high - low + 1 == entries.len() as i128 {
                        let has_low = low != 0 || signed;
                        min = min.or(has_low.then_some(low));
                        max = max.or(Some(high));
                    } else if min.is_none() && max.is_none() {
                        let why = "its enum has gaps, which no range says: give min and max";
                        return of(Check::Refused(why));
                    }
                }
            }
            _ => {}
        }
        let (low, high) = (min.unwrap_or(0), max.unwrap_or(0));
        if !signed && low.min(high) < 0 {
            return Err(no("a bound is below 0, and the type has no sign"));
        }
        if min.is_some() && max.is_some() && low > high {
            return Err(no("its smallest value is above its largest"));
        }
        let short = i128::from(i16::MIN)..=i128::from(i16::MAX);
        if !short.contains(&low) || !short.contains(&high) {
            let (least, most) = number.width.bounds();
            return of(Check::FullRange(min.unwrap_or(least), max.unwrap_or(most)));
        }
        of(match (min, max) {
            (None, None) => Check::None,
            (Some(min), None) => Check::Min(min),
            (None, Some(max)) => Check::Max(max),
            (Some(min), Some(max)) => Check::Range(min, max),
        })
    }

    /// All bits that have a name.
    fn mask(&self, index: usize) -> u64 {
        let flags = self.spec.enums.get(index).into_iter();
        let bits = flags.flat_map(|flags| flags.entries.iter().map(|(bit, _)| *bit));
        let bits = bits.filter_map(|bit| 1u64.checked_shl(u32::try_from(bit).ok()?));
        bits.fold(0, |all, bit| all | bit)
    }

    /// A number, or the name of one: of a definition, or a type's limit such as `u32-max`.
    fn number(&self, integer: &Integer) -> Option<i128> {
        match integer {
            Integer::Signed(number) => Some((*number).into()),
            Integer::Unsigned(number) => Some((*number).into()),
            Integer::Name(name) => {
                if let Some(name) = name.strip_suffix(" - 1") {
                    return self
                        .number(&Integer::Name(name.to_owned()))
                        .map(|number| number - 1);
                }
                if let Some(number) = self.numbers.get(name) {
                    return Some(*number);
                }
                let (of, end) = name.rsplit_once('-')?;
                let (least, most) = Width::named(of)?.bounds();
                match end {
                    "min" => Some(least),
                    "max" => Some(most),
                    _ => None,
                }
            }
        }
    }
}

/// A number's type. Of those in network byte order, two have one of their own.
fn kind(number: &Number) -> &'static str {
    match (number.width, number.order) {
        (Width::Fixed(2, false), Order::Big) => "be16",
        (Width::Fixed(4, false), Order::Big) => "be32",
        (Width::Fixed(1, false), _) => "u8",
        (Width::Fixed(2, false), _) => "u16",
        (Width::Fixed(4, false), _) => "u32",
        (Width::Fixed(_, false), _) => "u64",
        (Width::Fixed(1, true), _) => "s8",
        (Width::Fixed(2, true), _) => "s16",
        (Width::Fixed(4, true), _) => "s32",
        (Width::Fixed(_, true), _) => "s64",
        (Width::Auto(false), _) => "uint",
        (Width::Auto(true), _) => "sint",
    }
}
