// SPDX-License-Identifier: GPL-2.0

//! Errors: an errno, as a process will see it.

use core::fmt;

use kernel::alloc::AllocError;
use kernel::ffi::c_int;

use crate::wire::{BuildError, Malformed};

/// An errno, made from the kernel crate's `Error`, from [`code`], or from the errors of buffers.
///
/// # Invariants
///
/// Negative and not below -4095.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error(c_int);

/// The result of a function that fails with an [`Error`].
pub type Result<T = ()> = core::result::Result<T, Error>;

/// Errno values that the kernel crate of 7.2 does not name.
pub mod code {
    use super::Error;

    /// The protocol is taken.
    pub const EADDRINUSE: Error = Error(-98);
    /// The call would wait where that is not allowed.
    pub const EDEADLK: Error = Error(-35);
    /// The operation does not exist.
    pub const EOPNOTSUPP: Error = Error(-95);
    /// There is no socket.
    pub const ECONNREFUSED: Error = Error(-111);
    /// The object has been shut down.
    pub const ESHUTDOWN: Error = Error(-108);
    /// The receiver's buffer is full.
    pub const ENOBUFS: Error = Error(-105);
    /// The object has been replaced by a new one.
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

    /// The value as in C functions: negative.
    pub const fn to_errno(self) -> c_int {
        self.0
    }

    /// The return value of a function that C calls: negative for an error.
    pub(crate) fn returned(result: Result) -> c_int {
        result.map_or_else(Self::to_errno, |()| 0)
    }

    /// Checks the return value of a C function: negative for an error.
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
