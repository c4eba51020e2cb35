// SPDX-License-Identifier: MIT OR Apache-2.0

//! Objects that can be copied, whose names become numbers.

use klink_wire::Flags;

use crate::model::{Objects, Parts, Set, Shape, Spec, Struct};
use crate::yaml;

/// `None` if the specification has not all that they are said to have.
pub(super) fn resolved(raw: &yaml::Objects, spec: &Spec) -> Option<Objects> {
    let index = |name: &String| {
        let mut operations = spec.operations.iter();
        operations.position(|operation| operation.name == *name)
    };
    let dump = index(&raw.dump)?;
    let notifications = |names: &[String]| {
        let numbers = names
            .iter()
            .map(|name| spec.operations.get(index(name)?)?.reply);
        numbers.collect::<Option<Vec<u16>>>()
    };
    let operation = spec.operations.get(dump)?;
    let header = spec.header(operation.layout).map(|(header, _)| header);
    let set = spec.set(operation.layout.set)?;
    let groups = raw.groups.iter().map(|name| {
        let mut groups = spec.groups.iter();
        groups.find(|group| group.name == *name).cloned()
    });
    let only = raw.only.iter().map(|only| {
        let place = member(header, &only.member)?;
        Some((place, only.values.clone()))
    });
    let preliminary = raw.preliminary.iter().map(|one| {
        let attribute = set.named(&one.attribute)?;
        Some((attribute.kind, one.value))
    });
    let flags = raw.incomplete_flags.iter().map(|name| match name.as_str() {
        "replace" => Some(Flags::REPLACE.0),
        "append" => Some(Flags::APPEND.0),
        _ => None,
    });
    let flags = flags.collect::<Option<Vec<u16>>>()?;
    let mut volatile = parts(&raw.volatile, header, set)?;
    let pads = set.attributes.iter();
    let pads = pads.filter(|attribute| matches!(attribute.shape, Shape::Pad));
    volatile.attributes.extend(pads.map(|pad| pad.kind));
    Some(Objects {
        name: raw.name.clone(),
        dump,
        new: notifications(&raw.new)?,
        gone: notifications(&raw.gone)?,
        groups: groups.collect::<Option<_>>()?,
        key: parts(&raw.key, header, set)?,
        only: only.collect::<Option<_>>()?,
        volatile,
        incomplete: (
            parts(&raw.incomplete, None, set)?.attributes,
            flags.iter().fold(0, |all, flag| all | flag),
        ),
        preliminary: preliminary.collect::<Option<_>>()?,
        removed_by: raw.removed_by.clone(),
        partial: raw.partial,
    })
}

/// Where a member of the header is, and its length.
fn member(header: Option<&Struct>, name: &str) -> Option<(usize, usize)> {
    let mut members = header?.members.iter();
    let member = members.find(|member| member.name == name)?;
    Some((member.offset, member.len))
}

/// Names of members or, if there is none of the name, of attributes.
fn parts(names: &[String], header: Option<&Struct>, set: &Set) -> Option<Parts> {
    let mut parts = Parts::default();
    for name in names {
        match member(header, name) {
            Some(place) => parts.members.push(place),
            None => parts.attributes.push(set.named(name)?.kind),
        }
    }
    Some(parts)
}
