// SPDX-License-Identifier: GPL-2.0

//! Generic netlink families.
//!
//! A family is data: a type that implements [`Definition`] names its operations, policies and groups in constants, and
//! the state of the operations. One `static` [`Family`] holds the data that the core needs permanently.
//!
//! `klink generate rust --kernel` writes all of that from a description, but for the state: `docs/writing-a-module.md`.
//! By hand, definitions that the core would warn about at registration do not compile:
//!
//! ```ignore
//! static FAMILY: Family<Demo> = Family::new();
//!
//! impl Definition for Demo {
//!     type State = Self;
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
//! Operations run concurrently, in the context of the requesting process; they may sleep, but while one does, no family
//! on the machine can be registered or unregistered. A module does not register or unregister a family while it runs:
//! the kernel's copy of the module opens the families prepared in init, and closes them before the module is unloaded.
//!
//! C header: `include/net/genetlink.h`.

mod access;
mod described;
mod dump;
mod family;
mod op;
mod policy;
mod request;

pub use access::Access;
pub use described::{AttrValue, AttrValues, Items, Note};
pub use dump::{Dump, DumpDatagram, Progress};
pub use family::{Definition, Family, Group, Join, Notification, Registered};
pub use op::{Do, Op};
pub use policy::{Policy, PolicyRef, Rule};
pub use request::{Info, Request};

pub use crate::wire::genl::Header;
