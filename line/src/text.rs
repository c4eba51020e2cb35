// SPDX-License-Identifier: MIT OR Apache-2.0

//! Text on a terminal.

use std::fmt::{self, Display};

/// The SGR parameter for emphasis.
pub const BOLD: &str = "1";
/// The SGR parameter for red.
pub const RED: &str = "31";
/// The SGR parameter for green.
pub const GREEN: &str = "32";
/// The SGR parameter for yellow.
pub const YELLOW: &str = "33";

/// A value in a style, an SGR parameter, if the first field says so.
#[derive(Clone, Copy, Debug)]
pub struct Styled<T>(pub bool, pub &'static str, pub T);

impl<T: Display> Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(true, style, what) => write!(f, "\x1b[{style}m{what}\x1b[0m"),
            Self(false, _, what) => what.fmt(f),
        }
    }
}

/// Bytes as unambiguous text: bytes that are not printable UTF-8 as escapes, a backslash doubled.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a [u8]);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            // `escape_debug` knows which characters are printable, but quotes need no escape here.
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

/// An argument as it might be typed: as [`Escaped`], in quotes where it would not be one word otherwise.
pub(crate) struct Quoted<'a>(pub &'a [u8]);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Escaped(self.0).to_string();
        let splits = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\');
        if !text.is_empty() && !text.contains(splits) {
            return f.write_str(&text);
        }
        write!(f, "\"{}\"", text.replace('"', "\\\""))
    }
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
    fn an_argument_is_one_word() {
        let shown = |bytes| Quoted(bytes).to_string();
        assert_eq!(shown(b"-l"), "-l");
        assert_eq!(shown(b""), r#""""#);
        assert_eq!(shown(b"a b"), r#""a b""#);
        assert_eq!(shown(br#"a"\"#), r#""a\"\\""#);
        assert_eq!(shown(b"\x1b[2J\xff"), r#""\u{1b}[2J\xff""#);
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
