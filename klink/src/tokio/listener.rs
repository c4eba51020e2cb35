// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::pin::Pin;
use std::task::{ready, Context, Poll};

use ::tokio::io::unix::AsyncFd;
use futures_core::Stream;

use super::socket::{readable, unready};
use crate::error::{Error, Op};
use crate::listener::{GroupMessage, Lost, Next, Notification};
use crate::wire::{Group, Header, Message, Protocol};
use crate::{sys, Netns};

/// An async [`Listener`](crate::Listener), and a [`Stream`] of [`OwnedNotification`]s. It converts from one,
/// groups and options and all.
#[derive(Debug)]
pub struct Listener {
    pub(super) inner: crate::Listener,
    watch: AsyncFd<OwnedFd>,
}

impl Listener {
    /// Opens a socket, in no group yet, within a tokio runtime.
    ///
    /// `EPROTONOSUPPORT`: nothing in the kernel has this protocol; a module may be missing.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        crate::Listener::open(protocol)?.try_into()
    }

    /// [`Listener::open`] in another network namespace; the calling thread stays where it is.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        crate::Listener::open_in(netns, protocol)?.try_into()
    }

    /// The blocking listener again.
    pub fn into_blocking(self) -> crate::Listener {
        self.inner
    }

    /// [`Listener::join`](crate::Listener::join).
    pub fn join(&mut self, group: Group) -> Result<(), Error> {
        self.inner.join(group)
    }

    /// [`Listener::leave`](crate::Listener::leave).
    pub fn leave(&mut self, group: Group) -> Result<(), Error> {
        self.inner.leave(group)
    }

    /// [`Listener::next`](crate::Listener::next), which borrows the event: no allocation for each.
    pub async fn next(&mut self) -> Result<Notification<'_>, Error> {
        loop {
            match self.inner.advance()? {
                Next::Message => return Ok(Notification::Message(self.inner.feed.notification())),
                Next::Lost(lost) => return Ok(Notification::Lost(lost)),
                Next::Wait => readable(&mut self.watch)
                    .await
                    .map_err(|kind| self.inner.transport.error(Op::Receive, kind))?,
            }
        }
    }
}

/// A [`Notification`] that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedNotification {
    /// A message to one of the groups.
    Message(OwnedGroupMessage),
    /// Messages that the kernel dropped before the next one.
    Lost(Lost),
}

/// A [`GroupMessage`] that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnedGroupMessage {
    /// The message's header.
    pub header: Header,
    /// What follows it.
    pub payload: Vec<u8>,
    /// The group that it was sent to; `None` if to this socket alone.
    pub group: Option<Group>,
    /// The id of the network namespace that it is about; `None` for the socket's own.
    pub nsid: Option<i32>,
}

impl OwnedGroupMessage {
    /// The message.
    pub fn message(&self) -> Message<'_> {
        Message {
            header: self.header,
            payload: &self.payload,
        }
    }
}

impl From<GroupMessage<'_>> for OwnedGroupMessage {
    fn from(notification: GroupMessage<'_>) -> Self {
        Self {
            header: notification.message.header,
            payload: notification.message.payload.to_vec(),
            group: notification.group,
            nsid: notification.nsid,
        }
    }
}

impl From<Notification<'_>> for OwnedNotification {
    fn from(event: Notification<'_>) -> Self {
        match event {
            Notification::Message(notification) => Self::Message(notification.into()),
            Notification::Lost(lost) => Self::Lost(lost),
        }
    }
}

/// Never ends. After an error it goes on, as [`Listener::next`] does.
impl Stream for Listener {
    type Item = Result<OwnedNotification, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let listener = &mut *self;
        loop {
            match listener.inner.try_next() {
                Ok(Some(event)) => return Poll::Ready(Some(Ok(event.into()))),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
            match ready!(listener.watch.poll_read_ready_mut(context)) {
                Ok(mut ready) => ready.clear_ready(),
                Err(error) => {
                    let error = listener.inner.transport.error(Op::Receive, unready(error));
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.inner.as_fd()
    }
}

/// Registers the listener with the tokio runtime that this is called in.
impl TryFrom<crate::Listener> for Listener {
    type Error = Error;

    fn try_from(listener: crate::Listener) -> Result<Self, Error> {
        match sys::watch(listener.as_fd()) {
            Ok(watch) => Ok(Self {
                inner: listener,
                watch,
            }),
            Err(errno) => Err(listener.transport.error(Op::Configure, errno)),
        }
    }
}
