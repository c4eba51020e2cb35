// SPDX-License-Identifier: MIT OR Apache-2.0

//! Captures: pcap and pcapng files with netlink's packets, as Wireshark, tcpdump and klink read and write them.

mod compressed;
mod input;
mod packet;
mod reader;
mod writer;
#[cfg(feature = "compressed")]
mod zstd;

pub(crate) use self::compressed::decompressed;
pub(crate) use self::input::Input;
pub(crate) use self::packet::{AnyProtocol, Head, Packet, To};
pub(crate) use self::reader::{is_capture, Found, Reader};
pub(crate) use self::writer::Writer;
