// SPDX-License-Identifier: MIT OR Apache-2.0

#![no_main]

#[path = "../ynl.rs"]
mod ynl;

use std::sync::OnceLock;

use klink_ynl::{Folders, Spec};

static SPECS: OnceLock<Vec<Spec>> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let specs = SPECS.get_or_init(|| {
        let folders = Folders::of_system();
        let load = |file: std::path::PathBuf| Spec::load(&file).unwrap();
        let specs: Vec<_> = folders.files().map(load).collect();
        assert!(
            specs.len() >= 33,
            "{} specifications: set KLINK_SPECS",
            specs.len()
        );
        specs
    });
    ynl::spec(bytes, specs);
});
