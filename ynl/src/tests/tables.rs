// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tables that the crate holds.

use std::fs;
use std::path::Path;

pub(super) use crate::bare::table;

/// Checks that a file is as it would be made now, or makes it, if `KLINK_TABLES` is `write`.
pub(super) fn is_written(file: &Path, table: &str) {
    let before = fs::read_to_string(file).unwrap_or_default();
    if before == table {
        return;
    }
    assert!(
        std::env::var_os("KLINK_TABLES").is_some_and(|wish| wish == "write"),
        "{} is not what is made of the specifications: make tables",
        file.display()
    );
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, table).unwrap();
}
