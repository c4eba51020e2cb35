// SPDX-License-Identifier: MIT OR Apache-2.0

//! The expected results of a campaign, by name: a row that stays at zero is a failure.

use klink_protocol::demo;

use crate::caller;
use crate::tally::{Section, Tally};

/// The row of all datagrams that the kernel took.
pub const SENT: &str = "sent";

/// The row of modules that were loaded because a process asked for their protocol or family.
pub const BY_NAME: &str = "module loaded by its name";

/// Results of processes that request calls, and of those that send from namespaces of their own.
const CALLS: [&str; 4] = [
    "a group at the edge: joined",
    "a group at the edge: refused",
    "send in another namespace: ECONNREFUSED",
    "send in another namespace: EPROTONOSUPPORT",
];

/// Results of any campaign: the replies, and the refusals of the core that the controller alone provokes.
const ALWAYS: [(Section, &[&str]); 4] = [
    (
        Section::Datagram,
        &[SENT, "to a group", "to a user program"],
    ),
    (
        Section::Answer,
        &[
            "echo: from a user program",
            "echo: greeting",
            "generic: acknowledgement",
            "generic: end of a dump",
            "generic: from a user program",
            "generic: notification",
            "generic: refusal",
            "generic: reply",
        ],
    ),
    (
        Section::Reason,
        &[
            "EBUSY",
            "EINVAL",
            "EINVAL: Attribute failed policy validation",
            "EINVAL: NLA_F_NESTED not expected",
            "EINVAL: Unknown attribute type",
            "EINVAL: Unsupported attribute",
            "EINVAL: ambiguous or reserved bits set in nlmsg_flags",
            "EINVAL: bytes leftover after parsing attributes",
            "EINVAL: genlmsghdr.reserved field is not 0",
            "EINVAL: invalid attribute length",
            "ENOBUFS",
            "ENOENT",
            "EOPNOTSUPP",
            "ERANGE: Attribute failed policy validation",
        ],
    ),
    (
        Section::Call,
        &[
            "open: EPROTONOSUPPORT",
            "send to a group: EPERM",
            "send to a user program: EAGAIN",
            "send to a user program: EPERM",
            "send to the kernel: ECONNREFUSED",
            "send to the kernel: ENODATA",
        ],
    ),
];

/// Events around the senders.
const EVENTS: [&str; 6] = [
    "echo: answers lost, buffer full",
    "generic: answers lost, buffer full",
    "joined a group",
    BY_NAME,
    "network namespace came and went",
    "reader stalled",
];

/// Additional results of the demo family: its own refusals, and those of the core that its rules provoke.
const DEMO: [&str; 7] = [
    "EINVAL: NLA_F_NESTED is missing",
    "EINVAL: a name is UTF-8",
    "EINVAL: attribute is missing",
    "EINVAL: changes are counted, not set",
    "EINVAL: nothing to set: give name, brightness or color",
    "EPERM",
    "ERANGE: integer out of range",
];

/// A table with all that is expected, at zero.
pub fn rows(families: &[String], calls: bool) -> Tally {
    let mut tally = Tally::default();
    let mut add = |section, name: &str| {
        tally.row(section, name);
    };
    for (section, names) in ALWAYS {
        names.iter().for_each(|name| add(section, name));
    }
    EVENTS.iter().for_each(|name| add(Section::Event, name));
    if calls {
        CALLS.iter().for_each(|name| add(Section::Call, name));
    }
    if families.iter().any(|family| family == demo::FAMILY) {
        DEMO.iter().for_each(|name| add(Section::Reason, name));
    }
    if calls {
        caller::rows(&mut tally);
    }
    tally
}
