// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::wire::{Buffer, NoRoom};

/// Where requests are written: memory that grows, and is kept for the next request.
///
/// Its bytes are initialised once, so that appending is a comparison and an addition.
#[derive(Debug)]
pub struct Outbox {
    bytes: Vec<u8>,
    used: usize,
}

impl Outbox {
    /// More than any socket sends in a datagram.
    const LIMIT: usize = 1 << 30;

    pub(crate) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            used: 0,
        }
    }

    /// What has been written.
    #[inline]
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&[])
    }

    /// Forgets what was written, not the memory.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.used = 0;
    }

    /// [`Buffer::append`] where the memory ends.
    #[cold]
    fn grow(&mut self, len: usize) -> Result<&mut [u8], NoRoom> {
        let room = self
            .used
            .checked_add(len)
            .filter(|&room| room <= Self::LIMIT);
        let room = room.ok_or(NoRoom::Length)?;
        self.bytes
            .resize(room.next_power_of_two().clamp(1024, Self::LIMIT), 0);
        self.append(len)
    }
}

impl Buffer for Outbox {
    #[inline]
    fn written(&self) -> &[u8] {
        Outbox::written(self)
    }

    #[inline]
    fn used(&self) -> usize {
        self.used
    }

    #[inline]
    fn written_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.used).unwrap_or_default()
    }

    #[inline]
    fn append(&mut self, len: usize) -> Result<&mut [u8], NoRoom> {
        let (start, end) = (self.used, self.used.wrapping_add(len));
        if start > end || end > self.bytes.len() {
            return self.grow(len);
        }
        self.used = end;
        self.bytes.get_mut(start..end).ok_or(NoRoom::Buffer)
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.used = self.used.min(len);
    }
}
