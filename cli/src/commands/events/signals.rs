// SPDX-License-Identifier: MIT OR Apache-2.0

//! Ctrl-C and SIGTERM as something to wait for, so that the position is saved before the command ends.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{poll, PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level::pipe};

use crate::exit::Failure;

/// Catches SIGINT and SIGTERM from now on. The second signal ends the process at once.
pub(crate) struct Signals {
    caught: Arc<AtomicBool>,
    /// Readable after a signal was caught.
    readable: UnixStream,
}

impl Signals {
    pub(crate) fn catch() -> Result<Self, Failure> {
        let caught = Arc::new(AtomicBool::new(false));
        let catch = || -> io::Result<UnixStream> {
            let (readable, writable) = UnixStream::pair()?;
            for signal in [SIGINT, SIGTERM] {
                flag::register_conditional_default(signal, Arc::clone(&caught))?;
                flag::register(signal, Arc::clone(&caught))?;
                pipe::register(signal, writable.try_clone()?)?;
            }
            Ok(readable)
        };
        match catch() {
            Ok(readable) => Ok(Self { caught, readable }),
            Err(error) => Err(Failure::new(format!("cannot catch signals: {error}"))),
        }
    }

    pub(crate) fn caught(&self) -> bool {
        self.caught.load(Ordering::Relaxed)
    }

    /// Waits until a signal is caught or one of these is readable, or the time is over. Returns which of them are
    /// readable.
    pub(crate) fn wait_or_readable(
        &self,
        others: &[&dyn AsFd],
        limit: Duration,
    ) -> Result<Vec<bool>, Failure> {
        let fds = [self.readable.as_fd()].into_iter();
        let fds = fds.chain(others.iter().map(|other| other.as_fd()));
        let mut fds: Vec<_> = fds
            .map(|fd: BorrowedFd<'_>| PollFd::from_borrowed_fd(fd, PollFlags::IN))
            .collect();
        let limit = Timespec::try_from(limit).ok();
        match poll(&mut fds, limit.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(Failure::new(format!("cannot wait: {errno}"))),
        }
        let ready = fds.iter().skip(1).map(|fd| !fd.revents().is_empty());
        Ok(ready.collect())
    }
}
