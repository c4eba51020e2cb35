// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Reading attributes: `struct nlattr` and its values (`include/net/netlink.h`).
//!
//! ```text
//!  0        2       4
//! | length | type  | payload … | padding to 4 |
//! |<------- length ----------->|
//! ```
//!
//! Numbers are read leniently, as the kernel itself does: a payload longer than the type yields its first bytes, a
//! shorter one is an error. So a field that a newer kernel has widened does not break an older reader.

use core::ffi::CStr;

use crate::{head, padding, Malformed};

/// The length in bytes of the header before an attribute's payload (`NLA_HDRLEN`).
pub const HEADER_LEN: usize = 4;
/// The maximum length of a payload in bytes: the length field has 16 bits and includes the header.
pub const MAX_PAYLOAD: usize = u16::MAX as usize - HEADER_LEN;

/// The flag in the type of an attribute that holds attributes (`NLA_F_NESTED`); old protocols do not set it.
pub const NESTED: u16 = 1 << 15;
/// The flag in the type of a value in network byte order (`NLA_F_NET_BYTEORDER`).
pub const NET_BYTEORDER: u16 = 1 << 14;
/// The bits of the type field that hold the type (`NLA_TYPE_MASK`).
pub const TYPE_MASK: u16 = NET_BYTEORDER - 1;

/// One attribute, borrowed from its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attr<'a> {
    raw_type: u16,
    payload: &'a [u8],
}

macro_rules! number {
    ($($name:ident $ty:ty, $from:ident, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[inline]
        pub fn $name(self) -> Result<$ty, Malformed> {
            head(self.payload).map(|&bytes| <$ty>::$from(bytes))
        }
    )*};
}

impl<'a> Attr<'a> {
    /// The type, without the two flag bits.
    #[inline]
    pub const fn kind(self) -> u16 {
        self.raw_type & TYPE_MASK
    }

    /// The type field as it was sent, flag bits included.
    #[inline]
    pub const fn raw_type(self) -> u16 {
        self.raw_type
    }

    /// Whether the sender marked the payload as attributes.
    #[inline]
    pub const fn is_nested(self) -> bool {
        self.raw_type & NESTED != 0
    }

    /// The payload, without padding.
    #[inline]
    pub const fn payload(self) -> &'a [u8] {
        self.payload
    }

    number! {
        u8 u8, from_ne_bytes, "An unsigned 8-bit number.";
        u16 u16, from_ne_bytes, "An unsigned 16-bit number.";
        u32 u32, from_ne_bytes, "An unsigned 32-bit number.";
        u64 u64, from_ne_bytes, "An unsigned 64-bit number, at any alignment.";
        i8 i8, from_ne_bytes, "A signed 8-bit number.";
        i16 i16, from_ne_bytes, "A signed 16-bit number.";
        i32 i32, from_ne_bytes, "A signed 32-bit number.";
        i64 i64, from_ne_bytes, "A signed 64-bit number, at any alignment.";
        be16 u16, from_be_bytes, "An unsigned 16-bit number sent in network byte order.";
        be32 u32, from_be_bytes, "An unsigned 32-bit number sent in network byte order.";
        be64 u64, from_be_bytes, "An unsigned 64-bit number sent in network byte order.";
    }

    /// An unsigned number of 8, 16, 32 or 64 bits, by the payload's length (`NLA_UINT` has 32 or 64).
    #[inline]
    pub fn uint(self) -> Result<u64, Malformed> {
        match self.payload.len() {
            8.. => self.u64(),
            4.. => self.u32().map(u64::from),
            2.. => self.u16().map(u64::from),
            _ => self.u8().map(u64::from),
        }
    }

    /// A signed number of 8, 16, 32 or 64 bits, by the payload's length (`NLA_SINT` has 32 or 64).
    #[inline]
    pub fn sint(self) -> Result<i64, Malformed> {
        match self.payload.len() {
            8.. => self.i64(),
            4.. => self.i32().map(i64::from),
            2.. => self.i16().map(i64::from),
            _ => self.i8().map(i64::from),
        }
    }

    /// A string, up to its NUL or, as `NLA_STRING` allows, to the end of the payload.
    #[inline]
    pub fn str(self) -> Result<&'a str, Malformed> {
        core::str::from_utf8(self.string()).map_err(|_| Malformed::Utf8)
    }

    /// The bytes of a string that need not be UTF-8, such as an interface name.
    #[inline]
    pub fn string(self) -> &'a [u8] {
        let end = self.payload.iter().position(|&byte| byte == 0);
        self.payload
            .get(..end.unwrap_or(self.payload.len()))
            .unwrap_or(self.payload)
    }

    /// A string that must end with its only NUL. The policy `NLA_NUL_STRING` also accepts bytes after the first NUL.
    #[inline]
    pub fn cstr(self) -> Result<&'a CStr, Malformed> {
        CStr::from_bytes_with_nul(self.payload).map_err(|_| Malformed::Nul)
    }

    /// The nested attributes; also for arrays, in which the types of the elements are indexes or have no meaning.
    #[inline]
    pub const fn nested(self) -> Attrs<'a> {
        Attrs::new(self.payload)
    }
}

/// A sequence of attributes. Iteration ends after the first malformed one.
///
/// As in the kernel, fewer than four bytes at the end and a last attribute without its padding are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attrs<'a> {
    rest: &'a [u8],
}

impl<'a> Attrs<'a> {
    /// The attributes in these bytes.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes that have not been read yet.
    #[inline]
    pub const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next attribute if it holds 32 bits, as most do: its length is a constant, and one comparison checks all
    /// bounds.
    /// in bounds.
    #[inline]
    pub fn next_word(&mut self) -> Option<Attr<'a>> {
        let (&[h0, h1, h2, h3, ref payload @ ..], behind) =
            self.rest.split_first_chunk::<{ HEADER_LEN + 4 }>()?;
        let (len, raw_type) = halves([h0, h1, h2, h3]);
        if usize::from(len) != HEADER_LEN + 4 {
            return None;
        }
        self.rest = behind;
        Some(Attr { raw_type, payload })
    }

    /// The first attribute of this type, if it comes before anything malformed.
    #[inline]
    pub fn find(mut self, kind: u16) -> Option<Attr<'a>> {
        self.find_map(|attr| attr.ok().filter(|attr| attr.kind() == kind))
    }
}

impl<'a> Iterator for Attrs<'a> {
    type Item = Result<Attr<'a>, Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(attr) = self.next_word() {
            return Some(Ok(attr));
        }
        let rest = self.rest;
        let (len, raw_type) = halves(*rest.first_chunk()?);
        let len = usize::from(len);
        if let Some((attr, behind)) = rest.split_at_checked(len + padding(len)) {
            if let Some(payload) = attr.get(HEADER_LEN..len) {
                self.rest = behind;
                return Some(Ok(Attr { raw_type, payload }));
            }
        }
        self.rest = &[];
        Some(match rest.get(HEADER_LEN..len) {
            Some(payload) => Ok(Attr { raw_type, payload }),
            None => Err(Malformed::Length {
                claimed: len,
                have: rest.len(),
            }),
        })
    }
}

/// The two fields of a header, as one load.
#[inline]
const fn halves(header: [u8; HEADER_LEN]) -> (u16, u16) {
    let word = u32::from_ne_bytes(header);
    if cfg!(target_endian = "big") {
        ((word >> 16) as u16, word as u16)
    } else {
        (word as u16, (word >> 16) as u16)
    }
}

impl core::iter::FusedIterator for Attrs<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(bytes: &[u8]) -> Attr<'_> {
        Attr {
            raw_type: 1,
            payload: bytes,
        }
    }

    #[test]
    fn numbers_take_the_first_bytes_and_refuse_too_few() {
        let bytes = 0x0102_0304_0506_0708u64.to_be_bytes();
        assert_eq!(one(&bytes).be64(), Ok(0x0102_0304_0506_0708));
        assert_eq!(one(&bytes).be16(), Ok(0x0102));
        assert_eq!(one(&bytes).u8(), Ok(1));
        assert_eq!(
            one(&bytes[..3]).u32(),
            Err(Malformed::Short { need: 4, have: 3 })
        );
        assert_eq!(one(&[]).uint(), Err(Malformed::Short { need: 1, have: 0 }));
    }

    #[test]
    fn numbers_of_variable_width() {
        assert_eq!(one(&7u32.to_ne_bytes()).uint(), Ok(7));
        assert_eq!(one(&u64::MAX.to_ne_bytes()).uint(), Ok(u64::MAX));
        assert_eq!(one(&(-7i32).to_ne_bytes()).sint(), Ok(-7));
        assert_eq!(one(&i64::MIN.to_ne_bytes()).sint(), Ok(i64::MIN));
    }

    #[test]
    fn strings_with_and_without_nul() {
        assert_eq!(one(b"eth0\0").str(), Ok("eth0"));
        assert_eq!(one(b"eth0").str(), Ok("eth0"));
        assert_eq!(one(b"eth0\0junk").string(), b"eth0");
        assert_eq!(one(b"eth0\0").cstr(), Ok(c"eth0"));
        assert_eq!(one(b"eth0").cstr(), Err(Malformed::Nul));
        assert_eq!(one(b"et\0h0\0").cstr(), Err(Malformed::Nul));
        assert_eq!(one(b"\xff").str(), Err(Malformed::Utf8));
    }

    #[test]
    fn a_bad_length_ends_the_run() {
        for claimed in [0u16, 3, 9, u16::MAX] {
            let mut bytes = [0; 8];
            bytes[..2].copy_from_slice(&claimed.to_ne_bytes());
            let mut attrs = Attrs::new(&bytes);
            assert_eq!(
                attrs.next(),
                Some(Err(Malformed::Length {
                    claimed: claimed.into(),
                    have: 8
                }))
            );
            assert_eq!(attrs.next(), None);
        }
    }

    #[test]
    fn a_word_is_taken_only_where_it_comes_next() {
        let bytes = [[8, 1], [5, 2], [8, 3]].map(|[len, kind]| {
            let mut attr = [0; 8];
            attr[..2].copy_from_slice(&u16::to_ne_bytes(len));
            attr[2..4].copy_from_slice(&u16::to_ne_bytes(kind));
            attr
        });
        // The length of the last one is four bytes more than there are.
        let mut attrs = Attrs::new(&bytes.as_flattened()[..20]);
        assert_eq!(attrs.next_word().map(Attr::kind), Some(1));
        assert_eq!(attrs.next_word(), None);
        assert_eq!(attrs.next().map(|attr| attr.map(Attr::kind)), Some(Ok(2)));
        assert_eq!(attrs.next_word(), None);
        assert!(attrs.next().is_some_and(|attr| attr.is_err()));
        assert_eq!(attrs.next_word(), None);
    }

    #[test]
    fn flag_bits_are_not_part_of_the_kind() {
        let mut bytes = [0; 4];
        bytes[..2].copy_from_slice(&4u16.to_ne_bytes());
        bytes[2..].copy_from_slice(&(NESTED | NET_BYTEORDER | 5).to_ne_bytes());
        let attr = Attrs::new(&bytes).next().unwrap().unwrap();
        assert_eq!(attr.kind(), 5);
        assert!(attr.is_nested());
        assert_eq!(attr.raw_type(), NESTED | NET_BYTEORDER | 5);
    }
}
