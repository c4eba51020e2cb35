// SPDX-License-Identifier: GPL-2.0

//! The family: reading, mapping, status, switching, markers.

use core::sync::atomic::AtomicU64;

use kernel::error::code::{EINVAL, EPERM, ERANGE};
use kernel::sync::Arc;

use klink_kernel::hook::Task;
use klink_kernel::module::ring::{Cursor, Sink, Stop};
use klink_kernel::netlink::genl::{
    Access, Definition, Do, Dump, Family, Group, Info, Join, Op, Part, Policy, PolicyRef, Progress,
    Request, Rule,
};
use klink_kernel::netlink::{self, code, ExtAck, Net, Tailroom};
use klink_kernel::protocol::events::{
    attr, cmd, event, group, Gap, JournalStatus, Kind, Mapping, Position, SourceStatus, State,
    FAMILY as NAME, TEXT_MAX, VERSION,
};

use super::journal::Journal;
use super::sources::Sources;

/// The state of the operations.
pub(super) struct Events {
    pub(super) journal: Arc<Journal>,
    pub(super) sources: Arc<Sources>,
}

pub(super) static FAMILY: Family<Events> = Family::new();

impl Definition for Events {
    const NAME: &'static str = NAME;
    const VERSION: u8 = VERSION;
    const OPS: &'static [Op<Self>] = &[
        Op::dump::<Read>(),
        Op::doit::<GetStatus>(),
        Op::doit::<Switch>(),
        Op::doit::<Emit>(),
        Op::doit::<Map>(),
        Op::doit::<Close>(),
    ];
    const GROUPS: &'static [Group] = &[Group::new(group::WAKE, Join::NetAdmin)];
}

/// The index of the only group in `GROUPS`.
const WAKE: usize = 0;

/// Wakes readers that wait in the initial network namespace for events at this position.
pub(super) fn wake(position: Position) {
    if !FAMILY.has_listeners::<WAKE>(Net::initial()) {
        return;
    }
    // A lost wake-up costs its reader time, not events.
    let _ = FAMILY
        .notification(cmd::WAKE, Position::ROOM, |message| {
            Ok(position.put(message)?)
        })
        .and_then(|notification| FAMILY.multicast::<WAKE>(Net::initial(), notification));
}

/// Checks that the requester is in the initial pid namespace, as listeners to the proc connector have to be: the ids of
/// events belong to that namespace, and name other processes in another one. The core checks capabilities.
fn check_pid_namespace(ack: &mut ExtAck<'_>) -> netlink::Result {
    match Task::with_current(|task| task.is_in_initial_pid_namespace()) {
        true => Ok(()),
        false => Err(ack.refuse(EPERM, c"only for processes of the initial pid namespace")),
    }
}

struct Read;

static READ: Policy<{ attr::LIMIT as usize + 1 }> = Policy::new()
    .attr(attr::JOURNAL, Rule::u64())
    .attr(attr::FROM, Rule::uint().range::<1, { i64::MAX as u64 }>())
    .attr(attr::KINDS, Rule::u64())
    .attr(attr::LIMIT, Rule::u32().range::<1, { u32::MAX as u64 }>());

/// The number of bytes of the journal that a dump skips before it ends a datagram, or twice as much if it finds gaps
/// meanwhile: at most 8192 events. So each recvmsg(2) returns soon, and signals are handled, even for a reader that
/// wants few events or none.
const BUDGET: usize = 128 << 10;

/// What a dump has read, and what it still may.
#[derive(Clone, Copy, Default)]
struct ReadState {
    cursor: Cursor,
    kinds: u64,
    /// The number of events that may still be dumped.
    left: u64,
    /// The next append wakes the reader: the dump ends with the present events.
    last: bool,
}

/// Where a request begins to read.
fn begin(journal: &Journal, request: &Info<'_>, ack: &mut ExtAck<'_>) -> netlink::Result<Cursor> {
    if let Some(id) = request.attr(attr::JOURNAL) {
        if id.u64()? != journal.id() {
            let reason = c"another journal: the module was reloaded";
            return Err(ack.refuse_attr(code::ESTALE, &id, reason));
        }
    }
    let Some(from) = request.attr(attr::FROM) else {
        return Ok(journal.ring.oldest());
    };
    let found = journal.ring.find(from.uint()?);
    found.map_err(|_| ack.refuse_attr(ERANGE, &from, c"above the next event's number"))
}

impl Dump<Events> for Read {
    const CMD: u8 = cmd::READ;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = READ.as_ref();

    type Cursor = ReadState;

    fn start(
        events: &Events,
        request: &Info<'_>,
        place: &mut ReadState,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        let number = |kind| request.attr(kind).map(|attr| attr.uint()).transpose();
        place.kinds = number(attr::KINDS)?.unwrap_or(u64::MAX);
        place.left = number(attr::LIMIT)?.unwrap_or(u64::MAX);
        place.cursor = begin(&events.journal, request, ack)?;
        events.journal.enter();
        Ok(())
    }

    fn next(
        events: &Events,
        _request: &Info<'_>,
        place: &mut ReadState,
        part: &mut Part<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        let journal = &events.journal;
        let mut budget = BUDGET;
        let position = |next, more| Position {
            journal: journal.id(),
            next,
            more,
        };
        loop {
            let mut stop = Stop::Full;
            part.push_some(|room| {
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
                    let lost = Gap { first, last };
                    if !part.push(|message| Ok(lost.put(message)?))? {
                        return Ok(Progress::More);
                    }
                    place.cursor.pass_gap(&gap);
                }
                Stop::Budget => {
                    // An empty datagram would end the dump. If the position does not fit, the datagram is not empty.
                    let position = position(place.cursor.seq(), true);
                    part.push(|message| Ok(position.put(message)?))?;
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
        let fits = part.push(|message| Ok(position.put(message)?))?;
        Ok(if fits { Progress::Done } else { Progress::More })
    }

    fn done(events: &Events, _place: &mut ReadState) {
        events.journal.leave();
    }
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

struct GetStatus;

impl Do<Events> for GetStatus {
    const CMD: u8 = cmd::STATUS;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(
        events: &Events,
        request: &Request<'_, Events>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        let ring = events.journal.ring.status();
        let status = events.journal.status_of(&ring);
        let room = JournalStatus::ROOM + Kind::ALL.len() * SourceStatus::ROOM;
        let count = |counters: &[u64], kind: Kind| counters.get(usize::from(kind.0)).copied();
        request.reply(room, |message| {
            status.put(message)?;
            for &kind in Kind::ALL {
                let (state, reason) = events.sources.state(kind);
                let source = SourceStatus {
                    kind,
                    name: kind.name().unwrap_or_default(),
                    state,
                    reason,
                    appended: count(&ring.appended, kind).unwrap_or(0),
                    overwritten: count(&ring.overwritten, kind).unwrap_or(0),
                };
                source.put(message)?;
            }
            Ok(())
        })
    }
}

struct Switch;

static SWITCH: Policy<{ attr::ENABLE as usize + 1 }> = Policy::new()
    .attr(
        attr::KIND,
        Rule::u32().range::<1, { Kind::COUNT as u64 - 1 }>(),
    )
    .attr(attr::ENABLE, Rule::u8().range::<0, 1>());

impl Do<Events> for Switch {
    const CMD: u8 = cmd::SWITCH;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = SWITCH.as_ref();

    fn run(
        events: &Events,
        request: &Request<'_, Events>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        let kind = request.require(attr::KIND, ack)?;
        let enable = request.require(attr::ENABLE, ack)?.u8()? != 0;
        let number = Kind(kind.u32()? as u8);
        let always = match number {
            Kind::MARK => Some(c"markers are events only when they are sent"),
            Kind::SWITCH => Some(c"switching a source is always an event"),
            _ => None,
        };
        if let (Some(reason), false) = (always, enable) {
            return Err(ack.refuse_attr(code::EOPNOTSUPP, &kind, reason));
        }
        let context = request.process();
        match events
            .sources
            .switch(number, enable, &events.journal, &context)?
        {
            State::UNAVAILABLE if enable => {
                let (_, reason) = events.sources.state(number);
                ack.attr(&kind);
                ack.format(format_args!("{reason}"));
                Err(code::EOPNOTSUPP)
            }
            _ => Ok(()),
        }
    }
}

struct Emit;

static EMIT: Policy<{ attr::TEXT as usize + 1 }> =
    Policy::new().attr(attr::TEXT, Rule::nul_string(TEXT_MAX));

impl Do<Events> for Emit {
    const CMD: u8 = cmd::EMIT;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = EMIT.as_ref();

    fn run(
        events: &Events,
        request: &Request<'_, Events>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        let text = request.require(attr::TEXT, ack)?;
        if text.string().is_empty() {
            return Err(ack.refuse_attr(EINVAL, &text, c"a marker has at least one byte"));
        }
        let journal = &events.journal;
        let seq = Task::with_current(|task| {
            journal.append(Kind::MARK, |attributes| {
                attributes.put_task(&task)?;
                attributes.put_string(event::TEXT, text.string())
            })
        });
        let position = Position {
            journal: journal.id(),
            next: seq.wrapping_add(1),
            more: false,
        };
        request.reply(Position::ROOM, |message| Ok(position.put(message)?))
    }
}

struct Map;

static MAP: Policy<{ attr::FROM as usize + 1 }> = Policy::new()
    .attr(attr::JOURNAL, Rule::u64())
    .attr(attr::FROM, Rule::uint().range::<1, { i64::MAX as u64 }>());

impl Do<Events> for Map {
    const CMD: u8 = cmd::MAP;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = MAP.as_ref();

    fn run(
        events: &Events,
        request: &Request<'_, Events>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        let journal = &events.journal;
        let cursor = begin(journal, request, ack)?;
        let mapped = request.reply_with(journal.ring.memory(), Mapping::ROOM, |message, number| {
            let mapping = Mapping {
                journal: journal.id(),
                next: cursor.seq(),
                position: cursor.position(),
                descriptor: number,
                length: journal.ring.mapped_bytes(),
            };
            Ok(mapping.put(message)?)
        });
        mapped.inspect_err(|&error| {
            if error == code::ESHUTDOWN {
                ack.message(c"closed, so that the module can be unloaded: use read");
            }
        })
    }
}

struct Close;

impl Do<Events> for Close {
    const CMD: u8 = cmd::CLOSE;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(
        events: &Events,
        request: &Request<'_, Events>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        check_pid_namespace(ack)?;
        events.journal.ring.close(&request.process())
    }
}
