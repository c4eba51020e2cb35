// SPDX-License-Identifier: MIT OR Apache-2.0

//! The position where reading begins, and the reader.

use std::path::PathBuf;

use klink::events::{Cursor, Journal, Kind, Reader, Start};
use klink::{Error, ErrorKind, Protocol};

use crate::exit::{Failure, Status};
use crate::session::Session;

/// Where to begin, as given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    Oldest,
    Now,
    Number(u64),
    File(PathBuf),
}

impl From {
    pub(super) fn parse(typed: &str) -> Result<Self, String> {
        Ok(match typed {
            "oldest" => Self::Oldest,
            "now" => Self::Now,
            "" => return Err(String::from("give oldest, now, a number or a file")),
            _ if typed.bytes().all(|byte| byte.is_ascii_digit()) => match typed.parse() {
                Ok(number @ 1..) => Self::Number(number),
                _ => return Err(String::from("event numbers begin at 1")),
            },
            _ => Self::File(PathBuf::from(typed)),
        })
    }

    /// The file that stores the position.
    pub(super) fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::File(file) => Some(file),
            _ => None,
        }
    }

    /// Opens a reader at this position.
    pub(super) fn open(&self, session: &Session) -> Result<Reader, Failure> {
        let start = match self {
            Self::Oldest => Start::Oldest,
            Self::Now => Start::Now,
            Self::Number(next) => {
                let status = open_journal(session).and_then(|mut journal| journal.status());
                let (status, _) = status.map_err(|error| explain(&error, session))?;
                let (journal, next) = (status.journal, *next);
                Start::At(Cursor { journal, next })
            }
            Self::File(file) => {
                let cursor = Cursor::load(file).map_err(|error| {
                    Failure::new(format!(
                        "cannot load the position: {error}: give another file"
                    ))
                })?;
                cursor.map_or(Start::Oldest, Start::At)
            }
        };
        let opened = match session.netns() {
            None => Reader::open(start),
            Some(netns) => Reader::open_in(netns, start),
        };
        opened.map_err(|error| explain(&error, session))
    }
}

pub(super) fn open_journal(session: &Session) -> Result<Journal, Error> {
    match session.netns() {
        None => Journal::open(),
        Some(netns) => Journal::open_in(netns),
    }
}

/// The error, with advice about what to do.
pub(super) fn explain(error: &Error, session: &Session) -> Failure {
    if *error.kind() != ErrorKind::NotFound {
        return Failure::explain(error, Protocol::GENERIC);
    }
    let advice = match session.netns() {
        None => "load the module with `sudo insmod klink_events.ko`; the journal is not available in a container",
        Some(_) => "the journal exists only in the initial network namespace: leave out --netns, or give a process in that namespace",
    };
    Failure {
        status: Status::NoPeer,
        message: Some(format!("{error}: {advice}")),
    }
}

/// A kind of event by name.
pub(super) fn kind(typed: &str) -> Result<Kind, String> {
    Kind::by_name(typed)
        .ok_or_else(|| String::from("no kind has this name: `klink events --stats` lists them"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begin_is_a_word_a_number_or_a_file() {
        assert_eq!(From::parse("oldest"), Ok(From::Oldest));
        assert_eq!(From::parse("now"), Ok(From::Now));
        assert_eq!(From::parse("17"), Ok(From::Number(17)));
        assert_eq!(From::parse("./17"), Ok(From::File(PathBuf::from("./17"))));
        for wrong in ["", "0", "18446744073709551616"] {
            assert!(From::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn kinds_go_by_name() {
        assert!(kind("exec").is_ok() && kind("dragon").is_err());
    }
}
