// SPDX-License-Identifier: MIT OR Apache-2.0

//! Possible readings of a text.

/// The most bytes of one datagram in a text.
pub(super) const SIZE_MAX: usize = 16 << 20;

/// A text in one of the forms that it may have.
pub(super) struct Reading {
    /// The form's name.
    pub(super) form: String,
    pub(super) datagrams: Vec<Vec<u8>>,
    /// Whether the form shows where the last datagram ends.
    pub(super) exact: bool,
    /// Whether it counts although it shows no messages.
    pub(super) likely: bool,
}
