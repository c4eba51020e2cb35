// SPDX-License-Identifier: MIT OR Apache-2.0

//! The forwarder without input and output: what the journal and the stream say goes in, and what to do next comes out.
//!
//! At most one message is unanswered at a time. Each is sent with the stream's sequence number of the one before on the
//! same subject, the fence: the server stores it after that one, or not at all. Whenever it is not certain what the
//! stream holds, the stream is asked: its last message says where to go on, and nothing else does. So no order of
//! crashes, lost answers, late copies and other forwarders stores an event twice or passes one over.

use std::time::Duration;

use klink::events::Cursor;

use crate::message::{Message, Previous, Start};

/// The longest line in bytes. The attributes of an event are limited to 1 KiB and two texts of 255 bytes, and JSON writes
/// a byte as at most six.
pub const LINE_MAX: usize = 16 << 10;

/// How often the stream is asked in vain before a forwarder that stands by takes over.
pub const PATIENCE: u32 = 5;

/// The next step to take.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Ask for the last message of this journal in the stream, for [`Core::asked`].
    Ask(u64),
    /// Read the journal from here on, then call [`Core::opened`].
    Open(Cursor),
    /// Publish the message so that it is stored only if this is the last sequence number of its subject, 0 for none. Then
    /// call [`Core::answered`].
    Publish(&'a Message, u64),
    /// Another forwarder is at work: wait about a second, then call [`Core::waited`].
    StandBy,
    /// Nothing, until there are items.
    Idle,
    /// Nothing any more: [`Core::stop`] was called, and no message is unanswered.
    Done,
}

/// The last message of a journal in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its sequence number in the stream.
    pub sequence: u64,
    /// Its first number in the journal.
    pub first: u64,
    /// Its last number in the journal.
    pub last: u64,
    /// The forwarder that has sent it.
    pub forwarder: u64,
}

/// The stream's state of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Last {
    /// Its last message.
    pub stored: Option<Stored>,
    /// The stream's sequence number of its first message, or of the next one if it is empty. Looked at only if there is
    /// no message.
    pub begin: u64,
    /// The end of the machine's journal before. Looked at only if there is no message.
    pub previous: Option<Previous>,
}

/// The stream's answer to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is stored, with this sequence number.
    Stored(u64),
    /// It is not stored, because the fence is not the subject's last sequence number.
    Refused,
    /// It is not stored for another reason, such as a full stream: it is to be sent again later.
    Later,
    /// It may be stored or not, now or later: there was no answer, or a message with its id was stored before. Also the
    /// answer, without sending it, if there is another connection since the stream was asked.
    Unknown,
}

/// The counts of a forwarder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that are stored.
    pub messages: u64,
    /// Events in them.
    pub events: u64,
    /// Events that they report as lost.
    pub lost: u64,
    /// Events of kinds that are not forwarded.
    pub left_out: u64,
    /// Journals that were begun.
    pub journals: u64,
    /// Messages that the fence has kept out.
    pub refused: u64,
    /// How often this forwarder stood by.
    pub stood_by: u64,
    /// The time since boot of the last event that is stored.
    pub time: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Ask(Why),
    Open,
    Ready,
    /// The stream was asked so often, and had nothing new.
    StandBy(u32),
}

/// Why the stream is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// Nothing is known about this journal.
    First,
    /// It is not certain whether the message is stored.
    Doubt,
    /// To see whether the other forwarder goes on: so often it did not.
    Watch(u32),
}

/// The state of a forwarder.
#[derive(Debug)]
pub struct Core {
    forwarder: u64,
    boot: String,
    limit: usize,
    every_kind: bool,
    journal: u64,
    /// The stream's sequence number of the journal's last message, 0 for none.
    fence: u64,
    /// The number after the last one in the stream; 0 if the start is still to be sent.
    next: u64,
    previous: Option<Previous>,
    stage: Stage,
    /// The message that is sent, until it is certain that it is stored.
    flight: Option<Message>,
    /// The next message.
    batch: Message,
    /// The number after the last one in the batch, or that was left out after it.
    tip: u64,
    /// The journal that has taken the place of this one.
    restart: Option<u64>,
    stopping: bool,
    counts: Counts,
}

impl Core {
    /// A forwarder with a number that no other one has. A body gets no longer than `limit` bytes, which is at least twice
    /// [`LINE_MAX`]. Begins with the journal that is loaded.
    pub fn new(forwarder: u64, boot: &str, limit: usize, journal: u64) -> Self {
        Self {
            forwarder,
            boot: boot.to_owned(),
            limit,
            every_kind: true,
            journal,
            fence: 0,
            next: 0,
            previous: None,
            stage: Stage::Ask(Why::First),
            flight: None,
            batch: Message::default(),
            tip: 0,
            restart: None,
            stopping: false,
            counts: Counts::default(),
        }
    }

    /// Events of other kinds are left out by the reader: numbers that are missing are not lost.
    pub fn leaves_out(&mut self) {
        self.every_kind = false;
    }

    /// The counts so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The journal, and the number after the last one in the stream.
    pub fn place(&self) -> Cursor {
        Cursor {
            journal: self.journal,
            next: self.next.max(1),
        }
    }

    /// Whether another forwarder is at work.
    pub fn is_standing_by(&self) -> bool {
        matches!(self.stage, Stage::StandBy(_) | Stage::Ask(Why::Watch(_)))
    }

    /// Whether items may be added. If not, the journal is not read: it keeps them.
    pub fn wants_items(&self) -> bool {
        self.stage == Stage::Ready && !self.is_full() && self.restart.is_none() && !self.stopping
    }

    /// Whether the next message has no room for a line more.
    pub fn is_full(&self) -> bool {
        self.batch.body.len() + LINE_MAX > self.limit
    }

    /// Whether the next message could wait for more items.
    pub fn may_linger(&self) -> bool {
        self.stage == Stage::Ready
            && self.flight.is_none()
            && self.next > 0
            && self.restart.is_none()
            && !self.is_full()
            && !self.stopping
    }

    /// Whether [`Step::Done`] is next, whatever is under way.
    pub fn is_done(&self) -> bool {
        self.stopping && self.flight.is_none()
    }

    /// Ends after the message that is sent.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Returns the next step. While that is under way, items may be added, but this is not to be called.
    pub fn step(&mut self) -> Step<'_> {
        if self.is_done() {
            return Step::Done;
        }
        match self.stage {
            Stage::Ask(_) => Step::Ask(self.journal),
            Stage::Open => Step::Open(self.place()),
            Stage::StandBy(_) => Step::StandBy,
            Stage::Ready => {
                if self.flight.is_none() {
                    self.flight = self.take_off();
                }
                if let Some(journal) = self.restart.filter(|_| self.flight.is_none()) {
                    self.begin(journal);
                    return Step::Ask(journal);
                }
                match &self.flight {
                    Some(message) => Step::Publish(message, self.fence),
                    None => Step::Idle,
                }
            }
        }
    }

    /// The next message, if there is anything to send.
    fn take_off(&mut self) -> Option<Message> {
        if self.next == 0 {
            let previous = self.previous.take();
            return Some(Start::message(self.journal, &self.boot, previous));
        }
        if self.batch.is_empty() {
            return None;
        }
        let following = Message::from(self.journal, self.batch.last.saturating_add(1));
        Some(std::mem::replace(&mut self.batch, following))
    }

    /// Goes on with another journal.
    fn begin(&mut self, journal: u64) {
        self.journal = journal;
        self.fence = 0;
        self.go_on_at(0, Stage::Ask(Why::First));
    }

    /// Drops all that was read, to read the journal from another number on.
    fn go_on_at(&mut self, next: u64, stage: Stage) {
        self.next = next;
        self.stage = stage;
        self.flight = None;
        self.batch = Message::from(self.journal, next.max(1));
        self.tip = next.max(1);
        self.restart = None;
    }

    /// Takes the answer to [`Step::Ask`].
    pub fn asked(&mut self, last: Last) {
        let Stage::Ask(why) = self.stage else {
            return;
        };
        let Some(stored) = last.stored else {
            return self.asked_in_vain(why, last);
        };
        let is_known = stored.sequence == self.fence && stored.last.saturating_add(1) == self.next;
        if why == Why::First || (stored.sequence <= self.fence && !is_known) {
            // What a server has lost that was not stopped in order is read again. It gives its numbers again, too.
            return self.follow(&stored, Stage::Open);
        }
        if is_known {
            self.stage = match why {
                Why::Watch(times) if times + 1 >= PATIENCE => {
                    return self.follow(&stored, Stage::Open);
                }
                Why::Watch(times) => Stage::StandBy(times + 1),
                _ => Stage::Ready,
            };
            return;
        }
        if stored.forwarder != self.forwarder {
            self.counts.stood_by += u64::from(!self.is_standing_by());
            return self.follow(&stored, Stage::StandBy(0));
        }
        let range = (stored.first, stored.last);
        match self.flight.take() {
            Some(flight) if (flight.first, flight.last) == range => {
                self.landed(&flight, stored.sequence);
            }
            // An earlier message of this forwarder that has arrived late.
            _ => self.follow(&stored, Stage::Open),
        }
    }

    /// The stream has no message of the journal.
    fn asked_in_vain(&mut self, why: Why, last: Last) {
        if why == Why::First || last.begin <= self.fence {
            self.fence = 0;
            self.previous = last.previous;
            return self.go_on_at(0, Stage::Open);
        }
        // The stream begins after the message: it has reached its age.
        self.fence = 0;
        self.stage = match why {
            Why::Watch(_) => return self.go_on_at(self.next, Stage::Open),
            _ => Stage::Ready,
        };
    }

    /// Goes on after this message.
    fn follow(&mut self, stored: &Stored, stage: Stage) {
        self.fence = stored.sequence;
        self.go_on_at(stored.last.saturating_add(1), stage);
    }

    fn landed(&mut self, message: &Message, sequence: u64) {
        self.fence = sequence;
        self.next = message.last.saturating_add(1);
        self.stage = Stage::Ready;
        let counts = &mut self.counts;
        counts.messages += 1;
        if message.first == 0 {
            counts.journals += 1;
            return;
        }
        counts.events += message.events;
        counts.lost += message.lost;
        counts.left_out += message.left_out;
        counts.time = counts.time.max(message.time);
    }

    /// [`Step::Open`] is done.
    pub fn opened(&mut self) {
        if self.stage == Stage::Open {
            self.stage = Stage::Ready;
        }
    }

    /// [`Step::StandBy`] is done, and the journal's next event is this one; `None` if that is not known.
    pub fn waited(&mut self, end: Option<Cursor>) {
        let place = self.place();
        let is_behind = |end: Cursor| end.journal != place.journal || end.next > place.next;
        if let Stage::StandBy(times) = self.stage {
            // While the stream has all events, the other forwarder is silent for a reason.
            self.stage = match end.is_none_or(is_behind) {
                true => Stage::Ask(Why::Watch(times)),
                false => Stage::StandBy(0),
            };
        }
    }

    /// There is another connection to the server, which may have lost what it had stored last: the stream is asked before
    /// anything else. Not to be called while a step is under way.
    pub fn reconnected(&mut self) {
        self.stage = match self.stage {
            Stage::Ready => Stage::Ask(Why::Doubt),
            Stage::Open => Stage::Ask(Why::First),
            Stage::StandBy(_) => Stage::Ask(Why::Watch(0)),
            asks @ Stage::Ask(_) => asks,
        };
    }

    /// Takes the answer to [`Step::Publish`].
    pub fn answered(&mut self, answer: Answer) {
        match answer {
            Answer::Later => {}
            Answer::Stored(sequence) => {
                if let Some(flight) = self.flight.take() {
                    self.landed(&flight, sequence);
                }
            }
            Answer::Refused => {
                self.counts.refused += 1;
                self.stage = Stage::Ask(Why::Doubt);
            }
            Answer::Unknown => self.stage = Stage::Ask(Why::Doubt),
        }
    }

    /// Adds an event, with its time since boot. One that the batch goes beyond already is left out.
    pub fn event(&mut self, seq: u64, time: Duration, line: impl FnOnce(&mut Vec<u8>)) {
        if seq < self.tip {
            return;
        }
        self.jump(seq);
        self.batch.push_event(seq, line);
        self.batch.time = time;
        self.tip = seq.saturating_add(1);
    }

    /// Adds a gap.
    pub fn gap(&mut self, first: u64, last: u64) {
        if last < self.tip {
            return;
        }
        let first = first.max(self.tip);
        self.jump(first);
        self.batch.push_lost(first, last);
        self.tip = last.saturating_add(1);
    }

    /// Passes numbers that the reader has not returned.
    fn jump(&mut self, to: u64) {
        if to == self.tip {
            return;
        }
        if self.every_kind {
            self.batch.push_lost(self.tip, to - 1);
        } else {
            self.batch.left_out += to - self.tip;
        }
    }

    /// The reader has begun another journal.
    pub fn restarted(&mut self, journal: u64) {
        self.restart = Some(journal);
    }
}
