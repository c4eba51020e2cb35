// SPDX-License-Identifier: GPL-2.0

//! What a klink kernel module is built on. The modules themselves contain no unsafe code.
//!
//! | module | for |
//! |---|---|
//! | [`netlink`] | sockets on a protocol number, messages, answers |
//! | [`hook`] | calls when something happens in the kernel, and events of one's own |
//! | [`param`] | module parameters that `module!` does not have |
//! | [`log`] | log lines that a sender cannot flood |
//! | [`lock`], [`deferred`], [`clock`] | for contexts in which hardly anything is allowed |
//!
//! [`wire`] and [`protocol`] are the crates that user space uses, compiled from the same source.

#![deny(unsafe_op_in_unsafe_fn)]

pub use klink_protocol as protocol;
pub use klink_wire as wire;

#[path = "sys/clock.rs"]
pub mod clock;
#[path = "sys/compat.rs"]
pub mod compat;
#[path = "sys/deferred.rs"]
pub mod deferred;
#[path = "hook/hook.rs"]
pub mod hook;
#[path = "sys/lock.rs"]
pub mod lock;
#[path = "sys/log.rs"]
pub mod log;
#[path = "netlink/netlink.rs"]
pub mod netlink;
#[path = "sys/param.rs"]
pub mod param;
#[path = "sys/sys.rs"]
mod sys;
