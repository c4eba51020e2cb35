// SPDX-License-Identifier: MIT OR Apache-2.0
//! The blocks of an xz stream (<https://tukaani.org/xz/xz-file-format.txt>), each decompressed alone.

use std::io::{self, Read};

use lzma_rust2::Lzma2Reader;

/// The bytes before the first block.
const STREAM_HEADER: usize = 12;

/// The bytes at the end of a stream.
const FOOTER: usize = 12;

/// The filter LZMA2, the only one of a block that is supported.
const LZMA2: u64 = 0x21;

/// The blocks of an xz stream. Programs that compress with several threads make one of every few megabytes.
pub struct Blocks<'a>(Vec<Block<'a>>);

struct Block<'a> {
    /// The header, which gives its own length, and the compressed data; what follows is no harm.
    bytes: &'a [u8],
    decompressed: u64,
}

impl<'a> Blocks<'a> {
    /// The blocks by the index of the stream; `None` if the file is anything but one stream with an index.
    pub fn new(file: &'a [u8]) -> Option<Self> {
        let [crc @ .., b'Y', b'Z'] = file.last_chunk::<FOOTER>()? else {
            return None;
        };
        let size = u32::from_le_bytes(crc.get(4..8)?.try_into().ok()?);
        let size = (size as usize).checked_add(1)?.checked_mul(4)?;
        let end = file.len().checked_sub(FOOTER)?;
        let index_at = end.checked_sub(size)?;
        let mut index = file.get(index_at..end)?.strip_prefix(&[0])?;
        let count = number(&mut index)?;
        let mut at = STREAM_HEADER;
        let mut blocks = Vec::new();
        for _ in 0..count {
            let (unpadded, decompressed) = (number(&mut index)?, number(&mut index)?);
            let next = at.checked_add(
                usize::try_from(unpadded)
                    .ok()?
                    .checked_next_multiple_of(4)?,
            )?;
            let bytes = file.get(at..next.min(index_at))?;
            blocks.push(Block {
                bytes,
                decompressed,
            });
            at = next;
        }
        (at == index_at).then_some(Self(blocks))
    }

    /// The size of each block when decompressed.
    pub fn sizes(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().map(|block| block.decompressed)
    }

    /// The decompressed bytes of a block. Its checksum is not compared.
    ///
    /// # Errors
    /// Fails if there is no such block, or it is compressed otherwise than with LZMA2 alone.
    pub fn read(&self, number: usize) -> io::Result<impl Read + 'a> {
        let unsupported =
            || io::Error::new(io::ErrorKind::InvalidData, "an unsupported block of xz");
        let block = self.0.get(number).ok_or_else(unsupported)?;
        let (dictionary, data) = block.parse().ok_or_else(unsupported)?;
        // No match reaches further back than the block.
        let dictionary = u64::from(dictionary).min(block.decompressed.max(1 << 12));
        Ok(Lzma2Reader::new(data, dictionary as u32, None).take(block.decompressed))
    }
}

impl<'a> Block<'a> {
    /// The size of the dictionary, and the compressed data.
    fn parse(&self) -> Option<(u32, &'a [u8])> {
        const SIZES: [u8; 2] = [0x40, 0x80];
        let (header, data) = self
            .bytes
            .split_at_checked((usize::from(*self.bytes.first()?) + 1) * 4)?;
        let (&[_, flags], mut rest) = header.split_first_chunk()?;
        if flags & !(SIZES[0] | SIZES[1]) != 0 {
            return None;
        }
        for size in SIZES {
            if flags & size != 0 {
                number(&mut rest)?;
            }
        }
        let is_lzma2 = number(&mut rest)? == LZMA2 && number(&mut rest)? == 1;
        let bits = u32::from(*rest.first()?);
        let dictionary = match bits {
            40 => u32::MAX,
            0..40 => (2 | bits & 1) << (bits / 2 + 11),
            _ => return None,
        };
        is_lzma2.then_some((dictionary, data))
    }
}

/// Takes a number of seven bits per byte, the lowest first.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
