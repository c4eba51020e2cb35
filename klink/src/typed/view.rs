// SPDX-License-Identifier: MIT OR Apache-2.0

//! Reading: views that search when they are asked, because some sets have hundreds of attributes.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::number::{Scalar, Width};
use super::show::{debug, Shown, Walk};
use super::value::{Str, Value};
use crate::wire::{align, Attr, Attrs, Malformed};
use crate::{HardwareAddress, Names};

/// The selector of a view, also of views inside of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key<'a> {
    /// By nothing.
    #[default]
    None,
    /// By a member of this header.
    Header(&'a [u8]),
    /// By a string.
    Text(&'a str),
    /// By a number.
    Number(u64),
}

/// How an attribute selects.
pub trait Selects {
    /// The value of an attribute as a selector.
    fn key(bytes: &[u8]) -> Option<Key<'_>>;
}

impl<W: Width> Selects for W {
    fn key(bytes: &[u8]) -> Option<Key<'_>> {
        W::read(bytes).map(Key::Number)
    }
}

impl Selects for Str {
    fn key(bytes: &[u8]) -> Option<Key<'_>> {
        <&str as Value<'_, Str>>::read(bytes).map(Key::Text)
    }
}

/// The selector in the attribute of type `kind`, or else `outer`.
pub fn key_of<'a, S: Selects>(attrs: Attrs<'a>, kind: u16, outer: Key<'a>) -> Key<'a> {
    find(attrs, kind).and_then(S::key).unwrap_or(outer)
}

/// The selector in a member of a header around.
pub fn key_in_header<W: Width>(outer: Key<'_>, offset: usize) -> Key<'_> {
    match outer {
        Key::Header(header) => key_of_member::<W>(header, offset, Key::None),
        other => other,
    }
}

/// The selector in a member, or else `outer`.
pub fn key_of_member<'a, W: Width>(bytes: &[u8], offset: usize, outer: Key<'a>) -> Key<'a> {
    let number = W::read(bytes.get(offset..).unwrap_or_default());
    number.map_or(outer, Key::Number)
}

/// The payload of the last attribute of a type, which is the one that the kernel takes of several.
fn find(attrs: Attrs<'_>, kind: u16) -> Option<&[u8]> {
    let mut found = None;
    for attr in attrs.map_while(Result::ok) {
        if attr.kind() == kind {
            found = Some(attr.payload());
        }
    }
    found
}

/// Bytes that a view is over.
#[derive(Clone, Copy, Debug)]
pub struct Over<'a> {
    /// The attributes, or the struct.
    pub bytes: &'a [u8],
    /// The selector inside of them.
    pub key: Key<'a>,
}

impl<'a> Over<'a> {
    /// The attributes.
    #[inline]
    pub const fn attrs(self) -> Attrs<'a> {
        Attrs::new(self.bytes)
    }
}

/// How an attribute selects, and its type.
pub type Selector = (for<'k> fn(&'k [u8]) -> Option<Key<'k>>, u16);

/// A view of a struct or of attributes.
pub trait View<'a>: Copy {
    /// Bytes of a struct without what has no fixed length.
    const LEN: usize = 0;
    /// Whether something without a fixed length is after them.
    const RESTS: bool = true;
    /// Whether something inside is selected from outside.
    const KEYED: bool = false;
    /// The attribute that selects inside of nests.
    const SELECTOR: Option<Selector> = None;
    /// The names of the attributes.
    const NAMES: fn() -> &'static Names = no_names;

    /// A view of bytes.
    fn over(over: Over<'a>) -> Self;
    /// The bytes that it is of.
    fn of(&self) -> Over<'a>;
    /// Shows attributes, or the members of a struct; those that are named in `taken` go by another name.
    fn walk(&self, taken: &'static Names, walk: &mut Walk<'_>);
}

/// The selector inside of the nests of a set: its own attribute, or else what it was selected by itself.
pub fn inner_key<'a, S: View<'a>>(over: Over<'a>) -> Key<'a> {
    let own = S::SELECTOR.and_then(|(key, kind)| find(over.attrs(), kind).and_then(key));
    own.unwrap_or(over.key)
}

/// [`inner_key`] of a view that needs to know.
fn key_for<'a, S: View<'a>, N: View<'a>>(over: Over<'a>) -> Key<'a> {
    match N::KEYED {
        true => inner_key::<S>(over),
        false => Key::None,
    }
}

/// No names.
pub const fn no_names() -> &'static Names {
    NO_NAMES
}

/// The names in a nest, if it has any.
pub const fn inside(names: &[&'static Names]) -> Option<&'static Names> {
    match names {
        [names, ..] => Some(names),
        [] => None,
    }
}

/// A member; what a number is by default, where the struct of an older kernel ends before it.
pub fn field<'a, T: Value<'a, As> + Default, As>(bytes: &'a [u8], offset: usize, len: usize) -> T {
    maybe(bytes, offset, len).unwrap_or_default()
}

/// A member that may be none.
pub fn maybe<'a, T: Value<'a, As>, As>(bytes: &'a [u8], offset: usize, len: usize) -> Option<T> {
    T::read(member(bytes, offset, len)?)
}

/// No names.
pub const NO_NAMES: &Names = &Names::unknown(0);

/// The content of a message or a sub-message: a struct, attributes, or both.
pub trait Body<'a>: Sized {
    /// Reads it.
    ///
    /// [`Malformed::Short`]: the struct is not all there.
    fn read(bytes: &'a [u8], key: Key<'a>) -> Result<Self, Malformed>;
    /// Shows all that is in it.
    fn fields(&self, walk: &mut Walk<'_>);
}

/// A struct, and attributes after it, which are methods, too.
#[derive(Clone, Copy)]
pub struct Framed<H, S> {
    header: H,
    set: S,
}

impl<H: Copy, S> Framed<H, S> {
    /// The struct in front of the attributes.
    pub fn header(&self) -> H {
        self.header
    }
}

impl<H, S> Deref for Framed<H, S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.set
    }
}

impl<'a, H: View<'a>, S: View<'a>> Body<'a> for Framed<H, S> {
    fn read(bytes: &'a [u8], _: Key<'a>) -> Result<Self, Malformed> {
        let header = header::<H>(bytes)?;
        let behind = bytes.get(align(H::LEN)..).unwrap_or_default();
        Ok(Self {
            header: H::over(Over {
                bytes: header,
                key: Key::None,
            }),
            set: S::over(Over {
                bytes: behind,
                key: Key::Header(header),
            }),
        })
    }

    fn fields(&self, walk: &mut Walk<'_>) {
        self.header.walk(S::NAMES(), walk);
        self.set.walk(NO_NAMES, walk);
    }
}

impl<'a, V: View<'a>> Body<'a> for V {
    fn read(bytes: &'a [u8], key: Key<'a>) -> Result<Self, Malformed> {
        header::<V>(bytes)?;
        Ok(V::over(Over { bytes, key }))
    }

    fn fields(&self, walk: &mut Walk<'_>) {
        self.walk(NO_NAMES, walk);
        if !V::RESTS {
            show_rest(
                "@rest",
                self.of().bytes.get(V::LEN..).unwrap_or_default(),
                walk,
            );
        }
    }
}

impl<'a, H: View<'a>, S: View<'a>> fmt::Debug for Framed<H, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, &mut |walk| self.fields(walk))
    }
}

/// Writes a view as [`Debug`](fmt::Debug) does.
pub fn debug_view<'a, V: View<'a>>(f: &mut fmt::Formatter<'_>, view: &V) -> fmt::Result {
    debug(f, &mut |walk| view.fields(walk))
}

/// The bytes of a struct that is all there.
fn header<'a, H: View<'a>>(bytes: &'a [u8]) -> Result<&'a [u8], Malformed> {
    bytes.get(..H::LEN).ok_or(Malformed::Short {
        need: H::LEN,
        have: bytes.len(),
    })
}

/// Shows all attributes, those without a name by their number.
pub fn show_all<'a>(
    mut attrs: Attrs<'a>,
    (names, multi, pads): (&Names, &[u16], &[u16]),
    show: &dyn Fn(u16, &'a [u8], &mut Walk<'_>) -> bool,
    walk: &mut Walk<'_>,
) {
    loop {
        let rest = attrs.rest();
        let Some(Ok(attr)) = attrs.next() else {
            return show_rest("@rest", rest, walk);
        };
        if attr.payload().is_empty() && pads.contains(&attr.kind()) {
            continue;
        }
        let mut known = names.attributes.iter();
        match known.find(|(kind, ..)| *kind == attr.kind()) {
            Some((kind, name, _)) => {
                walk.key(name, multi.contains(kind));
                if !show(attr.kind(), attr.payload(), walk) {
                    walk.value(Shown::Undecodable(attr.payload()));
                }
            }
            None => show_unknown(attr, walk),
        }
    }
}

/// Shows an attribute without a name: as attributes, if its sender says so and they are.
fn show_unknown(attr: Attr<'_>, walk: &mut Walk<'_>) {
    let payload = attr.payload();
    let is_nest = attr.is_nested() && attr.nested().all(|inner| inner.is_ok());
    let kind = if is_nest {
        attr.kind()
    } else {
        attr.raw_type()
    };
    walk.key(&format!("@{kind}"), false);
    match is_nest {
        true => walk.map(payload, &mut |walk| {
            for inner in attr.nested().map_while(Result::ok) {
                show_unknown(inner, walk);
            }
        }),
        false => walk.value(Shown::Bytes(payload)),
    }
}

/// Shows bytes that nothing explains; zeros are padding.
pub fn show_rest(name: &str, bytes: &[u8], walk: &mut Walk<'_>) {
    if bytes.iter().any(|&byte| byte != 0) {
        walk.key(name, false);
        walk.value(Shown::Bytes(bytes));
    }
}

/// Attributes that have no description.
#[derive(Clone, Copy)]
pub struct Unnamed<'a>(Over<'a>);

impl<'a> Unnamed<'a> {
    /// The attributes.
    pub fn attrs(&self) -> Attrs<'a> {
        self.0.attrs()
    }

    /// Their names: none.
    pub const fn names() -> &'static Names {
        NO_NAMES
    }
}

impl<'a> View<'a> for Unnamed<'a> {
    fn over(over: Over<'a>) -> Self {
        Self(over)
    }

    fn of(&self) -> Over<'a> {
        self.0
    }

    fn walk(&self, _: &'static Names, walk: &mut Walk<'_>) {
        show_all(self.attrs(), (NO_NAMES, &[], &[]), &|_, _, _| false, walk);
    }
}

impl fmt::Debug for Unnamed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_view(f, self)
    }
}

/// A value.
pub fn value<'a, T: Value<'a, As>, As>(attrs: Attrs<'a>, kind: u16) -> Option<T> {
    find(attrs, kind).and_then(T::read)
}

/// Whether an attribute is there.
pub fn flag(attrs: Attrs<'_>, kind: u16) -> bool {
    find(attrs, kind).is_some()
}

/// A nest or a struct inside of `S`.
pub fn nest<'a, S: View<'a>, N: View<'a>>(over: Over<'a>, kind: u16) -> Option<N> {
    let bytes = find(over.attrs(), kind)?;
    let key = key_for::<S, N>(over);
    Some(N::over(Over { bytes, key }))
}

/// The view of an element of a list.
pub trait Element<'a, As>: Sized {
    /// Reads it.
    fn element(bytes: &'a [u8], key: Key<'a>) -> Option<Self>;
}

/// An element that is a value.
#[derive(Clone, Copy, Debug)]
pub struct Plain<As>(As);

/// An element that is a nest or a struct.
#[derive(Clone, Copy, Debug)]
pub enum Nested {}

impl<'a, T: Value<'a, As>, As> Element<'a, Plain<As>> for T {
    fn element(bytes: &'a [u8], _: Key<'a>) -> Option<Self> {
        T::read(bytes)
    }
}

impl<'a, V: View<'a>> Element<'a, Nested> for V {
    fn element(bytes: &'a [u8], key: Key<'a>) -> Option<Self> {
        Some(V::over(Over { bytes, key }))
    }
}

macro_rules! debug_list {
    ($name:ident) => {
        impl<'a, T: Element<'a, As> + fmt::Debug, As> fmt::Debug for $name<'a, T, As> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }

        impl<T, As> Clone for $name<'_, T, As> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T, As> Copy for $name<'_, T, As> {}
    };
}

/// All attributes of one type. One that cannot be read is left out.
pub struct Multi<'a, T, As> {
    attrs: Attrs<'a>,
    kind: u16,
    key: Key<'a>,
    of: PhantomData<fn() -> (T, As)>,
}

debug_list!(Multi);

/// All attributes of a type.
pub fn multi<'a, T, As>(attrs: Attrs<'a>, kind: u16, key: Key<'a>) -> Multi<'a, T, As> {
    Multi {
        attrs,
        kind,
        key,
        of: PhantomData,
    }
}

/// All nests or structs of a type, inside of `S`.
pub fn multi_nest<'a, S: View<'a>, N: View<'a>>(over: Over<'a>, kind: u16) -> Multi<'a, N, Nested> {
    multi(over.attrs(), kind, key_for::<S, N>(over))
}

impl<'a, T: Element<'a, As>, As> Iterator for Multi<'a, T, As> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            let attr = self.attrs.next()?.ok()?;
            if attr.kind() != self.kind {
                continue;
            }
            if let Some(element) = T::element(attr.payload(), self.key) {
                return Some(element);
            }
        }
    }
}

/// An array whose elements are attributes, each with its type, which mostly only counts. One that cannot be read is left
/// out.
pub struct Indexed<'a, T, As> {
    attrs: Attrs<'a>,
    key: Key<'a>,
    of: PhantomData<fn() -> (T, As)>,
}

debug_list!(Indexed);

/// The array in these bytes.
pub fn indexed_in<'a, T, As>(bytes: &'a [u8], key: Key<'a>) -> Indexed<'a, T, As> {
    Indexed {
        attrs: Attrs::new(bytes),
        key,
        of: PhantomData,
    }
}

/// The array in an attribute; empty if there is none.
pub fn indexed<'a, T, As>(attrs: Attrs<'a>, kind: u16, key: Key<'a>) -> Indexed<'a, T, As> {
    indexed_in(find(attrs, kind).unwrap_or_default(), key)
}

/// The array of nests or structs in an attribute, inside of `S`.
pub fn nests<'a, S: View<'a>, N: View<'a>>(over: Over<'a>, kind: u16) -> Indexed<'a, N, Nested> {
    indexed(over.attrs(), kind, key_for::<S, N>(over))
}

impl<'a, T: Element<'a, As>, As> Indexed<'a, T, As> {
    /// The elements with their types.
    pub fn numbered(self) -> impl Iterator<Item = (u16, T)> + use<'a, T, As> {
        let Self { attrs, key, .. } = self;
        let attrs = attrs.map_while(Result::ok);
        attrs.filter_map(move |attr| Some((attr.kind(), T::element(attr.payload(), key)?)))
    }
}

impl<'a, T: Element<'a, As>, As> Iterator for Indexed<'a, T, As> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            let attr = self.attrs.next()?.ok()?;
            if let Some(element) = T::element(attr.payload(), self.key) {
                return Some(element);
            }
        }
    }
}

/// Elements of one length, one after another.
pub struct Items<'a, T, As> {
    bytes: &'a [u8],
    len: usize,
    of: PhantomData<fn() -> (T, As)>,
}

debug_list!(Items);

/// The elements in these bytes, each of `len`.
pub fn items_in<T, As>(bytes: &[u8], len: usize) -> Items<'_, T, As> {
    Items {
        bytes,
        len,
        of: PhantomData,
    }
}

/// The elements in an attribute; none if there is no such attribute.
pub fn items<T, As>(attrs: Attrs<'_>, kind: u16, len: usize) -> Items<'_, T, As> {
    items_in(find(attrs, kind).unwrap_or_default(), len)
}

impl<'a, T: Element<'a, As>, As> Iterator for Items<'a, T, As> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let (item, rest) = self.bytes.split_at_checked(self.len.max(1))?;
        self.bytes = rest;
        T::element(item, Key::None)
    }
}

/// Structs with attributes, one after another, each as long as a member says; they end with the first that cannot be.
pub struct Records<'a, T, W> {
    bytes: &'a [u8],
    offset: usize,
    of: PhantomData<fn() -> (T, W)>,
}

impl<T, W> Clone for Records<'_, T, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, W> Copy for Records<'_, T, W> {}

impl<'a, T: Body<'a> + fmt::Debug, W: Width> fmt::Debug for Records<'a, T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

/// The records in these bytes; the length of each is at `offset` of its struct.
pub fn records_in<T, W>(bytes: &[u8], offset: usize) -> Records<'_, T, W> {
    Records {
        bytes,
        offset,
        of: PhantomData,
    }
}

/// The records in an attribute; none if there is no such attribute.
pub fn records<T, W>(attrs: Attrs<'_>, kind: u16, offset: usize) -> Records<'_, T, W> {
    records_in(find(attrs, kind).unwrap_or_default(), offset)
}

impl<'a, T: Body<'a>, W: Width> Iterator for Records<'a, T, W> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let bytes = std::mem::take(&mut self.bytes);
        let len = W::read(bytes.get(self.offset..)?)?;
        let len = usize::try_from(len).ok().filter(|&len| len > 0)?;
        let record = T::read(bytes.get(..len)?, Key::None).ok()?;
        self.bytes = bytes.get(align(len)..).unwrap_or_default();
        Some(record)
    }
}

/// Nests whose types are values, one in the other, and the attributes in the last.
#[derive(Clone, Copy)]
pub struct TypeValue<S, const N: usize> {
    values: [u16; N],
    set: S,
}

impl<S, const N: usize> TypeValue<S, N> {
    /// The values, from the outside in.
    pub fn values(&self) -> [u16; N] {
        self.values
    }
}

impl<S, const N: usize> Deref for TypeValue<S, N> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.set
    }
}

impl<S: fmt::Debug, const N: usize> fmt::Debug for TypeValue<S, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypeValue")
            .field("values", &self.values)
            .field("set", &self.set)
            .finish()
    }
}

/// An element that is a [`TypeValue`].
#[derive(Clone, Copy, Debug)]
pub enum Typed {}

impl<'a, S: View<'a>, const N: usize> Element<'a, Typed> for TypeValue<S, N> {
    fn element(mut bytes: &'a [u8], key: Key<'a>) -> Option<Self> {
        let mut values = [0; N];
        for value in &mut values {
            let attr = Attrs::new(bytes).next()?.ok()?;
            *value = attr.kind();
            bytes = attr.payload();
        }
        Some(Self {
            values,
            set: S::over(Over { bytes, key }),
        })
    }
}

/// A [`TypeValue`] in an attribute, inside of `S`.
pub fn type_value<'a, S: View<'a>, V: View<'a>, const N: usize>(
    over: Over<'a>,
    kind: u16,
) -> Option<TypeValue<V, N>> {
    TypeValue::element(find(over.attrs(), kind)?, key_for::<S, V>(over))
}

/// The type of a sub-message, by its selector.
pub trait Selected<'a>: Sized {
    /// Reads it; `inner` is what selects inside of it.
    fn select(key: Key<'a>, bytes: &'a [u8], inner: Key<'a>) -> Self;
    /// Shows all that is in it, or `other` what is unknown.
    fn show(&self, bytes: &'a [u8], other: ShowBytes, walk: &mut Walk<'_>);
}

/// How bytes are shown.
pub type ShowBytes = fn(&[u8], &mut Walk<'_>);

/// A sub-message in an attribute, inside of `S`.
pub fn selected<'a, S: View<'a>, M: Selected<'a>>(
    over: Over<'a>,
    kind: u16,
    key: Key<'a>,
) -> Option<M> {
    let bytes = find(over.attrs(), kind)?;
    Some(M::select(key, bytes, inner_key::<S>(over)))
}

/// Shows a sub-message of a kind that the description lacks: most hold attributes all the same.
pub fn show_other(bytes: &[u8], walk: &mut Walk<'_>) {
    match Attrs::new(bytes).all(|attr| attr.is_ok()) {
        true => walk.map(bytes, &mut |walk| {
            for attr in Attrs::new(bytes).map_while(Result::ok) {
                show_unknown(attr, walk);
            }
        }),
        false => walk.value(Shown::Undecodable(bytes)),
    }
}

/// Shows bytes that nothing explains.
pub fn show_undecodable(bytes: &[u8], walk: &mut Walk<'_>) {
    walk.value(Shown::Undecodable(bytes));
}

/// All that is after the members of a struct, if there is something.
pub fn behind(bytes: &[u8], offset: usize) -> Option<&[u8]> {
    bytes.get(offset..).filter(|bytes| !bytes.is_empty())
}

/// A struct in a struct.
pub fn inner<'a, V: View<'a>>(bytes: &'a [u8], offset: usize, len: usize, key: Key<'a>) -> V {
    let bytes = member(bytes, offset, len).unwrap_or_default();
    V::over(Over { bytes, key })
}

/// A member of a struct; nothing where the struct of an older kernel ends before.
pub fn member(bytes: &[u8], offset: usize, len: usize) -> Option<&[u8]> {
    bytes.get(offset..offset.saturating_add(len))
}

/// Some bits of a number.
pub fn bits<T: Scalar, W: Width>(bytes: &[u8], offset: usize, shift: u32, count: u32) -> Option<T> {
    let number = W::read(bytes.get(offset..)?)?;
    let max = u64::MAX.checked_shr(64 - count).unwrap_or_default();
    Some(T::of((number >> shift) & max))
}

/// `AF_INET`.
const V4: Key<'static> = Key::Number(2);

/// An address in room for the longest, of the family that `key` says.
pub fn address(bytes: &[u8], key: Key<'_>) -> Option<std::net::IpAddr> {
    match key {
        V4 => {
            let (v4, rest) = bytes.split_at_checked(4)?;
            let is_v4 = rest.iter().all(|&byte| byte == 0);
            crate::view::ip(v4).filter(|_| is_v4)
        }
        _ => crate::view::ip(bytes),
    }
}

/// The address of a multicast group of a bridge (`struct br_mdb_entry`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupAddress<'a> {
    /// Of IP.
    Ip(std::net::IpAddr),
    /// Of Ethernet.
    Mac(HardwareAddress<'a>),
}

/// `ETH_P_IP`.
const ETH_P_IP: Key<'static> = Key::Number(0x0800);
/// `ETH_P_IPV6`.
const ETH_P_IPV6: Key<'static> = Key::Number(0x86dd);

/// The address of a group in room for the longest, of the protocol that `key` says.
pub fn group_address<'a>(bytes: &'a [u8], key: Key<'_>) -> Option<GroupAddress<'a>> {
    let len = match key {
        ETH_P_IP => 4,
        ETH_P_IPV6 => 16,
        _ => 6,
    };
    let (address, rest) = bytes.split_at_checked(len)?;
    if rest.iter().any(|&byte| byte != 0) {
        return None;
    }
    match len {
        6 => Some(GroupAddress::Mac(HardwareAddress::new(address))),
        _ => crate::view::ip(address).map(GroupAddress::Ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protocol_selects_the_address_of_a_group() {
        let mut room = [0; 16];
        room[..4].copy_from_slice(&[239, 1, 1, 1]);
        let v4 = GroupAddress::Ip([239, 1, 1, 1].into());
        assert_eq!(group_address(&room, ETH_P_IP), Some(v4));
        let v6 = GroupAddress::Ip(room.into());
        assert_eq!(group_address(&room, ETH_P_IPV6), Some(v6));
        let mac = HardwareAddress::new(&[239, 1, 1, 1, 0, 0]);
        assert_eq!(
            group_address(&room, Key::Number(0)),
            Some(GroupAddress::Mac(mac))
        );

        room[15] = 1;
        assert_eq!(group_address(&room, ETH_P_IP), None);
        assert_eq!(group_address(&room, Key::None), None);
    }
}
