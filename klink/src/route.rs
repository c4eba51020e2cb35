// SPDX-License-Identifier: MIT OR Apache-2.0

//! Links, addresses, routes, neighbours and rules: rtnetlink(7), protocol [`Protocol::ROUTE`](crate::Protocol::ROUTE).
//!
//! Each object has a view, a dump with the filters that the kernel itself applies, and requests that add and delete.
//! Methods have the kernel's names without their prefix: `IFLA_MTU` is [`Link::mtu`]. Attributes without a method are
//! in `attrs()`, under the numbers in [`attr`].
//!
//! A request is made from the object that it is about, `NewRoute::new(dst, dst_len)`, and has a method for each option;
//! attributes without a method are added by [`Request::with`](crate::Request::with). A dump begins with all objects,
//! `Links::all()`, and each method is a filter.
//!
//! A view is read from a message about its kind of object and refuses others: [`Link::read`]. [`Link::change`] reads a
//! notification about one.
//!
//! ```
//! use klink::{route, Protocol, Socket};
//!
//! let mut socket = Socket::open(Protocol::ROUTE)?;
//! let lo = socket.request(&route::GetLink::by_name("lo"))?.index();
//! let mut addresses = socket.dump(route::Addresses::all().on(lo))?;
//! while let Some(address) = addresses.next()? {
//!     assert_eq!(address.index(), lo);
//! }
//! # Ok::<(), klink::Error>(())
//! ```

/// Implements the parts of a [`Request`](crate::Request) that are the same for all requests about one kind of object.
macro_rules! answered_by {
    ($view:ident, $kind:expr, $label:literal) => {
        type Reply<'a> = $view<'a>;

        #[inline]
        fn kind(&self) -> u16 {
            $kind
        }

        #[inline]
        fn read<'a>(
            &self,
            message: crate::wire::Message<'a>,
        ) -> Result<$view<'a>, crate::wire::Malformed> {
            $view::read(message)
        }

        #[inline]
        fn label(&self) -> Option<&'static str> {
            Some($label)
        }

        #[inline]
        fn names(&self) -> &'static crate::Names {
            $view::NAMES
        }
    };
}

/// Makes a view of an object from messages about it. Their types are consecutive: `RTM_NEW*`, `RTM_DEL*`, `RTM_GET*`
/// and `RTM_SET*`, from a multiple of 4 on.
macro_rules! object {
    ($view:ident, $new:path $(, except $except:path)?) => {
        impl<'a> $view<'a> {
            /// Reads a message about such an object, whether the object was added, changed or removed.
            ///
            /// [`Malformed::Kind`](crate::wire::Malformed::Kind): the message is about another kind of object.
            #[inline]
            pub fn read(
                message: crate::wire::Message<'a>,
            ) -> Result<Self, crate::wire::Malformed> {
                // Every object of a dump has the first of these types.
                if message.kind() != $new && super::is_other(message.kind(), $new) {
                    return Err(super::other(message.kind()));
                }
                Self::over(message.payload)
            }

            /// Reads a notification about such an object; `None` if it is about another kind of object.
            pub fn change(
                message: crate::wire::Message<'a>,
            ) -> Result<Option<super::Change<Self>>, crate::wire::Malformed> {
                const DELETED: u16 = $new + 1;
                let change = match message.kind() {
                    $new => super::Change::New,
                    DELETED => super::Change::Deleted,
                    _ => return Ok(None),
                };
                let view = Self::over(message.payload)?;
                $(
                    if $except(&view) {
                        return Ok(None);
                    }
                )?
                Ok(Some(change(view)))
            }
        }
    };
}

mod address;
pub mod attr;
mod link;
mod neighbour;
#[allow(clippy::module_inception)] // One file per object.
mod route;
mod rule;

pub use address::{Address, Addresses, DeleteAddress, NewAddress};
pub use link::{DeleteLink, GetLink, Link, LinkInfo, Links, NewLink, SetLink, Stats};
pub use neighbour::{DeleteNeighbour, Neighbour, Neighbours, NewNeighbour};
pub use route::{DeleteRoute, Metrics, NewRoute, NextHop, NextHops, Route, Routes};
pub use rule::{Rule, Rules};

use std::net::IpAddr;

use crate::request::Writer;
use crate::wire::{BuildError, Group, Malformed};

/// The change of an object that a notification reports: [`Link::change`] and similar methods.
///
/// A copy of the kernel's list stays correct if it applies each change, and is dumped again after each loss: see
/// [`Listener`](crate::Listener).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<T> {
    /// The object was added or changed: this is its new state.
    New(T),
    /// The object was removed: this was its last state.
    Deleted(T),
}

/// Address families, as in the first byte of every header.
pub mod family {
    /// All families.
    pub const UNSPEC: u8 = libc::AF_UNSPEC as u8;
    /// IPv4.
    pub const INET: u8 = libc::AF_INET as u8;
    /// IPv6.
    pub const INET6: u8 = libc::AF_INET6 as u8;
    /// Bridges, for neighbours: the forwarding database.
    pub const BRIDGE: u8 = libc::AF_BRIDGE as u8;
}

/// Multicast groups (`RTNLGRP_*`), for [`Listener::join`](crate::Listener::join).
pub mod group {
    use super::{number, Group};

    /// Links that are added, removed or changed.
    pub const LINK: Group = number(1);
    /// Neighbours.
    pub const NEIGH: Group = number(3);
    /// IPv4 addresses.
    pub const IPV4_IFADDR: Group = number(5);
    /// IPv4 routes.
    pub const IPV4_ROUTE: Group = number(7);
    /// IPv4 rules.
    pub const IPV4_RULE: Group = number(8);
    /// IPv6 addresses.
    pub const IPV6_IFADDR: Group = number(9);
    /// IPv6 routes.
    pub const IPV6_ROUTE: Group = number(11);
    /// IPv6 rules.
    pub const IPV6_RULE: Group = number(19);
    /// Network namespaces' ids.
    pub const NSID: Group = number(28);
    /// IPv4 multicast addresses; from Linux 6.15.
    pub const IPV4_MCADDR: Group = number(37);
}

/// Types of messages (`RTM_*`).
pub mod kind {
    /// A link was added or changed.
    pub const NEWLINK: u16 = 16;
    /// A link was removed.
    pub const DELLINK: u16 = 17;
    /// Requests links.
    pub const GETLINK: u16 = 18;
    /// Changes a link.
    pub const SETLINK: u16 = 19;
    /// An address was added or changed.
    pub const NEWADDR: u16 = 20;
    /// An address was removed.
    pub const DELADDR: u16 = 21;
    /// Requests addresses.
    pub const GETADDR: u16 = 22;
    /// A route was added or changed.
    pub const NEWROUTE: u16 = 24;
    /// A route was removed.
    pub const DELROUTE: u16 = 25;
    /// Requests routes.
    pub const GETROUTE: u16 = 26;
    /// A neighbour was added or changed.
    pub const NEWNEIGH: u16 = 28;
    /// A neighbour was removed.
    pub const DELNEIGH: u16 = 29;
    /// Requests neighbours.
    pub const GETNEIGH: u16 = 30;
    /// A rule was added.
    pub const NEWRULE: u16 = 32;
    /// A rule was removed.
    pub const DELRULE: u16 = 33;
    /// Requests rules.
    pub const GETRULE: u16 = 34;
}

/// Routing tables that every machine has (`RT_TABLE_*`).
pub mod table {
    /// The table that is searched after `main`; empty unless an administrator fills it.
    pub const DEFAULT: u32 = 253;
    /// The routes that `ip route` shows.
    pub const MAIN: u32 = 254;
    /// The machine's own and broadcast addresses, maintained by the kernel.
    pub const LOCAL: u32 = 255;
}

/// Whether a message that is not of type `new` is about another kind of object. Out of line: then it takes two
/// instructions for each object of a dump instead of four.
#[cold]
#[inline(never)]
fn is_other(kind: u16, new: u16) -> bool {
    kind & !3 != new
}

#[cold]
#[inline(never)]
fn other(kind: u16) -> Malformed {
    Malformed::Kind { kind: kind.into() }
}

/// For the constants above, none of which is 0.
const fn number(group: u32) -> Group {
    match Group::new(group) {
        Some(group) => group,
        None => unreachable!(),
    }
}

#[inline]
fn family_of(ip: &IpAddr) -> u8 {
    match ip {
        IpAddr::V4(_) => family::INET,
        IpAddr::V6(_) => family::INET6,
    }
}

#[inline]
fn put_ip(message: &mut Writer<'_>, kind: u16, ip: &IpAddr) -> Result<(), BuildError> {
    match ip {
        IpAddr::V4(v4) => message.put(kind, &v4.octets()),
        IpAddr::V6(v6) => message.put(kind, &v6.octets()),
    }
}
