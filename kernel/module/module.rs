// SPDX-License-Identifier: GPL-2.0

//! Other helpers for modules, without unsafe code.

pub mod clock;
pub mod compat;
pub mod log;
pub mod ring;
