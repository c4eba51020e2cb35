// SPDX-License-Identifier: MIT OR Apache-2.0

//! Results on standard output, for people or for programs. Bytes from a peer cannot move the cursor or change the
//! screen.

use std::fmt::{self, Display};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write as _};

pub(crate) use klink_line::{Escaped, Styled, BOLD, GREEN, RED, YELLOW};
use serde::{Serialize, Serializer};

use crate::exit::Failure;
use crate::options::Options;

/// The size of the output buffer in bytes.
const BUFFER: usize = 64 << 10;

/// The destination of results. Buffered: call [`Output::flush`] before waiting for anything.
pub(crate) struct Output {
    stdout: BufWriter<Stdout>,
    json: bool,
    quiet: bool,
    styled: bool,
}

impl Output {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            stdout: BufWriter::with_capacity(BUFFER, io::stdout()),
            json: options.json,
            quiet: options.quiet,
            styled: is_styled(),
        }
    }

    /// Writes one result: a JSON object on a line of its own, or the text of its `Display`, which may have several
    /// lines. The alternate form (`{:#}`) is coloured.
    pub(crate) fn show<T: Serialize + Display>(&mut self, result: &T) -> Result<(), Failure> {
        if self.quiet {
            return Ok(());
        }
        let written = if self.json {
            serde_json::to_writer(&mut self.stdout, result)
                .map_err(io::Error::from)
                .and_then(|()| self.stdout.write_all(b"\n"))
        } else if self.styled {
            writeln!(self.stdout, "{result:#}")
        } else {
            writeln!(self.stdout, "{result}")
        };
        written.map_err(unwritable)
    }

    /// Writes a line that only people need, such as the head of a table.
    pub(crate) fn caption(&mut self, line: impl Display) -> Result<(), Failure> {
        if self.quiet || self.json {
            return Ok(());
        }
        let written = if self.styled {
            writeln!(self.stdout, "{}", Styled(true, BOLD, line))
        } else {
            writeln!(self.stdout, "{line}")
        };
        written.map_err(unwritable)
    }

    /// Whether results are text, and are shown.
    #[cfg(feature = "watch")]
    pub(crate) fn is_for_people(&self) -> bool {
        !self.json && !self.quiet
    }

    /// Whether results are coloured.
    #[cfg(feature = "watch")]
    pub(crate) fn is_styled(&self) -> bool {
        self.styled
    }

    /// Separates the next results from the previous ones, which they replace on a terminal.
    pub(crate) fn next_screen(&mut self) -> Result<(), Failure> {
        let apart = match self {
            Self { quiet: true, .. } | Self { json: true, .. } => "",
            Self { styled: true, .. } => "\x1b[H\x1b[J",
            Self { styled: false, .. } => "\n",
        };
        self.stdout.write_all(apart.as_bytes()).map_err(unwritable)
    }

    /// Writes a document unchanged, such as a manual page.
    pub(crate) fn document(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.stdout.write_all(bytes).map_err(unwritable)
    }

    /// Flushes the buffer.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.stdout.flush().map_err(unwritable)
    }
}

fn unwritable(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NOBODY_READS,
        _ => Failure::new(format!("cannot write the result: {error}")),
    }
}

/// Output is coloured on a terminal that supports it, unless the user has set `NO_COLOR` (no-color.org).
fn is_styled() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
}

/// A reply that is text: `{"text": ...}`.
pub(crate) struct Text<'a>(pub(crate) &'a [u8]);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(self.0).fmt(f)
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object<'a> {
            text: std::borrow::Cow<'a, str>,
            bytes: Hex<'a>,
        }
        let object = Object {
            text: String::from_utf8_lossy(self.0),
            bytes: Hex(self.0),
        };
        object.serialize(serializer)
    }
}

/// An object as text: JSON in several lines.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Pretty<T>(pub(crate) T);

impl<T: Serialize> Display for Pretty<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?)
    }
}

/// An object that is JSON on one line, also as text.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Compact<T>(pub(crate) T);

impl<T: Serialize> Display for Compact<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

/// Bytes as hexadecimal digits, two per byte.
#[derive(Clone, Copy)]
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_for_programs_keeps_its_bytes() {
        let json = serde_json::to_string(&Text(b"a\xff")).unwrap();
        assert_eq!(json, "{\"text\":\"a\u{fffd}\",\"bytes\":\"61ff\"}");
    }
}
