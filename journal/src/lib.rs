// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The journal's ring: records with sequence numbers, of which the oldest are overwritten, and never silently.
//!
//! - **Appending** excludes other appends by a [`Lock`] that the caller provides, and takes time that depends only on
//!   the record's length. In the kernel the lock is a spinlock with interrupts disabled, so appending is safe wherever
//!   such a lock may be taken.
//! - **Reading** takes no lock, so no reader delays an append. It copies a record and checks afterwards whether the
//!   record was overwritten in the meantime.
//! - **A gap** is a range of sequence numbers. The records and gaps that a reader gets add up to the records that were
//!   appended.
//! - **The wake-up** ([`Wake`]) lets appenders know whether a reader has read everything and waits.
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use klink_journal::{Layout, Lock, Ring, Stamp, Stop};
//!
//! struct OneThread;
//!
//! impl Lock for OneThread {
//!     fn exclusively<T>(&self, run: impl FnOnce() -> T) -> T {
//!         run()
//!     }
//! }
//!
//! let layout = Layout::of_bytes(4096).unwrap();
//! let memory: Vec<AtomicU64> = (0..layout.words()).map(|_| AtomicU64::new(0)).collect();
//! let ring: Ring<_, _, _, 8> = Ring::new(layout, memory, 7, *b"a mark", OneThread).unwrap();
//!
//! ring.append(3, b"hello", || Stamp { time: 1, cpu: 0 });
//!
//! let mut cursor = ring.oldest();
//! let (mut left, mut bytes) = (u64::MAX, [0; 1000]);
//! let (len, stop) = ring.read(&mut cursor, u64::MAX, &mut left, usize::MAX, &mut bytes[..]);
//! assert_eq!((&bytes[2..8], &bytes[32..37]), (&b"a mark"[..], &b"hello"[..]));
//! assert_eq!((cursor.seq(), len, stop), (2, 40, Stop::End));
//! ```
//!
//! Nothing here allocates or interprets payloads. The same source runs in the kernel and in tests that check every
//! interleaving.

#![no_std]
#![forbid(unsafe_code)]

mod cursor;
mod layout;
mod map;
mod record;
mod ring;
mod sink;
mod wake;
mod word;

pub use cursor::{Cursor, Gap, Stop, TooNew};
pub use layout::{Layout, FORMAT};
pub use map::{Map, NoRing};
pub use record::{InPlace, Stamp, PAYLOAD_MAX};
pub use ring::{Lock, Ring, RingStatus};
pub use sink::Sink;
pub use wake::Wake;
pub use word::Word;
