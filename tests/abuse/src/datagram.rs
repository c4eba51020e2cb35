// SPDX-License-Identifier: MIT OR Apache-2.0

//! One datagram of a campaign, determined by the seed, the sender, the number, and the structure that the kernel
//! publishes.

use fastrand::Rng;
use klink::wire::{align, genl};
use klink::{Flags, Group, Header};

use crate::attribute::{Mood, Notes, Shape, Writer};
use crate::family::{Family, Operation};
use crate::framing::Framing;
use crate::text;

/// A datagram, and its sender's knowledge about it.
#[derive(Debug, Default)]
pub struct Datagram {
    pub bytes: Vec<u8>,
    pub to: Destination,
    pub whole: Option<Whole>,
    pub messages: Vec<Message>,
    pub shapes: Vec<Shape>,
    pub texts: Vec<text::Shape>,
}

/// The destination of a datagram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    #[default]
    Kernel,
    /// A group of user programs, and the kernel.
    Group(Group),
    /// Another socket.
    Other,
}

/// The kind of the datagram as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    One,
    Several,
    Many,
    Noise,
}

impl Whole {
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::One, "one message"),
        (Self::Several, "several messages"),
        (Self::Many, "a hundred messages and more"),
        (Self::Noise, "noise"),
    ];
}

/// One of its messages.
#[derive(Debug)]
pub struct Message {
    pub seq: u32,
    pub flags: Flags,
    pub framing: Framing,
    /// Whether the message reaches an operation, or the echo module's handler.
    pub reaches: bool,
    /// The index into the family list and the operation; `None` in the echo protocol.
    pub operation: Option<(usize, Operation)>,
    /// Attributes: offset from the message's start, set, and index of the rule in it.
    pub attributes: Vec<(usize, usize, usize)>,
}

/// The inputs for making datagrams.
pub struct Plan<'a> {
    pub families: &'a [Family],
    /// The sender's own portid, which is one of those that messages carry.
    pub portid: u32,
}

impl Plan<'_> {
    /// A datagram of generic netlink; sequence numbers count from `seq`.
    pub fn generic(&self, random: &mut Rng, seq: u32) -> Datagram {
        self.datagram(random, seq, |datagram, random, seq, small| {
            self.generic_message(datagram, random, seq, small)
        })
    }

    /// A datagram for the echo module.
    pub fn echo(&self, random: &mut Rng, seq: u32) -> Datagram {
        self.datagram(random, seq, |datagram, random, seq, small| {
            self.echo_message(datagram, random, seq, small)
        })
    }

    fn datagram(
        &self,
        random: &mut Rng,
        seq: u32,
        mut message: impl FnMut(&mut Datagram, &mut Rng, u32, bool),
    ) -> Datagram {
        let (whole, count) = match random.u16(..512) {
            0..400 => (Whole::One, 1),
            400..500 => (Whole::Several, random.u32(2..8)),
            500..502 => (Whole::Many, random.u32(100..200)),
            _ => (Whole::Noise, 0),
        };
        let mut datagram = Datagram {
            whole: Some(whole),
            ..Datagram::default()
        };
        if whole == Whole::Noise {
            // The kernel refuses one without any byte.
            let len = random.usize(..100);
            datagram
                .bytes
                .extend(std::iter::repeat_with(|| random.u8(..)).take(len));
        }
        for number in 0..count {
            datagram.bytes.resize(align(datagram.bytes.len()), 0);
            message(
                &mut datagram,
                random,
                seq.wrapping_add(number),
                whole != Whole::One,
            );
            if datagram
                .messages
                .last()
                .is_some_and(|message| message.framing.hides_what_follows())
            {
                break;
            }
        }
        datagram.to = match random.u8(..) {
            0..4 => Group::new(random.u32(1..=32)).map_or(Destination::Kernel, Destination::Group),
            4 => Destination::Other,
            _ => Destination::Kernel,
        };
        datagram
    }

    fn generic_message(&self, datagram: &mut Datagram, random: &mut Rng, seq: u32, small: bool) {
        // The first family is the main target of the campaign.
        let Some(last) = self.families.len().checked_sub(1) else {
            return;
        };
        let index = if random.bool() {
            0
        } else {
            random.usize(..=last)
        };
        let Some(family) = self.families.get(index) else {
            return;
        };
        let Some(operation) = random.choice(&family.operations).copied() else {
            return;
        };
        let framing = Framing::choose(random, Framing::ALL.len());
        let mut flags = if operation.is_dump {
            Flags::REQUEST | Flags::DUMP
        } else {
            Flags::REQUEST
        };
        flags = flags | extra_flags(random);
        let start = self.begin(datagram, random, framing, family.id, flags, seq);

        let known = |cmd| {
            family
                .operations
                .iter()
                .any(|operation| operation.cmd == cmd)
        };
        let cmd = match framing {
            Framing::UnknownCommand => (0..=u8::MAX).rev().find(|&cmd| !known(cmd)).unwrap_or(0),
            _ => operation.cmd,
        };
        let version = if framing == Framing::OtherVersion {
            random.u8(..)
        } else {
            family.version
        };
        let mut header = genl::Header { cmd, version }.to_bytes();
        if framing == Framing::ReservedBytes {
            header[2..].copy_from_slice(&random.u16(1..).to_ne_bytes());
        }
        let mut attributes = Attributes {
            start,
            attributes: Vec::new(),
            shapes: &mut datagram.shapes,
        };
        if framing == Framing::ShortFamilyHeader {
            datagram
                .bytes
                .extend_from_slice(header.get(..random.usize(..4)).unwrap_or_default());
        } else {
            datagram.bytes.extend_from_slice(&header);
            let mood = match random.u8(..8) {
                _ if small => Mood::Sound,
                0..4 => Mood::Sound,
                4..7 => Mood::OneFault,
                _ => Mood::Chaos,
            };
            let mut writer = Writer {
                family,
                random,
                bytes: &mut datagram.bytes,
                notes: &mut attributes,
            };
            writer.attributes(operation.set.unwrap_or(usize::MAX), mood);
        }
        let attributes = attributes.attributes;
        self.end(datagram, random, framing, start);
        // Both bits of DUMP turn a do request into a dump.
        let is_dump = flags.contains(Flags::DUMP);
        let meant = family
            .operations
            .iter()
            .find(|other| other.cmd == operation.cmd && other.is_dump == is_dump);
        let reaches = framing.reaches_operation() && meant.is_some();
        let operation = Some((index, meant.copied().unwrap_or(operation)));
        datagram.messages.push(Message {
            seq,
            flags,
            framing,
            reaches,
            operation,
            attributes,
        });
    }

    fn echo_message(&self, datagram: &mut Datagram, random: &mut Rng, seq: u32, small: bool) {
        let framing = Framing::choose(random, Framing::RAW);
        let flags = if random.bool() {
            Flags::NONE
        } else {
            Flags(random.u16(..))
        };
        let kind = random
            .choice([0, 0, Header::DONE, 30, u16::MAX])
            .unwrap_or(0);
        let start = self.begin(datagram, random, framing, kind, flags, seq);
        let shape = text::write(&mut datagram.bytes, random, small);
        datagram.texts.push(shape);
        self.end(datagram, random, framing, start);
        let reaches = !framing.ends_datagram();
        datagram.messages.push(Message {
            seq,
            flags,
            framing,
            reaches,
            operation: None,
            attributes: Vec::new(),
        });
    }

    fn begin(
        &self,
        datagram: &mut Datagram,
        random: &mut Rng,
        framing: Framing,
        kind: u16,
        flags: Flags,
        seq: u32,
    ) -> usize {
        let kind = match framing {
            Framing::ControlKind => random.u16(..Header::MIN_KIND),
            Framing::UnknownKind => random.u16(0x8000..),
            _ => kind,
        };
        let flags = match framing {
            Framing::NoRequest => Flags(flags.0 & !Flags::REQUEST.0),
            _ => flags,
        };
        let claimed_portid = match framing {
            Framing::ClaimsKernel => 0,
            Framing::ClaimsOther => random
                .choice([1, self.portid.wrapping_add(1), u32::MAX])
                .unwrap_or(1),
            _ => self.portid,
        };
        let start = datagram.bytes.len();
        datagram.bytes.extend_from_slice(
            &Header {
                len: 0,
                kind,
                flags,
                seq,
                claimed_portid,
            }
            .to_bytes(),
        );
        start
    }

    /// Fills in the length, valid or invalid.
    fn end(&self, datagram: &mut Datagram, random: &mut Rng, framing: Framing, start: usize) {
        let true_length = u32::try_from(datagram.bytes.len() - start).unwrap_or(u32::MAX);
        let length = match framing {
            Framing::LengthZero => 0,
            Framing::LengthBelowHeader => random.u32(1..16),
            Framing::LengthShort => random.u32(20.min(true_length)..=true_length),
            Framing::LengthPastEnd => true_length + random.u32(1..5000),
            Framing::LengthHuge => u32::MAX - random.u32(..8),
            _ => true_length,
        };
        if let Some(field) = datagram.bytes.get_mut(start..start + 4) {
            field.copy_from_slice(&length.to_ne_bytes());
        }
        if framing == Framing::Cut {
            let left = random.usize(start + 1..datagram.bytes.len());
            datagram.bytes.truncate(left);
        }
    }
}

/// An acknowledgement is requested half the time, and sometimes flags that make no sense.
fn extra_flags(random: &mut Rng) -> Flags {
    let ack = if random.bool() {
        Flags::ACK
    } else {
        Flags::NONE
    };
    match random.u8(..16) {
        0 => ack | Flags(1 << random.u16(..16)),
        1 if random.u8(..8) == 0 => Flags(random.u16(..)),
        _ => ack,
    }
}

struct Attributes<'a> {
    start: usize,
    attributes: Vec<(usize, usize, usize)>,
    shapes: &'a mut Vec<Shape>,
}

impl Notes for Attributes<'_> {
    fn attribute(&mut self, offset: usize, set: usize, rule: usize) {
        self.attributes.push((offset - self.start, set, rule));
    }

    fn shape(&mut self, shape: Shape) {
        self.shapes.push(shape);
    }
}

#[cfg(test)]
mod tests {
    use klink::wire::policy::{AttrType, Policy};
    use klink::wire::Messages;

    use super::*;
    use crate::family::Rule;

    /// One operation with a number and a nest that nests itself.
    fn family() -> Family {
        let rule = |attr, kind| {
            let mut policy = Policy::default();
            policy.kind = kind;
            Rule { attr, policy }
        };
        let mut nest = rule(2, AttrType::NESTED);
        nest.policy.nested = Some(0);
        Family {
            name: "test".to_owned(),
            id: 30,
            version: 1,
            operations: vec![Operation {
                cmd: 1,
                is_dump: false,
                set: Some(0),
            }],
            groups: Vec::new(),
            sets: vec![vec![rule(1, AttrType::U32), nest]],
        }
    }

    fn generic(seed: u64) -> Datagram {
        let families = [family()];
        let plan = Plan {
            families: &families,
            portid: 7,
        };
        plan.generic(&mut Rng::with_seed(seed), 1)
    }

    #[test]
    fn a_datagram_follows_from_its_seed() {
        for seed in 0..200 {
            assert_eq!(generic(seed).bytes, generic(seed).bytes);
        }
        assert_ne!(generic(1).bytes, generic(2).bytes);
    }

    #[test]
    fn most_datagrams_are_framed_as_they_say() {
        let mut sound = 0;
        for seed in 0..2000 {
            let datagram = generic(seed);
            let framed = Messages::new(&datagram.bytes)
                .filter(|message| message.is_ok())
                .count();
            let reaching = datagram
                .messages
                .iter()
                .filter(|message| message.reaches)
                .count();
            assert!(framed >= reaching, "{seed}");
            sound += u32::from(reaching > 0);
        }
        assert!(sound > 1500, "{sound}");
    }

    #[test]
    fn attributes_stand_where_they_are_noted() {
        let mut seen = 0;
        // In datagrams of several messages all attributes are as they should be.
        let several = (0..2000)
            .map(generic)
            .filter(|datagram| datagram.whole == Some(Whole::Several));
        for datagram in several {
            let mut rest = &datagram.bytes[..];
            for message in &datagram.messages {
                for &(offset, _, rule) in message.attributes.iter().filter(|_| message.reaches) {
                    let kind = u16::from_ne_bytes([rest[offset + 2], rest[offset + 3]]);
                    assert_eq!(usize::from(kind & 0x3fff), rule + 1);
                    seen += 1;
                }
                let Ok(header) = Header::read(rest) else {
                    break;
                };
                rest = rest.get(align(header.len as usize)..).unwrap_or_default();
            }
        }
        assert!(seen > 1000, "{seen}");
    }
}
