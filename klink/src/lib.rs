// SPDX-License-Identifier: MIT OR Apache-2.0

//! Netlink for user space.

#![deny(unsafe_code)]

mod deadline;
mod errno;
mod error;
mod inbox;
mod names;
mod netns;
mod outbox;
mod raw;
mod sys;
mod transport;
mod verdict;

pub mod echo;

pub use klink_wire as wire;

pub use errno::Errno;
pub use error::{Error, ErrorKind, Op};
pub use names::{Names, Path};
pub use netns::Netns;
pub use raw::{Datagram, Raw, Sender};
pub use verdict::Verdict;
pub use wire::{Attr, Attrs, Flags, Group, Header, Message, Messages, Portid, Protocol};
