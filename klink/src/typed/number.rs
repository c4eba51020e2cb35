// SPDX-License-Identifier: MIT OR Apache-2.0

//! Numbers: how many bytes they have on the wire, in which order, and what they mean.

use super::show::{Shown, Walk};

/// A number's form on the wire.
pub trait Width {
    /// Whether it has a sign.
    const SIGNED: bool;
    /// Whether it is read in hexadecimal digits.
    const HEX: bool;
    /// The bytes that it has at least.
    const LEN: usize;

    /// The number at the beginning of the bytes, its sign extended; `None` if there are too few.
    fn read(bytes: &[u8]) -> Option<u64>;

    /// Its bytes; `None` if it does not fit.
    fn write(number: u64, room: &mut [u8; 16]) -> Option<&[u8]>;
}

macro_rules! widths {
    ($($name:ident $ty:ident $wide:ident $from:ident $to:ident $signed:literal $hex:literal;)*) => {$(
        #[doc = concat!("The wire form of `", stringify!($ty), "`.")]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Width for $name {
            const SIGNED: bool = $signed;
            const HEX: bool = $hex;
            const LEN: usize = size_of::<$ty>();

            #[inline]
            fn read(bytes: &[u8]) -> Option<u64> {
                bytes.first_chunk().map(|bytes| $wide::from($ty::$from(*bytes)) as u64)
            }

            fn write(number: u64, room: &mut [u8; 16]) -> Option<&[u8]> {
                let number = $ty::try_from(number as $wide).ok()?;
                let there = room.first_chunk_mut()?;
                *there = number.$to();
                Some(there)
            }
        }
    )*};
}

widths! {
    U8 u8 u64 from_ne_bytes to_ne_bytes false false;
    U16 u16 u64 from_ne_bytes to_ne_bytes false false;
    U32 u32 u64 from_ne_bytes to_ne_bytes false false;
    U64 u64 u64 from_ne_bytes to_ne_bytes false false;
    S8 i8 i64 from_ne_bytes to_ne_bytes true false;
    S16 i16 i64 from_ne_bytes to_ne_bytes true false;
    S32 i32 i64 from_ne_bytes to_ne_bytes true false;
    S64 i64 i64 from_ne_bytes to_ne_bytes true false;
    BeU16 u16 u64 from_be_bytes to_be_bytes false false;
    BeU32 u32 u64 from_be_bytes to_be_bytes false false;
    BeU64 u64 u64 from_be_bytes to_be_bytes false false;
    BeS16 i16 i64 from_be_bytes to_be_bytes true false;
    BeS32 i32 i64 from_be_bytes to_be_bytes true false;
    BeS64 i64 i64 from_be_bytes to_be_bytes true false;
    LeU16 u16 u64 from_le_bytes to_le_bytes false false;
    LeU32 u32 u64 from_le_bytes to_le_bytes false false;
    LeU64 u64 u64 from_le_bytes to_le_bytes false false;
    LeS16 i16 i64 from_le_bytes to_le_bytes true false;
    LeS32 i32 i64 from_le_bytes to_le_bytes true false;
    LeS64 i64 i64 from_le_bytes to_le_bytes true false;
    HexU8 u8 u64 from_ne_bytes to_ne_bytes false true;
    HexU16 u16 u64 from_ne_bytes to_ne_bytes false true;
    HexU32 u32 u64 from_ne_bytes to_ne_bytes false true;
    HexU64 u64 u64 from_ne_bytes to_ne_bytes false true;
    HexBeU16 u16 u64 from_be_bytes to_be_bytes false true;
    HexBeU32 u32 u64 from_be_bytes to_be_bytes false true;
    HexBeU64 u64 u64 from_be_bytes to_be_bytes false true;
    HexLeU16 u16 u64 from_le_bytes to_le_bytes false true;
    HexLeU32 u32 u64 from_le_bytes to_le_bytes false true;
    HexLeU64 u64 u64 from_le_bytes to_le_bytes false true;
}

macro_rules! wide {
    ($($name:ident $short:ident $long:ident $narrow:ident $wide:ident;)*) => {$(
        #[doc = concat!("The wire form of `", stringify!($wide), "` that has 4 bytes if those are enough.")]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Width for $name {
            const SIGNED: bool = $long::SIGNED;
            const HEX: bool = false;
            const LEN: usize = 4;

            #[inline]
            fn read(bytes: &[u8]) -> Option<u64> {
                $long::read(bytes).or_else(|| $short::read(bytes))
            }

            fn write(number: u64, room: &mut [u8; 16]) -> Option<&[u8]> {
                match $narrow::try_from(number as $wide) {
                    Ok(_) => $short::write(number, room),
                    Err(_) => $long::write(number, room),
                }
            }
        }
    )*};
}

wide! {
    Uint U32 U64 u32 u64;
    Sint S32 S64 i32 i64;
    BeUint BeU32 BeU64 u32 u64;
    BeSint BeS32 BeS64 i32 i64;
    LeUint LeU32 LeU64 u32 u64;
    LeSint LeS32 LeS64 i32 i64;
}

/// What a number is in Rust: a number, the value of an enumeration, or flags.
pub trait Scalar: Copy + Default {
    /// From the number on the wire.
    fn of(number: u64) -> Self;
    /// The number on the wire, its sign extended.
    fn raw(self) -> u64;
    /// Shows it.
    fn show(self, signed: bool, hex: bool, walk: &mut Walk<'_>);
}

macro_rules! scalars {
    ($($ty:ident $wide:ident)*) => {$(
        impl Scalar for $ty {
            #[inline]
            fn of(number: u64) -> Self {
                number as $ty
            }

            #[inline]
            fn raw(self) -> u64 {
                $wide::from(self) as u64
            }

            fn show(self, signed: bool, hex: bool, walk: &mut Walk<'_>) {
                number(self.raw(), signed, hex, walk);
            }
        }
    )*};
}

scalars! { u8 u64 u16 u64 u32 u64 u64 u64 i8 i64 i16 i64 i32 i64 i64 i64 }

fn number(number: u64, signed: bool, hex: bool, walk: &mut Walk<'_>) {
    walk.value(match (hex, signed && (number as i64) < 0) {
        (true, _) => Shown::Hex(number),
        (false, true) => Shown::Signed(number as i64),
        (false, false) => Shown::Unsigned(number),
    });
}

/// Shows the value of an enumeration: its name if there is one.
pub fn show_named(raw: u64, signed: bool, name: Option<&'static str>, walk: &mut Walk<'_>) {
    match name {
        Some(name) => walk.value(Shown::Name(name)),
        None => number(raw, signed, false, walk),
    }
}

/// Shows flags: the names of bits, and one number for all others.
pub fn show_flags(raw: u64, names: &[(u64, &'static str)], walk: &mut Walk<'_>) {
    walk.list(&[], &mut |walk| {
        let mut rest = raw;
        for (bit, name) in names.iter().filter(|(bit, _)| raw & bit != 0) {
            rest &= !bit;
            walk.value(Shown::Name(name));
        }
        if rest != 0 {
            walk.value(Shown::Unsigned(rest));
        }
    });
}

/// A value as [`Debug`](std::fmt::Debug) shows it.
pub fn debug_scalar(f: &mut std::fmt::Formatter<'_>, value: impl Scalar) -> std::fmt::Result {
    super::show::debug_value(f, &mut |walk| value.show(false, false, walk))
}
