// SPDX-License-Identifier: GPL-2.0

//! Extended acks: the information that a handler returns in addition to an errno.

use core::ffi::CStr;
use core::fmt::{self, Write};
use core::ops::Range;
use core::ptr;

use kernel::str::CStrExt;

use crate::netlink::Error;
use crate::sys;
use crate::wire::{attr::HEADER_LEN, Attr, Header};

/// The part of an acknowledgement in addition to the errno, sent if the requester asked for it (`NETLINK_EXT_ACK`).
///
/// On success a message is a warning, and only message and cookie are sent. Each method replaces earlier values.
pub struct ExtAck<'a> {
    // Null if the core has no place for one.
    raw: *mut sys::netlink_ext_ack,
    /// The range of the message whose attributes can be named.
    message: Range<*const u8>,
    _request: core::marker::PhantomData<&'a mut sys::netlink_ext_ack>,
}

impl<'a> ExtAck<'a> {
    /// The maximum length of a formatted message in bytes; a longer one is truncated.
    pub const FORMATTED_MAX: usize = 79;

    /// # Safety
    ///
    /// `raw` is null, or nobody else uses what it points to during `'a`, after which the core reads it before the message
    /// goes, which is at `message`.
    pub(crate) unsafe fn new(raw: *mut sys::netlink_ext_ack, message: Range<*const u8>) -> Self {
        Self {
            raw,
            message,
            _request: core::marker::PhantomData,
        }
    }

    /// The maximum length of a message in bytes; a longer one is left out. The core would truncate its length field.
    pub const MESSAGE_MAX: usize = 1024;

    /// Sets the reason, or a warning; at most [`ExtAck::MESSAGE_MAX`] bytes.
    pub fn message(&mut self, message: &'static CStr) {
        if message.count_bytes() > Self::MESSAGE_MAX {
            return;
        }
        if let Some(raw) = self.raw() {
            raw._msg = message.as_char_ptr();
        }
        self.trace();
    }

    /// Sets the reason, or a warning, with values; at most [`ExtAck::FORMATTED_MAX`] bytes. NULs are left out.
    pub fn format(&mut self, message: fmt::Arguments<'_>) {
        if let Some(raw) = self.raw() {
            let mut text = Text {
                bytes: &mut raw._msg_buf,
                len: 0,
            };
            // Truncated if it does not fit.
            let _ = text.write_fmt(message);
            raw._msg = raw._msg_buf.as_ptr().cast();
        }
        self.trace();
    }

    /// Names the offending attribute, if it is one of the request's: the core warns about others.
    pub fn attr(&mut self, attr: &Attr<'_>) {
        let place = self.place(attr);
        if let Some(raw) = self.raw() {
            raw.bad_attr = place;
        }
    }

    /// Names the type of an attribute that is required and missing, at the top level of the request.
    pub fn missing(&mut self, kind: u16) {
        if let Some(raw) = self.raw() {
            raw.miss_type = kind;
            raw.miss_nest = ptr::null();
        }
    }

    /// Names the type of an attribute that is required and missing inside `nest`.
    pub fn missing_in(&mut self, nest: &Attr<'_>, kind: u16) {
        let place = self.place(nest);
        if let Some(raw) = self.raw() {
            raw.miss_type = kind;
            raw.miss_nest = place;
        }
    }

    /// Returns bytes to the requester, such as the number of the object that was made.
    pub fn cookie(&mut self, cookie: [u8; 8]) {
        if let Some(raw) = self.raw() {
            raw.cookie = cookie;
            raw.cookie_len = cookie.len() as u8;
        }
    }

    /// Sets the reason and returns the error: `return Err(ack.refuse(EBUSY, c"another change is in progress"))`.
    #[must_use = "the handler has to return it"]
    pub fn refuse(&mut self, error: impl Into<Error>, message: &'static CStr) -> Error {
        self.message(message);
        error.into()
    }

    /// Sets the reason and the offending attribute, and returns the error.
    #[must_use = "the handler has to return it"]
    pub fn refuse_attr(
        &mut self,
        error: impl Into<Error>,
        attr: &Attr<'_>,
        message: &'static CStr,
    ) -> Error {
        self.attr(attr);
        self.refuse(error, message)
    }

    /// The start of the attribute in the message: four bytes before its payload. C only uses it as a number, and
    /// reports the distance from the message's start. Null for an attribute outside of the message.
    #[inline(never)]
    fn place(&self, attr: &Attr<'_>) -> *const sys::nlattr {
        let place = attr.payload().as_ptr().wrapping_sub(HEADER_LEN);
        let attrs = self.message.start.wrapping_add(Header::LEN)..self.message.end;
        if attrs.contains(&place) {
            place.cast()
        } else {
            ptr::null()
        }
    }

    /// Shows the message to users of the kernel's tracepoint for such messages.
    #[inline(never)]
    fn trace(&mut self) {
        if let Some(raw) = self.raw() {
            // SAFETY: A string, which has been set just now.
            unsafe { sys::do_trace_netlink_extack(raw._msg) };
        }
    }

    fn raw(&mut self) -> Option<&mut sys::netlink_ext_ack> {
        // SAFETY: By the contract of `new` it is null or ours for `'a`.
        unsafe { self.raw.as_mut() }
    }
}

/// Text that ends with NUL in a buffer, truncated at the last character that fits.
struct Text<'a> {
    bytes: &'a mut [u8; 80],
    len: usize,
}

impl fmt::Write for Text<'_> {
    // Not once more in `write_char`.
    #[inline(never)]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut fits = text
            .len()
            .min(ExtAck::FORMATTED_MAX.saturating_sub(self.len));
        while !text.is_char_boundary(fits) {
            fits = fits.saturating_sub(1);
        }
        for &byte in text.as_bytes().iter().take(fits).filter(|&&byte| byte != 0) {
            if let Some(place) = self.bytes.get_mut(self.len) {
                *place = byte;
                self.len += 1;
            }
        }
        if let Some(nul) = self.bytes.get_mut(self.len) {
            *nul = 0;
        }
        if fits == text.len() {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}
