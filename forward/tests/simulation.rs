// SPDX-License-Identifier: MIT OR Apache-2.0

//! Ring, readers, two forwarders and a stream in one thread, from a seed: crashes at every step, answers that get lost,
//! copies that arrive late, a full stream, a server that forgets ids or its latest messages, reloads of the module.
//!
//! In the end, after a time without faults, the stream must hold each event of the journal once, or report it as lost.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::time::Duration;

use klink::events::Cursor;
use klink_forward::core::{Answer, Core, Last, Step, Stored, LINE_MAX};
use klink_forward::message::Message;

/// Seeds that have found something once.
const FOUND: [u64; 1] = [284_803];

/// Defects that are put in, to see that the simulation finds them.
#[derive(Clone, Copy, Default)]
struct Mutation {
    /// The stream stores a message whatever its fence says.
    no_fence: bool,
    /// A message that may be stored is taken as not stored, and sent as a new one.
    trusting: bool,
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) % limit
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// The journal in the kernel.
struct Ring {
    journal: u64,
    oldest: u64,
    next: u64,
    size: u64,
}

impl Ring {
    fn end(&self) -> Option<Cursor> {
        Some(Cursor {
            journal: self.journal,
            next: self.next,
        })
    }

    fn append(&mut self, events: u64) {
        self.next += events;
        self.oldest = self.oldest.max(self.next.saturating_sub(self.size)).max(1);
    }
}

struct InStream {
    sequence: u64,
    forwarder: u64,
    message: Message,
}

struct Sent {
    forwarder: u64,
    fence: u64,
    message: Message,
}

#[derive(Default)]
struct Stream {
    messages: Vec<InStream>,
    end: u64,
    /// Ids that the server knows: journal and first number.
    ids: Vec<(u64, u64)>,
    full: bool,
    mutation: Mutation,
}

impl Stream {
    fn last(&self, journal: u64) -> Option<&InStream> {
        let mut messages = self.messages.iter().rev();
        messages.find(|one| one.message.journal == journal)
    }

    fn ask(&self, journal: u64) -> Last {
        Last {
            stored: self.last(journal).map(|last| Stored {
                sequence: last.sequence,
                first: last.message.first,
                last: last.message.last,
                forwarder: last.forwarder,
            }),
            begin: self
                .messages
                .first()
                .map_or(self.end + 1, |first| first.sequence),
            previous: None,
        }
    }

    fn publish(&mut self, sent: Sent) -> Answer {
        let id = (sent.message.journal, sent.message.first);
        if self.ids.contains(&id) {
            return Answer::Unknown;
        }
        let last = self.last(id.0).map_or(0, |last| last.sequence);
        if last != sent.fence && !self.mutation.no_fence {
            return Answer::Refused;
        }
        if self.full {
            return Answer::Later;
        }
        self.end += 1;
        self.ids.push(id);
        self.messages.push(InStream {
            sequence: self.end,
            forwarder: sent.forwarder,
            message: sent.message,
        });
        Answer::Stored(self.end)
    }
}

struct Forwarder {
    core: Core,
    number: u64,
    reader: Cursor,
    /// Whether the connection is the one over which the stream was asked.
    connected: bool,
    /// Whether the core knows that it is, or that it is not.
    knows: bool,
    /// The answer to the message that is on its way.
    answer: Option<Answer>,
}

struct World {
    random: Random,
    ring: Ring,
    stream: Stream,
    forwarders: [Option<Forwarder>; 2],
    started: u64,
    /// Messages that arrive late.
    late: Vec<Sent>,
    faults: bool,
    /// Messages have reached their age: journals need not be there from the start.
    expired: bool,
}

impl World {
    fn new(seed: u64, mutation: Mutation) -> Self {
        let mut random = Random::new(seed);
        let size = 1 + random.below(12);
        Self {
            random,
            ring: Ring {
                journal: 1,
                oldest: 1,
                next: 1,
                size,
            },
            stream: Stream {
                mutation,
                ..Stream::default()
            },
            forwarders: [None, None],
            started: 0,
            late: Vec::new(),
            faults: true,
            expired: false,
        }
    }

    fn happen(&mut self) {
        match self.random.below(64) {
            0..14 => {
                let events = 1 + self.random.below(5);
                self.ring.append(events);
            }
            14 if self.random.one_in(4) => {
                self.ring.journal += 1;
                (self.ring.oldest, self.ring.next) = (1, 1);
            }
            15 | 16 => self.forwarders[0] = None,
            17 => self.forwarders[1] = None,
            18 => self.stream.full = !self.stream.full,
            // The window of message ids has passed, or the clock has jumped.
            19 => self.stream.ids.clear(),
            20 if self.random.one_in(4) => self.power_cut(),
            21 if self.random.one_in(4) => self.expire(),
            22..26 if !self.late.is_empty() => {
                let which = self.random.below(self.late.len() as u64) as usize;
                let sent = self.late.swap_remove(which);
                self.stream.publish(sent);
            }
            26 => {
                if let Some(forwarder) = &mut self.forwarders[0] {
                    forwarder.core.stop();
                }
            }
            27..50 => self.act(0),
            _ => self.act(1),
        }
    }

    /// The server loses its latest messages, and with the connections all that was on its way.
    fn power_cut(&mut self) {
        let keep = self.stream.messages.len()
            - self.random.below(4).min(self.stream.messages.len() as u64) as usize;
        self.stream.messages.truncate(keep);
        self.stream.end = self.stream.messages.last().map_or(0, |last| last.sequence);
        let messages = self.stream.messages.iter();
        self.stream.ids = messages
            .map(|one| (one.message.journal, one.message.first))
            .collect();
        self.late.clear();
        for forwarder in self.forwarders.iter_mut().flatten() {
            (forwarder.connected, forwarder.knows) = (false, false);
            forwarder.answer = forwarder.answer.map(|_| Answer::Unknown);
        }
    }

    /// The oldest messages reach their age, which is longer than anything is on its way.
    fn expire(&mut self) {
        self.late.clear();
        self.expired = true;
        let gone = self.random.below(self.stream.messages.len() as u64 + 1) as usize;
        self.stream.messages.drain(..gone);
        if self
            .forwarders
            .iter()
            .flatten()
            .any(|one| one.answer.is_some())
        {
            return;
        }
        self.stream.ids.clear();
    }

    /// One step of a forwarder, or its start.
    fn act(&mut self, which: usize) {
        let Some(forwarder) = &mut self.forwarders[which] else {
            self.started += 1;
            let journal = self.ring.journal;
            self.forwarders[which] = Some(Forwarder {
                // Three events fill a message.
                core: Core::new(self.started, "boot", LINE_MAX + 25, journal),
                number: self.started,
                reader: Cursor { journal, next: 1 },
                connected: true,
                knows: true,
                answer: None,
            });
            return;
        };
        let random = &mut self.random;
        if forwarder.core.wants_items() && random.one_in(2) {
            return forwarder.read(&self.ring, 1 + random.below(4));
        }
        if let Some(answer) = forwarder.answer.take() {
            return forwarder.core.answered(answer);
        }
        if !forwarder.knows && random.one_in(2) {
            forwarder.knows = true;
            forwarder.core.reconnected();
        }
        let number = forwarder.number;
        match forwarder.core.step() {
            Step::Ask(journal) => {
                if !(self.faults && random.one_in(8)) {
                    forwarder.connected = true;
                    forwarder.core.asked(self.stream.ask(journal));
                }
            }
            Step::Open(cursor) => {
                let reaches = cursor.journal != self.ring.journal || cursor.next <= self.ring.next;
                assert!(reaches, "{cursor:?} is beyond the journal");
                forwarder.reader = cursor;
                forwarder.core.opened();
            }
            Step::StandBy => forwarder.core.waited(self.ring.end()),
            Step::Publish(..) if !forwarder.connected => forwarder.answer = Some(Answer::Unknown),
            Step::Publish(message, fence) => {
                let sent = Sent {
                    forwarder: number,
                    fence,
                    message: message.clone(),
                };
                let fate = if self.faults { random.below(16) } else { 15 };
                let mut answer = match fate {
                    0 => Answer::Unknown,
                    1 | 2 => {
                        self.late.push(sent);
                        Answer::Unknown
                    }
                    3 | 4 => {
                        self.stream.publish(sent);
                        Answer::Unknown
                    }
                    // A cluster's leader that is cut off remembers the id of what it cannot store.
                    5 => {
                        self.stream
                            .ids
                            .push((sent.message.journal, sent.message.first));
                        Answer::Unknown
                    }
                    _ => self.stream.publish(sent),
                };
                if answer == Answer::Unknown && self.stream.mutation.trusting {
                    answer = Answer::Stored(self.stream.end);
                }
                forwarder.answer = Some(answer);
            }
            Step::Idle => forwarder.read(&self.ring, 4),
            Step::Done => self.forwarders[which] = None,
        }
    }

    /// Whether the stream has all of the journal that is loaded.
    fn has_all(&self) -> bool {
        let last = self.stream.last(self.ring.journal);
        last.is_some_and(|last| last.message.last + 1 == self.ring.next)
    }

    /// Without faults, all comes to an end.
    fn calm_down(&mut self) -> Result<(), String> {
        self.faults = false;
        self.stream.full = false;
        for sent in std::mem::take(&mut self.late) {
            self.stream.publish(sent);
        }
        for time in 1..400 {
            if self.has_all() {
                return Ok(());
            }
            self.act(0);
            self.act(1);
            // An id outlives its message if that has reached its age; then the forwarder waits.
            if time % 100 == 0 {
                self.stream.ids.clear();
            }
        }
        Err(String::from("the stream does not get all events"))
    }

    /// Whether each number is there once.
    fn verify(&self) -> Result<(), String> {
        let mut places: Vec<(u64, u64)> = Vec::new();
        for one in &self.stream.messages {
            let message = &one.message;
            let journal = message.journal;
            let place = places.iter_mut().find(|(other, _)| *other == journal);
            let (first, last) = (message.first, message.last);
            if let Some((_, next)) = place {
                if *next != first {
                    return Err(format!(
                        "journal {journal}: {next} is due, and {first} comes"
                    ));
                }
                *next = last + 1;
            } else if first == 0 || self.expired {
                places.push((journal, last + 1));
            } else {
                return Err(format!("journal {journal} begins with {first}"));
            }
            let oldest = match journal == self.ring.journal {
                true => self.ring.oldest,
                false => u64::MAX,
            };
            numbers(message, oldest)?;
        }
        Ok(())
    }
}

impl Forwarder {
    fn read(&mut self, ring: &Ring, items: u64) {
        for _ in 0..items {
            if !self.core.wants_items() {
                return;
            }
            let at = &mut self.reader;
            if at.journal != ring.journal {
                (at.journal, at.next) = (ring.journal, 1);
                self.core.restarted(ring.journal);
            } else if at.next < ring.oldest {
                self.core.gap(at.next, ring.oldest - 1);
                at.next = ring.oldest;
            } else if at.next < ring.next {
                let seq = at.next;
                let line = |body: &mut Vec<u8>| {
                    body.push(b'e');
                    body.extend_from_slice(&seq.to_le_bytes());
                };
                self.core.event(seq, Duration::ZERO, line);
                at.next += 1;
            }
        }
    }
}

/// Whether a body has each number of its message once. What is reported as lost must be older than the oldest event.
fn numbers(message: &Message, oldest: u64) -> Result<(), String> {
    if message.first == 0 {
        return Ok(());
    }
    let (mut body, mut next) = (message.body.as_slice(), message.first);
    let wrong = |what: &str| Err(format!("{what}: {message:?}"));
    while let Some((kind, rest)) = body.split_first() {
        if *kind == b'e' {
            let (seq, rest) = rest.split_first_chunk().unwrap();
            if u64::from_le_bytes(*seq) != next {
                return wrong("not the event that is due");
            }
            next += 1;
            body = &rest[1..];
            continue;
        }
        let line = std::str::from_utf8(body).unwrap();
        let (line, rest) = line.split_once('\n').unwrap();
        let mut numbers = line.split(|one: char| !one.is_ascii_digit());
        let mut number = || numbers.find_map(|one| one.parse::<u64>().ok()).unwrap();
        let (first, last, lost) = (number(), number(), number());
        if first != next || lost != last + 1 - first || last >= oldest {
            return wrong("not the gap that is due");
        }
        next = last + 1;
        body = rest.as_bytes();
    }
    let count = message.events + message.lost;
    if next != message.last + 1 || count != message.last + 1 - message.first {
        return wrong("wrong counts");
    }
    Ok(())
}

fn run(seed: u64, mutation: Mutation) -> Result<(), String> {
    let mut world = World::new(seed, mutation);
    let steps = 40 + world.random.below(400);
    for _ in 0..steps {
        world.happen();
    }
    let calm = world.calm_down();
    // What is doubled says more than that something is missing.
    world.verify().and(calm)
}

fn run_all(seeds: impl IntoIterator<Item = u64>) {
    for seed in seeds {
        if let Err(error) = run(seed, Mutation::default()) {
            panic!("seed {seed}: {error}");
        }
    }
}

#[test]
fn each_event_is_stored_once_or_reported_lost() {
    run_all(FOUND.into_iter().chain(0..10_000));
}

#[test]
#[ignore = "takes minutes: make forward-simulation"]
fn the_same_in_a_million_runs() {
    run_all(0..1_000_000);
}

#[test]
fn without_the_fence_an_event_is_stored_twice() {
    let mutation = Mutation {
        no_fence: true,
        ..Mutation::default()
    };
    let found = (0..1000)
        .filter_map(|seed| run(seed, mutation).err())
        .next();
    assert!(found.is_some_and(|error| error.contains("is due, and")));
}

#[test]
fn an_answer_that_is_taken_for_granted_is_found() {
    let mutation = Mutation {
        trusting: true,
        ..Mutation::default()
    };
    assert!((0..1000).any(|seed| run(seed, mutation).is_err()));
}
