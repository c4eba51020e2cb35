// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writing: where bytes go, and the first error on the way, which the request ends with.

use std::fmt;
use std::marker::PhantomData;

use super::number::{Scalar, Width};
use super::value::{Ip, Mac, Raw, Value};
use super::view::GroupAddress;
use crate::request::Writer;
use crate::wire::attr::{MAX_PAYLOAD, NESTED};
use crate::wire::{align, BuildError};

/// A request that is being written. After an error nothing more is written.
pub trait Out {
    /// The bytes of the message so far.
    fn written(&self) -> usize;
    /// Appends bytes.
    fn raw(&mut self, bytes: &[u8]);
    /// Begins an attribute; returns where its payload does.
    fn begin(&mut self, kind: u16) -> usize;
    /// Ends the attribute whose payload begins there.
    fn end(&mut self, start: usize);
    /// Bytes that were written before, from `at` on; none after an error.
    fn again(&mut self, at: usize) -> &mut [u8];
    /// Notes an error, if it is the first.
    fn fail(&mut self, error: BuildError);
}

/// An [`Out`] that a message is written to.
#[derive(Debug)]
pub(crate) struct Sticky<'w, 'b> {
    message: &'w mut Writer<'b>,
    result: Result<(), BuildError>,
}

impl<'w, 'b> Sticky<'w, 'b> {
    pub(crate) fn new(message: &'w mut Writer<'b>) -> Self {
        Self {
            message,
            result: Ok(()),
        }
    }

    pub(crate) fn result(self) -> Result<(), BuildError> {
        self.result
    }
}

impl Out for Sticky<'_, '_> {
    fn written(&self) -> usize {
        self.message.len()
    }

    fn raw(&mut self, bytes: &[u8]) {
        if self.result.is_ok() {
            self.result = self.message.raw(bytes);
        }
    }

    fn begin(&mut self, kind: u16) -> usize {
        if self.result.is_ok() {
            self.result = self.message.put(kind, &[]);
        }
        self.message.len()
    }

    fn end(&mut self, start: usize) {
        let len = self.message.len().saturating_sub(start);
        if len > MAX_PAYLOAD {
            self.fail(BuildError::TooLong);
        }
        let padding = align(len) - len;
        self.raw([0; 3].get(..padding).unwrap_or_default());
        let header = crate::wire::attr::HEADER_LEN;
        let field = self.again(start.saturating_sub(header));
        if let (Some(field), Ok(len)) = (field.first_chunk_mut(), u16::try_from(header + len)) {
            *field = len.to_ne_bytes();
        }
    }

    fn again(&mut self, at: usize) -> &mut [u8] {
        match self.result {
            Ok(()) => self.message.written_mut().get_mut(at..).unwrap_or_default(),
            Err(_) => &mut [],
        }
    }

    fn fail(&mut self, error: BuildError) {
        self.result = self.result.and(Err(error));
    }
}

/// A writer of what stands at one place.
pub trait Put<'w>: Sized {
    /// Bytes of the struct that it begins with.
    const HEADER: usize;
    /// The names of its attributes.
    const ATTRIBUTES: &'static [(u16, &'static str, Option<&'static crate::Names>)];

    /// Begins to write here.
    fn begin(out: &'w mut dyn Out) -> Self;
    /// Where it writes.
    fn place(&mut self) -> &mut Place<'w>;
}

/// Appends an attribute with a value.
pub fn put<'w, 'a, P: Put<'w>, T: Value<'a, As>, As>(mut put: P, kind: u16, value: T) -> P {
    put.place().value(kind, &value);
    put
}

/// Appends an attribute that is only there, if it is a flag.
pub fn put_flag<'w, P: Put<'w>>(mut put: P, kind: u16, is_flag: bool) -> P {
    if is_flag {
        put.place().value::<&[u8], Raw>(kind, &&[][..]);
    }
    put
}

/// Begins an attribute, which is a nest or not; returns where its payload begins.
pub fn open(place: &mut Place<'_>, kind: u16, nest: bool) -> usize {
    place.out.begin(if nest { kind | NESTED } else { kind })
}

/// Ends the attribute whose payload begins there.
pub fn close<'w, P: Put<'w>>(mut put: P, start: usize) -> P {
    put.place().out.end(start);
    put
}

/// Where a writer writes.
pub struct Place<'w> {
    out: &'w mut dyn Out,
    start: usize,
    /// Whether it is the payload of an attribute that may become a nest.
    open: bool,
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}

impl<'w> Place<'w> {
    /// After all that was written, and after `header` zeros, the bytes of a struct. Attributes follow, if `aligned`.
    pub fn new(out: &'w mut dyn Out, header: usize, aligned: bool) -> Self {
        let start = out.written();
        let mut left = if aligned { align(header) } else { header };
        while left > 0 {
            let zeros: &[u8] = [0; 64].get(..left).unwrap_or(&[0; 64]);
            out.raw(zeros);
            left -= zeros.len();
        }
        Self {
            out,
            start,
            open: false,
        }
    }

    /// The payload of an attribute of which is not known yet whether it is a nest.
    pub fn open(out: &'w mut dyn Out) -> Self {
        Self {
            open: true,
            ..Self::new(out, 0, false)
        }
    }

    /// Marks that attribute as a nest.
    pub fn mark(&mut self) {
        let field = self.out.again(self.start.saturating_sub(2));
        if let (true, Some(field)) = (self.open, field.first_chunk_mut()) {
            *field = (u16::from_ne_bytes(*field) | NESTED).to_ne_bytes();
        }
    }

    /// For what is written inside.
    pub fn out(&mut self) -> &mut dyn Out {
        &mut *self.out
    }

    /// The same place, for the struct at its beginning.
    pub fn header(&mut self) -> Place<'_> {
        self.at(0)
    }

    /// A struct in the one that begins here.
    pub fn at(&mut self, offset: usize) -> Place<'_> {
        Place {
            start: self.start + offset,
            out: &mut *self.out,
            open: false,
        }
    }

    /// An attribute with a value.
    pub fn value<'a, T: Value<'a, As>, As>(&mut self, kind: u16, value: &T) {
        let start = self.out.begin(kind);
        self.append(value);
        self.out.end(start);
    }

    /// An attribute of its own around what `inner` writes: with the mark of a nest, if it is one.
    pub fn inside(&mut self, kind: u16, nest: bool, inner: impl FnOnce(&mut dyn Out)) {
        let start = open(self, kind, nest);
        inner(&mut *self.out);
        self.out.end(start);
    }

    /// An attribute with values one after another.
    pub fn items<'a, T: Value<'a, As>, As>(
        &mut self,
        kind: u16,
        values: impl IntoIterator<Item = T>,
    ) {
        let start = self.out.begin(kind);
        for value in values {
            self.append(&value);
        }
        self.out.end(start);
    }

    /// An array of values.
    pub fn indexed<'a, T: Value<'a, As>, As>(
        &mut self,
        kind: u16,
        values: impl IntoIterator<Item = T>,
    ) {
        let start = self.out.begin(kind | NESTED);
        for (value, index) in values.into_iter().zip(1..) {
            self.value(index, &value);
        }
        self.out.end(start);
    }

    /// An array of what `each` writes of an item, which is a nest or not.
    pub fn array<T>(
        &mut self,
        kind: u16,
        nests: bool,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut dyn Out, T),
    ) {
        let start = self.out.begin(kind | NESTED);
        for (item, index) in items.into_iter().zip(1..) {
            self.inside(index, nests, |out| each(out, item));
        }
        self.out.end(start);
    }

    /// Nests in nests, whose types are values, around what `inner` writes.
    pub fn type_value(&mut self, kind: u16, values: &[u16], inner: impl FnOnce(&mut dyn Out)) {
        let mut starts = vec![self.out.begin(kind | NESTED)];
        for value in values {
            starts.push(self.out.begin(value | NESTED));
        }
        inner(&mut *self.out);
        for start in starts.into_iter().rev() {
            self.out.end(start);
        }
    }

    /// Appends a value's bytes.
    pub fn append<'a, T: Value<'a, As>, As>(&mut self, value: &T) {
        let mut room = [0; 16];
        match value.bytes(&mut room) {
            Some(bytes) if T::NUL => {
                if bytes.contains(&0) {
                    self.out.fail(BuildError::Nul);
                }
                self.out.raw(bytes);
                self.out.raw(&[0]);
            }
            Some(bytes) => self.out.raw(bytes),
            None => self.out.fail(BuildError::TooLong),
        }
    }

    /// A member of the struct that begins here; zeros follow in the rest of its bytes.
    pub fn member<'a, T: Value<'a, As>, As>(&mut self, offset: usize, len: usize, value: &T) {
        let mut room = [0; 16];
        let written = value.bytes(&mut room);
        self.bytes(offset, len, written);
    }

    /// A member that is an array: zeros follow in the rest of its bytes.
    pub fn members<'a, T: Value<'a, As>, As>(
        &mut self,
        offset: usize,
        len: usize,
        values: impl IntoIterator<Item = T>,
    ) {
        let mut all = Vec::with_capacity(len);
        for value in values {
            let mut room = [0; 16];
            match value.bytes(&mut room) {
                Some(bytes) if all.len() + bytes.len() <= len => all.extend_from_slice(bytes),
                _ => return self.out.fail(BuildError::TooLong),
            }
        }
        self.bytes(offset, len, Some(&all));
    }

    /// A member that is the address of a group; zeros follow in the rest of its bytes.
    pub fn group_address(&mut self, offset: usize, len: usize, value: GroupAddress<'_>) {
        match value {
            GroupAddress::Ip(address) => self.member::<_, Ip>(offset, len, &address),
            GroupAddress::Mac(address) => self.member::<_, Mac>(offset, len, &address),
        }
    }

    fn bytes(&mut self, offset: usize, len: usize, written: Option<&[u8]>) {
        let field = self.out.again(self.start + offset);
        // No bytes: there was an error before.
        let Some(field) = field.get_mut(..len) else {
            return;
        };
        let split = written.and_then(|written| {
            let (there, rest) = field.split_at_mut_checked(written.len())?;
            Some((there, rest, written))
        });
        match split {
            Some((there, rest, written)) => {
                there.copy_from_slice(written);
                rest.fill(0);
            }
            None => self.out.fail(BuildError::TooLong),
        }
    }

    /// Some bits of a number of that struct.
    pub fn bits<T: Scalar, W: Width>(&mut self, offset: usize, shift: u32, count: u32, value: T) {
        let max = u64::MAX.checked_shr(64 - count).unwrap_or_default();
        let now = W::read(self.out.again(self.start + offset)).unwrap_or_default();
        let mut room = [0; 16];
        let all = (now & !(max << shift)) | ((value.raw() & max) << shift);
        let written = match value.raw() <= max {
            true => W::write(all, &mut room),
            false => None,
        };
        self.bytes(offset, W::LEN, written);
    }
}

/// Ends a record that begins at `start`: pads it, and writes its length into its struct.
pub fn end_record<W: Width>(out: &mut dyn Out, start: usize, offset: usize) {
    let len = out.written().saturating_sub(start);
    let padding = align(len) - len;
    out.raw([0; 3].get(..padding).unwrap_or_default());
    let mut room = [0; 16];
    let written = W::write(align(len) as u64, &mut room);
    let mut place = Place {
        out,
        start,
        open: false,
    };
    place.bytes(offset, W::LEN, written);
}

/// The front of attributes: a struct, or nothing.
pub trait Front {
    /// Its bytes.
    const BYTES: usize;
}

impl Front for () {
    const BYTES: usize = 0;
}

/// A writer of a struct.
pub trait At<'w> {
    /// Writes to the one that is there.
    fn at(place: Place<'w>) -> Self;
}

/// Writes attributes that have no description.
#[derive(Debug)]
pub struct PutUnnamed<'w, H = ()> {
    place: Place<'w>,
    header: PhantomData<fn() -> H>,
}

impl<H: Front> PutUnnamed<'_, H> {
    /// Appends an attribute.
    pub fn attribute(mut self, kind: u16, bytes: &[u8]) -> Self {
        self.place.value::<_, Raw>(kind, &bytes);
        self
    }
}

impl<'w, H: Front> Put<'w> for PutUnnamed<'w, H> {
    const HEADER: usize = H::BYTES;
    const ATTRIBUTES: &'static [(u16, &'static str, Option<&'static crate::Names>)] = &[];

    fn begin(out: &'w mut dyn Out) -> Self {
        Self {
            place: Place::new(out, H::BYTES, true),
            header: PhantomData,
        }
    }

    fn place(&mut self) -> &mut Place<'w> {
        &mut self.place
    }
}
