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

/// An async [`Listener`](crate::Listener), and a [`Stream`] of [`OwnedNotification`]s. It converts from a blocking one,
/// with its groups and options.
#[derive(Debug)]
pub struct Listener {
    pub(super) inner: crate::Listener,
    watch: AsyncFd<OwnedFd>,
}

impl Listener {
    /// Opens a socket, in no group yet. Must be called within a tokio runtime.
    ///
    /// `EPROTONOSUPPORT`: no kernel code has this protocol; a module may not be loaded.
    pub fn open(protocol: Protocol) -> Result<Self, Error> {
        crate::Listener::open(protocol)?.try_into()
    }

    /// [`Listener::open`] in another network namespace; the calling thread stays in its own.
    pub fn open_in(netns: &Netns, protocol: Protocol) -> Result<Self, Error> {
        crate::Listener::open_in(netns, protocol)?.try_into()
    }

    /// Converts back to the blocking listener.
    pub fn into_blocking(self) -> crate::Listener {
        self.inner
    }

    /// Joins a group, as [`Listener::join`](crate::Listener::join).
    pub fn join(&mut self, group: Group) -> Result<(), Error> {
        self.inner.join(group)
    }

    /// Leaves a group, as [`Listener::leave`](crate::Listener::leave).
    pub fn leave(&mut self, group: Group) -> Result<(), Error> {
        self.inner.leave(group)
    }

    /// Waits for the next event, as [`Listener::next`](crate::Listener::next). It borrows the event: no allocation for
    /// each.
    pub async fn next(&mut self) -> Result<Notification<'_>, Error> {
        loop {
            match self.inner.advance()? {
                Next::Message => return Ok(Notification::Message(self.inner.feed.notification())),
                Next::Lost(lost) => return Ok(Notification::Lost(lost)),
                Next::Wait => self.readable().await?,
            }
        }
    }

    /// Waits until there is something to read, after there was nothing.
    pub(super) async fn readable(&mut self) -> Result<(), Error> {
        readable(&mut self.watch)
            .await
            .map_err(|kind| self.inner.transport.error(Op::Receive, kind))
    }
}

/// A [`Notification`] that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedNotification {
    /// A message to one of the listener's groups.
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
    /// The payload after the header.
    pub payload: Vec<u8>,
    /// The group that the message was sent to; `None` if it was sent to this socket alone.
    pub group: Option<Group>,
    /// The id of the network namespace that the message is about; `None` for the socket's own.
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

/// The stream never ends. After an error it continues, as [`Listener::next`] does.
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
