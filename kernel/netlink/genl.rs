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
//!     const OPS: &'static [Op<Self>] = &[Op::act::<Get>(), Op::dump::<Get>(), Op::act::<Set>()];
//!     const GROUPS: &'static [Group] = &[Group::new("changes", Join::Anyone)];
//! }
//!
//! let registration = FAMILY.register(module, Arc::new(Demo::new()?, GFP_KERNEL)?)?;
//! ```
//!
//! Operations run concurrently, in the context of the process that asks; they may sleep, but while one does, no family
//! on the machine can come or go. Dumps may outlive the registration, until their reader has read on or gone; they keep
//! state and module.
//!
//! C header: `include/net/genetlink.h`.

mod dump;
mod family;
mod op;
mod policy;
mod request;

pub use dump::{Dump, Part, Progress};
pub use family::{Definition, Event, Family, Group, Join, Registered, Registration};
pub use op::{Access, Act, Op};
pub use policy::{Policy, PolicyRef, Rule};
pub use request::{Details, Request};

pub use crate::wire::genl::Header;
