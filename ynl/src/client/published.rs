// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's own information about a family of generic netlink, beside its description: names for the one, and
//! where the other says something else. What only one of them has is no difference: kernels are older and newer than descriptions.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use klink::genl::{self, Policies, Policy};
use klink::wire::policy::AttrType;

use crate::model::{Attribute, Set, Shape, Spec};
use crate::number::Width;

/// The names that a description has for what a family publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// By policy.
    sets: BTreeMap<u32, String>,
    /// By policy and type.
    attributes: BTreeMap<(u32, u16), String>,
    differences: Vec<String>,
}

impl Published {
    /// The attribute set that a policy is about.
    pub fn set(&self, policy: u32) -> Option<&str> {
        self.sets.get(&policy).map(String::as_str)
    }

    /// The name of an attribute.
    pub fn attribute(&self, policy: u32, kind: u16) -> Option<&str> {
        self.attributes.get(&(policy, kind)).map(String::as_str)
    }

    /// Where description and kernel contradict each other, one line each.
    pub fn differences(&self) -> &[String] {
        &self.differences
    }
}

impl Spec {
    /// Where the description contradicts what the kernel publishes about its family: operations that it says can be asked
    /// for in a mode that the kernel refuses, and a header of another length.
    pub fn compare(&self, family: &genl::Family) -> Vec<String> {
        let mut differences = Vec::new();
        for published in family.operations() {
            let Some(operation) = self.request_of(published.cmd.into()) else {
                continue;
            };
            for (described, is_published, mode) in [
                (operation.can_do(), published.can_do(), "do"),
                (operation.can_dump(), published.can_dump(), "dump"),
            ] {
                if described && !is_published {
                    let (cmd, name) = (published.cmd, operation.name());
                    differences.push(format!(
                        "command {cmd} {name}: the description has a {mode}, the kernel has none"
                    ));
                }
            }
            let header = self
                .header(operation.asked)
                .map_or(0, |(header, _)| header.len);
            if header != family.header_len() {
                differences.push(format!(
                    "command {} {}: the description has a header of {header} bytes, the kernel of {}",
                    published.cmd,
                    operation.name(),
                    family.header_len()
                ));
            }
        }
        differences
    }

    /// The description's names in a family's policies, and where it contradicts them: the types of attributes, and their
    /// bounds.
    pub fn compare_policies(&self, policies: &Policies) -> Published {
        let mut published = Published::default();
        let mut left = VecDeque::new();
        for (cmd, policy) in policies.operations() {
            // Of an operation that can only be dumped, the kernel gives the number 0 (`ctrl_dumppolicy_put_op()`).
            let only_dumped = || {
                let mut all = self.operations().iter();
                let only = all.find(|one| one.can_dump() && !one.can_do());
                only.filter(|_| cmd == 0 && all.all(|one| !one.can_dump() || one.can_do()))
            };
            let Some(operation) = self.request_of(cmd.into()).or_else(only_dumped) else {
                continue;
            };
            let set = operation.asked.set;
            left.extend(policy.request.map(|policy| (policy, set)));
            left.extend(policy.dump.map(|policy| (policy, set)));
        }
        let mut seen = BTreeSet::new();
        while let Some((policy, index)) = left.pop_front() {
            let Some(set) = self.set(index).filter(|_| seen.insert((policy, index))) else {
                continue;
            };
            // Operations share policies, whose names are those of the first that has them.
            published
                .sets
                .entry(policy)
                .or_insert_with(|| set.name.clone());
            for (kind, rule) in policies.rules(policy) {
                let Some(attribute) = set.of_kind(kind) else {
                    continue;
                };
                if let Entry::Vacant(unnamed) = published.attributes.entry((policy, kind)) {
                    unnamed.insert(attribute.name.clone());
                    published
                        .differences
                        .extend(difference(set, attribute, rule));
                }
                if let Some(inside) = rule.nested {
                    let set = match attribute.shape {
                        Shape::Nest(set) | Shape::IndexedNests(set) => set,
                        _ => None,
                    };
                    left.push_back((inside, set));
                }
            }
        }
        // One attribute may be in several policies.
        let mut seen = BTreeSet::new();
        published
            .differences
            .retain(|difference| seen.insert(difference.clone()));
        published
    }
}

/// Where an attribute's description contradicts the kernel's rule.
fn difference(set: &Set, attribute: &Attribute, rule: &Policy) -> Option<String> {
    let place = format!("{} {}", set.name, attribute.name);
    let described = kind(&attribute.shape)?;
    if !is_same(&attribute.shape, rule) {
        return Some(format!(
            "{place}: {described} in the description, {rule} in the kernel"
        ));
    }
    let range = rule
        .range
        .map(|(min, max)| (i128::from(min), i128::from(max)));
    let signed = rule
        .range_signed
        .map(|(min, max)| (i128::from(min), i128::from(max)));
    let (min, max) = range.or(signed).unzip();
    let len = |len: Option<u32>| len.map(i128::from);
    let own = |len: Option<usize>| len.and_then(|len| i128::try_from(len).ok());
    let checks = attribute.checks;
    for (described, kernel, bound) in [
        (checks.min, min, "at least"),
        (checks.max, max, "at most"),
        (own(checks.min_len), len(rule.min_len), "bytes: at least"),
        (own(checks.max_len), len(rule.max_len), "bytes: at most"),
    ] {
        if let (Some(described), Some(kernel)) = (described, kernel) {
            if described != kernel {
                return Some(format!(
                    "{place}: {bound} {described} in the description, {kernel} in the kernel"
                ));
            }
        }
    }
    None
}

/// A description's name of a type; `None` if it has none.
fn kind(shape: &Shape) -> Option<&'static str> {
    Some(match shape {
        Shape::Pad | Shape::Unknown => return None,
        Shape::Flag => "flag",
        Shape::String => "string",
        Shape::Number(number) => match number.width {
            Width::Fixed(1, false) => "u8",
            Width::Fixed(2, false) => "u16",
            Width::Fixed(4, false) => "u32",
            Width::Fixed(_, false) => "u64",
            Width::Fixed(1, true) => "s8",
            Width::Fixed(2, true) => "s16",
            Width::Fixed(4, true) => "s32",
            Width::Fixed(_, true) => "s64",
            Width::Auto(false) => "uint",
            Width::Auto(true) => "sint",
        },
        Shape::Bytes(_)
        | Shape::Struct(_)
        | Shape::Structs(_)
        | Shape::Packed(_)
        | Shape::Records { .. } => "binary",
        Shape::Nest(_) | Shape::TypeValue(..) => "nest",
        Shape::SubMessage { .. } => "sub-message",
        Shape::IndexedNests(_)
        | Shape::IndexedNumbers(_)
        | Shape::IndexedBytes(_)
        | Shape::IndexedStructs(_) => "indexed-array",
        Shape::Bitfield(_) => "bitfield32",
    })
}

/// Whether a rule is of the type that is described. Rules say less: for the kernel, a struct, an address and often an array
/// are bytes.
fn is_same(shape: &Shape, rule: &Policy) -> bool {
    let is_number = (AttrType::U8.0..=AttrType::S64.0).contains(&rule.kind.0)
        || matches!(rule.kind, AttrType::SINT | AttrType::UINT);
    match (shape, rule.kind) {
        (_, AttrType::INVALID) => true,
        (Shape::Number(number), AttrType::BINARY) => {
            let len = number.fixed_len().and_then(|len| u32::try_from(len).ok());
            len.is_none_or(|len| {
                rule.min_len.is_none_or(|min| min <= len)
                    && rule.max_len.is_none_or(|max| len <= max)
            })
        }
        (Shape::Number(_), _) => is_number && kind(shape) == rule.kind.name(),
        (Shape::String, AttrType::BINARY | AttrType::STRING | AttrType::NUL_STRING) => true,
        (Shape::Flag, AttrType::FLAG) | (Shape::Bitfield(_), AttrType::BITFIELD32) => true,
        (
            Shape::Nest(_)
            | Shape::TypeValue(..)
            | Shape::SubMessage { .. }
            | Shape::IndexedNests(_)
            | Shape::IndexedStructs(_)
            | Shape::IndexedNumbers(_)
            | Shape::IndexedBytes(_),
            AttrType::NESTED | AttrType::NESTED_ARRAY | AttrType::BINARY,
        ) => true,
        // An address may be a number, which the kernel checks as one.
        (Shape::Bytes(_), _) => matches!(rule.kind, AttrType::BINARY) || is_number,
        (Shape::Struct(_) | Shape::Structs(_) | Shape::Packed(_) | Shape::Records { .. }, _) => {
            rule.kind == AttrType::BINARY
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The remark about an attribute of one rule.
    fn said(attribute: &str, rule: Policy) -> Option<String> {
        let text = format!(
            "{{name: x, attribute-sets: [{{name: set, attributes: [{{name: a, {attribute}}}]}}]}}"
        );
        let spec = Spec::parse(&text).unwrap();
        let set = &spec.sets[0];
        difference(set, set.of_kind(1).unwrap(), &rule)
    }

    fn rule(kind: AttrType) -> Policy {
        let mut rule = Policy::default();
        rule.kind = kind;
        rule
    }

    #[test]
    fn types_differ_where_bytes_would() {
        let of = |attribute, kind| said(attribute, rule(kind)).is_some();
        assert!(!of("type: u32", AttrType::U32));
        assert!(!of("type: u32", AttrType::INVALID), "it is not checked");
        assert!(of("type: u32", AttrType::U16));
        assert!(of("type: u32", AttrType::S32));
        assert!(of("type: flag", AttrType::U8));
        assert!(!of("type: string", AttrType::NUL_STRING));
        assert!(of("type: string", AttrType::NESTED));
        assert!(!of("type: binary", AttrType::U32), "an address");
        assert!(!of("type: nest, nested-attributes: set", AttrType::NESTED));
        assert!(of("type: nest, nested-attributes: set", AttrType::FLAG));
        assert!(!of("type: pad", AttrType::U64));
        let mut four = rule(AttrType::BINARY);
        (four.min_len, four.max_len) = (Some(4), Some(4));
        assert_eq!(said("type: u32", four), None);
        let line = said("type: u64", four).unwrap();
        assert_eq!(
            line,
            "set a: u64 in the description, binary of 4 bytes in the kernel"
        );
    }

    #[test]
    fn bounds_differ_where_both_have_one() {
        let mut ranged = rule(AttrType::U32);
        ranged.range = Some((1, 100));
        assert_eq!(said("type: u32", ranged), None);
        assert_eq!(said("type: u32, checks: {min: 1, max: 100}", ranged), None);
        let line = said("type: u32, checks: {max: 99}", ranged).unwrap();
        assert_eq!(
            line,
            "set a: at most 99 in the description, 100 in the kernel"
        );
        let mut short = rule(AttrType::NUL_STRING);
        short.max_len = Some(15);
        assert_eq!(said("type: string, checks: {max-len: 15}", short), None);
        assert!(said("type: string, checks: {max-len: 16}", short).is_some());
    }
}
