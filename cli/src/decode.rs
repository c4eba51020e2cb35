// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink decode`: what somebody has captured, in words.

use std::fmt::{self, Display};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use klink::{Messages, Protocol};
use serde::Serialize;

use crate::capture::{self, Direction, Packets};
use crate::dump::{self, Shown};
use crate::exit::{Failure, Status};
use crate::message::{Described, Families};
use crate::output::Hex;
use crate::session::Session;
use crate::time::Time;
use crate::{bytes, cli};

/// Shows the messages in a capture, a hexadecimal dump or strace's text.
///
/// Captures are pcap files of link type 253, as `klink record` and tcpdump on an nlmon device write them. Dumps are as
/// xxd, hexdump -C and Wireshark print them, or plain digits; an empty line ends a datagram. strace shows bytes with
/// `-e trace=network -e read=all -e write=all`.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Decode {
    /// The file; - is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,

    /// What the file is, where it cannot be told from its beginning.
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// The protocol, where the file does not tell.
    #[arg(long, value_parser = cli::protocol)]
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
        None if dump::is_strace(&String::from_utf8_lossy(&bytes)) => Format::Strace,
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
    let shown = match format {
        Format::Pcap => {
            return packets(&bytes, session).map_err(|failure| match failure {
                Broken::Capture(error) => explain(error),
                Broken::Output(failure) => failure,
            })
        }
        Format::Hex => dump::hex(text()?),
        Format::Strace => dump::strace(text()?),
    };
    let families = session.families().unwrap_or_default();
    for datagram in shown.map_err(explain)? {
        let Shown {
            protocol,
            direction,
            datagram,
        } = datagram;
        let protocol = protocol.or(decode.protocol);
        let place = Place {
            time: None,
            protocol,
            direction,
        };
        show(place, &datagram, &families, session)?;
    }
    session.output.flush()
}

enum Broken {
    Capture(String),
    Output(Failure),
}

fn packets(file: &[u8], session: &mut Session) -> Result<(), Broken> {
    let mut families = Families::default();
    for packet in Packets::new(file).map_err(Broken::Capture)? {
        let packet = match packet {
            Ok(packet) => packet,
            Err(error) => {
                session.output.flush().map_err(Broken::Output)?;
                return Err(Broken::Capture(error));
            }
        };
        if packet.protocol == Protocol::GENERIC {
            for message in Messages::new(packet.datagram).flatten() {
                families.learn(&message);
            }
        }
        let place = Place {
            time: Some(packet.time),
            protocol: Some(packet.protocol),
            direction: Some(packet.direction),
        };
        show(place, packet.datagram, &families, session).map_err(Broken::Output)?;
    }
    session.output.flush().map_err(Broken::Output)
}

/// Shows the messages of one datagram.
pub(crate) fn show(
    place: Place,
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
                session.output.show(&Placed { place, message })?;
            }
            Err(malformed) => {
                let message = Junk {
                    junk: Hex(rest),
                    malformed: malformed.to_string(),
                };
                session.output.show(&Placed { place, message })?;
            }
        }
    }
}

/// A protocol that nobody has.
const UNKNOWN: Protocol = Protocol(u8::MAX);

/// What is known of a datagram besides its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) time: Option<Time>,
    pub(crate) protocol: Option<Protocol>,
    pub(crate) direction: Option<Direction>,
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object {
            #[serde(skip_serializing_if = "Option::is_none")]
            time: Option<Time>,
            #[serde(skip_serializing_if = "Option::is_none")]
            protocol: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            direction: Option<Direction>,
        }
        let object = Object {
            time: self.time,
            protocol: self.protocol.map(|protocol| protocol.to_string()),
            direction: self.direction,
        };
        object.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Placed<T> {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    message: T,
}

impl<T: Display> Display for Placed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(time) = self.place.time {
            write!(f, "{time} ")?;
        }
        if let Some(protocol) = self.place.protocol {
            write!(f, "{protocol} ")?;
        }
        match self.place.direction {
            Some(Direction::ToKernel) => f.write_str("to the kernel: ")?,
            Some(Direction::ToUser) => f.write_str("to a program: ")?,
            Some(Direction::ToGroup) => f.write_str("to a group: ")?,
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
