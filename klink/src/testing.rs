// SPDX-License-Identifier: MIT OR Apache-2.0

//! A scripted kernel, for tests of programs that use this crate.
//!
//! It replaces the system calls, below everything else, so the code under test is the real [`Socket`] or [`Listener`]:
//! no module, no privilege, no waiting. A timeout expires at once when nothing more can arrive.
//!
//! A kernel is a [`Script`]: a closure that gets each request and puts its replies in a queue. Functions of this module
//! wrap one script into another that misbehaves, and compose:
//!
//! ```
//! use klink::testing::{interrupted, unmatched, Answers, Kernel};
//! use klink::{ErrorKind, Header, Message, Protocol};
//!
//! let two_objects = |request: &Message<'_>, answers: &mut Answers| {
//!     answers.part(request, 16, |object| object.put_u32(1, 7));
//!     answers.part(request, 16, |object| object.put_u32(1, 8));
//!     answers.done(request);
//! };
//! let kernel = Kernel::new(unmatched(interrupted(two_objects)));
//!
//! let mut socket = kernel.socket(Protocol::ROUTE);
//! let mut dump = socket.dump(klink::request(18, |_| Ok(())))?;
//! assert_eq!(dump.next()?.unwrap().attrs(0).find(1).unwrap().u32(), Ok(7));
//! assert_eq!(dump.next()?.unwrap().attrs(0).find(1).unwrap().u32(), Ok(8));
//! assert_eq!(dump.next().unwrap_err().kind(), &ErrorKind::Interrupted);
//! # Ok::<(), klink::Error>(())
//! ```

mod scenarios;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

pub use crate::scripted::{Answers, Script};
pub use scenarios::{
    echoes, family, forged, interrupted, naive, overrun, packed, silent, truncated, unmatched,
};

use crate::error::Error;
use crate::events::{Reader, Start};
use crate::listener::Listener;
use crate::raw::Raw;
use crate::request::Writer;
use crate::scripted::Port;
use crate::socket::Socket;
use crate::subscription::Subscription;
use crate::transport::Transport;
use crate::wire::{BuildError, Flags, Group, Portid, Protocol};

/// A kernel that follows a script, and the sockets that are opened on it.
#[derive(Clone)]
pub struct Kernel {
    script: Arc<Mutex<dyn Script>>,
    ports: Arc<Mutex<Vec<Port>>>,
}

impl Kernel {
    /// A kernel with this script.
    pub fn new(script: impl Script + 'static) -> Self {
        Self {
            script: Arc::new(Mutex::new(script)),
            ports: Arc::default(),
        }
    }

    /// A [`Socket`] on this kernel.
    #[allow(clippy::expect_used)] // A test double that cannot be made is a bug in the test.
    pub fn socket(&self, protocol: Protocol) -> Socket {
        Socket::over(self.transport(protocol)).expect("no option of a scripted kernel fails")
    }

    /// A [`Listener`] on this kernel. It receives [`Kernel::notify`] for the groups that it has joined.
    #[allow(clippy::expect_used)] // As above.
    pub fn listener(&self, protocol: Protocol) -> Listener {
        Listener::over(self.transport(protocol)).expect("no option of a scripted kernel fails")
    }

    /// A [`Subscription`] on this kernel.
    #[allow(clippy::expect_used)] // As above.
    pub fn subscription(&self, protocol: Protocol) -> Subscription {
        Subscription::over(self.listener(protocol)).expect("no option of a scripted kernel fails")
    }

    /// A [`Raw`] socket on this kernel.
    pub fn raw(&self, protocol: Protocol) -> Raw {
        Raw::over(self.transport(protocol))
    }

    /// A reader of the journal of events on this kernel, whose script plays `klink-events` and the controller.
    pub fn reader(&self, start: Start) -> Result<Reader, Error> {
        let socket = self.socket(Protocol::GENERIC);
        Reader::over(socket, self.listener(Protocol::GENERIC), start)
    }

    /// Sends a message to a group.
    pub fn notify<F>(&self, group: Group, kind: u16, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
    {
        let mut answers = Answers::default();
        answers.message(kind, Flags::NONE, 0, write);
        self.notify_with(group, answers);
    }

    /// Sends messages to a group, which may have flags.
    pub fn notify_with(&self, group: Group, mut answers: Answers) {
        for item in &mut answers.items {
            item.received.group = group.get();
        }
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        for port in ports.iter().filter(|port| port.has_joined(group)) {
            port.deliver(answers.clone());
        }
    }

    /// Loses this many datagrams on every socket, as if its receive buffer had been full. Until a socket is empty, it
    /// loses all other datagrams, too.
    pub fn lose(&self, drops: u32) {
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        ports.iter().for_each(|port| port.lose(drops));
    }

    /// [`Kernel::lose`] for the sockets in a group only.
    pub fn lose_in(&self, group: Group, drops: u32) {
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        let members = ports.iter().filter(|port| port.has_joined(group));
        members.for_each(|port| port.lose(drops));
    }

    #[allow(clippy::expect_used)] // A test does not open four billion sockets.
    fn transport(&self, protocol: Protocol) -> Transport {
        let mut ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        let portid = u32::try_from(ports.len() + 1).ok().and_then(Portid::new);
        let portid = portid.expect("a socket's number is a port id");
        let port = Port::new(portid, Arc::clone(&self.script));
        ports.push(port.clone());
        Transport::scripted(protocol, port)
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernel").finish_non_exhaustive()
    }
}
