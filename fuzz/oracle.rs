// SPDX-License-Identifier: MIT OR Apache-2.0

//! Invariants for arbitrary bytes: one function per fuzz target. The tests of `wire` run the same functions.
//!
//! Each function compares the parser with the most naive other way to find the same result. Slices are compared by
//! address, so the right bytes from the wrong place, or from outside the input, are a failure.

use std::ops::Range;

use klink_wire::extack::{Ack, Done};
use klink_wire::genl::{self, ctrl};
use klink_wire::policy::Policy;
use klink_wire::{Attr, Attrs, Builder, ExtAck, Flags, Header, Message, Messages, Slice};

/// A datagram consists of its messages, in order, up to its end or the first malformed one.
pub fn header(datagram: &[u8]) {
    let (ranges, end) = split(datagram, Header::LEN, |bytes| number(&bytes[..4]) as usize);
    let mut messages = Messages::new(datagram);
    let mut copy = vec![0; datagram.len() + 4];
    let mut copied = Slice::new(&mut copy);
    for range in &ranges {
        assert!(same(messages.rest(), &datagram[range.start..]));
        let message = messages.next().unwrap().unwrap();
        let bytes = &datagram[range.clone()];
        assert_eq!(message.header.to_bytes(), bytes[..Header::LEN]);
        assert!(same(message.payload, &bytes[Header::LEN..]));
        let Header {
            kind, flags, seq, ..
        } = message.header;
        let mut builder = Builder::new(&mut copied, kind, flags, seq).unwrap();
        builder.raw(message.payload).unwrap();
        builder.finish().unwrap();
    }
    ends(&mut messages, end < datagram.len());
    let copies: Vec<_> = Messages::new(copied.written())
        .map(|copy| copy.unwrap().payload)
        .collect();
    let payloads: Vec<_> = ranges
        .iter()
        .map(|range| &datagram[range.start + Header::LEN..range.end])
        .collect();
    assert_eq!(copies, payloads);
}

/// A sequence of attributes consists of its attributes, every value matches its bytes, and so on for nested ones.
pub fn attr(bytes: &[u8]) {
    attrs_to_depth(bytes, 8);
}

/// The acknowledgement in an `NLMSG_ERROR` or `NLMSG_DONE`, and the extended ack in it.
pub fn extack(datagram: &[u8]) {
    for message in Messages::new(datagram).flatten() {
        ack(&message);
        done(&message);
    }
}

/// The attributes of each message of a dump, after any fixed header, and the policies that the generic netlink
/// controller dumps.
pub fn dump(datagram: &[u8]) {
    for message in Messages::new(datagram).flatten() {
        for len in [0, 1, 4, 8, 12, 16, 20, usize::MAX] {
            let behind = message
                .payload
                .get(len.checked_next_multiple_of(4).unwrap_or(len)..);
            assert_eq!(message.attrs(len).rest(), behind.unwrap_or_default());
        }
        let Ok((header, attrs)) = genl::Header::read(&message) else {
            assert!(message.payload.len() < genl::Header::LEN);
            continue;
        };
        assert_eq!(header.to_bytes()[..2], message.payload[..2]);
        attr(attrs.rest());
        let Some(policies) = attrs.find(ctrl::attr::POLICY) else {
            continue;
        };
        for rules in policies.nested().flatten() {
            for rule in rules.nested().flatten() {
                policy(rule.nested());
            }
        }
    }
}

/// The ranges of the parts of `bytes`, each preceded by its length, and the end of the last one.
fn split(bytes: &[u8], header: usize, len: fn(&[u8]) -> usize) -> (Vec<Range<usize>>, usize) {
    let mut parts = Vec::new();
    let mut at = 0;
    while bytes.len() - at >= header {
        let len = len(&bytes[at..]);
        if len < header || len > bytes.len() - at {
            break;
        }
        parts.push(at..at + len);
        at = bytes.len().min(at + len.next_multiple_of(4));
    }
    (parts, at)
}

/// Checks that nothing follows a malformed part, and that an iterator that has ended stays ended.
fn ends<T, E>(parts: &mut impl Iterator<Item = Result<T, E>>, malformed: bool) {
    if malformed {
        assert!(matches!(parts.next(), Some(Err(_))));
    }
    assert!(parts.next().is_none() && parts.next().is_none());
}

fn attrs_to_depth(bytes: &[u8], depth: usize) {
    let (ranges, end) = split(bytes, 4, |bytes| number(&bytes[..2]) as usize);
    let mut attrs = Attrs::new(bytes);
    for range in &ranges {
        let attr = attrs.next().unwrap().unwrap();
        assert!(same(attr.payload(), &bytes[range.start + 4..range.end]));
        assert_eq!(
            u64::from(attr.raw_type()),
            number(&bytes[range.start + 2..][..2])
        );
        assert_eq!(attr.kind(), attr.raw_type() & 0x3fff);
        assert_eq!(attr.is_nested(), attr.raw_type() >= 0x8000);
        let first = ranges
            .iter()
            .find(|other| number(&bytes[other.start + 2..][..2]) as u16 & 0x3fff == attr.kind());
        let found = Attrs::new(bytes).find(attr.kind()).unwrap();
        assert!(same(
            found.payload(),
            &bytes[first.unwrap().start + 4..first.unwrap().end]
        ));
        values(attr);
        if depth > 0 {
            attrs_to_depth(attr.nested().rest(), depth - 1);
        }
    }
    ends(&mut attrs, bytes.len() - end >= 4);
}

fn values(attr: Attr<'_>) {
    let payload = attr.payload();
    let first = |len| payload.get(..len).map(number);
    assert_eq!(attr.u8().ok().map(u64::from), first(1));
    assert_eq!(attr.u16().ok().map(u64::from), first(2));
    assert_eq!(attr.u32().ok().map(u64::from), first(4));
    assert_eq!(attr.u64().ok(), first(8));
    assert_eq!(attr.i8().ok(), attr.u8().ok().map(|n| n as i8));
    assert_eq!(attr.i16().ok(), attr.u16().ok().map(|n| n as i16));
    assert_eq!(attr.i32().ok(), attr.u32().ok().map(|n| n as i32));
    assert_eq!(attr.i64().ok(), attr.u64().ok().map(|n| n as i64));
    assert_eq!(attr.be16().ok(), attr.u16().ok().map(u16::from_be));
    assert_eq!(attr.be32().ok(), attr.u32().ok().map(u32::from_be));
    assert_eq!(attr.be64().ok(), attr.u64().ok().map(u64::from_be));
    let widest = [8, 4, 2, 1].into_iter().find_map(first);
    assert_eq!(attr.uint().ok(), widest);
    let signed = [
        attr.i64().ok(),
        attr.i32().ok().map(i64::from),
        attr.i16().ok().map(i64::from),
        attr.i8().ok().map(i64::from),
    ];
    assert_eq!(attr.sint().ok(), signed.into_iter().flatten().next());

    let nul = payload.iter().position(|&byte| byte == 0);
    let string = &payload[..nul.unwrap_or(payload.len())];
    assert!(same(attr.string(), string));
    assert_eq!(attr.str().ok(), std::str::from_utf8(string).ok());
    assert_eq!(
        attr.cstr().is_ok(),
        nul.is_some_and(|nul| nul + 1 == payload.len())
    );
}

fn ack(message: &Message<'_>) {
    let payload = message.payload;
    let Some(behind) = payload.get(20..) else {
        assert!(Ack::read(message).is_err());
        return;
    };
    let capped = message.header.flags.contains(Flags::CAPPED) || behind.is_empty();
    let claimed = (number(&payload[4..8]) as usize).saturating_sub(Header::LEN);
    let repeated = if capped { 0 } else { claimed };
    let tlvs = tlvs(message, 20 + repeated.next_multiple_of(4));
    let Ok(ack) = Ack::read(message) else {
        assert!(repeated > behind.len() || refused(tlvs));
        return;
    };
    assert_eq!(ack.errno, (number(&payload[..4]) as i32).unsigned_abs());
    assert_eq!(ack.request.to_bytes(), payload[4..20]);
    assert!(same(ack.request_payload, &behind[..repeated]));
    details(&ack.extack, tlvs);
}

fn done(message: &Message<'_>) {
    let payload = message.payload;
    let tlvs = tlvs(message, 4);
    let Ok(done) = Done::read(message) else {
        assert!((1..4).contains(&payload.len()) || refused(tlvs));
        return;
    };
    let error = payload.get(..4).map_or(0, |error| number(error) as i32);
    assert_eq!(done.errno, error.min(0).unsigned_abs());
    details(&done.extack, tlvs);
}

/// The bytes of the extended ack, if the flags say that there is one.
fn tlvs<'a>(message: &Message<'a>, at: usize) -> &'a [u8] {
    let there = message.header.flags.contains(Flags::ACK_TLVS);
    message
        .payload
        .get(at..)
        .filter(|_| there)
        .unwrap_or_default()
}

/// Whether the attributes of an extended ack are malformed, or one is too short for its type.
fn refused(tlvs: &[u8]) -> bool {
    let needed = |attr: Attr<'_>| {
        if matches!(attr.kind(), 2 | 5 | 6) {
            4
        } else {
            0
        }
    };
    Attrs::new(tlvs).any(|attr| attr.map_or(true, |attr| attr.payload().len() < needed(attr)))
}

/// Checks that each field is the last attribute of its type.
fn details(extack: &ExtAck<'_>, tlvs: &[u8]) {
    assert!(!refused(tlvs));
    let last = |kind| last(Attrs::new(tlvs), kind);
    let last_number = |kind| last(kind).map(|attr| number(&attr.payload()[..4]) as u32);
    assert_eq!(extack.message, last(1).map(Attr::string));
    assert_eq!(extack.offset, last_number(2));
    assert_eq!(extack.cookie, last(3).map(Attr::payload));
    assert_eq!(extack.policy, last(4).map(Attr::nested));
    assert_eq!(extack.missing, last_number(5));
    assert_eq!(extack.missing_nest, last_number(6));
    if let Some(rule) = extack.policy {
        policy(rule);
    }
}

fn last(attrs: Attrs<'_>, kind: u16) -> Option<Attr<'_>> {
    attrs.flatten().filter(|attr| attr.kind() == kind).last()
}

/// Checks that each bound is the last attribute of its type, or the widest if only the other bound is present.
fn policy(rule: Attrs<'_>) {
    let needed = |attr: Attr<'_>| match attr.kind() {
        2..=5 | 12 => 8,
        1 | 6..=10 => 4,
        _ => 0,
    };
    let refused =
        { rule }.any(|attr| attr.map_or(true, |attr| attr.payload().len() < needed(attr)));
    let Ok(policy) = Policy::read(rule) else {
        assert!(refused);
        return;
    };
    assert!(!refused);
    let last_u32 = |kind| last(rule, kind).map(|attr| number(&attr.payload()[..4]) as u32);
    let last_u64 = |kind| last(rule, kind).map(|attr| number(&attr.payload()[..8]));
    let range = |min, max, widest: (u64, u64)| {
        let bounds = (last_u64(min), last_u64(max));
        (bounds != (None, None))
            .then(|| (bounds.0.unwrap_or(widest.0), bounds.1.unwrap_or(widest.1)))
    };
    let signed = policy
        .range_signed
        .map(|(min, max)| (min as u64, max as u64));
    assert_eq!(policy.kind.0, last_u32(1).unwrap_or(0));
    assert_eq!(signed, range(2, 3, (i64::MIN as u64, i64::MAX as u64)));
    assert_eq!(policy.range, range(4, 5, (0, u64::MAX)));
    assert_eq!(policy.min_len, last_u32(6));
    assert_eq!(policy.max_len, last_u32(7));
    assert_eq!(policy.nested, last_u32(8));
    assert_eq!(policy.nested_max, last_u32(9));
    let mask = { rule }
        .flatten()
        .filter(|attr| matches!(attr.kind(), 10 | 12))
        .last();
    assert_eq!(
        policy.mask,
        mask.map(|attr| number(&attr.payload()[..if attr.kind() == 10 { 4 } else { 8 }]))
    );
    assert!(!policy.to_string().is_empty());
}

/// Whether two slices are the same bytes at the same address; for empty slices the address does not matter.
fn same(a: &[u8], b: &[u8]) -> bool {
    std::ptr::eq(a, b) || (a.is_empty() && b.is_empty())
}

/// Up to eight bytes in host order.
fn number(bytes: &[u8]) -> u64 {
    let fold = |number, byte: &u8| (number << 8) | u64::from(*byte);
    if cfg!(target_endian = "big") {
        bytes.iter().fold(0, fold)
    } else {
        bytes.iter().rev().fold(0, fold)
    }
}
