// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a peer sent, shown to a person: nothing in it can move the cursor or change the screen.

use std::fmt;
use std::io::{self, Write as _};

use crate::exit::Failure;

/// Bytes as text, unambiguously: what is no printable UTF-8 as escapes, a backslash doubled.
pub(crate) struct Escaped<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            // `escape_debug` knows what is printable, but quotes need no escape here.
            for piece in chunk.valid().split_inclusive(['"', '\'']) {
                let text = piece.trim_end_matches(['"', '\'']);
                write!(f, "{}", text.escape_debug())?;
                f.write_str(&piece[text.len()..])?;
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// Shows one reply on a line of its own.
pub(crate) fn show(reply: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", Escaped(reply))
        .and_then(|()| stdout.flush())
        .map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::NOBODY_READS,
            _ => Failure::new(format!("cannot write the reply: {error}")),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for text in ["a  b", "it's \"quoted\"", "日本語 が e\u{301}", "100 %"] {
            assert_eq!(Escaped(text.as_bytes()).to_string(), text);
        }
    }

    #[test]
    fn what_is_not_printable_is_escaped() {
        let shown = |bytes| Escaped(bytes).to_string();
        assert_eq!(shown(b"\x1b[2J\n\t"), r"\u{1b}[2J\n\t");
        assert_eq!(shown(b"a\xff\xfeb"), r"a\xff\xfeb");
        assert_eq!(shown(b"\\x41"), r"\\x41");
        assert_eq!(shown("a\u{202e}b".as_bytes()), r"a\u{202e}b");
        assert_eq!(shown(b"a\0b"), r"a\0b");
    }
}
