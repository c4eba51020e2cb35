// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Writing messages and attributes into a buffer that the caller owns.
//!
//! ```
//! # use klink_wire::{Builder, Flags, Header, Messages, Slice};
//! let mut room = [0; 64];
//! let mut slice = Slice::new(&mut room);
//! let mut request = Builder::new(&mut slice, 0x10, Flags::REQUEST, 1)?;
//! request.put_u32(1, 7)?;
//! request.nest(2, |inner| inner.put_str(1, "name"))?;
//! request.finish()?;
//!
//! let message = Messages::new(slice.written()).next().unwrap()?;
//! assert_eq!(message.attrs(0).find(1).unwrap().u32()?, 7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::attr::{HEADER_LEN, MAX_PAYLOAD, NESTED};
use crate::{align, padding, Flags, Header};

/// The error when a message or attribute could not be written. The incomplete part is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The buffer is full.
    Full,
    /// The bytes do not fit in the length field: at most 65,531 in an attribute, 4 GiB in a message.
    TooLong,
    /// A string contains a NUL, where the reader would end it.
    Nul,
}

impl core::fmt::Display for BuildError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Full => "buffer is full",
            Self::TooLong => "too long for its length field: an attribute holds 65531 bytes",
            Self::Nul => "NUL inside a string",
        })
    }
}

impl core::error::Error for BuildError {}

/// Memory to which bytes are appended: a slice, a vector, a kernel socket buffer.
pub trait Buffer {
    /// The bytes that were appended so far.
    fn written(&self) -> &[u8];

    /// The number of bytes that were appended so far.
    #[inline]
    fn used(&self) -> usize {
        self.written().len()
    }

    /// The bytes that were appended so far, for filling in lengths.
    fn written_mut(&mut self) -> &mut [u8];

    /// Appends `len` bytes with unspecified contents and returns them, or appends nothing. The [`Builder`] writes all
    /// of them.
    fn append(&mut self, len: usize) -> Result<&mut [u8], BuildError>;

    /// Removes everything from `len` on; does nothing if there is less.
    fn truncate(&mut self, len: usize);
}

/// A [`Buffer`] in borrowed memory of fixed size.
#[derive(Debug)]
pub struct Slice<'a> {
    bytes: &'a mut [u8],
    used: usize,
}

impl<'a> Slice<'a> {
    /// An empty buffer in this memory.
    #[inline]
    pub fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, used: 0 }
    }

    /// The bytes that were written.
    #[inline]
    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&[])
    }
}

impl Buffer for Slice<'_> {
    #[inline]
    fn written(&self) -> &[u8] {
        Slice::written(self)
    }

    #[inline]
    fn used(&self) -> usize {
        self.used
    }

    #[inline]
    fn written_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.used).unwrap_or_default()
    }

    #[inline]
    fn append(&mut self, len: usize) -> Result<&mut [u8], BuildError> {
        let end = self.used.checked_add(len).ok_or(BuildError::Full)?;
        let appended = self.bytes.get_mut(self.used..end).ok_or(BuildError::Full)?;
        self.used = end;
        Ok(appended)
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.used = self.used.min(len);
    }
}

/// The offset of the port id in a header.
const CLAIMED_PORTID: usize = 12;

/// A message that is being written at the end of a buffer. If it is dropped before [`Builder::finish`], it is removed.
#[derive(Debug)]
#[must_use = "a message counts only once it is finished"]
pub struct Builder<'b, B: Buffer> {
    buffer: &'b mut B,
    /// The number of bytes in the buffer before the message and its leading padding.
    before: usize,
    /// The length of the message so far in bytes. It is counted here, and not read from the buffer: if the caller's
    /// lengths are constants, the compiler knows this length, too, and removes the code for padding that is never
    /// needed.
    len: usize,
    finished: bool,
}

macro_rules! put_number {
    ($($name:ident $ty:ty, $to:ident, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[inline]
        pub fn $name(&mut self, kind: u16, value: $ty) -> Result<(), BuildError> {
            self.put(kind, &value.$to())
        }
    )*};
}

impl<'b, B: Buffer> Builder<'b, B> {
    /// Begins a message after the content of the buffer, aligned. Its port id is the kernel's, 0, until
    /// [`Builder::claim`] is called.
    #[inline]
    pub fn new(buffer: &'b mut B, kind: u16, flags: Flags, seq: u32) -> Result<Self, BuildError> {
        let before = buffer.used();
        let gap = padding(before);
        if gap != 0 {
            zero(buffer.append(gap)?);
        }
        let mut message = Self {
            buffer,
            before,
            len: 0,
            finished: false,
        };
        let header = Header {
            len: 0,
            kind,
            flags,
            seq,
            claimed_portid: 0,
        };
        message.raw(&header.to_bytes())?;
        Ok(message)
    }

    /// Sets the port id of the message. The kernel's replies have the requester's port id, and some receivers skip
    /// messages with another one; some modules reply to it.
    #[inline]
    pub fn claim(&mut self, portid: u32) {
        let field = self.start().saturating_add(CLAIMED_PORTID);
        self.overwrite(field, portid.to_ne_bytes());
    }

    /// The length of the message so far in bytes, including the header.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The message so far, from its header on: for values that are known later than the bytes around them. What goes into
    /// the length of the message or of an open nest is written when that ends.
    #[inline]
    pub fn written_mut(&mut self) -> &mut [u8] {
        let start = self.start();
        self.buffer
            .written_mut()
            .get_mut(start..)
            .unwrap_or_default()
    }

    /// Always false, because there is always a header. It exists because types with `len` are expected to have it.
    #[inline]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Appends bytes unchanged: a protocol's fixed header, or a payload that does not consist of attributes.
    #[inline]
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), BuildError> {
        copy(self.buffer.append(bytes.len())?, bytes);
        self.len = self.len.wrapping_add(bytes.len());
        Ok(())
    }

    /// Appends an attribute.
    #[inline]
    pub fn put(&mut self, kind: u16, payload: &[u8]) -> Result<(), BuildError> {
        copy(self.append(kind, payload.len())?, payload);
        Ok(())
    }

    put_number! {
        put_u8 u8, to_ne_bytes, "Appends an unsigned 8-bit number.";
        put_u16 u16, to_ne_bytes, "Appends an unsigned 16-bit number.";
        put_u32 u32, to_ne_bytes, "Appends an unsigned 32-bit number.";
        put_u64 u64, to_ne_bytes, "Appends an unsigned 64-bit number. Its payload is aligned to 4 only.";
        put_i8 i8, to_ne_bytes, "Appends a signed 8-bit number.";
        put_i16 i16, to_ne_bytes, "Appends a signed 16-bit number.";
        put_i32 i32, to_ne_bytes, "Appends a signed 32-bit number.";
        put_i64 i64, to_ne_bytes, "Appends a signed 64-bit number. Its payload is aligned to 4 only.";
        put_be16 u16, to_be_bytes, "Appends an unsigned 16-bit number in network byte order.";
        put_be32 u32, to_be_bytes, "Appends an unsigned 32-bit number in network byte order.";
        put_be64 u64, to_be_bytes, "Appends an unsigned 64-bit number in network byte order.";
    }

    /// Appends an unsigned number in 32 bits if it fits and in 64 otherwise (`NLA_UINT`).
    #[inline]
    pub fn put_uint(&mut self, kind: u16, value: u64) -> Result<(), BuildError> {
        match u32::try_from(value) {
            Ok(value) => self.put_u32(kind, value),
            Err(_) => self.put_u64(kind, value),
        }
    }

    /// Appends a signed number in 32 bits if it fits and in 64 otherwise (`NLA_SINT`).
    #[inline]
    pub fn put_sint(&mut self, kind: u16, value: i64) -> Result<(), BuildError> {
        match i32::try_from(value) {
            Ok(value) => self.put_i32(kind, value),
            Err(_) => self.put_i64(kind, value),
        }
    }

    /// Appends a string and its NUL, which both `NLA_STRING` and `NLA_NUL_STRING` accept.
    #[inline]
    pub fn put_str(&mut self, kind: u16, value: &str) -> Result<(), BuildError> {
        self.put_string(kind, value.as_bytes())
    }

    /// Appends a string as [`Builder::put_str`] does; it need not be UTF-8.
    #[inline]
    pub fn put_string(&mut self, kind: u16, value: &[u8]) -> Result<(), BuildError> {
        if value.contains(&0) {
            return Err(BuildError::Nul);
        }
        let len = value.len().checked_add(1).ok_or(BuildError::TooLong)?;
        let payload = self.append(kind, len)?;
        if let Some((nul, string)) = payload.split_last_mut() {
            copy(string, value);
            *nul = 0;
        }
        Ok(())
    }

    /// Appends a flag: an attribute without payload.
    #[inline]
    pub fn put_flag(&mut self, kind: u16) -> Result<(), BuildError> {
        self.put(kind, &[])
    }

    /// Appends an attribute of `len` zero bytes and returns them to be written.
    #[inline]
    pub fn reserve(&mut self, kind: u16, len: usize) -> Result<&mut [u8], BuildError> {
        let payload = self.append(kind, len)?;
        payload.fill(0);
        Ok(payload)
    }

    /// Appends a nest with the attributes that `inner` appends. If `inner` fails, the nest is removed.
    #[inline]
    pub fn nest<E: From<BuildError>>(
        &mut self,
        kind: u16,
        inner: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let (before, len) = (self.buffer.used(), self.len);
        let begun = self.put(kind | NESTED, &[]).map_err(E::from);
        let nested = begun.and_then(|()| {
            let start = self.buffer.used();
            inner(self)?;
            self.pad()?;
            let len = self.buffer.used().saturating_sub(start);
            if len > MAX_PAYLOAD {
                return Err(BuildError::TooLong.into());
            }
            let at = start.saturating_sub(HEADER_LEN);
            self.overwrite(at, attr_header(kind | NESTED, len));
            Ok(())
        });
        if nested.is_err() {
            self.buffer.truncate(before);
            self.len = len;
        }
        nested
    }

    /// Completes the message: fills in its length, and pads its end so that another one can follow.
    #[inline]
    pub fn finish(mut self) -> Result<(), BuildError> {
        let len = u32::try_from(self.len).map_err(|_| BuildError::TooLong)?;
        self.pad()?;
        self.overwrite(self.start(), len.to_ne_bytes());
        self.finished = true;
        Ok(())
    }

    /// The offset of the header in the buffer.
    #[inline]
    fn start(&self) -> usize {
        align(self.before)
    }

    /// Appends leading padding, the header, `len` bytes and the padding after them, all at once so that nothing remains
    /// if there is no room. Returns the payload, unwritten.
    #[inline]
    fn append(&mut self, kind: u16, len: usize) -> Result<&mut [u8], BuildError> {
        if len > MAX_PAYLOAD {
            return Err(BuildError::TooLong);
        }
        let gap = padding(self.len);
        let added = gap + HEADER_LEN + align(len);
        let whole = self.buffer.append(added)?;
        self.len = self.len.wrapping_add(added);
        let (front, behind) = whole
            .split_at_mut_checked(gap + HEADER_LEN)
            .ok_or(BuildError::Full)?;
        let (gap, header) = front.split_at_mut_checked(gap).ok_or(BuildError::Full)?;
        let (payload, end) = behind.split_at_mut_checked(len).ok_or(BuildError::Full)?;
        zero(gap);
        copy(header, &attr_header(kind, len));
        zero(end);
        Ok(payload)
    }

    /// Appends padding up to the next multiple of [`crate::ALIGN`].
    #[inline]
    fn pad(&mut self) -> Result<(), BuildError> {
        let gap = padding(self.len);
        if gap != 0 {
            zero(self.buffer.append(gap)?);
            self.len = self.len.wrapping_add(gap);
        }
        Ok(())
    }

    /// Overwrites the bytes at `at` in the buffer.
    #[inline]
    fn overwrite<const N: usize>(&mut self, at: usize, bytes: [u8; N]) {
        let written = self.buffer.written_mut().get_mut(at..);
        if let Some(there) = written.and_then(<[u8]>::first_chunk_mut) {
            *there = bytes;
        }
    }
}

impl<B: Buffer> Drop for Builder<'_, B> {
    #[inline]
    fn drop(&mut self) {
        if !self.finished {
            self.buffer.truncate(self.before);
        }
    }
}

/// The four bytes before a payload of `len` bytes, which the caller has checked against [`MAX_PAYLOAD`].
#[inline]
const fn attr_header(kind: u16, len: usize) -> [u8; HEADER_LEN] {
    let [l0, l1] = ((HEADER_LEN + len) as u16).to_ne_bytes();
    let [t0, t1] = kind.to_ne_bytes();
    [l0, l1, t0, t1]
}

/// Clears padding, of at most 3 bytes: one store for each is cheaper than a call.
#[inline]
fn zero(padding: &mut [u8]) {
    if let [first, rest @ ..] = padding {
        *first = 0;
        if let [second, rest @ ..] = rest {
            *second = 0;
            if let [third, ..] = rest {
                *third = 0;
            }
        }
    }
}

/// `copy_from_slice` without its panic; both sides have the same length by construction.
#[inline]
fn copy(to: &mut [u8], from: &[u8]) {
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attrs, Messages};

    #[test]
    fn messages_follow_each_other_aligned() {
        let mut room = [0xaa; 64];
        let mut slice = Slice::new(&mut room);
        for payload in [&b"h"[..], b"hello"] {
            let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
            message.raw(payload).unwrap();
            message.finish().unwrap();
        }
        assert_eq!(slice.written().len(), 20 + 24);
        assert_eq!(slice.written()[17..20], [0; 3]);
        let mut messages = Messages::new(slice.written());
        assert_eq!(messages.next().unwrap().unwrap().payload, b"h");
        assert_eq!(messages.next().unwrap().unwrap().payload, b"hello");
        assert_eq!(messages.next(), None);
    }

    #[test]
    fn what_is_written_can_be_changed_behind_others() {
        let mut room = [0xaa; 64];
        let mut slice = Slice::new(&mut room);
        for value in [1, 2] {
            let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
            message.raw(&[0; 3]).unwrap();
            assert_eq!(message.written_mut().len(), 19);
            message.written_mut()[18] = value;
            message.finish().unwrap();
        }
        let payloads = Messages::new(slice.written()).map(|message| message.unwrap().payload);
        assert!(payloads.eq([[0, 0, 1], [0, 0, 2]]));
    }

    #[test]
    fn nothing_stays_of_what_does_not_fit() {
        for size in 0..60 {
            let mut room = [0; 60];
            let mut slice = Slice::new(&mut room[..size]);
            let whole = Builder::new(&mut slice, 30, Flags::NONE, 1).and_then(|mut message| {
                message.put_str(1, "eth0")?;
                message.nest(2, |inner| {
                    inner.put_u64(1, 1)?;
                    inner.put_flag(2)
                })?;
                message.put_u16(3, 1)?;
                message.finish()
            });
            assert_eq!(
                whole.is_ok(),
                size == 60 || slice.written().len() == 56,
                "{size}"
            );
            assert_eq!(slice.written().is_empty(), whole.is_err(), "{size}");
        }
    }

    #[test]
    fn a_failed_nest_leaves_the_message_usable() {
        let mut room = [0; 48];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        message.put_u8(1, 1).unwrap();
        let refused = message.nest(2, |inner| {
            inner.put_u32(1, 1)?;
            inner.put(2, &[0; 32])
        });
        assert_eq!(refused, Err(BuildError::Full));
        message.put_u8(3, 3).unwrap();
        message.finish().unwrap();
        let mut kinds = Attrs::new(&slice.written()[16..]).map(|attr| attr.unwrap().kind());
        assert_eq!(
            (kinds.next(), kinds.next(), kinds.next()),
            (Some(1), Some(3), None)
        );
    }

    #[test]
    fn a_failed_attribute_leaves_no_padding_behind() {
        let mut room = [0; 32];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        message.raw(b"abc").unwrap();
        assert_eq!(message.put(1, &[0; 32]), Err(BuildError::Full));
        assert_eq!(message.len(), Header::LEN + 3);
        let refused: Result<(), BuildError> = message.nest(1, |inner| inner.put(1, &[0; 32]));
        assert_eq!(refused, Err(BuildError::Full));
        assert_eq!(message.len(), Header::LEN + 3);
    }

    #[test]
    fn an_unfinished_message_leaves_no_padding_behind() {
        let mut room = [0; 32];
        let mut slice = Slice::new(&mut room);
        slice.append(3).unwrap();
        drop(Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap());
        assert_eq!(slice.written().len(), 3);
        slice.append(14).unwrap();
        assert!(Builder::new(&mut slice, 30, Flags::NONE, 1).is_err());
        assert_eq!(slice.written().len(), 17);
    }

    #[test]
    fn a_reserved_payload_is_zero() {
        let mut room = [0xaa; 32];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        assert_eq!(message.reserve(1, 5), Ok(&mut [0; 5][..]));
        message.finish().unwrap();
        assert_eq!(slice.written()[20..], [0; 8]);
    }

    #[test]
    fn attributes_end_at_their_length_field() {
        let mut room = [0; 70_000];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        assert_eq!(
            message.reserve(1, MAX_PAYLOAD + 1),
            Err(BuildError::TooLong)
        );
        assert_eq!(
            message.reserve(1, MAX_PAYLOAD).map(|payload| payload.len()),
            Ok(MAX_PAYLOAD)
        );
        let nested: Result<(), BuildError> = message.nest(2, |inner| {
            inner.put(1, &[0; 2000])?;
            inner.put(1, &[0; 2000])
        });
        assert_eq!(nested, Ok(()));
    }

    #[test]
    fn a_nest_ends_at_its_length_field() {
        let mut room = [0; 70_000];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        let nested = message.nest(2, |inner| {
            inner.put(1, &[0; 40_000])?;
            inner.put(1, &[0; 25_600])
        });
        assert_eq!(nested, Err(BuildError::TooLong));
        assert_eq!(message.len(), Header::LEN);
    }

    #[test]
    fn a_message_claims_what_it_is_made_to() {
        let mut room = [0; 64];
        let mut slice = Slice::new(&mut room);
        Builder::new(&mut slice, 30, Flags::NONE, 1)
            .and_then(Builder::finish)
            .unwrap();
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        message.claim(0x0102_0304);
        message.finish().unwrap();
        let claimed = Messages::new(slice.written()).map(|m| m.unwrap().header.claimed_portid);
        assert!(claimed.eq([0, 0x0102_0304]));
    }

    #[test]
    fn bytes_that_end_a_nest_unaligned_are_padded_once() {
        let mut room = [0xaa; 64];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        message.nest(1, |inner| inner.raw(b"a")).unwrap();
        message.put_u8(2, 2).unwrap();
        assert_eq!(message.len(), 16 + 8 + 8);
        message.finish().unwrap();
        let mut attrs = Attrs::new(&slice.written()[16..]).map(Result::unwrap);
        assert_eq!(attrs.next().unwrap().payload(), b"a\0\0\0");
        assert_eq!(attrs.next().unwrap().u8(), Ok(2));
        assert_eq!(attrs.next(), None);
    }

    #[test]
    fn a_nul_inside_a_string_is_refused() {
        let mut room = [0; 64];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        assert_eq!(message.put_str(1, "a\0b"), Err(BuildError::Nul));
        assert_eq!(message.len(), Header::LEN);
    }
}
