// SPDX-License-Identifier: MIT OR Apache-2.0

//! Typed views of messages: a fixed header, and the attributes after it, found in one pass.
//!
//! The pass is inlined where a view is read, and attributes that the caller does not use are not even stored. Unknown
//! attributes are skipped, longer ones truncated, and one that is too short for its type is read as absent; so a kernel
//! that is newer or older than the program never breaks a dump.

/// Declares a view: `Name[bytes of the header] { header fields } { attributes }`.
///
/// A header field is `name: type = offset`, an attribute `name: reading = type`; both become methods. The attributes'
/// names, which are the kernel's without prefix, also form the table that errors use.
macro_rules! view {
    (
        $(#[$doc:meta])*
        $view:ident [$len:literal]
        { $( $(#[$field_doc:meta])* $field:ident: $ty:ty = $at:literal; )* }
        { $( $(#[$attr_doc:meta])* $attr:ident: $read:ident $(($inner:ident))? = $($number:literal)? $($kind:path)?; )* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $view<'a> {
            #[allow(dead_code)] // Nests have no header fields.
            header: &'a [u8; $len],
            attrs: $crate::wire::Attrs<'a>,
            $( $attr: Option<$crate::view::value!(kept $read)>, )*
        }

        impl<'a> $view<'a> {
            /// The attributes' names.
            pub const NAMES: &'static $crate::Names = &$crate::Names {
                header: $len,
                attributes: &[
                    $( ($($number)? $($kind)?, stringify!($attr), $crate::view::inner!($($inner)?)), )*
                ],
            };

            /// Reads a message's payload, of any kind of message, or a nest, which has no header.
            #[inline]
            pub(crate) fn over(payload: &'a [u8]) -> Result<Self, $crate::wire::Malformed> {
                let Some((header, _)) = payload.split_first_chunk::<$len>() else {
                    return Err($crate::wire::Malformed::Short { need: $len, have: payload.len() });
                };
                let start = $crate::wire::align($len);
                let attrs = $crate::wire::Attrs::new(payload.get(start..).unwrap_or(&[]));
                let mut view = Self { header, attrs, $( $attr: None, )* };
                let mut rest = attrs;
                // Most attributes are words. They have a loop of their own, where their length is a compile-time
                // constant.
                loop {
                    while let Some(attr) = rest.next_word() {
                        match attr.kind() {
                            $( $($number)? $($kind)? => view.$attr = $crate::view::value!(keep $read attr), )*
                            _ => {}
                        }
                    }
                    let Some(attr) = rest.next() else { break };
                    let attr = attr?;
                    match attr.kind() {
                        $( $($number)? $($kind)? => view.$attr = $crate::view::value!(keep $read attr), )*
                        _ => {}
                    }
                }
                Ok(view)
            }

            /// All attributes, including those that have no method.
            #[inline]
            pub fn attrs(&self) -> $crate::wire::Attrs<'a> {
                self.attrs
            }

            $(
                $(#[$field_doc])*
                #[inline]
                pub fn $field(&self) -> $ty {
                    $crate::view::field(self.header, $at, <$ty>::from_ne_bytes)
                }
            )*

            $(
                $(#[$attr_doc])*
                #[inline]
                pub fn $attr(&self) -> Option<$crate::view::value!(type $read $($inner)?)> {
                    $crate::view::value!(read $read $($inner)? self.$attr?)
                }
            )*
        }
    };
}

/// How an attribute is read, as which type, and what the pass stores of it: of a number exactly its bytes, so its
/// length is only checked where its end has just been found.
macro_rules! value {
    (type str) => { &'a str };
    (type bytes) => { &'a [u8] };
    (type hardware) => { $crate::HardwareAddress<'a> };
    (type ip) => { std::net::IpAddr };
    (type attrs) => { $crate::wire::Attrs<'a> };
    (type nest $inner:ident) => { $inner<'a> };
    (type be16) => { u16 };
    (type be32) => { u32 };
    (type be64) => { u64 };
    (type $number:ident) => { $number };

    (kept str) => { &'a [u8] };
    (kept bytes) => { &'a [u8] };
    (kept hardware) => { &'a [u8] };
    (kept ip) => { &'a [u8] };
    (kept attrs) => { &'a [u8] };
    (kept nest) => { &'a [u8] };
    (kept $number:ident) => { &'a [u8; size_of::<$crate::view::value!(type $number)>()] };

    (keep str $attr:expr) => { Some($attr.payload()) };
    (keep bytes $attr:expr) => { Some($attr.payload()) };
    (keep hardware $attr:expr) => { Some($attr.payload()) };
    (keep ip $attr:expr) => { Some($attr.payload()) };
    (keep attrs $attr:expr) => { Some($attr.payload()) };
    (keep nest $attr:expr) => { Some($attr.payload()) };
    (keep $number:ident $attr:expr) => { $attr.payload().first_chunk() };

    (read str $kept:expr) => { $crate::view::string($kept) };
    (read bytes $kept:expr) => { Some($kept) };
    (read hardware $kept:expr) => { Some($crate::HardwareAddress::new($kept)) };
    (read ip $kept:expr) => { $crate::view::ip($kept) };
    (read attrs $kept:expr) => { Some($crate::wire::Attrs::new($kept)) };
    (read nest $inner:ident $kept:expr) => { $inner::over($kept).ok() };
    (read be16 $kept:expr) => { Some(u16::from_be_bytes(*$kept)) };
    (read be32 $kept:expr) => { Some(u32::from_be_bytes(*$kept)) };
    (read be64 $kept:expr) => { Some(u64::from_be_bytes(*$kept)) };
    (read $number:ident $kept:expr) => { Some($number::from_ne_bytes(*$kept)) };
}

/// The table of names for nested attributes.
macro_rules! inner {
    () => {
        None
    };
    ($inner:ident) => {
        Some($inner::NAMES)
    };
}

pub(crate) use {inner, value, view};

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A number at an offset of a header; 0 beyond its end, which the declarations rule out.
#[inline]
pub(crate) fn field<T, const N: usize>(
    header: &[u8],
    at: usize,
    from_bytes: fn([u8; N]) -> T,
) -> T {
    let bytes = header.get(at..).and_then(|rest| rest.first_chunk());
    from_bytes(bytes.copied().unwrap_or([0; N]))
}

/// An address of 4 or 16 bytes.
#[inline]
pub(crate) fn ip(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(v4).into());
    }
    <[u8; 16]>::try_from(bytes)
        .ok()
        .map(|v6| Ipv6Addr::from(v6).into())
}

/// A string of UTF-8, up to its NUL or to the end.
#[inline]
pub(crate) fn string(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().position(|&byte| byte == 0);
    std::str::from_utf8(bytes.get(..end.unwrap_or(bytes.len()))?).ok()
}
