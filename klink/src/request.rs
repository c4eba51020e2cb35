// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::names::Names;
use crate::wire::{Builder, Flags, Malformed, Message, NoRoom, Slice};

/// Where a request writes its header and attributes.
pub type Writer<'b> = Builder<'b, Slice<'b>>;

/// One request of a protocol: how it is written, and how its answers are read.
///
/// The same request serves every verb of every kind of socket. [`request()`] makes one from a closure; the modules of
/// the ready-made protocols have theirs.
pub trait Request {
    /// What an answer reads as; it borrows from the receive buffer.
    type Reply<'a>;

    /// The message's kind (`nlmsg_type`).
    fn kind(&self) -> u16;

    /// Flags besides those that the verb sets: [`Flags::REQUEST`], and [`Flags::ACK`] or [`Flags::DUMP`].
    fn flags(&self) -> Flags {
        Flags::NONE
    }

    /// Writes what follows the message header. Where there was too little room it is called again with more.
    fn write(&self, message: &mut Writer<'_>) -> Result<(), NoRoom>;

    /// Reads one answer.
    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed>;

    /// The request's name, for errors.
    fn label(&self) -> Option<&'static str> {
        None
    }

    /// The names of its attributes, for errors.
    fn names(&self) -> &'static Names {
        const { &Names::unknown(0) }
    }
}

impl<R: Request> Request for &R {
    type Reply<'a> = R::Reply<'a>;

    fn kind(&self) -> u16 {
        (**self).kind()
    }

    fn flags(&self) -> Flags {
        (**self).flags()
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), NoRoom> {
        (**self).write(message)
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed> {
        (**self).read(message)
    }

    fn label(&self) -> Option<&'static str> {
        (**self).label()
    }

    fn names(&self) -> &'static Names {
        (**self).names()
    }
}

/// A request of any protocol, with a closure that writes what follows the message header. Its answers are read as
/// plain [`Message`]s.
///
/// ```
/// let get_lo = klink::request(18, |message| {
///     message.raw(&[0; 16])?;
///     message.put_str(3, "lo")
/// });
/// let mut socket = klink::Socket::open(klink::Protocol::ROUTE)?;
/// assert_eq!(socket.request(&get_lo)?.header.kind, 16);
/// # Ok::<(), klink::Error>(())
/// ```
pub fn request<F>(kind: u16, write: F) -> Plain<F>
where
    F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
{
    Plain {
        kind,
        flags: Flags::NONE,
        write,
    }
}

/// A request made by [`request()`].
#[derive(Clone, Copy, Debug)]
pub struct Plain<F> {
    kind: u16,
    flags: Flags,
    write: F,
}

impl<F> Plain<F> {
    /// Adds flags, such as [`Flags::CREATE`].
    pub fn flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags | flags;
        self
    }
}

impl<F> Request for Plain<F>
where
    F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
{
    type Reply<'a> = Message<'a>;

    #[inline]
    fn kind(&self) -> u16 {
        self.kind
    }

    #[inline]
    fn flags(&self) -> Flags {
        self.flags
    }

    #[inline]
    fn write(&self, message: &mut Writer<'_>) -> Result<(), NoRoom> {
        (self.write)(message)
    }

    #[inline]
    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, Malformed> {
        Ok(message)
    }
}
