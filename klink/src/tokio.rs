// SPDX-License-Identifier: MIT OR Apache-2.0

//! Async sockets on tokio: the same core and the same rules as the blocking ones, with the same names. Feature `tokio`.
//!
//! Every future here may be dropped at any await, and the socket stays usable: the reply to a request that was given up
//! is skipped, a dump that was given up is read to its end before the next one, and an event is either returned or
//! kept. Only the effects in the kernel cannot be undone.
//!
//! There is no task to spawn and no queue: as with the blocking sockets, the code that awaits does the work.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), klink::Error> {
//! use klink::{route, tokio::Socket, Protocol};
//!
//! let mut socket = Socket::open(Protocol::ROUTE)?;
//! let lo = socket.request(&route::GetLink::by_name("lo")).await?;
//! assert_eq!(lo.ifname(), Some("lo"));
//!
//! let mut addresses = socket.dump(route::Addresses::all()).await?;
//! while let Some(address) = addresses.next().await? {
//!     println!("{:?}/{}", address.ip(), address.prefix_len());
//! }
//! # Ok(())
//! # }
//! ```

mod listener;
#[cfg(feature = "typed")]
mod mirror;
mod reader;
mod socket;
#[cfg(feature = "typed")]
mod typed;

#[cfg(feature = "typed")]
pub use crate::families::on_tokio as families;
pub use listener::{Listener, OwnedGroupMessage, OwnedNotification};
pub use reader::{Items, Reader};
pub use socket::{Batch, Dump, Socket};
