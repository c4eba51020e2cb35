// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink decode`: what somebody has captured, in words.

use std::fmt::{self, Display};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use klink::{Messages, Protocol};
use serde::Serialize;

use crate::capture::{self, Packet, Packets, To, Writer};
use crate::exit::{Failure, Status};
use crate::message::{Described, Families};
use crate::output::Hex;
use crate::session::Session;
use crate::text_dump::{self, Shown};
use crate::time::Time;
use crate::{bytes, options};

/// Shows the messages in a capture, a hexadecimal dump or strace's text.
///
/// Captures are pcap files of link type 253, as `klink record` and tcpdump on an nlmon device write them. Dumps are as
/// xxd, hexdump -C and Wireshark print them, or plain digits; an empty line ends a datagram. strace shows bytes with
/// `-e trace=network,read,write,close -e read=all -e write=all`.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Decode {
    /// The file; - is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,

    /// What the file is, where it cannot be told from its beginning.
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Also write what the file shows to a capture, for Wireshark or `klink replay`; without times there are none.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,

    /// The protocol, where the file does not tell.
    #[arg(long, value_parser = options::protocol)]
    protocol: Option<Protocol>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Hex,
    Pcap,
    Strace,
}

pub(crate) fn run(decode: &Decode, session: &mut Session) -> Result<(), Failure> {
    let bytes = bytes::file(&decode.file)?;
    let explain = |error: String| {
        let file = decode.file.display();
        Failure::new(format!("decode {file}: {error}"))
    };
    let format = match decode.format {
        Some(format) => format,
        None if capture::is_capture(&bytes) => Format::Pcap,
        None if text_dump::is_strace(&String::from_utf8_lossy(&bytes)) => Format::Strace,
        None => Format::Hex,
    };
    if bytes.is_empty() {
        return Err(explain(String::from(
            "it is empty: give a file, or write to standard input",
        )));
    }
    let text = || {
        std::str::from_utf8(&bytes).map_err(|_| {
            explain(String::from(
                "neither a capture nor a text: give hexadecimal digits",
            ))
        })
    };
    let writer = decode.write.as_deref().map(Writer::create).transpose()?;
    let mut sink = Sink {
        families: Families::default(),
        writer,
        session,
    };
    let shown = match format {
        Format::Pcap => {
            for packet in Packets::new(&bytes).map_err(explain)? {
                sink.packet(packet.map_err(explain))?;
            }
            return sink.end();
        }
        Format::Hex => text_dump::hex(text()?),
        Format::Strace => text_dump::strace(text()?),
    };
    let mut shown = shown.map_err(explain)?;
    for datagram in &mut shown {
        datagram.protocol = datagram.protocol.or(decode.protocol);
    }
    sink.families_of(&shown)?;
    for datagram in &shown {
        sink.shown(datagram)?;
    }
    sink.end()
}

/// Where decoded datagrams go.
struct Sink<'s> {
    families: Families,
    writer: Option<Writer>,
    session: &'s mut Session,
}

impl Sink<'_> {
    /// A capture tells about families itself.
    fn packet(&mut self, packet: Result<Packet<'_>, Failure>) -> Result<(), Failure> {
        let Ok(packet) = packet else {
            self.session.output.flush()?;
            return packet.map(|_| ());
        };
        if packet.protocol == Protocol::GENERIC {
            for message in Messages::new(packet.datagram).flatten() {
                self.families.learn(&message);
            }
        }
        let place = Position {
            time: Some(packet.time),
            protocol: Some(packet.protocol),
            to: Some(packet.to),
        };
        self.write(&packet)?;
        show(place, packet.datagram, &self.families, self.session)
    }

    /// A text does not: it is taken for one of this machine.
    fn families_of(&mut self, shown: &[Shown]) -> Result<(), Failure> {
        let generic = |shown: &Shown| shown.protocol == Some(Protocol::GENERIC);
        if shown.iter().any(generic) {
            self.families = self.session.families()?;
            if let Some(writer) = &mut self.writer {
                self.session.record_families(writer)?;
            }
        }
        Ok(())
    }

    fn shown(&mut self, shown: &Shown) -> Result<(), Failure> {
        let place = Position {
            time: None,
            protocol: shown.protocol,
            to: shown.to,
        };
        if self.writer.is_some() {
            let protocol = shown.protocol.ok_or_else(|| {
                Failure::usage(
                    "a capture tells the protocol, and the text does not: give --protocol",
                )
            })?;
            self.write(&Packet {
                time: Time(Duration::ZERO),
                protocol,
                to: shown.to.unwrap_or_else(|| To::guess(&shown.datagram)),
                datagram: &shown.datagram,
            })?;
        }
        show(place, &shown.datagram, &self.families, self.session)
    }

    fn write(&mut self, packet: &Packet<'_>) -> Result<(), Failure> {
        match &mut self.writer {
            Some(writer) => writer.add(packet),
            None => Ok(()),
        }
    }

    fn end(mut self) -> Result<(), Failure> {
        if let Some(writer) = &mut self.writer {
            writer.flush()?;
        }
        self.session.output.flush()
    }
}

/// Shows the messages of one datagram.
pub(crate) fn show(
    place: Position,
    datagram: &[u8],
    families: &Families,
    session: &mut Session,
) -> Result<(), Failure> {
    let protocol = place.protocol.unwrap_or(UNKNOWN);
    let mut messages = Messages::new(datagram);
    loop {
        let rest = messages.rest();
        let Some(message) = messages.next() else {
            return Ok(());
        };
        match message {
            Ok(message) => {
                let message = Described::new(protocol, message, families).whole();
                session.output.show(&Located { place, message })?;
            }
            Err(malformed) => {
                let message = Junk {
                    junk: Hex(rest),
                    malformed: malformed.to_string(),
                };
                session.output.show(&Located { place, message })?;
            }
        }
    }
}

/// A protocol that nobody has.
const UNKNOWN: Protocol = Protocol(u8::MAX);

/// What is known of a datagram besides its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    pub(crate) time: Option<Time>,
    pub(crate) protocol: Option<Protocol>,
    pub(crate) to: Option<To>,
}

impl Serialize for Position {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object {
            #[serde(skip_serializing_if = "Option::is_none")]
            time: Option<Time>,
            #[serde(skip_serializing_if = "Option::is_none")]
            protocol: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            to: Option<To>,
        }
        let object = Object {
            time: self.time,
            protocol: self.protocol.map(|protocol| protocol.to_string()),
            to: self.to,
        };
        object.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Located<T> {
    #[serde(flatten)]
    place: Position,
    #[serde(flatten)]
    message: T,
}

impl<T: Display> Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(time) = self.place.time {
            write!(f, "{time} ")?;
        }
        if let Some(protocol) = self.place.protocol {
            write!(f, "{protocol} ")?;
        }
        match self.place.to {
            Some(To::Kernel) => f.write_str("to the kernel: ")?,
            Some(To::User) => f.write_str("to a program: ")?,
            Some(To::Group) => f.write_str("to a group: ")?,
            None => {}
        }
        self.message.fmt(f)
    }
}

/// Bytes that are no message.
#[derive(Serialize)]
struct Junk<'a> {
    junk: Hex<'a>,
    malformed: String,
}

impl Display for Junk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no netlink message ({}): {}", self.malformed, self.junk)
    }
}
