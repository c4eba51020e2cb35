// SPDX-License-Identifier: MIT OR Apache-2.0

//! The request that makes `klink_fault.ko` send given datagrams.

use klink::wire::{BuildError, Malformed};
use klink::{Flags, Group, Message, Request, Writer};
use klink_protocol::fault::{cmd, replay};

use crate::peer::Draft;

/// The kind of the messages that [`Replay::says`] makes.
pub const ANSWER: u16 = 20;

/// Datagrams in order. The reply to the request is the first of them that is a reply.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    attrs: Vec<(u16, Vec<u8>)>,
    flags: Flags,
}

impl Replay {
    /// Sends nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a datagram of an [`ANSWER`] with this payload.
    pub fn says(self, payload: &[u8]) -> Self {
        self.sends(&[Draft {
            kind: ANSWER,
            ..Draft::new(payload)
        }])
    }

    /// Adds a datagram of these messages. The request's sequence number is added to theirs.
    pub fn sends(self, messages: &[Draft<'_>]) -> Self {
        let bytes = messages.iter().flat_map(Draft::bytes).collect();
        self.with(replay::MESSAGES, bytes)
    }

    /// Adds a datagram of any bytes.
    pub fn sends_bytes(self, bytes: &[u8]) -> Self {
        self.with(replay::RAW, bytes.to_vec())
    }

    /// Sends the following datagrams to a group.
    pub fn to(self, group: Group) -> Self {
        self.with(replay::GROUP, group.get().to_ne_bytes().to_vec())
    }

    /// Sends the next datagram this many times.
    pub fn times(self, count: u32) -> Self {
        self.with(replay::REPEAT, count.to_ne_bytes().to_vec())
    }

    /// Requests that no acknowledgement follows.
    pub fn silent(self) -> Self {
        self.with(replay::SILENT, Vec::new())
    }

    /// Adds flags to the request.
    pub fn flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags | flags;
        self
    }

    fn with(mut self, kind: u16, payload: Vec<u8>) -> Self {
        self.attrs.push((kind, payload));
        self
    }
}

impl Request for Replay {
    type Reply<'a> = Message<'a>;

    fn kind(&self) -> u16 {
        cmd::REPLAY
    }

    fn flags(&self) -> Flags {
        self.flags
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        self.attrs
            .iter()
            .try_for_each(|(kind, payload)| message.put(*kind, payload))
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, Malformed> {
        Ok(message)
    }
}
