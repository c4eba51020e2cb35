// SPDX-License-Identifier: MIT OR Apache-2.0

//! Files that may be compressed, with what Wireshark compresses captures with.

use std::io::{self, Read};

use super::input::Input;
#[cfg(feature = "compressed")]
use super::zstd::Zstd;

/// How a file is compressed.
#[derive(Debug, Clone, Copy)]
enum Compression {
    Gzip,
    Zstd,
    Lz4,
}

impl Compression {
    /// By the first bytes of a file; `None` if it is not compressed.
    fn of(first: &[u8]) -> Option<Self> {
        match first {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            _ => None,
        }
    }

    /// The content of the file.
    #[cfg(feature = "compressed")]
    fn reader(self, input: Input) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::new(input))),
            Self::Zstd => Box::new(Zstd::new(input)?),
            Self::Lz4 => Box::new(lz4_flex::frame::FrameDecoder::new(input)),
        })
    }

    #[cfg(not(feature = "compressed"))]
    fn reader(self, _input: Input) -> io::Result<Box<dyn Read>> {
        Err(io::Error::other(format!(
            "it is compressed ({self:?}), and this klink was built without the feature `compressed`: decompress it first"
        )))
    }
}

/// The content of a file, without the compression that Wireshark may have given it.
///
/// # Errors
/// Fails for a compressed file if this build has no feature `compressed`.
pub(crate) fn decompressed(file: Box<dyn Read>) -> io::Result<Input> {
    let input = Input::new(file)?;
    match Compression::of(input.first()) {
        None => Ok(input),
        Some(compression) => Input::new(compression.reader(input)?),
    }
}
