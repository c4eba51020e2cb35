// SPDX-License-Identifier: GPL-2.0

//! The operations: reading, mapping, status, switching, markers.

use core::sync::atomic::AtomicU64;

use kernel::error::code::{EINVAL, EPERM, ERANGE};
use kernel::sync::Arc;

use klink_kernel::hook::Task;
use klink_kernel::module::ring::{Cursor, Sink, Stop};
use klink_kernel::netlink::genl::{AttrValue, DumpDatagram, Family, Info, Progress};
use klink_kernel::netlink::{self, code, ExtAck, Net, Tailroom};
use klink_kernel::protocol::events::{event, JournalStatus, Kind, Position, SourceStatus, State};

use super::family::{
    Close, Emit, KlinkEvents, Map, NetAdmin, Operations, PutJournal, Read, Status, Switch, Wake,
};
use super::journal::Journal;
use super::sources::Sources;

/// The state of the operations.
pub(super) struct Events {
    pub(super) journal: Arc<Journal>,
    pub(super) sources: Arc<Sources>,
}

pub(super) static FAMILY: Family<KlinkEvents<Events>> = Family::new();

/// Wakes readers that wait in the initial network namespace for events at this position.
pub(super) fn wake(position: Position) {
    // A lost wake-up costs its reader time, not events.
    let _ = Wake::multicast(&FAMILY, Net::initial(), |message| put(message, &position));
}

/// Writes a position.
fn put(message: &mut PutJournal<'_, '_>, position: &Position) -> netlink::Result {
    message.journal(position.journal)?;
    message.next(position.next)?;
    message.more(position.more)
}

/// Checks that the requester is in the initial pid namespace, as listeners to the proc connector have to be: the ids of
/// events belong to that namespace, and name other processes in another one. The core checks capabilities.
fn check_pid_namespace(ack: &mut ExtAck<'_>) -> netlink::Result {
    match Task::with_current(|task| task.is_in_initial_pid_namespace()) {
        true => Ok(()),
        false => Err(ack.refuse(EPERM, c"only for processes of the initial pid namespace")),
    }
}

/// The number of bytes of the journal that a dump skips before it ends a datagram, or twice as much if it finds gaps
/// meanwhile: at most 8192 events. So each recvmsg(2) returns soon, and signals are handled, even for a reader that
/// wants few events or none.
const BUDGET: usize = 128 << 10;

/// The position of a dump, and its limit.
#[derive(Clone, Copy, Default)]
pub(super) struct ReadState {
    cursor: Cursor,
    kinds: u64,
    /// The number of events that may still be dumped.
    left: u64,
    /// The next append wakes the reader: the dump ends with the present events.
    last: bool,
}

/// Where a request begins to read.
fn begin(
    journal: &Journal,
    id: Option<AttrValue<'_, u64>>,
    from: Option<AttrValue<'_, u64>>,
    ack: &mut ExtAck<'_>,
) -> netlink::Result<Cursor> {
    if let Some(id) = id {
        if id.value != journal.id() {
            let reason = c"another journal: the module was reloaded";
            return Err(ack.refuse_attr(code::ESTALE, &id.attr, reason));
        }
    }
    let Some(from) = from else {
        return Ok(journal.ring.oldest());
    };
    let found = journal.ring.find(from.value);
    found.map_err(|_| ack.refuse_attr(ERANGE, &from.attr, c"above the next event's number"))
}

/// The room in a message of the dump for its events.
struct Records<'a, 'b>(&'a mut Tailroom<'b>);

impl Sink<AtomicU64> for Records<'_, '_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn put(&mut self, at: usize, words: &[AtomicU64]) {
        self.0.put(at, words);
    }
}

impl Operations for Events {
    type ReadCursor = ReadState;

    fn read_start(
        &self,
        read: NetAdmin<Read<'_, Self>>,
        place: &mut ReadState,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        place.kinds = read.kinds().map_or(u64::MAX, |kinds| kinds.value);
        place.left = read.limit().map_or(u64::MAX, |limit| limit.value.into());
        place.cursor = begin(&self.journal, read.journal(), read.from(), ack)?;
        self.journal.enter();
        Ok(())
    }

    fn read_next(
        &self,
        _request: NetAdmin<&Info<'_>>,
        place: &mut ReadState,
        datagram: &mut DumpDatagram<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        let journal = &self.journal;
        let mut budget = BUDGET;
        let position = |next, more| Position {
            journal: journal.id(),
            next,
            more,
        };
        loop {
            let mut stop = Stop::Full;
            datagram.push_some(|room| {
                let ReadState {
                    cursor,
                    kinds,
                    left,
                    ..
                } = place;
                let (len, reason) =
                    journal
                        .ring
                        .read(cursor, *kinds, left, budget, &mut Records(room));
                stop = reason;
                len
            })?;
            match stop {
                Stop::Full => return Ok(Progress::More),
                Stop::Gap(gap) => {
                    let (first, last) = gap.range().into_inner();
                    let fits = datagram.push(|message| {
                        let mut lost = PutJournal::of(message);
                        lost.first(first)?;
                        lost.last(last)
                    })?;
                    if !fits {
                        return Ok(Progress::More);
                    }
                    place.cursor.pass_gap(&gap);
                }
                Stop::Budget => {
                    // An empty datagram would end the dump. If the position does not fit, the datagram is not empty.
                    let position = position(place.cursor.seq(), true);
                    datagram.push(|message| put(&mut PutJournal::of(message), &position))?;
                    return Ok(Progress::More);
                }
                Stop::End if !place.last => {
                    journal.request_wake();
                    place.last = true;
                }
                Stop::End | Stop::Enough | Stop::Broken => break,
            }
            budget /= 2;
        }
        let position = position(place.cursor.seq(), place.left == 0);
        let fits = datagram.push(|message| put(&mut PutJournal::of(message), &position))?;
        Ok(if fits { Progress::Done } else { Progress::More })
    }

    fn read_done(&self, _place: &mut ReadState) {
        self.journal.leave();
    }

    fn status(&self, status: NetAdmin<Status<'_, Self>>, ack: &mut ExtAck<'_>) -> netlink::Result {
        check_pid_namespace(ack)?;
        let ring = self.journal.ring.status();
        let room = JournalStatus::ROOM + Kind::ALL.len() * SourceStatus::ROOM;
        let count = |counters: &[u64], kind: Kind| {
            let counter = counters.get(usize::from(kind.0));
            counter.copied().unwrap_or(0)
        };
        status.reply(room, |message| {
            let status = self.journal.status_of(&ring);
            message.journal(status.journal)?;
            message.oldest(status.oldest)?;
            message.next(status.next)?;
            message.size(status.size)?;
            message.used(status.used)?;
            message.readers(status.readers)?;
            message.maps(status.maps)?;
            for &kind in Kind::ALL {
                let (state, reason) = self.sources.state(kind);
                message.source(|source| {
                    source.kind(kind.0.into())?;
                    source.name(kind.name().unwrap_or_default().as_bytes())?;
                    source.state(state.0)?;
                    if !reason.is_empty() {
                        source.reason(reason.as_bytes())?;
                    }
                    source.appended(count(&ring.appended, kind))?;
                    source.overwritten(count(&ring.overwritten, kind))
                })?;
            }
            Ok(())
        })
    }

    fn switch(&self, switch: NetAdmin<Switch<'_, Self>>, ack: &mut ExtAck<'_>) -> netlink::Result {
        check_pid_namespace(ack)?;
        let kind = switch.kind();
        let enable = switch.enable().value != 0;
        let number = Kind(kind.value as u8);
        let always = match number {
            Kind::MARK => Some(c"markers are events only when they are sent"),
            Kind::SWITCH => Some(c"switching a source is always an event"),
            _ => None,
        };
        if let (Some(reason), false) = (always, enable) {
            return Err(ack.refuse_attr(code::EOPNOTSUPP, &kind.attr, reason));
        }
        let context = switch.process();
        match self
            .sources
            .switch(number, enable, &self.journal, &context)?
        {
            State::UNAVAILABLE if enable => {
                let (_, reason) = self.sources.state(number);
                ack.attr(&kind.attr);
                ack.format(format_args!("{reason}"));
                Err(code::EOPNOTSUPP)
            }
            _ => Ok(()),
        }
    }

    fn emit(&self, emit: NetAdmin<Emit<'_, Self>>, ack: &mut ExtAck<'_>) -> netlink::Result {
        check_pid_namespace(ack)?;
        let text = emit.text();
        if text.value.is_empty() {
            return Err(ack.refuse_attr(EINVAL, &text.attr, c"a marker has at least one byte"));
        }
        let journal = &self.journal;
        let seq = Task::with_current(|task| {
            journal.append(Kind::MARK, |attributes| {
                attributes.put_task(&task)?;
                attributes.put_string(event::TEXT, text.value)
            })
        });
        emit.reply(|message| {
            message.journal(journal.id())?;
            message.next(seq.wrapping_add(1))
        })
    }

    fn map(&self, map: NetAdmin<Map<'_, Self>>, ack: &mut ExtAck<'_>) -> netlink::Result {
        check_pid_namespace(ack)?;
        let journal = &self.journal;
        let cursor = begin(journal, map.journal(), map.from(), ack)?;
        let mapped = map.reply_with(
            journal.ring.memory(),
            Map::<Self>::ROOM,
            |message, number| {
                let mut mapping = PutJournal::of(message);
                mapping.journal(journal.id())?;
                mapping.next(cursor.seq())?;
                mapping.position(cursor.position())?;
                mapping.descriptor(number)?;
                mapping.length(journal.ring.mapped_bytes())
            },
        );
        mapped.inspect_err(|&error| {
            if error == code::ESHUTDOWN {
                ack.message(c"closed, so that the module can be unloaded: use read");
            }
        })
    }

    fn close(&self, close: NetAdmin<Close<'_, Self>>, ack: &mut ExtAck<'_>) -> netlink::Result {
        check_pid_namespace(ack)?;
        self.journal.ring.close(&close.process())
    }
}
