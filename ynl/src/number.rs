// SPDX-License-Identifier: MIT OR Apache-2.0

//! Numbers: their bytes, and what they mean.

use serde::ser::{SerializeSeq as _, Serializer};
use serde_json::Value;

use crate::text::{self, Hint};

/// A number of a specification. All of them fit an `i128`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub(crate) width: Width,
    pub(crate) order: Order,
    pub(crate) interpretation: Interpretation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// Bytes, and whether there is a sign.
    Fixed(u8, bool),
    /// 4 bytes if it fits, otherwise 8; whether there is a sign.
    Auto(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Native,
    Big,
    Little,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Interpretation {
    Plain,
    Hint(Hint),
    Enum(usize),
    Flags(usize),
}

/// The names of values, or of bits.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: String,
    /// By value.
    pub(crate) entries: Vec<(i64, String)>,
}

impl Enum {
    #[inline]
    pub(crate) fn name(&self, value: i64) -> Option<&str> {
        let index = self
            .entries
            .binary_search_by_key(&value, |(value, _)| *value)
            .ok()?;
        self.entries.get(index).map(|(_, name)| name.as_str())
    }

    pub(crate) fn value(&self, name: &str) -> Option<i64> {
        let entry = self.entries.iter().find(|(_, known)| known == name);
        entry.map(|(value, _)| *value)
    }
}

impl Width {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "u8" => Self::Fixed(1, false),
            "u16" => Self::Fixed(2, false),
            "u32" => Self::Fixed(4, false),
            "u64" => Self::Fixed(8, false),
            "s8" => Self::Fixed(1, true),
            "s16" => Self::Fixed(2, true),
            "s32" => Self::Fixed(4, true),
            "s64" => Self::Fixed(8, true),
            "uint" => Self::Auto(false),
            "sint" => Self::Auto(true),
            _ => return None,
        })
    }

    /// The smallest and the largest number.
    pub(crate) fn bounds(self) -> (i128, i128) {
        let (bytes, signed) = match self {
            Self::Fixed(bytes, signed) => (bytes, signed),
            Self::Auto(signed) => (8, signed),
        };
        let all = 1i128 << (u32::from(bytes) * 8);
        if signed {
            (-all / 2, all / 2 - 1)
        } else {
            (0, all - 1)
        }
    }
}

impl Order {
    fn is_big(self) -> bool {
        match self {
            Self::Native => cfg!(target_endian = "big"),
            Self::Big => true,
            Self::Little => false,
        }
    }
}

impl Number {
    pub(crate) fn is_flags(&self) -> bool {
        matches!(self.interpretation, Interpretation::Flags(_))
    }

    /// How many bytes it has, if always as many.
    pub(crate) fn fixed_len(&self) -> Option<usize> {
        match self.width {
            Width::Fixed(len, _) => Some(len.into()),
            Width::Auto(_) => None,
        }
    }

    /// `None` if there are not exactly the bytes that it needs.
    #[inline]
    pub(crate) fn read(&self, bytes: &[u8]) -> Option<i128> {
        let signed = match self.width {
            Width::Fixed(len, signed) if bytes.len() == usize::from(len) => signed,
            Width::Auto(signed) if matches!(bytes.len(), 4 | 8) => signed,
            _ => return None,
        };
        let big = self.order.is_big();
        macro_rules! read {
            ($unsigned:ident, $signed:ident) => {{
                let bytes = bytes.try_into().ok()?;
                let value = if big {
                    $unsigned::from_be_bytes(bytes)
                } else {
                    $unsigned::from_le_bytes(bytes)
                };
                if signed {
                    (value as $signed).into()
                } else {
                    value.into()
                }
            }};
        }
        Some(match bytes.len() {
            1 => read!(u8, i8),
            2 => read!(u16, i16),
            4 => read!(u32, i32),
            _ => read!(u64, i64),
        })
    }

    /// The bytes of a number that is in bounds.
    pub(crate) fn write(&self, value: i128) -> Vec<u8> {
        let len = match self.width {
            Width::Fixed(len, _) => usize::from(len),
            Width::Auto(signed) => {
                let (min, max) = Width::Fixed(4, signed).bounds();
                if (min..=max).contains(&value) {
                    4
                } else {
                    8
                }
            }
        };
        let mut bytes: Vec<u8> = value.to_le_bytes().into_iter().take(len).collect();
        if self.order.is_big() {
            bytes.reverse();
        }
        bytes
    }

    #[inline]
    pub(crate) fn serialize<S: Serializer>(
        &self,
        enums: &[Enum],
        value: i128,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self.interpretation {
            Interpretation::Plain => serialize_plain(value, serializer),
            Interpretation::Hint(hint) => match hint.show_number(value) {
                Some(text) => serializer.serialize_str(&text),
                None => serialize_plain(value, serializer),
            },
            Interpretation::Enum(index) => match self.name(enums, index, value) {
                Some(name) => serializer.serialize_str(name),
                None => serialize_plain(value, serializer),
            },
            Interpretation::Flags(index) => {
                let mut array = serializer.serialize_seq(None)?;
                let mut unnamed = 0u64;
                for bit in 0..64 {
                    if value as u64 & (1 << bit) == 0 {
                        continue;
                    }
                    match enums.get(index).and_then(|flags| flags.name(bit)) {
                        Some(name) => array.serialize_element(name)?,
                        None => unnamed |= 1 << bit,
                    }
                }
                if unnamed != 0 {
                    array.serialize_element(&unnamed)?;
                }
                array.end()
            }
        }
    }

    /// The name of the number as an attribute that selects a sub-message.
    pub(crate) fn key(&self, enums: &[Enum], value: i128) -> String {
        let name = match self.interpretation {
            Interpretation::Enum(index) => self.name(enums, index, value),
            _ => None,
        };
        name.map_or_else(|| value.to_string(), str::to_owned)
    }

    fn name<'s>(&self, enums: &'s [Enum], index: usize, value: i128) -> Option<&'s str> {
        enums.get(index)?.name(i64::try_from(value).ok()?)
    }

    /// The number that JSON says, in bounds; or what is wrong.
    pub(crate) fn parse(&self, enums: &[Enum], value: &Value) -> Result<i128, String> {
        let enumeration = match self.interpretation {
            Interpretation::Enum(index) | Interpretation::Flags(index) => enums.get(index),
            _ => None,
        };
        let number = match value {
            Value::Array(flags) if self.is_flags() => {
                let mut all = 0;
                for flag in flags {
                    all |= self.parse_one(enumeration, flag)?;
                }
                all
            }
            value => self.parse_one(enumeration, value)?,
        };
        let (min, max) = self.width.bounds();
        // All bits, as headers write a number with a sign: TCM_IFINDEX_MAGIC_BLOCK is 0xffffffff.
        let number = match number {
            all if min < 0 && all == max - min => -1,
            other => other,
        };
        if (min..=max).contains(&number) {
            Ok(number)
        } else {
            Err(format!("{number} is not from {min} to {max}"))
        }
    }

    fn parse_one(&self, enumeration: Option<&Enum>, value: &Value) -> Result<i128, String> {
        match value {
            Value::Number(number) => {
                let number = number
                    .as_i64()
                    .map(i128::from)
                    .or(number.as_u64().map(i128::from));
                number.ok_or_else(|| format!("{value} is no whole number of 64 bits"))
            }
            Value::String(text) => {
                let known = match (self.interpretation, enumeration) {
                    (Interpretation::Flags(_), Some(flags)) => flags
                        .value(text)
                        .and_then(|bit| 1i128.checked_shl(u32::try_from(bit).ok()?)),
                    (_, Some(enumeration)) => enumeration.value(text).map(i128::from),
                    (Interpretation::Hint(hint), None) => hint.parse_number(text),
                    _ => None,
                };
                known
                    .or_else(|| text::number(text))
                    .ok_or_else(|| match enumeration {
                        Some(enumeration) => {
                            let names: Vec<_> = enumeration
                                .entries
                                .iter()
                                .map(|(_, name)| name.as_str())
                                .collect();
                            format!("{text:?} is not among {}", names.join(", "))
                        }
                        None => format!("{text:?} is no number"),
                    })
            }
            value => Err(format!("a number is wanted, not {}", kind(value))),
        }
    }
}

/// The type of a JSON value, for errors.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn serialize_plain<S: Serializer>(value: i128, serializer: S) -> Result<S::Ok, S::Error> {
    match u64::try_from(value) {
        Ok(value) => serializer.serialize_u64(value),
        Err(_) => serializer.serialize_i64(value as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_and_order_goes_both_ways() {
        for width in [
            "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "uint", "sint",
        ] {
            let width = Width::named(width).unwrap();
            let (min, max) = width.bounds();
            for order in [Order::Native, Order::Big, Order::Little] {
                let number = Number {
                    width,
                    order,
                    interpretation: Interpretation::Plain,
                };
                for value in [min, min + 1, 0, 1, 100, max - 1, max] {
                    assert_eq!(number.read(&number.write(value)), Some(value), "{number:?}");
                }
            }
        }
    }

    #[test]
    fn the_length_must_be_right() {
        let number = |width| Number {
            width,
            order: Order::Big,
            interpretation: Interpretation::Plain,
        };
        assert_eq!(number(Width::Fixed(2, false)).read(&[1, 2]), Some(0x102));
        for len in [0, 1, 3, 4] {
            assert_eq!(number(Width::Fixed(2, false)).read(&[0; 4][..len]), None);
        }
        assert_eq!(number(Width::Auto(false)).read(&[0; 2]), None);
    }
}
