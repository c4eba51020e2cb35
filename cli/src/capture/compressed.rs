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
    pub(crate) fn new(mut rest: Box<dyn Read>) -> io::Result<Self> {
        let mut first = Vec::with_capacity(FIRST);
        rest.by_ref().take(FIRST as u64).read_to_end(&mut first)?;
        Ok(Self { first, rest })
    }

    /// As many of the first bytes as there are, of 8.
    pub(crate) fn first(&self) -> &[u8] {
        &self.first
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

/// Frames of zstd, one behind the other.
struct Zstd(Option<StreamingDecoder<BufReader<Input>, ruzstd::decoding::FrameDecoder>>);

impl Zstd {
    fn new(input: Input) -> io::Result<Self> {
        Ok(Self(Some(begin(BufReader::new(input))?)))
    }
}

fn begin(
    input: BufReader<Input>,
) -> io::Result<StreamingDecoder<BufReader<Input>, ruzstd::decoding::FrameDecoder>> {
    StreamingDecoder::new(input).map_err(io::Error::other)
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
            if io::BufRead::fill_buf(&mut input)?.is_empty() {
                return Ok(0);
            }
            self.0 = Some(begin(input)?);
        }
    }
}
