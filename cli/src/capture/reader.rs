// SPDX-License-Identifier: MIT OR Apache-2.0

//! Reads captures one packet at a time, as they come: nothing is kept but the packet. What is broken is skipped where its
//! length says how far.

use std::io::{self, BufReader, Read};
use std::time::Duration;

use pcap_parser::nom::Err as Unparsed;
use pcap_parser::pcapng::{Block, InterfaceDescriptionBlock};
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{parse_block_be, parse_block_le, parse_pcap_header, PcapHeader};

use super::packet::{AnyProtocol, Packet, To, HARDWARE_TYPE};
use crate::time::Time;

/// The most bytes of one packet or block.
const SIZE_MAX: usize = 16 << 20;
/// Bytes that are read at once.
const BUFFER: usize = 64 << 10;
/// The first bytes of a pcapng section, the same in both byte orders.
const SECTION: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
/// The most interfaces of a section that are remembered.
const INTERFACES_MAX: usize = 1 << 16;

/// Whether these are the first bytes of a capture.
pub(crate) fn is_capture(first: &[u8]) -> bool {
    let Some(&magic) = first.first_chunk() else {
        return false;
    };
    // With times in microseconds, in nanoseconds, and of a kernel patch of old.
    let known = [0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34];
    magic == SECTION
        || known.contains(&u32::from_be_bytes(magic))
        || known.contains(&u32::from_le_bytes(magic))
}

/// The next item of a capture.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Packet(Packet<'a>),
    /// Something that cannot be read, and was skipped.
    Broken(String),
}

/// A capture that is being read.
pub(crate) struct Reader<R> {
    file: BufReader<R>,
    format: Format,
    /// The packet or block.
    buffer: Vec<u8>,
    /// Bytes before it.
    position: u64,
    /// Packets of other link types.
    others: u64,
    /// One of them.
    other: u16,
    netlink: bool,
    /// Whether the file has ended in the middle of the last packet.
    cut: bool,
    ended: bool,
}

enum Format {
    Pcap(PcapHeader),
    /// The order of the section's bytes, and its interfaces.
    Pcapng {
        big: bool,
        interfaces: Vec<Interface>,
    },
}

#[derive(Clone, Copy)]
struct Interface {
    link: Link,
    /// Units of time in a second: a power of 10, or of 2.
    resolution: u8,
    /// Seconds.
    offset: i64,
    /// The most bytes of a packet; 0 for all.
    snapshot: u32,
}

/// The header in front of a datagram.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// `LINKTYPE_NETLINK`
    Netlink,
    /// `LINKTYPE_LINUX_SLL`, of the device `any`: the same head, also of other devices.
    Cooked,
    /// `LINKTYPE_LINUX_SLL2`
    Cooked2,
    Other(u16),
}

impl Link {
    fn of(link_type: i32) -> Self {
        match link_type {
            253 => Self::Netlink,
            113 => Self::Cooked,
            276 => Self::Cooked2,
            other => Self::Other(other as u16),
        }
    }
}

impl<R: Read> Reader<R> {
    /// Reads the beginning of a file that [`is_capture`].
    pub(crate) fn new(file: R) -> Result<Self, String> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let mut buffer = vec![0; 24];
        let cut = || String::from("the capture ends in its header: capture again");
        file.read_exact(&mut buffer[..8]).map_err(|_| cut())?;
        let mut reader = Self {
            file,
            format: Format::Pcapng {
                big: false,
                interfaces: Vec::new(),
            },
            buffer,
            position: 8,
            others: 0,
            other: 0,
            netlink: false,
            cut: false,
            ended: false,
        };
        if reader.buffer.starts_with(&SECTION) {
            // The length is understood with the byte order, which comes after it.
            reader.block(8).map_err(|_| cut())?;
            return Ok(reader);
        }
        reader
            .file
            .read_exact(&mut reader.buffer[8..])
            .map_err(|_| cut())?;
        reader.position = 24;
        let (_, header) = parse_pcap_header(&reader.buffer).map_err(|_| cut())?;
        // The upper bits may hold the length of frame check sequences.
        if let Link::Other(other) = Link::of(header.network.0 & 0xffff) {
            return Err(other_link(other));
        }
        reader.netlink = true;
        reader.format = Format::Pcap(header);
        Ok(reader)
    }

    /// The next packet; `None` at the end. An error ends the capture, too.
    pub(crate) fn next(&mut self) -> Result<Option<Found<'_>>, String> {
        loop {
            if self.ended {
                return Ok(None);
            }
            if self.cut {
                self.ended = true;
                return Err(String::from("the capture ends in the middle of a packet"));
            }
            let found = match self.format {
                Format::Pcap(_) => self.frame()?,
                Format::Pcapng { .. } => self.next_block()?,
            };
            match found {
                Step::Skipped => {}
                Step::Broken(what) => return Ok(Some(Found::Broken(what))),
                Step::End => {
                    self.ended = true;
                    if self.others > 0 && !self.netlink {
                        return Err(other_link(self.other));
                    }
                    return Ok(None);
                }
                Step::Packet(link, packet) => {
                    if let Some(packet) = self.opened(link, &packet) {
                        return Ok(Some(packet_of(&self.buffer, packet)));
                    }
                }
            }
        }
    }

    /// Whether the next packet is still to be read: from a pipe it may come much later.
    pub(crate) fn may_wait(&self) -> bool {
        self.file.buffer().is_empty()
    }

    /// Fills the buffer with so many bytes; `Ok(false)` where the file ends before the first.
    fn fill(&mut self, from: usize, len: usize) -> Result<bool, String> {
        self.buffer.resize(from + len, 0);
        let mut filled = 0;
        while filled < len {
            let room = self.buffer.get_mut(from + filled..).unwrap_or(&mut []);
            match self.file.read(room) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    return Err(format!("the capture cannot be read: {error}"));
                }
            }
        }
        self.position += filled as u64;
        self.buffer.truncate(from + filled);
        Ok(filled == len || (filled == 0 && from == 0 && len == 0))
    }

    fn skip(&mut self, len: u64) -> Result<(), String> {
        let skipped = io::copy(&mut self.file.by_ref().take(len), &mut io::sink());
        self.position += skipped.as_ref().unwrap_or(&0);
        skipped
            .map(|_| ())
            .map_err(|error| format!("the capture cannot be read: {error}"))
    }

    /// The next packet of a pcap file.
    fn frame(&mut self) -> Result<Step, String> {
        let Format::Pcap(header) = &self.format else {
            return Ok(Step::End);
        };
        let (big, nanos) = (header.is_bigendian(), header.is_nanosecond_precision());
        let head = if header.is_modified_format() { 24 } else { 16 };
        let link = Link::of(header.network.0 & 0xffff);
        let at = self.position;
        if !self.fill(0, head)? {
            self.ended = true;
            return match self.buffer.is_empty() {
                true => Ok(Step::End),
                false => Err(String::from("the capture ends in the middle of a packet")),
            };
        }
        let word = |at: usize| word(&self.buffer, at, big);
        let (seconds, fraction, stored, len) = (word(0), word(4), word(8), word(12));
        let unit = if nanos { 1 } else { 1000 };
        let time =
            Duration::from_secs(seconds.into()) + Duration::from_nanos(u64::from(fraction) * unit);
        if stored as usize > SIZE_MAX {
            self.ended = true;
            return Err(format!(
                "the capture is broken at byte {at}: a packet of {stored} bytes, longer than any"
            ));
        }
        self.cut = !self.fill(0, stored as usize)?;
        Ok(Step::Packet(
            link,
            Extent {
                at: 0,
                stored: self.buffer.len(),
                len: (len.max(stored)) as usize,
                time: Some(Time(time)),
                packet: at,
            },
        ))
    }

    /// Reads the block whose first bytes are there, up to its end.
    fn block(&mut self, have: usize) -> Result<Step, String> {
        let at = self.position - have as u64;
        let is_section = self.buffer.starts_with(&SECTION);
        if is_section {
            if !self.fill(have, 4)? {
                return self.cut_block();
            }
            let big = self.buffer.get(8..12) == Some(&[0x1a, 0x2b, 0x3c, 0x4d]);
            self.format = Format::Pcapng {
                big,
                interfaces: Vec::new(),
            };
        }
        let Format::Pcapng { big, .. } = self.format else {
            return Ok(Step::End);
        };
        let (kind, len) = (word(&self.buffer, 0, big), word(&self.buffer, 4, big));
        let have = self.buffer.len();
        let Some(rest) = (len as usize)
            .checked_sub(have)
            .filter(|_| len % 4 == 0 && len >= 12)
        else {
            self.ended = true;
            return Err(format!(
                "the capture is broken at byte {at}: a block of {len} bytes, and what follows cannot be found"
            ));
        };
        if len as usize > SIZE_MAX {
            self.skip(rest as u64)?;
            return Ok(Step::Broken(format!(
                "a block of {len} bytes at byte {at}, which is skipped"
            )));
        }
        if !self.fill(have, rest)? {
            return self.cut_block();
        }
        let parsed = match big {
            true => parse_block_be(&self.buffer),
            false => parse_block_le(&self.buffer),
        };
        let broken = || {
            Ok(Step::Broken(format!(
                "a block of type {kind} at byte {at} that cannot be read"
            )))
        };
        let block = match parsed {
            Ok((_, block)) => block,
            Err(Unparsed::Incomplete(_) | Unparsed::Error(_) | Unparsed::Failure(_)) => {
                return broken()
            }
        };
        let interface = |id: u32| match &self.format {
            Format::Pcapng { interfaces, .. } => interfaces.get(id as usize).copied(),
            Format::Pcap(_) => None,
        };
        let (id, time, at_data, stored, len) = match block {
            Block::InterfaceDescription(described) => {
                let described = Interface::read(&described);
                if let Format::Pcapng { interfaces, .. } = &mut self.format {
                    if interfaces.len() < INTERFACES_MAX {
                        interfaces.push(described);
                    }
                }
                return Ok(Step::Skipped);
            }
            Block::EnhancedPacket(packet) => {
                let time = (u64::from(packet.ts_high) << 32) | u64::from(packet.ts_low);
                (
                    packet.if_id,
                    Some(time),
                    28,
                    packet.packet_data().len(),
                    packet.origlen,
                )
            }
            Block::SimplePacket(packet) => {
                let most = match interface(0).map_or(0, |interface| interface.snapshot) {
                    0 => packet.data.len(),
                    snapshot => snapshot as usize,
                };
                (
                    0,
                    None,
                    12,
                    packet.packet_data().len().min(most),
                    packet.origlen,
                )
            }
            // What the enhanced block has replaced: two bytes of the interface, two of drops.
            Block::Unknown(_) if kind == 2 && have + rest >= 32 => {
                let id = match big {
                    true => word(&self.buffer, 8, big) >> 16,
                    false => word(&self.buffer, 8, big) & 0xffff,
                };
                let word = |at: usize| word(&self.buffer, at, big);
                let time = (u64::from(word(12)) << 32) | u64::from(word(16));
                let stored = word(20) as usize;
                if stored > self.buffer.len() - 32 {
                    return broken();
                }
                (id, Some(time), 28, stored, word(24))
            }
            _ => return Ok(Step::Skipped),
        };
        let Some(interface) = interface(id) else {
            return Ok(Step::Broken(format!(
                "a packet at byte {at} of interface {id}, which is not described"
            )));
        };
        Ok(Step::Packet(
            interface.link,
            Extent {
                at: at_data,
                stored,
                len: (len as usize).max(stored),
                time: time.and_then(|time| interface.time(time)),
                packet: at,
            },
        ))
    }

    fn next_block(&mut self) -> Result<Step, String> {
        if !self.fill(0, 8)? {
            return match self.buffer.is_empty() {
                true => Ok(Step::End),
                false => self.cut_block(),
            };
        }
        self.block(8)
    }

    fn cut_block(&mut self) -> Result<Step, String> {
        self.ended = true;
        Err(String::from("the capture ends in the middle of a block"))
    }

    /// Takes off the head of a packet. `None` if it is not netlink's.
    fn opened(&mut self, link: Link, extent: &Extent) -> Option<Opened> {
        let packet = self.buffer.get(extent.at..extent.at + extent.stored)?;
        let number = |at: usize| {
            packet
                .get(at..at + 2)
                .map(|number| u16::from_be_bytes([number[0], number[1]]))
        };
        let (head, hardware, packet_type, protocol) = match link {
            Link::Netlink => (16, Some(HARDWARE_TYPE), number(0), number(14)),
            Link::Cooked => (16, number(2), number(0), number(14)),
            Link::Cooked2 => (
                20,
                number(8),
                packet.get(10).map(|&kind| kind.into()),
                number(0),
            ),
            Link::Other(other) => {
                (self.others, self.other) = (self.others + 1, other);
                return None;
            }
        };
        self.netlink = true;
        if hardware.is_some_and(|hardware| hardware != HARDWARE_TYPE) {
            return None;
        }
        let (Some(packet_type), Some(protocol), true) =
            (packet_type, protocol, packet.len() >= head)
        else {
            return Some(Opened::Short {
                at: extent.packet,
                len: packet.len(),
            });
        };
        Some(Opened::Whole {
            from: extent.at + head,
            to: extent.at + extent.stored,
            len: extent.len - head.min(extent.len),
            packet_type,
            protocol: AnyProtocol(protocol),
            time: extent.time,
        })
    }
}

/// The result of one read of the file.
enum Step {
    Packet(Link, Extent),
    Broken(String),
    Skipped,
    End,
}

/// Where in the buffer a packet is.
struct Extent {
    at: usize,
    stored: usize,
    /// Bytes that it had.
    len: usize,
    time: Option<Time>,
    /// Where it begins in the file.
    packet: u64,
}

/// A packet, or why it is none.
enum Opened {
    Whole {
        from: usize,
        to: usize,
        len: usize,
        packet_type: u16,
        protocol: AnyProtocol,
        time: Option<Time>,
    },
    Short {
        at: u64,
        len: usize,
    },
}

fn packet_of(buffer: &[u8], opened: Opened) -> Found<'_> {
    match opened {
        Opened::Whole {
            from,
            to,
            len,
            packet_type,
            protocol,
            time,
        } => {
            let datagram = buffer.get(from..to).unwrap_or(&[]);
            Found::Packet(Packet {
                time,
                protocol,
                to: To::read(packet_type, datagram),
                datagram,
                len: len.max(datagram.len()),
            })
        }
        Opened::Short { at, len } => Found::Broken(format!(
            "a packet of {len} bytes at byte {at}, shorter than its head"
        )),
    }
}

impl Interface {
    fn read(described: &InterfaceDescriptionBlock<'_>) -> Self {
        Self {
            link: Link::of(described.linktype.0),
            resolution: described.if_tsresol,
            offset: described.if_tsoffset,
            snapshot: described.snaplen,
        }
    }

    /// A time in the interface's units.
    fn time(&self, units: u64) -> Option<Time> {
        let exponent = u32::from(self.resolution & 0x7f);
        let second = match self.resolution & 0x80 {
            0 => 10u128.checked_pow(exponent)?,
            _ => 1u128.checked_shl(exponent)?,
        };
        let units = u128::from(units);
        let seconds = i128::try_from(units / second).ok()? + i128::from(self.offset);
        let nanos = (units % second).checked_mul(1_000_000_000)? / second;
        Some(Time(Duration::new(
            u64::try_from(seconds).ok()?,
            nanos as u32,
        )))
    }
}

fn word(bytes: &[u8], at: usize, big: bool) -> u32 {
    let word = bytes.get(at..).and_then(|rest| rest.first_chunk());
    let &word = word.unwrap_or(&[0; 4]);
    match big {
        true => u32::from_be_bytes(word),
        false => u32::from_le_bytes(word),
    }
}

fn other_link(other: u16) -> String {
    format!("a capture of link type {other}, not of netlink (253): capture on an nlmon device")
}
