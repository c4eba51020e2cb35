// SPDX-License-Identifier: MIT OR Apache-2.0

//! The root of the fuzz targets `formats-*`, one program: what `klink decode` reads, without the command around it.

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

use std::alloc::System;
use std::env;
use std::io::Cursor;
use std::sync::LazyLock;

use cap::Cap;

use crate::capture::{Found, Reader};
use crate::shown::Shown;

/// The most memory that an input may take, in bytes: an allocation beyond it ends the program.
const MEMORY_MAX: usize = 64 << 20;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// The target's name after `formats-`, which `fuzz/run` passes.
static FORMAT: LazyLock<String> = LazyLock::new(|| {
    let format = env::var("KLINK_FORMAT");
    format.expect("KLINK_FORMAT is not set: start this by fuzz/run")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let format = FORMAT.as_str();
    let limit = MEMORY.allocated().saturating_add(MEMORY_MAX);
    MEMORY
        .set_limit(limit)
        .expect("more is allowed than is allocated");
    let text = std::str::from_utf8(bytes);
    match (format, text) {
        ("capture", _) => capture(bytes),
        ("messages", _) => check(messages_file::read(bytes, false)),
        ("strace", Ok(text)) => check(text_dump::strace(text).map(|(shown, _)| shown)),
        ("text", Ok(text)) => check(text_dump::bytes(text)),
        ("strace" | "text", Err(_)) => {}
        _ => panic!("KLINK_FORMAT={format}: there are capture, messages, strace and text"),
    }
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
