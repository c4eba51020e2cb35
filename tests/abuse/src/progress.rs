// SPDX-License-Identifier: MIT OR Apache-2.0

//! How far a campaign is. What goes on around the senders follows their progress instead of the clock, so that a
//! campaign has the same mixture on a kernel that is fifty times as slow.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// How often those who follow the senders look.
pub const LOOK: Duration = Duration::from_millis(10);

/// The progress of the senders.
pub struct Progress {
    sent: AtomicU64,
    datagrams: u64,
    over: AtomicBool,
}

impl Progress {
    pub fn new(datagrams: u64) -> Self {
        Self {
            sent: AtomicU64::new(0),
            datagrams,
            over: AtomicBool::new(false),
        }
    }

    /// To be called when all senders and callers have ended.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether they have.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Waits until this many more datagrams have been sent, or the campaign is over.
    pub fn wait_for_more(&self, datagrams: u64) {
        let until = self.sent().saturating_add(datagrams);
        while self.sent() < until && !self.is_over() {
            sleep(LOOK);
        }
    }

    /// Waits until the senders have done as great a part of their work as `part` is of `whole`.
    pub fn wait_for_part(&self, part: u64, whole: u64) {
        let is_behind = || {
            let sent = u128::from(self.sent()) * u128::from(whole);
            sent < u128::from(part) * u128::from(self.datagrams)
        };
        while is_behind() {
            sleep(LOOK);
        }
    }

    /// The number of all datagrams that the senders will send.
    pub fn datagrams(&self) -> u64 {
        self.datagrams
    }

    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub fn add(&self, datagrams: u64) {
        self.sent.fetch_add(datagrams, Ordering::Relaxed);
    }
}
