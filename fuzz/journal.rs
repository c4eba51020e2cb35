// SPDX-License-Identifier: MIT OR Apache-2.0

//! Arbitrary memory as the journal's: reading ends, and copies no more than there is room for. The tests of `journal`
//! run the same function.

use std::sync::atomic::AtomicU64;

use klink_journal::{Cursor, Layout, Map, Stop};

/// The first byte says how much of the memory's front is put right, so that most inputs get further than a refusal; the
/// rest are its words.
pub fn map(bytes: &[u8]) {
    let (&right, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    let mut words: Vec<u64> = bytes.chunks_exact(8).map(number).collect();
    let sizes = (5..12).map(|bits| Layout::of_bytes(8 << bits).unwrap());
    if let Some(layout) = sizes.rev().find(|layout| layout.words() <= words.len()) {
        let records = layout.bytes() / 8;
        let index = (layout.words() as u64) - 16 - records;
        for (at, word) in [(0, klink_journal::FORMAT), (2, records), (3, index)] {
            if right & 1 != 0 {
                words[at] = word;
            }
        }
        if right & 2 != 0 {
            words[8] = words[9].wrapping_add(words[8] % (records + 1));
        }
    }
    let memory: Vec<AtomicU64> = words.into_iter().map(AtomicU64::new).collect();
    let Ok(map) = Map::new(&memory[..]) else {
        return;
    };
    // Each step moves to a higher number, and there are no more numbers than words.
    let steps = 2 * memory.len() + 4;
    let (seq, position) = (map.head() ^ map.id(), map.head().wrapping_sub(map.id()));
    for start in [
        map.oldest().unwrap_or_default(),
        Cursor::default(),
        Cursor::at(seq, position),
    ] {
        let mut cursor = start;
        let ended = (0..steps).any(|_| {
            let seen = map.next_in_place(&mut cursor, |record| {
                assert_eq!(record.words(), [0, 1, 2].map(|at| record.word(at)));
                (0..=record.payload_len() / 8)
                    .fold(0, |sum: u64, at| sum.wrapping_add(record.word(at)))
            });
            match seen {
                Ok(_) => false,
                Err(Stop::Gap(gap)) => {
                    cursor.pass_gap(&gap);
                    false
                }
                Err(_) => true,
            }
        });
        assert!(ended, "looking has no end");
        let (mut cursor, mut to) = (start, [0; 4096]);
        let ended = (0..steps).any(|_| {
            let (mut left, wanted) = (
                1 + u64::from(right),
                if right & 4 != 0 { u64::MAX } else { 6 },
            );
            let (len, stop) = map.read(&mut cursor, wanted, &mut left, 1 << 16, &mut to[..]);
            assert!(len <= to.len());
            match stop {
                Stop::Gap(gap) => {
                    cursor.pass_gap(&gap);
                    false
                }
                Stop::Enough | Stop::Budget => false,
                Stop::Full => len == 0,
                Stop::End | Stop::Broken => true,
            }
        });
        assert!(ended, "copying has no end");
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_ne_bytes)
}
