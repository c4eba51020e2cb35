// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink replay`: sends the requests of a capture to the running kernel.

use std::collections::btree_map::Entry;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use klink::wire::extack::Ack;
use klink::{Flags, Header, Messages, Protocol, Raw, Sender};

use crate::bytes;
use crate::capture::{self, AnyProtocol, Found, Reader, To};
use crate::commands::decode::{self, Position};
use crate::exit::{statuses, Failure, Status};
use crate::kinds;
use crate::known::{Families, Known};
use crate::session::Session;
use crate::time::Time;

/// Sends the requests of a capture to the kernel again, and shows the replies.
///
/// Requests that changed the system change it again: check with --dry-run what would be sent. Each message is sent with
/// a request for an acknowledgement, and the next one after the reply. Messages of generic netlink go to the family
/// that now has the same name, if the capture holds the name. The exit status is 6 if the kernel refused any message.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Replay {
    /// Capture, as for `klink decode`; - is standard input.
    file: PathBuf,

    /// Show what would be sent, and send nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(replay: &Replay, session: &mut Session) -> Result<(), Failure> {
    let broken = |error: String| Failure::new(format!("replay {}: {error}", replay.file.display()));
    let requests = Requests::read(&replay.file, session, &broken)?;
    let renaming = Renaming {
        then: requests.families,
        now: Known::new(session.families().unwrap_or_default()),
    };
    let mut sockets = Sockets::default();
    for request in &requests.all {
        let mut datagram = request.message.clone();
        let protocol = request.protocol.known();
        let header = Header::read(&datagram);
        let (Some(protocol), Ok(header)) = (protocol, header) else {
            return Err(broken(format!(
                "no socket has the protocol {}",
                request.protocol
            )));
        };
        renaming.apply(protocol, &mut datagram, header)?;
        let place = Position {
            time: request.time,
            protocol: Some(request.protocol),
            to: Some(To::Kernel),
        };
        decode::show(place, &datagram, datagram.len(), &renaming.now, session)?;
        if !replay.dry_run {
            sockets.exchange(protocol, &datagram, &renaming.now, session)?;
        }
    }
    session.output.flush()?;
    match (requests.all.len(), sockets.refused) {
        (0, _) => Err(broken(String::from(
            "the capture has no messages to the kernel: capture on an nlmon device",
        ))),
        (_, 0) => Ok(()),
        (requests, refused) => Err(Failure {
            status: Status::Refused,
            message: Some(format!(
                "the kernel refused {refused} of {requests} messages: see its replies for the reasons"
            )),
        }),
    }
}

/// The messages of a capture that go to the kernel.
#[derive(Default)]
struct Requests {
    all: Vec<Request>,
    /// The families that it names.
    families: Families,
}

struct Request {
    time: Option<Time>,
    protocol: AnyProtocol,
    message: Vec<u8>,
}

/// The most bytes of requests.
const SIZE_MAX: usize = 64 << 20;

impl Requests {
    fn read(
        path: &Path,
        session: &Session,
        broken: &dyn Fn(String) -> Failure,
    ) -> Result<Self, Failure> {
        let file = capture::decompressed(bytes::open(path)?);
        let file = file.map_err(|error| broken(error.to_string()))?;
        if !capture::is_capture(file.first()) {
            return Err(broken(String::from(
                "no capture: `klink decode` reads other files",
            )));
        }
        let mut reader = Reader::new(file).map_err(broken)?;
        let mut requests = Self::default();
        let (mut size, mut cut) = (0, 0);
        while let Some(found) = reader.next().map_err(broken)? {
            let packet = match found {
                Found::Packet(packet) => packet,
                Found::Broken(what) => {
                    session.remark(&what);
                    continue;
                }
            };
            for message in Messages::new(packet.datagram) {
                let Ok(message) = message else {
                    cut +=
                        usize::from(packet.to == To::Kernel && packet.len > packet.datagram.len());
                    continue;
                };
                if packet.protocol == Protocol::GENERIC.into() {
                    requests.families.learn(&message);
                }
                if packet.to == To::Kernel {
                    let mut bytes = message.header.to_bytes().to_vec();
                    bytes.extend(message.payload);
                    size += bytes.len();
                    requests.all.push(Request {
                        time: packet.time,
                        protocol: packet.protocol,
                        message: bytes,
                    });
                }
            }
            if size > SIZE_MAX {
                return Err(broken(String::from(
                    "more than 64 MiB of requests: split it",
                )));
            }
        }
        if cut > 0 {
            session.remark(&format!(
                "{cut} messages are cut, and left out: capture all of each packet"
            ));
        }
        Ok(requests)
    }
}

/// The families of generic netlink when the capture was made, and now.
struct Renaming {
    then: Families,
    now: Known,
}

impl Renaming {
    /// Changes a message's type to that of the family that now has its family's name.
    fn apply(
        &self,
        protocol: Protocol,
        datagram: &mut [u8],
        header: Header,
    ) -> Result<(), Failure> {
        let then = match protocol {
            Protocol::GENERIC => self.then.get(header.kind),
            _ => None,
        };
        let kind = match then {
            None => header.kind,
            Some(then) => match self.now.families.named(then.name()) {
                Some(now) => now.id(),
                None => return Err(Failure {
                    status: Status::NoPeer,
                    message: Some(format!(
                        "generic netlink family {:?}: not found: `klink genl list` lists the families; a module may not be loaded",
                        then.name()
                    )),
                }),
            },
        };
        let header = Header {
            kind,
            flags: header.flags | Flags::REQUEST | Flags::ACK,
            ..header
        };
        if let Some(place) = datagram.first_chunk_mut() {
            *place = header.to_bytes();
        }
        Ok(())
    }
}

/// The sockets, one for each protocol.
#[derive(Default)]
struct Sockets {
    open: BTreeMap<Protocol, Raw>,
    refused: u64,
}

impl Sockets {
    /// Sends one message and shows its reply.
    fn exchange(
        &mut self,
        protocol: Protocol,
        datagram: &[u8],
        known: &Known,
        session: &mut Session,
    ) -> Result<(), Failure> {
        let explain = |error: klink::Error| Failure::explain(&error, protocol);
        let raw = match self.open.entry(protocol) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(new) => {
                let mut raw = session.raw(protocol)?;
                raw.set_extended_acks(true).map_err(explain)?;
                new.insert(raw)
            }
        };
        let header = Header::read(datagram);
        let (seq, kind) = header.map_or((0, 0), |header| (header.seq, header.kind));
        let behind = kinds::answers_behind_ack(protocol, kind);
        let end = Instant::now() + session.answer_timeout();
        raw.send(datagram).map_err(explain)?;
        loop {
            session.check_deadline()?;
            let left = end.saturating_duration_since(Instant::now());
            raw.set_timeout(Some(left)).map_err(explain)?;
            let answer = raw.receive().map_err(|error| match error.is_timeout() {
                true => Failure::silence(protocol, session.answer_timeout()),
                false => explain(error),
            })?;
            if answer.sender != Sender::Kernel {
                continue;
            }
            let place = Position {
                time: Some(Time::now()),
                protocol: Some(protocol.into()),
                to: Some(To::User),
            };
            decode::show(place, answer.bytes, answer.bytes.len(), known, session)?;
            for message in answer.messages().flatten() {
                if message.header.seq != seq {
                    continue;
                }
                match message.header.kind {
                    Header::ERROR => {
                        let refused = Ack::read(&message).is_ok_and(|ack| ack.errno != 0);
                        self.refused += u64::from(refused);
                        if refused || !behind {
                            return Ok(());
                        }
                    }
                    Header::DONE => return Ok(()),
                    _ if behind && !message.header.flags.contains(Flags::MULTI) => return Ok(()),
                    _ => {}
                }
            }
        }
    }
}
