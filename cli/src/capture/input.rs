// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files whose first bytes say what they are.

use std::io::{self, Read};

/// The content of a file, with its first bytes inspected.
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
