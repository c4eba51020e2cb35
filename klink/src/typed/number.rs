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
    ($($name:ident $ty:ident $wide:ident $from:ident $to:ident $signed:literal;)*) => {$(
        #[doc = concat!("The wire form of `", stringify!($ty), "`.")]
        #[allow(missing_debug_implementations)] // It has no values.
        pub enum $name {}

        impl Width for $name {
            const SIGNED: bool = $signed;
            const HEX: bool = false;
            const LEN: usize = size_of::<$ty>();

            #[inline]
            fn read(bytes: &[u8]) -> Option<u64> {
                bytes.first_chunk().map(|bytes| $wide::from($ty::$from(*bytes)) as u64)
            }

            #[inline]
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
    U8 u8 u64 from_ne_bytes to_ne_bytes false;
    U16 u16 u64 from_ne_bytes to_ne_bytes false;
    U32 u32 u64 from_ne_bytes to_ne_bytes false;
    U64 u64 u64 from_ne_bytes to_ne_bytes false;
    S8 i8 i64 from_ne_bytes to_ne_bytes true;
    S16 i16 i64 from_ne_bytes to_ne_bytes true;
    S32 i32 i64 from_ne_bytes to_ne_bytes true;
    S64 i64 i64 from_ne_bytes to_ne_bytes true;
    BeU16 u16 u64 from_be_bytes to_be_bytes false;
    BeU32 u32 u64 from_be_bytes to_be_bytes false;
    BeU64 u64 u64 from_be_bytes to_be_bytes false;
    BeS16 i16 i64 from_be_bytes to_be_bytes true;
    BeS32 i32 i64 from_be_bytes to_be_bytes true;
    BeS64 i64 i64 from_be_bytes to_be_bytes true;
    LeU16 u16 u64 from_le_bytes to_le_bytes false;
    LeU32 u32 u64 from_le_bytes to_le_bytes false;
    LeU64 u64 u64 from_le_bytes to_le_bytes false;
    LeS16 i16 i64 from_le_bytes to_le_bytes true;
    LeS32 i32 i64 from_le_bytes to_le_bytes true;
    LeS64 i64 i64 from_le_bytes to_le_bytes true;
}

macro_rules! wide {
    ($($name:ident $short:ident $long:ident $narrow:ident $wide:ident;)*) => {$(
        #[doc = concat!("The wire form of `", stringify!($wide), "` that has 4 bytes if those are enough.")]
        #[allow(missing_debug_implementations)] // It has no values.
        pub enum $name {}

        impl Width for $name {
            const SIGNED: bool = $long::SIGNED;
            const HEX: bool = false;
            const LEN: usize = 4;

            #[inline]
            fn read(bytes: &[u8]) -> Option<u64> {
                $long::read(bytes).or_else(|| $short::read(bytes))
            }

            #[inline]
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

/// A number that is read in hexadecimal digits.
#[allow(missing_debug_implementations)] // It has no values.
pub struct Hex<W>(W);

impl<W: Width> Width for Hex<W> {
    const SIGNED: bool = W::SIGNED;
    const HEX: bool = true;
    const LEN: usize = W::LEN;

    #[inline]
    fn read(bytes: &[u8]) -> Option<u64> {
        W::read(bytes)
    }

    #[inline]
    fn write(number: u64, room: &mut [u8; 16]) -> Option<&[u8]> {
        W::write(number, room)
    }
}

macro_rules! hex {
    ($($name:ident $of:ident)*) => {$(
        #[doc = concat!("[`", stringify!($of), "`], read in hexadecimal digits.")]
        pub type $name = Hex<$of>;
    )*};
}

hex! { HexU8 U8 HexU16 U16 HexU32 U32 HexU64 U64 HexBeU16 BeU16 HexBeU32 BeU32 HexBeU64 BeU64 HexLeU16 LeU16 HexLeU32 LeU32 HexLeU64 LeU64 }

/// The type of a number in Rust: a number, the value of an enumeration, or flags.
pub trait Scalar: Copy + Default {
    /// Which names there are, and whether those are of bits.
    const NAMES: Names = Names::None;

    /// From the number on the wire.
    fn of(number: u64) -> Self;
    /// The number on the wire, its sign extended.
    fn raw(self) -> u64;
}

/// The names that numbers have.
#[derive(Clone, Copy, Debug)]
pub enum Names {
    /// None.
    None,
    /// Of values, each with its sign extended.
    Values(&'static [(i64, &'static str)]),
    /// Of bits.
    Bits(&'static [(u64, &'static str)]),
}

/// The name of a value.
pub fn name_of<T: Scalar>(value: T) -> Option<&'static str> {
    match T::NAMES {
        Names::Values(names) => name(names, value.raw() as i64),
        _ => None,
    }
}

fn name(names: &'static [(i64, &'static str)], value: i64) -> Option<&'static str> {
    let mut names = names.iter();
    names
        .find(|(known, _)| *known == value)
        .map(|(_, name)| *name)
}

/// Shows a number by its names.
pub fn show(names: Names, raw: u64, signed: bool, hex: bool, walk: &mut Walk<'_>) {
    match names {
        Names::None => number(raw, signed, hex, walk),
        Names::Values(names) => match name(names, raw as i64) {
            Some(name) => walk.value(Shown::Name(name)),
            None => number(raw, signed, false, walk),
        },
        Names::Bits(names) => show_flags(raw, names, walk),
    }
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

/// Shows flags: the names of bits, and one number for all others.
fn show_flags(raw: u64, names: &[(u64, &'static str)], walk: &mut Walk<'_>) {
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
pub fn debug_scalar<T: Scalar>(f: &mut std::fmt::Formatter<'_>, value: T) -> std::fmt::Result {
    super::show::debug_value(f, &mut |walk| {
        show(T::NAMES, value.raw(), false, false, walk)
    })
}
