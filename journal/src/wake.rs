// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::Word;

/// Whether readers wait to be woken: they ask for it, and the next append takes the request, once.
///
/// A reader that has found [`End`](crate::Stop::End) asks to be woken *and looks again*; an appender takes the request
/// *after* it has appended. Then one of them sees what the other did: no record comes between looking and waiting unnoticed.
#[derive(Debug)]
pub struct Wake<W> {
    requested: W,
}

impl<W: Word> Wake<W> {
    /// Nobody waits.
    #[allow(clippy::new_without_default)] // In the kernel nothing wants it.
    pub fn new() -> Self {
        Self {
            requested: W::new(0),
        }
    }

    /// Somebody is about to wait.
    pub fn request(&self) {
        self.requested.store(1, Relaxed);
        W::fence(SeqCst);
    }

    /// Whether to wake readers, after an append.
    #[inline]
    #[must_use]
    pub fn take(&self) -> bool {
        W::fence(SeqCst);
        self.requested.load(Relaxed) != 0 && self.requested.swap(0, Relaxed) != 0
    }
}
