// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Replies of a kernel, stored as the fuzz targets' corpus: `fuzz/record.rs` recorded them on x86_64, Linux 6.18.

use std::fs;
use std::path::Path;

use crate::oracle;

fn corpus(target: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(target);
    fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.display().to_string(), fs::read(path).unwrap())
    })
}

/// Checks each recording and, as far as a debug build has the time, its beginnings, and the recording with any of its
/// bytes changed.
fn holds(target: &str, check: fn(&[u8])) {
    let mut recordings = 0;
    for (path, mut bytes) in corpus(target) {
        // Shown if the test fails.
        println!("{path}");
        recordings += 1;
        check(&bytes);
        for at in 0..bytes.len().min(400) {
            check(&bytes[..at]);
            let byte = bytes[at];
            for other in [0, 3, 0xff, byte.wrapping_add(1), byte ^ 0x80] {
                bytes[at] = other;
                check(&bytes);
            }
            bytes[at] = byte;
        }
    }
    assert!(recordings > 0);
}

#[test]
fn headers() {
    holds("header", oracle::header);
}

#[test]
fn attributes() {
    holds("attr", oracle::attr);
}

#[test]
fn extended_acks() {
    holds("extack", oracle::extack);
}

#[test]
fn dumps() {
    holds("dump", oracle::dump);
}

/// The recordings are in the byte order of the machine that made them.
#[cfg(target_endian = "little")]
mod values {
    use super::*;
    use klink_wire::extack::{Ack, Done};
    use klink_wire::genl::ctrl;
    use klink_wire::policy::{AttrType, Policy};
    use klink_wire::{Attr, Header, Message, Messages};

    fn recording(target: &str, name: &str) -> Vec<u8> {
        let found = corpus(target).find(|(path, _)| path.ends_with(&format!("/{name}")));
        found.unwrap().1
    }

    /// The message of this kind in a recorded answer, which must be whole.
    fn message(bytes: &[u8], kind: u16) -> Message<'_> {
        let mut messages = Messages::new(bytes).map(Result::unwrap);
        messages
            .find(|message| message.header.kind == kind)
            .unwrap()
    }

    fn ack(bytes: &[u8]) -> Ack<'_> {
        Ack::read(&message(bytes, Header::ERROR)).unwrap()
    }

    #[test]
    fn an_attribute_out_of_policy_in_both_forms() {
        for (name, repeated) in [("string-too-long", 0), ("string-too-long-whole", 32)] {
            let bytes = recording("extack", name);
            let ack = ack(&bytes);
            assert_eq!((ack.errno, ack.request_payload.len()), (22, repeated));
            assert_eq!(
                ack.extack.message,
                Some(&b"Attribute failed policy validation"[..])
            );
            assert_eq!(ack.extack.offset, Some(20));
            let policy = Policy::read(ack.extack.policy.unwrap()).unwrap();
            assert_eq!(
                (policy.kind, policy.max_len),
                (AttrType::NUL_STRING, Some(15))
            );
        }
        let bytes = recording("extack", "number-too-short");
        let policy = Policy::read(ack(&bytes).extack.policy.unwrap()).unwrap();
        assert_eq!(
            (policy.kind, policy.range),
            (AttrType::U16, Some((0, 65_535)))
        );
    }

    #[test]
    fn words_behind_a_request_of_odd_length() {
        let bytes = recording("extack", "odd-length-whole");
        let ack = ack(&bytes);
        assert_eq!((ack.request.len, ack.request_payload), (29, &[0; 13][..]));
        assert_eq!(ack.extack.message, Some(&b"Invalid header length"[..]));
    }

    #[test]
    fn a_missing_attribute() {
        for name in ["missing", "missing-whole"] {
            let bytes = recording("extack", name);
            let ack = ack(&bytes);
            assert_eq!((ack.errno, ack.extack.missing), (22, Some(1)));
            assert_eq!(ack.extack.missing_nest, None);
        }
        assert!(ack(&recording("extack", "missing-plain")).extack.is_empty());
    }

    #[test]
    fn success_repeats_nothing() {
        for name in ["success", "success-whole", "success-plain"] {
            let bytes = recording("extack", name);
            let ack = ack(&bytes);
            assert_eq!((ack.errno, ack.request_payload.len()), (0, 0));
            assert!(ack.extack.is_empty());
        }
    }

    #[test]
    fn a_dump_that_ends_with_an_error() {
        let bytes = recording("extack", "no-table");
        let done = Done::read(&message(&bytes, Header::DONE)).unwrap();
        assert_eq!(done.errno, 2);
        assert_eq!(
            done.extack.message,
            Some(&b"ipv4: FIB table does not exist"[..])
        );
    }

    #[test]
    fn the_policy_that_the_controller_publishes() {
        let bytes = recording("dump", "policy-nlctrl");
        let rules = Messages::new(&bytes).map(|message| message.unwrap().attrs(4));
        let name = rules
            .filter_map(|attrs| attrs.find(ctrl::attr::POLICY))
            .flat_map(|policies| policies.nested().map(Result::unwrap))
            .find_map(|rules| rules.nested().find(ctrl::attr::FAMILY_NAME));
        let policy = Policy::read(name.map(Attr::nested).unwrap()).unwrap();
        assert_eq!(
            (policy.kind, policy.max_len),
            (AttrType::NUL_STRING, Some(15))
        );
    }
}
