// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A reader's position: the journal, and the sequence number of the next event. As text, `3f8a09c1d2e4b576 1042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The journal's id, which is a new one each time the module is loaded.
    pub journal: u64,
    /// The sequence number of the next event: one more than that of the last one.
    pub next: u64,
}

impl Cursor {
    /// Writes the cursor to a file: first to another name that begins with the file's, which replaces the file once it
    /// is on disk. So at any time, the file holds either this cursor or the previous one. Errors name the file.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        self.replace(path)
            .map_err(|error| named(path, error.kind(), &error))
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let mut temporary = OsString::from(path);
        temporary.push(".new");
        let temporary = PathBuf::from(temporary);
        let mut file = File::create(&temporary)?;
        writeln!(file, "{self}")?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        // The name has to be on disk, too.
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Reads a cursor from a file; `None` if there is no file. Errors name the file.
    ///
    /// [`io::ErrorKind::InvalidData`]: the file holds something else.
    pub fn load(path: &Path) -> io::Result<Option<Self>> {
        let mut text = Vec::new();
        // A cursor is short; longer text is not a cursor.
        let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut text));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(path, error.kind(), &error)),
        }
        let line = std::str::from_utf8(&text).ok();
        let line = line.and_then(|text| text.strip_suffix('\n'));
        match line.unwrap_or_default().parse() {
            Ok(cursor) => Ok(Some(cursor)),
            Err(error) => Err(named(path, io::ErrorKind::InvalidData, &error)),
        }
    }
}

fn named(path: &Path, kind: io::ErrorKind, what: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(kind, format!("{}: {what}", path.display()))
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x} {}", self.journal, self.next)
    }
}

/// The error for text that is not a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCursor;

impl std::fmt::Display for NoCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a cursor, which is ID NUMBER")
    }
}

impl std::error::Error for NoCursor {}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let (journal, next) = text.split_once(' ').ok_or(NoCursor)?;
        let digits = |text: &str, base: u32| text.chars().all(|digit| digit.is_digit(base));
        if journal.len() != 16 || !digits(journal, 16) || !digits(next, 10) {
            return Err(NoCursor);
        }
        Ok(Self {
            journal: u64::from_str_radix(journal, 16).map_err(|_| NoCursor)?,
            next: next.parse().map_err(|_| NoCursor)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURSOR: Cursor = Cursor {
        journal: 0x1f,
        next: u64::MAX,
    };

    #[test]
    fn text_survives_the_round_trip() {
        let text = "000000000000001f 18446744073709551615";
        assert_eq!(CURSOR.to_string(), text);
        assert_eq!(text.parse(), Ok(CURSOR));
        for wrong in [
            "",
            "1f 1",
            "000000000000001f",
            "000000000000001f ",
            "000000000000001f  1",
            "000000000000001f +1",
            "000000000000001f 18446744073709551616",
            "+00000000000001f 1",
        ] {
            assert_eq!(wrong.parse::<Cursor>(), Err(NoCursor), "{wrong:?}");
        }
    }

    /// Runs a test with a file in a folder of its own.
    fn with_file(name: &str, test: impl FnOnce(&Path)) {
        let folder = format!("klink-cursor-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir(&folder).unwrap();
        test(&folder.join("cursor"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_is_replaced_whole() {
        with_file("replaced", |path| {
            assert_eq!(Cursor::load(path).unwrap(), None);
            for next in [1, 1000, 2] {
                let cursor = Cursor { next, ..CURSOR };
                cursor.save(path).unwrap();
                assert_eq!(Cursor::load(path).unwrap(), Some(cursor));
            }
            let folder = path.parent().unwrap();
            assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
        });
    }

    #[test]
    fn a_kill_while_writing_leaves_the_old_cursor() {
        with_file("killed", |path| {
            CURSOR.save(path).unwrap();
            // The file that exists between the first byte and the new name.
            let mut written = OsString::from(path);
            written.push(".new");
            fs::write(written, "000000000000").unwrap();
            assert_eq!(Cursor::load(path).unwrap(), Some(CURSOR));
            let later = Cursor { next: 7, ..CURSOR };
            later.save(path).unwrap();
            assert_eq!(Cursor::load(path).unwrap(), Some(later));
        });
    }

    #[test]
    fn errors_name_the_file() {
        with_file("named", |path| {
            let names = |error: &io::Error| error.to_string().contains(path.to_str().unwrap());
            for text in [
                &b""[..],
                b"000000000000001f",
                b"000000000000001f 1",
                b"\xff\n",
            ] {
                fs::write(path, text).unwrap();
                let error = Cursor::load(path).unwrap_err();
                assert_eq!(error.kind(), io::ErrorKind::InvalidData);
                assert!(names(&error), "{error}");
            }
            fs::remove_file(path).unwrap();
            fs::create_dir(path).unwrap();
            let error = Cursor::load(path).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
            assert!(names(&error), "{error}");
            let error = CURSOR.save(path).unwrap_err();
            assert!(names(&error), "{error}");
            assert!(CURSOR.save(&path.join("none/cursor")).is_err());
        });
    }
}
