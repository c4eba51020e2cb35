// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sockets of the system: sock_diag(7), which ss(8) uses.
//!
//! ```
//! use klink::{sock_diag, Protocol, Socket};
//!
//! // Which sockets lose netlink messages?
//! let mut socket = Socket::open(Protocol::SOCK_DIAG)?;
//! let mut sockets = socket.dump(sock_diag::NetlinkSockets::all())?;
//! while let Some(netlink) = sockets.next()? {
//!     let drops = netlink.memory().map_or(0, |memory| memory.drops);
//!     println!("{} {}: {drops} drops", netlink.protocol(), netlink.portid());
//! }
//! # Ok::<(), klink::Error>(())
//! ```

/// Makes a view of a socket from a message whose payload begins with one of some address families.
macro_rules! socket {
    ($view:ident, $($family:path)|+) => {
        impl<'a> $view<'a> {
            /// Reads a message about such a socket.
            ///
            /// [`Malformed::Kind`]: the message is about another kind of socket.
            #[inline]
            pub fn read(message: crate::wire::Message<'a>) -> Result<Self, Malformed> {
                let family = message.payload.first().map(|&family| i32::from(family));
                match (message.kind(), family) {
                    (super::BY_FAMILY, Some($($family)|+)) => Self::over(message.payload),
                    (kind, _) => Err(Malformed::Kind { kind: kind.into() }),
                }
            }
        }
    };
}

mod inet;
mod netlink;
mod unix;

pub use inet::{InetSocket, InetSockets};
pub use netlink::{NetlinkSocket, NetlinkSockets};
pub use unix::{UnixSocket, UnixSockets};

/// `SOCK_DIAG_BY_FAMILY`
const BY_FAMILY: u16 = 20;

/// A socket's memory in bytes (`SK_MEMINFO_*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Memory {
    /// The memory of received data that was not read.
    pub receive: u32,
    /// The size of the receive buffer.
    pub receive_limit: u32,
    /// The memory of sent data that is still in flight.
    pub send: u32,
    /// The size of the send buffer.
    pub send_limit: u32,
    /// The memory of options.
    pub options: u32,
    /// The memory of received data that is not queued yet.
    pub backlog: u32,
    /// The number of dropped packets or messages; wraps.
    pub drops: u32,
}

impl Memory {
    /// Reads the array; numbers that the kernel does not provide are 0.
    fn read(bytes: &[u8]) -> Self {
        let word = |index: usize| {
            let bytes = bytes.get(index * 4..).and_then(|rest| rest.first_chunk());
            bytes.map_or(0, |&bytes| u32::from_ne_bytes(bytes))
        };
        Self {
            receive: word(0),
            receive_limit: word(1),
            send: word(2),
            send_limit: word(3),
            options: word(6),
            backlog: word(7),
            drops: word(8),
        }
    }
}
