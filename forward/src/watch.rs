// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink-forward watch`: draws what many machines store, updated continuously.

mod draw;
mod fleet;

use std::cell::RefCell;
use std::io;
use std::pin::pin;
use std::time::{Duration, SystemTime};

use klink_line::screen::{self, Key, Screen, FRAME};
use tokio::sync::mpsc::{channel, Receiver};
use tokio::time::{interval, Instant, MissedTickBehavior};

use crate::check::Seen;
use crate::failure::{Failure, Status};
use crate::nats::Access;
use crate::read::{read, Begin, ReadOptions};
use crate::subject;
use fleet::Fleet;

/// Draws until `q` or Ctrl-C. Machines of which nothing was stored for so long are silent.
pub async fn watch(access: &Access, silent: Duration, styled: bool) -> Result<(), Failure> {
    if !Screen::is_possible() {
        return Err(Failure::new(
            Status::Usage,
            "watch needs a terminal, with TERM set: without one, `klink-forward tail` shows the events and `klink-forward \
             check` the machines",
        ));
    }
    // What is said in between would be in the picture.
    let connection = access.connect_silently("klink-forward watch").await?;
    let mut keys = keys();
    let mut screen = Screen::open(styled).map_err(unusable)?;
    let fleet = RefCell::new(Fleet::new(connection.name()));
    let before = connection.last_sequence();
    let which = ReadOptions {
        subjects: subject::ALL.to_owned(),
        begin: Begin::Latest,
        follow: true,
    };
    let mut reading = pin!(read(&connection, &which, |message| {
        let seen = Seen::from(message);
        let is_new = seen.sequence > before;
        fleet.borrow_mut().add(&message.subject, &seen, is_new);
        Ok(())
    }));
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Instant::now();
    loop {
        tokio::select! {
            ended = &mut reading => return ended,
            key = keys.recv() => return match key {
                Some(Ok(Key::Quit)) => Ok(()),
                Some(Ok(Key::Interrupt)) | None => Err(Failure::INTERRUPTED),
                Some(Err(error)) => Err(unusable(error)),
            },
            _ = frames.tick() => {
                let mut fleet = fleet.borrow_mut();
                fleet.sample(last.elapsed(), connection.is_up());
                last = Instant::now();
                let rows = fleet.rows(SystemTime::now(), silent);
                let drawn = screen.draw(|frame, paint| draw::draw(frame, &fleet, &rows, paint));
                drawn.map_err(unusable)?;
            }
        }
    }
}

/// The first key with a meaning, from a thread that waits for it.
fn keys() -> Receiver<io::Result<Key>> {
    let (sender, receiver) = channel(1);
    std::thread::spawn(move || loop {
        if let Some(key) = screen::key().transpose() {
            // If nobody wants it, the program is about to end.
            let _ = sender.blocking_send(key);
            return;
        }
    });
    receiver
}

fn unusable(error: io::Error) -> Failure {
    let what = format!(
        "cannot use the terminal: {error}: use `klink-forward tail`, which works without one"
    );
    Failure::new(Status::Failed, what)
}
