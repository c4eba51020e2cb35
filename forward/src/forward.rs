// SPDX-License-Identifier: MIT OR Apache-2.0

//! Drives the core with a journal and a stream.

use std::future::Future;
use std::pin::{pin, Pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use klink::events::Item;
use klink::{Error, ErrorKind};
use klink_line::Line;
use tokio::time::{sleep, sleep_until, Instant};

use crate::core::{Answer, Core, Last, Step};
use crate::failure::{say, Failure};
use crate::journal::Journal;
use crate::metrics::Metrics;
use crate::stream::Stream;

/// The shortest time between two messages that are not full, so that many events share one. An event after a longer
/// silence is sent at once.
const LINGER: Duration = Duration::from_millis(10);

/// How long to wait before something is tried again, or looked at again while another forwarder is at work.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the last message may take after a signal.
const END: Duration = Duration::from_secs(5);

/// How often the metrics are written.
const OFTEN: Duration = Duration::from_secs(5);

/// The result of a step that has ended.
enum Done {
    Asked(Result<Option<Last>, Failure>),
    Answered(Result<Answer, Failure>),
    StoodBy,
    Paused,
}

type Busy<'a> = Pin<Box<dyn Future<Output = Done> + 'a>>;

/// The events that the loop waits for.
enum Event {
    Stop,
    Late,
    Done(Done),
    Read(Result<(), Error>),
    Tick,
}

/// Forwards until `stop` is done, then until the message that is sent is answered, but no longer than five seconds. Always
/// ends with a failure, of which the regular one is [`Failure::INTERRUPTED`].
pub async fn forward<J: Journal, S: Stream>(
    core: &mut Core,
    journal: &mut J,
    stream: &S,
    metrics: &mut Metrics,
    stop: impl Future<Output = ()>,
) -> Failure {
    let mut stop = pin!(stop);
    let mut driver = Driver {
        core,
        journal,
        stream,
        busy: None,
        sent: None,
        doubts: 0,
        reconnections: stream.reconnections(),
        stands_by: false,
    };
    let mut stopped = None;
    let mut tick = Instant::now();
    loop {
        if let Err(failure) = driver.advance() {
            return failure;
        }
        let late = stopped.map_or_else(Instant::now, |at| at + END);
        let event = tokio::select! {
            biased;
            () = &mut stop, if stopped.is_none() => Event::Stop,
            () = sleep_until(late), if stopped.is_some() => Event::Late,
            done = under_way(&mut driver.busy), if driver.busy.is_some() => Event::Done(done),
            read = take(driver.core, driver.journal), if driver.core.wants_items() => Event::Read(read),
            () = sleep_until(tick) => Event::Tick,
        };
        let went = match event {
            Event::Stop => {
                driver.core.stop();
                stopped = Some(Instant::now());
                Ok(())
            }
            Event::Late => return Failure::INTERRUPTED,
            Event::Done(done) => driver.done(done),
            Event::Read(read) => driver.read(read),
            Event::Tick => {
                tick = Instant::now() + OFTEN;
                let end = driver.journal.end();
                metrics.write(driver.core, end, driver.stream.reconnections())
            }
        };
        if let Err(failure) = went {
            return failure;
        }
        if driver.core.is_done() {
            let end = driver.journal.end();
            let written = metrics.write(driver.core, end, driver.stream.reconnections());
            return written.err().unwrap_or(Failure::INTERRUPTED);
        }
    }
}

struct Driver<'a, J, S> {
    core: &'a mut Core,
    journal: &'a mut J,
    stream: &'a S,
    /// The step that is under way.
    busy: Option<Busy<'a>>,
    /// When the last message was sent.
    sent: Option<Instant>,
    /// How many messages in a row were not certainly stored.
    doubts: u32,
    /// How often the connection was lost, as far as the core knows.
    reconnections: u64,
    stands_by: bool,
}

impl<J: Journal, S: Stream> Driver<'_, J, S> {
    /// Takes the next step, unless one is under way.
    fn advance(&mut self) -> Result<(), Failure> {
        while self.busy.is_none() {
            let reconnections = self.stream.reconnections();
            if reconnections != self.reconnections {
                self.reconnections = reconnections;
                self.core.reconnected();
            }
            if let Some(until) = self.linger() {
                self.busy = Some(Box::pin(async move {
                    sleep_until(until).await;
                    Done::Paused
                }));
                return Ok(());
            }
            let stream = self.stream;
            self.busy = match self.core.step() {
                Step::Idle | Step::Done => return Ok(()),
                Step::Ask(journal) => {
                    Some(Box::pin(
                        async move { Done::Asked(stream.last(journal).await) },
                    ))
                }
                Step::Publish(message, fence) => {
                    self.sent = Some(Instant::now());
                    let message = message.clone();
                    Some(Box::pin(async move {
                        Done::Answered(stream.publish(message, fence).await)
                    }))
                }
                Step::StandBy => Some(Box::pin(async {
                    sleep(PAUSE).await;
                    Done::StoodBy
                })),
                Step::Open(cursor) => match self.journal.open(Some(cursor)) {
                    Ok(_) => {
                        self.core.opened();
                        None
                    }
                    // The module is not loaded at the moment.
                    Err(error) if *error.kind() == ErrorKind::NotFound => Some(pause()),
                    Err(error) => return Err(Failure::journal(&error)),
                },
            };
            self.report();
        }
        Ok(())
    }

    /// Until when the next message waits for more events.
    fn linger(&self) -> Option<Instant> {
        let until = self.sent? + LINGER;
        (self.core.may_linger() && until > Instant::now()).then_some(until)
    }

    fn done(&mut self, done: Done) -> Result<(), Failure> {
        self.busy = None;
        match done {
            Done::Asked(last) => match last? {
                Some(last) => self.core.asked(last),
                None => self.busy = Some(pause()),
            },
            Done::Answered(answer) => {
                let answer = answer?;
                self.core.answered(answer);
                self.doubts = match answer {
                    Answer::Stored(_) => 0,
                    _ => self.doubts + 1,
                };
                // The second time is not at once.
                if answer == Answer::Later || self.doubts > 1 {
                    self.busy = Some(pause());
                }
            }
            Done::StoodBy => self.core.waited(self.journal.end()),
            Done::Paused => {}
        }
        self.report();
        Ok(())
    }

    /// Takes all other items that are there, after the first.
    fn read(&mut self, mut read: Result<(), Error>) -> Result<(), Failure> {
        loop {
            match read {
                Ok(()) => {}
                // The reader goes on after it, so it is reported as lost.
                Err(error) if matches!(error.kind(), ErrorKind::Malformed(_)) => {
                    say(&error.to_string());
                }
                Err(error) => return Err(Failure::journal(&error)),
            }
            if !self.core.wants_items() {
                return Ok(());
            }
            match now(take(self.core, self.journal)) {
                Some(next) => read = next,
                None => return Ok(()),
            }
        }
    }

    /// Logs that another forwarder is at work, or is not any more.
    fn report(&mut self) {
        let stands_by = self.core.is_standing_by();
        if stands_by != self.stands_by {
            self.stands_by = stands_by;
            say(match stands_by {
                true => "another forwarder is at work for this machine: standing by",
                false => "the other forwarder has fallen silent: taking over",
            });
        }
    }
}

fn pause<'a>() -> Busy<'a> {
    Box::pin(async {
        sleep(PAUSE).await;
        Done::Paused
    })
}

async fn under_way(busy: &mut Option<Busy<'_>>) -> Done {
    match busy {
        Some(busy) => busy.await,
        None => std::future::pending().await,
    }
}

/// Waits for an item, and adds it.
async fn take(core: &mut Core, journal: &mut impl Journal) -> Result<(), Error> {
    let mut restarted = false;
    let mut add = |item: &Item<'_>| match item {
        Item::Event(event) => core.event(event.seq(), event.time(), |body| {
            // A vector takes all, and each value of an event can be written as JSON.
            let _ = serde_json::to_writer(body, &Line::new(event));
        }),
        Item::Gap(gap) => core.gap(gap.first, gap.last),
        Item::Restart => restarted = true,
    };
    journal.next(&mut add).await?;
    if restarted {
        core.restarted(journal.cursor().journal);
    }
    Ok(())
}

/// The result of a future that is there already.
fn now<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}
