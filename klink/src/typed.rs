// SPDX-License-Identifier: MIT OR Apache-2.0

//! The base of the code that `klink generate rust` makes of a family's description: views, writers and requests.
//!
//! A view reads an attribute when it is asked for it, and takes the last of several, as the kernel does. One that is too
//! short for its type is read as absent, a longer one is truncated, and what a view has no method for is in `attrs()`. A
//! struct of an older kernel may end before its last members, which then are 0.

mod family;
mod macros;
mod mirror;
mod notified;
mod number;
mod put;
mod request;
mod shapes;
mod show;
mod transaction;
mod value;
mod view;
mod whole;

#[cfg(feature = "tokio")]
pub(crate) use family::{asks, protocol_of};
pub use family::{Call, Client, Family};
#[cfg(feature = "tokio")]
pub(crate) use mirror::{receive, All, Core, Due, PART, RECEIVE_MAX};
pub use mirror::{Change, Member, Mirror, Mirrored, Objects, Parts};
pub use notified::{
    group_number, notified, GroupName, Joins, Notifications, Notified, Notifies, Receives,
};
pub use number::*;
pub use put::*;
pub use request::{ask, asked, reply, Ask, Operation, Writes};
pub use shapes::*;
pub use show::{debug, Shown, Sink, Walk};
pub use transaction::Transaction;
pub use value::*;
pub use view::*;
pub use whole::{Joined, Whole};
