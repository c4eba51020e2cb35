// SPDX-License-Identifier: MIT OR Apache-2.0

//! A copy of what the kernel has. All of it is inlined, so that only programs that have one compile it.

mod core;
mod table;

use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

pub(crate) use self::core::{Core, Due};
#[cfg(feature = "tokio")]
pub(crate) use self::table::All;
pub use table::{Member, Objects, Parts};

use super::family::{protocol_of, Client, Family};
use super::notified::Joins;
use super::view::{Body, Key};
use crate::dump::Dump;
use crate::error::{Error, ErrorKind, Op};
use crate::transport::Deadline;
use crate::wire::{Group, Message};
use crate::{genl, Listener, Netns, Socket};

/// Objects of a family that can be copied: its description says how to dump them, which notifications are about them, and
/// what identifies them.
pub trait Mirrored {
    /// The family.
    type Family: Family;
    /// A view of one.
    type Object<'a>: Body<'a>;
    /// Their part of the description.
    const OBJECTS: &'static Objects;
    /// The multicast groups of their notifications, each with its number, which is 0 in generic netlink.
    const GROUPS: &'static [(&'static str, u32)];
}

/// A change of the copy, which is one of the kernel's objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<T> {
    /// An object that was not there before.
    Added(T),
    /// An object that is not what it was.
    Changed {
        /// As it was.
        old: T,
        /// As it is.
        new: T,
    },
    /// An object that is no more, as it was.
    Removed(T),
}

/// A copy of what the kernel has of a kind of objects, kept equal by a dump and notifications together.
///
/// [`Mirror::next`] keeps it, and returns each change; the copy is what all changes so far make of an empty one. At first
/// all objects are added. The listener joins its groups before the dump, so nothing is missed between the two, and what
/// is in both is reported once. After a loss, and after a notification that says too little, all is dumped again, and each difference is a change. A dump that was interrupted is repeated, with growing pauses, and what
/// it lacks is not taken for removed.
///
/// Attributes that change without a notification, such as counters, are not in the copy; the others are in the order of
/// their types. Besides the copy it needs memory for 16,384 changes, and for the differences that the last dump has found.
///
/// ```
/// # #[cfg(feature = "rt-link")] {
/// use klink::families::rt_link::Links;
/// use klink::typed::Change;
///
/// let mut links = Links::open()?;
/// # links.set_timeout(Some(std::time::Duration::ZERO));
/// loop {
///     match links.next() {
///         Ok(Change::Added(link)) => println!("new: {:?}", link.ifname()),
///         Ok(Change::Changed { old, new }) => println!("{:?} is {:?}", old.ifname(), new.ifname()),
///         Ok(Change::Removed(link)) => println!("gone: {:?}", link.ifname()),
///         Err(error) if error.is_timeout() => break,
///         Err(error) => return Err(error),
///     }
/// }
/// assert!(links.iter().any(|link| link.ifname() == Some("lo")));
/// # }
/// # Ok::<(), klink::Error>(())
/// ```
pub struct Mirror<O, S = Socket, L = Listener> {
    pub(crate) socket: S,
    pub(crate) listener: L,
    pub(crate) core: Core,
    timeout: Option<Duration>,
    of: PhantomData<fn() -> O>,
}

/// How many objects of a dump are read before the listener is.
pub(crate) const PART: usize = 64;

/// The maximum number of notifications that are received at once: a limit only, since an overfull socket is a loss.
pub(crate) const RECEIVE_MAX: usize = 1 << 16;

impl<O: Mirrored> Mirror<O> {
    /// Opens a socket and a listener. Nothing is read before the first [`Mirror::next`].
    #[inline]
    pub fn open() -> Result<Self, Error> {
        let client = Client::<Socket>::open::<O::Family>()?;
        Self::on(client, Listener::open(protocol_of::<O::Family>())?)
    }

    /// [`Mirror::open`] in another network namespace.
    #[inline]
    pub fn open_in(netns: &Netns) -> Result<Self, Error> {
        let client = Client::<Socket>::open_in::<O::Family>(netns)?;
        let listener = Listener::open_in(netns, protocol_of::<O::Family>())?;
        Self::on(client, listener)
    }
}

impl<O: Mirrored, S, L: Joins> Mirror<O, S, L> {
    /// Uses a family with its socket, and a listener that joins the groups.
    #[inline]
    pub fn on(family: impl Into<Client<S>>, mut listener: L) -> Result<Self, Error> {
        let client = family.into();
        for &(name, number) in O::GROUPS {
            let group = match &client.family {
                Some(family) => family.group(name)?,
                None => Group::new(number).ok_or_else(|| {
                    let object = format!("group {name:?} of the family {:?}", O::Family::NAME);
                    Error::new(Op::Resolve, object, ErrorKind::NotFound)
                })?,
            };
            listener.join_group(group)?;
        }
        for &group in O::OBJECTS.removed_by {
            if let Some(group) = Group::new(group) {
                listener.join_group(group)?;
            }
        }
        let id = client.family.as_ref().map(genl::Family::id);
        Ok(Self {
            socket: client.socket,
            listener,
            core: Core::new(O::OBJECTS, id),
            timeout: None,
            of: PhantomData,
        })
    }
}

impl<O: Mirrored, S, L> Mirror<O, S, L> {
    /// The objects of the copy, in no particular order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = O::Object<'_>> {
        let objects = self.core.objects();
        objects.filter_map(|object| O::Object::read(object, Key::None).ok())
    }

    /// Whether the copy was equal to the kernel's objects when the listener was last empty, and every change was reported.
    #[inline]
    pub fn is_complete(&self) -> bool {
        self.core.is_complete()
    }

    /// How many dumps were read so far: one, and one for each loss or interruption.
    #[inline]
    pub fn dumps(&self) -> u64 {
        self.core.dumps()
    }

    /// The listener, for its receive buffer and for waiting together with others.
    #[inline]
    pub fn listener(&mut self) -> &mut L {
        &mut self.listener
    }

    /// The socket of the dumps.
    #[inline]
    pub fn socket(&mut self) -> &mut S {
        &mut self.socket
    }

    /// Ends a dump, of which `read` says whether it was all.
    #[inline]
    pub(crate) fn resynchronised(
        &mut self,
        read: Result<bool, Error>,
        receive: impl FnOnce(&mut L, &mut Core) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let received = receive(&mut self.listener, &mut self.core);
        // What was sent before the dump ended, and is not received yet, may be older than the dump.
        if !matches!(received, Ok(true)) {
            self.core.lose();
        }
        self.core.end(matches!(read, Ok(true)), Instant::now());
        received.and(read).map(drop)
    }

    /// The change that was reported.
    #[inline]
    pub(crate) fn change(&self) -> Result<Change<O::Object<'_>>, Error> {
        let read = |object| O::Object::read(object, Key::None);
        Ok(match self.core.reported() {
            (None, new) => Change::Added(read(new.unwrap_or_default())?),
            (Some(old), Some(new)) => Change::Changed {
                old: read(old)?,
                new: read(new)?,
            },
            (Some(old), None) => Change::Removed(read(old)?),
        })
    }
}

impl<O: Mirrored> Mirror<O> {
    /// Limits how long [`Mirror::next`] waits. By default there is no limit.
    #[inline]
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// Waits for the next change, and makes it in the copy.
    ///
    /// After an error the next call goes on; the copy stays what the changes so far have made of it.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    #[inline]
    pub fn next(&mut self) -> Result<Change<O::Object<'_>>, Error> {
        let mut deadline = Deadline::new(self.timeout);
        while !self.core.report() {
            if self.core.due(Instant::now()) == Due::Now {
                self.resynchronise()?;
                continue;
            }
            if !receive(&mut self.listener, &mut self.core, 1)? {
                continue;
            }
            self.wait(&mut deadline)?;
        }
        self.change()
    }

    /// Waits until there is something to receive, or a dump is due.
    #[inline]
    fn wait(&mut self, deadline: &mut Deadline) -> Result<(), Error> {
        let transport = &self.listener.transport;
        let failed = |kind| transport.error(Op::Receive, kind);
        let now = Instant::now();
        let end = deadline.check(now).map_err(failed)?;
        let due = match self.core.due(now) {
            Due::At(at) => Some(at),
            Due::Now => return Ok(()),
            Due::Never => None,
        };
        let first = end.into_iter().chain(due).min();
        let readable = transport.wait_readable(first);
        if readable.map_err(|errno| failed(errno.into()))? {
            return Ok(());
        }
        // A scripted kernel has nothing to wait for.
        match due {
            Some(at) if at > Instant::now() && end.is_none_or(|end| at <= end) => self.core.hurry(),
            Some(_) => {}
            None => return Err(transport.error(Op::Receive, deadline.timed_out())),
        }
        Ok(())
    }

    /// Dumps all objects, and receives the notifications that arrive meanwhile.
    #[inline]
    fn resynchronise(&mut self) -> Result<(), Error> {
        let request = self.core.begin(Instant::now());
        let read = match self.socket.dump(request) {
            Ok(dump) => read(dump, &mut self.listener, &mut self.core),
            Err(error) => Err(error),
        };
        self.resynchronised(read, |listener, core| receive(listener, core, RECEIVE_MAX))
    }
}

/// Reads a dump: whether it was all of it.
#[inline]
fn read(
    mut dump: Dump<'_, self::table::All>,
    listener: &mut Listener,
    core: &mut Core,
) -> Result<bool, Error> {
    let mut is_complete = true;
    for count in 1usize.. {
        let item = dump.next();
        if !core.took(item, &mut is_complete)? {
            break;
        }
        if count % PART == 0 {
            receive(listener, core, RECEIVE_MAX)?;
        }
    }
    Ok(is_complete)
}

/// Hears what has arrived, or so much of it: whether that was all.
#[inline]
pub(crate) fn receive(
    listener: &mut Listener,
    core: &mut Core,
    most: usize,
) -> Result<bool, Error> {
    for _ in 0..most {
        if !core.has_room() {
            return Ok(false);
        }
        match listener.try_next() {
            Ok(Some(event)) => core.receive(event, Instant::now()),
            Ok(None) => return Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::Malformed(_)) => core.lose(),
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

impl Core {
    /// Takes what a dump gives: whether there is more.
    #[inline]
    pub(crate) fn took(
        &mut self,
        item: Result<Option<Message<'_>>, Error>,
        is_complete: &mut bool,
    ) -> Result<bool, Error> {
        match item {
            Ok(Some(message)) => self.dumped(message),
            Ok(None) => return Ok(false),
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {
                    *is_complete = false;
                    return Ok(false);
                }
                // The rest of it is still to come.
                ErrorKind::Overrun | ErrorKind::Truncated { .. } | ErrorKind::Malformed(_) => {
                    *is_complete = false;
                }
                _ => return Err(error),
            },
        }
        Ok(true)
    }
}

impl<O: Mirrored, S: fmt::Debug, L: fmt::Debug> fmt::Debug for Mirror<O, S, L> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mirror")
            .field("objects", &O::OBJECTS.name)
            .field("socket", &self.socket)
            .field("listener", &self.listener)
            .finish_non_exhaustive()
    }
}
