// SPDX-License-Identifier: MIT OR Apache-2.0

use std::time::Duration;

use klink_protocol::events::{attr, cmd, EventHeader, Gap, JournalStatus, Position};

use super::journal::{malformed, NAMES};
use super::{Cursor, Event, Item};
use crate::error::{Error, ErrorKind};
use crate::genl::{Answer, Family, Request};
use crate::request::Writer;
use crate::wire::attr::{HEADER_LEN, MAX_PAYLOAD};
use crate::wire::{align, Attr, Attrs, BuildError, Malformed};
use crate::Errno;

/// How many events are asked for at once: what bounds the reader's memory, at some 100 bytes for each.
const LIMIT: u32 = 4096;

/// How long a reader waits before it looks without having been woken, or for a journal that is not there.
pub(crate) const POLL: Duration = Duration::from_secs(1);

/// Where a reader is and what it does next, under the blocking reader and the async one; no waiting.
///
/// What was read becomes part of it only as a whole ([`Core::filled`]), so whoever does what [`Core::step`] says may
/// give up in between.
#[derive(Debug)]
pub(crate) struct Core {
    /// None while there is none.
    family: Option<Family>,
    cursor: Cursor,
    kinds: u64,
    batch: Batch,
    /// Another journal, which nobody was told of.
    restart: Option<u64>,
    /// There was nothing to read: wait before looking again.
    idle: bool,
}

/// Where a [`Reader`](super::Reader) begins.
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

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// [`Core::item`] has something.
    Item,
    /// Find the journal's family and its status, for [`Core::found`].
    Find,
    /// Dump by [`Core::request`] into [`Core::take_batch`], for [`Core::filled`].
    Read,
    /// Wait to be woken, but no longer than [`POLL`].
    Wait,
}

/// What was read and not handed out yet.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Attributes: events as they came, and a nest of [`attr::FIRST`] for each gap.
    bytes: Vec<u8>,
    /// Where the first one is that was not handed out.
    at: usize,
    end: Option<Position>,
}

impl Core {
    /// Begins in the journal that was found.
    pub(crate) fn new(start: Start, family: Family, status: &JournalStatus) -> Self {
        let at = |next| Cursor {
            journal: status.journal,
            next,
        };
        let mut core = Self {
            family: None,
            cursor: match start {
                Start::At(cursor) => cursor,
                Start::Oldest => at(status.oldest),
                Start::Now => at(status.next),
            },
            kinds: u64::MAX,
            batch: Batch::default(),
            restart: None,
            idle: false,
        };
        core.know(family, status);
        core
    }

    pub(crate) fn set_kinds(&mut self, mask: u64) {
        self.kinds = mask;
    }

    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Whether [`Core::item`] has something.
    #[inline]
    pub(crate) fn has_item(&self) -> bool {
        self.batch.at < self.batch.bytes.len() || self.restart.is_some()
    }

    #[inline]
    pub(crate) fn step(&mut self) -> Step {
        if self.has_item() {
            return Step::Item;
        }
        self.go_on()
    }

    #[inline(never)]
    fn go_on(&mut self) -> Step {
        if let Some(end) = self.batch.end.take() {
            let on = end.next > self.cursor.next;
            self.cursor.next = end.next.max(self.cursor.next);
            self.idle = self.batch.bytes.is_empty() && !(end.more && on);
        }
        if std::mem::take(&mut self.idle) {
            Step::Wait
        } else if self.family.is_none() {
            Step::Find
        } else {
            Step::Read
        }
    }

    /// Moves behind what comes next, and returns it. To be called when [`Core::step`] says so.
    #[inline]
    pub(crate) fn item(&mut self) -> Result<Item<'_>, Error> {
        // Where a restart is to be told, the batch is empty.
        if !self.batch.is_at_event() {
            return self.other_item();
        }
        // The compiler sees that it was looked at already.
        let (header, attrs) = self.batch.event().ok_or_else(|| malformed(too_short(0)))?;
        self.cursor.next = self.cursor.next.max(header.seq.wrapping_add(1));
        Ok(Item::Event(Event::new(header, attrs)))
    }

    /// [`Core::item`] for all but an event as this journal writes it.
    #[cold]
    fn other_item(&mut self) -> Result<Item<'_>, Error> {
        if let Some(journal) = self.restart.take() {
            self.cursor = Cursor { journal, next: 1 };
            return Ok(Item::Restart);
        }
        let rest = self.batch.bytes.get(self.batch.at..).unwrap_or_default();
        let (attr, len) = next(rest).map_err(|broken| {
            // What follows cannot be told apart: it is read again, but not by a loop that does nothing else.
            (self.batch.at, self.batch.end, self.idle) = (usize::MAX, None, true);
            malformed(broken)
        })?;
        self.batch.at += len;
        let (item, last) = if attr.kind() == attr::EVENT {
            let event = Event::read(attr.nested()).map_err(malformed)?;
            (Item::Event(event), event.seq())
        } else {
            let gap = Gap::read(attr.nested()).map_err(malformed)?;
            (Item::Gap(gap), gap.last)
        };
        self.cursor.next = self.cursor.next.max(last.wrapping_add(1));
        Ok(item)
    }

    /// Takes in what was found. That there is no journal is no failure.
    pub(crate) fn found(
        &mut self,
        found: Result<(Family, JournalStatus), Error>,
    ) -> Result<(), Error> {
        match found {
            Ok((family, status)) => self.know(family, &status),
            Err(error) if is_gone(&error) => self.idle = true,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn know(&mut self, family: Family, status: &JournalStatus) {
        self.family = Some(family);
        if status.journal != self.cursor.journal {
            self.restart = Some(status.journal);
        }
    }

    /// What to dump; `None` if there is no journal.
    pub(crate) fn request(
        &self,
    ) -> Option<Request<impl Fn(&mut Writer<'_>) -> Result<(), BuildError>>> {
        let (cursor, kinds) = (self.cursor, self.kinds);
        let request = self.family.as_ref()?.request(cmd::READ, move |message| {
            message.put_u64(attr::JOURNAL, cursor.journal)?;
            message.put_uint(attr::FROM, cursor.next)?;
            message.put_u64(attr::KINDS, kinds)?;
            message.put_u32(attr::LIMIT, LIMIT)
        });
        Some(request.names(&NAMES))
    }

    /// The room that was used before, empty.
    pub(crate) fn take_batch(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        batch.bytes.clear();
        batch.at = 0;
        batch
    }

    /// Takes in what was dumped. That the journal is gone is no failure.
    pub(crate) fn filled(&mut self, filled: Result<Batch, Error>) -> Result<(), Error> {
        match filled {
            Ok(mut batch) => {
                // Without a position there is nothing that says that more can be had.
                batch.end.get_or_insert_default();
                self.batch = batch;
            }
            // The next one is looked for at once: it may be there.
            Err(error) if is_gone(&error) => self.family = None,
            // The module is about to go: its family is there, but begins no dump (`__netlink_dump_start()` of the kernel).
            Err(error) if error.errno() == Some(Errno::EPROTONOSUPPORT) => {
                (self.family, self.idle) = (None, true);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl Batch {
    /// Whether an event comes next that is as this journal writes it.
    #[inline]
    fn is_at_event(&self) -> bool {
        let rest = self.bytes.get(self.at..);
        rest.is_some_and(|rest| EventHeader::split(rest).is_some())
    }

    /// Such an event; moves behind it.
    #[inline]
    fn event(&mut self) -> Option<(EventHeader, Attrs<'_>)> {
        let (header, attrs, len) = EventHeader::split(self.bytes.get(self.at..)?)?;
        self.at += align(len);
        Some((header, attrs))
    }

    /// Keeps one message of the dump.
    pub(crate) fn push(&mut self, answer: &Answer<'_>) -> Result<(), Error> {
        let Some(first) = answer.attrs.into_iter().next() else {
            return Ok(());
        };
        let bytes = answer.attrs.rest();
        match first.map_err(malformed)?.kind() {
            attr::EVENT => self.bytes.extend_from_slice(bytes),
            attr::FIRST => {
                let len = HEADER_LEN + bytes.len().min(MAX_PAYLOAD);
                self.bytes.extend_from_slice(&(len as u16).to_ne_bytes());
                self.bytes.extend_from_slice(&attr::FIRST.to_ne_bytes());
                self.bytes.extend_from_slice(bytes);
            }
            attr::JOURNAL => self.end = Some(Position::read(answer.attrs).map_err(malformed)?),
            _ => {}
        }
        self.bytes.resize(align(self.bytes.len()), 0);
        Ok(())
    }
}

/// The first attribute, and how many bytes it takes.
fn next(bytes: &[u8]) -> Result<(Attr<'_>, usize), Malformed> {
    let mut attrs = Attrs::new(bytes);
    let attr = attrs.next().ok_or(too_short(bytes.len()))??;
    Ok((attr, bytes.len() - attrs.rest().len()))
}

const fn too_short(have: usize) -> Malformed {
    let need = HEADER_LEN;
    Malformed::Short { need, have }
}

/// Whether the error says that the journal is not there, or not this one.
fn is_gone(error: &Error) -> bool {
    *error.kind() == ErrorKind::NotFound
        || matches!(
            error.errno(),
            Some(Errno::ENOENT | Errno::EOPNOTSUPP | Errno::ESTALE)
        )
}
