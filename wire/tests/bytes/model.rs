// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Messages and attribute trees as plain values, and their bytes, written in the simplest way.

use klink_wire::attr::{NESTED, NET_BYTEORDER, TYPE_MASK};
use klink_wire::{Attrs, Buffer, BuildError, Builder, Flags, Header};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Leaf(u16, Vec<u8>),
    Nest(u16, Vec<Tree>),
}

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) kind: u16,
    pub(crate) flags: u16,
    pub(crate) seq: u32,
    pub(crate) fixed: Vec<u8>,
    pub(crate) attrs: Vec<Tree>,
}

pub(crate) fn messages() -> impl Strategy<Value = Vec<Model>> {
    vec(message(), 0..4)
}

pub(crate) fn message() -> impl Strategy<Value = Model> {
    let numbers = (any::<u16>(), any::<u16>(), any::<u32>());
    (numbers, vec(any::<u8>(), 0..24), vec(tree(), 0..5)).prop_map(
        |((kind, flags, seq), fixed, attrs)| Model {
            kind,
            flags,
            seq,
            fixed,
            attrs,
        },
    )
}

pub(crate) fn tree() -> impl Strategy<Value = Tree> {
    let raw_type = (0..=TYPE_MASK, prop_oneof![Just(0), Just(NET_BYTEORDER)]);
    let leaf = (raw_type, vec(any::<u8>(), 0..20))
        .prop_map(|((kind, order), payload)| Tree::Leaf(kind | order, payload));
    leaf.prop_recursive(4, 24, 4, |inner| {
        (0..=TYPE_MASK, vec(inner, 0..4)).prop_map(|(kind, inner)| Tree::Nest(kind, inner))
    })
}

impl Model {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut payload = self.fixed.clone();
        if !self.attrs.is_empty() {
            pad(&mut payload);
        }
        payload.extend(self.attrs.iter().flat_map(Tree::bytes));
        let len = (Header::LEN + payload.len()) as u32;
        let mut bytes = len.to_ne_bytes().to_vec();
        bytes.extend(self.kind.to_ne_bytes());
        bytes.extend(self.flags.to_ne_bytes());
        bytes.extend(self.seq.to_ne_bytes());
        bytes.extend([0; 4]);
        bytes.extend(payload);
        pad(&mut bytes);
        bytes
    }

    pub(crate) fn write<B: Buffer>(&self, buffer: &mut B) -> Result<(), BuildError> {
        let mut message = Builder::new(buffer, self.kind, Flags(self.flags), self.seq)?;
        message.raw(&self.fixed)?;
        for tree in &self.attrs {
            tree.write(&mut message)?;
        }
        message.finish()
    }
}

impl Tree {
    fn bytes(&self) -> Vec<u8> {
        let (raw_type, payload) = match self {
            Self::Leaf(kind, payload) => (*kind, payload.clone()),
            Self::Nest(kind, inner) => {
                (kind | NESTED, inner.iter().flat_map(Self::bytes).collect())
            }
        };
        let mut bytes = (4 + payload.len() as u16).to_ne_bytes().to_vec();
        bytes.extend(raw_type.to_ne_bytes());
        bytes.extend(payload);
        pad(&mut bytes);
        bytes
    }

    pub(crate) fn write<B: Buffer>(&self, to: &mut Builder<'_, B>) -> Result<(), BuildError> {
        match self {
            Self::Leaf(kind, payload) => to.put(*kind, payload),
            Self::Nest(kind, inner) => {
                to.nest(*kind, |to| inner.iter().try_for_each(|tree| tree.write(to)))
            }
        }
    }

    /// The trees in well-formed bytes.
    pub(crate) fn read(attrs: Attrs<'_>) -> Vec<Self> {
        attrs
            .map(|attr| match attr {
                Ok(attr) if attr.is_nested() => Self::Nest(attr.kind(), Self::read(attr.nested())),
                Ok(attr) => Self::Leaf(attr.raw_type(), attr.payload().to_vec()),
                Err(malformed) => panic!("{malformed}"),
            })
            .collect()
    }
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}
