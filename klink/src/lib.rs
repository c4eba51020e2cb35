// SPDX-License-Identifier: MIT OR Apache-2.0

//! Netlink for user space: any protocol; every loss and every kernel error message is reported.
//!
//! ```
//! use klink::{route, Protocol, Socket};
//!
//! let mut socket = Socket::open(Protocol::ROUTE)?;
//! let mut links = socket.dump(route::Links::all())?;
//! while let Some(link) = links.next()? {
//!     println!("{}: {} mtu {}", link.index(), link.ifname().unwrap_or("?"), link.mtu().unwrap_or(0));
//! }
//! # Ok::<(), klink::Error>(())
//! ```
//!
//! # Which socket
//!
//! | | for | never |
//! |---|---|---|
//! | [`Socket`] | requests: one reply, an acknowledgement, a dump, a batch | joins groups |
//! | [`Listener`] | what the kernel sends to multicast groups | sends requests |
//! | [`Subscription`] | events that the kernel sends only on request | mistakes its own acknowledgement for one |
//! | [`Raw`] | datagrams as they are, with their sender; other user programs | matches anything |
//!
//! All work with any protocol number. With the feature `tokio`, `klink::tokio` has async forms of the first two.
//!
//! | | |
//! |---|---|
//! | [`route`] | links, addresses, routes, neighbours, rules |
//! | [`genl`] | generic netlink families, operations, groups, policies |
//! | [`sock_diag`] | sockets of TCP, UDP, unix and netlink, with their drops |
//! | [`uevent`], [`proc`] | devices and processes that come and go |
//! | [`nlmon`], [`tap`] | capture of all netlink traffic, or of your own process's |
//! | `families` | every family of the kernel in types, its notifications, and copies of its objects: a feature each |
//! | [`echo`] | a chat with `klink_echo.ko` |
//! | [`testing`] | a scripted kernel for your own tests |
//!
//! # Your own protocol
//!
//! A text to the module that has protocol 30, such as `klink_echo.ko`, and its reply:
//!
//! ```no_run
//! let mut client = klink::echo::Client::open(klink::Protocol(30))?;
//! let answer = client.say("Hello from user space")?;
//! println!("{}", String::from_utf8_lossy(answer));
//! # Ok::<(), klink::Error>(())
//! ```
//!
//! This works with modules that ignore netlink conventions. For those that follow them use [`Socket`], see
//! [`request()`]. A [`Request`] of your own has a type for its replies, a name for errors, and names for its
//! attributes, so that an error can name the attribute that the kernel refused.
//!
//! # Many requests
//!
//! The kernel's own filters are the fastest way to a small reply, and batches are the fastest way to make many changes:
//!
//! ```
//! use klink::{route, Protocol, Socket};
//!
//! let mut socket = Socket::open(Protocol::ROUTE)?;
//! let mut routes = socket.dump(route::Routes::v4().in_table(route::table::LOCAL))?;
//! while let Some(local) = routes.next()? {
//!     assert_eq!(local.table(), route::table::LOCAL);
//! }
//! drop(routes);
//!
//! let mut names = Vec::new();
//! let mut batch = socket.batch_with_replies(|index, message| {
//!     let link = route::Link::read(message);
//!     names.push((index, link.map(|link| link.ifname().map(str::to_owned))));
//! });
//! for index in 1..=3 {
//!     batch.push(&route::GetLink::by_index(index))?;
//! }
//! let outcome = batch.finish()?;
//! for failure in outcome.failures {
//!     println!("link {}: {}", failure.index + 1, failure.ack);
//! }
//! # Ok::<(), klink::Error>(())
//! ```
//!
//! # Sending
//!
//! The header of every message has the port id of the socket that sends it (`nlmsg_pid`). The kernel's own protocols
//! hardly use it, but modules made after a well-known exercise reply to it: a message with port id 0, the kernel's own,
//! makes such a module reply to itself until the kernel's stack overflows, and the machine panics. So any other port id
//! has to be requested explicitly: with [`wire::Builder::claim`] where a [`Request`] is written, or with bytes of your
//! own on a [`Raw`]; [`Raw::message`] writes messages with the socket's port id.
//!
//! # Receiving
//!
//! There is one receive path, with these rules:
//!
//! - The sender is checked. A datagram that the kernel did not send is dropped and counted ([`Skipped::not_from_kernel`]);
//!   [`Raw`] returns it with its sender.
//! - A message whose sequence number nothing waits for is dropped and counted ([`Skipped::unmatched`]), never fatal.
//! - A datagram longer than the buffer of 33 KiB is [`ErrorKind::Truncated`], and the buffer is grown for the next.
//! - A loss reported by the kernel is [`ErrorKind::Overrun`] in an exchange and [`Notification::Lost`] in a stream of
//!   events. In a stream it is reported with the socket's own count, once the socket is empty and receives messages
//!   again.
//! - A dump that changed while it was read ends with [`ErrorKind::Interrupted`].
//! - Every wait for a reply has a limit, of 5 seconds by default; [`Socket::set_deadline`] limits all of them together.
//!   Signals do not interrupt anything.
//! - If datagrams arrive in bursts, a [`Listener`] and a [`Raw`] receive several with one system call. A program that
//!   waits for their descriptors first reads until `None`.
//! - Messages are read in place. Nothing is allocated for a message, and the memory of a dump does not depend on its
//!   length.

#![deny(unsafe_code)]

mod batch;
mod connection;
mod datagram;
mod dump;
mod errno;
mod error;
mod exchange;
mod hardware;
mod inbox;
mod listener;
mod names;
mod netns;
mod raw;
mod request;
mod scripted;
mod socket;
mod subscription;
mod sys;
mod transport;
mod view;

pub mod echo;
pub mod events;
#[cfg(feature = "typed")]
pub mod families;
pub mod genl;
pub mod nlmon;
pub mod proc;
pub mod route;
pub mod sock_diag;
pub mod tap;
pub mod testing;
#[cfg(feature = "tokio")]
pub mod tokio;
#[cfg(feature = "typed")]
pub mod typed;
pub mod uevent;

// Generated code names this crate as it does in any other.
#[cfg(feature = "typed")]
extern crate self as klink;

pub use klink_wire as wire;

pub use batch::{Batch, Failure, Outcome};
pub use datagram::{Datagram, Sender};
pub use dump::{Dump, Snapshot};
pub use errno::Errno;
pub use error::{Acknowledgement, Error, ErrorKind, Op};
pub use hardware::HardwareAddress;
pub use listener::{DatagramOrLoss, GroupMessage, Listener, Lost, Notification};
pub use names::{Names, Path};
pub use netns::Netns;
pub use raw::Raw;
pub use request::{request, Plain, Request, With, Writer};
pub use socket::{Skipped, Socket};
pub use subscription::Subscription;
pub use wire::{Attr, Attrs, Flags, Group, Header, Message, Messages, Portid, Protocol};

/// Runs the example of the package's page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
