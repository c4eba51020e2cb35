// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink decode`: what somebody has captured, in words.

use std::fmt::{self, Display};
use std::io::Read;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use klink::{Messages, Protocol};
use serde::Serialize;

use crate::capture::{self, AnyProtocol, Found, Input, Packet, Reader, To, Writer};
use crate::datagram;
use crate::exit::{statuses, Failure};
use crate::known::Known;
use crate::session::Session;
use crate::shown::Shown;
use crate::text_dump;
use crate::time::Time;
use crate::{bytes, messages_file, options};

/// Shows the messages in a capture, a text, or a file of messages.
///
/// Captures are pcap and pcapng files, also compressed, as Wireshark, tcpdump and `klink record` write them; packets are
/// shown as they are read. Texts are what strace, hexdump, xxd, od, tcpdump, Wireshark, libmnl and libnl print, plain digits, and
/// literals of C, Go, Rust and Python; an empty line ends a datagram. Files of messages are those of `rtmon`, or a saved
/// datagram. A text that can be read in several ways is refused. strace shows bytes with
/// `-f -yy -e trace=network,desc -e read=all -e write=all`.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Decode {
    /// The file; - is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,

    /// The format of the file, if its beginning does not show it.
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Also write the datagrams to a capture, for Wireshark or `klink replay`; a name that ends in .pcapng selects pcapng.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,

    /// The protocol, if the file does not name it.
    #[arg(long, value_parser = options::protocol)]
    protocol: Option<Protocol>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Bytes in a text.
    Hex,
    /// A capture, pcap or pcapng.
    Pcap,
    /// Messages without a header of a file.
    Raw,
    /// The output of strace.
    Strace,
}

pub(crate) fn run(decode: &Decode, session: &mut Session) -> Result<(), Failure> {
    let explain = |error: String| {
        let file = decode.file.display();
        Failure::new(format!("decode {file}: {error}"))
    };
    let file = bytes::open(&decode.file)?;
    let file = capture::decompressed(file).map_err(|error| explain(error.to_string()))?;
    if file.first().is_empty() {
        return Err(explain(String::from(
            "it is empty: give a file, or write to standard input",
        )));
    }
    let name = decode.file.display().to_string();
    let writer = decode
        .write
        .as_deref()
        .map(|path| Writer::create(path, &name));
    let mut sink = Sink {
        known: Known::default(),
        writer: writer.transpose()?,
        protocol: decode.protocol,
        session,
    };
    let is_capture = capture::is_capture(file.first());
    let done = match decode.format {
        Some(Format::Pcap) => sink.capture(file, &explain),
        None if is_capture => sink.capture(file, &explain),
        format => sink.other(format, file, &explain),
    };
    // What was shown before a failure counts.
    sink.end().and(done)
}

/// Where decoded datagrams go.
struct Sink<'s> {
    known: Known,
    writer: Option<Writer>,
    protocol: Option<Protocol>,
    session: &'s mut Session,
}

impl Sink<'_> {
    /// Shows packets as they come.
    fn capture(&mut self, file: Input, explain: &dyn Fn(String) -> Failure) -> Result<(), Failure> {
        let mut reader = Reader::new(file).map_err(explain)?;
        loop {
            if reader.may_wait() {
                self.session.output.flush()?;
            }
            match reader.next().map_err(explain)? {
                None => return Ok(()),
                Some(Found::Packet(packet)) => self.packet(&packet)?,
                Some(Found::Broken(what)) => {
                    self.session.output.flush()?;
                    self.session.remark(&what);
                }
            }
        }
    }

    /// Shows a text, or a file of messages.
    fn other(
        &mut self,
        format: Option<Format>,
        mut file: Input,
        explain: &dyn Fn(String) -> Failure,
    ) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let read = file.by_ref().take(bytes::FILE_MAX).read_to_end(&mut bytes);
        let len = read.map_err(|error| explain(error.to_string()))?;
        if len as u64 == bytes::FILE_MAX {
            return Err(explain(String::from("longer than 64 MiB: split it")));
        }
        let text = std::str::from_utf8(&bytes)
            .ok()
            .filter(|text| !text.contains('\0'));
        let (shown, remarks) = match (format, text) {
            (Some(Format::Raw), _) | (None, None) => {
                let always = format == Some(Format::Raw);
                (
                    messages_file::read(&bytes, always).map_err(explain)?,
                    Vec::new(),
                )
            }
            (_, None) => {
                return Err(explain(String::from(
                    "no text: give hexadecimal digits, or --format raw",
                )))
            }
            (Some(Format::Strace), Some(text)) => text_dump::strace(text).map_err(explain)?,
            (None, Some(text)) if text_dump::is_strace(text) => {
                text_dump::strace(text).map_err(explain)?
            }
            (_, Some(text)) => (text_dump::bytes(text).map_err(explain)?, Vec::new()),
        };
        self.families_of(&shown)?;
        for datagram in &shown {
            self.shown(datagram)?;
        }
        self.session.output.flush()?;
        for remark in remarks {
            self.session.remark(&remark);
        }
        Ok(())
    }

    /// Shows a packet. A capture names its families itself.
    fn packet(&mut self, packet: &Packet<'_>) -> Result<(), Failure> {
        if packet.protocol == Protocol::GENERIC.into() {
            for message in Messages::new(packet.datagram).flatten() {
                self.known.families.learn(&message);
            }
        }
        if let Some(writer) = &mut self.writer {
            writer.add(packet)?;
        }
        let place = Position {
            time: packet.time,
            protocol: Some(packet.protocol),
            to: Some(packet.to),
        };
        show(
            place,
            packet.datagram,
            packet.len,
            &self.known,
            self.session,
        )
    }

    /// Takes the families of this machine, because a text names none.
    fn families_of(&mut self, shown: &[Shown]) -> Result<(), Failure> {
        let generic = |shown: &Shown| self.protocol_of(shown) == Some(Protocol::GENERIC.into());
        if shown.iter().any(generic) {
            self.known.families = self.session.families()?;
            if let Some(writer) = &mut self.writer {
                self.session.record_families(writer)?;
            }
        }
        Ok(())
    }

    fn protocol_of(&self, shown: &Shown) -> Option<AnyProtocol> {
        shown.protocol.or(self.protocol.map(Into::into))
    }

    fn shown(&mut self, shown: &Shown) -> Result<(), Failure> {
        let place = Position {
            time: shown.time,
            protocol: self.protocol_of(shown),
            to: shown.to,
        };
        if let Some(writer) = &mut self.writer {
            let protocol = place.protocol.ok_or_else(|| {
                Failure::usage("a capture names the protocol, and a text does not: give --protocol")
            })?;
            writer.add(&Packet {
                time: shown.time,
                protocol,
                to: shown.to.unwrap_or_else(|| To::guess(&shown.datagram)),
                datagram: &shown.datagram,
                len: shown.len,
            })?;
        }
        if let Some(remark) = &shown.remark {
            self.session.output.flush()?;
            self.session.remark(remark);
        }
        show(place, &shown.datagram, shown.len, &self.known, self.session)
    }

    fn end(&mut self) -> Result<(), Failure> {
        if let Some(writer) = &mut self.writer {
            writer.end()?;
        }
        self.session.output.flush()
    }
}

/// Shows what is in one datagram of `len` bytes, of which the first are there.
pub(crate) fn show(
    place: Position,
    datagram: &[u8],
    len: usize,
    known: &Known,
    session: &mut Session,
) -> Result<(), Failure> {
    // A number that no socket has is still one.
    let protocol = place
        .protocol
        .map(|protocol| protocol.known().unwrap_or(UNKNOWN));
    let role = place.to.map(To::role);
    for message in datagram::items(protocol, datagram, len, known, role) {
        let message = message.whole();
        session.output.show(&Located { place, message })?;
    }
    known.report_failures(|failure| session.remark(failure));
    Ok(())
}

/// A protocol that does not exist.
const UNKNOWN: Protocol = Protocol(u8::MAX);

/// The time, protocol and direction of a datagram.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    pub(crate) time: Option<Time>,
    pub(crate) protocol: Option<AnyProtocol>,
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
