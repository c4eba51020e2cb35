// SPDX-License-Identifier: MIT OR Apache-2.0

//! A journal that is the same in every process: what it holds depends on the time alone.

use std::time::{Duration, SystemTime};

use klink::events::{Cursor, Item, Kind, Reader, Start};
use klink::testing::{Answers, Kernel, Script};
use klink::wire::genl::{ctrl, Header as Genl};
use klink::wire::{Attrs, BuildError};
use klink::{Errno, Error, Message, Writer};
use klink_forward::journal::Journal;
use klink_protocol::events::{
    attr, cmd, event, group, EventHeader, Gap, JournalStatus, Position, FAMILY,
};
use serde::{Deserialize, Serialize};

/// The family's id, and its group's.
const ID: u16 = 40;
const WAKE: u32 = 41;

/// The events of the machine.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// The number of the machine: no other has a journal of the same id.
    pub(crate) machine: u64,
    /// When the first journal begins, in milliseconds since 1970.
    pub(crate) begin: u64,
    /// Events a second.
    pub(crate) rate: u64,
    /// Events of each journal, after which the module is reloaded.
    pub(crate) events: u64,
    /// The number of journals.
    pub(crate) journals: u64,
    /// How many events the ring holds.
    pub(crate) ring: u64,
}

/// The ring's present range of events.
struct Now {
    journal: u64,
    oldest: u64,
    next: u64,
}

impl Plan {
    /// A machine on which this many events happen, and all are kept.
    pub(crate) fn new(rate: u64, events: u64) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            machine: 0,
            begin: u64::try_from(now.unwrap().as_millis()).unwrap(),
            rate,
            events,
            journals: 1,
            ring: events,
        }
    }

    /// The id of the last journal.
    pub(crate) fn last_journal(&self) -> u64 {
        (self.machine << 32) + self.journals
    }

    /// How long until the machine is rebooted, into its last journal; `None` after that. Nothing of it is forwarded before
    /// the processes have ended.
    pub(crate) fn until_reboot(&self) -> Option<Duration> {
        let events = self.events * (self.journals - 1);
        let reboot = Duration::from_millis(self.begin + events * 1000 / self.rate);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        reboot
            .checked_sub(now.unwrap())
            .filter(|left| !left.is_zero())
    }

    /// The number of the last event up to now.
    pub(crate) fn happened(&self) -> u64 {
        self.now().next - 1
    }

    /// How many milliseconds ago the first journal began.
    fn past(&self) -> u64 {
        let begin = SystemTime::UNIX_EPOCH + Duration::from_millis(self.begin);
        let past = begin.elapsed().unwrap_or_default().as_millis();
        u64::try_from(past).unwrap()
    }

    /// How long to wait before it makes sense to read again.
    fn until_next(&self) -> Duration {
        let past = self.past();
        let next = (past * self.rate / 1000 + 1) * 1000;
        Duration::from_millis((next.div_ceil(self.rate) - past).max(2))
    }

    fn now(&self) -> Now {
        let all = self.past() * self.rate / 1000;
        let before = (all / self.events).min(self.journals - 1);
        let next = (all - before * self.events).min(self.events) + 1;
        Now {
            journal: (self.machine << 32) + before + 1,
            oldest: next.saturating_sub(self.ring).max(1),
            next,
        }
    }

    fn script(self) -> impl Script {
        move |request: &Message<'_>, answers: &mut Answers| {
            let (header, attrs) = Genl::read(request).unwrap();
            let now = self.now();
            match (request.header.kind, header.cmd) {
                (ctrl::ID, _) => resolve(request, attrs, answers),
                (ID, cmd::STATUS) => {
                    let status = JournalStatus {
                        journal: now.journal,
                        oldest: now.oldest,
                        next: now.next,
                        ..JournalStatus::default()
                    };
                    answers.reply(request, ID, message(cmd::STATUS, |it| status.put(it)));
                }
                (ID, cmd::READ) => now.read(request, attrs, answers),
                other => panic!("{other:?}"),
            }
        }
    }
}

fn message(
    cmd: u8,
    write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>,
) -> impl Fn(&mut Writer<'_>) -> Result<(), BuildError> {
    move |message| {
        message.raw(&Genl { cmd, version: 1 }.to_bytes())?;
        write(message)
    }
}

fn resolve(request: &Message<'_>, attrs: Attrs<'_>, answers: &mut Answers) {
    let name = attrs.find(ctrl::attr::FAMILY_NAME).unwrap().str().unwrap();
    let (id, group_name, group) = match name {
        FAMILY => (ID, group::WAKE, WAKE),
        _ => (ctrl::ID, ctrl::GROUP, u32::from(ctrl::ID)),
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

impl Now {
    fn read(&self, request: &Message<'_>, attrs: Attrs<'_>, answers: &mut Answers) {
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
        let end = self.next.min(at + number(attr::LIMIT));
        let numbers: Vec<u64> = (at..end).collect();
        for seqs in numbers.chunks(20) {
            let some = message(cmd::READ, |it| {
                seqs.iter()
                    .try_for_each(|&seq| it.nest(attr::EVENT, |event| put(event, seq)))
            });
            answers.part(request, ID, some);
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

/// A process that runs a program; each fourth event is one that ends.
fn put(event: &mut Writer<'_>, seq: u64) -> Result<(), BuildError> {
    let ends = seq % 4 == 0;
    let header = EventHeader {
        seq,
        time: seq * 1000,
        cpu: 0,
        kind: if ends { Kind::EXIT } else { Kind::EXEC },
    };
    event.put(event::HEADER, &header.to_bytes())?;
    let ids = [seq as u32, seq as u32, 1, 1000].map(u32::to_ne_bytes);
    event.put(event::TASK, ids.as_flattened())?;
    event.put_str(event::COMM, "modprobe")?;
    if ends {
        return event.put_u32(event::STATUS, 1);
    }
    event.put_str(event::PATH, "/usr/sbin/modprobe")
}

/// The journal, for the forwarder.
pub(crate) struct Scripted {
    plan: Plan,
    kinds: Vec<Kind>,
    reader: Option<Reader>,
}

impl Scripted {
    /// Reads only these kinds, none for all.
    pub(crate) fn new(plan: Plan, kinds: Vec<Kind>) -> Self {
        Self {
            plan,
            kinds,
            reader: None,
        }
    }
}

impl Journal for Scripted {
    fn open(&mut self, at: Option<Cursor>) -> Result<Cursor, Error> {
        let kernel = Kernel::new(self.plan.script());
        let reader = kernel.reader(at.map_or(Start::Oldest, Start::At))?;
        let cursor = reader.cursor();
        self.reader = Some(reader);
        Ok(cursor)
    }

    async fn next(&mut self, take: &mut impl FnMut(&Item<'_>)) -> Result<(), Error> {
        let reader = self.reader.as_mut().unwrap();
        loop {
            match reader.try_next()? {
                // The scripted kernel does not leave out kinds.
                Some(Item::Event(event))
                    if !self.kinds.is_empty() && !self.kinds.contains(&event.kind()) => {}
                Some(item) => {
                    take(&item);
                    return Ok(());
                }
                None => tokio::time::sleep(self.plan.until_next()).await,
            }
        }
    }

    fn cursor(&self) -> Cursor {
        self.reader.as_ref().unwrap().cursor()
    }

    fn end(&mut self) -> Option<Cursor> {
        let Now { journal, next, .. } = self.plan.now();
        Some(Cursor { journal, next })
    }
}
