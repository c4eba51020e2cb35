// SPDX-License-Identifier: MIT OR Apache-2.0

//! Values as text: hexadecimal digits and what display hints ask for, both ways.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How a value is shown (`display-hint`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    Hex,
    Mac,
    /// An address of either family; what the value's length says.
    Ip,
    Uuid,
    /// Letters; in a member of a struct, padded with zeros.
    Text,
}

impl Hint {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "hex" => Some(Self::Hex),
            "mac" => Some(Self::Mac),
            "ipv4" | "ipv6" | "ipv4-or-v6" => Some(Self::Ip),
            "uuid" => Some(Self::Uuid),
            "text" => Some(Self::Text),
            _ => None,
        }
    }

    /// `None` where the value has not the length of what it should be.
    pub(crate) fn show(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Hex => Some(joined(bytes, " ")),
            Self::Mac => Some(joined(bytes, ":")),
            Self::Ip => {
                if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
                    return Some(dotted(v4));
                }
                let v6 = <[u8; 16]>::try_from(bytes).ok()?;
                Some(Ipv6Addr::from(v6).to_string())
            }
            Self::Uuid if bytes.len() == 16 => {
                let digits = joined(bytes, "");
                let mut rest = digits.as_str();
                let mut text = String::new();
                for len in [8, 4, 4, 4] {
                    let (part, behind) = rest.split_at_checked(len)?;
                    text.push_str(part);
                    text.push('-');
                    rest = behind;
                }
                Some(text + rest)
            }
            Self::Uuid => None,
            Self::Text => std::str::from_utf8(bytes).ok().map(str::to_owned),
        }
    }

    pub(crate) fn parse(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex | Self::Mac => from_hex(text),
            Self::Ip => Some(match text.parse().ok()? {
                IpAddr::V4(v4) => v4.octets().to_vec(),
                IpAddr::V6(v6) => v6.octets().to_vec(),
            }),
            Self::Uuid => from_hex(&text.replace('-', "")).filter(|bytes| bytes.len() == 16),
            Self::Text => Some(text.as_bytes().to_vec()),
        }
    }

    /// The form in which a number is shown; `None` where it is a plain number.
    pub(crate) fn show_number(self, number: i128) -> Option<String> {
        match self {
            Self::Hex => Some(format!("{number:#x}")),
            Self::Ip => Some(dotted(u32::try_from(number).ok()?.to_be_bytes())),
            Self::Mac | Self::Uuid | Self::Text => None,
        }
    }

    pub(crate) fn parse_number(self, text: &str) -> Option<i128> {
        match self {
            Self::Ip => Some(u32::from(text.parse::<Ipv4Addr>().ok()?).into()),
            _ => number(text),
        }
    }

    /// The expected form of a text, for errors.
    pub(crate) fn wanted(self) -> &'static str {
        match self {
            Self::Hex => "hexadecimal digits such as \"0a ff\"",
            Self::Mac => "a hardware address such as \"02:00:00:00:00:01\"",
            Self::Ip => "an address such as \"192.0.2.1\" or \"2001:db8::1\"",
            Self::Text => "a string",
            Self::Uuid => "a UUID such as \"01234567-89ab-cdef-0123-456789abcdef\"",
        }
    }
}

/// An IPv4 address. `Display` takes several times as long, which a dump of routes shows.
fn dotted(address: [u8; 4]) -> String {
    let mut text = String::with_capacity(15);
    for (index, byte) in address.into_iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        let digit = |value: u8| char::from(b'0' + value % 10);
        if byte >= 100 {
            text.push(digit(byte / 100));
        }
        if byte >= 10 {
            text.push(digit(byte / 10));
        }
        text.push(digit(byte));
    }
    text
}

/// Two digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    joined(bytes, "")
}

fn joined(bytes: &[u8], between: &str) -> String {
    let mut text = String::with_capacity(bytes.len() * (2 + between.len()));
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Pairs of digits; blanks and colons may stand between them.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for part in text.split([' ', ':']) {
        let mut digits = part.chars();
        while let Some(high) = digits.next() {
            let byte = (high.to_digit(16)? << 4) | digits.next()?.to_digit(16)?;
            bytes.push(u8::try_from(byte).ok()?);
        }
    }
    Some(bytes)
}

/// A number in decimal or, after `0x`, hexadecimal digits.
pub(crate) fn number(text: &str) -> Option<i128> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(i128::from),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_go_both_ways() {
        for (hint, bytes, text) in [
            (Hint::Hex, &[0x0a, 0xff][..], "0a ff"),
            (Hint::Mac, &[2, 0, 0, 0, 0, 1], "02:00:00:00:00:01"),
            (Hint::Mac, &[], ""),
            (Hint::Ip, &[192, 0, 2, 1], "192.0.2.1"),
            (Hint::Ip, &[0; 16], "::"),
            (
                Hint::Uuid,
                &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
                "01020304-0506-0708-090a-0b0c0d0e0f10",
            ),
        ] {
            assert_eq!(hint.show(bytes).as_deref(), Some(text));
            assert_eq!(hint.parse(text).as_deref(), Some(bytes), "{text}");
        }
    }

    #[test]
    fn addresses_are_written_as_the_standard_library_does() {
        for byte in 0..=255u8 {
            let address = [byte, 255 - byte, byte / 2, byte.wrapping_mul(7)];
            assert_eq!(dotted(address), Ipv4Addr::from(address).to_string());
        }
    }

    #[test]
    fn what_a_hint_does_not_fit_is_not_shown_with_it() {
        assert_eq!(Hint::Ip.show(&[1, 2, 3]), None);
        assert_eq!(Hint::Uuid.show(&[0; 15]), None);
        assert_eq!(Hint::Ip.show_number(1 << 32), None);
        assert_eq!(Hint::Ip.show_number(-1), None);
    }

    #[test]
    fn digits_come_in_pairs() {
        assert_eq!(from_hex("0aFF"), Some(vec![10, 255]));
        for wrong in ["0", "0g", "0a f", "-1", "é1"] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_as_text() {
        assert_eq!(number("0x10"), Some(16));
        assert_eq!(number("-7"), Some(-7));
        for wrong in ["", "0x", "0x-1", "1.5", "ten"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }
}
