// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bytes from arguments and from files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::exit::Failure;

/// The maximum number of bytes read from a file: far more than one datagram can carry.
pub(crate) const FILE_MAX: u64 = 64 << 20;

/// Bytes typed as hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Bytes {
    /// Parses two digits per byte; spaces, colons and a leading `0x` may separate bytes.
    pub(crate) fn parse(typed: &str) -> Result<Self, String> {
        let mut bytes = Vec::new();
        for word in typed.split(|c: char| c.is_whitespace() || c == ':' || c == ',') {
            let word = match word.strip_prefix("0x") {
                Some(digits) if !digits.is_empty() => digits,
                _ => word,
            };
            let digits = word.as_bytes();
            if digits.len() % 2 != 0 {
                return Err(format!(
                    "{word:?} has an odd number of digits: write two digits per byte"
                ));
            }
            for pair in digits.chunks_exact(2) {
                let byte = std::str::from_utf8(pair)
                    .ok()
                    .filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()))
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok());
                bytes.push(byte.ok_or_else(|| {
                    let pair = String::from_utf8_lossy(pair);
                    format!("{pair:?} in {word:?} is not a byte: write 00 to ff")
                })?);
            }
        }
        Ok(Self(bytes))
    }
}

/// A file; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Reads a whole file; `-` is standard input.
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match open(path)?.take(FILE_MAX).read_to_end(&mut bytes) {
        Ok(len) if len as u64 == FILE_MAX => Err(Failure::new(format!(
            "read {}: the file is longer than 64 MiB: split it",
            path.display()
        ))),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!(
        "read {}: {error}: give a file that can be read, or - for standard input",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_with_what_people_put_between() {
        for typed in [
            "14000000",
            "14 00 00 00",
            "0x14,0x00:0000",
            " 14:00:00:00\n",
        ] {
            assert_eq!(
                Bytes::parse(typed),
                Ok(Bytes(vec![0x14, 0, 0, 0])),
                "{typed}"
            );
        }
        assert_eq!(Bytes::parse(""), Ok(Bytes(vec![])));
        for (typed, words) in [
            ("123", "odd"),
            ("1g", "\"1g\""),
            ("+1", "\"+1\""),
            ("0x", "\"0x\""),
            ("ää", "not a byte"),
        ] {
            let error = Bytes::parse(typed).unwrap_err();
            assert!(error.contains(words), "{typed}: {error}");
        }
    }
}
