// SPDX-License-Identifier: MIT OR Apache-2.0

//! A file that is removed at the end of its test.

use std::path::{Path, PathBuf};

/// The path of a file, which need not exist.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("{name}-{}", std::process::id());
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    /// A file that a command has made, to be removed.
    pub(crate) fn at(path: &str) -> Self {
        Self(PathBuf::from(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn name(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
