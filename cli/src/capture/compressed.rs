// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files that may be compressed.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use ruzstd::decoding::StreamingDecoder;

/// What a file holds, with its first bytes looked at.
pub(crate) struct Input {
    first: Vec<u8>,
    rest: Box<dyn Read>,
}

/// How many bytes are looked at.
const FIRST: usize = 8;

impl Input {
    pub(crate) fn new(rest: Box<dyn Read>) -> io::Result<Self> {
        let first = Vec::with_capacity(FIRST);
        let mut input = Self { first, rest };
        input.peek(FIRST)?;
        Ok(input)
    }

    /// As many of the first bytes as there are, of 8.
    pub(crate) fn first(&self) -> &[u8] {
        &self.first
    }

    /// The next bytes, as many as there are, of `count`.
    fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let missing = count.saturating_sub(self.first.len());
        self.rest
            .by_ref()
            .take(missing as u64)
            .read_to_end(&mut self.first)?;
        Ok(&self.first)
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.first.is_empty() {
            return self.rest.read(buffer);
        }
        let len = self.first.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(self.first.drain(..len)) {
            *to = from;
        }
        Ok(len)
    }
}

/// What a file holds, without the compression that Wireshark may have given it: gzip, zstd or LZ4.
pub(crate) fn decompressed(file: Box<dyn Read>) -> io::Result<Input> {
    let input = Input::new(file)?;
    let rest: Box<dyn Read> = match *input.first() {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(BufReader::new(input))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(Zstd::new(input)?),
        [0x04, 0x22, 0x4d, 0x18, ..] => Box::new(FrameDecoder::new(input)),
        _ => return Ok(input),
    };
    Input::new(rest)
}

/// The most bytes that a frame of zstd may have its reader keep. The levels up to 19 take 8 MiB.
const WINDOW_MAX: u64 = 32 << 20;

/// The longest header of a frame, in bytes.
const HEADER_MAX: usize = 18;

/// Frames of zstd, one after the other.
struct Zstd(Option<StreamingDecoder<Input, ruzstd::decoding::FrameDecoder>>);

impl Zstd {
    fn new(input: Input) -> io::Result<Self> {
        let input = Input::new(Box::new(BufReader::new(input)))?;
        Ok(Self(Some(begin(input)?)))
    }
}

fn begin(mut input: Input) -> io::Result<StreamingDecoder<Input, ruzstd::decoding::FrameDecoder>> {
    let window = window(input.peek(HEADER_MAX)?).unwrap_or(0);
    if window > WINDOW_MAX {
        let (needed, most) = (window.div_ceil(1 << 20), WINDOW_MAX >> 20);
        return Err(io::Error::other(format!(
            "the compression needs {needed} MiB of memory, and at most {most} are used: zstd -d --memory={needed}MB first"
        )));
    }
    StreamingDecoder::new(input).map_err(io::Error::other)
}

/// How many bytes a frame has its reader keep, by its header (RFC 8878, 3.1.1.1). `None` if it is no such header.
fn window(header: &[u8]) -> Option<u64> {
    let rest = header.strip_prefix(&[0x28, 0xb5, 0x2f, 0xfd])?;
    let (&descriptor, rest) = rest.split_first()?;
    let is_single_segment = descriptor & 0x20 != 0;
    if !is_single_segment {
        let (exponent, mantissa) = (rest.first()? >> 3, rest.first()? & 7);
        let base = 1 << (10 + u32::from(exponent));
        return Some(base + base / 8 * u64::from(mantissa));
    }
    // The whole content is kept. Its length stands after a dictionary's number, which has 0, 1, 2 or 4 bytes.
    let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3))?;
    let size = rest.get(*dictionary..)?;
    Some(match descriptor >> 6 {
        0 => u64::from(*size.first()?),
        1 => 256 + u64::from(u16::from_le_bytes(*size.first_chunk()?)),
        2 => u64::from(u32::from_le_bytes(*size.first_chunk()?)),
        _ => u64::from_le_bytes(*size.first_chunk()?),
    })
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(frame) = &mut self.0 else {
                return Ok(0);
            };
            let len = frame.read(buffer)?;
            if len > 0 || buffer.is_empty() {
                return Ok(len);
            }
            let Some(ended) = self.0.take() else {
                return Ok(0);
            };
            let (mut input, decoder) = ended.into_parts();
            let (stored, have) = (
                decoder.get_checksum_from_data(),
                decoder.get_calculated_checksum(),
            );
            if stored.is_some() && stored != have {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the checksum is wrong",
                ));
            }
            if input.peek(1)?.is_empty() {
                return Ok(0);
            }
            self.0 = Some(begin(input)?);
        }
    }
}
