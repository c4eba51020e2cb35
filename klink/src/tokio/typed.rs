// SPDX-License-Identifier: MIT OR Apache-2.0

//! Families of descriptions on async sockets.

use super::{Dump, Listener, Socket};
use crate::dump::Snapshot;
use crate::error::{Acknowledgement, Error};
use crate::genl::resolve_error;
use crate::typed::{
    asks, notified, protocol_of, Ask, Call, Client, Family, Joins, Notifications, Notifies,
    Operation, Transaction, View, Whole, Writes,
};
use crate::wire::Group;
use crate::Netns;

impl Client<Socket> {
    /// Opens a socket for a family and, in generic netlink, asks the kernel for it. Must be called within a tokio
    /// runtime.
    pub async fn open<F: Family>() -> Result<Self, Error> {
        Self::on::<F>(Socket::open(protocol_of::<F>())?).await
    }

    /// [`Client::open`] in another network namespace.
    pub async fn open_in<F: Family>(netns: &Netns) -> Result<Self, Error> {
        Self::on::<F>(Socket::open_in(netns, protocol_of::<F>())?).await
    }

    /// Uses a socket that is open.
    pub async fn on<F: Family>(mut socket: Socket) -> Result<Self, Error> {
        let asked = asks::<F>(&socket.inner)?;
        let family = match asked {
            None => None,
            Some(request) => {
                let family = socket.request(&request).await;
                Some(family.map_err(|error| resolve_error(F::NAME, error))?)
            }
        };
        Ok(Self { socket, family })
    }
}

impl<'s, O: Operation, F> Call<'s, Socket, O, F>
where
    F: for<'w> Writes<O::Put<'w>>,
{
    /// Asks once, and gives the reply: [`Socket::request`].
    pub async fn request(self) -> Result<O::Reply<'s>, Error> {
        self.socket.request(&self.ask).await
    }

    /// Asks for a change, and waits until the kernel acknowledges it: [`Socket::apply`].
    pub async fn apply(self) -> Result<Acknowledgement, Error> {
        self.socket.apply(&self.ask).await
    }

    /// Asks for all objects: [`Socket::dump`].
    pub async fn dump(self) -> Result<Dump<'s, Ask<O, F>>, Error> {
        self.socket.dump(self.ask).await
    }

    /// Asks for an object that the kernel sends in as many messages as it takes.
    pub async fn whole(self) -> Result<Whole<O>, Error>
    where
        for<'a> O::Reply<'a>: View<'a>,
    {
        let dump = self.dump().await?;
        let parts = dump.collect(|part| part.of().bytes.into()).await?;
        Ok(Whole::new(parts))
    }

    /// Asks for all objects until none changes meanwhile: [`Socket::snapshot`].
    pub async fn snapshot<T>(
        self,
        retries: usize,
        keep: impl FnMut(O::Reply<'_>) -> T,
    ) -> Result<Snapshot<T>, Error> {
        self.socket.snapshot(self.ask, retries, keep).await
    }
}

impl Transaction<'_, Socket> {
    /// Makes the changes: all of them, or none.
    ///
    /// [`Refused`](crate::ErrorKind::Refused): the kernel refused the change that the error names.
    pub async fn commit(self) -> Result<(), Error> {
        let changes: Vec<_> = self.framed().collect();
        let mut batch = self.socket.batch();
        batch.pack(u32::MAX);
        for change in &changes {
            batch.push(change).await?;
        }
        let outcome = batch.finish_transaction().await?;
        self.result(&outcome)
    }
}

impl Joins for Listener {
    fn join_group(&mut self, group: Group) -> Result<(), Error> {
        self.join(group)
    }
}

impl<F: Notifies> Notifications<F, Listener> {
    /// Opens a listener, and joins groups. Must be called within a tokio runtime.
    pub async fn open(groups: impl IntoIterator<Item = F::Group>) -> Result<Self, Error> {
        let client = match F::PROTOCOL {
            Some(_) => None,
            None => Some(Client::<Socket>::open::<F>().await?),
        };
        let listener = Listener::open(protocol_of::<F>())?;
        Self::on(listener, client.as_ref().and_then(Client::family), groups)
    }

    /// [`Notifications::open`] in another network namespace.
    pub async fn open_in(
        netns: &Netns,
        groups: impl IntoIterator<Item = F::Group>,
    ) -> Result<Self, Error> {
        let client = match F::PROTOCOL {
            Some(_) => None,
            None => Some(Client::<Socket>::open_in::<F>(netns).await?),
        };
        let listener = Listener::open_in(netns, protocol_of::<F>())?;
        Self::on(listener, client.as_ref().and_then(Client::family), groups)
    }

    /// Waits for the next notification or loss, as [`Listener::next`] does.
    pub async fn next(&mut self) -> Result<F::Notification<'_>, Error> {
        let id = self.id;
        let event = self.listener.next().await?;
        Ok(notified(id, event))
    }

    /// [`Notifications::next`] without waiting: `None` if nothing has arrived.
    pub fn try_next(&mut self) -> Result<Option<F::Notification<'_>>, Error> {
        let id = self.id;
        let event = self.listener.inner.try_next()?;
        Ok(event.map(|event| notified(id, event)))
    }
}
