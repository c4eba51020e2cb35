// SPDX-License-Identifier: MIT OR Apache-2.0

//! A scripted kernel with a journal of events.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use klink::events::{Kind, Reader, Start};
use klink::testing::{Answers, Kernel, Script};
use klink::wire::genl::{ctrl, Header as Genl};
use klink::wire::{Attrs, BuildError};
use klink::{Errno, Group, Message, Writer};
use klink_protocol::events::{
    attr, cmd, event, group, EventHeader, Gap, JournalStatus, Position, FAMILY,
};

/// The family's id, and its group's.
pub(crate) const ID: u16 = 40;
const WAKE: u32 = 41;

/// A minimal journal of events.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) loaded: bool,
    /// The module is about to be unloaded: the family exists, but no dump begins.
    pub(crate) going: bool,
    pub(crate) journal: u64,
    pub(crate) oldest: u64,
    pub(crate) next: u64,
    /// Events whose attributes are broken.
    pub(crate) malformed: Vec<u64>,
    /// The next dump does not come to its end.
    pub(crate) stalls: bool,
    /// A position follows each message of a dump, as when many events are skipped.
    pub(crate) positions: bool,
    /// How often the journal was read.
    pub(crate) reads: u32,
}

#[derive(Clone)]
pub(crate) struct Journal(Arc<Mutex<State>>);

impl Journal {
    /// A journal with this many events.
    pub(crate) fn with(events: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            loaded: true,
            going: false,
            journal: 0xa,
            oldest: 1,
            next: events + 1,
            malformed: Vec::new(),
            stalls: false,
            positions: false,
            reads: 0,
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(crate) fn append(&self, events: u64) {
        self.state().next += events;
    }

    /// Reloads the module, as rmmod and insmod do.
    pub(crate) fn reload(&self, events: u64) {
        let mut state = self.state();
        state.journal += 1;
        (state.loaded, state.going) = (true, false);
        (state.oldest, state.next) = (1, events + 1);
    }

    pub(crate) fn script(&self) -> impl Script {
        let journal = self.clone();
        move |request: &Message<'_>, answers: &mut Answers| {
            let (header, attrs) = Genl::read(request).unwrap();
            let mut state = journal.state();
            match (request.header.kind, header.cmd) {
                (ctrl::ID, _) => state.resolve(request, attrs, answers),
                (ID, _) if !state.loaded => {
                    answers.refuse(request, Errno::ENOENT, "no such family")
                }
                (ID, cmd::STATUS) => state.status(request, answers),
                (ID, cmd::READ) => state.read(request, attrs, answers),
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) fn reader(&self, start: Start) -> Reader {
        let mut reader = Kernel::new(self.script()).reader(start).unwrap();
        reader.set_timeout(Some(Duration::ZERO));
        reader
    }
}

/// Writes a message of a family.
pub(crate) fn message(
    cmd: u8,
    write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>,
) -> impl Fn(&mut Writer<'_>) -> Result<(), BuildError> {
    move |message| {
        message.raw(&Genl { cmd, version: 1 }.to_bytes())?;
        write(message)
    }
}

impl State {
    fn resolve(&self, request: &Message<'_>, attrs: Attrs<'_>, answers: &mut Answers) {
        let name = attrs.find(ctrl::attr::FAMILY_NAME).unwrap().str().unwrap();
        let (id, group_name, group) = match name {
            "nlctrl" => (ctrl::ID, ctrl::GROUP, u32::from(ctrl::ID)),
            FAMILY if self.loaded => (ID, group::WAKE, WAKE),
            _ => return answers.refuse(request, Errno::ENOENT, "no such family"),
        };
        let family = message(ctrl::cmd::NEW_FAMILY, |family| {
            family.put_u16(ctrl::attr::FAMILY_ID, id)?;
            family.put_str(ctrl::attr::FAMILY_NAME, name)?;
            family.nest(ctrl::attr::GROUPS, |groups| {
                groups.nest(1, |one| {
                    one.put_str(ctrl::group::NAME, group_name)?;
                    one.put_u32(ctrl::group::ID, group)
                })
            })
        });
        answers.reply(request, ctrl::ID, family);
    }

    fn status(&self, request: &Message<'_>, answers: &mut Answers) {
        let status = JournalStatus {
            journal: self.journal,
            oldest: self.oldest,
            next: self.next,
            ..JournalStatus::default()
        };
        answers.reply(request, ID, message(cmd::STATUS, |it| status.put(it)));
    }

    fn read(&mut self, request: &Message<'_>, attrs: Attrs<'_>, answers: &mut Answers) {
        self.reads += 1;
        if self.going {
            return answers.refuse(request, Errno::EPROTONOSUPPORT, "");
        }
        let number = |kind| attrs.find(kind).unwrap().uint().unwrap();
        let mut at = number(attr::FROM);
        if attrs.find(attr::JOURNAL).unwrap().u64().unwrap() != self.journal {
            return answers.refuse(request, Errno::ESTALE, "another journal");
        }
        if at > self.next {
            return answers.refuse(request, Errno::ERANGE, "no event has this number yet");
        }
        if at < self.oldest {
            let (first, last) = (at, self.oldest - 1);
            let gap = message(cmd::READ, |it| Gap { first, last }.put(it));
            answers.part(request, ID, gap);
            at = self.oldest;
        }
        let end = self.next.min(at + u64::from(number(attr::LIMIT) as u32));
        // Two events per message: one that needs padding, and one that does not.
        let numbers: Vec<u64> = (at..end).collect();
        for seqs in numbers.chunks(2) {
            let some = message(cmd::READ, |it| {
                seqs.iter()
                    .try_for_each(|&seq| it.nest(attr::EVENT, |event| self.event(event, seq)))
            });
            answers.part(request, ID, some);
            if self.positions {
                let position = Position {
                    journal: self.journal,
                    next: seqs.last().map_or(at, |seq| seq + 1),
                    more: true,
                };
                answers.part(request, ID, message(cmd::READ, |it| position.put(it)));
            }
        }
        if std::mem::take(&mut self.stalls) {
            return;
        }
        let position = Position {
            journal: self.journal,
            next: end,
            more: end < self.next,
        };
        answers.part(request, ID, message(cmd::READ, |it| position.put(it)));
        answers.done(request);
    }
}

impl State {
    fn event(&self, event: &mut Writer<'_>, seq: u64) -> Result<(), BuildError> {
        if self.malformed.contains(&seq) {
            return event.put(event::HEADER, b"short");
        }
        let header = EventHeader {
            seq,
            time: seq * 1000,
            cpu: 0,
            kind: Kind::MARK,
        };
        event.put(event::HEADER, &header.to_bytes())?;
        if seq % 2 == 0 {
            event.put_u32(event::STATUS, seq as u32)?;
            event.put_flag(event::PAD)?;
        }
        Ok(())
    }
}

/// The group that wakes readers.
pub(crate) fn wake_group() -> Group {
    Group::new(WAKE).unwrap()
}

/// Wakes readers.
pub(crate) fn wake(kernel: &Kernel) {
    kernel.notify(wake_group(), ID, message(cmd::WAKE, |_| Ok(())));
}
