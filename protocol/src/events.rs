// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The events family: the kernel's events, from a journal. `specs/klink_events.yaml` says the same in YNL.
//!
//! Each event has a sequence number, counted from 1 since the journal was loaded. [`cmd::READ`] dumps events from a
//! number on. Each message of the dump holds either events, as many as it has room for, or a [`Gap`], if events were
//! overwritten before they were read, or, at the end, the [`Position`] to continue at. [`cmd::WAKE`] wakes readers that
//! have reached the end.

mod message;

pub use message::{
    EventHeader, Gap, JournalStatus, Mapping, Position, SourceStatus, TaskEvent, TaskIds,
};

/// The family's name.
pub const FAMILY: &str = "klink-events";
/// The version of the family.
pub const VERSION: u8 = 1;
/// The maximum length in bytes of a marker's text, of a text that a module publishes, and of a field's text.
pub const TEXT_MAX: u16 = 255;
/// The maximum length of a field's name in bytes.
pub const NAME_MAX: u16 = 31;
/// The maximum length of a path in bytes; a longer one is truncated.
pub const PATH_MAX: usize = 255;

/// Operations. All of them require `CAP_NET_ADMIN` in the initial user namespace, and a process of the initial pid
/// namespace.
pub mod cmd {
    /// Dump: events from `FROM` on, or from the oldest one; of the kinds in `KINDS`, at most `LIMIT`. `ESTALE` if
    /// `JOURNAL` is given and is another journal. `ERANGE` if `FROM` is above the number of the next event.
    ///
    /// The replies hold `EVENT`s; or a range of lost events, from `FIRST` to `LAST`; or, at the end, the `JOURNAL`, and
    /// `NEXT`, before which all events were dumped, with `MORE` if there were more than `LIMIT`. If many events are
    /// skipped, such a position is also sent in between, with `MORE`: a datagram skips at most 256 KiB of the journal.
    /// The last position is the valid one.
    pub const READ: u8 = 1;
    /// Do: replies with the journal's counters and its sources.
    pub const STATUS: u8 = 2;
    /// Do: switches the source of the events of one `KIND` on or off by `ENABLE`, and appends a [`super::Kind::SWITCH`]
    /// if that changes it. `EOPNOTSUPP` if the source is unavailable, or cannot be switched off.
    pub const SWITCH: u8 = 3;
    /// Do: appends a marker with this `TEXT`; `NEXT` of the reply is one more than its number.
    pub const EMIT: u8 = 4;
    /// Notification: there are events before `NEXT`. Sent once after a dump has reached the journal's end.
    pub const WAKE: u8 = 5;
    /// Do: replies with a `DESCRIPTOR` that the process can map, for reading only, `LENGTH` bytes from 0 on: the
    /// journal's memory, as `klink_journal::FORMAT` describes it. `POSITION` is where the event `NEXT`, which is
    /// `FROM` or the oldest one, is or will be; or where the oldest one is, if that one was overwritten. Errors as of
    /// `READ`, and `ESHUTDOWN` after `CLOSE`.
    ///
    /// poll(2) of the descriptor says `POLLIN` if events were appended since it last said so, and `POLLHUP` after
    /// `CLOSE`. Each program that waits has a descriptor of its own. The module cannot be unloaded before all of them are
    /// closed and unmapped.
    pub const MAP: u8 = 6;
    /// Do: asks all programs that have the journal mapped to let go of it, and lets no other map it, so that the module
    /// can be unloaded. Reading by `READ` goes on.
    pub const CLOSE: u8 = 7;
}

/// Attributes of all messages.
pub mod attr {
    /// u64: the journal's id, which is a new one each time the module is loaded.
    pub const JOURNAL: u16 = 1;
    /// uint, from 1 to 2^63 - 1: a sequence number.
    pub const FROM: u16 = 2;
    /// u64: a bit for each [`super::Kind`].
    pub const KINDS: u16 = 3;
    /// u32, from 1: the number of events.
    pub const LIMIT: u16 = 4;
    /// uint: a sequence number.
    pub const FIRST: u16 = 5;
    /// uint: a sequence number.
    pub const LAST: u16 = 6;
    /// uint: the sequence number of the next event.
    pub const NEXT: u16 = 7;
    /// Flag: there are more events to dump.
    pub const MORE: u16 = 8;
    /// uint: the sequence number of the oldest event.
    pub const OLDEST: u16 = 9;
    /// uint: the size of the journal in bytes.
    pub const SIZE: u16 = 10;
    /// uint: the number of bytes in use.
    pub const USED: u16 = 11;
    /// u32: the number of dumps in progress.
    pub const READERS: u16 = 12;
    /// Nest of [`super::source`], one for each source.
    pub const SOURCE: u16 = 13;
    /// u32: a [`super::Kind`].
    pub const KIND: u16 = 14;
    /// u8: 0 or 1.
    pub const ENABLE: u16 = 15;
    /// String of 1 to [`super::TEXT_MAX`] bytes.
    pub const TEXT: u16 = 16;
    /// Nest of [`super::event`], one for each event, of a multiple of 8 bytes.
    pub const EVENT: u16 = 17;
    /// u32: a file descriptor of the process that asked.
    pub const DESCRIPTOR: u16 = 18;
    /// uint: the number of bytes that can be mapped.
    pub const LENGTH: u16 = 19;
    /// u64: the number of words of 8 bytes that were ever appended before this place.
    pub const POSITION: u16 = 20;
    /// u32: the number of descriptors of the journal's memory that programs have.
    pub const MAPS: u16 = 21;
}

/// Attributes of a source.
pub mod source {
    /// u32: the [`super::Kind`] of its events.
    pub const KIND: u16 = 1;
    /// String: the kind's name.
    pub const NAME: u16 = 2;
    /// u32: a [`super::State`].
    pub const STATE: u16 = 3;
    /// String: the reason why it is unavailable.
    pub const REASON: u16 = 4;
    /// uint: the number of events appended.
    pub const APPENDED: u16 = 5;
    /// uint: the number of events overwritten, whether or not a reader has read them.
    pub const OVERWRITTEN: u16 = 6;
}

/// Attributes of an event. Every event begins with its [`EventHeader`]; its [`Kind`] determines the others.
pub mod event {
    /// Padding after the other attributes, if an event's length would not be a multiple of 8 bytes.
    pub const PAD: u16 = 0;
    /// [`super::EventHeader`].
    pub const HEADER: u16 = 1;
    /// [`super::TaskIds`]: the thread.
    pub const TASK: u16 = 2;
    /// String: the thread's name.
    pub const COMM: u16 = 3;
    /// String: the thread's new name.
    pub const NEW_COMM: u16 = 4;
    /// String of at most [`super::PATH_MAX`] bytes: the file, as passed to execve(2).
    pub const PATH: u16 = 5;
    /// Flag: the path is longer, and its end is missing.
    pub const CUT: u16 = 6;
    /// u32: the status given to exit(2), 0 to 255.
    pub const STATUS: u16 = 7;
    /// u32: the signal that killed the thread.
    pub const SIGNAL: u16 = 8;
    /// Flag: the thread was the last one, and the process has ended.
    pub const LAST_THREAD: u16 = 9;
    /// u32: an [`super::Action`].
    pub const ACTION: u16 = 10;
    /// u32: the network device's index, in the initial network namespace.
    pub const IFINDEX: u16 = 11;
    /// String: the network device's name.
    pub const IFNAME: u16 = 12;
    /// u32: the network device's flags, `IFF_*`.
    pub const FLAGS: u16 = 13;
    /// u32: the network device's MTU in bytes.
    pub const MTU: u16 = 14;
    /// 4 or 16 bytes in network byte order: an IPv4 or IPv6 address.
    pub const ADDRESS: u16 = 15;
    /// u32: the length of the address's prefix in bits.
    pub const PREFIX: u16 = 16;
    /// String: a module's name.
    pub const MODULE: u16 = 17;
    /// String: the text of a marker, the argument of a reboot, or a text that a module publishes.
    pub const TEXT: u16 = 18;
    /// Nest of [`super::field`], one for each value that a module publishes.
    pub const FIELD: u16 = 19;
    /// u32: the [`super::Kind`] whose source was switched.
    pub const SOURCE: u16 = 20;
}

/// Attributes of a field: its name and its value.
pub mod field {
    /// String of 1 to [`super::NAME_MAX`] bytes.
    pub const NAME: u16 = 1;
    /// uint: the value, if it is a number.
    pub const NUMBER: u16 = 2;
    /// sint: the value, if it is a number that may be negative.
    pub const SIGNED: u16 = 3;
    /// String of at most [`super::TEXT_MAX`] bytes: the value, if it is text.
    pub const TEXT: u16 = 4;
}

/// Multicast groups.
pub mod group {
    /// The group of [`super::cmd::WAKE`].
    pub const WAKE: &str = "wake";
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $const:ident = $number:literal, $name:literal;)*) => {
        impl Kind {
            $($(#[doc = $doc])* pub const $const: Self = Self($number);)*

            /// All known values, by number.
            pub const ALL: &'static [Self] = &[$(Self($number)),*];

            /// The names of the values.
            const NAMES: &'static [&'static str] = &[$($name),*];
        }
    };
}

/// The kind of an event. Each kind has a source of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u8);

kinds! {
    /// A thread has started: `TASK COMM`. If its id is its process's, it is a process.
    FORK = 1, "fork";
    /// A process runs another program: `TASK COMM PATH`, optionally `CUT`.
    EXEC = 2, "exec";
    /// A thread has ended: `TASK COMM`, `STATUS` or `SIGNAL`, optionally `LAST_THREAD`.
    EXIT = 3, "exit";
    /// A thread has another name: `TASK COMM NEW_COMM`.
    COMM = 4, "comm";
    /// A process has another user.
    UID = 5, "uid";
    /// A network device was added, changed or removed: `ACTION IFINDEX IFNAME FLAGS MTU`.
    DEVICE = 6, "device";
    /// An address was added or removed: `ACTION IFINDEX IFNAME ADDRESS PREFIX`.
    ADDRESS = 7, "address";
    /// A module was loaded or is about to be unloaded: `ACTION MODULE`.
    MODULE = 8, "module";
    /// Memory ran out, and the kernel kills this process: `TASK COMM`.
    OOM = 9, "oom";
    /// A task has been waiting for longer than `hung_task_timeout_secs`: `TASK COMM`.
    HANG = 10, "hang";
    /// The machine stops: `ACTION`, optionally `TEXT`.
    REBOOT = 11, "reboot";
    /// An administrator's marker: `TASK COMM TEXT`.
    MARK = 12, "mark";
    /// Another module publishes an event: `MODULE TEXT`, optionally `FIELD`s.
    PUBLISH = 13, "publish";
    /// An administrator switches a source on or off: `TASK COMM ACTION SOURCE`. Events that the source did not append
    /// while it was off happened between the two.
    SWITCH = 14, "switch";
}

impl Kind {
    /// The number of kinds, 0 included.
    pub const COUNT: usize = Self::ALL.len() + 1;

    /// The name of the kind; `None` for a kind that this crate does not know.
    pub fn name(self) -> Option<&'static str> {
        let at = usize::from(self.0).checked_sub(1)?;
        Self::NAMES.get(at).copied()
    }

    /// The bit of the kind in a mask of kinds.
    pub const fn bit(self) -> u64 {
        1 << (self.0 & 63)
    }

    /// The kind with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.name() == Some(name))
    }
}

/// The state of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State(pub u32);

impl State {
    /// The source is switched off.
    pub const OFF: Self = Self(0);
    /// The source is on.
    pub const ON: Self = Self(1);
    /// This kernel cannot report such events; the reason is given.
    pub const UNAVAILABLE: Self = Self(2);
}

/// The change of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(pub u32);

impl Action {
    /// The object was added.
    pub const ADD: Self = Self(1);
    /// The object was removed.
    pub const REMOVE: Self = Self(2);
    /// The object was brought up.
    pub const UP: Self = Self(3);
    /// The object was brought down.
    pub const DOWN: Self = Self(4);
    /// The object was renamed.
    pub const RENAME: Self = Self(5);
    /// Another property of the object has changed.
    pub const CHANGE: Self = Self(6);
    /// The machine restarts.
    pub const RESTART: Self = Self(7);
    /// The machine halts.
    pub const HALT: Self = Self(8);
    /// The machine powers off.
    pub const POWER_OFF: Self = Self(9);
    /// A source starts appending.
    pub const ON: Self = Self(10);
    /// A source stops appending.
    pub const OFF: Self = Self(11);

    /// The name of the action; `None` for an action that this crate does not know.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::ADD => "add",
            Self::REMOVE => "remove",
            Self::UP => "up",
            Self::DOWN => "down",
            Self::RENAME => "rename",
            Self::CHANGE => "change",
            Self::RESTART => "restart",
            Self::HALT => "halt",
            Self::POWER_OFF => "power-off",
            Self::ON => "on",
            Self::OFF => "off",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_of_kinds_are_unique() {
        for (at, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(usize::from(kind.0), at + 1, "no number is left out");
            let name = kind.name().unwrap();
            assert_eq!(Kind::by_name(name), Some(*kind));
            assert!(name.len() <= 15, "{name} fits its room");
        }
        assert_eq!(Kind(200).name(), None);
        const { assert!(Kind::COUNT <= 64, "each has a bit") };
    }
}
