// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::Word;

/// Whether readers wait: they arm it, and the next append finds it armed, once.
///
/// A reader that has found [`End`](crate::Stop::End) arms the bell *and looks again*; an appender asks the bell *after*
/// it has appended. Then one of them sees what the other did: no record comes between looking and waiting unnoticed.
#[derive(Debug)]
pub struct Bell<W> {
    armed: W,
}

impl<W: Word> Bell<W> {
    /// Nobody waits.
    #[allow(clippy::new_without_default)] // In the kernel nothing wants it.
    pub fn new() -> Self {
        Self { armed: W::new(0) }
    }

    /// Somebody is about to wait.
    pub fn arm(&self) {
        self.armed.store(1, Relaxed);
        W::fence(SeqCst);
    }

    /// Whether to ring, after an append.
    #[inline]
    #[must_use]
    pub fn take(&self) -> bool {
        W::fence(SeqCst);
        self.armed.load(Relaxed) != 0 && self.armed.swap(0, Relaxed) != 0
    }
}
