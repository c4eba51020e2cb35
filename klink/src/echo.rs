// SPDX-License-Identifier: MIT OR Apache-2.0

//! A chat with `klink_echo.ko`, or with any module that answers a text with a text on a protocol of its own.
//!
//! Such modules come from an exercise that many have done, and few of them follow netlink's rules: the answer's
//! sequence number may be 0, its kind `NLMSG_DONE` although nothing ends, its string without an end. So nothing in the
//! answer's header is believed here but its length. What counts is that the kernel sent it.

use std::time::Duration;

use klink_protocol::echo;
pub use klink_protocol::echo::{GREETING, PROTOCOL};

use crate::error::{Error, Op};
use crate::outbox::Outbox;
use crate::wire::{Builder, Flags, Header, Malformed, Protocol};
use crate::{Raw, Sender};

/// One side of the chat.
///
/// ```no_run
/// use klink::echo::{Client, PROTOCOL};
///
/// let mut client = Client::open(PROTOCOL)?;
/// let answer = client.say("Hello from user space")?;
/// println!("{}", String::from_utf8_lossy(answer));
/// # Ok::<(), klink::Error>(())
/// ```
#[derive(Debug)]
pub struct Client {
    raw: Raw,
    request: Outbox,
}

impl Client {
    /// How long [`Client::say`] waits for an answer unless [`Client::set_timeout`] changes it.
    pub const TIMEOUT: Duration = Duration::from_secs(5);

    /// Opens a socket.
    ///
    /// `EPROTONOSUPPORT`: no module has this protocol; it is not loaded, or loaded with another number.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        let mut raw = Raw::open(protocol)?;
        raw.set_timeout(Some(Self::TIMEOUT))?;
        Ok(Self {
            raw,
            request: Outbox::new(),
        })
    }

    /// Limits how long to wait for an answer; `None` waits for ever.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        self.raw.set_timeout(timeout)
    }

    /// Sends a text, with a NUL behind it because simple modules look for one, and waits for the answer: the bytes
    /// before its first NUL, or all of them.
    ///
    /// Answers that came too late for an earlier text are dropped first, for nothing in them tells what they answer.
    ///
    /// `ECONNREFUSED`: the module has been unloaded.
    pub fn say(&mut self, text: &str) -> Result<&[u8], Error> {
        self.request.clear();
        let kind = Header::MIN_KIND;
        Builder::new(&mut self.request, kind, Flags::REQUEST, Self::SEQ)
            .and_then(|mut message| {
                message.raw(text.as_bytes())?;
                message.raw(&[0])?;
                message.finish()
            })
            .map_err(|no_room| Error::new(Op::Request, "an answer to a text", no_room))?;
        while self.raw.try_receive()?.is_some() {}
        self.raw.send(self.request.written())?;
        while self.raw.receive()?.sender != Sender::Kernel {}
        let datagram = self.raw.datagram();
        match datagram.messages().next() {
            Some(Ok(message)) => Ok(echo::text(message.payload)),
            Some(Err(malformed)) => Err(malformed),
            None => Err(Malformed::Short {
                need: Header::LEN,
                have: 0,
            }),
        }
        .map_err(|malformed| Error::new(Op::Receive, "an echo", malformed))
    }

    /// Nothing matches it, but the module's log shows it.
    const SEQ: u32 = 1;
}
