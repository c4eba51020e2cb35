// SPDX-License-Identifier: MIT OR Apache-2.0

//! Generic netlink: families by name, their operations, groups and policies.
//!
//! ```
//! use klink::genl::{self, Controller};
//!
//! let mut controller = Controller::open()?;
//! let family = controller.family("nlctrl")?;
//! assert_eq!(family.id(), 16);
//!
//! // The family's own messages go over the same socket, or over any other socket of the protocol.
//! let get = family.request(3, |message| message.put_str(2, "nlctrl"));
//! let answer: genl::Answer = controller.socket().request(&get)?;
//! assert_eq!(answer.attrs.find(1).unwrap().u16().unwrap(), 16);
//! # Ok::<(), klink::Error>(())
//! ```

mod controller;
mod family;
mod policy;

pub(crate) use controller::{resolve_error, GetFamily};
pub use controller::{Change, Changes, Controller};
pub use family::{Answer, Family, Operation, Request};
pub use policy::{OperationPolicy, Policies};

pub use crate::wire::policy::{AttrType, Policy};
