// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;
use std::io;
use std::time::Duration;

use crate::names::{Names, Path};
use crate::wire::policy::Policy;
use crate::wire::{BuildError, ExtAck, Malformed};
use crate::Errno;

/// A failure: the operation, its object, and the reason. One line when displayed:
///
/// ```text
/// request 18 of netlink protocol ROUTE: ENODEV (No such device): interface not found
/// open netlink protocol 30: EPROTONOSUPPORT (Protocol not supported)
/// ```
///
/// Match on [`Error::op`] and [`Error::kind`]; [`Error::errno`] is the kernel's error number if there is one.
///
/// [`Debug`](fmt::Debug) prints the same line, so a `main` that returns the error shows it. `?` converts it to an
/// [`io::Error`](std::io::Error), which keeps it as the inner error.
pub struct Error(Box<Inner>);

struct Inner {
    op: Op,
    object: String,
    kind: ErrorKind,
}

impl Error {
    #[cold]
    pub(crate) fn new(op: Op, object: impl fmt::Display, kind: impl Into<ErrorKind>) -> Self {
        Self(Box::new(Inner {
            op,
            object: object.to_string(),
            kind: kind.into(),
        }))
    }

    /// The operation that failed.
    pub fn op(&self) -> Op {
        self.0.op
    }

    /// The object of the operation, for people: a protocol, a group, a request.
    pub fn object(&self) -> &str {
        &self.0.object
    }

    /// The reason of the failure.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The error number, if a system call failed or the kernel refused a request.
    pub fn errno(&self) -> Option<Errno> {
        match &self.0.kind {
            ErrorKind::System(errno) => Some(*errno),
            ErrorKind::Refused(ack) => ack.errno,
            _ => None,
        }
    }

    /// Whether the deadline expired. The socket stays usable.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::TimedOut(_) | ErrorKind::DeadlinePassed
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.0.op, self.0.object, self.0.kind)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Malformed(malformed) => Some(malformed),
            ErrorKind::Unwritable(build_error) => Some(build_error),
            _ => None,
        }
    }
}

/// Conversion for messages that a program parses itself: [`Op::Receive`], from netlink.
impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::new(Op::Receive, "netlink", malformed)
    }
}

/// An I/O error with the kind of the error number; without a number, with the most specific kind.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match (error.errno(), error.kind()) {
            (Some(errno), _) => io::Error::from(errno).kind(),
            (None, ErrorKind::TimedOut(_) | ErrorKind::DeadlinePassed) => io::ErrorKind::TimedOut,
            (None, ErrorKind::Malformed(_)) => io::ErrorKind::InvalidData,
            (None, ErrorKind::Unwritable(_)) => io::ErrorKind::InvalidInput,
            (None, ErrorKind::NotFound) => io::ErrorKind::NotFound,
            (None, ErrorKind::Unsupported(_)) => io::ErrorKind::Unsupported,
            (None, _) => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

/// The operation that failed with an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Op {
    /// Opening or binding a socket.
    Open,
    /// Taking over a file descriptor.
    Adopt,
    /// Setting or reading an option of a socket.
    Configure,
    /// Joining or leaving a multicast group.
    Join,
    /// Finding a generic netlink family or one of its groups by name.
    Resolve,
    /// Sending a datagram.
    Send,
    /// Waiting for a datagram or receiving it.
    Receive,
    /// A request, from writing it to reading its reply.
    Request,
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Adopt => "adopt",
            Self::Configure => "configure",
            Self::Join => "join",
            Self::Resolve => "resolve",
            Self::Send => "send to",
            Self::Receive => "receive from",
            Self::Request => "request",
        })
    }
}

/// The reason of a failure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A system call failed.
    System(Errno),
    /// The kernel answered the request with an error.
    Refused(Box<Acknowledgement>),
    /// No reply arrived in time; the value is the limit.
    TimedOut(Duration),
    /// The exchange was not over at the socket's deadline, even if a part of the reply had arrived.
    DeadlinePassed,
    /// The kernel acknowledged the request where a reply was expected.
    NoReply,
    /// The dumped objects changed during the dump: some may be missing or appear twice.
    Interrupted,
    /// A datagram was longer than the receive buffer and is lost; the buffer has been enlarged for the next one.
    Truncated {
        /// The length of the datagram in bytes.
        len: usize,
        /// The size of the buffer in bytes.
        room: usize,
    },
    /// The receive buffer was full, and datagrams are lost. If they were replies, the result of the request is unknown.
    Overrun,
    /// Bytes that are not netlink messages, or that violate the protocol.
    Malformed(Malformed),
    /// A request that cannot be written.
    Unwritable(BuildError),
    /// No family, group or namespace has this name.
    NotFound,
    /// Netlink cannot do this; the text says why.
    Unsupported(&'static str),
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(errno) => errno.fmt(f),
            Self::Refused(ack) => ack.fmt(f),
            Self::TimedOut(limit) => write!(f, "no reply within {limit:?}"),
            Self::DeadlinePassed => f.write_str("not over at the deadline"),
            Self::NoReply => f.write_str("acknowledged without a reply"),
            Self::Interrupted => {
                f.write_str("interrupted: the dumped objects changed during the dump")
            }
            Self::Truncated { len, room } => {
                write!(f, "lost a datagram of {len} bytes, the buffer had {room}")
            }
            Self::Overrun => f.write_str("datagrams were lost, the receive buffer was full"),
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Unwritable(build_error) => build_error.fmt(f),
            Self::NotFound => f.write_str("not found"),
            Self::Unsupported(why) => f.write_str(why),
        }
    }
}

impl From<Errno> for ErrorKind {
    fn from(errno: Errno) -> Self {
        Self::System(errno)
    }
}

impl From<Malformed> for ErrorKind {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<BuildError> for ErrorKind {
    fn from(build_error: BuildError) -> Self {
        Self::Unwritable(build_error)
    }
}

/// The kernel's reply to one request, success or not: its errno and its extended ack.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Acknowledgement {
    /// `None` for success.
    pub errno: Option<Errno>,
    /// The kernel's error message; a warning if the request succeeded.
    pub message: Option<String>,
    /// The attribute that the kernel objects to.
    pub attribute: Option<Path>,
    /// The attribute that is required and missing.
    pub missing: Option<Path>,
    /// The policy that the attribute violates.
    pub policy: Option<Policy>,
    /// Bytes that the subsystem returns, for example to name the object that was made; at most 20.
    pub cookie: Option<Vec<u8>>,
}

impl Acknowledgement {
    /// Whether this is a plain success without warning or cookie.
    pub fn is_plain_success(&self) -> bool {
        *self == Self::default()
    }

    /// Reads an acknowledgement. `request` is the message that was sent, header included; `names` are the attribute
    /// names of its protocol.
    pub(crate) fn new(
        errno: u32,
        extack: &ExtAck<'_>,
        request: &[u8],
        names: &Names,
    ) -> Result<Self, Malformed> {
        if errno == 0 && extack.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self {
            // A number that does not fit must not turn into success.
            errno: (errno != 0).then(|| Errno(i32::try_from(errno).unwrap_or(i32::MAX))),
            message: extack
                .message
                .map(|message| String::from_utf8_lossy(message).into_owned()),
            attribute: extack
                .offset
                .map(|offset| names.path_to(request, offset as usize)),
            missing: extack.missing.map(|kind| {
                let nest = extack.missing_nest.map(|offset| offset as usize);
                names.path_of_missing(request, nest, kind as u16)
            }),
            policy: extack.policy.map(Policy::read).transpose()?,
            cookie: extack.cookie.map(<[u8]>::to_vec),
        })
    }
}

/// Shows the error in one line, such as `ERANGE (Numerical result out of range): integer out of range, attribute mtu,
/// expected u32 from 68 to 65535`.
impl fmt::Display for Acknowledgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errno {
            Some(errno) => errno.fmt(f)?,
            None => f.write_str("success")?,
        }
        let mut before = ": ";
        if let Some(message) = &self.message {
            write!(f, "{before}{message}")?;
            before = ", ";
        }
        if let Some(path) = &self.attribute {
            write!(f, "{before}attribute {path}")?;
            before = ", ";
        }
        if let Some(path) = &self.missing {
            write!(f, "{before}missing attribute {path}")?;
            before = ", ";
        }
        if let Some(policy) = &self.policy {
            write!(f, "{before}expected {policy}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_with_operation_object_and_reason() {
        let error = Error::new(Op::Open, "netlink protocol 30", Errno::EPROTONOSUPPORT);
        assert_eq!(
            error.to_string(),
            "open netlink protocol 30: EPROTONOSUPPORT (Protocol not supported)"
        );
        assert_eq!(format!("{error:?}"), error.to_string());
        assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT));
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn an_io_error_keeps_the_kind_and_the_error() {
        let of = |kind: ErrorKind| io::Error::from(Error::new(Op::Request, "x", kind));
        let refused = ErrorKind::Refused(Box::new(Acknowledgement {
            errno: Some(Errno::EPERM),
            ..Acknowledgement::default()
        }));
        for (kind, expected) in [
            (refused, io::ErrorKind::PermissionDenied),
            (Errno::EEXIST.into(), io::ErrorKind::AlreadyExists),
            (ErrorKind::TimedOut(Duration::ZERO), io::ErrorKind::TimedOut),
            (ErrorKind::DeadlinePassed, io::ErrorKind::TimedOut),
            (Malformed::Nul.into(), io::ErrorKind::InvalidData),
            (BuildError::Nul.into(), io::ErrorKind::InvalidInput),
            (ErrorKind::NotFound, io::ErrorKind::NotFound),
            (ErrorKind::Overrun, io::ErrorKind::Other),
        ] {
            assert_eq!(of(kind).kind(), expected);
        }
        let error = of(Errno::EEXIST.into());
        assert_eq!(error.to_string(), "request x: EEXIST (File exists)");
        let inner = error.into_inner().unwrap().downcast::<Error>().unwrap();
        assert_eq!(inner.errno(), Some(Errno::EEXIST));
    }
}
