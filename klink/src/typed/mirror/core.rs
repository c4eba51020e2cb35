// SPDX-License-Identifier: MIT OR Apache-2.0

//! The copy itself, without sockets and without a clock: it takes the objects of dumps and the notifications, and
//! returns the differences one by one.
//!
//! A dump and notifications arrive on two sockets, so a notification that was sent before a part of a dump was made may
//! be read after it, and the other way round. Each notification has the whole object. So a notification that arrives
//! while a dump is read takes precedence over the dump's state of the same object: if the dump is newer, a notification
//! of that state is still to come. An object without a notification is taken from the dump, once the dump has ended and
//! the listener is empty; and an object that is in neither is gone.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::table::{All, Bytes, Objects};
use crate::listener::{GroupMessage, Notification};
use crate::wire::Message;

/// How long after a notification of others what they take away is gone. The kernel sends it before.
const SETTLE: Duration = Duration::from_millis(50);

/// The longest wait between two attempts.
const BACKOFF: Duration = Duration::from_secs(1);

/// How many changes may wait to be reported before no more is read: the rest of memory is the kernel's, which is bounded.
const WAITING: usize = 1 << 14;

#[derive(Debug)]
pub(crate) struct Core {
    table: &'static Objects,
    id: Option<u16>,
    objects: BTreeMap<Bytes, Entry>,
    /// Changes that have not been reported yet, in order.
    waiting: VecDeque<(Bytes, Option<Bytes>)>,
    /// The old and the new state of the object that was reported last.
    old: Option<Bytes>,
    new: Option<Bytes>,
    generation: u64,
    is_dumping: bool,
    /// Whether notifications were lost since the dump began.
    is_lossy: bool,
    /// Whether another dump is needed, whatever this one says.
    again: bool,
    due: Due,
    /// Until when changes in other families may remove objects without a notification.
    unsettled: Option<Instant>,
    attempts: u32,
    dumps: u64,
}

#[derive(Clone, Debug, Default)]
struct Entry {
    /// As it was reported: the copy.
    reported: Option<Bytes>,
    /// As it is, after all that waits to be reported.
    latest: Option<Bytes>,
    /// The state in the dump, if it differs.
    dumped: Option<Bytes>,
    /// The last dump in which it was.
    seen: u64,
    /// The last dump since whose beginning there was a notification of it.
    notified: u64,
    waiting: u32,
    /// Whether there may be more than one that is the same.
    is_several: bool,
}

impl Entry {
    #[inline]
    fn is_over(&self) -> bool {
        self.reported.is_none() && self.latest.is_none() && self.waiting == 0
    }
}

/// When all is to be dumped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Not before something happens.
    Never,
    At(Instant),
    Now,
}

impl Core {
    #[inline]
    pub(crate) fn new(table: &'static Objects, id: Option<u16>) -> Self {
        Self {
            table,
            id,
            objects: BTreeMap::new(),
            waiting: VecDeque::new(),
            old: None,
            new: None,
            generation: 0,
            is_dumping: false,
            is_lossy: false,
            again: false,
            due: Due::Now,
            unsettled: None,
            attempts: 0,
            dumps: 0,
        }
    }

    /// When the next dump is due.
    #[inline]
    pub(crate) fn due(&self, now: Instant) -> Due {
        match self.due {
            Due::At(at) if at <= now => Due::Now,
            due => due,
        }
    }

    /// Makes the next dump due at once, because there is nothing else to wait for.
    #[inline]
    pub(crate) fn hurry(&mut self) {
        if self.due != Due::Never {
            self.due = Due::Now;
            self.unsettled = None;
        }
    }

    /// Whether the copy is complete, and everything was reported.
    #[inline]
    pub(crate) fn is_complete(&self) -> bool {
        self.due == Due::Never && self.waiting.is_empty()
    }

    /// How many dumps were read.
    #[inline]
    pub(crate) fn dumps(&self) -> u64 {
        self.dumps
    }

    /// Whether more may be received before a change is reported.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        self.waiting.len() < WAITING
    }

    /// The objects of the copy.
    #[inline]
    pub(crate) fn objects(&self) -> impl Iterator<Item = &[u8]> {
        self.objects
            .values()
            .filter_map(|entry| entry.reported.as_deref())
    }

    /// The old and the new state of the object that was reported last.
    #[inline]
    pub(crate) fn reported(&self) -> (Option<&[u8]>, Option<&[u8]>) {
        (self.old.as_deref(), self.new.as_deref())
    }

    /// Reports the next change, if there is one.
    #[inline]
    pub(crate) fn report(&mut self) -> bool {
        let Some((key, state)) = self.waiting.pop_front() else {
            return false;
        };
        self.new = state;
        if let Some(entry) = self.objects.get_mut(&key) {
            entry.waiting = entry.waiting.saturating_sub(1);
            self.old = std::mem::replace(&mut entry.reported, self.new.clone());
            if entry.is_over() && !self.is_dumping {
                self.objects.remove(&key);
            }
        }
        true
    }

    /// Begins a dump.
    #[inline]
    pub(crate) fn begin(&mut self, now: Instant) -> All {
        self.generation += 1;
        self.unsettled = self.unsettled.filter(|until| *until > now);
        self.is_dumping = true;
        self.is_lossy = false;
        self.again = false;
        self.dumps += 1;
        All {
            table: self.table,
            id: self.id,
        }
    }

    /// An object of the dump.
    #[inline]
    pub(crate) fn dumped(&mut self, message: Message<'_>) {
        let Some((number, body)) = self.table.body(self.id, message) else {
            return;
        };
        if !self.table.new.contains(&number) || !self.table.is_about(body) {
            return;
        }
        let Some((key, state)) = self.table.read(body) else {
            return;
        };
        let generation = self.generation;
        let entry = self.objects.entry(Arc::clone(&key)).or_default();
        if entry.notified == generation {
            // Of a notification that had only what has changed, the dump has the rest.
            if let (true, Some(latest)) = (self.table.partial, &entry.latest) {
                let state = self.table.overlaid(&state, latest);
                push(&mut self.waiting, &key, entry, Some(state));
            }
            return;
        }
        entry.is_several |= entry.seen == generation && self.table.is_known_by_all();
        entry.seen = generation;
        entry.dumped = (entry.latest.as_ref() != Some(&state)).then_some(state);
    }

    /// Ends the dump. `is_complete`: all of it was read, and nothing changed meanwhile.
    #[inline]
    pub(crate) fn end(&mut self, is_complete: bool, now: Instant) {
        self.is_dumping = false;
        let is_complete = is_complete && !self.is_lossy;
        for (key, entry) in &mut self.objects {
            // An earlier dump that was given up says nothing.
            let dumped = entry.dumped.take();
            let dumped = dumped.filter(|_| entry.seen == self.generation);
            if entry.notified == self.generation || self.is_lossy {
                continue;
            }
            if dumped.is_some() {
                push(&mut self.waiting, key, entry, dumped);
            } else if is_complete && entry.seen != self.generation {
                push(&mut self.waiting, key, entry, None);
            }
        }
        self.objects.retain(|_, entry| !entry.is_over());
        if is_complete {
            self.attempts = 0;
            if !self.again {
                self.due = self.unsettled.map_or(Due::Never, Due::At);
            }
            return;
        }
        self.attempts = (self.attempts + 1).min(10);
        let wait = Duration::from_millis(1 << self.attempts).min(BACKOFF);
        self.due = now.checked_add(wait).map_or(Due::Now, Due::At);
    }

    /// Takes a notification or loss from the listener.
    #[inline]
    pub(crate) fn receive(&mut self, event: Notification<'_>, now: Instant) {
        match event {
            Notification::Lost(_) => self.lose(),
            Notification::Message(message) => self.message(message, now),
        }
    }

    /// Something was lost.
    #[inline]
    pub(crate) fn lose(&mut self) {
        self.is_lossy = true;
        self.dump_again();
    }

    /// All is to be dumped again, at once.
    #[inline]
    fn dump_again(&mut self) {
        self.again = true;
        self.due = Due::Now;
    }

    /// All is to be dumped again, when what was begun is done.
    #[inline]
    fn unsettle(&mut self, now: Instant) {
        self.unsettled = now.checked_add(SETTLE);
        if self.due == Due::Never {
            self.due = self.unsettled.map_or(Due::Now, Due::At);
        }
    }

    #[inline]
    fn message(&mut self, event: GroupMessage<'_>, now: Instant) {
        let group = event.group.map_or(0, crate::Group::get);
        if self.table.removed_by.contains(&group) {
            return self.unsettle(now);
        }
        let Some((number, body)) = self.table.body(self.id, event.message) else {
            return;
        };
        let is_new = self.table.new.contains(&number);
        if !is_new && !self.table.gone.contains(&number) {
            return;
        }
        let is_about = self.table.is_about(body);
        if self.table.is_incomplete(event.message.header.flags.0, body) && is_about {
            return self.dump_again();
        }
        if is_new && is_about && self.table.is_preliminary(body) {
            self.unsettle(now);
        }
        let Some((key, state)) = self.table.read(body) else {
            return;
        };
        match is_new && is_about {
            true => self.is_there(key, state),
            false => self.is_gone(&key),
        }
    }

    #[inline]
    fn is_there(&mut self, key: Bytes, mut state: Bytes) {
        let entry = self.objects.entry(Arc::clone(&key)).or_default();
        if let (true, Some(latest)) = (self.table.partial, &entry.latest) {
            state = self.table.overlaid(latest, &state);
        }
        entry.notified = self.generation;
        match entry.latest.as_ref() == Some(&state) {
            true => entry.is_several |= self.table.is_known_by_all(),
            false => push(&mut self.waiting, &key, entry, Some(state)),
        }
    }

    #[inline]
    fn is_gone(&mut self, key: &Bytes) {
        if !self.is_dumping && !self.objects.contains_key(key) {
            // Where a notification may be of a part of an object, this is a part of one that is here as a whole.
            if self.table.may_be_partial() {
                self.dump_again();
            }
            return;
        }
        let entry = self.objects.entry(Arc::clone(key)).or_default();
        if entry.is_several {
            // One of those is gone; the dump says whether it was the last.
            return self.dump_again();
        }
        entry.notified = self.generation;
        push(&mut self.waiting, key, entry, None);
    }
}

/// Notes what an object is now, unless it was so before.
#[inline]
fn push(
    waiting: &mut VecDeque<(Bytes, Option<Bytes>)>,
    key: &Bytes,
    entry: &mut Entry,
    state: Option<Bytes>,
) {
    entry.dumped = None;
    if entry.latest != state {
        entry.latest.clone_from(&state);
        entry.waiting += 1;
        waiting.push_back((Arc::clone(key), state));
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Parts;
    use super::*;
    use crate::wire::{Flags, Header};

    const NONE: Parts = Parts {
        members: &[],
        attributes: &[],
    };

    /// Objects of a header of 4 bytes, of which the first distinguishes them.
    static OBJECTS: Objects = Objects {
        name: "objects",
        request: 22,
        version: None,
        request_header: 4,
        header: 4,
        new: &[20],
        gone: &[21],
        key: Parts {
            members: &[(0, 1)],
            attributes: &[],
        },
        only: &[],
        volatile: NONE,
        incomplete: (&[], 0),
        preliminary: &[],
        removed_by: &[9],
        partial: false,
    };

    fn message(payload: &[u8; 4]) -> Message<'_> {
        let header = Header {
            len: 20,
            kind: 20,
            flags: Flags::NONE,
            seq: 0,
            claimed_portid: 0,
        };
        Message { header, payload }
    }

    fn receive(core: &mut Core, group: u32, now: Instant) {
        let message = message(&[7, 7, 0, 0]);
        let group = crate::Group::new(group);
        let event = GroupMessage {
            message,
            group,
            nsid: None,
        };
        core.receive(Notification::Message(event), now);
    }

    #[test]
    fn a_dump_that_was_given_up_says_nothing() {
        let now = Instant::now();
        let mut core = Core::new(&OBJECTS, None);
        core.begin(now);
        core.dumped(message(&[1, 0, 0, 0]));
        core.begin(now);
        core.dumped(message(&[2, 0, 0, 0]));
        core.end(true, now);
        assert!(core.report() && !core.report());
        assert!(core.objects().eq([&[2, 0, 0, 0][..]]));
        assert!(core.is_complete());
    }

    #[test]
    fn what_others_take_away_is_dumped_when_it_is_gone() {
        let now = Instant::now();
        let later = |count: u32| now + SETTLE * count;
        let mut core = Core::new(&OBJECTS, None);
        core.begin(now);
        core.end(true, now);
        assert_eq!(core.due(later(9)), Due::Never);
        receive(&mut core, 9, now);
        assert_eq!(core.due(now), Due::At(later(1)));
        assert_eq!(core.due(later(1)), Due::Now);
        // More of it, before the dump: that is not enough.
        receive(&mut core, 9, now + SETTLE / 2);
        core.begin(later(1));
        core.end(true, later(1));
        assert_eq!(core.due(later(1)), Due::At(now + SETTLE / 2 + SETTLE));
        core.begin(later(2));
        core.end(true, later(2));
        assert_eq!(core.due(later(9)), Due::Never);
        assert!(!core.report());
    }

    #[test]
    fn attempts_have_growing_pauses_between_them() {
        let now = Instant::now();
        let mut core = Core::new(&OBJECTS, None);
        let mut before = Duration::ZERO;
        for _ in 0..20 {
            core.begin(now);
            core.end(false, now);
            let Due::At(at) = core.due(now) else {
                panic!("it is not tried again");
            };
            assert!(at - now > before || at - now == BACKOFF);
            before = at - now;
        }
        assert_eq!(before, BACKOFF);
    }

    #[test]
    fn no_more_is_heard_than_there_is_room_for() {
        let now = Instant::now();
        let mut core = Core::new(&OBJECTS, None);
        for number in 0..WAITING {
            assert!(core.has_room());
            let state = [1, number as u8, (number >> 8) as u8, 1];
            let event = GroupMessage {
                message: message(&state),
                group: None,
                nsid: None,
            };
            core.receive(Notification::Message(event), now);
        }
        assert!(!core.has_room());
        assert!(core.report() && core.has_room());
    }
}
