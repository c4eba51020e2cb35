// SPDX-License-Identifier: MIT OR Apache-2.0

//! The stream, as the forwarder sees it.

use std::future::Future;

use crate::core::{Answer, Last};
use crate::failure::Failure;
use crate::message::Message;

/// A stream that stores messages. A failure is one that waiting does not end.
pub trait Stream {
    /// The stream's state of a journal. Waits for the server. `None` if it has not answered.
    fn last(&self, journal: u64) -> impl Future<Output = Result<Option<Last>, Failure>>;

    /// Stores a message, if the last one of its subject has this sequence number, 0 for none. Waits for the server. If the
    /// connection was lost since [`Stream::last`], the answer is [`Answer::Unknown`] and the message is not sent.
    fn publish(
        &self,
        message: Message,
        fence: u64,
    ) -> impl Future<Output = Result<Answer, Failure>>;

    /// How often the connection to a server was lost.
    fn reconnections(&self) -> u64;
}
