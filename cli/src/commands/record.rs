// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink record`: the kernel's multicast messages, in a capture.

use std::fmt::{self, Display};
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::capture::{Packet, Writer};
use crate::exit::{statuses, Failure};
use crate::session::Session;
use crate::stream::{Content, Listening};
use crate::target::Target;

/// Records the kernel's multicast messages in a pcap file (link type 253), which Wireshark, tcpdump and `klink decode`
/// read.
///
/// A file name that ends in .pcapng selects pcapng, which also holds the number of lost datagrams. Needs neither root nor
/// an nlmon device. With generic netlink, the capture begins with the families that there are, so that its readers can
/// name them. A capture can be read while it is written, and is valid whenever it ends.
/// Example: `klink record - route | tshark -r -`.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Record {
    /// The file to write; - is standard output.
    file: PathBuf,

    /// Protocol or generic netlink family to listen to, and its groups by number or name. Without groups,
    /// all that have a name.
    #[arg(
        required_unless_present = "nlmon", conflicts_with = "nlmon",
        value_name = "PEER[:GROUP,...]", value_parser = Target::parse
    )]
    targets: Vec<Target>,

    /// Record all messages of all programs in the network namespace instead, as this device of kind nlmon shows them.
    #[arg(long, value_name = "DEVICE")]
    nlmon: Option<String>,

    /// Write pcapng, whatever the name of the file.
    #[arg(long)]
    pcapng: bool,

    #[command(flatten)]
    listening: Listening,
}

pub(crate) fn run(record: &Record, session: &mut Session) -> Result<(), Failure> {
    let source = match &record.nlmon {
        Some(device) => Source::Device(device),
        None => Source::Groups(&record.targets),
    };
    let interface = source.to_string();
    let mut capture = match record.pcapng {
        true => Writer::create_pcapng(&record.file, &interface)?,
        false => Writer::create(&record.file, &interface)?,
    };
    let counts = fill(&mut capture, &source, &record.listening, session)?;
    let recorded = Recorded {
        file: record.file.display().to_string(),
        counts,
    };
    if capture.is_stdout() {
        session.remark(&recorded.to_string());
        return Ok(());
    }
    session.output.show(&recorded)?;
    session.output.flush()
}

/// Where datagrams come from.
pub(crate) enum Source<'a> {
    Groups(&'a [Target]),
    /// A device of kind nlmon.
    Device(&'a str),
}

impl Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(device) => device.fmt(f),
            Self::Groups(targets) => {
                let targets: Vec<_> = targets.iter().map(Target::to_string).collect();
                targets.join(" ").fmt(f)
            }
        }
    }
}

/// Fills a capture until a limit is reached, and ends it.
pub(crate) fn fill(
    capture: &mut Writer,
    source: &Source<'_>,
    listening: &Listening,
    session: &Session,
) -> Result<Counts, Failure> {
    let generic = match source {
        Source::Device(_) => true,
        Source::Groups(targets) => targets.iter().any(Target::is_generic),
    };
    if generic {
        session.record_families(capture)?;
    }
    capture.flush()?;
    let mut stream = match source {
        Source::Device(device) => listening.open_nlmon(device, session)?,
        Source::Groups(targets) => listening.open(targets, session)?,
    };
    let mut counts = Counts::default();
    while let Some(arrival) = stream.next(|| capture.flush())? {
        match arrival.content {
            Content::Datagram { bytes, to, .. } => {
                capture.add(&Packet {
                    time: Some(arrival.time),
                    protocol: arrival.protocol.into(),
                    to,
                    datagram: &bytes,
                    len: bytes.len(),
                })?;
                counts.datagrams += 1;
            }
            Content::Refused => session.remark("refused a datagram of another program"),
            Content::Lost(drops) => {
                counts.lost += u64::from(drops.max(1));
                capture.lose(u64::from(drops.max(1)));
                let remark = format!("lost {drops} datagrams: give it more room with --buffer");
                session.remark(&remark);
            }
            Content::Broken(error) if matches!(source, Source::Device(_)) => {
                return Err(Failure::nlmon(&error))
            }
            Content::Broken(error) => return Err(Failure::explain(&error, arrival.protocol)),
        }
    }
    capture.end()?;
    Ok(counts)
}

/// The counts of a recording.
#[derive(Default, Serialize)]
pub(crate) struct Counts {
    datagrams: u64,
    lost: u64,
}

/// A recording, as it is reported.
#[derive(Serialize)]
struct Recorded {
    file: String,
    #[serde(flatten)]
    counts: Counts,
}

impl Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { datagrams, lost } = self.counts;
        write!(f, "{}: {datagrams} datagrams, {lost} lost", self.file)
    }
}
