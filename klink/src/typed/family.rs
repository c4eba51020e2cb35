// SPDX-License-Identifier: MIT OR Apache-2.0

//! A family with its socket: what its messages are known by, and its operations on their way.

use std::fmt;

use super::request::{ask, Ask, Operation, Writes};
use super::transaction::Transaction;
use super::view::View;
use super::whole::Whole;
use crate::dump::{Dump, Snapshot};
use crate::error::{Acknowledgement, Error, Op};
use crate::genl::{resolve_error, GetFamily};
use crate::wire::{Flags, Protocol};
use crate::{genl, Errno, Netns, Socket};

/// A family of a description.
pub trait Family {
    /// Its name in the description.
    const NAME: &'static str;
    /// Its protocol; `None` for generic netlink, where it has an id instead.
    const PROTOCOL: Option<Protocol>;
}

/// The protocol of a family's messages.
pub(crate) fn protocol_of<F: Family>() -> Protocol {
    F::PROTOCOL.unwrap_or(Protocol::GENERIC)
}

/// A socket, and what a family's messages on it are known by.
#[derive(Debug)]
pub struct Client<S> {
    pub(crate) socket: S,
    /// In generic netlink, the family as the kernel describes it.
    pub(crate) family: Option<genl::Family>,
}

impl Client<Socket> {
    /// Opens a socket for a family and, in generic netlink, asks the kernel for it.
    pub fn open<F: Family>() -> Result<Self, Error> {
        Self::on::<F>(Socket::open(protocol_of::<F>())?)
    }

    /// [`Client::open`] in another network namespace.
    pub fn open_in<F: Family>(netns: &Netns) -> Result<Self, Error> {
        Self::on::<F>(Socket::open_in(netns, protocol_of::<F>())?)
    }

    /// Uses a socket that is open.
    pub fn on<F: Family>(mut socket: Socket) -> Result<Self, Error> {
        let asked = asks::<F>(&socket)?;
        let family = match asked {
            None => None,
            Some(request) => {
                let family = socket.request(&request);
                Some(family.map_err(|error| resolve_error(F::NAME, error))?)
            }
        };
        Ok(Self { socket, family })
    }
}

/// How the kernel is asked for a family that is to use this socket: not at all, unless it is of generic netlink.
pub(crate) fn asks<F: Family>(socket: &Socket) -> Result<Option<GetFamily<'static>>, Error> {
    if socket.protocol() != protocol_of::<F>() {
        let object = format!("a socket for the family {:?}", F::NAME);
        return Err(Error::new(Op::Adopt, object, Errno::EPROTOTYPE));
    }
    Ok(match F::PROTOCOL {
        Some(_) => None,
        None => Some(GetFamily(Some(F::NAME))),
    })
}

impl<S> Client<S> {
    /// The socket.
    pub fn socket(&mut self) -> &mut S {
        &mut self.socket
    }

    /// Gives the socket back.
    pub fn into_socket(self) -> S {
        self.socket
    }

    /// The family as the kernel describes it, in generic netlink.
    pub fn family(&self) -> Option<&genl::Family> {
        self.family.as_ref()
    }

    /// Begins a transaction.
    pub fn begin(&mut self) -> Transaction<'_, S> {
        Transaction::on(&mut self.socket)
    }

    /// An operation that is about to be asked for.
    pub fn call<O: Operation, F>(&mut self, write: F) -> Call<'_, S, O, F> {
        let kind = self.family.as_ref().map_or(O::REQUEST, genl::Family::id);
        Call {
            socket: &mut self.socket,
            ask: ask(kind, write),
        }
    }
}

/// An operation that is about to be asked for, in one of the ways that the kernel has.
#[must_use = "nothing is sent before `request`, `apply` or `dump`"]
pub struct Call<'s, S, O, F> {
    pub(crate) socket: &'s mut S,
    pub(crate) ask: Ask<O, F>,
}

impl<S, O, F> Call<'_, S, O, F> {
    /// Adds flags, such as [`Flags::CREATE`].
    pub fn flags(mut self, flags: Flags) -> Self {
        self.ask = self.ask.flags(flags);
        self
    }
}

impl<'s, O: Operation, F> Call<'s, Socket, O, F>
where
    F: for<'w> Writes<O::Put<'w>>,
{
    /// Asks once, and gives the reply: [`Socket::request`].
    pub fn request(self) -> Result<O::Reply<'s>, Error> {
        self.socket.request(&self.ask)
    }

    /// Asks for a change, and waits until the kernel acknowledges it: [`Socket::apply`].
    pub fn apply(self) -> Result<Acknowledgement, Error> {
        self.socket.apply(&self.ask)
    }

    /// Asks for all objects: [`Socket::dump`].
    pub fn dump(self) -> Result<Dump<'s, Ask<O, F>>, Error> {
        self.socket.dump(self.ask)
    }

    /// Asks for an object that the kernel sends in as many messages as it takes.
    pub fn whole(self) -> Result<Whole<O>, Error>
    where
        for<'a> O::Reply<'a>: View<'a>,
    {
        let parts = self.dump()?.collect(|part| part.of().bytes.into())?;
        Ok(Whole::new(parts))
    }

    /// Asks for all objects until none changes meanwhile: [`Socket::snapshot`].
    pub fn snapshot<T>(
        self,
        retries: usize,
        keep: impl FnMut(O::Reply<'_>) -> T,
    ) -> Result<Snapshot<T>, Error> {
        self.socket.snapshot(self.ask, retries, keep)
    }
}

impl<S, O: Operation, F> fmt::Debug for Call<'_, S, O, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ask.fmt(f)
    }
}
