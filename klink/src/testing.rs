// SPDX-License-Identifier: MIT OR Apache-2.0

//! A kernel that answers as it is told, for tests of programs that use this crate.
//!
//! It stands where system calls would be made, below everything else, so what is tested is the real [`Socket`] or
//! [`Listener`]: no module, no privilege, no waiting. A timeout is over at once when nothing more can arrive.
//!
//! A kernel is a [`Script`]: a closure that gets each request and puts its answers in a queue. Functions of this
//! module wrap one script into another that misbehaves, and compose:
//!
//! ```
//! use klink::testing::{interrupted, strays, Answers, Kernel};
//! use klink::{ErrorKind, Header, Message, Protocol};
//!
//! let two_objects = |request: &Message<'_>, answers: &mut Answers| {
//!     answers.part(request, 16, |object| object.put_u32(1, 7));
//!     answers.part(request, 16, |object| object.put_u32(1, 8));
//!     answers.done(request);
//! };
//! let kernel = Kernel::new(strays(interrupted(two_objects)));
//!
//! let mut socket = kernel.socket(Protocol::ROUTE);
//! let mut dump = socket.dump(klink::request(18, |_| Ok(())))?;
//! assert_eq!(dump.next()?.unwrap().attrs(0).find(1).unwrap().u32(), Ok(7));
//! assert_eq!(dump.next()?.unwrap().attrs(0).find(1).unwrap().u32(), Ok(8));
//! assert_eq!(dump.next().unwrap_err().kind(), &ErrorKind::Interrupted);
//! # Ok::<(), klink::Error>(())
//! ```

mod port;
mod scenarios;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use port::Port;
pub use scenarios::{
    echoes, forged, interrupted, naive, overrun, packed, silent, strays, truncated,
};

use crate::error::Error;
use crate::events::{Reader, Start};
use crate::listener::Listener;
use crate::raw::Raw;
use crate::request::{Outbox, Writer};
use crate::socket::Socket;
use crate::subscription::Subscription;
use crate::sys::Received;
use crate::transport::Transport;
use crate::wire::{ExtAck, Flags, Group, Header, Message, NoRoom, Portid, Protocol};
use crate::Errno;

/// What a kernel does with a request. Closures are scripts.
pub trait Script: Send {
    /// Answers one request, or leaves it unanswered.
    fn answer(&mut self, request: &Message<'_>, answers: &mut Answers);
}

impl<F> Script for F
where
    F: FnMut(&Message<'_>, &mut Answers) + Send,
{
    fn answer(&mut self, request: &Message<'_>, answers: &mut Answers) {
        self(request, answers);
    }
}

/// A kernel that follows a script, and whatever sockets are opened on it.
#[derive(Clone)]
pub struct Kernel {
    script: Arc<Mutex<dyn Script>>,
    ports: Arc<Mutex<Vec<Port>>>,
}

impl Kernel {
    /// Answers by this script.
    pub fn new(script: impl Script + 'static) -> Self {
        Self {
            script: Arc::new(Mutex::new(script)),
            ports: Arc::default(),
        }
    }

    /// A [`Socket`] on this kernel.
    #[allow(clippy::expect_used)] // A double that cannot be made is a bug in the test.
    pub fn socket(&self, protocol: Protocol) -> Socket {
        Socket::over(self.transport(protocol)).expect("no option of a scripted kernel fails")
    }

    /// A [`Listener`] on this kernel. It hears [`Kernel::notify`] for the groups that it has joined.
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

    /// A reader of the journal of events on this kernel, which answers as `klink-events` and for the controller.
    pub fn reader(&self, start: Start) -> Result<Reader, Error> {
        let socket = self.socket(Protocol::GENERIC);
        Reader::over(socket, self.listener(Protocol::GENERIC), start)
    }

    /// Sends a message to a group.
    pub fn notify<F>(&self, group: Group, kind: u16, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
    {
        let mut answers = Answers::default();
        answers.message(kind, Flags::NONE, 0, write);
        for item in &mut answers.items {
            item.received.group = group.get();
        }
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        for port in ports.iter().filter(|port| port.has_joined(group)) {
            port.deliver(answers.clone());
        }
    }

    /// Loses so many datagrams on every socket, as if its receive buffer had been full. Until a socket is empty, it loses
    /// whatever else comes.
    pub fn lose(&self, drops: u32) {
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        ports.iter().for_each(|port| port.lose(drops));
    }

    /// [`Kernel::lose`] on the sockets in a group only.
    pub fn lose_in(&self, group: Group, drops: u32) {
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        let members = ports.iter().filter(|port| port.has_joined(group));
        members.for_each(|port| port.lose(drops));
    }

    #[allow(clippy::expect_used)] // A test does not open four billion.
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

/// What a script has to say, in order: each datagram as the socket will receive it.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    items: VecDeque<Item>,
}

/// A datagram, or an error in its place.
#[derive(Clone, Debug)]
struct Item {
    bytes: Vec<u8>,
    received: Received,
    errno: Option<Errno>,
    drops: u32,
    /// The port id that it goes to, 0 for the kernel; `None` for the socket that asked.
    to: Option<u32>,
}

impl Answers {
    /// The one answer to a request, with the request's sequence number.
    pub fn reply<F>(&mut self, request: &Message<'_>, kind: u16, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
    {
        self.message(kind, Flags::NONE, request.header.seq, write);
    }

    /// One of many answers; [`Answers::done`] comes behind the last.
    pub fn part<F>(&mut self, request: &Message<'_>, kind: u16, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
    {
        self.message(kind, Flags::MULTI, request.header.seq, write);
    }

    /// The end of a dump.
    pub fn done(&mut self, request: &Message<'_>) {
        self.message(Header::DONE, Flags::MULTI, request.header.seq, |message| {
            message.raw(&0i32.to_ne_bytes())
        });
    }

    /// An acknowledgement, if the request asks for one.
    pub fn ack(&mut self, request: &Message<'_>) {
        if request.header.flags.contains(Flags::ACK) {
            self.verdict(request, None, |_| Ok(()));
        }
    }

    /// A refusal with the kernel's words.
    pub fn refuse(&mut self, request: &Message<'_>, errno: Errno, words: &str) {
        self.verdict(request, Some(errno), |extack| {
            extack.put_str(ExtAck::MESSAGE, words)
        });
    }

    /// A verdict with an extended ack, whose attributes are those of [`ExtAck`]. The request is not repeated.
    pub fn verdict<F>(&mut self, request: &Message<'_>, errno: Option<Errno>, extack: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
    {
        let flags = Flags::CAPPED | Flags::ACK_TLVS;
        self.message(Header::ERROR, flags, request.header.seq, |message| {
            let errno = errno.map_or(0, |errno| -errno.0);
            message.raw(&errno.to_ne_bytes())?;
            message.raw(&request.header.to_bytes())?;
            extack(message)
        });
    }

    /// Any message, in a datagram of its own.
    #[allow(clippy::expect_used)] // What does not fit a message is a bug in the test.
    pub fn message<F>(&mut self, kind: u16, flags: Flags, seq: u32, write: F)
    where
        F: Fn(&mut Writer<'_>) -> Result<(), NoRoom>,
    {
        let mut outbox = Outbox::of_kernel();
        let pushed = outbox.push(&crate::request(kind, write), flags, seq);
        pushed.expect("the answer fits a message");
        self.datagram(outbox.written());
    }

    /// Any bytes, as one datagram of the kernel.
    pub fn datagram(&mut self, bytes: &[u8]) {
        self.items.push_back(Item {
            bytes: bytes.to_vec(),
            received: Received {
                len: bytes.len(),
                ..Received::default()
            },
            errno: None,
            drops: 0,
            to: None,
        });
    }

    /// The loss of so many datagrams. What other requests have as answers is lost, too, until the socket is empty.
    pub fn overrun(&mut self, drops: u32) {
        self.items.push_back(Item {
            bytes: Vec::new(),
            received: Received::default(),
            errno: Some(Errno::ENOBUFS),
            drops,
            to: None,
        });
    }
}
