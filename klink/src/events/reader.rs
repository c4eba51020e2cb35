// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ops::Range;
use std::time::{Duration, Instant};

use klink_protocol::events::{attr, cmd, group, Gap, Kind, Position};

use super::journal::{malformed, NAMES};
use super::{Cursor, Event, Journal};
use crate::error::{Error, ErrorKind, Op};
use crate::genl::Controller;
use crate::wire::genl::ctrl;
use crate::wire::{Attrs, Protocol};
use crate::{Errno, Listener};

/// How many events are asked for at once: what bounds the reader's memory, at some 100 bytes for each.
const LIMIT: u32 = 4096;

/// How long a reader waits before it looks without having heard the bell, or for a journal that is not there.
const POLL: Duration = Duration::from_secs(1);

/// Reads the journal, and goes on when there is more.
///
/// What it gets, it gets by dumps, which the kernel makes at the reader's pace; the multicast group is only the bell,
/// and a bell that is lost costs at most a second. If the module goes, the reader waits for the next one.
#[derive(Debug)]
pub struct Reader {
    controller: Controller,
    listener: Listener,
    /// None while there is none.
    journal: Option<Journal>,
    cursor: Cursor,
    kinds: u64,
    timeout: Option<Duration>,
    read: Read,
    /// There was nothing to read: wait before looking again.
    idle: bool,
}

/// Where a [`Reader`] begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the oldest event that the journal still has.
    Oldest,
    /// With what happens from now on.
    Now,
    /// Where another reader has left off. If that was in another journal, at this one's begin, after
    /// [`Item::Restart`].
    At(Cursor),
}

/// What a [`Reader`] gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// An event.
    Event(Event<'a>),
    /// Events that were overwritten before this reader got them.
    Gap(Gap),
    /// Another journal: the module was loaded anew, and what the one before still had is lost. Sequence numbers begin
    /// with 1 again; what comes next is this journal from its begin.
    Restart,
}

/// What was read and not handed out yet.
#[derive(Debug, Default)]
struct Read {
    bytes: Vec<u8>,
    messages: Vec<(u8, Range<usize>)>,
    at: usize,
    end: Option<Position>,
}

impl Reader {
    /// Opens a reader, of events of all kinds.
    ///
    /// [`ErrorKind::NotFound`]: `klink_events.ko` is not loaded, or this is not the initial network namespace. `EPERM`:
    /// the process has no `CAP_NET_ADMIN` in the initial user namespace.
    pub fn open(start: Start) -> Result<Self, Error> {
        let mut controller = Controller::open()?;
        let mut listener = Listener::open(Protocol::GENERIC)?;
        // Of families that come, too: the next journal, where this one goes.
        listener.join(controller.family("nlctrl")?.group(ctrl::GROUP)?)?;
        let mut reader = Self {
            controller,
            listener,
            journal: None,
            cursor: Cursor {
                journal: 0,
                next: 0,
            },
            kinds: u64::MAX,
            timeout: None,
            read: Read::default(),
            idle: false,
        };
        let status = reader.connect()?;
        reader.cursor = match start {
            Start::At(cursor) => cursor,
            Start::Oldest => status.at(status.oldest),
            Start::Now => status.at(status.next),
        };
        Ok(reader)
    }

    /// Reads events of these kinds only; the kernel leaves the others out. Gaps are told as ever.
    pub fn set_kinds(&mut self, kinds: impl IntoIterator<Item = Kind>) {
        self.kinds = kinds.into_iter().fold(0, |mask, kind| mask | kind.bit());
    }

    /// Limits how long [`Reader::next`] waits. At first there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// Where the reader is, behind what it has handed out.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The next event, gap or restart; waits for one.
    ///
    /// After an error nothing is lost: the next call tries again from the same place. [`Error::is_timeout`] if nothing
    /// has happened for as long as [`Reader::set_timeout`] allows. `ERANGE`: the cursor that it was opened with is not of
    /// this journal, although its id is.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Item<'_>, Error> {
        let deadline = self.timeout.map(|timeout| Instant::now() + timeout);
        loop {
            if let Some((kind, range)) = self.read.messages.get(self.read.at).cloned() {
                self.read.at += 1;
                if let cmd::EVENT | cmd::GAP = kind {
                    return self.hand_out(kind, range);
                }
            } else if let Some(end) = self.read.end.take() {
                self.idle = self.read.messages.is_empty() && !end.more;
                self.cursor.next = end.next;
            } else if std::mem::take(&mut self.idle) {
                self.wait(deadline)?;
            } else if self.is_new()? {
                return Ok(Item::Restart);
            } else {
                self.refill()?;
            }
        }
    }

    /// Moves behind an event or gap, and returns it.
    fn hand_out(&mut self, kind: u8, range: Range<usize>) -> Result<Item<'_>, Error> {
        let attrs = Attrs::new(self.read.bytes.get(range).unwrap_or_default());
        if kind == cmd::GAP {
            let gap = Gap::read(attrs).map_err(malformed)?;
            self.cursor.next = gap.last.wrapping_add(1);
            return Ok(Item::Gap(gap));
        }
        let event = Event::read(attrs).map_err(malformed)?;
        self.cursor.next = event.seq().wrapping_add(1);
        Ok(Item::Event(event))
    }

    /// Whether the journal is another one than the cursor's; then the cursor is at its begin.
    fn is_new(&mut self) -> Result<bool, Error> {
        if self.journal.is_some() {
            return Ok(false);
        }
        let id = match self.connect() {
            Ok(status) => status.id,
            Err(error) if is_gone(&error) => return Ok(false),
            Err(error) => return Err(error),
        };
        let new = id != self.cursor.journal;
        if new {
            self.cursor = Cursor {
                journal: id,
                next: 1,
            };
        }
        Ok(new)
    }

    /// Finds the journal that is loaded now, and hears its bell.
    fn connect(&mut self) -> Result<Found, Error> {
        let mut journal = Journal::find(&mut self.controller)?;
        self.listener.join(journal.family.group(group::WAKE)?)?;
        let (status, _) = journal.status()?;
        let found = Found {
            id: status.journal,
            oldest: status.oldest,
            next: status.next,
        };
        self.journal = Some(journal);
        Ok(found)
    }

    /// Reads on.
    fn refill(&mut self) -> Result<(), Error> {
        self.read.clear();
        let Some(journal) = &mut self.journal else {
            self.idle = true;
            return Ok(());
        };
        let (cursor, kinds) = (self.cursor, self.kinds);
        let request = journal.family.request(cmd::READ, |message| {
            message.put_u64(attr::JOURNAL, cursor.journal)?;
            message.put_uint(attr::FROM, cursor.next)?;
            message.put_u64(attr::KINDS, kinds)?;
            message.put_u32(attr::LIMIT, LIMIT)
        });
        let filled = self.read.fill(&mut journal.socket, request.names(&NAMES));
        filled.or_else(|error| {
            self.read.clear();
            if is_gone(&error) {
                // The next one is looked for at once: it may be there.
                self.journal = None;
                Ok(())
            } else {
                Err(error)
            }
        })
    }

    /// Waits for the bell.
    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), Error> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            let limit = self.timeout.unwrap_or_default();
            let object = "the journal of events";
            return Err(Error::new(Op::Receive, object, ErrorKind::TimedOut(limit)));
        }
        self.listener
            .set_timeout(Some(left.unwrap_or(POLL).min(POLL)));
        match self.listener.next() {
            Ok(_) => {}
            Err(error) if error.is_timeout() => return Ok(()),
            Err(error) => return Err(error),
        }
        // One look at the journal answers all bells.
        while self.listener.try_next()?.is_some() {}
        Ok(())
    }
}

/// The journal that was found.
struct Found {
    id: u64,
    oldest: u64,
    next: u64,
}

impl Found {
    fn at(&self, next: u64) -> Cursor {
        Cursor {
            journal: self.id,
            next,
        }
    }
}

impl Read {
    fn clear(&mut self) {
        self.bytes.clear();
        self.messages.clear();
        self.at = 0;
        self.end = None;
    }

    /// Reads a dump to its end.
    fn fill<R>(&mut self, socket: &mut crate::Socket, request: R) -> Result<(), Error>
    where
        R: for<'a> crate::Request<Reply<'a> = crate::genl::Answer<'a>>,
    {
        let mut dump = socket.dump(request)?;
        while let Some(answer) = dump.next()? {
            if answer.cmd == cmd::POSITION {
                self.end = Some(Position::read(answer.attrs).map_err(malformed)?);
                continue;
            }
            let start = self.bytes.len();
            self.bytes.extend_from_slice(answer.attrs.rest());
            self.messages.push((answer.cmd, start..self.bytes.len()));
        }
        Ok(())
    }
}

/// Whether the error says that the journal is not there, or not this one.
fn is_gone(error: &Error) -> bool {
    *error.kind() == ErrorKind::NotFound
        || matches!(
            error.errno(),
            Some(Errno::ENOENT | Errno::EOPNOTSUPP | Errno::ESTALE)
        )
}
