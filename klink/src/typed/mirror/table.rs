// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the objects of a description are copied: which messages are about them, what identifies them, and what changes
//! without a notification.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::names::Names;
use crate::request::{Request, Writer};
use crate::wire::{align, genl, Attrs, BuildError, Malformed, Message};

/// The part of a description that says how objects are copied. Numbers are those of messages or, in generic netlink, of
/// commands.
#[derive(Debug)]
pub struct Objects {
    /// Their name.
    pub name: &'static str,
    /// The request that dumps all of them.
    pub request: u16,
    /// The version of generic netlink; `None` in a protocol of its own.
    pub version: Option<u8>,
    /// Bytes of the struct that a request begins with.
    pub request_header: usize,
    /// Bytes of the struct that a message about one begins with.
    pub header: usize,
    /// The notifications of an object that is new or has changed; a dump consists of the first.
    pub new: &'static [u16],
    /// The notifications of an object that is gone.
    pub gone: &'static [u16],
    /// The parts that identify an object; none if only the whole object does.
    pub key: Parts,
    /// Which messages are about them: a member, and its values.
    pub only: &'static [(Member, &'static [u64])],
    /// The parts that change without a notification, and are not in the copy.
    pub volatile: Parts,
    /// Attributes and flags of a notification that says too little to be followed.
    pub incomplete: (&'static [u16], u16),
    /// Attributes of a notification that is sent before all is done, and their values.
    pub preliminary: &'static [(u16, u32)],
    /// Groups of other families, after whose notifications objects may be gone without a notification of their own.
    pub removed_by: &'static [u32],
    /// Whether a notification has only those attributes that have changed.
    pub partial: bool,
}

/// Where a member of a struct is, and its length.
pub type Member = (usize, usize);

/// Some members of the struct, and some attributes.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// The members.
    pub members: &'static [Member],
    /// The attributes' types.
    pub attributes: &'static [u16],
}

pub(super) type Bytes = Arc<[u8]>;

impl Objects {
    /// The key of an object, and the object without its volatile parts: its attributes in the
    /// order of their types. `None` if it is about something else.
    #[inline]
    pub(super) fn read(&self, body: &[u8]) -> Option<(Bytes, Bytes)> {
        let header = body.get(..self.header)?;
        let attributes = body.get(align(self.header)..).unwrap_or_default();
        let mut object = header.to_vec();
        for &(at, len) in self.volatile.members {
            if let Some(member) = object.get_mut(at..at + len) {
                member.fill(0);
            }
        }
        object.resize(align(self.header), 0);
        let mut kept: Vec<_> = Attrs::new(attributes)
            .map_while(Result::ok)
            .filter(|attr| !self.volatile.attributes.contains(&attr.kind()))
            .collect();
        kept.sort_by_key(|attr| attr.kind());
        for attr in &kept {
            append(&mut object, attr.raw_type(), attr.payload());
        }
        if self.is_known_by_all() {
            let object: Bytes = object.into();
            return Some((Arc::clone(&object), object));
        }
        let mut key = Vec::new();
        for &(at, len) in self.key.members {
            key.extend_from_slice(header.get(at..at + len)?);
        }
        for &kind in self.key.attributes {
            let last = kept.iter().rev().find(|attr| attr.kind() == kind);
            let payload = last.map(|attr| attr.payload());
            key.push(payload.is_some().into());
            let payload = payload.unwrap_or_default();
            key.extend_from_slice(&(payload.len() as u32).to_ne_bytes());
            key.extend_from_slice(payload);
        }
        Some((key.into(), object.into()))
    }

    #[inline]
    pub(super) fn is_known_by_all(&self) -> bool {
        self.key.members.is_empty() && self.key.attributes.is_empty()
    }

    /// Whether a notification may be about a part of an object, or about what it was before a change without a
    /// notification.
    #[inline]
    pub(super) fn may_be_partial(&self) -> bool {
        !self.incomplete.0.is_empty() || self.is_known_by_all()
    }

    /// Whether a message is about one of the objects.
    #[inline]
    pub(super) fn is_about(&self, body: &[u8]) -> bool {
        self.only.iter().all(|((at, len), values)| {
            let member = body.get(*at..at + len).unwrap_or_default();
            values.iter().any(|value| *value == number(member))
        })
    }

    /// Whether a notification says too little to be followed.
    #[inline]
    pub(super) fn is_incomplete(&self, flags: u16, body: &[u8]) -> bool {
        let (attributes, of_flags) = self.incomplete;
        if flags & of_flags != 0 {
            return true;
        }
        let attrs = body.get(align(self.header)..).unwrap_or_default();
        let mut attrs = Attrs::new(attrs).map_while(Result::ok);
        !attributes.is_empty() && attrs.any(|attr| attributes.contains(&attr.kind()))
    }

    /// Whether more is done after the notification, without another one.
    #[inline]
    pub(super) fn is_preliminary(&self, body: &[u8]) -> bool {
        let attrs = body.get(align(self.header)..).unwrap_or_default();
        let is_preliminary = |(kind, value): &(u16, u32)| {
            let attr = Attrs::new(attrs).find(*kind);
            attr.is_some_and(|attr| attr.u32() == Ok(*value))
        };
        self.preliminary.iter().any(is_preliminary)
    }

    /// An object with the attributes of another one laid over its own.
    #[inline]
    pub(super) fn overlaid(&self, object: &[u8], over: &[u8]) -> Bytes {
        let behind = align(self.header);
        let attrs = |bytes| Attrs::new(bytes).map_while(Result::ok);
        let mut all = BTreeMap::<u16, Vec<_>>::new();
        for attr in attrs(object.get(behind..).unwrap_or_default()) {
            all.entry(attr.kind()).or_default().push(attr);
        }
        let mut laid = BTreeMap::<u16, Vec<_>>::new();
        for attr in attrs(over.get(behind..).unwrap_or_default()) {
            laid.entry(attr.kind()).or_default().push(attr);
        }
        all.extend(laid);
        let mut object = over.get(..behind).unwrap_or_default().to_vec();
        for attr in all.values().flatten() {
            append(&mut object, attr.raw_type(), attr.payload());
        }
        object.into()
    }

    /// The number of a message, and the bytes after its headers; `None` if it is of another family.
    #[inline]
    pub(super) fn body<'a>(
        &self,
        id: Option<u16>,
        message: Message<'a>,
    ) -> Option<(u16, &'a [u8])> {
        match id {
            None => Some((message.kind(), message.payload)),
            Some(id) if id != message.kind() => None,
            Some(_) => {
                let (header, attrs) = genl::Header::read(&message).ok()?;
                Some((header.cmd.into(), attrs.rest()))
            }
        }
    }
}

/// A number of so many bytes, in the machine's order.
#[inline]
fn number(bytes: &[u8]) -> u64 {
    let mut wide = [0; 8];
    let at = match cfg!(target_endian = "big") {
        true => 8usize.saturating_sub(bytes.len()),
        false => 0,
    };
    for (to, from) in wide.iter_mut().skip(at).zip(bytes) {
        *to = *from;
    }
    u64::from_ne_bytes(wide)
}

#[inline]
fn append(object: &mut Vec<u8>, raw_type: u16, payload: &[u8]) {
    // It was read from a message, so its length fits.
    let len = (crate::wire::attr::HEADER_LEN + payload.len()) as u16;
    object.extend_from_slice(&len.to_ne_bytes());
    object.extend_from_slice(&raw_type.to_ne_bytes());
    object.extend_from_slice(payload);
    object.resize(align(object.len()), 0);
}

/// Asks for all objects.
#[derive(Debug)]
pub(crate) struct All {
    pub(super) table: &'static Objects,
    pub(super) id: Option<u16>,
}

impl Request for All {
    type Reply<'a> = Message<'a>;

    #[inline]
    fn kind(&self) -> u16 {
        self.id.unwrap_or(self.table.request)
    }

    #[inline]
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        if let Some(version) = self.table.version {
            let cmd = self.table.request as u8;
            message.raw(&genl::Header { cmd, version }.to_bytes())?;
        }
        for _ in 0..align(self.table.request_header) {
            message.raw(&[0])?;
        }
        Ok(())
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, Malformed> {
        Ok(message)
    }

    #[inline]
    fn label(&self) -> Option<&'static str> {
        Some(self.table.name)
    }

    #[inline]
    fn names(&self) -> &'static Names {
        const { &Names::unknown(0) }
    }
}
