// SPDX-License-Identifier: MIT OR Apache-2.0

//! Netlink for user space.

#![deny(unsafe_code)]

mod batch;
mod connection;
mod deadline;
mod dump;
mod errno;
mod error;
mod exchange;
mod feed;
mod inbox;
mod listener;
mod names;
mod netns;
mod outbox;
mod raw;
mod request;
mod socket;
mod subscription;
mod sys;
mod transport;
mod verdict;
mod view;

pub mod echo;
pub mod genl;
pub mod proc;
pub mod route;
pub mod sock_diag;
pub mod testing;
#[cfg(feature = "tokio")]
pub mod tokio;
pub mod uevent;

pub use klink_wire as wire;

pub use batch::{Batch, Failure, Outcome};
pub use dump::{Dump, Snapshot};
pub use errno::Errno;
pub use error::{Error, ErrorKind, Op};
pub use listener::{Event, Listener, Lost, Notification};
pub use names::{Names, Path};
pub use netns::Netns;
pub use raw::{Datagram, Raw, Sender};
pub use request::{request, Plain, Request, Writer};
pub use socket::{Skipped, Socket};
pub use subscription::Subscription;
pub use verdict::Verdict;
pub use wire::{Attr, Attrs, Flags, Group, Header, Message, Messages, Portid, Protocol};
