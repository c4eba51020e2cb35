// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Misbehaviour on demand: two modules that do what a test requests. Never load them elsewhere.
//!
//! `klink_fault.ko` has netlink protocol [`PROTOCOL`]. It sends back the content of a request, so a test writes the
//! replies that it wants to see, and it acknowledges requests with acknowledgements that the core makes.
//! `klink_fault_genl.ko` has the generic netlink family [`FAMILY`], with dumps that fail in the ways that only the core
//! can produce.
//!
//! | misbehaviour | how |
//! |---|---|
//! | a datagram larger than the reader's buffer | [`cmd::REPLAY`] of a large [`replay::MESSAGES`] |
//! | an overrun | [`replay::REPEAT`] |
//! | unexpected sequence numbers, a half dump, `NLMSG_OVERRUN`, broken headers | [`cmd::REPLAY`] |
//! | no reply | [`cmd::REPLAY`] with [`replay::SILENT`] |
//! | messages to groups 33 and up | [`replay::GROUP`]; there are [`GROUPS`] |
//! | an extended ack of every kind; the socket chooses whether it is capped | [`cmd::ACK`] |
//! | a warning on success | [`cmd::ACK`] with [`ack::TEXT`] and without [`ack::ERRNO`] |
//! | a dump interrupted by a change, an error in its middle, a warning at its end | [`dump`] |
//! | an echoed notification | [`genl_cmd::NOTIFY`] with `NLM_F_ECHO` |
//! | a violation of each rule of a policy | [`genl_cmd::CHECK`] |
//! | a slow request | [`cmd::HOLD`], [`genl_cmd::HOLD`] |
//! | a message from another process, or with its port id | any process: the protocol lets every user send to every
//! other |

use klink_wire::Protocol;

/// The protocol number.
pub const PROTOCOL: Protocol = Protocol(31);
/// The number of multicast groups. Every user may join them and send to them.
pub const GROUPS: u32 = 100;

/// Kinds of requests.
pub mod cmd {
    /// Sends the datagrams that [`super::replay`] lists, in order, then acknowledges as usual.
    pub const REPLAY: u16 = 16;
    /// Acknowledges with the content of [`super::ack`].
    pub const ACK: u16 = 17;
    /// Succeeds if the sender has `CAP_NET_ADMIN` in the initial user namespace, and fails with `EPERM` otherwise.
    pub const ADMIN: u16 = 18;
    /// Succeeds after [`super::HOLD_MS`].
    pub const HOLD: u16 = 19;
}

/// How long [`cmd::HOLD`] and [`genl_cmd::HOLD`] take, in milliseconds.
pub const HOLD_MS: u32 = 200;

/// Attributes of [`cmd::REPLAY`].
pub mod replay {
    /// A datagram of messages. Their sequence numbers are relative: the request's is added to each.
    pub const MESSAGES: u16 = 1;
    /// A datagram of any bytes.
    pub const RAW: u16 = 2;
    /// u32: the following datagrams are sent to this group, or to the sender again for 0.
    pub const GROUP: u16 = 3;
    /// u32: how often the next datagram is sent, at most [`super::REPEAT_MAX`].
    pub const REPEAT: u16 = 4;
    /// Flag: no acknowledgement, even if one is requested.
    pub const SILENT: u16 = 5;
}

/// The highest [`replay::REPEAT`].
pub const REPEAT_MAX: u32 = 100_000;

/// Attributes of [`cmd::ACK`].
pub mod ack {
    /// u32: the errno, positive; success without it.
    pub const ERRNO: u16 = 1;
    /// String: the message.
    pub const TEXT: u16 = 2;
    /// Any payload: reported as the offending attribute.
    pub const BAD: u16 = 3;
    /// u16: the type of an attribute to report as missing.
    pub const MISSING: u16 = 4;
    /// Nest: the nest that lacks it, instead of the top level.
    pub const NEST: u16 = 5;
    /// u64: the cookie.
    pub const COOKIE: u16 = 6;
}

/// The generic netlink family.
pub const FAMILY: &str = "klink-fault";
/// The version of the family.
pub const VERSION: u8 = 1;

/// Operations of the family.
pub mod genl_cmd {
    /// Dump: with the behaviour of [`super::dump`].
    pub const DUMP: u8 = 1;
    /// Do: multicasts a [`NOTIFIED`] with the same [`super::dump::INDEX`] to [`super::group::ANYONE`], on behalf of the
    /// requester.
    pub const NOTIFY: u8 = 2;
    /// Notification.
    pub const NOTIFIED: u8 = 3;
    /// Do: multicasts a [`NOTIFIED`] to each group. The reply's [`super::dump::INDEX`] counts those that have members.
    pub const MULTICAST: u8 = 4;
    /// Do: accepts the attributes of [`super::check`], and does nothing.
    pub const CHECK: u8 = 5;
    /// Do: like [`CHECK`], with `CAP_NET_ADMIN` in the user namespace that owns the network namespace.
    pub const CHECK_ADMIN: u8 = 6;
    /// Do: like [`CHECK`], but no attribute is allowed.
    pub const CHECK_NONE: u8 = 7;
    /// Do: succeeds after [`super::HOLD_MS`].
    pub const HOLD: u8 = 8;
}

/// The family's groups.
pub mod group {
    /// Everybody may join it.
    pub const ANYONE: &str = "anyone";
    /// Joining it requires `CAP_NET_ADMIN`.
    pub const NET_ADMIN: &str = "net-admin";
    /// Joining it requires `CAP_SYS_ADMIN`.
    pub const SYS_ADMIN: &str = "sys-admin";
}

/// Attributes of the family. Record numbers start at 0.
pub mod dump {
    /// u32: the number of records.
    pub const COUNT: u16 = 1;
    /// u32: the number of bytes of [`PADDING`] in each record. A dump begins with a datagram that has room for about
    /// 3,600 bytes, and fails with `EMSGSIZE` if a record is longer; unless the process has read from the socket
    /// before.
    pub const SIZE: u16 = 2;
    /// u32: the dumped objects change before this record. The change is detected only if the record begins a datagram.
    pub const CHANGE: u16 = 3;
    /// u32: the dump fails with [`ERRNO`] at this record.
    pub const FAIL: u16 = 4;
    /// u32: the errno, positive.
    pub const ERRNO: u16 = 5;
    /// String: a warning at the end, or the message of the failure.
    pub const TEXT: u16 = 6;
    /// u32: the number of the record.
    pub const INDEX: u16 = 7;
    /// Bytes.
    pub const PADDING: u16 = 8;
    /// The highest attribute type.
    pub const MAX: u16 = PADDING;
    /// The highest [`SIZE`].
    pub const SIZE_MAX: u32 = 16_384;
    /// The longest [`TEXT`].
    pub const TEXT_MAX: u16 = 60;
}

/// One attribute for each rule that a policy can have, named after the rule.
pub mod check {
    /// Unsigned 8 bits.
    pub const U8: u16 = 1;
    /// Unsigned 16 bits.
    pub const U16: u16 = 2;
    /// Unsigned 32 bits.
    pub const U32: u16 = 3;
    /// Unsigned 64 bits.
    pub const U64: u16 = 4;
    /// Unsigned 32 or 64 bits.
    pub const UINT: u16 = 5;
    /// Signed 8 bits.
    pub const S8: u16 = 6;
    /// Signed 16 bits.
    pub const S16: u16 = 7;
    /// Signed 32 bits.
    pub const S32: u16 = 8;
    /// Signed 64 bits.
    pub const S64: u16 = 9;
    /// Signed 32 or 64 bits.
    pub const SINT: u16 = 10;
    /// Unsigned 16 bits in network byte order, from 1 to 1000.
    pub const BE16: u16 = 11;
    /// Unsigned 32 bits in network byte order.
    pub const BE32: u16 = 12;
    /// No payload.
    pub const FLAG: u16 = 13;
    /// A string of at most 8 bytes, with or without NUL.
    pub const STRING: u16 = 14;
    /// A string of at most 8 bytes and a NUL.
    pub const NUL_STRING: u16 = 15;
    /// 2 to 8 bytes.
    pub const BINARY: u16 = 16;
    /// A bit field of which bits 0 to 3 may be set.
    pub const BITFIELD32: u16 = 17;
    /// A nest with the attributes of [`super::check_nested`].
    pub const NESTED: u16 = 18;
    /// An array of such nests.
    pub const NESTED_ARRAY: u16 = 19;
    /// Always refused, with [`super::REJECTED`].
    pub const REJECT: u16 = 20;
    /// u32 from 10 to 100,000.
    pub const RANGE: u16 = 21;
    /// s64 from -5,000,000,000 to 5.
    pub const RANGE_SIGNED: u16 = 22;
    /// u16 in which only bits 0 and 4 may be set.
    pub const MASK: u16 = 23;
    /// The highest attribute type; the one before it has no rule.
    pub const MAX: u16 = 25;
    /// u32.
    pub const LAST: u16 = MAX;
}

/// Attributes nested in [`check::NESTED`].
pub mod check_nested {
    /// u8 from 0 to 9.
    pub const DIGIT: u16 = 1;
    /// The highest attribute type.
    pub const MAX: u16 = DIGIT;
}

/// The message with which [`check::REJECT`] is refused.
pub const REJECTED: &str = "not in requests";
