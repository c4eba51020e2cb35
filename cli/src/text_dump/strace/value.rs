// SPDX-License-Identifier: MIT OR Apache-2.0

//! The arguments of calls, as strace writes them.

use klink::wire::align;
use klink::{Flags, Header, Protocol};

use crate::kinds;

/// Values lie so deep in each other: deeper than any protocol's attributes.
const DEPTH_MAX: usize = 64;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A string, and whether it is whole.
    Text(Vec<u8>, bool),
    List(Vec<Value>),
    /// Members by name.
    Struct(Vec<(String, Value)>),
    /// A number, a constant, or anything else.
    Word(String),
}

/// Bytes, and whether they are all that a value stands for.
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    pub(super) whole: bool,
}

/// Reads as many arguments as there are.
pub(super) fn arguments(text: &str) -> Vec<Value> {
    let mut parser = Parser(text);
    parser.values(None, 0)
}

impl Value {
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        let Self::Struct(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    pub(super) fn number(&self) -> Option<u64> {
        let Self::Word(word) = self else {
            return None;
        };
        // A number without a name has a comment, and `-X verbose` a name in one.
        let word = word.split(' ').next()?;
        let number: i64 = match word.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16).ok()?,
            None => word.parse().ok()?,
        };
        // Some are written with a sign.
        Some(if number < 0 {
            u64::from(number as u32)
        } else {
            number as u64
        })
    }

    /// The bytes that a buffer had: a string, or messages whose headers are decoded.
    pub(super) fn bytes(&self, protocol: Option<Protocol>) -> Rendered {
        let mut rendered = Rendered {
            bytes: Vec::new(),
            whole: true,
        };
        self.render(protocol, &mut rendered);
        rendered
    }

    fn render(&self, protocol: Option<Protocol>, into: &mut Rendered) {
        if !into.whole {
            return;
        }
        match self {
            Self::Text(bytes, whole) => {
                into.bytes.extend(bytes);
                into.whole = *whole;
            }
            Self::List(values) => {
                for value in values {
                    value.render(protocol, into);
                }
            }
            Self::Struct(_) => match self.header(protocol) {
                Some(header) => {
                    into.bytes.resize(align(into.bytes.len()), 0);
                    into.bytes.extend(header.to_bytes());
                }
                None => into.whole = false,
            },
            Self::Word(_) => into.whole = false,
        }
    }

    /// A message's header, if that is what the members are.
    fn header(&self, protocol: Option<Protocol>) -> Option<Header> {
        let number = |name: &str| {
            self.member(name)
                .and_then(Self::number)
                .map(|number| number as u32)
        };
        let Self::Word(kind) = self.member("nlmsg_type")? else {
            return None;
        };
        let Self::Word(flags) = self.member("nlmsg_flags")? else {
            return None;
        };
        Some(Header {
            len: number("nlmsg_len")?,
            kind: self::kind(protocol, kind)?,
            flags: self::flags(flags)?,
            seq: number("nlmsg_seq")?,
            claimed_portid: number("nlmsg_pid")?,
        })
    }
}

fn constant(word: &str) -> Option<u16> {
    let word = word.split(" /*").next()?.trim();
    match word.strip_prefix("0x") {
        Some(digits) => u16::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    }
}

/// A message's type by the kernel's name. Netfilter's has two parts.
fn kind(protocol: Option<Protocol>, word: &str) -> Option<u16> {
    if let Some(number) = constant(word) {
        return Some(number);
    }
    let name = word.rsplit('|').next()?;
    match name {
        "NLMSG_NOOP" => return Some(Header::NOOP),
        "NLMSG_ERROR" => return Some(Header::ERROR),
        "NLMSG_DONE" => return Some(Header::DONE),
        "NLMSG_OVERRUN" => return Some(Header::OVERRUN),
        "nlctrl" => return Some(Header::MIN_KIND),
        _ => {}
    }
    kinds::number(protocol?, name)
}

fn flags(word: &str) -> Option<Flags> {
    const NAMES: [(&str, u16); 18] = [
        ("REQUEST", 1),
        ("MULTI", 2),
        ("ACK", 4),
        ("ECHO", 8),
        ("DUMP_INTR", 0x10),
        ("DUMP_FILTERED", 0x20),
        ("ROOT", 0x100),
        ("REPLACE", 0x100),
        ("NONREC", 0x100),
        ("CAPPED", 0x100),
        ("MATCH", 0x200),
        ("EXCL", 0x200),
        ("ACK_TLVS", 0x200),
        ("BULK", 0x200),
        ("DUMP", 0x300),
        ("ATOMIC", 0x400),
        ("CREATE", 0x400),
        ("APPEND", 0x800),
    ];
    let mut flags = 0;
    for part in word.split('|') {
        flags |= match constant(part) {
            Some(number) => number,
            None => {
                let name = part.strip_prefix("NLM_F_")?;
                NAMES.iter().find(|(known, _)| *known == name)?.1
            }
        };
    }
    Some(Flags(flags))
}

struct Parser<'a>(&'a str);

impl Parser<'_> {
    fn takes(&mut self, token: &str) -> bool {
        match self.0.strip_prefix(token) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// Values and the commas between them, until the closing bracket or, without one, the end.
    fn values(&mut self, end: Option<&str>, depth: usize) -> Vec<Value> {
        let mut values = Vec::new();
        loop {
            self.0 = self.0.trim_start();
            if self.0.is_empty() || end.is_some_and(|end| self.takes(end)) {
                return values;
            }
            let before = self.0.len();
            values.push(self.value(depth));
            self.0 = self.0.trim_start();
            if !self.takes(",") && self.0.len() == before {
                // Nothing that can be understood.
                self.0 = "";
            }
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        if depth > DEPTH_MAX {
            self.0 = "";
            return Value::Word(String::new());
        }
        if self.takes("[") {
            return Value::List(self.values(Some("]"), depth + 1));
        }
        if self.takes("{") {
            return self.members(depth + 1);
        }
        if self.takes("\"") {
            let bytes = self.text();
            let whole = !self.takes("...");
            return Value::Text(bytes, whole);
        }
        self.word()
    }

    fn members(&mut self, depth: usize) -> Value {
        let mut members = Vec::new();
        loop {
            self.0 = self.0.trim_start();
            if self.0.is_empty() || self.takes("}") {
                return Value::Struct(members);
            }
            let before = self.0.len();
            let len = self
                .0
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '(' | ')')));
            let (name, rest) = self.0.split_at(len.unwrap_or(0));
            let mut named = String::new();
            if let Some(rest) = rest.strip_prefix('=') {
                named = name.to_owned();
                self.0 = rest;
            }
            let value = self.value(depth);
            members.push((named, value));
            self.0 = self.0.trim_start();
            if !self.takes(",") && self.0.len() == before {
                self.0 = "";
            }
        }
    }

    /// Up to what ends a value, with brackets and comments inside.
    fn word(&mut self) -> Value {
        let (mut depth, mut comment) = (0, false);
        let mut end = self.0.len();
        for (at, c) in self.0.char_indices() {
            let rest = self.0.get(at..).unwrap_or("");
            match c {
                '/' if rest.starts_with("/*") => comment = true,
                '/' if comment && self.0.get(..at).is_some_and(|before| before.ends_with('*')) => {
                    comment = false
                }
                _ if comment => {}
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                ',' | ']' | '}' | '[' | '{' if depth == 0 => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        Value::Word(word.trim().to_owned())
    }

    /// A string of C, until its quote.
    fn text(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let text = self.0.as_bytes();
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    let rest = text.get(at..).unwrap_or(&[]);
                    let (byte, len) = escape(rest);
                    bytes.extend(byte);
                    at += len;
                }
                byte => bytes.push(byte),
            }
        }
        self.0 = self.0.get(at..).unwrap_or("");
        bytes
    }
}

/// Reverts the escapes that `-xx` makes of every string.
pub(super) fn unescaped(text: &str) -> String {
    String::from_utf8_lossy(&Parser(text).text()).into_owned()
}

/// The byte of an escape, and how long that is.
fn escape(rest: &[u8]) -> (Option<u8>, usize) {
    let digits = |digits: &[u8], radix| {
        std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| u8::from_str_radix(digits, radix).ok())
    };
    match rest {
        [b'x', high, low, ..] => (digits(&[*high, *low], 16), 3),
        [b'0'..=b'7', ..] => {
            let len = rest
                .iter()
                .take(3)
                .take_while(|digit| (b'0'..=b'7').contains(digit))
                .count();
            (digits(rest.get(..len).unwrap_or(&[]), 8), len)
        }
        [byte, ..] => {
            let byte = match byte {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'v' => 11,
                b'f' => 12,
                other => *other,
            };
            (Some(byte), 1)
        }
        [] => (None, 0),
    }
}
