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

    #[cold]
    fn grow(&mut self, room: usize) {
        self.bytes.resize(room.next_power_of_two().max(1024), 0);
    }
}

impl Buffer for Outbox {
    #[inline]
    fn written(&self) -> &[u8] {
        Outbox::written(self)
    }

    #[inline]
    fn written_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.used).unwrap_or_default()
    }

    #[inline]
    fn append(&mut self, len: usize) -> Result<&mut [u8], NoRoom> {
        let start = self.used;
        let end = start.checked_add(len).ok_or(NoRoom::Length)?;
        // `nlmsg_len` has 32 bits: a buffer beyond that could not be sent.
        if end > u32::MAX as usize {
            return Err(NoRoom::Length);
        }
        if end > self.bytes.len() {
            self.grow(end);
        }
        self.used = end;
        self.bytes.get_mut(start..end).ok_or(NoRoom::Buffer)
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.used = self.used.min(len);
    }
}
