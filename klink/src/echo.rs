// SPDX-License-Identifier: MIT OR Apache-2.0

//! A chat with `klink_echo.ko`, or with any module that replies to a text with a text on a protocol of its own.
//!
//! Such modules come from a popular exercise, and few of them follow netlink's rules: the reply's sequence number may
//! be 0, its type `NLMSG_DONE` although nothing ends, and its string may lack a NUL. So this client trusts nothing in
//! the reply's header except the length. It accepts a reply because the kernel sent it.

use std::time::Duration;

use klink_protocol::echo;
pub use klink_protocol::echo::{GREETING, PROTOCOL};

use crate::error::{Error, ErrorKind, Op};
use crate::request::Outbox;
use crate::wire::extack::Ack;
use crate::wire::{BuildError, Flags, Header, Malformed, Message, Protocol};
use crate::{Acknowledgement, Names, Netns, Raw, Sender};

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
    /// How long [`Client::say`] waits for a reply by default; see [`Client::set_timeout`].
    pub const TIMEOUT: Duration = Duration::from_secs(5);

    /// Opens a socket.
    ///
    /// `EPROTONOSUPPORT`: no module has this protocol; the module is not loaded, or is loaded with another number.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::over(Raw::open(protocol)?)
    }

    /// [`Client::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::over(Raw::open_in(netns, protocol)?)
    }

    fn over(mut raw: Raw) -> Result<Self, Error> {
        raw.set_timeout(Some(Self::TIMEOUT))?;
        Ok(Self {
            request: raw.outbox(),
            raw,
        })
    }

    /// Limits how long to wait for a reply; `None` waits for ever.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) -> Result<(), Error> {
        self.raw.set_timeout(timeout)
    }

    /// Sends a text, followed by a NUL because simple modules look for one, and waits for the reply. Returns the
    /// reply's bytes up to its first NUL, or all of them.
    ///
    /// Late replies to earlier texts are dropped first, because nothing in them shows which text they belong to.
    ///
    /// `ECONNREFUSED`: the module has been unloaded. [`BuildError::Nul`]: the text contains a NUL.
    pub fn say(&mut self, text: impl AsRef<[u8]>) -> Result<&[u8], Error> {
        self.request.clear();
        write(&mut self.request, text.as_ref())
            .map_err(|build_error| self.error(build_error.into()))?;
        while self.raw.try_receive()?.is_some() {}
        self.raw.send(self.request.written())?;
        while self.raw.receive()?.sender != Sender::Kernel {}
        match self.raw.datagram().messages().next() {
            Some(Ok(message)) => read(&message, self.request.written()),
            Some(Err(malformed)) => Err(malformed.into()),
            None => Err(ErrorKind::Malformed(Malformed::Short {
                need: Header::LEN,
                have: 0,
            })),
        }
        .map_err(|kind| self.error(kind))
    }

    fn error(&self, kind: ErrorKind) -> Error {
        let object = format!("a reply on netlink protocol {}", self.raw.protocol());
        Error::new(Op::Request, object, kind)
    }
}

/// Writes a message of type 0, which no protocol uses: a protocol that follows netlink's rules drops such a message,
/// and cannot mistake a text for a request. The sequence number is not matched, but a module's log may show it.
fn write(request: &mut Outbox, text: &[u8]) -> Result<(), BuildError> {
    if text.contains(&0) {
        return Err(BuildError::Nul);
    }
    let message = crate::request(0, |message| {
        message.raw(text)?;
        message.raw(&[0])
    });
    request.push(&message, Flags::NONE, 1)
}

fn read<'a>(answer: &Message<'a>, request: &[u8]) -> Result<&'a [u8], ErrorKind> {
    if answer.header.kind != Header::ERROR {
        return Ok(echo::text(answer.payload));
    }
    let ack = Ack::read(answer)?;
    if ack.errno == 0 {
        return Err(ErrorKind::NoReply);
    }
    let ack = Acknowledgement::new(ack.errno, &ack.extack, request, &Names::unknown(0))?;
    Err(ErrorKind::Refused(Box::new(ack)))
}
