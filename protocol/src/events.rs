// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The events family: the kernel's events, from a journal. Its numbers are made of `specs/klink_events.yaml`.
//!
//! All operations require `CAP_NET_ADMIN` in the initial user namespace, and a process of the initial pid namespace.
//!
//! Each event has a sequence number, counted from 1 since the journal was loaded. [`cmd::READ`] dumps events from a
//! number on. Each message of the dump holds either events, as many as it has room for, or a [`Gap`], if events were
//! overwritten before they were read, or, at the end, the [`Position`] to continue at. [`cmd::WAKE`] wakes readers that
//! have reached the end.

mod message;
mod numbers;

pub use numbers::{
    attr, cmd, event, field, group, source, Action, Kind, State, TcpState, FAMILY, VERSION,
};

pub use message::{
    EventHeader, Gap, JournalStatus, Mapping, Position, SourceStatus, TaskContext, TaskEvent,
    TaskIds, TcpChange,
};

/// The maximum length in bytes of a marker's text, of a text that a module publishes, and of a field's text.
pub const TEXT_MAX: u16 = 255;
/// The maximum length of a field's name in bytes.
pub const NAME_MAX: u16 = 31;
/// The maximum length of a path in bytes; a longer one is truncated.
pub const PATH_MAX: usize = 255;
/// The maximum length in bytes of a program's arguments that can be asked for; what is longer is truncated.
pub const ARGS_MAX: usize = 512;

impl Kind {
    /// The number of kinds, 0 included.
    pub const COUNT: usize = Self::ALL.len() + 1;

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
