// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Safe calls in any order and context, made by `klink_attack.ko`, for tests only. Never load it elsewhere.
//!
//! A request names a seed and a number of calls. The seed determines the calls and the contexts in which they are made;
//! calls in hooks depend on what happens in the kernel in the meantime. The module is loaded after `klink_events.ko`,
//! to which it publishes.

use klink_wire::Protocol;

/// The netlink protocol. Every user may join its groups and send to them.
pub const PROTOCOL: Protocol = Protocol(29);
/// The number of multicast groups: the maximum.
pub const GROUPS: u32 = 1 << 16;

/// Kinds of requests of the protocol.
pub mod kind {
    /// Makes the calls that [`super::attr`] asks for, in the protocol's handler.
    pub const CALL: u16 = 16;
}

/// The generic netlink family.
pub const FAMILY: &str = "klink-attack";
/// The version of the family.
pub const VERSION: u8 = 1;

/// Operations of the family.
pub mod cmd {
    /// Do, and dump: makes the calls that [`super::attr`] asks for. Some of them make replies, of any content.
    pub const CALL: u8 = 1;
    /// Do: ends what the operation works with, as far as possible, and replies with the errno of that in
    /// [`super::attr::ERRNO`].
    pub const END: u8 = 2;
    /// Do: makes each call that may sleep, under a spinlock and in an RCU read-side section. [`super::attr::ERRNO`] is
    /// the errno of all of them, or 0 if they differ.
    pub const ATOMIC: u8 = 3;
    /// Do: replies with room for as many bytes as [`super::attr::SIZE`] says.
    pub const REPLY: u8 = 4;
    /// Do: starts (1) or stops (0) all hooks, by [`super::attr::COUNT`].
    pub const HOOKS: u8 = 5;
    /// Do: replies with [`super::attr::MADE`] and [`super::attr::PLACES`].
    pub const COUNT: u8 = 6;
}

/// Attributes of the family, and of requests of the protocol.
pub mod attr {
    /// u64: the seed of the calls.
    pub const SEED: u16 = 1;
    /// u32: the number of calls, at most [`super::COUNT_MAX`].
    pub const COUNT: u16 = 2;
    /// u32 for each of [`super::CALLS`]: how often it was made since the previous such reply.
    pub const MADE: u16 = 3;
    /// u32 for each of [`super::PLACES`], as [`MADE`].
    pub const PLACES: u16 = 4;
    /// u32: an errno, positive.
    pub const ERRNO: u16 = 5;
    /// u64: bytes.
    pub const SIZE: u16 = 6;
    /// Attributes of the same policy, nested without end.
    pub const NEST: u16 = 7;
    /// The highest attribute type.
    pub const MAX: u16 = NEST;
}

/// The maximum number of calls of one request.
pub const COUNT_MAX: u32 = 1000;

/// The calls.
pub const CALLS: [&str; 32] = [
    "Outgoing::new, dropped",
    "Outgoing::new, forgotten",
    "Outgoing::message and raw in any order",
    "builders swapped",
    "Socket::unicast",
    "Socket::broadcast",
    "Socket::has_listeners",
    "Endpoint::unicast",
    "Endpoint::broadcast",
    "Datagram::reply",
    "Datagram::dispatch",
    "Request::reply",
    "Request::notify",
    "Family::notification and multicast",
    "Registered::notification and multicast",
    "a notification sent later",
    "Family::has_listeners",
    "Hook::start",
    "Hook::stop",
    "Deferred::queue",
    "a handle forgotten",
    "ExtAck",
    "DumpDatagram::push",
    "DumpDatagram::push_some",
    "DumpDatagram::generation",
    "Publisher::publish",
    "Ring::append",
    "Ring::read",
    "Request::reply_with",
    "Ring::close",
    "Task",
    "clock and log",
];

/// The contexts of the calls.
pub const PLACES: [&str; 15] = [
    "an operation",
    "a dump",
    "a handler",
    "a spinlock",
    "RCU",
    "a spinlock and RCU",
    "a log line",
    "deferred work",
    "a process hook",
    "a device hook",
    "a module hook",
    "bind",
    "unbind",
    "on_release",
    "dispatch",
];

/// Values of the module's parameter `fail`: the way in which its init fails. Init fails unless a value says otherwise.
pub mod fail {
    /// Fails before anything is prepared.
    pub const AT_ONCE: u32 = 1;
    /// Fails after a family.
    pub const FAMILY: u32 = 2;
    /// Fails after a family and a socket.
    pub const SOCKET: u32 = 3;
    /// Fails after these, deferred work and the notice of closed sockets.
    pub const DEFERRED: u32 = 4;
    /// Fails after these and hooks.
    pub const HOOKS: u32 = 5;
    /// Fails after hooks that are started.
    pub const STARTED: u32 = 6;
    /// Fails after everything, because of a second socket.
    pub const TWO_SOCKETS: u32 = 7;
    /// Fails after everything, because a family is prepared twice.
    pub const FAMILY_TWICE: u32 = 8;
    /// Fails because of one group more than allowed.
    pub const GROUPS: u32 = 9;
    /// Fails because of `u32::MAX` groups.
    pub const ALL_GROUPS: u32 = 10;
    /// Fails because a preparation runs under a spinlock.
    pub const LOCKED: u32 = 11;
    /// Fails because of a copy of the module in another place.
    pub const COPY: u32 = 12;
    /// Init succeeds; the last item to be opened is a family whose name is taken.
    pub const TAKEN: u32 = 13;
    /// Init succeeds; the protocol of `klink_fault.ko` is to be opened after a family.
    pub const PROTOCOL: u32 = 14;
}
