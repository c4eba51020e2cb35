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

/// How many words are copied without counting.
const MANY: usize = 8;

impl<W: Word> Sink<W> for [u8] {
    fn len(&self) -> usize {
        self.len()
    }

    #[inline]
    fn put(&mut self, at: usize, words: &[W]) {
        let room = self.get_mut(at..).unwrap_or_default();
        let count = words.len().min(room.len() / WORD);
        // Many at once, so that counting them costs little.
        let many = count & !(MANY - 1);
        let (words, few) = words.split_at_checked(many).unwrap_or_default();
        let room = room.split_at_mut_checked(many.wrapping_mul(WORD));
        let (room, rest) = room.unwrap_or_default();
        let copy = |to: &mut [u8], words: &[W]| {
            for (to, word) in to.chunks_exact_mut(WORD).zip(words) {
                to.copy_from_slice(&word.load(Relaxed).to_ne_bytes());
            }
        };
        let rooms = room.chunks_exact_mut(MANY * WORD);
        for (to, words) in rooms.zip(words.chunks_exact(MANY)) {
            copy(to, words);
        }
        copy(rest, few);
    }
}
