// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Bytes that nobody should have sent.

use crate::model::{messages, Model};
use crate::oracle;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

fn check(bytes: &[u8]) {
    oracle::header(bytes);
    oracle::attr(bytes);
    oracle::extack(bytes);
    oracle::dump(bytes);
}

proptest! {
    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..300)) {
        check(&bytes);
    }

    #[test]
    fn small_numbers_so_that_lengths_often_fit(bytes in vec(0u8..24, 0..300)) {
        check(&bytes);
    }

    #[test]
    fn every_truncation(messages in messages()) {
        let bytes: Vec<u8> = messages.iter().flat_map(Model::bytes).collect();
        for len in 0..=bytes.len() {
            check(&bytes[..len]);
        }
    }

    #[test]
    fn mutations(
        messages in messages(),
        mutations in vec((any::<Index>(), prop_oneof![any::<u8>(), 0u8..32]), 1..8),
    ) {
        let mut bytes: Vec<u8> = messages.iter().flat_map(Model::bytes).collect();
        prop_assume!(!bytes.is_empty());
        for (at, value) in mutations {
            let at = at.index(bytes.len());
            bytes[at] = value;
            check(&bytes);
        }
    }
}
