// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Op};
use crate::netns::Netns;
use crate::scripted::Port;
use crate::sys::{self, Received};
use crate::tap::{self, Tap};
use crate::wire::{Group, Portid, Protocol};
use crate::Errno;

/// The lowest layer of every kind of socket: sends and receives datagrams, without waiting and without judging them.
#[derive(Debug)]
pub(crate) struct Transport {
    protocol: Protocol,
    /// The socket's own port id, which does not change once the socket is bound (`netlink_bind()`).
    portid: Portid,
    endpoint: Endpoint,
    /// Whether datagrams may come with control messages.
    annotated: bool,
    /// The limit for waiting while sending.
    send_timeout: Option<Duration>,
    /// The tap of the process.
    tap: Option<&'static Tap>,
}

/// The other end of the socket.
#[derive(Debug)]
enum Endpoint {
    Kernel(OwnedFd),
    Scripted(Port),
}

impl Transport {
    /// Opens and binds a socket, in the caller's network namespace or another one.
    pub(crate) fn open(protocol: Protocol, netns: Option<&Netns>) -> Result<Self, Error> {
        let opened = match netns {
            None => sys::socket(protocol.0),
            Some(netns) => netns.socket(protocol),
        };
        let (fd, portid) = opened
            .and_then(|fd| bind(fd.as_fd()).map(|portid| (fd, portid)))
            .map_err(|errno| Error::new(Op::Open, ProtocolName(protocol), errno))?;
        Ok(Self {
            protocol,
            portid,
            endpoint: Endpoint::Kernel(fd),
            annotated: false,
            send_timeout: None,
            tap: tap::installed(),
        })
    }

    /// Takes over a descriptor, which must be that of a netlink socket; binds it if it is not bound.
    pub(crate) fn adopt(fd: OwnedFd) -> Result<Self, Error> {
        let adopted = |errno| Error::new(Op::Adopt, "a file descriptor", errno);
        let option = |option| sys::option(fd.as_fd(), sys::SOL_SOCKET, option).map_err(adopted);
        if option(sys::SO_DOMAIN)? != libc::AF_NETLINK {
            return Err(adopted(Errno::EAFNOSUPPORT));
        }
        let protocol = u8::try_from(option(sys::SO_PROTOCOL)?)
            .map(Protocol)
            .map_err(|_| adopted(Errno::EPROTONOSUPPORT))?;
        let bound = sys::local_portid(fd.as_fd()).map_err(adopted)?;
        let portid = match Portid::new(bound) {
            Some(portid) => portid,
            None => bind(fd.as_fd()).map_err(adopted)?,
        };
        Ok(Self {
            protocol,
            portid,
            endpoint: Endpoint::Kernel(fd),
            // The previous owner may have requested them.
            annotated: true,
            send_timeout: None,
            tap: tap::installed(),
        })
    }

    /// A socket of a scripted kernel.
    pub(crate) fn scripted(protocol: Protocol, port: Port) -> Self {
        Self {
            protocol,
            portid: port.portid(),
            endpoint: Endpoint::Scripted(port),
            annotated: false,
            send_timeout: None,
            tap: None,
        }
    }

    /// Whether the other end is the kernel, not a scripted one.
    pub(crate) fn is_to_kernel(&self) -> bool {
        matches!(self.endpoint, Endpoint::Kernel(_))
    }

    #[inline]
    pub(crate) fn protocol(&self) -> Protocol {
        self.protocol
    }

    pub(crate) fn portid(&self) -> Portid {
        self.portid
    }

    #[inline]
    pub(crate) fn send(&mut self, datagram: &[u8], portid: u32, groups: u32) -> Result<(), Errno> {
        match &self.endpoint {
            Endpoint::Kernel(fd) => {
                let deadline = self
                    .send_timeout
                    .and_then(|send_timeout| Instant::now().checked_add(send_timeout));
                match sys::send(fd.as_fd(), datagram, portid, groups, deadline) {
                    // The kernel delivers to groups first and then, if it does not have the protocol itself, refuses
                    // its own copy.
                    Err(Errno::ECONNREFUSED) if groups != 0 => {}
                    sent => sent?,
                }
            }
            Endpoint::Scripted(port) => port.send(datagram),
        }
        match self.tap {
            None => Ok(()),
            Some(tap) => tap.sent(self.protocol, datagram, portid, groups),
        }
    }

    /// Limits how long sending waits for a user program that does not read.
    pub(crate) fn set_send_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        if let Endpoint::Kernel(fd) = &self.endpoint {
            sys::set_send_timeout(fd.as_fd(), timeout)
                .map_err(|errno| self.error(Op::Configure, errno))?;
        }
        self.send_timeout = timeout;
        Ok(())
    }

    /// Receives one datagram or, if the buffer has several slots, as many as are available for them; returns their
    /// number.
    #[inline]
    pub(crate) fn receive(
        &mut self,
        buffer: &mut [u8],
        slot: usize,
        received: &mut [Received; sys::MOST],
    ) -> Result<usize, Errno> {
        let count = match &self.endpoint {
            Endpoint::Kernel(fd) if self.annotated || buffer.len() > slot => {
                sys::receive_many(fd.as_fd(), buffer, slot, self.annotated, received)?
            }
            Endpoint::Kernel(fd) => {
                let [first, ..] = received;
                *first = sys::receive(fd.as_fd(), buffer)?;
                1
            }
            Endpoint::Scripted(port) => port.receive(buffer, slot, received)?,
        };
        if let Some(tap) = self.tap {
            let received = received.get(..count).unwrap_or_default();
            tap.received(self.protocol, buffer, slot, received)?;
        }
        Ok(count)
    }

    /// Waits for the socket; `false` when the deadline has passed. On a scripted kernel nothing happens while its user
    /// waits: there the deadline passes at once, and a wait without one would be a deadlock.
    pub(crate) fn wait_readable(&self, deadline: Option<Instant>) -> Result<bool, Errno> {
        match &self.endpoint {
            Endpoint::Kernel(fd) => sys::wait_readable(fd.as_fd(), deadline),
            Endpoint::Scripted(port) if port.is_readable() => Ok(true),
            Endpoint::Scripted(_) => deadline.map(|_| false).ok_or(Errno::EDEADLK),
        }
    }

    pub(crate) fn drops(&self) -> Result<u32, Errno> {
        match &self.endpoint {
            Endpoint::Kernel(fd) => sys::drops(fd.as_fd()),
            Endpoint::Scripted(port) => Ok(port.drops()),
        }
    }

    pub(crate) fn join(&self, group: Group) -> Result<(), Error> {
        match &self.endpoint {
            Endpoint::Kernel(fd) => self.membership(fd.as_fd(), sys::NETLINK_ADD_MEMBERSHIP, group),
            Endpoint::Scripted(port) => {
                port.join(group);
                Ok(())
            }
        }
    }

    pub(crate) fn leave(&self, group: Group) -> Result<(), Error> {
        match &self.endpoint {
            Endpoint::Kernel(fd) => {
                self.membership(fd.as_fd(), sys::NETLINK_DROP_MEMBERSHIP, group)
            }
            Endpoint::Scripted(port) => {
                port.leave(group);
                Ok(())
            }
        }
    }

    pub(crate) fn has_groups(&self) -> Result<bool, Error> {
        let words = match &self.endpoint {
            Endpoint::Kernel(fd) => sys::memberships(fd.as_fd()),
            Endpoint::Scripted(port) => Ok(vec![port.has_groups().into()]),
        };
        words
            .map(|words| words.iter().any(|&word| word != 0))
            .map_err(|errno| self.error(Op::Configure, errno))
    }

    fn membership(&self, fd: BorrowedFd<'_>, option: i32, group: Group) -> Result<(), Error> {
        let number = i32::try_from(group.get()).map_err(|_| Errno::EINVAL);
        number
            .and_then(|number| sys::set_option(fd, sys::SOL_NETLINK, option, number))
            .map_err(|errno| {
                let object = format!("group {group} of {}", ProtocolName(self.protocol));
                Error::new(Op::Join, object, errno)
            })
    }

    /// Sets an option that makes the kernel add control messages to datagrams.
    pub(crate) fn annotate(&mut self, option: i32) -> Result<(), Error> {
        self.annotated = true;
        self.switch(option, true)
    }

    /// Sets another netlink option to 1 or 0.
    pub(crate) fn switch(&self, option: i32, on: bool) -> Result<(), Error> {
        let Endpoint::Kernel(fd) = &self.endpoint else {
            return Ok(());
        };
        sys::set_option(fd.as_fd(), sys::SOL_NETLINK, option, on.into())
            .map_err(|errno| self.error(Op::Configure, errno))
    }

    /// Requests a receive buffer of `bytes`, above the system's limit if the caller is allowed to; returns the size
    /// that was granted. The kernel doubles the requested size, to account for its own structures.
    pub(crate) fn set_receive_buffer(&self, bytes: usize) -> Result<usize, Error> {
        let Endpoint::Kernel(fd) = &self.endpoint else {
            return Ok(bytes);
        };
        sys::set_receive_buffer(fd.as_fd(), bytes).map_err(|errno| self.error(Op::Configure, errno))
    }

    #[cold]
    pub(crate) fn error(&self, op: Op, kind: impl Into<crate::ErrorKind>) -> Error {
        Error::new(op, ProtocolName(self.protocol), kind)
    }

    pub(crate) fn into_fd(self) -> OwnedFd {
        match self.endpoint {
            Endpoint::Kernel(fd) => fd,
            Endpoint::Scripted(port) => port.into_fd(),
        }
    }
}

/// Binds a socket to a port id that the kernel chooses, which is never 0 (`netlink_autobind()`).
fn bind(fd: BorrowedFd<'_>) -> Result<Portid, Errno> {
    sys::bind(fd, 0)?;
    Portid::new(sys::local_portid(fd)?).ok_or(Errno::ENOTCONN)
}

/// A protocol, as shown in errors.
struct ProtocolName(Protocol);

impl fmt::Display for ProtocolName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "netlink protocol {}", self.0)
    }
}

impl AsFd for Transport {
    #[inline]
    fn as_fd(&self) -> BorrowedFd<'_> {
        match &self.endpoint {
            Endpoint::Kernel(fd) => fd.as_fd(),
            Endpoint::Scripted(port) => port.as_fd(),
        }
    }
}

/// The deadline of an operation, or of each of several with a [`Deadline::restart`] in between. The clock is first read
/// when the operation has to wait: most requests never do, because the kernel has queued the reply before send(2)
/// returns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    limit: Option<Duration>,
    at: Option<Instant>,
    /// When everything is over, however often it begins again.
    last: Option<Instant>,
}

impl Deadline {
    /// A deadline after this limit; `None` waits for ever.
    #[inline]
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        Self {
            limit,
            at: None,
            last: None,
        }
    }

    /// Sets the limit. A wait that has begun keeps its end until the next [`Deadline::restart`].
    pub(crate) fn set_limit(&mut self, limit: Option<Duration>) {
        self.limit = limit;
    }

    /// Never later than this.
    pub(crate) fn set_last(&mut self, last: Option<Instant>) {
        self.last = last;
    }

    /// The end of the wait, counted from `now` in the first call.
    pub(crate) fn at(&mut self, now: Instant) -> Option<Instant> {
        if self.at.is_none() {
            self.at = self.limit.and_then(|limit| now.checked_add(limit));
        }
        self.at.into_iter().chain(self.last).min()
    }

    /// Whether all is over. Without a last moment the clock is not read.
    #[inline]
    pub(crate) fn check_last(&self) -> Result<(), ErrorKind> {
        match self.last {
            Some(last) if last <= Instant::now() => Err(ErrorKind::DeadlinePassed),
            _ => Ok(()),
        }
    }

    /// Starts again at the next wait.
    #[inline]
    pub(crate) fn restart(&mut self) {
        self.at = None;
    }

    /// The error for an expired deadline.
    pub(crate) fn timed_out(&self) -> ErrorKind {
        match self.check_last() {
            Ok(()) => ErrorKind::TimedOut(self.limit.unwrap_or_default()),
            Err(passed) => passed,
        }
    }

    /// The end of the wait; an error if it has passed.
    pub(crate) fn check(&mut self, now: Instant) -> Result<Option<Instant>, ErrorKind> {
        match self.at(now) {
            Some(at) if at <= now => Err(self.timed_out()),
            at => Ok(at),
        }
    }

    /// Blocks until the transport has something to read.
    #[cold]
    pub(crate) fn wait(&mut self, transport: &Transport) -> Result<(), ErrorKind> {
        // Checked first, because poll(2) reports the socket as readable for as long as unmatched messages keep coming.
        let at = self.check(Instant::now())?;
        match transport.wait_readable(at) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.timed_out()),
            Err(errno) => Err(errno.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_moment_outlasts_every_restart() {
        let first = Instant::now();
        let last = first + Duration::from_secs(1);
        let mut deadline = Deadline::new(Some(Duration::from_secs(5)));
        deadline.set_last(Some(last));
        assert_eq!(deadline.at(first), Some(last));
        deadline.restart();
        assert_eq!(deadline.at(first), Some(last));
        assert_eq!(
            deadline.check(last),
            Err(ErrorKind::TimedOut(Duration::from_secs(5)))
        );
        let mut passed = Deadline::new(None);
        passed.set_last(Some(first));
        assert_eq!(passed.check_last(), Err(ErrorKind::DeadlinePassed));
    }

    #[test]
    fn counts_from_the_first_wait() {
        let second = Duration::from_secs(1);
        let mut deadline = Deadline::new(Some(second));
        let first = Instant::now();
        assert_eq!(deadline.at(first), Some(first + second));
        assert_eq!(deadline.at(first + second), Some(first + second));
        assert_eq!(Deadline::new(None).at(first), None);
        assert_eq!(Deadline::new(Some(Duration::MAX)).at(first), None);
    }
}
