// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use klink_protocol::events::{cmd, group, JournalStatus, Kind, FAMILY};

use super::core::{self, Batch, Core, Start, Step};
use super::journal::{self, malformed, NAMES};
use super::{Cursor, EventInPlace, Item, ItemInPlace};
use crate::error::{Error, ErrorKind, Op};
use crate::genl::{Answer, Family, GetFamily};
use crate::wire::genl::ctrl;
use crate::wire::Protocol;
use crate::{sys, Errno, Listener, Netns, Socket};

/// A reader of the journal, which waits for new events at the end.
///
/// The reader maps the journal's memory and reads it there, at its own pace. Where that cannot be had, it gets the same
/// events by dumps: see [`Reader::why_dumps`]. A lost wake-up delays it by at most a second. If the module is unloaded,
/// the reader waits for the next one; while the memory is mapped, the module cannot be unloaded before
/// [`Journal::close`](super::Journal::close) was called, which makes all readers let go.
#[derive(Debug)]
pub struct Reader {
    pub(crate) socket: Socket,
    pub(crate) listener: Listener,
    pub(crate) core: Core,
    /// Readable when the listener is or the memory has more.
    poll: OwnedFd,
    timeout: Option<Duration>,
}

impl Reader {
    /// The maximum time that a program that waits with [`AsFd`] may wait before it calls [`Reader::try_next`] again.
    pub const POLL: Duration = core::POLL;

    /// Opens a reader for events of all kinds.
    ///
    /// [`ErrorKind::NotFound`]: `klink_events.ko` is not loaded, or this is not the initial network namespace. `EPERM`:
    /// the process does not have `CAP_NET_ADMIN` in the initial user namespace, or is not in the initial pid namespace.
    pub fn open(start: Start) -> Result<Self, Error> {
        let socket = Socket::open(Protocol::GENERIC)?;
        Self::over(socket, Listener::open(Protocol::GENERIC)?, start)
    }

    /// [`Reader::open`] in the initial network namespace, for a process that is in another one.
    pub fn open_in(netns: &Netns, start: Start) -> Result<Self, Error> {
        let socket = Socket::open_in(netns, Protocol::GENERIC)?;
        Self::over(socket, Listener::open_in(netns, Protocol::GENERIC)?, start)
    }

    pub(crate) fn over(
        mut socket: Socket,
        mut listener: Listener,
        start: Start,
    ) -> Result<Self, Error> {
        // To be notified of new families, too: of the next journal, when this one is gone.
        let controller = socket.request(&GetFamily(Some("nlctrl")))?;
        listener.join(controller.group(ctrl::GROUP)?)?;
        let (family, status) = find(&mut socket, &mut listener)?;
        let poll = sys::poll()
            .and_then(|poll| sys::add_to_poll(poll.as_fd(), listener.as_fd()).map(|()| poll))
            .map_err(unpollable)?;
        Ok(Self {
            socket,
            listener,
            core: Core::new(start, family, &status),
            poll,
            timeout: None,
        })
    }

    /// Lets go of the journal's memory, if it is mapped, and reads by dumps from now on, so that this reader never keeps
    /// the module from being unloaded.
    pub fn use_dumps(&mut self) {
        self.core.use_dumps(None);
    }

    /// Whether the journal's memory is mapped. That is decided when the first item is asked for.
    pub fn is_mapped(&self) -> bool {
        self.core.map().is_some()
    }

    /// The reason why the journal's memory was not mapped or is not mapped any more, if there is one: `EOPNOTSUPP` from a
    /// module that cannot do that, or on a processor of 32 bits; `ESHUTDOWN` after
    /// [`Journal::close`](super::Journal::close); `ENOMEM` or `EMFILE` at a limit of the process.
    pub fn why_dumps(&self) -> Option<&Error> {
        self.core.why_dumps()
    }

    /// Selects the kinds of events to read; the kernel leaves the others out. Gaps are always reported.
    pub fn set_kinds(&mut self, kinds: impl IntoIterator<Item = Kind>) {
        self.core.set_kinds(mask(kinds));
    }

    /// Limits how long [`Reader::next`] waits. By default there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// The reader's position, after the last item that it has returned.
    pub fn cursor(&self) -> Cursor {
        self.core.cursor()
    }

    /// Waits for the next event, gap or restart.
    ///
    /// After an error nothing is lost: the next call tries again at the same position, or continues after the one event
    /// that was [`ErrorKind::Malformed`]. [`Error::is_timeout`]: nothing has happened within the limit of
    /// [`Reader::set_timeout`]. `ERANGE`: the cursor that the reader was opened with does not belong to this journal,
    /// although its id does.
    #[inline]
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Item<'_>, Error> {
        if !self.core.has_item() {
            self.advance_or_wait()?;
        }
        self.core.item()
    }

    /// [`Reader::next`] without waiting: `None` if there is no item yet.
    #[inline]
    pub fn try_next(&mut self) -> Result<Option<Item<'_>>, Error> {
        if !self.core.has_item() && !self.advance_or_stop()? {
            return Ok(None);
        }
        self.core.item().map(Some)
    }

    /// Reads the next event where it lies, without copying it: calls `read`, and returns the result if
    /// nothing of the event was overwritten meanwhile. What `read` sees may change under it and mean nothing; then what
    /// it returns is dropped, and it is called for another event. `None` if there is no item yet.
    ///
    /// This is for those who count every instruction. Where the memory is not mapped, `read` gets a copy.
    #[inline]
    pub fn try_next_in_place<T>(
        &mut self,
        mut read: impl FnMut(&EventInPlace<'_>) -> T,
    ) -> Result<Option<ItemInPlace<T>>, Error> {
        if let Some(seen) = self.core.next_in_place(&mut read) {
            return Ok(Some(ItemInPlace::Event(seen)));
        }
        Ok(self.try_next()?.map(|item| item.read_in_place(read)))
    }

    /// [`Reader::try_next_in_place`] that waits, as [`Reader::next`] does.
    #[inline]
    pub fn next_in_place<T>(
        &mut self,
        mut read: impl FnMut(&EventInPlace<'_>) -> T,
    ) -> Result<ItemInPlace<T>, Error> {
        if let Some(seen) = self.core.next_in_place(&mut read) {
            return Ok(ItemInPlace::Event(seen));
        }
        Ok(self.next()?.read_in_place(read))
    }

    #[inline(never)]
    fn advance_or_stop(&mut self) -> Result<bool, Error> {
        while !self.advance()? {
            if self.is_mapped() {
                return Ok(false);
            }
            // A wake-up that arrived after the journal was read is a reason to look again.
            if !drain(&mut self.listener)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Continues until there is an item. Only this path reads the clock, which takes longer than returning an event
    /// that is already there.
    #[inline(never)]
    fn advance_or_wait(&mut self) -> Result<(), Error> {
        let deadline = self
            .timeout
            .and_then(|timeout| Instant::now().checked_add(timeout));
        while !self.advance()? {
            self.wait(deadline)?;
        }
        Ok(())
    }

    /// Continues until there is an item, or returns `false` if there is none for now.
    fn advance(&mut self) -> Result<bool, Error> {
        loop {
            match self.core.step() {
                Step::Item => return Ok(true),
                Step::Wait => return Ok(false),
                Step::Find => {
                    let found = find(&mut self.socket, &mut self.listener);
                    self.core.found(found)?;
                }
                Step::Map => {
                    self.core.open_map(&mut self.socket);
                    let map = self.core.map();
                    let added = map.map(|map| sys::add_to_poll(self.poll.as_fd(), map.as_fd()));
                    if let Some(Err(errno)) = added {
                        self.core.use_dumps(Some(unpollable(errno)));
                    }
                }
                Step::Read => {
                    let filled = self.fill();
                    self.core.filled(filled)?;
                }
            }
        }
    }

    /// Reads a dump to its end.
    fn fill(&mut self) -> Result<Batch, Error> {
        let mut batch = self.core.take_batch();
        if let Some(request) = self.core.request() {
            let mut dump = self.socket.dump(request)?;
            while let Some(answer) = dump.next()? {
                batch.push(&answer)?;
            }
        }
        Ok(batch)
    }

    /// Waits for a wake-up.
    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), Error> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            let limit = self.timeout.unwrap_or_default();
            let object = "the journal of events";
            return Err(Error::new(Op::Receive, object, ErrorKind::TimedOut(limit)));
        }
        let limit = left.unwrap_or(Self::POLL).min(Self::POLL);
        if let Some(map) = self.core.map() {
            let until = Instant::now().checked_add(limit);
            sys::wait_readable(map.as_fd(), until).map_err(unpollable)?;
            return Ok(());
        }
        self.listener.set_timeout(Some(limit));
        match self.listener.next() {
            // One look at the journal serves all wake-ups.
            Ok(_) => drain(&mut self.listener).map(|_| ()),
            Err(error) if error.is_timeout() => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A wake-up makes the descriptor readable. To wait for it, first call [`Reader::try_next`] until it returns `None`;
/// then wait no longer than [`Reader::POLL`], because wake-ups can get lost.
impl AsFd for Reader {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.poll.as_fd()
    }
}

pub(crate) fn unpollable(errno: Errno) -> Error {
    Error::new(Op::Receive, "the journal of events", errno)
}

/// A bit mask of the kinds.
pub(crate) fn mask(kinds: impl IntoIterator<Item = Kind>) -> u64 {
    kinds.into_iter().fold(0, |mask, kind| mask | kind.bit())
}

/// Receives all wake-ups, including lost ones; returns whether there was any.
pub(crate) fn drain(listener: &mut Listener) -> Result<bool, Error> {
    let mut any = false;
    while listener.try_next()?.is_some() {
        any = true;
    }
    Ok(any)
}

/// Finds the journal that is loaded now, and joins the group of its wake-ups.
fn find(socket: &mut Socket, listener: &mut Listener) -> Result<(Family, JournalStatus), Error> {
    let family = journal::find(socket.request(&GetFamily(Some(FAMILY))))?;
    listener.join(family.group(group::WAKE)?)?;
    let request = family.request(cmd::STATUS, |_| Ok(())).names(&NAMES);
    let answer: Answer<'_> = socket.request(&request)?;
    let status = JournalStatus::read(answer.attrs).map_err(malformed)?;
    Ok((family, status))
}
