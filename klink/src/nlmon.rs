// SPDX-License-Identifier: MIT OR Apache-2.0

//! All messages of the netlink sockets of a network namespace, captured with a device of kind `nlmon`
//! (`drivers/net/nlmon.c`): requests, replies and notifications, of all programs.
//!
//! This requires `CAP_NET_RAW`, and such a device: `ip link add nlmon0 type nlmon`, `ip link set nlmon0 up`.
//!
//! ```no_run
//! use klink::nlmon::{Capture, Nlmon};
//!
//! let mut nlmon = Nlmon::open("nlmon0")?;
//! loop {
//!     match nlmon.next()? {
//!         Capture::Datagram(seen) => println!("{}: {} bytes", seen.protocol, seen.bytes.len()),
//!         Capture::Lost(lost) => println!("{} lost", lost.drops),
//!     }
//! }
//! # #[allow(unreachable_code)]
//! # Ok::<(), klink::Error>(())
//! ```

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Op};
use crate::listener::Lost;
use crate::socket::Socket;
use crate::wire::Protocol;
use crate::{route, sys, Errno, Netns};

/// A device that captures netlink messages.
#[derive(Debug)]
pub struct Nlmon {
    device: String,
    fd: OwnedFd,
    buffer: Vec<u8>,
    timeout: Option<Duration>,
    /// Whether a datagram was received since losses were last asked for.
    busy: bool,
}

/// One item that an [`Nlmon`] captures.
#[derive(Clone, Copy, Debug)]
pub enum Capture<'a> {
    /// A datagram was captured.
    Datagram(CapturedDatagram<'a>),
    /// Datagrams were lost because this socket was full.
    Lost(Lost),
}

/// A datagram that was captured. Its direction is unknown: a packet socket sees all packets of the device as outgoing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CapturedDatagram<'a> {
    /// The protocol that the datagram was sent on.
    pub protocol: Protocol,
    /// The content.
    pub bytes: &'a [u8],
}

/// The hardware type of the device, `ARPHRD_NETLINK`.
const NETLINK: u16 = 824;

impl Nlmon {
    /// The size of the buffer: more than a netlink datagram usually has; the buffer grows if needed.
    const ROOM: usize = 256 * 1024;

    /// Opens a device of the calling thread's network namespace.
    ///
    /// `ENODEV`: there is no such device. [`ErrorKind::Unsupported`]: the device is of another kind. `EPERM`: without
    /// `CAP_NET_RAW`.
    pub fn open(device: &str) -> Result<Self, Error> {
        Self::over(device, Socket::open(Protocol::ROUTE)?, sys::packet_socket())
    }

    /// [`Nlmon::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, device: &str) -> Result<Self, Error> {
        let socket = Socket::open_in(netns, Protocol::ROUTE)?;
        Self::over(device, socket, netns.enter(sys::packet_socket))
    }

    fn over(device: &str, mut route: Socket, fd: Result<OwnedFd, Errno>) -> Result<Self, Error> {
        let failed = |kind| Error::new(Op::Open, object(device), kind);
        let link = route.request(&route::GetLink::by_name(device));
        let link = link.map_err(|error| failed(error.kind().clone()))?;
        if link.hardware() != NETLINK {
            return Err(failed(ErrorKind::Unsupported(
                "the device is not of kind nlmon",
            )));
        }
        let fd = fd.and_then(|fd| sys::bind_packet(fd.as_fd(), link.index()).map(|()| fd));
        Ok(Self {
            device: device.to_owned(),
            fd: fd.map_err(|errno| failed(errno.into()))?,
            buffer: vec![0; Self::ROOM],
            timeout: None,
            busy: false,
        })
    }

    /// Limits how long [`Nlmon::next`] waits. By default there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// Requests a receive buffer of `bytes` in the kernel and returns the size that was granted; more than
    /// `/proc/sys/net/core/rmem_max` requires `CAP_NET_ADMIN`.
    pub fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        sys::set_receive_buffer(self.fd.as_fd(), bytes)
            .map_err(|errno| Error::new(Op::Configure, object(&self.device), errno))
    }

    /// Waits for the next datagram. Losses are reported once the socket is empty.
    ///
    /// [`ErrorKind::Truncated`]: a datagram was longer than the buffer, which has been enlarged for the next one.
    /// `ENETDOWN`: the device went down.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Capture<'_>, Error> {
        match self.advance() {
            Ok(Taken::Datagram(packet)) => Ok(Capture::Datagram(CapturedDatagram {
                protocol: Protocol(u8::try_from(packet.protocol).unwrap_or(u8::MAX)),
                bytes: self.buffer.get(..packet.len).unwrap_or(&self.buffer),
            })),
            Ok(Taken::Lost(lost)) => Ok(Capture::Lost(lost)),
            Err(kind) => Err(Error::new(Op::Receive, object(&self.device), kind)),
        }
    }

    fn advance(&mut self) -> Result<Taken, ErrorKind> {
        let end = self
            .timeout
            .and_then(|limit| Instant::now().checked_add(limit));
        loop {
            match sys::receive_packet(self.fd.as_fd(), &mut self.buffer) {
                Ok(packet) if packet.len > self.buffer.len() => {
                    let room = self.buffer.len();
                    self.buffer = vec![0; packet.len.next_power_of_two()];
                    return Err(ErrorKind::Truncated {
                        len: packet.len,
                        room,
                    });
                }
                Ok(packet) => {
                    self.busy = true;
                    return Ok(Taken::Datagram(packet));
                }
                Err(Errno::EAGAIN) => {}
                Err(errno) => return Err(errno.into()),
            }
            if self.busy {
                self.busy = false;
                match sys::packet_drops(self.fd.as_fd())? {
                    0 => {}
                    drops => return Ok(Taken::Lost(Lost { drops })),
                }
            }
            if !sys::wait_readable(self.fd.as_fd(), end)? {
                return Err(ErrorKind::TimedOut(self.timeout.unwrap_or_default()));
            }
        }
    }
}

enum Taken {
    Datagram(sys::Packet),
    Lost(Lost),
}

fn object(device: &str) -> String {
    format!("nlmon device {device:?}")
}

impl AsFd for Nlmon {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
