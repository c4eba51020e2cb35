// SPDX-License-Identifier: MIT OR Apache-2.0

//! Reads the messages of a stream in order, each once, also when the connection is lost meanwhile.

use std::fmt::Display;
use std::time::Duration;

use async_nats::jetstream::consumer::{pull, AckPolicy, DeliverPolicy};
use async_nats::jetstream::Message;
use futures_util::StreamExt;
use tokio::time::{sleep, timeout, Instant};

use crate::failure::{Failure, Status};
use crate::nats::Connection;

/// How many messages are asked for at once: of the longest, less than the server keeps for a client that is slow.
const BATCH: usize = 16;

/// How long the next message of those that are there may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How long reading is tried again, unless it waits for new messages in any case: longer than a cluster takes to find a
/// leader.
const PATIENCE: Duration = Duration::from_secs(15);

/// Which messages to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Messages of these subjects.
    pub subjects: String,
    /// Where to begin.
    pub begin: Begin,
    /// Also messages that arrive from now on.
    pub follow: bool,
}

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// With the stream's first message.
    Oldest,
    /// With the last message of each subject.
    Latest,
    /// With the stream's next message.
    Next,
}

/// Calls `each` for messages. Ends with the last one that is there, or never.
pub async fn read(
    connection: &Connection,
    which: &ReadOptions,
    mut each: impl FnMut(&Message) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut next = match which.begin {
        Begin::Oldest => 1,
        // No number yet.
        Begin::Latest => 0,
        Begin::Next => connection.last_sequence().saturating_add(1),
    };
    let mut since = Instant::now();
    loop {
        let before = next;
        let Err(stopped) = read_on(connection, which, &mut next, &mut each).await else {
            return Ok(());
        };
        let error = match stopped {
            Stopped::By(failure) => return Err(failure),
            Stopped::Broken(error) => error,
        };
        if next > before {
            since = Instant::now();
        }
        if since.elapsed() > PATIENCE && !which.follow {
            let what = format!(
                "cannot read stream {}: {error}: check the server, and try again",
                connection.name()
            );
            return Err(Failure::new(Status::NoAnswer, what));
        }
        sleep(Duration::from_millis(500)).await;
    }
}

/// Why reading has stopped.
enum Stopped {
    /// A message could not be used.
    By(Failure),
    /// It can go on.
    Broken(String),
}

fn broken(error: impl Display) -> Stopped {
    Stopped::Broken(error.to_string())
}

/// Reads from a sequence number on, and moves that.
async fn read_on(
    connection: &Connection,
    which: &ReadOptions,
    next: &mut u64,
    each: &mut impl FnMut(&Message) -> Result<(), Failure>,
) -> Result<(), Stopped> {
    // The consumer may be at a server that does not have all messages yet, and does not know of them. The leader does, but
    // nats-server 2.9 finds no last message if one was removed.
    let last = match which.follow {
        true => 0,
        false => match connection.last_of(which.subjects.clone()).await {
            Ok(Some(message)) => message.map_or(0, |message| message.sequence),
            Ok(None) => return Err(broken("no answer")),
            Err(failure) => return Err(Stopped::By(failure)),
        },
    };
    let config = pull::Config {
        filter_subject: which.subjects.clone(),
        deliver_policy: match *next {
            0 => DeliverPolicy::LastPerSubject,
            start_sequence => DeliverPolicy::ByStartSequence { start_sequence },
        },
        ack_policy: AckPolicy::None,
        inactive_threshold: Duration::from_secs(60),
        num_replicas: 1,
        memory_storage: true,
        ..pull::Config::default()
    };
    let consumer = connection.stream().create_consumer(config).await;
    let consumer = consumer.map_err(broken)?;
    let mut left = consumer.cached_info().num_pending;
    let messages = consumer.stream().max_messages_per_batch(BATCH);
    let messages = messages.heartbeat(Duration::from_secs(5)).messages().await;
    let mut messages = messages.map_err(broken)?;
    let mut number = 0;
    while which.follow || left > 0 || *next <= last {
        let message = match which.follow {
            true => messages.next().await,
            false => timeout(LIMIT, messages.next())
                .await
                .map_err(|_| broken("no message in time"))?,
        };
        let message = message.ok_or_else(|| broken("the connection is closed"))?;
        let message = message.map_err(broken)?;
        let info = message.info().map_err(broken)?;
        number += 1;
        if info.consumer_sequence != number {
            return Err(broken("a message was lost on its way"));
        }
        left = info.pending;
        each(&message).map_err(Stopped::By)?;
        *next = info.stream_sequence.saturating_add(1);
    }
    Ok(())
}
