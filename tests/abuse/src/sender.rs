// SPDX-License-Identifier: MIT OR Apache-2.0

//! One process that sends, and reads the replies or not.

use std::os::fd::OwnedFd;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use fastrand::Rng;
use klink::wire::extack::Ack;
use klink::{Errno, Error, ErrorKind, Group, Header, Message, Protocol, Raw, Socket};
use klink_protocol::echo;

use crate::autoload::AWAY;
use crate::datagram::{self, Datagram, Destination, Plan};
use crate::expected::SENT;
use crate::family::Family;
use crate::rows::Rows;
use crate::signals::unloading;
use crate::tally::{Section, Tally};

/// The number of datagrams that a sender sends through one socket without a break.
const BURST: u64 = 64;

/// The number of datagrams after which it reads the replies, unless it stalls on purpose.
const UNREAD: u64 = 8;

/// How long a module may be absent, or busy, before that is a failure.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The orders of a sender.
#[derive(Clone, Debug)]
pub struct Orders {
    pub seed: u64,
    /// Its number among the senders: each has a stream of datagrams of its own.
    pub number: u64,
    /// The number of its first datagram.
    pub from: u64,
    /// How many it sends.
    pub datagrams: u64,
    /// The families that it speaks to, by name.
    pub families: Vec<String>,
}

/// Sends the ordered datagrams and returns the table. Calls `progress` with the number that the kernel has accepted.
///
/// # Errors
/// Fails if a module stays absent, or the kernel sends bytes that are not netlink messages.
pub fn run(orders: &Orders, mut progress: impl FnMut(u64)) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut families = Family::learn_all(&orders.families)?;
    let rows = Rows::new(&mut tally, &families);
    let (mut number, mut sent) = (orders.from, 0);
    while sent < orders.datagrams {
        let burst = number / BURST;
        let mut random = stream(orders, Kind::Burst, burst);
        let protocol = if random.u8(..3) == 0 {
            echo::PROTOCOL
        } else {
            Protocol::GENERIC
        };
        if protocol == Protocol::GENERIC {
            families = Family::learn_all(&orders.families)?;
        }
        let socket = open(protocol, &mut tally)?;
        let mut burst = Burst::new(socket, &families, &rows, &mut tally, &mut random)?;
        // Bursts begin at the same numbers wherever a sender starts.
        let end = (number / BURST + 1) * BURST;
        while number < end && sent < orders.datagrams {
            sent += u64::from(burst.send(number, &mut stream(orders, Kind::Datagram, number))?);
            number += 1;
            // Open sockets keep the module loaded, so while it is to be unloaded each datagram has a socket of its own.
            if protocol == echo::PROTOCOL && unloading().exists() {
                break;
            }
        }
        burst.end()?;
        progress(sent);
    }
    Ok(tally)
}

/// The use of random numbers.
#[derive(Clone, Copy)]
enum Kind {
    Burst,
    Datagram,
}

/// The random numbers for the burst or datagram of this number.
fn stream(orders: &Orders, kind: Kind, number: u64) -> Rng {
    let seeds = [orders.seed, orders.number, kind as u64, number];
    let mixed = seeds
        .iter()
        .fold(0, |mixed: u64, seed| Rng::with_seed(mixed ^ seed).u64(..));
    Rng::with_seed(mixed)
}

/// Opens a socket that gets extended acks, as soon as a module has the protocol.
fn open(protocol: Protocol, tally: &mut Tally) -> Result<Raw> {
    let start = Instant::now();
    loop {
        match Socket::open(protocol).and_then(|socket| Raw::try_from(OwnedFd::from(socket))) {
            Err(error)
                if error.errno() == Some(Errno::EPROTONOSUPPORT) && start.elapsed() < TIMEOUT =>
            {
                tally.note(Section::Call, "open: EPROTONOSUPPORT");
                sleep(AWAY);
            }
            opened => return Ok(opened?),
        }
    }
}

/// The datagrams that are sent through one socket.
struct Burst<'a> {
    socket: Raw,
    plan: Plan<'a>,
    rows: &'a Rows,
    tally: &'a mut Tally,
    /// Whether it reads nothing until its end, from a small buffer.
    stalls: bool,
    sent: u64,
    /// Messages whose reply may still arrive.
    pending: Vec<datagram::Message>,
}

impl<'a> Burst<'a> {
    fn new(
        socket: Raw,
        families: &'a [Family],
        rows: &'a Rows,
        tally: &'a mut Tally,
        random: &mut Rng,
    ) -> Result<Self> {
        let stalls = random.u8(..8) == 0;
        let portid = socket.portid()?.get();
        let plan = Plan { families, portid };
        let mut burst = Self {
            socket,
            plan,
            rows,
            tally,
            stalls,
            sent: 0,
            pending: Vec::new(),
        };
        // It is a member of a group that it sends to.
        burst.socket.set_timeout(Some(Duration::from_millis(5)))?;
        if stalls {
            burst.socket.set_receive_buffer(1)?;
            burst.tally.note(Section::Event, "reader stalled");
        }
        if burst.socket.protocol() == Protocol::GENERIC && random.u8(..4) == 0 {
            families
                .iter()
                .flat_map(|family| &family.groups)
                .for_each(|group| burst.join(*group));
        }
        Ok(burst)
    }

    fn join(&mut self, group: Group) {
        match self.socket.join(group) {
            Ok(()) => self.tally.note(Section::Event, "joined a group"),
            Err(error) => self
                .tally
                .note(Section::Call, &format!("join: {}", name(&error))),
        }
    }

    /// Makes a datagram, sends it and sometimes reads. Returns whether the kernel accepted it.
    fn send(&mut self, number: u64, random: &mut Rng) -> Result<bool> {
        // No datagram has as many as 256 messages. Larger numbers could not be used to match replies.
        let seq = (number << 8) as u32;
        let is_echo = self.socket.protocol() == echo::PROTOCOL;
        let datagram = if is_echo {
            self.plan.echo(random, seq)
        } else {
            self.plan.generic(random, seq)
        };
        let sent = match datagram.to {
            Destination::Kernel => self.socket.send(&datagram.bytes),
            Destination::Group(group) => self.socket.multicast(group, &datagram.bytes),
            Destination::Other => self
                .socket
                .portid()
                .and_then(|own| self.socket.send_to(own, &datagram.bytes)),
        };
        let taken = sent.is_ok();
        match sent {
            Ok(()) => self.count(datagram),
            Err(error) => {
                let to = match datagram.to {
                    Destination::Kernel => "to the kernel",
                    Destination::Group(_) => "to a group",
                    Destination::Other => "to a user program",
                };
                self.tally
                    .note(Section::Call, &format!("send {to}: {}", name(&error)));
            }
        }
        self.sent += 1;
        if self.sent % UNREAD == 0 && !self.stalls {
            self.read()?;
        }
        Ok(taken)
    }

    fn count(&mut self, datagram: Datagram) {
        match datagram.to {
            Destination::Kernel => {}
            Destination::Group(_) => self.tally.note(Section::Datagram, "to a group"),
            Destination::Other => return self.tally.note(Section::Datagram, "to a user program"),
        }
        self.tally.note(Section::Datagram, SENT);
        self.rows.count(self.tally, &datagram);
        self.pending.extend(
            datagram
                .messages
                .into_iter()
                .filter(|message| message.operation.is_some()),
        );
    }

    fn end(mut self) -> Result<()> {
        if self.stalls {
            // Long enough for others to be affected by what this one holds.
            sleep(Duration::from_millis(20));
        }
        self.read()
    }

    /// Reads everything that has arrived.
    fn read(&mut self) -> Result<()> {
        let protocol = if self.socket.protocol() == echo::PROTOCOL {
            "echo"
        } else {
            "generic"
        };
        loop {
            let datagram = match self.socket.try_receive() {
                Ok(Some(datagram)) => datagram,
                Ok(None) => break,
                Err(error) if matches!(error.kind(), ErrorKind::Overrun) => {
                    self.tally.note(
                        Section::Event,
                        &format!("{protocol}: answers lost, buffer full"),
                    );
                    continue;
                }
                // A message that it sends to itself can be longer than any reply.
                Err(error) if matches!(error.kind(), ErrorKind::Truncated { .. }) => continue,
                Err(error) => return Err(error).context("while reading answers"),
            };
            if datagram.sender != klink::Sender::Kernel {
                self.tally
                    .note(Section::Answer, &format!("{protocol}: from a user program"));
                continue;
            }
            let is_notice = datagram.group.is_some();
            for message in datagram.messages() {
                let message = message.context("the kernel sent broken netlink")?;
                if is_notice {
                    self.tally
                        .note(Section::Answer, &format!("{protocol}: notification"));
                } else if protocol == "echo" {
                    let answer = if message.header.kind == echo::ANSWER_KIND {
                        "greeting"
                    } else {
                        "something else"
                    };
                    self.tally.note(Section::Answer, &format!("echo: {answer}"));
                } else {
                    answer(self.tally, self.rows, &self.pending, &message)?;
                }
            }
        }
        self.pending.clear();
        Ok(())
    }
}

/// Counts one message of the kernel's reply to generic netlink.
fn answer(
    tally: &mut Tally,
    rows: &Rows,
    pending: &[datagram::Message],
    message: &Message<'_>,
) -> Result<()> {
    let kind = match message.header.kind {
        Header::ERROR => return ack(tally, rows, pending, message),
        Header::DONE => "end of a dump",
        _ => "reply",
    };
    tally.note(Section::Answer, &format!("generic: {kind}"));
    Ok(())
}

fn ack(
    tally: &mut Tally,
    rows: &Rows,
    pending: &[datagram::Message],
    message: &Message<'_>,
) -> Result<()> {
    let ack = Ack::read(message).context("the kernel sent a broken acknowledgement")?;
    if ack.errno == 0 {
        tally.note(Section::Answer, "generic: acknowledgement");
        return Ok(());
    }
    tally.note(Section::Answer, "generic: refusal");
    let errno = Errno(i32::try_from(ack.errno).unwrap_or(i32::MAX));
    let reason = match ack.extack.message {
        Some(words) => format!("{errno:?}: {}", String::from_utf8_lossy(words)),
        None => format!("{errno:?}"),
    };
    tally.note(Section::Reason, &reason);
    let refused = ack.extack.offset.and_then(|offset| {
        let sent = pending.iter().find(|sent| sent.seq == ack.request.seq)?;
        let (family, _) = sent.operation?;
        let (_, set, rule) = sent
            .attributes
            .iter()
            .find(|(at, ..)| *at == offset as usize)?;
        rows.attribute(family, *set, *rule)
    });
    if let Some(attribute) = refused {
        tally.note(Section::Refused, attribute);
    }
    Ok(())
}

/// A system call's error, in one word.
fn name(error: &Error) -> String {
    error
        .errno()
        .map_or_else(|| error.kind().to_string(), |errno| format!("{errno:?}"))
}
