// SPDX-License-Identifier: GPL-2.0

//! Events that modules publish: both ends of `klink_events_publish()`.
//!
//! C header: `kernel/events/klink_events.h`.

use core::ffi::{c_void, CStr};
use core::marker::PhantomData;
use core::slice;

use kernel::error::code::{EINVAL, EMSGSIZE};
use kernel::ffi::{c_char, c_int};
use kernel::str::CStrExt;
use kernel::ThisModule;

use super::{
    Called, Event, Listener, Missing, PublicationFunctions, Registrar, RegistrarKind, Sealed,
    Source,
};
use crate::error::{Error, Result};
use crate::sys::{self, constant};

/// Publishes events in a module's name.
#[derive(Clone, Copy)]
pub struct Publisher(&'static ThisModule);

impl Publisher {
    /// A publisher for this module, which depends on `klink_events.ko` from now on.
    pub fn new(module: &'static ThisModule) -> Self {
        Self(module)
    }

    /// Appends an event to the journal, in any context except NMI. Everything is copied. `klink_events.h` lists the
    /// errors.
    pub fn publish(&self, what: &CStr, fields: &[Field<'_>]) -> Result {
        let count = u32::try_from(fields.len()).map_err(|_| EMSGSIZE)?;
        // SAFETY: A module that lives, a string, and so many fields, whose texts have so many bytes.
        Error::check(unsafe {
            sys::klink_events_publish(
                self.0.as_ptr().cast(),
                what.as_char_ptr(),
                fields.as_ptr().cast(),
                count,
            )
        })?;
        Ok(())
    }
}

/// A value with a name.
///
/// # Invariants
///
/// Name and text are what C expects, for as long as `'a`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Field<'a>(sys::klink_field, PhantomData<&'a [u8]>);

impl<'a> Field<'a> {
    /// A number.
    pub fn number(name: &'a CStr, number: u64) -> Self {
        Self::new(name, constant::KLINK_NUMBER, number, b"")
    }

    /// A number that may be negative.
    pub fn signed(name: &'a CStr, number: i64) -> Self {
        Self::new(name, constant::KLINK_SIGNED, number as u64, b"")
    }

    /// A text, which need not be UTF-8.
    pub fn text(name: &'a CStr, text: &'a [u8]) -> Self {
        Self::new(name, constant::KLINK_TEXT, 0, text)
    }

    fn new(name: &'a CStr, kind: u32, number: u64, text: &'a [u8]) -> Self {
        let raw = sys::klink_field {
            name: name.as_char_ptr(),
            text: text.as_ptr(),
            number,
            // A longer text is far too long as well.
            len: u32::try_from(text.len()).unwrap_or(u32::MAX),
            kind,
        };
        // INVARIANT: Both are borrowed for `'a`.
        Self(raw, PhantomData)
    }
}

/// Events that modules publish. The listener is called in an RCU read-side section, in any context; its result is
/// returned to the publisher. One hook at a time can be started.
pub struct Publications;

impl Event for Publications {
    type Notice<'a> = Publication<'a>;
    type Answer = Result;
}

impl Sealed for Publications {}

impl Source for Publications {
    fn find<L: Listener<Self>>() -> core::result::Result<Registrar, Missing> {
        // INVARIANT: The function is for this type of listener.
        Ok(Registrar(RegistrarKind::Publications {
            functions: &PublicationFunctions { begin, end },
            receive: receive::<L>,
        }))
    }
}

/// # Safety
///
/// The receiver stays until [`end`] has returned.
unsafe fn begin(receiver: *const sys::klink_receiver) -> c_int {
    // SAFETY: By this function's contract.
    unsafe { sys::klink_publish_to(receiver) }
}

fn end() {
    sys::klink_publish_end();
}

/// # Safety
///
/// C calls this with the [`Called<L>`] that was registered and what a module publishes.
unsafe extern "C" fn receive<L: Listener<Publications>>(
    called: *mut c_void,
    publication: *const sys::klink_publication,
) -> c_int {
    // SAFETY: By this function's contract; both stay during the call.
    let (called, publication) = unsafe { (&*called.cast::<Called<L>>(), &*publication) };
    Error::returned(called.listener.notify(Publication(publication)))
}

/// An event that a module publishes, as far as it is well-formed.
///
/// # Invariants
///
/// Pointers are null or as `klink_events.h` wants them.
pub struct Publication<'a>(&'a sys::klink_publication);

/// The value of a field.
pub enum FieldValue<'a> {
    /// A number.
    Number(u64),
    /// A number that may be negative.
    Signed(i64),
    /// A text without NUL.
    Text(&'a [u8]),
}

impl<'a> Publication<'a> {
    /// The module's name. `EINVAL` if there is none.
    pub fn publisher(&self) -> Result<&'a [u8]> {
        // SAFETY: By the type invariant.
        unsafe { string(self.0.publisher, constant::KLINK_TEXT_MAX) }
    }

    /// The text of the event. `EINVAL` if it is empty or null, `EMSGSIZE` if it is too long.
    pub fn what(&self) -> Result<&'a [u8]> {
        // SAFETY: By the type invariant.
        unsafe { string(self.0.what, constant::KLINK_TEXT_MAX) }
    }

    /// The names and values. `EINVAL` for those that are empty, null or of unknown kind, `EMSGSIZE` for those that are
    /// too long.
    pub fn fields(&self) -> Result<impl Iterator<Item = Result<(&'a [u8], FieldValue<'a>)>>> {
        let fields = match self.0.count {
            0 => &[],
            _ if self.0.fields.is_null() => return Err(EINVAL.into()),
            // SAFETY: By the type invariant there are so many.
            count => unsafe { slice::from_raw_parts(self.0.fields, count as usize) },
        };
        Ok(fields.iter().map(|field| {
            // SAFETY: By the type invariant.
            let name = unsafe { string(field.name, constant::KLINK_NAME_MAX) }?;
            // SAFETY: By the type invariant.
            let value = unsafe { value(field) }?;
            Ok((name, value))
        }))
    }
}

/// # Safety
///
/// The field is as `klink_events.h` wants it for `'a`, but for its kind, null and lengths.
unsafe fn value<'a>(field: &sys::klink_field) -> Result<FieldValue<'a>> {
    match field.kind {
        constant::KLINK_NUMBER => Ok(FieldValue::Number(field.number)),
        constant::KLINK_SIGNED => Ok(FieldValue::Signed(field.number as i64)),
        constant::KLINK_TEXT if field.text.is_null() => Err(EINVAL.into()),
        constant::KLINK_TEXT if field.len > constant::KLINK_TEXT_MAX => Err(EMSGSIZE.into()),
        constant::KLINK_TEXT => {
            // SAFETY: By this function's contract there are so many bytes.
            let text = unsafe { slice::from_raw_parts(field.text, field.len as usize) };
            match text.contains(&0) {
                true => Err(EINVAL.into()),
                false => Ok(FieldValue::Text(text)),
            }
        }
        _ => Err(EINVAL.into()),
    }
}

/// A string of 1 to `max` bytes.
///
/// # Safety
///
/// It is null, or stays for `'a` and ends with NUL or has more than `max` bytes.
unsafe fn string<'a>(string: *const c_char, max: u32) -> Result<&'a [u8]> {
    if string.is_null() {
        return Err(EINVAL.into());
    }
    let max = max as usize;
    // SAFETY: By this function's contract; no more bytes than that are read.
    let bytes = unsafe { slice::from_raw_parts(string.cast(), sys::strnlen(string, max + 1)) };
    match bytes.len() {
        0 => Err(EINVAL.into()),
        len if len > max => Err(EMSGSIZE.into()),
        _ => Ok(bytes),
    }
}
