// SPDX-License-Identifier: MIT OR Apache-2.0

//! Attributes that follow a family's own rules, valid ones and invalid ones.

use fastrand::Rng;
use klink::wire::align;
use klink::wire::attr::{NESTED, NET_BYTEORDER};
use klink::wire::policy::{AttrType, Policy};

use crate::family::{Family, Rule};

/// The shape that an attribute, or the room for one, was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Right,
    AtBound,
    BelowBound,
    AboveBound,
    ReservedBit,
    Empty,
    Short,
    Long,
    Unterminated,
    NulInside,
    NestedFlag,
    NoNestedFlag,
    ByteOrderFlag,
    UnknownType,
    TypeZero,
    LengthBelowHeader,
    LengthPastEnd,
    Twice,
    TrailingBytes,
    Bomb,
    Huge,
}

impl Shape {
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::Right, "attribute as it should be"),
        (Self::AtBound, "attribute at a bound"),
        (Self::BelowBound, "attribute below its bound"),
        (Self::AboveBound, "attribute above its bound"),
        (Self::ReservedBit, "attribute with a bit outside its mask"),
        (Self::Empty, "attribute without payload"),
        (Self::Short, "attribute too short"),
        (Self::Long, "attribute too long"),
        (Self::Unterminated, "string without NUL"),
        (Self::NulInside, "string with a NUL inside"),
        (Self::NestedFlag, "NLA_F_NESTED where nothing is nested"),
        (Self::NoNestedFlag, "nest without NLA_F_NESTED"),
        (Self::ByteOrderFlag, "NLA_F_NET_BYTEORDER"),
        (Self::UnknownType, "attribute of unknown type"),
        (Self::TypeZero, "attribute of type 0"),
        (
            Self::LengthBelowHeader,
            "attribute length below its header's",
        ),
        (Self::LengthPastEnd, "attribute length past the end"),
        (Self::Twice, "attribute twice"),
        (Self::TrailingBytes, "bytes after the last attribute"),
        (Self::Bomb, "nests in nests in nests"),
        (Self::Huge, "attribute of nearly 64 KiB"),
    ];

    /// Whether an attribute with this rule can have this shape.
    pub fn is_possible(self, policy: &Policy) -> bool {
        matches!(self, Self::Right | Self::AtBound) || Self::faults(policy).contains(&self)
    }

    /// The faults that an attribute of this rule can have.
    fn faults(policy: &Policy) -> Vec<Self> {
        use Shape::*;
        let mut faults = vec![
            ByteOrderFlag,
            UnknownType,
            TypeZero,
            LengthBelowHeader,
            LengthPastEnd,
            Twice,
            TrailingBytes,
        ];
        match policy.kind {
            AttrType::NESTED | AttrType::NESTED_ARRAY => {
                faults.extend([NoNestedFlag, NoNestedFlag, Short, Bomb, Bomb])
            }
            AttrType::FLAG => faults.extend([Long, NestedFlag]),
            AttrType::STRING => faults.extend([Empty, Long, Huge, NulInside, NestedFlag]),
            AttrType::NUL_STRING => faults.extend([
                Empty,
                Long,
                Huge,
                NulInside,
                Unterminated,
                Unterminated,
                NestedFlag,
            ]),
            AttrType::BINARY => faults.extend([Empty, Short, Long, Huge, NestedFlag]),
            _ => faults.extend([Empty, Short, Long, NestedFlag]),
        }
        if policy.mask.is_some() {
            faults.extend([ReservedBit; 3]);
        }
        if policy.range.is_some() || policy.range_signed.is_some() {
            faults.extend([BelowBound, BelowBound, AboveBound, AboveBound]);
        }
        faults
    }
}

/// How many faults a message's attributes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// None.
    Sound,
    /// One.
    OneFault,
    /// Any number.
    Chaos,
}

/// A receiver of notes about the attributes that [`Writer`] writes.
pub trait Notes {
    /// An attribute of a known rule begins at this offset into the datagram.
    fn attribute(&mut self, offset: usize, set: usize, rule: usize);
    /// An attribute has this shape.
    fn shape(&mut self, shape: Shape);
}

/// Writes attributes after the content of a datagram.
pub struct Writer<'a, N> {
    pub family: &'a Family,
    pub random: &'a mut Rng,
    pub bytes: &'a mut Vec<u8>,
    pub notes: &'a mut N,
}

/// The maximum depth to which nests in a family's rules are followed; the kernel stops at 10
/// (`MAX_POLICY_RECURSION_DEPTH`).
const DEPTH: u32 = 12;

impl<N: Notes> Writer<'_, N> {
    /// The attributes of one set.
    pub fn attributes(&mut self, set: usize, mood: Mood) {
        self.set(set, mood, 0);
    }

    fn set(&mut self, set: usize, mood: Mood, depth: u32) {
        let family = self.family;
        let rules = family.set(set);
        let all = self.random.u8(..3) == 0;
        let mut chosen: Vec<_> = (0..rules.len())
            .filter(|_| all || self.random.bool())
            .collect();
        match mood {
            Mood::Sound => {}
            Mood::OneFault if chosen.is_empty() => {
                chosen.extend((!rules.is_empty()).then(|| self.random.usize(..rules.len())))
            }
            Mood::OneFault => {}
            Mood::Chaos => self.random.shuffle(&mut chosen),
        }
        let victim = (!chosen.is_empty()).then(|| self.random.usize(..chosen.len()));
        for (place, &index) in chosen.iter().enumerate() {
            let Some(rule) = rules.get(index) else {
                continue;
            };
            let mood = match mood {
                Mood::OneFault if Some(place) != victim => Mood::Sound,
                mood => mood,
            };
            self.notes.attribute(self.bytes.len(), set, index);
            self.attribute(rule, mood, depth);
        }
        if rules.is_empty() && mood != Mood::Sound {
            self.fault(
                &Rule {
                    attr: 1,
                    policy: Policy::default(),
                },
                Shape::UnknownType,
                depth,
            );
        }
    }

    fn attribute(&mut self, rule: &Rule, mood: Mood, depth: u32) {
        let nests = matches!(rule.policy.kind, AttrType::NESTED | AttrType::NESTED_ARRAY);
        let faulty = match mood {
            Mood::Sound => false,
            // In a nest the fault can be further inside.
            Mood::OneFault => !nests || self.random.bool(),
            Mood::Chaos => self.random.u8(..3) == 0,
        };
        if faulty {
            let faults = Shape::faults(&rule.policy);
            if let Some(fault) = self.random.choice(faults) {
                return self.fault(rule, fault, depth);
            }
        }
        if nests {
            self.notes.shape(Shape::Right);
            return self.nest(rule, NESTED, mood, depth);
        }
        let (shape, payload) = self.right(&rule.policy);
        self.notes.shape(shape);
        self.put(rule.attr, &payload);
    }

    fn nest(&mut self, rule: &Rule, flag: u16, mood: Mood, depth: u32) {
        let start = self.begin(rule.attr | flag);
        let inner = rule.policy.nested.and_then(|set| usize::try_from(set).ok());
        match inner {
            Some(set) if depth < DEPTH && rule.policy.kind == AttrType::NESTED => {
                self.set(set, mood, depth + 1)
            }
            Some(set) if depth < DEPTH => {
                for element in 1..=self.random.u16(..4) {
                    let start = self.begin(element | NESTED);
                    self.set(set, mood, depth + 1);
                    self.end(start);
                }
            }
            _ => {}
        }
        self.end(start);
    }

    fn fault(&mut self, rule: &Rule, fault: Shape, depth: u32) {
        self.notes.shape(fault);
        let (_, mut payload) = self.right(&rule.policy);
        let policy = &rule.policy;
        match fault {
            Shape::BelowBound | Shape::AboveBound => {
                let below = fault == Shape::BelowBound;
                let value = match (policy.range, policy.range_signed) {
                    (Some((min, _)), _) if below => min.wrapping_sub(1),
                    (Some((_, max)), _) => max.wrapping_add(1),
                    (_, Some((min, _))) if below => min.wrapping_sub(1) as u64,
                    (_, Some((_, max))) => max.wrapping_add(1) as u64,
                    _ => 0,
                };
                let width = payload.len();
                payload = number(
                    value,
                    if variable_width(policy.kind) {
                        8
                    } else {
                        width
                    },
                );
            }
            Shape::ReservedBit => {
                let outside = !policy.mask.unwrap_or(0);
                let width = payload.len();
                payload = number(
                    outside & self.random.u64(..) | outside & outside.wrapping_neg(),
                    width,
                );
            }
            Shape::Empty => payload.clear(),
            Shape::Short => payload.truncate(payload.len().saturating_sub(1).min(3)),
            Shape::Long => {
                let more = policy.max_len.map_or(9, |max| max as usize + 2);
                payload.retain(|&byte| byte != 0);
                payload.resize(payload.len() + more, b'x');
            }
            Shape::Unterminated => payload.retain(|&byte| byte != 0),
            Shape::NulInside => payload.insert(payload.len() / 2, 0),
            Shape::Huge => payload.resize(self.random.usize(60_000..=65_531), b'h'),
            Shape::TypeZero => return self.put(0, &payload),
            Shape::UnknownType => {
                // The type after the last published one may be known and rejected.
                let unknown = [
                    0x3fff,
                    rule.attr.saturating_add(200),
                    rule.attr.saturating_add(1),
                ];
                let unknown = self.random.choice(unknown).unwrap_or(0x3fff);
                return self.put(unknown, &payload);
            }
            Shape::NestedFlag => return self.put(rule.attr | NESTED, &payload),
            Shape::NoNestedFlag => return self.nest(rule, 0, Mood::Sound, depth),
            Shape::ByteOrderFlag => return self.put(rule.attr | NET_BYTEORDER, &payload),
            Shape::LengthBelowHeader => {
                let start = self.begin(rule.attr);
                let claim = self.random.u16(..4);
                return self.claim(start, claim);
            }
            Shape::LengthPastEnd => {
                let start = self.begin(rule.attr);
                self.bytes.extend_from_slice(&payload);
                let beyond = self.bytes.len() - start + 1;
                let claim = self.random.u16(u16::try_from(beyond).unwrap_or(u16::MAX)..);
                return self.claim(start, claim);
            }
            Shape::Twice => self.put(rule.attr, &payload),
            Shape::TrailingBytes => {
                self.put(rule.attr, &payload);
                let junk = self.random.usize(1..4);
                return self.bytes.resize(self.bytes.len() + junk, 0xff);
            }
            Shape::Bomb => return self.bomb(rule),
            Shape::Right | Shape::AtBound => {}
        }
        self.put(rule.attr, &payload);
    }

    /// Nests in nests, up to the end of the outermost length field.
    fn bomb(&mut self, rule: &Rule) {
        let depth = self.random.usize(8..4000);
        let starts: Vec<_> = (0..depth).map(|_| self.begin(rule.attr | NESTED)).collect();
        for start in starts.into_iter().rev() {
            self.end(start);
        }
    }

    /// A payload that the rule allows.
    fn right(&mut self, policy: &Policy) -> (Shape, Vec<u8>) {
        let random = &mut *self.random;
        let length = |random: &mut Rng| {
            let min = policy.min_len.unwrap_or(0) as usize;
            let max = policy
                .max_len
                .map_or(min + 40, |max| max as usize)
                .min(2000);
            match random.u8(..8) {
                0 => min,
                1 => max.max(min),
                _ => random.usize(min..=max.max(min)),
            }
        };
        match policy.kind {
            AttrType::FLAG | AttrType::NESTED | AttrType::NESTED_ARRAY => {
                (Shape::Right, Vec::new())
            }
            AttrType::STRING | AttrType::NUL_STRING => {
                let known = [&self.family.name, "nlctrl", "lo", "eth0", "a", "b"];
                let max = policy.max_len.map_or(usize::MAX, |max| max as usize);
                let word = random.choice(known).filter(|word| word.len() <= max);
                let mut text = match word {
                    Some(word) if random.bool() => word.as_bytes().to_vec(),
                    _ => {
                        let len = length(random).max(1);
                        // Sometimes with bytes that are not UTF-8.
                        let top = if random.u8(..8) == 0 { 0xff } else { b'z' };
                        std::iter::repeat_with(|| random.u8(b'0'..=top))
                            .take(len)
                            .collect()
                    }
                };
                if policy.kind == AttrType::NUL_STRING || random.bool() {
                    text.push(0);
                }
                (Shape::Right, text)
            }
            AttrType::BITFIELD32 => {
                let mask = policy
                    .mask
                    .and_then(|mask| u32::try_from(mask).ok())
                    .unwrap_or(u32::MAX);
                let selector = random.u32(..) & mask;
                let value = random.u32(..) & selector;
                (
                    Shape::Right,
                    [value.to_ne_bytes(), selector.to_ne_bytes()].concat(),
                )
            }
            kind => match width(kind, random) {
                Some(width) => self.right_number(policy, width),
                None => {
                    let len = length(random);
                    (
                        Shape::Right,
                        std::iter::repeat_with(|| random.u8(..)).take(len).collect(),
                    )
                }
            },
        }
    }

    fn right_number(&mut self, policy: &Policy, width: usize) -> (Shape, Vec<u8>) {
        let random = &mut *self.random;
        let top = if width == 8 {
            u64::MAX
        } else {
            (1 << (8 * width)) - 1
        };
        if let Some((min, max)) = policy.range_signed {
            let bound = random.choice([Some(min), Some(max), None, None]).flatten();
            let value = bound.unwrap_or_else(|| random.i64(min..=max));
            return (
                bound.map_or(Shape::Right, |_| Shape::AtBound),
                number(value as u64, width),
            );
        }
        let (min, max) = policy
            .range
            .map_or((0, top), |(min, max)| (min, max.min(top)));
        let bound = random
            .choice([Some(min), Some(max), None, None, None, None])
            .flatten();
        let value = bound.unwrap_or_else(|| match random.u8(..4) {
            0 => random.u64(min..=max.max(min)),
            1 if width == 2 => self.family.id.into(),
            _ => random.u64(min..=max.min(min.saturating_add(8)).max(min)),
        });
        let value = policy.mask.map_or(value, |mask| value & mask);
        (
            bound.map_or(Shape::Right, |_| Shape::AtBound),
            number(value, width),
        )
    }

    fn put(&mut self, kind: u16, payload: &[u8]) {
        let start = self.begin(kind);
        self.bytes.extend_from_slice(payload);
        self.end(start);
    }

    /// Writes an attribute's header; its length is filled in by [`Writer::end`] or [`Writer::claim`].
    fn begin(&mut self, kind: u16) -> usize {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[4, 0]);
        self.bytes.extend_from_slice(&kind.to_ne_bytes());
        start
    }

    fn end(&mut self, start: usize) {
        let length = self.bytes.len() - start;
        // A length that does not fit the field wraps, as it would in a careless sender.
        self.claim(start, (length & usize::from(u16::MAX)) as u16);
    }

    fn claim(&mut self, start: usize, length: u16) {
        if let Some(field) = self.bytes.get_mut(start..start + 2) {
            field.copy_from_slice(&length.to_ne_bytes());
        }
        // Datagrams begin at multiples of 4, and so do attributes.
        self.bytes.resize(align(self.bytes.len()), 0);
    }
}

fn variable_width(kind: AttrType) -> bool {
    matches!(kind, AttrType::UINT | AttrType::SINT)
}

/// The size of a number in bytes; `None` for other types.
fn width(kind: AttrType, random: &mut Rng) -> Option<usize> {
    Some(match kind {
        AttrType::U8 | AttrType::S8 => 1,
        AttrType::U16 | AttrType::S16 => 2,
        AttrType::U32 | AttrType::S32 => 4,
        AttrType::U64 | AttrType::S64 => 8,
        AttrType::UINT | AttrType::SINT if random.bool() => 4,
        AttrType::UINT | AttrType::SINT => 8,
        _ => return None,
    })
}

/// A number in this many bytes, truncated to fit.
fn number(value: u64, width: usize) -> Vec<u8> {
    match width {
        1 => (value as u8).to_ne_bytes().to_vec(),
        2 => (value as u16).to_ne_bytes().to_vec(),
        4 => (value as u32).to_ne_bytes().to_vec(),
        _ => value.to_ne_bytes().to_vec(),
    }
}
