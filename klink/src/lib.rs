// SPDX-License-Identifier: MIT OR Apache-2.0

//! Netlink for user space: any protocol, with every loss and every reason told.
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
//! | [`Subscription`] | events that go to whoever asked for them | mistakes its own acknowledgement for one |
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
//! | [`nlmon`], [`tap`] | everything that all sockets exchange, everything that one's own do |
//! | [`echo`] | a chat with `klink_echo.ko` |
//! | [`testing`] | a scripted kernel for your own tests |
//!
//! # Your own protocol
//!
//! Hello to the module that has protocol 30, such as `klink_echo.ko`, and its answer:
//!
//! ```no_run
//! let mut client = klink::echo::Client::open(klink::Protocol(30))?;
//! let answer = client.say("Hello from user space")?;
//! println!("{}", String::from_utf8_lossy(answer));
//! # Ok::<(), klink::Error>(())
//! ```
//!
//! That works with modules that keep no rule of netlink. Those that do are asked with [`Socket`], see [`request()`].
//! A [`Request`] of your own has a type for its replies, a name for errors, and names for its attributes, so that an
//! error can say which one the kernel did not like.
//!
//! # Many requests
//!
//! The kernel's own filters are the fastest way to a small answer, and batches to many changes:
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
//! Every message claims the port id of the socket that sends it (`nlmsg_pid`). The kernel's own protocols hardly look at
//! it, but modules made after a well-known exercise answer to it: one message that claims 0, the kernel's own, has such a
//! module answer itself until the kernel's stack ends, and the machine panics. So a claim of anything else has to be
//! asked for: with [`wire::Builder::claim`] where a [`Request`] is written, or with bytes of one's own on a [`Raw`], for
//! which [`Raw::message`] writes messages that claim what they should.
//!
//! # Receiving
//!
//! There is one receive path, and these are its rules:
//!
//! - The sender is checked. A datagram that the kernel did not send is dropped and counted ([`Skipped::not_from_kernel`]);
//!   [`Raw`] returns it with its sender.
//! - A message whose sequence number nothing waits for is dropped and counted ([`Skipped::unmatched`]), never fatal.
//! - A datagram longer than the buffer of 33 KiB is [`ErrorKind::Truncated`], and the buffer is grown for the next.
//! - What the kernel dropped is [`ErrorKind::Overrun`] in an exchange and [`Notification::Lost`] in a stream of events, there
//!   with the socket's own count, once the socket is empty and takes messages again.
//! - A dump that changed while it was read ends with [`ErrorKind::Interrupted`].
//! - Every wait for an answer has a limit, of 5 seconds unless changed; [`Socket::set_deadline`] limits all of them. Signals do not interrupt anything.
//! - Where datagrams come in bursts, a [`Listener`] and a [`Raw`] take in several with one system call. Whoever waits for
//!   their descriptors reads until `None` first.
//! - Messages are read where they lie. Nothing is allocated for a message, and a dump takes the same memory whatever
//!   its length.

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
pub mod genl;
pub mod nlmon;
pub mod proc;
pub mod route;
pub mod sock_diag;
pub mod tap;
pub mod testing;
#[cfg(feature = "tokio")]
pub mod tokio;
pub mod uevent;

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
