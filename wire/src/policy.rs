// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The constraints on an attribute (`enum netlink_policy_type_attr`): in extended acks and in the policies that a
//! generic netlink family publishes. The layout follows `net/netlink/policy.c`.

use core::fmt;

use crate::attr::Attrs;
use crate::Malformed;

/// The rule for one attribute. Bounds are inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The type of the value.
    pub kind: AttrType,
    /// The bounds of an unsigned number.
    pub range: Option<(u64, u64)>,
    /// The bounds of a signed number.
    pub range_signed: Option<(i64, i64)>,
    /// The minimum length in bytes.
    pub min_len: Option<u32>,
    /// The maximum length in bytes.
    pub max_len: Option<u32>,
    /// The index of the policy of nested attributes.
    pub nested: Option<u32>,
    /// The highest type of nested attributes.
    pub nested_max: Option<u32>,
    /// The bits that may be set.
    pub mask: Option<u64>,
}

impl Policy {
    const KIND: u16 = 1;
    const MIN_SIGNED: u16 = 2;
    const MAX_SIGNED: u16 = 3;
    const MIN: u16 = 4;
    const MAX: u16 = 5;
    const MIN_LEN: u16 = 6;
    const MAX_LEN: u16 = 7;
    const NESTED: u16 = 8;
    const NESTED_MAX: u16 = 9;
    const BITFIELD_MASK: u16 = 10;
    const MASK: u16 = 12;

    /// Reads the attributes of one rule; unknown ones are skipped. A bound that is missing is that of the type.
    pub fn read(attrs: Attrs<'_>) -> Result<Self, Malformed> {
        let mut policy = Self::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                Self::KIND => policy.kind = AttrType(attr.u32()?),
                Self::MIN_SIGNED => {
                    policy.range_signed.get_or_insert((i64::MIN, i64::MAX)).0 = attr.i64()?
                }
                Self::MAX_SIGNED => {
                    policy.range_signed.get_or_insert((i64::MIN, i64::MAX)).1 = attr.i64()?
                }
                Self::MIN => policy.range.get_or_insert((0, u64::MAX)).0 = attr.u64()?,
                Self::MAX => policy.range.get_or_insert((0, u64::MAX)).1 = attr.u64()?,
                Self::MIN_LEN => policy.min_len = Some(attr.u32()?),
                Self::MAX_LEN => policy.max_len = Some(attr.u32()?),
                Self::NESTED => policy.nested = Some(attr.u32()?),
                Self::NESTED_MAX => policy.nested_max = Some(attr.u32()?),
                Self::BITFIELD_MASK => policy.mask = Some(attr.u32()?.into()),
                Self::MASK => policy.mask = Some(attr.u64()?),
                _ => {}
            }
        }
        Ok(policy)
    }
}

/// Shows the rule, such as `u32 from 68 to 65535` or `string of at most 15 bytes`.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind.name() {
            Some(name) => f.write_str(name)?,
            None => write!(f, "type {}", self.kind.0)?,
        }
        if let Some((min, max)) = self.range {
            write!(f, " from {min} to {max}")?;
        }
        if let Some((min, max)) = self.range_signed {
            write!(f, " from {min} to {max}")?;
        }
        match (self.min_len, self.max_len) {
            (Some(min), Some(max)) if min == max => write!(f, " of {min} bytes")?,
            (Some(min), Some(max)) => write!(f, " of {min} to {max} bytes")?,
            (Some(min), None) => write!(f, " of at least {min} bytes")?,
            (None, Some(max)) => write!(f, " of at most {max} bytes")?,
            (None, None) => {}
        }
        if let Some(mask) = self.mask {
            write!(f, " of the bits {mask:#x}")?;
        }
        Ok(())
    }
}

/// The type of an attribute's value (`enum netlink_attribute_type`); numbers that are not known here are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AttrType(pub u32);

impl AttrType {
    /// An unchecked or unknown type.
    pub const INVALID: Self = Self(0);
    /// A flag, which is present or absent.
    pub const FLAG: Self = Self(1);
    /// Unsigned 8 bits.
    pub const U8: Self = Self(2);
    /// Unsigned 16 bits.
    pub const U16: Self = Self(3);
    /// Unsigned 32 bits.
    pub const U32: Self = Self(4);
    /// Unsigned 64 bits.
    pub const U64: Self = Self(5);
    /// Signed 8 bits.
    pub const S8: Self = Self(6);
    /// Signed 16 bits.
    pub const S16: Self = Self(7);
    /// Signed 32 bits.
    pub const S32: Self = Self(8);
    /// Signed 64 bits.
    pub const S64: Self = Self(9);
    /// Bytes.
    pub const BINARY: Self = Self(10);
    /// A string whose NUL is optional.
    pub const STRING: Self = Self(11);
    /// A string that must end with NUL.
    pub const NUL_STRING: Self = Self(12);
    /// Nested attributes.
    pub const NESTED: Self = Self(13);
    /// An array of nests.
    pub const NESTED_ARRAY: Self = Self(14);
    /// A 32-bit value and a mask of its valid bits.
    pub const BITFIELD32: Self = Self(15);
    /// Signed 32 or 64 bits.
    pub const SINT: Self = Self(16);
    /// Unsigned 32 or 64 bits.
    pub const UINT: Self = Self(17);

    /// A short name, as YNL spells it; `None` for numbers that are not known here.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::INVALID => "unspec",
            Self::FLAG => "flag",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::S8 => "s8",
            Self::S16 => "s16",
            Self::S32 => "s32",
            Self::S64 => "s64",
            Self::BINARY => "binary",
            Self::STRING => "string",
            Self::NUL_STRING => "nul-string",
            Self::NESTED => "nest",
            Self::NESTED_ARRAY => "nested-array",
            Self::BITFIELD32 => "bitfield32",
            Self::SINT => "sint",
            Self::UINT => "uint",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Flags, Slice};

    #[test]
    fn ranges_masks_and_what_is_unknown() {
        let mut room = [0; 128];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 0, Flags::NONE, 0).unwrap();
        message.put_u32(Policy::KIND, AttrType::U32.0).unwrap();
        message.put_u64(Policy::MAX, 100).unwrap();
        message.put_i64(Policy::MIN_SIGNED, -3).unwrap();
        message.put_u64(Policy::MASK, 6).unwrap();
        message.put_u64(99, 6).unwrap();
        message.finish().unwrap();
        let policy = Policy::read(Attrs::new(&slice.written()[16..])).unwrap();
        assert_eq!(policy.kind.name(), Some("u32"));
        assert_eq!(policy.range, Some((0, 100)));
        assert_eq!(policy.range_signed, Some((-3, i64::MAX)));
        assert_eq!(policy.mask, Some(6));
        assert_eq!(policy.min_len, None);
    }
}
