// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's events from the journal of `klink_events.ko`: at the reader's own pace, without silent loss.
//!
//! ```no_run
//! use klink::events::{Cursor, Item, Reader, Start};
//!
//! let place = std::path::Path::new("/var/lib/collector/cursor");
//! let start = Cursor::load(place)?.map_or(Start::Oldest, Start::At);
//! let mut reader = Reader::open(start)?;
//! loop {
//!     match reader.next()? {
//!         Item::Event(event) => println!("{} {:?} {:?}", event.seq(), event.kind().name(), event.task()),
//!         Item::Gap(gap) => println!("events {} to {} are lost", gap.first, gap.last),
//!         Item::Restart => println!("the journal was restarted"),
//!     }
//!     reader.cursor().save(place)?;
//! }
//! # #[allow(unreachable_code)]
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The journal holds the events since its module was loaded, as far back as its size allows. A [`Reader`] that starts
//! late gets all of them. A slow reader loses nothing until the journal overwrites events that it has not read, and
//! then learns from an [`Item::Gap`] exactly which events it has lost. A reader that was stopped continues at its
//! [`Cursor`]. Events, gaps and the events still to be read add up to all events.
//!
//! The reader maps the journal's memory and needs no system call for an event; where that cannot be had it reads by dumps.
//!
//! With the feature `tokio` there is an async reader, `klink::tokio::Reader`, which is also a stream.
//!
//! Everything here needs `CAP_NET_ADMIN` in the initial user namespace and a process of the initial pid namespace, and
//! exists only in the initial network namespace.

pub(crate) mod core;
mod cursor;
mod event;
mod item;
pub(crate) mod journal;
mod map;
pub(crate) mod reader;

pub use self::core::Start;
pub use cursor::Cursor;
pub use event::{Event, FieldValue, OwnedEvent};
pub use item::{Item, ItemInPlace, OwnedItem};
pub use journal::{Journal, SourceStatus};
pub use klink_protocol::events::{
    Action, Gap, JournalStatus, Kind, State, TaskContext, TaskIds, TcpChange, TcpState,
};
pub use map::EventInPlace;
pub use reader::Reader;
