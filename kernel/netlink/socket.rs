// SPDX-License-Identifier: GPL-2.0

//! Sockets of the kernel on a protocol number of their own.

use core::fmt;
use core::ptr::NonNull;

use kernel::error::code::{EBUSY, EINVAL, ENOMEM, ESRCH};
use kernel::ffi::c_int;
use kernel::ThisModule;

use super::registry::{Binding, Registration};
use super::{
    code, Datagram, Error, ExtAck, Group, Net, Outgoing, Portid, Protocol, Request, Result, Wait,
};
use crate::sys;

/// What a module does with what processes send to its socket.
///
/// Methods run in the context of the process that sends or that joins a group: they may sleep and allocate, on several
/// CPUs at once. They must neither open nor drop sockets.
pub trait Handler: Send + Sync + 'static {
    /// One datagram, of any content. Unless overridden, its requests go to [`Handler::request`] one by one, and are
    /// acknowledged as in every netlink protocol: see [`Datagram::dispatch`].
    fn datagram(&self, datagram: &Datagram<'_>) {
        datagram.dispatch(|request, ack| self.request(request, ack));
    }

    /// One request. What is returned is acknowledged; data goes out by [`Datagram::reply`] before that.
    fn request(&self, request: &Request<'_>, ack: &mut ExtAck<'_>) -> Result {
        let _ = request;
        Err(ack.refuse(code::EOPNOTSUPP, c"this protocol has no such request"))
    }

    /// A process joins a group. An error refuses it.
    fn bind(&self, net: &Net, group: Group) -> Result {
        let _ = (net, group);
        Ok(())
    }

    /// A process leaves a group, or closes its socket.
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
    /// How many, numbered from 1. The core makes it at least 32.
    pub count: u32,
    /// Whether processes without `CAP_NET_ADMIN` may join them.
    pub anyone_joins: bool,
    /// Whether processes without `CAP_NET_ADMIN` may send to them, and to other processes.
    pub anyone_sends: bool,
}

impl Groups {
    pub(super) fn flags(self) -> u32 {
        let flag = |set, flag| if set { flag } else { 0 };
        flag(self.anyone_joins, sys::constant::NL_CFG_F_NONROOT_RECV)
            | flag(self.anyone_sends, sys::constant::NL_CFG_F_NONROOT_SEND)
    }
}

/// A kernel socket in the initial network namespace. Dropped, it stops receiving at once, and its handler is dropped
/// after the last call that was under way.
///
/// A module opens a protocol once: what it has closed it cannot open again.
///
/// Create it last in a module's init, so that init cannot fail any more: once it exists, processes hold references to
/// the module's code, which a failing init would free under them. Only one module may use a protocol number, in whatever
/// namespaces: the core counts such references for the module that came first.
pub struct Socket {
    sock: Sock,
    // After `sock`: the core must not know the socket any more when the registration ends.
    _registration: Registration,
}

impl Socket {
    /// Opens it; `module` is what the module's init was given.
    pub fn new(
        module: &'static ThisModule,
        protocol: Protocol,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        Self::open(Registration::new(
            module,
            protocol,
            Groups::default(),
            None,
            handler,
        )?)
    }

    /// Opens it, with groups whose members the handler learns of.
    pub fn with_groups(
        module: &'static ThisModule,
        protocol: Protocol,
        groups: Groups,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        let binding = Binding::of(protocol);
        Self::open(Registration::new(
            module, protocol, groups, binding, handler,
        )?)
    }

    fn open(registration: Registration) -> core::result::Result<Self, Refused> {
        let sock = registration.open(Net::initial())?;
        Ok(Self {
            sock,
            _registration: registration,
        })
    }
}

impl core::ops::Deref for Socket {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        // SAFETY: `self` owns the socket.
        unsafe { Endpoint::from_ptr(self.sock.0.as_ptr()) }
    }
}

/// A kernel socket in each network namespace, those to come included. Dropped, all stop receiving. What is said of
/// [`Socket`] goes for it, too.
///
/// Load such a module before processes have namespaces of their own, at boot: the socket of the initial namespace comes
/// first and opens the protocol to all, and the core stops with `BUG()` where a process of another namespace sends in
/// the moment in which that one gets its own.
pub struct Sockets {
    registration: Registration,
}

impl Sockets {
    /// Opens them, with groups whose members the handler learns of; `module` is what the module's init was given.
    pub fn new(
        module: &'static ThisModule,
        protocol: Protocol,
        groups: Groups,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        let binding = Binding::of(protocol);
        let registration = Registration::new(module, protocol, groups, binding, handler)?;
        Ok(Self {
            registration: registration.open_all()?,
        })
    }

    /// The socket of one namespace.
    pub fn endpoint<'a>(&'a self, net: &'a Net) -> Option<&'a Endpoint> {
        self.registration.endpoint(net)
    }
}

/// A kernel socket as its users see it.
#[repr(transparent)]
pub struct Endpoint(sys::sock);

// SAFETY: Kernel sockets belong to no thread; the functions used on them lock what they need.
unsafe impl Sync for Endpoint {}

impl Endpoint {
    /// # Safety
    ///
    /// `sock` is a kernel socket that stays alive for `'a`.
    pub(super) unsafe fn from_ptr<'a>(sock: *mut sys::sock) -> &'a Self {
        // SAFETY: By this function's contract; `Endpoint` is transparent.
        unsafe { &*sock.cast() }
    }

    fn as_ptr(&self) -> *mut sys::sock {
        (&raw const self.0).cast_mut()
    }

    /// Sends to one process.
    ///
    /// `EAGAIN` if its buffer is full, of which it learns by `ENOBUFS`; `ECONNREFUSED` if nobody has this port id;
    /// `EINVAL` if `message` holds no message.
    pub fn unicast(&self, to: Portid, message: Outgoing) -> Result {
        let skb = message.into_skb()?;
        // SAFETY: A reference is a live kernel socket; the buffer is ours and is consumed, whatever is returned.
        Error::check(unsafe {
            sys::netlink_unicast(
                self.as_ptr(),
                skb,
                to.get(),
                sys::constant::MSG_DONTWAIT as c_int,
            )
        })?;
        Ok(())
    }

    /// Sends to all members of a group but one. Who has no room loses it, and learns of that by `ENOBUFS`.
    pub fn broadcast(
        &self,
        group: Group,
        except: Option<Portid>,
        message: Outgoing,
        wait: Wait,
    ) -> Result<Delivery> {
        let skb = message.into_skb()?;
        let except = except.map_or(0, Portid::get);
        // SAFETY: As in `unicast`; the caller says that it may sleep if `wait` says so.
        Delivery::check(unsafe {
            sys::klink_socket_broadcast(self.as_ptr(), skb, except, group.get(), wait == Wait::No)
        })
    }

    /// Whether there may be anybody in the group: saves building a message for nobody. The core counts the members in all
    /// namespaces together, so only [`Delivery`] tells for certain.
    pub fn has_listeners(&self, group: Group) -> bool {
        // SAFETY: A reference is a live kernel socket, as C insists.
        unsafe { sys::netlink_has_listeners(self.as_ptr(), group.get()) != 0 }
    }
}

/// What became of a multicast message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Somebody has it.
    Delivered,
    /// Nobody is in the group.
    Nobody,
}

impl Delivery {
    /// What C's multicast functions return. An error is `ENOBUFS` if a member that asked to be waited for
    /// (`NETLINK_BROADCAST_ERROR`) lost the message, or `ENOMEM`.
    pub(super) fn check(value: c_int) -> Result<Self> {
        match Error::check(value) {
            Ok(_) => Ok(Self::Delivered),
            Err(error) if error == ESRCH.into() => Ok(Self::Nobody),
            Err(error) => Err(error),
        }
    }
}

/// Why a protocol number cannot be had.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such number: `EINVAL`.
    Number(Protocol),
    /// The kernel has given it to one of its own subsystems, in use or not: `EBUSY`.
    Kernel(Protocol),
    /// Another module has it: `EADDRINUSE`.
    Taken(Protocol),
    /// This module has opened it before, since it was loaded: `EBUSY`. Processes may have sockets of it still, and the
    /// core cannot open one of the kernel's while they send.
    Opened(Protocol),
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
            Self::Taken(protocol) => {
                write!(
                    f,
                    "netlink protocol {} is taken by another module",
                    protocol.0
                )
            }
            Self::Opened(protocol) => {
                write!(
                    f,
                    "netlink protocol {} was opened before: load the module again",
                    protocol.0
                )
            }
            Self::Memory => f.write_str("out of memory"),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Number(_) => EINVAL.into(),
            Refused::Kernel(_) | Refused::Opened(_) => EBUSY.into(),
            Refused::Taken(_) => code::EADDRINUSE,
            Refused::Memory => ENOMEM.into(),
        }
    }
}

impl From<Refused> for kernel::error::Error {
    fn from(refused: Refused) -> Self {
        Error::from(refused).into()
    }
}

/// A socket that the core knows.
pub(super) struct Sock(NonNull<sys::sock>);

// SAFETY: Kernel sockets belong to no thread; the functions used on them lock what they need.
unsafe impl Send for Sock {}
// SAFETY: As above.
unsafe impl Sync for Sock {}

impl Sock {
    /// # Safety
    ///
    /// `sock` was made by `klink_socket_create` and belongs to the caller.
    pub(super) unsafe fn from_ptr(sock: *mut sys::sock) -> Option<Self> {
        NonNull::new(sock).map(Self)
    }

    /// The socket, which now belongs to the caller.
    pub(super) fn into_ptr(self) -> *mut sys::sock {
        core::mem::ManuallyDrop::new(self).0.as_ptr()
    }
}

impl Drop for Sock {
    fn drop(&mut self) {
        // SAFETY: Made by `klink_socket_create` and owned by `self`. Callers of the input function that are under way
        // hold references of their own to what they use.
        unsafe { sys::netlink_kernel_release(self.0.as_ptr()) }
    }
}
