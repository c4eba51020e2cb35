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

/// Reads the journal, and goes on when there is more.
///
/// What it gets, it gets by dumps, which the kernel makes at the reader's pace; the multicast group only wakes it,
/// and a wake-up that is lost costs at most a second. If the module goes, the reader waits for the next one.
#[derive(Debug)]
pub struct Reader {
    pub(crate) socket: Socket,
    pub(crate) listener: Listener,
    pub(crate) core: Core,
    timeout: Option<Duration>,
}

impl Reader {
    /// How long a program that waits with [`AsFd`] may wait before it calls [`Reader::try_next`] again.
    pub const POLL: Duration = core::POLL;

    /// Opens a reader, of events of all kinds.
    ///
    /// [`ErrorKind::NotFound`]: `klink_events.ko` is not loaded, or this is not the initial network namespace. `EPERM`:
    /// the process has no `CAP_NET_ADMIN` in the initial user namespace, or is not in the initial pid namespace.
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
        // To hear of families that come, too: the next journal, where this one goes.
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

    /// Reads events of these kinds only; the kernel leaves the others out. Gaps are told as ever.
    pub fn set_kinds(&mut self, kinds: impl IntoIterator<Item = Kind>) {
        self.core.set_kinds(mask(kinds));
    }

    /// Limits how long [`Reader::next`] waits. At first there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// Where the reader is, behind what it has handed out.
    pub fn cursor(&self) -> Cursor {
        self.core.cursor()
    }

    /// The next event, gap or restart; waits for one.
    ///
    /// After an error nothing is lost: the next call tries again from the same place, or goes on behind the one event
    /// that was [`ErrorKind::Malformed`]. [`Error::is_timeout`] if nothing has happened for as long as
    /// [`Reader::set_timeout`] allows. `ERANGE`: the cursor that it was opened with is not of this journal, although its
    /// id is.
    #[inline]
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Item<'_>, Error> {
        if !self.core.has_item() {
            self.advance_or_wait()?;
        }
        self.core.item()
    }

    /// [`Reader::next`] without waiting: `None` if there is nothing more yet.
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
            // What has rung since the journal was read is worth another look.
            if !drain(&mut self.listener)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Goes on until there is an item. The clock is looked at only here: it takes longer than an event that is there.
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

    /// Goes on until there is an item, or `false`, nothing more for now.
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

    /// Waits to be woken.
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
            // One look at the journal answers all wake-ups.
            Ok(_) => drain(&mut self.listener).map(|_| ()),
            Err(error) if error.is_timeout() => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The descriptor that a wake-up makes readable. To wait for it: first call [`Reader::try_next`] until it returns `None`;
/// then wait no longer than [`Reader::POLL`], for wake-ups get lost.
impl AsFd for Reader {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

/// A bit for each kind.
pub(crate) fn mask(kinds: impl IntoIterator<Item = Kind>) -> u64 {
    kinds.into_iter().fold(0, |mask, kind| mask | kind.bit())
}

/// Takes in all wake-ups, lost ones too; whether there was any.
pub(crate) fn drain(listener: &mut Listener) -> Result<bool, Error> {
    let mut any = false;
    while listener.try_next()?.is_some() {
        any = true;
    }
    Ok(any)
}

/// Finds the journal that is loaded now, and listens for its wake-ups.
fn find(socket: &mut Socket, listener: &mut Listener) -> Result<(Family, JournalStatus), Error> {
    let family = journal::find(socket.request(&GetFamily(Some(FAMILY))))?;
    listener.join(family.group(group::WAKE)?)?;
    let request = family.request(cmd::STATUS, |_| Ok(())).names(&NAMES);
    let answer: Answer<'_> = socket.request(&request)?;
    let status = JournalStatus::read(answer.attrs).map_err(malformed)?;
    Ok((family, status))
}
