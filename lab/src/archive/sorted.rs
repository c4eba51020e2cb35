// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading of a few files of a large tar archive in the order of their paths, as Debian packs the kernel's source: of
//! its xz blocks only those are decompressed that have the files.

use std::io::{self, Read};

use klink_lab_decompress::{Blocks, Xz};

/// The size of a record, of which a tar archive consists.
const RECORD: usize = 512;

/// The tar archive `xz`, or a part of it with all entries whose paths begin with one of `wanted`. Paths are without the
/// archive's top folder. The part is right if all entries are in the order of their paths.
pub fn part<'a>(xz: &'a [u8], wanted: &[&str]) -> Box<dyn Read + 'a> {
    match Part::new(xz, wanted) {
        Some(part) => Box::new(part),
        None => whole(xz),
    }
}

/// The whole archive.
pub fn whole<'a>(xz: &'a [u8]) -> Box<dyn Read + 'a> {
    Box::new(Xz::new(xz))
}

/// A path without the archive's top folder and without a slash at its end.
pub fn below_top(path: &[u8]) -> &[u8] {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let top = path.iter().position(|&byte| byte == b'/');
    top.map_or(b"", |slash| &path[slash + 1..])
}

struct Part<'a> {
    blocks: Blocks<'a>,
    /// The pieces still to be read, the last one first: a block, and the beginning and end of the piece in it.
    pieces: Vec<(usize, u64, u64)>,
    piece: Box<dyn Read + 'a>,
}

impl<'a> Part<'a> {
    /// `None` if all must be read, or entries are not in order.
    fn new(xz: &'a [u8], wanted: &[&str]) -> Option<Self> {
        let blocks = Blocks::new(xz)?;
        let count = blocks.sizes().count();
        // Other blocks begin within a record.
        if blocks.sizes().any(|size| size % RECORD as u64 != 0) {
            return None;
        }
        let mut top = [0; RECORD];
        blocks.read(0).ok()?.read_exact(&mut top).ok()?;
        let top = tar::Header::from_byte_slice(&top).path_bytes();
        let top = top.split_inclusive(|&byte| byte == b'/').next()?;
        let mut firsts = vec![(0, 0, Vec::new())];
        for block in 1..count {
            if let Some((at, path)) = first_entry(blocks.read(block).ok()?, top).ok()? {
                firsts.push((block, at, path));
            }
        }
        if !firsts.is_sorted_by(|(_, _, one), (_, _, next)| one < next) {
            return None;
        }
        // From each first entry to the next one.
        let mut pieces = Vec::new();
        for (index, (block, at, path)) in firsts.iter().enumerate() {
            let next = firsts.get(index + 1);
            let is_needed = wanted.iter().any(|wanted| {
                let wanted = wanted.as_bytes();
                let begins_before = path.as_slice() <= wanted || path.starts_with(wanted);
                begins_before && next.is_none_or(|(_, _, next)| wanted < next.as_slice())
            });
            if !is_needed {
                continue;
            }
            let (last, end) = next.map_or((count, 0), |&(block, at, _)| (block, at));
            for number in *block..=last {
                let begin = if number == *block { *at } else { 0 };
                let end = if number == last { end } else { u64::MAX };
                if begin < end {
                    pieces.push((number, begin, end));
                }
            }
        }
        pieces.reverse();
        Some(Self {
            blocks,
            pieces,
            piece: Box::new(io::empty()),
        })
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some((block, begin, end)) = self.pieces.pop() else {
                return Ok(0);
            };
            let mut piece = self.blocks.read(block)?;
            io::copy(&mut (&mut piece).take(begin), &mut io::sink())?;
            self.piece = Box::new(piece.take(end - begin));
        }
    }
}

/// Finds an entry in a part of an archive that begins anywhere: where its header is, and its path. It is the first one
/// that follows another entry in the folder `top`, which shows that it is one: files may contain archives, and what
/// precedes a header may belong to it.
fn first_entry(mut archive: impl Read, top: &[u8]) -> io::Result<Option<(u64, Vec<u8>)>> {
    let mut at = 0;
    // Where the entry ends that has been found, if it is more than a longer name for the next one.
    let mut follows = None;
    let mut record = [0; RECORD];
    loop {
        match archive.read_exact(&mut record) {
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let header = tar::Header::from_byte_slice(&record);
        let is_in_top = names_the_next(header) || header.path_bytes().starts_with(top);
        match (header_size(header).filter(|_| is_in_top), follows) {
            (Some(_), Some((end, true))) if at == end && !names_the_next(header) => {
                return Ok(Some((at, below_top(&header.path_bytes()).to_vec())));
            }
            (Some(size), _) if follows.is_none_or(|(end, _)| at >= end) => {
                let end = size
                    .checked_next_multiple_of(RECORD as u64)
                    .and_then(|size| size.checked_add(at + RECORD as u64));
                follows = end.map(|end| (end, !names_the_next(header)));
            }
            (None, Some((end, _))) if at >= end => follows = None,
            _ => {}
        }
        at += RECORD as u64;
    }
}

/// The size of the file that follows if this is a header.
fn header_size(header: &tar::Header) -> Option<u64> {
    let is_known = header.as_ustar().is_some() || header.as_gnu().is_some();
    let bytes = header.as_bytes();
    let sum: u32 = bytes.iter().map(|&byte| u32::from(byte)).sum();
    let own = bytes.get(148..156)?;
    let own: u32 = own.iter().map(|&byte| u32::from(byte)).sum();
    let is_right = header.cksum().ok()? == sum - own + 8 * u32::from(b' ');
    (is_known && is_right).then(|| header.entry_size().ok())?
}

/// Whether the entry is not a file but a long name or attributes of the next one.
fn names_the_next(header: &tar::Header) -> bool {
    let kind = header.entry_type();
    kind.is_gnu_longname()
        || kind.is_gnu_longlink()
        || kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crc32(bytes: &[u8]) -> [u8; 4] {
        let crc = bytes.iter().fold(u32::MAX, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
            })
        });
        (!crc).to_le_bytes()
    }

    fn number(mut value: usize, into: &mut Vec<u8>) {
        while value >= 0x80 {
            into.push(value as u8 | 0x80);
            value >>= 7;
        }
        into.push(value as u8);
    }

    fn padded_and_checked(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        let crc = crc32(&bytes);
        bytes.extend(crc);
        bytes
    }

    /// An xz stream of blocks, of LZMA2 that is not compressed (xz-file-format.txt, sections 2 to 5).
    fn xz(blocks: &[&[u8]]) -> Vec<u8> {
        let mut file = b"\xfd7zXZ\0\0\0".to_vec();
        file.extend(crc32(&[0, 0]));
        let mut index = vec![0];
        number(blocks.len(), &mut index);
        for block in blocks {
            let begin = file.len();
            // A header of 12 bytes: no sizes, and LZMA2 with a dictionary of 16 MiB.
            file.extend(padded_and_checked(vec![2, 0, 0x21, 1, 24]));
            for (index, piece) in block.chunks(1 << 16).enumerate() {
                file.push(if index == 0 { 1 } else { 2 });
                file.extend((piece.len() as u16).wrapping_sub(1).to_be_bytes());
                file.extend(piece);
            }
            file.push(0);
            number(file.len() - begin, &mut index);
            number(block.len(), &mut index);
            file.resize(file.len().next_multiple_of(4), 0);
        }
        let index = padded_and_checked(index);
        let mut footer = (index.len() as u32 / 4 - 1).to_le_bytes().to_vec();
        footer.extend([0, 0]);
        file.extend(&index);
        file.extend(crc32(&footer));
        file.extend(footer);
        file.extend(b"YZ");
        file
    }

    fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, data) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(data.len() as u64);
            archive
                .append_data(&mut header, path, data.as_slice())
                .unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn entries(archive: impl Read) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut archive = tar::Archive::new(archive);
        let entries = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let mut data = Vec::new();
            entry.read_to_end(&mut data).unwrap();
            (below_top(&entry.path_bytes()).to_vec(), data)
        });
        entries.collect()
    }

    /// A source of some folders, with a file of many blocks and paths longer than a header's.
    fn files() -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        for folder in ["arch", "drivers", "drivers-more", "rust", "scripts"] {
            for number in 0..40 {
                let size = number * number * 37 % 9000;
                let long = if number % 7 == 3 {
                    "/long".repeat(30)
                } else {
                    String::new()
                };
                files.push((
                    format!("top/{folder}/{number:02}{long}"),
                    vec![number as u8; size],
                ));
            }
        }
        files.push(("top/drivers/99".to_owned(), vec![0; 100_000]));
        files.sort();
        files
    }

    #[test]
    fn a_part_has_all_that_is_wanted() {
        let archive = tar(&files());
        for block in [RECORD, 4096, 16384, 1 << 20] {
            let file = xz(&archive.chunks(block).collect::<Vec<_>>());
            assert_eq!(entries(whole(&file)).len(), 201);
            for wanted in [
                &["rust/"][..],
                &["arch/00", "drivers/"],
                &["drivers/99", "scripts/39"],
                &["drivers-more/1", "rust/1"],
                &[""],
                &["none", "zzz"],
            ] {
                let is_wanted = |(path, _): &(Vec<u8>, Vec<u8>)| {
                    wanted
                        .iter()
                        .any(|wanted| path.starts_with(wanted.as_bytes()))
                };
                let mut expected = entries(whole(&file));
                let part = Part::new(&file, wanted).unwrap();
                let is_less = part.pieces.len() * block < archive.len() / 2;
                assert!(
                    block != 16384 || wanted == [""] || is_less,
                    "{wanted:?} {}",
                    part.pieces.len()
                );
                let mut found = entries(part);
                assert!(found.is_sorted());
                expected.retain(is_wanted);
                found.retain(is_wanted);
                assert_eq!(found, expected, "{wanted:?} in blocks of {block}");
            }
        }
    }

    #[test]
    fn an_archive_in_a_file_is_only_a_file() {
        let mut inner = files();
        for (path, _) in &mut inner {
            path.replace_range(..3, "pot");
        }
        let mut files = files();
        files.push(("top/rust/archive".to_owned(), tar(&inner)));
        files.sort();
        let archive = tar(&files);
        for block in [4096, 16384] {
            let file = xz(&archive.chunks(block).collect::<Vec<_>>());
            for wanted in ["drivers/99", "rust/", "scripts/"] {
                let mut found = entries(Part::new(&file, &[wanted]).unwrap());
                let mut expected = entries(whole(&file));
                let is_wanted =
                    |(path, _): &(Vec<u8>, Vec<u8>)| path.starts_with(wanted.as_bytes());
                expected.retain(is_wanted);
                found.retain(is_wanted);
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn what_is_not_as_expected_is_read_whole() {
        let mut files = files();
        files.reverse();
        let unsorted = tar(&files);
        let file = xz(&unsorted.chunks(4096).collect::<Vec<_>>());
        assert!(Part::new(&file, &["rust/"]).is_none());
        assert_eq!(entries(part(&file, &["rust/"])).len(), files.len());

        files.sort();
        let sorted = tar(&files);
        let blocks_within_records = xz(&sorted.chunks(5000).collect::<Vec<_>>());
        let two_streams = [xz(&[&sorted[..8192]]), xz(&[&sorted[8192..]])].concat();
        for file in [blocks_within_records, two_streams] {
            assert!(Part::new(&file, &["rust/"]).is_none());
            assert_eq!(entries(part(&file, &["rust/"])).len(), files.len());
        }
        let file = xz(&[&sorted]);
        for end in 0..file.len() {
            assert!(Part::new(&file[..end], &["rust/"]).is_none());
        }
    }
}
