// SPDX-License-Identifier: MIT OR Apache-2.0

//! Messages: what the stream holds for a journal, in pieces that leave out no sequence number.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A contiguous range of a journal's sequence numbers. In each message, `events + lost + left_out` is `last - first + 1`.
///
/// Number 0 is the [`Start`], alone in the first message of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The journal's id.
    pub journal: u64,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// The number of events in the body.
    pub events: u64,
    /// The number of events that the body's gaps report as lost.
    pub lost: u64,
    /// The number of events of kinds that are not forwarded.
    pub left_out: u64,
    /// The time since boot of the last event.
    pub time: Duration,
    /// A line of JSON for each event and each gap.
    pub body: Vec<u8>,
}

impl Message {
    /// An empty message that goes on at a number.
    pub fn from(journal: u64, first: u64) -> Self {
        Self {
            journal,
            first,
            ..Self::default()
        }
    }

    /// Whether nothing was added. Then `last` means nothing.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// Adds a line for an event. The caller keeps the order.
    pub fn push_event(&mut self, seq: u64, line: impl FnOnce(&mut Vec<u8>)) {
        line(&mut self.body);
        self.body.push(b'\n');
        self.events += 1;
        self.last = seq;
    }

    /// Adds a gap, as `klink events --json` prints it.
    pub fn push_lost(&mut self, first: u64, last: u64) {
        let lost = last - first + 1;
        let line = format!("{{\"first\":{first},\"last\":{last},\"lost\":{lost}}}\n");
        self.body.extend_from_slice(line.as_bytes());
        self.lost += lost;
        self.last = last;
    }

    /// The message id, by which the server knows a message that is sent again.
    pub fn id(&self) -> String {
        format!("{:016x}-{}", self.journal, self.first)
    }
}

/// The record at the start of a journal: the line with number 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Always true.
    pub restart: bool,
    /// The journal's id, in hexadecimal digits.
    pub journal: String,
    /// The id of the machine's boot.
    pub boot: String,
    /// Whether the machine was rebooted since the previous journal, and not only the module reloaded.
    pub reboot: bool,
    /// The previous message of this machine in the stream, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
}

/// The end of the journal before. What came after its last number, up to the start, is lost, and nobody knows how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// The journal's id, in hexadecimal digits.
    pub journal: String,
    /// The id of its boot.
    pub boot: String,
    /// The last number in the stream.
    pub last: u64,
}

impl Start {
    /// The message that holds only this.
    pub fn message(journal: u64, boot: &str, previous: Option<Previous>) -> Message {
        let start = Self {
            restart: true,
            journal: format!("{journal:016x}"),
            boot: boot.to_owned(),
            reboot: previous
                .as_ref()
                .is_some_and(|previous| previous.boot != boot),
            previous,
        };
        let mut message = Message::from(journal, 0);
        message.push_event(0, |body| {
            // Strings and numbers can be written as JSON, and a vector takes all.
            let _ = serde_json::to_writer(body, &start);
        });
        message
    }
}
