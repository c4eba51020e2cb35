// SPDX-License-Identifier: MIT OR Apache-2.0

//! Shows an attribute's or a member's bytes in a walk, by their shape.

use super::number::{show, Scalar, Width};
use super::show::{Shown, Walk};
use super::value::Value;
use super::view::{
    indexed_in, items_in, records_in, show_other, Body, Element, GroupAddress, Key, Nested, Over,
    Plain, Selected, TypeValue, Typed, View, NO_NAMES,
};
use crate::wire::Attrs;

/// A value.
pub fn show_value<'a, T: Value<'a, As>, As>(bytes: &'a [u8], walk: &mut Walk<'_>) {
    match T::read(bytes) {
        Some(value) => value.show(walk),
        None => walk.value(Shown::Undecodable(bytes)),
    }
}

/// A flag.
pub fn show_flag(bytes: &[u8], is_flag: bool, walk: &mut Walk<'_>) {
    walk.value(match bytes {
        [] if is_flag => Shown::Present,
        _ => Shown::Undecodable(bytes),
    });
}

/// Values one after another.
pub fn show_items<'a, T: Value<'a, As>, As>(bytes: &'a [u8], len: usize, walk: &mut Walk<'_>) {
    if bytes.len() % len.max(1) != 0 {
        return walk.value(Shown::Undecodable(bytes));
    }
    walk.list(bytes, &mut |walk| {
        for item in items_in::<T, Plain<As>>(bytes, len) {
            item.show(walk);
        }
    });
}

/// Structs one after another.
pub fn show_structs<'a, S: View<'a>>(bytes: &'a [u8], walk: &mut Walk<'_>) {
    if bytes.len() % S::LEN.max(1) != 0 {
        return walk.value(Shown::Undecodable(bytes));
    }
    walk.list(bytes, &mut |walk| {
        for item in items_in::<S, Nested>(bytes, S::LEN) {
            show_members(&item, walk);
        }
    });
}

/// A struct.
pub fn show_struct<'a, S: View<'a>>(bytes: &'a [u8], walk: &mut Walk<'_>) {
    show_members(
        &S::over(Over {
            bytes,
            key: Key::None,
        }),
        walk,
    );
}

/// The members of a struct, and what a newer kernel has after them.
pub fn show_members<'a, S: View<'a>>(structure: &S, walk: &mut Walk<'_>) {
    let bytes = structure.of().bytes;
    walk.map(bytes, &mut |walk| {
        structure.walk(NO_NAMES, walk);
        if !S::RESTS {
            let behind = bytes.get(S::LEN..).unwrap_or_default();
            if !behind.is_empty() {
                walk.key("@rest", false);
                walk.value(Shown::Bytes(behind));
            }
        }
    });
}

/// A nest.
pub fn show_nest<'a, S: View<'a>>(bytes: &'a [u8], key: Key<'a>, walk: &mut Walk<'_>) {
    let set = S::over(Over { bytes, key });
    walk.map(bytes, &mut |walk| set.walk(NO_NAMES, walk));
}

/// An array of values: with the numbers of its elements, unless they only count.
pub fn show_indexed<'a, T: Value<'a, As>, As>(bytes: &'a [u8], walk: &mut Walk<'_>) {
    let elements = Attrs::new(bytes);
    let is_whole = elements
        .clone()
        .all(|attr| attr.is_ok_and(|attr| T::element(attr.payload(), Key::None).is_some()));
    if !is_whole {
        return walk.value(Shown::Undecodable(bytes));
    }
    let kinds = || elements.map_while(Result::ok).map(|attr| attr.kind());
    let counts = |first: u16| kinds().zip(first..).all(|(kind, index)| kind == index);
    let counts = counts(0) || counts(1);
    walk.list(bytes, &mut |walk| {
        for (index, value) in indexed_in::<T, Plain<As>>(bytes, Key::None).numbered() {
            match counts {
                true => value.show(walk),
                false => numbered(index, walk, &mut |walk| value.show(walk)),
            }
        }
    });
}

/// An array of nests.
pub fn show_nests<'a, S: View<'a>>(bytes: &'a [u8], key: Key<'a>, walk: &mut Walk<'_>) {
    walk.list(bytes, &mut |walk| {
        for (index, set) in indexed_in::<S, Nested>(bytes, key).numbered() {
            numbered(index, walk, &mut |walk| {
                walk.map(set.of().bytes, &mut |walk| set.walk(NO_NAMES, walk));
            });
        }
    });
}

/// An array of structs.
pub fn show_indexed_structs<'a, S: View<'a>>(bytes: &'a [u8], walk: &mut Walk<'_>) {
    walk.list(bytes, &mut |walk| {
        for (index, item) in indexed_in::<S, Nested>(bytes, Key::None).numbered() {
            numbered(index, walk, &mut |walk| show_members(&item, walk));
        }
    });
}

fn numbered(index: u16, walk: &mut Walk<'_>, value: &mut dyn FnMut(&mut Walk<'_>)) {
    walk.map(&[], &mut |walk| {
        walk.key(&index.to_string(), false);
        value(walk);
    });
}

/// Nests whose types are values.
pub fn show_type_value<'a, S: View<'a>, const N: usize>(
    bytes: &'a [u8],
    names: [&str; N],
    key: Key<'a>,
    walk: &mut Walk<'_>,
) {
    let read = <TypeValue<S, N> as Element<'a, Typed>>::element(bytes, key);
    let Some(read) = read else {
        return walk.value(Shown::Undecodable(bytes));
    };
    walk.map(bytes, &mut |walk| {
        for (name, value) in names.iter().zip(read.values()) {
            walk.key(name, false);
            walk.value(Shown::Unsigned(value.into()));
        }
        read.walk(NO_NAMES, walk);
    });
}

/// Structs with attributes.
pub fn show_records<'a, T: Body<'a>, W: Width>(
    bytes: &'a [u8],
    offset: usize,
    walk: &mut Walk<'_>,
) {
    walk.list(bytes, &mut |walk| {
        for record in records_in::<T, W>(bytes, offset) {
            walk.map(bytes, &mut |walk| record.fields(walk));
        }
    });
}

/// A sub-message.
pub fn show_selected<'a, M: Selected<'a>>(
    bytes: &'a [u8],
    key: Key<'a>,
    inner: Key<'a>,
    walk: &mut Walk<'_>,
) {
    M::select(key, bytes, inner).show(bytes, show_other, walk);
}

/// Shows a member with its name, if its bytes are there: another name than that of an attribute.
pub fn show_member<'a>(
    name: &str,
    bytes: Option<&'a [u8]>,
    taken: &crate::Names,
    walk: &mut Walk<'_>,
    show: impl FnOnce(&'a [u8], &mut Walk<'_>),
) {
    if let Some(bytes) = bytes {
        let mut attributes = taken.attributes.iter();
        match attributes.any(|(_, taken, _)| *taken == name) {
            true => walk.key(&format!("@{name}"), false),
            false => walk.key(name, false),
        }
        show(bytes, walk);
    }
}

/// Shows some bits of a number.
pub fn show_bits<T: Scalar, W: Width>(value: T, walk: &mut Walk<'_>) {
    show(T::NAMES, value.raw(), W::SIGNED, W::HEX, walk);
}

/// How much there is of a struct that ends before its last member.
pub fn show_len(len: usize, bytes: &[u8], walk: &mut Walk<'_>) {
    if bytes.len() < len {
        walk.key("@len", false);
        walk.value(Shown::Unsigned(bytes.len() as u64));
    }
}

/// An address of a member.
pub fn show_address(address: Option<std::net::IpAddr>, bytes: &[u8], walk: &mut Walk<'_>) {
    walk.value(match address {
        Some(address) => Shown::Ip(address),
        None => Shown::Undecodable(bytes),
    });
}

/// The address of a group of a member.
pub fn show_group_address(address: Option<GroupAddress<'_>>, bytes: &[u8], walk: &mut Walk<'_>) {
    walk.value(match address {
        Some(GroupAddress::Ip(address)) => Shown::Ip(address),
        Some(GroupAddress::Mac(address)) => Shown::Mac(address.bytes()),
        None => Shown::Undecodable(bytes),
    });
}
