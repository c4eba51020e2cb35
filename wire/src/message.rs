// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Messages: `struct nlmsghdr` and what follows it.
//!
//! ```text
//!  0       4     6       8      12          16
//! | length | kind | flags | seq | claimed    | payload … | padding to 4 |
//! |<------------------ length ------------------------->|
//! ```

use core::fmt;
use core::ops::BitOr;

use crate::{align, head, Attrs, Malformed};

/// `struct nlmsghdr`, as its sender wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Length in bytes of header and payload, without the padding to the next message.
    pub len: u32,
    /// What the payload is (`nlmsg_type`): below [`Header::MIN_KIND`] control messages, from there the protocol's own.
    pub kind: u16,
    /// What is asked or said.
    pub flags: Flags,
    /// Chosen by the requester, repeated in every answer.
    pub seq: u32,
    /// The port id that the sender claims (`nlmsg_pid`). Nobody checks it: the address of the datagram tells who sent it.
    pub claimed_portid: u32,
}

impl Header {
    /// Bytes of a header (`NLMSG_HDRLEN`).
    pub const LEN: usize = 16;
    /// Kinds below this are the same in every protocol (`NLMSG_MIN_TYPE`).
    pub const MIN_KIND: u16 = 16;
    /// To be ignored (`NLMSG_NOOP`).
    pub const NOOP: u16 = 1;
    /// An acknowledgement or error, see [`crate::extack`] (`NLMSG_ERROR`).
    pub const ERROR: u16 = 2;
    /// The end of a multipart answer (`NLMSG_DONE`).
    pub const DONE: u16 = 3;
    /// Data lost (`NLMSG_OVERRUN`); current kernels report it as `ENOBUFS` instead.
    pub const OVERRUN: u16 = 4;

    /// The header in front of `bytes`. Its length field is not checked: [`Messages`] does that.
    #[inline]
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let &[l0, l1, l2, l3, k0, k1, f0, f1, s0, s1, s2, s3, p0, p1, p2, p3] = head(bytes)?;
        Ok(Self {
            len: u32::from_ne_bytes([l0, l1, l2, l3]),
            kind: u16::from_ne_bytes([k0, k1]),
            flags: Flags(u16::from_ne_bytes([f0, f1])),
            seq: u32::from_ne_bytes([s0, s1, s2, s3]),
            claimed_portid: u32::from_ne_bytes([p0, p1, p2, p3]),
        })
    }

    /// The header as it stands in a datagram.
    #[inline]
    pub const fn to_bytes(self) -> [u8; Self::LEN] {
        let [l0, l1, l2, l3] = self.len.to_ne_bytes();
        let [k0, k1] = self.kind.to_ne_bytes();
        let [f0, f1] = self.flags.0.to_ne_bytes();
        let [s0, s1, s2, s3] = self.seq.to_ne_bytes();
        let [p0, p1, p2, p3] = self.claimed_portid.to_ne_bytes();
        [
            l0, l1, l2, l3, k0, k1, f0, f1, s0, s1, s2, s3, p0, p1, p2, p3,
        ]
    }
}

/// `nlmsg_flags`. The upper byte means different things in requests for data, requests that change something, and
/// acknowledgements; the constants say which.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// None.
    pub const NONE: Self = Self(0);
    /// A request to the kernel; the kernel's dispatchers ignore messages without it.
    pub const REQUEST: Self = Self(0x1);
    /// Part of an answer that [`Header::DONE`] ends.
    pub const MULTI: Self = Self(0x2);
    /// Acknowledge success too.
    pub const ACK: Self = Self(0x4);
    /// Send the notification of this change to the requester as well.
    pub const ECHO: Self = Self(0x8);
    /// What was dumped changed meanwhile: the answer is inconsistent.
    pub const DUMP_INTR: Self = Self(0x10);
    /// The dump was filtered as asked.
    pub const DUMP_FILTERED: Self = Self(0x20);

    /// Get: the whole table.
    pub const ROOT: Self = Self(0x100);
    /// Get: all that match.
    pub const MATCH: Self = Self(0x200);
    /// Get: everything, in several messages.
    pub const DUMP: Self = Self(0x300);

    /// New: replace what exists.
    pub const REPLACE: Self = Self(0x100);
    /// New: fail with `EEXIST` if it exists.
    pub const EXCL: Self = Self(0x200);
    /// New: create what does not exist.
    pub const CREATE: Self = Self(0x400);
    /// New: add at the end.
    pub const APPEND: Self = Self(0x800);

    /// Delete: what is below, too.
    pub const NONREC: Self = Self(0x100);
    /// Delete: several objects at once.
    pub const BULK: Self = Self(0x200);

    /// Acknowledgement: the request's payload is not repeated.
    pub const CAPPED: Self = Self(0x100);
    /// Acknowledgement: extended ack attributes follow.
    pub const ACK_TLVS: Self = Self(0x200);

    /// Whether every bit of `other` is set.
    #[inline]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Flags {
    type Output = Self;
    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({:#x})", self.0)
    }
}

/// One message of a datagram: a header whose length was checked, and the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// The header.
    pub header: Header,
    /// What follows it, without padding.
    pub payload: &'a [u8],
}

impl<'a> Message<'a> {
    /// What the payload is (`nlmsg_type`): [`Header::kind`].
    #[inline]
    pub const fn kind(&self) -> u16 {
        self.header.kind
    }

    /// The attributes behind a protocol header of `len` bytes; none if the payload is shorter than that.
    #[inline]
    pub fn attrs(&self, len: usize) -> Attrs<'a> {
        Attrs::new(self.payload.get(align(len)..).unwrap_or(&[]))
    }
}

/// The messages of one datagram. Ends after the first malformed one.
///
/// The padding of the last message may be missing, as the kernel accepts it.
#[derive(Clone, Debug)]
pub struct Messages<'a> {
    rest: &'a [u8],
}

impl<'a> Messages<'a> {
    /// Over the bytes of one datagram.
    #[inline]
    pub const fn new(datagram: &'a [u8]) -> Self {
        Self { rest: datagram }
    }

    /// What has not been read yet.
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Result<Message<'a>, Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let rest = core::mem::take(&mut self.rest);
        let header = match Header::read(rest) {
            Ok(header) => header,
            Err(short) => return Some(Err(short)),
        };
        let len = header.len as usize;
        match rest.get(Header::LEN..len) {
            Some(payload) => {
                self.rest = rest.get(align(len)..).unwrap_or(&[]);
                Some(Ok(Message { header, payload }))
            }
            None => Some(Err(Malformed::Length {
                claimed: len,
                have: rest.len(),
            })),
        }
    }
}

impl core::iter::FusedIterator for Messages<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(len: u32) -> [u8; 16] {
        Header {
            len,
            kind: 30,
            flags: Flags::REQUEST | Flags::ACK,
            seq: 7,
            claimed_portid: 9,
        }
        .to_bytes()
    }

    #[test]
    fn header_survives_the_round_trip() {
        let bytes = header(20);
        let read = Header::read(&bytes).unwrap();
        assert_eq!(read.to_bytes(), bytes);
        assert_eq!((read.kind, read.seq, read.claimed_portid), (30, 7, 9));
        assert!(read.flags.contains(Flags::ACK) && !read.flags.contains(Flags::ECHO));
    }

    #[test]
    fn several_messages_and_a_last_one_without_padding() {
        let mut datagram = [0; 16 + 4 + 16 + 1];
        datagram[..16].copy_from_slice(&header(18));
        datagram[16..18].copy_from_slice(b"hi");
        datagram[20..36].copy_from_slice(&header(17));
        datagram[36] = b'x';
        let mut messages = Messages::new(&datagram);
        assert_eq!(messages.next().unwrap().unwrap().payload, b"hi");
        assert_eq!(messages.next().unwrap().unwrap().payload, b"x");
        assert_eq!(messages.next(), None);
    }

    #[test]
    fn a_bad_length_ends_the_datagram() {
        for claimed in [0, 15, 17, 4000, u32::MAX, u32::MAX - 2] {
            let datagram = header(claimed);
            let mut messages = Messages::new(&datagram);
            assert_eq!(
                messages.next(),
                Some(Err(Malformed::Length {
                    claimed: claimed as usize,
                    have: 16
                }))
            );
            assert_eq!(messages.next(), None);
        }
    }

    #[test]
    fn a_rest_shorter_than_a_header_is_an_error() {
        let mut messages = Messages::new(b"abc");
        assert_eq!(
            messages.next(),
            Some(Err(Malformed::Short { need: 16, have: 3 }))
        );
        assert_eq!(messages.next(), None);
    }
}
