// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink record`: what the kernel sends to multicast groups, into a capture.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use klink::wire::genl;
use klink::{Flags, Header, Messages, Protocol};
use serde::Serialize;

use crate::capture::{self, Direction, Packet};
use crate::exit::{Failure, Status};
use crate::session::Session;
use crate::stream::{Listening, What};
use crate::target::Target;
use crate::time::Time;

/// Records what the kernel sends to multicast groups, into a pcap file (link type 253) that Wireshark, tcpdump and
/// `klink decode` read.
///
/// Needs neither root nor an nlmon device. With generic netlink, the capture begins with the families that there are, so
/// that whoever reads it can name them. A capture can be read while it is written, and is whole whenever it ends.
/// Example: `klink record - route | tshark -r -`.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Record {
    /// The file to write; - is standard output.
    file: PathBuf,

    /// What to listen to: a protocol or a generic netlink family, and its groups by number or name. Without groups, all
    /// that have a name.
    #[arg(required = true, value_name = "PEER[:GROUP,...]", value_parser = Target::parse)]
    targets: Vec<Target>,

    #[command(flatten)]
    listening: Listening,
}

pub(crate) fn run(record: &Record, session: &mut Session) -> Result<(), Failure> {
    let mut capture = Capture::create(&record.file)?;
    let generic = record.targets.iter().any(Target::is_generic);
    if generic {
        capture.families(session)?;
    }
    capture.flush()?;
    let mut stream = record.listening.open(&record.targets, session)?;
    let mut recorded = Recorded {
        file: record.file.display().to_string(),
        datagrams: 0,
        lost: 0,
    };
    loop {
        let arrival = match stream.at_once() {
            Some(arrival) => arrival,
            None => {
                capture.flush()?;
                match stream.next()? {
                    Some(arrival) => arrival,
                    None => break,
                }
            }
        };
        match arrival.what {
            What::Datagram { bytes, group, .. } => {
                let direction = match group {
                    Some(_) => Direction::ToGroup,
                    None => Direction::ToUser,
                };
                capture.add(&Packet {
                    time: arrival.time,
                    protocol: arrival.protocol,
                    direction,
                    datagram: &bytes,
                })?;
                recorded.datagrams += 1;
            }
            What::Lost(drops) => {
                recorded.lost += u64::from(drops.max(1));
                session.remark(&format!(
                    "lost {drops} datagrams of {}: give it more room with --buffer",
                    arrival.protocol
                ));
            }
            What::Broken(error) => return Err(Failure::explain(&error, arrival.protocol)),
        }
    }
    capture.flush()?;
    if capture.is_stdout {
        session.remark(&recorded.to_string());
        return Ok(());
    }
    session.output.show(&recorded)?;
    session.output.flush()
}

/// What came of it.
#[derive(Serialize)]
struct Recorded {
    file: String,
    datagrams: u64,
    lost: u64,
}

impl Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            datagrams,
            lost,
        } = self;
        write!(f, "{file}: {datagrams} datagrams, {lost} lost")
    }
}

/// The file that is written.
struct Capture {
    file: BufWriter<Box<dyn Write>>,
    name: String,
    is_stdout: bool,
}

impl Capture {
    fn create(path: &Path) -> Result<Self, Failure> {
        let is_stdout = path.as_os_str() == "-";
        let name = path.display().to_string();
        let file: Box<dyn Write> = if is_stdout {
            Box::new(io::stdout())
        } else {
            Box::new(File::create(path).map_err(|error| unwritable(&name, &error))?)
        };
        let mut capture = Self {
            file: BufWriter::new(file),
            name,
            is_stdout,
        };
        let begun = capture::begin(&mut capture.file);
        capture.written(begun)?;
        Ok(capture)
    }

    /// The controller's answers to who asks for all families.
    fn families(&mut self, session: &Session) -> Result<(), Failure> {
        let explain = |error: klink::Error| Failure::explain(&error, Protocol::GENERIC);
        let mut raw = session.raw(Protocol::GENERIC)?;
        raw.set_timeout(Some(session.answer_timeout()))
            .map_err(explain)?;
        let get = genl::Header {
            cmd: genl::ctrl::cmd::GET_FAMILY,
            version: genl::ctrl::VERSION,
        };
        let header = Header {
            len: (Header::LEN + genl::Header::LEN) as u32,
            kind: genl::ctrl::ID,
            flags: Flags::REQUEST | Flags::DUMP,
            seq: 1,
            claimed_portid: 0,
        };
        let request = [&header.to_bytes()[..], &get.to_bytes()].concat();
        raw.send(&request).map_err(explain)?;
        loop {
            let datagram = raw.receive().map_err(explain)?;
            let ends = |kind| kind == Header::DONE || kind == Header::ERROR;
            let mut messages = Messages::new(datagram.bytes).flatten();
            let end = messages.any(|message| ends(message.header.kind));
            self.add(&Packet {
                time: Time::now(),
                protocol: Protocol::GENERIC,
                direction: Direction::ToUser,
                datagram: datagram.bytes,
            })?;
            if end {
                return Ok(());
            }
        }
    }

    fn add(&mut self, packet: &Packet<'_>) -> Result<(), Failure> {
        let added = capture::add(&mut self.file, packet);
        self.written(added)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.file.flush();
        self.written(flushed)
    }

    fn written(&self, written: io::Result<()>) -> Result<(), Failure> {
        written.map_err(|error| unwritable(&self.name, &error))
    }
}

fn unwritable(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NOBODY_READS,
        _ => Failure::new(format!(
            "write {name}: {error}: give a file that can be written, or - for standard output"
        )),
    }
}
