// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::Word;

/// A request of readers to be woken, which the next append takes, once.
///
/// A reader that has found [`End`](crate::Stop::End) requests a wake-up *and looks again*; an appender takes the
/// request *after* it has appended. So one of them sees what the other did: no record that arrives between looking and
/// waiting is missed.
#[derive(Debug)]
pub struct Wake<W> {
    requested: W,
}

impl<W: Word> Wake<W> {
    /// A state in which no reader waits.
    #[allow(clippy::new_without_default)] // The kernel code does not use it.
    pub fn new() -> Self {
        Self {
            requested: W::new(0),
        }
    }

    /// Requests a wake-up, before a reader waits.
    pub fn request(&self) {
        self.requested.store(1, Relaxed);
        W::fence(SeqCst);
    }

    /// Whether to wake readers, after an append; takes the request.
    #[inline]
    #[must_use]
    pub fn take(&self) -> bool {
        W::fence(SeqCst);
        self.requested.load(Relaxed) != 0 && self.requested.swap(0, Relaxed) != 0
    }
}
