// SPDX-License-Identifier: MIT OR Apache-2.0

//! A family's notifications.

use std::fmt;
use std::marker::PhantomData;

use super::family::{protocol_of, Client, Family};
use crate::error::{Error, ErrorKind, Op};
use crate::listener::{GroupMessage, Listener, Lost, Notification};
use crate::subscription::Subscription;
use crate::wire::genl::Header;
use crate::wire::{Group, Protocol};
use crate::{genl, Netns};

/// A family that has multicast groups.
pub trait Notifies: Family {
    /// Its groups.
    type Group: GroupName;
    /// Its notifications.
    type Notification<'a>: Notified<'a>;
}

/// A multicast group of a family.
pub trait GroupName: Copy {
    /// Its name in the description.
    fn name(self) -> &'static str;
    /// Its number; `None` in generic netlink, where the kernel has to be asked for it.
    fn number(self) -> Option<Group>;
}

/// A number that no group has means that there is none.
pub const fn group_number(number: u32) -> Option<Group> {
    Group::new(number)
}

/// An enumeration of a family's notifications.
pub trait Notified<'a>: Sized {
    /// Reads what follows the headers; `number` is the notification's number in the description. `None` if it does
    /// not know it, or it is shorter than the description says.
    fn read(number: u16, body: &'a [u8]) -> Option<Self>;
    /// A message that the description does not know.
    fn other(message: GroupMessage<'a>) -> Self;
    /// A loss.
    fn lost(lost: Lost) -> Self;
}

/// Reads what a listener has received. `id` is the family's in generic netlink.
pub fn notified<'a, T: Notified<'a>>(id: Option<u16>, event: Notification<'a>) -> T {
    let message = match event {
        Notification::Lost(lost) => return T::lost(lost),
        Notification::Message(message) => message,
    };
    let read = match id {
        None => T::read(message.kind(), message.payload()),
        Some(id) if id != message.kind() => None,
        Some(_) => Header::read(&message.message)
            .ok()
            .and_then(|(header, attrs)| T::read(header.cmd.into(), attrs.rest())),
    };
    read.unwrap_or_else(|| T::other(message))
}

/// A listener to a family, whose notifications are an enumeration.
///
/// A loss is one of them, at its place in the stream, as [`Listener`] reports it.
pub struct Notifications<F, L = Listener> {
    pub(crate) listener: L,
    pub(crate) id: Option<u16>,
    family: PhantomData<fn() -> F>,
}

/// A listener that joins groups.
pub trait Joins: Sized {
    /// Joins a group.
    fn join_group(&mut self, group: Group) -> Result<(), Error>;
}

/// A listener that blocks: [`Listener`], or [`Subscription`] where the kernel sends to the socket that asked.
pub trait Receives: Joins {
    /// Opens a socket.
    fn open(protocol: Protocol) -> Result<Self, Error>;
    /// The same in another network namespace.
    fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error>;
    /// Waits for the next notification or loss.
    fn receive(&mut self) -> Result<Notification<'_>, Error>;
    /// The same without waiting: `None` if nothing has arrived.
    fn try_receive(&mut self) -> Result<Option<Notification<'_>>, Error>;
}

impl Joins for Listener {
    fn join_group(&mut self, group: Group) -> Result<(), Error> {
        self.join(group)
    }
}

impl Receives for Listener {
    fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::open(protocol)
    }

    fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::open_in(netns, protocol)
    }

    fn receive(&mut self) -> Result<Notification<'_>, Error> {
        self.next()
    }

    fn try_receive(&mut self) -> Result<Option<Notification<'_>>, Error> {
        self.try_next()
    }
}

impl Joins for Subscription {
    fn join_group(&mut self, group: Group) -> Result<(), Error> {
        self.join(group)
    }
}

impl Receives for Subscription {
    fn open(protocol: Protocol) -> Result<Self, Error> {
        Self::open(protocol)
    }

    fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        Self::open_in(netns, protocol)
    }

    fn receive(&mut self) -> Result<Notification<'_>, Error> {
        self.next()
    }

    fn try_receive(&mut self) -> Result<Option<Notification<'_>>, Error> {
        self.try_next()
    }
}

impl<F: Notifies, L: Joins> Notifications<F, L> {
    /// Joins groups of a family; `family` is what the kernel says of one in generic netlink.
    pub fn on(
        mut listener: L,
        family: Option<&genl::Family>,
        groups: impl IntoIterator<Item = F::Group>,
    ) -> Result<Self, Error> {
        for group in groups {
            listener.join_group(number_of::<F>(family, group)?)?;
        }
        Ok(Self {
            listener,
            id: family.map(genl::Family::id),
            family: PhantomData,
        })
    }
}

/// The number of a group in the running kernel.
fn number_of<F: Notifies>(family: Option<&genl::Family>, group: F::Group) -> Result<Group, Error> {
    if let Some(family) = family {
        return family.group(group.name());
    }
    group.number().ok_or_else(|| {
        let object = format!("group {:?} of the family {:?}", group.name(), F::NAME);
        Error::new(Op::Resolve, object, ErrorKind::NotFound)
    })
}

impl<F, L> Notifications<F, L> {
    /// The listener, for its options and for waiting together with others.
    pub fn listener(&mut self) -> &mut L {
        &mut self.listener
    }

    /// Gives the listener back.
    pub fn into_listener(self) -> L {
        self.listener
    }
}

impl<F: Notifies, L: Receives> Notifications<F, L> {
    /// Opens a listener or a subscription, and joins groups: none where the kernel sends to the socket that asked.
    pub fn open(groups: impl IntoIterator<Item = F::Group>) -> Result<Self, Error> {
        let client = needed::<F>(Client::<crate::Socket>::open::<F>)?;
        let listener = L::open(protocol_of::<F>())?;
        Self::on(listener, client.as_ref().and_then(Client::family), groups)
    }

    /// [`Notifications::open`] in another network namespace.
    pub fn open_in(
        netns: &Netns,
        groups: impl IntoIterator<Item = F::Group>,
    ) -> Result<Self, Error> {
        let client = needed::<F>(|| Client::<crate::Socket>::open_in::<F>(netns))?;
        let listener = L::open_in(netns, protocol_of::<F>())?;
        Self::on(listener, client.as_ref().and_then(Client::family), groups)
    }

    /// Waits for the next notification or loss, as [`Listener::next`] does.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<F::Notification<'_>, Error> {
        let id = self.id;
        self.listener.receive().map(|event| notified(id, event))
    }

    /// [`Notifications::next`] without waiting: `None` if nothing has arrived.
    pub fn try_next(&mut self) -> Result<Option<F::Notification<'_>>, Error> {
        let id = self.id;
        let event = self.listener.try_receive()?;
        Ok(event.map(|event| notified(id, event)))
    }
}

/// A client for the duration of the call, if the kernel has to be asked for the family.
fn needed<F: Family>(
    open: impl FnOnce() -> Result<Client<crate::Socket>, Error>,
) -> Result<Option<Client<crate::Socket>>, Error> {
    match F::PROTOCOL {
        Some(_) => Ok(None),
        None => open().map(Some),
    }
}

impl<F, L: fmt::Debug> fmt::Debug for Notifications<F, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifications")
            .field("listener", &self.listener)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
