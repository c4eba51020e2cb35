// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files that are compressed with zstd.

use std::io::{self, BufReader, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::input::Input;

/// The most bytes that a frame of zstd may have its reader keep. The levels up to 19 take 8 MiB.
const WINDOW_MAX: u64 = 32 << 20;

/// The longest header of a frame, in bytes.
const HEADER_MAX: usize = 18;

/// Frames of zstd, one after the other.
pub(super) struct Zstd(Option<StreamingDecoder<Input, FrameDecoder>>);

impl Zstd {
    pub(super) fn new(input: Input) -> io::Result<Self> {
        let input = Input::new(Box::new(BufReader::new(input)))?;
        Ok(Self(Some(begin(input)?)))
    }
}

fn begin(mut input: Input) -> io::Result<StreamingDecoder<Input, FrameDecoder>> {
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
