// SPDX-License-Identifier: GPL-2.0

//! The journal: the ring, its memory and its lock, and the wake-up of readers.

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use kernel::error::code::EINVAL;
use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{self, Deferred, FieldValue, Setup};
use klink_kernel::log_error;
use klink_kernel::module::clock;
use klink_kernel::module::ring::{Ring, RingStatus, Wake};
use klink_kernel::netlink::{Builder, Flags};
use klink_kernel::protocol::events::{
    event, field, EventHeader, JournalStatus, Kind, Position, TaskContext, TaskEvent, TaskIds,
    ARGS_MAX, PATH_MAX,
};
use klink_kernel::wire::{self, BuildError, Slice};

/// The possible sizes of the ring in bytes.
const SIZES: core::ops::RangeInclusive<u64> = 4096..=1 << 30;

/// The maximum size in bytes of an event's own attributes: those of an exec with the longest path, and their padding.
const ROOM: usize = TaskEvent::MAX + (4 + PATH_MAX + 1) + 4 + 4;

/// The same, with the longest arguments.
pub(super) const ROOM_WITH_ARGS: usize = wire::Header::LEN + ROOM + (4 + ARGS_MAX) + 4;

/// The minimum time between two wake-ups in nanoseconds: during a burst, readers get more events with each.
const PAUSE: u64 = 1_000_000;

/// The journal, to which any source appends, and which any number of readers read.
pub(super) struct Journal {
    id: u64,
    pub(super) ring: Arc<Ring<{ Kind::COUNT }>>,
    waiting: Wake<AtomicU64>,
    wake_up: Deferred,
    readers: AtomicU32,
    /// The maximum length in bytes of a program's arguments in an event; 0 for none.
    pub(super) args: usize,
}

/// The buffer for an event's own attributes.
///
/// These functions are not inlined, because there are many callers.
pub(super) struct Attributes<'a, 'b>(Builder<'a, Slice<'b>>);

impl<'a, 'b> Attributes<'a, 'b> {
    #[inline(never)]
    fn new(room: &'a mut Slice<'b>) -> Result<Self, BuildError> {
        Builder::new(room, 0, Flags::NONE, 0).map(Self)
    }

    #[inline(never)]
    pub(super) fn put_u32(&mut self, kind: u16, value: u32) -> Result<(), BuildError> {
        self.0.put_u32(kind, value)
    }

    #[inline(never)]
    pub(super) fn put_string(&mut self, kind: u16, value: &[u8]) -> Result<(), BuildError> {
        self.0.put_string(kind, value)
    }

    #[inline(never)]
    pub(super) fn put(&mut self, kind: u16, value: &[u8]) -> Result<(), BuildError> {
        self.0.put(kind, value)
    }

    /// Writes the attributes of a thread.
    #[inline(never)]
    pub(super) fn put_task(&mut self, task: &hook::Task<'_>) -> Result<(), BuildError> {
        let (bytes, len) = about(task).bytes();
        self.0
            .raw(bytes.as_flattened().get(..len).unwrap_or_default())
    }

    /// Writes at most so many bytes of a program's arguments.
    #[inline(never)]
    pub(super) fn put_args(
        &mut self,
        arguments: &hook::Arguments<'_>,
        max: usize,
    ) -> Result<(), BuildError> {
        let mut room = [0; ARGS_MAX];
        let room = room.get_mut(..max).unwrap_or_default();
        let (args, cut) = arguments.read(room);
        if !args.is_empty() {
            self.put(event::ARGS, args)?;
        }
        if cut {
            self.put_flag(event::ARGS_CUT)?;
        }
        Ok(())
    }

    pub(super) fn put_flag(&mut self, kind: u16) -> Result<(), BuildError> {
        self.put(kind, &[])
    }

    #[inline(never)]
    pub(super) fn put_field(
        &mut self,
        name: &[u8],
        value: &FieldValue<'_>,
    ) -> Result<(), BuildError> {
        self.0.nest(event::FIELD, |nest| {
            nest.put_string(field::NAME, name)?;
            match *value {
                FieldValue::Number(number) => nest.put_uint(field::NUMBER, number),
                FieldValue::Signed(number) => nest.put_sint(field::SIGNED, number),
                FieldValue::Text(text) => nest.put_string(field::TEXT, text),
            }
        })
    }

    /// Completes the event, with the padding that [`attr::EVENT`](klink_kernel::protocol::events::attr::EVENT)
    /// requires.
    #[inline(never)]
    fn finish(mut self) -> Result<(), BuildError> {
        if self.0.len() % 8 != 0 {
            self.0.put_flag(event::PAD)?;
        }
        self.0.finish()
    }
}

/// Begins an event about a thread.
#[inline(never)]
fn about(task: &hook::Task<'_>) -> TaskEvent {
    let ids = task.ids();
    let task = TaskIds {
        pid: ids.pid,
        tgid: ids.tgid,
        ppid: ids.ppid,
        uid: ids.uid,
    };
    let context = TaskContext {
        cgroup: ids.cgroup,
        start: ids.start,
        pidns: ids.pidns,
        netns: ids.netns,
        userns: ids.userns,
    };
    TaskEvent::new(&task, &context, ids.comm)
}

impl Journal {
    /// Makes an empty journal of this size in bytes, with so much of programs' arguments. `wake` is called soon after there is something for waiting
    /// readers.
    pub(super) fn new(
        setup: &mut Setup,
        size: u64,
        args: usize,
        wake: fn(Position),
    ) -> Result<Arc<Self>> {
        if !SIZES.contains(&size) {
            log_error!(
                "no journal of {size} bytes: load with size={} to {}",
                SIZES.start(),
                SIZES.end()
            );
            return Err(EINVAL);
        }
        let id = clock::random();
        let ring = Ring::new(setup, size, id, EventHeader::mark()).inspect_err(|_| {
            log_error!("no memory for {size} bytes: load with a smaller size=N")
        })?;
        let behind = ring.clone();
        let wake = move || {
            wake(Position {
                journal: id,
                next: behind.end().seq(),
                more: false,
            })
        };
        let journal = Self {
            id,
            ring,
            waiting: Wake::new(),
            wake_up: Deferred::new(setup, PAUSE, wake)?,
            readers: AtomicU32::new(0),
            args,
        };
        Ok(Arc::new(journal, GFP_KERNEL)?)
    }

    /// The id of the journal: another number at each load.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Appends an event, whose own attributes `fill` writes. Works in any context except NMI. Returns the sequence
    /// number.
    pub(super) fn append(
        &self,
        kind: Kind,
        fill: impl FnOnce(&mut Attributes<'_, '_>) -> Result<(), BuildError>,
    ) -> u64 {
        // A test checks that everything fits; attributes that did not fit would be missing from the event.
        self.try_append::<{ wire::Header::LEN + ROOM }, _>(kind, fill)
            .unwrap_or_else(|_| self.append_attributes(kind, &[]))
    }

    /// Like [`Journal::append`], for an event about a thread, with room for a name or a few numbers in addition.
    #[inline]
    pub(super) fn append_task(
        &self,
        kind: Kind,
        task: &hook::Task<'_>,
        fill: impl FnOnce(&mut TaskEvent) -> Result<(), BuildError>,
    ) {
        let mut event = about(task);
        let attributes = fill(&mut event).and_then(|()| event.finish());
        self.append_words(kind, attributes.unwrap_or_default());
    }

    #[inline(never)]
    fn append_words(&self, kind: Kind, attributes: &[u64]) {
        self.ring.append_words(kind.0, attributes);
        self.wake();
    }

    #[inline]
    fn wake(&self) {
        if self.waiting.take() {
            self.wake_up.queue();
        }
    }

    /// Like [`Journal::append`], with room for `LEN` bytes, including a message's header. If `fill` fails, nothing is
    /// appended.
    pub(super) fn try_append<const LEN: usize, E: From<BuildError>>(
        &self,
        kind: Kind,
        fill: impl FnOnce(&mut Attributes<'_, '_>) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut room = [0; LEN];
        let mut slice = Slice::new(&mut room);
        let mut attributes = Attributes::new(&mut slice)?;
        fill(&mut attributes)?;
        attributes.finish()?;
        let attributes = slice.written().get(wire::Header::LEN..).unwrap_or_default();
        Ok(self.append_attributes(kind, attributes))
    }

    #[inline(never)]
    fn append_attributes(&self, kind: Kind, attributes: &[u8]) -> u64 {
        let seq = self.ring.append(kind.0, attributes);
        self.wake();
        seq
    }

    /// Requests a wake-up by the next append. The caller looks once more whether there is something already.
    pub(super) fn request_wake(&self) {
        self.waiting.request();
    }

    /// Counts a reader in; [`Journal::leave`] counts it out.
    pub(super) fn enter(&self) {
        self.readers.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a reader out.
    pub(super) fn leave(&self) {
        self.readers.fetch_sub(1, Ordering::Relaxed);
    }

    /// The counters of the journal.
    pub(super) fn status(&self) -> JournalStatus {
        self.status_of(&self.ring.status())
    }

    /// The counters of the journal, given those of the ring.
    pub(super) fn status_of(&self, ring: &RingStatus<{ Kind::COUNT }>) -> JournalStatus {
        JournalStatus {
            journal: self.id,
            oldest: ring.oldest,
            next: ring.next,
            size: self.ring.bytes(),
            used: ring.used,
            readers: self.readers.load(Ordering::Relaxed),
            maps: self.ring.opened(),
        }
    }
}
