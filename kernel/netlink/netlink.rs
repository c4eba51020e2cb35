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

mod error;
mod message;
mod net;
mod socket;

pub use crate::wire::{Flags, Group, Header, Malformed, Message, Messages, Portid, Protocol};
pub use error::{code, Error, Result};
pub use message::{Datagram, Outgoing, Wait};
pub use net::Net;
pub use socket::{Handler, Refused, Socket};
