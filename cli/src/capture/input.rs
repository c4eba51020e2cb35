// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files that may be compressed.

use std::io::{self, Read};

/// What a file holds, with its first bytes looked at.
pub(crate) struct Input {
    first: Vec<u8>,
    rest: Box<dyn Read>,
}

/// How many bytes are looked at.
const FIRST: usize = 8;

impl Input {
    pub(super) fn new(rest: Box<dyn Read>) -> io::Result<Self> {
        let first = Vec::with_capacity(FIRST);
        let mut input = Self { first, rest };
        input.peek(FIRST)?;
        Ok(input)
    }

    /// As many of the first bytes as there are, of 8.
    pub(crate) fn first(&self) -> &[u8] {
        &self.first
    }

    /// The next bytes, as many as there are, of `count`.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let missing = count.saturating_sub(self.first.len());
        self.rest
            .by_ref()
            .take(missing as u64)
            .read_to_end(&mut self.first)?;
        Ok(&self.first)
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.first.is_empty() {
            return self.rest.read(buffer);
        }
        let len = self.first.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(self.first.drain(..len)) {
            *to = from;
        }
        Ok(len)
    }
}

/// How Wireshark may have compressed a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Lz4,
}

impl Compression {
    /// By the first bytes of a file; `None` if it is not compressed.
    fn of(first: &[u8]) -> Option<Self> {
        match first {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            _ => None,
        }
    }
}

/// What a file holds, without the compression that Wireshark may have given it.
///
/// # Errors
/// Fails for a compressed file if this build has no feature `compressed`.
pub(crate) fn decompressed(file: Box<dyn Read>) -> io::Result<Input> {
    let input = Input::new(file)?;
    match Compression::of(input.first()) {
        None => Ok(input),
        #[cfg(feature = "compressed")]
        Some(compression) => Input::new(super::compressed::reader(input, compression)?),
        #[cfg(not(feature = "compressed"))]
        Some(compression) => Err(io::Error::other(format!(
            "it is compressed ({compression:?}), and this klink was built without the feature `compressed`: decompress it first"
        ))),
    }
}
