// SPDX-License-Identifier: GPL-2.0

//! The crate that klink's kernel modules are built on. The modules themselves contain no unsafe code.
//!
//! | module | for |
//! |---|---|
//! | [`hook`] | loading and unloading ([`Module`]), parameters, calls when something happens in the kernel |
//! | [`mod@module`] | log lines that a sender cannot flood, time, the journal's ring, where kernels differ |
//! | [`netlink`] | sockets on a protocol number, messages, replies; generic netlink families |
//!
//! The crates [`wire`] and [`protocol`] are those of user space, compiled from the same source.

#![deny(unsafe_op_in_unsafe_fn)]

pub use klink_protocol as protocol;
pub use klink_wire as wire;

pub use hook::{Module, Setup};

pub mod error;
#[path = "hook/hook.rs"]
pub mod hook;
#[path = "module/module.rs"]
pub mod module;
#[path = "netlink/netlink.rs"]
pub mod netlink;
#[path = "sys/sys.rs"]
mod sys;
