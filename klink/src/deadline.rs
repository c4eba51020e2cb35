// SPDX-License-Identifier: MIT OR Apache-2.0

use std::time::{Duration, Instant};

use crate::error::ErrorKind;
use crate::transport::Transport;

/// How long one operation may wait. The clock is first read when something has to be waited for: most requests never
/// are, because the kernel has queued the answer before send(2) returns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    limit: Option<Duration>,
    at: Option<Instant>,
}

impl Deadline {
    /// `None` waits for ever.
    #[inline]
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        Self { limit, at: None }
    }

    /// When to give up, from `now` on if this is the first time.
    pub(crate) fn at(&mut self, now: Instant) -> Option<Instant> {
        if self.at.is_none() {
            self.at = self.limit.and_then(|limit| now.checked_add(limit));
        }
        self.at
    }

    /// Counts anew from the next wait.
    #[inline]
    pub(crate) fn restart(&mut self) {
        self.at = None;
    }

    /// That it has passed.
    pub(crate) fn timed_out(&self) -> ErrorKind {
        ErrorKind::TimedOut(self.limit.unwrap_or_default())
    }

    /// When to give up, unless that has passed.
    pub(crate) fn check(&mut self, now: Instant) -> Result<Option<Instant>, ErrorKind> {
        match self.at(now) {
            Some(at) if at <= now => Err(self.timed_out()),
            at => Ok(at),
        }
    }

    /// Blocks until the transport has something to read.
    #[cold]
    pub(crate) fn wait(&mut self, transport: &Transport) -> Result<(), ErrorKind> {
        // Checked before, because poll(2) says that the socket is readable for as long as strays keep coming.
        let at = self.check(Instant::now())?;
        match transport.wait_readable(at) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.timed_out()),
            Err(errno) => Err(errno.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_the_first_wait() {
        let second = Duration::from_secs(1);
        let mut deadline = Deadline::new(Some(second));
        let first = Instant::now();
        assert_eq!(deadline.at(first), Some(first + second));
        assert_eq!(deadline.at(first + second), Some(first + second));
        assert_eq!(Deadline::new(None).at(first), None);
        assert_eq!(Deadline::new(Some(Duration::MAX)).at(first), None);
    }
}
