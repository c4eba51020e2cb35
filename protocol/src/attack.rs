// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Safe calls in any order and context: `klink_attack.ko` makes them, for tests only. Never load it elsewhere.
//!
//! A request names a seed and a number of calls. Which calls those are, and where they are made, follows from the seed;
//! what hooks add depends on what happens in the kernel meanwhile. The module is loaded after `klink_events.ko`, to which
//! it publishes.

use klink_wire::Protocol;

/// The netlink protocol. Everybody may join its groups and send to them.
pub const PROTOCOL: Protocol = Protocol(29);
/// How many multicast groups it has: the most that there can be.
pub const GROUPS: u32 = 1 << 16;

/// Kinds of requests of the protocol.
pub mod kind {
    /// Makes the calls that [`super::attr`] asks for, in the protocol's handler.
    pub const CALL: u16 = 16;
}

/// The generic netlink family.
pub const FAMILY: &str = "klink-attack";
/// Its version.
pub const VERSION: u8 = 1;

/// Operations of the family.
pub mod cmd {
    /// Do, and dump: makes the calls that [`super::attr`] asks for. Those may be answers, of any content.
    pub const CALL: u8 = 1;
    /// Do: ends what the operation works with, as far as it can, and answers how that failed with [`super::attr::ERRNO`].
    pub const END: u8 = 2;
    /// Do: makes each call that may sleep under a spinlock and while RCU is read. [`super::attr::ERRNO`] is what all of
    /// them have failed with, or 0 if they differ.
    pub const ATOMIC: u8 = 3;
    /// Do: answers with room for as many bytes as [`super::attr::SIZE`] says.
    pub const REPLY: u8 = 4;
    /// Do: starts (1) or stops (0) all hooks, by [`super::attr::COUNT`].
    pub const HOOKS: u8 = 5;
    /// Do: answers with [`super::attr::MADE`] and [`super::attr::PLACES`].
    pub const COUNT: u8 = 6;
}

/// Attributes of the family, and of requests of the protocol.
pub mod attr {
    /// u64: what the calls follow from.
    pub const SEED: u16 = 1;
    /// u32: how many calls, at most [`super::COUNT_MAX`].
    pub const COUNT: u16 = 2;
    /// u32 for each of [`super::CALLS`]: how often it was made since the last such answer.
    pub const MADE: u16 = 3;
    /// u32 for each of [`super::PLACES`], as [`MADE`].
    pub const PLACES: u16 = 4;
    /// u32: an errno, positive.
    pub const ERRNO: u16 = 5;
    /// u64: bytes.
    pub const SIZE: u16 = 6;
    /// Attributes of the same policy, for ever.
    pub const NEST: u16 = 7;
    /// The highest.
    pub const MAX: u16 = NEST;
}

/// The most calls of one request.
pub const COUNT_MAX: u32 = 1000;

/// What is called.
pub const CALLS: [&str; 30] = [
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
    "Part::push",
    "Part::push_some",
    "Part::generation",
    "Publisher::publish",
    "Ring::append",
    "Ring::read",
    "Task",
    "clock and log",
];

/// Where it is called.
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

/// Values of the module's parameter `fail`: what its init does otherwise than to succeed. What is not said to be
/// different, fails.
pub mod fail {
    /// Nothing is prepared.
    pub const AT_ONCE: u32 = 1;
    /// Behind a family.
    pub const FAMILY: u32 = 2;
    /// Behind a family and a socket.
    pub const SOCKET: u32 = 3;
    /// Behind these, deferred work and the notice of closed sockets.
    pub const DEFERRED: u32 = 4;
    /// Behind these and hooks.
    pub const HOOKS: u32 = 5;
    /// Behind hooks that are started.
    pub const STARTED: u32 = 6;
    /// Behind all, by a second socket.
    pub const TWO_SOCKETS: u32 = 7;
    /// Behind all, by a family that is prepared twice.
    pub const FAMILY_TWICE: u32 = 8;
    /// By one group more than there can be.
    pub const GROUPS: u32 = 9;
    /// By `u32::MAX` groups.
    pub const ALL_GROUPS: u32 = 10;
    /// By preparing under a spinlock.
    pub const LOCKED: u32 = 11;
    /// By an own copy of the module elsewhere.
    pub const COPY: u32 = 12;
    /// Init succeeds; the last that is to be opened is a family whose name is taken.
    pub const TAKEN: u32 = 13;
    /// Init succeeds; the protocol of `klink_fault.ko` is to be opened behind a family.
    pub const PROTOCOL: u32 = 14;
    /// Nothing fails, and all handles are forgotten.
    pub const NOTHING_FORGET: u32 = 15;
}
