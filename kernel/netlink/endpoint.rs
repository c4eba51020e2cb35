// SPDX-License-Identifier: GPL-2.0

//! A kernel socket, as handlers use it.

use kernel::error::code::ESRCH;
use kernel::ffi::c_int;

use super::{Context, Error, Group, Outgoing, Portid, Result};
use crate::sys;

/// A kernel socket, borrowed from a datagram that it has received.
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

    /// Sends to one process, without waiting for it.
    ///
    /// `EAGAIN` if its buffer is full, which it sees as `ENOBUFS`; `ECONNREFUSED` if no socket has this port id;
    /// `EINVAL` if `message` holds no message; `EDEADLK` with interrupts disabled.
    pub fn unicast(&self, to: Portid, message: Outgoing) -> Result {
        Context::Atomic.check()?;
        let skb = message.into_skb()?;
        // SAFETY: A reference is a live kernel socket; the buffer is ours and is always consumed.
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

    /// Sends to all members of a group except one. A member without room loses the message, which it sees as `ENOBUFS`.
    /// `EDEADLK` if the context is not `context`.
    pub fn broadcast(
        &self,
        group: Group,
        except: Option<Portid>,
        message: Outgoing,
        context: Context,
    ) -> Result<Delivery> {
        context.check()?;
        let skb = message.into_skb()?;
        let except = except.map_or(0, Portid::get);
        // SAFETY: As in `unicast`; the context was checked.
        Delivery::check(unsafe {
            sys::klink_socket_broadcast(
                self.as_ptr(),
                skb,
                except,
                group.get(),
                context == Context::Atomic,
            )
        })
    }

    /// Whether the group may have members: saves building a message without receivers. The core counts the members in
    /// all namespaces together, so only [`Delivery`] is certain.
    pub fn has_listeners(&self, group: Group) -> bool {
        // SAFETY: A reference is a live kernel socket, as C insists.
        unsafe { sys::netlink_has_listeners(self.as_ptr(), group.get()) != 0 }
    }
}

/// The result of a multicast.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// At least one member has received the message.
    Delivered,
    /// The group has no members.
    NoMembers,
}

impl Delivery {
    /// Converts the result of C's multicast functions. An error is `ENOBUFS` if a member that asked to be waited for
    /// (`NETLINK_BROADCAST_ERROR`) lost the message, or `ENOMEM`.
    pub(super) fn check(value: c_int) -> Result<Self> {
        match Error::check(value) {
            Ok(_) => Ok(Self::Delivered),
            Err(error) if error == ESRCH.into() => Ok(Self::NoMembers),
            Err(error) => Err(error),
        }
    }
}
