// SPDX-License-Identifier: GPL-2.0

//! Generic netlink families.
//!
//! A family is data: a type that implements [`Definition`] names its operations, policies and groups in constants, and
//! is itself the state that the operations work on. One `static` [`Family`] holds what the core needs for ever. What
//! the core would complain about at registration does not compile:
//!
//! ```ignore
//! static FAMILY: Family<Demo> = Family::new();
//!
//! impl Definition for Demo {
//!     const NAME: &'static str = "klink-demo";
//!     const VERSION: u8 = 1;
//!     const OPS: &'static [Op<Self>] = &[Op::doit::<Get>(), Op::dump::<Get>(), Op::doit::<Set>()];
//!     const GROUPS: &'static [Group] = &[Group::new("changes", Join::Anyone)];
//! }
//!
//! // In the module's init:
//! FAMILY.open(setup, Arc::new(Demo::new()?, GFP_KERNEL)?)?;
//! ```
//!
//! Operations run concurrently, in the context of the process that asks; they may sleep, but while one does, no family
//! on the machine can come or go. Nothing of a module registers or unregisters a family while it runs: the kernel's copy of
//! the module opens what was prepared in init, and closes it before the module goes.
//!
//! C header: `include/net/genetlink.h`.

mod access;
mod dump;
mod family;
mod op;
mod policy;
mod request;

pub use access::Access;
pub use dump::{Dump, Part, Progress};
pub use family::{Definition, Family, Group, Join, Notification, Registered};
pub use op::{Do, Op};
pub use policy::{Policy, PolicyRef, Rule};
pub use request::{Info, Request};

pub use crate::wire::genl::Header;
