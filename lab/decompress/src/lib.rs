// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decompression of xz and Zstandard, in a package of its own: cargo chooses optimization by package, and the libraries
//! for these formats are generic, so their code belongs to the package that uses them.

mod blocks;

use std::io::{self, BufReader, Read};

use lzma_rust2::XzReader;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

pub use blocks::Blocks;

/// The size of the pieces in which compressed bytes are read.
const PIECE: usize = 1 << 16;

type Compressed<'a> = BufReader<Box<dyn Read + 'a>>;

fn pieces<'a>(compressed: impl Read + 'a) -> Compressed<'a> {
    BufReader::with_capacity(PIECE, Box::new(compressed))
}

/// The decompressed bytes of xz streams (<https://tukaani.org/xz/xz-file-format.txt>).
pub struct Xz<'a>(XzReader<Compressed<'a>>);

impl<'a> Xz<'a> {
    /// All streams in a file, one after another.
    pub fn new(compressed: impl Read + 'a) -> Self {
        Self(XzReader::new(pieces(compressed), true))
    }

    /// One stream; bytes after it are ignored.
    pub fn first(compressed: impl Read + 'a) -> Self {
        Self(XzReader::new(pieces(compressed), false))
    }
}

impl Read for Xz<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// The decompressed bytes of a Zstandard frame (RFC 8878); bytes after it are ignored.
pub struct Zstd<'a>(StreamingDecoder<Compressed<'a>, FrameDecoder>);

impl<'a> Zstd<'a> {
    /// # Errors
    /// Fails if the bytes do not begin with the header of a frame.
    pub fn new(compressed: impl Read + 'a) -> io::Result<Self> {
        let decoder = StreamingDecoder::new(pieces(compressed));
        decoder.map(Self).map_err(io::Error::other)
    }
}

impl Read for Zstd<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
