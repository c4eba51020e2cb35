// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use klink_protocol::events::{cmd, group, JournalStatus, Kind, FAMILY};

use super::core::{self, Batch, Core, Start, Step};
use super::journal::{self, malformed, NAMES};
use super::{Cursor, Item};
use crate::error::{Error, ErrorKind, Op};
use crate::genl::{Answer, Family, GetFamily};
use crate::wire::genl::ctrl;
use crate::wire::Protocol;
use crate::{Listener, Netns, Socket};

/// A reader of the journal, which waits for new events at the end.
///
/// The reader gets events by dumps, which the kernel makes at the reader's pace. The multicast group only wakes the
/// reader, and a lost wake-up delays it by at most a second. If the module is unloaded, the reader waits for the next
/// one.
#[derive(Debug)]
pub struct Reader {
    pub(crate) socket: Socket,
    pub(crate) listener: Listener,
    pub(crate) core: Core,
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
        Ok(Self {
            socket,
            listener,
            core: Core::new(start, family, &status),
            timeout: None,
        })
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

    #[inline(never)]
    fn advance_or_stop(&mut self) -> Result<bool, Error> {
        while !self.advance()? {
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
        self.listener.as_fd()
    }
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
