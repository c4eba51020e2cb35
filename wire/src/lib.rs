// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Netlink as bytes: the messages that cross the boundary between the Linux kernel and a process.
//!
//! The same source is compiled into user programs and into kernel modules, so nothing here allocates, panics or depends
//! on the side that it runs on. Reading borrows from the datagram; writing appends to a [`Buffer`] that the caller
//! provides and checks room and length fields at every step.
//!
//! | module | layout from the kernel's headers |
//! |---|---|
//! | [`addr`] | `struct sockaddr_nl`: port ids, groups, protocol numbers |
//! | [`message`] | `struct nlmsghdr` |
//! | [`attr`] | `struct nlattr` |
//! | [`build`] | writing the two |
//! | [`extack`] | `struct nlmsgerr`, `enum nlmsgerr_attrs`, the end of a dump |
//! | [`policy`] | `enum netlink_policy_type_attr` |
//! | [`genl`] | `struct genlmsghdr`, the controller family |
//!
//! Integers are in host byte order unless a name says otherwise; attribute payloads start at multiples of 4, so
//! 64-bit values are read and written unaligned.

#![no_std]
#![forbid(unsafe_code)]

pub mod addr;
pub mod attr;
pub mod build;
pub mod extack;
pub mod genl;
pub mod message;
pub mod policy;

pub use addr::{Group, Portid, Protocol};
pub use attr::{Attr, Attrs};
pub use build::{Buffer, BuildError, Builder, Slice};
pub use extack::ExtAck;
pub use message::{Flags, Header, Message, Messages};

/// The error for bytes that break netlink's framing or do not hold the requested value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// Fewer bytes than a header or value needs.
    Short {
        /// The number of bytes needed.
        need: usize,
        /// The number of bytes present.
        have: usize,
    },
    /// A length field is smaller than its own header or larger than the rest of the bytes.
    Length {
        /// The value of the field.
        claimed: usize,
        /// The number of bytes left, from the header on.
        have: usize,
    },
    /// A string lacks its terminating NUL, or contains another one.
    Nul,
    /// A string is not UTF-8.
    Utf8,
    /// A message is about something other than what was requested.
    Kind {
        /// The type of the message. It is as wide as the fields of other variants, so a result that may hold this
        /// variant costs no more to move.
        kind: usize,
    },
}

impl core::fmt::Display for Malformed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {
            Self::Short { need, have } => write!(f, "{have} bytes where {need} are needed"),
            Self::Length { claimed, have } => {
                write!(f, "length field says {claimed}, {have} bytes are left")
            }
            Self::Nul => f.write_str("string not terminated by its only NUL"),
            Self::Utf8 => f.write_str("string is not UTF-8"),
            Self::Kind { kind } => {
                write!(f, "a message of kind {kind} about something else")
            }
        }
    }
}

impl core::error::Error for Malformed {}

/// Netlink's alignment in bytes, for messages (`NLMSG_ALIGNTO`) and attributes (`NLA_ALIGNTO`).
pub const ALIGN: usize = 4;

/// `len` rounded up to [`ALIGN`]; saturates, so that a hostile length never wraps to a small one.
#[inline]
pub const fn align(len: usize) -> usize {
    len.saturating_add(ALIGN - 1) & !(ALIGN - 1)
}

/// The number of bytes from `len` to the next multiple of [`ALIGN`].
#[inline]
pub(crate) const fn padding(len: usize) -> usize {
    len.wrapping_neg() & (ALIGN - 1)
}

/// The first `N` bytes, or an error if there are fewer.
#[inline]
pub(crate) fn head<const N: usize>(bytes: &[u8]) -> Result<&[u8; N], Malformed> {
    bytes.first_chunk().ok_or(Malformed::Short {
        need: N,
        have: bytes.len(),
    })
}

/// Runs the example of the package's page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
