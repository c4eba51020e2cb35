// SPDX-License-Identifier: MIT OR Apache-2.0

//! Single values, each with its form on the wire.

use std::net::{IpAddr, Ipv4Addr};

use super::number::{show, Scalar, Width};
use super::show::{Shown, Walk};
use crate::view;
use crate::HardwareAddress;

/// A value that is `As` on the wire.
pub trait Value<'a, As>: Sized {
    /// Whether a NUL follows it on the wire, and none may be inside of it.
    const NUL: bool = false;

    /// Reads what the bytes begin with; `None` if there are too few, or it is no such value.
    fn read(bytes: &'a [u8]) -> Option<Self>;

    /// Its bytes; `None` if it does not fit.
    fn bytes<'s>(&'s self, room: &'s mut [u8; 16]) -> Option<&'s [u8]>;

    /// Shows it.
    fn show(&self, walk: &mut Walk<'_>);
}

impl<'a, T: Scalar, W: Width> Value<'a, W> for T {
    #[inline]
    fn read(bytes: &'a [u8]) -> Option<Self> {
        W::read(bytes).map(T::of)
    }

    fn bytes<'s>(&'s self, room: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        W::write(self.raw(), room)
    }

    fn show(&self, walk: &mut Walk<'_>) {
        show(T::NAMES, self.raw(), W::SIGNED, W::HEX, walk);
    }
}

/// An IPv4 address that is a number of this form.
#[derive(Clone, Copy, Debug)]
pub struct V4<W>(W);

impl<'a, W: Width> Value<'a, V4<W>> for Ipv4Addr {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        W::read(bytes).map(|number| Self::from(number as u32))
    }

    fn bytes<'s>(&'s self, room: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        W::write(u32::from(*self).into(), room)
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.value(Shown::Ip(IpAddr::V4(*self)));
    }
}

/// An IPv4 address in network byte order.
pub type BeV4 = V4<super::number::BeU32>;
/// An IPv4 address in the machine's byte order.
pub type NeV4 = V4<super::number::U32>;
/// An IPv4 address in little-endian byte order.
pub type LeV4 = V4<super::number::LeU32>;

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[allow(missing_debug_implementations)] // It has no values.
        pub enum $name {}
    )*};
}

forms! {
    /// A string of UTF-8, with a NUL after it.
    Str;
    /// A string in a field of fixed size, filled up with zeros.
    Fixed;
    /// A string that takes all there is.
    Letters;
    /// Bytes.
    Raw;
    /// Bytes that are read in groups.
    Groups;
    /// A UUID.
    Uuid;
    /// A hardware address.
    Mac;
    /// An IP address of 4 or 16 bytes.
    Ip;
}

impl<'a> Value<'a, Str> for &'a str {
    const NUL: bool = true;

    fn read(bytes: &'a [u8]) -> Option<Self> {
        view::string(bytes)
    }

    fn bytes<'s>(&'s self, _: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        Some(self.as_bytes())
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.value(Shown::Text(self));
    }
}

impl<'a> Value<'a, Fixed> for &'a str {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.iter().rposition(|&byte| byte != 0);
        let text = bytes.get(..end.map_or(0, |last| last + 1))?;
        let text = std::str::from_utf8(text).ok()?;
        // What is after an end would be lost.
        (!text.contains('\0')).then_some(text)
    }

    fn bytes<'s>(&'s self, _: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        Some(self.as_bytes())
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.value(Shown::Text(self));
    }
}

impl<'a> Value<'a, Letters> for &'a str {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok()
    }

    fn bytes<'s>(&'s self, _: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        Some(self.as_bytes())
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.value(Shown::Text(self));
    }
}

macro_rules! bytes {
    ($($form:ident $shown:ident;)*) => {$(
        impl<'a> Value<'a, $form> for &'a [u8] {
            fn read(bytes: &'a [u8]) -> Option<Self> {
                Some(bytes)
            }

            fn bytes<'s>(&'s self, _: &'s mut [u8; 16]) -> Option<&'s [u8]> {
                Some(self)
            }

            fn show(&self, walk: &mut Walk<'_>) {
                walk.value(Shown::$shown(self));
            }
        }
    )*};
}

bytes! { Raw Bytes; Groups Groups; Uuid Uuid; }

impl<'a> Value<'a, Mac> for HardwareAddress<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        Some(HardwareAddress::new(bytes))
    }

    fn bytes<'s>(&'s self, _: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        Some(HardwareAddress::bytes(*self))
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.value(Shown::Mac(HardwareAddress::bytes(*self)));
    }
}

impl<'a> Value<'a, Ip> for IpAddr {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        view::ip(bytes)
    }

    fn bytes<'s>(&'s self, room: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        match self {
            IpAddr::V4(v4) => {
                let there = room.first_chunk_mut()?;
                *there = v4.octets();
                Some(there)
            }
            IpAddr::V6(v6) => {
                *room = v6.octets();
                Some(room)
            }
        }
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.value(Shown::Ip(*self));
    }
}

/// The value of some bits, and which bits are meant (`struct nla_bitfield32`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bitfield<T> {
    /// The value.
    pub value: T,
    /// The bits that it is about.
    pub selector: T,
}

/// A [`Bitfield`].
#[derive(Clone, Copy, Debug)]
pub struct Bits<W>(W);

/// A [`Bitfield`] in the machine's byte order.
pub type NeBits = Bits<super::number::U32>;
/// A [`Bitfield`] in network byte order.
pub type BeBits = Bits<super::number::BeU32>;
/// A [`Bitfield`] in little-endian byte order.
pub type LeBits = Bits<super::number::LeU32>;

impl<'a, T: Scalar, W: Width> Value<'a, Bits<W>> for Bitfield<T> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (value, selector) = bytes.split_at_checked(4)?;
        Some(Self {
            value: T::of(W::read(value)?),
            selector: T::of(W::read(selector)?),
        })
    }

    fn bytes<'s>(&'s self, room: &'s mut [u8; 16]) -> Option<&'s [u8]> {
        let (mut one, mut two) = ([0; 16], [0; 16]);
        let value = W::write(self.value.raw(), &mut one)?;
        let selector = W::write(self.selector.raw(), &mut two)?;
        let (first, second) = room.get_mut(..8)?.split_at_mut_checked(4)?;
        for (to, from) in [(first, value), (second, selector)] {
            to.copy_from_slice(from.get(..4)?);
        }
        room.get(..8)
    }

    fn show(&self, walk: &mut Walk<'_>) {
        walk.map(&[], &mut |walk| {
            for (name, half) in [("value", self.value), ("selector", self.selector)] {
                walk.key(name, false);
                show(T::NAMES, half.raw(), W::SIGNED, W::HEX, walk);
            }
        });
    }
}
