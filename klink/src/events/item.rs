// SPDX-License-Identifier: MIT OR Apache-2.0

use klink_protocol::events::Gap;

use super::{Event, OwnedEvent};

/// What a [`Reader`](super::Reader) gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// An event.
    Event(Event<'a>),
    /// Events that were overwritten before this reader got them.
    Gap(Gap),
    /// Another journal: the module was loaded anew, and what the one before still had is lost. Sequence numbers begin
    /// with 1 again; what comes next is this journal from its begin.
    Restart,
}

/// An [`Item`] that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedItem {
    /// An event.
    Event(OwnedEvent),
    /// [`Item::Gap`]
    Gap(Gap),
    /// [`Item::Restart`]
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
