// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

use core::sync::atomic::Ordering::Relaxed;

use crate::record::WORD;
use crate::Word;

/// Memory that [`Ring::read`](crate::Ring::read) copies records to.
#[allow(clippy::len_without_is_empty)] // A sink is memory to be filled.
pub trait Sink<W> {
    /// The size of the memory in bytes.
    fn len(&self) -> usize;

    /// Writes words in the machine's byte order, starting at this byte: as many as fit.
    fn put(&mut self, at: usize, words: &[W]);
}

impl<W: Word> Sink<W> for [u8] {
    fn len(&self) -> usize {
        self.len()
    }

    fn put(&mut self, at: usize, words: &[W]) {
        let room = self.get_mut(at..).unwrap_or_default();
        for (to, word) in room.chunks_exact_mut(WORD).zip(words) {
            to.copy_from_slice(&word.load(Relaxed).to_ne_bytes());
        }
    }
}
