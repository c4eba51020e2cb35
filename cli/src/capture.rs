// SPDX-License-Identifier: MIT OR Apache-2.0

//! Captures: pcap files of link type 253, as Wireshark, tcpdump and klink read and write them.
//!
//! ```text
//! file:   | magic | version 2.4 | 8 bytes 0 | most bytes of a packet | link type |
//! packet: | seconds | microseconds | bytes stored | bytes there were | head | datagram |
//! head:   | packet type | 824 | 10 bytes 0 | netlink protocol |         each 2 bytes, in network byte order
//! ```
//!
//! All else is in the byte order of the machine that wrote it, as the messages themselves are
//! (<https://www.tcpdump.org/linktypes/LINKTYPE_NETLINK.html>).

mod writer;

pub(crate) use writer::Writer;

use std::io::{self, Write};
use std::time::Duration;

use klink::{Flags, Header, Messages, Protocol};
use serde::Serialize;

use crate::time::Time;

/// `LINKTYPE_NETLINK`
const LINK_TYPE: u32 = 253;
/// `ARPHRD_NETLINK`
const HARDWARE_TYPE: u16 = 824;
/// Bytes of the head in front of a datagram.
const HEAD_LEN: usize = 16;
/// The most that Wireshark reads of one packet (`WTAP_MAX_PACKET_SIZE_STANDARD`).
const PACKET_MAX: usize = 262_144;
/// With times in microseconds, and in nanoseconds.
const MAGIC: u32 = 0xa1b2_c3d4;
const MAGIC_NANOS: u32 = 0xa1b2_3c4d;
/// The first bytes of Wireshark's own format.
const MAGIC_NG: u32 = 0x0a0d_0d0a;

/// Where a datagram went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum To {
    Kernel,
    User,
    Group,
}

impl To {
    /// As the packet type has it: sent to us, multicast, `PACKET_KERNEL`.
    const fn packet_type(self) -> u16 {
        match self {
            Self::User => 0,
            Self::Group => 2,
            Self::Kernel => 7,
        }
    }

    /// Where nobody tells: a request goes to the kernel.
    pub(crate) fn guess(datagram: &[u8]) -> Self {
        match Messages::new(datagram).next() {
            Some(Ok(message)) if message.header.flags.contains(Flags::REQUEST) => Self::Kernel,
            _ => Self::User,
        }
    }

    /// In what others capture from nlmon, all packets are outgoing (4), or have no type.
    fn read(packet_type: u16, datagram: &[u8]) -> Self {
        match packet_type {
            0 | 6 => Self::User,
            2 => Self::Group,
            7 => Self::Kernel,
            _ => Self::guess(datagram),
        }
    }
}

/// One datagram of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    pub(crate) time: Time,
    pub(crate) protocol: Protocol,
    pub(crate) to: To,
    pub(crate) datagram: &'a [u8],
}

/// Begins a capture.
fn begin(file: &mut impl Write) -> io::Result<()> {
    file.write_all(&MAGIC.to_ne_bytes())?;
    file.write_all(&2u16.to_ne_bytes())?;
    file.write_all(&4u16.to_ne_bytes())?;
    file.write_all(&[0; 8])?;
    file.write_all(&(PACKET_MAX as u32).to_ne_bytes())?;
    file.write_all(&LINK_TYPE.to_ne_bytes())
}

/// Adds a datagram of `len` bytes, of which the packet has the first. What is beyond the format's limit is cut, too.
fn add(file: &mut impl Write, packet: &Packet<'_>, len: usize) -> io::Result<()> {
    let len = HEAD_LEN + len;
    let stored = packet
        .datagram
        .get(..PACKET_MAX - HEAD_LEN)
        .unwrap_or(packet.datagram);
    let Time(time) = packet.time;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_ne_bytes();
    // Seconds have 32 bits here, until 2106.
    file.write_all(&(time.as_secs() as u32).to_ne_bytes())?;
    file.write_all(&time.subsec_micros().to_ne_bytes())?;
    file.write_all(&number(HEAD_LEN + stored.len()))?;
    file.write_all(&number(len))?;
    file.write_all(&packet.to.packet_type().to_be_bytes())?;
    file.write_all(&HARDWARE_TYPE.to_be_bytes())?;
    file.write_all(&[0; 10])?;
    file.write_all(&u16::from(packet.protocol.0).to_be_bytes())?;
    file.write_all(stored)
}

/// Whether these are the first bytes of a capture, of whatever kind.
pub(crate) fn is_capture(bytes: &[u8]) -> bool {
    let Some(&magic) = bytes.first_chunk() else {
        return false;
    };
    let magic = u32::from_ne_bytes(magic);
    [MAGIC, MAGIC_NANOS]
        .iter()
        .any(|&known| magic == known || magic == known.swap_bytes())
        || magic == MAGIC_NG
}

/// The datagrams of a capture. Ends with the first error.
#[derive(Debug)]
pub(crate) struct Packets<'a> {
    rest: &'a [u8],
    nanos: bool,
}

impl<'a> Packets<'a> {
    /// Reads the beginning of a file that [`is_capture`].
    pub(crate) fn new(file: &'a [u8]) -> Result<Self, String> {
        let Some((head, rest)) = file.split_first_chunk::<24>() else {
            return Err(String::from("the capture ends in its header: capture anew"));
        };
        let word = |at| word(head, at);
        match word(0) {
            MAGIC | MAGIC_NANOS => {}
            MAGIC_NG => {
                return Err(String::from(
                    "a capture in pcapng: convert it with `tshark -r FILE -F pcap -w NEW`",
                ))
            }
            _ => {
                return Err(String::from(
                    "a capture of a machine with the other byte order: read it there",
                ))
            }
        }
        match word(20) {
            LINK_TYPE => Ok(Self {
                rest,
                nanos: word(0) == MAGIC_NANOS,
            }),
            other => Err(format!(
                "a capture of link type {other}, not of netlink (253): capture on an nlmon device"
            )),
        }
    }
}

impl<'a> Iterator for Packets<'a> {
    type Item = Result<Packet<'a>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let file = std::mem::take(&mut self.rest);
        if file.is_empty() {
            return None;
        }
        let cut = || {
            Some(Err(String::from(
                "the capture ends in the middle of a packet",
            )))
        };
        let Some((head, rest)) = file.split_first_chunk::<16>() else {
            return cut();
        };
        let word = |at| word(head, at);
        let nanos = if self.nanos {
            word(4)
        } else {
            word(4).saturating_mul(1000)
        };
        let Some((packet, rest)) = rest.split_at_checked(word(8) as usize) else {
            return cut();
        };
        let Some((link, datagram)) = packet.split_first_chunk::<HEAD_LEN>() else {
            return cut();
        };
        let &[type_high, type_low, .., protocol_high, protocol_low] = link;
        self.rest = rest;
        let packet_type = u16::from_be_bytes([type_high, type_low]);
        let protocol = u16::from_be_bytes([protocol_high, protocol_low]);
        Some(Ok(Packet {
            time: Time(Duration::from_secs(word(0).into()) + Duration::from_nanos(nanos.into())),
            protocol: Protocol(u8::try_from(protocol).unwrap_or(u8::MAX)),
            to: To::read(packet_type, datagram),
            datagram,
        }))
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..).and_then(|rest| rest.first_chunk());
    word.map_or(0, |&word| u32::from_ne_bytes(word))
}

/// Gives the message that a datagram begins with another header.
pub(crate) fn patch(datagram: &mut [u8], header: Header) {
    if let Some(place) = datagram.first_chunk_mut() {
        *place = header.to_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(to: To, datagram: &[u8]) -> Packet<'_> {
        Packet {
            time: Time(Duration::new(1_700_000_000, 123_456_000)),
            protocol: Protocol::ROUTE,
            to,
            datagram,
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let mut file = Vec::new();
        begin(&mut file).unwrap();
        let packets = [
            packet(To::Kernel, b"one"),
            packet(To::User, b""),
            packet(To::Group, &[7; 999]),
        ];
        for packet in &packets {
            add(&mut file, packet, packet.datagram.len()).unwrap();
        }
        assert!(is_capture(&file));
        let read: Result<Vec<_>, _> = Packets::new(&file).unwrap().collect();
        assert_eq!(read.unwrap(), packets);
        for len in 0..file.len() {
            let whole =
                Packets::new(&file[..len]).map(|packets| packets.filter(Result::is_ok).count());
            assert!(whole.is_err() || whole.unwrap() < 3, "{len}");
        }
    }

    #[test]
    fn other_captures_are_told_with_what_to_do() {
        let mut file = Vec::new();
        begin(&mut file).unwrap();
        file[20] = 1;
        assert!(Packets::new(&file).unwrap_err().contains("nlmon"));
        file[..4].reverse();
        assert!(is_capture(&file));
        assert!(Packets::new(&file).unwrap_err().contains("byte order"));
        file[..4].copy_from_slice(&MAGIC_NG.to_ne_bytes());
        assert!(Packets::new(&file).unwrap_err().contains("tshark"));
        assert!(!is_capture(b"14 00"));
    }

    #[test]
    fn a_length_beyond_the_format_is_cut() {
        let mut file = Vec::new();
        begin(&mut file).unwrap();
        add(&mut file, &packet(To::User, &vec![1; 300_000]), 300_000).unwrap();
        let read = Packets::new(&file).unwrap().next().unwrap().unwrap();
        assert_eq!(read.datagram.len(), PACKET_MAX - HEAD_LEN);
        assert_eq!(word(&file, 36), 300_016);
    }
}
