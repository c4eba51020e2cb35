// SPDX-License-Identifier: MIT OR Apache-2.0

//! Bytes as programs have them: lists of numbers and string literals of C, Go, Rust and Python.
//!
//! The languages disagree: `"\01"` is one byte in C and Python, two in Rust, none in Go; `\x141` is one in C. So a text is
//! read as each of them.

use super::reading::{Reading, SIZE_MAX};
use crate::bytes::Bytes;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    C,
    Go,
    Rust,
    Python,
}

/// Reads a text as each language; the error is that of the first.
pub(super) fn readings(text: &str) -> Result<Vec<Reading>, String> {
    let languages = [Language::C, Language::Python, Language::Rust, Language::Go];
    let mut readings = Vec::new();
    let mut failed = None;
    for language in languages {
        match Parser::new(text, language).datagrams() {
            Ok(datagrams) => readings.push(Reading {
                form: format!("{language:?}"),
                datagrams,
                exact: true,
                likely: true,
            }),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    match failed {
        Some(error) if readings.is_empty() => Err(error),
        _ => Ok(readings),
    }
}

/// Whether a text may be a literal.
pub(super) fn is_literal(text: &str) -> bool {
    text.contains(['"', '\'', '{', '[', '\\'])
}

struct Parser<'a> {
    rest: &'a str,
    text: &'a str,
    language: Language,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, language: Language) -> Self {
        Self {
            rest: text,
            text,
            language,
        }
    }

    /// All literals: one a statement.
    fn datagrams(mut self) -> Result<Vec<Vec<u8>>, String> {
        let mut datagrams: Vec<Vec<u8>> = Vec::new();
        loop {
            self.skip();
            while self.takes(";") || self.takes(",") {
                self.skip();
            }
            if self.rest.is_empty() {
                break;
            }
            let name = self.declaration();
            self.skip();
            let bytes = if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
                // What `xxd -i` says of the length.
                let len = self.number()?;
                let is_len = name.is_some_and(|name| name.to_ascii_lowercase().ends_with("_len"));
                match datagrams.last() {
                    Some(last) if is_len && len == last.len() as i64 => continue,
                    _ => return Err(self.error("a number alone")),
                }
            } else if self.rest.starts_with('\\') {
                self.escaped(None)?
            } else {
                self.value(0)?
            };
            if bytes.len() > SIZE_MAX {
                return Err(String::from("it is longer than 16 MiB"));
            }
            datagrams.push(bytes);
        }
        match datagrams.iter().all(Vec::is_empty) {
            true => Err(String::from("it has no bytes")),
            false => Ok(datagrams),
        }
    }

    fn error(&self, what: &str) -> String {
        let before = self.text.len() - self.rest.len();
        let before = self.text.get(..before).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let here: String = self.rest.chars().take(12).collect();
        format!("line {line}: {what}, at {here:?}: give bytes as 0x14, or hexadecimal digits")
    }

    fn takes(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Blanks, the end of a line after a backslash, and comments.
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.starts_with("//")
                || (self.language == Language::Python && self.rest.starts_with('#'))
            {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = self.rest.get(end..).unwrap_or("");
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                let Some((_, rest)) = comment.split_once("*/") else {
                    return;
                };
                self.rest = rest;
            } else if let Some(rest) = self.rest.strip_prefix("\\\n") {
                self.rest = rest;
            } else {
                return;
            }
        }
    }

    /// The text in front of `=` or `:=`, and the last name in it.
    fn declaration(&mut self) -> Option<&'a str> {
        let end = self.rest.find(['=', '"', '{', '\\', '(', '\n'])?;
        let (declaration, value) = self.rest.split_at_checked(end)?;
        let value = value
            .strip_prefix('=')
            .filter(|value| !value.starts_with('='))?;
        self.rest = value;
        let named = declaration.split([':', '[']).next().unwrap_or("");
        named
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .rfind(|name| !name.is_empty())
    }

    fn value(&mut self, depth: usize) -> Result<Vec<u8>, String> {
        self.skip();
        if depth > 8 {
            return Err(self.error("too deep"));
        }
        for wrapper in WRAPPERS {
            if self.takes(wrapper) {
                let hexadecimal = wrapper.contains("hex");
                // `array('B', [...])`
                self.skip();
                if wrapper.contains("array(") && (self.takes("'B'") || self.takes("\"B\"")) {
                    self.skip();
                    self.takes(",");
                }
                let bytes = self.value(depth + 1)?;
                self.skip();
                if !self.takes(")") {
                    return Err(self.error("`)` is missing"));
                }
                return match hexadecimal {
                    true => self.digits(&bytes),
                    false => Ok(bytes),
                };
            }
        }
        if self.takes("&") || self.takes("vec!") {
            return self.value(depth + 1);
        }
        if self.go_type() || self.takes("{") {
            return self.list("}");
        }
        if self.takes("[") {
            return self.list("]");
        }
        let mut bytes = self.string()?.ok_or_else(|| self.error("no bytes"))?;
        loop {
            self.skip();
            match self.string()? {
                Some(more) => bytes.extend(more),
                None => return Ok(bytes),
            }
        }
    }

    fn digits(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        let text = std::str::from_utf8(text).map_err(|_| self.error("no digits"))?;
        Bytes::parse(text).map(|bytes| bytes.0)
    }

    /// `[]byte{`, and an array's.
    fn go_type(&mut self) -> bool {
        let Some((len, rest)) = self
            .rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        else {
            return false;
        };
        let len = len.trim();
        if !(len == "..." || len.bytes().all(|digit| digit.is_ascii_digit())) {
            return false;
        }
        let rest = ["byte", "uint8"]
            .iter()
            .find_map(|name| rest.strip_prefix(name));
        match rest.and_then(|rest| rest.trim_start().strip_prefix('{')) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Numbers and characters, until the end of a list.
    fn list(&mut self, end: &str) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut by_commas = None;
        loop {
            self.skip();
            if self.takes(end) {
                return Ok(bytes);
            }
            let at = self.rest;
            let number = match at.trim_start_matches('b').strip_prefix('\'') {
                Some(_) if self.language != Language::Python => {
                    self.takes("b");
                    let byte = self.string()?.unwrap_or_default();
                    match byte[..] {
                        [byte] => i64::from(byte),
                        _ => return Err(self.error("no character of one byte")),
                    }
                }
                _ => self.number()?,
            };
            let byte = u8::try_from(number).ok();
            let byte = byte.or_else(|| i8::try_from(number).ok().map(|byte| byte as u8));
            bytes.push(byte.ok_or_else(|| self.error("more than a byte before this"))?);
            self.skip();
            let comma = self.takes(",");
            self.skip();
            if self.rest.starts_with(end) {
                continue;
            }
            // Go shows bytes without.
            if *by_commas.get_or_insert(comma) != comma || (!comma && end != "]") {
                return Err(self.error("a comma is missing"));
            }
        }
    }

    fn number(&mut self) -> Result<i64, String> {
        let negative = self.takes("-");
        let end = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        let len = self.rest.find(end).unwrap_or(self.rest.len());
        let token = self.rest.get(..len).unwrap_or("");
        let mut digits = token.replace('_', "").to_ascii_lowercase();
        for suffix in ["u8", "ul", "u", "l"] {
            if let Some(plain) = digits.strip_suffix(suffix) {
                digits = plain.to_owned();
                break;
            }
        }
        let radix = match digits.as_bytes() {
            [b'0', b'x', ..] => 16,
            [b'0', b'o', ..] => 8,
            [b'0', b'b', ..] => 2,
            [b'0', _, ..] if self.language == Language::Rust => 10,
            [b'0', _, ..] if self.language == Language::Python => {
                return Err(self.error("Python has no such number"));
            }
            [b'0', _, ..] => 8,
            _ => 10,
        };
        let digits = match radix {
            16 | 2 => digits.get(2..),
            8 => digits.strip_prefix("0o").or(Some(&*digits)),
            _ => Some(&*digits),
        };
        let number = digits.and_then(|digits| i64::from_str_radix(digits, radix).ok());
        let number = number.ok_or_else(|| self.error("no number"))?;
        self.rest = self.rest.get(len..).unwrap_or("");
        Ok(if negative { -number } else { number })
    }

    /// A string, if there is one.
    fn string(&mut self) -> Result<Option<Vec<u8>>, String> {
        let begin = self.rest;
        for prefix in ["b", "B", "c", "u8"] {
            if let Some(rest) = self.rest.strip_prefix(prefix) {
                if rest.starts_with(['"', '\'']) {
                    self.rest = rest;
                }
            }
        }
        for quote in ["\"", "'"] {
            if self.takes(quote) {
                return self.escaped(quote.chars().next()).map(Some);
            }
        }
        self.rest = begin;
        Ok(None)
    }

    /// Characters and escapes, until the quote or, where there is none, the end.
    fn escaped(&mut self, quote: Option<char>) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        loop {
            let Some(next) = self.rest.chars().next() else {
                return match quote {
                    Some(_) => Err(self.error("a quote is missing")),
                    None => Ok(bytes),
                };
            };
            if Some(next) == quote {
                self.takes(next.encode_utf8(&mut [0; 4]));
                return Ok(bytes);
            }
            if next == '\n' {
                match quote {
                    Some(_) => return Err(self.error("a quote is missing")),
                    // An empty line ends a datagram; other ends of lines are not part of it.
                    None if self.rest.starts_with("\n\n") => return Ok(bytes),
                    None => {
                        self.takes("\n");
                        continue;
                    }
                }
            }
            if next == '\\' {
                let begin = self.rest;
                let Some(byte) = self.escape() else {
                    self.rest = begin;
                    return Err(self.error("an escape that the language does not have"));
                };
                bytes.extend(byte);
                continue;
            }
            if quote.is_none() && next == '\r' {
                self.takes("\r");
                continue;
            }
            if quote.is_none() && next.is_whitespace() {
                return Err(self.error("a blank without quotes, which may be a byte or not"));
            }
            let len = next.len_utf8();
            let plain = self.rest.get(..len).unwrap_or("");
            let others = matches!(self.language, Language::C | Language::Go);
            if !(next.is_ascii() || others) || next.is_control() {
                return Err(self.error("a character that bytes do not have"));
            }
            bytes.extend(plain.as_bytes());
            self.rest = self.rest.get(len..).unwrap_or("");
        }
    }

    /// The byte of an escape, or none where it joins lines; `None` if the language does not have it.
    fn escape(&mut self) -> Option<Option<u8>> {
        self.takes("\\");
        let next = self.rest.chars().next()?;
        if next == 'x' {
            let digits = self.rest.get(1..).unwrap_or("");
            let len = digits
                .find(|c: char| !c.is_ascii_hexdigit())
                .unwrap_or(digits.len());
            let len = match self.language {
                // As many as there are.
                Language::C => len,
                _ => len.min(2),
            };
            if len != 2 && self.language != Language::C {
                return None;
            }
            let byte = digits
                .get(..len)
                .and_then(|digits| u8::from_str_radix(digits, 16).ok());
            self.rest = digits.get(len..).unwrap_or("");
            return byte.map(Some);
        }
        if next.is_digit(8) {
            let len = self
                .rest
                .find(|c: char| !c.is_digit(8))
                .unwrap_or(self.rest.len())
                .min(3);
            let len = match self.language {
                Language::C | Language::Python => len,
                Language::Go if len == 3 => 3,
                Language::Rust if next == '0' => 1,
                _ => return None,
            };
            let byte = self
                .rest
                .get(..len)
                .and_then(|digits| u8::from_str_radix(digits, 8).ok());
            self.rest = self.rest.get(len..).unwrap_or("");
            return byte.map(Some);
        }
        let byte = match next {
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            '\\' => b'\\',
            '"' => b'"',
            '\'' => b'\'',
            'a' if self.language != Language::Rust => 7,
            'b' if self.language != Language::Rust => 8,
            'v' if self.language != Language::Rust => 11,
            'f' if self.language != Language::Rust => 12,
            'e' if self.language == Language::C => 27,
            // The end of a line.
            '\n' => {
                self.takes("\n");
                if self.language == Language::Rust {
                    self.rest = self.rest.trim_start();
                }
                return Some(None);
            }
            _ => return None,
        };
        self.rest = self.rest.get(1..).unwrap_or("");
        Some(Some(byte))
    }
}

/// Calls that make bytes of a literal.
const WRAPPERS: [&str; 13] = [
    "bytes.fromhex(",
    "bytearray.fromhex(",
    "binascii.unhexlify(",
    "unhexlify(",
    "hex.DecodeString(",
    "hex!(",
    "bytes(",
    "bytearray(",
    "array.array(",
    "array(",
    "[]byte(",
    "vec!(",
    "(",
];
