// SPDX-License-Identifier: GPL-2.0

//! Policies of attributes: checked by the core before an operation runs, and published to processes that ask.
//!
//! C header: `include/net/netlink.h`. A request with an attribute that has no rule is refused.

use core::ffi::CStr;
use core::ptr;

use kernel::str::as_char_ptr_in_const_context;

use crate::netlink::ExtAck;
use crate::sys::{self, constant};

/// The rules for the attributes of types 1 to `N - 1`. Make it a `static`, and `N` one more than the highest type.
#[repr(transparent)]
pub struct Policy<const N: usize>([sys::nla_policy; N]);

// SAFETY: Never written, and neither is what its pointers point to.
unsafe impl<const N: usize> Sync for Policy<N> {}

impl<const N: usize> Policy<N> {
    /// A policy that allows no attribute yet.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        assert!(
            N >= 2,
            "a policy has room for at least one attribute: N is the highest type and 1"
        );
        assert!(N <= 1 << 14, "attribute types have 14 bits");
        Self([Rule::of(0).0; N])
    }

    /// Allows the attribute of one type.
    pub const fn attr(mut self, kind: u16, rule: Rule) -> Self {
        let at = kind as usize;
        assert!(at != 0, "attribute types begin with 1");
        assert!(at < N, "this type is above the policy's highest");
        assert!(self.0[at].kind == 0, "this type has a rule already");
        self.0[at] = rule.0;
        self
    }

    /// The reference that an operation needs.
    pub const fn as_ref(&'static self) -> PolicyRef {
        PolicyRef {
            first: self.0.as_ptr(),
            max: (N - 1) as u16,
        }
    }
}

/// A [`Policy`] of any size, or none.
#[derive(Clone, Copy)]
pub struct PolicyRef {
    pub(super) first: *const sys::nla_policy,
    pub(super) max: u16,
}

impl PolicyRef {
    /// No attributes.
    pub const NONE: Self = Self {
        first: ptr::null(),
        max: 0,
    };
}

/// The rule for one attribute. Numbers have their exact length, unless said otherwise.
#[derive(Clone, Copy)]
pub struct Rule(sys::nla_policy);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $kind:ident;)*) => {$(
        $(#[$doc])*
        pub const fn $name() -> Self {
            Self::of(constant::$kind)
        }
    )*};
}

impl Rule {
    kinds! {
        /// Unsigned 8 bits.
        u8 NLA_U8;
        /// Unsigned 16 bits.
        u16 NLA_U16;
        /// Unsigned 32 bits.
        u32 NLA_U32;
        /// Unsigned 64 bits.
        u64 NLA_U64;
        /// Unsigned, 32 or 64 bits.
        uint NLA_UINT;
        /// Signed 8 bits.
        s8 NLA_S8;
        /// Signed 16 bits.
        s16 NLA_S16;
        /// Signed 32 bits.
        s32 NLA_S32;
        /// Signed 64 bits.
        s64 NLA_S64;
        /// Signed, 32 or 64 bits.
        sint NLA_SINT;
        /// Unsigned 16 bits in network byte order. The core does not publish these rules.
        be16 NLA_BE16;
        /// Unsigned 32 bits in network byte order. The core does not publish these rules.
        be32 NLA_BE32;
        /// No payload: a flag that is present or absent.
        flag NLA_FLAG;
    }

    /// A string of any length; a NUL at its end is allowed.
    pub const fn any_string() -> Self {
        Self::of(constant::NLA_STRING)
    }

    /// A string of any length, and a NUL.
    pub const fn any_nul_string() -> Self {
        Self::of(constant::NLA_NUL_STRING)
    }

    /// Any number of bytes, which [`Rule::min`] and [`Rule::max`] may bound.
    pub const fn bytes() -> Self {
        Self::of(constant::NLA_BINARY)
    }

    /// A string of at most `max` bytes; a NUL at its end is allowed and does not count.
    pub const fn string(max: u16) -> Self {
        assert!(max > 0, "0 would mean any length");
        Self::of(constant::NLA_STRING).len(max)
    }

    /// A string of at most `max` bytes and a NUL.
    pub const fn nul_string(max: u16) -> Self {
        assert!(max > 0, "0 would mean any length");
        Self::of(constant::NLA_NUL_STRING).len(max)
    }

    /// `min` to `max` bytes, at most 32,767.
    pub const fn binary(min: u16, max: u16) -> Self {
        assert!(min <= max, "the range is empty");
        assert!(max <= i16::MAX as u16, "a binary's bounds have 15 bits");
        // By value: the core publishes bounds of binaries only so.
        Self::bytes().between(min as i16, max as i16)
    }

    /// 32 bits and a mask of the valid ones, both within `valid`.
    pub const fn bitfield32(valid: u32) -> Self {
        assert!(valid != 0, "no bit could be set");
        let mut rule = Self::of(constant::NLA_BITFIELD32);
        rule.0.value = sys::nla_policy_value { mask: valid };
        rule
    }

    /// Nested attributes with rules of their own.
    pub const fn nested<const N: usize>(policy: &'static Policy<N>) -> Self {
        Self::of(constant::NLA_NESTED).inside(policy)
    }

    /// An array: attributes of any type, each of which nests attributes with rules of their own.
    pub const fn nested_array<const N: usize>(policy: &'static Policy<N>) -> Self {
        Self::of(constant::NLA_NESTED_ARRAY).inside(policy)
    }

    /// A type that is refused, with this message of at most 1024 bytes: for a type that replies have and requests must
    /// not have.
    pub const fn reject(message: &'static CStr) -> Self {
        assert!(
            message.count_bytes() <= ExtAck::MESSAGE_MAX,
            "a message has at most 1024 bytes"
        );
        let mut rule = Self::of(constant::NLA_REJECT);
        rule.0.value = sys::nla_policy_value {
            reject_message: as_char_ptr_in_const_context(message),
        };
        rule
    }

    /// A number, or a number of bytes, of at least `min`. Higher bounds than 32,767 are ranges.
    pub const fn min(self, min: i16) -> Self {
        self.bound(constant::NLA_VALIDATE_MIN, [min, 0])
    }

    /// A number, or a number of bytes, of at most `max`. Higher bounds than 32,767 are ranges.
    pub const fn max(self, max: i16) -> Self {
        self.bound(constant::NLA_VALIDATE_MAX, [0, max])
    }

    /// [`Rule::min`] and [`Rule::max`].
    pub const fn between(self, min: i16, max: i16) -> Self {
        assert!(min <= max, "the range is empty");
        self.bound(constant::NLA_VALIDATE_RANGE, [min, max])
    }

    /// Bounds by value.
    const fn bound(mut self, kind: u32, bounds: [i16; 2]) -> Self {
        assert!(
            self.is_signed() || self.is_unsigned() || self.0.kind as u32 == constant::NLA_BINARY,
            "bounds are for numbers and bytes"
        );
        assert!(
            self.is_signed() || (bounds[0] >= 0 && bounds[1] >= 0),
            "this bound is below 0"
        );
        assert!(
            self.0.validation_type as u32 == constant::NLA_VALIDATE_NONE,
            "one check a rule"
        );
        self.0.validation_type = kind as u8;
        self.0.value = sys::nla_policy_value { bounds };
        self
    }

    /// An unsigned number from `MIN` to `MAX`.
    pub const fn range<const MIN: u64, const MAX: u64>(mut self) -> Self {
        assert!(self.is_unsigned(), "range is for unsigned numbers");
        assert!(
            self.0.validation_type as u32 == constant::NLA_VALIDATE_NONE,
            "one check a rule"
        );
        self.0.validation_type = constant::NLA_VALIDATE_RANGE_PTR as u8;
        self.0.value = sys::nla_policy_value {
            range: &Range::<MIN, MAX>::C,
        };
        self
    }

    /// A signed number from `MIN` to `MAX`.
    pub const fn range_signed<const MIN: i64, const MAX: i64>(mut self) -> Self {
        assert!(self.is_signed(), "range_signed is for signed numbers");
        assert!(
            self.0.validation_type as u32 == constant::NLA_VALIDATE_NONE,
            "one check a rule"
        );
        self.0.validation_type = constant::NLA_VALIDATE_RANGE_PTR as u8;
        self.0.value = sys::nla_policy_value {
            range_signed: &RangeSigned::<MIN, MAX>::C,
        };
        self
    }

    /// An unsigned number with no bit outside `mask`.
    pub const fn mask(mut self, mask: u32) -> Self {
        assert!(
            self.is_host_order_unsigned(),
            "mask is for unsigned numbers in host byte order"
        );
        assert!(
            self.0.validation_type as u32 == constant::NLA_VALIDATE_NONE,
            "one check a rule"
        );
        self.0.validation_type = constant::NLA_VALIDATE_MASK as u8;
        self.0.value = sys::nla_policy_value { mask };
        self
    }

    const fn of(kind: u32) -> Self {
        Self(sys::nla_policy {
            kind: kind as u8,
            validation_type: constant::NLA_VALIDATE_NONE as u8,
            len: 0,
            // The widest member, so that all of the union is initialised.
            value: sys::nla_policy_value {
                reject_message: ptr::null(),
            },
        })
    }

    const fn len(mut self, len: u16) -> Self {
        self.0.len = len;
        self
    }

    const fn inside<const N: usize>(mut self, policy: &'static Policy<N>) -> Self {
        self.0.len = (N - 1) as u16;
        self.0.value = sys::nla_policy_value {
            nested_policy: policy.0.as_ptr(),
        };
        self
    }

    const fn is_host_order_unsigned(&self) -> bool {
        matches!(
            self.0.kind as u32,
            constant::NLA_U8
                | constant::NLA_U16
                | constant::NLA_U32
                | constant::NLA_U64
                | constant::NLA_UINT
        )
    }

    const fn is_unsigned(&self) -> bool {
        self.is_host_order_unsigned()
            || matches!(self.0.kind as u32, constant::NLA_BE16 | constant::NLA_BE32)
    }

    const fn is_signed(&self) -> bool {
        matches!(
            self.0.kind as u32,
            constant::NLA_S8
                | constant::NLA_S16
                | constant::NLA_S32
                | constant::NLA_S64
                | constant::NLA_SINT
        )
    }
}

/// Bounds as parameters, so that each pair has a static of its own for C to point to.
struct Range<const MIN: u64, const MAX: u64>;

impl<const MIN: u64, const MAX: u64> Range<MIN, MAX> {
    const C: sys::netlink_range_validation = {
        assert!(MIN <= MAX, "the range is empty");
        sys::netlink_range_validation { min: MIN, max: MAX }
    };
}

struct RangeSigned<const MIN: i64, const MAX: i64>;

impl<const MIN: i64, const MAX: i64> RangeSigned<MIN, MAX> {
    const C: sys::netlink_range_validation_signed = {
        assert!(MIN <= MAX, "the range is empty");
        sys::netlink_range_validation_signed { min: MIN, max: MAX }
    };
}
