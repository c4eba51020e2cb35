// SPDX-License-Identifier: MIT OR Apache-2.0

//! The attributes of a message or a nest, and the ones around it, by which sub-messages are selected.

use std::borrow::Cow;

use klink_wire::{Attr, Attrs};

use crate::model::{Field, Layout, Set, Shape, Spec, Struct};

/// Attributes of a message or a nest that are in sight from inside, where sub-messages are selected.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    spec: &'a Spec,
    set: Option<&'a Set>,
    attrs: &'a [Attr<'a>],
    /// The fixed fields in front of them.
    header: Option<(&'a Struct, &'a [u8])>,
    outer: Option<&'a Scope<'a>>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(
        spec: &'a Spec,
        set: Option<&'a Set>,
        attrs: &'a [Attr<'a>],
        outer: Option<&'a Scope<'a>>,
    ) -> Self {
        Self {
            spec,
            set,
            attrs,
            header: None,
            outer,
        }
    }

    pub(crate) fn behind(self, header: Option<(&'a Struct, &'a [u8])>) -> Self {
        Self { header, ..self }
    }

    /// The value of the nearest attribute of this name.
    pub(crate) fn lookup(&self, name: &str) -> Option<Cow<'a, str>> {
        let attribute = self.set.and_then(|set| set.named(name));
        let value = attribute.and_then(|attribute| {
            let attr = self
                .attrs
                .iter()
                .rev()
                .find(|attr| attr.kind() == attribute.kind)?;
            match attribute.shape {
                Shape::String => string(attr.payload()).map(Cow::Borrowed),
                Shape::Number(number) => {
                    let value = number.read(attr.payload())?;
                    Some(Cow::Owned(number.key(&self.spec.enums, value)))
                }
                _ => None,
            }
        });
        let field = || {
            self.header
                .and_then(|(header, bytes)| member_value(self.spec, header, bytes, name))
        };
        value
            .or_else(|| field().map(Cow::Owned))
            .or_else(|| self.outer?.lookup(name))
    }

    /// The content of a sub-message, if its selector is known.
    pub(crate) fn format(&self, message: usize, selector: &str) -> Option<Layout> {
        let value = self.lookup(selector)?;
        let formats = &self.spec.sub_messages.get(message)?.formats;
        formats.get(value.as_ref()).copied()
    }
}

/// The value of a struct's member, as it selects a sub-message.
pub(crate) fn member_value(
    spec: &Spec,
    layout: &Struct,
    bytes: &[u8],
    name: &str,
) -> Option<String> {
    let member = layout.members.iter().find(|member| member.name == name)?;
    let Field::Number(number) = &member.field else {
        return None;
    };
    let value = number.read(bytes.get(member.offset..member.offset + member.len)?)?;
    Some(number.key(&spec.enums, value))
}

/// The attributes at the beginning of `bytes`, and what is left after the last that is whole.
#[inline]
pub(crate) fn scan(bytes: &[u8]) -> (Vec<Attr<'_>>, &[u8]) {
    let mut found = Vec::with_capacity(16);
    let mut attrs = Attrs::new(bytes);
    loop {
        let rest = attrs.rest();
        match attrs.next() {
            Some(Ok(attr)) => found.push(attr),
            _ => return (found, rest),
        }
    }
}

/// The text of a string attribute; `None` if there is more than padding after its end, or no UTF-8.
pub(crate) fn string(bytes: &[u8]) -> Option<&str> {
    let end = bytes
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(bytes.len());
    let (text, padding) = bytes.split_at_checked(end)?;
    if padding.iter().any(|&byte| byte != 0) {
        return None;
    }
    std::str::from_utf8(text).ok()
}
