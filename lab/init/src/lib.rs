// SPDX-License-Identifier: MIT OR Apache-2.0
//! The channel between the lab and the guest's first process: frames over one virtio-serial port.
//!
//! Everything that passes between the two uses this one ordered channel, so the status of a command arrives after all
//! of its output, and a guest that still sends heartbeats is known to be alive. A frame is one byte for its kind, the
//! payload's length as a little-endian `u32`, and the payload.
#![forbid(unsafe_code)]

pub mod leaks;

use std::io::{self, Read, Write};

/// The name of the virtio-serial port, by which the guest finds the device.
pub const PORT: &str = "klink.lab";

/// The maximum length of a payload in bytes. Longer frames are refused as invalid.
pub const MAX_PAYLOAD: usize = 1 << 20;

/// How often the guest sends [`FromGuest::Beat`], in milliseconds.
pub const BEAT_MILLIS: u64 = 500;

/// A processor that takes no turn for this many beats of another one hangs.
pub const HANG_BEATS: u64 = 50;

/// A frame from the guest to the lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromGuest {
    /// The guest is up and waits for its [`Job`].
    Up,
    /// The guest is alive, and has nothing else to report.
    Beat,
    /// The command wrote this to its standard output, or to its terminal.
    Stdout(Vec<u8>),
    /// The command wrote this to its standard error.
    Stderr(Vec<u8>),
    /// One record of the kernel's log as /dev/kmsg gives it.
    Kmsg(Vec<u8>),
    /// The command has ended, and all its output has been sent. The guest ends when it is dismissed.
    Ended(Status),
    /// This processor has done nothing for [`HANG_BEATS`], while the one that reports it still works.
    Hangs(u16),
    /// The guest could not run the command at all, for this reason.
    Failed(String),
}

/// A frame from the lab to the guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToGuest {
    /// Run this job; sent once.
    Run(Job),
    /// Bytes for the command's standard input. Empty bytes are the end of the input.
    Stdin(Vec<u8>),
    /// The terminal's size changed.
    Resize(Size),
    /// The guest's last frame has arrived. The content of the port is lost when a guest ends, so the guest waits for
    /// this.
    Dismiss,
}

/// The end of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The command exited with this status.
    Exited(u8),
    /// This signal killed the command.
    Signaled(u8),
}

/// A terminal's size in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Lines.
    pub rows: u16,
    /// Characters in a line.
    pub columns: u16,
}

/// A command to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The size of the command's terminal; `None` for pipes.
    pub terminal: Option<Size>,
    /// Additional environment variables, as `NAME=value`.
    pub environment: Vec<String>,
    /// The program, found on the guest's PATH, and its arguments.
    pub words: Vec<String>,
}

impl FromGuest {
    /// Writes the frame in one piece.
    ///
    /// # Errors
    /// Fails as `out` does; a payload longer than [`MAX_PAYLOAD`] is invalid input.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            FromGuest::Up => write_frame(out, b'u', &[]),
            FromGuest::Beat => write_frame(out, b'b', &[]),
            FromGuest::Stdout(bytes) => write_frame(out, b'o', bytes),
            FromGuest::Stderr(bytes) => write_frame(out, b'e', bytes),
            FromGuest::Kmsg(bytes) => write_frame(out, b'k', bytes),
            FromGuest::Ended(Status::Exited(status)) => write_frame(out, b'x', &[*status]),
            FromGuest::Ended(Status::Signaled(signal)) => write_frame(out, b's', &[*signal]),
            FromGuest::Hangs(processor) => write_frame(out, b'h', &processor.to_le_bytes()),
            FromGuest::Failed(why) => write_frame(out, b'f', why.as_bytes()),
        }
    }

    /// Reads the next frame; `None` if the channel ends between two frames.
    ///
    /// # Errors
    /// Fails as `input` does; an unknown or malformed frame is invalid data.
    pub fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some((kind, payload)) = read_frame(input)? else {
            return Ok(None);
        };
        let frame = match (kind, payload.as_slice()) {
            (b'u', []) => FromGuest::Up,
            (b'b', []) => FromGuest::Beat,
            (b'x', [status]) => FromGuest::Ended(Status::Exited(*status)),
            (b's', [signal]) => FromGuest::Ended(Status::Signaled(*signal)),
            (b'h', &[low, high]) => FromGuest::Hangs(u16::from_le_bytes([low, high])),
            (b'f', why) => FromGuest::Failed(String::from_utf8_lossy(why).into_owned()),
            (b'o', _) => FromGuest::Stdout(payload),
            (b'e', _) => FromGuest::Stderr(payload),
            (b'k', _) => FromGuest::Kmsg(payload),
            _ => return Err(garbage(kind)),
        };
        Ok(Some(frame))
    }
}

impl ToGuest {
    /// Writes the frame in one piece.
    ///
    /// # Errors
    /// Fails as `out` does; a payload longer than [`MAX_PAYLOAD`], or a word that contains a NUL, is invalid input.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            ToGuest::Run(job) => write_frame(out, b'r', &job.encode()?),
            ToGuest::Stdin(bytes) => write_frame(out, b'i', bytes),
            ToGuest::Resize(size) => write_frame(out, b'w', &size.encode()),
            ToGuest::Dismiss => write_frame(out, b'd', &[]),
        }
    }

    /// Reads the next frame; `None` if the channel ends between two frames.
    ///
    /// # Errors
    /// Fails as `input` does; an unknown or malformed frame is invalid data.
    pub fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some((kind, payload)) = read_frame(input)? else {
            return Ok(None);
        };
        let frame = match kind {
            b'r' => Job::decode(&payload).map(ToGuest::Run),
            b'w' => Size::decode(&payload).map(ToGuest::Resize),
            b'i' => Some(ToGuest::Stdin(payload)),
            b'd' if payload.is_empty() => Some(ToGuest::Dismiss),
            _ => None,
        };
        frame.map(Some).ok_or_else(|| garbage(kind))
    }
}

impl Size {
    fn encode(self) -> [u8; 4] {
        let ([a, b], [c, d]) = (self.rows.to_le_bytes(), self.columns.to_le_bytes());
        [a, b, c, d]
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let &[a, b, c, d] = bytes else { return None };
        Some(Size {
            rows: u16::from_le_bytes([a, b]),
            columns: u16::from_le_bytes([c, d]),
        })
    }
}

impl Job {
    /// Encodes the terminal's size (or nothing) and the number of variables, then variables and words, each followed by
    /// a NUL.
    fn encode(&self) -> io::Result<Vec<u8>> {
        let mut bytes = self
            .terminal
            .map(|size| size.encode().to_vec())
            .unwrap_or_default();
        bytes.insert(0, u8::from(self.terminal.is_some()));
        for (list, end) in [(&self.environment, b"\0".as_slice()), (&self.words, b"")] {
            for word in list {
                if word.is_empty() && list == &self.environment || word.contains('\0') {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidInput,
                        "a word of the command contains a NUL",
                    ));
                }
                bytes.extend_from_slice(word.as_bytes());
                bytes.push(0);
            }
            bytes.extend_from_slice(end);
        }
        Ok(bytes)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (terminal, rest) = match bytes.split_first()? {
            (0, rest) => (None, rest),
            (1, rest) => {
                let (size, rest) = rest.split_at_checked(4)?;
                (Some(Size::decode(size)?), rest)
            }
            _ => return None,
        };
        let text = std::str::from_utf8(rest).ok()?.strip_suffix('\0')?;
        let mut parts = text.split('\0').map(str::to_owned);
        // Variables are never empty, so the first empty part ends the list.
        let environment = parts.by_ref().take_while(|part| !part.is_empty()).collect();
        let words: Vec<String> = parts.collect();
        (!words.is_empty()).then_some(Job {
            terminal,
            environment,
            words,
        })
    }
}

fn write_frame(out: &mut impl Write, kind: u8, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len())
        .ok()
        .filter(|_| payload.len() <= MAX_PAYLOAD);
    let length = length
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the frame is too long"))?;
    let mut frame = Vec::with_capacity(5 + payload.len());
    frame.push(kind);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(payload);
    out.write_all(&frame)?;
    out.flush()
}

fn read_frame(input: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut kind = [0];
    loop {
        match input.read(&mut kind) {
            Ok(0) => return Ok(None),
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_PAYLOAD {
        return Err(garbage(kind[0]));
    }
    let mut payload = vec![0; length];
    input.read_exact(&mut payload)?;
    Ok(Some((kind[0], payload)))
}

fn garbage(kind: u8) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("no such frame on the lab's channel: kind {kind}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_survives_the_channel() {
        let mut channel = Vec::new();
        let from = [
            FromGuest::Up,
            FromGuest::Beat,
            FromGuest::Stdout(b"out".to_vec()),
            FromGuest::Stderr(Vec::new()),
            FromGuest::Kmsg(vec![0xff; MAX_PAYLOAD]),
            FromGuest::Ended(Status::Exited(42)),
            FromGuest::Ended(Status::Signaled(9)),
            FromGuest::Hangs(300),
            FromGuest::Failed("no".to_owned()),
        ];
        for frame in &from {
            frame.write(&mut channel).unwrap();
        }
        let mut input = channel.as_slice();
        for frame in from {
            assert_eq!(FromGuest::read(&mut input).unwrap(), Some(frame));
        }
        assert_eq!(FromGuest::read(&mut input).unwrap(), None);
    }

    #[test]
    fn a_job_keeps_its_words() {
        let size = Size {
            rows: 24,
            columns: 300,
        };
        for terminal in [None, Some(size)] {
            for environment in [vec![], vec!["A=".to_owned(), "B=x y".to_owned()]] {
                for words in [vec!["sh"], vec!["sh", "", "ä b\n", ""]] {
                    let words = words.into_iter().map(str::to_owned).collect();
                    let frame = ToGuest::Run(Job {
                        terminal,
                        environment: environment.clone(),
                        words,
                    });
                    let mut channel = Vec::new();
                    frame.write(&mut channel).unwrap();
                    assert_eq!(ToGuest::read(&mut channel.as_slice()).unwrap(), Some(frame));
                }
            }
        }
        let job = Job {
            terminal: None,
            environment: vec![],
            words: vec!["a\0b".to_owned()],
        };
        assert!(ToGuest::Run(job).write(&mut Vec::new()).is_err());
    }

    #[test]
    fn what_is_sent_to_a_guest_survives_the_channel() {
        let mut channel = Vec::new();
        let size = Size {
            rows: 1,
            columns: 2,
        };
        let frames = [
            ToGuest::Stdin(b"in".to_vec()),
            ToGuest::Resize(size),
            ToGuest::Dismiss,
        ];
        for frame in &frames {
            frame.write(&mut channel).unwrap();
        }
        let mut input = channel.as_slice();
        for frame in frames {
            assert_eq!(ToGuest::read(&mut input).unwrap(), Some(frame));
        }
    }

    #[test]
    fn garbage_is_refused() {
        for bytes in [
            &b"?\0\0\0\0"[..],
            b"o\xff\xff\xff\xff",
            b"x\0\0\0\0",
            b"o\x02\0\0\0a",
            b"u",
        ] {
            assert!(FromGuest::read(&mut { bytes }).is_err(), "{bytes:?}");
        }
        for bytes in [
            &b"r\0\0\0\0"[..],
            b"r\x02\0\0\0\0a",
            b"r\x01\0\0\0\0",
            b"w\x01\0\0\0a",
            b"x\0\0\0\0",
        ] {
            assert!(ToGuest::read(&mut { bytes }).is_err(), "{bytes:?}");
        }
    }
}
