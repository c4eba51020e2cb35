// SPDX-License-Identifier: MIT OR Apache-2.0

use klink_protocol::events::Gap;

use super::{Event, EventInPlace, OwnedEvent};

/// One item that a [`Reader`](super::Reader) returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// An event.
    Event(Event<'a>),
    /// Events that were overwritten before this reader got them.
    Gap(Gap),
    /// Another journal: the module was reloaded, and the remaining events of the previous journal are lost. Sequence
    /// numbers start at 1 again, and reading continues at the start of the new journal.
    Restart,
}

/// An item that a [`Reader`](super::Reader) has read in place: an [`Item`] with the result of a function in an event's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemInPlace<T> {
    /// The result of the function for an event.
    Event(T),
    /// A gap, as [`Item::Gap`].
    Gap(Gap),
    /// A restart, as [`Item::Restart`].
    Restart,
}

/// An [`Item`] that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedItem {
    /// An event.
    Event(OwnedEvent),
    /// A gap, as [`Item::Gap`].
    Gap(Gap),
    /// A restart, as [`Item::Restart`].
    Restart,
}

impl From<Item<'_>> for OwnedItem {
    fn from(item: Item<'_>) -> Self {
        match item {
            Item::Event(event) => Self::Event(event.into()),
            Item::Gap(gap) => Self::Gap(gap),
            Item::Restart => Self::Restart,
        }
    }
}

impl<'a> Item<'a> {
    /// Applies a function to an event.
    pub(crate) fn read_in_place<T>(
        self,
        read: impl FnOnce(&EventInPlace<'a>) -> T,
    ) -> ItemInPlace<T> {
        match self {
            Self::Event(event) => ItemInPlace::Event(read(&EventInPlace::copied(event))),
            Self::Gap(gap) => ItemInPlace::Gap(gap),
            Self::Restart => ItemInPlace::Restart,
        }
    }
}
