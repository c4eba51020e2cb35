// SPDX-License-Identifier: MIT OR Apache-2.0

//! The root of the fuzz target `formats`: what `klink decode` reads, without the command around it.

#![no_main]
#![allow(dead_code, unused_imports)] // The command has the rest.

mod bytes;
mod capture;
mod exit;
mod kinds;
mod messages_file;
mod shown;
mod text_dump;
mod time;

use std::io::Cursor;

use crate::capture::{Found, Reader};
use crate::shown::Shown;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    check(messages_file::read(bytes, false));
    if let Ok(text) = std::str::from_utf8(bytes) {
        check(text_dump::bytes(text));
        check(text_dump::strace(text).map(|(shown, _)| shown));
    }
    capture(bytes);
});

/// No datagram has more bytes than there were, and an error is one line.
fn check(shown: Result<Vec<Shown>, String>) {
    match shown {
        Ok(shown) => assert!(shown.iter().all(|shown| shown.datagram.len() <= shown.len)),
        Err(error) => assert!(!error.is_empty() && !error.contains('\n')),
    }
}

fn capture(bytes: &[u8]) {
    let Ok(file) = capture::decompressed(Box::new(Cursor::new(bytes.to_vec()))) else {
        return;
    };
    if !capture::is_capture(file.first()) {
        return;
    }
    let Ok(mut reader) = Reader::new(file) else {
        return;
    };
    while let Ok(Some(found)) = reader.next() {
        if let Found::Packet(packet) = found {
            assert!(packet.datagram.len() <= packet.len);
        }
    }
}
