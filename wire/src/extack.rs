// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The kernel's response to a request: acknowledgement, error or end of dump, and the extended ack that follows.
//!
//! ```text
//! NLMSG_ERROR: | error | the request's header | its payload, unless CAPPED | extended ack, if ACK_TLVS |
//! NLMSG_DONE:  | error |                                                    extended ack, if ACK_TLVS |
//! ```
//!
//! The layout follows `netlink_ack()` and `netlink_dump_done()` in `net/netlink/af_netlink.c`.

use crate::attr::Attrs;
use crate::message::{Flags, Header, Message};
use crate::{align, head, Malformed};

/// The payload of a [`Header::ERROR`] message: the acknowledgement of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack<'a> {
    /// 0 for success, otherwise an errno, positive as in errno(3).
    pub errno: u32,
    /// The header of the acknowledged request.
    pub request: Header,
    /// The request's payload; empty on success and if the kernel was asked to omit it (`NETLINK_CAP_ACK`).
    pub request_payload: &'a [u8],
    /// Details; empty if there are none, or if `NETLINK_EXT_ACK` was not set.
    pub extack: ExtAck<'a>,
}

impl<'a> Ack<'a> {
    /// Reads a message of kind [`Header::ERROR`].
    pub fn read(message: &Message<'a>) -> Result<Self, Malformed> {
        let payload = message.payload;
        let error = i32::from_ne_bytes(*head(payload)?);
        let request = Header::read(payload.get(4..).unwrap_or(&[]))?;
        let rest = payload.get(4 + Header::LEN..).unwrap_or(&[]);
        // Linux before 4.12 omits the payload without setting the flag.
        let capped = message.header.flags.contains(Flags::CAPPED) || rest.is_empty();
        let (request_payload, tlvs) = if capped {
            (&[][..], rest)
        } else {
            let len = (request.len as usize).saturating_sub(Header::LEN);
            let repeated = rest.get(..len).ok_or(Malformed::Length {
                claimed: request.len as usize,
                have: Header::LEN + rest.len(),
            })?;
            (repeated, rest.get(align(len)..).unwrap_or(&[]))
        };
        Ok(Self {
            errno: error.unsigned_abs(),
            request,
            request_payload,
            extack: ExtAck::behind(message, tlvs)?,
        })
    }
}

/// The payload of a [`Header::DONE`] message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done<'a> {
    /// 0, or the errno that ended the dump early, positive as in errno(3). Some protocols put a count here: a positive
    /// number on the wire is not an error and is read as 0.
    pub errno: u32,
    /// Details, which may be present on success, too.
    pub extack: ExtAck<'a>,
}

impl<'a> Done<'a> {
    /// Reads a message of kind [`Header::DONE`]; some senders omit the payload, which means success.
    pub fn read(message: &Message<'a>) -> Result<Self, Malformed> {
        if message.payload.is_empty() {
            return Ok(Self {
                errno: 0,
                extack: ExtAck::default(),
            });
        }
        let error = i32::from_ne_bytes(*head(message.payload)?);
        Ok(Self {
            errno: error.min(0).unsigned_abs(),
            extack: ExtAck::behind(message, message.payload.get(4..).unwrap_or(&[]))?,
        })
    }
}

/// An extended ack: the reason, and the part of the request that it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtAck<'a> {
    /// The kernel's message, without the NUL; a warning if the request succeeded.
    pub message: Option<&'a [u8]>,
    /// The offset of the offending attribute, in bytes from the start of the request's header.
    pub offset: Option<u32>,
    /// Bytes that the subsystem returns, for example to name the object that was made; at most 20.
    pub cookie: Option<&'a [u8]>,
    /// The policy that the offending attribute violates: read it with [`crate::policy::Policy::read`].
    pub policy: Option<Attrs<'a>>,
    /// The type of an attribute that is required and missing.
    pub missing: Option<u32>,
    /// The offset of the nest that lacks the attribute, in bytes from the start of the request's header; `None` for the
    /// message itself.
    pub missing_nest: Option<u32>,
}

impl<'a> ExtAck<'a> {
    /// `NLMSGERR_ATTR_MSG`
    pub const MESSAGE: u16 = 1;
    /// `NLMSGERR_ATTR_OFFS`
    pub const OFFSET: u16 = 2;
    /// `NLMSGERR_ATTR_COOKIE`
    pub const COOKIE: u16 = 3;
    /// `NLMSGERR_ATTR_POLICY`
    pub const POLICY: u16 = 4;
    /// `NLMSGERR_ATTR_MISS_TYPE`
    pub const MISSING: u16 = 5;
    /// `NLMSGERR_ATTR_MISS_NEST`
    pub const MISSING_NEST: u16 = 6;

    /// Whether the extended ack is empty.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads the attributes (`enum nlmsgerr_attrs`); unknown ones are skipped.
    pub fn read(attrs: Attrs<'a>) -> Result<Self, Malformed> {
        let mut extack = Self::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                Self::MESSAGE => extack.message = Some(attr.string()),
                Self::OFFSET => extack.offset = Some(attr.u32()?),
                Self::COOKIE => extack.cookie = Some(attr.payload()),
                Self::POLICY => extack.policy = Some(attr.nested()),
                Self::MISSING => extack.missing = Some(attr.u32()?),
                Self::MISSING_NEST => extack.missing_nest = Some(attr.u32()?),
                _ => {}
            }
        }
        Ok(extack)
    }

    fn behind(message: &Message<'_>, tlvs: &'a [u8]) -> Result<Self, Malformed> {
        if message.header.flags.contains(Flags::ACK_TLVS) {
            Self::read(Attrs::new(tlvs))
        } else {
            Ok(Self::default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Messages, Slice};

    const REQUEST: Header = Header {
        len: 21,
        kind: 16,
        flags: Flags::REQUEST,
        seq: 9,
        claimed_portid: 0,
    };

    fn ack_with(room: &mut [u8], flags: Flags, repeated: &[u8]) -> usize {
        let mut slice = Slice::new(room);
        let mut message = Builder::new(&mut slice, Header::ERROR, flags, 9).unwrap();
        message.raw(&(-22i32).to_ne_bytes()).unwrap();
        message.raw(&REQUEST.to_bytes()).unwrap();
        message.raw(repeated).unwrap();
        message.put_str(ExtAck::MESSAGE, "no").unwrap();
        message.put_u32(ExtAck::OFFSET, 20).unwrap();
        message.put_u32(77, 1).unwrap();
        message.finish().unwrap();
        slice.written().len()
    }

    #[test]
    fn capped_and_uncapped() {
        for (flags, repeated) in [
            (Flags::CAPPED | Flags::ACK_TLVS, &b""[..]),
            (Flags::ACK_TLVS, b"12345"),
        ] {
            let mut room = [0; 128];
            let len = ack_with(&mut room, flags, repeated);
            let message = Messages::new(&room[..len]).next().unwrap().unwrap();
            let ack = Ack::read(&message).unwrap();
            assert_eq!((ack.errno, ack.request), (22, REQUEST));
            assert_eq!(ack.request_payload, repeated);
            assert_eq!(ack.extack.message, Some(&b"no"[..]));
            assert_eq!(ack.extack.offset, Some(20));
            assert_eq!(ack.extack.missing, None);
        }
    }

    #[test]
    fn without_the_flag_there_is_no_extended_ack() {
        let mut room = [0; 128];
        let len = ack_with(&mut room, Flags::CAPPED, b"");
        let message = Messages::new(&room[..len]).next().unwrap().unwrap();
        assert!(Ack::read(&message).unwrap().extack.is_empty());
    }

    #[test]
    fn a_bare_ack_without_the_capped_flag_is_whole() {
        let mut payload = [0; 20];
        payload[4..].copy_from_slice(&REQUEST.to_bytes());
        for error in [0, -2i32] {
            payload[..4].copy_from_slice(&error.to_ne_bytes());
            let message = Message {
                header: Header {
                    kind: Header::ERROR,
                    flags: Flags::NONE,
                    ..REQUEST
                },
                payload: &payload,
            };
            let ack = Ack::read(&message).unwrap();
            assert_eq!(ack.errno, error.unsigned_abs());
            assert_eq!((ack.request, ack.request_payload), (REQUEST, &b""[..]));
        }
    }

    #[test]
    fn a_request_longer_than_its_copy_is_malformed() {
        let mut room = [0; 128];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, Header::ERROR, Flags::NONE, 9).unwrap();
        message.raw(&(-1i32).to_ne_bytes()).unwrap();
        message
            .raw(
                &Header {
                    len: u32::MAX,
                    ..REQUEST
                }
                .to_bytes(),
            )
            .unwrap();
        message.raw(b"rest").unwrap();
        message.finish().unwrap();
        let message = Messages::new(slice.written()).next().unwrap().unwrap();
        assert!(matches!(Ack::read(&message), Err(Malformed::Length { .. })));
    }

    #[test]
    fn done_with_error_with_count_and_without_payload() {
        for (payload, errno) in [
            (&(-5i32).to_ne_bytes()[..], 5),
            (&3i32.to_ne_bytes(), 0),
            (b"", 0),
        ] {
            let header = Header {
                kind: Header::DONE,
                ..REQUEST
            };
            let done = Done::read(&Message { header, payload }).unwrap();
            assert_eq!(done.errno, errno);
        }
        let message = Message {
            header: REQUEST,
            payload: b"ab",
        };
        assert_eq!(
            Done::read(&message),
            Err(Malformed::Short { need: 4, have: 2 })
        );
    }
}
