// SPDX-License-Identifier: MIT OR Apache-2.0
//! Progress on standard error: nothing for quick steps; on a terminal one line that changes; elsewhere a line at the
//! beginning and one at the end.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A step that takes less time than this is not mentioned.
const QUICK: Duration = Duration::from_millis(900);
/// How often the line on a terminal changes.
const TICK: Duration = Duration::from_millis(200);

/// Prints a message of the lab itself.
pub fn say(line: impl std::fmt::Display) {
    eprintln!("lab: {line}");
}

/// A step that may take longer than a second. Dropping it ends it silently.
pub struct Step {
    detail: Arc<Mutex<String>>,
    /// Stops the ticking when dropped; `true` is sent on it if the step was finished.
    finished: Option<Sender<bool>>,
    ticker: Option<JoinHandle<()>>,
}

impl Step {
    /// Begins a step with this name.
    pub fn new(name: impl Into<String>) -> Self {
        let (finished, finish) = mpsc::channel();
        let detail = Arc::new(Mutex::new(String::new()));
        let (name, shown) = (name.into(), Arc::clone(&detail));
        let ticker = thread::spawn(move || {
            let start = Instant::now();
            let mut ended = finish.recv_timeout(QUICK);
            if ended != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let terminal = std::io::stderr().is_terminal();
            let mut stderr = std::io::stderr();
            if !terminal {
                say(&name);
            }
            while ended == Err(RecvTimeoutError::Timeout) {
                if terminal {
                    let detail = shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    let _ = write!(
                        stderr,
                        "\r\x1b[Klab: {name} {detail} ({} s)",
                        start.elapsed().as_secs()
                    );
                }
                ended = finish.recv_timeout(TICK);
            }
            if terminal {
                let _ = write!(stderr, "\r\x1b[K");
            }
            if ended == Ok(true) {
                let detail = shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
                say(format_args!(
                    "{name}: {detail}{:.1} s",
                    start.elapsed().as_secs_f64()
                ));
            }
        });
        Step {
            detail,
            finished: Some(finished),
            ticker: Some(ticker),
        }
    }

    /// Shows how far the step is.
    pub fn detail(&self, detail: impl Into<String>) {
        *self.detail.lock().unwrap_or_else(PoisonError::into_inner) = detail.into();
    }

    /// Ends the step and prints how long it took.
    pub fn finish(mut self) {
        if let Some(finished) = self.finished.take() {
            let _ = finished.send(true);
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.finished = None;
        if let Some(ticker) = self.ticker.take() {
            let _ = ticker.join();
        }
    }
}
