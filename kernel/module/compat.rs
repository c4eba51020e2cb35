// SPDX-License-Identifier: GPL-2.0

//! The differences between supported kernels. Everything else compiles unchanged on 7.2 and 7.3.

use core::borrow::Borrow;

/// The value of a numeric module parameter, given what its `value()` returns: a reference on 7.2, a copy from 7.3 on.
pub fn param<T: Copy>(value: impl Borrow<T>) -> T {
    *value.borrow()
}
