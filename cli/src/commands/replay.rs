// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink replay`: sends the requests of a capture to the running kernel.

use std::collections::btree_map::Entry;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use klink::wire::extack::Ack;
use klink::{Flags, Header, Messages, Protocol, Raw, Sender};

use crate::bytes;
use crate::capture::{self, Packet, Packets, To};
use crate::commands::decode::{self, Position};
use crate::exit::{Failure, Status};
use crate::message::Families;
use crate::session::Session;
use crate::time::Time;

/// Sends the requests of a capture to the kernel again, and shows the replies.
///
/// Requests that changed the system change it again: check with --dry-run what would be sent. Each message is sent with
/// a request for an acknowledgement, and the next one after the reply. Messages of generic netlink go to the family
/// that now has the same name, if the capture holds the name. The exit status is 6 if the kernel refused any message.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Replay {
    /// Capture, as for `klink decode`; - is standard input.
    file: PathBuf,

    /// Show what would be sent, and send nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(replay: &Replay, session: &mut Session) -> Result<(), Failure> {
    let file = bytes::file(&replay.file)?;
    let broken = |error: String| Failure::new(format!("replay {}: {error}", replay.file.display()));
    if !capture::is_capture(&file) {
        return Err(broken(String::from(
            "not a capture: `klink decode` reads other files",
        )));
    }
    let packets: Result<Vec<_>, _> = Packets::new(&file).map_err(broken)?.collect();
    let packets = packets.map_err(broken)?;
    let renaming = Renaming::new(&packets, session);
    let mut sockets = Sockets::default();
    let mut requests = 0;
    for packet in packets {
        if packet.to != To::Kernel {
            continue;
        }
        for message in Messages::new(packet.datagram).flatten() {
            let mut datagram = message.header.to_bytes().to_vec();
            datagram.extend(message.payload);
            renaming.apply(packet.protocol, &mut datagram, message.header)?;
            requests += 1;
            let place = Position {
                time: Some(packet.time),
                protocol: Some(packet.protocol),
                to: Some(To::Kernel),
            };
            decode::show(place, &datagram, &renaming.now, session)?;
            if !replay.dry_run {
                sockets.exchange(packet.protocol, &datagram, &renaming.now, session)?;
            }
        }
    }
    session.output.flush()?;
    match (requests, sockets.refused) {
        (0, _) => Err(broken(String::from(
            "the capture has no messages to the kernel: capture on an nlmon device",
        ))),
        (_, 0) => Ok(()),
        (_, refused) => Err(Failure {
            status: Status::Refused,
            message: Some(format!(
                "the kernel refused {refused} of {requests} messages: see its replies for the reasons"
            )),
        }),
    }
}

/// The families of generic netlink when the capture was made, and now.
struct Renaming {
    then: Families,
    now: Families,
}

impl Renaming {
    fn new(packets: &[Packet<'_>], session: &Session) -> Self {
        let mut then = Families::default();
        let generic = packets
            .iter()
            .filter(|packet| packet.protocol == Protocol::GENERIC);
        for packet in generic {
            for message in Messages::new(packet.datagram).flatten() {
                then.learn(&message);
            }
        }
        Self {
            then,
            now: session.families().unwrap_or_default(),
        }
    }

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
            Some(then) => match self.now.named(then.name()) {
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
        capture::patch(datagram, header);
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
        families: &Families,
        session: &mut Session,
    ) -> Result<(), Failure> {
        let explain = |error: klink::Error| Failure::explain(&error, protocol);
        let raw = match self.open.entry(protocol) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(new) => new.insert(session.raw(protocol)?),
        };
        let seq = Header::read(datagram).map_or(0, |header| header.seq);
        let end = Instant::now() + session.answer_timeout();
        raw.send(datagram).map_err(explain)?;
        loop {
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
                protocol: Some(protocol),
                to: Some(To::User),
            };
            decode::show(place, answer.bytes, families, session)?;
            for message in answer.messages().flatten() {
                if message.header.seq != seq {
                    continue;
                }
                match message.header.kind {
                    Header::ERROR => {
                        let refused = Ack::read(&message).is_ok_and(|ack| ack.errno != 0);
                        self.refused += u64::from(refused);
                        return Ok(());
                    }
                    Header::DONE => return Ok(()),
                    _ => {}
                }
            }
        }
    }
}
