// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Messages: `struct nlmsghdr` and the payload.
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
    /// The length in bytes of header and payload, without the padding to the next message.
    pub len: u32,
    /// The type of the message (`nlmsg_type`): control messages below [`Header::MIN_KIND`], from there the protocol's
    /// own.
    pub kind: u16,
    /// The flags of the message.
    pub flags: Flags,
    /// The sequence number: chosen by the requester, repeated in every reply.
    pub seq: u32,
    /// The port id that the sender claims (`nlmsg_pid`), unchecked: the address of the datagram identifies the sender.
    pub claimed_portid: u32,
}

impl Header {
    /// The length of a header in bytes (`NLMSG_HDRLEN`).
    pub const LEN: usize = 16;
    /// The lowest type of a protocol's own; lower types are the same in every protocol (`NLMSG_MIN_TYPE`).
    pub const MIN_KIND: u16 = 16;
    /// A message to be ignored (`NLMSG_NOOP`).
    pub const NOOP: u16 = 1;
    /// An acknowledgement or error, see [`crate::extack`] (`NLMSG_ERROR`).
    pub const ERROR: u16 = 2;
    /// The end of a multipart reply (`NLMSG_DONE`).
    pub const DONE: u16 = 3;
    /// Data was lost (`NLMSG_OVERRUN`); current kernels report this as `ENOBUFS` instead.
    pub const OVERRUN: u16 = 4;

    /// Reads the header at the start of `bytes`. Its length field is not checked: [`Messages`] does that.
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

    /// The header as in a datagram.
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

/// The flags of a message (`nlmsg_flags`). The upper byte means different things in requests for data, requests that
/// change something, and acknowledgements; each constant says where it applies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// No flags.
    pub const NONE: Self = Self(0);
    /// Marks a request to the kernel; the kernel's dispatchers ignore messages without it.
    pub const REQUEST: Self = Self(0x1);
    /// Marks a part of a reply that [`Header::DONE`] ends.
    pub const MULTI: Self = Self(0x2);
    /// Requests an acknowledgement of success, too.
    pub const ACK: Self = Self(0x4);
    /// Requests that the notification of this change is sent to the requester as well.
    pub const ECHO: Self = Self(0x8);
    /// The dumped objects changed during the dump: the reply is inconsistent.
    pub const DUMP_INTR: Self = Self(0x10);
    /// The dump was filtered as requested.
    pub const DUMP_FILTERED: Self = Self(0x20);

    /// Get: returns the whole table.
    pub const ROOT: Self = Self(0x100);
    /// Get: returns all matching objects.
    pub const MATCH: Self = Self(0x200);
    /// Get: returns everything, in several messages.
    pub const DUMP: Self = Self(0x300);

    /// New: replaces an existing object.
    pub const REPLACE: Self = Self(0x100);
    /// New: fails with `EEXIST` if the object exists.
    pub const EXCL: Self = Self(0x200);
    /// New: creates the object if it does not exist.
    pub const CREATE: Self = Self(0x400);
    /// New: adds the object at the end.
    pub const APPEND: Self = Self(0x800);

    /// Delete: does not delete recursively.
    pub const NONREC: Self = Self(0x100);
    /// Delete: deletes several objects at once.
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
    /// The payload after the header, without padding.
    pub payload: &'a [u8],
}

impl<'a> Message<'a> {
    /// The type of the message (`nlmsg_type`): [`Header::kind`].
    #[inline]
    pub const fn kind(&self) -> u16 {
        self.header.kind
    }

    /// The attributes after a protocol header of `len` bytes; none if the payload is shorter than that.
    #[inline]
    pub fn attrs(&self, len: usize) -> Attrs<'a> {
        Attrs::new(self.payload.get(align(len)..).unwrap_or(&[]))
    }
}

/// The messages of one datagram. Iteration ends after the first malformed one.
///
/// The padding of the last message may be missing, as the kernel permits.
#[derive(Clone, Debug)]
pub struct Messages<'a> {
    rest: &'a [u8],
}

impl<'a> Messages<'a> {
    /// The messages in the bytes of one datagram.
    #[inline]
    pub const fn new(datagram: &'a [u8]) -> Self {
        Self { rest: datagram }
    }

    /// The bytes that have not been read yet.
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
