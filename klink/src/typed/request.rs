// SPDX-License-Identifier: MIT OR Apache-2.0

//! Operations as requests.

use std::fmt;
use std::marker::PhantomData;

use super::put::{Put, Sticky};
use super::view::{Body, Key};
use crate::names::Names;
use crate::request::{Request, Writer};
use crate::wire::{genl, BuildError, Flags, Malformed, Message};

/// An operation of a family.
pub trait Operation {
    /// Its name in the description.
    const NAME: &'static str;
    /// The number of the request: a message kind or, in generic netlink, the `cmd` of its header.
    const REQUEST: u16;
    /// The number of its replies and notifications.
    const REPLY: u16;
    /// Whether it can be asked for once.
    const DO: bool;
    /// Whether it can be asked for all objects.
    const DUMP: bool;
    /// The version in the header of generic netlink; `None` in a protocol of its own.
    const VERSION: Option<u8>;

    /// The writer of a request.
    type Put<'w>: Put<'w>;
    /// The view of a request.
    type Request<'a>: Body<'a>;
    /// The view of a reply or a notification.
    type Reply<'a>: Body<'a>;

    /// The names of a request's attributes.
    const NAMES: &'static Names = &Names {
        header: in_front(Self::VERSION) + <Self::Put<'static> as Put<'static>>::HEADER,
        attributes: <Self::Put<'static> as Put<'static>>::ATTRIBUTES,
    };
}

/// The bytes in front of what an operation itself has.
const fn in_front(version: Option<u8>) -> usize {
    match version {
        Some(_) => genl::Header::LEN,
        None => 0,
    }
}

/// A closure that takes a writer, and gives it back.
pub trait Writes<P> {
    /// Writes.
    fn write_to(&self, put: P);
}

impl<P, F: Fn(P) -> P> Writes<P> for F {
    fn write_to(&self, put: P) {
        let _ = self(put);
    }
}

/// Reads a reply to an operation or its notification. `kind` is the kind of the family's messages, which in generic
/// netlink is its id, and else [`Operation::REPLY`].
///
/// [`Malformed::Kind`]: the message is about something else.
pub fn reply<O: Operation>(kind: u16, message: Message<'_>) -> Result<O::Reply<'_>, Malformed> {
    let body = body_of::<O>(kind, O::REPLY, message)?;
    O::Reply::read(body, Key::None)
}

/// Reads a request for an operation, as [`reply`] does its reply.
pub fn asked<O: Operation>(kind: u16, message: Message<'_>) -> Result<O::Request<'_>, Malformed> {
    let body = body_of::<O>(kind, O::REQUEST, message)?;
    O::Request::read(body, Key::None)
}

fn body_of<O: Operation>(kind: u16, number: u16, message: Message<'_>) -> Result<&[u8], Malformed> {
    let other = |kind| Malformed::Kind { kind };
    if message.kind() != kind {
        return Err(other(message.kind().into()));
    }
    if O::VERSION.is_some() {
        let (header, attrs) = genl::Header::read(&message)?;
        return match u16::from(header.cmd) == number {
            true => Ok(attrs.rest()),
            false => Err(other(header.cmd.into())),
        };
    }
    match kind == number {
        true => Ok(message.payload),
        false => Err(other(kind.into())),
    }
}

/// A request for an operation. What the closure writes is sent; it may run again, with more room.
pub struct Ask<O, F> {
    kind: u16,
    flags: Flags,
    write: F,
    operation: PhantomData<fn() -> O>,
}

/// A request. `kind` is the id of the family in generic netlink, else [`Operation::REQUEST`].
pub fn ask<O, F>(kind: u16, write: F) -> Ask<O, F> {
    Ask {
        kind,
        flags: Flags::NONE,
        write,
        operation: PhantomData,
    }
}

impl<O, F> Ask<O, F> {
    /// Adds flags, such as [`Flags::CREATE`].
    pub fn flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags | flags;
        self
    }
}

impl<O: Operation, F> fmt::Debug for Ask<O, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(O::NAME)
            .field("kind", &self.kind)
            .field("flags", &self.flags)
            .finish_non_exhaustive()
    }
}

impl<O: Operation, F> Request for Ask<O, F>
where
    F: for<'w> Writes<O::Put<'w>>,
{
    type Reply<'a> = O::Reply<'a>;

    fn kind(&self) -> u16 {
        self.kind
    }

    fn flags(&self) -> Flags {
        self.flags
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        if let Some(version) = O::VERSION {
            let cmd = O::REQUEST as u8;
            message.raw(&genl::Header { cmd, version }.to_bytes())?;
        }
        let mut out = Sticky::new(message);
        self.write.write_to(O::Put::begin(&mut out));
        out.result()
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Self::Reply<'a>, Malformed> {
        let kind = match O::VERSION {
            Some(_) => self.kind,
            None => O::REPLY,
        };
        reply::<O>(kind, message)
    }

    fn label(&self) -> Option<&'static str> {
        Some(O::NAME)
    }

    fn names(&self) -> &'static Names {
        O::NAMES
    }
}
