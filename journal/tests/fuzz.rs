// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The corpus of the fuzz target `map`, and arbitrary memory.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

#[allow(unreachable_pub, clippy::unwrap_used, clippy::indexing_slicing)]
#[path = "../../fuzz/journal.rs"]
mod journal;

#[test]
fn the_corpus_is_read_to_an_end() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/map");
    let files: Vec<_> = fs::read_dir(corpus).unwrap().collect();
    assert!(!files.is_empty());
    for file in files {
        journal::map(&fs::read(file.unwrap().path()).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn memory_of_any_content_is_read_to_an_end(
        right: u8,
        words in vec(prop_oneof![0..80_u64, any::<u64>()], 0..1100),
    ) {
        let words = words.into_iter().flat_map(u64::to_ne_bytes);
        journal::map(&std::iter::once(right).chain(words).collect::<Vec<_>>());
    }
}
