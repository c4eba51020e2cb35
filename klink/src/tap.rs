// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records the datagrams that a program's own sockets send and receive.
//!
//! An nlmon device captures those of all programs, but requires root and a module ([`nlmon`](crate::nlmon)).
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
    /// The sender or the receiver.
    pub direction: Direction,
    /// The bytes, as many as the receiver had room for.
    pub bytes: &'a [u8],
    /// The length of the datagram in bytes.
    pub len: usize,
}

/// The direction of a datagram.
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
        /// The sender of the datagram.
        sender: Sender,
        /// The group that the datagram was sent to; `None` if it was sent to this socket alone.
        group: Option<Group>,
    },
}

/// The callback of the process.
pub(crate) struct Tap(Box<Callback>);

type Callback = dyn Fn(&TappedDatagram<'_>) -> ControlFlow<()> + Send + Sync;

static TAP: OnceLock<Tap> = OnceLock::new();

/// Calls `tap` for every datagram that a netlink socket of this process sends or receives, in the thread that does so.
/// This applies to sockets that are opened from now on. Sockets that are open already are not watched, and have no
/// extra cost; neither are those of a [scripted kernel](crate::testing).
///
/// If the callback breaks, for example because a recording cannot be written, sending and receiving fail with
/// `ECANCELED`: a datagram that has been sent stays sent, and one that has been received is lost.
///
/// # Errors
/// `EBUSY`: the process already has a tap, which stays.
pub fn install(
    tap: impl Fn(&TappedDatagram<'_>) -> ControlFlow<()> + Send + Sync + 'static,
) -> Result<(), Error> {
    let busy = |_| Error::new(Op::Configure, "the process's tap", Errno::EBUSY);
    TAP.set(Tap(Box::new(tap))).map_err(busy)
}

/// The tap of the process, if it has one.
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

    /// Passes on datagrams that were received together, each in its slot of the buffer.
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
