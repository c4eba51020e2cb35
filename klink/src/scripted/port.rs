// SPDX-License-Identifier: MIT OR Apache-2.0

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Answers, Item, Script};
use crate::sys::Received;
use crate::wire::{Group, Messages, Portid};
use crate::Errno;

/// One socket of a scripted kernel: the queue of its datagrams, and a descriptor that is readable while the queue is
/// not empty.
#[derive(Clone)]
pub(crate) struct Port {
    portid: Portid,
    script: Arc<Mutex<dyn Script>>,
    state: Arc<Mutex<State>>,
    /// The descriptor that the socket's owner may poll.
    readable: Arc<UnixStream>,
}

struct State {
    queue: VecDeque<Item>,
    groups: BTreeSet<Group>,
    drops: u32,
    /// A datagram was lost, and all others are lost until the queue is empty.
    congested: bool,
    /// The other end of `readable`: a byte written here makes it readable.
    signal: UnixStream,
    signalled: bool,
}

impl Port {
    #[allow(clippy::expect_used)] // A test that cannot open a pipe cannot continue.
    pub(crate) fn new(portid: Portid, script: Arc<Mutex<dyn Script>>) -> Self {
        let (readable, signal) = UnixStream::pair().expect("a pair of sockets");
        readable.set_nonblocking(true).expect("a socket's mode");
        Self {
            portid,
            script,
            state: Arc::new(Mutex::new(State {
                queue: VecDeque::new(),
                groups: BTreeSet::new(),
                drops: 0,
                congested: false,
                signal,
                signalled: false,
            })),
            readable: Arc::new(readable),
        }
    }

    pub(crate) fn portid(&self) -> Portid {
        self.portid
    }

    /// Delivers a datagram. A reply to another port id is lost: its socket did not ask.
    #[allow(clippy::panic)] // The kernel would panic, so the test must fail.
    pub(crate) fn send(&self, datagram: &[u8]) {
        let mut answers = Answers::default();
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        for request in Messages::new(datagram).flatten() {
            script.answer(&request, &mut answers);
        }
        drop(script);
        if answers.items.iter().any(|item| item.to == Some(0)) {
            panic!(
                "a message with port id 0 makes the kernel reply to itself until its stack overflows"
            );
        }
        let own = self.portid.get();
        answers.items.retain(|item| item.to.unwrap_or(own) == own);
        self.deliver(answers);
    }

    pub(crate) fn deliver(&self, answers: Answers) {
        let mut state = self.state();
        if state.congested {
            state.drops = state.drops.wrapping_add(answers.items.len() as u32);
            return;
        }
        state.congested = answers.items.iter().any(|item| item.errno.is_some());
        state.queue.extend(answers.items);
        state.signal();
    }

    /// Loses datagrams as the kernel does: the error comes before the datagrams in the queue.
    pub(crate) fn lose(&self, drops: u32) {
        let mut lost = Answers::default();
        lost.overrun(drops);
        let mut state = self.state();
        if state.congested {
            state.drops = state.drops.wrapping_add(drops);
            return;
        }
        state.congested = true;
        state.queue.extend(lost.items);
        state.queue.rotate_right(1);
        state.signal();
    }

    /// Receives as recvmmsg(2) does: an error after a datagram waits for the next call.
    pub(crate) fn receive(
        &self,
        buffer: &mut [u8],
        slot: usize,
        received: &mut [Received],
    ) -> Result<usize, Errno> {
        let mut state = self.state();
        let mut count = 0;
        for (bytes, one) in buffer.chunks_exact_mut(slot).zip(received) {
            if count > 0 && !state.has_datagram() {
                break;
            }
            *one = state.take(&self.readable, bytes)?;
            count += 1;
        }
        Ok(count)
    }

    /// Makes a descriptor that is readable while the queue is not empty, and has nothing to read.
    #[allow(clippy::expect_used)] // As above.
    pub(crate) fn into_fd(self) -> OwnedFd {
        let cloned = self.readable.as_fd().try_clone_to_owned();
        cloned.expect("another descriptor of a socket")
    }

    pub(crate) fn is_readable(&self) -> bool {
        !self.state().queue.is_empty()
    }

    pub(crate) fn drops(&self) -> u32 {
        self.state().drops
    }

    pub(crate) fn join(&self, group: Group) {
        self.state().groups.insert(group);
    }

    pub(crate) fn leave(&self, group: Group) {
        self.state().groups.remove(&group);
    }

    pub(crate) fn has_joined(&self, group: Group) -> bool {
        self.state().groups.contains(&group)
    }

    pub(crate) fn has_groups(&self) -> bool {
        !self.state().groups.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn signal(&mut self) {
        if !self.signalled && !self.queue.is_empty() {
            self.signalled = self.signal.write_all(&[1]).is_ok();
        }
    }

    fn has_datagram(&self) -> bool {
        self.queue.front().is_some_and(|item| item.errno.is_none())
    }

    /// Receives one datagram or error.
    fn take(&mut self, mut readable: &UnixStream, buffer: &mut [u8]) -> Result<Received, Errno> {
        let Some(item) = self.queue.pop_front() else {
            if std::mem::take(&mut self.signalled) {
                // There is one byte; a failure to read it does not matter.
                let _ = readable.read(&mut [0]);
            }
            return Err(Errno::EAGAIN);
        };
        self.drops = self.drops.wrapping_add(item.drops);
        if self.queue.is_empty() {
            self.congested = false;
        }
        if let Some(errno) = item.errno {
            return Err(errno);
        }
        for (to, from) in buffer.iter_mut().zip(&item.bytes) {
            *to = *from;
        }
        let mut received = item.received;
        if received.len <= buffer.len() {
            // A script may claim a longer length than the bytes that exist.
            received.len = item.bytes.len();
        }
        Ok(received)
    }
}

impl AsFd for Port {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.readable.as_fd()
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Port").finish_non_exhaustive()
    }
}
