// SPDX-License-Identifier: GPL-2.0

//! What a klink kernel module is built on. The modules themselves contain no unsafe code.
//!
//! | module | for |
//! |---|---|
//! | [`hook`] | loading and unloading ([`Module`]), parameters, calls when something happens in the kernel |
//! | [`netlink`] | sockets on a protocol number, messages, answers; generic netlink families |
//! | [`log`] | log lines that a sender cannot flood |
//! | [`clock`], [`ring`] | for contexts in which hardly anything is allowed |
//!
//! [`wire`] and [`protocol`] are the crates that user space uses, compiled from the same source.

#![deny(unsafe_op_in_unsafe_fn)]

pub use klink_protocol as protocol;
pub use klink_wire as wire;

pub use hook::{Module, Setup};

#[path = "sys/clock.rs"]
pub mod clock;
#[path = "sys/compat.rs"]
pub mod compat;
#[path = "hook/hook.rs"]
pub mod hook;
#[path = "sys/log.rs"]
pub mod log;
#[path = "netlink/netlink.rs"]
pub mod netlink;
#[path = "sys/ring.rs"]
pub mod ring;
#[path = "sys/sys.rs"]
mod sys;
