// SPDX-License-Identifier: GPL-2.0

//! Netlink for kernel modules.
//!
//! C headers: `include/linux/netlink.h`, `include/net/netlink.h`.
//!
//! What the types rule out:
//! - answering to an address that the sender wrote: [`Datagram::reply`] takes it from the kernel's own record;
//! - answering to the kernel itself, which would recurse: [`Portid`] is never 0;
//! - sending a buffer twice, or after an error: sending consumes an [`Outgoing`];
//! - blocking the kernel on a process that does not read: nothing here waits for a receiver;
//! - reading or writing out of bounds: bytes are read and written by [`wire`](crate::wire) only.

mod datagram;
mod error;
mod extack;
pub mod genl;
mod message;
mod net;
mod registry;
mod release;
mod request;
mod socket;

pub use crate::wire::{Attr, Attrs, Builder, Flags, Group, Header, Malformed, Message, Messages};
pub use crate::wire::{Portid, Protocol};
pub use datagram::{Capability, Datagram};
pub use error::{code, Error, Result};
pub use extack::ExtAck;
pub use message::{Outgoing, Room, Tail, Wait};
pub use net::Net;
pub use release::ReleaseNotifier;
pub use request::Request;
pub use socket::{Delivery, Endpoint, Groups, Handler, Refused, Socket, Sockets};
