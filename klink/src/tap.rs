// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a program's own sockets send and receive, as it passes by: to record it.
//!
//! An nlmon device shows the same of all programs, but takes root and a module ([`nlmon`](crate::nlmon)).
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use klink::tap::{self, Direction};
//!
//! tap::install(|datagram| {
//!     match datagram.direction {
//!         Direction::ToKernel => println!("{} bytes to the kernel", datagram.len),
//!         Direction::From { sender, .. } => println!("{} bytes from {sender:?}", datagram.len),
//!         _ => {}
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! # Ok::<(), klink::Error>(())
//! ```

use std::fmt;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use crate::datagram::Sender;
use crate::error::{Error, Op};
use crate::sys::Received;
use crate::wire::{Group, Portid, Protocol};
use crate::Errno;

/// A datagram that has just been sent or received.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TappedDatagram<'a> {
    /// The socket's protocol.
    pub protocol: Protocol,
    /// From whom or to whom.
    pub direction: Direction,
    /// Its bytes, as many as the receiver had room for.
    pub bytes: &'a [u8],
    /// How many bytes it has.
    pub len: usize,
}

/// Which way a datagram went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Sent to the kernel.
    ToKernel,
    /// Sent to a program's socket.
    ToUser(Portid),
    /// Sent to the groups of this mask, of which the lowest bit is group 1.
    ToGroups(u32),
    /// Received.
    From {
        /// Who sent it.
        sender: Sender,
        /// The group that it was sent to; `None` if to this socket alone.
        group: Option<Group>,
    },
}

/// Whoever looks at what passes.
pub(crate) struct Tap(Box<Callback>);

type Callback = dyn Fn(&TappedDatagram<'_>) -> ControlFlow<()> + Send + Sync;

static TAP: OnceLock<Tap> = OnceLock::new();

/// Has every netlink socket that this process opens from now on show what it sends and receives to `tap`, in the thread
/// that does so. Sockets that are open already are not watched, and cost what they would cost without this module; nor are
/// those of a [scripted kernel](crate::testing).
///
/// Where it breaks, as for a recording that cannot be written, sending and receiving fail with `ECANCELED`: a datagram
/// that has been sent stays sent, and one that has been received is lost.
///
/// # Errors
/// `EBUSY`: the process has a tap, which stays.
pub fn install(
    tap: impl Fn(&TappedDatagram<'_>) -> ControlFlow<()> + Send + Sync + 'static,
) -> Result<(), Error> {
    let busy = |_| Error::new(Op::Configure, "the process's tap", Errno::EBUSY);
    TAP.set(Tap(Box::new(tap))).map_err(busy)
}

/// The process's, if it has one.
pub(crate) fn installed() -> Option<&'static Tap> {
    TAP.get()
}

impl Tap {
    #[cold]
    pub(crate) fn sent(
        &self,
        protocol: Protocol,
        datagram: &[u8],
        portid: u32,
        groups: u32,
    ) -> Result<(), Errno> {
        self.show(&TappedDatagram {
            protocol,
            direction: match (groups, Portid::new(portid)) {
                (0, None) => Direction::ToKernel,
                (0, Some(portid)) => Direction::ToUser(portid),
                (groups, _) => Direction::ToGroups(groups),
            },
            bytes: datagram,
            len: datagram.len(),
        })
    }

    /// Datagrams that came together, each in its slot of the buffer.
    #[cold]
    pub(crate) fn received(
        &self,
        protocol: Protocol,
        buffer: &[u8],
        slot: usize,
        received: &[Received],
    ) -> Result<(), Errno> {
        for (slot, received) in buffer.chunks(slot).zip(received) {
            self.show(&TappedDatagram {
                protocol,
                direction: Direction::From {
                    sender: Sender::of(received.sender),
                    group: Group::new(received.group),
                },
                bytes: slot.get(..received.len).unwrap_or(slot),
                len: received.len,
            })?;
        }
        Ok(())
    }

    fn show(&self, datagram: &TappedDatagram<'_>) -> Result<(), Errno> {
        match self.0(datagram) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Errno::ECANCELED),
        }
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tap")
    }
}
