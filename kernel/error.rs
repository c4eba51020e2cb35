// SPDX-License-Identifier: GPL-2.0

//! Errors: an errno, as the process will see it.

use core::fmt;

use kernel::alloc::AllocError;
use kernel::ffi::c_int;

use crate::wire::{BuildError, Malformed};

/// An errno. Made from the kernel crate's `Error`, from [`code`], or from what the buffers report.
///
/// # Invariants
///
/// Negative and not below -4095.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error(c_int);

/// What may fail with an [`Error`].
pub type Result<T = ()> = core::result::Result<T, Error>;

/// Errno values that the kernel crate of 7.2 does not name.
pub mod code {
    use super::Error;

    /// The protocol is taken.
    pub const EADDRINUSE: Error = Error(-98);
    /// It would wait where that is not allowed.
    pub const EDEADLK: Error = Error(-35);
    /// The operation does not exist.
    pub const EOPNOTSUPP: Error = Error(-95);
    /// No socket is there.
    pub const ECONNREFUSED: Error = Error(-111);
    /// What is asked for has been shut down.
    pub const ESHUTDOWN: Error = Error(-108);
    /// The receiver's buffer is full.
    pub const ENOBUFS: Error = Error(-105);
    /// What is referred to has been replaced by something new.
    pub const ESTALE: Error = Error(-116);
}

impl Error {
    /// An errno as errno(3) numbers them, from 1 to 4095; `EINVAL` for others.
    pub fn from_number(errno: u32) -> Self {
        match c_int::try_from(errno) {
            // INVARIANT: In these bounds.
            Ok(errno @ 1..=4095) => Self(-errno),
            _ => kernel::error::code::EINVAL.into(),
        }
    }

    /// The value as C functions return it: negative.
    pub const fn to_errno(self) -> c_int {
        self.0
    }

    /// What a function that C calls returns: negative for an error.
    pub(crate) fn returned(result: Result) -> c_int {
        result.map_or_else(Self::to_errno, |()| 0)
    }

    /// What a C function returned: negative for an error.
    pub(crate) fn check(value: c_int) -> Result<c_int> {
        if value < 0 {
            // INVARIANT: No kernel function returns an errno below -4095 (`MAX_ERRNO`); `max` holds it if one did.
            Err(Self(value.max(-4095)))
        } else {
            Ok(value)
        }
    }
}

impl From<kernel::error::Error> for Error {
    fn from(error: kernel::error::Error) -> Self {
        // INVARIANT: The kernel's type has the same one.
        Self(error.to_errno())
    }
}

impl From<Error> for kernel::error::Error {
    fn from(error: Error) -> Self {
        Self::from_errno(error.0)
    }
}

impl From<AllocError> for Error {
    fn from(error: AllocError) -> Self {
        kernel::error::Error::from(error).into()
    }
}

impl From<BuildError> for Error {
    fn from(_: BuildError) -> Self {
        kernel::error::code::EMSGSIZE.into()
    }
}

impl From<Malformed> for Error {
    fn from(_: Malformed) -> Self {
        kernel::error::code::EINVAL.into()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        kernel::error::Error::from(*self).fmt(f)
    }
}
