// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Malformed and hostile bytes.

use std::ops::Range;

use crate::model::{messages, Model};
use crate::oracle;
use klink_wire::{Builder, ExtAck, Flags, Header, Slice};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

fn check(bytes: &[u8]) {
    oracle::header(bytes);
    oracle::attr(bytes);
    oracle::extack(bytes);
    oracle::dump(bytes);
}

/// An attribute with the length of some number, or about that length.
fn attribute(kinds: Range<u16>) -> impl Strategy<Value = (u16, Vec<u8>)> {
    let payload = prop_oneof![
        vec(any::<u8>(), 8),
        vec(any::<u8>(), 4),
        vec(any::<u8>(), 0..10)
    ];
    (kinds, payload)
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
    fn extended_acks(
        kind in 2u16..4,
        flags in prop_oneof![Just(0x100u16), Just(0x200), Just(0x300)],
        error in -2i32..2,
        request in vec(any::<u8>(), 0..8),
        details in vec(attribute(1..8), 0..5),
        rule in vec(attribute(1..14), 0..5),
    ) {
        let mut room = [0; 512];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, kind, Flags(flags), 1).unwrap();
        message.raw(&error.to_ne_bytes()).unwrap();
        if kind == Header::ERROR {
            message.raw(&(16 + request.len() as u32).to_ne_bytes()).unwrap();
            message.raw(&[0; 12]).unwrap();
            if flags & 0x100 == 0 {
                message.raw(&request).unwrap();
            }
        }
        for (kind, payload) in details {
            message.put(kind, &payload).unwrap();
        }
        let rule = |to: &mut Builder<'_, _>| rule.iter().try_for_each(|(kind, payload)| to.put(*kind, payload));
        message.nest(ExtAck::POLICY, rule).unwrap();
        message.finish().unwrap();
        check(slice.written());
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
