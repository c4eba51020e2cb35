// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The definitions that klink's modules and programs share: numbers, names, limits and layouts, defined once for both
//! sides.

#![no_std]
#![forbid(unsafe_code)]

pub mod attack;
pub mod demo;
pub mod echo;
pub mod events;
pub mod fault;

pub use klink_wire as wire;

/// Runs the example of the package's page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
