// SPDX-License-Identifier: MIT OR Apache-2.0

//! Lines of input, from a terminal or a pipe.

#[cfg(feature = "edit")]
use std::io::IsTerminal;
use std::io::{self, BufRead, Read, StdinLock};

#[cfg(feature = "edit")]
use rustyline::error::ReadlineError;
#[cfg(feature = "edit")]
use rustyline::{Config, DefaultEditor};

use crate::exit::Failure;

/// The maximum length of a line in bytes: far more than one message can carry.
const LINE_MAX: u64 = 16 << 20;

/// The source of the lines.
pub(crate) enum Input {
    /// A person, with a prompt, editing and the history of this conversation.
    #[cfg(feature = "edit")]
    Terminal(Box<DefaultEditor>),
    /// Anything else, read to its end.
    Plain(StdinLock<'static>),
}

impl Input {
    /// Opens standard input; lines can be edited only if standard input and output are both terminals, and this build has the
    /// feature `edit`.
    pub(crate) fn open() -> Result<Self, Failure> {
        #[cfg(feature = "edit")]
        if io::stdin().is_terminal() && io::stdout().is_terminal() {
            let config = Config::builder()
                .auto_add_history(true)
                // Each pasted line is a line, as if typed.
                .bracketed_paste(false)
                .build();
            let editor = DefaultEditor::with_config(config).map_err(unreadable)?;
            return Ok(Self::Terminal(Box::new(editor)));
        }
        Ok(Self::Plain(io::stdin().lock()))
    }

    /// Reads the next line without its line end; `None` at the end of input.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            #[cfg(feature = "edit")]
            Self::Terminal(editor) => match editor.readline("> ") {
                Ok(line) => Ok(Some(line.into_bytes())),
                Err(ReadlineError::Eof) => Ok(None),
                Err(ReadlineError::Interrupted) => Err(Failure::INTERRUPTED),
                Err(error) => Err(unreadable(error)),
            },
            Self::Plain(stdin) => line(stdin).map_err(unreadable),
        }
    }
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("cannot read the next line: {error}"))
}

fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if input.take(LINE_MAX).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if line.len() as u64 == LINE_MAX {
        return Err(io::Error::other(
            "the line is longer than 16 MiB: shorten it",
        ));
    }
    Ok(Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8]) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| line(&mut input).unwrap()).collect()
    }

    #[test]
    fn lines_are_whole() {
        assert_eq!(lines(b"a  b \n\n\xff\n"), [&b"a  b "[..], b"", b"\xff"]);
    }

    #[test]
    fn last_line_needs_no_end() {
        assert_eq!(lines(b"one\ntwo"), [b"one", b"two"]);
        assert_eq!(lines(b""), [b""; 0]);
    }

    #[test]
    fn only_the_end_of_a_line_goes() {
        assert_eq!(lines(b"a\r\nb\r\r\nc\r"), [&b"a"[..], b"b\r", b"c\r"]);
    }

    #[test]
    fn a_line_without_end_does_not_eat_all_memory() {
        let mut endless = io::BufReader::new(io::repeat(b'x'));
        assert!(line(&mut endless).is_err());
    }
}
