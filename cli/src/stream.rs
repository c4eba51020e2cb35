// SPDX-License-Identifier: MIT OR Apache-2.0

//! The messages from several listeners, in one stream that may have gaps.

use std::fmt::{self, Display};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use klink::nlmon::{self, Nlmon};
use klink::{DatagramOrLoss, Error, ErrorKind, Group, Listener, Protocol, Raw, Sender};
use serde::Serialize;

use crate::capture::To;
use crate::exit::Failure;
use crate::options::Limits;
use crate::output::{Styled, RED};
use crate::session::Session;
use crate::target::{Target, UDEV};
use crate::time::Time;

/// The maximum number of datagrams in the queue. If the command reads more slowly, the kernel's buffer fills, and the
/// kernel counts what it drops.
const QUEUE: usize = 1024;

/// How to listen.
#[derive(Args, Debug)]
pub(crate) struct Listening {
    /// Receive from other network namespaces, too: those that have an id in this one (`ip netns set`).
    #[arg(long)]
    all_namespaces: bool,

    /// Size of the socket receive buffer in bytes.
    #[arg(long, value_name = "BYTES")]
    buffer: Option<usize>,

    #[command(flatten)]
    limits: Limits,
}

/// One arrival.
pub(crate) struct Arrival {
    pub(crate) time: Time,
    pub(crate) protocol: Protocol,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Datagram {
        bytes: Vec<u8>,
        to: To,
        group: Option<Group>,
        nsid: Option<i32>,
    },
    /// The number of datagrams that were lost; 0 if it is unknown.
    Lost(u32),
    /// A datagram from a program that was not asked for.
    Refused,
    /// Bytes that cannot be received, or a socket that no longer works.
    Broken(Error),
}

/// A loss, shown at its position in the stream.
#[derive(Serialize)]
pub(crate) struct Lost {
    time: Time,
    protocol: String,
    lost: u32,
}

impl Lost {
    pub(crate) fn new(arrival: &Arrival, lost: u32) -> Self {
        Self {
            time: arrival.time,
            protocol: arrival.protocol.to_string(),
            lost,
        }
    }
}

/// A datagram that was refused, in its place.
#[derive(Serialize)]
pub(crate) struct Refused {
    time: Time,
    protocol: String,
    refused: u32,
}

impl Refused {
    pub(crate) fn new(arrival: &Arrival) -> Self {
        Self {
            time: arrival.time,
            protocol: arrival.protocol.to_string(),
            refused: 1,
        }
    }
}

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = Styled(f.alternate(), RED, "refused a datagram of another program");
        write!(f, "{} {} {what}", self.time, self.protocol)
    }
}

impl Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.lost {
            0 => String::from("lost a datagram"),
            1 => String::from("lost 1 datagram"),
            lost => format!("lost {lost} datagrams"),
        };
        let what = Styled(f.alternate(), RED, what);
        write!(f, "{} {} {what}", self.time, self.protocol)
    }
}

/// Everything that arrives, until a limit is reached.
pub(crate) struct Stream {
    arrivals: Receiver<Arrival>,
    limits: Limits,
    idle: Option<Duration>,
    end: Option<Instant>,
    /// When the command as a whole ends.
    deadline: Option<Instant>,
    count: u64,
    names: String,
}

impl Listening {
    /// Opens all listeners, and reports that on standard error.
    pub(crate) fn open(&self, targets: &[Target], session: &Session) -> Result<Stream, Failure> {
        let mut listeners = Vec::new();
        let mut raws = Vec::new();
        let mut names = Vec::new();
        for target in targets {
            if target.is_udev() {
                let (raw, name) = target.open_raw(session)?;
                self.make_room(session, |bytes| raw.set_receive_buffer(bytes))
                    .map_err(|error| Failure::explain(&error, raw.protocol()))?;
                raws.push(raw);
                names.push(name);
                continue;
            }
            let (mut listener, name) = target.open(session)?;
            let protocol = listener.protocol();
            let explain = |error: Error| Failure::explain(&error, protocol);
            if self.all_namespaces {
                listener.set_all_namespaces(true).map_err(explain)?;
            }
            self.make_room(session, |bytes| listener.set_receive_buffer(bytes))
                .map_err(explain)?;
            listeners.push(listener);
            names.push(name);
        }
        let (sender, arrivals) = mpsc::sync_channel(QUEUE);
        for listener in listeners {
            spawn(sender.clone(), listening(listener));
        }
        for raw in raws {
            spawn(sender.clone(), hearing_udev(raw));
        }
        Ok(self.stream(arrivals, names.join(" "), session))
    }

    /// Opens an nlmon device instead.
    pub(crate) fn open_nlmon(&self, device: &str, session: &Session) -> Result<Stream, Failure> {
        let nlmon = session.nlmon(device)?;
        self.make_room(session, |bytes| nlmon.set_receive_buffer(bytes))
            .map_err(|error| Failure::nlmon(&error))?;
        let (sender, arrivals) = mpsc::sync_channel(QUEUE);
        spawn(sender, watching(nlmon));
        Ok(self.stream(arrivals, device.to_owned(), session))
    }

    /// Sets the requested buffer size.
    fn make_room(
        &self,
        session: &Session,
        ask: impl FnOnce(usize) -> Result<usize, Error>,
    ) -> Result<(), Error> {
        let Some(bytes) = self.buffer else {
            return Ok(());
        };
        // The kernel doubles the requested size.
        let granted = ask(bytes)? / 2;
        if granted < bytes {
            session.remark(&format!(
                "the buffer has only {granted} bytes: use sudo or `sysctl net.core.rmem_max={bytes}` for more"
            ));
        }
        Ok(())
    }

    fn stream(&self, arrivals: Receiver<Arrival>, names: String, session: &Session) -> Stream {
        session.remark(&format!("listening to {names}"));
        let end = |duration| Instant::now() + duration;
        Stream {
            arrivals,
            limits: self.limits,
            idle: session.timeout(),
            deadline: session.deadline(),
            end: self.limits.duration.map(end),
            count: 0,
            names,
        }
    }
}

/// Receives in a thread that is never joined: it is still waiting in the kernel when the command ends.
fn spawn(
    arrivals: SyncSender<Arrival>,
    mut next: impl FnMut() -> (Protocol, Content) + Send + 'static,
) {
    thread::spawn(move || loop {
        let (protocol, content) = next();
        let broken = matches!(content, Content::Broken(_));
        let arrival = Arrival {
            time: Time::now(),
            protocol,
            content,
        };
        if arrivals.send(arrival).is_err() || broken {
            return;
        }
    });
}

fn listening(mut listener: Listener) -> impl FnMut() -> (Protocol, Content) {
    move || {
        let content = match listener.next_datagram() {
            Ok(DatagramOrLoss::Datagram(datagram)) => Content::Datagram {
                bytes: datagram.bytes.to_vec(),
                to: datagram.group.map_or(To::User, |_| To::Group),
                group: datagram.group,
                nsid: datagram.nsid,
            },
            Ok(DatagramOrLoss::Lost(lost)) => Content::Lost(lost.drops),
            Err(error) => Content::Broken(error),
        };
        (listener.protocol(), content)
    }
}

/// Hears the kernel and udev's daemon.
fn hearing_udev(mut raw: Raw) -> impl FnMut() -> (Protocol, Content) {
    move || {
        let content = match raw.receive() {
            Ok(datagram) if datagram.sender == Sender::Kernel || datagram.group == Some(UDEV) => {
                Content::Datagram {
                    bytes: datagram.bytes.to_vec(),
                    to: datagram.group.map_or(To::User, |_| To::Group),
                    group: datagram.group,
                    nsid: datagram.nsid,
                }
            }
            Ok(_) => Content::Refused,
            Err(error) => match error.kind() {
                ErrorKind::Overrun => Content::Lost(0),
                ErrorKind::Truncated { .. } => Content::Lost(1),
                _ => Content::Broken(error),
            },
        };
        (Protocol::KOBJECT_UEVENT, content)
    }
}

fn watching(mut nlmon: Nlmon) -> impl FnMut() -> (Protocol, Content) {
    move || match nlmon.next() {
        Ok(nlmon::Capture::Datagram(seen)) => {
            let content = Content::Datagram {
                bytes: seen.bytes.to_vec(),
                to: To::guess(seen.bytes),
                group: None,
                nsid: None,
            };
            (seen.protocol, content)
        }
        // The protocol of the lost datagrams is unknown.
        Ok(nlmon::Capture::Lost(lost)) => (Protocol::ROUTE, Content::Lost(lost.drops)),
        Err(error) => match error.kind() {
            ErrorKind::Truncated { .. } => (Protocol::ROUTE, Content::Lost(1)),
            _ => (Protocol::ROUTE, Content::Broken(error)),
        },
    }
}

impl Stream {
    /// The next arrival; `None` at the end. Calls `flush` before it waits. Fails if the time is over and nothing has
    /// arrived at all.
    pub(crate) fn next(
        &mut self,
        flush: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<Option<Arrival>, Failure> {
        if let Some(arrival) = self.at_once() {
            return Ok(Some(arrival));
        }
        flush()?;
        self.wait()
    }

    /// The next arrival if it is already there.
    fn at_once(&mut self) -> Option<Arrival> {
        if self.limits.count == Some(self.count)
            || self.left() == Some(Duration::ZERO)
            || self.is_late()
        {
            return None;
        }
        let arrival = self.arrivals.try_recv().ok()?;
        self.count += 1;
        Some(arrival)
    }

    /// Waits for the next arrival.
    fn wait(&mut self) -> Result<Option<Arrival>, Failure> {
        if self.limits.count == Some(self.count) {
            return Ok(None);
        }
        if self.is_late() {
            return Err(Failure::late());
        }
        let left = self.left();
        let late = self
            .deadline
            .map(|end| end.saturating_duration_since(Instant::now()));
        let received = match left.into_iter().chain(self.idle).chain(late).min() {
            None => self
                .arrivals
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
            Some(wait) => self.arrivals.recv_timeout(wait),
        };
        match received {
            Ok(arrival) => {
                self.count += 1;
                Ok(Some(arrival))
            }
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) if self.is_late() => Err(Failure::late()),
            Err(RecvTimeoutError::Timeout) => match self.idle {
                Some(idle) if self.count == 0 && left.is_none_or(|left| idle < left) => {
                    Err(Failure::silence(&self.names, idle))
                }
                _ => Ok(None),
            },
        }
    }

    fn is_late(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| deadline <= Instant::now())
    }

    fn left(&self) -> Option<Duration> {
        self.end
            .map(|end| end.saturating_duration_since(Instant::now()))
    }
}
