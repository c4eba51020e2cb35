// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writes captures.
//!
//! ```text
//! pcap:   | magic | version 2.4 | 8 bytes 0 | most bytes of a packet | link type |
//! packet: | seconds | microseconds | bytes stored | bytes there were | head | datagram |
//! head:   | packet type | 824 | 10 bytes 0 | netlink protocol |         each 2 bytes, in network byte order
//! ```
//!
//! All else is in the byte order of the machine that wrote it, as the messages themselves are
//! (<https://www.tcpdump.org/linktypes/LINKTYPE_NETLINK.html>). A file whose name ends in `.pcapng` gets that format
//! (<https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html>), which also holds what was lost.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use super::packet::{Head, Packet, HARDWARE_TYPE};
use crate::exit::Failure;
use crate::time::Time;

/// `LINKTYPE_NETLINK`
const LINK_TYPE: u32 = 253;
/// The most that Wireshark reads of one packet (`WTAP_MAX_PACKET_SIZE_STANDARD`).
const PACKET_MAX: usize = 262_144;
/// The first word of a pcap file with times in microseconds.
const MAGIC: u32 = 0xa1b2_c3d4;

/// A capture that is being written.
pub(crate) struct Writer {
    file: BufWriter<Box<dyn Write + Send>>,
    name: String,
    is_stdout: bool,
    format: Format,
}

#[derive(Clone, Copy)]
enum Format {
    Pcap,
    /// With how many packets were lost since the last, and how many are there and were lost in all.
    Pcapng {
        lost: u64,
        written: u64,
        all_lost: u64,
    },
}

impl Writer {
    /// Begins a capture from `interface`, as Wireshark's list of interfaces shall name it: pcapng where the name ends so.
    pub(crate) fn create(path: &Path, interface: &str) -> Result<Self, Failure> {
        let is_pcapng = path
            .extension()
            .is_some_and(|extension| extension == "pcapng");
        if is_pcapng {
            return Self::create_pcapng(path, interface);
        }
        let mut capture = Self::open(path, Format::Pcap)?;
        let begun = begin_pcap(&mut capture.file);
        capture.written(begun).map(|()| capture)
    }

    /// Begins a capture in pcapng.
    pub(crate) fn create_pcapng(path: &Path, interface: &str) -> Result<Self, Failure> {
        let format = Format::Pcapng {
            lost: 0,
            written: 0,
            all_lost: 0,
        };
        let mut capture = Self::open(path, format)?;
        let begun = begin_pcapng(&mut capture.file, interface);
        capture.written(begun).map(|()| capture)
    }

    fn open(path: &Path, format: Format) -> Result<Self, Failure> {
        let is_stdout = path.as_os_str() == "-";
        let name = path.display().to_string();
        let file: Box<dyn Write + Send> = if is_stdout {
            Box::new(io::stdout())
        } else {
            Box::new(File::create(path).map_err(|error| unwritable(&name, &error))?)
        };
        Ok(Self {
            file: BufWriter::new(file),
            name,
            is_stdout,
            format,
        })
    }

    /// Whether it goes where results would go.
    pub(crate) fn is_stdout(&self) -> bool {
        self.is_stdout
    }

    /// Adds a packet. What is beyond the formats' limit is cut.
    pub(crate) fn add(&mut self, packet: &Packet<'_>) -> Result<(), Failure> {
        let added = match &mut self.format {
            Format::Pcap => add_pcap(&mut self.file, packet),
            Format::Pcapng { lost, written, .. } => {
                *written += 1;
                add_pcapng(&mut self.file, packet, std::mem::take(lost))
            }
        };
        self.written(added)
    }

    /// Takes note of datagrams that were lost. The next packet says so in pcapng; pcap has no place for it.
    pub(crate) fn lose(&mut self, count: u64) {
        if let Format::Pcapng { lost, all_lost, .. } = &mut self.format {
            *lost = lost.saturating_add(count);
            *all_lost = all_lost.saturating_add(count);
        }
    }

    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.file.flush();
        self.written(flushed)
    }

    /// Adds what pcapng says at the end: how many there were, and were lost.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        if let Format::Pcapng {
            written, all_lost, ..
        } = self.format
        {
            let ended = end_pcapng(&mut self.file, written, all_lost);
            self.written(ended)?;
        }
        self.flush()
    }

    fn written(&self, written: io::Result<()>) -> Result<(), Failure> {
        written.map_err(|error| unwritable(&self.name, &error))
    }
}

/// The bytes of a packet that are written, and how many there were with the head.
fn stored<'a>(packet: &Packet<'a>) -> (&'a [u8], usize) {
    let most = packet.datagram.get(..PACKET_MAX - Head::LEN);
    (most.unwrap_or(packet.datagram), Head::LEN + packet.len)
}

fn head(packet: &Packet<'_>) -> [u8; Head::LEN] {
    let mut head = [0; Head::LEN];
    let fields = [
        (0, packet.to.packet_type()),
        (2, HARDWARE_TYPE),
        (14, packet.protocol.0),
    ];
    for (at, field) in fields {
        for (to, byte) in head.iter_mut().skip(at).zip(field.to_be_bytes()) {
            *to = byte;
        }
    }
    head
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_ne_bytes()
}

fn begin_pcap(file: &mut impl Write) -> io::Result<()> {
    file.write_all(&MAGIC.to_ne_bytes())?;
    file.write_all(&2u16.to_ne_bytes())?;
    file.write_all(&4u16.to_ne_bytes())?;
    file.write_all(&[0; 8])?;
    file.write_all(&number(PACKET_MAX))?;
    file.write_all(&LINK_TYPE.to_ne_bytes())
}

fn add_pcap(file: &mut impl Write, packet: &Packet<'_>) -> io::Result<()> {
    let (stored, len) = stored(packet);
    let Time(time) = packet.time.unwrap_or(Time(Duration::ZERO));
    // Seconds have 32 bits here, until 2106.
    file.write_all(&(time.as_secs() as u32).to_ne_bytes())?;
    file.write_all(&time.subsec_micros().to_ne_bytes())?;
    file.write_all(&number(Head::LEN + stored.len()))?;
    file.write_all(&number(len))?;
    file.write_all(&head(packet))?;
    file.write_all(stored)
}

/// A block: its type, its length in front and after.
fn block(file: &mut impl Write, kind: u32, body: &[u8]) -> io::Result<()> {
    let len = number(12 + body.len());
    file.write_all(&kind.to_ne_bytes())?;
    file.write_all(&len)?;
    file.write_all(body)?;
    file.write_all(&len)
}

fn option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    let value = value.get(..usize::from(u16::MAX)).unwrap_or(value);
    body.extend(code.to_ne_bytes());
    body.extend((value.len() as u16).to_ne_bytes());
    body.extend(value);
    body.resize(body.len().next_multiple_of(4), 0);
}

fn begin_pcapng(file: &mut impl Write, interface: &str) -> io::Result<()> {
    let mut section = Vec::new();
    section.extend(0x1a2b_3c4du32.to_ne_bytes());
    section.extend(1u16.to_ne_bytes());
    section.extend(0u16.to_ne_bytes());
    // Of a length that is not known.
    section.extend(u64::MAX.to_ne_bytes());
    // shb_userappl
    option(
        &mut section,
        4,
        concat!("klink ", env!("CARGO_PKG_VERSION")).as_bytes(),
    );
    option(&mut section, 0, &[]);
    block(file, 0x0a0d_0d0a, &section)?;
    let mut described = Vec::new();
    described.extend((LINK_TYPE as u16).to_ne_bytes());
    described.extend(0u16.to_ne_bytes());
    described.extend(number(PACKET_MAX));
    // if_name; if_tsresol: nanoseconds
    option(&mut described, 2, interface.as_bytes());
    option(&mut described, 9, &[9]);
    option(&mut described, 0, &[]);
    block(file, 1, &described)
}

fn time_pcapng(time: Duration) -> [u8; 8] {
    let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    let (high, low) = ((nanos >> 32) as u32, nanos as u32);
    let mut bytes = [0; 8];
    for (to, byte) in bytes
        .iter_mut()
        .zip(high.to_ne_bytes().into_iter().chain(low.to_ne_bytes()))
    {
        *to = byte;
    }
    bytes
}

fn add_pcapng(file: &mut impl Write, packet: &Packet<'_>, lost: u64) -> io::Result<()> {
    let (stored, len) = stored(packet);
    let Time(time) = packet.time.unwrap_or(Time(Duration::ZERO));
    let mut body = Vec::new();
    body.extend(0u32.to_ne_bytes());
    body.extend(time_pcapng(time));
    body.extend(number(Head::LEN + stored.len()));
    body.extend(number(len));
    body.extend(head(packet));
    body.extend(stored);
    body.resize(body.len().next_multiple_of(4), 0);
    if lost > 0 {
        let comment = format!("lost {lost} datagrams before this one");
        option(&mut body, 1, comment.as_bytes());
        // epb_dropcount
        option(&mut body, 4, &lost.to_ne_bytes());
        option(&mut body, 0, &[]);
    }
    block(file, 6, &body)
}

fn end_pcapng(file: &mut impl Write, written: u64, lost: u64) -> io::Result<()> {
    let mut body = Vec::new();
    body.extend(0u32.to_ne_bytes());
    body.extend(time_pcapng(Time::now().0));
    // isb_ifrecv, isb_ifdrop
    option(&mut body, 4, &(written + lost).to_ne_bytes());
    option(&mut body, 5, &lost.to_ne_bytes());
    option(&mut body, 0, &[]);
    block(file, 5, &body)
}

fn unwritable(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NOBODY_READS,
        _ => Failure::new(format!(
            "write {name}: {error}: give a file that can be written, or - for standard output"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::{Found, Reader};
    use super::*;
    use crate::capture::To;
    use klink::Protocol;

    fn packet(to: To, datagram: &[u8]) -> Packet<'_> {
        Packet {
            time: Some(Time(Duration::new(1_700_000_000, 123_456_000))),
            protocol: Protocol::ROUTE.into(),
            to,
            datagram,
            len: datagram.len(),
        }
    }

    /// All that can be read of a file, as text.
    fn read(file: &[u8]) -> Result<Vec<String>, String> {
        let mut reader = Reader::new(file)?;
        let mut all = Vec::new();
        while let Some(found) = reader.next()? {
            all.push(format!("{found:?}"));
        }
        Ok(all)
    }

    #[test]
    fn what_was_written_is_read() {
        let packets = [
            packet(To::Kernel, b"one"),
            packet(To::User, b""),
            packet(To::Group, &[7; 999]),
        ];
        let shown = packets
            .clone()
            .map(|packet| format!("{:?}", Found::Packet(packet)));
        let (mut pcap, mut pcapng) = (Vec::new(), Vec::new());
        begin_pcap(&mut pcap).unwrap();
        begin_pcapng(&mut pcapng, "route").unwrap();
        for packet in &packets {
            add_pcap(&mut pcap, packet).unwrap();
            add_pcapng(&mut pcapng, packet, 3).unwrap();
        }
        for file in [pcap, pcapng] {
            assert_eq!(read(&file).unwrap(), shown);
            for len in 0..file.len() {
                let whole = read(&file[..len]).map(|found| found.len());
                assert!(whole.is_err() || whole.unwrap() < 4, "{len}");
            }
        }
    }

    #[test]
    fn a_length_beyond_the_format_is_cut() {
        let mut file = Vec::new();
        begin_pcap(&mut file).unwrap();
        add_pcap(&mut file, &packet(To::User, &vec![1; 300_000])).unwrap();
        let mut reader = Reader::new(&file[..]).unwrap();
        let Ok(Some(Found::Packet(read))) = reader.next() else {
            panic!("no packet");
        };
        assert_eq!(read.datagram.len(), PACKET_MAX - Head::LEN);
        assert_eq!(read.len, 300_000);
    }
}
