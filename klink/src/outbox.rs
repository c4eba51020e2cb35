// SPDX-License-Identifier: MIT OR Apache-2.0

use crate::request::Request;
use crate::wire::{align, Builder, Flags, NoRoom, Slice};

/// Where requests are written: memory that grows, and is kept for the next request.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Initialised once; written anew with each request.
    bytes: Vec<u8>,
    used: usize,
}

impl Outbox {
    /// More than any socket sends in a datagram.
    const LIMIT: usize = 1 << 26;

    /// Appends a request, padded so that another one can follow.
    ///
    /// It is written into what is free, and once more where that is too little. So all that the compiler has to keep
    /// track of while a request is written is a slice of its own.
    #[inline]
    pub(crate) fn push<R: Request>(
        &mut self,
        request: &R,
        flags: Flags,
        seq: u32,
    ) -> Result<(), NoRoom> {
        loop {
            let free = self.bytes.get_mut(self.used..).unwrap_or_default();
            match write(request, free, flags, seq) {
                Ok(len) => {
                    self.used += len;
                    return Ok(());
                }
                Err(NoRoom::Buffer) if self.bytes.len() < Self::LIMIT => self.grow(),
                Err(no_room) => return Err(no_room),
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let room = self.bytes.len() * 2;
        self.bytes.resize(room.clamp(1024, Self::LIMIT), 0);
    }

    /// What has been written.
    #[inline]
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or(&[])
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn written_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.used).unwrap_or_default()
    }

    /// How much that is.
    #[inline]
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// Forgets what was written, not the memory.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.used = 0;
    }
}

/// Writes a request at the start of `free`, and returns its length with padding.
#[inline]
fn write<R: Request>(
    request: &R,
    free: &mut [u8],
    flags: Flags,
    seq: u32,
) -> Result<usize, NoRoom> {
    let mut free = Slice::new(free);
    let mut message = Builder::new(&mut free, request.kind(), flags, seq)?;
    request.write(&mut message)?;
    let len = message.len();
    message.finish()?;
    Ok(align(len))
}
