// SPDX-License-Identifier: GPL-2.0

//! What modules need besides sockets and hooks, without unsafe code.

pub mod clock;
pub mod compat;
pub mod log;
pub mod ring;
