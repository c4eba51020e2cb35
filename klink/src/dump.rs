// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::connection::{Connection, Step};
use crate::error::{Acknowledgement, Error, ErrorKind};
use crate::request::Request;
use crate::Socket;

/// A dump in progress. It lends each object from the receive buffer, so it is read with `while let` and not with `for`.
/// The kernel continues when the buffer is empty. Nothing is collected, except by [`Dump::collect`].
///
/// ```
/// use klink::{route, Protocol, Socket};
///
/// let mut socket = Socket::open(Protocol::ROUTE)?;
/// let mut links = socket.dump(route::Links::all())?;
/// while let Some(link) = links.next()? {
///     println!("{} {:?}", link.index(), link.ifname());
/// }
/// drop(links);
/// let mtus = socket.dump(route::Links::all())?.collect(|link| link.mtu())?;
/// # Ok::<(), klink::Error>(())
/// ```
///
/// If the dumped objects change during the dump, objects may be missing or appear twice. [`Dump::next`] then ends with
/// [`ErrorKind::Interrupted`] instead of `None`. [`Socket::snapshot`] tries again.
#[derive(Debug)]
#[must_use = "a dump is read with `next`"]
pub struct Dump<'s, R> {
    socket: &'s mut Socket,
    request: R,
    end: Completion,
}

impl<'s, R: Request> Dump<'s, R> {
    pub(crate) fn new(socket: &'s mut Socket, request: R) -> Self {
        Self {
            socket,
            request,
            end: Completion::default(),
        }
    }

    /// The next object; `None` at the end.
    ///
    /// After [`ErrorKind::Truncated`], [`ErrorKind::Overrun`] and [`ErrorKind::Malformed`] some objects are missing,
    /// and the next call continues after the gap. After any other error the dump is over.
    #[inline]
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Option<R::Reply<'_>>, Error> {
        // A loop, so that there is one path from finding a reply to reading it: then bounds are checked once for both.
        loop {
            if self.socket.connection.has_reply() {
                let connection = &mut self.socket.connection;
                return connection.read_reply(&self.request).map(Some);
            }
            if !self.advance()? {
                return Ok(None);
            }
        }
    }

    /// Continues, when the buffer has no more replies, until it has one: `false` at the end.
    #[cold]
    fn advance(&mut self) -> Result<bool, Error> {
        while self.end.ack().is_none() {
            let step = self.socket.wait()?;
            if self.end.reached(step, &mut self.socket.connection)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the rest, and collects the values that `keep` returns for each object.
    ///
    /// The first error ends it, including [`ErrorKind::Interrupted`]; [`Socket::snapshot`] tries again.
    pub fn collect<T>(mut self, mut keep: impl FnMut(R::Reply<'_>) -> T) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next()? {
            items.push(keep(item));
        }
        Ok(items)
    }

    /// The acknowledgement at the end of the dump, which may hold a warning; `None` before the end.
    pub fn ack(&self) -> Option<&Acknowledgement> {
        self.end.ack()
    }
}

impl<R> Drop for Dump<'_, R> {
    fn drop(&mut self) {
        self.socket.connection.exchange.give_up();
    }
}

/// The end of a dump, once it is reached.
#[derive(Debug, Default)]
pub(crate) struct Completion(Option<Box<Acknowledgement>>);

impl Completion {
    /// Handles a step of the dump: `true` for an object.
    pub(crate) fn reached(
        &mut self,
        step: Step,
        connection: &mut Connection,
    ) -> Result<bool, Error> {
        let ack = match step {
            Step::Reply(_) => return Ok(true),
            Step::Wait | Step::Unmatched => return Ok(false),
            // An ACK does not end a dump.
            Step::Acknowledgement(_, ack) if ack.errno.is_none() => return Ok(false),
            Step::Acknowledgement(_, ack) | Step::End(ack) => ack,
        };
        connection.exchange.finish();
        if ack.errno.is_some() {
            self.0 = Some(Box::default());
            return Err(connection.error(ErrorKind::Refused(ack)));
        }
        self.0 = Some(ack);
        if connection.exchange.interrupted() {
            return Err(connection.error(ErrorKind::Interrupted));
        }
        Ok(false)
    }

    pub(crate) fn ack(&self) -> Option<&Acknowledgement> {
        self.0.as_deref()
    }
}

/// The result of [`Socket::snapshot`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Snapshot<T> {
    /// All objects as they were at one time.
    Consistent(Vec<T>),
    /// The objects of the last attempt: the table changed during each attempt. Some objects may be missing or appear
    /// twice.
    Interrupted(Vec<T>),
}

impl<T> Snapshot<T> {
    /// The objects, consistent or not.
    pub fn into_inner(self) -> Vec<T> {
        match self {
            Self::Consistent(items) | Self::Interrupted(items) => items,
        }
    }

    /// The objects if they are consistent.
    pub fn consistent(self) -> Option<Vec<T>> {
        match self {
            Self::Consistent(items) => Some(items),
            Self::Interrupted(_) => None,
        }
    }
}
