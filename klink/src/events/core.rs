// SPDX-License-Identifier: MIT OR Apache-2.0

use std::time::Duration;

use klink_protocol::events::{attr, cmd, EventHeader, Gap, JournalStatus, Kind, Position};

use super::journal::{malformed, NAMES};
use super::map::{EventInPlace, Found, Map};
use super::{Cursor, Event, Item};
use crate::error::{Error, ErrorKind, Op};
use crate::genl::{Answer, Family, Request};
use crate::request::Writer;
use crate::wire::attr::HEADER_LEN;
use crate::wire::{align, Attr, Attrs, BuildError, Malformed};
use crate::{Errno, Socket};

/// The number of events requested at once, which bounds the reader's memory, at about 100 bytes for each.
const LIMIT: u32 = 4096;

/// The number of bytes that are copied from the journal's memory at once.
const COPIED: usize = 64 << 10;

/// How long a reader waits before it looks without a wake-up, or looks again for a missing journal.
pub(crate) const POLL: Duration = Duration::from_secs(1);

/// The state of a reader, and its next step, shared by the blocking reader and the async one; it never waits.
///
/// A batch becomes part of it only as a whole ([`Core::filled`]), so a caller may be cancelled in the middle of a
/// [`Core::step`].
#[derive(Debug)]
pub(crate) struct Core {
    /// `None` while there is no journal.
    family: Option<Family>,
    cursor: Cursor,
    kinds: u64,
    transport: Transport,
    batch: Batch,
    /// The id of a new journal that has not been reported yet.
    restart: Option<u64>,
    /// There was nothing to read: wait before looking again.
    idle: bool,
}

/// The transport of the events from the kernel.
#[derive(Debug)]
enum Transport {
    /// The memory was not asked for yet.
    Unknown,
    Map(Box<Map>),
    /// Dumps, for this reason.
    Dumps(Option<Error>),
}

/// The event at which a [`Reader`](super::Reader) begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The oldest event that the journal still holds.
    Oldest,
    /// The first event from now on.
    Now,
    /// The event after the last one of another reader. If that reader read another journal, reading begins at the start
    /// of this one, after [`Item::Restart`].
    At(Cursor),
}

/// The next step of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// [`Core::item`] has an item.
    Item,
    /// Find the journal's family and its status, for [`Core::found`].
    Find,
    /// Ask for the journal's memory, by [`Core::open_map`].
    Map,
    /// Dump by [`Core::request`] into [`Core::take_batch`], for [`Core::filled`].
    Read,
    /// Wait for a wake-up, but no longer than [`POLL`].
    Wait,
}

/// Items that were read, and not returned yet.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Attributes: events as received, and a nest of [`attr::FIRST`] for each gap.
    bytes: Vec<u8>,
    /// The number of bytes in use: there may be more, so that they are not cleared each time.
    len: usize,
    /// The offset of the first item that was not returned.
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
            transport: Transport::Unknown,
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
        match &self.transport {
            Transport::Map(map) if !self.batch.has_item() => Cursor {
                next: map.next(),
                ..self.cursor
            },
            _ => self.cursor,
        }
    }

    /// Whether [`Core::item`] has an item.
    #[inline]
    pub(crate) fn has_item(&self) -> bool {
        self.batch.has_item() || self.restart.is_some()
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
            self.idle = self.batch.len == 0 && !(end.more && on);
        }
        if std::mem::take(&mut self.idle) {
            return Step::Wait;
        }
        if self.family.is_none() {
            return Step::Find;
        }
        match self.transport {
            Transport::Unknown => Step::Map,
            Transport::Map(_) => self.copy(),
            Transport::Dumps(_) => Step::Read,
        }
    }

    /// Copies events from the journal's memory.
    fn copy(&mut self) -> Step {
        self.cursor = self.cursor();
        let Transport::Map(map) = &mut self.transport else {
            return Step::Read;
        };
        // Looked at first: what is not there after that is in the next journal.
        let closed = map.is_closed();
        let batch = &mut self.batch;
        batch.clear();
        if batch.bytes.len() < COPIED {
            batch.bytes.resize(COPIED, 0);
        }
        let found = map.fill(self.kinds, &mut batch.bytes);
        let next = map.next();
        match found {
            Found::Events(len) => {
                batch.len = len;
                batch.end = Some(Position {
                    next,
                    ..Position::default()
                });
                return Step::Item;
            }
            Found::Gap(gap) => {
                batch.push_gap(gap);
                return Step::Item;
            }
            Found::Nothing => {
                self.cursor.next = next;
                if !closed {
                    return Step::Wait;
                }
                self.transport =
                    Transport::Dumps(Some(Error::new(Op::Receive, MEMORY, Errno::ESHUTDOWN)));
            }
            Found::Broken => {
                self.transport =
                    Transport::Dumps(Some(Error::new(Op::Receive, MEMORY, Errno::EPROTO)));
            }
        }
        Step::Read
    }

    /// The reason why the journal's memory is not mapped, if there is one.
    pub(crate) fn why_dumps(&self) -> Option<&Error> {
        match &self.transport {
            Transport::Map(_) | Transport::Unknown => None,
            Transport::Dumps(reason) => reason.as_ref(),
        }
    }

    /// The memory, if it is mapped.
    pub(crate) fn map(&self) -> Option<&Map> {
        match &self.transport {
            Transport::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Lets go of the memory, and reads by dumps from now on. A reason is about this journal only.
    pub(crate) fn use_dumps(&mut self, reason: Option<Error>) {
        self.cursor = self.cursor();
        self.transport = Transport::Dumps(reason);
    }

    /// Takes [`Step::Map`]. What cannot be mapped is dumped; whether a journal is gone, or refuses the reader, the dump
    /// finds out.
    pub(crate) fn open_map(&mut self, socket: &mut Socket) {
        self.transport = match &self.family {
            Some(family) => Map::open(socket, family, self.cursor).map_or_else(
                |error| Transport::Dumps(Some(error)),
                |map| Transport::Map(Box::new(map)),
            ),
            None => Transport::Unknown,
        };
    }

    /// Looks at the next event in the journal's memory. `None` if there is none, or if something comes before it: then it
    /// is [`Core::step`]'s turn.
    #[inline]
    pub(crate) fn next_in_place<T>(
        &mut self,
        read: &mut impl FnMut(&EventInPlace<'_>) -> T,
    ) -> Option<T> {
        // Once there is a map, no restart waits to be reported.
        let Transport::Map(map) = &mut self.transport else {
            return None;
        };
        if self.batch.has_item() {
            return None;
        }
        let found = if self.kinds == u64::MAX {
            map.next_in_place(read)
        } else {
            next_of(self.kinds, map, read).map(|(seen, _)| seen)
        };
        match found {
            Ok(seen) => Some(seen),
            Err(found) => {
                self.note(found);
                None
            }
        }
    }

    /// Takes what was found in place of an event.
    #[cold]
    fn note(&mut self, found: Found) {
        if let Found::Gap(gap) = found {
            self.cursor.next = gap.first;
            self.batch.clear();
            self.batch.push_gap(gap);
        }
    }

    /// Moves past the next item, and returns it. Called when [`Core::step`] says so.
    #[inline(always)] // An event takes thirty instructions, and as many more if it is returned in memory.
    pub(crate) fn item(&mut self) -> Result<Item<'_>, Error> {
        let Batch {
            bytes,
            len,
            at,
            end,
        } = &mut self.batch;
        let rest = bytes.get(*at..*len);
        // When a restart is to be reported, the batch is empty.
        let (item, last) = if let Some((header, attrs, len)) = rest.and_then(EventHeader::split) {
            *at += align(len);
            (Item::Event(Event::new(header, attrs)), header.seq)
        } else {
            let rest = rest.unwrap_or_default();
            let (restart, cursor, idle) = (&mut self.restart, &mut self.cursor, &mut self.idle);
            other_item(rest, at, end, restart, cursor, idle)?
        };
        self.cursor.next = self.cursor.next.max(last.wrapping_add(1));
        Ok(item)
    }

    /// Takes the result of [`Step::Find`]. A missing journal is not an error.
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
            if let Transport::Dumps(Some(_)) = self.transport {
                self.transport = Transport::Unknown;
            }
        }
    }

    /// The dump request; `None` if there is no journal.
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

    /// The memory of the last batch, emptied.
    pub(crate) fn take_batch(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        batch.clear();
        batch
    }

    /// Takes the result of [`Step::Read`]. A journal that is gone is not an error.
    pub(crate) fn filled(&mut self, filled: Result<Batch, Error>) -> Result<(), Error> {
        match filled {
            Ok(mut batch) => {
                // Without a position, nothing says that there are more events.
                batch.end.get_or_insert_default();
                self.batch = batch;
            }
            // The next journal is looked for at once: it may already exist.
            Err(error) if is_gone(&error) => self.family = None,
            // The module is about to be unloaded: its family exists, but begins no dump (the kernel's
            // `__netlink_dump_start()`).
            Err(error) if error.errno() == Some(Errno::EPROTONOSUPPORT) => {
                (self.family, self.idle) = (None, true);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// [`Map::next_in_place`] at an event of these kinds.
#[inline(never)]
fn next_of<T>(
    kinds: u64,
    map: &mut Map,
    read: &mut impl FnMut(&EventInPlace<'_>) -> T,
) -> Result<(T, Kind), Found> {
    loop {
        let wanted = map.next_in_place(|event| {
            let kind = event.kind();
            (kind.bit() & kinds != 0).then(|| (read(event), kind))
        });
        if let Some(seen) = wanted? {
            return Ok(seen);
        }
    }
}

/// The next item of a [`Core`], if it is not an event as this journal writes it, and the last sequence number that is its
/// own. Moves past it.
#[cold]
#[inline(never)]
fn other_item<'a>(
    rest: &'a [u8],
    at: &mut usize,
    end: &mut Option<Position>,
    restart: &mut Option<u64>,
    cursor: &mut Cursor,
    idle: &mut bool,
) -> Result<(Item<'a>, u64), Error> {
    if let Some(journal) = restart.take() {
        *cursor = Cursor { journal, next: 1 };
        return Ok((Item::Restart, 0));
    }
    let (attr, len) = next(rest).map_err(|broken| {
        // The items that follow cannot be separated: they are read again, but not in a busy loop.
        (*at, *end, *idle) = (usize::MAX, None, true);
        malformed(broken)
    })?;
    *at += len;
    if attr.kind() == attr::EVENT {
        let event = Event::read(attr.nested()).map_err(malformed)?;
        return Ok((Item::Event(event), event.seq()));
    }
    let gap = gap(attr.payload()).map_err(malformed)?;
    Ok((Item::Gap(gap), gap.last))
}

impl Batch {
    #[inline]
    fn has_item(&self) -> bool {
        self.at < self.len
    }

    fn clear(&mut self) {
        (self.at, self.len) = (0, 0);
    }

    /// Adds bytes, and zeros up to a multiple of 4.
    fn extend(&mut self, bytes: &[u8]) {
        self.bytes.truncate(self.len);
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(align(self.bytes.len()), 0);
        self.len = self.bytes.len();
    }

    /// Adds a gap, as an attribute of its two numbers.
    fn push_gap(&mut self, gap: Gap) {
        let len = HEADER_LEN + 2 * size_of::<u64>();
        let [l0, l1] = (len as u16).to_ne_bytes();
        let [k0, k1] = attr::FIRST.to_ne_bytes();
        self.extend(&[l0, l1, k0, k1]);
        self.extend(&gap.first.to_ne_bytes());
        self.extend(&gap.last.to_ne_bytes());
    }

    /// Adds one message of the dump.
    pub(crate) fn push(&mut self, answer: &Answer<'_>) -> Result<(), Error> {
        let Some(first) = answer.attrs.into_iter().next() else {
            return Ok(());
        };
        let bytes = answer.attrs.rest();
        match first.map_err(malformed)?.kind() {
            attr::EVENT => self.extend(bytes),
            attr::FIRST => self.push_gap(Gap::read(answer.attrs).map_err(malformed)?),
            attr::JOURNAL => self.end = Some(Position::read(answer.attrs).map_err(malformed)?),
            _ => {}
        }
        Ok(())
    }
}

/// A gap as [`Batch::push_gap`] has written it.
fn gap(bytes: &[u8]) -> Result<Gap, Malformed> {
    let two = bytes
        .split_first_chunk()
        .and_then(|(first, rest)| Some((first, rest.first_chunk()?)));
    let (first, last) = two.ok_or(too_short(bytes.len()))?;
    Ok(Gap {
        first: u64::from_ne_bytes(*first),
        last: u64::from_ne_bytes(*last),
    })
}

/// The name of the memory in errors.
const MEMORY: &str = "the memory of the journal of events";

/// The first attribute, and the number of bytes that it takes.
fn next(bytes: &[u8]) -> Result<(Attr<'_>, usize), Malformed> {
    let mut attrs = Attrs::new(bytes);
    let attr = attrs.next().ok_or(too_short(bytes.len()))??;
    Ok((attr, bytes.len() - attrs.rest().len()))
}

const fn too_short(have: usize) -> Malformed {
    let need = HEADER_LEN;
    Malformed::Short { need, have }
}

/// Whether the error means that the journal does not exist, or is another one.
fn is_gone(error: &Error) -> bool {
    *error.kind() == ErrorKind::NotFound
        || matches!(
            error.errno(),
            Some(Errno::ENOENT | Errno::EOPNOTSUPP | Errno::ESTALE)
        )
}
