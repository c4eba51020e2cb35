// SPDX-License-Identifier: GPL-2.0

//! The interface of a module that handles messages on its protocol, and its requirements.

use core::fmt;

use kernel::error::code::{EBUSY, EINVAL, ENOMEM};

use super::{code, Datagram, Error, ExtAck, Group, Net, Protocol, Request, Result};
use crate::sys;

/// The handler of the messages that processes send to the module's socket.
///
/// Methods run in the context of the process that sends or that joins a group: they may sleep and allocate, on several
/// CPUs at once.
pub trait Handler: Send + Sync + 'static {
    /// One datagram, of any content. Unless overridden, its requests go to [`Handler::request`] one by one, and are
    /// acknowledged as in every netlink protocol: see [`Datagram::dispatch`].
    fn datagram(&self, datagram: &Datagram<'_>) {
        // Nothing is locked here, so it is not refused.
        let _ = datagram.dispatch(|request, ack| self.request(request, ack));
    }

    /// Handles one request. The result is acknowledged; data is sent by [`Datagram::reply`] before that.
    fn request(&self, request: &Request<'_>, ack: &mut ExtAck<'_>) -> Result {
        let _ = request;
        Err(ack.refuse(code::EOPNOTSUPP, c"this protocol has no such request"))
    }

    /// Called when a process joins a group. An error refuses it.
    fn bind(&self, net: &Net, group: Group) -> Result {
        let _ = (net, group);
        Ok(())
    }

    /// Called when a process leaves a group, or closes its socket.
    fn unbind(&self, net: &Net, group: Group) {
        let _ = (net, group);
    }
}

impl<T: Handler> Handler for kernel::sync::Arc<T> {
    fn datagram(&self, datagram: &Datagram<'_>) {
        T::datagram(self, datagram);
    }

    fn request(&self, request: &Request<'_>, ack: &mut ExtAck<'_>) -> Result {
        T::request(self, request, ack)
    }

    fn bind(&self, net: &Net, group: Group) -> Result {
        T::bind(self, net, group)
    }

    fn unbind(&self, net: &Net, group: Group) {
        T::unbind(self, net, group);
    }
}

/// The multicast groups of a socket.
#[derive(Clone, Copy, Default)]
pub struct Groups {
    /// The number of groups, numbered from 1, at most [`Groups::MAX`]. The core makes it at least 32.
    pub count: u32,
    /// Whether processes without `CAP_NET_ADMIN` may join them.
    pub anyone_joins: bool,
    /// Whether processes without `CAP_NET_ADMIN` may send to them, and to other processes.
    pub anyone_sends: bool,
}

impl Groups {
    /// The maximum number of groups of a socket. Each process that joins one has a bit for all of them, and the core
    /// has no limit of its own.
    pub const MAX: u32 = 1 << 16;

    pub(super) fn flags(self) -> u32 {
        let flag = |set, flag| if set { flag } else { 0 };
        flag(self.anyone_joins, sys::constant::NL_CFG_F_NONROOT_RECV)
            | flag(self.anyone_sends, sys::constant::NL_CFG_F_NONROOT_SEND)
    }
}

/// The reason why a socket is not available.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no protocol with this number: `EINVAL`.
    Number(Protocol),
    /// The protocol belongs to one of the kernel's own subsystems, in use or not: `EBUSY`.
    Kernel(Protocol),
    /// More groups than [`Groups::MAX`]: `EINVAL`.
    Groups(u32),
    /// The module already has a socket: `EBUSY`.
    Second,
    /// Another module has the protocol: `EADDRINUSE`.
    Taken(Protocol),
    /// The preparation runs where nothing may sleep: `EDEADLK`.
    Atomic,
    /// Out of memory: `ENOMEM`.
    Memory,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(protocol) => write!(
                f,
                "there is no netlink protocol {}, numbers end at {}",
                protocol.0,
                Protocol::LIMIT - 1
            ),
            Self::Kernel(protocol) => {
                write!(
                    f,
                    "netlink protocol {} is the kernel's own ({protocol})",
                    protocol.0
                )
            }
            Self::Groups(count) => write!(
                f,
                "{count} multicast groups are more than the limit of {}",
                Groups::MAX
            ),
            Self::Second => f.write_str("a module has one netlink socket at most"),
            Self::Taken(protocol) => {
                write!(
                    f,
                    "netlink protocol {} is taken by another module",
                    protocol.0
                )
            }
            Self::Atomic => f.write_str("a socket is not prepared where nothing may sleep"),
            Self::Memory => f.write_str("out of memory"),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Number(_) | Refused::Groups(_) => EINVAL.into(),
            Refused::Kernel(_) | Refused::Second => EBUSY.into(),
            Refused::Taken(_) => code::EADDRINUSE,
            Refused::Atomic => code::EDEADLK,
            Refused::Memory => ENOMEM.into(),
        }
    }
}

impl From<Refused> for kernel::error::Error {
    fn from(refused: Refused) -> Self {
        Error::from(refused).into()
    }
}
