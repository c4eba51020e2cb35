// SPDX-License-Identifier: GPL-2.0

//! Netlink for kernel modules.
//!
//! C headers: `include/linux/netlink.h`, `include/net/netlink.h`.
//!
//! The types rule out:
//! - sending to an address that a sender wrote: a [`Portid`] comes from the kernel's own records only;
//! - sending to the kernel itself, which would recurse: a [`Portid`] is never 0;
//! - sending a buffer twice, or after an error: sending consumes an [`Outgoing`];
//! - blocking the kernel on a process that does not read: nothing here waits for a receiver;
//! - reading or writing out of bounds: bytes are read and written by [`wire`](crate::wire) only;
//! - a socket or a family that processes use before the module is ready for them, or after unloading has begun: the
//!   kernel's copy of the module opens and closes them ([`Module`](crate::hook::Module)).

mod datagram;
mod endpoint;
mod extack;
pub mod genl;
mod handler;
mod message;
mod net;
mod portid;
mod release;
mod request;
mod socket;

pub use crate::error::{code, Error, Result};
pub use crate::wire::Protocol;
pub use crate::wire::{Attr, Attrs, Builder, Flags, Group, Header, Malformed, Message, Messages};
pub use datagram::{Capability, Datagram};
pub use endpoint::{Delivery, Endpoint};
pub use extack::ExtAck;
pub use handler::{Groups, Handler, Refused};
pub use message::{Context, Outgoing, SkbTail, Tailroom};
pub use net::Net;
pub use portid::Portid;
pub use release::on_release;
pub use request::Request;
pub use socket::Socket;
