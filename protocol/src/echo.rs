// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The echo protocol: a text is sent to the kernel, and a greeting comes back.
//!
//! A message's payload is the text, with or without a terminating NUL. Its type and flags are ignored. The reply is one
//! message of type `NLMSG_DONE` with the sequence number of the request; its payload is the greeting and a NUL. It does
//! not end a multipart message.

use core::fmt::{self, Write};

use klink_wire::{Header, Protocol};

/// The default protocol number; the module's parameter `protocol` changes it.
pub const PROTOCOL: Protocol = Protocol(30);

/// The default greeting; the module's parameter `greeting` changes it.
pub const GREETING: &str = "Hello msg from kernel";

/// The maximum length of a greeting in bytes: with its NUL it fits the 1,024 bytes of payload that simple C clients
/// have room for.
pub const GREETING_MAX: usize = 1023;

/// The type of the reply.
pub const ANSWER_KIND: u16 = Header::DONE;

/// The text in a payload: the bytes before the first NUL, or all of them.
pub fn text(payload: &[u8]) -> &[u8] {
    let end = payload.iter().position(|&byte| byte == 0);
    payload
        .get(..end.unwrap_or(payload.len()))
        .unwrap_or(payload)
}

/// A text from outside, in quotes, safe on a terminal and in a log: control characters and bytes that are not UTF-8 are
/// escaped. Bytes beyond [`Quoted::MAX`] are counted instead of shown.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a>(pub &'a [u8]);

impl Quoted<'_> {
    /// The maximum number of bytes that are shown; escaped, they are at most six times as long.
    pub const MAX: usize = 120;
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = 0_usize;
        f.write_char('"')?;
        'bytes: for chunk in self.0.utf8_chunks() {
            for char in chunk.valid().chars() {
                let longer = shown.saturating_add(char.len_utf8());
                if longer > Self::MAX {
                    break 'bytes;
                }
                shown = longer;
                match char {
                    '\'' => f.write_char(char)?,
                    _ => write!(f, "{}", char.escape_debug())?,
                }
            }
            for byte in chunk.invalid() {
                if shown == Self::MAX {
                    break 'bytes;
                }
                shown = shown.saturating_add(1);
                write!(f, "\\x{byte:02x}")?;
            }
        }
        f.write_char('"')?;
        match self.0.len().saturating_sub(shown) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;

    use super::*;

    #[test]
    fn quoted_escapes_what_a_terminal_obeys() {
        let shown = |text: &[u8]| format!("{}", Quoted(text));
        assert_eq!(
            shown("it's 日本語 \"x\"".as_bytes()),
            r#""it's 日本語 \"x\"""#
        );
        assert_eq!(shown(b"a\nb\x1b[2J"), r#""a\nb\u{1b}[2J""#);
        assert_eq!(shown("\u{202e}".as_bytes()), r#""\u{202e}""#);
        assert_eq!(shown(b"\xff\xe3\x81"), r#""\xff\xe3\x81""#);
    }

    #[test]
    fn quoted_is_bounded() {
        let exact = format!("{}", Quoted(&[b'a'; Quoted::MAX]));
        assert_eq!(exact, format!("\"{}\"", "a".repeat(Quoted::MAX)));
        let longer = format!("{}", Quoted(&[b'a'; Quoted::MAX + 1]));
        assert_eq!(longer, format!("{exact} and 1 more"));
        let whole = format!("{}", Quoted("語".repeat(41).as_bytes()));
        assert_eq!(whole, format!("\"{}\" and 3 more", "語".repeat(40)));
        let worst = format!("{}", Quoted(&[0; 200_000]));
        assert!(worst.len() < 6 * Quoted::MAX + 40, "{}", worst.len());
    }

    #[test]
    fn text_ends_at_the_first_nul_or_the_end() {
        assert_eq!(text(b"hi\0\0junk"), b"hi");
        assert_eq!(text(b"hi"), b"hi");
        assert_eq!(text(b"\0"), b"");
        assert_eq!(text(b""), b"");
    }
}
